//! What a rule's conditions see: settings of objects and their figures over one preset.

use std::collections::HashMap;

use serde_json::Value;

use super::figures::{figure_of, slice};
use crate::world::World;
use crate::world::delivery::calendar;
use crate::world::delivery::figures::Figures;
use crate::world::delivery::rows::{Level, RowQuery};
use crate::world::model::{AdRule, Budget, EffectiveStatus, ObjectId, ObjectKind};

/// What a condition looks at.
enum Held {
    Number(f64),
    Text(String),
    List(Vec<String>),
    Nothing,
}

/// The level a rule looks at: what `entity_type` says, else the kind of the first object in its list.
pub(crate) fn level_of(world: &World, rule: &AdRule) -> Option<ObjectKind> {
    let of = |name: &str| rule.filters().find(|(field, ..)| *field == name).map(|(.., value)| value);
    match of("entity_type").and_then(Value::as_str) {
        Some("AD") => return Some(ObjectKind::Ad),
        Some("ADSET") => return Some(ObjectKind::AdSet),
        Some("CAMPAIGN") => return Some(ObjectKind::Campaign),
        _ => {}
    }
    let first = of("id").map(texts).and_then(|ids| ids.first()?.parse::<ObjectId>().ok())?;
    world.find(first).map(|found| found.kind)
}

impl World {
    /// The objects that meet a rule's conditions at an instant.
    ///
    /// # Errors
    /// The name of a condition that is stored but not evaluated here.
    pub(crate) fn meeting(&self, rule: &AdRule, at_ms: i64) -> Result<Vec<ObjectId>, String> {
        let Some(kind) = level_of(self, rule) else { return Ok(Vec::new()) };
        let mut left: Vec<ObjectId> = match kind {
            ObjectKind::Campaign => self.campaigns_of(rule.account).map(|it| it.id).collect(),
            ObjectKind::AdSet => self.adsets_of_account(rule.account).map(|it| it.id).collect(),
            ObjectKind::Ad => self.ads_of_account(rule.account).map(|it| it.id).collect(),
            _ => return Ok(Vec::new()),
        };
        if !rule.filters().any(|(field, ..)| field == "effective_status") {
            left.retain(|id| self.effective_status(*id, at_ms).is_some_and(|status| implied(rule, status)));
        }
        let preset = preset_of(rule);
        // Settings come first, so that figures are only worked out when somebody is left.
        let (of_figures, of_settings): (Vec<_>, Vec<_>) =
            rule.filters().partition(|(field, ..)| figure_of(field, preset).is_some());
        for (field, operator, value) in of_settings {
            if matches!(field, "entity_type" | "time_preset" | "attribution_window") {
                continue;
            }
            let mut unknown = false;
            left.retain(|id| {
                let held = self.setting(*id, field, at_ms);
                unknown |= held.is_none();
                held.is_some_and(|held| holds(&held, operator, value))
            });
            if unknown {
                return Err(field.to_owned());
            }
        }
        if rule.is_trigger() {
            left = self.triggered(rule, kind, left, at_ms)?;
        }
        for (field, operator, value) in of_figures {
            self.keep_by_figure(rule, kind, (field, operator, value), at_ms, &mut left);
        }
        Ok(left)
    }

    fn keep_by_figure(
        &self,
        rule: &AdRule,
        kind: ObjectKind,
        (field, operator, value): (&str, &str, &Value),
        at_ms: i64,
        left: &mut Vec<ObjectId>,
    ) {
        let Some((name, preset)) = figure_of(field, preset_of(rule)).filter(|_| !left.is_empty()) else { return };
        let known = self.figures_of(rule.account, kind, preset, at_ms);
        left.retain(|id| {
            let of = known.get(id).copied().unwrap_or_default();
            self.rule_figure(*id, name, &of).is_some_and(|figure| holds(&Held::Number(figure), operator, value))
        });
    }

    /// Those of `left` for which a trigger rule's trigger holds.
    fn triggered(
        &self,
        rule: &AdRule,
        kind: ObjectKind,
        mut left: Vec<ObjectId>,
        at_ms: i64,
    ) -> Result<Vec<ObjectId>, String> {
        let Some(trigger) = rule.evaluation_spec.get("trigger") else { return Ok(Vec::new()) };
        let text = |name: &str| trigger.get(name).and_then(Value::as_str);
        match (text("type"), text("field"), trigger.get("value")) {
            (Some("METADATA_CREATION"), ..) => {
                let since = rule.runs.last().map_or(rule.created_ms, |run| run.at_ms);
                left.retain(|id| self.made_at(*id).is_some_and(|made| since < made && made <= at_ms));
            }
            (Some("STATS_CHANGE" | "STATS_MILESTONE"), Some(field), Some(value)) => {
                // A milestone is reached by passing it.
                let operator = text("operator").filter(|operator| *operator != "EQUAL").unwrap_or("GREATER_THAN");
                self.keep_by_figure(rule, kind, (field, operator, value), at_ms, &mut left);
            }
            (other, ..) => return Err(format!("the trigger {}", other.unwrap_or("that is missing"))),
        }
        Ok(left)
    }

    fn made_at(&self, id: ObjectId) -> Option<i64> {
        let upper = || self.campaign(id).map(|it| it.created_ms);
        self.ad(id).map(|it| it.created_ms).or_else(|| self.adset(id).map(|it| it.created_ms)).or_else(upper)
    }

    /// Figures of every object of a level over a preset.
    fn figures_of(&self, account: ObjectId, kind: ObjectKind, preset: &str, at_ms: i64) -> HashMap<ObjectId, Figures> {
        let Some(it) = self.account(account) else { return HashMap::new() };
        let today = calendar::day_of(calendar::zone(&it.timezone_name), at_ms);
        let Some(slice) = slice(preset, today) else { return HashMap::new() };
        let level = match kind {
            ObjectKind::Campaign => Level::Campaign,
            ObjectKind::AdSet => Level::AdSet,
            _ => Level::Ad,
        };
        let query =
            RowQuery { scope: account, level, slices: vec![slice], as_of_ms: at_ms, breakdown: None, statuses: None };
        self.rows(query).into_iter().flatten().map(|row| (row.position.object, row.figures)).collect()
    }

    /// A setting of an object or, with a prefix, of one above it. None for a name that is not evaluated.
    fn setting(&self, id: ObjectId, field: &str, at_ms: i64) -> Option<Held> {
        let (kind, name) = match field.split_once('.') {
            Some(("ad", name)) => (ObjectKind::Ad, name),
            Some(("adset", name)) => (ObjectKind::AdSet, name),
            Some(("campaign", name)) => (ObjectKind::Campaign, name),
            _ => (self.find(id)?.kind, field),
        };
        let ad = self.ad(id);
        let adset = self.adset(ad.map_or(id, |ad| ad.adset));
        let campaign = self.campaign(adset.map_or(id, |adset| adset.campaign));
        let (own, named, made, updated, labels, budget) = match kind {
            ObjectKind::Ad => {
                let it = ad?;
                (it.id, &it.name, it.created_ms, it.updated_ms, &it.labels, None)
            }
            ObjectKind::AdSet => {
                let it = adset?;
                (it.id, &it.name, it.created_ms, it.updated_ms, &it.labels, *it.budget.at(at_ms))
            }
            _ => {
                let it = campaign?;
                (it.id, &it.name, it.created_ms, it.updated_ms, &it.labels, *it.budget.at(at_ms))
            }
        };
        let number = |value: Option<i64>| value.map_or(Held::Nothing, |value| Held::Number(value as f64));
        let seconds = |ms: Option<i64>| number(ms.map(|ms| ms / 1000));
        let text = |value: Option<&String>| value.map_or(Held::Nothing, |value| Held::Text(value.clone()));
        Some(match name {
            "id" => Held::Text(own.to_string()),
            "name" => Held::Text(named.clone()),
            "adlabel_ids" => Held::List(labels.iter().map(ToString::to_string).collect()),
            "created_time" => seconds(Some(made)),
            "updated_time" => seconds(Some(updated)),
            "current_time" => seconds(Some(at_ms)),
            "hours_since_creation" => Held::Number((at_ms - made) as f64 / 3_600_000.0),
            "effective_status" => Held::Text(self.effective_status(own, at_ms)?.as_str().to_owned()),
            "objective" => text(campaign.map(|it| &it.objective)),
            "buying_type" => text(campaign.map(|it| &it.buying_type)),
            "billing_event" => text(adset.map(|it| &it.billing_event)),
            "optimization_goal" => text(adset.map(|it| &it.optimization_goal)),
            "bid_amount" => number(adset.and_then(|it| *it.bid_amount.at(at_ms))),
            "daily_budget" => number(budget.and_then(Budget::daily_minor)),
            "lifetime_budget" => number(budget.and_then(Budget::lifetime_minor)),
            "budget_reset_period" => match budget {
                Some(Budget::Daily(_)) => Held::Text("DAY".to_owned()),
                Some(Budget::Lifetime { .. }) => Held::Text("LIFETIME".to_owned()),
                None => Held::Nothing,
            },
            "spend_cap" => number(campaign.and_then(|it| it.spend_cap)),
            "start_time" => seconds(adset.map(|it| it.start_ms).or_else(|| campaign?.start_ms)),
            "stop_time" => seconds(adset.and_then(|it| it.end_ms).or_else(|| campaign?.stop_ms)),
            _ => return None,
        })
    }
}

/// The one preset of a rule.
fn preset_of(rule: &AdRule) -> &str {
    let found = rule.filters().find(|(field, ..)| *field == "time_preset");
    found.and_then(|(.., value)| value.as_str()).unwrap_or("LIFETIME")
}

/// Without a condition on the status, what acts on running objects leaves the others alone.
fn implied(rule: &AdRule, status: EffectiveStatus) -> bool {
    match rule.execution_type() {
        "UNPAUSE" => !matches!(status, EffectiveStatus::Deleted | EffectiveStatus::Archived),
        _ => matches!(status, EffectiveStatus::Active | EffectiveStatus::PendingReview),
    }
}

fn texts(value: &Value) -> Vec<String> {
    let one = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Array(items) => items.iter().map(one).collect(),
        other => vec![one(other)],
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    let one = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok());
    match value {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

fn holds(held: &Held, operator: &str, value: &Value) -> bool {
    let negative = matches!(operator, "NOT_EQUAL" | "NOT_IN_RANGE" | "NOT_IN" | "NOT_CONTAIN" | "NONE");
    let wanted = || texts(value);
    let holds = match held {
        Held::Nothing => false,
        Held::Number(number) => match (operator, numbers(value).as_slice()) {
            ("GREATER_THAN", [least, ..]) => number > least,
            ("LESS_THAN", [most, ..]) => number < most,
            ("EQUAL" | "NOT_EQUAL", [same, ..]) => number == same,
            ("IN_RANGE" | "NOT_IN_RANGE", [low, high]) => (low..=high).contains(&number),
            ("IN" | "NOT_IN", all) => all.contains(number),
            _ => false,
        },
        Held::Text(text) => match operator {
            "EQUAL" | "NOT_EQUAL" | "IN" | "NOT_IN" | "ANY" | "NONE" => wanted().contains(text),
            "CONTAIN" | "NOT_CONTAIN" => {
                let text = text.to_lowercase();
                wanted().iter().any(|part| text.contains(&part.to_lowercase()))
            }
            _ => false,
        },
        Held::List(list) => match operator {
            "ALL" => wanted().iter().all(|one| list.contains(one)),
            _ => wanted().iter().any(|one| list.contains(one)),
        },
    };
    holds != negative
}
