//! One object of an act, from the gate to the closed intent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use domain::{ObjectId, TimestampMillis};
use graph::{Cancel, Error, Layer, LiveObject};

use crate::apply::OnRow;
use crate::close::{self, Pending, Verdict};
use crate::gate::Stop;
use crate::meta_rules;
use crate::outcome::{Detail, Outcome, RowReport};
use crate::request;
use crate::rules::{BUDGET_SPAN_MS, Circumstances, Consent, Rule, judge_in, stopped_by};
use crate::set::{Action, ChangeSet, FieldChange, Item};
use crate::settle::{self, Answer, look};
use crate::snapshot::{AccountFacts, Snapshot};
use crate::tools::Tools;
use crate::value::{arrived, same};

/// An act while it is applied.
pub(crate) struct Run<'a> {
    pub(crate) tools: &'a Tools,
    pub(crate) set: &'a ChangeSet,
    pub(crate) consent: &'a Consent,
    /// What its items have made, by their numbers.
    pub(crate) made: Mutex<BTreeMap<u32, ObjectId>>,
    /// Pictures that were seen in an account's library, by their content.
    pub(crate) pictures: Mutex<BTreeMap<(domain::AccountId, String), String>>,
    /// Items whose making was sent before: what they made is looked for first.
    pub(crate) sent_before: BTreeSet<u32>,
    pub(crate) accounts: BTreeMap<domain::AccountId, AccountFacts>,
    /// Told how far a row is that takes long.
    pub(crate) on_row: OnRow<'a>,
    pub(crate) cancel: &'a Cancel,
}

/// What became of a row, and what that means for the rest.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) report: RowReport,
    pub(crate) then: Then,
}

/// Whether the rest can go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Then {
    GoOn,
    /// The same row again, once a limit has passed.
    Again(TimestampMillis),
    /// Nothing more in this account.
    StopAccount(String),
    /// Nothing more at all.
    StopAll(String),
}

impl Then {
    /// What an error of Meta's means for the rest.
    pub(crate) fn after(error: &Error) -> Self {
        let why = || Detail::of_error(error).text.unwrap_or_default();
        match error {
            Error::Auth { .. } | Error::PolicyBlock { .. } | Error::Version { .. } | Error::Config(_) => {
                Self::StopAll(why())
            }
            Error::Offline { .. } | Error::Permission { .. } | Error::Cancelled => Self::StopAccount(why()),
            // These hold for the one object, not for the account.
            Error::RateLimited { layer: Layer::AdSetBudgetChanges, .. } => Self::GoOn,
            Error::RateLimited { retry_at: Some(at), .. } => Self::Again(*at),
            Error::RateLimited { retry_at: None, .. } => Self::StopAccount(why()),
            _ => Self::GoOn,
        }
    }
}

impl Run<'_> {
    /// Does what an item says.
    ///
    /// # Errors
    /// When the ledger or cache cannot be written; then nothing more may be sent.
    pub(crate) async fn item(&self, number: u32, item: &Item) -> Result<Step, store::Error> {
        if let Some(stop) = self.stopped(item) {
            return self.unsent(number, item, Outcome::Refused, &stop, Then::StopAccount(stop.to_string())).await;
        }
        match &item.action {
            Action::Edit { id, fields } => {
                let step = self.edit(number, item, id, fields, "edit").await?;
                Ok(step)
            }
            Action::Create { .. } | Action::Copy { .. } => self.make(number, item).await,
        }
    }

    /// Why nothing may be sent for an item now.
    pub(crate) fn stopped(&self, item: &Item) -> Option<Stop> {
        if self.tools.switch.file_is_there() {
            return Some(Stop::KillSwitch);
        }
        if let Some(held) = self.tools.store.held() {
            return Some(Stop::Held(held.to_string()));
        }
        self.tools.gate.refuses(&item.account)
    }

    pub(crate) async fn unsent(
        &self,
        number: u32,
        item: &Item,
        outcome: Outcome,
        why: &(dyn std::fmt::Display + Sync),
        then: Then,
    ) -> Result<Step, store::Error> {
        let detail = Detail::say(crate::rules::sentence(why).replace("..", "."));
        self.ended(item, RowReport::new(number, outcome, detail), None, then).await
    }

    /// Notes a row for which nothing was sent.
    pub(crate) async fn ended(
        &self,
        item: &Item,
        report: RowReport,
        live: Option<LiveObject>,
        then: Then,
    ) -> Result<Step, store::Error> {
        let object = report.object.clone().or_else(|| item.object().map(|object| object.id));
        let report = report.about(object);
        close::note(self.tools, &self.set.id, &item.account, item.level, &report, live).await?;
        Ok(Step { report, then })
    }

    /// A row that could not be looked at.
    pub(crate) async fn unread(&self, number: u32, item: &Item, error: &Error) -> Result<Step, store::Error> {
        let outcome = match error {
            Error::NotFound { .. } | Error::Permission { .. } | Error::Invalid { .. } => Outcome::Rejected,
            Error::RateLimited { .. } => Outcome::Waiting,
            _ => Outcome::NotSent,
        };
        let then = match error {
            // One object that is not visible says nothing about the others.
            Error::NotFound { .. } | Error::Invalid { .. } => Then::GoOn,
            Error::Transient { .. } | Error::Unexpected { .. } => Then::GoOn,
            error => Then::after(error),
        };
        self.ended(item, RowReport::new(number, outcome, Detail::of_error(error)), None, then).await
    }

    /// Changes fields of something that exists.
    pub(crate) async fn edit(
        &self,
        number: u32,
        item: &Item,
        id: &ObjectId,
        fields: &[FieldChange],
        action: &str,
    ) -> Result<Step, store::Error> {
        let live = match look(&self.tools.meta(), &item.account, item.level, id).await {
            Ok(live) => live,
            Err(error) => return self.unread(number, item, &error).await,
        };
        let before = Snapshot::of_live(&item.account, item.level, &live);
        let open: Vec<FieldChange> =
            fields.iter().filter(|change| !arrived(change.to.as_ref(), before.get(change.field))).cloned().collect();
        let report = |outcome, detail| RowReport::new(number, outcome, detail).about(Some(id.clone()));
        if open.is_empty() {
            let ended = report(Outcome::AlreadySo, Detail::default());
            return self.ended(item, ended, Some(live), Then::GoOn).await;
        }
        let drifted = |change: &&FieldChange| !change.unread && !same(change.from.as_ref(), before.get(change.field));
        let moved: Vec<FieldChange> = open.iter().filter(drifted).cloned().collect();
        if !moved.is_empty() {
            let text = "Somebody else has changed it since. Look at it before anything is sent.";
            let detail = Detail { conflicts: settle::conflicts(&moved, &before), ..Detail::say(text) };
            return self.ended(item, report(Outcome::Drifted, detail), Some(live), Then::GoOn).await;
        }
        if action == "edit"
            && let Some(refused) = self.judged(number, item, id, &before).await?
        {
            return self.ended(item, refused, Some(live), Then::GoOn).await;
        }
        // What is noted and later put back is what it was the moment before.
        let open = open.into_iter().map(|change| FieldChange { from: before.get(change.field).cloned(), ..change });
        self.send_edit(number, item, id, open.collect(), action).await
    }

    /// Why the local rules do not let an edit pass.
    async fn judged(
        &self,
        number: u32,
        item: &Item,
        id: &ObjectId,
        before: &Snapshot,
    ) -> Result<Option<RowReport>, store::Error> {
        let now = self.tools.clock.now();
        let (account, object, since) = (item.account.clone(), id.clone(), now.plus_millis(-BUDGET_SPAN_MS));
        let (edits, campaign) = {
            let campaign = before.campaign.clone();
            let read = move |db: &store::Db| {
                let edits = db.budget_edits_since(&account, &object, since)?;
                let campaign = campaign.map(|id| db.campaign(&account, &id)).transpose()?.flatten();
                Ok((edits, campaign.map(|found| store::ObjectDetail::Campaign(Box::new(found)))))
            };
            self.tools.store.read(read).await?
        };
        let campaign = campaign.as_ref().and_then(Snapshot::of_cache);
        let unknown = AccountFacts::default();
        let account = self.accounts.get(&item.account).unwrap_or(&unknown);
        let around =
            Circumstances { before: Some(before), campaign: campaign.as_ref(), account, budget_edits: &edits, now };
        let findings = judge_in(self.set, item, &around);
        Ok(stopped_by(&findings, item, self.consent).map(|finding| {
            let paced = finding.rule == Rule::BudgetPace;
            let retry_at = edits.first().filter(|_| paced).map(|first| first.plus_millis(BUDGET_SPAN_MS + 1000));
            let outcome = if paced { Outcome::Waiting } else { Outcome::Refused };
            let detail = Detail { retry_at, ..Detail::say(finding.text.clone()) };
            RowReport::new(number, outcome, detail).about(Some(id.clone()))
        }))
    }

    /// The request of an edit, noted before and closed after.
    async fn send_edit(
        &self,
        number: u32,
        item: &Item,
        id: &ObjectId,
        fields: Vec<FieldChange>,
        action: &str,
    ) -> Result<Step, store::Error> {
        let params = match request::edit(item.level, &fields) {
            Ok(params) => params,
            Err(error) => return self.unsent(number, item, Outcome::Refused, &error, Then::GoOn).await,
        };
        let pending =
            Pending { object: Some(id.clone()), action: action.to_owned(), ..self.pending(number, item, fields) };
        if let Err(stop) = close::open(self.tools, &pending, &params).await? {
            return self.unsent(number, item, Outcome::Refused, &stop, Then::StopAccount(stop.to_string())).await;
        }
        if let Some(stop) = self.stopped(item) {
            return self.withdrawn(&pending, &stop).await;
        }
        let writer = self.tools.meta().writer(&item.account);
        let sent = match meta_rules::deletes(&pending.fields) {
            true => writer.delete(id, &Cancel::new()).await,
            false => writer.update(id, &params, &Cancel::new()).await,
        };
        let answer = match sent {
            Ok(_) => Answer::Yes,
            Err(error) => Answer::Error(error),
        };
        let then = then_after(&answer);
        let verdict = settle::edit(self.tools, &pending, answer).await;
        self.closed(&pending, &verdict, then).await
    }

    pub(crate) fn pending(&self, number: u32, item: &Item, fields: Vec<FieldChange>) -> Pending {
        Pending {
            intent: self.tools.ids.fresh(),
            change_set: self.set.id.clone(),
            item: number,
            author: self.set.author.clone(),
            undoes: self.set.undoes.clone(),
            account: item.account.clone(),
            level: item.level,
            object: None,
            action: item.verb().to_owned(),
            fields,
            marker: None,
            deep: false,
        }
    }

    /// A request that was noted and then not sent.
    pub(crate) async fn withdrawn(&self, pending: &Pending, stop: &Stop) -> Result<Step, store::Error> {
        let detail = Detail::say(crate::rules::sentence(stop));
        let verdict = Verdict::new(Outcome::Refused, detail);
        self.closed(pending, &verdict, Then::StopAccount(stop.to_string())).await
    }

    /// Closes a request and says what it means for the rest.
    pub(crate) async fn closed(&self, pending: &Pending, verdict: &Verdict, then: Then) -> Result<Step, store::Error> {
        let report = close::close(self.tools, pending, verdict).await?;
        if let Some(object) = report.object.clone().filter(|_| pending.object.is_none()) {
            self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(report.item, object);
        }
        let then = match report.outcome {
            // Until it is known what became of this one, nothing more is sent to its account.
            Outcome::Unconfirmed => Then::StopAccount("an earlier change has to be looked at first".into()),
            // Read back as something else than was asked for: whatever caused that may befall the rest as well.
            Outcome::NeedsPerson if !report.detail.conflicts.is_empty() => {
                Then::StopAccount("an earlier object of this act is not as it was asked for; look at it first".into())
            }
            Outcome::Confirmed | Outcome::Marked => Then::GoOn,
            _ => then,
        };
        Ok(Step { report, then })
    }
}

/// What an answer means for the rest.
pub(crate) fn then_after(answer: &Answer) -> Then {
    match answer {
        Answer::Error(error) => Then::after(error),
        Answer::Yes | Answer::Made(_) | Answer::Lost => Then::GoOn,
    }
}
