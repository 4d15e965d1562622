//! What the rows of the ledger's tables of changes have in common, and one way to list them.

use domain::{AccountId, Level, ObjectId};
use rusqlite::{Params, Row};
use serde_json::Value;

use crate::db::Db;
use crate::error::{Error, Result};

pub(super) fn json(row: &Row<'_>, at: usize) -> Result<Value> {
    Ok(serde_json::from_str(row.get_ref(at)?.as_str().unwrap_or_default())?)
}

pub(super) fn account(row: &Row<'_>, at: usize) -> Result<AccountId> {
    let text: String = row.get(at)?;
    AccountId::parse(&text).map_err(|_| Error::Unreadable("an account of a change"))
}

pub(super) fn level(row: &Row<'_>, at: usize) -> Result<Level> {
    let text: String = row.get(at)?;
    Level::parse(&text).ok_or(Error::Unreadable("a level of a change"))
}

pub(super) fn object(row: &Row<'_>, at: usize) -> Result<Option<ObjectId>> {
    let text: Option<String> = row.get(at)?;
    text.map(|text| ObjectId::parse(&text).map_err(|_| Error::Unreadable("an object of a change"))).transpose()
}

pub(super) fn item(row: &Row<'_>, at: usize) -> Result<u32> {
    u32::try_from(row.get::<_, i64>(at)?).map_err(|_| Error::Unreadable("the number of a change"))
}

impl Db {
    /// The rows of a question to the ledger, in its order.
    pub(super) fn ledger_rows<T>(
        &self,
        sql: &str,
        read: fn(&Row<'_>) -> Result<T>,
        parameters: impl Params,
    ) -> Result<Vec<T>> {
        let mut find = self.ledger.prepare_cached(sql)?;
        let mut rows = find.query(parameters)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }
}
