//! Exit codes: what a script can branch on.

use app::dto::{ErrorCode, IpcError};

pub(crate) const DONE: u8 = 0;
pub(crate) const FAILED: u8 = 1;
pub(crate) const USAGE: u8 = 2;
pub(crate) const SIGN_IN_NEEDED: u8 = 3;
pub(crate) const PARTIAL: u8 = 4;
pub(crate) const REFUSED: u8 = 5;

/// The exit code of a failure.
pub(crate) fn of(error: &IpcError) -> u8 {
    match error.code {
        ErrorCode::InvalidInput => USAGE,
        ErrorCode::SignInNeeded | ErrorCode::PermissionMissing => SIGN_IN_NEEDED,
        ErrorCode::RateLimited => PARTIAL,
        ErrorCode::Refused | ErrorCode::Conflict => REFUSED,
        ErrorCode::NotFound
        | ErrorCode::NoWorkspace
        | ErrorCode::Offline
        | ErrorCode::KeyUnavailable
        | ErrorCode::WrongPassphrase
        | ErrorCode::AlreadyOpen
        | ErrorCode::NewerWorkspace
        | ErrorCode::Damaged
        | ErrorCode::DiskFull
        | ErrorCode::ForeignLink
        | ErrorCode::LinkHandler
        | ErrorCode::Cancelled
        | ErrorCode::Unexpected
        | ErrorCode::Internal => FAILED,
    }
}
