//! Figures of the accounts of one currency: key figures, days, marks, what moved.

use std::collections::BTreeMap;

use analysis::delta;
use domain::{AccountDay, ConversionAction, DayRange, Level, Metric, MetricSums, Sum};
use store::{Db, Expansion, ExplorerQuery, Filter, Shape, Sort};

use super::words::{change_view, key_of, source_marks};
use super::{Asked, Facts};
use crate::dto::{Kpi, Mover, OverviewDay, OverviewMoney};
use crate::metrics::view;

/// Notes that are shown of one account.
const MOST_NOTES: u32 = 200;
/// Campaigns that moved most.
const MOST_MOVERS: usize = 6;

/// One entry a currency, in the order of the accounts.
pub(super) fn by_currency(db: &Db, all: &[Facts], asked: &Asked) -> Result<Vec<OverviewMoney>, store::Error> {
    let mut currencies: Vec<&str> = Vec::new();
    for facts in all {
        if !currencies.contains(&facts.row.currency.as_str()) {
            currencies.push(&facts.row.currency);
        }
    }
    let of = |currency: &&str| {
        let same: Vec<&Facts> = all.iter().filter(|facts| facts.row.currency == **currency).collect();
        money(db, currency, &same, asked)
    };
    currencies.iter().map(of).collect()
}

fn money(db: &Db, currency: &str, all: &[&Facts], asked: &Asked) -> Result<OverviewMoney, store::Error> {
    let total = total(db, all, asked)?;
    let each: Vec<Option<MetricSums>> = asked.range.days().map(|day| sums_on(all, day)).collect();
    let days: Vec<OverviewDay> = days(all, asked, &each);
    let maturing = days.iter().any(|day| day.maturing && day.metrics.is_some());
    let kpi = |metric: Metric| {
        let change = delta(metric, &total.now, Some(&total.before));
        Kpi {
            metric: key_of(metric),
            now: change.now,
            before: change.before,
            change: change_view(&change),
            days: each.iter().map(|sums| sums.as_ref().and_then(|sums| metric.of(sums))).collect(),
            maturing: maturing && metric.has_conversions(),
        }
    };
    let mut notes = Vec::new();
    let mut marks = Vec::new();
    for facts in all {
        notes.extend(db.notes_on_days(&facts.row.id, asked.range, MOST_NOTES)?.iter().map(crate::notes::view));
        marks.extend(source_marks(db, facts, asked.range)?);
    }
    marks.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
    Ok(OverviewMoney {
        currency: currency.to_owned(),
        account_ids: all.iter().map(|facts| facts.row.id.node()).collect(),
        conversion: total.conversion,
        kpis: key_metrics(&total.now, &total.before).map(kpi).into(),
        days,
        marks,
        notes,
        movers: movers(db, all, asked)?,
    })
}

/// Without conversions that are worth something, a return says nothing.
fn key_metrics(now: &MetricSums, before: &MetricSums) -> [Metric; 5] {
    if now.value_minor == 0 && before.value_minor == 0 {
        [Metric::Spend, Metric::Conversions, Metric::Cpa, Metric::Ctr, Metric::Cpm]
    } else {
        [Metric::Spend, Metric::Conversions, Metric::Value, Metric::Roas, Metric::Cpa]
    }
}

struct Total {
    now: MetricSums,
    before: MetricSums,
    conversion: String,
}

/// The same totals as the explorer's, so that both say the same.
fn total(db: &Db, all: &[&Facts], asked: &Asked) -> Result<Total, store::Error> {
    let query = ExplorerQuery {
        accounts: all.iter().map(|facts| facts.row.id.clone()).collect(),
        range: Some(asked.range),
        compare: Some(asked.compare),
        formulas: Vec::new(),
        shape: Shape::Tree { roots: Level::Account, expanded: Expansion::default() },
        filter: Filter::default(),
        sort: Sort::default(),
        offset: 0,
        limit: 0,
    };
    let total = db.explorer(&query)?.totals.into_iter().next();
    let none = || ConversionAction::None.as_str().to_owned();
    Ok(total.map_or_else(
        || Total { now: MetricSums::default(), before: MetricSums::default(), conversion: none() },
        |total| Total {
            now: total.sums,
            before: total.compare.unwrap_or_default(),
            conversion: total.conversion.unwrap_or_else(none),
        },
    ))
}

/// The sum of all accounts on a day; none where one of them has not been pulled.
fn sums_on(all: &[&Facts], day: AccountDay) -> Option<MetricSums> {
    let mut sum = MetricSums::default();
    for facts in all {
        sum.add(&facts.sums_on(day)?);
    }
    Some(sum)
}

fn days(all: &[&Facts], asked: &Asked, each: &[Option<MetricSums>]) -> Vec<OverviewDay> {
    let mut before = asked.compare.days();
    let day = |(day, sums): (AccountDay, &Option<MetricSums>)| {
        let compared = before.next().and_then(|day| sums_on(all, day));
        let maturity = all.iter().map(|facts| facts.maturity_percent(day));
        OverviewDay {
            day: day.to_string(),
            metrics: sums.as_ref().map(view),
            compare_spend_minor: compared.map(|sums| sums.spend_minor as f64),
            maturing: all.iter().any(|facts| facts.is_maturing(day)),
            // The least ripe account says how ripe the sum is; where one cannot be told, neither can the sum.
            maturity_percent: maturity.min_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal)).flatten(),
        }
    };
    asked.range.days().zip(each).map(day).collect()
}

fn movers(db: &Db, all: &[&Facts], asked: &Asked) -> Result<Vec<Mover>, store::Error> {
    let mut moved = Vec::new();
    for (number, facts) in all.iter().enumerate() {
        let (now, before) = (campaign_sums(db, facts, asked.range)?, campaign_sums(db, facts, asked.compare)?);
        let slots: std::collections::BTreeSet<u32> = now.keys().chain(before.keys()).copied().collect();
        let of = |sums: &BTreeMap<u32, MetricSums>, slot| sums.get(&slot).copied().unwrap_or_default();
        moved.extend(slots.into_iter().map(|slot| ((number, slot), of(&now, slot), of(&before, slot))));
    }
    let movers = analysis::movers(moved, Sum::Spend, MOST_MOVERS).into_iter().filter_map(|mover| {
        let facts = all.get(mover.key.0)?;
        let campaign = facts.campaigns.row(mover.key.1)?;
        let change = |metric| change_view(&delta(metric, &mover.now, Some(&mover.before)));
        Some(Mover {
            account_id: facts.row.id.node(),
            id: campaign.id.to_owned(),
            name: campaign.name.to_owned(),
            spend_minor: mover.now.spend_minor as f64,
            change_minor: mover.change as f64,
            cpa: change(Metric::Cpa),
            roas: change(Metric::Roas),
        })
    });
    Ok(movers.collect())
}

/// Sums of each campaign with figures in a range, by slot.
fn campaign_sums(db: &Db, facts: &Facts, range: DayRange) -> Result<BTreeMap<u32, MetricSums>, store::Error> {
    let columns = db.slot_sums(&facts.row.id, Level::Campaign, range)?;
    let [days, impressions, clicks, link_clicks, spend, conversions, value] = &columns;
    let at = |column: &[i64], slot: usize| column.get(slot).copied().unwrap_or(0);
    let sums = days.iter().enumerate().filter(|(_, days)| **days != 0).map(|(slot, _)| {
        let sums = MetricSums {
            impressions: at(impressions, slot),
            clicks: at(clicks, slot),
            link_clicks: at(link_clicks, slot),
            spend_minor: at(spend, slot),
            conversions_milli: at(conversions, slot),
            value_minor: at(value, slot),
        };
        // Slots are 32-bit numbers.
        (slot as u32, sums)
    });
    Ok(sums.collect())
}
