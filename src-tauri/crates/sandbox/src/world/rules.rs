//! Meta's own rules: kept, due by the account's clock, run, and what came of it.

mod figures;
pub(crate) mod look;
mod perform;

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;
use serde_json::Value;

use super::World;
use super::delivery::calendar;
use super::model::{AdRule, ObjectId, RuleRun};

/// Runs of a rule that are kept; older ones fall out.
const KEPT_RUNS: usize = 300;

/// Rules are looked at on these marks: the quarter hours, since no zone is shifted by less.
pub(crate) const MARK_MS: i64 = 15 * 60_000;

impl World {
    /// The rules of an account, in the order they were made, deleted ones included.
    pub fn rules_of(&self, account: ObjectId) -> impl Iterator<Item = &AdRule> {
        self.rules.iter().filter(move |rule| rule.account == account)
    }

    /// A rule, also a deleted one.
    pub fn rule(&self, id: ObjectId) -> Option<&AdRule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// A rule, to change it.
    pub(crate) fn rule_mut(&mut self, id: ObjectId) -> Option<&mut AdRule> {
        self.touched_rules = true;
        self.rules.iter_mut().find(|rule| rule.id == id)
    }

    /// Adds a rule.
    pub(crate) fn insert_rule(&mut self, rule: AdRule) {
        self.touched_rules = true;
        self.rules.push(rule);
    }

    /// The rules that are due at a mark, the oldest first.
    pub(super) fn rules_due(&self, at_ms: i64) -> Vec<ObjectId> {
        let due = |rule: &&AdRule| {
            rule.status == "ENABLED"
                && rule.created_ms < at_ms
                && self
                    .account(rule.account)
                    .is_some_and(|account| is_due(rule, calendar::zone(&account.timezone_name), at_ms))
        };
        self.rules.iter().filter(due).map(|rule| rule.id).collect()
    }

    /// Runs a rule now: looks, acts, writes its history.
    pub(crate) fn run_rule(&mut self, id: ObjectId, at_ms: i64, is_manual: bool) {
        let Some(rule) = self.rule(id).cloned() else { return };
        let (found, exception) = match self.meeting(&rule, at_ms) {
            Ok(found) => (found, None),
            Err(field) => (Vec::new(), Some((100, format!("The sandbox does not evaluate {field}")))),
        };
        let fresh: Vec<ObjectId> = match rule.is_trigger() {
            true => found.iter().copied().filter(|object| !rule.met.contains(object)).collect(),
            false => found.clone(),
        };
        let (results, unknown) = self.perform(&rule, &fresh, at_ms);
        let exception = exception.or(unknown);
        // A trigger that has not fired leaves no trace.
        let says_nothing = rule.is_trigger() && results.is_empty() && exception.is_none();
        let Some(kept) = self.rule_mut(id) else { return };
        kept.met = found;
        if says_nothing {
            return;
        }
        kept.runs.push(RuleRun {
            at_ms,
            is_manual,
            exception,
            evaluation_spec: rule.evaluation_spec,
            execution_spec: rule.execution_spec,
            schedule_spec: rule.schedule_spec,
            results,
        });
        let excess = kept.runs.len().saturating_sub(KEPT_RUNS);
        kept.runs.drain(..excess);
    }
}

/// Whether a rule's schedule names this quarter of an hour. Trigger rules are looked at every half hour, which is later
/// than Meta's minutes.
fn is_due(rule: &AdRule, zone: Tz, at_ms: i64) -> bool {
    let local = chrono::DateTime::from_timestamp_millis(at_ms).unwrap_or_default().with_timezone(&zone);
    let minute = i64::from(local.hour() * 60 + local.minute());
    let weekday = i64::from(local.weekday().num_days_from_sunday());
    if rule.is_trigger() {
        return minute % 30 == 0;
    }
    let Some(spec) = &rule.schedule_spec else { return false };
    match spec.get("schedule_type").and_then(Value::as_str) {
        Some("DAILY") => minute == 0,
        Some("HOURLY") => minute % 60 == 0,
        Some("SEMI_HOURLY") => minute % 30 == 0,
        Some("CUSTOM") => {
            let entries = spec.get("schedule").and_then(Value::as_array).into_iter().flatten();
            minute % 30 == 0 && entries.into_iter().any(|entry| fits(entry, minute, weekday))
        }
        _ => false,
    }
}

fn fits(entry: &Value, minute: i64, weekday: i64) -> bool {
    let number = |name: &str| entry.get(name).and_then(Value::as_i64);
    let days = entry.get("days").and_then(Value::as_array).filter(|days| !days.is_empty());
    let on_day = days.is_none_or(|days| days.iter().any(|day| day.as_i64() == Some(weekday)));
    let at_time = match (number("start_minute"), number("end_minute")) {
        (Some(start), Some(end)) => (start..=end).contains(&minute),
        (Some(start), None) => minute == start,
        (None, _) => true,
    };
    on_day && at_time
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn custom_schedules_name_minutes_ranges_and_days() {
        // 2026-11-23 is a Monday: day 1.
        let monday = 1;
        let cases = [
            (json!({"start_minute": 510}), 510, true),
            (json!({"start_minute": 510}), 540, false),
            (json!({"start_minute": 480, "end_minute": 600}), 600, true),
            (json!({"start_minute": 480, "end_minute": 600}), 630, false),
            (json!({"days": [1]}), 30, true),
            (json!({"days": [0, 6]}), 30, false),
            (json!({"start_minute": 510, "days": [1]}), 510, true),
        ];
        for (entry, minute, expected) in cases {
            assert_eq!(fits(&entry, minute, monday), expected, "{entry} at {minute}");
        }
    }
}
