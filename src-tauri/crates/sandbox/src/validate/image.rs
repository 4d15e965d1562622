//! Rules of images: what a file must be to become one.

use std::io::Cursor;

use sha2::{Digest as _, Sha256};

use super::Rules;
use crate::http::error::{GraphError, Result};
use crate::tokens::hex;
use crate::world::model::Image;

const MAX_BYTES: usize = 30 << 20;

/// Reads an uploaded file as an image of the account. The same bytes always have the same hash.
pub(crate) fn read(rules: &Rules<'_>, name: &str, bytes: &[u8], encoded: String) -> Result<Image> {
    let wrong = |text: &str| GraphError::refused(1_487_411, "Image Is Invalid", text).blame(&["bytes"]);
    if bytes.len() > MAX_BYTES {
        return Err(wrong("An image may have 30 MB."));
    }
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let size = reader.map_err(|_| wrong("The file cannot be read."))?.into_dimensions();
    let (width, height) = size.map_err(|_| wrong("The file is not a picture, or is damaged."))?;
    let hash: String = hex(&Sha256::digest(bytes)).chars().take(32).collect();
    Ok(Image {
        account: rules.account.id,
        hash,
        name: name.to_owned(),
        width,
        height,
        status: "ACTIVE".to_owned(),
        upload_base64: Some(encoded),
        created_ms: rules.now_ms,
        updated_ms: rules.now_ms,
    })
}
