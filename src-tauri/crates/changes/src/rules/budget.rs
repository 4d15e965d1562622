//! Amounts: the least Meta takes, what is spent already, where the budget is, and slips of the unit.

use domain::Level;

use super::{BUDGET_EDITS, Circumstances, Findings, Rule, Severity};
use crate::field::Field;
use crate::minimums::{days, span_words, under_bid};
use crate::set::{FieldChange, Item};
use crate::snapshot::Snapshot;
use crate::value::Value;

/// From this factor on a change of an amount wants a yes of its own.
const BIG_JUMP: i64 = 10;
/// From this factor on a change of an amount wants the amount typed once more: it is a slip of the unit.
const HUGE_JUMP: i64 = 100;

/// A field's value after these changes.
fn after<'a>(field: Field, fields: &'a [FieldChange], around: &Circumstances<'a>) -> Option<&'a Value> {
    match fields.iter().find(|change| change.field == field) {
        Some(change) => change.to.as_ref(),
        None => around.before.and_then(|before| before.get(field)),
    }
}

/// The smallest budget Meta takes: a day's by what is paid for and bid, times the days of a life.
fn least(field: Field, fields: &[FieldChange], around: &Circumstances<'_>) -> i64 {
    let billing = after(Field::BillingEvent, fields, around).and_then(Value::text);
    let account = around.account;
    let by_event = account.minimums.as_ref().and_then(|minimums| minimums.daily(billing));
    let standard = by_event.or(account.min_daily_budget_minor).unwrap_or(1);
    let bid = after(Field::BidAmount, fields, around).and_then(Value::minor);
    let daily = bid.map_or(standard, |bid| standard.max(under_bid(billing, bid)));
    if field != Field::LifetimeBudget {
        return daily;
    }
    let instant = |field| match after(field, fields, around) {
        Some(Value::Instant(at)) => Some(*at),
        _ => None,
    };
    // What has begun already runs from now on.
    let from = instant(Field::StartTime).map_or(around.now, |start| start.max(around.now));
    daily.saturating_mul(instant(Field::EndTime).map_or(1, |end| days(from, end)))
}

fn item_is_adset(around: &Circumstances<'_>) -> bool {
    around.before.is_some_and(|before| before.object.level == Level::Adset)
}

impl Findings {
    pub(super) fn money(
        &mut self,
        field: Field,
        minor: i64,
        change: &FieldChange,
        fields: &[FieldChange],
        around: &Circumstances<'_>,
    ) {
        if field.is_budget() {
            let least = least(field, fields, around);
            if minor < least {
                let (amount, span) = (around.account.amount(least), span_words(field));
                let text = format!("Meta asks for a budget of at least {amount} {span}.");
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
    pub(super) fn budget_place(&mut self, item: &Item, fields: &[FieldChange], around: &Circumstances<'_>) {
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
}
