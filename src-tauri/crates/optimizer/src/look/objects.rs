//! Objects of the cache as rules see them.
//!
//! An object lies at the position of its slot, so that columns of sums fit without being sorted. A slot without an
//! object (its id was met in figures, no listing has shown it) is taken for something deleted, which no rule looks at.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{AccountId, ConfiguredStatus, EffectiveStatus, Level, ObjectId};
use rules::{LearningStage, Object, Objects};
use store::{Db, Roster, RosterRow};

use crate::error::Error;

/// Meta's number for an account in which delivery is possible.
const ACTIVE_ACCOUNT: i64 = 1;

/// What the store keeps beside the objects.
#[derive(Debug)]
struct Present(Objects);

/// The objects of a level as they are now.
pub(crate) fn now(db: &Db, account: &AccountId, level: Level) -> Result<Objects, Error> {
    if level == Level::Account {
        return the_account(db, account);
    }
    of_roster(db, account, level, &db.roster(account, level)?)
}

/// The same from a roster at hand.
pub(crate) fn of_roster(db: &Db, account: &AccountId, level: Level, roster: &Roster) -> Result<Objects, Error> {
    let present = roster.derived(|roster| {
        let unlisted = db.unlisted(account, level, roster)?;
        let mut shared = Shared::default();
        let mut objects = Objects::default();
        for slot in 0..roster.slots() {
            let object = match (roster.row(slot), unlisted.get(&slot)) {
                (Some(row), _) => object(&row, level, row.deleted_at.is_some(), &mut shared)?,
                (None, Some(id)) => nothing(id.clone()),
                (None, None) => return Err(store::Error::Unreadable("an object")),
            };
            objects.push(object);
        }
        Ok(Present(objects))
    })?;
    Ok(present.0.clone())
}

/// Texts that many objects have in common.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    labels: HashMap<String, Arc<[Arc<str>]>>,
    words: HashMap<String, Arc<str>>,
}

impl Shared {
    fn word(&mut self, text: &str) -> Arc<str> {
        if let Some(word) = self.words.get(text) {
            return Arc::clone(word);
        }
        let word: Arc<str> = Arc::from(text);
        self.words.insert(text.to_owned(), Arc::clone(&word));
        word
    }

    fn labels(&mut self, json: Option<&str>) -> Arc<[Arc<str>]> {
        let json = json.unwrap_or_default();
        if let Some(labels) = self.labels.get(json) {
            return Arc::clone(labels);
        }
        let names: Vec<String> = serde_json::from_str(json).unwrap_or_default();
        let labels: Arc<[Arc<str>]> = names.iter().map(|name| self.word(name)).collect();
        self.labels.insert(json.to_owned(), Arc::clone(&labels));
        labels
    }
}

/// An object as rules see it. `gone` says that it was deleted, or not made yet. A status that this version does not know
/// counts as put away: no rule may touch what it cannot tell.
pub(crate) fn object(
    row: &RosterRow<'_>,
    level: Level,
    gone: bool,
    shared: &mut Shared,
) -> Result<Object, store::Error> {
    let (configured, effective) = if gone {
        (ConfiguredStatus::Deleted, Some(EffectiveStatus::Deleted))
    } else {
        let configured = ConfiguredStatus::parse(row.status).unwrap_or(ConfiguredStatus::Archived);
        (configured, EffectiveStatus::parse(row.effective_status))
    };
    Ok(Object {
        id: ObjectId::parse(row.id).map_err(|_| store::Error::Unreadable("an id of an object"))?,
        name: Arc::from(row.name),
        // A campaign's parent is the account, the only one of its level.
        parent: Some(row.parent),
        configured,
        effective,
        objective: row.objective.map(|objective| shared.word(objective)),
        labels: shared.labels(row.labels),
        created: row.created,
        daily_budget_minor: row.daily_budget_minor,
        lifetime_budget_minor: row.lifetime_budget_minor,
        bid_minor: row.bid_minor,
        learning: (level == Level::Adset).then(|| learning(row.learning_status)).flatten(),
    })
}

fn learning(status: Option<&str>) -> Option<LearningStage> {
    match status {
        None => Some(LearningStage::NotStated),
        Some("LEARNING") => Some(LearningStage::Learning),
        Some("SUCCESS") => Some(LearningStage::Learned),
        Some("FAIL") => Some(LearningStage::Limited),
        Some(_) => None,
    }
}

fn nothing(id: ObjectId) -> Object {
    Object {
        id,
        name: Arc::from(""),
        parent: None,
        configured: ConfiguredStatus::Deleted,
        effective: None,
        objective: None,
        labels: Arc::from([]),
        created: None,
        daily_budget_minor: None,
        lifetime_budget_minor: None,
        bid_minor: None,
        learning: None,
    }
}

fn the_account(db: &Db, account: &AccountId) -> Result<Objects, Error> {
    let row = db.account(account)?.ok_or(store::Error::NotFound)?;
    let id = ObjectId::parse(account.digits()).map_err(|_| store::Error::Unreadable("an account's id"))?;
    let active = row.account_status == Some(ACTIVE_ACCOUNT);
    let mut objects = Objects::default();
    objects.push(Object {
        name: Arc::from(row.name),
        configured: ConfiguredStatus::Active,
        effective: Some(if active { EffectiveStatus::Active } else { EffectiveStatus::Paused }),
        ..nothing(id)
    });
    Ok(objects)
}
