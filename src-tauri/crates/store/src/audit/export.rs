//! The audit log as JSON Lines, for a checker that shares nothing with this program.

use std::io::Write;

use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

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

/// Columns that are numbers; all others are text.
const NUMBERS: [&str; 4] = ["id", "at", "rule_version", "epoch"];

/// An entry as text: JSON columns stay the text that was hashed. What does not read as the kind it should be is left out,
/// which the checker then takes for an altered entry.
struct EntryLine<'a>(&'a Row<'a>);

impl Serialize for EntryLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(Some(COLUMNS.len() + 4))?;
        line.serialize_entry("kind", "entry")?;
        for (at, column) in COLUMNS.iter().enumerate() {
            let name = column.strip_prefix("value_").unwrap_or(column);
            match self.0.get_ref(at) {
                Ok(ValueRef::Integer(number)) if NUMBERS.contains(column) => line.serialize_entry(name, &number)?,
                Ok(ValueRef::Text(text)) if !NUMBERS.contains(column) => {
                    line.serialize_entry(name, &std::str::from_utf8(text).ok())?;
                }
                _ => line.serialize_entry(name, &None::<()>)?,
            }
        }
        for (at, name) in (COLUMNS.len()..).zip(["previous", "hash", "mac"]) {
            let hash = self.0.get_ref(at).ok().and_then(|value| value.as_blob().ok()).unwrap_or_default();
            line.serialize_entry(name, &to_hex(hash))?;
        }
        line.end()
    }
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
            line(out, &EntryLine(row))?;
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
