//! The explorer's questions and answers.

mod analysis;
mod model;
mod rows;
mod shown;
mod world;

use domain::Level;
use store::ExplorerQuery;

use crate::support::*;

pub(super) fn small(fixture: &Fixture) {
    let write = |tx: &store::Tx<'_>| {
        tx.upsert_campaigns(&account("1"), &[campaign_row("1", 10, "One"), campaign_row("1", 11, "Two")], Some(1))?;
        tx.upsert_campaigns(&account("2"), &[campaign_row("2", 20, "Three")], Some(1))?;
        tx.upsert_ad_sets(&account("1"), &[ad_set_row("1", 100, 10, "Set")], Some(1))?;
        tx.upsert_ads(&account("1"), &[ad_row("1", 1000, 100, 10, "Ad")], Some(1))
    };
    fixture.store.write_blocking(write).unwrap();
    put(&fixture.store, "1", Level::Campaign, NOW, vec![metric(10, 20_000, 2), metric(11, 20_000, 3)]).unwrap();
    put(&fixture.store, "2", Level::Campaign, NOW, vec![metric(20, 20_000, 5)]).unwrap();
}

pub(super) fn campaigns() -> ExplorerQuery {
    ExplorerQuery::campaigns(vec![account("1"), account("2")], days(20_000, 20_000))
}
