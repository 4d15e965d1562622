//! Ad sets.

use domain::ObjectId;
use serde::Deserialize;

use super::{Fields, object};

object! {
    /// An ad set.
    #[derive(Debug, Clone, PartialEq, Deserialize)]
    AdSet {
        shared;
        /// The campaign above it.
        some campaign_id: ObjectId;
        /// What delivery is optimised for.
        text optimization_goal;
        /// What is paid for, mostly `IMPRESSIONS`.
        text billing_event;
        /// How bids are made.
        text bid_strategy;
        /// Where a click leads.
        text destination_type;
        /// Bid or cap in minor units.
        int bid_amount_minor as "bid_amount";
        /// In minor units; 0 when a lifetime budget is used, `None` or 0 under a campaign budget.
        int daily_budget_minor as "daily_budget";
        /// In minor units; 0 when a daily budget is used.
        int lifetime_budget_minor as "lifetime_budget";
        /// In minor units.
        int budget_remaining_minor as "budget_remaining";
        /// What it promotes, which decides its conversion.
        some promoted_object: PromotedObject;
        /// How far delivery has learned.
        some learning_stage_info: LearningStage;
        /// Attribution windows, as Meta's JSON.
        json attribution_spec;
        /// Whom it reaches, as Meta's JSON.
        json targeting;
        /// Start.
        time start_time;
        /// End; `None` when open.
        time end_time;
    }
}

impl Fields for AdSet {
    const FIELDS: &'static str = "id,campaign_id,name,status,effective_status,optimization_goal,billing_event,\
        bid_strategy,destination_type,bid_amount,daily_budget,lifetime_budget,budget_remaining,promoted_object,\
        learning_stage_info,attribution_spec,targeting,issues_info,adlabels{name},start_time,end_time,created_time,updated_time";
    const FILTER: &'static str = "adset";
    const STATUSES: &'static [&'static str] =
        &["ACTIVE", "PAUSED", "ARCHIVED", "IN_PROCESS", "WITH_ISSUES", "CAMPAIGN_PAUSED"];
}

object! {
    /// What a campaign or ad set promotes.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
    PromotedObject {
        /// The pixel whose events count.
        text pixel_id;
        /// The event that counts, like `PURCHASE`.
        text custom_event_type;
        /// A custom conversion.
        text custom_conversion_id;
        /// The page.
        text page_id;
        /// The app.
        text application_id;
        /// Where the app is offered.
        text object_store_url;
        /// The product set of a catalogue.
        text product_set_id;
        /// The catalogue.
        text product_catalog_id;
    }
}

object! {
    /// How far delivery has learned.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    LearningStage {
        /// `LEARNING`, `SUCCESS` or `FAIL`, which Ads Manager calls "learning limited".
        text status;
        /// Conversions in the learning phase.
        int conversions;
        /// When a change last restarted it.
        time last_significant_edit as "last_sig_edit_ts";
    }
}
