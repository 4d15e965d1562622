//! Meta's review of an ad: how long it takes and how it ends.

use serde_json::Value;

use crate::world::World;
use crate::world::model::{ObjectId, Review, Timeline};
use crate::world::random::{between, join};

/// Shortest and longest review, in minutes.
const REVIEW_MINUTES: (f64, f64) = (6.0, 34.0);

/// Words that no advertiser may use; an ad whose text has one is turned down, so a disapproval can be had on purpose.
const FORBIDDEN: [(&str, &str, &str); 4] = [
    (
        "guaranteed results",
        "Misleading claims",
        "Ads must not contain deceptive, false or misleading claims about how well a product works.",
    ),
    (
        "lose weight fast",
        "Personal health and appearance",
        "Ads must not imply or attempt to generate negative self-perception to promote diet products.",
    ),
    (
        "are you overweight",
        "Personal attributes",
        "Ads must not contain content that asserts or implies personal attributes.",
    ),
    ("miracle cure", "Unsafe substances", "Ads must not promote products whose claimed effects cannot be shown."),
];

impl World {
    /// Puts an ad under review; the end and its outcome are planned at once, as entries in the future.
    ///
    /// Lasts between 6 and 34 minutes. Turned down when the creative's text has one of a few forbidden claims, such as
    /// "guaranteed results"; otherwise approved.
    pub fn start_review(&mut self, ad: ObjectId, at_ms: i64) {
        let outcome = self.review_outcome(ad);
        let Some(ad) = self.ad_mut(ad) else { return };
        let minutes = between(join(ad.id.0, at_ms as u64), REVIEW_MINUTES.0, REVIEW_MINUTES.1);
        let planned: Vec<i64> = ad.review.entries().map(|(at_ms, _)| at_ms).collect();
        if at_ms <= ad.review.since_ms() {
            ad.review = Timeline::new(at_ms, Review::Pending);
        } else {
            ad.review.set(at_ms, Review::Pending);
        }
        let end_ms = at_ms + (minutes * 60_000.0) as i64;
        ad.review.set(end_ms, outcome);
        let id = ad.id;
        for planned in planned {
            self.reviews_due.remove(&(planned, id));
        }
        if end_ms > self.advanced_to_ms {
            self.reviews_due.insert((end_ms, id));
        }
    }

    fn review_outcome(&self, ad: ObjectId) -> Review {
        let creative = self.ad(ad).and_then(|ad| self.creative(ad.creative));
        let text = creative.map_or_else(String::new, |creative| {
            let story = creative.object_story_spec.as_ref().map(Value::to_string).unwrap_or_default();
            let parts = [creative.body.as_deref(), creative.title.as_deref(), Some(story.as_str())];
            parts.into_iter().flatten().collect::<Vec<_>>().join("\n").to_lowercase()
        });
        let found = FORBIDDEN.iter().find(|(words, _, _)| text.contains(words));
        found.map_or(Review::Approved, |(_, reason, explanation)| Review::Disapproved {
            reason: (*reason).to_owned(),
            text: (*explanation).to_owned(),
        })
    }
}
