//! Accounts and what is in them.

use domain::{AccountId, Level, ObjectId, TimestampMillis};

/// Names one object of one account. Ids are looked up within their account only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectRef {
    /// The account it belongs to.
    pub account: AccountId,
    /// Its level.
    pub level: Level,
    /// Its id; at account level the account's digits.
    pub id: ObjectId,
}

/// Whether an object still exists at Meta, as far as syncs have shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presence {
    /// The sync run that saw it last.
    pub seen_in_sync: Option<i64>,
    /// When it was found to be gone; its figures and history stay.
    pub deleted_at: Option<TimestampMillis>,
}

/// A row with what the store knows about it besides its own fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored<T> {
    /// The row.
    pub row: T,
    /// Whether it still exists.
    pub presence: Presence,
}

/// What an upsert did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Upserted {
    /// Rows that were not there.
    pub added: usize,
    /// Rows whose fields differ from before.
    pub changed: usize,
    /// Rows that were the same.
    pub unchanged: usize,
}

/// An ad account.
#[derive(Debug, Clone, PartialEq)]
pub struct AdAccountRow {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Three-letter code of the currency all its money is in.
    pub currency: String,
    /// IANA name of the time zone that cuts its days.
    pub timezone_name: String,
    /// Meta's `account_status`: 1 is active.
    pub account_status: Option<i64>,
    /// Meta's `disable_reason`.
    pub disable_reason: Option<i64>,
    /// The business that owns it.
    pub business_name: Option<String>,
    /// Spent since it was made or last reset, in minor units.
    pub amount_spent_minor: Option<i64>,
    /// Owed, in minor units.
    pub balance_minor: Option<i64>,
    /// Cap on all spend, in minor units.
    pub spend_cap_minor: Option<i64>,
    /// Everything else Meta sent, as a JSON object.
    pub extra: String,
}

/// A campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignRow {
    /// Its id.
    pub id: ObjectId,
    /// Its account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// What was set, in Meta's spelling.
    pub status: String,
    /// What Meta computed, in Meta's spelling; may be one this version does not know.
    pub effective_status: String,
    /// Objective, such as `OUTCOME_SALES`.
    pub objective: Option<String>,
    /// `AUCTION` or `RESERVED`.
    pub buying_type: Option<String>,
    /// Budget a day, in minor units.
    pub daily_budget_minor: Option<i64>,
    /// Budget for its life, in minor units.
    pub lifetime_budget_minor: Option<i64>,
    /// What is left of the budget, in minor units.
    pub budget_remaining_minor: Option<i64>,
    /// Cap on spend, in minor units.
    pub spend_cap_minor: Option<i64>,
    /// Bid strategy, where the campaign has the budget.
    pub bid_strategy: Option<String>,
    /// JSON list of special ad categories.
    pub special_ad_categories: Option<String>,
    /// Start.
    pub start_time: Option<TimestampMillis>,
    /// End; none when open.
    pub stop_time: Option<TimestampMillis>,
    /// JSON list of `issues_info`; none when there are no issues.
    pub issues: Option<String>,
    /// What Meta says it decides by itself, as a JSON object of states by name; none where it does not say.
    pub automation: Option<String>,
    /// Created.
    pub created_time: Option<TimestampMillis>,
    /// Meta's `updated_time`; it does not move when only a budget changes.
    pub updated_time: Option<TimestampMillis>,
    /// Everything else Meta sent, as a JSON object.
    pub extra: String,
}

/// An ad set.
#[derive(Debug, Clone, PartialEq)]
pub struct AdSetRow {
    /// Its id.
    pub id: ObjectId,
    /// Its account.
    pub account: AccountId,
    /// Its campaign.
    pub campaign_id: ObjectId,
    /// Its name.
    pub name: String,
    /// What was set.
    pub status: String,
    /// What Meta computed.
    pub effective_status: String,
    /// Budget a day, in minor units.
    pub daily_budget_minor: Option<i64>,
    /// Budget for its life, in minor units.
    pub lifetime_budget_minor: Option<i64>,
    /// What is left of the budget, in minor units.
    pub budget_remaining_minor: Option<i64>,
    /// What is optimised for, such as `OFFSITE_CONVERSIONS`.
    pub optimization_goal: Option<String>,
    /// What is charged for.
    pub billing_event: Option<String>,
    /// Bid strategy.
    pub bid_strategy: Option<String>,
    /// Bid or cap, in minor units.
    pub bid_amount_minor: Option<i64>,
    /// The canonical conversion, by its `ConversionAction` name.
    pub conversion: Option<String>,
    /// `LEARNING`, `SUCCESS` or `FAIL` (learning limited).
    pub learning_status: Option<String>,
    /// `learning_stage_info` as JSON.
    pub learning: Option<String>,
    /// `attribution_spec` as JSON.
    pub attribution_spec: Option<String>,
    /// `promoted_object` as JSON.
    pub promoted_object: Option<String>,
    /// `targeting` as JSON.
    pub targeting: Option<String>,
    /// `adset_schedule` as JSON.
    pub schedule: Option<String>,
    /// Start.
    pub start_time: Option<TimestampMillis>,
    /// End; none when open.
    pub end_time: Option<TimestampMillis>,
    /// JSON list of `issues_info`; none when there are no issues.
    pub issues: Option<String>,
    /// Created.
    pub created_time: Option<TimestampMillis>,
    /// Meta's `updated_time`.
    pub updated_time: Option<TimestampMillis>,
    /// Everything else Meta sent, as a JSON object.
    pub extra: String,
}

/// An ad.
#[derive(Debug, Clone, PartialEq)]
pub struct AdRow {
    /// Its id.
    pub id: ObjectId,
    /// Its account.
    pub account: AccountId,
    /// Its campaign.
    pub campaign_id: ObjectId,
    /// Its ad set.
    pub adset_id: ObjectId,
    /// Its creative.
    pub creative_id: Option<ObjectId>,
    /// Its name.
    pub name: String,
    /// What was set.
    pub status: String,
    /// What Meta computed.
    pub effective_status: String,
    /// JSON list of `issues_info`; none when there are no issues.
    pub issues: Option<String>,
    /// `ad_review_feedback` as JSON.
    pub review_feedback: Option<String>,
    /// Link to look at the ad.
    pub preview_link: Option<String>,
    /// Created.
    pub created_time: Option<TimestampMillis>,
    /// Meta's `updated_time`.
    pub updated_time: Option<TimestampMillis>,
    /// Everything else Meta sent, as a JSON object.
    pub extra: String,
}

/// A creative.
#[derive(Debug, Clone, PartialEq)]
pub struct CreativeRow {
    /// Its id.
    pub id: ObjectId,
    /// Its account.
    pub account: AccountId,
    /// Its name.
    pub name: Option<String>,
    /// `ACTIVE`, `IN_PROCESS`, `WITH_ISSUES` or `DELETED`.
    pub status: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Primary text.
    pub body: Option<String>,
    /// Description under the headline.
    pub description: Option<String>,
    /// Where it leads.
    pub link_url: Option<String>,
    /// Button, such as `SHOP_NOW`.
    pub call_to_action: Option<String>,
    /// Hash of its picture.
    pub image_hash: Option<String>,
    /// Address of its small picture; it expires.
    pub thumbnail_url: Option<String>,
    /// Tags put on the link.
    pub url_tags: Option<String>,
    /// What Meta may change about it, as a JSON object of `OPT_IN` or `OPT_OUT` by feature; none where it does not say.
    pub features: Option<String>,
    /// Everything else Meta sent, as a JSON object.
    pub extra: String,
}

/// Where an ad leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdLink {
    /// The ad.
    pub ad: ObjectId,
    /// Its name.
    pub name: String,
    /// The link of its creative.
    pub link: String,
    /// What Meta puts behind the link.
    pub url_tags: Option<String>,
}

/// A picture in an account's image library.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageRow {
    /// Its account.
    pub account: AccountId,
    /// Meta's hash of its content.
    pub hash: String,
    /// Its name.
    pub name: Option<String>,
    /// `ACTIVE`, `INTERNAL` or `DELETED`.
    pub status: Option<String>,
    /// Address that expires.
    pub url: Option<String>,
    /// Address that stays.
    pub permalink_url: Option<String>,
    /// Width in pixels.
    pub width: Option<i64>,
    /// Height in pixels.
    pub height: Option<i64>,
}

/// A change in an account, by anybody, as Meta's activity log tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityRow {
    /// Its account.
    pub account: AccountId,
    /// When.
    pub at: TimestampMillis,
    /// What kind, such as `update_ad_set_budget`.
    pub event_type: String,
    /// The object it happened to, where there is one.
    pub object_id: Option<String>,
    /// Its name then.
    pub object_name: Option<String>,
    /// Who.
    pub actor_name: Option<String>,
    /// Id of the app it was done with.
    pub application: Option<String>,
    /// Details as JSON.
    pub extra: String,
}

/// One field of one object changed between two reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The column.
    pub field: String,
    /// What it was, as text; none when it had no value.
    pub from: Option<String>,
    /// What it became.
    pub to: Option<String>,
    /// When the change was noticed, which is after it was made.
    pub noticed_at: TimestampMillis,
}

/// A setting of an object that was found different: what it had been until then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingChange {
    /// The object's slot at its level.
    pub slot: u32,
    /// The column.
    pub field: String,
    /// What it was, as text; none when it had no value.
    pub from: Option<String>,
    /// When the change was noticed.
    pub noticed_at: TimestampMillis,
}

/// All fields of one object.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectDetail {
    /// An ad account.
    Account(Box<AdAccountRow>),
    /// A campaign.
    Campaign(Box<Stored<CampaignRow>>),
    /// An ad set with its campaign.
    AdSet(Box<Stored<AdSetRow>>),
    /// An ad with its creative, where that is known.
    Ad(Box<Stored<AdRow>>, Option<Box<CreativeRow>>),
}
