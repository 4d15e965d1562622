//! Names by the workspace's templates: of what is made, and of what is renamed.

use std::collections::BTreeMap;

use changes::naming::{Naming, Template, Token};
use changes::{Edit, Field, Intent, Known, New, Parent, Snapshot, Value, Wanted};
use domain::{AccountDay, AccountId, AccountZone, Level, ObjectId, TimestampMillis};
use store::{Db, ObjectDetail, ObjectRef, Outline};

use crate::Error;
use crate::session::Session;

/// Ad sets of a campaign that its name is worked out from; Meta lets it have this many.
const MOST_BELOW: usize = 200;

/// An intent whose new objects are named by the templates, and what is known of its objects.
pub(super) async fn named(
    session: &Session,
    mut intent: Intent,
    objects: Vec<ObjectRef>,
    now: TimestampMillis,
) -> Result<(Intent, Known), Error> {
    let read = move |db: &Db| {
        let known = Known::read(db, &objects)?;
        let naming: Naming = db.setting(Naming::KEY)?.unwrap_or_default();
        let mut siblings = Siblings::default();
        for at in 0..intent.new.len() {
            if let Some(name) = name_of_new(db, &intent.new, at, &known, &naming, &mut siblings, now)?
                && let Some(new) = intent.new.get_mut(at)
            {
                new.fields.insert(Field::Name, Value::Text(name));
            }
        }
        Ok((intent, known))
    };
    Ok(session.store.read(read).await?)
}

/// Renaming each of these by the template of its level.
///
/// # Errors
/// [`Error::Invalid`] where a level has no template.
pub(super) async fn renamed(session: &Session, objects: Vec<ObjectRef>) -> Result<Vec<Wanted>, Error> {
    let (naming, wanted): (Naming, Vec<ObjectRef>) =
        session.store.read(move |db| Ok((db.setting(Naming::KEY)?.unwrap_or_default(), objects))).await?;
    let mut templates = BTreeMap::new();
    for level in [Level::Campaign, Level::Adset, Level::Ad] {
        if wanted.iter().any(|object| object.level == level) {
            let template = naming.of(level).ok().flatten();
            let missing =
                || Error::Invalid("There is no template of names for this level. Write one in the settings".into());
            templates.insert(level, template.ok_or_else(missing)?);
        }
    }
    let read = move |db: &Db| {
        let mut siblings = Siblings::default();
        let known = Known::read(db, &wanted)?;
        let mut changes = Vec::with_capacity(wanted.len());
        for object in wanted {
            let Some(template) = templates.get(&object.level) else { continue };
            // What is not here is told by the plan.
            let name = name_of_existing(db, &object, &known, template, &mut siblings)?.unwrap_or_default();
            let edit = Edit::Set { field: Field::Name, value: Some(Value::Text(name)) };
            changes.push(Wanted { objects: vec![object], edit });
        }
        Ok(changes)
    };
    Ok(session.store.read(read).await?)
}

/// Ids of what lies beside each other, so that it can be numbered.
#[derive(Debug, Default)]
pub(crate) struct Siblings(BTreeMap<AccountId, Outline>);

impl Siblings {
    fn of(&mut self, db: &Db, account: &AccountId) -> Result<&Outline, store::Error> {
        if !self.0.contains_key(account) {
            self.0.insert(account.clone(), db.outline(account)?);
        }
        // It was put there just now.
        self.0.get(account).ok_or(store::Error::NotFound)
    }

    /// What lies beside an object, the oldest first: Meta's ids grow.
    fn ids(&mut self, db: &Db, at: &ObjectRef, parent: Option<&ObjectId>) -> Result<Vec<ObjectId>, store::Error> {
        let outline = self.of(db, &at.account)?;
        let mut ids: Vec<ObjectId> = match at.level {
            Level::Account => Vec::new(),
            Level::Campaign => outline.campaigns.iter().map(|one| one.0.clone()).collect(),
            Level::Adset => {
                outline.adsets.iter().filter(|one| Some(&one.1) == parent).map(|one| one.0.clone()).collect()
            }
            Level::Ad => outline.ads.iter().filter(|one| Some(&one.1) == parent).map(|one| one.0.clone()).collect(),
        };
        ids.sort_by(|a, b| (a.as_str().len(), a).cmp(&(b.as_str().len(), b)));
        Ok(ids)
    }

    fn below(&mut self, db: &Db, campaign: &ObjectRef) -> Result<Vec<Snapshot>, store::Error> {
        let in_it = |one: &&(ObjectId, ObjectId, domain::ConversionAction)| one.1 == campaign.id;
        let outline = self.of(db, &campaign.account)?;
        let ids: Vec<ObjectId> =
            outline.adsets.iter().filter(in_it).take(MOST_BELOW).map(|one| one.0.clone()).collect();
        let reference = |id| ObjectRef { account: campaign.account.clone(), level: Level::Adset, id };
        let known = Known::read(db, &ids.into_iter().map(reference).collect::<Vec<_>>())?;
        Ok(known.objects.into_values().filter(|one| one.object.level == Level::Adset).collect())
    }
}

fn creative_name(db: &Db, object: &Snapshot) -> Result<Option<String>, store::Error> {
    let Some(Value::Json(json)) = object.get(Field::Creative) else { return Ok(None) };
    let id = json.get("creative_id").and_then(serde_json::Value::as_str).and_then(|id| ObjectId::parse(id).ok());
    let Some(id) = id else { return Ok(None) };
    Ok(db.creative(&object.object.account, &id)?.and_then(|row| row.name))
}

fn day_of(zone: &str, at: Option<TimestampMillis>) -> Option<AccountDay> {
    AccountZone::parse(zone).ok()?.day_of(at?)
}

/// The name an object that exists has by a template; none when it is not in the cache.
pub(crate) fn name_of_existing(
    db: &Db,
    object: &ObjectRef,
    known: &Known,
    template: &Template,
    siblings: &mut Siblings,
) -> Result<Option<String>, store::Error> {
    let (Some(now), Some(account)) = (known.objects.get(object), known.accounts.get(&object.account)) else {
        return Ok(None);
    };
    let at = |level, id: &Option<ObjectId>| {
        let id = id.clone()?;
        known.objects.get(&ObjectRef { account: object.account.clone(), level, id })
    };
    let created = match db.object(object)? {
        ObjectDetail::Campaign(found) => found.row.created_time,
        ObjectDetail::AdSet(found) => found.row.created_time,
        ObjectDetail::Ad(found, _) => found.row.created_time,
        ObjectDetail::Account(_) => None,
    };
    let parent = if object.level == Level::Ad { &now.adset } else { &now.campaign };
    let beside = siblings.ids(db, object, parent.as_ref())?;
    let place = beside.iter().position(|id| *id == object.id).unwrap_or(beside.len());
    let needs_below = object.level == Level::Campaign && template.has(Token::Country);
    let below = if needs_below { siblings.below(db, object)? } else { Vec::new() };
    let creative = creative_name(db, now)?;
    let facts = changes::naming::Named {
        object: now,
        campaign: at(Level::Campaign, &now.campaign),
        adset: at(Level::Adset, &now.adset),
        below: &below,
        account,
        creative: creative.as_deref(),
        made_on: day_of(&account.zone, created),
        number: place as u64 + 1,
    };
    let text = template.text_in(now.name(), &facts.facts(""));
    Ok(Some(template.fill(&facts.facts(&text))))
}

/// The name something new gets; none where names are free or it is a copy.
fn name_of_new(
    db: &Db,
    all: &[New],
    at: usize,
    known: &Known,
    naming: &Naming,
    siblings: &mut Siblings,
    now: TimestampMillis,
) -> Result<Option<String>, store::Error> {
    let Some(new) = all.get(at).filter(|new| new.copy_of.is_none()) else { return Ok(None) };
    // Kept templates were judged before they were kept.
    let Some(template) = naming.of(new.level).ok().flatten() else { return Ok(None) };
    let Some(account) = known.accounts.get(&new.account) else { return Ok(None) };
    let Some(object) = snapshot(new) else { return Ok(None) };
    let parent = above(new, all, known);
    let (campaign, adset) = match new.level {
        Level::Ad => {
            let campaign = parent.as_ref().and_then(|adset| {
                let made = all.iter().find(|one| snapshot(one).as_ref() == Some(adset));
                known.campaign_of(adset).cloned().or_else(|| above(made?, all, known))
            });
            (campaign, parent)
        }
        _ => (parent, None),
    };
    let inside = |one: &&New| one.level == Level::Adset && one.parent == Some(place(at));
    let below: Vec<Snapshot> = all.iter().filter(inside).filter_map(snapshot).collect();
    let there = match &new.parent {
        Some(Parent::Item(_)) => 0,
        Some(Parent::Object(id)) => siblings.ids(db, &object.object, Some(id))?.len(),
        None => siblings.ids(db, &object.object, None)?.len(),
    };
    let before = all
        .iter()
        .take(at)
        .filter(|one| (one.level, &one.parent, &one.account) == (new.level, &new.parent, &new.account));
    let creative = creative_name(db, &object)?;
    let facts = changes::naming::Named {
        object: &object,
        campaign: campaign.as_ref(),
        adset: adset.as_ref(),
        below: &below,
        account,
        creative: creative.as_deref(),
        made_on: day_of(&account.zone, Some(now)),
        number: (there + before.count() + 1) as u64,
    };
    Ok(Some(template.fill(&facts.facts(object.name()))))
}

fn place(at: usize) -> Parent {
    Parent::Item(u32::try_from(at).unwrap_or(u32::MAX))
}

fn snapshot(new: &New) -> Option<Snapshot> {
    let parent = match &new.parent {
        Some(Parent::Object(id)) => Some(id),
        _ => None,
    };
    Snapshot::of_new(&new.account, new.level, parent, &new.fields)
}

/// What something new is made in.
fn above(new: &New, all: &[New], known: &Known) -> Option<Snapshot> {
    let level = if new.level == Level::Ad { Level::Adset } else { Level::Campaign };
    match new.parent.as_ref()? {
        Parent::Object(id) => {
            known.objects.get(&ObjectRef { account: new.account.clone(), level, id: id.clone() }).cloned()
        }
        Parent::Item(number) => snapshot(all.get(usize::try_from(*number).ok()?)?),
    }
}
