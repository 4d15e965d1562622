//! Campaigns with their ad sets and ads, and what became of them since they were made.

mod fate;

use serde_json::{Value, json};

use self::fate::Fate;
use super::Plan;
use super::account::staff;
use super::brands::{Brand, ODD_AD_NAMES};
use super::recipes::{Promoted, RECIPES, Recipe};
use crate::world::World;
use crate::world::delivery::calendar::{DAY_MS, HOUR_MS};
use crate::world::delivery::market::minor_per_usd;
use crate::world::model::{Actor, Ad, AdSet, Budget, Campaign, LearningStage, ObjectId, Review, Status, Timeline};
use crate::world::random::Draws;

/// Makes the campaigns of one account.
pub(crate) struct Maker<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) plan: &'a Plan,
    pub(crate) brand: &'a Brand,
    pub(crate) account: ObjectId,
    pub(crate) draws: &'a mut Draws,
    pub(crate) staff: Vec<Actor>,
    usd: f64,
    now: i64,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(
        world: &'a mut World,
        plan: &'a Plan,
        brand: &'a Brand,
        account: ObjectId,
        draws: &'a mut Draws,
    ) -> Self {
        let it = world.account(account);
        let (usd, staff) = it.map_or((1.0, Vec::new()), |it| (minor_per_usd(it), staff(it)));
        let now = world.origin.now_ms;
        Self { world, plan, brand, account, draws, staff, usd, now }
    }

    pub(crate) fn make_campaigns(&mut self) {
        for number in 0..self.plan.campaigns {
            self.make_campaign(number);
        }
    }

    fn make_campaign(&mut self, number: u32) {
        let recipe = self.recipe(number);
        let fate = self.fate(number);
        let created_ms = self.campaign_birth(number, recipe, fate);
        let stop_ms = recipe.lifetime.then(|| self.campaign_end(created_ms, fate));
        let budget = recipe.campaign_budget.then(|| {
            let factor = self.plan_factor(recipe) * if self.plan.steady { f64::from(self.plan.adsets.1) } else { 1.0 };
            self.budget(recipe, created_ms, stop_ms, factor)
        });
        let id = self.world.new_id();
        let advantage = recipe.campaign_budget && recipe.objective == "OUTCOME_SALES";
        let campaign = Campaign {
            id,
            account: self.account,
            name: self.campaign_name(number, recipe),
            objective: recipe.objective.to_owned(),
            buying_type: "AUCTION".to_owned(),
            special_ad_categories: Vec::new(),
            special_ad_category_country: Vec::new(),
            status: Timeline::new(created_ms, Status::Active),
            budget: Timeline::new(created_ms, budget),
            bid_strategy: recipe.campaign_budget.then(|| recipe.bid_strategy.to_owned()),
            spend_cap: None,
            is_adset_budget_sharing_enabled: (!recipe.campaign_budget).then_some(false),
            promoted_object: self.campaign_promotes(recipe),
            advantage_state_info: advantage.then(|| {
                json!({
                    "advantage_state": "ADVANTAGE_PLUS_SALES",
                    "advantage_budget_state": "ENABLED",
                    "advantage_audience_state": "ENABLED",
                    "advantage_placement_state": "ENABLED",
                })
            }),
            pacing_type: vec!["standard".to_owned()],
            labels: self.some_label(),
            issues: Vec::new(),
            start_ms: Some(created_ms),
            stop_ms,
            source: None,
            created_ms,
            updated_ms: created_ms,
        };
        let by = self.somebody();
        self.world.insert_campaign(campaign, &by);
        let (low, high) = self.plan.adsets;
        for place in 0..self.draws.whole(i64::from(low), i64::from(high)) {
            self.make_adset(number, id, recipe, created_ms, stop_ms, place);
        }
        self.fulfil(id, fate, created_ms);
    }

    fn make_adset(
        &mut self,
        number: u32,
        campaign: ObjectId,
        recipe: &Recipe,
        campaign_created: i64,
        stop_ms: Option<i64>,
        place: i64,
    ) {
        let later = place > 1 && !self.plan.steady && self.draws.chance(0.35);
        let age_days = (self.now - campaign_created) / DAY_MS;
        let wait = if later { self.draws.whole(2, (age_days * 3 / 4).max(3)) * DAY_MS } else { place * 7 * 60_000 };
        let created_ms = (campaign_created + wait).min(self.now - 2 * HOUR_MS);
        let budget =
            (!recipe.campaign_budget).then(|| self.budget(recipe, created_ms, stop_ms, self.plan_factor(recipe)));
        let (learning, name) = (self.learning(created_ms), self.adset_name());
        let id = self.world.new_id();
        let european = self.world.account(self.account).and_then(|it| it.default_dsa_payor.clone());
        let adset = AdSet {
            id,
            account: self.account,
            campaign,
            name,
            status: Timeline::new(created_ms, Status::Active),
            budget: Timeline::new(created_ms, budget),
            bid_amount: Timeline::new(created_ms, self.bid(recipe)),
            bid_strategy: (!recipe.campaign_budget).then(|| recipe.bid_strategy.to_owned()),
            roas_average_floor: None,
            billing_event: "IMPRESSIONS".to_owned(),
            optimization_goal: recipe.goal.to_owned(),
            promoted_object: self.adset_promotes(recipe),
            destination_type: recipe.destination.map(str::to_owned),
            attribution_spec: attribution(recipe),
            targeting: self.targeting(recipe),
            dsa_payor: european.clone(),
            dsa_beneficiary: european,
            is_dynamic_creative: false,
            pacing_type: vec!["standard".to_owned()],
            adset_schedule: None,
            frequency_control_specs: None,
            learning,
            last_significant_edit_ms: created_ms,
            labels: Vec::new(),
            issues: Vec::new(),
            start_ms: created_ms,
            end_ms: stop_ms,
            source: None,
            created_ms,
            updated_ms: created_ms,
        };
        let by = self.somebody();
        self.world.insert_adset(adset, &by);
        let (low, high) = self.plan.ads;
        let mut creative = None;
        for ad in 0..self.draws.whole(i64::from(low), i64::from(high)) {
            let odd = (ad == 0 && place == 0 && number % 3 == 1).then_some(number as usize + self.plan.place);
            let share = u32::try_from(ad).unwrap_or(0) % self.plan.ads_per_creative != 0;
            creative = Some(self.make_ad(campaign, id, recipe, created_ms, odd, creative.filter(|_| share)));
        }
        self.age_adset(id, created_ms);
    }

    /// Makes an ad; answers its creative, for the next one to share.
    fn make_ad(
        &mut self,
        campaign: ObjectId,
        adset: ObjectId,
        recipe: &Recipe,
        adset_created: i64,
        odd: Option<usize>,
        shared: Option<ObjectId>,
    ) -> ObjectId {
        let id = self.world.new_id();
        let later = !self.plan.steady && self.draws.chance(0.3);
        let age_days = (self.now - adset_created) / DAY_MS;
        let wait = if later { self.draws.whole(1, age_days.max(2)) * DAY_MS } else { 20 * 60_000 };
        let created_ms = (adset_created + wait).min(self.now - HOUR_MS);
        let refused = !self.plan.steady && self.draws.chance(0.025);
        let creative = shared.unwrap_or_else(|| self.make_creative(id, recipe, created_ms, refused));
        let name = odd.and_then(|odd| ODD_AD_NAMES.get(odd % ODD_AD_NAMES.len())).map(|name| (*name).to_owned());
        let name = name.unwrap_or_else(|| self.ad_name());
        let domain = self.brand.website.trim_start_matches("https://").to_owned();
        let pixel = self.pixel();
        let ad = Ad {
            id,
            account: self.account,
            campaign,
            adset,
            name,
            status: Timeline::new(created_ms, Status::Active),
            review: Timeline::new(created_ms, Review::Pending),
            creative,
            tracking_specs: pixel.map(|id| json!([{"action.type": ["offsite_conversion"], "fb_pixel": [id]}])),
            conversion_domain: Some(domain),
            labels: Vec::new(),
            issues: Vec::new(),
            source: None,
            created_ms,
            updated_ms: created_ms,
        };
        let by = self.somebody();
        self.world.insert_ad(ad, &by);
        if !self.plan.steady {
            self.age_ad(id, created_ms);
        }
        creative
    }

    fn recipe(&mut self, number: u32) -> &'static Recipe {
        let has_app = self.brand.app.is_some();
        let fits = |recipe: &&Recipe| has_app || self.plan.place < 3 || recipe.promoted != Promoted::App;
        let fits = |recipe: &&Recipe| {
            fits(recipe) && !(self.plan.steady && (recipe.lifetime || recipe.bid_strategy != "LOWEST_COST_WITHOUT_CAP"))
        };
        let fitting: Vec<&Recipe> = RECIPES.iter().filter(fits).collect();
        fitting.get(number as usize % fitting.len().max(1)).copied().unwrap_or(&RECIPES[0])
    }

    fn campaign_birth(&mut self, number: u32, recipe: &Recipe, fate: Fate) -> i64 {
        let days = if self.plan.steady {
            200
        } else if recipe.lifetime {
            self.draws.whole(18, 45)
        } else if fate == Fate::Runs && number >= 4 && self.draws.chance(0.4) {
            self.draws.whole(4, 80)
        } else {
            self.draws.whole(95, 520)
        };
        self.now - days * DAY_MS + self.draws.whole(0, 10 * 60) * 60_000
    }

    fn campaign_end(&mut self, created_ms: i64, fate: Fate) -> i64 {
        if fate == Fate::Runs { self.now + self.draws.whole(6, 40) * DAY_MS } else { created_ms + 30 * DAY_MS }
    }

    /// An even amount between the recipe's lowest and highest.
    fn budget(&mut self, recipe: &Recipe, created_ms: i64, stop_ms: Option<i64>, factor: f64) -> Budget {
        let (low, high) = recipe.daily_usd;
        let daily = even(self.draws.between(low, high) * factor * self.usd);
        match stop_ms.filter(|_| recipe.lifetime) {
            Some(stop) => Budget::lifetime(even(daily as f64 * ((stop - created_ms) / DAY_MS).max(1) as f64)),
            None => Budget::Daily(daily),
        }
    }

    /// Measuring wants every ad to deliver on every day, so nobody there may be short of money.
    fn plan_factor(&self, recipe: &Recipe) -> f64 {
        if self.plan.steady { (200.0 / recipe.daily_usd.0).max(1.0) } else { 1.0 }
    }

    fn bid(&mut self, recipe: &Recipe) -> Option<i64> {
        let usd = match recipe.bid_strategy {
            "COST_CAP" => self.draws.between(24.0, 40.0),
            "LOWEST_COST_WITH_BID_CAP" => self.draws.between(0.2, 0.5),
            _ => return None,
        };
        Some(((usd * self.usd) as i64).max(1))
    }

    /// Ad sets older than the recorded history have left the learning phase; of the others `advance` decides.
    fn learning(&mut self, created_ms: i64) -> Timeline<LearningStage> {
        let mut learning = Timeline::new(created_ms, LearningStage::Learning);
        if created_ms < self.world.advanced_to_ms - 10 * DAY_MS {
            let stage = if self.draws.chance(0.85) { LearningStage::Success } else { LearningStage::Fail };
            learning.set(created_ms + self.draws.whole(4, 8) * DAY_MS, stage);
        }
        learning
    }

    fn some_time_since(&mut self, created_ms: i64) -> i64 {
        let since = created_ms + HOUR_MS;
        since + ((self.now - since).max(0) as f64 * self.draws.between(0.05, 0.98)) as i64
    }

    pub(crate) fn somebody(&mut self) -> Actor {
        self.draws.pick(&self.staff).cloned().unwrap_or_else(super::account::meta)
    }

    pub(crate) fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.draws.pick(words).copied().unwrap_or("Ad")
    }
}

fn attribution(recipe: &Recipe) -> Value {
    let click = json!({"event_type": "CLICK_THROUGH", "window_days": recipe.click_days});
    if recipe.view_day { json!([click, {"event_type": "VIEW_THROUGH", "window_days": 1}]) } else { json!([click]) }
}

/// Two leading digits, the way people choose amounts; at least one unit.
fn even(minor: f64) -> i64 {
    let mut step = 1.0;
    while minor / step >= 100.0 {
        step *= 10.0;
    }
    ((minor / step).round() * step).max(1.0) as i64
}
