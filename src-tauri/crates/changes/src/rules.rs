//! What can be judged without asking Meta.

use domain::{ConfiguredStatus, Level, TimestampMillis};
use serde::{Deserialize, Serialize};

use crate::field::{Consequence, Field};
use crate::names::check_name;
use crate::set::{Action, FieldChange, Item};
use crate::snapshot::{AccountFacts, Known, Snapshot};
use crate::value::Value;

/// Meta lets the budget of an ad set change this often in [`BUDGET_SPAN_MS`].
pub const BUDGET_EDITS: usize = 4;
/// An hour.
pub const BUDGET_SPAN_MS: i64 = 3_600_000;
/// From this factor on a change of an amount wants a yes of its own.
const BIG_JUMP: i64 = 10;
/// From this factor on a change of an amount wants the amount typed once more: it is a slip of the unit.
const HUGE_JUMP: i64 = 100;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Sent only after a yes of its own.
    Ask,
    /// Sent only when the new amount was typed once more.
    AskAmount,
    /// Not sent.
    Block,
}

/// What a finding is about, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The object or its account is not known here.
    Unknown,
    /// Archived and deleted objects are frozen.
    Frozen,
    /// A bad name.
    Name,
    /// The amount is below what Meta asks for.
    Minimum,
    /// The new budget leaves no room above what is spent.
    BelowSpend,
    /// The budget sits at the other level, or is of the other kind.
    BudgetLevel,
    /// Four changes of a budget in an hour.
    BudgetPace,
    /// The amount changes by a large factor.
    Jump,
    /// The schedule does not work out.
    Schedule,
    /// A review or a new learning phase follows.
    Consequence,
    /// It cannot be taken back.
    Final,
    /// Something needed is missing.
    Missing,
}

/// Something to know about one item before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How grave.
    pub severity: Severity,
    /// About what.
    pub rule: Rule,
    /// Which field.
    pub field: Option<Field>,
    /// In words.
    pub text: String,
}

/// What a person has said yes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Yes to everything that asks first.
    pub asked: bool,
    /// Amounts typed once more, in minor units.
    pub amounts: Vec<i64>,
}

/// Circumstances an item is judged in.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The object as it is now, as far as known; none for something new.
    pub before: Option<&'a Snapshot>,
    /// Its campaign, where it has one.
    pub campaign: Option<&'a Snapshot>,
    /// Its account.
    pub account: &'a AccountFacts,
    /// When its budget was changed within the last hour.
    pub budget_edits: &'a [TimestampMillis],
    /// Now.
    pub now: TimestampMillis,
}

/// Everything there is to know about an item without asking Meta, the gravest first.
pub fn judge(item: &Item, around: &Circumstances<'_>) -> Vec<Finding> {
    let mut found = Findings { list: Vec::new() };
    match &item.action {
        Action::Edit { fields, .. } => found.edit(item, fields, around),
        Action::Create { fields, .. } => {
            for field in missing(item.level, |field| fields.contains_key(&field)) {
                found.add(Severity::Block, Rule::Missing, Some(field), format!("The {} is missing.", field.words()));
            }
            found.fields(item, &item.changes(), around);
        }
        Action::Copy { .. } => found.fields(item, &item.changes(), around),
    }
    found.list.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found.list
}

/// As [`judge`], for an item of a plan by the cache it was planned from.
pub fn judge_planned(
    item: &Item,
    known: &Known,
    budget_edits: &[TimestampMillis],
    now: TimestampMillis,
) -> Vec<Finding> {
    let unknown = || {
        let text = "It is not in this workspace.".to_owned();
        vec![Finding { severity: Severity::Block, rule: Rule::Unknown, field: None, text }]
    };
    let Some(account) = known.accounts.get(&item.account) else { return unknown() };
    let before = item.object().and_then(|object| known.objects.get(&object));
    if before.is_none() && !item.makes_something() {
        return unknown();
    }
    let campaign = before.and_then(|before| known.campaign_of(before));
    judge(item, &Circumstances { before, campaign, account, budget_edits, now })
}

/// Why an item may not be sent as it is, given what a person has said yes to.
pub fn stopped_by<'a>(findings: &'a [Finding], item: &Item, consent: &Consent) -> Option<&'a Finding> {
    findings.iter().find(|finding| match finding.severity {
        Severity::Note => false,
        Severity::Ask => !consent.asked,
        Severity::AskAmount => {
            let amount = finding.field.and_then(|field| item.change_of(field)).and_then(|change| change.to?.minor());
            amount.is_none_or(|amount| !consent.amounts.contains(&amount))
        }
        Severity::Block => true,
    })
}

fn missing(level: Level, has: impl Fn(Field) -> bool) -> Vec<Field> {
    let needed: &[Field] = match level {
        Level::Account => &[],
        Level::Campaign => &[Field::Name, Field::Objective, Field::SpecialAdCategories],
        Level::Adset => &[Field::Name, Field::OptimizationGoal, Field::BillingEvent, Field::Targeting],
        Level::Ad => &[Field::Name, Field::Creative],
    };
    needed.iter().copied().filter(|field| !has(*field)).collect()
}

struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, severity: Severity, rule: Rule, field: Option<Field>, text: impl Into<String>) {
        self.list.push(Finding { severity, rule, field, text: text.into() });
    }

    fn edit(&mut self, item: &Item, fields: &[FieldChange], around: &Circumstances<'_>) {
        let target = fields.iter().find(|change| change.field == Field::Status).and_then(|change| change.to.as_ref());
        let target = target.and_then(Value::status);
        let only = |allowed: &[Field]| fields.iter().all(|change| allowed.contains(&change.field));
        let frozen = match around.before.and_then(Snapshot::status) {
            Some(ConfiguredStatus::Deleted) => !only(&[Field::Name]),
            Some(ConfiguredStatus::Archived) => {
                !only(&[Field::Name, Field::Status]) || target.is_some_and(|to| to != ConfiguredStatus::Deleted)
            }
            _ => false,
        };
        if frozen {
            self.add(Severity::Block, Rule::Frozen, None, "It is archived or deleted, which freezes it.");
        }
        match target {
            Some(ConfiguredStatus::Deleted) => {
                self.add(Severity::Ask, Rule::Final, Some(Field::Status), "Deleting cannot be taken back.");
            }
            Some(ConfiguredStatus::Archived) => {
                let text = "An archived object can only be deleted; archiving cannot be taken back.";
                self.add(Severity::Ask, Rule::Final, Some(Field::Status), text);
            }
            _ => {}
        }
        self.consequences(fields);
        self.fields(item, fields, around);
    }

    fn consequences(&mut self, fields: &[FieldChange]) {
        for change in fields {
            let text = match change.field.consequence() {
                Consequence::None => continue,
                Consequence::ResetsLearning => "Delivery begins to learn anew.",
                Consequence::StartsReview => "The ads are reviewed again, and delivery begins to learn anew.",
            };
            self.add(Severity::Note, Rule::Consequence, Some(change.field), text);
        }
    }

    fn fields(&mut self, item: &Item, fields: &[FieldChange], around: &Circumstances<'_>) {
        for change in fields {
            match (change.field, &change.to) {
                (Field::Name, Some(Value::Text(name))) => {
                    if let Err(why) = check_name(name) {
                        self.add(Severity::Block, Rule::Name, Some(Field::Name), sentence(&why));
                    }
                }
                (field, Some(Value::Money(minor))) => self.money(field, *minor, change, around),
                _ => {}
            }
        }
        self.budget_place(item, fields, around);
        self.schedule(fields, around);
    }

    fn money(&mut self, field: Field, minor: i64, change: &FieldChange, around: &Circumstances<'_>) {
        if field.is_budget() {
            let minimum = around.account.min_daily_budget_minor.unwrap_or(1);
            if minor < minimum {
                let text = format!("Meta asks for a budget of at least {minimum} (in the smallest unit).");
                self.add(Severity::Block, Rule::Minimum, Some(field), text);
            }
            self.below_spend(field, minor, around);
            if item_is_adset(around) && around.budget_edits.len() >= BUDGET_EDITS {
                let text = "Its budget was changed four times within the hour; Meta takes no more than that.";
                self.add(Severity::Block, Rule::BudgetPace, Some(field), text);
            }
        }
        let old =
            change.from.as_ref().and_then(Value::minor).or_else(|| around.before.and_then(|was| was.minor(field)));
        let Some(old) = old.filter(|old| *old > 0) else { return };
        let (less, more) = (old.min(minor), old.max(minor));
        let reaches = |factor: i64| less.checked_mul(factor).is_some_and(|bound| more >= bound);
        if reaches(HUGE_JUMP) {
            let text = "That is a hundred times as much or as little. Type the amount once more if it is meant.";
            self.add(Severity::AskAmount, Rule::Jump, Some(field), text);
        } else if reaches(BIG_JUMP) {
            let text = "That is ten times as much or as little, or more.";
            self.add(Severity::Ask, Rule::Jump, Some(field), text);
        }
    }

    /// A lowered budget has to leave a tenth above what is spent of it.
    fn below_spend(&mut self, field: Field, minor: i64, around: &Circumstances<'_>) {
        let Some(before) = around.before else { return };
        let (Some(old), Some(left)) = (before.minor(field), before.budget_remaining_minor) else { return };
        let spent = old.saturating_sub(left).max(0);
        if minor < old && minor.saturating_mul(10) < spent.saturating_mul(11) {
            let text = "A lowered budget has to be a tenth above what is spent already.";
            self.add(Severity::Block, Rule::BelowSpend, Some(field), text);
        }
    }

    /// A budget is on the campaign or on its ad sets, a day's or for life, never both.
    fn budget_place(&mut self, item: &Item, fields: &[FieldChange], around: &Circumstances<'_>) {
        let set: Vec<Field> =
            fields.iter().filter(|change| change.field.is_budget() && change.to.is_some()).map(|it| it.field).collect();
        let Some(first) = set.first().copied() else { return };
        if set.len() > 1 {
            let text = "A budget is either a day's or for life, not both.";
            return self.add(Severity::Block, Rule::BudgetLevel, Some(first), text);
        }
        let has_budget =
            |of: &Snapshot| of.minor(Field::DailyBudget).is_some() || of.minor(Field::LifetimeBudget).is_some();
        if item.level == Level::Adset && around.campaign.is_some_and(has_budget) {
            let text = "Its campaign has the budget; change it there.";
            return self.add(Severity::Block, Rule::BudgetLevel, Some(first), text);
        }
        let Some(before) = around.before else { return };
        if item.level == Level::Campaign && !has_budget(before) {
            let text = "Its ad sets have the budgets; change them there.";
            return self.add(Severity::Block, Rule::BudgetLevel, Some(first), text);
        }
        let other = if first == Field::DailyBudget { Field::LifetimeBudget } else { Field::DailyBudget };
        if before.minor(other).is_some() {
            let text = format!("It has a {}; the kind of a budget cannot be changed.", other.words());
            self.add(Severity::Block, Rule::BudgetLevel, Some(first), text);
        }
    }

    fn schedule(&mut self, fields: &[FieldChange], around: &Circumstances<'_>) {
        let changed = |field: Field| fields.iter().find(|change| change.field == field);
        let value = |field: Field| match changed(field) {
            Some(change) => change.to.clone(),
            None => around.before.and_then(|before| before.get(field).cloned()),
        };
        let instant = |field: Field| match value(field) {
            Some(Value::Instant(at)) => Some(at),
            _ => None,
        };
        let (start, end) = (instant(Field::StartTime), instant(Field::EndTime));
        if changed(Field::EndTime).is_some() && end.is_some_and(|end| end <= around.now) {
            self.add(Severity::Block, Rule::Schedule, Some(Field::EndTime), "The end lies in the past.");
        }
        let touched = changed(Field::StartTime).or_else(|| changed(Field::EndTime)).is_some();
        if let (true, Some(start), Some(end)) = (touched, start, end)
            && end <= start
        {
            self.add(Severity::Block, Rule::Schedule, Some(Field::EndTime), "The end lies before the start.");
        }
        if (changed(Field::LifetimeBudget).is_some() || changed(Field::EndTime).is_some())
            && value(Field::LifetimeBudget).is_some()
            && end.is_none()
        {
            let text = "A budget for life needs an end.";
            self.add(Severity::Block, Rule::Schedule, Some(Field::EndTime), text);
        }
    }
}

fn item_is_adset(around: &Circumstances<'_>) -> bool {
    around.before.is_some_and(|before| before.object.level == Level::Adset)
}

/// An error's text as a sentence.
pub(crate) fn sentence(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect::<String>() + ".",
        None => text,
    }
}

#[cfg(test)]
mod tests;
