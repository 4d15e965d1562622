//! Rules as they are kept, with every text they have had.

use std::collections::BTreeMap;

use domain::{AccountId, TimestampMillis};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use super::record;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{RuleRow, RuleVersionRow};
use crate::tag::Tag;

const COLUMNS: &str = "id, version, text, mode, mode_since, stop, updated_at";

fn read(row: &Row<'_>) -> Result<RuleRow> {
    let stop: Option<String> = row.get(5)?;
    Ok(RuleRow {
        id: row.get(0)?,
        version: record::item(row, 1)?,
        text: row.get(2)?,
        mode: row.get(3)?,
        mode_since: TimestampMillis(row.get(4)?),
        stop: stop.map(|text| serde_json::from_str(&text)).transpose()?,
        updated_at: TimestampMillis(row.get(6)?),
    })
}

impl Db {
    /// Every rule that was not taken away, by id.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn rules(&self) -> Result<Vec<RuleRow>> {
        self.ledger_rows(&format!("SELECT {COLUMNS} FROM rules WHERE deleted_at IS NULL ORDER BY id"), read, [])
    }

    /// One rule; none when there is none or it was taken away.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn rule(&self, id: &str) -> Result<Option<RuleRow>> {
        let sql = format!("SELECT {COLUMNS} FROM rules WHERE id = ?1 AND deleted_at IS NULL");
        Ok(self.ledger_rows(&sql, read, [id])?.pop())
    }

    /// Every text a rule has had, newest first, also of one that was taken away.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn rule_versions(&self, id: &str) -> Result<Vec<RuleVersionRow>> {
        let read = |row: &Row<'_>| {
            Ok(RuleVersionRow {
                version: record::item(row, 0)?,
                text: row.get(1)?,
                at: TimestampMillis(row.get(2)?),
                author: row.get(3)?,
            })
        };
        let sql = "SELECT version, text, at, author FROM rule_versions WHERE rule_id = ?1 ORDER BY version DESC";
        self.ledger_rows(sql, read, [id])
    }

    /// The text of a version of a rule.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn rule_text(&self, id: &str, version: u32) -> Result<String> {
        let mut find =
            self.ledger.prepare_cached("SELECT text FROM rule_versions WHERE rule_id = ?1 AND version = ?2")?;
        find.query_row(params![id, version], |row| row.get(0)).optional()?.ok_or(Error::NotFound)
    }

    /// The last time for which each rule has looked at each account.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn rule_slots(&self) -> Result<BTreeMap<(String, AccountId), TimestampMillis>> {
        let read =
            |row: &Row<'_>| Ok(((row.get(0)?, record::account(row, 1)?), TimestampMillis(row.get::<_, i64>(2)?)));
        Ok(self.ledger_rows("SELECT rule_id, account_id, slot FROM rule_slots", read, [])?.into_iter().collect())
    }
}

impl Tx<'_> {
    /// Keeps a rule's text as its next version, or as the first of a new rule, and answers the version. `expected` is
    /// the version it was made from; none for a rule that must not be there. One that was stopped may run again.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the rule has another version by now.
    pub fn put_rule(&self, id: &str, text: &str, mode: &str, author: &str, expected: Option<u32>) -> Result<u32> {
        let ledger = self.ledger_mut()?;
        let mut newest = ledger.prepare_cached("SELECT max(version) FROM rule_versions WHERE rule_id = ?1")?;
        let newest: Option<u32> = newest.query_row([id], |row| row.get(0))?;
        let present = self.rule(id)?;
        if present.as_ref().map(|rule| rule.version) != expected {
            return Err(Error::Conflict);
        }
        // Numbers go on where those of a rule of the same id ended that was taken away.
        let version = newest.unwrap_or(0).saturating_add(1);
        let now = self.now().0;
        let since = present.filter(|rule| rule.mode == mode).map_or(now, |rule| rule.mode_since.0);
        ledger
            .prepare_cached(
                "INSERT INTO rules (id, version, text, mode, mode_since, stop, made_at, updated_at, deleted_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6, ?6, NULL)
                 ON CONFLICT (id) DO UPDATE SET version = ?2, text = ?3, mode = ?4, mode_since = ?5, stop = NULL,
                 updated_at = ?6, deleted_at = NULL",
            )?
            .execute(params![id, version, text, mode, since, now])?;
        ledger
            .prepare_cached(
                "INSERT INTO rule_versions (rule_id, version, text, at, author) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![id, version, text, now, author])?;
        self.touch(Tag::Rules);
        Ok(version)
    }

    /// Takes a rule away. What it did stays.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn delete_rule(&self, id: &str) -> Result<()> {
        let mut delete = self
            .ledger_mut()?
            .prepare_cached("UPDATE rules SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL")?;
        if delete.execute(params![id, self.now().0])? == 0 {
            return Err(Error::NotFound);
        }
        self.touch(Tag::Rules);
        Ok(())
    }

    /// Says why a rule is stopped, or that it is not.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn set_rule_stop(&self, id: &str, stop: Option<&Value>) -> Result<()> {
        let mut update =
            self.ledger_mut()?.prepare_cached("UPDATE rules SET stop = ?2 WHERE id = ?1 AND deleted_at IS NULL")?;
        if update.execute(params![id, stop.map(Value::to_string)])? == 0 {
            return Err(Error::NotFound);
        }
        self.touch(Tag::Rules);
        Ok(())
    }

    /// Notes the time for which a rule has looked at an account. It never goes back.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn set_rule_slot(&self, rule: &str, account: &AccountId, slot: TimestampMillis) -> Result<()> {
        self.ledger_mut()?
            .prepare_cached(
                "INSERT INTO rule_slots (rule_id, account_id, slot) VALUES (?1, ?2, ?3)
                 ON CONFLICT (rule_id, account_id) DO UPDATE SET slot = max(slot, ?3)",
            )?
            .execute(params![rule, account.digits(), slot.0])?;
        Ok(())
    }
}
