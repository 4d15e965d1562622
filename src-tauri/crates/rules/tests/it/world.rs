//! Small accounts with a history of daily rows, made at random from a seed.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{
    AccountDay, AccountId, AccountZone, ConfiguredStatus, Currency, EffectiveStatus, Level, MetricSums, ObjectId,
    TimestampMillis,
};
use fastrand::Rng;
use rules::{AccountFacts, Coverage, Cut, Frame, LearningStage, Object, Prepared, Snapshot};

/// Days of history a world has at most.
pub(crate) const DAYS: i32 = 40;
const HOUR: i64 = 3_600_000;

/// An account with everything that happened in it, day by day.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) at: TimestampMillis,
    pub(crate) account: AccountFacts,
    /// Objects by level, account first.
    pub(crate) objects: [Vec<Object>; 4],
    pub(crate) rows: BTreeMap<(Level, usize, i32), MetricSums>,
    /// First day and when each day from there on was read, by level.
    pub(crate) read: [(AccountDay, Vec<Option<TimestampMillis>>); 4],
}

pub(crate) fn number(level: Level) -> usize {
    Level::ALL.iter().position(|other| *other == level).unwrap()
}

pub(crate) fn id(level: Level, index: usize) -> ObjectId {
    ObjectId::parse(&format!("{}{index:03}", number(level) + 1)).unwrap()
}

pub(crate) fn euro() -> Currency {
    Currency::parse("EUR").unwrap()
}

impl World {
    pub(crate) fn today(&self) -> AccountDay {
        self.account.zone.day_of(self.at).unwrap()
    }

    pub(crate) fn objects(&self, level: Level) -> &[Object] {
        &self.objects[number(level)]
    }

    /// The snapshot that these rules need.
    pub(crate) fn snapshot(&self, rules: &[Prepared]) -> Snapshot {
        let mut snapshot = Snapshot::new(self.at, self.account.clone());
        let first = |level: Level| self.read[number(level)].0;
        for level in Level::ALL {
            let objects = snapshot.objects_mut(level);
            for object in self.objects(level) {
                objects.push(object.clone());
            }
            let (first, read_at) = self.read[number(level)].clone();
            objects.figures.coverage = Coverage::new(first, read_at);
        }
        for level in Level::ALL {
            for (of, day) in Frame::spans(rules, &self.account, self.at, first(level)) {
                if of == level {
                    let cut = self.cut(level, first(level), day);
                    snapshot.objects_mut(level).figures.put(cut);
                }
            }
        }
        snapshot
    }

    fn cut(&self, level: Level, first: AccountDay, day: AccountDay) -> Cut {
        let count = self.objects(level).len();
        let mut cut = Cut::new(day, count);
        for index in 0..count {
            let mut sums = MetricSums::default();
            let mut days = 0;
            for (_, row) in self.rows.range((level, index, first.number())..=(level, index, day.number())) {
                sums.add(row);
                days += 1;
            }
            cut.set(index, days, &sums);
        }
        cut
    }

    /// A world in which everything has been read a minute ago.
    pub(crate) fn fresh(rng: &mut Rng) -> Self {
        let mut world = Self::any(rng);
        for (first, read) in &mut world.read {
            let days = world.account.zone.day_of(world.at).unwrap().number() - first.number() + 1;
            *read = vec![Some(world.at.plus_millis(-60_000)); usize::try_from(days).unwrap()];
        }
        world
    }

    /// Any world, some of it damaged.
    pub(crate) fn any(rng: &mut Rng) -> Self {
        let zone = ["Europe/Oslo", "America/Los_Angeles", "Asia/Kathmandu", "America/Santiago", "UTC"][rng.usize(..5)];
        let zone = AccountZone::parse(zone).unwrap();
        let year = 1_767_225_600_000; // 2026-01-01T00:00:00Z
        let at = TimestampMillis(year + rng.i64(0..365 * 24) * HOUR + rng.i64(0..HOUR));
        let account = AccountFacts {
            id: AccountId::parse("1").unwrap(),
            currency: euro(),
            zone,
            target_cpa_minor: rng.bool().then(|| rng.i64(1..40) * 100),
            target_roas: rng.bool().then(|| rng.f64() * 4.0),
            maturity_percent: (0..rng.usize(0..12)).map(|day| (30.0 + 8.0 * day as f64).min(100.0)).collect(),
        };
        let today = account.zone.day_of(at).unwrap();
        let objects = objects(rng, at);
        let mut rows = BTreeMap::new();
        for level in Level::ALL {
            for index in 0..objects[number(level)].len() {
                let how_often = rng.f64();
                for back in 0..DAYS {
                    if rng.f64() < how_often {
                        rows.insert((level, index, today.number() - back), sums(rng));
                    }
                }
            }
        }
        let read = std::array::from_fn(|_| coverage(rng, at, today, &account.zone));
        Self { at, account, objects, rows, read }
    }
}

fn sums(rng: &mut Rng) -> MetricSums {
    let some = |rng: &mut Rng, most: i64| if rng.u8(..4) == 0 { 0 } else { rng.i64(0..most) };
    let conversions = some(rng, 6);
    MetricSums {
        impressions: some(rng, 400),
        clicks: some(rng, 20),
        link_clicks: some(rng, 12),
        spend_minor: some(rng, 30) * 100,
        conversions_milli: conversions * 500,
        value_minor: conversions * some(rng, 40) * 100,
    }
}

fn coverage(
    rng: &mut Rng,
    at: TimestampMillis,
    today: AccountDay,
    zone: &AccountZone,
) -> (AccountDay, Vec<Option<TimestampMillis>>) {
    let days = if rng.u8(..4) == 0 { rng.i32(0..DAYS) } else { DAYS - 1 };
    let first = today.plus_days(-i64::from(days));
    let damaged = rng.u8(..3) == 0;
    let read = (first.number()..=today.number()).map(|day| {
        let day = AccountDay::from_number(day).unwrap();
        let minutes_ago = |minutes: i64| Some(at.plus_millis(-minutes * 60_000));
        if !damaged || rng.u8(..30) != 0 {
            return minutes_ago(rng.i64(0..100));
        }
        match rng.u8(..5) {
            0 => None,
            1 => Some(zone.start_of(day).plus_millis(HOUR)),
            2 => minutes_ago(-5),
            3 => Some(zone.start_of(day.plus_days(1))),
            _ => minutes_ago(rng.i64(100..4_000)),
        }
    });
    (first, read.collect())
}

fn objects(rng: &mut Rng, at: TimestampMillis) -> [Vec<Object>; 4] {
    let counts = [1, rng.usize(1..4), rng.usize(1..6), rng.usize(1..10)];
    let mut all: [Vec<Object>; 4] = Default::default();
    for level in Level::ALL {
        let above = number(level).saturating_sub(1);
        for index in 0..counts[number(level)] {
            let parent = (level != Level::Account).then(|| u32::try_from(rng.usize(0..counts[above])).unwrap());
            // Now and then what is above is not known.
            let parent = parent.filter(|_| rng.u8(..40) != 0);
            all[number(level)].push(object(rng, at, id(level, index), parent));
        }
    }
    all
}

fn object(rng: &mut Rng, at: TimestampMillis, id: ObjectId, parent: Option<u32>) -> Object {
    let words = ["Prospecting", "retargeting", "TOF video", "a.b (old)", "Ünïcode ÅÄÖ", "x"];
    let money = |rng: &mut Rng| rng.bool().then(|| rng.i64(1..60) * 100);
    let configured = match rng.u8(..8) {
        0 => ConfiguredStatus::Archived,
        1 => ConfiguredStatus::Deleted,
        2 | 3 => ConfiguredStatus::Paused,
        _ => ConfiguredStatus::Active,
    };
    let labels: Arc<[Arc<str>]> = ["one", "two"].into_iter().filter(|_| rng.bool()).map(Arc::from).collect();
    let stage = [LearningStage::Learning, LearningStage::Limited, LearningStage::Learned, LearningStage::NotStated];
    Object {
        id,
        name: format!("{} {}", words[rng.usize(..6)], words[rng.usize(..6)]).into(),
        parent,
        configured,
        effective: (rng.u8(..10) != 0).then(|| EffectiveStatus::ALL[rng.usize(..EffectiveStatus::ALL.len())]),
        objective: rng.bool().then(|| ["OUTCOME_SALES", "OUTCOME_LEADS"][rng.usize(..2)].into()),
        labels,
        created: (rng.u8(..10) != 0).then(|| at.plus_millis(-rng.i64(-2..1_200) * HOUR)),
        daily_budget_minor: money(rng),
        lifetime_budget_minor: money(rng),
        bid_minor: money(rng),
        learning: (rng.u8(..6) != 0).then(|| stage[rng.usize(..4)]),
    }
}
