//! Notes on objects and their days.

use domain::{AccountDay, AccountId, DayRange, TimestampMillis};
use rusqlite::{OptionalExtension, Row, params};

use super::record;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{NoteRow, ObjectRef};
use crate::tag::Tag;

const COLUMNS: &str = "id, account_id, level, object_id, day, text, author, made_at, updated_at";

fn read(row: &Row<'_>) -> Result<NoteRow> {
    let id = record::object(row, 3)?.ok_or(Error::Unreadable("the object of a note"))?;
    Ok(NoteRow {
        id: row.get(0)?,
        object: ObjectRef { account: record::account(row, 1)?, level: record::level(row, 2)?, id },
        day: row.get::<_, Option<i32>>(4)?.and_then(AccountDay::from_number),
        text: row.get(5)?,
        author: row.get(6)?,
        made_at: TimestampMillis(row.get(7)?),
        updated_at: TimestampMillis(row.get(8)?),
    })
}

impl Db {
    /// Notes of an account and what is in it about days of a range, by day, at most `limit`.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for a row that does not read.
    pub fn notes_on_days(&self, account: &AccountId, range: DayRange, limit: u32) -> Result<Vec<NoteRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM notes WHERE account_id = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day, made_at, id LIMIT ?4"
        );
        let (since, until) = (range.since().number(), range.until().number());
        self.ledger_rows(&sql, read, params![account.digits(), since, until, limit])
    }

    /// Notes on one object, those about no day first, then by day.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for a row that does not read.
    pub fn notes_on(&self, object: &ObjectRef) -> Result<Vec<NoteRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM notes WHERE account_id = ?1 AND object_id = ?2 AND level = ?3 ORDER BY day, made_at, id"
        );
        self.ledger_rows(&sql, read, params![object.account.digits(), object.id.as_str(), object.level.as_str()])
    }

    /// One note.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when it does not read.
    pub fn note(&self, id: &str) -> Result<Option<NoteRow>> {
        let mut find = self.ledger.prepare_cached(&format!("SELECT {COLUMNS} FROM notes WHERE id = ?1"))?;
        find.query_row([id], |row| Ok(read(row))).optional()?.transpose()
    }
}

impl Tx<'_> {
    /// Keeps a note; one of the same id keeps when it was made.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn put_note(&self, note: &NoteRow) -> Result<()> {
        let mut put = self.ledger_mut()?.prepare_cached(
            "INSERT INTO notes (id, account_id, level, object_id, day, text, author, made_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
             ON CONFLICT (id) DO UPDATE SET day = ?5, text = ?6, author = ?7, updated_at = ?8",
        )?;
        let object = &note.object;
        put.execute(params![
            note.id,
            object.account.digits(),
            object.level.as_str(),
            object.id.as_str(),
            note.day.map(AccountDay::number),
            note.text,
            note.author,
            self.now().0
        ])?;
        self.touch(Tag::Notes);
        Ok(())
    }

    /// Throws a note away.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id.
    pub fn delete_note(&self, id: &str) -> Result<()> {
        if self.ledger_mut()?.prepare_cached("DELETE FROM notes WHERE id = ?1")?.execute([id])? == 0 {
            return Err(Error::NotFound);
        }
        self.touch(Tag::Notes);
        Ok(())
    }
}
