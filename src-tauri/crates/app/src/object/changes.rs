//! What changed, in short: for the drawer and for marks on charts.

use domain::{AccountZone, DayRange, Level};
use store::{Db, ObjectRef};

use crate::activity;
use crate::dto::{ActivityEntry, ActivitySource, Change, ChangeSource};

/// Most changes of one answer; a chart that marks more is no longer read.
const MOST_CHANGES: usize = 500;

/// Changes of an object, newest first.
pub(super) fn of(db: &Db, object: &ObjectRef, limit: usize) -> Result<Vec<Change>, store::Error> {
    let mut all: Vec<Change> = entries(db, object)?.into_iter().map(short).collect();
    all.truncate(limit);
    Ok(all)
}

/// Changes of an object within some days of the account, oldest first.
pub(super) fn within(db: &Db, object: &ObjectRef, range: DayRange, zone: &str) -> Result<Vec<Change>, store::Error> {
    let Ok(zone) = AccountZone::parse(zone) else { return Ok(Vec::new()) };
    let (from, to) = (zone.start_of(range.since()).0 as f64, zone.start_of(range.until().plus_days(1)).0 as f64);
    let inside = |entry: &ActivityEntry| (from..to).contains(&entry.at_ms);
    let mut all: Vec<Change> = entries(db, object)?.into_iter().filter(inside).map(short).collect();
    all.reverse();
    Ok(all)
}

fn entries(db: &Db, object: &ObjectRef) -> Result<Vec<ActivityEntry>, store::Error> {
    if object.level == Level::Account {
        activity::of_account(db, &object.account, MOST_CHANGES)
    } else {
        Ok(activity::history(db, object, MOST_CHANGES)?.entries)
    }
}

fn short(entry: ActivityEntry) -> Change {
    let first = entry.fields.first();
    Change {
        at_ms: entry.at_ms,
        source: match entry.source {
            ActivitySource::Person | ActivitySource::Rule | ActivitySource::Studio => ChangeSource::Sextant,
            ActivitySource::Outside => ChangeSource::Outside,
            ActivitySource::Meta => ChangeSource::Meta,
        },
        before: first.and_then(|field| field.before.clone()),
        after: first.and_then(|field| field.after.clone()),
        actor: entry.actor,
        what: entry.what,
    }
}
