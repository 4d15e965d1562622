//! People who change things outside Sextant, and what Meta itself does: reviews end, learning phases end, an ad that ran
//! for weeks is turned down after all.
//!
//! Who does what when follows from the seed and from the state of the world at that moment, so the same stretch of time
//! advanced in one step or in many gives the same world.

use serde_json::json;

use super::World;
use super::delivery::calendar::{self, DAY_MS, HOUR_MS};
use super::delivery::rows::Slice;
use super::edit::change;
use super::generate::{meta, staff};
use super::model::{
    Account, Actor, Ad, AdSet, Budget, Campaign, EffectiveStatus, LearningStage, ObjectId, Review, Status, Timeline,
};
use super::random::{Draws, join, unit};
use super::rules::MARK_MS;

/// Somebody may act once in each of these.
const SLOT_MS: i64 = 2 * HOUR_MS;

/// Conversions an ad set needs within a week to leave the learning phase.
const LEARNED: i64 = 50;

/// Something that happens by itself, in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    at_ms: i64,
    account: usize,
    kind: EventKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum EventKind {
    LearningCheck,
    SomebodyActs,
    RulesLook,
}

impl World {
    /// Lets time pass up to an instant: people act, reviews and learning phases end, the activity log grows. Going back
    /// does nothing.
    ///
    /// A day costs a few microseconds an account and what its changes cost.
    pub fn advance(&mut self, to_ms: i64) {
        let from_ms = self.advanced_to_ms;
        if to_ms <= from_ms {
            return;
        }
        for event in self.events_between(from_ms, to_ms) {
            self.end_reviews(event.at_ms);
            match event.kind {
                EventKind::LearningCheck => self.check_learning(event.account, event.at_ms),
                EventKind::SomebodyActs => self.let_somebody_act(event.account, event.at_ms),
                EventKind::RulesLook => {
                    let due = self.rules_due(event.at_ms);
                    due.into_iter().for_each(|rule| self.run_rule(rule, event.at_ms, false));
                }
            }
        }
        self.end_reviews(to_ms);
        self.stop_at_spend_caps(from_ms, to_ms);
        self.advanced_to_ms = to_ms;
    }

    fn events_between(&self, from_ms: i64, to_ms: i64) -> Vec<Event> {
        let mut events = Vec::new();
        if self.rules.iter().any(|rule| rule.status == "ENABLED") {
            for mark in from_ms.div_euclid(MARK_MS)..=to_ms.div_euclid(MARK_MS) {
                events.push(Event { at_ms: mark * MARK_MS, account: usize::MAX, kind: EventKind::RulesLook });
            }
        }
        let people = if self.origin.size.has_people() { self.accounts.as_slice() } else { &[] };
        for (place, account) in people.iter().enumerate() {
            let own = join(self.origin.seed, account.id.0 ^ 0xacc0);
            for slot in from_ms.div_euclid(SLOT_MS)..=to_ms.div_euclid(SLOT_MS) {
                let at_ms = slot * SLOT_MS + (unit(join(own, slot as u64)) * SLOT_MS as f64) as i64;
                events.push(Event { at_ms, account: place, kind: EventKind::SomebodyActs });
            }
            // Meta looks at learning phases once a day; the hour differs by account.
            let offset = (unit(own) * DAY_MS as f64) as i64;
            for day in (from_ms - offset).div_euclid(DAY_MS)..=(to_ms - offset).div_euclid(DAY_MS) {
                events.push(Event { at_ms: day * DAY_MS + offset, account: place, kind: EventKind::LearningCheck });
            }
        }
        events.retain(|event| event.at_ms > from_ms && event.at_ms <= to_ms);
        events.sort_unstable();
        events
    }

    /// Logs the reviews that ended by an instant; their outcome was planned when they began.
    fn end_reviews(&mut self, until_ms: i64) {
        while let Some((at_ms, ad)) = self.reviews_due.first().copied().filter(|(at_ms, _)| *at_ms <= until_ms) {
            self.reviews_due.remove(&(at_ms, ad));
            let Some(it) = self.ad(ad) else { continue };
            // A later edit may have started the review again.
            if it.review.entries().all(|(at, _)| at != at_ms) {
                continue;
            }
            let (event, translated) = match it.review.at(at_ms) {
                Review::Disapproved { .. } => ("ad_review_declined", "Ad rejected"),
                Review::Approved | Review::Pending => ("ad_review_approved", "Ad approved"),
            };
            self.log(ad, at_ms, event, translated, &meta(), None);
        }
    }

    fn check_learning(&mut self, account: usize, at_ms: i64) {
        let Some(zone) = self.accounts.get(account).map(|it| calendar::zone(&it.timezone_name)) else { return };
        let learning: Vec<(ObjectId, i64)> = self
            .adsets_of_place(account)
            .filter(|it| it.created_ms <= at_ms && *it.learning.at(at_ms) == LearningStage::Learning)
            .filter(|it| self.adset_status(it, at_ms) == EffectiveStatus::Active)
            .map(|it| (it.id, it.last_significant_edit_ms.max(it.start_ms)))
            .collect();
        for (adset, since) in learning {
            let from = since.max(at_ms - 7 * DAY_MS);
            let slice = Slice { since: calendar::day_of(zone, from), until: calendar::day_of(zone, at_ms) };
            let stage = if self.results(adset, slice, at_ms) >= LEARNED {
                LearningStage::Success
            } else if at_ms - since >= 7 * DAY_MS {
                LearningStage::Fail
            } else {
                continue;
            };
            let Some(it) = self.adset_mut(adset) else { continue };
            it.learning.set(at_ms, stage);
            let data = change("learning_stage", json!("LEARNING"), json!(stage.as_str()));
            let (event, text) = ("di_ad_set_learning_stage_exit", "Ad set learning phase ended");
            self.log(adset, at_ms, event, text, &meta(), Some(data));
        }
    }

    fn let_somebody_act(&mut self, account: usize, at_ms: i64) {
        let Some(it) = self.accounts.get(account).filter(|it| *it.account_status.at(at_ms) == 1) else { return };
        let mut draws = Draws::new(join(join(self.origin.seed, it.id.0), at_ms as u64));
        if !draws.chance(how_busy(it, at_ms)) {
            return;
        }
        let Some(by) = draws.pick(&staff(it)).cloned() else { return };
        match draws.unit() {
            draw if draw < 0.34 => self.change_a_budget(account, at_ms, &by, &mut draws),
            draw if draw < 0.54 => self.pause_an_ad(account, at_ms, &by, &mut draws),
            draw if draw < 0.66 => self.resume_an_ad(account, at_ms, &by, &mut draws),
            draw if draw < 0.70 => self.switch_an_adset(account, at_ms, &by, &mut draws),
            draw if draw < 0.79 => self.rename_something(account, at_ms, &by, &mut draws),
            draw if draw < 0.93 => self.duplicate_an_ad(account, at_ms, &by, &mut draws),
            draw if draw < 0.97 => self.change_a_bid(account, at_ms, &by, &mut draws),
            _ => self.turn_down_an_ad(account, at_ms, &mut draws),
        }
    }

    fn change_a_budget(&mut self, account: usize, at_ms: i64, by: &Actor, draws: &mut Draws) {
        let running = self.running_campaigns(account, at_ms);
        let Some(campaign) = draws.pick(&running).and_then(|id| self.campaign(*id)) else { return };
        let factor = draws.pick(&[0.8, 0.85, 0.9, 1.1, 1.15, 1.2, 1.25]).copied().unwrap_or(1.1);
        let id = campaign.id;
        // Lifetime budgets are left alone: lowering one below what was spent is refused anyway.
        if let Some(Budget::Daily(old)) = *campaign.budget.at(at_ms) {
            self.set_campaign_budget(id, Some(Budget::Daily(rounded(old, factor))), at_ms, by);
            return;
        }
        let adsets = self.running_adsets(id, at_ms);
        let Some(adset) = draws.pick(&adsets).copied() else { return };
        if let Some(Budget::Daily(old)) = self.adset(adset).and_then(|it| *it.budget.at(at_ms)) {
            self.set_adset_budget(adset, Some(Budget::Daily(rounded(old, factor))), at_ms, by);
        }
    }

    fn pause_an_ad(&mut self, account: usize, at_ms: i64, by: &Actor, draws: &mut Draws) {
        let Some(adset) = self.some_running_adset(account, at_ms, draws) else { return };
        let ads = self.ads_with(adset, at_ms, EffectiveStatus::Active);
        // The last ads of an ad set are left running, or the account would fall silent.
        if let Some(ad) = draws.pick(&ads).filter(|_| ads.len() > 2) {
            self.set_status(*ad, Status::Paused, at_ms, by);
        }
    }

    fn resume_an_ad(&mut self, account: usize, at_ms: i64, by: &Actor, draws: &mut Draws) {
        let Some(adset) = self.some_running_adset(account, at_ms, draws) else { return };
        if let Some(ad) = draws.pick(&self.ads_with(adset, at_ms, EffectiveStatus::Paused)) {
            self.set_status(*ad, Status::Active, at_ms, by);
        }
    }

    fn switch_an_adset(&mut self, account: usize, at_ms: i64, by: &Actor, draws: &mut Draws) {
        let Some(campaign) = draws.pick(&self.running_campaigns(account, at_ms)).copied() else { return };
        let running = self.running_adsets(campaign, at_ms);
        if running.len() > 2 {
            if let Some(adset) = draws.pick(&running) {
                self.set_status(*adset, Status::Paused, at_ms, by);
            }
            return;
        }
        let asleep = |it: &&AdSet| it.created_ms < at_ms && *it.status.at(at_ms) == Status::Paused;
        let paused: Vec<ObjectId> = self.adsets_of(campaign).filter(asleep).map(|it| it.id).collect();
        if let Some(adset) = draws.pick(&paused) {
            self.set_status(*adset, Status::Active, at_ms, by);
        }
    }

    fn rename_something(&mut self, account: usize, at_ms: i64, by: &Actor, draws: &mut Draws) {
        let Some(adset) = self.some_running_adset(account, at_ms, draws) else { return };
        let ads = self.ads_with(adset, at_ms, EffectiveStatus::Active);
        let id = draws.pick(&ads).copied().filter(|_| draws.chance(0.7)).unwrap_or(adset);
        let name = self.ad(id).map(|it| &it.name).or_else(|| self.adset(id).map(|it| &it.name));
        let Some(name) = name.cloned() else { return };
        let suffix = draws.pick(&[" ✅", " (winner)", " – scale", " | v2", " 🧪"]).copied().unwrap_or(" | v2");
        let name = match name.strip_suffix(suffix) {
            Some(plain) => plain.to_owned(),
            None => format!("{name}{suffix}"),
        };
        self.rename(id, &name, at_ms, by);
    }

    fn duplicate_an_ad(&mut self, account: usize, at_ms: i64, by: &Actor, draws: &mut Draws) {
        let Some(adset) = self.some_running_adset(account, at_ms, draws) else { return };
        let ads = self.ads_with(adset, at_ms, EffectiveStatus::Active);
        let Some(source) = draws.pick(&ads).and_then(|id| self.ad(*id)).cloned() else { return };
        // 50 ads is what an ad set may hold.
        if self.ads_of(adset).count() >= 50 {
            return;
        }
        let id = ObjectId(120_250_000_000_000_000 + join(source.id.0, at_ms as u64) % 9_000_000_000_000);
        let ad = Ad {
            id,
            name: format!("{} – Copy", source.name),
            status: Timeline::new(at_ms, Status::Active),
            review: Timeline::new(at_ms, Review::Pending),
            labels: Vec::new(),
            issues: Vec::new(),
            source: Some(source.id),
            created_ms: at_ms,
            updated_ms: at_ms,
            ..source
        };
        if self.insert_ad(ad, by) {
            self.note_significant_edit(adset, at_ms);
        }
    }

    fn change_a_bid(&mut self, account: usize, at_ms: i64, by: &Actor, draws: &mut Draws) {
        let bids = |it: &&AdSet| it.created_ms < at_ms && it.bid_amount.at(at_ms).is_some();
        let with_bid: Vec<ObjectId> = self.adsets_of_place(account).filter(bids).map(|it| it.id).collect();
        let Some(adset) = draws.pick(&with_bid).copied() else { return };
        let factor = draws.between(0.85, 1.2);
        if let Some(bid) = self.adset(adset).and_then(|it| *it.bid_amount.at(at_ms)) {
            self.set_bid_amount(adset, Some(rounded(bid, factor)), at_ms, by);
        }
    }

    fn turn_down_an_ad(&mut self, account: usize, at_ms: i64, draws: &mut Draws) {
        let Some(adset) = self.some_running_adset(account, at_ms, draws) else { return };
        let ads = self.ads_with(adset, at_ms, EffectiveStatus::Active);
        let Some(ad) = draws.pick(&ads).copied().filter(|_| ads.len() > 2) else { return };
        let Some(it) = self.ad_mut(ad) else { return };
        let reason = "Low quality or disruptive content".to_owned();
        let text = "Ads must not lead to pages with an unexpected or disruptive experience.".to_owned();
        it.review.set(at_ms, Review::Disapproved { reason, text });
        it.updated_ms = at_ms;
        self.log(ad, at_ms, "ad_review_declined", "Ad rejected", &meta(), None);
    }

    fn adsets_of_place(&self, account: usize) -> impl Iterator<Item = &AdSet> {
        let campaigns = self.family.campaigns_of.get(account).into_iter().flatten();
        let adsets = campaigns.filter_map(|campaign| self.family.adsets_of.get(*campaign)).flatten();
        adsets.filter_map(|adset| self.adsets.get(*adset))
    }

    fn running_campaigns(&self, account: usize, at_ms: i64) -> Vec<ObjectId> {
        let runs = |it: &&Campaign| {
            it.created_ms < at_ms
                && it.stop_ms.is_none_or(|stop| at_ms < stop)
                && self.campaign_status(it, at_ms) == EffectiveStatus::Active
        };
        let campaigns = self.family.campaigns_of.get(account).into_iter().flatten();
        campaigns.filter_map(|place| self.campaigns.get(*place)).filter(runs).map(|it| it.id).collect()
    }

    fn running_adsets(&self, campaign: ObjectId, at_ms: i64) -> Vec<ObjectId> {
        let runs = |it: &&AdSet| it.created_ms < at_ms && self.adset_status(it, at_ms) == EffectiveStatus::Active;
        self.adsets_of(campaign).filter(runs).map(|it| it.id).collect()
    }

    fn some_running_adset(&self, account: usize, at_ms: i64, draws: &mut Draws) -> Option<ObjectId> {
        let campaign = draws.pick(&self.running_campaigns(account, at_ms)).copied()?;
        draws.pick(&self.running_adsets(campaign, at_ms)).copied()
    }

    fn ads_with(&self, adset: ObjectId, at_ms: i64, status: EffectiveStatus) -> Vec<ObjectId> {
        let fits = |it: &&Ad| it.created_ms < at_ms && self.ad_status(it, at_ms) == status;
        self.ads_of(adset).filter(fits).map(|it| it.id).collect()
    }
}

/// How likely somebody acts in a slot: office hours on weekdays, seldom otherwise.
fn how_busy(account: &Account, at_ms: i64) -> f64 {
    use chrono::{Datelike, Timelike};
    let zone = calendar::zone(&account.timezone_name);
    let local = chrono::DateTime::from_timestamp_millis(at_ms).unwrap_or_default().with_timezone(&zone);
    match (local.weekday().num_days_from_monday(), local.hour()) {
        (0..=4, 8..=18) => 0.4,
        (5..=6, 9..=20) => 0.08,
        _ => 0.02,
    }
}

/// An amount times a factor, to two leading digits and never below one.
fn rounded(old: i64, factor: f64) -> i64 {
    let wanted = (old as f64 * factor).max(1.0);
    let mut step = 1.0;
    while wanted / step >= 1_000.0 {
        step *= 10.0;
    }
    ((wanted / step).round() * step) as i64
}
