//! Rules replayed over a past that was written down, with figures that arrived late.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use domain::{AccountDay, ConfiguredStatus, DayRange, Level, MetricSums, ObjectId, TimestampMillis};
use rules::{
    AccountFacts, Act, Answer, Failed, History, Known, Prepared, Progress, Report, Said, Snapshot, Unknowable,
    backtest, compare,
};
use serde_json::{Value, json};

use crate::judged::plain;
use crate::said::{euro, last, metric, pausing, prepared, raising, ripe};
use crate::world::{World, id, number};

/// A past in which the conversions of each day arrive `late` days after it.
struct Past {
    world: World,
    late: i64,
    /// Rows whose conversions came late: what was known of them before.
    before: BTreeMap<(Level, usize, i32), MetricSums>,
    first_read: Option<TimestampMillis>,
}

impl Past {
    fn new(world: World) -> Self {
        Self { world, late: 3, before: BTreeMap::new(), first_read: Some(TimestampMillis(0)) }
    }

    /// The conversions of these days of an ad set only arrive three days later.
    fn arrive_late(mut self, index: usize, days: std::ops::Range<i32>) -> Self {
        for day in days {
            let key = (Level::Adset, index, self.day(day).number());
            let row = self.world.rows[&key];
            self.before.insert(key, MetricSums { conversions_milli: 0, value_minor: 0, ..row });
        }
        self
    }

    /// The day so many days before today.
    fn day(&self, back: i32) -> AccountDay {
        self.world.today().plus_days(-i64::from(back))
    }

    fn known_at(&self, known: Known) -> BTreeMap<(Level, usize, i32), MetricSums> {
        let mut rows = self.world.rows.clone();
        if let Known::At(at) = known {
            let today = self.world.account.zone.day_of(at).unwrap().number();
            rows.retain(|(_, _, day), _| *day <= today);
            for (key, before) in &self.before {
                if i64::from(today - key.2) < self.late {
                    rows.insert(*key, *before);
                }
            }
        }
        rows
    }
}

impl History for Past {
    type Error = String;

    fn account(&self) -> &AccountFacts {
        &self.world.account
    }

    fn snapshot(&mut self, at: TimestampMillis, known: Known, rule: &Prepared) -> Result<Snapshot, String> {
        let mut then = self.world.clone();
        then.at = at;
        then.rows = self.known_at(known);
        let today = then.today();
        for (first, read) in &mut then.read {
            let days =
                usize::try_from(today.number() - first.number() + 1).map_err(|_| "before the past".to_owned())?;
            read.truncate(days);
            read.iter_mut().filter(|read| read.is_some()).for_each(|read| *read = Some(at));
            if known == Known::WholeDays {
                read.last_mut().into_iter().for_each(|today| *today = None);
            }
        }
        Ok(then.snapshot(std::slice::from_ref(rule)))
    }

    fn figures(
        &mut self,
        level: Level,
        objects: &[ObjectId],
        days: DayRange,
        known: Known,
    ) -> Result<Vec<Option<MetricSums>>, String> {
        let rows = self.known_at(known);
        let one = |object: &ObjectId| {
            let index = self.world.objects(level).iter().position(|other| other.id == *object)?;
            let rows = days.days().filter_map(|day| rows.get(&(level, index, day.number())));
            rows.copied().reduce(|mut sums, row| {
                sums.add(&row);
                sums
            })
        };
        Ok(objects.iter().map(one).collect())
    }

    fn known_since(&self) -> Option<TimestampMillis> {
        self.first_read
    }

    fn until(&self) -> AccountDay {
        self.world.today()
    }
}

/// Replays a rule from so many days ago up to so many days ago.
fn replay(past: &mut Past, rule: &Value, from: i32, to: i32) -> Report {
    let days = DayRange::new(past.day(from), past.day(to)).unwrap();
    backtest(&prepared(rule), past, days, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn daily(mut rule: Value) -> Value {
    rule["schedule"] = json!({"every": {"daily_at": "12:00"}});
    rule
}

/// Pauses for good what has spent enough and brought back less than it cost in the last three days.
fn hasty() -> Value {
    let mut rule = daily(pausing());
    rule["when"] = json!({"compare": {"left": metric("roas", last(3)), "is": "below", "right": {"number": 2.0}}});
    rule["then"] = json!({"pause": "a_person"});
    rule
}

/// Sets what a row of an ad set brought.
fn worth(world: &mut World, index: usize, days: std::ops::RangeInclusive<i32>, value_minor: i64) {
    let today = world.today().number();
    for back in days {
        world.rows.get_mut(&(Level::Adset, index, today - back)).unwrap().value_minor = value_minor;
    }
}

/// Two ad sets that do well all the time.
fn good(adsets: usize) -> World {
    let mut world = plain(adsets);
    (0..adsets).for_each(|index| worth(&mut world, index, 0..=39, 10_000));
    world
}

#[test]
fn a_pause_that_late_conversions_would_have_spared_is_a_false_kill() {
    let mut past = Past::new(good(2)).arrive_late(0, 16..31);
    let report = replay(&mut past, &hasty(), 25, 14);
    assert_eq!(report.ticks, 12);
    assert_eq!(report.touches.len(), 1, "once paused it stays paused: {:#?}", report.touches);
    let touch = &report.touches[0];
    assert_eq!((&touch.object, &touch.act), (&id(Level::Adset, 0), &Act::Pause(rules::Until::APerson)));
    assert_eq!((touch.in_hindsight, touch.said), (Answer::NotMet, Said::LateFigures));
    assert_eq!((report.totals.false_kills, report.totals.right), (1, 0));
    // Seven whole days after the act; of the day itself everything was known.
    let after = touch.after.unwrap();
    assert_eq!((after.days.len_days(), after.sums.spend_minor), (8, 7 * 2_000));
    assert_eq!(report.totals.withheld, after.sums);
    // The same rule over ripe days leaves it alone.
    let mut patient = hasty();
    patient["when"]["compare"]["left"] = metric("roas", ripe(3));
    let other = replay(&mut past, &patient, 25, 14);
    assert!(other.touches.is_empty(), "{:#?}", other.touches);
    let comparison = compare(&report, &other);
    assert_eq!((comparison.only_first.len(), comparison.both.len(), comparison.only_second.len()), (1, 0, 0));
    assert_eq!((comparison.only_first[0].acts, comparison.only_first[0].wrong), (1, 1));
}

#[test]
fn what_stays_bad_was_right_and_what_gets_better_was_not() {
    let mut world = good(3);
    worth(&mut world, 0, 0..=39, 100);
    worth(&mut world, 1, 20..=39, 100);
    let mut past = Past::new(world);
    let report = replay(&mut past, &hasty(), 24, 24);
    let said: Vec<_> = report.touches.iter().map(|touch| (touch.object.clone(), touch.said)).collect();
    assert_eq!(said, [(id(Level::Adset, 0), Said::Right), (id(Level::Adset, 1), Said::Recovered)]);
    assert_eq!((report.totals.right, report.totals.false_kills, report.totals.open), (1, 1, 0));
    let late = replay(&mut past, &hasty(), 3, 3);
    assert_eq!(late.touches.iter().map(|touch| touch.said).collect::<Vec<_>>(), [Said::TooEarly]);
    assert!(late.unknowable().contains(&Unknowable::TooEarly(1)));
    assert!(late.unknowable().contains(&Unknowable::AfterAPause));
    assert!(late.unknowable().iter().all(|unknowable| unknowable.words().len() > 20));
}

#[test]
fn nothing_that_was_learned_later_decides_an_act() {
    // With everything known at once the rule would never have acted; as known then it acts on each such day.
    let mut known = Past::new(good(2));
    assert!(replay(&mut known, &hasty(), 30, 10).touches.is_empty());
    let mut late = Past::new(good(2)).arrive_late(0, 10..34);
    assert_eq!(replay(&mut late, &hasty(), 30, 10).touches.len(), 1);
}

#[test]
fn a_lease_ends_and_the_rule_may_act_again() {
    let mut world = good(2);
    worth(&mut world, 0, 20..=39, 100);
    let mut past = Past::new(world);
    let with = |until: &str| {
        let mut rule = hasty();
        rule["then"] = json!({"pause": until});
        rule["guards"]["cool_down_minutes"] = json!(60);
        rule
    };
    let days = |report: &Report| report.touches.len();
    assert_eq!(days(&replay(&mut past, &with("a_person"), 30, 10)), 1);
    // Each day from 30 to 20 days ago; then the good days come.
    let midnights = replay(&mut past, &with("midnight"), 30, 10);
    assert!((10..=13).contains(&days(&midnights)), "{}", days(&midnights));
    let ends: Vec<u32> = midnights.touches.iter().filter_map(|touch| Some(touch.after?.days.len_days())).collect();
    assert!(ends.iter().all(|days| *days == 1), "a lease until midnight withholds that day alone: {ends:?}");
    assert_eq!(days(&replay(&mut past, &with("recovered"), 30, 10)), 1);
}

#[test]
fn raised_budgets_build_on_one_another_within_the_guards() {
    let mut rule = daily(raising(2_000));
    rule["guards"]["cool_down_minutes"] = json!(1_440);
    rule["guards"]["floors"]["conversions"] = json!(1);
    // Twelve ad sets, so that one of them is no great part of the account.
    let mut world = plain(12);
    worth(&mut world, 0, 0..=39, 90_000);
    let mut past = Past::new(world);
    let report = replay(&mut past, &rule, 20, 10);
    let steps: Vec<(i64, i64)> = report
        .touches
        .iter()
        .filter_map(|touch| match &touch.act {
            Act::Set { from, to, .. } => Some((from.minor, to.minor)),
            _ => None,
        })
        .collect();
    assert_eq!(steps[..3], [(10_000, 12_000), (12_000, 14_400), (14_400, 17_280)]);
    // Rounded down each time, so that the largest step of 20 % is never passed by a cent.
    assert_eq!(steps[3..6], [(17_280, 20_736), (20_736, 24_883), (24_883, 29_859)]);
    // 429.96 and 20 % more lies above the ceiling of 500.00, and is refused rather than held there.
    assert_eq!(steps.last(), Some(&(35_830, 42_996)));
    assert!(report.refused["bounds"] > 0, "{:?}", report.refused);
    assert_eq!(report.totals.raised_minor, 42_996 - 10_000);
}

#[test]
fn a_runaway_rule_moves_no_more_than_its_guards_allow_in_thirty_days() {
    let mut rule = raising(2_000);
    rule["when"] = json!({"compare": {"left": metric("spend", last(1)), "is": "above", "right": euro(1)}});
    rule["schedule"] = json!({"every": {"minutes": 15}});
    rule["guards"]["floors"]["conversions"] = json!(1);
    rule["guards"]["cool_down_minutes"] = json!(60);
    rule["guards"]["acts_per_object_a_day"] = json!(12);
    rule["guards"]["acts_a_run"] = json!(500);
    rule["guards"]["acts_a_day"] = json!(2);
    let mut past = Past::new(plain(2));
    let report = replay(&mut past, &rule, 33, 4);
    let zone = past.world.account.zone;
    let mut by_day: BTreeMap<AccountDay, usize> = BTreeMap::new();
    for touch in &report.touches {
        *by_day.entry(zone.day_of(touch.at).unwrap()).or_default() += 1;
        let Act::Set { from, to, .. } = touch.act else { panic!("{touch:?}") };
        assert!(to.minor <= 50_000 && (to.minor - from.minor) * 10_000 <= from.minor * 2_000, "{touch:?}");
    }
    assert!(!by_day.is_empty() && by_day.values().all(|acts| *acts <= 2), "{by_day:?}");
    let raised = |object: &ObjectId, at: TimestampMillis| {
        let day = report
            .touches
            .iter()
            .filter(|touch| touch.object == *object && touch.at <= at && at.millis_since(touch.at) < 86_400_000);
        let steps: Vec<(i64, i64)> = day
            .filter_map(|touch| match &touch.act {
                Act::Set { from, to, .. } => Some((from.minor, to.minor)),
                _ => None,
            })
            .collect();
        (steps[0].0, steps[steps.len() - 1].1)
    };
    for touch in &report.touches {
        let (before, now) = raised(&touch.object, touch.at);
        assert!((now - before) * 10_000 <= before * 5_000, "{before} to {now} in 24 hours");
    }
}

#[test]
fn ticks_without_figures_are_counted_and_nothing_is_done_at_them() {
    let mut world = plain(2);
    for (_, read) in &mut world.read {
        read.iter_mut().for_each(|at| *at = None);
    }
    let mut past = Past::new(world);
    let report = replay(&mut past, &hasty(), 20, 11);
    assert_eq!((report.ticks, report.blind_ticks, report.touches.len()), (10, 10, 0));
    assert!(report.unknowable().contains(&Unknowable::BlindTicks(10)));
}

#[test]
fn somebody_may_stop_it_and_what_fails_is_told() {
    let mut past = Past::new(good(1));
    let days = DayRange::new(past.day(20), past.day(10)).unwrap();
    let rule = prepared(&hasty());
    let mut seen: Vec<Progress> = Vec::new();
    let stopped = backtest(&rule, &mut past, days, &mut |progress| {
        seen.push(progress);
        if progress.done == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(stopped, Err(Failed::Cancelled));
    assert_eq!(
        seen.iter().map(|progress| (progress.done, progress.of)).collect::<Vec<_>>(),
        [(0, 11), (1, 11), (2, 11), (3, 11), (4, 11)]
    );
    let before = DayRange::new(past.day(60), past.day(50)).unwrap();
    let failed = backtest(&rule, &mut past, before, &mut |_| ControlFlow::Continue(()));
    assert_eq!(failed, Err(Failed::History("before the past".to_owned())));
}

#[test]
fn the_same_past_gives_the_same_report() {
    let mut world = good(3);
    worth(&mut world, 0, 0..=39, 100);
    world.objects[number(Level::Adset)][2].configured = ConfiguredStatus::Paused;
    let report = || replay(&mut Past::new(world.clone()), &hasty(), 25, 10);
    assert_eq!(report(), report());
}

#[test]
fn ticks_before_the_first_read_see_whole_days_as_known_by_now_and_the_report_says_so() {
    // The conversions of these days came late, so that whoever looked then would have paused it.
    let mut past = Past::new(good(2)).arrive_late(0, 16..31);
    past.first_read = Some(past.world.account.zone.start_of(past.day(20)));
    let report = replay(&mut past, &hasty(), 25, 21);
    assert_eq!((report.ticks, report.hindsight_ticks, report.touches.len()), (5, 5, 0));
    let report = replay(&mut past, &hasty(), 25, 14);
    assert_eq!((report.ticks, report.hindsight_ticks), (12, 5));
    assert_eq!(report.touches.len(), 1, "from the first read on, what was known then decides");
    assert!(past.world.account.zone.day_of(report.touches[0].at).unwrap() >= past.day(20));
    let unknowable = report.unknowable();
    assert!(unknowable.contains(&Unknowable::BeforeFirstRead(5)), "{unknowable:?}");
    assert!(Unknowable::BeforeFirstRead(5).words().starts_with("5 ticks lie before this account was first read."));
    let known = replay(&mut past, &hasty(), 20, 14);
    assert_eq!(compare(&report, &known).hindsight_ticks, [5, 0]);
    assert!(!known.unknowable().iter().any(|one| matches!(one, Unknowable::BeforeFirstRead(_))));
    // A window with today cannot be told there: by now the day is known as a whole.
    let mut today = hasty();
    today["when"]["compare"]["left"] = metric("roas", json!({"last": {"days": 3, "with_today": true}}));
    past.first_read = None;
    let report = replay(&mut past, &today, 25, 14);
    assert_eq!((report.ticks, report.hindsight_ticks, report.blind_ticks), (12, 12, 12));
}

#[test]
fn what_was_still_to_come_of_a_day_before_the_first_read_is_not_guessed() {
    let mut world = good(2);
    worth(&mut world, 0, 0..=39, 100);
    let mut past = Past::new(world);
    let with = |until: &str| {
        let mut rule = hasty();
        rule["then"] = json!({"pause": until});
        rule
    };
    past.first_read = None;
    let report = replay(&mut past, &with("a_person"), 20, 20);
    let after = report.touches[0].after.unwrap();
    assert_eq!((after.days.since(), after.days.len_days()), (past.day(19), 7));
    let midnight = replay(&mut past, &with("midnight"), 20, 20);
    assert_eq!((midnight.touches.len(), midnight.touches[0].after), (1, None));
}

#[test]
fn real_acts_are_followed_up_as_replayed_ones_are() {
    let mut world = good(3);
    worth(&mut world, 0, 0..=39, 100);
    worth(&mut world, 1, 20..=39, 100);
    let mut past = Past::new(world);
    let report = replay(&mut past, &hasty(), 24, 24);
    assert_eq!(report.touches.len(), 2);
    let bare = |touch: &rules::Touch| rules::Touch::new(touch.object.clone(), touch.at, touch.act.clone());
    let mut touches: Vec<rules::Touch> = report.touches.iter().map(bare).collect();
    // An object that is not there any more is no reason to fail.
    touches.push(rules::Touch { object: id(Level::Adset, 77), ..bare(&report.touches[0]) });
    let rule = prepared(&hasty());
    rules::follow_up(&rule, &mut past, &mut touches, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(touches[..2], report.touches[..]);
    assert_eq!((touches[2].said, touches[2].after), (Said::Untold, None));
    let stopped = rules::follow_up(&rule, &mut past, &mut touches, &mut |_| ControlFlow::Break(()));
    assert_eq!(stopped, Err(Failed::Cancelled));
}

#[test]
fn why_is_told_with_what_was_known_then() {
    let mut past = Past::new(good(2)).arrive_late(0, 16..31);
    let rule = prepared(&hasty());
    let noon = past.world.account.zone.instant(past.day(22), 720).unwrap();
    let why = |past: &mut Past, index| rules::explain_then(&rule, past, &id(Level::Adset, index), noon).unwrap();
    let then = why(&mut past, 0).unwrap();
    assert_eq!((then.standing, then.reasons.answer), (rules::Standing::Acts, Answer::Met));
    assert_eq!(why(&mut past, 9), None);
    past.first_read = None;
    assert_eq!(why(&mut past, 0).unwrap().reasons.answer, Answer::NotMet);
}
