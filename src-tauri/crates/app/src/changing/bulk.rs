//! Many objects at once: their settings as a table, and an act without some of its rows.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use changes::{ChangeSet, Field, Item, Known, Snapshot, Value};
use domain::{AccountId, Level, ObjectId};
use store::{Db, ObjectRef};

use super::desk::Preview;
use super::{MOST_OBJECTS, view};
use crate::Error;
use crate::app::App;
use crate::dto::{ChangePreview, ListSettings, NarrowPreview, SettingsRow};
use crate::explorer::level_view;

impl App {
    /// The same preview without some of its rows, with what it comes to then. What was checked stays checked.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a preview that is gone; [`Error::Invalid`] where it makes something new, since what
    /// is made together counts on each other.
    pub async fn narrow_preview(&self, input: NarrowPreview) -> Result<ChangePreview, Error> {
        let session = self.session().await?;
        let whole = session.changes.touch(&input.id)?;
        if whole.set.items.iter().any(Item::makes_something) {
            return Err(Error::Invalid("What is made together is sent together".into()));
        }
        let out: BTreeSet<u32> = input.leave_out.into_iter().collect();
        let (mut items, mut verdicts) = (Vec::new(), Vec::new());
        for (number, (item, verdict)) in (0_u32..).zip(whole.set.items.iter().zip(&whole.verdicts)) {
            if !out.contains(&number) {
                let item_number = u32::try_from(items.len()).unwrap_or(u32::MAX);
                verdicts.push(changes::Verdict { item: item_number, ..verdict.clone() });
                items.push(item.clone());
            }
        }
        let set = ChangeSet {
            id: session.changes.fresh_id(),
            author: whole.set.author.clone(),
            made_at: whole.set.made_at,
            undoes: whole.set.undoes.clone(),
            items,
            in_step: whole.set.in_step,
        };
        let narrowed = Preview {
            set,
            verdicts,
            known: Arc::clone(&whole.known),
            refusals: whole.refusals.clone(),
            checked: whole.checked,
            problem: whole.problem.clone(),
        };
        Ok(view::preview(&session.changes.keep(narrowed)))
    }

    /// Breaks off the checks under way; each answers with what is known on this computer.
    ///
    /// # Errors
    /// When no workspace is open.
    pub async fn cancel_check(&self) -> Result<(), Error> {
        self.session().await?.changes.cancel_checks();
        Ok(())
    }

    /// Settings of many objects as the cache has them.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more objects than one act may have; as [`App::preview_changes`] for the selection.
    pub async fn settings_table(&self, input: ListSettings) -> Result<Vec<SettingsRow>, Error> {
        let session = self.session().await?;
        let mut objects = match &input.selection {
            Some(selection) => self.selected(&session, selection).await?,
            None => Vec::new(),
        };
        if objects.len().saturating_add(input.ids.len()) > MOST_OBJECTS {
            return Err(Error::Invalid(format!("Look at the settings of at most {MOST_OBJECTS} objects at once")));
        }
        let ids: Vec<ObjectId> = input.ids.iter().filter_map(|id| ObjectId::parse(id).ok()).collect();
        let chosen = session.chosen();
        let read = move |db: &Db| {
            objects.extend(located(db, &chosen, &ids)?);
            let known = Known::read(db, &objects)?;
            Ok(objects.iter().filter_map(|object| settings_of(object, &known)).collect())
        };
        Ok(session.store.read(read).await?)
    }
}

/// Where these ids are. One object is usually beside the one before it, so that is where it is looked for first.
fn located(db: &Db, chosen: &[AccountId], ids: &[ObjectId]) -> Result<Vec<ObjectRef>, store::Error> {
    let mut places: Vec<(AccountId, Level)> = Vec::new();
    for account in chosen {
        places.extend([Level::Campaign, Level::Adset, Level::Ad].map(|level| (account.clone(), level)));
    }
    let mut found: HashMap<&ObjectId, ObjectRef> = HashMap::with_capacity(ids.len());
    for id in ids {
        if found.contains_key(id) {
            continue;
        }
        for place in 0..places.len() {
            let Some((account, level)) = places.get(place).cloned() else { continue };
            let object = ObjectRef { account, level, id: id.clone() };
            match db.object(&object) {
                Ok(_) => {
                    found.insert(id, object);
                    places.swap(0, place);
                    break;
                }
                Err(store::Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn settings_of(object: &ObjectRef, known: &Known) -> Option<SettingsRow> {
    let snapshot = known.objects.get(object)?;
    let minor = |field| snapshot.minor(field).map(|minor| minor as f64);
    Some(SettingsRow {
        account_id: object.account.node(),
        level: level_view(object.level),
        id: object.id.to_string(),
        name: snapshot.name().to_owned(),
        currency: known.accounts.get(&object.account).map(|facts| facts.currency.clone()).unwrap_or_default(),
        status: snapshot.status().map(|status| status.as_str().to_owned()),
        daily_budget_minor: minor(Field::DailyBudget),
        lifetime_budget_minor: minor(Field::LifetimeBudget),
        bid_amount_minor: minor(Field::BidAmount),
        start_at_ms: instant(snapshot, Field::StartTime),
        end_at_ms: instant(snapshot, Field::EndTime),
    })
}

fn instant(snapshot: &Snapshot, field: Field) -> Option<f64> {
    match snapshot.get(field)? {
        Value::Instant(at) => Some(at.0 as f64),
        _ => None,
    }
}
