//! Measures the store at the size of a large agency: `bench [ads] [days] [folder] [keep]`, 50,000 and 90 unless said.
//!
//! Prints one line a figure. The folder is made and removed; with `keep` as a fourth word it stays, and a later run with
//! `open` there measures the first answer of a fresh process. `csv` writes the ads' figures for another database into a
//! file of that name.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

mod data;
mod questions;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{Level, SystemClock, TimestampMillis};
use store::{DatabaseKey, ExplorerQuery, MetricRow, MetricsBatch, OpenOptions, Shape, Store};

use crate::data::{account, entities, figures_of, range};
use crate::questions::ask;

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let value = work();
    (value, begun.elapsed())
}

fn say(name: &str, value: impl std::fmt::Display) {
    println!("{name:<52} {value}");
}

fn ms(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1000.0)
}

fn quantile(mut times: Vec<Duration>, at: f64) -> String {
    times.sort_unstable();
    let place = ((times.len() as f64 * at) as usize).min(times.len().saturating_sub(1));
    times.get(place).map_or_else(String::new, |time| ms(*time))
}

fn rss() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("unknown");
    line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
}

fn store_rows(
    store: &Store,
    level: Level,
    rows: Vec<MetricRow>,
    seen_at: i64,
) -> Result<(usize, Duration), store::Error> {
    let count = rows.len();
    let (written, took) = timed(move || {
        store.write_blocking(move |tx| {
            let seen_at = TimestampMillis(seen_at);
            tx.upsert_metrics(&MetricsBatch { account: &account(), level, seen_at, rows: &rows })
        })
    });
    written?;
    Ok((count, took))
}

fn fill(store: &Store, ads: u64, days: u64) -> Result<(), store::Error> {
    let attribution: Arc<str> = Arc::from("7d_click_1d_view");
    for (level, count) in [(Level::Campaign, ads.div_ceil(50)), (Level::Adset, ads.div_ceil(5)), (Level::Ad, ads)] {
        let (mut stored, mut took) = (0, Duration::ZERO);
        for first in (0..days).step_by(7) {
            let last = (first + 6).min(days - 1);
            let (count, time) = store_rows(store, level, figures_of(count, first, last, &attribution), 1_000)?;
            stored += count;
            took += time;
        }
        let rate = stored as f64 / took.as_secs_f64();
        say(&format!("first storing, {} level", level.as_str()), format!("{stored} rows at {:.2} M/s", rate / 1e6));
    }
    Ok(())
}

fn refresh(store: &Store, ads: u64, days: u64) -> Result<(), store::Error> {
    let attribution: Arc<str> = Arc::from("7d_click_1d_view");
    let count = 7_500.min(ads);
    for (name, restated) in [("nothing restated", 0_u64), ("a third restated", 3)] {
        let mut again = figures_of(count, days - 7, days - 1, &attribution);
        for row in again.iter_mut().step_by(restated.max(1) as usize).filter(|_| restated > 0) {
            row.figures.sums.conversions_milli += 1000;
        }
        let (count, took) = store_rows(store, Level::Ad, again, 2_000_000)?;
        let rate = count as f64 / took.as_secs_f64() / 1e6;
        say(&format!("refresh of 7 days, {name}"), format!("{count} rows in {}, {rate:.2} M/s", ms(took)));
    }
    Ok(())
}

fn size(folder: &Path) -> u64 {
    ["cache.db", "cache.db-wal"]
        .iter()
        .filter_map(|name| std::fs::metadata(folder.join(name)).ok())
        .map(|m| m.len())
        .sum()
}

fn open(folder: &Path) -> Result<Store, store::Error> {
    Store::open(folder, DatabaseKey::new(Box::new([9; 32])), OpenOptions::new(Arc::new(SystemClock)))
}

/// What a process that has just started takes for its first tables.
fn first_answer(folder: &Path, days: u64) -> Result<(), store::Error> {
    let begun = Instant::now();
    let store = open(folder)?;
    let opened = begun.elapsed();
    let query = ExplorerQuery::campaigns(vec![account()], range(days.saturating_sub(30), days - 1));
    store.read_blocking(move |db| db.explorer(&query))?;
    say("open, checks done", ms(opened));
    say("open to first table of campaigns", ms(begun.elapsed()));
    let mut query = ExplorerQuery::campaigns(vec![account()], range(days.saturating_sub(30), days - 1));
    query.shape = Shape::Flat(Level::Ad);
    let (page, took) = timed(|| store.read_blocking(move |db| db.explorer(&query)));
    let spend: i64 = page?.totals.iter().map(|total| total.sums.spend_minor).sum();
    say("first table of all ads after that", ms(took));
    say("spend of all ads in 30 days", spend);
    say("resident memory", rss());
    Ok(())
}

fn main() -> Result<(), store::Error> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: u64| words.get(at).and_then(|word| word.parse().ok()).unwrap_or(usual);
    let (ads, days) = (number(0, 50_000), number(1, 90));
    let folder = words.get(2).map_or_else(|| std::env::temp_dir().join("sextant-store-bench"), |word| word.into());
    match words.get(3).map(String::as_str) {
        Some("open") => return first_answer(&folder, days),
        Some("ask") => return ask(&open(&folder)?, ads, days),
        Some("csv") => {
            return data::export(&folder, ads, days).map_err(|source| store::Error::Io { path: folder, source });
        }
        _ => {}
    }
    let key = DatabaseKey::new(Box::new([9; 32]));
    let store = Store::create(&folder, key, OpenOptions::new(Arc::new(SystemClock)))?;
    say("resident memory at first", rss());
    entities(&store, ads)?;
    let before = size(&folder);
    fill(&store, ads, days)?;
    drop(store);
    let rows = (ads + ads.div_ceil(5) + ads.div_ceil(50)) * days;
    let bytes = size(&folder) - before;
    say("size of figures", format!("{bytes} B, {:.1} B a row at all levels", bytes as f64 / rows as f64));
    say("size of objects", format!("{before} B"));
    first_answer(&folder, days)?;
    let store = open(&folder)?;
    ask(&store, ads, days)?;
    refresh(&store, ads, days)?;
    let (complete, took) = timed(|| -> Result<(), store::Error> {
        while !store.write_blocking(|tx| tx.refresh_search(5_000))?.value {}
        Ok(())
    });
    complete?;
    say("search index of everything", ms(took));
    let (hits, took) = timed(|| store.read_blocking(|db| db.search("hook 3 video 11", 50)));
    say("search", format!("{} hits in {}", hits?.len(), ms(took)));
    let (report, took) = timed(|| store.check_blocking());
    say("both checks of every page", format!("clean: {}, {}", report?.is_clean(), ms(took)));
    drop(store);
    if words.get(3).is_none_or(|word| word != "keep") {
        std::fs::remove_dir_all(&folder).map_err(|source| store::Error::Io { path: folder, source })?;
    }
    Ok(())
}
