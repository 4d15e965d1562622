//! How long rules take on a real cache of 50,000 ads: a look, 50 rules, a tick with nothing to do, one rule replayed over
//! 90 days with what was known then, and the linter on 250 rules.
//!
//! `cargo run --release -p optimizer --example past`
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

#[path = "../../store/fixtures/rows.rs"]
mod rows;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use domain::{
    AccountDay, AccountId, AccountZone, Clock, ConversionAction, Currency, DayRange, FixedClock, Level, MetricSums,
    Money, ObjectId, TimestampMillis,
};
use optimizer::{StoreHistory, Targets, look};
use rules::*;
use store::{DatabaseKey, DayFigures, MetricRow, MetricsBatch, OpenOptions, PulledDay, Store};

const ADS: u32 = 50_000;
const DAYS: i64 = 125;
const HOUR: i64 = 3_600_000;
/// 2026-08-01T22:00:00Z, midnight in Oslo.
const BEGIN: TimestampMillis = TimestampMillis(1_785_621_600_000);

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let clock = FixedClock::new(BEGIN);
    let options = OpenOptions::new(Arc::new(clock.clone()));
    let store = Store::create(&folder.path().join("w"), DatabaseKey::new(Box::new([5; 32])), options)?;
    let begun = Instant::now();
    fill(&store, &clock)?;
    println!("filled in {:.1} s", begun.elapsed().as_secs_f64());
    let fifty: Vec<Prepared> = (0..50).map(rule).collect::<Result<_>>()?;
    let at = clock.now().plus_millis(10 * 60_000);
    now(&store, at, &fifty)?;
    then(&store, &fifty)?;
    let many: Vec<Rule> = fifty.iter().cycle().take(250).map(|rule| rule.rule().clone()).collect();
    say("lint of 250 rules", &mut times(5, || Ok(lint(&many).len()))?);
    Ok(())
}

fn now(store: &Store, at: TimestampMillis, fifty: &[Prepared]) -> Result<()> {
    let seen = |rules: &[Prepared]| -> Result<Snapshot> {
        let rules = rules.to_vec();
        Ok(store.read_blocking(move |db| Ok(look(db, &account()?, at, &rules, &Targets::default())))??)
    };
    say("look for 50 rules, the first one", &mut times(1, || Ok(seen(fifty)?.objects(Level::Ad).len()))?);
    say("look for 50 rules, nothing changed", &mut times(15, || Ok(seen(fifty)?.objects(Level::Ad).len()))?);
    let all = || {
        let snapshot = seen(fifty)?;
        let frame = Frame::new(&snapshot);
        Ok(fifty.iter().map(|rule| frame.judge(rule).standings.len()).sum())
    };
    say("look and judge, 50 rules", &mut times(15, all)?);
    let reasoned = || {
        let snapshot = seen(fifty)?;
        let frame = Frame::new(&snapshot);
        Ok(fifty.iter().map(|rule| frame.evaluate(rule).decisions.len()).sum())
    };
    say("look and evaluate, 50 rules", &mut times(5, reasoned)?);
    let one = fifty.get(..1).context("there are rules")?;
    let quiet = || Ok(Frame::new(&seen(one)?).judge(one.first().context("one")?).standings.len());
    say("look and judge, one rule", &mut times(15, quiet)?);
    let mut number = 0;
    let changed = || {
        number += 1;
        let row = ad(number, "PAUSED")?;
        store.write_blocking(move |tx| tx.upsert_ads(&account()?, &[row], None))?;
        Ok(seen(fifty)?.objects(Level::Ad).len())
    };
    say("look after one ad changed", &mut times(5, changed)?);
    Ok(())
}

fn then(store: &Store, fifty: &[Prepared]) -> Result<()> {
    let mut daily = fifty.get(2).context("there are rules")?.rule().clone();
    daily.schedule.every = Every::DailyAt(TimeOfDay::from_minutes(12 * 60).context("noon")?);
    daily.guards.acts_a_day = 2_000;
    daily.guards.acts_a_run = 500;
    let daily = Prepared::new(daily).ok().context("the rule is as it should be")?;
    let first = zone()?.day_of(BEGIN).context("a day")?;
    let days = DayRange::ending(first.plus_days(DAYS - 2), 90);
    let mut past = StoreHistory::open(store.clone(), &account()?, &Targets::default())?;
    let mut instants = Vec::new();
    let begun = Instant::now();
    let report = backtest(&daily, &mut past, days, &mut |_| {
        instants.push(begun.elapsed().as_secs_f64() * 1000.0);
        std::ops::ControlFlow::Continue(())
    });
    let took = begun.elapsed().as_secs_f64() * 1000.0;
    let report = report.ok().context("the past can be read")?;
    let longest = instants.iter().zip(instants.iter().skip(1)).map(|(a, b)| b - a).fold(0.0, f64::max);
    let (ticks, acts) = (report.ticks, report.touches.len());
    let mean = instants.get(ticks.saturating_sub(1)).copied().unwrap_or(0.0) / ticks.max(2).saturating_sub(1) as f64;
    println!("backtest of one rule: {took:.0} ms for {ticks} ticks and {acts} acts, {} blind", report.blind_ticks);
    println!("a tick of the past: {mean:.1} ms on average, the longest step {longest:.1} ms");
    Ok(())
}

fn times(count: usize, mut work: impl FnMut() -> Result<usize>) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for _ in 0..count {
        let begun = Instant::now();
        black_box(work()?);
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

fn say(what: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len() / 2).copied().unwrap_or(0.0);
    println!("{what}: {median:.2} ms (at best {:.2})", times.first().copied().unwrap_or(0.0));
}

fn account() -> store::Result<AccountId> {
    AccountId::parse("1").map_err(|_| store::Error::NotFound)
}

fn zone() -> Result<AccountZone> {
    Ok(AccountZone::parse("Europe/Oslo")?)
}

fn id(level: Level, number: u32) -> Result<ObjectId> {
    Ok(ObjectId::parse(&format!("12021{}{number:09}", level as u8))?)
}

fn ad(number: u32, status: &str) -> Result<store::AdRow> {
    let name = format!("Ad {number} video {} group {}", number % 17, number % 10);
    Ok(store::AdRow {
        status: status.to_owned(),
        effective_status: status.to_owned(),
        created_time: Some(BEGIN.plus_millis(-90 * 24 * HOUR)),
        ..rows::ad(
            &account()?,
            id(Level::Ad, number)?,
            id(Level::Adset, number / 5)?,
            id(Level::Campaign, number / 25)?,
            &name,
        )
    })
}

/// Objects, and days as they came in: each evening the day and the three before it, of which a fifth of the ads brought
/// conversions late.
fn fill(store: &Store, clock: &FixedClock) -> Result<()> {
    let of = account()?;
    let row = rows::account(&of, "Bench", "EUR");
    let campaigns: Vec<store::CampaignRow> = (0..ADS / 25)
        .map(|n| Ok(rows::campaign(&of, id(Level::Campaign, n)?, &format!("Campaign {n}"))))
        .collect::<Result<_>>()?;
    let sets: Vec<store::AdSetRow> = (0..ADS / 5)
        .map(|n| Ok(rows::ad_set(&of, id(Level::Adset, n)?, id(Level::Campaign, n / 5)?, &format!("Set {n}"))))
        .collect::<Result<_>>()?;
    let ads =
        (0..ADS).map(|n| ad(n, if n.is_multiple_of(10) { "PAUSED" } else { "ACTIVE" })).collect::<Result<Vec<_>>>()?;
    store.write_blocking(move |tx| {
        tx.upsert_accounts(&[row])?;
        tx.upsert_campaigns(&of, &campaigns, Some(1))?;
        tx.upsert_ad_sets(&of, &sets, Some(1))?;
        tx.upsert_ads(&of, &ads, Some(1))
    })?;
    let ids: Arc<[ObjectId]> = (0..ADS).map(|n| id(Level::Ad, n)).collect::<Result<_>>()?;
    clock.advance(11 * HOUR);
    for _ in 0..DAYS {
        let (now, ids) = (clock.now(), Arc::clone(&ids));
        let today = zone()?.day_of(now).context("a day")?;
        store.write_blocking(move |tx| {
            let mut rows = Vec::new();
            for back in 0..=3 {
                let day = today.plus_days(-back);
                if zone_of(BEGIN) <= Some(day) {
                    rows.extend((0_u32..).zip(&*ids).map(|(number, id)| row_of(id, number, day, back)));
                }
            }
            let of = account()?;
            tx.upsert_metrics(&MetricsBatch { account: &of, level: Level::Ad, seen_at: now, rows: &rows })?;
            let marks: Vec<PulledDay> = DayRange::ending(today, 4)
                .days()
                .map(|day| PulledDay { day, pulled_at: now, rows: i64::from(ADS) })
                .collect();
            tx.mark_pulled(&of, Level::Ad, &marks)
        })?;
        clock.advance(24 * HOUR);
    }
    clock.advance(-24 * HOUR);
    Ok(())
}

fn zone_of(at: TimestampMillis) -> Option<AccountDay> {
    zone().ok()?.day_of(at)
}

fn row_of(id: &ObjectId, number: u32, day: AccountDay, back: i64) -> MetricRow {
    // The same for an ad and a day whenever it is asked.
    let mixed = (u64::from(number) << 20 ^ u64::from(day.number().unsigned_abs())).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let part = |shift: u32, bound: i64| ((mixed >> shift) & 0xFFFF) as i64 % bound;
    // Today is half over; afterwards a fifth of the ads still gain conversions for three days.
    let impressions = part(8, 4_000) / if back == 0 { 2 } else { 1 };
    let late = if number.is_multiple_of(5) { back } else { back.min(1) };
    let conversions = part(16, 4) * (1 + late) / 4;
    let sums = MetricSums {
        impressions,
        clicks: impressions / (20 + part(24, 100)),
        link_clicks: impressions / (40 + part(28, 160)),
        spend_minor: impressions * (5 + part(32, 15)) / 10,
        conversions_milli: conversions * 1_000,
        value_minor: conversions * (500 + part(40, 3_500)),
    };
    let figures = DayFigures { sums, reach: None, attribution: "".into(), conversion: ConversionAction::Purchase };
    MetricRow { object: id.clone(), day, figures }
}

/// Rules with two clauses over windows of 7 and 30 days; one in five looks at names.
fn rule(number: usize) -> Result<Prepared> {
    let currency = Currency::parse("EUR")?;
    let money = |minor: i64| Money { minor, currency };
    let window = Window::Last(LastDays { days: if number.is_multiple_of(2) { 7 } else { 30 }, with_today: false });
    let reading = |of| Term::Metric(Reading { of, window, at: Place::Itself });
    let spent = Compare { left: reading(Metric::Spend), is: Operator::Above, right: Term::Money(money(5_000)) };
    let poor = match number % 4 {
        0 => (Metric::Cpa, Operator::Above, Term::Money(money(40_000))),
        1 => (Metric::Cpm, Operator::Above, Term::Money(money(1_900))),
        2 => (Metric::Roas, Operator::Below, Term::Number(0.02)),
        _ => (Metric::Ctr, Operator::Below, Term::Number(0.9)),
    };
    let poor = Compare { left: reading(poor.0), is: poor.1, right: poor.2 };
    let mut filters = vec![Filter::Status(vec![EFFECTIVE])];
    if number.is_multiple_of(5) {
        let is = NameIs::Contains(format!("group {}", number % 10));
        filters.push(Filter::Name(NameFilter { at: Place::Itself, is }));
    }
    let floors = Floors { window, spend: Some(money(2_000)), impressions: Some(500), conversions: None, age_hours: 24 };
    let rule = Rule {
        format: FORMAT,
        id: format!("rule-{number}"),
        name: format!("Rule {number}"),
        note: String::new(),
        mode: Mode::Shadow,
        scope: Scope { level: Level::Ad, accounts: vec![], members: Members::AlsoFuture, filters, never: vec![] },
        when: Condition::All(vec![Condition::Compare(spent), Condition::Compare(poor)]),
        then: Action::Pause(Until::Midnight),
        schedule: Schedule { every: Every::Minutes(60), hours: vec![] },
        guards: Guards { floors: Some(floors), acts_a_run: 500, freshness_minutes: 24 * 60, ..Guards::default() },
    };
    Prepared::new(rule).map_err(|faults| anyhow::anyhow!("{faults}"))
}

const EFFECTIVE: domain::EffectiveStatus = domain::EffectiveStatus::Active;
