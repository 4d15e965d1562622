//! Creatives: texts, links and pictures of ads.

use domain::{AccountId, ObjectId};
use rusqlite::{OptionalExtension, Row, params};

use super::column::read_id;
use super::told::CREATIVES;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::{AdLink, CreativeRow, Upserted};
use crate::tag::Tag;

fn creative_sql(condition: &str) -> String {
    format!(
        "SELECT id, name, status, title, body, description, link_url, call_to_action, image_hash, thumbnail_url, url_tags,
                extra, features
         FROM creatives WHERE {condition}"
    )
}

fn read_creative(row: &Row<'_>, account: &AccountId) -> rusqlite::Result<CreativeRow> {
    Ok(CreativeRow {
        id: read_id(row, 0)?,
        account: account.clone(),
        name: row.get(1)?,
        status: row.get(2)?,
        title: row.get(3)?,
        body: row.get(4)?,
        description: row.get(5)?,
        link_url: row.get(6)?,
        call_to_action: row.get(7)?,
        image_hash: row.get(8)?,
        thumbnail_url: row.get(9)?,
        url_tags: row.get(10)?,
        extra: row.get(11)?,
        features: row.get(12)?,
    })
}

impl Db {
    /// A creative; none when it is not in this account.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn creative(&self, account: &AccountId, id: &ObjectId) -> Result<Option<CreativeRow>> {
        let Some(account_no) = self.account_no(account)? else { return Ok(None) };
        let mut find = self.cache.prepare_cached(&creative_sql("account_no = ?1 AND id = ?2"))?;
        Ok(find.query_row(params![account_no, id.as_str()], |row| read_creative(row, account)).optional()?)
    }

    /// Every creative of an account, by id.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn creatives(&self, account: &AccountId) -> Result<Vec<CreativeRow>> {
        let account_no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(&creative_sql("account_no = ?1 ORDER BY id"))?;
        Ok(find.query_map([account_no], |row| read_creative(row, account))?.collect::<Result<_, _>>()?)
    }

    /// Creatives that can still be shown and have `text` in their name, headline or primary text, the newest first; and
    /// how many there are in all. What Meta sent besides is left out of the rows.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn find_creatives(
        &self,
        account: &AccountId,
        text: &str,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<CreativeRow>, usize)> {
        let account_no = self.existing_account_no(account)?;
        let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let mut find = self.cache.prepare_cached(
            "SELECT id, name, status, title, body, description, link_url, call_to_action, image_hash, thumbnail_url,
                    url_tags, '{}', NULL, count(*) OVER ()
             FROM creatives
             WHERE account_no = ?1 AND deleted_at IS NULL AND coalesce(status, '') <> 'DELETED'
               AND (name LIKE ?2 ESCAPE '!' OR title LIKE ?2 ESCAPE '!' OR body LIKE ?2 ESCAPE '!' OR id = ?5)
             ORDER BY length(id) DESC, id DESC LIMIT ?4 OFFSET ?3",
        )?;
        let (offset, limit) = (i64::try_from(offset).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
        let mut total = 0_i64;
        let rows = find.query_map(params![account_no, format!("%{escaped}%"), offset, limit, text], |row| {
            total = row.get(13)?;
            read_creative(row, account)
        })?;
        let rows = rows.collect::<Result<_, _>>()?;
        Ok((rows, usize::try_from(total).unwrap_or(0)))
    }

    /// Where the ads of an account lead that are neither archived nor deleted.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn ad_links(&self, account: &AccountId) -> Result<Vec<AdLink>> {
        let no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(
            "SELECT ads.id, ads.name, creatives.link_url, creatives.url_tags
             FROM ads JOIN creatives ON creatives.account_no = ?3 AND creatives.id = ads.creative_id
             WHERE ads.pk BETWEEN ?1 AND ?2 AND ads.deleted_at IS NULL AND creatives.link_url IS NOT NULL
               AND ads.status NOT IN ('ARCHIVED', 'DELETED')
             ORDER BY ads.pk",
        )?;
        let read = |row: &Row<'_>| {
            Ok(AdLink { ad: read_id(row, 0)?, name: row.get(1)?, link: row.get(2)?, url_tags: row.get(3)? })
        };
        Ok(find.query_map(params![no << 32, (no << 32) + i64::from(u32::MAX), no], read)?.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Stores creatives of one account.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the account was not stored first.
    pub fn upsert_creatives(&self, account: &AccountId, rows: &[CreativeRow], sync: Option<i64>) -> Result<Upserted> {
        let account_no = self.existing_account_no(account)?;
        let mut done = Upserted::default();
        for row in rows {
            self.upsert_creative(account_no, row, sync, &mut done)?;
        }
        if done.added + done.changed > 0 {
            self.touch(Tag::Objects(account.clone()));
        }
        Ok(done)
    }

    fn upsert_creative(
        &self,
        account_no: i64,
        row: &CreativeRow,
        sync: Option<i64>,
        done: &mut Upserted,
    ) -> Result<()> {
        let mut find = self.cache.prepare_cached(&creative_sql("account_no = ?1 AND id = ?2"))?;
        let stored = find
            .query_row(params![account_no, row.id.as_str()], |found| read_creative(found, &row.account))
            .optional()?;
        let cache = self.cache_mut()?;
        if stored.as_ref() == Some(row) {
            done.unchanged += 1;
            let mut see =
                cache.prepare_cached("UPDATE creatives SET seen_in_sync = ?3 WHERE account_no = ?1 AND id = ?2")?;
            see.execute(params![account_no, row.id.as_str(), sync])?;
            return Ok(());
        }
        match &stored {
            Some(before) => {
                done.changed += 1;
                self.keep_features(account_no, before, row)?;
            }
            None => done.added += 1,
        }
        let mut upsert = cache.prepare_cached(
            "INSERT INTO creatives (account_no, id, name, status, title, body, description, link_url, call_to_action,
                                    image_hash, thumbnail_url, url_tags, extra, seen_in_sync, rev, features)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (account_no, id) DO UPDATE SET name = ?3, status = ?4, title = ?5, body = ?6, description = ?7,
               link_url = ?8, call_to_action = ?9, image_hash = ?10, thumbnail_url = ?11, url_tags = ?12, extra = ?13,
               seen_in_sync = coalesce(?14, seen_in_sync), deleted_at = NULL, rev = ?15, features = ?16",
        )?;
        upsert.execute(params![
            account_no,
            row.id.as_str(),
            row.name,
            row.status,
            row.title,
            row.body,
            row.description,
            row.link_url,
            row.call_to_action,
            row.image_hash,
            row.thumbnail_url,
            row.url_tags,
            row.extra,
            sync,
            self.rev()?,
            row.features
        ])?;
        Ok(())
    }

    /// Remembers which features a creative had before.
    fn keep_features(&self, account_no: i64, before: &CreativeRow, row: &CreativeRow) -> Result<()> {
        if before.features == row.features {
            return Ok(());
        }
        let mut find = self.cache.prepare_cached("SELECT pk FROM creatives WHERE account_no = ?1 AND id = ?2")?;
        let pk: i64 = find.query_row(params![account_no, row.id.as_str()], |found| found.get(0))?;
        self.keep_history_at(account_no, CREATIVES, pk, "features", before.features.clone(), row.features.clone())
    }
}
