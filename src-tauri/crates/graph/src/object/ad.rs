//! Ads and their creatives.

use std::collections::BTreeMap;

use domain::{ObjectId, TimestampMillis};
use serde::Deserialize;

use super::Fields;
use crate::{Issue, RawJson, lenient};

/// Fields of [`Creative`], also when nested in an ad.
macro_rules! creative_fields {
    () => {
        "id,name,status,title,body,call_to_action_type,object_type,object_story_spec,asset_feed_spec,\
        effective_object_story_id,image_hash,image_url,thumbnail_url,video_id,url_tags,instagram_permalink_url"
    };
}
pub(crate) use creative_fields;

/// An ad.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Ad {
    /// Its id.
    pub id: ObjectId,
    /// The ad set above it.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub adset_id: Option<ObjectId>,
    /// The campaign above that.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub campaign_id: Option<ObjectId>,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// What a person set.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// What Meta computed.
    #[serde(default, deserialize_with = "lenient::text")]
    pub effective_status: Option<String>,
    /// What it shows. Comes with the ad, so that creatives cost no calls of their own.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub creative: Option<Creative>,
    /// Why review refused it.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub ad_review_feedback: Option<AdReviewFeedback>,
    /// Problems Meta reports.
    #[serde(default, deserialize_with = "lenient::list")]
    pub issues_info: Vec<Issue>,
    /// The domain conversions are counted on.
    #[serde(default, deserialize_with = "lenient::text")]
    pub conversion_domain: Option<String>,
    /// A link that shows the ad to anybody.
    #[serde(default, deserialize_with = "lenient::text")]
    pub preview_shareable_link: Option<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub created_time: Option<TimestampMillis>,
    /// When it changed last.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub updated_time: Option<TimestampMillis>,
}

impl Fields for Ad {
    const FIELDS: &'static str = concat!(
        "id,adset_id,campaign_id,name,status,effective_status,ad_review_feedback,issues_info,conversion_domain,",
        "preview_shareable_link,created_time,updated_time,creative{",
        creative_fields!(),
        "}"
    );
    const FILTER: &'static str = "ad";
    const STATUSES: &'static [&'static str] = &[
        "ACTIVE",
        "PAUSED",
        "ARCHIVED",
        "IN_PROCESS",
        "WITH_ISSUES",
        "CAMPAIGN_PAUSED",
        "ADSET_PAUSED",
        "PENDING_REVIEW",
        "DISAPPROVED",
        "PREAPPROVED",
        "PENDING_BILLING_INFO",
    ];
}

/// Why review refused an ad: reason by name, text for people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AdReviewFeedback {
    /// Reasons that hold everywhere.
    #[serde(default, deserialize_with = "feedback")]
    pub global: BTreeMap<String, String>,
    /// Reasons by placement, as Meta's JSON.
    #[serde(default)]
    pub placement_specific: Option<RawJson>,
}

fn feedback<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    lenient::maybe(deserializer).map(Option::unwrap_or_default)
}

/// A creative: what an ad shows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Creative {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE`, `IN_PROCESS`, `WITH_ISSUES`, `DELETED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Headline.
    #[serde(default, deserialize_with = "lenient::text")]
    pub title: Option<String>,
    /// Primary text.
    #[serde(default, deserialize_with = "lenient::text")]
    pub body: Option<String>,
    /// `LEARN_MORE` and so on.
    #[serde(default, deserialize_with = "lenient::text")]
    pub call_to_action_type: Option<String>,
    /// `SHARE`, `VIDEO`, `PHOTO` and so on.
    #[serde(default, deserialize_with = "lenient::text")]
    pub object_type: Option<String>,
    /// The post it makes, as Meta's JSON.
    #[serde(default)]
    pub object_story_spec: Option<RawJson>,
    /// Its variants, as Meta's JSON.
    #[serde(default)]
    pub asset_feed_spec: Option<RawJson>,
    /// The post it shows.
    #[serde(default, deserialize_with = "lenient::text")]
    pub effective_object_story_id: Option<String>,
    /// Hash of its image.
    #[serde(default, deserialize_with = "lenient::text")]
    pub image_hash: Option<String>,
    /// Its image; the address expires.
    #[serde(default, deserialize_with = "lenient::text")]
    pub image_url: Option<String>,
    /// A small picture; the address expires.
    #[serde(default, deserialize_with = "lenient::text")]
    pub thumbnail_url: Option<String>,
    /// Its video.
    #[serde(default, deserialize_with = "lenient::text")]
    pub video_id: Option<String>,
    /// Parameters added to links.
    #[serde(default, deserialize_with = "lenient::text")]
    pub url_tags: Option<String>,
    /// The post on Instagram.
    #[serde(default, deserialize_with = "lenient::text")]
    pub instagram_permalink_url: Option<String>,
}

impl Fields for Creative {
    const FIELDS: &'static str = creative_fields!();
    const FILTER: &'static str = "creative";
    const STATUSES: &'static [&'static str] = &[];
}
