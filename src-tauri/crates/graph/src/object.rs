//! Meta's objects as far as they are kept, each with the fields that are asked for beside it.
//!
//! Enum values stay text, so that one Meta adds tomorrow does not fail a page today. Money on objects is text in minor
//! units of the account's currency, kept as an integer. A field Meta leaves out is `None`.

mod account;
mod ad;
mod adset;
mod asset;
mod campaign;
mod declare;

pub use account::{AdAccount, Business, Me};
pub(crate) use account::{FIELDS as ACCOUNT_FIELDS, FIELDS_WITHOUT_BUSINESS as ACCOUNT_FIELDS_WITHOUT_BUSINESS};
pub(crate) use ad::creative_fields;
pub use ad::{Ad, AdReviewFeedback, Creative};
pub use adset::{AdSet, LearningStage, PromotedObject};
pub(crate) use asset::{ACTIVITY_FIELDS, IMAGE_FIELDS};
pub use asset::{Activity, AdImage};
pub use campaign::{AdLabel, Campaign, Issue};
pub(crate) use declare::object;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A nested value kept as Meta's own JSON text, because nothing here looks inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawJson(pub String);

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|raw| Self(raw.get().to_owned()))
    }
}

/// Objects that can be read by id with a list of fields.
pub(crate) trait Fields {
    /// The value of the parameter `fields`.
    const FIELDS: &'static str;
    /// Name before the dot in filters, like `campaign` in `campaign.updated_time`.
    const FILTER: &'static str;
    /// Every `effective_status` an edge accepts; `DELETED` is an error there.
    const STATUSES: &'static [&'static str];
}
