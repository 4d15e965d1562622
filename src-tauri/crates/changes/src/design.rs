//! What a new ad shows, as Meta wants it: one picture, or one for each shape of placement, with the same texts.
//!
//! The creative is described in the ad itself rather than made before it: so nothing is left over when the ad is refused,
//! and the ad's marker finds both. Everything that Meta would change by itself is switched off in so many words.

use serde_json::{Value as Json, json};

use crate::pictures::reference;

/// What Meta may do to a picture ad unless it is told not to.
pub const FEATURES: [&str; 23] = [
    "adapt_to_placement",
    "add_text_overlay",
    "description_automation",
    "enhance_cta",
    "image_animation",
    "image_background_gen",
    "image_brightness_and_contrast",
    "image_templates",
    "image_touchups",
    "image_uncrop",
    "inline_comment",
    "media_type_automation",
    "music_generation",
    "pac_relaxation",
    "product_extensions",
    "profile_card",
    "reveal_details_over_time",
    "show_destination_blurbs",
    "show_summary",
    "site_extensions",
    "text_generation",
    "text_optimizations",
    "text_translation",
];

/// The shape of a picture, which decides where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// 4:5, for feeds.
    Portrait,
    /// 1:1, for feeds and the marketplace.
    Square,
    /// 9:16, for stories and reels.
    Story,
    /// 1.91:1, for the right column and search.
    Wide,
}

impl Shape {
    /// In the order in which one of them stands in for the places that have none of their own.
    pub const ALL: [Self; 4] = [Self::Portrait, Self::Square, Self::Wide, Self::Story];

    /// The shape of a picture of this size; none for any other. Meta bears 3 %, in stories 1 %.
    pub fn of(width: u32, height: u32) -> Option<Self> {
        let (width, height) = (u64::from(width), u64::from(height));
        let is = |w: u64, h: u64, percent: u64| {
            let (left, right) = (width * h, height * w);
            left.abs_diff(right) * 100 <= right * percent && right > 0
        };
        match () {
            () if is(4, 5, 3) => Some(Self::Portrait),
            () if is(1, 1, 3) => Some(Self::Square),
            () if is(9, 16, 1) => Some(Self::Story),
            () if is(191, 100, 3) => Some(Self::Wide),
            () => None,
        }
    }

    /// How people write it: `4:5`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Portrait => "4:5",
            Self::Square => "1:1",
            Self::Story => "9:16",
            Self::Wide => "1.91:1",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Portrait => "image_4x5",
            Self::Square => "image_1x1",
            Self::Story => "image_9x16",
            Self::Wide => "image_191x100",
        }
    }

    /// Where it is shown when another one stands in for the rest.
    fn places(self) -> Json {
        match self {
            Self::Story => json!({
                "publisher_platforms": ["facebook", "instagram"],
                "facebook_positions": ["story", "facebook_reels"],
                "instagram_positions": ["story", "reels"],
            }),
            Self::Wide => json!({
                "publisher_platforms": ["facebook"],
                "facebook_positions": ["right_hand_column", "search"],
            }),
            Self::Square => json!({ "publisher_platforms": ["facebook"], "facebook_positions": ["marketplace"] }),
            Self::Portrait => json!({
                "publisher_platforms": ["facebook", "instagram"],
                "facebook_positions": ["feed"],
                "instagram_positions": ["stream"],
            }),
        }
    }
}

/// What an ad shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// The page it is published as.
    pub page_id: String,
    /// The Instagram account it is published as; none shows the page there.
    pub instagram_user_id: Option<String>,
    /// Where it leads.
    pub link: String,
    /// What Meta puts behind the link; empty for nothing.
    pub url_tags: String,
    /// Above the picture.
    pub primary_text: String,
    /// Below it.
    pub headline: String,
    /// Below the headline; may be empty.
    pub description: String,
    /// Meta's constant for the button.
    pub call_to_action: String,
    /// Its pictures by their content (SHA-256), each of another shape where there are several.
    pub pictures: Vec<(String, Option<Shape>)>,
}

impl Design {
    /// As the `creative` of an ad of this name.
    pub fn creative(&self, name: &str) -> Json {
        let mut creative = json!({
            "name": name,
            "object_story_spec": self.story(),
            "degrees_of_freedom_spec": { "creative_features_spec": switched_off() },
        });
        if let Some(object) = creative.as_object_mut() {
            if self.pictures.len() > 1 {
                object.insert("asset_feed_spec".to_owned(), self.feed());
            }
            if !self.url_tags.is_empty() {
                object.insert("url_tags".to_owned(), json!(self.url_tags));
            }
        }
        creative
    }

    fn story(&self) -> Json {
        let mut story = json!({ "page_id": self.page_id });
        let Some(object) = story.as_object_mut() else { return story };
        if let Some(id) = &self.instagram_user_id {
            object.insert("instagram_user_id".to_owned(), json!(id));
        }
        if let [(picture, _)] = self.pictures.as_slice() {
            let mut link = json!({
                "link": self.link,
                "message": self.primary_text,
                "name": self.headline,
                "image_hash": reference(picture),
                "call_to_action": { "type": self.call_to_action, "value": { "link": self.link } },
            });
            if let Some(link) = link.as_object_mut().filter(|_| !self.description.is_empty()) {
                link.insert("description".to_owned(), json!(self.description));
            }
            object.insert("link_data".to_owned(), link);
        }
        story
    }

    fn feed(&self) -> Json {
        let mut pictures = self.pictures.clone();
        let place = |shape: &Option<Shape>| Shape::ALL.iter().position(|one| Some(*one) == *shape);
        // The last one stands in for every place that no other was made for.
        pictures.sort_by_key(|(_, shape)| std::cmp::Reverse(place(shape).unwrap_or(usize::MAX)));
        let last = pictures.len();
        let label = |name: &str| json!({ "name": name });
        let image = |(picture, shape): &(String, Option<Shape>)| json!({ "hash": reference(picture), "adlabels": [label(image_label(*shape))] });
        let rule = |(at, (_, shape)): (usize, &(String, Option<Shape>))| {
            let everywhere = || json!({ "age_min": 13, "age_max": 65 });
            let places = if at + 1 == last { everywhere() } else { shape.map_or_else(everywhere, Shape::places) };
            json!({
                "customization_spec": places,
                "image_label": label(image_label(*shape)),
                "body_label": label("body"),
                "title_label": label("title"),
                "link_url_label": label("link"),
                "priority": at + 1,
            })
        };
        let mut feed = json!({
            "ad_formats": ["SINGLE_IMAGE"],
            "optimization_type": "PLACEMENT",
            "images": pictures.iter().map(image).collect::<Vec<_>>(),
            "bodies": [{ "text": self.primary_text, "adlabels": [label("body")] }],
            "titles": [{ "text": self.headline, "adlabels": [label("title")] }],
            "link_urls": [{ "website_url": self.link, "adlabels": [label("link")] }],
            "call_to_action_types": [self.call_to_action],
            "asset_customization_rules": pictures.iter().enumerate().map(rule).collect::<Vec<_>>(),
        });
        if let Some(feed) = feed.as_object_mut().filter(|_| !self.description.is_empty()) {
            feed.insert("descriptions".to_owned(), json!([{ "text": self.description }]));
        }
        feed
    }
}

fn image_label(shape: Option<Shape>) -> &'static str {
    shape.map_or("image_other", Shape::label)
}

fn switched_off() -> Json {
    let off = |feature: &&str| ((*feature).to_owned(), json!({ "enroll_status": "OPT_OUT" }));
    Json::Object(FEATURES.iter().map(off).collect())
}

/// What a creative described in place shows, in a line; none for any other value.
pub fn words(value: &Json) -> Option<String> {
    let text = |at: &str| value.pointer(at).and_then(Json::as_str);
    value.get("object_story_spec")?;
    if let Some(headline) = text("/object_story_spec/link_data/name") {
        let primary = text("/object_story_spec/link_data/message").unwrap_or_default();
        return Some(format!("{headline} · {primary}"));
    }
    let (headline, primary) = (text("/asset_feed_spec/titles/0/text")?, text("/asset_feed_spec/bodies/0/text")?);
    let pictures = value.pointer("/asset_feed_spec/images").and_then(Json::as_array).map_or(0, Vec::len);
    Some(format!("{headline} · {primary} · {pictures} pictures by placement"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(pictures: Vec<(String, Option<Shape>)>) -> Design {
        Design {
            page_id: "7".into(),
            instagram_user_id: None,
            link: "https://shop.example/storm".into(),
            url_tags: String::new(),
            primary_text: "Dry at 1,400 metres".into(),
            headline: "Storm".into(),
            description: String::new(),
            call_to_action: "SHOP_NOW".into(),
            pictures,
        }
    }

    #[test]
    fn shapes_are_told_apart_within_what_meta_bears() {
        for (width, height, expected) in [
            (1080, 1080, Some(Shape::Square)),
            (1080, 1100, Some(Shape::Square)),
            (1080, 1350, Some(Shape::Portrait)),
            (1440, 1800, Some(Shape::Portrait)),
            (1080, 1920, Some(Shape::Story)),
            (1080, 1960, None),
            (1200, 628, Some(Shape::Wide)),
            (1000, 700, None),
            (0, 0, None),
        ] {
            assert_eq!(Shape::of(width, height), expected, "{width} x {height}");
        }
    }

    #[test]
    fn one_picture_is_a_link_ad_and_everything_meta_would_change_is_off() {
        let creative = design(vec![("aa".into(), Some(Shape::Square))]).creative("Ad");
        let link = creative.pointer("/object_story_spec/link_data").unwrap();
        assert_eq!(link["image_hash"], "sha256:aa");
        assert_eq!(link["call_to_action"]["value"]["link"], "https://shop.example/storm");
        assert_eq!(link.get("description"), None);
        assert_eq!(creative.get("asset_feed_spec"), None);
        let features =
            creative.pointer("/degrees_of_freedom_spec/creative_features_spec").unwrap().as_object().unwrap();
        assert_eq!(features.len(), FEATURES.len());
        assert!(features.values().all(|one| one["enroll_status"] == "OPT_OUT"));
        assert_eq!(words(&creative).as_deref(), Some("Storm · Dry at 1,400 metres"));
    }

    #[test]
    fn each_shape_goes_to_its_places_and_the_feed_picture_to_all_others() {
        let shapes = [Shape::Portrait, Shape::Story, Shape::Wide];
        let pictures = shapes.iter().map(|shape| (shape.as_str().to_owned(), Some(*shape))).collect();
        let creative = design(pictures).creative("Ad");
        assert_eq!(creative.pointer("/object_story_spec/link_data"), None);
        let rules = creative.pointer("/asset_feed_spec/asset_customization_rules").unwrap().as_array().unwrap();
        let labels: Vec<_> = rules.iter().map(|rule| rule["image_label"]["name"].as_str().unwrap()).collect();
        assert_eq!(labels, ["image_9x16", "image_191x100", "image_4x5"]);
        assert_eq!(rules[0]["customization_spec"]["instagram_positions"], json!(["story", "reels"]));
        assert_eq!(rules[2]["customization_spec"], json!({ "age_min": 13, "age_max": 65 }));
        assert_eq!(words(&creative).as_deref(), Some("Storm · Dry at 1,400 metres · 3 pictures by placement"));
    }
}
