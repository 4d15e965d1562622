//! What a rule does to the objects that met it.

use serde_json::Value;

use crate::world::World;
use crate::world::model::{AdRule, Budget, ObjectId, ObjectKind, RuleResult, Status};

const MINUTE_MS: i64 = 60_000;

impl World {
    /// Does what a rule says to each object. The second answer says why nothing could be done to any of them.
    pub(super) fn perform(
        &mut self,
        rule: &AdRule,
        objects: &[ObjectId],
        at_ms: i64,
    ) -> (Vec<RuleResult>, Option<(i64, String)>) {
        let mut results = Vec::new();
        for object in objects.iter().copied() {
            let result = match rule.execution_type() {
                "PAUSE" => self.switch(rule, object, Status::Paused, at_ms),
                "UNPAUSE" => self.switch(rule, object, Status::Active, at_ms),
                "NOTIFICATION" => result(object, "FACEBOOK_NOTIFICATION_SENT", "", "", ""),
                "PING_ENDPOINT" => result(object, "ENDPOINT_PINGED", "", "", ""),
                "CHANGE_BUDGET" | "CHANGE_CAMPAIGN_BUDGET" | "CHANGE_BID" => self.change_amount(rule, object, at_ms),
                other => return (Vec::new(), Some((2, format!("The sandbox does not carry out {other}")))),
            };
            results.push(result);
        }
        (results, None)
    }

    fn switch(&mut self, rule: &AdRule, object: ObjectId, to: Status, at_ms: i64) -> RuleResult {
        let own = match self.find(object).map(|found| found.kind) {
            Some(ObjectKind::Campaign) => self.campaign(object).map(|it| *it.status.at(at_ms)),
            Some(ObjectKind::AdSet) => self.adset(object).map(|it| *it.status.at(at_ms)),
            _ => self.ad(object).map(|it| *it.status.at(at_ms)),
        };
        let from = own.unwrap_or(Status::Deleted);
        if from == to || matches!(from, Status::Archived | Status::Deleted) {
            return result(object, "NOT_CHANGED", "", "", "");
        }
        self.set_status(object, to, at_ms, &rule.actor());
        let action = if to == Status::Paused { "PAUSED" } else { "UNPAUSED" };
        result(object, action, "status", from.as_str(), to.as_str())
    }

    fn change_amount(&mut self, rule: &AdRule, object: ObjectId, at_ms: i64) -> RuleResult {
        let unchanged = result(object, "NOT_CHANGED", "", "", "");
        let found = self.amount_of(rule, object, at_ms).filter(|_| may_change_again(rule, object, at_ms));
        let Some((action, field, old)) = found else { return unchanged };
        let Some(new) = rule.option("change_spec").and_then(|spec| changed(old, spec)) else {
            return result(object, "ERROR", field, "", "");
        };
        if new == old || new <= 0 {
            return unchanged;
        }
        let by = rule.actor();
        let budget = if field == "daily_budget" { Budget::Daily(new) } else { Budget::lifetime(new) };
        let _done = match field {
            "bid_amount" => self.set_bid_amount(object, Some(new), at_ms, &by),
            _ if self.adset(object).is_some() => self.set_adset_budget(object, Some(budget), at_ms, &by),
            _ => self.set_campaign_budget(object, Some(budget), at_ms, &by),
        };
        result(object, action, field, &old.to_string(), &new.to_string())
    }

    fn amount_of(&self, rule: &AdRule, object: ObjectId, at_ms: i64) -> Option<(&'static str, &'static str, i64)> {
        let budget = match rule.execution_type() {
            "CHANGE_BID" => {
                let bid = *self.adset(object)?.bid_amount.at(at_ms);
                return bid.map(|bid| ("CHANGED_BID", "bid_amount", bid));
            }
            "CHANGE_BUDGET" => *self.adset(object)?.budget.at(at_ms),
            _ => *self.campaign(object)?.budget.at(at_ms),
        };
        match budget? {
            Budget::Daily(minor) => Some(("CHANGED_BUDGET", "daily_budget", minor)),
            Budget::Lifetime { amount, .. } => Some(("CHANGED_BUDGET", "lifetime_budget", amount)),
        }
    }
}

fn result(object: ObjectId, action: &str, field: &str, old: &str, new: &str) -> RuleResult {
    let text = str::to_owned;
    RuleResult { object, action: text(action), field: text(field), old: text(old), new: text(new) }
}

/// Whether `action_frequency` and `execution_count_limit` let a rule change this object now.
fn may_change_again(rule: &AdRule, object: ObjectId, at_ms: i64) -> bool {
    let number =
        |name: &str| rule.option(name).and_then(|value| value.as_i64().or_else(|| value.as_str()?.parse().ok()));
    let changed = |result: &RuleResult| result.object == object && result.action.starts_with("CHANGED");
    let runs = rule.runs.iter().filter(|run| run.results.iter().any(changed));
    let earlier: Vec<i64> = runs.map(|run| run.at_ms).collect();
    let rested = number("action_frequency")
        .is_none_or(|minutes| earlier.iter().all(|at| at_ms - at >= minutes.saturating_mul(MINUTE_MS)));
    let limit = number("execution_count_limit");
    rested && limit.is_none_or(|most| i64::try_from(earlier.len()).unwrap_or(i64::MAX) < most)
}

/// The new amount, held at the limit as Meta does.
fn changed(old: i64, spec: &Value) -> Option<i64> {
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok());
    let amount = spec.get("amount").and_then(number)?;
    let new = match spec.get("unit").and_then(Value::as_str)? {
        "PERCENTAGE" => old as f64 * (1.0 + amount / 100.0),
        _ => old as f64 + amount,
    };
    let held = match spec.get("limit").and_then(number) {
        Some(limit) if amount > 0.0 => new.min(limit),
        Some(limit) => new.max(limit),
        None => new,
    };
    Some(held.round() as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_change_by_share_or_amount_up_to_the_limit() {
        let cases = [
            (json!({"amount": 20, "unit": "PERCENTAGE"}), Some(1_200)),
            (json!({"amount": -20, "unit": "PERCENTAGE", "limit": 900}), Some(900)),
            (json!({"amount": 500, "unit": "ACCOUNT_CURRENCY", "limit": "1300"}), Some(1_300)),
            (json!({"unit": "PERCENTAGE"}), None),
        ];
        for (spec, expected) in cases {
            assert_eq!(changed(1_000, &spec), expected, "{spec}");
        }
    }
}
