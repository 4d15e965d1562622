//! How failures of the studio look from outside.

use studio::Error as E;

use crate::dto::{ErrorCode, IpcError};
use crate::error::{plain, with_remedy};

pub(crate) fn from_studio(error: &E) -> IpcError {
    let text = error.to_string();
    match error {
        E::Settings(_) | E::Invalid(_) => plain(ErrorCode::InvalidInput, text),
        E::Key { .. } => {
            with_remedy(ErrorCode::InvalidInput, text, "Put in another key under Settings, Studio services")
        }
        E::NoCredit => with_remedy(ErrorCode::Refused, text, "Add credit there, or choose another service"),
        E::Budget { .. } => {
            with_remedy(ErrorCode::Refused, text, "Raise it under Settings, Studio services, or go on tomorrow")
        }
        E::Busy { retry_after } => IpcError {
            retry_after_ms: retry_after.map(|wait| wait.as_millis() as f64),
            ..with_remedy(ErrorCode::RateLimited, text, "Try again later, or choose another service")
        },
        E::Unavailable(_) => with_remedy(ErrorCode::Offline, text, "Try again later. What had arrived is kept"),
        E::Offline => with_remedy(ErrorCode::Offline, text, "Look at its address and your network"),
        E::Declined(_) => with_remedy(ErrorCode::Refused, text, "Say it differently, or choose another model"),
        E::Unusable(_) => with_remedy(ErrorCode::Unexpected, text, "Write again, or choose another model"),
        E::Leak(_) => with_remedy(ErrorCode::Refused, text, "One prompt is for one client and holds no keys"),
        E::Cancelled => plain(ErrorCode::Cancelled, text),
        E::Purse(_) => plain(ErrorCode::Internal, text),
    }
}

pub(crate) fn from_picture(error: &compositor::Error) -> IpcError {
    use compositor::Error as P;
    let text = error.to_string();
    match error {
        P::Refused(_) | P::Template(_) | P::CannotSet { .. } | P::OriginTooLong { .. } => {
            plain(ErrorCode::InvalidInput, text)
        }
        P::Worker { .. } => with_remedy(ErrorCode::Internal, text, "Install Sextant again"),
        P::Encode { .. } => plain(ErrorCode::Internal, text),
        P::Cancelled => plain(ErrorCode::Cancelled, text),
    }
}
