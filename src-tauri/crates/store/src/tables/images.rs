//! Pictures of an account's image library.

use domain::AccountId;
use rusqlite::{OptionalExtension, Row, params};

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::ImageRow;
use crate::tag::Tag;

const COLUMNS: &str = "hash, name, status, url, permalink_url, width, height";

fn read(row: &Row<'_>, account: &AccountId) -> rusqlite::Result<ImageRow> {
    Ok(ImageRow {
        account: account.clone(),
        hash: row.get(0)?,
        name: row.get(1)?,
        status: row.get(2)?,
        url: row.get(3)?,
        permalink_url: row.get(4)?,
        width: row.get(5)?,
        height: row.get(6)?,
    })
}

impl Db {
    /// Every picture of an account, by hash.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn images(&self, account: &AccountId) -> Result<Vec<ImageRow>> {
        let account_no = self.existing_account_no(account)?;
        let sql = format!("SELECT {COLUMNS} FROM images WHERE account_no = ?1 ORDER BY hash");
        let mut find = self.cache.prepare_cached(&sql)?;
        Ok(find.query_map([account_no], |row| read(row, account))?.collect::<Result<_, _>>()?)
    }
}

impl Db {
    /// The small copy of a picture, as it was downloaded; none when it was not, or the picture is unknown.
    ///
    /// # Errors
    /// When the cache cannot be read.
    pub fn image_thumbnail(&self, account: &AccountId, hash: &str) -> Result<Option<Vec<u8>>> {
        let Some(account_no) = self.account_no(account)? else { return Ok(None) };
        let mut find = self.cache.prepare_cached("SELECT thumbnail FROM images WHERE account_no = ?1 AND hash = ?2")?;
        let found: Option<Option<Vec<u8>>> = find.query_row(params![account_no, hash], |row| row.get(0)).optional()?;
        Ok(found.flatten())
    }

    /// Pictures that have an address and no small copy yet: hash and address, at most `limit`.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn thumbnails_wanted(&self, account: &AccountId, limit: usize) -> Result<Vec<(String, String)>> {
        let account_no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT hash, coalesce(url, permalink_url) FROM images
             WHERE account_no = ?1 AND thumbnail IS NULL AND coalesce(url, permalink_url) IS NOT NULL AND deleted_at IS NULL
             ORDER BY pk LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = find.query_map(params![account_no, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Keeps the small copy of a picture. A picture that is not stored is left alone.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn set_image_thumbnail(&self, account: &AccountId, hash: &str, bytes: &[u8]) -> Result<()> {
        let account_no = self.existing_account_no(account)?;
        let mut set =
            self.cache_mut()?.prepare_cached("UPDATE images SET thumbnail = ?3 WHERE account_no = ?1 AND hash = ?2")?;
        set.execute(params![account_no, hash, bytes])?;
        self.touch(Tag::Objects(account.clone()));
        Ok(())
    }

    /// Stores pictures of one account.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the account was not stored first.
    pub fn upsert_images(&self, account: &AccountId, rows: &[ImageRow], sync: Option<i64>) -> Result<()> {
        let account_no = self.existing_account_no(account)?;
        let rev = self.rev()?;
        let mut upsert = self.cache_mut()?.prepare_cached(
            "INSERT INTO images (account_no, hash, name, status, url, permalink_url, width, height, seen_in_sync, rev)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (account_no, hash) DO UPDATE SET name = ?3, status = ?4, url = ?5, permalink_url = ?6, width = ?7,
               height = ?8, seen_in_sync = coalesce(?9, seen_in_sync), rev = ?10, deleted_at = NULL",
        )?;
        for row in rows {
            upsert.execute(params![
                account_no,
                row.hash,
                row.name,
                row.status,
                row.url,
                row.permalink_url,
                row.width,
                row.height,
                sync,
                rev
            ])?;
        }
        if !rows.is_empty() {
            self.touch(Tag::Objects(account.clone()));
        }
        Ok(())
    }
}
