//! From decisions to the write path, and what became of them.

use changes::{Author, ChangeSet, Consent, Edit, Field, Intent, Item, Known, New, Outcome, RowReport, Value, Wanted};
use domain::{ConfiguredStatus, Level, Money};
use graph::Cancel;
use rules::{Act, AmountField};
use serde_json::json;
use store::{DecisionEnd, DecisionRow, LeaseRow, ObjectRef, RuleRunRow};

use super::commit::{takes_away, what_of};
use super::leases::due_at;
use super::{Desk, shelf};
use crate::Error;
use crate::shelf::{ENGINE, Kept, Stop};
use crate::state::{DecisionState, RunOutcome};
use crate::world::News;

/// Acts of a rule that may fail in a day before it is stopped.
const FAILURES: usize = 3;

/// An act that is planned and not sent yet.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) set: ChangeSet,
}

/// The field an act sets, what it must be before, and what it becomes.
pub(super) fn target(act: &Act) -> Option<(Field, Value, Value)> {
    let status = |status| Value::Status(status);
    let amount = |money: &Money| Value::Money(money.minor);
    match act {
        Act::Tell | Act::Copy { .. } => None,
        Act::Pause(_) => Some((Field::Status, status(ConfiguredStatus::Active), status(ConfiguredStatus::Paused))),
        Act::Start => Some((Field::Status, status(ConfiguredStatus::Paused), status(ConfiguredStatus::Active))),
        Act::Set { field, from, to } => {
            let field = match field {
                AmountField::DailyBudget => Field::DailyBudget,
                AmountField::LifetimeBudget => Field::LifetimeBudget,
                AmountField::Bid => Field::BidAmount,
            };
            Some((field, amount(from), amount(to)))
        }
    }
}

pub(super) fn act_of(row: &DecisionRow) -> Option<Act> {
    serde_json::from_value(row.act.clone()?).ok()
}

/// The paused copy that an act makes: beside what it is a copy of, an ad set with its ads.
fn copy_of(object: &ObjectRef, act: &Act) -> Option<New> {
    let Act::Copy { name, daily_budget } = act else { return None };
    let budget = daily_budget.map(|budget| (Field::DailyBudget, Value::Money(budget.minor)));
    let fields = [(Field::Name, Value::Text(name.clone()))].into_iter().chain(budget).collect();
    let copy_of = Some((object.id.clone(), object.level == Level::Adset));
    Some(New { account: object.account.clone(), level: object.level, parent: None, copy_of, fields })
}

/// The object an item is about: what it changes, or copies.
fn about(item: &Item) -> Option<ObjectRef> {
    match &item.action {
        changes::Action::Copy { source, .. } => {
            Some(ObjectRef { account: item.account.clone(), level: item.level, id: source.clone() })
        }
        _ => item.object(),
    }
}

/// Whether a rule's acts of one look are done together or not at all.
pub(super) fn together(rule: &Kept) -> bool {
    matches!(rule.rule().then, rules::Action::Rebalance(_))
}

impl Desk {
    /// Plans what rows say and notes in each which item it is. A row that cannot be planned any more, or whose object
    /// is not as the decision saw it, is stale. None when nothing is left.
    pub(super) async fn ready(
        &self,
        run: &RuleRunRow,
        rows: &mut [DecisionRow],
        rule: &Kept,
    ) -> Result<Option<Ready>, Error> {
        let reason = format!("Rule “{}”, version {}", run.rule_name, run.version);
        let author = Author::rule(&run.rule_name, reason, &rule.rule().id, run.version);
        self.planned(rows, author, together(rule)).await
    }

    /// `together` is whether what is stale of one is stale of all, and each is sent only after those before it.
    pub(super) async fn planned(
        &self,
        rows: &mut [DecisionRow],
        author: Author,
        together: bool,
    ) -> Result<Option<Ready>, Error> {
        let mut wanted: Vec<(ObjectRef, Act)> =
            rows.iter().filter(|row| is_open(row)).filter_map(|row| Some((row.object.clone(), act_of(row)?))).collect();
        let objects: Vec<ObjectRef> = wanted.iter().map(|(object, _)| object.clone()).collect();
        let known = self.store.read(move |db| Known::read(db, &objects)).await?;
        if together {
            // A parent at a time, and what is taken away before what is given: at no time is there more than before.
            let above = |object: &ObjectRef| known.objects.get(object).and_then(|found| found.campaign.clone());
            wanted.sort_by_key(|(object, act)| (above(object), !takes_away(act)));
        }
        let mut intent = Intent::default();
        for (object, act) in &wanted {
            intent.new.extend(copy_of(object, act));
            if let Some((field, _, to)) = target(act) {
                let edit = Edit::Set { field, value: Some(to) };
                intent.changes.push(Wanted { objects: vec![object.clone()], edit });
            }
        }
        let plan = changes::plan(&intent, &known);
        let mut set = plan.into_set(self.ids.fresh(), author, self.clock.now());
        set.items.retain(|item| {
            let seen = about(item).and_then(|object| wanted.iter().find(|(other, _)| *other == object));
            seen.is_some_and(|(_, act)| matches!(act, Act::Copy { .. }))
                || seen.and_then(|(_, act)| target(act)).is_some_and(|(field, from, _)| {
                    item.change_of(field).is_some_and(|change| change.from.as_ref() == Some(&from) && !change.unread)
                })
        });
        let is_torn = together && set.items.len() < wanted.len();
        if is_torn {
            set.items.clear();
        }
        set.in_step = together;
        for row in rows.iter_mut().filter(|row| is_open(row)) {
            let item = set.items.iter().position(|item| about(item).as_ref() == Some(&row.object));
            row.item = item.and_then(|item| u32::try_from(item).ok());
            if row.item.is_some() {
                row.change_set = Some(set.id.clone());
            } else {
                row.state = DecisionState::Stale.as_str().to_owned();
                let what = if is_torn { "one of those beside one another" } else { "it" };
                row.detail = Some(format!("{what} is no longer as it was when this was decided"));
            }
        }
        Ok((!set.items.is_empty()).then_some(Ready { set }))
    }

    /// Sends a look's acts and keeps what became of them.
    pub(super) async fn send(
        &self,
        rule: &Kept,
        run: &RuleRunRow,
        rows: Vec<DecisionRow>,
        Ready { set }: Ready,
    ) -> Result<(), Error> {
        let what = what_of(rows.iter().filter(|row| is_open(row)).filter_map(act_of).collect::<Vec<_>>().iter());
        let Some(tools) = self.world.tools() else {
            return self.settle_unsent(&run.id, &rows, "nobody is signed in").await;
        };
        // Nothing that a person would have to confirm is ever confirmed for them.
        let sent = changes::apply(&tools, &set, &Consent::default(), &|_| {}, &Cancel::new()).await;
        let report = match sent {
            Ok(report) => report,
            Err(changes::Error::Nothing) => return self.settle_unsent(&run.id, &rows, "there was nothing to do").await,
            // What is open is settled at the next start, before anything else is sent.
            Err(error) => return Err(error.into()),
        };
        let (done, failed) = self.settle(&rows, &report.rows).await?;
        let outcome = if done + failed == 0 { RunOutcome::Refused } else { RunOutcome::Acted };
        let id = run.id.clone();
        self.store.write(move |tx| tx.set_rule_run_outcome(&id, outcome.as_str(), None, None)).await?;
        if done + failed > 0 {
            self.world.tell(News::Acted {
                rule: run.rule_name.clone(),
                account: run.account.clone(),
                what,
                done,
                failed,
                change_set: set.id.clone(),
            });
        }
        self.mind_failures(rule, &report.rows).await
    }

    /// Keeps what became of decisions that were sent. Answers how many are done and how many are not.
    pub(super) async fn settle(&self, rows: &[DecisionRow], reports: &[RowReport]) -> Result<(u32, u32), Error> {
        let mut ends = Vec::new();
        let (mut done, mut failed) = (0, 0);
        for row in rows.iter().filter(|row| is_open(row)) {
            let Some(report) = reports.iter().find(|report| Some(report.item) == row.item) else { continue };
            let Some(state) = state_of(report.outcome) else { continue };
            match state {
                DecisionState::Done => done += 1,
                DecisionState::Failed => failed += 1,
                _ => {}
            }
            ends.push((row.clone(), state, report.detail.text.clone()));
        }
        let leases: Vec<LeaseRow> = ends
            .iter()
            .filter(|(_, state, _)| *state == DecisionState::Done)
            .filter_map(|(row, ..)| self.lease(row))
            .collect();
        self.store
            .write(move |tx| {
                for (row, state, detail) in &ends {
                    let end = DecisionEnd { state: state.as_str(), change: None, detail: detail.as_deref() };
                    tx.settle_decision(&row.id, DecisionState::Sending.as_str(), &end)?;
                }
                for lease in &leases {
                    tx.insert_lease(&LeaseRow { due_at: due_at(tx, lease)?, ..lease.clone() })?;
                }
                Ok(())
            })
            .await?;
        Ok((done, failed))
    }

    async fn settle_unsent(&self, run: &str, rows: &[DecisionRow], why: &str) -> Result<(), Error> {
        let (run, why) = (run.to_owned(), why.to_owned());
        let ids: Vec<String> = rows.iter().filter(|row| is_open(row)).map(|row| row.id.clone()).collect();
        self.store
            .write(move |tx| {
                for id in &ids {
                    let end = DecisionEnd { state: DecisionState::Stale.as_str(), change: None, detail: Some(&why) };
                    tx.settle_decision(id, DecisionState::Sending.as_str(), &end)?;
                }
                tx.set_rule_run_outcome(&run, RunOutcome::Refused.as_str(), None, Some(&why))
            })
            .await?;
        Ok(())
    }

    /// Stops a rule whose acts do not come to be what they should.
    pub(super) async fn mind_failures(&self, rule: &Kept, reports: &[RowReport]) -> Result<(), Error> {
        let unlike = |report: &&RowReport| matches!(report.outcome, Outcome::NeedsPerson | Outcome::Unconfirmed);
        if let Some(report) = reports.iter().find(unlike) {
            let said = report.detail.text.clone().unwrap_or_default();
            let text = format!("What was read back after an act is not what was asked for. {said}");
            return self.stop_rule(rule, "read_back_differs", text.trim()).await;
        }
        if !reports.iter().any(|report| report.outcome == Outcome::Rejected) {
            return Ok(());
        }
        let (id, since) = (rule.rule().id.clone(), self.clock.now().plus_millis(-86_400_000));
        let counts = self.store.read(move |db| db.decision_counts(since)).await?;
        let failed = counts.iter().filter(|count| count.rule == id && count.state == DecisionState::Failed.as_str());
        let failed: usize = failed.map(|count| count.count as usize).sum();
        if failed >= FAILURES {
            let said = reports.iter().find_map(|report| report.detail.text.clone()).unwrap_or_default();
            let text = format!("Meta refused {failed} of its acts within a day. {said}");
            return self.stop_rule(rule, "acts_fail", text.trim()).await;
        }
        Ok(())
    }

    async fn stop_rule(&self, rule: &Kept, code: &str, text: &str) -> Result<(), Error> {
        let stop = Stop { code: code.to_owned(), text: text.to_owned(), at_ms: self.clock.now().0 };
        match shelf::stop(&self.store, &rule.rule().id, Some(stop), ENGINE).await {
            Ok(()) => {}
            // It was taken away meanwhile, which stops it as well.
            Err(Error::NotFound(_)) => return Ok(()),
            Err(error) => return Err(error),
        }
        self.world.tell(News::Stopped { rule: rule.rule().name.clone(), why: text.to_owned() });
        Ok(())
    }

    /// The pause that an act made.
    fn lease(&self, row: &DecisionRow) -> Option<LeaseRow> {
        let Act::Pause(until) = act_of(row)? else { return None };
        let until_text = json!(until).as_str()?.to_owned();
        Some(LeaseRow {
            id: self.ids.fresh(),
            decision: row.id.clone(),
            rule: row.rule.clone(),
            account: row.object.account.clone(),
            level: row.object.level,
            object: row.object.id.clone(),
            name: row.name.clone(),
            since: row.at,
            until: until_text,
            due_at: None,
            note: None,
        })
    }
}

fn is_open(row: &DecisionRow) -> bool {
    row.state == DecisionState::Sending.as_str()
}

/// What an outcome of the write path means for a decision; none while it is not settled.
pub(super) fn state_of(outcome: Outcome) -> Option<DecisionState> {
    match outcome {
        Outcome::Confirmed => Some(DecisionState::Done),
        Outcome::Rejected | Outcome::Marked | Outcome::NeedsPerson => Some(DecisionState::Failed),
        // The account stays closed until it is known.
        Outcome::Unconfirmed => None,
        Outcome::AlreadySo
        | Outcome::Drifted
        | Outcome::Refused
        | Outcome::Waiting
        | Outcome::NotApplied
        | Outcome::Planned
        | Outcome::NotSent => Some(DecisionState::Stale),
    }
}
