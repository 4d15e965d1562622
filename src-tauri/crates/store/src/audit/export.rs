//! The audit log as JSON Lines, for a checker that shares nothing with this program.

use std::io::Write;

use rusqlite::Row;
use serde::Serialize;

use super::encoding::COLUMNS;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::key::to_hex;

#[derive(Serialize)]
struct LogLine<'a> {
    kind: &'static str,
    format: u32,
    log: &'a str,
}

/// An entry as text: JSON columns stay the text that was hashed.
#[derive(Serialize)]
struct EntryLine<'a> {
    kind: &'static str,
    id: Option<i64>,
    at: Option<i64>,
    actor: Option<&'a str>,
    source: Option<&'a str>,
    action: Option<&'a str>,
    account: Option<&'a str>,
    level: Option<&'a str>,
    object: Option<&'a str>,
    field: Option<&'a str>,
    before: Option<&'a str>,
    after: Option<&'a str>,
    reason: Option<&'a str>,
    rule: Option<&'a str>,
    rule_version: Option<i64>,
    change: Option<&'a str>,
    intent: Option<&'a str>,
    request: Option<&'a str>,
    trace: Option<&'a str>,
    answer: Option<&'a str>,
    details: Option<&'a str>,
    epoch: Option<i64>,
    previous: String,
    hash: String,
    mac: String,
}

impl Db {
    /// Writes the whole log as JSON Lines, oldest entry first, without a signed head. Answers how many entries there were.
    ///
    /// # Errors
    /// [`Error::Export`] when `out` does not take it.
    pub fn export_audit(&self, out: &mut dyn Write) -> Result<u64> {
        let log = self.log_name()?;
        line(out, &LogLine { kind: "log", format: 1, log: &log })?;
        let sql = format!("SELECT {}, previous, hash, mac FROM audit_logs ORDER BY id", COLUMNS.join(", "));
        let mut find = self.ledger.prepare_cached(&sql)?;
        let mut rows = find.query([])?;
        let mut entries = 0;
        while let Some(row) = rows.next()? {
            line(out, &entry(row)?)?;
            entries += 1;
        }
        Ok(entries)
    }

    /// The key that the next entry will be sealed with and the place it stands in: epoch, number, key as hex. Whoever has
    /// it can check all seals from there on, and make them: it belongs on another computer.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn audit_seal_key(&self) -> Result<Option<(i64, i64, secrecy::SecretString)>> {
        let standing = self.chain_standing()?;
        Ok(standing.and_then(|(count, _, epoch, key)| {
            let text = secrecy::SecretString::from(to_hex(key?.as_slice()));
            Some((epoch, count + 1, text))
        }))
    }
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_vec(value)?;
    text.push(b'\n');
    out.write_all(&text).map_err(Error::Export)
}

/// What does not read as the kind it should be is left out, which the checker then takes for an altered entry.
fn entry<'a>(row: &'a Row<'_>) -> Result<EntryLine<'a>> {
    let text = |column: usize| row.get_ref(column).ok().and_then(|value| value.as_str_or_null().ok().flatten());
    let number = |column: usize| row.get_ref(column).ok().and_then(|value| value.as_i64_or_null().ok().flatten());
    let hash = |column: usize| -> Result<String> { Ok(to_hex(row.get_ref(column)?.as_blob().unwrap_or_default())) };
    Ok(EntryLine {
        kind: "entry",
        id: number(0),
        at: number(1),
        actor: text(2),
        source: text(3),
        action: text(4),
        account: text(5),
        level: text(6),
        object: text(7),
        field: text(8),
        before: text(9),
        after: text(10),
        reason: text(11),
        rule: text(12),
        rule_version: number(13),
        change: text(14),
        intent: text(15),
        request: text(16),
        trace: text(17),
        answer: text(18),
        details: text(19),
        epoch: number(20),
        previous: hash(21)?,
        hash: hash(22)?,
        mac: hash(23)?,
    })
}
