//! Campaigns.

use domain::{ObjectId, TimestampMillis};
use serde::Deserialize;

use super::Fields;
use crate::{PromotedObject, lenient};

/// A campaign.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Campaign {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// What a person set.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// What Meta computed.
    #[serde(default, deserialize_with = "lenient::text")]
    pub effective_status: Option<String>,
    /// `OUTCOME_SALES` and so on; old campaigns read back with older values.
    #[serde(default, deserialize_with = "lenient::text")]
    pub objective: Option<String>,
    /// `AUCTION` or `RESERVED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub buying_type: Option<String>,
    /// Only with a campaign budget.
    #[serde(default, deserialize_with = "lenient::text")]
    pub bid_strategy: Option<String>,
    /// In minor units; `None` when the ad sets have the budgets.
    #[serde(default, rename = "daily_budget", deserialize_with = "lenient::int")]
    pub daily_budget_minor: Option<i64>,
    /// In minor units.
    #[serde(default, rename = "lifetime_budget", deserialize_with = "lenient::int")]
    pub lifetime_budget_minor: Option<i64>,
    /// In minor units.
    #[serde(default, rename = "budget_remaining", deserialize_with = "lenient::int")]
    pub budget_remaining_minor: Option<i64>,
    /// In minor units.
    #[serde(default, rename = "spend_cap", deserialize_with = "lenient::int")]
    pub spend_cap_minor: Option<i64>,
    /// `HOUSING` and so on; empty or `NONE` where none applies.
    #[serde(default, deserialize_with = "lenient::list")]
    pub special_ad_categories: Vec<String>,
    /// What the campaign promotes, for app and catalogue campaigns.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub promoted_object: Option<PromotedObject>,
    /// Problems Meta reports.
    #[serde(default, deserialize_with = "lenient::list")]
    pub issues_info: Vec<Issue>,
    /// First start of its ad sets.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub start_time: Option<TimestampMillis>,
    /// Last end of its ad sets; `None` when open-ended.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub stop_time: Option<TimestampMillis>,
    /// When it was made.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub created_time: Option<TimestampMillis>,
    /// When it changed last. Does not move when only the budget or the spend cap changes.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub updated_time: Option<TimestampMillis>,
}

impl Fields for Campaign {
    const FIELDS: &'static str = "id,name,status,effective_status,objective,buying_type,bid_strategy,daily_budget,\
        lifetime_budget,budget_remaining,spend_cap,special_ad_categories,promoted_object,issues_info,start_time,\
        stop_time,created_time,updated_time";
    const FILTER: &'static str = "campaign";
    const STATUSES: &'static [&'static str] = &["ACTIVE", "PAUSED", "ARCHIVED", "IN_PROCESS", "WITH_ISSUES"];
}

/// A problem Meta reports on a campaign, ad set or ad.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Issue {
    /// `CAMPAIGN`, `AD_SET` or `AD`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub level: Option<String>,
    /// Meta's code.
    #[serde(default, deserialize_with = "lenient::int")]
    pub error_code: Option<i64>,
    /// A heading for people.
    #[serde(default, deserialize_with = "lenient::text")]
    pub error_summary: Option<String>,
    /// A text for people.
    #[serde(default, deserialize_with = "lenient::text")]
    pub error_message: Option<String>,
    /// `HARD_ERROR` or `SOFT_ERROR`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub error_type: Option<String>,
}
