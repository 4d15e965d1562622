//! Creatives: single pictures, carousels and videos, as an `object_story_spec`.

use serde_json::{Value, json};

use super::campaign::Maker;
use super::recipes::Recipe;
use crate::world::delivery::settle::has_video;
use crate::world::model::{Creative, Image, ObjectId};
use crate::world::random::join;

/// A claim Meta does not allow, so that the ad is turned down for a reason that can be read.
const REFUSED_CLAIM: &str = " Guaranteed results or your money back!!!";

impl Maker<'_> {
    pub(crate) fn make_creative(&mut self, ad: ObjectId, recipe: &Recipe, created_ms: i64, refused: bool) -> ObjectId {
        let id = self.world.new_id();
        let words = self.brand.words;
        let title = format!("{} – {}", self.word(words.products), self.word(words.hooks));
        let body = format!("{}{}", self.word(words.bodies), if refused { REFUSED_CLAIM } else { "" });
        let link = format!("{}/{}", self.brand.website, self.word(&["shop", "new", "guide", "offer", "c/winter"]));
        let image = self.some_image();
        let hash = image.as_ref().map(|image| image.hash.clone());
        let video = has_video(join(self.world.origin.seed, ad.0));
        let video_id = video.then(|| ObjectId(900_000_000_000_000 + join(id.0, 3) % 90_000_000_000_000));
        let action = json!({"type": recipe.call_to_action, "value": {"link": link}});
        let story = match video_id {
            Some(video_id) => json!({"video_data": {
                "video_id": video_id, "title": title, "message": body, "image_hash": hash, "call_to_action": action,
            }}),
            None => self.link_story(&title, &body, &link, hash.as_deref(), &action),
        };
        let (page, instagram) = self.identity();
        let mut story = story;
        if let Some(map) = story.as_object_mut() {
            map.insert("page_id".to_owned(), json!(page));
            map.insert("instagram_user_id".to_owned(), json!(instagram));
        }
        self.world.insert_creative(Creative {
            id,
            account: self.account,
            name: format!("{title} {}", chrono_day(created_ms)),
            status: "ACTIVE".to_owned(),
            title: Some(title),
            body: Some(body),
            call_to_action_type: Some(recipe.call_to_action.to_owned()),
            link_url: Some(link),
            image_hash: hash,
            video_id,
            object_type: if video { "VIDEO" } else { "SHARE" }.to_owned(),
            object_story_spec: Some(story),
            asset_feed_spec: None,
            degrees_of_freedom_spec: Some(json!({"creative_features_spec": {
                "image_touchups": {"enroll_status": "OPT_OUT"},
                "text_optimizations": {"enroll_status": if self.draws.chance(0.3) { "OPT_IN" } else { "OPT_OUT" }},
            }})),
            object_story_id: None,
            effective_object_story_id: page
                .map(|page| format!("{page}_{}", 122_000_000_000_000 + join(id.0, 5) % 999_999_999)),
            instagram_user_id: instagram,
            url_tags: Some(
                "utm_source=facebook&utm_medium=paid&utm_campaign={{campaign.id}}&utm_content={{ad.id}}".to_owned(),
            ),
            labels: Vec::new(),
            created_ms,
        })
    }

    fn link_story(&mut self, title: &str, body: &str, link: &str, hash: Option<&str>, action: &Value) -> Value {
        let description = self.word(self.brand.words.hooks);
        let mut data = json!({
            "link": link, "message": body, "name": title, "description": description, "call_to_action": action,
            "image_hash": hash,
        });
        if self.draws.chance(0.15) {
            let cards: Vec<Value> = (0..self.draws.whole(3, 5))
                .map(|card| {
                    let picture = self.some_image().map(|image| image.hash);
                    let name = self.word(self.brand.words.products);
                    json!({"link": format!("{link}?card={card}"), "name": name, "image_hash": picture, "call_to_action": action})
                })
                .collect();
            data["child_attachments"] = json!(cards);
            data["multi_share_optimized"] = json!(true);
        }
        json!({"link_data": data})
    }

    fn some_image(&mut self) -> Option<Image> {
        let first = self.world.images.partition_point(|image| image.account != self.account);
        let mine = self.world.images.get(first..).unwrap_or_default();
        self.draws.pick(mine).cloned()
    }

    fn identity(&self) -> (Option<ObjectId>, Option<ObjectId>) {
        let page = self.world.account(self.account).and_then(|it| it.pages.first());
        (page.map(|page| page.id), page.and_then(|page| page.instagram_user_id))
    }
}

fn chrono_day(at_ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(at_ms).unwrap_or_default().format("%Y-%m-%d").to_string()
}
