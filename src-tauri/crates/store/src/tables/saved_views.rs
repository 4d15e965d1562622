//! Named views of tables.

use rusqlite::params;

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::SavedViewRow;
use crate::tag::Tag;

impl Db {
    /// The views of a screen, by name.
    ///
    /// # Errors
    /// [`crate::Error::Json`] when a stored view does not read.
    pub fn saved_views(&self, screen: &str) -> Result<Vec<SavedViewRow>> {
        let mut find =
            self.ledger.prepare_cached("SELECT name, view FROM saved_views WHERE screen = ?1 ORDER BY name")?;
        let mut rows = find.query([screen])?;
        let mut views = Vec::new();
        while let Some(row) = rows.next()? {
            let view = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or_default())?;
            views.push(SavedViewRow { screen: screen.to_owned(), name: row.get(0)?, view });
        }
        Ok(views)
    }
}

impl Tx<'_> {
    /// Saves a view, in place of one of the same name.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn save_view(&self, row: &SavedViewRow) -> Result<()> {
        let mut save = self
            .ledger_mut()?
            .prepare_cached("INSERT OR REPLACE INTO saved_views (screen, name, view) VALUES (?1, ?2, ?3)")?;
        save.execute(params![row.screen, row.name, row.view.to_string()])?;
        self.touch(Tag::SavedViews);
        Ok(())
    }

    /// Removes a view; nothing happens when there is none.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn remove_view(&self, screen: &str, name: &str) -> Result<()> {
        let mut remove =
            self.ledger_mut()?.prepare_cached("DELETE FROM saved_views WHERE screen = ?1 AND name = ?2")?;
        remove.execute([screen, name])?;
        self.touch(Tag::SavedViews);
        Ok(())
    }
}
