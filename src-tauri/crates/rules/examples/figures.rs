//! How long rules take: 50 rules on 50,000 ads, with and without reasons; one rule replayed over 90 days of 50,000 ads;
//! the linter on 250 rules.
//!
//! `cargo run --release -p rules --example figures`
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program that prints figures and may fail")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use domain::{
    AccountDay, AccountId, AccountZone, ConfiguredStatus, Currency, DayRange, EffectiveStatus, Level, MetricSums,
    Money, ObjectId, TimestampMillis,
};
use fastrand::Rng;
use rules::*;

const ADS: u32 = 50_000;
const DAYS: i32 = 60;

fn main() {
    let rules = fifty(&mut Rng::with_seed(1));
    let snapshot = account(&mut Rng::with_seed(2), &rules);
    let mut judged = Vec::new();
    let mut reasoned = Vec::new();
    let mut warm = Vec::new();
    let mut acts = 0;
    for _ in 0..15 {
        // Nothing is kept from one round to the next: windows, ratios and names are worked out anew.
        let frame = Frame::new(&snapshot);
        judged.push(timed(|| rules.iter().map(|rule| frame.judge(rule).standings.len()).sum::<usize>()));
        warm.push(timed(|| rules.iter().map(|rule| frame.judge(rule).standings.len()).sum::<usize>()));
        reasoned.push(timed(|| {
            let frame = Frame::new(&snapshot);
            acts = rules.iter().map(|rule| frame.evaluate(rule).decisions.len()).sum::<usize>();
            acts
        }));
    }
    println!("50 rules x 50,000 ads, fresh frame:       {} ms", median(&mut judged));
    println!("50 rules x 50,000 ads, same frame again:  {} ms", median(&mut warm));
    println!("the same with reasons for {acts} matches:  {} ms", median(&mut reasoned));
    replayed(&rules[12]);
    let many: Vec<Rule> = rules.iter().cycle().take(250).map(|rule| rule.rule().clone()).collect();
    let mut linted = Vec::new();
    let mut findings = 0;
    for _ in 0..5 {
        linted.push(timed(|| {
            findings = lint(&many).len();
            findings
        }));
    }
    println!("lint of 250 rules ({findings} findings):          {} ms", median(&mut linted));
}

/// Ninety days of one account, held in memory with the sums at the end of each day.
struct Past {
    model: Snapshot,
    cuts: Vec<Cut>,
    first: AccountDay,
}

impl Past {
    fn new(days: u16) -> Self {
        let mut rng = Rng::with_seed(3);
        let model = account(&mut rng, &[]);
        let first = model.today().unwrap().plus_days(1 - i64::from(days));
        let mut running = vec![(0_i64, MetricSums::default()); ADS as usize];
        let cuts = (0..i64::from(days)).map(|day| {
            let mut cut = Cut::new(first.plus_days(day), ADS as usize);
            for (index, (days, sums)) in running.iter_mut().enumerate() {
                *days += 1;
                sums.add(&row(&mut rng));
                cut.set(index, *days, sums);
            }
            cut
        });
        Self { model, cuts: cuts.collect(), first }
    }

    fn cut(&self, day: AccountDay) -> Option<&Cut> {
        self.cuts.get(usize::try_from(day.number() - self.first.number()).ok()?)
    }
}

impl History for Past {
    type Error = String;

    fn account(&self) -> &AccountFacts {
        &self.model.account
    }

    fn snapshot(&mut self, at: TimestampMillis, _known: Known, rule: &Prepared) -> Result<Snapshot, String> {
        let mut then = self.model.clone();
        then.at = at;
        let days = then.today().map_or(0, |today| today.number() - self.first.number() + 1);
        let figures = &mut then.objects_mut(Level::Ad).figures;
        figures.coverage = Coverage::new(self.first, vec![Some(at); usize::try_from(days).unwrap_or(0)]);
        for (_, day) in Frame::spans(std::slice::from_ref(rule), &self.model.account, at, self.first) {
            self.cut(day).cloned().into_iter().for_each(|cut| figures.put(cut));
        }
        Ok(then)
    }

    fn figures(
        &mut self,
        _level: Level,
        objects: &[ObjectId],
        _days: DayRange,
        _known: Known,
    ) -> Result<Vec<Option<MetricSums>>, String> {
        Ok(vec![Some(MetricSums::default()); objects.len()])
    }

    fn known_since(&self) -> Option<TimestampMillis> {
        Some(self.model.account.zone.start_of(self.first))
    }

    fn until(&self) -> AccountDay {
        self.first.plus_days(self.cuts.len() as i64 - 1)
    }
}

fn replayed(rule: &Prepared) {
    let mut past = Past::new(90);
    let mut daily = rule.rule().clone();
    daily.schedule.every = Every::DailyAt(TimeOfDay::from_minutes(720).unwrap());
    daily.guards.acts_a_day = 2_000;
    if let Condition::All(parts) = &mut daily.when
        && let Some(Condition::Compare(poor)) = parts.last_mut()
    {
        // So few that no run wants more acts than it may have.
        poor.right = Term::Number(0.3);
    }
    let daily = Prepared::new(daily).unwrap();
    let days = DayRange::new(past.first, past.until().plus_days(-1)).unwrap();
    let mut acts = 0;
    let mut ticks = 0;
    let took = timed(|| {
        let report = backtest(&daily, &mut past, days, &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
        (acts, ticks) = (report.touches.len(), report.ticks);
        acts
    });
    println!("one rule over {ticks} days x 50,000 ads, {acts} acts: {took:7.2} ms");
}

/// Milliseconds on the processor where the system tells them, so that other programs do not count.
fn timed(work: impl FnOnce() -> usize) -> f64 {
    let (start, before) = (Instant::now(), on_processor());
    black_box(work());
    let nanos = on_processor().zip(before).map(|(after, before)| (after - before) as f64 / 1e6);
    nanos.unwrap_or_else(|| start.elapsed().as_secs_f64() * 1000.0)
}

fn on_processor() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// The median and the shortest.
fn median(times: &mut [f64]) -> String {
    times.sort_by(f64::total_cmp);
    format!("{:7.2} (at best {:.2})", times[times.len() / 2], times[0])
}

/// Rules with two or three clauses over windows of 1, 3, 7, 14 and 30 days; one in five looks at names.
fn fifty(rng: &mut Rng) -> Vec<Prepared> {
    let currency = Currency::parse("EUR").unwrap();
    let money = |minor: i64| Money { minor, currency };
    let windows = [1, 3, 7, 14, 30].map(|days| Window::Last(LastDays { days, with_today: days == 1 }));
    let reading = |of, window| Term::Metric(Reading { of, window, at: Place::Itself });
    let rule = |number: usize| {
        let window = windows[number % 5];
        let spent = Compare {
            left: reading(Metric::Spend, window),
            is: Operator::Above,
            right: Term::Money(money(rng.i64(2_000..20_000))),
        };
        let poor = Compare {
            left: reading([Metric::Roas, Metric::Cpa, Metric::Ctr, Metric::Cpm][number % 4], window),
            is: if number.is_multiple_of(4) { Operator::Below } else { Operator::Above },
            right: if number.is_multiple_of(2) { Term::Number(0.4) } else { Term::Money(money(40_000)) },
        };
        let poor = if number % 4 == 2 { Compare { right: Term::Number(5.5), ..poor } } else { poor };
        let mut filters = vec![Filter::Status(vec![EffectiveStatus::Active, EffectiveStatus::WithIssues])];
        if number.is_multiple_of(5) {
            let is = NameIs::Contains(format!("group {}", number % 10));
            filters.push(Filter::Name(NameFilter { at: Place::Itself, is }));
        }
        let floors =
            Floors { window, spend: Some(money(2_000)), impressions: Some(500), conversions: None, age_hours: 24 };
        Rule {
            format: FORMAT,
            id: format!("rule-{number}"),
            name: format!("Rule {number}"),
            note: String::new(),
            mode: Mode::Shadow,
            scope: Scope { level: Level::Ad, accounts: vec![], members: Members::AlsoFuture, filters, never: vec![] },
            when: Condition::All(vec![Condition::Compare(spent), Condition::Compare(poor)]),
            then: Action::Pause(Until::Midnight),
            schedule: Schedule { every: Every::Minutes(60), hours: vec![] },
            guards: Guards { floors: Some(floors), acts_a_run: 500, ..Guards::default() },
        }
    };
    (0..50).map(rule).map(|rule| Prepared::new(rule).unwrap()).collect()
}

fn account(rng: &mut Rng, rules: &[Prepared]) -> Snapshot {
    let at = TimestampMillis(1_795_430_000_000);
    let facts = AccountFacts {
        id: AccountId::parse("1").unwrap(),
        currency: Currency::parse("EUR").unwrap(),
        zone: AccountZone::parse("Europe/Oslo").unwrap(),
        target_cpa_minor: Some(2_500),
        target_roas: Some(2.0),
        maturity_percent: Vec::new(),
    };
    let mut snapshot = Snapshot::new(at, facts);
    let today = snapshot.today().unwrap();
    let first = today.plus_days(-i64::from(DAYS) + 1);
    for (level, count, per_parent) in [(Level::Campaign, 2_000, 0), (Level::Adset, 10_000, 5), (Level::Ad, ADS, 5)] {
        let objects = snapshot.objects_mut(level);
        objects.figures.coverage = Coverage::new(first, vec![Some(at.plus_millis(-60_000)); DAYS as usize]);
        for index in 0..count {
            objects.push(object(level, index, (per_parent > 0).then(|| index / per_parent), at));
        }
    }
    let mut running = vec![(0_i64, MetricSums::default()); ADS as usize];
    let needed: Vec<AccountDay> =
        Frame::spans(rules, &snapshot.account, at, first).into_iter().map(|(_, day)| day).collect();
    for number in first.number()..=today.number() {
        for (days, sums) in &mut running {
            *days += 1;
            sums.add(&row(rng));
        }
        let day = AccountDay::from_number(number).unwrap();
        if needed.contains(&day) {
            let mut cut = Cut::new(day, ADS as usize);
            for (index, (days, sums)) in running.iter().enumerate() {
                cut.set(index, *days, sums);
            }
            snapshot.objects_mut(Level::Ad).figures.put(cut);
        }
    }
    snapshot
}

fn object(level: Level, index: u32, parent: Option<u32>, at: TimestampMillis) -> Object {
    let active = !index.is_multiple_of(10);
    Object {
        id: ObjectId::parse(&format!("{}{index:08}", 1 + level as u8)).unwrap(),
        name: format!("Prospecting video {index} group {}", index % 10).into(),
        parent,
        configured: if active { ConfiguredStatus::Active } else { ConfiguredStatus::Paused },
        effective: Some(if active { EffectiveStatus::Active } else { EffectiveStatus::Paused }),
        objective: None,
        labels: Arc::from([]),
        created: Some(at.plus_millis(-90 * 86_400_000)),
        daily_budget_minor: None,
        lifetime_budget_minor: None,
        bid_minor: None,
        learning: Some(LearningStage::Learned),
    }
}

fn row(rng: &mut Rng) -> MetricSums {
    let impressions = rng.i64(0..4_000);
    let conversions = rng.i64(0..4);
    MetricSums {
        impressions,
        clicks: impressions / rng.i64(20..120),
        link_clicks: impressions / rng.i64(40..200),
        spend_minor: impressions * rng.i64(5..20) / 10,
        conversions_milli: conversions * 1_000,
        value_minor: conversions * rng.i64(500..4_000),
    }
}
