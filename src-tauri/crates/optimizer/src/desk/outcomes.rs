//! Whether acts were right, looked at once their days have matured.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use domain::AccountId;
use rules::{Answer, Said, Touch};
use store::{Db, DecisionRow};

use super::Desk;
use super::send::act_of;
use crate::limits::Limits;
use crate::look::Targets;
use crate::{Error, StoreHistory, shelf};

/// A week after an act, and a day for its last figures.
const RIPE_MS: i64 = 8 * 86_400_000;
/// How often it is looked at: nothing about it is urgent.
const EVERY_MS: i64 = 3_600_000;
/// Acts in one go.
const AT_ONCE: u32 = 200;

type Group = (AccountId, String, u32);

impl Desk {
    /// Looks at acts again whose days have matured, at most once an hour.
    pub(super) async fn learn_outcomes(&mut self) -> Result<(), Error> {
        let now = self.clock.now();
        if self.learned.is_some_and(|at| now.millis_since(at) < EVERY_MS) {
            return Ok(());
        }
        self.learned = Some(now);
        let before = now.plus_millis(-RIPE_MS);
        let rows = self.store.read(move |db| db.decisions_unripe(before, AT_ONCE)).await?;
        let mut groups: BTreeMap<Group, Vec<DecisionRow>> = BTreeMap::new();
        for row in rows {
            groups.entry((row.object.account.clone(), row.rule.clone(), row.version)).or_default().push(row);
        }
        for (group, rows) in groups {
            let maturity_percent = self.maturity(&group.0).await?;
            self.learn(group, rows, maturity_percent).await?;
        }
        Ok(())
    }

    async fn learn(
        &self,
        (account, rule, version): Group,
        rows: Vec<DecisionRow>,
        maturity_percent: Vec<f64>,
    ) -> Result<(), Error> {
        let asked = account.clone();
        let read = move |db: &Db| Ok((Limits::read(db, &asked)?, shelf::version(db, &rule, version)));
        let (limits, prepared) = self.store.read(read).await?;
        let prepared = prepared?;
        let targets = Targets { cpa_minor: limits.target_cpa_minor, roas: limits.target_roas, maturity_percent };
        let store = self.store.clone();
        // The past is read piece by piece, which waits; the thread that drives the network must not.
        let learned = tokio::task::spawn_blocking(move || {
            let mut touches: Vec<(String, Touch)> = rows.iter().filter_map(touch_of).collect();
            let mut only: Vec<Touch> = touches.iter().map(|(_, touch)| touch.clone()).collect();
            let mut history = StoreHistory::open(store, &account, &targets)?;
            let go_on = &mut |_| ControlFlow::Continue(());
            match rules::follow_up(&prepared, &mut history, &mut only, go_on) {
                Ok(()) | Err(rules::Failed::Cancelled) => {}
                Err(rules::Failed::History(error)) => return Err(error),
            }
            for ((_, touch), seen) in touches.iter_mut().zip(only) {
                touch.said = seen.said;
            }
            Ok(touches)
        });
        let learned = learned.await.map_err(|_| Error::Ended)??;
        let write = move |tx: &store::Tx<'_>| {
            for (id, touch) in &learned {
                // What is still open is asked again later.
                if let Some(said) = word(touch.said) {
                    tx.set_decision_outcome(id, said)?;
                }
            }
            Ok(())
        };
        self.store.write(write).await?;
        Ok(())
    }
}

fn touch_of(row: &DecisionRow) -> Option<(String, Touch)> {
    let touch = Touch {
        object: row.object.id.clone(),
        at: row.at,
        act: act_of(row)?,
        in_hindsight: Answer::CannotTell,
        a_week_later: None,
        after: None,
        said: Said::Untold,
    };
    Some((row.id.clone(), touch))
}

fn word(said: Said) -> Option<&'static str> {
    match said {
        Said::Right => Some("right"),
        Said::LateFigures => Some("late_figures"),
        Said::Recovered => Some("recovered"),
        Said::Untold => Some("untold"),
        Said::TooEarly => None,
    }
}
