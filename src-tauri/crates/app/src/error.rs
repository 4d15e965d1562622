//! Failures of the use cases, and how each looks from outside.

use std::path::{Path, PathBuf};

use crate::LinkHandler;
use crate::dto::{ErrorCode, IpcError};

/// Longest message of an error; with everything beside it an error stays below a kilobyte.
const MOST_MESSAGE_BYTES: usize = 500;
/// Longest trace id; Meta's have 11 to 32 characters.
const MOST_TRACE_CHARS: usize = 64;

/// Why something asked for did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request makes no sense; the sentence says what would.
    #[error("{0}")]
    Invalid(String),
    /// What was asked for is not here.
    #[error("That {0} is not here (any more)")]
    NotFound(&'static str),
    /// No workspace is open.
    #[error("No workspace is open")]
    NoWorkspace,
    /// The open workspace never signed in, or its sign-in is over.
    #[error("This workspace is not signed in")]
    NotSignedIn,
    /// A link that belongs to no sign-in we began.
    #[error("That sign-in link is not one we asked for. Nothing was sent")]
    ForeignLink,
    /// The answer of the browser would not reach Sextant.
    #[error("{0}, so the browser's answer would not reach Sextant")]
    LinkHandler(LinkHandler),
    /// A link that answers a sign-in of an earlier run, which ended before its answer came.
    #[error("That sign-in was interrupted: Sextant was not running when its answer came. Nothing was sent")]
    InterruptedSignIn,
    /// A person stopped it.
    #[error("Stopped")]
    Cancelled,
    /// The simulation could not be started.
    #[error("The demo could not be started: {0}")]
    Sandbox(String),
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The key of the workspace cannot be had.
    #[error(transparent)]
    Secrets(#[from] secrets::Error),
    /// The cache cannot be used.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Meta did not give what was asked for.
    #[error(transparent)]
    Graph(#[from] graph::Error),
    /// Signed out here, but Meta was not told, so the token lives on until it expires.
    #[error("Signed out here, but Meta could not be told to revoke the token: {0}")]
    NotRevoked(Box<graph::Error>),
    /// Signed out here; the token cannot be revoked without the app's secret.
    #[error("Signed out here, but without the secret of its app Sextant cannot revoke the token at Meta")]
    NotRevocable,
    /// A workspace did not open; the state says the same.
    #[error("{}", .0.message)]
    Workspace(IpcError),
    /// The sign-in did not work.
    #[error(transparent)]
    SignIn(#[from] signin::Error),
    /// Accounts could not be listed.
    #[error(transparent)]
    Ingest(#[from] ingest::Error),
    /// Something stands in the way on purpose; nothing was sent.
    #[error("{0}")]
    Refused(String),
    /// A change could not be begun or brought to its end.
    #[error(transparent)]
    Changes(#[from] changes::Error),
    /// A message did not arrive, or there is nowhere it could go.
    #[error(transparent)]
    Message(messages::Error),
    /// Rules could not do what was asked.
    #[error(transparent)]
    Rules(#[from] optimizer::Error),
    /// Nothing was written.
    #[error(transparent)]
    Studio(#[from] studio::Error),
    /// A picture is not taken, or cannot be made.
    #[error(transparent)]
    Picture(#[from] compositor::Error),
}

impl Error {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_path_buf(), source }
    }

    /// What a person has to know of a file of theirs that cannot be read or written. A full disk has its own words.
    pub(crate) fn unusable(path: &Path, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull => Self::io(path, source),
            _ => Self::Invalid(format!("{} cannot be used: {source}", path.display())),
        }
    }
}

impl From<Error> for IpcError {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(message) => plain(ErrorCode::InvalidInput, message),
            Error::NotFound(_) => plain(ErrorCode::NotFound, error.to_string()),
            Error::NoWorkspace => plain(ErrorCode::NoWorkspace, error.to_string()),
            Error::NotSignedIn => {
                with_remedy(ErrorCode::SignInNeeded, error.to_string(), "Sign in again; what is cached stays")
            }
            Error::ForeignLink => with_remedy(
                ErrorCode::ForeignLink,
                error.to_string(),
                "If you were signing in, start again from Sextant",
            ),
            Error::LinkHandler(_) => with_remedy(
                ErrorCode::LinkHandler,
                error.to_string(),
                "Let the answer come to this computer instead, or use a system-user token. Or make Sextant the program for \
                 these links in the settings of your system",
            ),
            Error::InterruptedSignIn => {
                with_remedy(ErrorCode::ForeignLink, error.to_string(), "Start the sign-in again")
            }
            Error::Cancelled => plain(ErrorCode::Cancelled, error.to_string()),
            Error::Sandbox(_) => plain(ErrorCode::Internal, error.to_string()),
            Error::Io { ref source, .. } if source.kind() == std::io::ErrorKind::StorageFull => disk_full(),
            Error::Io { .. } => plain(ErrorCode::Internal, error.to_string()),
            Error::Secrets(error) => from_secrets(&error),
            Error::Store(error) => from_store(&error),
            Error::Graph(error) => from_graph(&error),
            Error::NotRevocable => with_remedy(
                ErrorCode::Unexpected,
                error.to_string(),
                "Revoke it where it was made, for a system user under Business settings, to end it at once",
            ),
            Error::NotRevoked(_) => with_remedy(
                ErrorCode::Unexpected,
                error.to_string(),
                "Remove the app under Business integrations in your Facebook settings to end it at once",
            ),
            Error::Workspace(error) => error,
            Error::SignIn(error) => from_sign_in(error),
            Error::Ingest(ingest::Error::Meta(error)) => from_graph(&error),
            Error::Ingest(ingest::Error::Store(error)) => from_store(&error),
            Error::Refused(text) => plain(ErrorCode::Refused, text),
            Error::Changes(error) => from_changes(error),
            Error::Rules(error) => from_rules(error),
            Error::Message(error) => from_message(&error),
            Error::Studio(error) => crate::studio_work::from_studio(&error),
            Error::Picture(error) => crate::studio_work::from_picture(&error),
        }
    }
}

pub(crate) fn plain(code: ErrorCode, message: impl Into<String>) -> IpcError {
    IpcError { code, message: shortened(message.into()), remedy: None, retry_after_ms: None, trace_id: None }
}

/// A text of at most [`MOST_MESSAGE_BYTES`] as JSON: what was typed, or what Meta says, may be of any length.
fn shortened(text: String) -> String {
    let mut bytes = 0;
    for (at, character) in text.char_indices() {
        bytes += match character {
            '"' | '\\' => 2,
            '\0'..'\x20' => 6,
            other => other.len_utf8(),
        };
        if bytes > MOST_MESSAGE_BYTES {
            return text.get(..at).unwrap_or_default().to_owned() + "…";
        }
    }
    text
}

pub(crate) fn with_remedy(code: ErrorCode, message: impl Into<String>, remedy: impl Into<String>) -> IpcError {
    IpcError { remedy: Some(remedy.into()), ..plain(code, message) }
}

fn disk_full() -> IpcError {
    with_remedy(ErrorCode::DiskFull, "The disk is full. What was stored is still here", "Free some space and try again")
}

fn from_secrets(error: &secrets::Error) -> IpcError {
    match error {
        secrets::Error::Key(secrets::KeyState::WrongPassphrase) => {
            plain(ErrorCode::WrongPassphrase, "The passphrase does not open the vault of this workspace")
        }
        secrets::Error::Key(state) => with_remedy(ErrorCode::KeyUnavailable, state.sentence(), state.way_out()),
        secrets::Error::Unseal { .. } => {
            with_remedy(ErrorCode::SignInNeeded, error.to_string(), "Sign in again; what is cached stays")
        }
        secrets::Error::Recovery(error) => from_recovery(*error),
        secrets::Error::WorkspaceExists
        | secrets::Error::Record { .. }
        | secrets::Error::Randomness
        | secrets::Error::Harden(_) => plain(ErrorCode::Internal, error.to_string()),
    }
}

fn from_message(error: &messages::Error) -> IpcError {
    match error {
        messages::Error::Invalid(_) => plain(ErrorCode::InvalidInput, error.to_string()),
        messages::Error::Refused(_) => with_remedy(
            ErrorCode::Unexpected,
            error.to_string(),
            "Check the address, and whether it still takes messages there",
        ),
        messages::Error::Unreachable(_) => {
            with_remedy(ErrorCode::Offline, error.to_string(), "Check the address and the network, and try again")
        }
    }
}

fn from_recovery(error: secrets::RecoveryKeyError) -> IpcError {
    use secrets::RecoveryKeyError as E;
    let remedy = match error {
        E::Malformed => "Type all nine groups as they are printed. Case, spaces and hyphens do not matter",
        E::Mistyped => "Compare each group with the page",
        E::NotThisWorkspace => "Look for the page with this workspace's name and the newest date",
        E::NoneOnRecord => {
            "Put keyring.json back into the folder of the workspace, or use the keyring it was made with"
        }
    };
    with_remedy(ErrorCode::InvalidInput, sentence(&error), remedy)
}

pub(crate) fn from_store(error: &store::Error) -> IpcError {
    let restore = "Restore the newest backup, or go on with the demo while you look into it. Nothing was changed";
    match error {
        store::Error::Locked => with_remedy(
            ErrorCode::AlreadyOpen,
            "Another Sextant has this workspace open",
            "Use that window, or quit it first",
        ),
        store::Error::WrongKey => with_remedy(
            ErrorCode::KeyUnavailable,
            "The key that was found does not open this workspace",
            "Use the keyring it was made with, or its recovery key",
        ),
        store::Error::NewerSchema { .. } => with_remedy(
            ErrorCode::NewerWorkspace,
            "This workspace was opened by a newer Sextant",
            "Install that version or a newer one. The files were not touched",
        ),
        store::Error::MissingFile { .. } | store::Error::Damaged { .. } | store::Error::Foreign { .. } => {
            with_remedy(ErrorCode::Damaged, sentence(error), restore)
        }
        store::Error::DiskFull => disk_full(),
        store::Error::Conflict => with_remedy(
            ErrorCode::Conflict,
            "Somebody else has changed it meanwhile",
            "Look at both, and decide which is to stay",
        ),
        store::Error::NotFound | store::Error::NoWorkspace(_) => plain(ErrorCode::NotFound, sentence(error)),
        store::Error::BadBackup(_) | store::Error::Exists(_) | store::Error::Query(_) => {
            plain(ErrorCode::InvalidInput, sentence(error))
        }
        other if other.is_damage() => with_remedy(ErrorCode::Damaged, sentence(other), restore),
        _ => plain(ErrorCode::Internal, sentence(error)),
    }
}

pub(crate) fn from_graph(error: &graph::Error) -> IpcError {
    use graph::Error as E;
    let mut shown = match error {
        E::Transient { .. } => {
            with_remedy(ErrorCode::Offline, sentence(error), "Nothing is lost; Sextant tries again by itself")
        }
        E::RateLimited { .. } => with_remedy(
            ErrorCode::RateLimited,
            "Meta asks us to wait",
            "What is cached can be used meanwhile; syncing goes on by itself",
        ),
        E::Auth { cause, .. } => with_remedy(
            ErrorCode::SignInNeeded,
            format!("Meta ended this sign-in: {cause}"),
            "Sign in again. Nothing is lost; what was missed is fetched then",
        ),
        E::Permission { .. } => with_remedy(
            ErrorCode::PermissionMissing,
            user_sentence(error),
            "Sign in again and grant the missing permission, or ask for a role on this account",
        ),
        E::Capability { .. } | E::PolicyBlock { .. } => plain(ErrorCode::Refused, user_sentence(error)),
        E::Invalid { .. } | E::StaleCursor { .. } => plain(ErrorCode::Unexpected, user_sentence(error)),
        E::NotFound { .. } => plain(ErrorCode::NotFound, user_sentence(error)),
        E::TooMuchData { .. } => plain(ErrorCode::Unexpected, "Meta could not give that much at once"),
        E::Version { .. } => with_remedy(
            ErrorCode::Unexpected,
            "Meta no longer serves the API version this Sextant uses",
            "Install a newer Sextant",
        ),
        E::Unexpected { .. } | E::UnknownOutcome { .. } => with_remedy(
            ErrorCode::Unexpected,
            sentence(error),
            "If you are on a hotel or office network, check whether it wants a sign-in of its own",
        ),
        E::Cancelled => plain(ErrorCode::Cancelled, "Stopped"),
        E::Offline { .. } => with_remedy(
            ErrorCode::Offline,
            "Meta cannot be reached",
            "Everything cached works meanwhile; syncing goes on when the network is back",
        ),
        E::Config(_) => plain(ErrorCode::InvalidInput, sentence(error)),
    };
    shown.trace_id = error.trace_id().map(|id| id.chars().take(MOST_TRACE_CHARS).collect());
    shown
}

/// Meta's own words for people where it has some, else ours.
fn user_sentence(error: &graph::Error) -> String {
    error.user_message().map_or_else(|| sentence(error), str::to_owned)
}

fn from_changes(error: changes::Error) -> IpcError {
    use changes::Error as E;
    match error {
        E::Store(error) => from_store(&error),
        E::Meta(error) => from_graph(&error),
        E::Stopped(_) => plain(ErrorCode::Refused, sentence(&error)),
        E::NotFound(_) => plain(ErrorCode::NotFound, sentence(&error)),
        E::Nothing | E::Unreadable(_) => plain(ErrorCode::InvalidInput, sentence(&error)),
        E::Switch(_) => plain(ErrorCode::Internal, sentence(&error)),
    }
}

fn from_rules(error: optimizer::Error) -> IpcError {
    use optimizer::Error as E;
    match error {
        E::Store(error) => from_store(&error),
        E::Changes(error) => from_changes(error),
        E::Rule(rules::Error::Newer(_)) => plain(ErrorCode::InvalidInput, error.to_string()),
        E::Rule(_) => with_remedy(
            ErrorCode::InvalidInput,
            error.to_string(),
            "Write the rule differently at the place that is named",
        ),
        E::NotFound(_) => plain(ErrorCode::NotFound, sentence(&error)),
        E::Refused(text) => plain(ErrorCode::Refused, text),
        E::Currency(_) | E::Zone(_) => plain(ErrorCode::Unexpected, sentence(&error)),
        E::Ended => with_remedy(ErrorCode::Internal, sentence(&error), "Start Sextant again"),
    }
}

fn from_sign_in(error: signin::Error) -> IpcError {
    use signin::Error as E;
    const AGAIN: &str = "Start again from Sextant when you are ready";
    match error {
        E::Graph(error) => from_graph(&error),
        E::Declined { .. } => {
            with_remedy(ErrorCode::Cancelled, "The sign-in was cancelled at Meta. Nothing was connected", AGAIN)
        }
        E::Refused(signin::Refusal::Expired) => {
            with_remedy(ErrorCode::Cancelled, "The answer came after ten minutes, so it was not used", AGAIN)
        }
        E::TimedOut => with_remedy(ErrorCode::Cancelled, "Nobody answered in the browser within ten minutes", AGAIN),
        E::Refused(_) => Error::ForeignLink.into(),
        E::MissingPermission { .. } => with_remedy(
            ErrorCode::PermissionMissing,
            sentence(&error),
            "Sign in again and leave that permission ticked",
        ),
        E::NotValid | E::OtherApp { .. } | E::OtherWay | E::Address { .. } => {
            plain(ErrorCode::InvalidInput, sentence(&error))
        }
        E::Listener(_) => with_remedy(
            ErrorCode::Internal,
            sentence(&error),
            "Sign in with a bounce page, or allow Sextant to listen on this computer",
        ),
    }
}

/// An error's text as the start of a sentence, without anything that looks like a secret.
fn sentence(error: &dyn std::error::Error) -> String {
    let text = secrets::redact(&error.to_string()).to_string();
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => text,
    }
}
