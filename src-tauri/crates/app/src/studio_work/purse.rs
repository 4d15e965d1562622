//! What services cost, written down before anything is sent. Days are UTC's, like those of the services' own bills.

use std::sync::Arc;

use domain::Clock;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use store::{Db, Store, Tx};
use studio::{Error, MicroUsd, Purse};

const SPENT: &str = "studio.spent";
const BUDGET: &str = "studio.budget";
/// Five dollars.
const USUAL_BUDGET: MicroUsd = MicroUsd(5_000_000);

/// What was spent on a day.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Spent {
    day: String,
    /// What ended requests cost.
    ended: MicroUsd,
    /// Requests that were begun and have not ended: number, and what each was expected to cost.
    open: Vec<(i64, MicroUsd)>,
    last: i64,
}

impl Spent {
    fn sum(&self) -> MicroUsd {
        self.open.iter().fold(self.ended, |sum, (_, expected)| sum.plus(*expected))
    }
}

/// The workspace's purse.
#[derive(Debug, Clone)]
pub(super) struct StorePurse {
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
}

fn spent(db: &Db, day: &str) -> Result<Spent, store::Error> {
    let kept: Spent = db.setting(SPENT)?.unwrap_or_default();
    if kept.day == day { Ok(kept) } else { Ok(Spent { day: day.to_owned(), last: kept.last, ..Spent::default() }) }
}

/// Budget and what was spent today.
pub(super) fn state(db: &Db, clock: &dyn Clock) -> Result<(MicroUsd, MicroUsd), store::Error> {
    Ok((db.setting(BUDGET)?.unwrap_or(USUAL_BUDGET), spent(db, &today(clock))?.sum()))
}

pub(super) fn set_budget(tx: &Tx<'_>, budget: MicroUsd) -> Result<(), store::Error> {
    tx.set_setting(BUDGET, &budget)
}

fn today(clock: &dyn Clock) -> String {
    clock.now().to_utc().map(|now| now.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

impl Purse for StorePurse {
    fn begin(&self, expected: MicroUsd) -> BoxFuture<'_, Result<i64, Error>> {
        let day = today(self.clock.as_ref());
        Box::pin(async move {
            let begun = self.store.write(move |tx| {
                let limit: MicroUsd = tx.setting(BUDGET)?.unwrap_or(USUAL_BUDGET);
                let mut kept = spent(tx, &day)?;
                let sum = kept.sum();
                if sum >= limit {
                    return Ok(Err(Error::Budget { limit, spent: sum }));
                }
                kept.last += 1;
                kept.open.push((kept.last, expected));
                tx.set_setting(SPENT, &kept)?;
                Ok(Ok(kept.last))
            });
            begun.await.map_err(|error| Error::Purse(error.to_string()))?.value
        })
    }

    fn end(&self, entry: i64, cost: MicroUsd) -> BoxFuture<'_, ()> {
        let day = today(self.clock.as_ref());
        Box::pin(async move {
            let ended = self.store.write(move |tx| {
                let mut kept = spent(tx, &day)?;
                kept.open.retain(|(number, _)| *number != entry);
                kept.ended = kept.ended.plus(cost);
                tx.set_setting(SPENT, &kept)
            });
            // What could not be written down stays at what was expected.
            if let Err(error) = ended.await {
                tracing::warn!(%error, "what a service cost could not be kept");
            }
        })
    }
}
