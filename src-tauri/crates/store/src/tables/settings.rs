//! Settings, each a JSON value under a name.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::tag::Tag;

impl Db {
    /// The setting of that name; none when it was never set.
    ///
    /// # Errors
    /// [`crate::Error::Json`] when what is stored has another shape.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let mut find = self.ledger.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
        let text: Option<String> = find.query_row([key], |row| row.get(0)).optional()?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }
}

impl Tx<'_> {
    /// Sets a setting.
    ///
    /// # Errors
    /// [`crate::Error::Json`] when the value does not go into JSON.
    pub fn set_setting<T: Serialize>(&self, key: &str, value: &T) -> Result<()> {
        let text = serde_json::to_string(value)?;
        let mut set =
            self.ledger_mut()?.prepare_cached("INSERT OR REPLACE INTO settings (key, value) VALUES (?1, ?2)")?;
        set.execute(params![key, text])?;
        self.touch(Tag::Settings);
        Ok(())
    }

    /// Puts a setting back to never having been set.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn clear_setting(&self, key: &str) -> Result<()> {
        self.ledger_mut()?.prepare_cached("DELETE FROM settings WHERE key = ?1")?.execute([key])?;
        self.touch(Tag::Settings);
        Ok(())
    }
}
