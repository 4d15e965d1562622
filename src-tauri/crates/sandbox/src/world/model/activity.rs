//! The activity log: who did what to which object.

use serde::{Deserialize, Serialize};

use super::ObjectId;

/// Somebody or something that changes things: a colleague in Ads Manager, an app, Meta itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Id of the person; `0` for Meta.
    pub id: ObjectId,
    /// Name of the person.
    pub name: String,
    /// `application_id`: the app it was done with.
    pub application_id: Option<ObjectId>,
    /// `application_name`, for example `Power Editor`.
    pub application_name: Option<String>,
}

/// What kind of object an activity is about (`object_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are Meta's")]
pub enum ObjectKind {
    Account,
    Campaign,
    AdSet,
    Ad,
    Creative,
    Label,
}

impl ObjectKind {
    /// `object_type` as the activities edge writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "ACCOUNT",
            Self::Campaign => "CAMPAIGN_GROUP",
            Self::AdSet => "CAMPAIGN",
            Self::Ad => "ADGROUP",
            Self::Creative => "CREATIVE",
            Self::Label => "LABEL",
        }
    }
}

/// One line of the activity log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The account it belongs to.
    pub account: ObjectId,
    /// `event_time`.
    pub at_ms: i64,
    /// `event_type`, for example `update_ad_set_budget`.
    pub event_type: String,
    /// `translated_event_type`, for example `Ad set budget updated`.
    pub translated: String,
    /// Who did it.
    pub actor: Actor,
    /// What kind of object.
    pub object_kind: ObjectKind,
    /// Which object.
    pub object_id: ObjectId,
    /// Its name at that time.
    pub object_name: String,
    /// `extra_data`: JSON text with `old_value`, `new_value` and `type`.
    pub extra_data: Option<String>,
}
