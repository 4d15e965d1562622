//! What a sync asks for, counted in the sandbox's own journal, and what it takes when little or nothing is new.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::table::Table;
use super::world::{Synced, World, days_ago};

/// Ads that a colleague renames before the incremental sync.
const RENAMED: usize = 50;

/// One request in the journal.
#[derive(Debug)]
struct Request {
    account: Option<String>,
    edge: String,
    key: String,
    limit: u64,
    rows: u64,
}

/// Counts requests of a full sync, of one with nothing new and of one a day later, and measures memory at two sizes.
///
/// # Errors
/// When a sync fails or is not complete.
pub(super) fn bench(world: &World, days: (&str, &str), table: &mut Table) -> Result<()> {
    let sync = |folder: &str, days: (&str, &str)| world.sync(world.base(), folder, days.0, days.1);
    world.control("DELETE", "/journal", None)?;
    let large = sync("economy", days)?;
    let full = journal(world)?;
    judge_full(&full, table);
    let again = sync("economy", days)?;
    judge_unchanged(&journal(world)?, &again, table);
    change(world)?;
    let later = sync("economy", days)?;
    let requests = journal(world)?;
    let shown = format!("{} requests, {} rows, {}", requests.len(), later.number("rows"), seconds(&later));
    table.told("P3", &format!("incremental sync: a day later, {RENAMED} ads renamed, days restated"), &shown, "");
    let small = (days_ago(6)?, days.1);
    let small = sync("small", (&small.0, small.1))?;
    judge_memory(&small, &large, table);
    Ok(())
}

fn seconds(synced: &Synced) -> String {
    format!("{:.2} s wall, {:.2} s processor", synced.run.wall, synced.run.cpu)
}

/// A day goes by, in which figures are restated, and somebody renames ads in Ads Manager.
fn change(world: &World) -> Result<()> {
    for id in world.ads()?.into_iter().take(RENAMED) {
        world.control("POST", &format!("/objects/{id}"), Some(&json!({"name": format!("Renamed {id}")})))?;
    }
    world.control("POST", "/clock", Some(&json!({"step_ms": 86_400_000})))?;
    world.control("DELETE", "/journal", None)?;
    Ok(())
}

/// Takes the journal: what was asked of the API since the last time, pictures aside.
fn journal(world: &World) -> Result<Vec<Request>> {
    let told = world.control("GET", "/journal", None)?;
    world.control("DELETE", "/journal", None)?;
    let entries = told["entries"].as_array().context("the journal has no entries")?;
    Ok(entries.iter().filter_map(request).collect())
}

fn request(entry: &Value) -> Option<Request> {
    let (path, query) = (entry["path"].as_str()?, entry["query"].as_str()?);
    let account = entry["account"].as_str().map(str::to_owned);
    let edge = path.rsplit('/').next().unwrap_or_default();
    if account.is_none() && !path.starts_with("/me") && edge != "debug_token" {
        return None;
    }
    let part = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    Some(Request {
        account,
        edge: format!("{edge} {}", part("level").unwrap_or_default()),
        key: format!("{} {path}?{query}", entry["method"].as_str().unwrap_or_default()),
        limit: part("limit").and_then(|limit| limit.parse().ok()).unwrap_or(1),
        rows: entry["rows"].as_u64().unwrap_or(0),
    })
}

/// The fewest requests that could bring the same rows: full pages of each listing.
fn fewest(requests: &[Request]) -> u64 {
    let mut listings: BTreeMap<(&Option<String>, &str), (u64, u64)> = BTreeMap::new();
    for one in requests {
        let (rows, limit) = listings.entry((&one.account, &one.edge)).or_default();
        *rows += one.rows;
        *limit = one.limit.max(*limit);
    }
    listings.values().map(|(rows, limit)| rows.div_ceil((*limit).max(1)).max(1)).sum()
}

fn accounts(requests: &[Request]) -> usize {
    requests.iter().filter_map(|one| one.account.as_deref()).collect::<BTreeSet<_>>().len().max(1)
}

fn judge_full(requests: &[Request], table: &mut Table) {
    let (accounts, count) = (accounts(requests), requests.len());
    let bound = fewest(requests) + 4 * accounts as u64 + 3;
    table.at_most("P3", "full sync: requests, beside full pages + 4 an account + 3", count as f64, bound as f64, "");
    let distinct = requests.iter().map(|one| &one.key).collect::<BTreeSet<_>>().len();
    table.at_most("P3", "full sync: requests asked twice", (count - distinct) as f64, 0.0, "");
    let mut by_account: BTreeMap<&str, Vec<&Request>> = BTreeMap::new();
    for one in requests {
        if let Some(account) = &one.account {
            by_account.entry(account).or_default().push(one);
        }
    }
    let most = by_account.values().map(Vec::len).max().unwrap_or(0);
    let extra = |one: &&&Request| one.edge.starts_with("insights") && !one.edge.ends_with(" ad");
    let extra = by_account.values().map(|of| of.iter().filter(extra).count()).max().unwrap_or(0);
    table.at_most("P3", "full sync: reads an account, ad level and structure", (most - extra) as f64, 20.0, "");
    table.at_most("P3", "full sync: reads an account, all levels (the limited tier's 60)", most as f64, 60.0, "");
}

fn judge_unchanged(requests: &[Request], again: &Synced, table: &mut Table) {
    let figures: Vec<&Request> = requests.iter().filter(|one| one.edge.starts_with("insights")).collect();
    let others = (requests.len() - figures.len()) as f64 / accounts(requests) as f64;
    table.at_most("P3", "nothing new: requests an account beside the look-back's pages", others, 4.0, "");
    let shown = format!("{} requests, {} of figures, {}", requests.len(), figures.len(), seconds(again));
    table.told("P3", "nothing new: the whole sync, 28 days asked again", &shown, "");
}

fn judge_memory(small: &Synced, large: &Synced, table: &mut Table) {
    let rows = large.number("ad_rows") / small.number("ad_rows");
    let ratio = large.number("peak_kb") / small.number("peak_kb");
    table.at_most("P4", &format!("memory of a sync of {rows:.1} times the rows"), ratio, 1.2, "×");
    let of = |synced: &Synced| format!("{:.0} MB", synced.number("peak_kb") / 1024.0);
    let shown = format!("{} and {}, idle {:.0} MB", of(small), of(large), large.number("idle_kb") / 1024.0);
    table.told("P4", "its peaks at the two sizes", &shown, "26–39 MB");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(account: Option<&str>, path: &str, query: &str, rows: u64) -> Request {
        let entry = json!({"account": account, "path": path, "query": query, "rows": rows, "method": "GET"});
        request(&entry).unwrap()
    }

    #[test]
    fn the_fewest_requests_are_full_pages_of_each_listing() {
        let rows =
            |part: &str, rows| entry(Some("1"), "/act_1/insights", &format!("level=ad&limit=5000&t={part}"), rows);
        let requests = [
            rows("a", 4_000),
            rows("b", 4_000),
            entry(Some("1"), "/act_1/adimages", "limit=500", 0),
            entry(None, "/me", "", 1),
        ];
        assert_eq!((fewest(&requests), accounts(&requests)), (4, 1));
        assert!(request(&json!({"path": "/pictures/1.jpg", "query": "", "rows": 0})).is_none());
    }
}
