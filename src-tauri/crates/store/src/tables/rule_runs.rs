//! When rules looked at accounts, and what came of it.

use domain::{AccountId, TimestampMillis};
use rusqlite::{OptionalExtension, Row, params};

use super::record;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::RuleRunRow;
use crate::tag::Tag;

const COLUMNS: &str = "seq, id, rule_id, rule_name, version, mode, account_id, slot, at, looks, outcome, objects, met, \
                       refused, cannot_tell, change_set, because, expires_at, note";

fn read(row: &Row<'_>) -> Result<RuleRunRow> {
    Ok(RuleRunRow {
        seq: row.get(0)?,
        id: row.get(1)?,
        rule: row.get(2)?,
        rule_name: row.get(3)?,
        version: record::item(row, 4)?,
        mode: row.get(5)?,
        account: record::account(row, 6)?,
        slot: TimestampMillis(row.get(7)?),
        at: TimestampMillis(row.get(8)?),
        looks: record::item(row, 9)?,
        outcome: row.get(10)?,
        objects: record::item(row, 11)?,
        met: record::item(row, 12)?,
        refused: record::item(row, 13)?,
        cannot_tell: record::item(row, 14)?,
        change_set: row.get(15)?,
        because: row.get(16)?,
        expires_at: row.get::<_, Option<i64>>(17)?.map(TimestampMillis),
        note: row.get(18)?,
    })
}

impl Db {
    /// One look.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn rule_run(&self, id: &str) -> Result<RuleRunRow> {
        let sql = format!("SELECT {COLUMNS} FROM rule_runs WHERE id = ?1");
        self.ledger_rows(&sql, read, [id])?.pop().ok_or(Error::NotFound)
    }

    /// Looks, newest first: of one rule, of one account, older than the one numbered `before`, and only those at which
    /// something happened unless `quiet` is set.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn rule_runs(
        &self,
        rule: Option<&str>,
        account: Option<&AccountId>,
        before: Option<i64>,
        quiet: bool,
        limit: u32,
    ) -> Result<Vec<RuleRunRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM rule_runs WHERE seq < ?1 AND (?2 IS NULL OR rule_id = ?2)
             AND (?3 IS NULL OR account_id = ?3) AND (?4 OR outcome <> 'quiet') ORDER BY seq DESC LIMIT ?5"
        );
        let before = before.unwrap_or(i64::MAX);
        self.ledger_rows(&sql, read, params![before, rule, account.map(AccountId::digits), quiet, limit])
    }

    /// The newest look of a rule; with `something`, the newest at which something met its conditions.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn last_rule_run(&self, rule: &str, something: bool) -> Result<Option<RuleRunRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM rule_runs WHERE rule_id = ?1 AND (NOT ?2 OR met > 0) ORDER BY seq DESC LIMIT 1"
        );
        Ok(self.ledger_rows(&sql, read, params![rule, something])?.pop())
    }
}

impl Tx<'_> {
    /// Keeps a look. One at which nothing happened is added to the one before it, where nothing happened either and the
    /// version is the same: a rule that looks each quarter of an hour fills no ledger. Answers the id of the row it is in.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn insert_rule_run(&self, run: &RuleRunRow) -> Result<String> {
        let ledger = self.ledger_mut()?;
        self.touch(Tag::Rules);
        if is_plain(run) {
            let mut last = ledger.prepare_cached(
                "SELECT seq FROM rule_runs WHERE rule_id = ?1 AND account_id = ?2 ORDER BY seq DESC LIMIT 1",
            )?;
            let last: Option<i64> =
                last.query_row(params![run.rule, run.account.digits()], |row| row.get(0)).optional()?;
            let joined: Option<String> = ledger
                .prepare_cached(
                    "UPDATE rule_runs SET at = ?2, looks = looks + 1, objects = ?3, cannot_tell = ?4
                     WHERE seq = ?1 AND outcome = ?5 AND version = ?6 AND note IS ?7 RETURNING id",
                )?
                .query_row(
                    params![last, run.at.0, run.objects, run.cannot_tell, run.outcome, run.version, run.note],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(id) = joined {
                return Ok(id);
            }
        }
        let mut insert = ledger.prepare_cached(
            "INSERT INTO rule_runs (id, rule_id, rule_name, version, mode, account_id, slot, at, looks, outcome,
             objects, met, refused, cannot_tell, change_set, because, expires_at, note)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?;
        insert.execute(params![
            run.id,
            run.rule,
            run.rule_name,
            run.version,
            run.mode,
            run.account.digits(),
            run.slot.0,
            run.at.0,
            run.looks,
            run.outcome,
            run.objects,
            run.met,
            run.refused,
            run.cannot_tell,
            run.change_set,
            run.because,
            run.expires_at.map(|at| at.0),
            run.note,
        ])?;
        Ok(run.id.clone())
    }

    /// Says what became of a look, and which act of the write path it is.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn set_rule_run_outcome(
        &self,
        id: &str,
        outcome: &str,
        change_set: Option<&str>,
        note: Option<&str>,
    ) -> Result<()> {
        let mut update = self.ledger_mut()?.prepare_cached(
            "UPDATE rule_runs SET outcome = ?2, change_set = coalesce(?3, change_set), note = coalesce(?4, note)
             WHERE id = ?1",
        )?;
        if update.execute(params![id, outcome, change_set, note])? == 0 {
            return Err(Error::NotFound);
        }
        self.touch(Tag::Rules);
        Ok(())
    }
}

/// Whether nothing is lost when a look is one of several in a row.
fn is_plain(run: &RuleRunRow) -> bool {
    run.met == 0 && run.change_set.is_none() && run.expires_at.is_none() && run.because.is_none()
}
