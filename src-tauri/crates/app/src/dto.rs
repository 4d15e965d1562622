//! What crosses to the page and to programs: one struct in, one struct out, no secrets.
//!
//! Ids are text, money is minor units with a currency beside it, instants are UTC milliseconds, days are `YYYY-MM-DD`
//! in the account's time zone, ratios are plain numbers, and what is unknown is `null`.

mod activity;
mod breakdown;
mod bulk;
mod changes;
mod client_report;
mod clients;
mod creating;
mod drafts;
mod error;
mod explorer;
mod messages;
mod object;
mod overview;
mod pictures;
mod preview;
mod publish;
mod reconcile;
mod rules;
mod settings;
mod signin;
mod studio;
mod sync;
mod views;
mod workspace;

pub use activity::*;
pub use breakdown::*;
pub use bulk::*;
pub use changes::*;
pub use client_report::*;
pub use clients::*;
pub use creating::*;
pub use drafts::*;
pub use error::*;
pub use explorer::*;
pub use messages::*;
pub use object::*;
pub use overview::*;
pub use pictures::*;
pub use preview::*;
pub use publish::*;
pub use reconcile::*;
pub use rules::*;
pub use settings::*;
pub use signin::*;
pub use studio::*;
pub use sync::*;
pub use views::*;
pub use workspace::*;

/// Derives what every data transfer type has: serde in camel case and, for the shell, its TypeScript type.
macro_rules! dto {
    ($($item:item)+) => {
        $(
            #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
            #[cfg_attr(feature = "bindings", derive(specta::Type))]
            #[serde(rename_all = "camelCase")]
            $item
        )+
    };
}

/// Like `dto!`, for plain choices: their values are spelled in snake case.
macro_rules! choice {
    ($($item:item)+) => {
        $(
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
            #[cfg_attr(feature = "bindings", derive(specta::Type))]
            #[serde(rename_all = "snake_case")]
            $item
        )+
    };
}

/// Like `dto!`, for unions: variants in snake case, their fields in camel case. The item names its tag itself.
macro_rules! union {
    ($($item:item)+) => {
        $(
            #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
            #[cfg_attr(feature = "bindings", derive(specta::Type))]
            #[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
            $item
        )+
    };
}

pub(crate) use {choice, dto, union};
