//! Notes on objects and their days.

use changes::{Ids, RandomIds};
use domain::TimestampMillis;
use store::NoteRow;

use crate::Error;
use crate::app::App;
use crate::changing::object_ref;
use crate::dto::{Note, ObjectKey, SaveNote};
use crate::explorer::level_view;
use crate::session::Session;
use crate::sync_desk::parse_day;

/// Longest note.
const MOST_CHARS: usize = 2_000;

impl App {
    /// Notes on one object, those about no day first, then by day.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account that is not in this workspace.
    pub async fn notes(&self, object: ObjectKey) -> Result<Vec<Note>, Error> {
        let session = self.session().await?;
        let object = object_ref(&session, &object)?;
        let notes = session.store.read(move |db| db.notes_on(&object)).await?;
        Ok(notes.iter().map(view).collect())
    }

    /// Keeps a note.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an empty or too long text or an impossible day, [`Error::NotFound`] for a note or an account
    /// that is not here.
    pub async fn save_note(&self, input: SaveNote) -> Result<Note, Error> {
        let session = self.session().await?;
        let text = input.text.trim().to_owned();
        if text.is_empty() || text.chars().count() > MOST_CHARS {
            return Err(Error::Invalid(format!("A note has 1 to {MOST_CHARS} characters")));
        }
        let object = object_ref(&session, &input.object)?;
        let day = input.day.as_deref().map(parse_day).transpose()?;
        let id = match input.id {
            Some(id) => existing(&session, id).await?.id,
            None => RandomIds.fresh(),
        };
        let at = TimestampMillis(0);
        let note = NoteRow { id: id.clone(), object, day, text, author: session.person(), made_at: at, updated_at: at };
        session.store.write(move |tx| tx.put_note(&note)).await?;
        Ok(view(&existing(&session, id).await?))
    }

    /// Throws a note away.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_note(&self, id: &str) -> Result<(), Error> {
        let session = self.session().await?;
        let id = existing(&session, id.to_owned()).await?.id;
        session.store.write(move |tx| tx.delete_note(&id)).await?;
        Ok(())
    }
}

/// A note on something in this workspace's accounts.
async fn existing(session: &Session, id: String) -> Result<NoteRow, Error> {
    let note = session.store.read(move |db| db.note(&id)).await?;
    let chosen = session.chosen();
    note.filter(|note| chosen.contains(&note.object.account)).ok_or(Error::NotFound("note"))
}

pub(crate) fn view(note: &NoteRow) -> Note {
    let id = if note.object.level == domain::Level::Account {
        note.object.account.node()
    } else {
        note.object.id.to_string()
    };
    Note {
        id: note.id.clone(),
        object: ObjectKey { account_id: note.object.account.node(), level: level_view(note.object.level), id },
        day: note.day.map(|day| day.to_string()),
        text: note.text.clone(),
        author: note.author.clone(),
        updated_at_ms: note.updated_at.0 as f64,
    }
}
