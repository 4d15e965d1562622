//! Ads and their creatives.

use std::collections::BTreeMap;

use domain::ObjectId;
use serde::Deserialize;

use super::{Fields, object};
use crate::{RawJson, lenient};

/// Fields of [`Creative`], also when nested in an ad.
macro_rules! creative_fields {
    () => {
        "id,name,status,title,body,call_to_action_type,object_type,object_story_spec,asset_feed_spec,\
        effective_object_story_id,image_hash,image_url,thumbnail_url,video_id,url_tags,instagram_permalink_url,\
        degrees_of_freedom_spec"
    };
}
pub(crate) use creative_fields;

object! {
    /// An ad.
    #[derive(Debug, Clone, PartialEq, Deserialize)]
    Ad {
        shared;
        /// The ad set above it.
        some adset_id: ObjectId;
        /// The campaign above that.
        some campaign_id: ObjectId;
        /// What it shows. Comes with the ad, so that creatives cost no calls of their own.
        some creative: Creative;
        /// Why review refused it.
        some ad_review_feedback: AdReviewFeedback;
        /// The domain conversions are counted on.
        text conversion_domain;
        /// A link that shows the ad to anybody.
        text preview_shareable_link;
    }
}

impl Fields for Ad {
    const FIELDS: &'static str = concat!(
        "id,adset_id,campaign_id,name,status,effective_status,ad_review_feedback,issues_info,adlabels{name},",
        "conversion_domain,preview_shareable_link,created_time,updated_time,creative{",
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

object! {
    /// A creative: what an ad shows.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    Creative {
        /// Its id.
        must id: ObjectId;
        /// Its name.
        text name;
        /// `ACTIVE`, `IN_PROCESS`, `WITH_ISSUES`, `DELETED`.
        text status;
        /// Headline.
        text title;
        /// Primary text.
        text body;
        /// `LEARN_MORE` and so on.
        text call_to_action_type;
        /// `SHARE`, `VIDEO`, `PHOTO` and so on.
        text object_type;
        /// The post it makes, as Meta's JSON.
        json object_story_spec;
        /// Its variants, as Meta's JSON.
        json asset_feed_spec;
        /// The post it shows.
        text effective_object_story_id;
        /// Hash of its image.
        text image_hash;
        /// Its image; the address expires.
        text image_url;
        /// A small picture; the address expires.
        text thumbnail_url;
        /// Its video.
        text video_id;
        /// Parameters added to links.
        text url_tags;
        /// The post on Instagram.
        text instagram_permalink_url;
        /// What Meta may change about it, as Meta's JSON.
        json degrees_of_freedom_spec;
    }
}

impl Fields for Creative {
    const FIELDS: &'static str = creative_fields!();
    const FILTER: &'static str = "creative";
    const STATUSES: &'static [&'static str] = &[];
}
