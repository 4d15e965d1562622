//! Requests that change something, each noted before it is sent.

use domain::{AccountId, ObjectId, TimestampMillis};
use rusqlite::{Row, params};

use super::record;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{IntentEnd, IntentRow, NewIntent};

const COLUMNS: &str = "id, change_set, item, account_id, level, object_id, action, request, expected, marker, state, \
                       opened_at, closed_at, answer";

fn read(row: &Row<'_>) -> Result<IntentRow> {
    let answer: Option<String> = row.get(13)?;
    Ok(IntentRow {
        id: row.get(0)?,
        change_set: row.get(1)?,
        item: record::item(row, 2)?,
        account: record::account(row, 3)?,
        level: record::level(row, 4)?,
        object: record::object(row, 5)?,
        action: row.get(6)?,
        request: record::json(row, 7)?,
        expected: record::json(row, 8)?,
        marker: row.get(9)?,
        state: row.get(10)?,
        opened_at: TimestampMillis(row.get(11)?),
        closed_at: row.get::<_, Option<i64>>(12)?.map(TimestampMillis),
        answer: answer.map(|text| serde_json::from_str(&text)).transpose()?,
    })
}

impl Db {
    /// Requests whose outcome is not known, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn open_intents(&self) -> Result<Vec<IntentRow>> {
        self.intents_where("state = 'open' ORDER BY seq", [])
    }

    /// The requests of an act, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn intents_of(&self, change_set: &str) -> Result<Vec<IntentRow>> {
        self.intents_where("change_set = ?1 ORDER BY seq", [change_set])
    }

    /// Requests of which nothing was seen when they ended, and that ended since then, oldest first: they may have been on
    /// their way still.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn doubtful_intents(&self, since: TimestampMillis) -> Result<Vec<IntentRow>> {
        self.intents_where("state IN ('not_applied', 'needs_person') AND closed_at > ?1 ORDER BY seq", [since.0])
    }

    /// The requests for an object that were noted after this one and took effect, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn confirmed_intents_after(&self, intent: &IntentRow) -> Result<Vec<IntentRow>> {
        let condition = "object_id = ?1 AND account_id = ?2 AND state = 'confirmed'
                         AND seq > (SELECT seq FROM write_intents WHERE id = ?3) ORDER BY seq";
        let object = intent.object.as_ref().map(ObjectId::as_str);
        self.intents_where(condition, params![object, intent.account.digits(), intent.id])
    }

    pub(super) fn intents_where(&self, condition: &str, parameters: impl rusqlite::Params) -> Result<Vec<IntentRow>> {
        self.ledger_rows(&format!("SELECT {COLUMNS} FROM write_intents WHERE {condition}"), read, parameters)
    }

    /// When the budget of an object was changed since `since` by requests that took or may have taken effect, oldest
    /// first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn budget_edits_since(
        &self,
        account: &AccountId,
        object: &ObjectId,
        since: TimestampMillis,
    ) -> Result<Vec<TimestampMillis>> {
        let mut find = self.ledger.prepare_cached(
            "SELECT opened_at FROM write_intents WHERE object_id = ?1 AND account_id = ?2 AND opened_at > ?3
             AND touches_budget = 1 AND state IN ('open', 'confirmed', 'needs_person') ORDER BY opened_at",
        )?;
        let times = find.query_map(params![object.as_str(), account.digits(), since.0], |row| row.get(0))?;
        Ok(times.map(|at| at.map(TimestampMillis)).collect::<rusqlite::Result<_>>()?)
    }
}

impl Tx<'_> {
    /// Notes a request that is about to be sent. Commit before sending.
    ///
    /// # Errors
    /// Only what the database refuses; then nothing may be sent.
    pub fn open_intent(&self, intent: &NewIntent<'_>) -> Result<()> {
        let mut insert = self.ledger_mut()?.prepare_cached(
            "INSERT INTO write_intents (id, change_set, item, account_id, level, object_id, action, touches_budget,
             request, expected, marker, state, opened_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'open', ?12)",
        )?;
        insert.execute(params![
            intent.id,
            intent.change_set,
            intent.item,
            intent.account.digits(),
            intent.level.as_str(),
            intent.object.map(ObjectId::as_str),
            intent.action,
            intent.touches_budget,
            intent.request.to_string(),
            intent.expected.to_string(),
            intent.marker,
            self.now().0
        ])?;
        Ok(())
    }

    /// Says what a request came to.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such open request: what has ended stays as it ended.
    pub fn close_intent(&self, id: &str, end: &IntentEnd<'_>) -> Result<()> {
        self.end_intent(id, end, "state = 'open'")
    }

    /// Corrects what a request came to, where it was thought to have had no effect and turns out to have had it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it did not end so: everything else stays as it ended.
    pub fn correct_intent(&self, id: &str, end: &IntentEnd<'_>) -> Result<()> {
        self.end_intent(id, end, "state IN ('not_applied', 'needs_person')")
    }

    fn end_intent(&self, id: &str, end: &IntentEnd<'_>, while_it_is: &str) -> Result<()> {
        let mut update = self.ledger_mut()?.prepare_cached(&format!(
            "UPDATE write_intents SET state = ?2, object_id = coalesce(?3, object_id), answer = ?4, closed_at = ?5
             WHERE id = ?1 AND {while_it_is}"
        ))?;
        let object = end.object.map(ObjectId::as_str);
        if update.execute(params![id, end.state, object, end.answer.to_string(), self.now().0])? == 0 {
            return Err(Error::NotFound);
        }
        Ok(())
    }
}
