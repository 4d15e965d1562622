//! Bringing into the timeline what is not in it yet: acts from the ledger, Meta's log, and what syncs found different.
//!
//! Where Meta's log explains a difference, both are one entry: the log knows who and when, the sync knows from what to
//! what. What our own requests explain is told by the act itself.

mod joining;

use std::collections::BTreeMap;

use changes::{ChangeSet, Item};
use domain::{AccountId, Level, TimestampMillis};
use serde::{Deserialize, Serialize};
use store::{NewTimelineRow, Store, TimelineRow, Tx, UntoldActivity, UntoldChange};

use self::joining::words;
use super::features::{self, Turned};
use super::{kinds, own, values};
use crate::changing::what;
use crate::dto::ActivityKind;
use crate::session::INTEGRATION;

/// Rows told in one write, so that other writes get their turn.
const BATCH: usize = 500;
/// Acts told in one write: their plans may be long.
const ACTS: usize = 100;
/// Names of an act's objects that are searched.
const NAMES: usize = 200;
/// Where telling of acts stands.
const ACTS_TOLD: &str = "timeline.acts";

/// Something that Meta decides by itself was switched by somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drift {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) feature: String,
    pub(crate) to: Option<String>,
}

/// How far the acts of the ledger are told. The cache may be younger than the ledger, and an account may come back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ActsTold {
    seq: i64,
    newest_account: i64,
}

/// Tells everything that is not told yet, in pieces. Answers the automatic features that others have switched.
///
/// # Errors
/// Only what the database refuses; what was told stays told.
pub(crate) async fn tell(store: &Store) -> Result<Vec<Drift>, store::Error> {
    let mut drifts = Vec::new();
    let mut pass = None;
    loop {
        let written = store.write(move |tx| {
            let told_at = pass.unwrap_or_else(|| tx.now());
            let teller = Teller { tx, told_at, app_id: app_id(tx)? };
            let (done, drifts) = teller.step()?;
            Ok((done, drifts, told_at))
        });
        let (done, new, told_at) = written.await?.value;
        drifts.extend(new);
        pass = Some(told_at);
        if done {
            return Ok(drifts);
        }
    }
}

fn app_id(db: &store::Db) -> Result<Option<String>, store::Error> {
    let facts = db.integration(INTEGRATION)?.map(|row| row.facts);
    Ok(facts.and_then(|facts| facts.get("app_id")?.as_str().map(str::to_owned)))
}

struct Teller<'a, 'b> {
    tx: &'a Tx<'b>,
    told_at: TimestampMillis,
    app_id: Option<String>,
}

impl Teller<'_, '_> {
    fn step(&self) -> Result<(bool, Vec<Drift>), store::Error> {
        if self.acts()? {
            return Ok((false, Vec::new()));
        }
        // The log first: what a sync found is then put to what the log knows of it.
        let activities = self.tx.untold_activities(BATCH)?;
        for untold in &activities {
            self.activity(untold)?;
        }
        if activities.len() == BATCH {
            return Ok((false, Vec::new()));
        }
        let changes = self.tx.untold_changes(BATCH)?;
        let mut drifts = Vec::new();
        for untold in &changes {
            drifts.extend(self.change(untold)?);
        }
        Ok((changes.len() < BATCH, drifts))
    }

    /// Tells some acts; whether there may be more.
    fn acts(&self) -> Result<bool, store::Error> {
        let mut told: ActsTold = self.tx.sync_state(None, ACTS_TOLD)?.unwrap_or_default();
        let newest_account = self.tx.newest_account_number()?;
        if newest_account > told.newest_account {
            told.seq = 0;
        }
        let sets = self.tx.change_sets_after(told.seq, ACTS)?;
        let next = ActsTold { seq: sets.last().map_or(told.seq, |set| set.seq), newest_account };
        for set in &sets {
            if let Ok(plan) = serde_json::from_value::<ChangeSet>(set.plan.clone()) {
                self.act(&plan)?;
            }
        }
        if !sets.is_empty() || next != told {
            self.tx.set_sync_state(None, ACTS_TOLD, &next)?;
        }
        Ok(sets.len() == ACTS)
    }

    /// One entry for each account an act touches.
    fn act(&self, set: &ChangeSet) -> Result<(), store::Error> {
        let mut by_account: BTreeMap<&AccountId, Vec<Item>> = BTreeMap::new();
        for item in &set.items {
            by_account.entry(&item.account).or_default().push(item.clone());
        }
        for (account, items) in by_account {
            if self.tx.account(account)?.is_none() {
                continue;
            }
            let does = what(&items);
            let mut words = format!("{} {} {does}", set.author.actor, set.author.reason);
            for item in items.iter().take(NAMES) {
                words.push('\n');
                words.push_str(&item.name);
            }
            let one = match &items[..] {
                [one] => Some(one),
                _ => None,
            };
            self.tx.add_to_timeline(
                account,
                &NewTimelineRow {
                    source: set.author.source.as_str(),
                    kinds: items.iter().fold(0, |bits, item| bits | kinds_of(item)),
                    level: one.map(|item| item.level),
                    name: one.map_or("", |item| &item.name),
                    actor: Some(&set.author.actor),
                    // The object's own history has the rows of acts from the ledger.
                    object: None,
                    event_type: Some(&does),
                    change_set: Some(&set.id),
                    words: &words,
                    ..NewTimelineRow::new(set.made_at, self.told_at)
                },
            )?;
        }
        Ok(())
    }

    fn activity(&self, untold: &UntoldActivity) -> Result<(), store::Error> {
        let row = &untold.row;
        let logged = values::logged(row);
        let own = own::of_activity(self.tx, row, &logged, self.app_id.as_deref())?;
        self.tx.set_activity_told(untold.pk, own.as_deref())?;
        if own.is_some() {
            return Ok(());
        }
        let source = if own::is_meta(row) { "meta" } else { "outside" };
        if let Some(mut found) = self.noticed_before(untold, &logged)? {
            found.at = row.at;
            found.source = source.to_owned();
            found.actor.clone_from(&row.actor_name);
            found.event_type = Some(row.event_type.clone());
            let words = words(&found.name, &found.field, &[&found.from, &found.to, &found.actor, &found.event_type]);
            return self.tx.replace_in_timeline(&found, &words);
        }
        let field = logged.field.map_or("", |field| field.as_str());
        let name = row.object_name.as_deref().unwrap_or_default();
        let event = Some(row.event_type.clone());
        let level = match row.object_id.as_deref() {
            Some(id) => self.level_of(&row.account, id)?,
            None => Some(Level::Account),
        };
        self.tx.add_to_timeline(
            &row.account,
            &NewTimelineRow {
                source,
                kinds: kinds::bit(logged.kind),
                level,
                object: row.object_id.as_deref(),
                name,
                field,
                from: logged.from.as_deref(),
                to: logged.to.as_deref(),
                actor: row.actor_name.as_deref(),
                event_type: Some(&row.event_type),
                words: &words(name, field, &[&logged.from, &logged.to, &row.actor_name, &event]),
                ..NewTimelineRow::new(row.at, self.told_at)
            },
        )
    }

    /// The level of an id that Meta's log names. Its own words for levels are those of ten years ago.
    fn level_of(&self, account: &AccountId, id: &str) -> Result<Option<Level>, store::Error> {
        if id == account.digits() {
            return Ok(Some(Level::Account));
        }
        let Ok(id) = domain::ObjectId::parse(id) else { return Ok(None) };
        Ok(if self.tx.campaign(account, &id)?.is_some() {
            Some(Level::Campaign)
        } else if self.tx.ad_set(account, &id)?.is_some() {
            Some(Level::Adset)
        } else if self.tx.ad(account, &id)?.is_some() {
            Some(Level::Ad)
        } else {
            None
        })
    }

    fn change(&self, untold: &UntoldChange) -> Result<Vec<Drift>, store::Error> {
        let own = own::of_change(self.tx, untold)?;
        self.tx.set_change_told(untold.pk, own.as_deref())?;
        let change = &untold.change;
        let (from, to) = (change.from.as_deref(), change.to.as_deref());
        if own.is_some() || untold.object.is_empty() {
            return Ok(Vec::new());
        }
        match change.field.as_str() {
            "automation" | "features" => self.switches(untold, features::turned(from, to), None),
            "targeting" => {
                let (switch, rest) = features::in_targeting(from, to);
                let actor = if rest { self.setting(untold, "targeting")? } else { None };
                self.switches(untold, switch.into_iter().collect(), actor)
            }
            "deleted_at" => self.gone(untold).map(|()| Vec::new()),
            column => {
                let field = values::field_of_column(column, untold.level == Some(Level::Campaign));
                if let Some(field) = field {
                    self.setting(untold, field.as_str())?;
                }
                Ok(Vec::new())
            }
        }
    }

    /// Tells a setting that differs; answers who did it, where the log says so.
    fn setting(&self, untold: &UntoldChange, field: &str) -> Result<Option<TimelineRow>, store::Error> {
        let change = &untold.change;
        let kind = changes::Field::parse(field).map_or(ActivityKind::Other, kinds::of_field);
        let state = Turned { feature: field.to_owned(), from: change.from.clone(), to: change.to.clone() };
        self.put(untold, kinds::bit(kind), &state, None)
    }

    /// Tells switches that turned.
    fn switches(
        &self,
        untold: &UntoldChange,
        turned: Vec<Turned>,
        by: Option<TimelineRow>,
    ) -> Result<Vec<Drift>, store::Error> {
        let mut drifts = Vec::new();
        let named = if untold.level.is_none() { self.shown_as(untold)? } else { untold.clone() };
        for state in turned {
            let mut bits = kinds::bit(ActivityKind::Feature);
            if state.feature == features::AUDIENCE {
                bits |= kinds::bit(ActivityKind::Targeting);
            }
            self.put(&named, bits, &state, by.as_ref())?;
            let (account, name) = (named.account.clone(), named.name.clone());
            drifts.push(Drift { account, name, feature: state.feature, to: state.to });
        }
        Ok(drifts)
    }

    /// A creative as people know it: the ad that shows it, where only one does.
    fn shown_as(&self, untold: &UntoldChange) -> Result<UntoldChange, store::Error> {
        let shown = self.tx.ads_showing(&untold.account, &untold.object)?;
        Ok(match shown {
            Some((id, name, 1)) => {
                UntoldChange { level: Some(Level::Ad), object: id.to_string(), name, ..untold.clone() }
            }
            Some((_, name, count)) => {
                UntoldChange { name: format!("Creative of {name} and {} more", count - 1), ..untold.clone() }
            }
            None => untold.clone(),
        })
    }

    /// What cannot be read any more, and was not deleted as far as is known.
    fn gone(&self, untold: &UntoldChange) -> Result<(), store::Error> {
        let Ok(id) = domain::ObjectId::parse(&untold.object) else { return Ok(()) };
        let account = &untold.account;
        let status = match untold.level {
            Some(Level::Campaign) => self.tx.campaign(account, &id)?.map(|it| (it.row.status, it.row.effective_status)),
            Some(Level::Adset) => self.tx.ad_set(account, &id)?.map(|it| (it.row.status, it.row.effective_status)),
            Some(Level::Ad) => self.tx.ad(account, &id)?.map(|it| (it.row.status, it.row.effective_status)),
            Some(Level::Account) | None => None,
        };
        // A deletion shows as a status as well, and what is below something deleted is told of with it.
        let Some((status, _)) = status.filter(|(own, all)| own != "DELETED" && all != "DELETED") else { return Ok(()) };
        let state = Turned { feature: "status".to_owned(), from: Some(status), to: Some("DELETED".to_owned()) };
        self.put(untold, kinds::bit(ActivityKind::Status), &state, None).map(drop)
    }
}

fn kinds_of(item: &Item) -> u32 {
    if item.makes_something() {
        return kinds::bit(ActivityKind::Created);
    }
    item.changes().iter().fold(0, |bits, change| bits | kinds::bit(kinds::of_field(change.field)))
}
