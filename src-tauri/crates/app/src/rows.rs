//! Rows for programs, as `sextant-cli --json` prints them: snake case, ids as text, money in minor units, unknown as null.

use serde::Serialize;

/// A campaign, ad set or ad.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListRow {
    /// Meta's id.
    pub id: String,
    /// `act_` and digits.
    pub account_id: String,
    /// Its campaign, for ad sets and ads.
    pub campaign_id: Option<String>,
    /// Its ad set, for ads.
    pub adset_id: Option<String>,
    /// Name.
    pub name: String,
    /// What was set, in Meta's spelling.
    pub status: String,
    /// What Meta computed, in Meta's spelling; `DELETED` for what vanished.
    pub effective_status: String,
    /// Meta's objective, for campaigns.
    pub objective: Option<String>,
    /// What is optimised for, for ad sets.
    pub optimization_goal: Option<String>,
    /// Currency of the budgets.
    pub currency: String,
    /// Budget a day, in minor units.
    pub daily_budget_minor: Option<i64>,
    /// Budget for life, in minor units.
    pub lifetime_budget_minor: Option<i64>,
    /// Number of issues Meta reports.
    pub issues: usize,
    /// When Meta last changed it, UTC milliseconds.
    pub updated_at_ms: Option<i64>,
}

/// Figures of one object, for one day or for a range.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InsightRow {
    /// Meta's id; `act_…` for accounts.
    pub id: String,
    /// `account`, `campaign`, `adset` or `ad`.
    pub level: String,
    /// `act_` and digits.
    pub account_id: String,
    /// Name.
    pub name: String,
    /// First day, in the account's time zone.
    pub date_start: String,
    /// Last day.
    pub date_stop: String,
    /// Currency of the money figures.
    pub currency: String,
    /// Spend in minor units.
    pub spend_minor: i64,
    /// Times shown.
    pub impressions: i64,
    /// All clicks.
    pub clicks: i64,
    /// Clicks on the link.
    pub link_clicks: i64,
    /// Canonical conversions; may be fractional where Meta models them.
    pub conversions: f64,
    /// What counts as a conversion here.
    pub conversion: String,
    /// Value of the conversions in minor units.
    pub value_minor: i64,
    /// Clicks per hundred impressions.
    pub ctr_percent: Option<f64>,
    /// Minor units per click.
    pub cpc_minor: Option<f64>,
    /// Minor units per thousand impressions.
    pub cpm_minor: Option<f64>,
    /// Minor units per conversion.
    pub cpa_minor: Option<f64>,
    /// Value per spend.
    pub roas: Option<f64>,
}

/// An account that is kept here.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountRow {
    /// `act_` and digits.
    pub id: String,
    /// Name.
    pub name: String,
    /// Currency code.
    pub currency: String,
    /// IANA time zone.
    pub time_zone: String,
    /// Meta's account status in words.
    pub status: String,
    /// Campaigns kept.
    pub campaigns: u32,
    /// Ad sets kept.
    pub adsets: u32,
    /// Ads kept.
    pub ads: u32,
    /// Last complete sync, UTC milliseconds.
    pub synced_at_ms: Option<i64>,
    /// First day with figures.
    pub since: Option<String>,
    /// Last day with figures.
    pub until: Option<String>,
}

/// One check of `sextant-cli doctor`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoctorRow {
    /// What was looked at.
    pub check: String,
    /// Whether it is as it should be; null where it could not be told.
    pub ok: Option<bool>,
    /// What was found.
    pub found: String,
    /// What to do.
    pub remedy: Option<String>,
}

/// What a check of the audit log found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditVerdict {
    /// Whether nothing is wrong.
    pub sound: bool,
    /// Entries in the log.
    pub entries: u64,
    /// Entries whose seal was checked with a key that was kept elsewhere.
    pub seals_checked: u64,
    /// The note beside the key: `compared`, `missing`, `away` or `does_not_read`.
    pub note: &'static str,
    /// Hash of the last entry.
    pub head: String,
    /// The key that this workspace signs with.
    pub public_key: String,
    /// The kind of the first fault, such as `edited`.
    pub kind: Option<String>,
    /// The entry it is at.
    pub entry: Option<u64>,
    /// The fault in words.
    pub message: Option<String>,
}

/// A file that was written from the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// The file.
    pub file: String,
    /// Entries of the log up to then.
    pub entries: u64,
    /// Hash of the last one.
    pub head: String,
    /// The key it is signed with.
    pub public_key: String,
}
