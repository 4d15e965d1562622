//! An entry as bytes to be hashed: every field in one order, each with its kind and its length.

use std::borrow::Cow;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};
use sha2::{Digest, Sha256};

use crate::error::Result;

/// A SHA-256 hash or a key of the same length.
pub(crate) type Hash = [u8; 32];

/// The columns that are hashed, in their order.
pub(crate) const COLUMNS: [&str; 21] = [
    "id",
    "at",
    "actor",
    "source",
    "action",
    "account",
    "level",
    "object",
    "field",
    "value_before",
    "value_after",
    "reason",
    "rule",
    "rule_version",
    "change",
    "intent",
    "request",
    "trace",
    "answer",
    "details",
    "epoch",
];

/// First byte of every encoded entry, so that another encoding can be told apart later.
const VERSION: u8 = 1;

/// One field of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field<'a> {
    Absent,
    Integer(i64),
    Text(Cow<'a, str>),
}

impl<'a> From<Option<Cow<'a, str>>> for Field<'a> {
    fn from(text: Option<Cow<'a, str>>) -> Self {
        text.map_or(Self::Absent, Self::Text)
    }
}

impl<'a> From<Option<&'a str>> for Field<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(Cow::Borrowed(text)))
    }
}

impl<'a> From<&'a str> for Field<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl ToSql for Field<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Absent => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// The bytes of an entry.
pub(crate) fn encode(fields: &[Field<'_>; 21]) -> Vec<u8> {
    let mut out = vec![VERSION];
    for field in fields {
        match field {
            Field::Absent => out.push(0),
            Field::Integer(number) => integer(&mut out, *number),
            Field::Text(text) => bytes(&mut out, text.as_bytes()),
        }
    }
    out
}

/// The bytes of an entry as it lies in the table: the row's first columns are [`COLUMNS`]. What is neither a number nor
/// text cannot have been written here, and gives bytes that no written entry has.
pub(crate) fn encode_row(row: &Row<'_>) -> Result<Vec<u8>> {
    let mut out = vec![VERSION];
    for column in 0..COLUMNS.len() {
        match row.get_ref(column)? {
            ValueRef::Null => out.push(0),
            ValueRef::Integer(number) => integer(&mut out, number),
            ValueRef::Text(text) => bytes(&mut out, text),
            ValueRef::Real(_) | ValueRef::Blob(_) => out.push(0xFF),
        }
    }
    Ok(out)
}

fn integer(out: &mut Vec<u8>, number: i64) {
    out.push(1);
    out.extend_from_slice(&number.to_be_bytes());
}

fn bytes(out: &mut Vec<u8>, text: &[u8]) {
    out.push(2);
    out.extend_from_slice(&(text.len() as u64).to_be_bytes());
    out.extend_from_slice(text);
}

/// The hash before the first entry. It differs from workspace to workspace, so that no entry fits into another's log.
pub(crate) fn genesis(log: &str) -> Hash {
    Sha256::new().chain_update(b"sextant audit log 1\0").chain_update(log.as_bytes()).finalize().into()
}

/// The hash of an entry that follows `previous`.
pub(crate) fn link(previous: &Hash, entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(previous).chain_update(entry).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str, absent: usize) -> [Field<'static>; 21] {
        let mut fields = std::array::from_fn(|_| Field::Text(Cow::Owned(text.to_owned())));
        fields[absent] = Field::Absent;
        fields[0] = Field::Integer(-2);
        fields
    }

    #[test]
    fn entries_that_differ_anywhere_have_other_bytes() {
        let mut all = vec![encode(&entry("", 20)), encode(&entry("a", 20)), encode(&entry("ab", 20))];
        all.extend((1..20).map(|absent| encode(&entry("", absent))));
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        // The kind, then the number: a reader in another language finds its way by these bytes.
        assert_eq!(all[0][..12], [1, 1, 255, 255, 255, 255, 255, 255, 255, 254, 2, 0]);
    }
}
