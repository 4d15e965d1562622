//! Figures split by age, place or hour: shown from the cache at once, pulled from Meta beside it when a person asks.

mod parts;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{Clock, ConversionAction, DayRange, Level, MetricSums, TimestampMillis};
use graph::{Cancel, Graph, Lane};
use ingest::BreakdownWanted;
use store::{BreakdownDay, Db, ObjectRef, Store};

use crate::app::App;
use crate::dto::{
    Breakdown, BreakdownKind, BreakdownMetric, BreakdownRequest, BreakdownRun, IpcError, ObjectLevel, Range,
    StartBreakdown,
};
use crate::explorer::{RESTATED_DAYS, level_view, range_from};
use crate::metrics::view;
use crate::object::{conversion_of, object_of};
use crate::session::Session;
use crate::{Error, state};

/// How long a pull waits without a word while Meta asks to wait; a longer wait ends it, with the time it is until.
const LONGEST_SILENT_WAIT: Duration = Duration::from_secs(20);
/// Most days of one pull.
const MOST_DAYS: u32 = 366;

/// What is pulled in an open workspace: one thing at a time.
#[derive(Debug, Default)]
pub(crate) struct BreakdownDesk {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    running: Option<Running>,
    failed: Option<(Asked, IpcError)>,
    /// Counts pulls, so that one that was replaced does not report for the one after it.
    turn: u64,
}

#[derive(Debug)]
struct Running {
    asked: Asked,
    run: BreakdownRun,
    cancel: Cancel,
}

/// A question, whatever figure it is ordered by.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    object: ObjectRef,
    by: domain::Breakdown,
    range: DayRange,
}

impl BreakdownDesk {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops what runs; what has arrived is kept.
    pub(crate) fn stop(&self) {
        if let Some(running) = self.lock().running.take() {
            running.cancel.cancel();
        }
    }

    fn begin(&self, asked: &Asked, of_days: u32) -> (u64, Cancel) {
        let mut state = self.lock();
        if let Some(running) = state.running.take() {
            running.cancel.cancel();
        }
        let cancel = Cancel::new();
        state.failed = None;
        state.turn += 1;
        let run = BreakdownRun { done_days: 0, of_days };
        state.running = Some(Running { asked: asked.clone(), run, cancel: cancel.clone() });
        (state.turn, cancel)
    }

    fn progress(&self, turn: u64, done_days: u32) {
        let mut state = self.lock();
        if state.turn == turn
            && let Some(running) = &mut state.running
        {
            running.run.done_days = done_days;
        }
    }

    fn ended(&self, turn: u64, asked: Asked, ended: Result<(), Error>) {
        let mut state = self.lock();
        if state.turn != turn {
            return;
        }
        // A stop took it out already; that is no failure.
        let stopped = state.running.take().is_none();
        if let Err(error) = ended
            && !stopped
        {
            state.failed = Some((asked, error.into()));
        }
    }

    fn told(&self, asked: &Asked) -> (Option<BreakdownRun>, Option<IpcError>) {
        let state = self.lock();
        let running = state.running.as_ref().filter(|running| running.asked == *asked);
        let failed = state.failed.as_ref().filter(|(of, _)| of == asked);
        (running.map(|running| running.run.clone()), failed.map(|(_, error)| error.clone()))
    }
}

fn kind_of(kind: BreakdownKind) -> domain::Breakdown {
    match kind {
        BreakdownKind::Age => domain::Breakdown::Age,
        BreakdownKind::Gender => domain::Breakdown::Gender,
        BreakdownKind::AgeGender => domain::Breakdown::AgeGender,
        BreakdownKind::Country => domain::Breakdown::Country,
        BreakdownKind::PublisherPlatform => domain::Breakdown::PublisherPlatform,
        BreakdownKind::PlatformPosition => domain::Breakdown::PlatformPosition,
        BreakdownKind::ImpressionDevice => domain::Breakdown::ImpressionDevice,
        BreakdownKind::DevicePlatform => domain::Breakdown::DevicePlatform,
        BreakdownKind::Hour => domain::Breakdown::Hour,
    }
}

fn asked_of(session: &Session, input: &BreakdownRequest) -> Result<Asked, Error> {
    let object = object_of(session, &input.account_id, input.level, &input.id)?;
    Ok(Asked { object, by: kind_of(input.by), range: range_from(&input.range)? })
}

impl App {
    /// Split figures of an object as far as they are here, and how far a pull of them is. Does not use the network.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an object that is not here, [`Error::Invalid`] for impossible days.
    pub async fn breakdown(&self, input: BreakdownRequest) -> Result<Breakdown, Error> {
        let session = self.session().await?;
        let asked = asked_of(&session, &input)?;
        let (question, metric, now) = (asked.clone(), input.metric, self.inner.clock.now());
        // Asked first: a pull that ends while the cache is read is told as running, and what it brought at the next look.
        let (running, failed) = session.breakdowns.told(&asked);
        let shown = session.store.read(move |db| shown(db, &question, metric, now)).await?;
        Ok(Breakdown { running, failed, ..shown })
    }

    /// Begins to pull what is missing of split figures, or all of it again, in place of a pull that is under way, and
    /// answers with what is here by now.
    ///
    /// # Errors
    /// As [`App::breakdown`]; [`Error::NotSignedIn`].
    pub async fn start_breakdown(&self, input: StartBreakdown) -> Result<Breakdown, Error> {
        let session = self.session().await?;
        let asked = asked_of(&session, &input.breakdown)?;
        if let Some((wanted, tools)) = self.to_pull(&session, &asked, input.again).await? {
            let desk = Arc::clone(&session.breakdowns);
            let (turn, cancel) = desk.begin(&asked, wanted.range.len_days());
            drop(tokio::spawn(async move {
                let ended = tools.pull(&wanted, |days| desk.progress(turn, days), &cancel).await;
                desk.ended(turn, asked, ended);
            }));
        }
        self.breakdown(input.breakdown).await
    }

    /// Stops the pull of split figures; what has arrived is kept.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`].
    pub async fn stop_breakdown(&self) -> Result<(), Error> {
        self.session().await?.breakdowns.stop();
        Ok(())
    }

    /// Split figures of the object with this id, for programs: pulls first what is missing, unless `cached`.
    ///
    /// # Errors
    /// As [`App::start_breakdown`], and what Meta says.
    pub async fn breakdown_of(
        &self,
        id: &str,
        by: &str,
        range: Range,
        cached: bool,
    ) -> Result<(BreakdownRequest, Breakdown), Error> {
        let session = self.session().await?;
        let by = serde_json::from_value(serde_json::Value::from(by)).map_err(|_| {
            let names: Vec<&str> = domain::Breakdown::ALL.iter().map(|one| one.as_str()).collect();
            Error::Invalid(format!("{by:?} is no breakdown; there are {}", names.join(", ")))
        })?;
        let (account_id, id, level) = match id.strip_prefix("act_") {
            Some(_) => (id.to_owned(), id.to_owned(), ObjectLevel::Account),
            None => {
                let (object, _) = crate::changing::find(&session, id).await?;
                (object.account.node(), object.id.to_string(), level_view(object.level))
            }
        };
        let input = BreakdownRequest { account_id, id, level, range, by, metric: BreakdownMetric::Spend };
        let asked = asked_of(&session, &input)?;
        if !cached && let Some((wanted, tools)) = self.to_pull(&session, &asked, false).await? {
            tools.pull(&wanted, |_| (), &Cancel::new()).await?;
        }
        let shown = self.breakdown(input.clone()).await?;
        Ok((input, shown))
    }

    /// What of a question has to be pulled, and with what; none when everything is here.
    async fn to_pull(
        &self,
        session: &Session,
        asked: &Asked,
        again: bool,
    ) -> Result<Option<(BreakdownWanted, Tools)>, Error> {
        let question = asked.clone();
        let (conversion, here) = session
            .store
            .read(move |db| {
                let conversion = conversion(db, &question.object, question.range)?;
                Ok((conversion, db.breakdown(&question.object, question.by, question.range)?))
            })
            .await?;
        let Some(range) = (if again { Some(asked.range) } else { missing(asked.range, &here) }) else {
            return Ok(None);
        };
        if range.len_days() > MOST_DAYS {
            return Err(Error::Invalid(format!("Choose at most {MOST_DAYS} days")));
        }
        let graph = session.graph()?.with_lane(Lane::Interactive).with_patience(LONGEST_SILENT_WAIT);
        let tools = Tools { graph, store: session.store.clone(), clock: Arc::clone(&self.inner.clock) };
        let conversion = action_of(&conversion);
        Ok(Some((BreakdownWanted { object: asked.object.clone(), breakdown: asked.by, range, conversion }, tools)))
    }
}

/// What a pull needs.
struct Tools {
    graph: Graph,
    store: Store,
    clock: Arc<dyn Clock>,
}

impl Tools {
    async fn pull(&self, wanted: &BreakdownWanted, done: impl FnMut(u32), cancel: &Cancel) -> Result<(), Error> {
        Ok(ingest::pull_breakdown(&self.graph, &self.store, self.clock.as_ref(), wanted, done, cancel).await?)
    }
}

/// From the first missing day to the last one; none when no day is missing.
fn missing(range: DayRange, here: &[BreakdownDay]) -> Option<DayRange> {
    let known: BTreeSet<_> = here.iter().map(|day| day.day).collect();
    let mut missing = range.days().filter(|day| !known.contains(day));
    let first = missing.next()?;
    DayRange::new(first, missing.last().unwrap_or(first)).ok()
}

/// What counts as a conversion of an object, as a word.
fn conversion(db: &Db, object: &ObjectRef, range: DayRange) -> Result<String, store::Error> {
    conversion_of(db, object, &db.first_seen_and_now(object, range)?)
}

/// The action of that word. Campaigns of an account count different things, so an account's parts count nothing.
fn action_of(word: &str) -> ConversionAction {
    ConversionAction::ALL.into_iter().find(|action| action.as_str() == word).unwrap_or(ConversionAction::None)
}

fn shown(db: &Db, asked: &Asked, metric: BreakdownMetric, now: TimestampMillis) -> Result<Breakdown, store::Error> {
    let Asked { object, by, range } = asked;
    let account = db.account(&object.account)?.ok_or(store::Error::NotFound)?;
    let days = db.breakdown(object, *by, *range)?;
    let figures = db.first_seen_and_now(object, *range)?;
    let today = state::today(&account.timezone_name, now);
    let maturing = |day: domain::AccountDay| {
        let age = today.map(|today| i64::from(today.number()) - i64::from(day.number()));
        age.is_some_and(|age| (0..RESTATED_DAYS).contains(&age))
    };
    let mut whole = MetricSums::default();
    for figure in figures.iter().filter(|figure| days.iter().any(|day| day.day == figure.day)) {
        whole.add(&figure.now.figures.sums);
    }
    let parts = parts::parts(&days, metric);
    let attribution: BTreeSet<&String> = days.iter().map(|day| &day.attribution).filter(|it| !it.is_empty()).collect();
    Ok(Breakdown {
        conversion: conversion_of(db, object, &figures)?,
        attribution: attribution.into_iter().cloned().collect(),
        missing_days: range.len_days().saturating_sub(u32::try_from(days.len()).unwrap_or(u32::MAX)),
        maturing_days: u32::try_from(days.iter().filter(|day| maturing(day.day)).count()).unwrap_or(u32::MAX),
        pulled_at_ms: days.iter().map(|day| day.pulled_at.0).min().map(|at| at as f64),
        rows: parts::rows(&parts, metric),
        total: view(&parts::total(&parts)),
        whole: (!days.is_empty() && !figures.is_empty()).then(|| view(&whole)),
        leaves_out_conversions: by.leaves_out_conversions() && object.level != Level::Account,
        stack: parts::stack(&parts, &days, *range, metric),
        heat: if *by == domain::Breakdown::Hour { parts::heat(&days) } else { Vec::new() },
        running: None,
        failed: None,
        currency: account.currency,
        time_zone: account.timezone_name,
    })
}
