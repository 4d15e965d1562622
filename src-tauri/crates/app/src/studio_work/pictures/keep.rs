//! Taking a picture into the library, with where it is from.

use compositor::likeness::{Look, content_hash};
use compositor::picture::Kernel;
use compositor::{Channels, Output, Picture, encode, intake};
use domain::TimestampMillis;
use serde::{Deserialize, Serialize};
use store::LibraryRow;

use super::{decode, plain};
use crate::Error;
use crate::dto::StudioPictureOrigin;
use crate::session::Session;

/// Longer side of the small copies, in pixels: twice what the page shows them at.
const THUMBNAIL_SIDE: u32 = 240;

/// Where a picture is from, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Provenance {
    pub(super) origin: StudioPictureOrigin,
    /// Who brought or ordered it.
    pub(super) by: String,
    #[serde(default)]
    pub(super) file: Option<String>,
    #[serde(default)]
    pub(super) provider: Option<String>,
    #[serde(default)]
    pub(super) model: Option<String>,
    #[serde(default)]
    pub(super) prompt: Option<String>,
    /// Millionths of a US dollar.
    #[serde(default)]
    pub(super) cost: Option<i64>,
    /// Content hash of the picture it was composed from.
    #[serde(default)]
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) template: Option<String>,
    #[serde(default)]
    pub(super) ratio: Option<String>,
    /// The texts on it.
    #[serde(default)]
    pub(super) words: Option<compositor::Words>,
    #[serde(default)]
    pub(super) brief_id: Option<String>,
}

impl Provenance {
    pub(super) fn imported(by: String) -> Self {
        Self {
            origin: StudioPictureOrigin::Imported,
            by,
            file: None,
            provider: None,
            model: None,
            prompt: None,
            cost: None,
            source: None,
            template: None,
            ratio: None,
            words: None,
            brief_id: None,
        }
    }

    /// What cannot be read any more was brought by nobody that is known.
    pub(super) fn read(value: serde_json::Value) -> Self {
        serde_json::from_value(value).unwrap_or_else(|_| Self::imported(String::new()))
    }
}

/// A picture that is in the library now.
pub(super) struct Kept {
    pub(super) hash: String,
    /// Whether the same file was there already.
    pub(super) known: bool,
}

impl Session {
    /// Decodes a file from outside and keeps it. A picture that lay in the trash comes out of it.
    pub(super) async fn keep_picture(
        &self,
        bytes: Vec<u8>,
        name: &str,
        from: Provenance,
        now: TimestampMillis,
    ) -> Result<Kept, Error> {
        let picture = decode::decode(&bytes).await?;
        let (row, thumbnail, bytes) = off_thread(move || described(&picture, bytes)).await?;
        let row = LibraryRow { name: plain(name), added_at: now, provenance: json(&from)?, ..row };
        self.put_picture(row, bytes, thumbnail).await
    }

    /// Keeps a file that was made here.
    pub(super) async fn keep_own_picture(
        &self,
        (picture, bytes): (Picture, Vec<u8>),
        name: &str,
        from: Provenance,
        now: TimestampMillis,
    ) -> Result<Kept, Error> {
        let (row, thumbnail, bytes) = off_thread(move || described(&picture, bytes)).await?;
        let row = LibraryRow { name: plain(name), added_at: now, provenance: json(&from)?, ..row };
        self.put_picture(row, bytes, thumbnail).await
    }

    async fn put_picture(&self, row: LibraryRow, bytes: Vec<u8>, thumbnail: Vec<u8>) -> Result<Kept, Error> {
        let hash = row.content_hash.clone();
        let put = move |tx: &store::Tx<'_>| {
            let is_new = tx.add_to_library(&row, &bytes, &thumbnail)?;
            if let Some(known) = tx.library_entry(&row.content_hash)?.filter(|known| known.trashed_at.is_some()) {
                tx.update_library(&row.content_hash, &known.name, &known.tags, None)?;
            }
            Ok(is_new)
        };
        let is_new = self.store.write(put).await?.value;
        Ok(Kept { hash, known: !is_new })
    }
}

fn json(from: &Provenance) -> Result<serde_json::Value, Error> {
    Ok(serde_json::to_value(from).map_err(store::Error::from)?)
}

/// What there is to say of a picture that has been decoded, its small copy, and its file again.
fn described(picture: &Picture, bytes: Vec<u8>) -> Result<(LibraryRow, Vec<u8>, Vec<u8>), Error> {
    // The worker has read it, so these bytes are a picture's; only then they are looked into here.
    let anatomy = intake::examine(&bytes, &compositor::Limits::default()).map_err(compositor::Error::from)?;
    let turned = anatomy.orientation >= 5;
    let (width, height) = if turned { (anatomy.height, anatomy.width) } else { (anatomy.width, anatomy.height) };
    let media_type = match anatomy.format {
        intake::Format::Jpeg => "image/jpeg",
        intake::Format::Png => "image/png",
        intake::Format::WebP => "image/webp",
    };
    let row = LibraryRow {
        content_hash: content_hash(&bytes),
        name: String::new(),
        media_type: media_type.to_owned(),
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        width: Some(i64::from(width)),
        height: Some(i64::from(height)),
        provenance: serde_json::Value::Null,
        added_at: TimestampMillis(0),
        look: Some(Look::of(picture).0),
        tags: Vec::new(),
        trashed_at: None,
    };
    let small = picture.clone().at_most(THUMBNAIL_SIDE, Kernel::Fine);
    // What can be seen through stays so.
    let output = match small.channels() {
        Channels::Rgb => Output::Jpeg { quality: 78, full_colour: false },
        Channels::Rgba => Output::Png,
    };
    let thumbnail = encode(&small, output, None)?;
    Ok((row, thumbnail, bytes))
}

/// Work with pixels blocks.
pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::Cancelled),
        },
    }
}
