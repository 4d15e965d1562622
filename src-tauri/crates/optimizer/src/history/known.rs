//! A snapshot of the past, put together from what is known of each level.

use domain::{AccountDay, AccountId, Level, TimestampMillis};
use rules::{AccountFacts, Coverage, Cut, Known, Objects, Prepared, Snapshot};
use store::{Db, KnownThen};

use super::reads::Reads;
use super::settings::Settings;
use crate::error::Error;
use crate::look::figures::{Plan, read_at};
use crate::look::objects;

/// What is kept from one snapshot to the next.
#[derive(Debug)]
pub(crate) struct Past {
    levels: Vec<LevelThen>,
}

#[derive(Debug)]
struct LevelThen {
    level: Level,
    settings: Settings,
    reads: Reads,
    figures: KnownThen,
}

impl Past {
    pub(crate) fn open(db: &Db, account: &AccountId) -> Result<Self, store::Error> {
        let one = |level: Level| {
            let reads = Reads::of(db, account, read_at(level))?;
            Ok(LevelThen {
                level,
                settings: Settings::default(),
                reads,
                figures: KnownThen::new(account.clone(), level),
            })
        };
        Ok(Self { levels: Level::ALL.into_iter().map(one).collect::<Result<_, store::Error>>()? })
    }

    pub(crate) fn reads(&self) -> impl Iterator<Item = &Reads> {
        self.levels.iter().map(|level| &level.reads)
    }

    pub(crate) fn snapshot(
        &mut self,
        db: &Db,
        facts: &AccountFacts,
        at: TimestampMillis,
        known: Known,
        rule: &Prepared,
    ) -> Result<Snapshot, Error> {
        let mut snapshot = Snapshot::new(at, facts.clone());
        for then in &mut self.levels {
            *snapshot.objects_mut(then.level) = then.objects(db, facts, at)?;
            let Some((first, coverage)) = then.coverage(facts, at, known) else { continue };
            let Some(plan) = Plan::of(std::slice::from_ref(rule), facts, at, then.level, first) else { continue };
            let figures = &mut snapshot.objects_mut(then.level).figures;
            figures.coverage = coverage;
            for cut in then.cuts(db, facts, at, known, &plan)? {
                figures.put(cut);
            }
        }
        Ok(snapshot)
    }
}

impl LevelThen {
    fn objects(&mut self, db: &Db, facts: &AccountFacts, at: TimestampMillis) -> Result<Objects, Error> {
        match self.level {
            Level::Account => objects::now(db, &facts.id, self.level),
            level => self.settings.then(db, &facts.id, level, at),
        }
    }

    fn coverage(&mut self, facts: &AccountFacts, at: TimestampMillis, known: Known) -> Option<(AccountDay, Coverage)> {
        if let Known::At(instant) = known {
            return self.reads.then(instant);
        }
        self.reads.by_now(&facts.zone, at, facts.zone.day_of(at)?, known == Known::Now)
    }

    fn cuts(
        &mut self,
        db: &Db,
        facts: &AccountFacts,
        at: TimestampMillis,
        known: Known,
        plan: &Plan,
    ) -> Result<Vec<Cut>, Error> {
        if let Known::At(instant) = known {
            let sums = db.slot_sums_then(&mut self.figures, instant, plan.since, &plan.ends)?;
            return Ok(plan.ends.iter().zip(sums).map(|(day, columns)| Cut::of(*day, columns)).collect());
        }
        let cuts = plan.cuts_now(db, &facts.id, self.level)?;
        let today = facts.zone.day_of(at);
        // Nobody could have known the whole of the day that was under way, so its sums are not even shown.
        let kept = |cut: &Cut| known == Known::Now || today.is_some_and(|today| cut.day() < today);
        Ok(cuts.into_iter().filter(kept).collect())
    }
}
