//! What can be changed on a campaign, an ad set or an ad, and what a change of it brings with it.

use domain::Level;
use serde::{Deserialize, Serialize};

/// What values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `ACTIVE`, `PAUSED`, `ARCHIVED` or `DELETED`.
    Status,
    /// Free text.
    Text,
    /// One of Meta's constants.
    Choice,
    /// Whole minor units of the account's currency.
    Money,
    /// An instant.
    Instant,
    /// Yes or no.
    Flag,
    /// Nested, as Meta writes it.
    Json,
}

/// What Meta does when a field of something that exists is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// Nothing but the change.
    None,
    /// Delivery begins to learn anew.
    ResetsLearning,
    /// The ads are reviewed again before they go on, and delivery begins to learn anew.
    StartsReview,
}

/// Levels at which a field exists.
type Levels = &'static [Level];

const ALL: Levels = &[Level::Campaign, Level::Adset, Level::Ad];
const UPPER: Levels = &[Level::Campaign, Level::Adset];
const CAMPAIGN: Levels = &[Level::Campaign];
const ADSET: Levels = &[Level::Adset];
const AD: Levels = &[Level::Ad];
const ACCOUNT: Levels = &[Level::Account];

/// One row of the table of fields.
struct Facts {
    field: Field,
    /// Meta's name for it, also ours.
    param: &'static str,
    words: &'static str,
    kind: Kind,
    levels: Levels,
    /// Whether it can be changed once the object exists.
    editable: bool,
    consequence: Consequence,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $param:literal, $words:literal, $kind:ident, $levels:ident, $editable:ident,
       $consequence:ident;)+) => {
        /// A setting of a campaign, an ad set or an ad.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Field {
            $($(#[$doc])* #[serde(rename = $param)] $name,)+
        }

        const TABLE: &[Facts] = &[$(Facts {
            field: Field::$name,
            param: $param,
            words: $words,
            kind: Kind::$kind,
            levels: $levels,
            editable: fields!(@ $editable),
            consequence: Consequence::$consequence,
        },)+];
    };
    (@ editable) => { true };
    (@ fixed) => { false };
}

// The order is that in which fields are shown and sent.
fields! {
    /// Its name.
    Name = "name", "name", Text, ALL, editable, None;
    /// What a person set it to.
    Status = "status", "status", Status, ALL, editable, None;
    /// Budget a day.
    DailyBudget = "daily_budget", "daily budget", Money, UPPER, editable, None;
    /// Budget for its whole life.
    LifetimeBudget = "lifetime_budget", "lifetime budget", Money, UPPER, editable, None;
    /// Cap on what a campaign spends in all.
    SpendCap = "spend_cap", "spend cap", Money, CAMPAIGN, editable, None;
    /// How bids are made.
    BidStrategy = "bid_strategy", "bid strategy", Choice, UPPER, editable, ResetsLearning;
    /// Bid or cap.
    BidAmount = "bid_amount", "bid", Money, ADSET, editable, None;
    /// Bounds of bids, such as the least return.
    BidConstraints = "bid_constraints", "bid constraints", Json, ADSET, editable, ResetsLearning;
    /// Start.
    StartTime = "start_time", "start", Instant, UPPER, editable, None;
    /// End; `stop_time` on a campaign.
    EndTime = "end_time", "end", Instant, UPPER, editable, None;
    /// Hours of the week in which it runs.
    AdSchedule = "adset_schedule", "hours", Json, ADSET, editable, None;
    /// Whom it reaches and where.
    Targeting = "targeting", "targeting", Json, ADSET, editable, StartsReview;
    /// What delivery is optimised for.
    OptimizationGoal = "optimization_goal", "optimisation goal", Choice, ADSET, editable, StartsReview;
    /// What is paid for.
    BillingEvent = "billing_event", "billing event", Choice, ADSET, editable, StartsReview;
    /// Which conversions count.
    AttributionSpec = "attribution_spec", "attribution", Json, ADSET, editable, ResetsLearning;
    /// Who benefits, for ads in the EU.
    DsaBeneficiary = "dsa_beneficiary", "beneficiary (EU)", Text, ADSET, editable, None;
    /// Who pays, for ads in the EU.
    DsaPayor = "dsa_payor", "payer (EU)", Text, ADSET, editable, None;
    /// Special ad categories.
    SpecialAdCategories = "special_ad_categories", "special ad categories", Json, CAMPAIGN, editable, StartsReview;
    /// Countries of the special ad categories.
    SpecialAdCategoryCountry = "special_ad_category_country", "countries of the category", Json, CAMPAIGN, editable,
        StartsReview;
    /// Whether ad sets may share up to a fifth of their budgets.
    BudgetSharing = "is_adset_budget_sharing_enabled", "budget sharing", Flag, CAMPAIGN, editable, None;
    /// What an ad shows.
    Creative = "creative", "creative", Json, AD, editable, StartsReview;
    /// The domain conversions are counted on.
    ConversionDomain = "conversion_domain", "conversion domain", Text, AD, editable, None;
    /// What else is tracked.
    TrackingSpecs = "tracking_specs", "tracking", Json, AD, editable, None;
    /// The campaign's objective.
    Objective = "objective", "objective", Choice, CAMPAIGN, fixed, None;
    /// Auction or reserved.
    BuyingType = "buying_type", "buying type", Choice, CAMPAIGN, fixed, None;
    /// What it promotes, which decides its conversion.
    PromotedObject = "promoted_object", "promoted object", Json, UPPER, fixed, None;
    /// Where a click leads.
    DestinationType = "destination_type", "destination", Choice, ADSET, fixed, None;
    /// One of Meta's own rules: whether it is on, and all of its specs.
    MetaRule = "meta_rule", "rule of Meta's", Json, ACCOUNT, editable, None;
}

impl Field {
    /// Every field, in the order in which they are shown and sent.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|facts| facts.field)
    }

    /// The field of that name; `None` for any other.
    pub fn parse(name: &str) -> Option<Self> {
        let name = if name == "stop_time" { "end_time" } else { name };
        TABLE.iter().find(|facts| facts.param == name).map(|facts| facts.field)
    }

    fn facts(self) -> &'static Facts {
        TABLE.iter().find(|facts| facts.field == self).expect("the table and the variants come from one list")
    }

    /// Its name in our own words and files, the same at every level.
    pub fn as_str(self) -> &'static str {
        self.facts().param
    }

    /// Meta's name for it at a level.
    pub fn param(self, level: Level) -> &'static str {
        match (self, level) {
            (Self::EndTime, Level::Campaign) => "stop_time",
            _ => self.facts().param,
        }
    }

    /// What a person calls it.
    pub fn words(self) -> &'static str {
        self.facts().words
    }

    /// What its values are.
    pub fn kind(self) -> Kind {
        self.facts().kind
    }

    /// Whether objects of a level have it.
    pub fn exists_at(self, level: Level) -> bool {
        self.facts().levels.contains(&level)
    }

    /// Whether it can still be changed on an object that exists.
    pub fn is_editable(self) -> bool {
        self.facts().editable
    }

    /// What Meta does when it is changed on an object that exists.
    pub fn consequence(self) -> Consequence {
        self.facts().consequence
    }

    /// Whether Meta counts it among the four changes of a budget in an hour.
    pub fn is_budget(self) -> bool {
        matches!(self, Self::DailyBudget | Self::LifetimeBudget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name_and_written_by_it() {
        for field in Field::all() {
            assert_eq!(Field::parse(field.as_str()), Some(field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.as_str());
            assert!(!field.facts().levels.is_empty());
        }
        assert_eq!(Field::parse("stop_time"), Some(Field::EndTime));
        assert_eq!(Field::parse("access_token"), None);
    }

    #[test]
    fn the_end_of_a_campaign_has_another_name_at_meta() {
        assert_eq!(Field::EndTime.param(Level::Campaign), "stop_time");
        assert_eq!(Field::EndTime.param(Level::Adset), "end_time");
    }

    #[test]
    fn budgets_bids_and_schedules_start_no_review() {
        for field in [Field::DailyBudget, Field::LifetimeBudget, Field::BidAmount, Field::StartTime, Field::Name] {
            assert_eq!(field.consequence(), Consequence::None, "{field:?}");
        }
        for field in [Field::Targeting, Field::Creative, Field::OptimizationGoal, Field::BillingEvent] {
            assert_eq!(field.consequence(), Consequence::StartsReview, "{field:?}");
        }
    }
}
