//! Creatives, pictures and labels.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ObjectId;

/// A creative. Immutable apart from `name`, `status` and labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Creative {
    /// Its id.
    pub id: ObjectId,
    /// The account it belongs to.
    pub account: ObjectId,
    /// Its name.
    pub name: String,
    /// ACTIVE, IN_PROCESS, WITH_ISSUES or DELETED.
    pub status: String,
    /// `title`.
    pub title: Option<String>,
    /// `body`.
    pub body: Option<String>,
    /// `call_to_action_type`.
    pub call_to_action_type: Option<String>,
    /// `link_url`.
    pub link_url: Option<String>,
    /// `image_hash`.
    pub image_hash: Option<String>,
    /// `video_id`.
    pub video_id: Option<ObjectId>,
    /// SHARE, VIDEO or PHOTO.
    pub object_type: String,
    /// `object_story_spec`, as JSON.
    pub object_story_spec: Option<Value>,
    /// `asset_feed_spec`, as JSON.
    pub asset_feed_spec: Option<Value>,
    /// `degrees_of_freedom_spec`, as JSON.
    pub degrees_of_freedom_spec: Option<Value>,
    /// `object_story_id` where the creative was made from an existing post.
    pub object_story_id: Option<String>,
    /// `effective_object_story_id`: `{page}_{post}`.
    pub effective_object_story_id: Option<String>,
    /// `instagram_user_id`.
    pub instagram_user_id: Option<ObjectId>,
    /// `url_tags`, without the leading question mark.
    pub url_tags: Option<String>,
    /// Attached labels.
    pub labels: Vec<ObjectId>,
    /// When it was made (not an API field).
    pub created_ms: i64,
}

/// An image of an account's library. The id is `{account}:{hash}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// The account it belongs to.
    pub account: ObjectId,
    /// 32 hex digits.
    pub hash: String,
    /// File name.
    pub name: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// ACTIVE, INTERNAL or DELETED.
    pub status: String,
    /// The bytes of an uploaded file, base64; none for the painted ones (`World::image_png`).
    pub upload_base64: Option<String>,
    /// When it was added.
    pub created_ms: i64,
    /// Last change.
    pub updated_ms: i64,
}

/// A label (`adlabels`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Its id.
    pub id: ObjectId,
    /// The account it belongs to.
    pub account: ObjectId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_ms: i64,
    /// Last change.
    pub updated_ms: i64,
}
