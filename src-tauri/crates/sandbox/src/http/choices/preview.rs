//! How an ad would look: frames, and the page inside them.

use serde_json::Value;

use crate::config::AppMode;
use crate::http::answer::Answer;
use crate::http::error::{GraphError, Result};
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::http::nodes;
use crate::http::page::EdgeQuery;
use crate::http::request::Params;
use crate::state::Shared;
use crate::validate::{self, Rules};
use crate::world::World;
use crate::world::model::{Account, Ad, ObjectId};

const AD_FORMATS: [&str; 12] = [
    "DESKTOP_FEED_STANDARD",
    "MOBILE_FEED_STANDARD",
    "MOBILE_FEED_BASIC",
    "FACEBOOK_STORY_MOBILE",
    "FACEBOOK_REELS_MOBILE",
    "INSTAGRAM_STANDARD",
    "INSTAGRAM_STORY",
    "INSTAGRAM_REELS",
    "INSTAGRAM_EXPLORE_GRID_HOME",
    "MARKETPLACE_MOBILE",
    "RIGHT_COLUMN_STANDARD",
    "MESSENGER_MOBILE_INBOX_MEDIA",
];

/// `/{ad}/previews`: a frame that shows the ad's picture and texts.
pub(crate) fn of_ad(cx: &Cx<'_>, ad: &Ad, query: &EdgeQuery<'_>, out: &mut Json) -> Result<()> {
    write_frame(cx, &format!("preview/{}?", ad.id), query, out)
}

/// `/act_X/generatepreviews`: the same for a creative that may not exist yet.
pub(crate) fn of_creative(cx: &Cx<'_>, account: &Account, query: &EdgeQuery<'_>, out: &mut Json) -> Result<()> {
    let asked: Value = query.params.json("creative")?.ok_or_else(|| GraphError::missing("creative"))?;
    let cannot = || GraphError::new(400, 2606, "(#2606) The preview cannot be made from this creative");
    let place = match asked.get("creative_id").or_else(|| asked.get("id")) {
        Some(id) => {
            let id: ObjectId = id.as_str().and_then(|id| id.parse().ok()).ok_or_else(cannot)?;
            let creative = cx.world.creative(id).filter(|it| it.account == account.id).ok_or_else(cannot)?;
            format!("preview/{}?", creative.id)
        }
        None => {
            let mut params = Params::default();
            for (name, value) in asked.as_object().ok_or_else(cannot)? {
                params.set(name, value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            }
            // Whoever looks at a preview has not named the creative yet.
            if params.filled("name").is_none() {
                params.set("name", "Preview");
            }
            let rules = Rules {
                world: cx.world,
                account,
                params: &params,
                now_ms: cx.now_ms,
                app_mode: AppMode::Live,
                budget_edits: 0,
            };
            let (creative, _) = validate::creative::create(&rules)?;
            let mut shown = url::form_urlencoded::Serializer::new(String::new());
            shown.append_pair("title", creative.title.as_deref().unwrap_or_default());
            shown.append_pair("body", creative.body.as_deref().unwrap_or_default());
            shown.append_pair("image", creative.image_hash.as_deref().unwrap_or_default());
            format!("preview/act_{}?{}&", account.id, shown.finish())
        }
    };
    write_frame(cx, &place, query, out)
}

fn write_frame(cx: &Cx<'_>, place: &str, query: &EdgeQuery<'_>, out: &mut Json) -> Result<()> {
    let format = query.params.filled("ad_format").ok_or_else(|| GraphError::missing("ad_format"))?;
    if !AD_FORMATS.contains(&format) {
        return Err(GraphError::not_one_of("ad_format", &AD_FORMATS));
    }
    let source = format!("{}/{place}ad_format={format}", cx.shared.base_url()).replace('&', "&amp;");
    let frame = format!(
        "<iframe src=\"{source}\" width=\"540\" height=\"690\" scrolling=\"yes\" style=\"border: none;\"></iframe>"
    );
    out.begin();
    out.key("data");
    out.begin_list();
    out.begin();
    out.text("body", &frame);
    out.end();
    out.end_list();
    out.end();
    Ok(())
}

/// What a preview shows.
struct Shown {
    title: String,
    body: String,
    image: Option<(u64, String)>,
}

/// The page inside the frame: `/preview/{ad or creative}`, or `/preview/act_X` with the texts as parameters.
pub(crate) fn page(shared: &Shared, of: &str, params: &Params) -> Answer {
    let Some(shown) = shown(&shared.world(), of, params) else {
        return Answer::html(404, "<!doctype html><title>No preview</title><p>There is no such ad.".to_owned());
    };
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let image = shown.image.map_or_else(String::new, |(account, hash)| {
        let address = nodes::signed_address(shared, account, &hash, None, shared.clock.now_ms());
        format!("<img src=\"{address}\" alt=\"\" style=\"width:100%\">")
    });
    Answer::html(
        200,
        format!(
            "<!doctype html><meta charset=utf-8><title>Preview</title><body style=\"font:14px system-ui;max-width:500px;margin:0\"><p>{}</p>{image}<h3>{}</h3></body>",
            escape(&shown.body),
            escape(&shown.title)
        ),
    )
}

fn shown(world: &World, of: &str, params: &Params) -> Option<Shown> {
    if let Some(account) = of.strip_prefix("act_") {
        let account = world.account(account.parse().ok()?)?.id;
        let text = |name| params.get(name).unwrap_or_default().to_owned();
        let image = params.filled("image").filter(|hash| world.image(account, hash).is_some());
        return Some(Shown {
            title: text("title"),
            body: text("body"),
            image: image.map(|hash| (account.0, hash.to_owned())),
        });
    }
    let id: ObjectId = of.parse().ok()?;
    let creative = world.creative(world.ad(id).map_or(id, |ad| ad.creative))?;
    Some(Shown {
        title: creative.title.clone().unwrap_or_default(),
        body: creative.body.clone().unwrap_or_default(),
        image: creative.image_hash.clone().map(|hash| (creative.account.0, hash)),
    })
}
