//! Adding to the chain: the hash that ties an entry to the one before it, and the seal with a key that is then destroyed.

use std::borrow::Cow;
use std::sync::Arc;

use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rusqlite::{OptionalExtension, params, params_from_iter};
use secrecy::ExposeSecret;
use serde_json::Value;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::encoding::{COLUMNS, Field, Hash, encode, genesis, link};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::key::DatabaseKey;
use crate::rows::{AuditSource, NewAudit};
use crate::tag::Tag;

/// Takes secrets out of a text.
pub(crate) type Scrub = for<'a> fn(&'a str) -> Cow<'a, str>;

/// What adding entries needs besides the entry.
#[derive(Debug)]
pub(crate) struct AuditKeys {
    pub(crate) database_key: Arc<DatabaseKey>,
    pub(crate) scrub: Scrub,
}

/// Where the chain stands.
struct Chain {
    count: i64,
    hash: Hash,
    epoch: i64,
    key: Zeroizing<Hash>,
}

/// The chain's row: how many entries, the last one's hash, the epoch, and the key where it is not a copy.
type Standing = (i64, Hash, i64, Option<Zeroizing<Hash>>);

impl Db {
    pub(crate) fn chain_standing(&self) -> Result<Option<Standing>> {
        let mut find = self.ledger.prepare_cached("SELECT count, hash, epoch, mac_key FROM audit_chain")?;
        let read = |row: &rusqlite::Row<'_>| {
            let key = row.get::<_, Option<Hash>>(3)?.map(Zeroizing::new);
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, key))
        };
        Ok(find.query_row([], read).optional()?)
    }

    /// The workspace's random name as the ledger has it.
    pub(crate) fn log_name(&self) -> Result<String> {
        let find = "SELECT value FROM meta WHERE key = 'database_id'";
        let name = self.ledger.prepare_cached(find)?.query_row([], |row| row.get(0)).optional()?;
        name.ok_or(Error::Unreadable("the ledger's name"))
    }
}

impl Tx<'_> {
    /// Adds an entry and answers its number. It is committed, and with it the chain, when the write is.
    ///
    /// Costs one insert and one update; no network, no keyring.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn append_audit(&self, entry: &NewAudit<'_>) -> Result<i64> {
        let mut chain = self.chain()?;
        let scrub = self.writer.audit().scrub;
        let account = entry.account.map(domain::AccountId::node);
        let before = entry.before.as_ref().map(|value| scrubbed_json(scrub, value));
        let after = entry.after.as_ref().map(|value| scrubbed_json(scrub, value));
        let answer = entry.answer.as_ref().map(|value| scrubbed_json(scrub, value));
        let fields = [
            Field::Integer(chain.count + 1),
            Field::Integer(self.now().0),
            Field::Text(scrub(entry.actor)),
            entry.source.as_str().into(),
            entry.action.into(),
            account.as_deref().into(),
            entry.level.into(),
            entry.object.into(),
            entry.field.into(),
            before.map(Cow::Owned).into(),
            after.map(Cow::Owned).into(),
            entry.reason.map(scrub).into(),
            entry.rule.into(),
            entry.rule_version.map_or(Field::Absent, Field::Integer),
            entry.change.into(),
            entry.intent.into(),
            entry.request.into(),
            entry.trace.into(),
            answer.map(Cow::Owned).into(),
            Field::Text(Cow::Owned(scrubbed_json(scrub, &entry.details))),
            Field::Integer(chain.epoch),
        ];
        self.add(&mut chain, &fields)?;
        self.keep_standing(&chain)?;
        self.touch(Tag::Audit);
        Ok(chain.count)
    }

    /// Writes the row and moves the chain on by one.
    fn add(&self, chain: &mut Chain, fields: &[Field<'_>; 21]) -> Result<()> {
        let hash = link(&chain.hash, &encode(fields));
        let mac = seal(&chain.key, &hash);
        let tail = [chain.hash, hash, mac];
        let values = fields.iter().map(|field| field as &dyn rusqlite::ToSql);
        let all = values.chain(tail.iter().map(|hash| hash as &dyn rusqlite::ToSql));
        self.ledger_mut()?.prepare_cached(&insert())?.execute(params_from_iter(all))?;
        chain.count += 1;
        chain.hash = hash;
        chain.key = next_key(&chain.key);
        Ok(())
    }

    fn keep_standing(&self, chain: &Chain) -> Result<()> {
        let mut keep = self.ledger_mut()?.prepare_cached(
            "INSERT OR REPLACE INTO audit_chain (one, count, hash, epoch, mac_key) VALUES (1, ?1, ?2, ?3, ?4)",
        )?;
        keep.execute(params![chain.count, chain.hash, chain.epoch, *chain.key])?;
        Ok(())
    }

    /// The chain to add to. Begins it when there is none yet, and begins a new epoch where the key did not come along.
    fn chain(&self) -> Result<Chain> {
        // Nobody else writes between this read and the entry.
        self.ledger_mut()?;
        match self.chain_standing()? {
            Some((count, hash, epoch, Some(key))) => Ok(Chain { count, hash, epoch, key }),
            Some((count, hash, epoch, None)) => Ok(Chain { count, hash, epoch: epoch + 1, key: self.new_key()? }),
            None => {
                let mut chain = Chain { count: 0, hash: genesis(&self.log_name()?), epoch: 1, key: self.new_key()? };
                self.carry_over(&mut chain)?;
                Ok(chain)
            }
        }
    }

    /// The first key of an epoch: the workspace's key and a random number that is kept nowhere, so that nobody who has
    /// the workspace's key later can make it again.
    fn new_key(&self) -> Result<Zeroizing<Hash>> {
        let mut salt = Zeroizing::new([0_u8; 32]);
        getrandom::fill(salt.as_mut_slice()).map_err(|_| Error::Unreadable("randomness"))?;
        let mut key = Zeroizing::new([0_u8; 32]);
        let root = self.writer.audit().database_key.expose_secret();
        Hkdf::<Sha256>::new(Some(salt.as_slice()), root)
            .expand(b"sextant audit mac 1", key.as_mut_slice())
            .expect("32 bytes are far below what this hash can expand to");
        Ok(key)
    }

    /// Makes entries of the time before the chain its first links.
    fn carry_over(&self, chain: &mut Chain) -> Result<()> {
        let ledger = self.ledger_mut()?;
        let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'audit_logs_before_chain')";
        if !ledger.query_row(there, [], |row| row.get::<_, bool>(0))? {
            return Ok(());
        }
        let read = "SELECT at, actor, action, subject, details FROM audit_logs_before_chain ORDER BY id";
        let mut find = ledger.prepare(read)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let text = |column| row.get::<_, String>(column).map(Cow::Owned);
            let mut fields: [Field<'_>; 21] = std::array::from_fn(|_| Field::Absent);
            fields[0] = Field::Integer(chain.count + 1);
            fields[1] = Field::Integer(row.get(0)?);
            fields[2] = Field::Text(text(1)?);
            fields[3] = AuditSource::Program.as_str().into();
            fields[4] = Field::Text(text(2)?);
            fields[7] = row.get::<_, Option<String>>(3)?.map(Cow::Owned).into();
            fields[19] = Field::Text(text(4)?);
            fields[20] = Field::Integer(chain.epoch);
            self.add(chain, &fields)?;
        }
        drop(rows);
        drop(find);
        ledger.execute_batch("DROP TABLE audit_logs_before_chain")?;
        Ok(())
    }
}

fn insert() -> String {
    let marks: Vec<String> = (1..=COLUMNS.len() + 3).map(|number| format!("?{number}")).collect();
    format!("INSERT INTO audit_logs ({}, previous, hash, mac) VALUES ({})", COLUMNS.join(", "), marks.join(", "))
}

/// JSON text without secrets. Should taking one out leave something that is no JSON, it becomes a JSON string.
fn scrubbed_json(scrub: Scrub, value: &Value) -> String {
    let text = value.to_string();
    match scrub(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(clean) if serde_json::from_str::<serde::de::IgnoredAny>(&clean).is_ok() => clean,
        Cow::Owned(clean) => Value::String(clean).to_string(),
    }
}

fn keyed(key: &Hash) -> Hmac<Sha256> {
    <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes keys of any length")
}

/// What only a holder of the entry's key could have made.
pub(crate) fn seal(key: &Hash, hash: &Hash) -> Hash {
    keyed(key).chain_update(hash).finalize().into_bytes().into()
}

/// The key of the next entry. There is no way back from it.
pub(crate) fn next_key(key: &Hash) -> Zeroizing<Hash> {
    Zeroizing::new(keyed(key).chain_update(b"sextant audit next key 1").finalize().into_bytes().into())
}
