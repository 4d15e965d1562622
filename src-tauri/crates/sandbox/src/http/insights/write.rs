//! One insight row as JSON.

use super::columns::{self, Column, Count, Kind};
use super::query::Query;
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::http::nodes::{date_text, zone};
use crate::world::delivery::figures::{Action, Figures};
use crate::world::delivery::rows::Row;
use crate::world::model::ObjectId;

pub(crate) fn row(cx: &Cx<'_>, query: &Query, row: &Row, out: &mut Json) {
    out.begin();
    for column in &query.columns {
        cell(cx, query, column, row, out);
    }
    day(out, b"\"date_start\":", row.slice.since);
    day(out, b"\"date_stop\":", row.slice.until);
    if let Some(breakdown) = query.breakdown {
        for (name, value) in breakdown.labels(row.position.cell) {
            out.text(name, value);
        }
    }
    out.end();
}

/// The summary: some columns of a row that joins all others.
pub(crate) fn total(cx: &Cx<'_>, query: &Query, columns: Vec<Column>, row: &Row, out: &mut Json) {
    out.begin();
    for column in &columns {
        cell(cx, query, column, row, out);
    }
    day(out, b"\"date_start\":", row.slice.since);
    day(out, b"\"date_stop\":", row.slice.until);
    out.end();
}

fn day(out: &mut Json, key: &[u8], day: chrono::NaiveDate) {
    use chrono::Datelike as _;
    let (year, month, date) = (day.year().clamp(0, 9999) as u32, day.month(), day.day());
    let digit = |value: u32| b'0' + (value % 10) as u8;
    let text = [
        b'"',
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(date / 10),
        digit(date),
        b'"',
    ];
    out.ready_key(key);
    out.push_value(&text);
}

/// Writes one column; values that are missing at the row's level, and quotients of nothing, are left out.
fn cell(cx: &Cx<'_>, query: &Query, column: &Column, row: &Row, out: &mut Json) {
    let figures = &row.figures;
    match column.kind {
        Kind::Count(which) => {
            out.ready_key(&column.key);
            out.text_number(columns::count(figures, which));
        }
        Kind::Money(which) => {
            out.ready_key(&column.key);
            out.text_money(columns::count(figures, which), query.offset);
        }
        Kind::Ratio(which) => {
            if let Some((top, bottom)) = columns::ratio(figures, which, query.offset) {
                out.ready_key(&column.key);
                out.text_fraction(top, bottom);
            }
        }
        Kind::Actions | Kind::ActionValues | Kind::CostPerActionType => lists(query, column, figures, out),
        Kind::Single(action_type, which) => {
            let value = columns::count(figures, which);
            if value > 0 {
                single(column, action_type, out, |out| out.text_number(value));
            }
        }
        Kind::SingleRatio(action_type, which) => {
            if let Some((top, bottom)) = columns::ratio(figures, which, query.offset).filter(|(top, _)| *top > 0) {
                single(column, action_type, out, |out| out.text_fraction(top, bottom));
            }
        }
        Kind::PurchaseRoas(action_type) => roas(query, column, action_type, figures, out),
        _ => dimension(cx, query, column, row, out),
    }
}

fn dimension(cx: &Cx<'_>, query: &Query, column: &Column, row: &Row, out: &mut Json) {
    let world = cx.world;
    let campaign = || row.campaign.and_then(|id| world.campaign(id));
    let adset = || row.adset.and_then(|id| world.adset(id));
    let ad = || row.ad.and_then(|id| world.ad(id));
    match column.kind {
        Kind::AccountId => id(column, Some(row.account), out),
        Kind::CampaignId => id(column, row.campaign, out),
        Kind::AdSetId => id(column, row.adset, out),
        Kind::AdId => id(column, row.ad, out),
        Kind::AccountName => text(column, Some(&query.account_name), out),
        Kind::AccountCurrency => text(column, Some(&query.currency), out),
        Kind::CampaignName => text(column, campaign().map(|it| it.name.as_str()), out),
        Kind::AdSetName => text(column, adset().map(|it| it.name.as_str()), out),
        Kind::AdName => text(column, ad().map(|it| it.name.as_str()), out),
        Kind::Objective => text(column, campaign().map(|it| it.objective.as_str()), out),
        Kind::BuyingType => text(column, campaign().map(|it| it.buying_type.as_str()), out),
        Kind::OptimizationGoal => text(column, adset().map(|it| it.optimization_goal.as_str()), out),
        Kind::AttributionSetting => text(column, row.attribution.map(|it| it.as_str()), out),
        Kind::Ranking => {
            if let Some(ad) = row.ad {
                text(column, Some(ranking(ad, &column.key, &row.figures)), out);
            }
        }
        Kind::CreatedTime | Kind::UpdatedTime => {
            let times = (ad().map(|it| (it.created_ms, it.updated_ms)))
                .or_else(|| adset().map(|it| (it.created_ms, it.updated_ms)))
                .or_else(|| campaign().map(|it| (it.created_ms, it.updated_ms)));
            let (Some((created, updated)), Some(account)) = (times, world.account(row.account)) else { return };
            let at = if column.kind == Kind::CreatedTime { created } else { updated };
            // Reports give the day only.
            text(column, date_text(at, zone(account)).get(..10), out);
        }
        _ => {}
    }
}

fn id(column: &Column, value: Option<ObjectId>, out: &mut Json) {
    if let Some(value) = value {
        out.ready_key(&column.key);
        out.text_number(i64::try_from(value.0).unwrap_or(i64::MAX));
    }
}

fn text(column: &Column, value: Option<&str>, out: &mut Json) {
    if let Some(value) = value {
        out.ready_key(&column.key);
        out.push_text(value);
    }
}

/// Writes an action list. It is most of the bytes of a page, so its pieces go out ready-made; action types are plain
/// ASCII and need no escaping.
fn lists(query: &Query, column: &Column, figures: &Figures, out: &mut Json) {
    let actions = if column.kind == Kind::ActionValues { figures.action_values() } else { figures.actions() };
    let before = out.len();
    let mut opening: &[u8] = b"[{\"action_type\":\"";
    out.ready_key(&column.key);
    for action in actions.iter().filter(|action| listed(query, action)) {
        if column.kind == Kind::CostPerActionType && action.count == 0 {
            continue;
        }
        out.push_value(opening);
        opening = b",{\"action_type\":\"";
        out.push_value(action.action_type.as_bytes());
        out.push_value(b"\",\"value\":");
        value(query, column.kind, figures.spend, action.count, out);
        for (window, key) in &query.windows {
            let count = columns::in_window(action, *window);
            if count > 0 {
                out.ready_key(key);
                value(query, column.kind, figures.spend, count, out);
            }
        }
        out.push_value(b"}");
    }
    if opening.starts_with(b"[") {
        out.truncate(before);
    } else {
        out.push_value(b"]");
    }
}

/// An action is listed when its own setting or an asked-for window has anything.
fn listed(query: &Query, action: &Action) -> bool {
    let wanted =
        query.action_types.as_ref().is_none_or(|types| types.iter().any(|it| action.action_type.contains(it.as_str())));
    wanted && (action.count > 0 || query.windows.iter().any(|(window, _)| columns::in_window(action, *window) > 0))
}

fn value(query: &Query, kind: Kind, spend: i64, count: i64, out: &mut Json) {
    match kind {
        Kind::ActionValues => out.text_money(count, query.offset),
        Kind::CostPerActionType => out.text_fraction(i128::from(spend), i128::from(count) * i128::from(query.offset)),
        _ => out.text_number(count),
    }
}

fn single(column: &Column, action_type: &str, out: &mut Json, write_value: impl FnOnce(&mut Json)) {
    out.ready_key(&column.key);
    out.begin_list();
    out.begin();
    out.ready_key(b"\"action_type\":");
    out.push_text(action_type);
    out.ready_key(b"\"value\":");
    write_value(out);
    out.end();
    out.end_list();
}

fn roas(query: &Query, column: &Column, action_type: &str, figures: &Figures, out: &mut Json) {
    let spend = i128::from(columns::count(figures, Count::Spend));
    if spend <= 0 || figures.purchase_value <= 0 {
        return;
    }
    single(column, action_type, out, |out| {
        out.text_fraction(i128::from(figures.purchase_value), spend);
        for (window, key) in &query.windows {
            let value = figures.value_windows.get(*window as usize).copied().unwrap_or(0);
            if value > 0 {
                out.ready_key(key);
                out.text_fraction(i128::from(value), spend);
            }
        }
    });
}

/// A ranking of the ad against others; too little delivery gives none.
fn ranking(ad: ObjectId, key: &[u8], figures: &Figures) -> &'static str {
    const RANKS: [&str; 8] = [
        "AVERAGE",
        "ABOVE_AVERAGE",
        "AVERAGE",
        "BELOW_AVERAGE_35",
        "AVERAGE",
        "ABOVE_AVERAGE",
        "BELOW_AVERAGE_20",
        "BELOW_AVERAGE_10",
    ];
    if figures.impressions < 500 {
        return "UNKNOWN";
    }
    let sum = key.iter().fold(ad.0 / 10_000, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    RANKS.get((sum % 8) as usize).copied().unwrap_or("AVERAGE")
}
