//! Views of the explorer that a person saved: what is shown, under a name.

use serde_json::{Value, json};
use store::SavedViewRow;

use crate::Error;
use crate::app::App;
use crate::dto::{DeleteView, SaveView, SavedView};

/// The screen these views are of.
const SCREEN: &str = "explorer";
/// Most views, and how long their names and contents may be.
const MOST: usize = 200;
const LONGEST_NAME: usize = 80;
const LONGEST_VIEW: usize = 64 * 1024;

impl App {
    /// The saved views by name.
    ///
    /// # Errors
    /// When no workspace is open.
    pub async fn saved_views(&self) -> Result<Vec<SavedView>, Error> {
        let session = self.session().await?;
        let rows = session.store.read(|db| db.saved_views(SCREEN)).await?;
        Ok(rows.iter().map(view_of).collect())
    }

    /// Saves a view in place of the one it was opened as, or as a new one. A default takes that from every other.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a name that another view has, for one that is empty or long, and for what is no view.
    pub async fn save_view(&self, input: SaveView) -> Result<Vec<SavedView>, Error> {
        let name = name_of(&input.name)?;
        let view = content_of(&input.view)?;
        let session = self.session().await?;
        let rows = session.store.read(|db| db.saved_views(SCREEN)).await?;
        let own = |row: &&SavedViewRow| Some(&row.name) == input.replaces.as_ref();
        let others: Vec<SavedViewRow> = rows.iter().filter(|row| !own(row)).cloned().collect();
        if others.iter().any(|row| row.name == name) {
            return Err(Error::Invalid(format!("There is a view called {name} already")));
        }
        if input.replaces.is_some() && others.len() == rows.len() {
            return Err(Error::NotFound("saved view"));
        }
        if others.len() >= MOST {
            return Err(Error::Invalid(format!("At most {MOST} views can be saved")));
        }
        let written = session.store.write(move |tx| {
            if let Some(before) = input.replaces.filter(|before| *before != name) {
                tx.remove_view(SCREEN, &before)?;
            }
            if input.is_default {
                for mut row in others.into_iter().filter(is_default) {
                    row.view = kept(row.view.get("view").cloned().unwrap_or_default(), false);
                    tx.save_view(&row)?;
                }
            }
            tx.save_view(&SavedViewRow { screen: SCREEN.to_owned(), name, view: kept(view, input.is_default) })
        });
        written.await?;
        self.saved_views().await
    }

    /// Removes a view; nothing happens when there is none.
    ///
    /// # Errors
    /// When no workspace is open.
    pub async fn delete_view(&self, input: DeleteView) -> Result<Vec<SavedView>, Error> {
        let session = self.session().await?;
        session.store.write(move |tx| tx.remove_view(SCREEN, &input.name)).await?;
        self.saved_views().await
    }
}

fn kept(view: Value, is_default: bool) -> Value {
    json!({ "view": view, "default": is_default })
}

fn is_default(row: &SavedViewRow) -> bool {
    row.view.get("default").and_then(Value::as_bool).unwrap_or(false)
}

fn view_of(row: &SavedViewRow) -> SavedView {
    SavedView {
        name: row.name.clone(),
        view: row.view.get("view").unwrap_or(&Value::Null).to_string(),
        is_default: is_default(row),
    }
}

fn name_of(text: &str) -> Result<String, Error> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Error::Invalid(format!("A name has 1 to {LONGEST_NAME} characters on one line")));
    }
    Ok(name.to_owned())
}

/// What a view holds is the page's: it only has to be an object of bounded size.
fn content_of(text: &str) -> Result<Value, Error> {
    let unusable = || Error::Invalid("This is no view that can be saved".into());
    if text.len() > LONGEST_VIEW {
        return Err(unusable());
    }
    serde_json::from_str(text).ok().filter(Value::is_object).ok_or_else(unusable)
}
