//! What can be said of something new before Meta is asked: whether its settings fit one another and its parent.

use std::collections::BTreeMap;

use domain::Level;
use serde_json::Value as Json;

use super::{Circumstances, Findings, Rule, Severity};
use crate::choices::{self, GoalAt, Promotes, WITH_BID};
use crate::field::Field;
use crate::snapshot::Snapshot;
use crate::value::Value;

/// The fields of something new.
pub(super) type Fields = BTreeMap<Field, Value>;

const ROAS: &str = "LOWEST_COST_WITH_MIN_ROAS";

fn text(fields: &Fields, field: Field) -> Option<&str> {
    fields.get(&field).and_then(Value::text)
}

pub(super) fn json(fields: &Fields, field: Field) -> Option<&Json> {
    match fields.get(&field) {
        Some(Value::Json(json)) => Some(json),
        _ => None,
    }
}

fn has_budget(fields: &Fields) -> bool {
    fields.keys().any(|field| field.is_budget())
}

fn words(value: &str) -> &str {
    choices::words_of(value).unwrap_or(value)
}

impl Findings {
    fn misfit(&mut self, field: Field, text: impl Into<String>) {
        self.add(Severity::Block, Rule::Fit, Some(field), text);
    }

    fn lacks(&mut self, field: Field, text: impl Into<String>) {
        self.add(Severity::Block, Rule::Missing, Some(field), text);
    }

    /// Whether what is made fits itself and what it is made in.
    pub(super) fn new_object(&mut self, level: Level, fields: &Fields, around: &Circumstances<'_>) {
        match level {
            Level::Campaign => self.new_campaign(fields, around),
            Level::Adset => self.new_adset(fields, around),
            Level::Ad => self.new_ad(fields),
            Level::Account => {}
        }
    }

    fn new_campaign(&mut self, fields: &Fields, around: &Circumstances<'_>) {
        if let Some(objective) = text(fields, Field::Objective)
            && choices::objective(objective).is_none()
        {
            self.misfit(Field::Objective, format!("Meta makes no campaigns for {objective}."));
        }
        self.strategy_is_known(fields);
        let shares = fields.get(&Field::BudgetSharing) == Some(&Value::Flag(true));
        let strategy = text(fields, Field::BidStrategy);
        if has_budget(fields) && shares {
            let text = "Only ad sets with budgets of their own can share them; this campaign has the budget.";
            self.misfit(Field::BudgetSharing, text);
        } else if shares && strategy.is_none() {
            self.lacks(Field::BidStrategy, "Ad sets that share budgets need one bid strategy on the campaign.");
        } else if !has_budget(fields) && !shares && strategy.is_some() {
            let text = "The bid strategy goes where the budget is: to the ad sets.";
            self.misfit(Field::BidStrategy, text);
        }
        let categories = json(fields, Field::SpecialAdCategories).and_then(Json::as_array);
        for category in categories.into_iter().flatten().filter_map(Json::as_str) {
            if category != "NONE" && !choices::CATEGORIES.iter().any(|one| one.value == category) {
                self.misfit(Field::SpecialAdCategories, format!("Meta knows no category {category}."));
            }
        }
        let cap = fields.get(&Field::SpendCap).and_then(Value::minor);
        if let (Some(cap), Some(least)) = (cap, around.account.min_spend_cap_minor)
            && cap < least
        {
            let text = format!("Meta asks for a spend cap of at least {}.", around.account.amount(least));
            self.add(Severity::Block, Rule::Minimum, Some(Field::SpendCap), text);
        }
    }

    fn strategy_is_known(&mut self, fields: &Fields) {
        if let Some(strategy) = text(fields, Field::BidStrategy)
            && !choices::BID_STRATEGIES.iter().any(|one| one.value == strategy)
        {
            self.misfit(Field::BidStrategy, format!("Meta knows no bid strategy {strategy}."));
        }
    }

    fn new_adset(&mut self, fields: &Fields, around: &Circumstances<'_>) {
        self.strategy_is_known(fields);
        let goal = text(fields, Field::OptimizationGoal);
        if let Some(goal) = goal {
            self.billing(goal, fields);
            if let Some(campaign) = around.campaign {
                self.goal(goal, fields, campaign);
            }
        }
        if let Some(campaign) = around.campaign {
            self.budget_and_bid(goal, fields, campaign);
        }
        if let Some(wanted) = json(fields, Field::Targeting) {
            self.new_audience(wanted, |field| fields.get(&field), around);
        }
    }

    /// The goal fits the objective and where the ads lead, and what it needs is promoted.
    fn goal(&mut self, goal: &str, fields: &Fields, campaign: &Snapshot) {
        let objective = campaign.get(Field::Objective).and_then(Value::text).and_then(choices::objective);
        // Campaigns of Meta's older objectives keep rules of their own.
        let Some(objective) = objective else { return };
        let destination = text(fields, Field::DestinationType);
        let known = objective.destinations.iter().any(|place| destination.is_none() || place.value == destination);
        if !known {
            let text = format!("A campaign for {} cannot lead there.", objective.words.to_lowercase());
            return self.misfit(Field::DestinationType, text);
        }
        let Some(GoalAt { promotes, .. }) = objective.goal(destination, goal) else {
            let text = format!("{} is no goal of a campaign for {} here.", words(goal), objective.words.to_lowercase());
            return self.misfit(Field::OptimizationGoal, text);
        };
        let promoted = json(fields, Field::PromotedObject);
        let has = |key: &&&str| promoted.and_then(|object| object.get(**key)).is_some_and(is_filled);
        let lacking = promotes.keys().iter().filter(|key| !has(key)).count();
        if promotes != Promotes::Nothing && lacking > 0 {
            let text = format!("{} needs {} to be named.", words(goal), promotes.words());
            self.lacks(Field::PromotedObject, text);
        }
    }

    fn billing(&mut self, goal: &str, fields: &Fields) {
        let (Some(facts), Some(billing)) = (choices::goal_named(goal), text(fields, Field::BillingEvent)) else {
            return;
        };
        if !facts.billing.contains(&billing) {
            let possible: Vec<&str> = facts.billing.iter().map(|one| words(one)).collect();
            let text = format!("With the goal {} Meta bills for {}.", facts.words, possible.join(" or "));
            self.misfit(Field::BillingEvent, text);
        }
    }

    /// The budget is in one place, and the bid is what the strategy asks for.
    fn budget_and_bid(&mut self, goal: Option<&str>, fields: &Fields, campaign: &Snapshot) {
        let above = [Field::DailyBudget, Field::LifetimeBudget].iter().any(|field| campaign.minor(*field).is_some());
        if !above && !has_budget(fields) {
            self.lacks(Field::DailyBudget, "It needs a budget, since its campaign has none.");
        }
        let own = text(fields, Field::BidStrategy);
        let theirs = campaign.get(Field::BidStrategy).and_then(Value::text);
        if above && own.is_some() && own != theirs {
            let text = "The campaign has the budget and so decides the bid strategy.";
            return self.misfit(Field::BidStrategy, text);
        }
        let strategy = if above { theirs } else { own.or(theirs) }.unwrap_or("LOWEST_COST_WITHOUT_CAP");
        if let Some(facts) = goal.and_then(choices::goal_named)
            && !facts.strategies.contains(&strategy)
        {
            let text = format!("{} does not work with the goal {}.", words(strategy), facts.words);
            self.misfit(Field::BidStrategy, text);
        }
        let bid = fields.contains_key(&Field::BidAmount);
        if WITH_BID.contains(&strategy) && !bid {
            self.lacks(Field::BidAmount, format!("{} needs an amount.", words(strategy)));
        } else if bid && !WITH_BID.contains(&strategy) {
            self.misfit(Field::BidAmount, format!("{} takes no bid.", words(strategy)));
        }
        let floor = json(fields, Field::BidConstraints).and_then(|bounds| bounds.get("roas_average_floor"));
        if strategy == ROAS && !floor.is_some_and(is_filled) {
            self.lacks(Field::BidConstraints, "A ROAS goal needs the least return.");
        }
    }

    fn new_ad(&mut self, fields: &Fields) {
        let creative = json(fields, Field::Creative);
        if creative.is_some_and(|json| json.as_object().is_none_or(serde_json::Map::is_empty)) {
            self.lacks(Field::Creative, "Choose what it shows.");
        }
    }
}

fn is_filled(value: &Json) -> bool {
    !value.is_null() && value.as_str() != Some("")
}
