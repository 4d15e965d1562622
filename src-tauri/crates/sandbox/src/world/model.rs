//! The objects of the world, in Meta's words. Times are UTC milliseconds, money is integer minor units of the account's
//! currency (Meta's offset table: whole yen, cents elsewhere).
//!
//! Whoever changes an object goes through the methods of [`crate::world::World`]: they keep the histories that delivery
//! is computed from, write the activity log and remember what has to go into a snapshot. Fields without a history may be
//! edited in place through `World::campaign_mut` and its sisters.

mod account;
mod activity;
mod creative;
mod rule;
mod status;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::account::{Account, Business, Page};
pub use self::activity::{Activity, Actor, ObjectKind};
pub use self::creative::{Creative, Image, Label};
pub use self::rule::{AdRule, RuleResult, RuleRun};
pub use self::status::{EffectiveStatus, Status};
pub use super::id::{NotAnId, ObjectId};
pub use super::timeline::Timeline;

/// A budget of a campaign or an ad set, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// `daily_budget`.
    Daily(i64),
    /// `lifetime_budget`. The rest of it is spread evenly over the time left until the end of the schedule.
    Lifetime {
        /// The whole budget.
        amount: i64,
        /// What had been spent when this amount was set; filled in by `World::set_campaign_budget` and its sister.
        spent_before: i64,
    },
}

impl Budget {
    /// A lifetime budget for something that has not spent anything yet.
    pub fn lifetime(amount: i64) -> Self {
        Self::Lifetime { amount, spent_before: 0 }
    }

    /// The minor units of a daily budget.
    pub fn daily_minor(self) -> Option<i64> {
        match self {
            Self::Daily(amount) => Some(amount),
            Self::Lifetime { .. } => None,
        }
    }

    /// The minor units of a lifetime budget.
    pub fn lifetime_minor(self) -> Option<i64> {
        match self {
            Self::Daily(_) => None,
            Self::Lifetime { amount, .. } => Some(amount),
        }
    }
}

/// One entry of `issues_info`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// CAMPAIGN, AD_SET or AD.
    pub level: String,
    /// For example 1815869.
    pub error_code: i64,
    /// HARD_ERROR or SOFT_ERROR.
    pub error_type: String,
    /// A short sentence.
    pub error_summary: String,
    /// What to do.
    pub error_message: String,
    /// Since when it stops delivery.
    pub since_ms: i64,
    /// When it was solved; none while it lasts. Solved ones stay in the list, since past days did not deliver.
    pub until_ms: Option<i64>,
}

impl Issue {
    /// Whether it lasts at an instant.
    pub fn lasts_at(&self, at_ms: i64) -> bool {
        self.since_ms <= at_ms && self.until_ms.is_none_or(|until| at_ms < until)
    }
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Campaign {
    /// Its id.
    pub id: ObjectId,
    /// The account it belongs to.
    pub account: ObjectId,
    /// Its name: anything a person can type.
    pub name: String,
    /// OUTCOME_… or an old value.
    pub objective: String,
    /// AUCTION or RESERVED.
    pub buying_type: String,
    /// `special_ad_categories`.
    pub special_ad_categories: Vec<String>,
    /// `special_ad_category_country`.
    pub special_ad_category_country: Vec<String>,
    /// What was set, over time.
    pub status: Timeline<Status>,
    /// The campaign budget, over time; none when the ad sets have their own.
    pub budget: Timeline<Option<Budget>>,
    /// Only with a campaign budget.
    pub bid_strategy: Option<String>,
    /// `spend_cap`.
    pub spend_cap: Option<i64>,
    /// `is_adset_budget_sharing_enabled`.
    pub is_adset_budget_sharing_enabled: Option<bool>,
    /// `promoted_object`, as JSON.
    pub promoted_object: Option<Value>,
    /// `advantage_state_info`, as JSON.
    pub advantage_state_info: Option<Value>,
    /// `pacing_type`.
    pub pacing_type: Vec<String>,
    /// Attached labels.
    pub labels: Vec<ObjectId>,
    /// Problems, see [`Issue::lasts_at`]; an active object with one is WITH_ISSUES and does not deliver.
    pub issues: Vec<Issue>,
    /// Explicit start, or none: then it is the earliest of its ad sets.
    pub start_ms: Option<i64>,
    /// Explicit end, or none.
    pub stop_ms: Option<i64>,
    /// `source_campaign_id` of a copy.
    pub source: Option<ObjectId>,
    /// When it was made.
    pub created_ms: i64,
    /// Last change; a changed budget or spend cap alone does not move it.
    pub updated_ms: i64,
}

/// `learning_stage_info.status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LearningStage {
    /// Fewer than fifty conversions since the last significant edit.
    Learning,
    /// Learned.
    Success,
    /// "Learning limited".
    Fail,
}

impl LearningStage {
    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Learning => "LEARNING",
            Self::Success => "SUCCESS",
            Self::Fail => "FAIL",
        }
    }
}

/// An ad set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdSet {
    /// Its id.
    pub id: ObjectId,
    /// The account it belongs to.
    pub account: ObjectId,
    /// Its campaign.
    pub campaign: ObjectId,
    /// Its name.
    pub name: String,
    /// What was set, over time.
    pub status: Timeline<Status>,
    /// Its own budget, over time; none under a campaign budget.
    pub budget: Timeline<Option<Budget>>,
    /// `bid_amount` in minor units, over time.
    pub bid_amount: Timeline<Option<i64>>,
    /// `bid_strategy`.
    pub bid_strategy: Option<String>,
    /// `bid_constraints.roas_average_floor`, factor 10,000.
    pub roas_average_floor: Option<i64>,
    /// `billing_event`.
    pub billing_event: String,
    /// `optimization_goal`.
    pub optimization_goal: String,
    /// `promoted_object`, as JSON.
    pub promoted_object: Option<Value>,
    /// `destination_type`.
    pub destination_type: Option<String>,
    /// `attribution_spec`, as JSON: `[{event_type, window_days}]`.
    pub attribution_spec: Value,
    /// `targeting`, as JSON.
    pub targeting: Value,
    /// `dsa_payor`.
    pub dsa_payor: Option<String>,
    /// `dsa_beneficiary`.
    pub dsa_beneficiary: Option<String>,
    /// `is_dynamic_creative`.
    pub is_dynamic_creative: bool,
    /// `pacing_type`.
    pub pacing_type: Vec<String>,
    /// `adset_schedule`, as JSON.
    pub adset_schedule: Option<Value>,
    /// `frequency_control_specs`, as JSON.
    pub frequency_control_specs: Option<Value>,
    /// Learning over time.
    pub learning: Timeline<LearningStage>,
    /// `learning_stage_info.last_sig_edit_ts`, here in milliseconds.
    pub last_significant_edit_ms: i64,
    /// Attached labels.
    pub labels: Vec<ObjectId>,
    /// Problems, see [`Issue::lasts_at`].
    pub issues: Vec<Issue>,
    /// `start_time`.
    pub start_ms: i64,
    /// `end_time`; none when open-ended.
    pub end_ms: Option<i64>,
    /// `source_adset_id` of a copy.
    pub source: Option<ObjectId>,
    /// When it was made.
    pub created_ms: i64,
    /// Last change.
    pub updated_ms: i64,
}

/// Where an ad stands with Meta's reviewers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// PENDING_REVIEW until the next entry of the timeline.
    Pending,
    /// May deliver.
    Approved,
    /// `ad_review_feedback.global`: reason and text.
    Disapproved {
        /// For example `Personal attributes`.
        reason: String,
        /// The explanation.
        text: String,
    },
}

/// An ad.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ad {
    /// Its id.
    pub id: ObjectId,
    /// The account it belongs to.
    pub account: ObjectId,
    /// Its campaign.
    pub campaign: ObjectId,
    /// Its ad set.
    pub adset: ObjectId,
    /// Its name.
    pub name: String,
    /// What was set, over time.
    pub status: Timeline<Status>,
    /// The review, over time; the end of a running one is an entry in the future.
    pub review: Timeline<Review>,
    /// The creative shown now.
    pub creative: ObjectId,
    /// `tracking_specs`, as JSON.
    pub tracking_specs: Option<Value>,
    /// `conversion_domain`.
    pub conversion_domain: Option<String>,
    /// Attached labels.
    pub labels: Vec<ObjectId>,
    /// Problems, see [`Issue::lasts_at`].
    pub issues: Vec<Issue>,
    /// `source_ad_id` of a copy.
    pub source: Option<ObjectId>,
    /// When it was made.
    pub created_ms: i64,
    /// Last change.
    pub updated_ms: i64,
}

/// Where an object sits in the world's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectRef {
    /// What it is.
    pub kind: ObjectKind,
    /// Its place in the list of that kind; never changes, since nothing is ever taken out.
    pub index: usize,
}
