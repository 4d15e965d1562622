//! Clients: groups of ad accounts.

use domain::{AccountId, TimestampMillis};
use rusqlite::params;

use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::ClientRow;
use crate::tag::Tag;

impl Db {
    /// All clients, by name.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when an account of a client does not read.
    pub fn clients(&self) -> Result<Vec<ClientRow>> {
        let sql = "SELECT id, name, accounts, updated_at FROM clients ORDER BY name, id";
        self.ledger_rows(sql, read, [])
    }
}

fn read(row: &rusqlite::Row<'_>) -> Result<ClientRow> {
    let ids: Vec<String> = serde_json::from_str(row.get_ref(2)?.as_str().unwrap_or_default())?;
    let account = |id: &String| AccountId::parse(id).map_err(|_| Error::Unreadable("an account of a client"));
    Ok(ClientRow {
        id: row.get(0)?,
        name: row.get(1)?,
        accounts: ids.iter().map(account).collect::<Result<_>>()?,
        updated_at: TimestampMillis(row.get(3)?),
    })
}

impl Tx<'_> {
    /// Keeps a client, in place of one of the same id.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn put_client(&self, id: &str, name: &str, accounts: &[AccountId]) -> Result<()> {
        let accounts: Vec<&str> = accounts.iter().map(AccountId::digits).collect();
        let mut put = self.ledger_mut()?.prepare_cached(
            "INSERT OR REPLACE INTO clients (id, name, accounts, updated_at) VALUES (?1, ?2, ?3, ?4)",
        )?;
        put.execute(params![id, name, serde_json::to_string(&accounts)?, self.now().0])?;
        self.touch(Tag::Clients);
        Ok(())
    }

    /// Dissolves a client with its targets; its accounts stay.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that id.
    pub fn delete_client(&self, id: &str) -> Result<()> {
        let ledger = self.ledger_mut()?;
        if ledger.prepare_cached("DELETE FROM clients WHERE id = ?1")?.execute([id])? == 0 {
            return Err(Error::NotFound);
        }
        ledger.prepare_cached("DELETE FROM targets WHERE kind = 'client' AND id = ?1")?.execute([id])?;
        self.touch(Tag::Clients);
        Ok(())
    }
}
