//! Pauses: spans in which a limit holds calls back.

use std::time::Duration;

use tokio::time::Instant;

use super::{Hold, Kind, Lane, Layer};
use crate::usage::Usage;

/// A limit that holds back some lanes for some time.
#[derive(Debug, Clone, Copy)]
struct Pause {
    layer: Layer,
    until: Instant,
    /// Highest lane held back.
    lanes: Lane,
    /// Meta itself said to wait: no good news shortens it.
    told: bool,
}

/// All pauses of one account, or of the app.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pauses {
    pauses: Vec<Pause>,
    percents: Vec<(Layer, f64)>,
    /// Throttle errors of a layer in a row without an estimate from Meta.
    strikes: Vec<(Layer, u32)>,
}

impl Pauses {
    /// Notes how full a limit is. From 85 % on, lanes pause; a better figure lifts a pause that only a figure caused.
    pub(crate) fn note_percent(&mut self, layer: Layer, percent: f64, rest: Option<Duration>, now: Instant) {
        self.percents.retain(|(known, _)| *known != layer);
        self.percents.push((layer, percent));
        self.pauses.retain(|pause| pause.told || pause.layer != layer);
        let Some(lanes) = Lane::ALL.into_iter().rev().find(|lane| percent >= lane.share()) else { return };
        let guess = if percent >= 95.0 { Duration::from_secs(600) } else { Duration::from_secs(120) };
        let until = now + rest.filter(|rest| !rest.is_zero()).unwrap_or(guess);
        self.pauses.push(Pause { layer, until, lanes, told: false });
    }

    /// Holds everything back until `until`, because Meta said so.
    pub(crate) fn block(&mut self, layer: Layer, until: Instant) {
        let until =
            self.pauses.iter().filter(|p| p.told && p.layer == layer).map(|p| p.until).fold(until, Instant::max);
        self.pauses.retain(|pause| !(pause.told && pause.layer == layer));
        self.pauses.push(Pause { layer, until, lanes: Lane::Write, told: true });
    }

    /// How long to wait after a throttle error that came without an estimate: longer each time in a row.
    pub(crate) fn strike(&mut self, layer: Layer, first: Duration) -> Duration {
        let strikes = match self.strikes.iter_mut().find(|(known, _)| *known == layer) {
            Some((_, strikes)) => {
                *strikes = strikes.saturating_add(1);
                *strikes
            }
            None => {
                self.strikes.push((layer, 1));
                1
            }
        };
        first.saturating_mul(1 << (strikes - 1).min(6)).min(Duration::from_secs(3_600))
    }

    /// A call of this layer went through.
    pub(crate) fn forgive(&mut self, layer: Layer) {
        self.strikes.retain(|(known, _)| *known != layer);
    }

    /// The pause that holds a call back longest, if any does.
    pub(crate) fn hold(&self, kind: Kind, lane: Lane, now: Instant) -> Option<Hold> {
        self.pauses
            .iter()
            .filter(|pause| pause.until > now && lane <= pause.lanes && concerns(pause.layer, kind, lane))
            .map(|pause| Hold { until: pause.until, layer: pause.layer })
            .max_by_key(|hold| hold.until)
    }

    /// Until when a layer is blocked by Meta's word.
    pub(crate) fn blocked_until(&self, layer: Layer, now: Instant) -> Option<Instant> {
        self.told(now).find(|(known, _)| *known == layer).map(|(_, until)| until)
    }

    /// Layers blocked by Meta's word, and until when.
    pub(crate) fn told(&self, now: Instant) -> impl Iterator<Item = (Layer, Instant)> {
        self.pauses.iter().filter(move |p| p.told && p.until > now).map(|p| (p.layer, p.until))
    }

    /// The fullest limit known.
    pub(crate) fn fullest(&self) -> Option<(Layer, f64)> {
        self.percents.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Takes in what an answer said about the whole app.
    pub(crate) fn listen_app(&mut self, usage: &Usage, now: Instant) {
        if let Some(percent) = usage.app_percent {
            self.note_percent(Layer::App, percent, None, now);
        }
        if let Some(percent) = usage.insights_app_percent {
            self.note_percent(Layer::InsightsPlatform, percent, None, now);
        }
    }

    /// Takes in a throttle error that concerns the whole app.
    pub(crate) fn throttled_app(&mut self, layer: Layer, now: Instant) {
        let first = match layer {
            Layer::App => Duration::from_secs(300),
            Layer::InsightsPlatform => Duration::from_secs(120),
            _ => return,
        };
        let wait = self.strike(layer, first);
        self.block(layer, now + wait);
    }
}

/// Whether a limit concerns calls of a kind. Limits of single objects concern no call but the one they refused.
pub(crate) fn concerns(layer: Layer, kind: Kind, lane: Lane) -> bool {
    match layer {
        Layer::AccountScore | Layer::App | Layer::Abuse => true,
        Layer::AdsInsights | Layer::InsightsPlatform => kind == Kind::Insights,
        Layer::AdsManagement => kind == Kind::Management,
        Layer::WriteBurst => lane == Lane::Write,
        Layer::CustomAudience
        | Layer::OtherUseCase
        | Layer::Page
        | Layer::AdSetBudgetChanges
        | Layer::SpendCapChanges
        | Layer::AdCreation => false,
    }
}
