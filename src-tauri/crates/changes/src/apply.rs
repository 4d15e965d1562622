//! Applying an act: account by account, object by object, each reported as soon as it is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use domain::AccountId;
use futures_util::future::join_all;
use graph::Cancel;
use store::{ChangeRow, NewChange, NewChangeSet, Store};

use crate::Error;
use crate::close;
use crate::late;
use crate::one::{Run, Step, Then};
use crate::outcome::{Detail, Outcome, RowReport};
use crate::recover::reconcile_account;
use crate::rules::Consent;
use crate::set::{ChangeSet, Item};
use crate::snapshot::{AccountFacts, Known};
use crate::tools::Tools;

/// Times a row waits for a limit before it is given back.
const WAITS: u32 = 20;

/// Called with each row as soon as it is known, and with how far a row is that takes long
/// ([`RowReport::is_under_way`]).
pub type OnRow<'a> = &'a (dyn Fn(&RowReport) + Send + Sync);

/// What became of an act.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its id.
    pub change_set: String,
    /// One entry an object, in the plan's order.
    pub rows: Vec<RowReport>,
}

impl Report {
    /// Whether everything is as it was asked for.
    pub fn is_whole(&self) -> bool {
        self.rows.iter().all(|row| !row.outcome.can_be_retried())
    }
}

/// Notes an act and applies it. What happens to each object is an outcome, in the ledger and in the report.
///
/// # Errors
/// [`Error::Nothing`], and [`Error::Store`] when the act could not be noted or, later, an outcome could not: then
/// nothing more is sent, and what is open is looked at again before anything else.
pub async fn apply(
    tools: &Tools,
    set: &ChangeSet,
    consent: &Consent,
    on_row: OnRow<'_>,
    cancel: &Cancel,
) -> Result<Report, Error> {
    if set.items.is_empty() {
        return Err(Error::Nothing);
    }
    note(&tools.store, set).await?;
    let all: BTreeSet<u32> = (0_u32..).zip(&set.items).map(|(number, _)| number).collect();
    run(tools, set, &all, Vec::new(), consent, on_row, cancel).await
}

/// Applies again what an act has not reached: rows that were refused, not sent, or not found.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Nothing`] when everything in it is done; else as [`apply`].
pub async fn retry(
    tools: &Tools,
    id: &str,
    consent: &Consent,
    on_row: OnRow<'_>,
    cancel: &Cancel,
) -> Result<Report, Error> {
    let (set, rows) = stored(&tools.store, id).await?;
    let open = |row: &&ChangeRow| Outcome::parse(&row.outcome).is_none_or(Outcome::can_be_retried);
    let which: BTreeSet<u32> = rows.iter().filter(open).map(|row| row.item).collect();
    if which.is_empty() {
        return Err(Error::Nothing);
    }
    run(tools, &set, &which, rows, consent, on_row, cancel).await
}

/// An act as it was noted, and what became of its objects.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Unreadable`].
pub async fn stored(store: &Store, id: &str) -> Result<(ChangeSet, Vec<ChangeRow>), Error> {
    let id = id.to_owned();
    let (found, rows) = store.read(move |db| Ok((db.change_set(&id)?, db.changes(&id)?))).await?;
    let found = found.ok_or(Error::NotFound("change"))?;
    Ok((serde_json::from_value(found.plan)?, rows))
}

async fn note(store: &Store, set: &ChangeSet) -> Result<(), Error> {
    let (set, plan) = (set.clone(), serde_json::to_value(set)?);
    let item = |item: &Item| -> Result<NewChange, Error> {
        Ok(NewChange {
            account: item.account.clone(),
            level: item.level,
            object: item.object().map(|object| object.id),
            name: item.name.clone(),
            fields: serde_json::to_value(item.changes())?,
        })
    };
    let items = set.items.iter().map(item).collect::<Result<Vec<_>, Error>>()?;
    let written = store.write(move |tx| {
        tx.insert_change_set(&NewChangeSet {
            id: &set.id,
            source: set.author.source.as_str(),
            actor: &set.author.actor,
            reason: &set.author.reason,
            undoes: set.undoes.as_deref(),
            made_at: set.made_at,
            plan: plan.clone(),
            plan_hash: &set.plan_hash(),
            items,
        })
    });
    written.await?;
    Ok(())
}

async fn run(
    tools: &Tools,
    set: &ChangeSet,
    which: &BTreeSet<u32>,
    rows: Vec<ChangeRow>,
    consent: &Consent,
    on_row: OnRow<'_>,
    cancel: &Cancel,
) -> Result<Report, Error> {
    let id = set.id.clone();
    let (intents, known) = tools.store.read(move |db| Ok((db.intents_of(&id)?, Known::read(db, &[])?))).await?;
    let made = rows.iter().filter(|row| makes(set, row.item)).filter_map(|row| Some((row.item, row.object.clone()?)));
    let run = Run {
        tools,
        set,
        consent,
        made: Mutex::new(made.collect()),
        pictures: Mutex::default(),
        sent_before: intents.iter().filter(|intent| close::makes(intent)).map(|intent| intent.item).collect(),
        accounts: known.accounts,
        on_row,
        cancel,
    };
    let state = set.id.clone();
    tools.store.write(move |tx| tx.set_change_set_state(&state, "open")).await?;
    let all_stopped = Mutex::new(None);
    let accounts = by_account(set, which);
    let lanes = accounts.iter().map(|(account, items)| in_account(&run, account, items, &all_stopped));
    let ended: Result<Vec<Vec<RowReport>>, store::Error> = join_all(lanes).await.into_iter().collect();
    let mut rows: Vec<RowReport> = ended?.into_iter().flatten().collect();
    rows.sort_by_key(|row| row.item);
    // One that is unconfirmed keeps the act open, so that the next start looks at it.
    if rows.iter().all(|row| row.outcome != Outcome::Unconfirmed) {
        let id = set.id.clone();
        tools.store.write(move |tx| tx.set_change_set_state(&id, "done")).await?;
    }
    Ok(Report { change_set: set.id.clone(), rows })
}

fn makes(set: &ChangeSet, number: u32) -> bool {
    usize::try_from(number).ok().and_then(|number| set.items.get(number)).is_some_and(Item::makes_something)
}

type Numbered<'a> = Vec<(u32, &'a Item)>;

fn by_account<'a>(set: &'a ChangeSet, which: &BTreeSet<u32>) -> BTreeMap<&'a AccountId, Numbered<'a>> {
    let mut accounts: BTreeMap<&AccountId, Numbered<'_>> = BTreeMap::new();
    for (number, item) in (0_u32..).zip(&set.items).filter(|(number, _)| which.contains(number)) {
        accounts.entry(&item.account).or_default().push((number, item));
    }
    accounts
}

/// All rows of one account, one after the other. Nobody else changes the account meanwhile.
async fn in_account(
    run: &Run<'_>,
    account: &AccountId,
    items: &[(u32, &Item)],
    all_stopped: &Mutex<Option<String>>,
) -> Result<Vec<RowReport>, store::Error> {
    let _alone = run.tools.lanes.enter(account).await;
    let mut stopped: Option<String> = None;
    // What an earlier act left unclear is looked at before anything new is sent.
    if !reconcile_account(run.tools, account).await? {
        stopped = Some("an earlier change of this account has to be looked at first, and Meta does not show it".into());
    }
    // And what an earlier try of these rows may have done since: what is so by now is not sent again.
    let landed = late::look(run.tools, account, &run.set.id).await?;
    let mut reports = Vec::with_capacity(items.len());
    for (number, item) in items {
        if let Some(report) = landed.get(number).filter(|report| !report.outcome.can_be_retried()) {
            (run.on_row)(report);
            reports.push(report.clone());
            continue;
        }
        run.remember(landed.get(number));
        let halted = stopped.clone().or_else(|| lock(all_stopped).clone());
        let step = match halted {
            Some(why) => run.unsent(*number, item, Outcome::NotSent, &why, Then::GoOn).await?,
            None if run.cancel.is_cancelled() => {
                run.unsent(*number, item, Outcome::NotSent, &"stopped before it was sent", Then::GoOn).await?
            }
            None => patiently(run, *number, item).await?,
        };
        match step.then {
            Then::StopAccount(why) => stopped = stopped.or(Some(why)),
            Then::StopAll(why) => *lock(all_stopped) = Some(why),
            Then::GoOn | Then::Again(_) => {}
        }
        let came_about = matches!(step.report.outcome, Outcome::Confirmed | Outcome::AlreadySo);
        if run.set.in_step && !came_about {
            stopped = stopped.or(Some("what was to be done before it did not come about".into()));
        }
        (run.on_row)(&step.report);
        reports.push(step.report);
    }
    Ok(reports)
}

fn lock(stopped: &Mutex<Option<String>>) -> std::sync::MutexGuard<'_, Option<String>> {
    stopped.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// One row, tried again after each limit that passes soon.
async fn patiently(run: &Run<'_>, number: u32, item: &Item) -> Result<Step, store::Error> {
    let mut waits = 0;
    loop {
        let step = run.item(number, item).await?;
        let Then::Again(at) = step.then else { return Ok(step) };
        let wait = u64::try_from(at.millis_since(run.tools.clock.now())).unwrap_or(0);
        let wait = Duration::from_millis(wait.saturating_add(50));
        waits += 1;
        if wait > run.tools.pace.longest_wait || waits > WAITS {
            let why = step.report.detail.text.clone().unwrap_or_else(|| "Meta asks to wait".into());
            return Ok(Step { then: Then::StopAccount(why), ..step });
        }
        tokio::select! {
            () = run.cancel.cancelled() => return Ok(step),
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// A report for a row that was not tried.
pub(crate) fn untouched(number: u32, text: &str) -> RowReport {
    RowReport::new(number, Outcome::NotSent, Detail::say(text))
}

impl AccountFacts {
    /// Whether the account is known at all.
    pub fn is_known(&self) -> bool {
        !self.currency.is_empty()
    }

    /// An amount of its currency as text: `12.50 EUR`.
    pub fn amount(&self, minor: i64) -> String {
        match domain::Currency::parse(&self.currency) {
            Ok(currency) => format!("{} {currency}", domain::Money { minor, currency }.to_decimal_text()),
            Err(_) => format!("{minor} of the smallest unit"),
        }
    }
}
