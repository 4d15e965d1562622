//! After the figures: the levels of an account are held against each other, and what differs is named.
//!
//! Whether a slice is whole was checked against Meta's own totals before it was stored. Between levels a finer one that
//! has *more* is a contradiction; a coarser one that has more contains objects that Meta shows nobody any more.

use std::collections::BTreeSet;

use domain::{AccountDay, AccountId, DayRange, Level};
use serde::{Deserialize, Serialize};
use store::Db;

use crate::account::AccountRun;
use crate::coverage::{Coverage, ranges};
use crate::levels::Levels;
use crate::progress::Stage;
use crate::report::{DifferenceCause, LevelDifference, ProblemKind};

/// Where it is kept which differences deleted objects account for.
const UNLISTED: &str = "unlisted";

/// Differences that asking for deleted objects did not close. They are not asked about again until they change.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Accepted(Vec<(Level, AccountDay, i64, i64)>);

impl Accepted {
    pub(crate) fn load(db: &Db, account: &AccountId) -> store::Result<Self> {
        // What an earlier version kept here is of another shape and says nothing any more.
        Ok(db.sync_state(Some(account), UNLISTED).ok().flatten().unwrap_or_default())
    }

    pub(crate) fn has(&self, difference: &LevelDifference) -> bool {
        self.0.contains(&Self::key(difference))
    }

    fn of(differences: &[LevelDifference]) -> Self {
        let deleted = differences.iter().filter(|one| one.cause == DifferenceCause::Deleted);
        Self(deleted.map(Self::key).collect())
    }

    fn key(difference: &LevelDifference) -> (Level, AccountDay, i64, i64) {
        (difference.lower, difference.day, difference.upper_sum, difference.lower_sum)
    }
}

/// Compares each level with the one above it, day by day.
pub(crate) async fn levels(run: &AccountRun<'_>) -> Result<(), ProblemKind> {
    run.stage(Stage::Checking, None);
    let (account, range, look) = (run.id().clone(), run.range, run.look());
    let load = move |db: &Db| {
        let levels = Levels::load(db, &account, range, &Level::ALL)?;
        Ok((gaps(db, &account, range)?, levels.differences(&look)))
    };
    let (gaps, differences) = run.store.read(load).await?;
    gaps.into_iter().for_each(|gap| run.problem(gap));
    let (account, accepted) = (run.id().clone(), Accepted::of(&differences));
    run.store.write(move |tx| tx.set_sync_state(Some(&account), UNLISTED, &accepted)).await?;
    let mut told = BTreeSet::new();
    for difference in differences {
        // One day of two levels stands for the others in what went wrong; the report has them all.
        if difference.cause != DifferenceCause::Deleted && told.insert(difference.lower) {
            run.problem(ProblemKind::LevelsDiffer(difference.clone()));
        }
        run.difference(difference);
    }
    Ok(())
}

/// Days of a level that deserve another look, see [`Levels::suspects`].
pub(crate) async fn suspects(run: &AccountRun<'_>, empty_too: bool) -> Result<Vec<(Level, DayRange)>, ProblemKind> {
    let (account, range, look) = (run.id().clone(), run.range, run.look());
    let find = move |db: &Db| Ok(Levels::load(db, &account, range, &Level::ALL)?.suspects(&look, empty_too));
    let found = run.store.read(find).await?;
    let joined =
        |(level, days): (Level, BTreeSet<AccountDay>)| ranges(days.into_iter()).into_iter().map(move |r| (level, r));
    Ok(found.into_iter().flat_map(joined).collect())
}

/// Days that no run has pulled. A run that left one out must not call itself complete.
fn gaps(db: &Db, account: &AccountId, range: DayRange) -> store::Result<Vec<ProblemKind>> {
    let mut gaps = Vec::new();
    for level in Level::ALL {
        let missing = Coverage::of(&db.pulled_days(account, level, range)?).missing(range);
        gaps.extend(missing.into_iter().map(|range| ProblemKind::DaysMissing { level, range }));
    }
    Ok(gaps)
}
