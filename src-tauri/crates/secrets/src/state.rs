//! Why the key of a workspace cannot be had, in words a person can act on.

use crate::Backend;

/// A state in which the key cannot be had. Each has its own code, sentence and way out.
///
/// None of them ever leads to a new key beside an existing database, or to a key kept in the clear.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub enum KeyState {
    /// There is no session bus, so no keyring can be reached (Linux).
    NoBus,
    /// There is a session bus, but nothing on it keeps secrets.
    NoService,
    /// The keyring runs but has no default collection to keep a key in.
    NoCollection,
    /// The key is there, behind a locked keyring, and nobody was asked to unlock it yet.
    Locked,
    /// The question to unlock was refused or dismissed, or the system forbids access.
    Denied,
    /// The keyring works, but the key of this existing workspace is not in it.
    Wiped,
    /// The key was kept by another keyring than the one that runs now.
    OtherBackend {
        /// Where the key was kept.
        was: Backend,
        /// What answers now.
        now: Backend,
    },
    /// A key was found, but it is not the one this workspace was made with.
    WrongKey,
    /// The keyring did not answer in time.
    NoAnswer,
    /// The keyring failed in a way of its own; `detail` is the kind of failure, never its content.
    Failed {
        /// The kind of failure.
        detail: String,
    },
    /// The workspace's key lies in a passphrase vault and no passphrase was given.
    PassphraseNeeded,
    /// The passphrase does not open the vault.
    WrongPassphrase,
    /// The vault file is damaged.
    VaultDamaged,
}

impl KeyState {
    /// A stable code for programs, for example `keyring_locked`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoBus => "keyring_no_bus",
            Self::NoService => "keyring_no_service",
            Self::NoCollection => "keyring_no_collection",
            Self::Locked => "keyring_locked",
            Self::Denied => "keyring_denied",
            Self::Wiped => "keyring_wiped",
            Self::OtherBackend { .. } => "keyring_other_backend",
            Self::WrongKey => "keyring_wrong_key",
            Self::NoAnswer => "keyring_no_answer",
            Self::Failed { .. } => "keyring_failed",
            Self::PassphraseNeeded => "passphrase_needed",
            Self::WrongPassphrase => "passphrase_wrong",
            Self::VaultDamaged => "vault_damaged",
        }
    }

    /// What is the matter, as one sentence for a person.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoBus => "There is no desktop session bus, so the system keyring cannot be reached.".into(),
            Self::NoService => "No keyring service is running in this session.".into(),
            Self::NoCollection => "The system keyring has no default collection to keep the key in.".into(),
            Self::Locked => "The system keyring is locked.".into(),
            Self::Denied => "The system keyring refused access, or the question to unlock it was dismissed.".into(),
            Self::Wiped => "The system keyring works, but the key of this workspace is no longer in it.".into(),
            Self::OtherBackend { was, now } => {
                format!("The key of this workspace was kept by {was}, but {now} answers now.")
            }
            Self::WrongKey => "The key that was found is not the one this workspace was made with.".into(),
            Self::NoAnswer => "The system keyring does not answer.".into(),
            Self::Failed { detail } => format!("The system keyring failed: {detail}."),
            Self::PassphraseNeeded => "The key of this workspace is in a passphrase vault.".into(),
            Self::WrongPassphrase => "The passphrase does not open the vault of this workspace.".into(),
            Self::VaultDamaged => "The vault file of this workspace is damaged.".into(),
        }
    }

    /// What the person can do, as one or two sentences.
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::NoBus => {
                "Start Sextant from a desktop session. On a machine without one, set SEXTANT_PASSPHRASE for a new workspace, \
                 or enter the recovery key of an existing one."
            }
            Self::NoService => {
                "Install and start a keyring such as GNOME Keyring, KDE Wallet or KeePassXC; Sextant goes on by itself. \
                 Without one, set SEXTANT_PASSPHRASE for a new workspace, or enter the recovery key."
            }
            Self::NoCollection => {
                "Create a default keyring in your system's password program (Seahorse: File, New, Password Keyring, then \
                 Set as default); Sextant goes on by itself."
            }
            Self::Locked => "Unlock the keyring, or press Unlock; Sextant goes on by itself.",
            Self::Denied => "Press Unlock and allow access when the system asks, or enter the recovery key.",
            Self::Wiped => {
                "Enter the recovery key. If the keyring was restored from a backup, Sextant goes on by itself. Nothing was \
                 deleted."
            }
            Self::OtherBackend { .. } => {
                "Start the keyring that was used before (often by logging in to the other desktop), or enter the recovery key."
            }
            Self::WrongKey => "Enter the recovery key of this workspace, or restore the keyring it was made with.",
            Self::NoAnswer => "Log out and in again to restart the keyring; Sextant goes on by itself when it answers.",
            Self::Failed { .. } => "Restart the keyring or log in again; Sextant goes on by itself when it works.",
            Self::PassphraseNeeded => "Set SEXTANT_PASSPHRASE to the passphrase of this workspace.",
            Self::WrongPassphrase => "Check SEXTANT_PASSPHRASE, or enter the recovery key.",
            Self::VaultDamaged => "Restore vault.age from a backup, or enter the recovery key.",
        }
    }

    /// Whether waiting can help: someone may unlock, start or restore a keyring while the program runs.
    /// A passphrase does not change by waiting.
    pub fn may_clear(&self) -> bool {
        !matches!(self, Self::PassphraseNeeded | Self::WrongPassphrase)
    }
}
