//! From the impressions an ad was bound to get to all its figures, as they were known at an instant.
//!
//! Every count is the rounded share of the count above it, with one rounding luck for the whole ad and day. So a count
//! never shrinks while the day runs or settles, and no step of the funnel is ever wider than the one above.

use super::calendar::{DAY_MS, Day};
use super::figures::{Event, Figures, Window};
use super::lateness::{age_days, arrived, corrected};
use super::market::{Rates, minor_per_usd};
use super::plan::{AdSlot, is_black_friday_week};
use crate::world::World;
use crate::world::model::{Account, Ad, AdSet};
use crate::world::random::{between, join, unit};

/// How an ad set counts its conversions (`attribution_setting`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribution {
    /// `1d_click`.
    Click1,
    /// `7d_click`.
    Click7,
    /// `1d_click_1d_view`.
    Click1View1,
    /// `7d_click_1d_view`.
    Click7View1,
}

impl Attribution {
    /// Reads an ad set's `attribution_spec`; an empty one is the default of its goal.
    pub fn of(adset: &AdSet) -> Self {
        let (mut click, mut view) = (0, false);
        for part in adset.attribution_spec.as_array().into_iter().flatten() {
            match part.get("event_type").and_then(|it| it.as_str()) {
                Some("CLICK_THROUGH") => click = part.get("window_days").and_then(|it| it.as_i64()).unwrap_or(1),
                Some("VIEW_THROUGH") => view = true,
                _ => {}
            }
        }
        match (click, view) {
            (0, _) if matches!(adset.optimization_goal.as_str(), "OFFSITE_CONVERSIONS" | "VALUE") => Self::Click7View1,
            (..=1, false) => Self::Click1,
            (..=1, true) => Self::Click1View1,
            (_, false) => Self::Click7,
            (_, true) => Self::Click7View1,
        }
    }

    /// The text of the field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Click1 => "1d_click",
            Self::Click7 => "7d_click",
            Self::Click1View1 => "1d_click_1d_view",
            Self::Click7View1 => "7d_click_1d_view",
        }
    }

    fn value(self, windows: &[i64; Window::COUNT]) -> i64 {
        let [click1, click7, _, view1, _] = *windows;
        match self {
            Self::Click1 => click1,
            Self::Click7 => click7,
            Self::Click1View1 => click1 + view1,
            Self::Click7View1 => click7 + view1,
        }
    }
}

/// What the figures of all ads of an account's day have in common.
pub(crate) struct Settling {
    seed: u64,
    corrected: f64,
    arrived: f64,
    order_minor: f64,
    mood: f64,
    pub(crate) day_start_ms: i64,
}

/// What the figures of all ads of an ad set have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AdSetTerms {
    pub(crate) rates: &'static Rates,
    pub(crate) attribution: Attribution,
    pub(crate) learning: bool,
}

impl Settling {
    pub(crate) fn new(world: &World, account: &Account, day: &Day, as_of_ms: i64) -> Self {
        let own = join(world.origin.seed, account.id.0);
        let age = age_days(day.end_ms, as_of_ms);
        let luck = between(join(own, day.number as u64), 0.88, 1.12);
        Self {
            seed: world.origin.seed,
            corrected: corrected(age),
            arrived: arrived(age),
            order_minor: between(join(own, 0x0bde), 42.0, 96.0) * minor_per_usd(account),
            mood: luck * if is_black_friday_week(day) { 1.3 } else { 1.0 },
            day_start_ms: day.start_ms,
        }
    }

    /// Impressions and spend alone, for totals of money.
    #[inline]
    pub(crate) fn spend(&self, slot: &AdSlot, exposure: f64) -> (i64, i64) {
        let luck = unit(join(slot.key, 10));
        let late = 1.0 + self.corrected * 0.006 * unit(join(slot.key, 11));
        let impressions = (exposure * late + luck) as i64;
        (impressions, (impressions as f64 * slot.cost + luck * 0.999) as i64)
    }

    /// All figures of an ad that was bound to get `exposure` impressions.
    pub(crate) fn figures(&self, slot: &AdSlot, exposure: f64, ad: &Ad, terms: AdSetTerms, out: &mut Figures) {
        *out = Figures::default();
        let (impressions, spend) = self.spend(slot, exposure);
        if impressions == 0 {
            return;
        }
        let AdSetTerms { rates, learning, .. } = terms;
        let mut throw = 0x100;
        // Each step rounds with luck of its own; below one, so it can never exceed the count it is a share of.
        let mut share = |count: i64, rate: f64| {
            throw += 1;
            if count == 0 { 0 } else { (count as f64 * rate.min(1.0) + unit(join(slot.key, throw))) as i64 }
        };
        let own = join(self.seed, ad.id.0);
        let age_days = (self.day_start_ms - ad.created_ms).max(0) as f64 / DAY_MS as f64;
        let fatigue = 1.0 / (1.0 + age_days / 260.0);
        let appeal = between(join(own, 20), 0.62, 1.55) * between(join(slot.key, 20), 0.86, 1.16) * fatigue;
        let pull = between(join(own, 21), 0.5, 1.6) * between(join(slot.key, 21), 0.82, 1.2) * self.mood;
        let pull = pull * if learning { 0.8 } else { 1.0 };

        out.impressions = impressions;
        out.spend = spend;
        out.parts = 1;
        let again = between(join(slot.key, 22), 0.03, 0.24);
        out.reach = impressions - ((impressions as f64 * again) as i64).min(impressions - 1);
        out.reach_sum = out.reach;
        out.clicks = share(impressions, rates.clicks * appeal);
        out.inline_link_clicks = share(out.clicks, rates.link);
        out.outbound_clicks = share(out.inline_link_clicks, if rates.landing < 0.1 { 0.05 } else { 0.97 });
        let link = out.inline_link_clicks;
        let events = &mut out.events;
        let mut put = |event: Event, count: i64| {
            events[event as usize] = count;
            count
        };
        let landing = put(Event::LandingPageView, share(link, rates.landing));
        let reactions = put(Event::PostReaction, share(impressions, rates.reaction * appeal));
        put(Event::Comment, share(reactions, 0.09));
        put(Event::Share, share(reactions, 0.06));
        put(Event::PostSave, share(reactions, 0.11));
        put(Event::PageLike, share(impressions, rates.follow * appeal));
        put(Event::FormLead, share(link, rates.form_lead * pull));
        put(Event::Conversation, share(link, rates.conversation * pull));
        if has_video(own) || rates.video > 0.4 {
            let plays = put(Event::VideoPlay, share(impressions, 0.86));
            let views = put(Event::VideoView, share(plays, rates.video * appeal.min(1.5) / 0.86));
            let quarter = put(Event::Video25, share(views, 0.62));
            let half = put(Event::Video50, share(quarter, 0.55));
            let most = put(Event::Video75, share(half, 0.62));
            let nearly = put(Event::Video95, share(most, 0.7));
            put(Event::Video100, share(nearly, 0.82));
            put(Event::ThruPlay, share(views, 0.41));
        } else {
            put(Event::PhotoView, share(out.clicks - link, 0.35));
        }
        let view = share(landing, rates.view);
        let basket = share(view, rates.basket * pull);
        let checkout = share(basket, rates.checkout * pull.min(1.2));
        let offsite = [
            view,
            basket,
            checkout,
            share(checkout, rates.purchase * pull.min(1.3)),
            share(landing, rates.pixel_lead * pull),
            share(landing, rates.registration * pull),
            share(link, rates.install * pull),
        ];
        self.book(slot, offsite, terms, out);
    }

    /// Books what happened away from Meta: only what has arrived by now, by window and under the ad set's own setting.
    fn book(&self, slot: &AdSlot, offsite: [i64; Event::OFFSITE], terms: AdSetTerms, out: &mut Figures) {
        let late = unit(join(slot.key, 30));
        let luck = unit(join(slot.key, 31));
        let mut purchases = 0;
        for (place, happened) in offsite.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let known = (happened as f64 * self.arrived + late * 0.999_999) as i64;
            let windows = by_window(known.min(happened), luck);
            let Some(held) = out.windows.get_mut(place) else { continue };
            *held = windows;
            out.events[Event::FIRST_OFFSITE + place] = terms.attribution.value(&windows);
            if Event::FIRST_OFFSITE + place == Event::Purchase as usize {
                purchases = known.min(happened);
            }
        }
        if purchases > 0 {
            out.value_windows = self.value_by_window(slot, purchases, luck);
            out.purchase_value = terms.attribution.value(&out.value_windows);
        }
    }

    /// The worth of the first purchases of the day by window. Goes order by order, along with [`by_window`], so that one
    /// more order only adds its own worth.
    fn value_by_window(&self, slot: &AdSlot, purchases: i64, luck: f64) -> [i64; Window::COUNT] {
        let mut value = [0; Window::COUNT];
        let mut before = by_window(0, luck);
        for order in 1..=purchases {
            let worth = (self.order_minor * between(join(slot.key, 0x1000 + order as u64), 0.45, 1.75)) as i64;
            let counts = by_window(order, luck);
            for ((sum, count), before) in value.iter_mut().zip(counts).zip(before) {
                *sum += worth * (count - before);
            }
            before = counts;
        }
        value
    }
}

/// Splits what is known by window. Click and view together are all of it; every part only grows as more arrives.
fn by_window(known: i64, luck: f64) -> [i64; Window::COUNT] {
    let part = |count: i64, rate: f64| (count as f64 * rate + luck) as i64;
    let view1 = part(known, 0.14).min(known);
    let click7 = known - view1;
    let click1 = part(click7, 0.78).min(click7);
    [click1, click7, click7 + part(known, 0.06), view1, part(view1, 0.3).min(view1)]
}

/// Whether an ad shows a video (three in ten do), by the hash of the ad.
pub(crate) fn has_video(own: u64) -> bool {
    unit(join(own, 40)) < 0.3
}
