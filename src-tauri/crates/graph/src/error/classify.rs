//! The one table from Meta's codes to what the caller can do.

use super::{AuthCause, Error, MetaError, TransientCause, UnexpectedCause};
use crate::Layer;

#[derive(Clone, Copy)]
enum Class {
    Transient,
    Limited(Layer),
    Auth(AuthCause),
    Permission,
    Capability,
    Invalid,
    NotFound,
    TooMuch,
    StaleCursor,
    Version,
    Policy,
}

use Class::{
    Auth, Capability, Invalid, Limited, NotFound, Permission, Policy, StaleCursor, TooMuch, Transient, Version,
};

/// Subcodes a row applies to; empty means any.
type Subcodes = &'static [i64];

const ANY: Subcodes = &[];

/// First fitting row wins: codes from–to, subcodes, class.
const TABLE: &[(i64, i64, Subcodes, Class)] = &[
    // Reports of asynchronous jobs.
    (-3, -3, ANY, TooMuch),
    (-99, -1, &[1_504_045], TooMuch),
    (-99, -1, &[1_504_041, 1_504_042], Invalid),
    (-99, -1, ANY, Transient),
    (1, 1, ANY, Transient),
    (2, 2, &[1_504_041, 1_504_042], Invalid),
    (2, 2, ANY, Transient),
    (3, 3, ANY, Capability),
    (4, 4, &[1_504_022, 1_504_039], Limited(Layer::InsightsPlatform)),
    (4, 4, ANY, Limited(Layer::App)),
    (10, 10, ANY, Permission),
    (17, 17, &[1_885_172], Limited(Layer::SpendCapChanges)),
    (17, 17, ANY, Limited(Layer::AccountScore)),
    (32, 32, ANY, Limited(Layer::Page)),
    (100, 100, &[33], NotFound),
    (100, 100, &[1_487_534, 1_504_018], TooMuch),
    (100, 100, &[3_191_001, 1_404_163], Permission),
    (100, 100, &[1_404_078, 2_859_015], Policy),
    (100, 100, &[1_885_183], Capability),
    (100, 100, ANY, Invalid),
    (102, 102, &[459], Auth(AuthCause::Checkpoint)),
    (102, 102, &[460], Auth(AuthCause::PasswordChanged)),
    (102, 102, &[463], Auth(AuthCause::Expired)),
    (102, 102, ANY, Auth(AuthCause::LoggedOut)),
    (104, 104, ANY, Transient),
    (105, 105, ANY, Invalid),
    (190, 190, &[458], Auth(AuthCause::AppRemoved)),
    (190, 190, &[459], Auth(AuthCause::Checkpoint)),
    (190, 190, &[460], Auth(AuthCause::PasswordChanged)),
    (190, 190, &[463], Auth(AuthCause::Expired)),
    (190, 190, &[464], Auth(AuthCause::Unconfirmed)),
    (190, 190, &[467], Auth(AuthCause::LoggedOut)),
    (190, 190, &[492], Permission),
    (190, 190, ANY, Auth(AuthCause::Invalid)),
    (194, 194, ANY, Invalid),
    (270, 270, ANY, Capability),
    (200, 299, ANY, Permission),
    (341, 341, ANY, Limited(Layer::App)),
    (368, 368, ANY, Policy),
    (415, 415, ANY, Auth(AuthCause::Checkpoint)),
    (457, 457, ANY, Auth(AuthCause::Checkpoint)),
    (506, 506, ANY, Invalid),
    (613, 613, &[1_487_742, 1_996], Limited(Layer::AccountScore)),
    (613, 613, &[5_044_001], Limited(Layer::WriteBurst)),
    (613, 613, &[1_487_632], Limited(Layer::AdSetBudgetChanges)),
    (613, 613, &[1_487_225], Limited(Layer::AdCreation)),
    (613, 613, ANY, Limited(Layer::Abuse)),
    (803, 803, ANY, NotFound),
    (900, 900, ANY, Invalid),
    (960, 960, ANY, Transient),
    (2_500, 2_500, ANY, Invalid),
    (2_606, 2_615, ANY, Invalid),
    (2_635, 2_635, ANY, Version),
    (2_641, 2_641, ANY, Invalid),
    (2_642, 2_642, ANY, StaleCursor),
    (2_650, 2_695, ANY, Invalid),
    (3_018, 3_018, ANY, Invalid),
    (3_979, 3_980, ANY, Invalid),
    (80_000, 80_000, ANY, Limited(Layer::AdsInsights)),
    (80_003, 80_003, ANY, Limited(Layer::CustomAudience)),
    (80_004, 80_004, ANY, Limited(Layer::AdsManagement)),
    (80_001, 80_014, ANY, Limited(Layer::OtherUseCase)),
    // Some of Meta's pages list validation subcodes as plain codes.
    (1_000_000, i64::MAX, ANY, Invalid),
];

/// The class of Meta's error. `requested` is the version that was asked for.
pub(crate) fn classify(meta: MetaError, requested: &str) -> Error {
    let class = class_of(&meta);
    let meta = Box::new(meta);
    match class {
        Transient => Error::Transient { cause: TransientCause::Meta(meta) },
        Limited(layer) => Error::RateLimited { layer, retry_at: None, meta: Some(meta) },
        Auth(cause) => Error::Auth { cause, meta },
        Permission => Error::Permission { meta },
        Capability => Error::Capability { meta },
        Invalid => Error::Invalid { meta },
        NotFound => Error::NotFound { meta },
        TooMuch => Error::TooMuchData { meta: Some(meta) },
        StaleCursor => Error::StaleCursor { meta },
        Version => Error::Version { requested: requested.to_owned(), meta },
        Policy => Error::PolicyBlock { meta },
    }
}

fn class_of(meta: &MetaError) -> Class {
    let (code, subcode) = if meta.code >= 1_000_000 { (100, meta.code) } else { (meta.code, meta.subcode) };
    let row = TABLE
        .iter()
        .find(|(from, to, subcodes, _)| {
            (*from..=*to).contains(&code) && (subcodes.is_empty() || subcodes.contains(&subcode))
        })
        .map(|row| row.3);
    match row.unwrap_or_else(|| by_status(meta.http_status)) {
        // Three documented cases share a code with something else and differ only by their text.
        Transient if code == 1 && says(meta, "reduce the amount of data") => TooMuch,
        Transient | Invalid if matches!(code, 100 | 104) && says(meta, "appsecret_proof") => Auth(AuthCause::BadProof),
        Invalid if code == 100 && says(meta, "ids") && says(meta, "is deprecated") => Version,
        Invalid if meta.is_transient => Transient,
        class => class,
    }
}

fn by_status(status: u16) -> Class {
    match status {
        401 => Auth(AuthCause::Invalid),
        403 => Permission,
        404 => NotFound,
        429 => Limited(Layer::App),
        500.. => Transient,
        _ => Invalid,
    }
}

fn says(meta: &MetaError, what: &str) -> bool {
    meta.message.to_ascii_lowercase().contains(what)
}

/// The error for an answer that carries no JSON error object.
pub(crate) fn without_json(status: u16, body: &[u8]) -> Error {
    let start = body.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(body.len());
    let begins_with = |text: &[u8]| body.get(start..).is_some_and(|rest| rest.starts_with(text));
    match status {
        300..=399 => Error::Unexpected { cause: UnexpectedCause::Redirect, status },
        408 | 429 | 500.. => Error::Transient { cause: TransientCause::Status(status) },
        _ if begins_with(b"<") => Error::Unexpected { cause: UnexpectedCause::Html, status },
        _ if begins_with(b"Service Unavailable") => Error::Transient { cause: TransientCause::Status(503) },
        _ => Error::Unexpected { cause: UnexpectedCause::NotJson, status },
    }
}
