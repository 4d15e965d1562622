//! A workspace with one account that changes step by step, as syncs would write it.

#[path = "../../../store/fixtures/rows.rs"]
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{
    AccountDay, AccountId, AccountZone, Clock, ConfiguredStatus, ConversionAction, DayRange, FixedClock, Level,
    MetricSums, ObjectId, TimestampMillis,
};
use fastrand::Rng;
use optimizer::{Targets, look};
use rules::{Decision, Frame, Object, Prepared, Rule, Snapshot};
use serde_json::{Value, json};
use store::{
    AdRow, AdSetRow, CampaignRow, DatabaseKey, DayFigures, MetricRow, MetricsBatch, OpenOptions, PulledDay, Store,
};

/// 2026-03-01 in the morning, four weeks before the clocks change.
const BEGIN: TimestampMillis = TimestampMillis(1_772_352_000_000);
pub(crate) const HOUR: i64 = 3_600_000;

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: FixedClock,
    pub(crate) campaigns: Vec<CampaignRow>,
    pub(crate) adsets: Vec<AdSetRow>,
    pub(crate) ads: Vec<AdRow>,
    /// Ads that were ever made; some are gone.
    made: usize,
    _folder: tempfile::TempDir,
}

pub(crate) fn account() -> AccountId {
    AccountId::parse("1").unwrap()
}

pub(crate) fn zone() -> AccountZone {
    AccountZone::parse("Europe/Oslo").unwrap()
}

pub(crate) fn id(level: Level, number: usize) -> ObjectId {
    let head = Level::ALL.iter().position(|other| *other == level).unwrap();
    ObjectId::parse(&format!("{head}{number:04}")).unwrap()
}

pub(crate) fn targets() -> Targets {
    Targets { cpa_minor: Some(2_500), roas: Some(2.0), maturity_percent: vec![40.0, 70.0, 85.0, 95.0, 100.0] }
}

pub(crate) fn prepared(rule: Value) -> Prepared {
    Prepared::new(Rule::from_json(&rule.to_string()).unwrap()).unwrap()
}

/// Tells of every object of a level of which two windows are known.
pub(crate) fn telling(level: &str, window: Value, other: Value) -> Prepared {
    let read = |of: &str, window: Value| json!({"metric": {"of": of, "window": window}});
    prepared(json!({
        "format": 1, "id": format!("tell-{level}"), "name": "Tell", "scope": {"level": level},
        "when": {"any": [
            {"compare": {"left": read("conversions", window), "is": "above", "right": {"number": 3}}},
            {"compare": {"left": read("roas", other), "is": "below", "right": {"number": 1}}}
        ]},
        "then": "notify", "schedule": {"every": {"daily_at": "08:00"}}
    }))
}

impl World {
    pub(crate) fn new(currency: &str, zone: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = FixedClock::new(BEGIN);
        let options = OpenOptions::new(Arc::new(clock.clone()));
        let store = Store::create(&folder.path().join("w"), DatabaseKey::new(Box::new([3; 32])), options).unwrap();
        let row = store::AdAccountRow { timezone_name: zone.to_owned(), ..rows::account(&account(), "One", currency) };
        store.write_blocking(move |tx| tx.upsert_accounts(&[row])).unwrap();
        Self { store, clock, campaigns: vec![], adsets: vec![], ads: vec![], made: 0, _folder: folder }
    }

    pub(crate) fn oslo() -> Self {
        Self::new("EUR", "Europe/Oslo")
    }

    pub(crate) fn now(&self) -> TimestampMillis {
        self.clock.now()
    }

    pub(crate) fn today(&self) -> AccountDay {
        zone().day_of(self.now()).unwrap()
    }

    /// One more object at each level, made now.
    pub(crate) fn grow(&mut self, rng: &mut Rng) {
        let (now, of) = (self.now(), account());
        let number = |all: usize| all + 1;
        let campaign = CampaignRow {
            created_time: Some(now),
            daily_budget_minor: rng.bool().then(|| rng.i64(1..50) * 100),
            extra: if rng.bool() { r#"{"labels":["brand","q1"]}"#.to_owned() } else { "{}".to_owned() },
            ..rows::campaign(&of, id(Level::Campaign, number(self.campaigns.len())), "Campaign")
        };
        self.campaigns.push(campaign);
        let above = self.campaigns[rng.usize(..self.campaigns.len())].id.clone();
        let adset = AdSetRow {
            created_time: Some(now),
            bid_amount_minor: rng.bool().then(|| rng.i64(1..50) * 10),
            learning_status: ["LEARNING", "SUCCESS", "FAIL"].get(rng.usize(..4)).map(|stage| (*stage).to_owned()),
            ..rows::ad_set(&of, id(Level::Adset, number(self.adsets.len())), above, "Set")
        };
        self.adsets.push(adset);
        let (above, top) = {
            let adset = &self.adsets[rng.usize(..self.adsets.len())];
            (adset.id.clone(), adset.campaign_id.clone())
        };
        self.made += 1;
        let ad = AdRow { created_time: Some(now), ..rows::ad(&of, id(Level::Ad, self.made), above, top, "Ad") };
        self.ads.push(ad);
        self.list();
    }

    /// Stores the structure as a sync does.
    pub(crate) fn list(&self) {
        let (campaigns, adsets, ads) = (self.campaigns.clone(), self.adsets.clone(), self.ads.clone());
        let write = move |tx: &store::Tx<'_>| {
            tx.upsert_campaigns(&account(), &campaigns, Some(1))?;
            tx.upsert_ad_sets(&account(), &adsets, Some(1))?;
            tx.upsert_ads(&account(), &ads, Some(1))
        };
        self.store.write_blocking(write).unwrap();
    }

    /// Somebody edits a few things, and a sync finds it.
    pub(crate) fn edit(&mut self, rng: &mut Rng) {
        let statuses = ["ACTIVE", "PAUSED", "ARCHIVED"];
        for _ in 0..rng.usize(1..4) {
            let status = statuses[rng.usize(..3)].to_owned();
            match rng.u8(..6) {
                0 => pick(rng, &mut self.campaigns, |row, rng| row.daily_budget_minor = Some(rng.i64(1..50) * 100)),
                1 => pick(rng, &mut self.adsets, |row, rng| row.bid_amount_minor = Some(rng.i64(1..50) * 10)),
                2 => pick(rng, &mut self.adsets, |row, _| row.learning_status = Some("SUCCESS".to_owned())),
                3 => pick(rng, &mut self.ads, |row, rng| row.name = format!("Ad {}", rng.u8(..))),
                4 => pick(rng, &mut self.ads, |row, _| (row.status, row.effective_status) = (status.clone(), status)),
                _ => pick(rng, &mut self.campaigns, |row, rng| {
                    row.status = status;
                    row.lifetime_budget_minor = rng.bool().then_some(70_000);
                }),
            }
        }
        self.list();
    }

    /// An ad is gone; it is not listed any more.
    pub(crate) fn lose(&mut self, rng: &mut Rng) {
        if self.ads.len() > 2 {
            let gone = self.ads.swap_remove(rng.usize(..self.ads.len())).id;
            self.store.write_blocking(move |tx| tx.mark_gone(&account(), Level::Ad, &[gone])).unwrap();
        }
    }

    /// Reads some days of all levels, as a sync does; figures of days that were read before may have moved.
    pub(crate) fn pull(&self, rng: &mut Rng, days: DayRange) {
        let (now, started) = (self.now(), self.now().plus_millis(-60_000));
        for (level, count) in
            [(Level::Campaign, self.campaigns.len()), (Level::Adset, self.adsets.len()), (Level::Ad, self.made + 1)]
        {
            let mut rows = Vec::new();
            for day in days.days() {
                // One more than are listed: figures may be here before their object.
                for number in 1..=count {
                    if rng.u8(..5) > 0 {
                        rows.push(row(level, number, day, rng));
                    }
                }
            }
            let marks: Vec<PulledDay> =
                days.days().map(|day| PulledDay { day, pulled_at: started, rows: count as i64 }).collect();
            self.put(level, now, rows, marks);
        }
    }

    pub(crate) fn put(&self, level: Level, seen_at: TimestampMillis, rows: Vec<MetricRow>, marks: Vec<PulledDay>) {
        let write = move |tx: &store::Tx<'_>| {
            tx.upsert_metrics(&MetricsBatch { account: &account(), level, seen_at, rows: &rows })?;
            tx.mark_pulled(&account(), level, &marks)
        };
        self.store.write_blocking(write).unwrap();
    }

    pub(crate) fn look(&self, rule: &Prepared) -> Snapshot {
        let (at, rule) = (self.now(), rule.clone());
        let seen = self.store.read_blocking(move |db| Ok(look(db, &account(), at, &[rule], &targets())));
        seen.unwrap().unwrap()
    }

    /// One step of a life: some hours pass, and something happens.
    pub(crate) fn step(&mut self, rng: &mut Rng) {
        self.clock.advance(rng.i64(1..14) * HOUR + rng.i64(0..HOUR));
        let (back, length) = (rng.i64(1..20), rng.u32(1..12));
        match rng.u8(..10) {
            0 | 1 => self.grow(rng),
            2 | 3 => self.edit(rng),
            4 => self.lose(rng),
            5 => self.pull(rng, DayRange::ending(self.today().plus_days(-back), length * 2)),
            _ => self.pull(rng, DayRange::ending(self.today(), length)),
        }
    }
}

fn pick<T>(rng: &mut Rng, rows: &mut [T], change: impl FnOnce(&mut T, &mut Rng)) {
    let index = rng.usize(..rows.len());
    change(&mut rows[index], rng);
}

fn row(level: Level, number: usize, day: AccountDay, rng: &mut Rng) -> MetricRow {
    // Few different values, so that some are the same when they are read again.
    let size = rng.i64(0..3);
    let sums = MetricSums {
        impressions: 100 * size + number as i64,
        clicks: 7 * size,
        link_clicks: 5 * size,
        spend_minor: 300 * size,
        conversions_milli: 1_000 * size,
        value_minor: 450 * size,
    };
    figures(id(level, number), day, sums)
}

pub(crate) fn figures(object: ObjectId, day: AccountDay, sums: MetricSums) -> MetricRow {
    let figures = DayFigures { sums, reach: None, attribution: "".into(), conversion: ConversionAction::Purchase };
    MetricRow { object, day, figures }
}

/// An object without its position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    pub(crate) object: Object,
    pub(crate) parent: Option<ObjectId>,
    /// By window: days with figures, and the sums.
    pub(crate) sums: Vec<Option<(i64, MetricSums)>>,
}

/// Everything a snapshot holds, so that two of them can be compared wherever their objects lie.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    pub(crate) objects: BTreeMap<(Level, ObjectId), Shown>,
    pub(crate) read_at: BTreeMap<(Level, AccountDay), Option<TimestampMillis>>,
    pub(crate) decisions: Vec<Decision>,
}

/// The windows a rule reads of a level.
pub(crate) fn windows(snapshot: &Snapshot, rule: &Prepared, level: Level) -> Vec<DayRange> {
    let Some(first) = snapshot.objects(level).figures.coverage.first() else { return vec![] };
    let reads = Frame::reads(std::slice::from_ref(rule), &snapshot.account, snapshot.at, first);
    reads.into_iter().filter(|(of, _)| *of == level).map(|(_, range)| range).collect()
}

pub(crate) fn seen(snapshot: &Snapshot, rule: &Prepared) -> Seen {
    let mut objects = BTreeMap::new();
    let mut read_at = BTreeMap::new();
    for level in Level::ALL {
        let all = snapshot.objects(level);
        let windows = windows(snapshot, rule, level);
        for index in 0..all.len() {
            let object = all.get(index).unwrap();
            if object.configured == ConfiguredStatus::Deleted {
                continue;
            }
            let above = Level::ALL.into_iter().rev().find(|above| *above < level);
            let parent = object.parent.zip(above).and_then(|(at, above)| snapshot.objects(above).id(at as usize));
            let sums = windows.iter().map(|range| all.figures.sums(*range, index)).collect();
            let shown = Shown { parent: parent.cloned(), sums, object: Object { parent: None, ..object } };
            objects.insert((level, shown.object.id.clone()), shown);
        }
        for day in windows.iter().flat_map(DayRange::days) {
            read_at.insert((level, day), all.figures.coverage.read_at(day));
        }
    }
    let mut decisions = Frame::new(snapshot).evaluate(rule).decisions;
    decisions.sort_by(|a, b| a.object.cmp(&b.object));
    Seen { objects, read_at, decisions }
}
