//! The books of one account: points counted here, and what Meta said.

use std::collections::VecDeque;
use std::time::Duration;

use domain::TimestampMillis;
use tokio::time::Instant;

use super::pause::{Pauses, concerns};
use super::{AccessTier, Ask, GovernorMemory, GovernorState, Hold, Kind, Lane, Layer};
use crate::usage::Usage;

/// Meta's documented decay. Counting a full window is right whether the score leaks evenly or falls at once.
const WINDOW: Duration = Duration::from_secs(300);

/// Changes let go in a second. Meta's limit is 100; on the way they may come closer together.
const WRITES_A_SECOND: usize = 80;

/// Points and pauses of one account.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// Answered calls of the last window.
    settled: VecDeque<(Instant, u32)>,
    in_flight: u32,
    /// When the changes of the last second were let go.
    writes: VecDeque<Instant>,
    /// What Meta last said about the score, as points, with what was counted since.
    reported: Option<Reported>,
    tier: Option<AccessTier>,
    pauses: Pauses,
    waiting: Vec<(u64, Option<Hold>)>,
    next_number: u64,
}

#[derive(Debug, Clone, Copy)]
struct Reported {
    points: f64,
    until: Instant,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self {
            settled: VecDeque::new(),
            in_flight: 0,
            writes: VecDeque::new(),
            reported: None,
            tier: None,
            pauses: Pauses::default(),
            waiting: Vec::new(),
            next_number: 0,
        }
    }

    fn tier(&self) -> AccessTier {
        self.tier.unwrap_or(AccessTier::Limited)
    }

    fn forget_old(&mut self, now: Instant) {
        while self.settled.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) >= WINDOW) {
            self.settled.pop_front();
        }
        self.reported = self.reported.filter(|reported| reported.until > now);
    }

    fn counted_here(&self) -> f64 {
        f64::from(self.in_flight) + self.settled.iter().map(|(_, points)| f64::from(*points)).sum::<f64>()
    }

    fn score(&self) -> f64 {
        let reported = self.reported.map_or(0.0, |reported| reported.points + f64::from(self.in_flight));
        self.counted_here().max(reported)
    }

    /// Counts the call and lets it go, or says until when it is held back.
    pub(crate) fn admit(&mut self, ask: Ask, from_app: Option<Hold>, now: Instant) -> Option<Hold> {
        self.forget_old(now);
        let paused = self.pauses.hold(ask.kind, ask.lane, now);
        let writes = if ask.lane == Lane::Write { (ask.points / 3).max(1) as usize } else { 0 };
        let held = [from_app, paused, self.score_hold(ask, now), self.burst_hold(writes, now)];
        let hold = held.into_iter().flatten().max_by_key(|hold| hold.until);
        if hold.is_none() {
            self.in_flight = self.in_flight.saturating_add(ask.points);
            self.writes.extend(std::iter::repeat_n(now, writes.min(WRITES_A_SECOND)));
        }
        hold
    }

    /// Until when so many more changes would be too many for one second.
    fn burst_hold(&mut self, writes: usize, now: Instant) -> Option<Hold> {
        let second = Duration::from_secs(1);
        while self.writes.front().is_some_and(|at| now.saturating_duration_since(*at) >= second) {
            self.writes.pop_front();
        }
        // A larger batch than a second has room for goes when nothing else went.
        let excess = (self.writes.len() + writes).saturating_sub(WRITES_A_SECOND).min(self.writes.len());
        let last = self.writes.get(excess.checked_sub(1)?)?;
        Some(Hold { until: *last + second, layer: Layer::WriteBurst }).filter(|_| writes > 0)
    }

    /// Until when the score has no room for the call in its lane.
    fn score_hold(&self, ask: Ask, now: Instant) -> Option<Hold> {
        let room = self.tier().score_limit() * ask.lane.share() / 100.0;
        // A batch larger than the whole room may go when nothing else was counted; holding it would be for ever.
        let excess = (self.score() + f64::from(ask.points) - room).min(self.score());
        if excess <= 0.0 {
            return None;
        }
        let mut freed = 0.0;
        let here = self.counted_here() + f64::from(ask.points) - room;
        let mut until = now + Duration::from_secs(1);
        for (at, points) in &self.settled {
            if freed >= here {
                break;
            }
            freed += f64::from(*points);
            until = until.max(*at + WINDOW);
        }
        if let Some(reported) = self.reported.filter(|r| r.points + f64::from(ask.points) > room) {
            until = until.max(reported.until);
        }
        Some(Hold { until, layer: Layer::AccountScore })
    }

    /// The answer to a call is in.
    pub(crate) fn settle(&mut self, points: u32, now: Instant) {
        self.in_flight = self.in_flight.saturating_sub(points);
        self.settled.push_back((now, points));
        if let Some(reported) = &mut self.reported {
            // Where the answer itself brought a figure, `listen` replaced this already; one point more is harmless.
            reported.points += f64::from(points);
        }
        self.forget_old(now);
    }

    pub(crate) fn listen(&mut self, usage: &Usage, now: Instant) {
        self.tier = usage.tier.or(self.tier);
        if let Some(percent) = usage.account_percent {
            self.listen_to_score(percent, usage.account_reset_seconds, now);
        }
        for use_case in &usage.use_cases {
            let layer = use_case_layer(&use_case.kind);
            let stated = Duration::from_secs(60 * u64::from(use_case.regain_minutes));
            self.pauses.note_percent(layer, use_case.percent, Some(stated), now);
            if !stated.is_zero() {
                self.pauses.block(layer, now + stated);
            }
        }
        if let Some(percent) = usage.insights_account_percent
            && !usage.use_cases.iter().any(|use_case| use_case.kind == "ads_insights")
        {
            self.pauses.note_percent(Layer::AdsInsights, percent, None, now);
        }
    }

    fn listen_to_score(&mut self, percent: f64, reset_seconds: Option<u32>, now: Instant) {
        let rest = reset_seconds.map_or(WINDOW, |seconds| Duration::from_secs(u64::from(seconds)));
        self.reported = Some(Reported { points: percent / 100.0 * self.tier().score_limit(), until: now + rest });
        self.pauses.note_percent(Layer::AccountScore, percent, Some(rest), now);
    }

    /// Meta refused a call of this kind. Returns until when such calls are held back, where the limit is one of this
    /// account and holds calls back at all.
    pub(crate) fn throttled(&mut self, layer: Layer, kind: Kind, usage: &Usage, now: Instant) -> Option<Instant> {
        let until = self.told_wait(layer, usage, now)?;
        self.pauses.block(layer, until);
        // A refusal by another kind's counter still was a refusal of this kind's call.
        if !concerns(layer, kind, Lane::Write) {
            self.pauses.block(layer_of(kind), until);
        }
        self.pauses.blocked_until(layer, now)
    }

    fn told_wait(&mut self, layer: Layer, usage: &Usage, now: Instant) -> Option<Instant> {
        let wait = match layer {
            Layer::AccountScore => {
                let stated = usage.account_reset_seconds.map_or(0, u64::from);
                let block = self.pauses.strike(layer, self.tier().score_block());
                block.max(Duration::from_secs(stated))
            }
            Layer::AdsManagement | Layer::AdsInsights | Layer::CustomAudience | Layer::OtherUseCase => {
                // The headers of the same answer may have told the time already.
                match self.pauses.blocked_until(layer, now) {
                    Some(until) => return Some(until),
                    None => self.pauses.strike(layer, Duration::from_secs(300)),
                }
            }
            Layer::Page => self.pauses.strike(layer, Duration::from_secs(300)),
            Layer::Abuse => self.pauses.strike(layer, Duration::from_secs(1_800)),
            Layer::WriteBurst => self.pauses.strike(layer, Duration::from_secs(2)),
            // Limits of one object, or of a day, hold no other call back; those of the app are kept for all accounts.
            Layer::AdSetBudgetChanges
            | Layer::App
            | Layer::InsightsPlatform
            | Layer::SpendCapChanges
            | Layer::AdCreation => return None,
        };
        Some(now + wait)
    }

    /// A call went through: throttle errors are no longer in a row.
    pub(crate) fn went_through(&mut self, kind: Kind) {
        self.pauses.forgive(Layer::AccountScore);
        self.pauses.forgive(Layer::Abuse);
        self.pauses.forgive(layer_of(kind));
    }

    pub(crate) fn block(&mut self, layer: Layer, until: Instant) {
        self.pauses.block(layer, until);
    }

    pub(crate) fn enter(&mut self) -> u64 {
        self.next_number += 1;
        self.waiting.push((self.next_number, None));
        self.next_number
    }

    pub(crate) fn note_wait(&mut self, number: u64, hold: Hold) {
        if let Some(entry) = self.waiting.iter_mut().find(|(known, _)| *known == number) {
            entry.1 = Some(hold);
        }
    }

    pub(crate) fn leave(&mut self, number: u64) {
        self.waiting.retain(|(known, _)| *known != number);
    }

    pub(crate) fn state(&self, now: Instant, app: &Pauses, wall: TimestampMillis) -> GovernorState {
        let score = (Layer::AccountScore, self.score() / self.tier().score_limit() * 100.0);
        let score = Some(score).filter(|(_, percent)| *percent > 0.0);
        let fullest =
            [score, self.pauses.fullest(), app.fullest()].into_iter().flatten().max_by(|a, b| a.1.total_cmp(&b.1));
        let held = self.waiting.iter().filter_map(|(_, hold)| *hold).filter(|hold| hold.until > now);
        let told = self.pauses.told(now).chain(app.told(now)).map(|(layer, until)| Hold { until, layer });
        let hold = held.max_by_key(|hold| hold.until).or_else(|| told.max_by_key(|hold| hold.until));
        GovernorState {
            usage_percent: fullest.map_or(0, |(_, percent)| percent.clamp(0.0, 100.0) as u8),
            layer: hold.map(|hold| hold.layer).or(fullest.map(|(layer, _)| layer)),
            tier: self.tier,
            resumes_at: hold.map(|hold| later(wall, hold.until, now)),
            waiting: u32::try_from(self.waiting.iter().filter(|(_, hold)| hold.is_some()).count()).unwrap_or(u32::MAX),
        }
    }

    pub(crate) fn memory(&self, now: Instant, wall: TimestampMillis) -> GovernorMemory {
        let ago = |at: Instant| {
            let millis = now.saturating_duration_since(at).as_millis();
            wall.plus_millis(-i64::try_from(millis).unwrap_or(i64::MAX))
        };
        GovernorMemory {
            points: self.settled.iter().map(|(at, points)| (ago(*at), *points)).collect(),
            blocked: self.pauses.told(now).map(|(layer, until)| (layer, later(wall, until, now))).collect(),
            tier: self.tier,
        }
    }

    pub(crate) fn restore(&mut self, memory: &GovernorMemory, now: Instant, wall: TimestampMillis) {
        self.tier = self.tier.or(memory.tier);
        for (at, points) in &memory.points {
            let age = Duration::from_millis(u64::try_from(wall.millis_since(*at)).unwrap_or(0));
            if age < WINDOW {
                // An instant before the computer started cannot be expressed; then the points count from now.
                self.settled.push_back((now.checked_sub(age).unwrap_or(now), *points));
            }
        }
        self.settled.make_contiguous().sort_by_key(|(at, _)| *at);
        for (layer, until) in &memory.blocked {
            // A day is the longest any limit lasts: a clock that was wrong must not block for years.
            let rest = u64::try_from(until.millis_since(wall)).unwrap_or(0).min(86_400_000);
            if rest > 0 {
                self.pauses.block(*layer, now + Duration::from_millis(rest));
            }
        }
    }
}

fn later(wall: TimestampMillis, until: Instant, now: Instant) -> TimestampMillis {
    let millis = until.saturating_duration_since(now).as_millis();
    wall.plus_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

fn layer_of(kind: Kind) -> Layer {
    match kind {
        Kind::Management => Layer::AdsManagement,
        Kind::Insights => Layer::AdsInsights,
    }
}

fn use_case_layer(kind: &str) -> Layer {
    match kind {
        "ads_management" => Layer::AdsManagement,
        "ads_insights" => Layer::AdsInsights,
        "custom_audience" => Layer::CustomAudience,
        _ => Layer::OtherUseCase,
    }
}
