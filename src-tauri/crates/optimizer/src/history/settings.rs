//! Objects as they were set at an instant.

use std::collections::BTreeMap;

use domain::{AccountId, Level, TimestampMillis};
use rules::Objects;
use store::{Db, Roster, RosterRow, SettingChange};

use crate::error::Error;
use crate::look::objects::{Shared, object, of_roster};

/// The objects of a level and what was changed about them.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// The state of the cache that the changes lead to.
    roster: Option<Roster>,
    /// The last one first.
    changes: Vec<SettingChange>,
    /// From which instant on the changes are here.
    since: Option<TimestampMillis>,
    /// What was made last, and from when to before when it holds.
    made: Option<(TimestampMillis, TimestampMillis, Objects)>,
}

impl Settings {
    /// The objects as they were set at `at`. What was not made yet or was deleted by then stands as deleted.
    pub(crate) fn then(
        &mut self,
        db: &Db,
        account: &AccountId,
        level: Level,
        at: TimestampMillis,
    ) -> Result<Objects, Error> {
        let roster = db.roster(account, level)?;
        let same = self.roster.as_ref().is_some_and(|kept| kept.is_same(&roster));
        if !same || self.since.is_none_or(|since| at < since) {
            *self = Self {
                changes: db.settings_changed(account, level, at)?,
                since: Some(at),
                roster: Some(roster.clone()),
                made: None,
            };
        }
        if let Some((from, until, objects)) = &self.made
            && (*from..*until).contains(&at)
        {
            return Ok(objects.clone());
        }
        let mut objects = of_roster(db, account, level, &roster)?;
        let mut until = TimestampMillis(i64::MAX);
        let mut others: BTreeMap<u32, RosterRow<'_>> = BTreeMap::new();
        for slot in 0..roster.slots() {
            let Some(row) = roster.row(slot) else { continue };
            for turn in [row.created, row.deleted_at].into_iter().flatten().filter(|turn| *turn > at) {
                until = until.min(turn);
                others.insert(slot, row);
            }
        }
        // The last one first, so that of several changes of one setting the next one after the instant has the last word.
        for change in self.changes.iter().take_while(|change| change.noticed_at > at) {
            until = change.noticed_at.min(until);
            let Some(row) = roster.row(change.slot) else { continue };
            undo(others.entry(change.slot).or_insert(row), change);
        }
        let mut shared = Shared::default();
        for (slot, row) in others {
            let unmade = row.created.is_some_and(|made| made > at);
            let deleted = row.deleted_at.is_some_and(|gone| gone <= at);
            objects.put(slot as usize, object(&row, level, unmade || deleted, &mut shared)?);
        }
        self.made = Some((at, until, objects.clone()));
        Ok(objects)
    }
}

/// Puts a setting back to what it was.
fn undo<'a>(row: &mut RosterRow<'a>, change: &'a SettingChange) {
    let text = change.from.as_deref();
    let minor = || text.and_then(|text| text.parse().ok());
    match change.field.as_str() {
        "name" => row.name = text.unwrap_or_default(),
        "status" => row.status = text.unwrap_or_default(),
        "effective_status" => row.effective_status = text.unwrap_or_default(),
        "objective" => row.objective = text,
        "learning_status" => row.learning_status = text,
        "daily_budget_minor" => row.daily_budget_minor = minor(),
        "lifetime_budget_minor" => row.lifetime_budget_minor = minor(),
        "bid_amount_minor" => row.bid_minor = minor(),
        _ => {}
    }
}
