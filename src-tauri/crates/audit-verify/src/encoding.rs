//! The bytes of an entry and the hashes over them, written from the description of the format.

use std::borrow::Cow;

use hmac::{Hmac, Mac};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::Hash;

/// A line of an export. Which fields it has depends on its kind.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Line<'a> {
    #[serde(borrow)]
    pub(crate) kind: Cow<'a, str>,
    pub(crate) format: Option<u32>,
    #[serde(borrow)]
    pub(crate) log: Option<Cow<'a, str>>,
    pub(crate) id: Option<i64>,
    pub(crate) at: Option<i64>,
    #[serde(borrow)]
    pub(crate) actor: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) source: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) action: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) account: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) level: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) object: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) field: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) before: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) after: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) reason: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) rule: Option<Cow<'a, str>>,
    pub(crate) rule_version: Option<i64>,
    #[serde(borrow)]
    pub(crate) change: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) intent: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) request: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) trace: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) answer: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) details: Option<Cow<'a, str>>,
    pub(crate) epoch: Option<i64>,
    #[serde(borrow)]
    pub(crate) previous: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) hash: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) mac: Cow<'a, str>,
    pub(crate) count: Option<u64>,
    #[serde(borrow)]
    pub(crate) public_key: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) signature: Cow<'a, str>,
}

/// An entry as bytes. The number stands at a fixed place, so that another one can be tried.
#[derive(Debug, Clone)]
pub(crate) struct EntryBytes(Vec<u8>);

impl EntryBytes {
    pub(crate) fn of(line: &Line<'_>) -> Self {
        let mut out = vec![1];
        number(&mut out, line.id);
        number(&mut out, line.at);
        for field in [&line.actor, &line.source, &line.action, &line.account, &line.level, &line.object, &line.field] {
            text(&mut out, field.as_deref());
        }
        for field in [&line.before, &line.after, &line.reason, &line.rule] {
            text(&mut out, field.as_deref());
        }
        number(&mut out, line.rule_version);
        for field in [&line.change, &line.intent, &line.request, &line.trace, &line.answer, &line.details] {
            text(&mut out, field.as_deref());
        }
        number(&mut out, line.epoch);
        Self(out)
    }

    /// The same entry under another number.
    pub(crate) fn numbered(&self, id: u64) -> Self {
        let mut out = vec![1];
        number(&mut out, i64::try_from(id).ok());
        let had_number = self.0.get(1) == Some(&1);
        out.extend_from_slice(self.0.get(if had_number { 10 } else { 2 }..).unwrap_or_default());
        Self(out)
    }

    pub(crate) fn follows(&self, previous: &Hash) -> Hash {
        Sha256::new().chain_update([0]).chain_update(previous).chain_update(&self.0).finalize().into()
    }
}

fn number(out: &mut Vec<u8>, value: Option<i64>) {
    match value {
        None => out.push(0),
        Some(value) => {
            out.push(1);
            out.extend_from_slice(&value.to_be_bytes());
        }
    }
}

fn text(out: &mut Vec<u8>, value: Option<&str>) {
    match value {
        None => out.push(0),
        Some(value) => {
            out.push(2);
            out.extend_from_slice(&(value.len() as u64).to_be_bytes());
            out.extend_from_slice(value.as_bytes());
        }
    }
}

/// The hash before the first entry.
pub(crate) fn beginning(log: &str) -> Hash {
    Sha256::digest(format!("sextant audit log 1\0{log}")).into()
}

fn hmac(key: &Hash, data: &[u8]) -> Hash {
    let mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.chain_update(data).finalize().into_bytes().into()
}

/// The seal of an entry's hash.
pub(crate) fn seal(key: &Hash, hash: &Hash) -> Hash {
    hmac(key, hash)
}

/// The key after this one.
pub(crate) fn next_key(key: &Hash) -> Hash {
    hmac(key, b"sextant audit next key 1")
}
