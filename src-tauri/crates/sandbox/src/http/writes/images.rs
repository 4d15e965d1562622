//! Uploaded images.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::WriteCx;
use crate::http::answer::Answer;
use crate::http::error::{GraphError, Result};
use crate::http::json::Json;
use crate::http::nodes::{image_is_used, signed_address};
use crate::validate::image::read;
use crate::world::model::{Image, ObjectId};

/// `POST /act_X/adimages`: files, base64 text, or a copy out of another account.
pub(super) fn upload(cx: &mut WriteCx<'_>) -> Result<Answer> {
    let mut images: Vec<(String, Image)> = Vec::new();
    for file in &cx.call.files {
        let encoded = STANDARD.encode(&file.bytes);
        images.push((file.name.clone(), read(&cx.rules(), &file.name, &file.bytes, encoded)?));
    }
    if let Some(text) = cx.call.params.filled("bytes") {
        let clean: String = text.split_ascii_whitespace().collect();
        let wrong = || GraphError::invalid("Param bytes must be base64 text").blame(&["bytes"]);
        let bytes = STANDARD.decode(&clean).map_err(|_| wrong())?;
        let name = cx.call.params.filled("name").unwrap_or("untitled").to_owned();
        images.push(("bytes".to_owned(), read(&cx.rules(), &name, &bytes, clean)?));
    }
    if let Some(copy) = copied(cx)? {
        images.push((copy.hash.clone(), copy));
    }
    if images.is_empty() {
        return Err(GraphError::missing("filename"));
    }
    for (_, image) in &images {
        let known = cx.world.image(image.account, &image.hash).is_some_and(|old| old.status != "DELETED");
        if !known {
            cx.world.insert_image(image.clone());
            cx.note("upload", "adimage", &image.hash);
        }
    }
    Ok(Answer::object(|out| {
        out.key("images");
        out.begin();
        for (key, image) in &images {
            out.key(key);
            write(cx, image, out);
        }
        out.end();
    })
    .rows(images.len()))
}

fn copied(cx: &WriteCx<'_>) -> Result<Option<Image>> {
    let Some(from) = cx.call.params.json_value("copy_from")? else { return Ok(None) };
    let wrong = || {
        GraphError::invalid("Param copy_from must name source_account_id and hash of an image you can see")
            .blame(&["copy_from"])
    };
    let account = from.get("source_account_id").map(crate::validate::creative::plain).ok_or_else(wrong)?;
    let account: ObjectId = account.strip_prefix("act_").unwrap_or(&account).parse().map_err(|_| wrong())?;
    let hash = from.get("hash").and_then(|hash| hash.as_str()).ok_or_else(wrong)?;
    let source = cx.world.image(account, hash).filter(|_| cx.token.sees_account(account.0)).ok_or_else(wrong)?;
    Ok(Some(Image {
        account: cx.account.id,
        created_ms: cx.now_ms,
        updated_ms: cx.now_ms,
        status: "ACTIVE".to_owned(),
        ..source.clone()
    }))
}

fn write(cx: &WriteCx<'_>, image: &Image, out: &mut Json) {
    let address = |size| signed_address(cx.shared, image.account.0, &image.hash, size, cx.now_ms);
    let (width, height) = (i64::from(image.width), i64::from(image.height));
    out.begin();
    out.text("hash", &image.hash);
    out.text("url", &address(None));
    out.text("url_128", &address(Some((128, 128))));
    out.text("url_256", &address(Some((256, 256))));
    out.text("url_256_height", &((256 * height / width.max(1)).max(1)).to_string());
    out.text("url_256_width", "256");
    out.int("height", height);
    out.int("width", width);
    out.text("name", &image.name);
    out.end();
}

/// `DELETE /act_X/adimages?hash=…`.
pub(super) fn delete(cx: &mut WriteCx<'_>) -> Result<Answer> {
    let hash = cx.call.params.filled("hash").ok_or_else(|| GraphError::missing("hash"))?.to_owned();
    let account = cx.account.id;
    let image = cx.world.image(account, &hash).filter(|image| image.status != "DELETED");
    let image = image.ok_or_else(|| GraphError::invalid("The image does not exist").blame(&["hash"]))?;
    if image_is_used(cx.world, image) {
        return Err(
            GraphError::refused(1_487_392, "Image Is in Use", "A creative still shows this image.").blame(&["hash"])
        );
    }
    let now = cx.now_ms;
    if let Some(image) = cx.world.image_mut(account, &hash) {
        image.status = "DELETED".to_owned();
        image.updated_ms = now;
    }
    cx.note("delete", "adimage", &hash);
    Ok(Answer::success())
}
