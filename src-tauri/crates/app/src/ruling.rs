//! Rules of the open workspace: written, looked over, run, answered, explained.

mod backtests;
mod explain;
mod files;
mod lists;
mod look;
mod meta;
mod settings;
mod told;
mod view;
mod world;
mod written;

pub(crate) use backtests::BacktestDesk;
pub(crate) use world::start_engine;

use std::sync::Arc;

use optimizer::{Desk, Wanted};

use crate::Error;
use crate::app::App;
use crate::dto::{ApprovalGroup, DecideApprovals, EndLeases, PausedRow, RuleRun};
use crate::session::Session;

impl App {
    /// Looks at whatever is due, or at one rule at once, and waits for the end of it. Answers the looks.
    ///
    /// # Errors
    /// [`Error::Refused`] while something holds all rules back, [`Error::NotFound`] for an unknown rule.
    pub async fn look_now(&self, rule: Option<String>) -> Result<Vec<RuleRun>, Error> {
        let session = self.session().await?;
        if let Some(id) = rule.clone() {
            let found = session.store.read(move |db| db.rule(&id)).await?;
            found.ok_or(Error::NotFound("rule"))?;
        }
        let wanted = Wanted { rule };
        let round = match session.engine() {
            Some(engine) => engine.look(wanted).await?,
            None => {
                // What an earlier run of the program left unclear comes first, here as in programs that stay open.
                self.settle_changes(&session).await;
                let mut desk = self.rule_desk(&session);
                desk.settle_sent().await?;
                desk.round(&wanted).await?
            }
        };
        if let (Some(why), []) = (&round.held, round.runs.as_slice()) {
            return Err(Error::Refused(why.clone()));
        }
        let read = move |db: &store::Db| {
            let runs = round.runs.iter().map(|id| view::run_of(db, db.rule_run(id)?));
            runs.collect::<Result<Vec<_>, store::Error>>()
        };
        Ok(session.store.read(read).await?)
    }

    /// Answers some of what waits for a person.
    ///
    /// # Errors
    /// [`Error::Refused`] when rules may not act now.
    pub async fn decide_approvals(&self, input: DecideApprovals) -> Result<Vec<ApprovalGroup>, Error> {
        let session = self.session().await?;
        let by = session.person();
        match session.engine() {
            Some(engine) => engine.decide(input.decision_ids, input.approve, by).await?,
            None => self.rule_desk(&session).decide(&input.decision_ids, input.approve, &by).await?,
        }
        self.approvals().await
    }

    /// Ends pauses of rules.
    ///
    /// # Errors
    /// [`Error::Refused`] when nothing can be started now.
    pub async fn end_leases(&self, input: EndLeases) -> Result<Vec<PausedRow>, Error> {
        let session = self.session().await?;
        let by = session.person();
        match session.engine() {
            Some(engine) => engine.end_leases(input.ids, input.start, by).await?,
            None => self.rule_desk(&session).end_leases(&input.ids, input.start, &by).await?,
        }
        self.paused_by_rules().await
    }

    /// The engine's work without its thread, for single commands.
    fn rule_desk(&self, session: &Arc<Session>) -> Desk {
        let world = Arc::new(world::SessionWorld::new(self.clone(), session));
        Desk::new(world, session.store.clone(), Arc::clone(&self.inner.clock), Arc::new(changes::RandomIds))
    }
}
