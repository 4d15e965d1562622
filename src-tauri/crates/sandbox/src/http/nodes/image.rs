//! Fields of an image, and the bytes behind its addresses.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{date_text, zone_of};
use crate::http::answer::Answer;
use crate::http::error::{GraphError, Result};
use crate::http::fields::Field;
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::http::request::Params;
use crate::state::Shared;
use crate::tokens::hmac_hex;
use crate::world::World;
use crate::world::model::{Image, ObjectId};
use crate::world::paint;

/// Life of an image address, seconds: three days.
const ADDRESS_LIFE_S: i64 = 3 * 86_400;

pub(super) fn field(cx: &Cx<'_>, image: &Image, field: &Field, out: &mut Json) -> bool {
    let key = field.key();
    let account = image.account.0;
    let date = |ms: i64| date_text(ms, zone_of(cx.world, image.account));
    let sized = |width: i64, height: i64| address(cx, account, &image.hash, Some((width, height)));
    match field.name.as_str() {
        "account_id" => out.id(key, account),
        "hash" => out.text(key, &image.hash),
        "name" => out.text(key, &image.name),
        "status" => out.text(key, &image.status),
        "width" | "original_width" => out.int(key, i64::from(image.width)),
        "height" | "original_height" => out.int(key, i64::from(image.height)),
        "url" => out.text(key, &address(cx, account, &image.hash, None)),
        "url_128" => out.text(key, &sized(128, 128)),
        "permalink_url" => out.text(key, &permalink(cx.shared.base_url(), account, &image.hash)),
        "created_time" => out.text(key, &date(image.created_ms)),
        "updated_time" => out.text(key, &date(image.updated_ms)),
        "is_associated_creatives_in_adgroups" => out.boolean(key, is_used(cx.world, image)),
        "creatives" => {
            let of_image = |c: &&crate::world::model::Creative| {
                c.account == image.account && c.image_hash.as_deref() == Some(&image.hash)
            };
            let ids: Vec<String> = cx.world.creatives().iter().filter(of_image).map(|c| c.id.to_string()).collect();
            out.texts(key, ids.iter().map(String::as_str));
        }
        _ => return false,
    }
    true
}

/// Whether a creative that is not deleted shows an image.
pub(crate) fn is_used(world: &World, image: &Image) -> bool {
    let shows = |it: &crate::world::model::Creative| {
        it.account == image.account && it.status != "DELETED" && it.image_hash.as_deref() == Some(&image.hash)
    };
    world.creatives().iter().any(shows)
}

/// A signed address that ends after three days, as those of Meta's content servers do.
pub(super) fn address(cx: &Cx<'_>, account: u64, hash: &str, size: Option<(i64, i64)>) -> String {
    signed_address(cx.shared, account, hash, size, cx.now_ms)
}

pub(crate) fn signed_address(
    shared: &Shared,
    account: u64,
    hash: &str,
    size: Option<(i64, i64)>,
    now_ms: i64,
) -> String {
    // Rounded to a day, so that reading an image twice gives the same address.
    let ends = (now_ms / 86_400_000 * 86_400) + 86_400 + ADDRESS_LIFE_S;
    let size = size.map_or_else(|| "full".to_owned(), |(width, height)| format!("{width}x{height}"));
    let signature = signature(shared, account, hash, &size, ends);
    format!("{}/cdn/{account}/{hash}/{size}?oe={ends:X}&oh={signature}", shared.base_url())
}

fn permalink(base: &str, account: u64, hash: &str) -> String {
    format!("{base}/cdn/{account}/{hash}/full?permalink=1")
}

fn signature(shared: &Shared, account: u64, hash: &str, size: &str, ends: i64) -> String {
    hmac_hex(&shared.app.secret, &format!("{account}/{hash}/{size}/{ends}")).chars().take(32).collect()
}

/// Serves `/cdn/{account}/{hash}/{size}`.
pub(crate) fn serve(shared: &Shared, path: &[&str], params: &Params, now_ms: i64) -> Result<Answer> {
    let gone = || GraphError::new(404, 100, "The image does not exist");
    let [account, hash, size] = path else { return Err(gone()) };
    let account: ObjectId = account.parse().map_err(|_| gone())?;
    if !params.has("permalink") {
        let ends = params.get("oe").and_then(|text| i64::from_str_radix(text, 16).ok()).ok_or_else(gone)?;
        if params.get("oh") != Some(signature(shared, account.0, hash, size, ends).as_str()) {
            return Err(GraphError::new(403, 100, "Bad URL signature"));
        }
        if ends * 1000 < now_ms {
            return Err(GraphError::new(403, 100, "URL signature expired"));
        }
    }
    let world = shared.world();
    let image = world.image(account, hash).ok_or_else(gone)?;
    let uploaded = image.upload_base64.as_deref().and_then(|text| STANDARD.decode(text).ok());
    let wanted = size.split_once('x').and_then(|(w, h)| Some((w.parse::<u32>().ok()?, h.parse::<u32>().ok()?)));
    let (width, height) = wanted.unwrap_or((image.width, image.height));
    let bytes = match (uploaded, wanted) {
        (Some(bytes), None) => bytes,
        (Some(bytes), Some(_)) => shrink(&bytes, width, height).unwrap_or(bytes),
        (None, _) => paint::image_png(hash, width, height).map_err(|_| gone())?,
    };
    let content_type = content_type(&bytes);
    Ok(Answer { content_type, ..Answer::json(bytes) })
}

fn content_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, ..] => "image/jpeg",
        [b'R', b'I', b'F', b'F', ..] => "image/webp",
        _ => "image/png",
    }
}

fn shrink(bytes: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    let picture = image::load_from_memory(bytes).ok()?;
    let mut out = Cursor::new(Vec::new());
    let small =
        picture.resize_to_fill(width.clamp(1, 2048), height.clamp(1, 2048), image::imageops::FilterType::Triangle);
    small.write_to(&mut out, image::ImageFormat::Png).ok()?;
    Some(out.into_inner())
}
