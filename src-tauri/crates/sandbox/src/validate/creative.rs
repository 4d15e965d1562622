//! Rules of creatives.

use std::collections::HashSet;

use serde_json::Value;

use super::{Labels, Rules};
use crate::config::AppMode;
use crate::http::error::{GraphError, Result};
use crate::world::model::{Creative, ObjectId};

const CALLS_TO_ACTION: [&str; 33] = [
    "APPLY_NOW",
    "BOOK_NOW",
    "BOOK_TRAVEL",
    "BUY_NOW",
    "BUY_TICKETS",
    "CALL_NOW",
    "CONTACT_US",
    "DONATE_NOW",
    "DOWNLOAD",
    "GET_DIRECTIONS",
    "GET_OFFER",
    "GET_QUOTE",
    "GET_SHOWTIMES",
    "INSTALL_MOBILE_APP",
    "LEARN_MORE",
    "LIKE_PAGE",
    "LISTEN_NOW",
    "MESSAGE_PAGE",
    "NO_BUTTON",
    "OPEN_LINK",
    "ORDER_NOW",
    "PLAY_GAME",
    "REQUEST_TIME",
    "SEE_MENU",
    "SHOP_NOW",
    "SIGN_UP",
    "STREAM_NOW",
    "SUBSCRIBE",
    "USE_APP",
    "WATCH_MORE",
    "WATCH_NOW",
    "WATCH_VIDEO",
    "WHATSAPP_MESSAGE",
];
const MAX_URL: usize = 1_000;

/// A JSON value as the text a parameter would be: texts bare, everything else as JSON.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Checks a new creative and makes it, without an id yet.
pub(crate) fn create(rules: &Rules<'_>) -> Result<(Creative, Option<Labels>)> {
    let params = rules.params;
    let story = params.json_value("object_story_spec")?;
    let feed = params.json_value("asset_feed_spec")?;
    let post = rules.text("object_story_id");
    let media = rules.text("source_instagram_media_id");
    if story.is_none() && feed.is_none() && post.is_none() && media.is_none() {
        return Err(GraphError::missing("object_story_spec"));
    }
    if params.has("instagram_actor_id") {
        return Err(GraphError::invalid("instagram_actor_id is no longer known; use instagram_user_id")
            .blame(&["instagram_actor_id"]));
    }
    let mut parts = Parts::default();
    if let Some(story) = &story {
        parts = check_story(rules, story)?;
    }
    if let Some(feed) = &feed {
        check_feed(rules, feed, &mut parts)?;
    }
    if rules.text("url_tags").is_some_and(|tags| tags.starts_with('?')) {
        return Err(GraphError::invalid("url_tags must not begin with a question mark").blame(&["url_tags"]));
    }
    let page = story.as_ref().and_then(|story| story.get("page_id")).map(plain);
    let serial = rules.world.creatives().len() as u64 + 1;
    let effective = post.clone().or_else(|| page.map(|page| format!("{page}_{}", 900_000_000_000_000 + serial)));
    let creative = Creative {
        id: ObjectId(0),
        account: rules.account.id,
        name: rules.name()?.unwrap_or_else(|| format!("{} creative", rules.account.name)),
        status: "ACTIVE".to_owned(),
        title: parts.title,
        body: parts.body,
        call_to_action_type: parts.call_to_action,
        link_url: parts.link,
        image_hash: parts.image_hash,
        video_id: parts.video,
        object_type: if parts.video.is_some() { "VIDEO" } else { "SHARE" }.to_owned(),
        object_story_spec: story,
        asset_feed_spec: feed,
        degrees_of_freedom_spec: params.json("degrees_of_freedom_spec")?,
        object_story_id: post,
        effective_object_story_id: effective,
        instagram_user_id: rules.id("instagram_user_id")?,
        url_tags: rules.text("url_tags"),
        labels: Vec::new(),
        created_ms: rules.now_ms,
    };
    Ok((creative, rules.labels()?))
}

/// What a creative's spec comes down to.
#[derive(Debug, Default)]
struct Parts {
    title: Option<String>,
    body: Option<String>,
    link: Option<String>,
    call_to_action: Option<String>,
    image_hash: Option<String>,
    video: Option<ObjectId>,
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn check_story(rules: &Rules<'_>, story: &Value) -> Result<Parts> {
    let blame = "object_story_spec";
    if rules.app_mode == AppMode::Development {
        return Err(GraphError::refused(
            1_885_183,
            "App Is in Development Mode",
            "The post of an ad can only be made by an app that is published.",
        )
        .blame(&[blame]));
    }
    let page =
        story.get("page_id").map(plain).ok_or_else(|| GraphError::missing("page_id").blame(&[blame, "page_id"]))?;
    if !rules.account.pages.iter().any(|known| known.id.to_string() == page) {
        return Err(GraphError::refused(
            1_885_029,
            "Page Mismatch",
            "This page cannot be advertised with this account.",
        )
        .blame(&[blame, "page_id"]));
    }
    if let Some(instagram) = story.get("instagram_user_id").map(plain) {
        let known = rules.account.pages.iter().filter_map(|page| page.instagram_user_id);
        if !known.into_iter().any(|id| id.to_string() == instagram) {
            return Err(GraphError::refused(1_815_199, "No Access", "This Instagram account cannot be used.")
                .blame(&[blame, "instagram_user_id"]));
        }
    }
    if let Some(data) = story.get("link_data") {
        return check_link(rules, data);
    }
    if let Some(data) = story.get("video_data") {
        return check_video(rules, data);
    }
    if let Some(data) = story.get("photo_data") {
        let image_hash = check_image(rules, data, "photo_data")?;
        return Ok(Parts { body: text(data, "caption"), image_hash, ..Parts::default() });
    }
    if story.get("text_data").is_some() || story.get("template_data").is_some() || rules.params.has("asset_feed_spec") {
        return Ok(Parts::default());
    }
    Err(GraphError::invalid("object_story_spec needs link_data, video_data, photo_data, text_data or template_data")
        .blame(&[blame]))
}

fn check_link(rules: &Rules<'_>, data: &Value) -> Result<Parts> {
    let path = ["object_story_spec", "link_data"];
    let link = text(data, "link").ok_or_else(|| {
        GraphError::refused(2_446_383, "Website URL Is Missing", "The ad needs the address it leads to.")
            .blame(&[path[0], path[1], "link"])
    })?;
    check_url(&link, &[path[0], path[1], "link"])?;
    if let Some(cards) = data.get("child_attachments") {
        let cards = cards.as_array().map(Vec::as_slice).unwrap_or_default();
        if !(2..=10).contains(&cards.len()) {
            return Err(GraphError::invalid("A carousel has 2 to 10 cards").blame(&[
                path[0],
                path[1],
                "child_attachments",
            ]));
        }
        for card in cards {
            if text(card, "link").is_none() {
                return Err(GraphError::refused(2_446_383, "Website URL Is Missing", "Every card needs an address.")
                    .blame(&[path[0], path[1], "child_attachments"]));
            }
            check_image(rules, card, "link_data")?;
        }
    }
    Ok(Parts {
        title: text(data, "name"),
        body: text(data, "message"),
        call_to_action: check_action(data, "link_data")?,
        image_hash: check_image(rules, data, "link_data")?,
        video: None,
        link: Some(link),
    })
}

fn check_video(rules: &Rules<'_>, data: &Value) -> Result<Parts> {
    let video = data.get("video_id").map(plain).and_then(|id| id.parse().ok());
    let video = video.ok_or_else(|| GraphError::missing("video_id").blame(&["object_story_spec", "video_data"]))?;
    if data.get("image_hash").is_none() && data.get("image_url").is_none() {
        return Err(GraphError::refused(
            1_443_226,
            "Thumbnail Is Missing",
            "A video ad needs a picture: send image_hash or image_url.",
        )
        .blame(&["object_story_spec", "video_data"]));
    }
    let action = data.get("call_to_action");
    Ok(Parts {
        title: text(data, "title"),
        body: text(data, "message"),
        link: action.and_then(|it| it.pointer("/value/link")).and_then(Value::as_str).map(str::to_owned),
        call_to_action: check_action(data, "video_data")?,
        image_hash: check_image(rules, data, "video_data")?,
        video: Some(video),
    })
}

fn check_action(data: &Value, part: &str) -> Result<Option<String>> {
    let Some(action) = data.get("call_to_action") else { return Ok(None) };
    let kind = text(action, "type").unwrap_or_default();
    if CALLS_TO_ACTION.contains(&kind.as_str()) {
        return Ok(Some(kind));
    }
    Err(GraphError::refused(1_373_054, "Bad Call to Action", "This call to action is not known.").blame(&[
        "object_story_spec",
        part,
        "call_to_action",
    ]))
}

fn check_url(url: &str, blame: &[&str]) -> Result<()> {
    let good = (url.starts_with("https://") || url.starts_with("http://") || url.starts_with("fb://"))
        && url.len() <= MAX_URL
        && !url.contains(char::is_whitespace);
    if good {
        return Ok(());
    }
    Err(GraphError::refused(2_446_383, "Website URL Is Invalid", "Use a complete address of at most 1000 characters.")
        .blame(blame))
}

fn check_image(rules: &Rules<'_>, data: &Value, part: &str) -> Result<Option<String>> {
    let Some(hash) = text(data, "image_hash") else { return Ok(None) };
    let known = rules.world.image(rules.account.id, &hash).filter(|image| image.status != "DELETED");
    if known.is_some() {
        return Ok(Some(hash));
    }
    Err(GraphError::refused(2_446_386, "Image Not Found", "This account has no image with this hash.").blame(&[
        "object_story_spec",
        part,
        "image_hash",
    ]))
}

/// Limits of each kind of asset in a feed.
const FEED_LIMITS: [(&str, usize); 6] =
    [("images", 10), ("videos", 10), ("bodies", 5), ("titles", 5), ("descriptions", 5), ("link_urls", 5)];

fn check_feed(rules: &Rules<'_>, feed: &Value, parts: &mut Parts) -> Result<()> {
    let mut labels: HashSet<String> = HashSet::new();
    for (kind, most) in FEED_LIMITS {
        let items = feed.get(kind).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        // A feed with rules may have more texts, as each placement or language brings its own.
        if items.len() > most && feed.get("asset_customization_rules").is_none() {
            return Err(GraphError::invalid(&format!("asset_feed_spec may have {most} {kind}"))
                .blame(&["asset_feed_spec", kind]));
        }
        let mut seen = HashSet::new();
        for item in items {
            let value = ["hash", "video_id", "text", "website_url"].iter().find_map(|key| item.get(key)).map(plain);
            if value.is_some_and(|value| !seen.insert(value)) {
                return Err(GraphError::refused(1_815_629, "Duplicate Asset", "The values of a feed must differ.")
                    .blame(&["asset_feed_spec", kind]));
            }
            let named = item.get("adlabels").and_then(Value::as_array);
            labels.extend(named.into_iter().flatten().filter_map(|label| text(label, "name")));
        }
    }
    for image in feed.get("images").and_then(Value::as_array).into_iter().flatten() {
        let hash = text(image, "hash").unwrap_or_default();
        if rules.world.image(rules.account.id, &hash).is_none() {
            return Err(GraphError::refused(2_446_386, "Image Not Found", "This account has no image with this hash.")
                .blame(&["asset_feed_spec", "images"]));
        }
        parts.image_hash.get_or_insert(hash);
    }
    check_feed_labels(feed, &labels)?;
    let first = |kind: &str, key: &str| feed.get(kind)?.get(0).and_then(|item| text(item, key));
    parts.title = parts.title.take().or_else(|| first("titles", "text"));
    parts.body = parts.body.take().or_else(|| first("bodies", "text"));
    parts.link = parts.link.take().or_else(|| first("link_urls", "website_url"));
    Ok(())
}

fn check_feed_labels(feed: &Value, labels: &HashSet<String>) -> Result<()> {
    for rule in feed.get("asset_customization_rules").and_then(Value::as_array).into_iter().flatten() {
        for key in ["image_label", "video_label", "body_label", "title_label", "link_url_label"] {
            if rule.get(key).and_then(|label| text(label, "name")).is_some_and(|name| !labels.contains(&name)) {
                return Err(GraphError::refused(
                    2_446_173,
                    "Label Not Found",
                    "A customization rule names a label that no asset of the feed has.",
                )
                .blame(&["asset_feed_spec", "asset_customization_rules"]));
            }
        }
    }
    Ok(())
}
