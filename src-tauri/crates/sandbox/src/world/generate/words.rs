//! How things are called, whom they are shown to and what they promote.

use serde_json::{Value, json};

use super::brands::ODD_CAMPAIGN_NAMES;
use super::campaign::Maker;
use super::recipes::{Promoted, Recipe};
use crate::world::model::ObjectId;

impl Maker<'_> {
    pub(super) fn some_label(&mut self) -> Vec<ObjectId> {
        let labels: Vec<ObjectId> =
            self.world.labels.iter().filter(|label| label.account == self.account).map(|label| label.id).collect();
        let label = self.draws.pick(&labels).copied();
        label.filter(|_| self.draws.chance(0.3)).into_iter().collect()
    }

    pub(super) fn campaign_name(&mut self, number: u32, recipe: &Recipe) -> String {
        let odd = number.checked_sub(6).filter(|odd| *odd < 2 && !self.plan.steady);
        let odd =
            odd.and_then(|odd| ODD_CAMPAIGN_NAMES.get((self.plan.place * 2 + odd as usize) % ODD_CAMPAIGN_NAMES.len()));
        match odd {
            Some(name) => (*name).to_owned(),
            None => {
                let product = self.word(self.brand.words.products);
                let country = self.word(self.brand.countries);
                let kind = if recipe.campaign_budget { "CBO" } else { "ABO" };
                format!("{} | {product} | {country} | {kind}", recipe.prefix)
            }
        }
    }

    pub(super) fn adset_name(&mut self) -> String {
        let words = self.brand.words;
        let (audience, country) = (self.word(words.audiences), self.word(self.brand.countries));
        let placement = self.word(&["Adv+ placements", "Feed+Reels", "Auto", "Stories only"]);
        format!("{country} | {audience} | {placement}")
    }

    pub(super) fn ad_name(&mut self) -> String {
        let words = self.brand.words;
        let (product, hook) = (self.word(words.products), self.word(words.hooks));
        let format = self.word(&["Static", "Video 15s", "Carousel", "UGC", "Reel", "1:1", "4:5"]);
        format!("{product} – {hook} – {format} v{}", self.draws.whole(1, 4))
    }

    pub(super) fn pixel(&self) -> Option<ObjectId> {
        self.world.account(self.account).and_then(|it| it.pixels.first()).map(|(id, _)| *id)
    }

    pub(super) fn page(&self) -> Option<ObjectId> {
        self.world.account(self.account).and_then(|it| it.pages.first()).map(|page| page.id)
    }

    pub(super) fn app(&self) -> Option<Value> {
        let application = self.world.account(self.account).and_then(|it| it.application.as_ref())?;
        Some(json!({"application_id": application.0, "object_store_url": application.2}))
    }

    pub(super) fn campaign_promotes(&self, recipe: &Recipe) -> Option<Value> {
        self.app().filter(|_| recipe.promoted == Promoted::App)
    }

    pub(super) fn adset_promotes(&self, recipe: &Recipe) -> Option<Value> {
        match recipe.promoted {
            Promoted::Pixel(event) => self.pixel().map(|id| json!({"pixel_id": id, "custom_event_type": event})),
            Promoted::Page => self.page().map(|id| json!({"page_id": id})),
            Promoted::App => self.app(),
            Promoted::Nothing => None,
        }
    }

    pub(super) fn targeting(&mut self, recipe: &Recipe) -> Value {
        let advantage = recipe.campaign_budget && recipe.objective == "OUTCOME_SALES";
        let country = self.word(self.brand.countries);
        let countries = if self.draws.chance(0.35) { self.brand.countries.to_vec() } else { vec![country] };
        let mut targeting = json!({
            "geo_locations": {"countries": countries, "location_types": ["home", "recent"]},
            "age_min": if advantage { 18 } else { self.draws.whole(3, 6) * 6 },
            "age_max": if advantage || self.draws.chance(0.5) { 65 } else { 54 },
            "targeting_automation": {"advantage_audience": i32::from(advantage)},
        });
        if !advantage && self.draws.chance(0.25) {
            targeting["genders"] = json!([self.draws.whole(1, 2)]);
        }
        if !advantage && self.draws.chance(0.7) {
            let interests: Vec<Value> =
                self.brand.words.interests.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
            targeting["flexible_spec"] = json!([{"interests": interests}]);
        }
        if self.draws.chance(0.3) {
            targeting["publisher_platforms"] = json!(["facebook", "instagram"]);
            targeting["facebook_positions"] = json!(["feed", "facebook_reels", "story"]);
            targeting["instagram_positions"] = json!(["stream", "story", "reels"]);
            targeting["device_platforms"] = json!(["mobile", "desktop"]);
        }
        targeting
    }
}
