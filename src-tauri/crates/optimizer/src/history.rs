//! The past as the cache remembers it, for backtests and for "why then".

mod known;
mod reads;
mod settings;

use domain::{AccountDay, AccountId, DayRange, Level, MetricSums, ObjectId, TimestampMillis};
use rules::{AccountFacts, History, Known, Prepared, Snapshot};
use store::{Db, KnownThen, SlotSums, Store};

use crate::error::Error;
use crate::look::{self, Targets};
use known::Past;
use reads::Reads;

/// One account's past. Each snapshot is one short read of the store, so that a long backtest keeps no reader from
/// others. It blocks; use it where that does no harm.
///
/// What was known at an instant: figures from their revisions, settings from the differences that syncs found, and which
/// days had been read from the log of reads. Labels are those of now, because nothing remembers earlier ones, and an
/// object was there from when it was made, which may be a sync earlier than anybody here knew of it.
#[derive(Debug)]
pub struct StoreHistory {
    store: Store,
    facts: AccountFacts,
    until: AccountDay,
    known_since: Option<TimestampMillis>,
    /// None while a read has it, and after a read that did not come back.
    past: Option<Box<Past>>,
}

impl StoreHistory {
    /// The past of an account as the cache has it.
    ///
    /// # Errors
    /// As [`look`](crate::look()).
    pub fn open(store: Store, account: &AccountId, targets: &Targets) -> Result<Self, Error> {
        let (account, targets) = (account.clone(), targets.clone());
        let (facts, past) = read(&store, move |db| {
            let facts = look::facts(db, &account, &targets)?;
            let past = Past::open(db, &account)?;
            Ok((facts, past))
        })?;
        let known_since = past.reads().filter_map(Reads::since).max();
        let whole = past.reads().filter_map(|reads| reads.whole_until(&facts.zone)).min();
        let until = whole.unwrap_or_else(never);
        Ok(Self { store, facts, until, known_since, past: Some(Box::new(past)) })
    }
}

/// Before any account existed: of no day since everything is known.
fn never() -> AccountDay {
    AccountDay::parse("2004-01-01").expect("it is written as a day of a supported year")
}

/// One read whose closure may fail in more ways than the store can.
fn read<T: Send + 'static>(
    store: &Store,
    work: impl FnOnce(&Db) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    store.read_blocking(move |db| Ok(work(db)))?
}

impl History for StoreHistory {
    type Error = Error;

    fn account(&self) -> &AccountFacts {
        &self.facts
    }

    fn snapshot(&mut self, at: TimestampMillis, known: Known, rule: &Prepared) -> Result<Snapshot, Error> {
        let (facts, rule) = (self.facts.clone(), rule.clone());
        let past = self.past.take();
        let (made, past) = read(&self.store, move |db| {
            let mut past = match past {
                Some(past) => past,
                None => Box::new(Past::open(db, &facts.id)?),
            };
            Ok((past.snapshot(db, &facts, at, known, &rule), past))
        })?;
        self.past = Some(past);
        made
    }

    fn figures(
        &mut self,
        level: Level,
        objects: &[ObjectId],
        days: DayRange,
        known: Known,
    ) -> Result<Vec<Option<MetricSums>>, Error> {
        let (account, objects) = (self.facts.id.clone(), objects.to_vec());
        read(&self.store, move |db| {
            let slots = db.slots_of(&account, level, &objects)?;
            let sums = match known {
                Known::Now | Known::WholeDays => Some(db.slot_sums(&account, level, days)?),
                Known::At(at) => {
                    let mut then = KnownThen::new(account, level);
                    db.slot_sums_then(&mut then, at, days.since(), &[days.until()])?.pop()
                }
            };
            let one = |slot: Option<u32>| sums_of(sums.as_ref()?, slot?);
            Ok(slots.into_iter().map(one).collect())
        })
    }

    fn known_since(&self) -> Option<TimestampMillis> {
        self.known_since
    }

    fn until(&self) -> AccountDay {
        self.until
    }
}

/// What a slot has; none without a row.
fn sums_of(columns: &SlotSums, slot: u32) -> Option<MetricSums> {
    let [days, impressions, clicks, link_clicks, spend, conversions, value] =
        columns.each_ref().map(|column| column.get(slot as usize).copied().unwrap_or(0));
    (days != 0).then_some(MetricSums {
        impressions,
        clicks,
        link_clicks,
        spend_minor: spend,
        conversions_milli: conversions,
        value_minor: value,
    })
}
