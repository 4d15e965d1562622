//! From what was worked out to what crosses to the page.

use analysis::{Additivity, Change, Delta, Tone};
use domain::{DayRange, Direction, Metric, TimestampMillis, Unit};
use store::Db;

use super::Facts;
use crate::activity;
use crate::dto::{
    ActivityEntry, ChangeKind, ChangeTone, ConversionEntry, FigureChange, MetricCatalogue, MetricEntry, MetricKey,
    OverviewMark,
};

/// Changes that are looked at in each account.
const MOST_MARKS: usize = 200;

pub(crate) fn key_of(metric: Metric) -> MetricKey {
    match metric {
        Metric::Spend => MetricKey::Spend,
        Metric::Impressions => MetricKey::Impressions,
        Metric::Clicks => MetricKey::Clicks,
        Metric::LinkClicks => MetricKey::LinkClicks,
        Metric::Conversions => MetricKey::Conversions,
        Metric::Value => MetricKey::Value,
        Metric::Ctr => MetricKey::Ctr,
        Metric::LinkCtr => MetricKey::LinkCtr,
        Metric::ConversionRate => MetricKey::ConversionRate,
        Metric::Cpc => MetricKey::Cpc,
        Metric::Cpm => MetricKey::Cpm,
        Metric::Cpa => MetricKey::Cpa,
        Metric::Roas => MetricKey::Roas,
    }
}

pub(super) fn change_view(delta: &Delta) -> FigureChange {
    let (kind, by) = match delta.change {
        Change::Percent(by) => (ChangeKind::Percent, by),
        Change::Points(by) => (ChangeKind::Points, by),
        Change::New => (ChangeKind::New, 0.0),
        Change::Unknown => (ChangeKind::Unknown, 0.0),
    };
    let tone = match delta.tone {
        Tone::Good => ChangeTone::Good,
        Tone::Bad => ChangeTone::Bad,
        Tone::Neutral => ChangeTone::Neutral,
    };
    FigureChange { kind, by, tone, few: delta.few }
}

/// What changed in an account within a range.
pub(super) fn source_marks(db: &Db, facts: &Facts, range: DayRange) -> Result<Vec<OverviewMark>, store::Error> {
    let entries = activity::of_account(db, &facts.row.id, MOST_MARKS)?;
    let mark = |entry: ActivityEntry| {
        let day = facts.zone.day_of(TimestampMillis(entry.at_ms as i64)).filter(|day| range.contains(*day))?;
        let first = entry.fields.first();
        Some(OverviewMark {
            day: day.to_string(),
            at_ms: entry.at_ms,
            source: entry.source,
            before: first.and_then(|field| field.before.clone()),
            after: first.and_then(|field| field.after.clone()),
            actor: entry.actor,
            what: entry.what,
            name: entry.name,
        })
    };
    Ok(entries.into_iter().filter_map(mark).collect())
}

pub(super) fn catalogue() -> MetricCatalogue {
    let metric = |entry: analysis::Entry| MetricEntry {
        key: entry.key.into(),
        name: entry.name.into(),
        what: entry.what.into(),
        formula: entry.formula.into(),
        unit: match entry.unit {
            Unit::Money => "money",
            Unit::Count => "count",
            Unit::Percent => "percent",
            Unit::Times => "times",
        }
        .into(),
        direction: match entry.direction {
            Direction::Up => "up",
            Direction::Down => "down",
            Direction::Neutral => "neutral",
        }
        .into(),
        additivity: match entry.additivity {
            Additivity::Sum => "sum",
            Additivity::RatioOfSums => "ratio_of_sums",
            Additivity::NotAdditive => "not_additive",
        }
        .into(),
        arrives_late: entry.arrives_late,
    };
    let conversion = |(name, types): (&str, &[&str])| ConversionEntry {
        conversion: name.to_owned(),
        action_types: types.iter().map(|&one| one.to_owned()).collect(),
    };
    MetricCatalogue {
        metrics: analysis::catalogue().into_iter().map(metric).collect(),
        conversions: analysis::conversions_read().into_iter().map(conversion).collect(),
    }
}
