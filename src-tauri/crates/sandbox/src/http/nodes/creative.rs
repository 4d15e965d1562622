//! Fields of a creative.

use serde_json::{Value, json};

use super::campaign::opt_value;
use super::write_labels;
use crate::http::fields::Field;
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::http::request::Params;
use crate::world::model::Creative;

const EMPTY: &[&str] = &[
    "actor_id",
    "applink_treatment",
    "authorization_category",
    "branded_content",
    "bundle_folder_id",
    "categorization_criteria",
    "category_media_source",
    "collaborative_ads_lsb_image_bank_id",
    "contextual_multi_ads",
    "destination_set_id",
    "effective_authorization_category",
    "effective_instagram_media_id",
    "enable_direct_install",
    "image_crops",
    "instagram_permalink_url",
    "interactive_components_spec",
    "link_deep_link_url",
    "link_og_id",
    "messenger_sponsored_message",
    "omnichannel_link_spec",
    "place_page_set_id",
    "platform_customizations",
    "playable_asset_id",
    "portrait_customizations",
    "product_set_id",
    "recommender_settings",
    "source_instagram_media_id",
    "template_url",
    "template_url_spec",
    "use_page_actor_override",
];

pub(super) fn field(cx: &Cx<'_>, creative: &Creative, field: &Field, params: &Params, out: &mut Json) -> bool {
    let key = field.key();
    match field.name.as_str() {
        "account_id" => out.id(key, creative.account.0),
        "name" => out.text(key, &creative.name),
        "status" => out.text(key, &creative.status),
        "title" => out.opt_text(key, creative.title.as_deref()),
        "body" => out.opt_text(key, creative.body.as_deref()),
        "call_to_action_type" => out.opt_text(key, creative.call_to_action_type.as_deref()),
        "call_to_action" => write_call_to_action(creative, key, out),
        "link_url" => out.opt_text(key, creative.link_url.as_deref()),
        "object_url" => out.opt_text(key, creative.link_url.as_deref()),
        "link_destination_display_url" => out.opt_text(key, creative.link_url.as_deref()),
        "image_hash" => out.opt_text(key, creative.image_hash.as_deref()),
        "image_url" => {
            if let Some(hash) = &creative.image_hash {
                out.text(key, &super::image::address(cx, creative.account.0, hash, None));
            }
        }
        "thumbnail_url" => {
            if let Some(hash) = &creative.image_hash {
                let side = |name| params.integer(name).ok().flatten().unwrap_or(64).clamp(16, 1080);
                let size = (side("thumbnail_width"), side("thumbnail_height"));
                out.text(key, &super::image::address(cx, creative.account.0, hash, Some(size)));
            }
        }
        "thumbnail_id" => out.opt_text(key, creative.image_hash.as_deref()),
        "video_id" => {
            if let Some(video) = creative.video_id {
                out.id(key, video.0);
            }
        }
        "object_type" => out.text(key, &creative.object_type),
        "object_id" => opt_value(story_page(creative).as_ref(), key, out),
        "object_story_spec" => opt_value(creative.object_story_spec.as_ref(), key, out),
        "asset_feed_spec" => opt_value(creative.asset_feed_spec.as_ref(), key, out),
        "degrees_of_freedom_spec" => opt_value(creative.degrees_of_freedom_spec.as_ref(), key, out),
        "object_story_id" => out.opt_text(key, creative.object_story_id.as_deref()),
        "effective_object_story_id" => out.opt_text(key, creative.effective_object_story_id.as_deref()),
        "instagram_user_id" => {
            if let Some(id) = creative.instagram_user_id {
                out.id(key, id.0);
            }
        }
        "url_tags" => out.opt_text(key, creative.url_tags.as_deref()),
        "adlabels" => return write_labels(cx, &creative.labels, field, out).is_ok(),
        name => return EMPTY.contains(&name),
    }
    true
}

fn story_page(creative: &Creative) -> Option<Value> {
    creative.object_story_spec.as_ref()?.get("page_id").cloned()
}

fn write_call_to_action(creative: &Creative, key: &str, out: &mut Json) {
    let Some(kind) = &creative.call_to_action_type else { return };
    let mut action = json!({ "type": kind });
    if let Some(link) = &creative.link_url {
        action["value"] = json!({ "link": link });
    }
    out.value(key, &action);
}
