//! Making something: under a marker, looked for before it is ever sent a second time, named properly at the end.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use domain::{Level, ObjectId};
use graph::{Cancel, LiveObject};
use store::IntentEnd;

use crate::close::{self, Pending, Verdict};
use crate::field::Field;
use crate::fill::TOO_MUCH_TO_COPY;
use crate::one::{Run, Step, Then, then_after};
use crate::outcome::{Detail, Outcome, RowReport};
use crate::request;
use crate::rules::{Circumstances, judge, stopped_by};
use crate::set::{Action, FieldChange, Item, Parent, marker};
use crate::settle::{self, Answer};
use crate::snapshot::{AccountFacts, Snapshot, kind_of};
use crate::value::Value;

impl Run<'_> {
    /// Makes what an item says, unless an earlier try made it.
    pub(crate) async fn make(&self, number: u32, item: &Item) -> Result<Step, store::Error> {
        if let Some(object) = self.object_of(number) {
            return self.complete(number, item, &object).await;
        }
        let parent = match self.parent_of(item) {
            Ok(parent) => parent,
            Err(()) => {
                let text = "What it is made in was not made";
                return self.unsent(number, item, Outcome::NotSent, &text, Then::GoOn).await;
            }
        };
        if let Some(refused) = self.judged_new(number, item, parent.as_ref()).await? {
            return self.ended(item, refused, None, Then::GoOn).await;
        }
        let marker = marker(&self.set.id, number);
        let pending = Pending { marker: Some(marker.clone()), ..self.pending(number, item, item.changes()) };
        if self.sent_before.contains(&number) {
            match settle::find(&self.tools.patient(), &pending).await {
                Ok(found) if found.is_empty() => {}
                Ok(found) => return self.found_after_all(item, &pending, found).await,
                Err(error) => return self.unread(number, item, &error).await,
            }
        }
        let illustrated = match self.illustrated(number, item).await? {
            Ok(item) => item,
            Err(step) => return Ok(step),
        };
        let (item, pending) = match &illustrated {
            Some(item) => (item, Pending { fields: item.changes(), ..pending }),
            None => (item, pending),
        };
        let deep = matches!(item.action, Action::Copy { deep: true, .. }) && self.fits_at_once(item).await?;
        let mut made = self.send_new(item, &Pending { deep, ..pending }, parent.as_ref(), &marker).await?;
        if deep && made.report.detail.code.is_some_and(|(_, subcode)| subcode == TOO_MUCH_TO_COPY) {
            // There is more than the cache knew; Meta has copied nothing of it.
            let pending = Pending { marker: Some(marker.clone()), ..self.pending(number, item, item.changes()) };
            made = self.send_new(item, &pending, parent.as_ref(), &marker).await?;
        }
        match (&made.report.outcome, &made.report.object) {
            (Outcome::Marked, Some(object)) => self.complete(number, item, object).await,
            _ => Ok(made),
        }
    }

    /// What comes after the making: what is below a copy, and the proper name.
    async fn complete(&self, number: u32, item: &Item, object: &ObjectId) -> Result<Step, store::Error> {
        match self.fill(number, item, object).await? {
            Some(step) => Ok(step),
            None => self.finish(number, item, object).await,
        }
    }

    /// Takes over what an earlier try has made.
    pub(crate) fn remember(&self, report: Option<&RowReport>) {
        let Some((item, object)) = report.and_then(|report| Some((report.item, report.object.clone()?))) else {
            return;
        };
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(item, object);
    }

    fn object_of(&self, number: u32) -> Option<ObjectId> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).get(&number).cloned()
    }

    fn parent_of(&self, item: &Item) -> Result<Option<ObjectId>, ()> {
        let parent = match &item.action {
            Action::Edit { .. } => &None,
            Action::Create { parent, .. } => parent,
            Action::Copy { into, .. } => into,
        };
        match parent {
            None => Ok(None),
            Some(Parent::Object(id)) => Ok(Some(id.clone())),
            Some(Parent::Item(number)) => self.object_of(*number).map(Some).ok_or(()),
        }
    }

    async fn judged_new(
        &self,
        number: u32,
        item: &Item,
        parent: Option<&ObjectId>,
    ) -> Result<Option<RowReport>, store::Error> {
        let campaign = match (item.level, parent) {
            (Level::Adset, Some(id)) => {
                let (account, id) = (item.account.clone(), id.clone());
                let found = self.tools.store.read(move |db| db.campaign(&account, &id)).await?;
                found.and_then(|found| Snapshot::of_cache(&store::ObjectDetail::Campaign(Box::new(found))))
            }
            _ => None,
        };
        let unknown = AccountFacts::default();
        let account = self.accounts.get(&item.account).unwrap_or(&unknown);
        let now = self.tools.clock.now();
        let around = Circumstances { before: None, campaign: campaign.as_ref(), account, budget_edits: &[], now };
        let findings = judge(item, &around);
        let stopped = stopped_by(&findings, item, self.consent);
        Ok(stopped.map(|finding| RowReport::new(number, Outcome::Refused, Detail::say(finding.text.clone()))))
    }

    /// The request that makes it, noted before and closed after.
    async fn send_new(
        &self,
        item: &Item,
        pending: &Pending,
        parent: Option<&ObjectId>,
        marker: &str,
    ) -> Result<Step, store::Error> {
        let params = match &item.action {
            Action::Copy { .. } => request::copy(item.level, parent, pending.deep, marker),
            Action::Create { fields, .. } => request::create(item.level, parent, fields, marker),
            Action::Edit { .. } => request::edit(item.level, &[]),
        };
        let params = match params {
            Ok(params) => params,
            Err(error) => return self.unsent(pending.item, item, Outcome::Refused, &error, Then::GoOn).await,
        };
        if let Err(stop) = close::open(self.tools, pending, &params).await? {
            let then = Then::StopAccount(stop.to_string());
            return self.unsent(pending.item, item, Outcome::Refused, &stop, then).await;
        }
        if let Some(stop) = self.stopped(item) {
            return self.withdrawn(pending, &stop).await;
        }
        let (writer, cancel) = (self.tools.meta().writer(&item.account), Cancel::new());
        let answer = match (&item.action, kind_of(item.level)) {
            (Action::Copy { source, .. }, _) => writer.copy(source, &params, &cancel).await.map(|copy| copy.id),
            (_, Some(kind)) => writer.create(kind, &params, &cancel).await.map(|made| made.id),
            (_, None) => writer.create_rule(&params, &cancel).await.map(|made| made.id),
        };
        let answer = answer.map_or_else(Answer::Error, Answer::Made);
        let then = then_after(&answer);
        let verdict = settle::made(self.tools, pending, answer).await;
        self.closed(pending, &verdict, then).await
    }

    /// What an earlier try made without its being known.
    async fn found_after_all(
        &self,
        item: &Item,
        pending: &Pending,
        found: Vec<LiveObject>,
    ) -> Result<Step, store::Error> {
        let several = found.len() > 1;
        let verdict = match found.into_iter().next() {
            Some(live) if !several => {
                Verdict::seen(Outcome::Marked, live, Detail { reconciled: true, ..Detail::default() })
            }
            _ => {
                let text = "Several objects carry the marker of this one; Sextant does not choose among them.";
                Verdict::new(Outcome::NeedsPerson, Detail::say(text))
            }
        };
        let report = verdict.report(pending);
        self.note_found(pending, &report, verdict.live).await?;
        match &report.object {
            Some(object) if !several => {
                let made = &mut *self.made.lock().unwrap_or_else(PoisonError::into_inner);
                made.insert(pending.item, object.clone());
            }
            _ => return Ok(Step { report, then: Then::GoOn }),
        }
        self.make_again(pending.item, item).await
    }

    /// Only the end of making something that was found. Boxed, since it leads back to where it is called from.
    fn make_again<'a>(
        &'a self,
        number: u32,
        item: &'a Item,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<Step, store::Error>> + Send + 'a>> {
        Box::pin(self.make(number, item))
    }

    /// The audit entry of an object that turned up later. The entry names the earlier request, which made it.
    async fn note_found(
        &self,
        pending: &Pending,
        report: &RowReport,
        live: Option<LiveObject>,
    ) -> Result<(), store::Error> {
        let (pending, row) = (pending.clone(), report.clone());
        let written = self.tools.store.write(move |tx| {
            let earlier = tx.intents_of(&pending.change_set)?;
            let earlier = earlier.into_iter().rfind(|intent| intent.item == pending.item && close::makes(intent));
            let detail = serde_json::to_value(&row.detail)?;
            tx.set_change_outcome(&pending.change_set, row.item, row.outcome.as_str(), row.object.as_ref(), &detail)?;
            let read = live.as_ref().map(|live| Snapshot::of_live(&pending.account, pending.level, live));
            if let Some(earlier) = earlier {
                if matches!(earlier.state.as_str(), "not_applied" | "needs_person") {
                    let state = close::state_of(row.outcome);
                    let end = IntentEnd { state, object: row.object.as_ref(), answer: detail.clone() };
                    tx.correct_intent(&earlier.id, &end)?;
                }
                let pending = Pending { intent: earlier.id, ..pending.clone() };
                close::audit(tx, &pending, &row, read.as_ref(), detail)?;
            }
            match &live {
                Some(live) => ingest::store_live(tx, &pending.account, pending.level, live),
                None => Ok(()),
            }
        });
        written.await?;
        Ok(())
    }

    /// Takes the marker out of the name again and, on a copy, sets what differs from its source.
    async fn finish(&self, number: u32, item: &Item, object: &ObjectId) -> Result<Step, store::Error> {
        let wanted: BTreeMap<Field, Value> = match &item.action {
            Action::Copy { fields, .. } => fields.clone(),
            // A rule of Meta's is made switched off, and is switched on under its proper name.
            Action::Create { fields, .. } if item.level == Level::Account => fields.clone(),
            Action::Create { fields, .. } => {
                fields.iter().filter(|(field, _)| **field == Field::Name).map(|(f, v)| (*f, v.clone())).collect()
            }
            Action::Edit { .. } => BTreeMap::new(),
        };
        let change = |(field, value)| FieldChange { field, from: None, to: Some(value), unread: true };
        let fields: Vec<FieldChange> = wanted.into_iter().map(change).collect();
        let step = self.edit(number, item, object, &fields, "finish").await?;
        let made = RowReport { object: Some(object.clone()), ..step.report };
        let outcome = match made.outcome {
            Outcome::Confirmed | Outcome::AlreadySo => Outcome::Confirmed,
            // It is there; only what comes after its making is missing.
            Outcome::Unconfirmed => Outcome::Unconfirmed,
            _ => Outcome::Marked,
        };
        let report = RowReport { outcome, ..made };
        close::note(self.tools, &self.set.id, &item.account, item.level, &report, None).await?;
        Ok(Step { report, then: step.then })
    }
}
