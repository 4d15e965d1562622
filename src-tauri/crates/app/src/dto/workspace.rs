//! Workspaces, keys and connections.

use super::{IpcError, SyncStatus, choice, dto};

choice! {
    /// What a workspace is connected to.
    pub enum WorkspaceKind {
        /// The built-in simulation.
        Demo,
        /// Meta.
        Meta,
    }

    /// Where the workspace's key is kept.
    pub enum KeyStoreKind {
        /// The keyring of the operating system.
        Keyring,
        /// A file locked with a passphrase.
        Vault,
    }

    /// How a workspace signed in.
    pub enum SignInMethod {
        /// In the browser.
        Browser,
        /// With a pasted system-user token.
        SystemUser,
    }

    /// State of the sign-in.
    pub enum ConnectionStatus {
        /// Never signed in.
        None,
        /// Works.
        SignedIn,
        /// Works, and ends within a week.
        EndingSoon,
        /// Over; figures stay, nothing new arrives until someone signs in again.
        Ended,
    }
}

dto! {
    /// Everything the frame needs to draw itself.
    pub struct AppState {
        /// Version of the program.
        pub version: String,
        /// All workspaces on this computer, last opened first.
        pub workspaces: Vec<WorkspaceSummary>,
        /// The open one.
        pub workspace: Option<WorkspaceState>,
        /// Why the workspace that should be open is not.
        pub problem: Option<WorkspaceProblem>,
        /// The keyring of this computer.
        pub keys: KeyStoreState,
    }

    /// A workspace in the switcher.
    pub struct WorkspaceSummary {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Demo or Meta.
        pub kind: WorkspaceKind,
        /// When it was last opened.
        pub last_opened_at_ms: Option<f64>,
    }

    /// A workspace that could not be opened.
    pub struct WorkspaceProblem {
        /// Which.
        pub workspace_id: String,
        /// Its name.
        pub workspace_name: String,
        /// What happened and what can be done.
        pub error: IpcError,
        /// Backups that could be restored, newest first.
        pub backups: Vec<BackupInfo>,
        /// Whether a recovery key was made, so that entering it can open the workspace.
        pub has_recovery_key: bool,
    }

    /// A backup file.
    pub struct BackupInfo {
        /// Its name in the backup folder.
        pub name: String,
        /// Where it lies.
        pub path: String,
        /// When it was made.
        pub created_at_ms: f64,
        /// Its size in bytes.
        pub bytes: f64,
    }

    /// Whether keys can be kept on this computer.
    pub struct KeyStoreState {
        /// Whether the keyring works right now.
        pub keyring_ready: bool,
        /// Stable word for the keyring's state, such as `unlocked`, `no_bus`, `no_service`, `locked`.
        pub keyring_state: String,
        /// A sentence about it.
        pub message: String,
        /// A way out.
        pub remedy: Option<String>,
        /// Whether a passphrase vault exists and is still locked.
        pub vault_locked: bool,
        /// Whether a passphrase vault exists.
        pub vault_exists: bool,
    }

    /// The open workspace.
    pub struct WorkspaceState {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Demo or Meta.
        pub kind: WorkspaceKind,
        /// Where its key is kept.
        pub key_store: KeyStoreKind,
        /// The sign-in.
        pub connection: Connection,
        /// The accounts that are kept here, by name.
        pub accounts: Vec<Account>,
        /// Whether the sign-in may only read.
        pub read_only: bool,
        /// Why no change may be sent to Meta until a person has looked.
        pub held: Option<HeldWrites>,
        /// Why the note of the newest state, by which older files are noticed, is not up to date.
        pub note_trouble: Option<String>,
        /// Whether the last call reached Meta.
        pub online: bool,
        /// Syncing.
        pub sync: SyncStatus,
        /// Folder with the workspace's files.
        pub folder: String,
    }

    /// Changes are held.
    pub struct HeldWrites {
        /// Stable word for the cause: `restored`, `rolled_back`, `note_missing` or `note_unreadable`.
        pub code: String,
        /// What happened.
        pub message: String,
    }

    /// A sign-in, without its secrets.
    pub struct Connection {
        /// State.
        pub status: ConnectionStatus,
        /// How it was made.
        pub method: Option<SignInMethod>,
        /// Who signed in.
        pub user_name: Option<String>,
        /// The app id used.
        pub app_id: Option<String>,
        /// The https bounce page over which the last sign-in in the browser came; `null` where it came straight to
        /// this computer.
        pub bounce_url: Option<String>,
        /// When the token ends; `null` when never or unknown.
        pub token_expires_at_ms: Option<f64>,
        /// Whether the token never ends.
        pub token_never_expires: bool,
        /// When Meta stops giving data without a new consent.
        pub data_access_expires_at_ms: Option<f64>,
        /// What was granted and what was not.
        pub scopes: Vec<Scope>,
        /// Why it ended, in a sentence.
        pub cause: Option<String>,
        /// Whether the app secret is stored, so that calls carry a proof.
        pub has_app_secret: bool,
    }

    /// One permission.
    pub struct Scope {
        /// Meta's name, such as `ads_read`.
        pub name: String,
        /// Whether it was granted.
        pub granted: bool,
        /// Whether Sextant cannot work without it.
        pub required: bool,
    }

    /// An ad account that is kept here.
    pub struct Account {
        /// `act_` and digits.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Currency code.
        pub currency: String,
        /// IANA time zone.
        pub time_zone: String,
        /// Meta's account status in words: `active`, `disabled`, `unsettled`, …
        pub status: String,
        /// Today in the account's time zone.
        pub today: String,
        /// When figures of it were last pulled.
        pub synced_at_ms: Option<f64>,
        /// First day with figures here.
        pub since: Option<String>,
        /// Last day with figures here.
        pub until: Option<String>,
        /// Campaigns, ad sets and ads kept.
        pub counts: Counts,
    }

    /// Numbers of objects.
    pub struct Counts {
        /// Campaigns.
        pub campaigns: u32,
        /// Ad sets.
        pub ad_sets: u32,
        /// Ads.
        pub ads: u32,
    }
}
