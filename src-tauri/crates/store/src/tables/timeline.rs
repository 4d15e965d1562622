//! The timeline: read in pages, each of which looks at a bounded number of entries.

use std::collections::HashMap;

use domain::{AccountId, Level, TimestampMillis};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};

use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{NewTimelineRow, TimelinePage, TimelinePlace, TimelineQuery, TimelineRow};
use crate::tag::Tag;

/// Entries looked at for one page. Some 30 ms under encryption; a rare word in a long history takes several pages.
const LOOKED_AT: usize = 20_000;

const COLUMNS: &str = "pk, account_no, at, source, kinds, level, object_id, object_name, field, from_value, to_value, \
                       actor, event_type, change_set, noticed_at";

fn read(row: &Row<'_>, account: &AccountId) -> rusqlite::Result<TimelineRow> {
    let level: Option<String> = row.get(5)?;
    let object: String = row.get(6)?;
    Ok(TimelineRow {
        pk: row.get(0)?,
        account: account.clone(),
        at: TimestampMillis(row.get(2)?),
        source: row.get(3)?,
        kinds: row.get(4)?,
        level: level.as_deref().and_then(Level::parse),
        object: Some(object).filter(|id| !id.is_empty()),
        name: row.get(7)?,
        field: row.get(8)?,
        from: row.get(9)?,
        to: row.get(10)?,
        actor: row.get(11)?,
        event_type: row.get(12)?,
        change_set: row.get(13)?,
        noticed_at: row.get::<_, Option<i64>>(14)?.map(TimestampMillis),
    })
}

impl Db {
    /// Entries that fit, newest first, at most `limit`. Looks at some thousand entries at most, so a page may be short
    /// before the end is reached; see [`TimelinePage::next`].
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn timeline(&self, query: &TimelineQuery, limit: usize) -> Result<TimelinePage> {
        match query.objects.as_slice() {
            [] | [_] => self.timeline_of_one(query, limit),
            // One statement for several objects would read and sort all they have before it gives the newest.
            objects => {
                let of_each = objects.iter().map(|object| {
                    let query = TimelineQuery { objects: vec![object.clone()], ..query.clone() };
                    self.timeline_of_one(&query, limit)
                });
                Ok(merged(of_each.collect::<Result<_>>()?, limit))
            }
        }
    }

    fn timeline_of_one(&self, query: &TimelineQuery, limit: usize) -> Result<TimelinePage> {
        let mut accounts = HashMap::new();
        for account in &query.accounts {
            accounts.extend(self.account_no(account)?.map(|no| (no, account)));
        }
        let (sql, values) = question(query, accounts.keys().copied().collect());
        let text = query.text.to_lowercase();
        let mut find = self.cache.prepare_cached(&sql)?;
        let mut rows = find.query(params_from_iter(values))?;
        let mut page = TimelinePage { rows: Vec::new(), next: None, looked_at: 0 };
        while let Some(row) = rows.next()? {
            if page.rows.len() >= limit || page.looked_at >= LOOKED_AT {
                return Ok(page);
            }
            page.looked_at += 1;
            page.next = Some(TimelinePlace { at: TimestampMillis(row.get(2)?), pk: row.get(0)? });
            let Some(account) = accounts.get(&row.get(1)?) else { continue };
            let fits = (query.kinds == 0 || query.kinds & row.get::<_, u32>(4)? != 0)
                && (query.sources.is_empty() || {
                    let source = row.get_ref(3)?.as_str().unwrap_or_default();
                    query.sources.iter().any(|wanted| wanted == source)
                })
                && (text.is_empty() || row.get_ref(15)?.as_str().unwrap_or_default().contains(&text));
            if fits {
                page.rows.push(read(row, account)?);
            }
        }
        page.next = None;
        Ok(page)
    }

    /// One entry; none when there is none of that number.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn timeline_row(&self, pk: i64) -> Result<Option<TimelineRow>> {
        let accounts = self.account_numbers()?;
        let mut find = self.cache.prepare_cached(&format!("SELECT {COLUMNS} FROM timeline WHERE pk = ?1"))?;
        let mut rows = find.query([pk])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let no: i64 = row.get(1)?;
        Ok(accounts.get(&no).map(|account| read(row, account)).transpose()?)
    }

    /// Every account by its row number.
    pub(crate) fn account_numbers(&self) -> Result<HashMap<i64, AccountId>> {
        let mut find = self.cache.prepare_cached("SELECT no, id FROM ad_accounts")?;
        let mut rows = find.query([])?;
        let mut accounts = HashMap::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(1)?;
            accounts.insert(row.get(0)?, AccountId::parse(&id).map_err(|_| Error::Unreadable("an account"))?);
        }
        Ok(accounts)
    }
}

fn place_of(row: &TimelineRow) -> (TimestampMillis, i64) {
    (row.at, row.pk)
}

/// Pages of different objects as one. What lies behind the place where one of them stopped is left to the next page.
fn merged(pages: Vec<TimelinePage>, limit: usize) -> TimelinePage {
    let known_until = pages.iter().filter_map(|page| page.next).map(|next| (next.at, next.pk)).max();
    let looked_at = pages.iter().map(|page| page.looked_at).sum();
    let mut rows: Vec<TimelineRow> = pages.into_iter().flat_map(|page| page.rows).collect();
    rows.retain(|row| known_until.is_none_or(|until| place_of(row) >= until));
    rows.sort_by_key(|row| std::cmp::Reverse(place_of(row)));
    let cut = rows.len() > limit;
    rows.truncate(limit);
    let last = if cut { rows.last().map(place_of) } else { known_until };
    TimelinePage { rows, next: last.map(|(at, pk)| TimelinePlace { at, pk }), looked_at }
}

/// The statement walks the index that leaves least to look at.
fn question(query: &TimelineQuery, accounts: Vec<i64>) -> (String, Vec<Value>) {
    let before = query.before.unwrap_or(TimelinePlace { at: TimestampMillis(i64::MAX), pk: i64::MAX });
    let since = query.since.map_or(i64::MIN, |since| since.0);
    let mut values: Vec<Value> = vec![before.at.0.into(), before.pk.into(), since.into()];
    let mut chosen = String::new();
    let mut index = "timeline_by_time";
    if let [object] = query.objects.as_slice() {
        index = "timeline_by_object";
        chosen = "object_id = ?4 AND".to_owned();
        values.push(Value::Text(object.clone()));
    } else if let [account] = accounts[..] {
        index = "timeline_by_account";
        chosen = "account_no = ?4 AND".to_owned();
        values.push(account.into());
    }
    let sql = format!(
        "SELECT {COLUMNS}, words FROM timeline INDEXED BY {index}
         WHERE {chosen} (at, pk) < (?1, ?2) AND at >= ?3 ORDER BY at DESC, pk DESC"
    );
    (sql, values)
}

impl Tx<'_> {
    /// Adds an entry. An act that is there already stays as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub fn add_to_timeline(&self, account: &AccountId, new: &NewTimelineRow<'_>) -> Result<()> {
        let account_no = self.existing_account_no(account)?;
        let mut insert = self.cache_mut()?.prepare_cached(
            "INSERT OR IGNORE INTO timeline (account_no, at, source, kinds, level, object_id, object_name, field,
               from_value, to_value, actor, event_type, change_set, noticed_at, told_at, words)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?;
        insert.execute(params![
            account_no,
            new.at.0,
            new.source,
            new.kinds,
            new.level.map(Level::as_str),
            new.object.unwrap_or_default(),
            new.name,
            new.field,
            new.from,
            new.to,
            new.actor,
            new.event_type,
            new.change_set,
            new.noticed_at.map(|at| at.0),
            new.told_at.0,
            new.words.to_lowercase()
        ])?;
        self.touch(Tag::Objects(account.clone()));
        Ok(())
    }

    /// Puts another entry in the place of one that is there, under the same number.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn replace_in_timeline(&self, row: &TimelineRow, words: &str) -> Result<()> {
        let mut update = self.cache_mut()?.prepare_cached(
            "UPDATE timeline SET at = ?2, source = ?3, kinds = ?4, field = ?5, from_value = ?6, to_value = ?7,
               actor = ?8, event_type = ?9, noticed_at = ?10, words = ?11 WHERE pk = ?1",
        )?;
        update.execute(params![
            row.pk,
            row.at.0,
            row.source,
            row.kinds,
            row.field,
            row.from,
            row.to,
            row.actor,
            row.event_type,
            row.noticed_at.map(|at| at.0),
            words.to_lowercase()
        ])?;
        self.touch(Tag::Objects(row.account.clone()));
        Ok(())
    }

    /// Entries about an object that others made, between two instants, newest first, with when each was told.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn told_about(
        &self,
        account: &AccountId,
        object: &str,
        from: TimestampMillis,
        until: TimestampMillis,
    ) -> Result<Vec<(TimelineRow, TimestampMillis)>> {
        let account_no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(&format!(
            "SELECT {COLUMNS}, told_at FROM timeline INDEXED BY timeline_by_object
             WHERE object_id = ?1 AND at BETWEEN ?2 AND ?3 AND account_no = ?4 AND change_set IS NULL
             ORDER BY at DESC, pk DESC LIMIT 50"
        ))?;
        let rows = find.query_map(params![object, from.0, until.0, account_no], |row| {
            Ok((read(row, account)?, TimestampMillis(row.get(15)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The highest account number ever given; when it rises, acts may belong to accounts that were unknown before.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn newest_account_number(&self) -> Result<i64> {
        let mut find = self.cache.prepare_cached("SELECT max(no) FROM ad_accounts")?;
        Ok(find.query_row([], |row| row.get::<_, Option<i64>>(0)).optional()?.flatten().unwrap_or(0))
    }
}
