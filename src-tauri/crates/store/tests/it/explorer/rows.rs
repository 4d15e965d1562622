//! What rows and totals say.

use std::collections::HashSet;

use domain::Level;
use store::{Expansion, ExplorerQuery, Filter, Shape};

use super::{campaigns, small};
use crate::support::*;

#[test]
fn accounts_are_rows_that_add_up_their_campaigns_and_currencies_stay_apart() {
    let fixture = Fixture::new();
    small(&fixture);
    let expanded = Expansion::Ids(HashSet::from(["act_1".to_owned(), "10".to_owned()]));
    let query = ExplorerQuery { shape: Shape::Tree { roots: Level::Account, expanded }, ..campaigns() };
    let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
    let rows: Vec<_> = page.rows.iter().map(|row| (row.id.as_str(), row.depth, row.child_count)).collect();
    // Account 2 spent 35 yen and account 1 spent 0.35 euro: compared in units, each in its own.
    assert_eq!(rows, [("act_2", 0, 1), ("act_1", 0, 2), ("11", 1, 0), ("10", 1, 1), ("100", 2, 1)]);
    assert_eq!(page.rows[1].sums.unwrap().spend_minor, 35);
    let totals: Vec<_> = page.totals.iter().map(|t| (t.currency.as_str(), t.rows, t.sums.spend_minor)).collect();
    assert_eq!(totals, [("EUR", 1, 35), ("JPY", 1, 35)]);
    assert_eq!(page.rows[4].parent_id.as_deref(), Some("10"));
}

#[test]
fn flat_lists_name_what_each_row_is_in_and_trees_do_not() {
    let fixture = Fixture::new();
    small(&fixture);
    let paths = |shape: Shape| {
        let query = ExplorerQuery { accounts: vec![account("1")], shape, ..campaigns() };
        let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
        page.rows.into_iter().map(|row| row.path.join(" › ")).collect::<Vec<_>>()
    };
    assert_eq!(paths(Shape::Flat(Level::Ad)), ["Account 1 › One › Set"]);
    assert_eq!(paths(Shape::Flat(Level::Adset)), ["Account 1 › One"]);
    assert_eq!(paths(Shape::Flat(Level::Campaign)), ["Account 1", "Account 1"]);
    assert_eq!(paths(Shape::Flat(Level::Account)), [""]);
    let open = Shape::Tree { roots: Level::Campaign, expanded: Expansion::DownTo(Level::Ad) };
    assert_eq!(paths(open), ["", "", "", ""]);
}

#[test]
fn budgets_a_day_are_added_where_they_lie_and_budgets_for_life_are_counted_apart() {
    let fixture = Fixture::new();
    let campaign = |id: i64, daily: Option<i64>, life: Option<i64>, effective: &str| {
        let row = campaign_row("1", id, "Campaign");
        let (daily_budget_minor, lifetime_budget_minor) = (daily, life);
        store::CampaignRow { daily_budget_minor, lifetime_budget_minor, effective_status: effective.into(), ..row }
    };
    let ad_set = |id: i64, campaign: i64, daily: Option<i64>, life: Option<i64>, effective: &str| {
        let row = ad_set_row("1", id, campaign, "Set");
        let (daily_budget_minor, lifetime_budget_minor) = (daily, life);
        store::AdSetRow { daily_budget_minor, lifetime_budget_minor, effective_status: effective.into(), ..row }
    };
    let write = move |tx: &store::Tx<'_>| {
        let campaigns = [
            campaign(10, Some(1_000), None, "ACTIVE"),
            campaign(11, Some(9_999), None, "PAUSED"),
            campaign(12, None, Some(50_000), "ACTIVE"),
            campaign(13, None, None, "ACTIVE"),
            campaign(14, None, None, "ACTIVE"),
        ];
        tx.upsert_campaigns(&account("1"), &campaigns, Some(1))?;
        tx.upsert_campaigns(&account("2"), &[campaign_row("2", 20, "Yen")], Some(1))?;
        let ad_sets = [
            ad_set(100, 10, None, None, "ACTIVE"),
            ad_set(130, 13, Some(200), None, "ACTIVE"),
            ad_set(131, 13, Some(30), None, "ACTIVE"),
            ad_set(132, 13, Some(8_888), None, "PAUSED"),
            ad_set(133, 13, None, Some(700), "ACTIVE"),
        ];
        tx.upsert_ad_sets(&account("1"), &ad_sets, Some(1))
    };
    fixture.store.write_blocking(write).unwrap();
    let totals = |shape: Shape, filter: &str| {
        let filter = Filter { text: filter.to_owned(), ..Filter::default() };
        let query = ExplorerQuery { shape, filter, ..campaigns() };
        let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
        let total = |total: &store::CurrencyTotal| (total.daily_budget_minor, total.budgets_for_life);
        page.totals.iter().map(total).collect::<Vec<_>>()
    };
    let tree = |roots| Shape::Tree { roots, expanded: Expansion::default() };
    let everything = (Some(1_000 + 200 + 30), 2);
    assert_eq!(totals(tree(Level::Campaign), ""), [everything, (Some(5_000), 0)]);
    assert_eq!(totals(tree(Level::Account), ""), [everything, (Some(5_000), 0)], "currencies stay apart");
    assert_eq!(totals(Shape::Flat(Level::Ad), ""), [], "there are no ads");
    assert_eq!(totals(Shape::Flat(Level::Adset), ""), [(None, 1)], "one spends from its campaign's budget");
    assert_eq!(totals(Shape::Flat(Level::Adset), "130"), [(Some(200), 0)]);
    assert_eq!(totals(Shape::Flat(Level::Campaign), "12"), [(None, 1)], "a budget for life is none a day");
    assert_eq!(totals(Shape::Flat(Level::Campaign), "14"), [(None, 0)], "nothing in it has a budget");
    let query = ExplorerQuery { shape: tree(Level::Account), ..campaigns() };
    let page = fixture.store.read_blocking(move |db| db.explorer(&query)).unwrap();
    let one = page.rows.iter().find(|row| row.id == "act_1").unwrap();
    assert_eq!((one.daily_budget_minor, one.budgets_for_life, one.lifetime_budget_minor), (everything.0, 2, None));
}
