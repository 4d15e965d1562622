//! This month against its targets.

use std::collections::BTreeMap;

use analysis::{DaySpend, Pacing, Standing, Target, elapsed_milli, pace};
use chrono::Datelike;
use domain::{AccountDay, AccountId, Currency, DayRange, Metric, MetricSums};
use optimizer::Limits;
use store::{ClientRow, Db, TargetOf, TargetRow};

use super::{Facts, month_of};
use crate::dto::{PaceStanding, PacingRow, TargetKind};

/// Everything a row is about.
struct Subject<'f> {
    kind: TargetKind,
    account_id: String,
    id: String,
    name: String,
    facts: &'f Facts,
    /// Figures of each day of the last months that was pulled.
    days: BTreeMap<AccountDay, MetricSums>,
    target: Option<TargetRow>,
    /// What rules are told to aim for, where the month says nothing.
    usual_cpa_minor: Option<i64>,
    usual_roas: Option<f64>,
}

/// Accounts, each followed by its campaigns that have a target, then clients whose accounts have one currency.
pub(super) fn rows(db: &Db, all: &[Facts], asked: &[AccountId]) -> Result<Vec<PacingRow>, store::Error> {
    let mut rows = Vec::new();
    for facts in all {
        let targets = targets_of(db, facts)?;
        let limits = Limits::read(db, &facts.row.id)?;
        let own = |of: &TargetOf| targets.iter().find(|target| target.of == *of).cloned();
        let account = Subject {
            kind: TargetKind::Account,
            account_id: facts.row.id.node(),
            id: facts.row.id.node(),
            name: facts.row.name.clone(),
            facts,
            days: by_day(facts, None),
            target: own(&TargetOf::Account(facts.row.id.clone())),
            usual_cpa_minor: limits.target_cpa_minor,
            usual_roas: limits.target_roas,
        };
        rows.push(row(&account));
        rows.extend(targets.iter().filter_map(|target| campaign(facts, target)).map(|subject| row(&subject)));
    }
    for client in db.clients()? {
        rows.extend(client_row(db, &client, all, asked)?);
    }
    Ok(rows)
}

/// Targets of the account's present month in the currency it has now.
fn targets_of(db: &Db, facts: &Facts) -> Result<Vec<TargetRow>, store::Error> {
    let mut targets = db.targets(&month_word(facts.today))?;
    targets.retain(|target| Currency::parse(&facts.row.currency) == Ok(target.currency));
    Ok(targets)
}

fn campaign<'f>(facts: &'f Facts, target: &TargetRow) -> Option<Subject<'f>> {
    let TargetOf::Campaign(account, campaign) = &target.of else { return None };
    if *account != facts.row.id {
        return None;
    }
    let slots = 0..facts.campaigns.slots();
    let (slot, row) = slots
        .filter_map(|slot| Some((slot, facts.campaigns.row(slot)?)))
        .find(|(_, row)| row.id == campaign.as_str())?;
    Some(Subject {
        kind: TargetKind::Campaign,
        account_id: account.node(),
        id: row.id.to_owned(),
        name: row.name.to_owned(),
        facts,
        days: by_day(facts, Some(slot)),
        target: Some(target.clone()),
        usual_cpa_minor: None,
        usual_roas: None,
    })
}

/// A client's row, where all its accounts are looked at and have one currency and one present day: then days of several
/// accounts can be added up.
fn client_row(
    db: &Db,
    client: &ClientRow,
    all: &[Facts],
    asked: &[AccountId],
) -> Result<Option<PacingRow>, store::Error> {
    let own: Vec<&Facts> = all.iter().filter(|facts| client.accounts.contains(&facts.row.id)).collect();
    let Some(first) = own.first().copied() else { return Ok(None) };
    let alike = own.iter().all(|facts| facts.row.currency == first.row.currency && facts.today == first.today);
    if own.len() < 2 || !alike || !client.accounts.iter().all(|id| asked.contains(id)) {
        return Ok(None);
    }
    let mut days: BTreeMap<AccountDay, MetricSums> = by_day(first, None);
    for facts in own.iter().skip(1) {
        let more = by_day(facts, None);
        // A day is known once every account's is.
        days.retain(|day, _| more.contains_key(day));
        for (day, sums) in &mut days {
            sums.add(&more.get(day).copied().unwrap_or_default());
        }
    }
    let of = TargetOf::Client(client.id.clone());
    let subject = Subject {
        kind: TargetKind::Client,
        account_id: String::new(),
        id: client.id.clone(),
        name: client.name.clone(),
        facts: first,
        days,
        target: targets_of(db, first)?.into_iter().find(|target| target.of == of),
        usual_cpa_minor: None,
        usual_roas: None,
    };
    Ok(Some(row(&subject)))
}

/// Figures of each pulled day of the last months: of one campaign, or of all of them.
fn by_day(facts: &Facts, slot: Option<u32>) -> BTreeMap<AccountDay, MetricSums> {
    let mut days: BTreeMap<AccountDay, MetricSums> =
        facts.recent_days().map(|day| (day, MetricSums::default())).collect();
    for one in facts.recent.iter().filter(|one| slot.is_none_or(|slot| one.slot == slot)) {
        if let Some(sums) = days.get_mut(&one.day) {
            sums.add(&one.sums);
        }
    }
    days
}

fn row(subject: &Subject<'_>) -> PacingRow {
    let facts = subject.facts;
    let month = month_of(facts.today);
    let target_minor = subject.target.as_ref().and_then(|target| target.budget_minor);
    let spent: Vec<DaySpend> =
        subject.days.iter().map(|(day, sums)| DaySpend { day: *day, minor: sums.spend_minor }).collect();
    // What is spent today is as of when it was read, not as of now.
    let read = facts.pulled_at(facts.today).and_then(|at| {
        // A day that is over elsewhere has the whole of it read.
        if facts.zone.day_of(at) == Some(facts.today) { elapsed_milli(&facts.zone, at) } else { Some(1000) }
    });
    // Without a target the estimate stands and says nothing about one.
    let target = Target { minor: target_minor.unwrap_or(0), days: month };
    let pacing = pace(target, &spent, facts.today, read.unwrap_or(0));
    let sums = so_far(&subject.days, month);
    view(subject, month, target_minor, &pacing, &sums)
}

fn so_far(days: &BTreeMap<AccountDay, MetricSums>, month: DayRange) -> MetricSums {
    let mut sum = MetricSums::default();
    days.range(month.since()..=month.until()).for_each(|(_, sums)| sum.add(sums));
    sum
}

fn view(
    subject: &Subject<'_>,
    month: DayRange,
    target_minor: Option<i64>,
    pacing: &Pacing,
    sums: &MetricSums,
) -> PacingRow {
    let target = subject.target.as_ref();
    let amount = |minor: Option<i64>| minor.map(|minor| minor as f64);
    PacingRow {
        kind: subject.kind,
        account_id: subject.account_id.clone(),
        id: subject.id.clone(),
        name: subject.name.clone(),
        currency: subject.facts.row.currency.clone(),
        month: month_word(subject.facts.today),
        days_in_month: month.len_days(),
        day_of_month: subject.facts.today.date().day(),
        days_left: pacing.days_left,
        missing_days: pacing.missing_days,
        target_minor: amount(target_minor),
        spent_minor: pacing.spent_minor as f64,
        projected_minor: amount(pacing.projection.map(|it| it.end_minor)),
        projected_low_minor: amount(pacing.projection.and_then(|it| it.low_minor)),
        projected_high_minor: amount(pacing.projection.and_then(|it| it.high_minor)),
        off_percent: pacing.off_milli.map(|milli| milli as f64 / 10.0),
        needed_a_day_minor: amount(pacing.needed_a_day_minor.filter(|_| target_minor.is_some())),
        standing: standing(pacing.standing),
        cpa_minor: Metric::Cpa.of(sums),
        cpa_target_minor: amount(target.and_then(|target| target.cpa_minor).or(subject.usual_cpa_minor)),
        roas: Metric::Roas.of(sums),
        roas_target: target.and_then(|target| target.roas).or(subject.usual_roas),
    }
}

fn standing(standing: Standing) -> PaceStanding {
    match standing {
        Standing::OnPace => PaceStanding::OnPace,
        Standing::Over => PaceStanding::Over,
        Standing::Under => PaceStanding::Under,
        Standing::CannotTell => PaceStanding::CannotTell,
    }
}

/// The month of a day, `YYYY-MM`.
fn month_word(day: AccountDay) -> String {
    day.date().format("%Y-%m").to_string()
}
