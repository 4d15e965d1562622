//! Taking an act back: a new act that puts back what is still ours.

use domain::{ConfiguredStatus, Level, TimestampMillis};
use store::{ChangeRow, IntentRow};

use crate::Error;
use crate::field::Field;
use crate::meta_rules;
use crate::outcome::Outcome;
use crate::set::{Action, Author, ChangeSet, FieldChange, Item};
use crate::tools::Tools;
use crate::value::Value;

/// What taking an act back would do, and what cannot be taken back.
#[derive(Debug, Clone, PartialEq)]
pub struct Undo {
    /// The act that takes it back. Sent like any other: only where the live value is still the one that was written.
    pub set: ChangeSet,
    /// Rows that stay as they are, with the reason.
    pub kept: Vec<Kept>,
}

/// A row that cannot be taken back.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The row.
    pub row: ChangeRow,
    /// Why.
    pub why: CannotUndo,
}

/// Why something cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotUndo {
    /// Nothing was changed.
    #[error("nothing was changed here")]
    NothingDone,
    /// Another act took it back already.
    #[error("it was taken back already")]
    AlreadyUndone,
    /// What is deleted stays deleted.
    #[error("what is deleted cannot be brought back")]
    Deleted,
    /// What is archived can only be deleted.
    #[error("what is archived cannot be switched on again")]
    Archived,
    /// Meta has no way to take the value away again.
    #[error("Meta has no way to take this setting away again")]
    CannotClear,
}

/// Works out how to take an act back. What was spent meanwhile is spent.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Unreadable`].
pub async fn undo(tools: &Tools, id: &str, author: Author) -> Result<Undo, Error> {
    let (made_at, fresh) = (tools.clock.now(), tools.ids.fresh());
    let wanted = id.to_owned();
    let read = move |db: &store::Db| Ok((db.change_set(&wanted)?, db.changes(&wanted)?, db.intents_of(&wanted)?));
    let (found, rows, intents) = tools.store.read(read).await?;
    let found = found.ok_or(Error::NotFound("change"))?;
    let set: ChangeSet = serde_json::from_value(found.plan)?;
    Ok(reversed(&set, rows, &intents, author, made_at, fresh))
}

fn reversed(
    set: &ChangeSet,
    rows: Vec<ChangeRow>,
    intents: &[IntentRow],
    author: Author,
    made_at: TimestampMillis,
    id: String,
) -> Undo {
    let (mut items, mut kept) = (Vec::new(), Vec::new());
    // Last first: what was made inside something else goes before that does.
    for row in rows.into_iter().rev() {
        let item = usize::try_from(row.item).ok().and_then(|number| set.items.get(number));
        let reversed = match item {
            Some(item) => reverse(item, &row, intents),
            None => Err(CannotUndo::NothingDone),
        };
        match reversed {
            Ok(item) => items.push(item),
            Err(why) => kept.push(Kept { row, why }),
        }
    }
    kept.reverse();
    Undo { set: ChangeSet { id, author, made_at, undoes: Some(set.id.clone()), items, in_step: false }, kept }
}

fn reverse(item: &Item, row: &ChangeRow, intents: &[IntentRow]) -> Result<Item, CannotUndo> {
    let happened = matches!(Outcome::parse(&row.outcome), Some(Outcome::Confirmed | Outcome::Marked));
    let object = row.object.clone().filter(|_| happened).ok_or(CannotUndo::NothingDone)?;
    if row.undone_by.is_some() {
        return Err(CannotUndo::AlreadyUndone);
    }
    let fields = match &item.action {
        Action::Edit { .. } => {
            let sent = intents.iter().rfind(|one| one.item == row.item && one.state == Outcome::Confirmed.as_str());
            let sent = sent.and_then(|intent| serde_json::from_value(intent.expected.clone()).ok());
            let sent: Vec<FieldChange> = sent.ok_or(CannotUndo::NothingDone)?;
            sent.into_iter().map(back).collect::<Result<Vec<_>, _>>()?
        }
        Action::Create { fields, .. } if item.level == Level::Account => vec![meta_rules::unmade(fields)],
        // What was made is deleted: it is paused, and nobody has to find it later.
        Action::Create { .. } | Action::Copy { .. } => vec![FieldChange {
            field: Field::Status,
            from: Some(Value::Status(ConfiguredStatus::Paused)),
            to: Some(Value::Status(ConfiguredStatus::Deleted)),
            unread: false,
        }],
    };
    let level: Level = item.level;
    let name = row.name.clone();
    Ok(Item { account: item.account.clone(), level, name, action: Action::Edit { id: object, fields } })
}

fn back(change: FieldChange) -> Result<FieldChange, CannotUndo> {
    if meta_rules::deletes(std::slice::from_ref(&change)) {
        return Err(CannotUndo::Deleted);
    }
    match change.to.as_ref().and_then(Value::status) {
        Some(ConfiguredStatus::Deleted) => return Err(CannotUndo::Deleted),
        Some(ConfiguredStatus::Archived) => return Err(CannotUndo::Archived),
        _ => {}
    }
    if change.from.is_none() && crate::value::cleared(change.field).is_none() {
        return Err(CannotUndo::CannotClear);
    }
    Ok(FieldChange { field: change.field, from: change.to, to: change.from, unread: false })
}
