//! Measures the store at the size of a large agency: `bench [ads] [days] [folder]`, 50,000 and 90 unless said.
//!
//! Prints one line a figure. The folder is made and removed; with `keep` as a fourth word it stays, and a later run with
//! `open` there measures the first answer of a fresh process.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{
    AccountDay, AccountId, ConversionAction, DayRange, Level, MetricSums, ObjectId, SystemClock, TimestampMillis,
};
use store::{
    AdAccountRow, AdRow, AdSetRow, CampaignRow, DatabaseKey, DayFigures, Expansion, ExplorerQuery, Filter,
    MetricColumn, MetricRow, MetricsBatch, ObjectRef, OpenOptions, Shape, Sort, SortColumn, Spend, Store,
};

/// A small generator, so that every run measures the same data.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

const FIRST_DAY: i32 = 20_700;

fn account() -> AccountId {
    AccountId::parse("1").expect("digits are an id")
}

fn id(number: u64) -> ObjectId {
    ObjectId::parse(&(120_210_000_000_000_000 + number).to_string()).expect("digits are an id")
}

fn day(offset: u64) -> AccountDay {
    AccountDay::from_number(FIRST_DAY + offset as i32).expect("a day of our century")
}

fn range(first: u64, last: u64) -> DayRange {
    DayRange::new(day(first), day(last)).expect("first is not after last")
}

fn figures(ad: u64, day: u64, attribution: &Arc<str>) -> DayFigures {
    let mut random = Random((ad * 1_000_003 + day * 7_919) | 1);
    random.next();
    let size = 1 + ad % 50;
    let impressions = (200 + random.below(400)) * size;
    let clicks = impressions * (5 + random.below(20)) / 1000;
    let conversions = clicks * random.below(12) / 100;
    DayFigures {
        sums: MetricSums {
            impressions: impressions as i64,
            clicks: clicks as i64,
            link_clicks: (clicks * 8 / 10) as i64,
            spend_minor: (impressions * (300 + random.below(900)) / 1000) as i64,
            conversions_milli: (conversions * 1000) as i64,
            value_minor: (conversions * (1500 + random.below(6000))) as i64,
        },
        reach: Some((impressions * 8 / 10) as i64),
        attribution: Arc::clone(attribution),
        conversion: ConversionAction::Purchase,
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let value = work();
    (value, begun.elapsed())
}

/// Processor time of all threads but the first, which only waits; on Linux. Unlike the time on the clock it does not
/// depend on what else the computer does.
fn processor_time() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let nanos = |task: std::fs::DirEntry| -> Option<u64> {
        if task.file_name().to_str()?.parse::<u32>().ok()? == std::process::id() {
            return None;
        }
        std::fs::read_to_string(task.path().join("schedstat")).ok()?.split_whitespace().next()?.parse().ok()
    };
    Duration::from_nanos(tasks.filter_map(nanos).sum())
}

/// Median and 99th percentile of the time on the clock, then of the processor time.
fn quantiles(times: &[(Duration, Duration)]) -> String {
    let (clock, processor): (Vec<_>, Vec<_>) = times.iter().copied().unzip();
    let of = |times: &[Duration]| format!("{} / {}", quantile(times.to_vec(), 0.5), quantile(times.to_vec(), 0.99));
    format!("{} (processor {})", of(&clock), of(&processor))
}

/// As [`timed`], with the processor time as well.
fn timed_twice<T>(work: impl FnOnce() -> T) -> (T, (Duration, Duration)) {
    let before = processor_time();
    let (value, took) = timed(work);
    // The reading thread has answered and goes to sleep; only then is its time complete.
    std::thread::sleep(Duration::from_micros(200));
    (value, (took, processor_time().saturating_sub(before)))
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

fn entities(store: &Store, ads: u64) -> Result<(), store::Error> {
    let account_row = AdAccountRow {
        id: account(),
        name: "Bench".to_owned(),
        currency: "EUR".to_owned(),
        timezone_name: "Europe/Oslo".to_owned(),
        account_status: Some(1),
        disable_reason: None,
        business_name: None,
        amount_spent_minor: None,
        balance_minor: None,
        spend_cap_minor: None,
        extra: "{}".to_owned(),
    };
    store.write_blocking(move |tx| tx.upsert_accounts(&[account_row]))?;
    let status = |n: u64| if n.is_multiple_of(3) { "PAUSED" } else { "ACTIVE" }.to_owned();
    let campaigns: Vec<CampaignRow> = (0..ads.div_ceil(50))
        .map(|n| CampaignRow {
            id: id(n),
            account: account(),
            name: format!("Prospecting | Summer {n} | Broad"),
            status: status(n),
            effective_status: status(n),
            objective: Some("OUTCOME_SALES".to_owned()),
            buying_type: Some("AUCTION".to_owned()),
            daily_budget_minor: Some(5000 + n as i64),
            lifetime_budget_minor: None,
            budget_remaining_minor: None,
            spend_cap_minor: None,
            bid_strategy: None,
            special_ad_categories: None,
            start_time: None,
            stop_time: None,
            issues: None,
            created_time: None,
            updated_time: None,
            extra: "{}".to_owned(),
        })
        .collect();
    let ad_sets: Vec<AdSetRow> = (0..ads.div_ceil(5))
        .map(|n| AdSetRow {
            id: id(n),
            account: account(),
            campaign_id: id(n / 10),
            name: format!("Set {n} | 25-45 | Feed"),
            status: status(n),
            effective_status: status(n),
            daily_budget_minor: None,
            lifetime_budget_minor: None,
            budget_remaining_minor: None,
            optimization_goal: Some("OFFSITE_CONVERSIONS".to_owned()),
            billing_event: None,
            bid_strategy: None,
            bid_amount_minor: None,
            conversion: Some("purchase".to_owned()),
            learning_status: None,
            learning: None,
            attribution_spec: None,
            promoted_object: None,
            targeting: None,
            schedule: None,
            start_time: None,
            end_time: None,
            issues: None,
            created_time: None,
            updated_time: None,
            extra: "{}".to_owned(),
        })
        .collect();
    let ad_rows: Vec<AdRow> = (0..ads)
        .map(|n| AdRow {
            id: id(n),
            account: account(),
            campaign_id: id(n / 50),
            adset_id: id(n / 5),
            creative_id: Some(id(n / 2)),
            name: format!("Ad {n} | video {} | hook {}", n % 17, n % 5),
            status: status(n),
            effective_status: status(n),
            issues: None,
            review_feedback: None,
            preview_link: None,
            created_time: None,
            updated_time: None,
            extra: "{}".to_owned(),
        })
        .collect();
    let count = campaigns.len() + ad_sets.len() + ad_rows.len();
    let begun = Instant::now();
    store.write_blocking(move |tx| tx.upsert_campaigns(&account(), &campaigns, Some(1)))?;
    store.write_blocking(move |tx| tx.upsert_ad_sets(&account(), &ad_sets, Some(1)))?;
    for some in ad_rows.chunks(500) {
        let some = some.to_vec();
        store.write_blocking(move |tx| tx.upsert_ads(&account(), &some, Some(1)))?;
    }
    say("objects stored", format!("{count} at {:.0}/s", count as f64 / begun.elapsed().as_secs_f64()));
    Ok(())
}

/// Rows of all objects of a level for some days, each level with figures of its own.
fn rows(count: u64, first: u64, last: u64, attribution: &Arc<str>) -> Vec<MetricRow> {
    let of_object = |n: u64| {
        (first..=last).map(move |at| MetricRow { object: id(n), day: day(at), figures: figures(n, at, attribution) })
    };
    (0..count).flat_map(of_object).collect()
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
            let (count, time) = store_rows(store, level, rows(count, first, last, &attribution), 1_000)?;
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
        let mut again = rows(count, days - 7, days - 1, &attribution);
        for row in again.iter_mut().step_by(restated.max(1) as usize).filter(|_| restated > 0) {
            row.figures.sums.conversions_milli += 1000;
        }
        let (count, took) = store_rows(store, Level::Ad, again, 2_000_000)?;
        let rate = count as f64 / took.as_secs_f64() / 1e6;
        say(&format!("refresh of 7 days, {name}"), format!("{count} rows in {}, {rate:.2} M/s", ms(took)));
    }
    Ok(())
}

fn random_query(random: &mut Random, days: u64) -> ExplorerQuery {
    let first = random.below(days);
    let last = first + random.below(days - first);
    let mut query = ExplorerQuery::campaigns(vec![account()], range(first, last));
    query.limit = 100;
    let level = [Level::Campaign, Level::Adset, Level::Ad][random.below(3) as usize];
    query.shape = match random.below(4) {
        0 => Shape::Tree {
            roots: Level::Campaign,
            expanded: Expansion::Ids((0..5).map(|_| id(random.below(100)).to_string()).collect()),
        },
        _ => Shape::Flat(level),
    };
    let metric = MetricColumn::ALL[random.below(MetricColumn::ALL.len() as u64) as usize];
    let column = if random.below(5) == 0 { SortColumn::Name } else { SortColumn::Metric(metric) };
    query.sort = Sort { column, descending: random.below(2) == 0 };
    if let Shape::Flat(_) = query.shape {
        query.filter = match random.below(4) {
            0 => Filter { status: vec!["ACTIVE".to_owned()], ..Filter::default() },
            1 => Filter { spend: Some(Spend::MoreThan(100_000)), ..Filter::default() },
            2 => Filter { text: "hook 3".to_owned(), ..Filter::default() },
            _ => Filter::default(),
        };
    }
    query
}

fn ask(store: &Store, ads: u64, days: u64) -> Result<(), store::Error> {
    let mut random = Random(42);
    let (mut cold, mut times) = (Vec::new(), Vec::new());
    for number in 0..1_300 {
        let query = random_query(&mut random, days);
        // Timed inside, as the command that answers the page would; handing over to the thread is a few microseconds.
        let (page, took) = timed_twice(|| store.read_blocking(move |db| db.explorer(&query)));
        page?;
        if number < 300 { &mut cold } else { &mut times }.push(took);
    }
    say("any table, first 300 of a process: median / p99", quantiles(&cold));
    say("any table, 1,000 random questions: median / p99", quantiles(&times));

    let mut times = Vec::new();
    for _ in 0..50 {
        let mut query = ExplorerQuery::campaigns(vec![account()], range(days.saturating_sub(30), days - 1));
        query.limit = 100;
        let (page, took) = timed_twice(|| store.read_blocking(move |db| db.explorer(&query)));
        page?;
        times.push(took);
    }
    say("top 100 campaigns, 30 days, same question again", quantiles(&times));

    let mut times = Vec::new();
    for _ in 0..1_000 {
        let object = ObjectRef { account: account(), level: Level::Ad, id: id(random.below(ads)) };
        let (series, took) = timed_twice(|| store.read_blocking(move |db| db.series(&object, range(0, days - 1))));
        series?;
        times.push(took);
    }
    say("one ad's series, 1,000 random ads: median / p99", quantiles(&times));
    say("resident memory after the questions", rss());
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
    page?;
    say("first table of all ads after that", ms(took));
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
