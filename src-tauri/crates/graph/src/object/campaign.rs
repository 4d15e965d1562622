//! Campaigns.

use serde::Deserialize;

use super::{Fields, object};
use crate::PromotedObject;

object! {
    /// A campaign.
    #[derive(Debug, Clone, PartialEq, Deserialize)]
    Campaign {
        shared;
        /// `OUTCOME_SALES` and so on; old campaigns read back with older values.
        text objective;
        /// `AUCTION` or `RESERVED`.
        text buying_type;
        /// Only with a campaign budget.
        text bid_strategy;
        /// In minor units; `None` when the ad sets have the budgets.
        int daily_budget_minor as "daily_budget";
        /// In minor units.
        int lifetime_budget_minor as "lifetime_budget";
        /// In minor units.
        int budget_remaining_minor as "budget_remaining";
        /// In minor units.
        int spend_cap_minor as "spend_cap";
        /// `HOUSING` and so on; empty or `NONE` where none applies.
        list special_ad_categories: String;
        /// What the campaign promotes, for app and catalogue campaigns.
        some promoted_object: PromotedObject;
        /// First start of its ad sets.
        time start_time;
        /// Last end of its ad sets; `None` when open-ended.
        time stop_time;
        /// What Meta decides by itself, as Meta's JSON.
        json advantage_state_info;
        /// What it was made as, for the automatic campaigns of old.
        text smart_promotion_type;
    }
}

impl Fields for Campaign {
    const FIELDS: &'static str = "id,name,status,effective_status,objective,buying_type,bid_strategy,daily_budget,\
        lifetime_budget,budget_remaining,spend_cap,special_ad_categories,promoted_object,issues_info,\
        adlabels{name},start_time,stop_time,advantage_state_info,smart_promotion_type,created_time,updated_time";
    const FILTER: &'static str = "campaign";
    const STATUSES: &'static [&'static str] = &["ACTIVE", "PAUSED", "ARCHIVED", "IN_PROCESS", "WITH_ISSUES"];
}

object! {
    /// A problem Meta reports on a campaign, ad set or ad.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    Issue {
        /// `CAMPAIGN`, `AD_SET` or `AD`.
        text level;
        /// Meta's code.
        int error_code;
        /// A heading for people.
        text error_summary;
        /// A text for people.
        text error_message;
        /// `HARD_ERROR` or `SOFT_ERROR`.
        text error_type;
    }
}

object! {
    /// A label that somebody put on a campaign, ad set or ad.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    AdLabel {
        /// Its name.
        word name;
    }
}
