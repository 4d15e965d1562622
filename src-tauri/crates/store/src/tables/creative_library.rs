//! What was made or imported for creatives, by its content, with the files themselves.

use domain::TimestampMillis;
use rusqlite::{OptionalExtension, Row, params};

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::{LibraryQuery, LibraryRow};
use crate::tag::Tag;

const COLUMNS: &str =
    "content_hash, name, media_type, size, width, height, provenance, added_at, look, tags, trashed_at";
/// The question is asked of both: how many there are, and which.
const ASKED: &str = "(trashed_at IS NOT NULL) = ?1
    AND (?2 = '' OR instr(lower(name || ' ' || tags || ' ' || provenance), lower(?2)) > 0)";

fn read(row: &Row<'_>) -> Result<LibraryRow> {
    Ok(LibraryRow {
        content_hash: row.get(0)?,
        name: row.get(1)?,
        media_type: row.get(2)?,
        size: row.get(3)?,
        width: row.get(4)?,
        height: row.get(5)?,
        provenance: serde_json::from_str(row.get_ref(6)?.as_str().unwrap_or_default())?,
        added_at: TimestampMillis(row.get(7)?),
        look: row.get::<_, Option<i64>>(8)?.map(i64::cast_unsigned),
        tags: serde_json::from_str(row.get_ref(9)?.as_str().unwrap_or_default())?,
        trashed_at: row.get::<_, Option<i64>>(10)?.map(TimestampMillis),
    })
}

impl Db {
    /// What of the library was asked for, newest first, and how many there are of that.
    ///
    /// # Errors
    /// [`crate::Error::Json`] when a provenance does not read.
    pub fn library(&self, query: &LibraryQuery) -> Result<(Vec<LibraryRow>, u32)> {
        let count = format!("SELECT count(*) FROM creative_library WHERE {ASKED}");
        let total =
            self.ledger.prepare_cached(&count)?.query_row(params![query.trashed, query.text], |row| row.get(0))?;
        let sql = format!(
            "SELECT {COLUMNS} FROM creative_library WHERE {ASKED}
             ORDER BY added_at DESC, content_hash LIMIT ?3 OFFSET ?4"
        );
        let mut find = self.ledger.prepare_cached(&sql)?;
        let mut rows = find.query(params![query.trashed, query.text, query.limit, query.offset])?;
        let mut library = Vec::new();
        while let Some(row) = rows.next()? {
            library.push(read(row)?);
        }
        Ok((library, total))
    }

    /// One thing in the library, in the trash or not.
    ///
    /// # Errors
    /// [`crate::Error::Json`] when its provenance does not read.
    pub fn library_entry(&self, content_hash: &str) -> Result<Option<LibraryRow>> {
        let sql = format!("SELECT {COLUMNS} FROM creative_library WHERE content_hash = ?1");
        let mut find = self.ledger.prepare_cached(&sql)?;
        let mut rows = find.query([content_hash])?;
        rows.next()?.map(read).transpose()
    }

    /// The file of something in the library, as it came.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn library_file(&self, content_hash: &str) -> Result<Option<Vec<u8>>> {
        let mut find = self.ledger.prepare_cached("SELECT bytes FROM creative_files WHERE content_hash = ?1")?;
        Ok(find.query_row([content_hash], |row| row.get(0)).optional()?)
    }

    /// The small copy of something in the library.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn library_thumbnail(&self, content_hash: &str) -> Result<Option<Vec<u8>>> {
        let mut find = self.ledger.prepare_cached("SELECT thumbnail FROM creative_files WHERE content_hash = ?1")?;
        Ok(find.query_row([content_hash], |row| row.get(0)).optional()?)
    }

    /// Hash, name and look of every picture that is not in the trash.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn library_looks(&self) -> Result<Vec<(String, String, u64)>> {
        let mut find = self.ledger.prepare_cached(
            "SELECT content_hash, name, look FROM creative_library
             WHERE look IS NOT NULL AND trashed_at IS NULL ORDER BY added_at, content_hash",
        )?;
        let rows =
            find.query_map([], |row| Ok((row.get(0)?, row.get(1)?, i64::cast_unsigned(row.get::<_, i64>(2)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Tx<'_> {
    /// Adds something to the library with its file and a small copy of it. The same content is kept once, as it was
    /// first; answers whether it is new.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn add_to_library(&self, row: &LibraryRow, bytes: &[u8], thumbnail: &[u8]) -> Result<bool> {
        let ledger = self.ledger_mut()?;
        let mut add = ledger.prepare_cached(
            "INSERT OR IGNORE INTO creative_library
               (content_hash, name, media_type, size, width, height, provenance, added_at, look, tags, trashed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        let added = add.execute(params![
            row.content_hash,
            row.name,
            row.media_type,
            row.size,
            row.width,
            row.height,
            row.provenance.to_string(),
            row.added_at.0,
            row.look.map(u64::cast_signed),
            serde_json::to_string(&row.tags)?,
            row.trashed_at.map(|at| at.0)
        ])?;
        // A row from before there were files gets its own.
        let mut put = ledger.prepare_cached(
            "INSERT OR IGNORE INTO creative_files (content_hash, thumbnail, bytes) VALUES (?1, ?2, ?3)",
        )?;
        put.execute(params![row.content_hash, thumbnail, bytes])?;
        self.touch(Tag::Library);
        Ok(added > 0)
    }

    /// Changes what a person says of something in the library: name, tags, whether it is thrown away. Answers whether it
    /// is here.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn update_library(
        &self,
        content_hash: &str,
        name: &str,
        tags: &[String],
        trashed_at: Option<TimestampMillis>,
    ) -> Result<bool> {
        let mut change = self.ledger_mut()?.prepare_cached(
            "UPDATE creative_library SET name = ?2, tags = ?3, trashed_at = ?4 WHERE content_hash = ?1",
        )?;
        let tags = serde_json::to_string(tags)?;
        let changed = change.execute(params![content_hash, name, tags, trashed_at.map(|at| at.0)])?;
        self.touch(Tag::Library);
        Ok(changed > 0)
    }
}
