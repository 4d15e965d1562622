//! Pauses of rules: ended by the clock, by recovery or by a person, and only while nobody else has touched the object.

use changes::{Author, Consent, Edit, Field, Intent, Known, Outcome, Value, Wanted};
use domain::{AccountId, AccountZone, ConfiguredStatus, TimestampMillis};
use graph::Cancel;
use rules::{Answer, Frame, Snapshot};
use store::{Db, LeaseRow, ObjectRef};

use super::{Desk, Turn};
use crate::Error;
use crate::limits::Limits;
use crate::shelf;
use crate::world::News;

const RETURNED: &str = "returned";
const LEFT: &str = "left";

/// When a pause ends by the clock: the account's next midnight, where it lasts until then.
pub(super) fn due_at(db: &Db, lease: &LeaseRow) -> Result<Option<TimestampMillis>, store::Error> {
    let zone = db.account(&lease.account)?.and_then(|row| AccountZone::parse(&row.timezone_name).ok());
    let midnight = |zone: AccountZone| Some(zone.start_of(zone.day_of(lease.since)?.plus_days(1)));
    Ok(zone.filter(|_| lease.until == "midnight").and_then(midnight))
}

impl Desk {
    /// Ends pauses whose time has come.
    pub(super) async fn end_leases_by_clock(&self) -> Result<(), Error> {
        let now = self.clock.now();
        let open = self.store.read(Db::open_leases).await?;
        for lease in open.into_iter().filter(|lease| lease.due_at.is_some_and(|at| at <= now)) {
            self.bring_back(&lease, "its pause ended at midnight").await?;
        }
        Ok(())
    }

    /// Ends pauses of objects whose conditions are no longer met. What cannot be told ends nothing.
    pub(super) async fn end_recovered(
        &self,
        account: &AccountId,
        turns: &[Turn],
        snapshot: &Snapshot,
    ) -> Result<(), Error> {
        let open = self.store.read(Db::open_leases).await?;
        let mut recovered = Vec::new();
        {
            let frame = Frame::new(snapshot);
            for lease in open.into_iter().filter(|lease| lease.account == *account && lease.until == "recovered") {
                let Some(turn) = turns.iter().find(|turn| turn.rule.rule().id == lease.rule) else { continue };
                let decision = frame.explain(&turn.rule.prepared, &lease.object);
                if decision.is_some_and(|decision| decision.reasons.answer == Answer::NotMet) {
                    recovered.push(lease);
                }
            }
        }
        for lease in recovered {
            self.bring_back(&lease, "it has recovered").await?;
        }
        Ok(())
    }

    /// Ends pauses as a person says.
    ///
    /// # Errors
    /// [`Error::Refused`] when something cannot be started now.
    pub async fn end_leases(&mut self, ids: &[String], start: bool, by: &str) -> Result<(), Error> {
        let open = self.store.read(Db::open_leases).await?;
        if start && let Some(why) = self.held().await? {
            return Err(Error::Refused(why));
        }
        for lease in open.into_iter().filter(|lease| ids.contains(&lease.id)) {
            if start {
                self.start(&lease, Author::person(by, "Ends the pause of a rule")).await?;
            } else {
                self.end(&lease, LEFT, &format!("{by} left it paused")).await?;
            }
        }
        self.world.tell(News::Changed);
        Ok(())
    }

    async fn bring_back(&self, lease: &LeaseRow, why: &str) -> Result<(), Error> {
        let (account, decision, object) = (lease.account.clone(), lease.decision.clone(), object_of(lease));
        let rule = lease.rule.clone();
        let read = move |db: &Db| {
            let own = db.decision(&decision)?.change_set;
            // The newest act of this workspace on the object has to be the pause itself.
            let ours = db.changes_of(&object, 1)?.first().is_none_or(|change| Some(&change.change_set) == own.as_ref());
            Ok((Limits::read(db, &account)?.may_act, ours, shelf::rule(db, &rule)))
        };
        let (may_act, ours, rule) = self.store.read(read).await?;
        if !ours {
            return self.end(lease, LEFT, "it was changed since, so it stays as it is").await;
        }
        if !may_act {
            let note = "rules may not act in this account any more, so it waits for a person";
            return self.note(lease, note).await;
        }
        match self.world.touched_by_others(lease.account.clone(), lease.since).await {
            Err(error) => {
                return self.note(lease, &format!("whether somebody else changed it cannot be told: {error}")).await;
            }
            Ok(touched) => {
                if let Some(touched) = touched.iter().find(|touched| touched.object == lease.object) {
                    return self
                        .end(lease, LEFT, &format!("{} changed it since, so it stays as it is", touched.by))
                        .await;
                }
            }
        }
        let (name, version) =
            rule.map_or_else(|_| (lease.rule.clone(), 0), |rule| (rule.rule().name.clone(), rule.version));
        self.start(lease, Author::rule(name, format!("Started again: {why}"), &lease.rule, version)).await
    }

    async fn start(&self, lease: &LeaseRow, author: Author) -> Result<(), Error> {
        let Some(tools) = self.world.tools() else { return self.note(lease, "nobody is signed in").await };
        let object = object_of(lease);
        let asked = object.clone();
        let known = self.store.read(move |db| Known::read(db, std::slice::from_ref(&asked))).await?;
        let value = Some(Value::Status(ConfiguredStatus::Active));
        let wanted = Wanted { objects: vec![object.clone()], edit: Edit::Set { field: Field::Status, value } };
        let plan = changes::plan(&Intent { changes: vec![wanted], new: Vec::new() }, &known);
        if plan.items.is_empty() {
            let why = plan.refusals.first().map_or_else(|| "there is nothing to do".into(), |one| one.why.to_string());
            return self.end(lease, LEFT, &why).await;
        }
        let set = plan.into_set(self.ids.fresh(), author, self.clock.now());
        // Starting what was running before raises no question that its pause did not answer.
        let report = changes::apply(&tools, &set, &Consent::default(), &|_| {}, &Cancel::new()).await?;
        let Some(row) = report.rows.first() else { return Ok(()) };
        let said = row.detail.text.clone().unwrap_or_default();
        match row.outcome {
            Outcome::Confirmed => self.end(lease, RETURNED, "started again").await,
            Outcome::AlreadySo => self.end(lease, LEFT, "it was started already").await,
            Outcome::Drifted => self.end(lease, LEFT, "somebody else changed it, so it stays as it is").await,
            _ => self.note(lease, &format!("it could not be started: {said}")).await,
        }
    }

    async fn end(&self, lease: &LeaseRow, state: &'static str, note: &str) -> Result<(), Error> {
        let (id, note) = (lease.id.clone(), note.to_owned());
        self.store.write(move |tx| tx.end_lease(&id, state, Some(&note))).await?;
        self.world.tell(News::Changed);
        Ok(())
    }

    async fn note(&self, lease: &LeaseRow, note: &str) -> Result<(), Error> {
        if lease.note.as_deref() == Some(note) {
            return Ok(());
        }
        let (id, note) = (lease.id.clone(), note.to_owned());
        self.store.write(move |tx| tx.note_lease(&id, &note)).await?;
        self.world.tell(News::Changed);
        Ok(())
    }
}

fn object_of(lease: &LeaseRow) -> ObjectRef {
    ObjectRef { account: lease.account.clone(), level: lease.level, id: lease.object.clone() }
}
