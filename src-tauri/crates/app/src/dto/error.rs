//! The one error shape.

use super::{choice, dto};

choice! {
    /// What the page or a program can do about an error. A code exists only where it is treated differently.
    pub enum ErrorCode {
        /// The request itself makes no sense; the sentence says what would.
        InvalidInput,
        /// The thing asked for is not here (any more).
        NotFound,
        /// No workspace is open.
        NoWorkspace,
        /// Meta ended or never gave this sign-in: offer to sign in.
        SignInNeeded,
        /// The sign-in may read but not do this.
        PermissionMissing,
        /// Meta asks to wait; `retry_after_ms` says how long.
        RateLimited,
        /// No network, or Meta cannot be reached.
        Offline,
        /// The keyring is locked, missing or silent: offer to unlock it or to use a passphrase.
        KeyUnavailable,
        /// The passphrase does not open the vault.
        WrongPassphrase,
        /// Another Sextant has this workspace open.
        AlreadyOpen,
        /// A newer Sextant wrote this workspace.
        NewerWorkspace,
        /// A file of the workspace is damaged: offer a backup.
        Damaged,
        /// The disk is full.
        DiskFull,
        /// The sign-in link is not one we asked for.
        ForeignLink,
        /// The answer of the browser would reach another program, or none: offer another way, or to go on all the same.
        LinkHandler,
        /// Stopped because a person asked for it.
        Cancelled,
        /// A guard refused; nothing was sent.
        Refused,
        /// Somebody else has changed it since it was read: show both.
        Conflict,
        /// Meta answered something this version does not understand.
        Unexpected,
        /// A mistake of ours; the log has more.
        Internal,
    }
}

dto! {
    /// The one error shape the page sees. It branches on `code` and shows `message`.
    pub struct IpcError {
        /// For programs.
        pub code: ErrorCode,
        /// A plain sentence for people, safe to show: no tokens.
        pub message: String,
        /// What to do next, where there is something to do.
        pub remedy: Option<String>,
        /// Milliseconds to wait before trying again.
        pub retry_after_ms: Option<f64>,
        /// Meta's `fbtrace_id`.
        pub trace_id: Option<String>,
    }
}
