//! Images, and what people did in an account.

use serde::Deserialize;

use super::object;

/// Fields of [`AdImage`].
pub(crate) const IMAGE_FIELDS: &str =
    "id,hash,name,status,width,height,url,url_128,permalink_url,created_time,updated_time";

/// Fields of [`Activity`].
pub(crate) const ACTIVITY_FIELDS: &str = "event_time,event_type,translated_event_type,object_id,object_name,object_type,actor_id,actor_name,\
    application_id,extra_data";

object! {
    /// An image in an account's library.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    AdImage {
        /// Account digits, a colon, and the hash.
        text id;
        /// 32 hex digits; the same content has the same hash.
        word hash;
        /// Its file name.
        text name;
        /// `ACTIVE`, `INTERNAL` or `DELETED`.
        text status;
        /// Width in pixels.
        int width;
        /// Height in pixels.
        int height;
        /// The file; the address expires.
        text url;
        /// A small version; the address expires.
        text url_128;
        /// The file at an address that stays.
        text permalink_url;
        /// When it was uploaded.
        time created_time;
        /// When it changed last.
        time updated_time;
    }
}

object! {
    /// Something a person, a rule or Meta did in an account.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    Activity {
        /// When.
        time event_time;
        /// What, like `update_ad_set_budget`.
        text event_type;
        /// The same for people.
        text translated_event_type;
        /// To which object.
        text object_id;
        /// The object's name then.
        text object_name;
        /// `CAMPAIGN`, `ADSET`, `AD`, `ACCOUNT` and so on.
        text object_type;
        /// Who.
        text actor_id;
        /// Their name.
        text actor_name;
        /// The app it was done with.
        text application_id;
        /// Old and new values, as Meta's JSON (often JSON inside text).
        json extra_data;
    }
}
