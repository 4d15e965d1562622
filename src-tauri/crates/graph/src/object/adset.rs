//! Ad sets.

use domain::{ObjectId, TimestampMillis};
use serde::Deserialize;

use super::Fields;
use crate::{Issue, RawJson, lenient};

/// An ad set.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AdSet {
    /// Its id.
    pub id: ObjectId,
    /// The campaign above it.
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
    /// What delivery is optimised for.
    #[serde(default, deserialize_with = "lenient::text")]
    pub optimization_goal: Option<String>,
    /// What is paid for, mostly `IMPRESSIONS`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub billing_event: Option<String>,
    /// How bids are made.
    #[serde(default, deserialize_with = "lenient::text")]
    pub bid_strategy: Option<String>,
    /// Where a click leads.
    #[serde(default, deserialize_with = "lenient::text")]
    pub destination_type: Option<String>,
    /// Bid or cap in minor units.
    #[serde(default, rename = "bid_amount", deserialize_with = "lenient::int")]
    pub bid_amount_minor: Option<i64>,
    /// In minor units; 0 when a lifetime budget is used, `None` or 0 under a campaign budget.
    #[serde(default, rename = "daily_budget", deserialize_with = "lenient::int")]
    pub daily_budget_minor: Option<i64>,
    /// In minor units; 0 when a daily budget is used.
    #[serde(default, rename = "lifetime_budget", deserialize_with = "lenient::int")]
    pub lifetime_budget_minor: Option<i64>,
    /// In minor units.
    #[serde(default, rename = "budget_remaining", deserialize_with = "lenient::int")]
    pub budget_remaining_minor: Option<i64>,
    /// What it promotes, which decides its conversion.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub promoted_object: Option<PromotedObject>,
    /// How far delivery has learned.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub learning_stage_info: Option<LearningStage>,
    /// Attribution windows, as Meta's JSON.
    #[serde(default)]
    pub attribution_spec: Option<RawJson>,
    /// Whom it reaches, as Meta's JSON.
    #[serde(default)]
    pub targeting: Option<RawJson>,
    /// Problems Meta reports.
    #[serde(default, deserialize_with = "lenient::list")]
    pub issues_info: Vec<Issue>,
    /// Start.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub start_time: Option<TimestampMillis>,
    /// End; `None` when open.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub end_time: Option<TimestampMillis>,
    /// When it was made.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub created_time: Option<TimestampMillis>,
    /// When it changed last.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub updated_time: Option<TimestampMillis>,
}

impl Fields for AdSet {
    const FIELDS: &'static str = "id,campaign_id,name,status,effective_status,optimization_goal,billing_event,\
        bid_strategy,destination_type,bid_amount,daily_budget,lifetime_budget,budget_remaining,promoted_object,\
        learning_stage_info,attribution_spec,targeting,issues_info,start_time,end_time,created_time,updated_time";
    const FILTER: &'static str = "adset";
    const STATUSES: &'static [&'static str] =
        &["ACTIVE", "PAUSED", "ARCHIVED", "IN_PROCESS", "WITH_ISSUES", "CAMPAIGN_PAUSED"];
}

/// What a campaign or ad set promotes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct PromotedObject {
    /// The pixel whose events count.
    #[serde(default, deserialize_with = "lenient::text")]
    pub pixel_id: Option<String>,
    /// The event that counts, like `PURCHASE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub custom_event_type: Option<String>,
    /// A custom conversion.
    #[serde(default, deserialize_with = "lenient::text")]
    pub custom_conversion_id: Option<String>,
    /// The page.
    #[serde(default, deserialize_with = "lenient::text")]
    pub page_id: Option<String>,
    /// The app.
    #[serde(default, deserialize_with = "lenient::text")]
    pub application_id: Option<String>,
    /// Where the app is offered.
    #[serde(default, deserialize_with = "lenient::text")]
    pub object_store_url: Option<String>,
    /// The product set of a catalogue.
    #[serde(default, deserialize_with = "lenient::text")]
    pub product_set_id: Option<String>,
    /// The catalogue.
    #[serde(default, deserialize_with = "lenient::text")]
    pub product_catalog_id: Option<String>,
}

/// How far delivery has learned.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LearningStage {
    /// `LEARNING`, `SUCCESS` or `FAIL`, which Ads Manager calls "learning limited".
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Conversions in the learning phase.
    #[serde(default, deserialize_with = "lenient::int")]
    pub conversions: Option<i64>,
    /// When a change last restarted it.
    #[serde(default, rename = "last_sig_edit_ts", deserialize_with = "lenient::instant")]
    pub last_significant_edit: Option<TimestampMillis>,
}
