//! Backtests: one at a time, in the background, with progress and a way to stop.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::{AccountId, DayRange};
use optimizer::{StoreHistory, Targets};
use rules::{Failed, Prepared, Progress, Report, Rule, Said, Touch};
use store::{ObjectRef, Store};

use super::look::targets;
use super::view;
use crate::Error;
use crate::app::App;
use crate::bus::Bus;
use crate::changing::convert;
use crate::dto::{
    ActOutcome, AppEvent, BacktestDay, BacktestReport, BacktestState, BacktestSums, BacktestTouch, GuardCount,
    IpcError, ObjectKey, StartBacktest,
};
use crate::explorer::level_view;
use crate::sync_desk::parse_day;

/// Touches that cross to the page.
const MOST_TOUCHES: usize = 2_000;
/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// The longest past that is replayed.
const MOST_DAYS: u32 = 400;

/// The backtest of an open workspace: the one that runs, or the last one.
#[derive(Debug, Default)]
pub(crate) struct BacktestDesk {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    shown: BacktestState,
    stop: Arc<AtomicBool>,
}

impl BacktestDesk {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops what runs; a workspace that closes waits for nothing.
    pub(crate) fn close(&self) {
        self.lock().stop.store(true, Ordering::Relaxed);
    }
}

impl App {
    /// Replays a rule over the past, in the background.
    ///
    /// # Errors
    /// [`Error::Rule`] and [`Error::Invalid`] for what cannot be replayed, [`Error::Refused`] while another one runs.
    pub async fn start_backtest(&self, input: StartBacktest) -> Result<BacktestState, Error> {
        let session = self.session().await?;
        let account = convert::account(&input.account_id, &session.chosen())?;
        let days = DayRange::new(parse_day(&input.since)?, parse_day(&input.until)?)
            .map_err(|error| Error::Invalid(error.to_string()))?;
        if days.len_days() > MOST_DAYS {
            return Err(Error::Invalid(format!("Replay at most {MOST_DAYS} days")));
        }
        let read = |text: &str| {
            Ok::<_, Error>(
                Prepared::new(Rule::from_json(text).map_err(optimizer::Error::Rule)?)
                    .map_err(optimizer::Error::Rule)?,
            )
        };
        let rule = read(&input.rule)?;
        let against = input.against.as_deref().map(read).transpose()?;
        let (asked, now) = (account.clone(), self.inner.clock.now());
        let known = session
            .store
            .read(move |db| Ok(targets(db, &asked, now).map(|targets| (targets, view::currency_of(db, &asked)))));
        let (targets, currency) = known.await??;
        let currency = currency?.map(|currency| currency.to_string());
        let stop = Arc::new(AtomicBool::new(false));
        {
            let mut state = session.backtest.lock();
            if state.shown.running {
                return Err(Error::Refused("Another backtest is running; stop it or wait for its end".into()));
            }
            state.stop = Arc::clone(&stop);
            state.shown = BacktestState { running: true, request: Some(input), currency, ..BacktestState::default() };
        }
        let work = Work { store: session.store.clone(), account, days, targets, stop, bus: self.inner.bus.clone() };
        let (app, desk) = (self.clone(), Arc::downgrade(&session));
        drop(tokio::task::spawn_blocking(move || {
            let ended = work.run(&rule, against.as_ref(), &|done, of| {
                let Some(session) = desk.upgrade() else { return };
                let mut state = session.backtest.lock();
                (state.shown.done, state.shown.of) = (done, of);
            });
            if let Some(session) = desk.upgrade() {
                let mut state = session.backtest.lock();
                state.shown.running = false;
                match ended {
                    Ok((report, against)) => (state.shown.report, state.shown.against) = (Some(report), against),
                    Err(error) => state.shown.error = Some(IpcError::from(error)),
                }
            }
            app.inner.bus.event(AppEvent::RulesChanged {});
        }));
        self.backtest().await
    }

    /// Where the backtest stands.
    ///
    /// # Errors
    /// When no workspace is open.
    pub async fn backtest(&self) -> Result<BacktestState, Error> {
        Ok(self.session().await?.backtest.lock().shown.clone())
    }

    /// Stops the backtest at its next step.
    ///
    /// # Errors
    /// When no workspace is open.
    pub async fn cancel_backtest(&self) -> Result<BacktestState, Error> {
        self.session().await?.backtest.close();
        self.backtest().await
    }

    /// Replays a rule and waits for the end of it. For programs.
    ///
    /// # Errors
    /// As [`App::start_backtest`], and what went wrong on the way.
    pub async fn backtest_now(
        &self,
        input: StartBacktest,
        progress: impl Fn(u32, u32),
    ) -> Result<BacktestReport, IpcError> {
        let mut state = self.start_backtest(input).await?;
        while state.running {
            progress(state.done, state.of);
            tokio::time::sleep(TELL_EVERY).await;
            state = self.backtest().await?;
        }
        match (state.report, state.error) {
            (Some(report), _) => Ok(report),
            (None, Some(error)) => Err(error),
            (None, None) => Err(Error::Cancelled.into()),
        }
    }
}

struct Work {
    store: Store,
    account: AccountId,
    days: DayRange,
    targets: Targets,
    stop: Arc<AtomicBool>,
    bus: Bus,
}

impl Work {
    fn run(
        &self,
        rule: &Prepared,
        against: Option<&Prepared>,
        note: &dyn Fn(u32, u32),
    ) -> Result<(BacktestReport, Option<BacktestReport>), Error> {
        let rounds = if against.is_some() { 2 } else { 1 };
        let first = self.replay(rule, (0, rounds), note)?;
        let second = against.map(|against| self.replay(against, (1, rounds), note)).transpose()?;
        Ok((first, second))
    }

    fn replay(&self, rule: &Prepared, round: (u32, u32), note: &dyn Fn(u32, u32)) -> Result<BacktestReport, Error> {
        let mut history = StoreHistory::open(self.store.clone(), &self.account, &self.targets)?;
        let mut told = Instant::now();
        let mut progress = |step: Progress| {
            if self.stop.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            if told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                let of = view::count(step.of);
                let (done, of) = (view::count(step.done) + round.0 * of, of * round.1);
                note(done, of);
                self.bus.event(AppEvent::BacktestMoved { done, of });
            }
            ControlFlow::Continue(())
        };
        match rules::backtest(rule, &mut history, self.days, &mut progress) {
            Ok(report) => self.shown(rule, &report),
            Err(Failed::Cancelled) => Err(Error::Cancelled),
            Err(Failed::History(error)) => Err(error.into()),
        }
    }

    fn shown(&self, rule: &Prepared, report: &Report) -> Result<BacktestReport, Error> {
        let level = rule.rule().scope.level;
        let touches: Vec<Touch> = report.touches.iter().take(MOST_TOUCHES).cloned().collect();
        let account = self.account.clone();
        let touches = self.store.read_blocking(move |db| {
            let mut names: BTreeMap<String, String> = BTreeMap::new();
            let mut shown = Vec::with_capacity(touches.len());
            for touch in touches {
                let object = ObjectRef { account: account.clone(), level, id: touch.object.clone() };
                let name = match names.get(object.id.as_str()) {
                    Some(name) => name.clone(),
                    None => view::name_of(db, &object)?,
                };
                names.insert(object.id.to_string(), name.clone());
                let (field, from, to, _) = view::act_parts(&touch.act);
                shown.push(BacktestTouch {
                    object: ObjectKey {
                        account_id: account.node(),
                        level: level_view(level),
                        id: touch.object.to_string(),
                    },
                    name,
                    at_ms: touch.at.0 as f64,
                    field,
                    from,
                    to,
                    after: touch.after.map(|after| sums(&after.sums)),
                    said: said(touch.said),
                });
            }
            Ok(shown)
        })?;
        let totals = &report.totals;
        let zone_days = self.days_of(report)?;
        Ok(BacktestReport {
            name: rule.rule().name.clone(),
            ticks: view::count(report.ticks),
            blind_ticks: view::count(report.blind_ticks),
            asked_a_person: view::count(report.asked_a_person),
            acts: view::count(totals.acts),
            objects: view::count(totals.objects),
            raised_minor: totals.raised_minor as f64,
            lowered_minor: totals.lowered_minor as f64,
            withheld: sums(&totals.withheld),
            right: view::count(totals.right),
            false_kills: view::count(totals.false_kills),
            open: view::count(totals.open),
            refused: report
                .refused
                .iter()
                .map(|(guard, count)| GuardCount { guard: guard.clone(), count: view::count(*count) })
                .collect(),
            unknowable: report.unknowable().iter().map(rules::Unknowable::words).collect(),
            days: zone_days,
            touches,
        })
    }

    /// What would have been done on each day of the account.
    fn days_of(&self, report: &Report) -> Result<Vec<BacktestDay>, Error> {
        let account = self.account.clone();
        let row = self.store.read_blocking(move |db| db.account(&account))?.ok_or(Error::NotFound("ad account"))?;
        let zone = domain::AccountZone::parse(&row.timezone_name).map_err(|error| Error::Invalid(error.to_string()))?;
        let mut days: BTreeMap<domain::AccountDay, BacktestDay> = self
            .days
            .days()
            .map(|day| {
                let empty = BacktestDay {
                    day: day.to_string(),
                    acts: 0,
                    false_kills: 0,
                    raised_minor: 0.0,
                    lowered_minor: 0.0,
                };
                (day, empty)
            })
            .collect();
        for touch in &report.touches {
            let Some(day) = zone.day_of(touch.at).and_then(|day| days.get_mut(&day)) else { continue };
            day.acts += 1;
            let wrong = matches!(touch.said, Said::LateFigures | Said::Recovered);
            day.false_kills += u32::from(wrong && takes_away(touch));
            if let rules::Act::Set { from, to, .. } = &touch.act {
                let moved = to.minor.saturating_sub(from.minor);
                day.raised_minor += moved.max(0) as f64;
                day.lowered_minor += moved.min(0).saturating_neg() as f64;
            }
        }
        Ok(days.into_values().collect())
    }
}

fn takes_away(touch: &Touch) -> bool {
    match &touch.act {
        rules::Act::Pause(_) => true,
        rules::Act::Set { from, to, .. } => to.minor < from.minor,
        rules::Act::Tell | rules::Act::Start | rules::Act::Copy { .. } => false,
    }
}

fn sums(sums: &domain::MetricSums) -> BacktestSums {
    BacktestSums {
        spend_minor: sums.spend_minor as f64,
        impressions: sums.impressions as f64,
        clicks: sums.clicks as f64,
        conversions: sums.conversions_milli as f64 / 1000.0,
        value_minor: sums.value_minor as f64,
    }
}

fn said(said: Said) -> ActOutcome {
    match said {
        Said::Right => ActOutcome::Right,
        Said::LateFigures => ActOutcome::LateFigures,
        Said::Recovered => ActOutcome::Recovered,
        Said::TooEarly => ActOutcome::TooEarly,
        Said::Untold => ActOutcome::Untold,
    }
}
