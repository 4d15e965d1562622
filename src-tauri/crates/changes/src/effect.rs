//! What a plan does to what may be spent.

use std::collections::BTreeMap;

use domain::{ConfiguredStatus, Level};

use crate::field::Field;
use crate::set::{Action, FieldChange, Item};
use crate::snapshot::{Known, Snapshot};
use crate::value::Value;

/// The change of what may be spent in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpendEffect {
    /// Code of the currency.
    pub currency: String,
    /// What budgets a day of objects that are switched on change by, in minor units. Meta may spend up to 75 % more than
    /// a budget on a single day, not over a week.
    pub daily_minor: i64,
    /// What budgets for life change by, in minor units.
    pub lifetime_minor: i64,
}

/// What each item does, in order, and all of them by currency. Amounts of different currencies are never added.
pub fn effects(items: &[Item], known: &Known) -> (Vec<SpendEffect>, Vec<SpendEffect>) {
    let each: Vec<SpendEffect> = items.iter().map(|item| effect(item, known)).collect();
    let mut all: BTreeMap<&str, SpendEffect> = BTreeMap::new();
    for one in each.iter().filter(|one| one.daily_minor != 0 || one.lifetime_minor != 0) {
        let sum = all.entry(&one.currency).or_default();
        sum.daily_minor = sum.daily_minor.saturating_add(one.daily_minor);
        sum.lifetime_minor = sum.lifetime_minor.saturating_add(one.lifetime_minor);
    }
    let all = all.into_iter().map(|(currency, sum)| SpendEffect { currency: currency.to_owned(), ..sum }).collect();
    (each, all)
}

fn effect(item: &Item, known: &Known) -> SpendEffect {
    let currency = known.accounts.get(&item.account).map(|facts| facts.currency.clone()).unwrap_or_default();
    let nothing = SpendEffect { currency, ..SpendEffect::default() };
    // Whatever is made is paused.
    let Action::Edit { fields, .. } = &item.action else { return nothing };
    let Some(before) = item.object().and_then(|object| known.objects.get(&object)) else { return nothing };
    if item.level == Level::Ad {
        return nothing;
    }
    let after = |field| changed(fields, field).unwrap_or_else(|| before.get(field).cloned());
    let status = after(Field::Status).as_ref().and_then(Value::status);
    let daily = after(Field::DailyBudget).as_ref().and_then(Value::minor);
    let lifetime = after(Field::LifetimeBudget).as_ref().and_then(Value::minor);
    let above_is_on = before.effective_status != "CAMPAIGN_PAUSED"
        && known.campaign_of(before).is_none_or(|campaign| campaign.status() == Some(ConfiguredStatus::Active));
    let a_day = |status: Option<ConfiguredStatus>, daily: Option<i64>| {
        let is_on = status == Some(ConfiguredStatus::Active) && above_is_on;
        if is_on { daily.or_else(|| below(before, known)).unwrap_or(0) } else { 0 }
    };
    let old = (a_day(before.status(), before.minor(Field::DailyBudget)), before.minor(Field::LifetimeBudget));
    SpendEffect {
        daily_minor: a_day(status, daily).saturating_sub(old.0),
        lifetime_minor: lifetime.unwrap_or(0).saturating_sub(old.1.unwrap_or(0)),
        ..nothing
    }
}

/// What the ad sets of a campaign without a budget of its own may spend a day.
fn below(before: &Snapshot, known: &Known) -> Option<i64> {
    let has_own = before.get(Field::DailyBudget).is_some() || before.get(Field::LifetimeBudget).is_some();
    if has_own { None } else { known.below.get(&before.object).copied() }
}

fn changed(fields: &[FieldChange], field: Field) -> Option<Option<Value>> {
    fields.iter().find(|change| change.field == field).map(|change| change.to.clone())
}
