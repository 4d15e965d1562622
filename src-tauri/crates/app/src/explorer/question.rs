//! The page's question as the store takes it.

use std::collections::HashSet;

use domain::{AccountId, EffectiveStatus, Formula, Level, TimestampMillis};
use store::{
    Expansion, ExplorerQuery, Figure, FigureBound, Filter, GroupBound, Grouping, MetricColumn, Shape, Sort, SortColumn,
    Spend,
};

use super::{level_of, range_from};
use crate::Error;
use crate::dto::{
    Delivery, ExplorerColumn, ExplorerFilter, ExplorerRequest, FigureFilter, GroupBy, GroupFilter, GroupKind,
};

pub(crate) fn query_of(
    input: &ExplorerRequest,
    accounts: Vec<AccountId>,
    now: TimestampMillis,
) -> Result<ExplorerQuery, Error> {
    let shape = match input.flat {
        Some(level) => Shape::Flat(level_of(level)),
        None => {
            let roots = if accounts.len() == 1 { Level::Campaign } else { Level::Account };
            Shape::Tree { roots, expanded: Expansion::Ids(input.expanded.iter().cloned().collect::<HashSet<_>>()) }
        }
    };
    if input.by_change && input.compare.is_none() {
        return Err(Error::Invalid("Choose what to compare with before sorting by the change".into()));
    }
    if input.filter.figures.len() > MOST {
        return Err(Error::Invalid(format!("At most {MOST} bounds on figures")));
    }
    let formulas = formulas_of(&input.formulas)?;
    Ok(ExplorerQuery {
        accounts,
        range: Some(range_from(&input.range)?),
        compare: input.compare.as_ref().map(range_from).transpose()?,
        shape,
        filter: filter_of(&input.filter, now)?,
        formulas,
        sort: Sort { column: sorted_by(input), descending: input.descending },
        offset: input.offset as usize,
        limit: input.limit as usize,
    })
}

fn filter_of(filter: &ExplorerFilter, now: TimestampMillis) -> Result<Filter, Error> {
    let mut wanted = Filter {
        text: filter.text.clone().unwrap_or_default(),
        objective: filter.objectives.clone(),
        spend: filter.min_spend_minor.map(|minor| Spend::MoreThan(minor as i64)),
        has_issues: filter.with_issues.then_some(true),
        hide_deleted: !filter.include_gone && !filter.delivery.contains(&Delivery::Deleted),
        hide_archived: !filter.include_gone && filter.delivery.is_empty(),
        figures: filter.figures.iter().map(bound_of).collect::<Result<_, _>>()?,
        group: filter.group.as_ref().map(group_of).transpose()?,
        ..Filter::default()
    };
    for delivery in &filter.delivery {
        match delivery {
            Delivery::Learning => wanted.learning_status.push("LEARNING".to_owned()),
            Delivery::Limited => wanted.learning_status.push("FAIL".to_owned()),
            Delivery::Ended => wanted.ended_before = Some(now),
            Delivery::Unknown => {
                wanted.effective_status_besides =
                    EffectiveStatus::ALL.iter().map(|status| status.as_str().to_owned()).collect();
            }
            other => wanted.effective_status.extend(spellings(*other).iter().map(|word| (*word).to_owned())),
        }
    }
    Ok(wanted)
}

/// Most bounds on figures, and most formulas.
const MOST: usize = 12;

fn bound_of(bound: &FigureFilter) -> Result<FigureBound, Error> {
    let figure = match (bound.column.map(column_of), bound.formula) {
        (_, Some(at)) => Figure::Formula(at as usize),
        (Some(SortColumn::Metric(metric)), None) => Figure::Metric(metric),
        _ => return Err(Error::Invalid("Only figures have a bound".into())),
    };
    if !bound.amount.is_finite() {
        return Err(Error::Invalid("A bound is a number".into()));
    }
    Ok(FigureBound { figure, above: bound.above, amount: bound.amount })
}

fn group_of(group: &GroupFilter) -> Result<GroupBound, Error> {
    Ok(GroupBound { level: level_of(group.level), by: grouping_of(&group.by)?, key: group.key.clone() })
}

/// Longest separator of the parts of a name.
const LONGEST_SEPARATOR: usize = 8;

pub(crate) fn grouping_of(by: &GroupBy) -> Result<Grouping, Error> {
    Ok(match by.kind {
        GroupKind::Label => Grouping::Label,
        GroupKind::Objective => Grouping::Objective,
        GroupKind::Creative => Grouping::Creative,
        GroupKind::Token => {
            if !(1..=LONGEST_SEPARATOR).contains(&by.separator.chars().count()) {
                return Err(Error::Invalid("A separator has 1 to 8 characters".into()));
            }
            if by.position == 0 || by.position.unsigned_abs() > 50 {
                return Err(Error::Invalid(
                    "Parts of a name are 1 to 50 from the front, −1 to −50 from the end".into(),
                ));
            }
            Grouping::Token { separator: by.separator.clone(), position: by.position }
        }
    })
}

fn formulas_of(texts: &[String]) -> Result<Vec<Formula>, Error> {
    if texts.len() > MOST {
        return Err(Error::Invalid(format!("At most {MOST} formulas at once")));
    }
    let read = |text: &String| {
        Formula::parse(text).map_err(|fault| {
            let text: String = text.chars().take(60).collect();
            Error::Invalid(format!("The formula “{text}” does not read: {fault}"))
        })
    };
    texts.iter().map(read).collect()
}

/// What rows are sorted by: a column or a formula, itself or its change.
fn sorted_by(input: &ExplorerRequest) -> SortColumn {
    match (input.sort_formula, column_of(input.sort)) {
        (Some(at), _) if input.by_change => SortColumn::FormulaChange(at as usize),
        (Some(at), _) => SortColumn::Formula(at as usize),
        (None, SortColumn::Metric(metric)) if input.by_change => SortColumn::Change(metric),
        (None, column) => column,
    }
}

/// Meta's spellings of a delivery.
pub(super) fn spellings(delivery: Delivery) -> &'static [&'static str] {
    match delivery {
        Delivery::Active => &["ACTIVE"],
        Delivery::InReview => &["PENDING_REVIEW", "IN_PROCESS", "PREAPPROVED"],
        Delivery::Rejected => &["DISAPPROVED"],
        Delivery::WithIssues => &["WITH_ISSUES"],
        Delivery::PendingBilling => &["PENDING_BILLING_INFO"],
        Delivery::Paused => &["PAUSED"],
        Delivery::CampaignPaused => &["CAMPAIGN_PAUSED"],
        Delivery::AdsetPaused => &["ADSET_PAUSED"],
        Delivery::Archived => &["ARCHIVED"],
        Delivery::Deleted => &["DELETED"],
        // Told by the learning stage or the schedule, not by the status.
        Delivery::Learning | Delivery::Limited | Delivery::Ended | Delivery::Unknown => &[],
    }
}

fn column_of(column: ExplorerColumn) -> SortColumn {
    let metric = match column {
        ExplorerColumn::Name => return SortColumn::Name,
        ExplorerColumn::Delivery => return SortColumn::EffectiveStatus,
        ExplorerColumn::Budget => return SortColumn::Budget,
        ExplorerColumn::Spend => MetricColumn::Spend,
        ExplorerColumn::Impressions => MetricColumn::Impressions,
        ExplorerColumn::Clicks => MetricColumn::Clicks,
        ExplorerColumn::LinkClicks => MetricColumn::LinkClicks,
        ExplorerColumn::Ctr => MetricColumn::Ctr,
        ExplorerColumn::Cpc => MetricColumn::Cpc,
        ExplorerColumn::Cpm => MetricColumn::Cpm,
        ExplorerColumn::Conversions => MetricColumn::Conversions,
        ExplorerColumn::Cpa => MetricColumn::Cpa,
        ExplorerColumn::Value => MetricColumn::Value,
        ExplorerColumn::Roas => MetricColumn::Roas,
    };
    SortColumn::Metric(metric)
}
