//! The governor against a model of Meta's limits, in simulated time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::{AccountId, Clock, TimestampMillis};
use tokio::time::Instant;

use super::*;

mod bursts;
mod restart;

/// A wall clock that runs with tokio's paused time.
#[derive(Debug)]
struct TokioClock(Instant);

impl Clock for TokioClock {
    fn now(&self) -> TimestampMillis {
        let millis = i64::try_from(self.0.elapsed().as_millis()).unwrap();
        TimestampMillis(1_790_000_000_000 + millis)
    }
}

fn governors() -> Governors {
    Governors::new(Arc::new(TokioClock(Instant::now())))
}

fn account(n: u32) -> AccountId {
    AccountId::parse(&n.to_string()).unwrap()
}

fn ask(lane: Lane, points: u32) -> Ask {
    Ask { lane, kind: Kind::Management, points, patience: None }
}

/// How Meta forgets points. Its documentation says only "decay 300 seconds".
#[derive(Clone, Copy, Debug)]
enum Decay {
    Leak,
    Window,
}

/// Meta's side: one account's score and hourly counters, blocks, and what calls it got while blocked.
struct Model {
    decay: Decay,
    score: f64,
    leaked: Instant,
    window: VecDeque<(Instant, f64)>,
    hour: VecDeque<Instant>,
    hour_limit: usize,
    blocked: Option<(Instant, Layer)>,
    headers_of_score: bool,
    calls: u32,
    refused: Vec<Instant>,
    disobeyed: u32,
}

impl Model {
    fn new(decay: Decay, hour_limit: usize, headers_of_score: bool) -> Self {
        Self {
            decay,
            score: 0.0,
            leaked: Instant::now(),
            window: VecDeque::new(),
            hour: VecDeque::new(),
            hour_limit,
            blocked: None,
            headers_of_score,
            calls: 0,
            refused: Vec::new(),
            disobeyed: 0,
        }
    }

    fn points(&mut self, now: Instant) -> f64 {
        match self.decay {
            Decay::Leak => {
                self.score = (self.score - (now - self.leaked).as_secs_f64() * 60.0 / 300.0).max(0.0);
                self.leaked = now;
                self.score
            }
            Decay::Window => {
                while self.window.front().is_some_and(|(at, _)| now - *at >= Duration::from_secs(300)) {
                    self.window.pop_front();
                }
                self.window.iter().map(|(_, points)| points).sum()
            }
        }
    }

    /// Somebody else uses the same app and account.
    fn count(&mut self, points: f64, now: Instant) {
        self.points(now);
        self.score += points;
        self.window.push_back((now, points));
        self.hour.push_back(now);
    }

    fn answer(&mut self, points: f64, now: Instant) -> (Option<Layer>, Usage) {
        self.calls += 1;
        while self.hour.front().is_some_and(|at| now - *at >= Duration::from_secs(3_600)) {
            self.hour.pop_front();
        }
        if let Some((until, layer)) = self.blocked.filter(|(until, _)| *until > now) {
            self.disobeyed += 1;
            self.blocked = Some((until + Duration::from_secs(60), layer));
            return (Some(layer), self.usage(now));
        }
        let layer = if self.points(now) + points > 60.0 {
            Some(Layer::AccountScore)
        } else if self.hour.len() >= self.hour_limit {
            Some(Layer::AdsManagement)
        } else {
            None
        };
        match layer {
            Some(layer) => {
                let block = if layer == Layer::AccountScore { 300 } else { 600 };
                self.blocked = Some((now + Duration::from_secs(block), layer));
                self.refused.push(now);
            }
            None => self.count(points, now),
        }
        (layer, self.usage(now))
    }

    fn usage(&mut self, now: Instant) -> Usage {
        let percent = self.points(now) / 60.0 * 100.0;
        let hourly = self.hour.len() as f64 / self.hour_limit as f64 * 100.0;
        let rest = self.blocked.filter(|(until, _)| *until > now).map(|(until, layer)| (until - now, layer));
        let minutes = match rest {
            Some((rest, Layer::AdsManagement)) => rest.as_secs().div_ceil(60),
            _ => 0,
        };
        let mut headers = vec![(
            "x-business-use-case-usage".to_owned(),
            format!(
                r#"{{"1":[{{"type":"ads_management","call_count":{},"estimated_time_to_regain_access":{minutes},
                "ads_api_access_tier":"development_access"}}]}}"#,
                hourly.floor()
            ),
        )];
        if self.headers_of_score {
            let reset = match rest {
                Some((rest, Layer::AccountScore)) => rest.as_secs() + 1,
                _ => (percent * 3.0).ceil() as u64,
            };
            headers.push((
                "x-ad-account-usage".to_owned(),
                format!(r#"{{"acc_id_util_pct":{percent:.2},"reset_time_duration":{reset}}}"#),
            ));
        }
        Usage::parse(headers.iter().map(|(name, value)| (name.as_str(), value.as_str())), Some(&account(1)))
    }
}

/// What `Graph` does around one call, against the model. Returns whether it went through.
async fn call(governor: &Governor, model: &Mutex<Model>, lane: Lane, points: u32) -> bool {
    let permit = governor.acquire(ask(lane, points), &Cancel::new()).await.unwrap();
    let half_trip = Duration::from_millis(fastrand::u64(5..200));
    tokio::time::sleep(half_trip).await;
    let (layer, usage) = model.lock().unwrap().answer(f64::from(points), Instant::now());
    tokio::time::sleep(half_trip).await;
    drop(permit);
    governor.listen(&usage);
    match layer {
        Some(layer) => {
            governor.throttled(layer, Kind::Management, &usage);
            false
        }
        None => {
            governor.went_through(Kind::Management);
            true
        }
    }
}

/// A day of an eager sync, a person now and then, and changes, beside somebody else on the same account.
async fn a_day(decay: Decay, hour_limit: usize, headers_of_score: bool) -> (Model, Duration) {
    const DAY: Duration = Duration::from_secs(24 * 3_600);
    let governor = governors().of(Some(&account(1)));
    let model = Arc::new(Mutex::new(Model::new(decay, hour_limit, headers_of_score)));
    let begin = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..2 {
        let (governor, model) = (governor.clone(), Arc::clone(&model));
        tasks.spawn(async move {
            while begin.elapsed() < DAY {
                call(&governor, &model, Lane::Background, 1).await;
            }
            Duration::ZERO
        });
    }
    for (lane, points, every) in [(Lane::Interactive, 1, 97), (Lane::Write, 3, 811)] {
        let (governor, model) = (governor.clone(), Arc::clone(&model));
        tasks.spawn(async move {
            let mut longest = Duration::ZERO;
            while begin.elapsed() < DAY {
                tokio::time::sleep(Duration::from_secs(fastrand::u64(1..2 * every))).await;
                let asked = Instant::now();
                while !call(&governor, &model, lane, points).await {}
                longest = longest.max(asked.elapsed());
            }
            if lane == Lane::Write { longest } else { Duration::ZERO }
        });
    }
    let outside = Arc::clone(&model);
    tasks.spawn(async move {
        while begin.elapsed() < DAY {
            tokio::time::sleep(Duration::from_secs(fastrand::u64(1..400))).await;
            outside.lock().unwrap().count(1.0, Instant::now());
        }
        Duration::ZERO
    });
    let mut longest_write = Duration::ZERO;
    while let Some(waited) = tasks.join_next().await {
        longest_write = longest_write.max(waited.unwrap());
    }
    (Arc::into_inner(model).unwrap().into_inner().unwrap(), longest_write)
}

#[tokio::test(start_paused = true)]
async fn in_a_simulated_day_nothing_is_sent_while_told_to_wait_and_changes_are_never_starved() {
    fastrand::seed(7);
    for (decay, hour_limit, headers_of_score) in [
        (Decay::Leak, 300, true),
        (Decay::Window, 300, true),
        (Decay::Leak, 300, false),
        (Decay::Window, 300, false),
        (Decay::Window, 100_000, true),
        (Decay::Window, 100_000, false),
        (Decay::Leak, 100_000, false),
    ] {
        let case = format!("{decay:?}, {hour_limit} an hour, score headers {headers_of_score}");
        let (model, longest_write) = a_day(decay, hour_limit, headers_of_score).await;
        assert_eq!(model.disobeyed, 0, "{case}: calls while told to wait");
        let worst_hour = model
            .refused
            .iter()
            .map(|at| model.refused.iter().filter(|b| **b >= *at && **b - *at < Duration::from_secs(3_600)).count())
            .max();
        assert!(
            worst_hour.unwrap_or(0) <= 1,
            "{case}: {} refusals, {worst_hour:?} in the worst hour",
            model.refused.len()
        );
        println!("{case}: {} calls, {} refused, longest change {longest_write:?}", model.calls, model.refused.len());
        // Pacing must not be paralysis: half of what the limits allow is used at least.
        let allowed = (hour_limit.min(720) * 24) as u32;
        assert!(model.calls > allowed / 2, "{case}: only {} calls", model.calls);
        assert!(longest_write < Duration::from_secs(660), "{case}: a change waited {longest_write:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stated_time_is_waited_out_in_every_lane_and_then_calls_go_on() {
    let governor = governors().of(Some(&account(1)));
    let header = r#"{"1":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":7}]}"#;
    governor.listen(&Usage::parse([("X-Business-Use-Case-Usage", header)], Some(&account(1))));
    assert_eq!(governor.state().layer, Some(Layer::AdsManagement));
    let begin = Instant::now();
    for lane in Lane::ALL {
        governor.acquire(ask(lane, 1), &Cancel::new()).await.unwrap();
        let waited = begin.elapsed();
        assert!(waited >= Duration::from_secs(420) && waited < Duration::from_secs(424), "{lane:?}: {waited:?}");
    }
    // The other kind of call was never told to wait.
    let fresh = governors().of(Some(&account(1)));
    fresh.listen(&Usage::parse([("X-Business-Use-Case-Usage", header)], Some(&account(1))));
    let insights = Ask { kind: Kind::Insights, ..ask(Lane::Background, 1) };
    let begin = Instant::now();
    fresh.acquire(insights, &Cancel::new()).await.unwrap();
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_sync_leaves_room_for_a_person_and_for_changes() {
    let governor = governors().of(Some(&account(1)));
    let impatient = |lane, points| Ask { patience: Some(Duration::ZERO), ..ask(lane, points) };
    let mut sent = [0; 3];
    for (lane, sent) in Lane::ALL.into_iter().zip(&mut sent) {
        while governor.acquire(impatient(lane, 1), &Cancel::new()).await.is_ok() {
            *sent += 1;
        }
    }
    assert_eq!(sent, [51, 3, 4], "85 %, 90 % and 97 % of 60");
    let refused = governor.acquire(impatient(Lane::Background, 1), &Cancel::new()).await;
    let Err(Error::RateLimited { layer: Layer::AccountScore, retry_at: Some(at), meta: None }) = refused else {
        panic!("held back here: {refused:?}");
    };
    assert!(at > governor.0.clock.now());
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_the_app_holds_every_account_back() {
    let governors = governors();
    let (one, two) = (governors.of(Some(&account(1))), governors.of(Some(&account(2))));
    assert!(one.throttled(Layer::App, Kind::Management, &Usage::default()).is_some());
    let begin = Instant::now();
    two.acquire(ask(Lane::Write, 3), &Cancel::new()).await.unwrap();
    assert!(begin.elapsed() >= Duration::from_secs(300));
}

#[tokio::test(start_paused = true)]
async fn waiting_is_shown_and_ends_at_once_when_cancelled() {
    let governor = governors().of(Some(&account(1)));
    let mut seen = governor.watch();
    governor.throttled(Layer::AccountScore, Kind::Management, &Usage::default());
    let cancel = Cancel::new();
    let waiting = tokio::spawn({
        let (governor, cancel) = (governor.clone(), cancel.clone());
        async move { governor.acquire(ask(Lane::Background, 1), &cancel).await.map(|_| ()) }
    });
    let state = *seen.wait_for(|state| state.waiting == 1).await.unwrap();
    assert_eq!(state.layer, Some(Layer::AccountScore));
    let resumes_in = state.resumes_at.unwrap().millis_since(governor.0.clock.now());
    assert!((299_000..=300_000).contains(&resumes_in), "{resumes_in}");
    let begin = Instant::now();
    cancel.cancel();
    assert!(matches!(waiting.await.unwrap(), Err(Error::Cancelled)));
    assert_eq!((governor.state().waiting, begin.elapsed()), (0, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn repeated_refusals_without_a_stated_time_wait_longer_each_time() {
    let governor = governors().of(Some(&account(1)));
    let mut waits = Vec::new();
    for _ in 0..4 {
        let begin = Instant::now();
        governor.throttled(Layer::Abuse, Kind::Management, &Usage::default());
        governor.acquire(ask(Lane::Write, 1), &Cancel::new()).await.unwrap();
        waits.push(begin.elapsed().as_secs() / 60);
    }
    assert_eq!(waits, [30, 60, 60, 60]);
}
