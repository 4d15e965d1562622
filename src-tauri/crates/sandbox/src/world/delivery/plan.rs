//! The plan of a day: how many impressions each ad of a campaign is bound to get until an instant.
//!
//! The day is cut wherever something was changed (a status, a budget, a bid, the end of a review), and each piece follows
//! what was in force in it. So a change never moves figures of the time before it.

mod in_force;

use self::in_force::{
    account_delivers, ad_delivers, adset_delivers, campaign_delivers, changes, issue_marks, may_run, set_at,
};
use super::calendar::{self, Day};
use super::market::{Goal, minor_per_usd};
use super::settle::{AdSetTerms, Attribution};
use crate::world::World;
use crate::world::model::{Account, Ad, AdSet, Budget, Campaign, LearningStage};
use crate::world::random::{between, join, unit};

/// Spend aims a little below the budget, so that rounding and late corrections never cross what Meta allows.
const AIM: f64 = 0.965;

/// How the days of a week share its budget, Monday first.
const WEEKDAYS: [f64; 7] = [0.98, 0.96, 0.97, 1.0, 1.04, 1.1, 1.12];

/// The ads of a campaign that may deliver on a day, with what they were bound to get. Kept and refilled: no allocation
/// once it has grown to the largest campaign.
#[derive(Debug, Default)]
pub(crate) struct CampaignDay {
    pub(crate) adsets: Vec<AdSetSlot>,
    pub(crate) ads: Vec<AdSlot>,
    marks: Vec<i64>,
}

#[derive(Debug)]
pub(crate) struct AdSetSlot {
    pub(crate) index: usize,
    pub(crate) terms: AdSetTerms,
    goal: Goal,
    ads: std::ops::Range<usize>,
    weight: f64,
    demand: f64,
    pace: f64,
    running: f64,
}

#[derive(Debug)]
pub(crate) struct AdSlot {
    pub(crate) index: usize,
    /// Place of its ad set in [`CampaignDay::adsets`].
    pub(crate) adset: usize,
    /// Hash of ad and day, from which its luck follows.
    pub(crate) key: u64,
    /// Impressions it is bound to get until the instant asked for.
    pub(crate) exposure: f64,
    /// Minor units for one impression.
    pub(crate) cost: f64,
    weight: f64,
    runs: bool,
}

impl CampaignDay {
    /// Plans a campaign's day up to an instant.
    pub(crate) fn fill(&mut self, world: &World, account: &Account, campaign: usize, day: &Day, until_ms: i64) {
        self.adsets.clear();
        self.ads.clear();
        self.marks.clear();
        let until = until_ms.min(day.end_ms);
        let Some(it) = world.campaigns.get(campaign) else { return };
        if until <= day.start_ms || it.created_ms >= until || !may_run(&it.status, day.start_ms, until) {
            return;
        }
        self.find_candidates(world, account, campaign, it, day, until);
        if self.ads.is_empty() {
            return;
        }
        self.mark_changes(world, account, it, day.start_ms, until);
        let place = Place { world, account, campaign: it, day };
        let (mut from, mut share_from) = (day.start_ms, 0.0);
        for place_of_mark in 0..self.marks.len() {
            let to = self.marks[place_of_mark];
            let share_to = day.share_before(to);
            if account_delivers(account, from) && campaign_delivers(world.former.campaign(it, from), from) {
                self.spread(&place, from, share_to - share_from);
            }
            (from, share_from) = (to, share_to);
        }
    }

    fn find_candidates(
        &mut self,
        world: &World,
        account: &Account,
        campaign: usize,
        it: &Campaign,
        day: &Day,
        until: i64,
    ) {
        let seed = world.origin.seed;
        let usd = minor_per_usd(account);
        let season = season(seed, account, day);
        let adsets = world.family.adsets_of.get(campaign).map_or(&[][..], Vec::as_slice);
        for index in adsets {
            let Some(adset) = world.adsets.get(*index) else { continue };
            if adset.created_ms >= until || !may_run(&adset.status, day.start_ms, until) {
                continue;
            }
            let adset = world.former.adset(adset, day.start_ms);
            let goal = Goal::of(it, adset);
            let learning = *adset.learning.at(day.start_ms) == LearningStage::Learning;
            let cpm = goal.rates().cpm_usd * usd * season * if learning { 1.13 } else { 1.0 };
            let first = self.ads.len();
            let ads = world.family.ads_of.get(*index).map_or(&[][..], Vec::as_slice);
            for index in ads {
                let Some(ad) = world.ads.get(*index) else { continue };
                if ad.created_ms < until && may_run(&ad.status, day.start_ms, until) {
                    self.ads.push(ad_slot(seed, ad, *index, self.adsets.len(), day, cpm));
                }
            }
            if self.ads.len() > first {
                self.adsets.push(adset_slot(seed, adset, *index, day, goal, learning, first..self.ads.len()));
            }
        }
    }

    /// Notes every instant of the day at which something changes; the last mark is `until`.
    fn mark_changes(&mut self, world: &World, account: &Account, campaign: &Campaign, start: i64, until: i64) {
        let Self { adsets, ads, marks } = self;
        let mut mark = |at_ms: i64| {
            if at_ms > start && at_ms < until {
                marks.push(at_ms);
            }
        };
        changes(&account.account_status, start, &mut mark);
        changes(&campaign.status, start, &mut mark);
        changes(&campaign.budget, start, &mut mark);
        for version in [campaign, world.former.campaign(campaign, start)] {
            version.start_ms.into_iter().chain(version.stop_ms).for_each(&mut mark);
        }
        issue_marks(&campaign.issues, &mut mark);
        world.former.edits(campaign.id).for_each(&mut mark);
        for adset in adsets.iter().filter_map(|slot| world.adsets.get(slot.index)) {
            changes(&adset.status, start, &mut mark);
            changes(&adset.budget, start, &mut mark);
            changes(&adset.bid_amount, start, &mut mark);
            for version in [adset, world.former.adset(adset, start)] {
                std::iter::once(version.start_ms).chain(version.end_ms).for_each(&mut mark);
            }
            issue_marks(&adset.issues, &mut mark);
            world.former.edits(adset.id).for_each(&mut mark);
        }
        for ad in ads.iter().filter_map(|slot| world.ads.get(slot.index)) {
            changes(&ad.status, start, &mut mark);
            changes(&ad.review, start, &mut mark);
            mark(ad.created_ms);
            issue_marks(&ad.issues, &mut mark);
        }
        marks.push(until);
        marks.sort_unstable();
        marks.dedup();
    }

    /// Spreads the money of one piece of the day over the ads that run in it. `part` is the piece's share of the day.
    fn spread(&mut self, place: &Place<'_>, at_ms: i64, part: f64) {
        let mut campaign_weight = 0.0;
        for slot in &mut self.adsets {
            slot.running = 0.0;
            let Some(adset) = place.adset(slot.index, at_ms) else { continue };
            if !adset_delivers(adset, at_ms) {
                continue;
            }
            for ad in self.ads.get_mut(slot.ads.clone()).unwrap_or_default() {
                ad.runs = place.world.ads.get(ad.index).is_some_and(|it| ad_delivers(it, at_ms));
                slot.running += if ad.runs { ad.weight } else { 0.0 };
            }
            if slot.running > 0.0 {
                campaign_weight += slot.weight;
            }
        }
        if campaign_weight == 0.0 {
            return;
        }
        let shared = place.campaign.budget.at(at_ms).map(|budget| place.campaign_money(budget, at_ms));
        for slot in self.adsets.iter_mut().filter(|slot| slot.running > 0.0) {
            let Some(adset) = place.adset(slot.index, at_ms) else { continue };
            let money = match shared {
                Some(money) => money * slot.weight / campaign_weight,
                None => adset.budget.at(at_ms).map_or(0.0, |budget| place.adset_money(adset, slot.pace, budget, at_ms)),
            };
            let bid = bid_factor(place, adset, slot.goal, at_ms);
            let per_weight = money * slot.demand * bid * part / slot.running;
            for ad in self.ads.get_mut(slot.ads.clone()).unwrap_or_default().iter_mut().filter(|ad| ad.runs) {
                ad.exposure += per_weight * ad.weight / ad.cost;
            }
        }
    }
}

/// Where and when a piece of a day is planned.
struct Place<'a> {
    world: &'a World,
    account: &'a Account,
    campaign: &'a Campaign,
    day: &'a Day,
}

impl<'a> Place<'a> {
    /// An ad set as it was at an instant.
    fn adset(&self, index: usize, at_ms: i64) -> Option<&'a AdSet> {
        self.world.adsets.get(index).map(|adset| self.world.former.adset(adset, at_ms))
    }

    /// What a campaign budget lets a whole day spend.
    fn campaign_money(&self, budget: Budget, at_ms: i64) -> f64 {
        match budget {
            Budget::Daily(minor) => minor as f64 * pace(join(self.world.origin.seed, self.campaign.id.0), self.day),
            Budget::Lifetime { amount, spent_before } => {
                let since = set_at(&self.campaign.budget, at_ms);
                let children = self.world.adsets_of(self.campaign.id);
                let ends = |adset: &AdSet| self.world.former.adset(adset, at_ms).end_ms;
                let stop = self.world.former.campaign(self.campaign, at_ms).stop_ms;
                let end = stop.or_else(|| children.filter_map(ends).max());
                self.lifetime_money(amount - spent_before, since, end)
            }
        }
    }

    /// What an ad set's own budget lets a whole day spend.
    fn adset_money(&self, adset: &AdSet, pace: f64, budget: Budget, at_ms: i64) -> f64 {
        match budget {
            Budget::Daily(minor) => minor as f64 * pace,
            Budget::Lifetime { amount, spent_before } => {
                let since = set_at(&adset.budget, at_ms).max(adset.start_ms);
                self.lifetime_money(amount - spent_before, since, adset.end_ms)
            }
        }
    }

    /// The rest of a lifetime budget, spread evenly from `since` to the end. Days count by their share of delivery.
    fn lifetime_money(&self, rest: i64, since: i64, end: Option<i64>) -> f64 {
        let Some(end) = end.filter(|end| *end > since) else { return 0.0 };
        let zone = calendar::zone(&self.account.timezone_name);
        let first = Day::new(zone, calendar::day_of(zone, since));
        let last = Day::new(zone, calendar::day_of(zone, end));
        let days = (last.number - first.number) as f64 - first.share_before(since) + last.share_before(end);
        if days <= 0.0 { 0.0 } else { rest.max(0) as f64 * AIM / days }
    }
}

fn ad_slot(seed: u64, ad: &Ad, index: usize, adset: usize, day: &Day, cpm: f64) -> AdSlot {
    let own = join(seed, ad.id.0);
    let key = join(own, day.number as u64);
    // Delivery concentrates on few ads, and which ones changes slowly.
    let talent = unit(join(own, 1));
    let weight = (0.06 + talent * talent) * (0.6 + 0.8 * wave(join(own, 2), day)) * between(join(key, 1), 0.85, 1.15);
    let cost = cpm / 1000.0 * between(join(own, 3), 0.8, 1.25) * between(join(key, 2), 0.9, 1.12);
    AdSlot { index, adset, key, exposure: 0.0, cost: cost.max(1e-6), weight, runs: false }
}

fn adset_slot(
    seed: u64,
    adset: &AdSet,
    index: usize,
    day: &Day,
    goal: Goal,
    learning: bool,
    ads: std::ops::Range<usize>,
) -> AdSetSlot {
    let own = join(seed, adset.id.0);
    let strength = unit(join(own, 1));
    let weight = (0.15 + strength * strength) * (0.7 + 0.6 * wave(join(own, 2), day));
    // Most ad sets spend their budget; one in six finds too few people and leaves some of it.
    let narrow = unit(join(own, 3)) < 0.16;
    let demand = if narrow { 0.35 + 0.4 * wave(join(own, 4), day) } else { 0.93 + 0.07 * wave(join(own, 4), day) };
    let terms = AdSetTerms { rates: goal.rates(), attribution: Attribution::of(adset), learning };
    AdSetSlot { index, terms, goal, ads, weight, demand, pace: pace(own, day), running: 0.0 }
}

/// What a day may spend of a daily budget: above it on strong days (never above 1.65 times), at most seven times it in a
/// week from Monday to Sunday.
pub(crate) fn pace(key: u64, day: &Day) -> f64 {
    let monday = day.number - day.weekday as i64;
    let of = |weekday: usize| {
        let luck = between(join(key, (monday + weekday as i64) as u64 ^ 0x5eed), 0.88, 1.14);
        (WEEKDAYS.get(weekday).copied().unwrap_or(1.0) * luck).clamp(0.8, 1.3)
    };
    let week: f64 = (0..7).map(of).sum();
    AIM * of(day.weekday) * 7.0 / week
}

/// A slow swing between 0 and 1, with its own period between 40 and 120 days.
fn wave(key: u64, day: &Day) -> f64 {
    let period = between(join(key, 1), 40.0, 120.0);
    let phase = (day.number as f64 / period + unit(join(key, 2))).fract();
    if phase < 0.5 { phase * 2.0 } else { 2.0 - phase * 2.0 }
}

/// Prices of the auction: a swing of the market, dearer towards the end of the year and around Black Friday.
fn season(seed: u64, account: &Account, day: &Day) -> f64 {
    use chrono::Datelike;
    let swing = 0.9 + 0.2 * wave(join(seed, account.id.0), day);
    let month = [0.86, 0.9, 0.94, 0.97, 1.0, 1.0, 0.98, 0.98, 1.02, 1.06, 1.18, 1.14];
    let of_month = month.get(day.date.month0() as usize).copied().unwrap_or(1.0);
    swing * of_month * if is_black_friday_week(day) { 1.22 } else { 1.0 }
}

/// The days around the fourth Thursday of November.
pub(crate) fn is_black_friday_week(day: &Day) -> bool {
    use chrono::Datelike;
    day.date.month() == 11 && (22..=30).contains(&day.date.day())
}

/// A bid below the market's price loses auctions: half the price wins a quarter of the delivery.
fn bid_factor(place: &Place<'_>, adset: &AdSet, goal: Goal, at_ms: i64) -> f64 {
    let strategy = adset.bid_strategy.as_deref();
    let strategy = strategy.or(place.world.former.campaign(place.campaign, at_ms).bid_strategy.as_deref());
    match (strategy, *adset.bid_amount.at(at_ms)) {
        (Some("LOWEST_COST_WITH_BID_CAP" | "COST_CAP"), Some(bid)) => {
            let market = goal.rates().result_usd * minor_per_usd(place.account);
            let ratio = (bid as f64 / market).clamp(0.0, 1.0);
            ratio * ratio
        }
        (Some("LOWEST_COST_WITH_MIN_ROAS"), _) => 0.85,
        _ => 1.0,
    }
}
