//! What waits for a person: answered, carried out, or given up when nobody answers.

use std::collections::{BTreeMap, BTreeSet};

use changes::Author;
use rules::Prepared;
use store::{DecisionEnd, DecisionRow, RuleRunRow};

use super::Desk;
use super::send::together;
use crate::Error;
use crate::limits::Limits;
use crate::shelf::{self, Kept};
use crate::state::{DecisionState, RunOutcome};
use crate::world::News;

const WAITING: &str = "waiting";

impl Desk {
    /// Answers decisions that wait. Those that are answered, expired or gone are left as they are.
    ///
    /// # Errors
    /// [`Error::Refused`] when rules may not act now; otherwise when the ledger cannot be read or written.
    pub async fn decide(&mut self, ids: &[String], approve: bool, by: &str) -> Result<(), Error> {
        self.expire().await?;
        let waiting = self.store.read(|db| db.decisions_in(WAITING)).await?;
        let mut by_run: BTreeMap<String, Vec<DecisionRow>> = BTreeMap::new();
        let whole = self.whole_runs(&waiting, ids).await?;
        for row in waiting.into_iter().filter(|row| ids.contains(&row.id) || whole.contains(&row.run)) {
            by_run.entry(row.run.clone()).or_default().push(row);
        }
        if !approve {
            for rows in by_run.into_values() {
                self.give_up(&rows, DecisionState::Declined, &format!("{by} said no")).await?;
            }
            self.world.tell(News::Changed);
            return Ok(());
        }
        if let Some(why) = self.held().await? {
            return Err(Error::Refused(why));
        }
        for (run, rows) in by_run {
            let run = self.store.read(move |db| db.rule_run(&run)).await?;
            self.approved(&run, rows, by).await?;
        }
        self.world.tell(News::Changed);
        Ok(())
    }

    /// The runs that are answered as a whole, since their acts are done together or not at all.
    async fn whole_runs(&self, waiting: &[DecisionRow], ids: &[String]) -> Result<BTreeSet<String>, Error> {
        let named = waiting.iter().filter(|row| ids.contains(&row.id));
        let runs: BTreeSet<(String, String, u32)> =
            named.map(|row| (row.run.clone(), row.rule.clone(), row.version)).collect();
        let read = move |db: &store::Db| {
            let mut whole = BTreeSet::new();
            for (run, rule, version) in runs {
                // What cannot be read is refused when it is carried out.
                let moves = |prepared: Prepared| matches!(prepared.rule().then, rules::Action::Rebalance(_));
                if shelf::version(db, &rule, version).is_ok_and(moves) {
                    whole.insert(run);
                }
            }
            Ok(whole)
        };
        Ok(self.store.read(read).await?)
    }

    async fn approved(&self, run: &RuleRunRow, mut rows: Vec<DecisionRow>, by: &str) -> Result<(), Error> {
        let (account, id, version) = (run.account.clone(), run.rule.clone(), run.version);
        let read = move |db: &store::Db| Ok((Limits::read(db, &account)?, shelf::version(db, &id, version)));
        let (limits, prepared) = self.store.read(read).await?;
        if !limits.may_act {
            let text = "Rules may not act in this account; allow it under Settings, Rules";
            return Err(Error::Refused(text.to_owned()));
        }
        let prepared: Prepared = prepared?;
        let rule = Kept { prepared, version, updated_at: run.at, mode_since: run.at, stop: None };
        for row in &mut rows {
            row.state = DecisionState::Sending.as_str().to_owned();
        }
        let reason = format!("Rule “{}”, version {version}, approved by {by}", run.rule_name);
        let author = Author::rule(&run.rule_name, reason, &run.rule, version);
        let ready = self.planned(&mut rows, author, together(&rule)).await?;
        let ends = rows.clone();
        let taken = self.store.write(move |tx| {
            let mut taken = Vec::new();
            for row in &ends {
                let change = row.change_set.as_deref().zip(row.item);
                let end = DecisionEnd { state: &row.state, change, detail: row.detail.as_deref() };
                if tx.settle_decision(&row.id, WAITING, &end)? {
                    taken.push(row.id.clone());
                }
            }
            Ok(taken)
        });
        let taken = taken.await?.value;
        // Whoever answered first is heard; an act that is half taken by somebody else is not sent by this one.
        let all = rows.iter().all(|row| taken.contains(&row.id));
        if let Some(ready) = ready.filter(|_| all) {
            let (id, set) = (run.id.clone(), ready.set.id.clone());
            let acted = RunOutcome::Acted.as_str();
            self.store.write(move |tx| tx.set_rule_run_outcome(&id, acted, Some(&set), None)).await?;
            self.send(&rule, run, rows, ready).await?;
        }
        Ok(())
    }

    /// Gives up what nobody answered in time.
    pub(super) async fn expire(&self) -> Result<(), Error> {
        let now = self.clock.now();
        let read = move |db: &store::Db| {
            let mut late = Vec::new();
            for row in db.decisions_in(WAITING)? {
                if db.rule_run(&row.run)?.expires_at.is_none_or(|at| at <= now) {
                    late.push(row);
                }
            }
            Ok(late)
        };
        let late = self.store.read(read).await?;
        if late.is_empty() {
            return Ok(());
        }
        self.give_up(&late, DecisionState::Expired, "nobody answered in time").await?;
        self.world.tell(News::Changed);
        Ok(())
    }

    async fn give_up(&self, rows: &[DecisionRow], state: DecisionState, why: &str) -> Result<(), Error> {
        let (ids, why): (Vec<String>, _) = (rows.iter().map(|row| row.id.clone()).collect(), why.to_owned());
        self.store
            .write(move |tx| {
                for id in &ids {
                    let end = DecisionEnd { state: state.as_str(), change: None, detail: Some(&why) };
                    tx.settle_decision(id, WAITING, &end)?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    }
}
