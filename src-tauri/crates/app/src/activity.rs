//! Who changed what: one timeline of our own acts, other people's and Meta's, and what became of each.

mod features;
mod kinds;
mod notice;
mod own;
mod put_back;
mod tell;
mod values;
mod view;

pub(crate) use notice::tell_and_raise;

use std::collections::BTreeMap;

use domain::{AccountId, Level, TimestampMillis};
use store::{ChangeAuthor, Db, ObjectRef, TimelinePlace, TimelineQuery};

use crate::Error;
use crate::app::App;
use crate::changing::object_ref;
use crate::dto::{
    ActivityEntry, ActivityPage, ActivityRequest, ActivityResult, FieldOrigin, HistoryRequest, ObjectHistory,
};
use crate::explorer::chosen_among;

/// Longest text that is looked for.
const MOST_TEXT_CHARS: usize = 200;

impl App {
    /// The feed, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account that is not in this workspace, [`Error::Invalid`] for a place in the feed that
    /// no answer gave.
    pub async fn activity(&self, input: ActivityRequest) -> Result<ActivityPage, Error> {
        let session = self.session().await?;
        let limit = input.limit.clamp(1, 200) as usize;
        let query = TimelineQuery {
            accounts: chosen_among(&session.chosen(), &input.account_ids)?,
            objects: Vec::new(),
            sources: input.sources.iter().map(|source| view::source_word(*source).to_owned()).collect(),
            kinds: input.kinds.iter().fold(0, |bits, kind| bits | kinds::bit(*kind)),
            text: input.text.unwrap_or_default().trim().chars().take(MOST_TEXT_CHARS).collect(),
            before: input.after.as_deref().map(place).transpose()?,
            since: None,
        };
        let read = move |db: &Db| {
            let page = db.timeline(&query, limit)?;
            let accounts = view::accounts(db)?;
            let entries = page.rows.into_iter().map(|row| view::entry(db, row, &accounts));
            let entries = entries.collect::<Result<Vec<_>, store::Error>>()?;
            Ok(ActivityPage { entries, next: page.next.map(|next| format!("{}.{}", next.at.0, next.pk)) })
        };
        Ok(session.store.read(read).await?)
    }

    /// Brings the feed up to what the files have. Syncs and acts do so by themselves; this is for programs.
    ///
    /// # Errors
    /// When no workspace is open.
    pub async fn refresh_activity(&self) -> Result<(), Error> {
        let session = self.session().await?;
        tell_and_raise(&session.store, &self.inner.bus).await;
        Ok(())
    }

    /// What happened to one object, and who changed each of its fields last.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an object of an account that is not in this workspace.
    pub async fn object_history(&self, input: HistoryRequest) -> Result<ObjectHistory, Error> {
        let session = self.session().await?;
        let object = object_ref(&session, &input.object)?;
        let limit = input.limit.clamp(1, 500) as usize;
        Ok(session.store.read(move |db| history(db, &object, limit)).await?)
    }
}

/// A place in the feed as an answer gave it.
fn place(text: &str) -> Result<TimelinePlace, Error> {
    let parsed = text.split_once('.').and_then(|(at, pk)| Some((at.parse().ok()?, pk.parse().ok()?)));
    let (at, pk) = parsed.ok_or_else(|| Error::Invalid("There is no such place in the feed".into()))?;
    Ok(TimelinePlace { at: TimestampMillis(at), pk })
}

/// The ids under which an object's entries lie: an ad's are also those of the creative it shows.
fn ids_of(db: &Db, object: &ObjectRef) -> Result<Vec<String>, store::Error> {
    let mut ids = vec![object.id.to_string()];
    if object.level == Level::Ad {
        let creative = db.ad(&object.account, &object.id)?.and_then(|ad| ad.row.creative_id);
        ids.extend(creative.map(|id| id.to_string()));
    }
    Ok(ids)
}

/// The newest entries of an account.
pub(crate) fn of_account(db: &Db, account: &AccountId, limit: usize) -> Result<Vec<ActivityEntry>, store::Error> {
    let accounts = view::accounts(db)?;
    let query = TimelineQuery { accounts: vec![account.clone()], ..TimelineQuery::default() };
    db.timeline(&query, limit)?.rows.into_iter().map(|row| view::entry(db, row, &accounts)).collect()
}

/// What happened to an object, and who changed each of its fields last.
pub(crate) fn history(db: &Db, object: &ObjectRef, limit: usize) -> Result<ObjectHistory, store::Error> {
    let accounts = view::accounts(db)?;
    // One more than is wanted tells whether there are more.
    let query =
        TimelineQuery { accounts: vec![object.account.clone()], objects: ids_of(db, object)?, ..Default::default() };
    let outside = db.timeline(&query, limit + 1)?.rows;
    let mut entries: Vec<ActivityEntry> = outside.into_iter().map(|row| view::outside(row, &accounts)).collect();
    let mut authors: BTreeMap<String, Option<ChangeAuthor>> = BTreeMap::new();
    for row in db.changes_of(object, limit + 1)? {
        let author = match authors.get(&row.change_set) {
            Some(known) => known.clone(),
            None => authors.entry(row.change_set.clone()).or_insert(db.change_set_author(&row.change_set)?).clone(),
        };
        entries.push(view::own(row, author, &accounts));
    }
    entries.sort_by(|a, b| b.at_ms.total_cmp(&a.at_ms));
    let more = entries.len() > limit;
    let origins = origins(&entries);
    entries.truncate(limit);
    Ok(ObjectHistory { entries, origins, more })
}

/// The newest entry that changed each field.
fn origins(entries: &[ActivityEntry]) -> Vec<FieldOrigin> {
    let mut origins: Vec<FieldOrigin> = Vec::new();
    let happened = |entry: &&ActivityEntry| entry.result.is_none_or(|result| result == ActivityResult::Done);
    for entry in entries.iter().filter(happened) {
        for diff in &entry.fields {
            if origins.iter().any(|known| known.diff.field == diff.field && known.diff.label == diff.label) {
                continue;
            }
            origins.push(FieldOrigin {
                diff: diff.clone(),
                at_ms: entry.at_ms,
                noticed_at_ms: entry.noticed_at_ms,
                source: entry.source,
                actor: entry.actor.clone(),
                entry_id: entry.id.clone(),
            });
        }
    }
    origins
}
