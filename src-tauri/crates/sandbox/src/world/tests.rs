//! What must hold in any world, checked on small ones.

mod delivery;
mod generate;
mod money;
mod people;
mod snapshot;
mod zones;

use chrono::{Days, NaiveDate};

use super::delivery::calendar;
use super::delivery::figures::{Event, Figures};
use super::delivery::rows::{Level, Row, RowQuery, Slice};
use super::model::{Actor, EffectiveStatus, ObjectId};
use super::{Size, World};

/// Monday 2026-11-23, 10:00 UTC.
const NOW: i64 = 1_795_428_000_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

const EVERY_STATUS: [EffectiveStatus; 10] = [
    EffectiveStatus::Active,
    EffectiveStatus::Paused,
    EffectiveStatus::Archived,
    EffectiveStatus::Deleted,
    EffectiveStatus::InProcess,
    EffectiveStatus::WithIssues,
    EffectiveStatus::CampaignPaused,
    EffectiveStatus::AdsetPaused,
    EffectiveStatus::PendingReview,
    EffectiveStatus::Disapproved,
];

fn small() -> World {
    World::generate(7, Size::Small, NOW)
}

fn query(scope: ObjectId, level: Level, slices: Vec<Slice>, as_of_ms: i64) -> RowQuery {
    RowQuery { scope, level, slices, as_of_ms, breakdown: None, statuses: Some(EVERY_STATUS.to_vec()) }
}

fn rows(world: &World, query: RowQuery) -> Vec<Row> {
    world.rows(query).expect("the scope exists").collect()
}

/// The days that end with the one of `NOW` in the account's zone.
fn last_days(world: &World, account: ObjectId, count: u64) -> (NaiveDate, NaiveDate) {
    let zone = calendar::zone(&world.account(account).expect("it exists").timezone_name);
    let today = calendar::day_of(zone, NOW);
    (today - Days::new(count - 1), today)
}

/// Every additive figure, in one list.
fn additive(figures: &Figures) -> Vec<i64> {
    let mut all = vec![
        figures.impressions,
        figures.clicks,
        figures.inline_link_clicks,
        figures.outbound_clicks,
        figures.spend,
        figures.purchase_value,
    ];
    all.extend(figures.events);
    all.extend(figures.windows.as_flattened());
    all.extend(figures.value_windows);
    all
}

fn sum<'a>(figures: impl IntoIterator<Item = &'a Figures>) -> Vec<i64> {
    let mut total = additive(&Figures::default());
    for figures in figures {
        total.iter_mut().zip(additive(figures)).for_each(|(sum, part)| *sum += part);
    }
    total
}

fn total(rows: &[Row]) -> Vec<i64> {
    sum(rows.iter().map(|row| &row.figures))
}

fn me(world: &World) -> Actor {
    world.user().clone()
}

/// The purchases of some rows under the ad sets' own settings.
fn purchases(rows: &[Row]) -> i64 {
    rows.iter().map(|row| row.figures.event(Event::Purchase)).sum()
}
