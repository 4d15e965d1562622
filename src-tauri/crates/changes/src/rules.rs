//! What can be judged without asking Meta.

mod audience;
mod budget;
mod meta_rule;
mod new;
mod targeting;

use domain::{ConfiguredStatus, Level, TimestampMillis};
use serde::{Deserialize, Serialize};

use crate::field::{Consequence, Field};
use crate::names::check_name;
use crate::set::{Action, ChangeSet, FieldChange, Item};
use crate::snapshot::{AccountFacts, Known, Snapshot};
use crate::value::Value;

/// Meta lets the budget of an ad set change this often in [`BUDGET_SPAN_MS`].
pub const BUDGET_EDITS: usize = 4;
/// An hour.
pub const BUDGET_SPAN_MS: i64 = 3_600_000;

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
    /// Two settings, or a setting and its parent, do not fit each other.
    Fit,
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
            found.new_object(item.level, fields, around);
        }
        Action::Copy { .. } => {
            found.fields(item, &item.changes(), around);
            found.edited_audience(item, &item.changes(), around);
        }
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
    judge_among(item, std::slice::from_ref(item), known, budget_edits, now)
}

/// As [`judge_planned`], for an item that may be made in what another item of the same act makes.
pub fn judge_among(
    item: &Item,
    items: &[Item],
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
    let campaign = match before {
        Some(before) => known.campaign_of(before).cloned(),
        None => known.campaign_for(item, items),
    };
    judge(item, &Circumstances { before, campaign: campaign.as_ref(), account, budget_edits, now })
}

/// As [`judge`], for an item of an act.
pub(crate) fn judge_in(set: &ChangeSet, item: &Item, around: &Circumstances<'_>) -> Vec<Finding> {
    let mut found = judge(item, around);
    soften(set, &mut found);
    found
}

/// What an act puts back was there before and Meta held it, so whether it fits is said and does not stand in the way.
pub(crate) fn soften(set: &ChangeSet, found: &mut [Finding]) {
    if set.undoes.is_none() {
        return;
    }
    for finding in found.iter_mut().filter(|finding| matches!(finding.rule, Rule::Fit | Rule::Missing)) {
        finding.severity = Severity::Note;
    }
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
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
        self.edited_audience(item, fields, around);
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
                (field, Some(Value::Money(minor))) => self.money(field, *minor, change, fields, around),
                _ => {}
            }
        }
        self.meta_rule(fields);
        self.budget_place(item, fields, around);
        self.schedule(fields, around);
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
