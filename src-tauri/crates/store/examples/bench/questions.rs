//! The questions, and the time they take.

use std::time::Duration;

use domain::Level;
use store::{Expansion, ExplorerQuery, Filter, MetricColumn, ObjectRef, Shape, Sort, SortColumn, Spend, Store};

use crate::data::{Random, account, id, range};
use crate::{quantile, rss, say, timed};

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

pub(crate) fn ask(store: &Store, ads: u64, days: u64) -> Result<(), store::Error> {
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
