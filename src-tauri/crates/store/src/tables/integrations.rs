//! Connections: facts in the open, secrets as bytes somebody else encrypted.

use domain::TimestampMillis;
use rusqlite::{OptionalExtension, params};

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::IntegrationRow;
use crate::tag::Tag;

impl Db {
    /// The connection of that name.
    ///
    /// # Errors
    /// [`crate::Error::Json`] when its facts do not read.
    pub fn integration(&self, name: &str) -> Result<Option<IntegrationRow>> {
        let mut find =
            self.ledger.prepare_cached("SELECT facts, wrapped_secret, updated_at FROM integrations WHERE name = ?1")?;
        let found: Option<(String, Option<Vec<u8>>, i64)> =
            find.query_row([name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        found
            .map(|(facts, wrapped_secret, at)| {
                Ok(IntegrationRow {
                    name: name.to_owned(),
                    facts: serde_json::from_str(&facts)?,
                    wrapped_secret,
                    updated_at: TimestampMillis(at),
                })
            })
            .transpose()
    }

    /// The names of all connections.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn integration_names(&self) -> Result<Vec<String>> {
        let mut find = self.ledger.prepare_cached("SELECT name FROM integrations ORDER BY name")?;
        Ok(find.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Stores a connection, in place of one of the same name.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn put_integration(&self, name: &str, facts: &serde_json::Value, wrapped_secret: Option<&[u8]>) -> Result<()> {
        let mut put = self.ledger_mut()?.prepare_cached(
            "INSERT OR REPLACE INTO integrations (name, facts, wrapped_secret, updated_at) VALUES (?1, ?2, ?3, ?4)",
        )?;
        put.execute(params![name, facts.to_string(), wrapped_secret, self.now().0])?;
        self.touch(Tag::Integrations);
        Ok(())
    }

    /// Removes a connection and its secret, and overwrites the pages they were on.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn remove_integration(&self, name: &str) -> Result<()> {
        let ledger = self.ledger_mut()?;
        ledger.pragma_update(None, "secure_delete", true)?;
        ledger.prepare_cached("DELETE FROM integrations WHERE name = ?1")?.execute([name])?;
        ledger.pragma_update(None, "secure_delete", false)?;
        self.touch(Tag::Integrations);
        Ok(())
    }
}
