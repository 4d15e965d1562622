//! What was made or imported for creatives, by its content.

use domain::TimestampMillis;
use rusqlite::params;

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::LibraryRow;
use crate::tag::Tag;

impl Db {
    /// Everything in the library, newest first.
    ///
    /// # Errors
    /// [`crate::Error::Json`] when a provenance does not read.
    pub fn library(&self) -> Result<Vec<LibraryRow>> {
        let mut find = self.ledger.prepare_cached(
            "SELECT content_hash, name, media_type, size, width, height, provenance, added_at FROM creative_library
             ORDER BY added_at DESC, content_hash",
        )?;
        let mut rows = find.query([])?;
        let mut library = Vec::new();
        while let Some(row) = rows.next()? {
            library.push(LibraryRow {
                content_hash: row.get(0)?,
                name: row.get(1)?,
                media_type: row.get(2)?,
                size: row.get(3)?,
                width: row.get(4)?,
                height: row.get(5)?,
                provenance: serde_json::from_str(row.get_ref(6)?.as_str().unwrap_or_default())?,
                added_at: TimestampMillis(row.get(7)?),
            });
        }
        Ok(library)
    }
}

impl Tx<'_> {
    /// Adds something to the library. The same content is kept once; answers whether it is new.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn add_to_library(&self, row: &LibraryRow) -> Result<bool> {
        let mut add = self.ledger_mut()?.prepare_cached(
            "INSERT OR IGNORE INTO creative_library
               (content_hash, name, media_type, size, width, height, provenance, added_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let added = add.execute(params![
            row.content_hash,
            row.name,
            row.media_type,
            row.size,
            row.width,
            row.height,
            row.provenance.to_string(),
            row.added_at.0
        ])?;
        self.touch(Tag::Library);
        Ok(added > 0)
    }
}
