//! The picture library: what was brought, painted and composed, by its content.
//!
//! A picture's file lies in the ledger as it came, with what is known of where it is from. Files from outside, whether a
//! person's or a service's, are decoded in a program of their own that is given little.

mod compose;
mod decode;
mod keep;
mod paint;

pub(crate) use decode::PictureDesk;

use std::path::Path;

use compositor::likeness::{Look, SAME_LOOK};
use store::{LibraryQuery, LibraryRow};

use crate::Error;
use crate::app::App;
use crate::dto::{
    ImportedStudioPicture, ListStudioPictures, StudioPicture, StudioPicturePage, StudioTemplate, UpdateStudioPicture,
};
use crate::object::data_url;
use crate::session::Session;
use keep::Provenance;

/// The largest file Meta takes of a picture, and so the largest that is kept.
const MOST_BYTES: u64 = compositor::encode::MOST_BYTES as u64;
/// Pictures of one answer: their small copies come with it.
const MOST_LISTED: u32 = 60;
const MOST_TAGS: usize = 20;
const LONGEST_TAG: usize = 40;
const LONGEST_NAME: usize = 120;

/// A picture of the library with its file, as it would be sent to Meta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFile {
    /// SHA-256 of the file, 64 hexadecimal digits.
    pub hash: String,
    /// Its name in the library.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// `image/jpeg`, `image/png` or `image/webp`; Meta takes the first two.
    pub media_type: String,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl Session {
    /// A picture of the library by its content hash, with its file.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not here or lies in the trash.
    pub(crate) async fn picture(&self, hash: &str) -> Result<PictureFile, Error> {
        let wanted = hash.to_owned();
        let read = move |db: &store::Db| Ok(db.library_entry(&wanted)?.zip(db.library_file(&wanted)?));
        let found = self.store.read(read).await?.filter(|(row, _)| row.trashed_at.is_none());
        let (row, bytes) = found.ok_or(Error::NotFound("picture"))?;
        let side = |side: Option<i64>| side.and_then(|side| u32::try_from(side).ok()).unwrap_or_default();
        let (width, height) = (side(row.width), side(row.height));
        Ok(PictureFile { hash: row.content_hash, name: row.name, bytes, media_type: row.media_type, width, height })
    }
}

impl App {
    /// A picture of the library by its content hash, with its file. For programs and for publishing.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not here or lies in the trash.
    pub async fn picture_file(&self, hash: &str) -> Result<PictureFile, Error> {
        self.session().await?.picture(hash).await
    }

    /// A part of the library, newest first, with what can be done with it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn studio_pictures(&self, input: ListStudioPictures) -> Result<StudioPicturePage, Error> {
        let session = self.session().await?;
        let query = LibraryQuery {
            text: input.text.trim().chars().take(LONGEST_NAME).collect(),
            trashed: input.trashed,
            offset: input.offset,
            limit: input.limit.min(MOST_LISTED),
        };
        let read = move |db: &store::Db| {
            let (rows, total) = db.library(&query)?;
            let looks = db.library_looks()?;
            let mut pictures = Vec::with_capacity(rows.len());
            for row in rows {
                let thumbnail = db.library_thumbnail(&row.content_hash)?;
                pictures.push(view(row, thumbnail.as_deref(), &looks));
            }
            Ok((pictures, total))
        };
        let (pictures, total) = session.store.read(read).await?;
        let run = paint::run(&session).await?;
        let template = |one: compositor::Template| StudioTemplate { id: one.id, name: one.name };
        let templates = compose::templates()?.into_iter().map(template).collect();
        Ok(StudioPicturePage { pictures, total, templates, run })
    }

    /// Takes a picture from a file into the library. The same file is kept once.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a file that cannot be read, [`Error::Picture`] with the reason for what is no picture that
    /// is taken.
    pub async fn import_studio_picture(&self, path: &Path) -> Result<ImportedStudioPicture, Error> {
        let session = self.session().await?;
        let bytes = file(path).await?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let origin = Provenance { file: Some(plain(&name)), ..Provenance::imported(session.person()) };
        let kept = session.keep_picture(bytes, &name, origin, self.inner.clock.now()).await?;
        self.studio_changed("");
        Ok(ImportedStudioPicture { picture: self.studio_picture(&kept.hash).await?, known: kept.known })
    }

    /// Changes what a person says of a picture. Into the trash and out of it again works the same way.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for a name or tags that are none.
    pub async fn update_studio_picture(&self, input: UpdateStudioPicture) -> Result<StudioPicture, Error> {
        let session = self.session().await?;
        let name = input.name.as_deref().map(name_of).transpose()?;
        let tags = input.tags.as_deref().map(tags_of).transpose()?;
        let now = self.inner.clock.now();
        let hash = input.hash.clone();
        let change = move |tx: &store::Tx<'_>| {
            let Some(row) = tx.library_entry(&hash)? else { return Ok(false) };
            let trashed_at = match input.trashed {
                Some(true) => Some(now),
                Some(false) => None,
                None => row.trashed_at,
            };
            tx.update_library(&hash, &name.unwrap_or(row.name), &tags.unwrap_or(row.tags), trashed_at)
        };
        if !session.store.write(change).await?.value {
            return Err(Error::NotFound("picture"));
        }
        self.studio_changed("");
        self.studio_picture(&input.hash).await
    }

    /// One picture, in the trash or not.
    pub(super) async fn studio_picture(&self, hash: &str) -> Result<StudioPicture, Error> {
        let session = self.session().await?;
        let hash = hash.to_owned();
        let read = move |db: &store::Db| {
            let Some(row) = db.library_entry(&hash)? else { return Ok(None) };
            let thumbnail = db.library_thumbnail(&hash)?;
            Ok(Some(view(row, thumbnail.as_deref(), &db.library_looks()?)))
        };
        session.store.read(read).await?.ok_or(Error::NotFound("picture"))
    }
}

/// A file's bytes, as long as they are no more than a picture may have.
async fn file(path: &Path) -> Result<Vec<u8>, Error> {
    use tokio::io::AsyncReadExt as _;
    let unusable = |source| Error::unusable(path, source);
    let kind = tokio::fs::metadata(path).await.map_err(unusable)?;
    if !kind.is_file() {
        return Err(Error::Invalid(format!("{} is no file", path.display())));
    }
    let open = tokio::fs::File::open(path).await.map_err(unusable)?;
    let mut bytes = Vec::new();
    // One byte more tells a file that is too large, also one that grows meanwhile.
    open.take(MOST_BYTES + 1).read_to_end(&mut bytes).await.map_err(unusable)?;
    Ok(bytes)
}

fn view(row: LibraryRow, thumbnail: Option<&[u8]>, looks: &[(String, String, u64)]) -> StudioPicture {
    let look = row.look.map(Look);
    let is_like = |(hash, _, other): &&(String, String, u64)| {
        *hash != row.content_hash && look.is_some_and(|look| look.distance(Look(*other)) <= SAME_LOOK)
    };
    let like = looks.iter().filter(is_like).map(|(_, name, _)| name.clone()).take(5).collect();
    let side = |side: Option<i64>| side.and_then(|side| u32::try_from(side).ok()).unwrap_or_default();
    let from = Provenance::read(row.provenance);
    StudioPicture {
        width: side(row.width),
        height: side(row.height),
        hash: row.content_hash,
        name: row.name,
        media_type: row.media_type,
        bytes: row.size as f64,
        origin: from.origin,
        provider: from.provider,
        model: from.model,
        prompt: from.prompt,
        cost: from.cost.map(|cost| cost as f64),
        source: from.source,
        template: from.template,
        ratio: from.ratio,
        brief_id: from.brief_id,
        by: from.by,
        added_ms: row.added_at.0 as f64,
        tags: row.tags,
        trashed: row.trashed_at.is_some(),
        thumbnail: thumbnail.and_then(data_url),
        like,
    }
}

/// One line of plain text.
fn plain(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).take(LONGEST_NAME).collect::<String>().trim().to_owned()
}

fn name_of(text: &str) -> Result<String, Error> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Error::Invalid("Give the picture a name of 1 to 120 characters".into()));
    }
    Ok(name.to_owned())
}

fn tags_of(tags: &[String]) -> Result<Vec<String>, Error> {
    let mut kept: Vec<String> = Vec::new();
    for tag in tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        if tag.chars().count() > LONGEST_TAG || tag.chars().any(char::is_control) {
            return Err(Error::Invalid("A tag has at most 40 characters".into()));
        }
        if !kept.iter().any(|one| one.to_lowercase() == tag.to_lowercase()) {
            kept.push(tag.to_owned());
        }
    }
    if kept.len() > MOST_TAGS {
        return Err(Error::Invalid("A picture has at most 20 tags".into()));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_trimmed_and_told_once() {
        let tags = |given: &[&str]| tags_of(&given.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>());
        assert_eq!(tags(&[" snow ", "", "Snow", "ridge"]).unwrap(), ["snow", "ridge"]);
        assert!(tags(&["x".repeat(41).as_str()]).is_err());
        let many: Vec<String> = (0..21).map(|number| number.to_string()).collect();
        assert!(tags_of(&many).is_err());
    }

    #[test]
    fn names_are_one_line() {
        assert_eq!(name_of(" Ridge ").unwrap(), "Ridge");
        for refused in ["", "  ", "a\nb", &"x".repeat(121)] {
            assert!(name_of(refused).is_err(), "{refused:?}");
        }
    }
}
