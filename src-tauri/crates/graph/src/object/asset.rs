//! Images, and what people did in an account.

use domain::TimestampMillis;
use serde::Deserialize;

use crate::{RawJson, lenient};

/// Fields of [`AdImage`].
pub(crate) const IMAGE_FIELDS: &str =
    "id,hash,name,status,width,height,url,url_128,permalink_url,created_time,updated_time";

/// Fields of [`Activity`].
pub(crate) const ACTIVITY_FIELDS: &str =
    "event_time,event_type,translated_event_type,object_id,object_name,object_type,actor_id,actor_name,extra_data";

/// An image in an account's library.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AdImage {
    /// Account digits, a colon, and the hash.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// 32 hex digits; the same content has the same hash.
    #[serde(deserialize_with = "lenient::required_text")]
    pub hash: String,
    /// Its file name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE`, `INTERNAL` or `DELETED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Width in pixels.
    #[serde(default, deserialize_with = "lenient::int")]
    pub width: Option<i64>,
    /// Height in pixels.
    #[serde(default, deserialize_with = "lenient::int")]
    pub height: Option<i64>,
    /// The file; the address expires.
    #[serde(default, deserialize_with = "lenient::text")]
    pub url: Option<String>,
    /// A small version; the address expires.
    #[serde(default, deserialize_with = "lenient::text")]
    pub url_128: Option<String>,
    /// The file at an address that stays.
    #[serde(default, deserialize_with = "lenient::text")]
    pub permalink_url: Option<String>,
    /// When it was uploaded.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub created_time: Option<TimestampMillis>,
    /// When it changed last.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub updated_time: Option<TimestampMillis>,
}

/// Something a person, a rule or Meta did in an account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Activity {
    /// When.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub event_time: Option<TimestampMillis>,
    /// What, like `update_ad_set_budget`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub event_type: Option<String>,
    /// The same for people.
    #[serde(default, deserialize_with = "lenient::text")]
    pub translated_event_type: Option<String>,
    /// To which object.
    #[serde(default, deserialize_with = "lenient::text")]
    pub object_id: Option<String>,
    /// The object's name then.
    #[serde(default, deserialize_with = "lenient::text")]
    pub object_name: Option<String>,
    /// `CAMPAIGN`, `ADSET`, `AD`, `ACCOUNT` and so on.
    #[serde(default, deserialize_with = "lenient::text")]
    pub object_type: Option<String>,
    /// Who.
    #[serde(default, deserialize_with = "lenient::text")]
    pub actor_id: Option<String>,
    /// Their name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub actor_name: Option<String>,
    /// Old and new values, as Meta's JSON (often JSON inside text).
    #[serde(default)]
    pub extra_data: Option<RawJson>,
}
