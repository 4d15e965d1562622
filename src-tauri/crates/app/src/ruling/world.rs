//! What the engine needs of this workspace: fresh figures, the write path, Meta's log, somebody to tell.

use std::sync::{Arc, Weak};

use domain::{AccountId, DayRange, Level, ObjectId, TimestampMillis};
use futures_util::future::BoxFuture;
use graph::{Cancel, Lane};
use optimizer::{Engine, News, Touched, World};
use store::Db;

use super::told;
use crate::app::App;
use crate::dto::AppEvent;
use crate::session::Session;
use crate::sync_desk::Wanted;

/// Levels that have figures.
const LEVELS: [Level; 3] = [Level::Campaign, Level::Adset, Level::Ad];
/// Who Meta's log names for what Meta did by itself.
const META: &str = "Meta";
/// What an act of ours may take to be in Meta's log.
const OWN_MS: i64 = 2 * 60_000;

#[derive(Debug)]
pub(super) struct SessionWorld {
    app: App,
    session: Weak<Session>,
}

impl SessionWorld {
    pub(super) fn new(app: App, session: &Arc<Session>) -> Self {
        Self { app, session: Arc::downgrade(session) }
    }
}

/// Starts the thread that runs the workspace's rules.
pub(crate) fn start_engine(app: &App, session: &Arc<Session>) {
    let world = Arc::new(SessionWorld::new(app.clone(), session));
    let (store, clock) = (session.store.clone(), Arc::clone(&app.inner.clock));
    match Engine::start(world, store, clock, Arc::new(changes::RandomIds), tokio::runtime::Handle::current()) {
        // Closed meanwhile, it would hold the files for ever.
        Ok(engine) if session.changes.closing().is_cancelled() => {
            drop(tokio::spawn(async move { engine.stop().await }));
        }
        Ok(engine) => session.keep_engine(engine),
        Err(error) => {
            tracing::error!(%error, "the rules' thread did not start");
            let why = "The system gave Sextant no thread for them. Start Sextant again.";
            app.inner.bus.alarm_urgent("Rules do not run", why, None);
        }
    }
}

impl World for SessionWorld {
    fn accounts(&self) -> Vec<AccountId> {
        self.session.upgrade().map(|session| session.chosen()).unwrap_or_default()
    }

    fn tools(&self) -> Option<changes::Tools> {
        let session = self.session.upgrade()?;
        let signed_in = session.facts().is_some_and(|facts| facts.ended.is_none());
        signed_in.then(|| self.app.change_tools(&session).ok())?
    }

    fn refresh(&self, account: AccountId, days: DayRange, since: TimestampMillis) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            let Some(session) = self.session.upgrade() else { return Err("the workspace was closed".to_owned()) };
            let told = |error: crate::Error| crate::dto::IpcError::from(error).message;
            // A run under way may be for something else; the second one is ours.
            for _ in 0..2 {
                let asked = account.clone();
                let fresh = session.store.read(move |db| is_fresh(db, &asked, days, since)).await;
                if fresh.map_err(|error| told(error.into()))? {
                    return Ok(());
                }
                let wanted = Wanted { accounts: vec![account.clone()], range: Some(days), days: days.len_days() };
                let ended = session.sync.start(session.sync_tools().map_err(told)?, wanted);
                self.app.after_sync(ended).await;
            }
            let asked = account.clone();
            match session.store.read(move |db| is_fresh(db, &asked, days, since)).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(why_stale(&session)),
                Err(error) => Err(told(error.into())),
            }
        })
    }

    fn touched_by_others(
        &self,
        account: AccountId,
        since: TimestampMillis,
    ) -> BoxFuture<'_, Result<Vec<Touched>, String>> {
        Box::pin(async move {
            let Some(session) = self.session.upgrade() else { return Ok(Vec::new()) };
            touched(&self.app, &session, &account, since)
                .await
                .map_err(|error| crate::dto::IpcError::from(error).message)
        })
    }

    fn skew_ms(&self) -> Option<i64> {
        self.session.upgrade()?.graph().ok()?.clock_ahead_ms()
    }

    fn tell(&self, news: News) {
        let (app, session) = (self.app.clone(), self.session.clone());
        app.inner.bus.event(AppEvent::RulesChanged {});
        if news == News::Changed {
            return;
        }
        // Writing the timeline takes the store, which the engine must not wait for.
        drop(tokio::spawn(async move {
            let Some(session) = session.upgrade() else { return };
            if let News::Acted { account, .. } = &news {
                crate::activity::tell_and_raise(&session.store, &app.inner.bus).await;
                app.inner.bus.event(AppEvent::DataChanged { account_ids: vec![account.node()] });
                app.tell_writes(&session).await;
            }
            told::raise(&app, &session, &news).await;
        }));
    }
}

/// Whether these days of an account were read since an instant, at each level.
fn is_fresh(db: &Db, account: &AccountId, days: DayRange, since: TimestampMillis) -> Result<bool, store::Error> {
    for level in LEVELS {
        let pulled = db.pulled_days(account, level, days)?;
        let fresh = pulled.iter().filter(|day| day.pulled_at >= since).count();
        if u32::try_from(fresh).unwrap_or(u32::MAX) < days.len_days() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn why_stale(session: &Session) -> String {
    let last = session.sync.status().last;
    let problem = last.and_then(|last| last.problems.into_iter().next());
    problem.map_or_else(|| "fresh figures could not be had".to_owned(), |problem| problem.error.message)
}

/// What Meta's log has since an instant that none of our own requests explains.
async fn touched(
    app: &App,
    session: &Arc<Session>,
    account: &AccountId,
    since: TimestampMillis,
) -> Result<Vec<Touched>, crate::Error> {
    let now = app.inner.clock.now();
    let named = account.clone();
    let row = session.store.read(move |db| db.account(&named)).await?;
    let zone = row.and_then(|row| domain::AccountZone::parse(&row.timezone_name).ok());
    let Some((first, last)) = zone.and_then(|zone| zone.day_of(since).zip(zone.day_of(now))) else {
        return Ok(Vec::new());
    };
    let Ok(days) = DayRange::new(first, last) else { return Ok(Vec::new()) };
    let graph = session.graph()?.with_lane(Lane::Interactive);
    let ours = session.facts().and_then(|facts| facts.app_id);
    let mut pages = graph.activities(account, days, None);
    let mut found = Vec::new();
    while let Some(page) = pages.next_page(&Cancel::new()).await? {
        for activity in page.items {
            let (Some(at), Some(object)) = (activity.event_time, activity.object_id.clone()) else { continue };
            let Ok(object) = ObjectId::parse(&object) else { continue };
            let by_us = ours.is_some() && activity.application_id == ours;
            // What Meta notes of its own doing, such as a review that ended, is nobody's decision.
            let by_meta = activity.actor_name.as_deref() == Some(META);
            if at >= since && !by_us && !by_meta {
                let by = activity.actor_name.unwrap_or_else(|| "Somebody".to_owned());
                found.push(Touched { object, by, at });
            }
        }
    }
    let asked = account.clone();
    let unexplained = move |db: &Db| {
        let mut left = Vec::new();
        for touched in found {
            if !is_own(db, &asked, &touched)? {
                left.push(touched);
            }
        }
        Ok(left)
    };
    Ok(session.store.read(unexplained).await?)
}

/// Whether a request of this workspace explains an entry of the log.
fn is_own(db: &Db, account: &AccountId, touched: &Touched) -> Result<bool, store::Error> {
    for level in [Level::Campaign, Level::Adset, Level::Ad] {
        let object = store::ObjectRef { account: account.clone(), level, id: touched.object.clone() };
        let own = db.changes_of(&object, 20)?;
        let near = |at: Option<TimestampMillis>| at.is_some_and(|at| at.millis_since(touched.at).abs() <= OWN_MS);
        if own.iter().any(|change| near(change.at)) {
            return Ok(true);
        }
    }
    Ok(false)
}
