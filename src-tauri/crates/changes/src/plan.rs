//! From what is asked to what is sent: absolute values for each object, worked out from the cache and from nothing else.

use std::collections::BTreeMap;

use domain::{ConfiguredStatus, Level, TimestampMillis};
use store::ObjectRef;

use crate::field::{Field, Kind};
use crate::intent::{Edit, Intent, New};
use crate::set::{Action, Author, ChangeSet, FieldChange, Item, Parent};
use crate::snapshot::{Known, Snapshot};
use crate::value::{Value, same};

/// What a plan comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What would be sent.
    pub items: Vec<Item>,
    /// What was asked and cannot be, each with its reason. Nothing is clamped.
    pub refusals: Vec<Refusal>,
}

/// Something asked for that is not in the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The object; none for something new.
    pub object: Option<ObjectRef>,
    /// Its name, where it is known.
    pub name: String,
    /// The field.
    pub field: Option<Field>,
    /// Why.
    pub why: Why,
}

/// Why something asked for is not in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The object is not in the cache.
    #[error("it is not in this workspace")]
    Unknown,
    /// It has that value already.
    #[error("it is so already")]
    AlreadySo,
    /// Objects of this level have no such field.
    #[error("there is no such setting at this level")]
    NoSuchField,
    /// The field is settled when the object is made.
    #[error("it cannot be changed once the object exists")]
    Fixed,
    /// The value is of another kind, or no amount.
    #[error("that is not a value for it")]
    BadValue,
    /// There is no amount to start from.
    #[error("it has no amount to start from")]
    NoAmount,
    /// The amount would be nothing, less than nothing, or beyond all bounds.
    #[error("the amount would be out of range")]
    OutOfRange,
    /// The value cannot be taken away.
    #[error("it cannot be left empty")]
    CannotClear,
    /// Archived and deleted objects are frozen.
    #[error("it is archived or deleted, which freezes it")]
    Frozen,
    /// What it should be made in is missing, at the wrong level, or comes later.
    #[error("what it should be made in does not fit")]
    BadParent,
}

impl Plan {
    /// The plan as an act.
    pub fn into_set(self, id: String, author: Author, made_at: TimestampMillis) -> ChangeSet {
        ChangeSet { id, author, made_at, undoes: None, items: self.items, in_step: false }
    }
}

/// Works out what is asked. The same question about the same cache always gives the same plan.
pub fn plan(intent: &Intent, known: &Known) -> Plan {
    let mut desk = Desk { known, open: Vec::new(), places: BTreeMap::new(), refusals: Vec::new() };
    for wanted in &intent.changes {
        for object in &wanted.objects {
            desk.edit(object, &wanted.edit);
        }
    }
    let mut items = desk.settle();
    let first = items.len();
    let mut refusals = desk.refusals;
    for new in &intent.new {
        match item_of(new, known, first, &items) {
            Ok(item) => items.push(item),
            // What comes after would count its parents wrongly, and half a tree helps nobody.
            Err(why) => {
                let name = new.fields.get(&Field::Name).and_then(Value::text).unwrap_or_default();
                refusals.push(Refusal { object: None, name: name.to_owned(), field: None, why });
                items.truncate(first);
                break;
            }
        }
    }
    Plan { items, refusals }
}

/// The values an object will have, while a plan is made.
struct Working<'a> {
    before: &'a Snapshot,
    now: BTreeMap<Field, Option<Value>>,
}

struct Desk<'a> {
    known: &'a Known,
    open: Vec<Working<'a>>,
    /// Where each object is in `open`.
    places: BTreeMap<&'a ObjectRef, usize>,
    refusals: Vec<Refusal>,
}

impl<'a> Desk<'a> {
    fn edit(&mut self, object: &ObjectRef, edit: &Edit) {
        let Some(before) = self.known.objects.get(object) else {
            return self.refuse(object, String::new(), edit.field(), Why::Unknown);
        };
        let at = self.places.get(object).copied();
        let current = match at.and_then(|at| self.open.get(at)?.now.get(&edit.field())) {
            Some(value) => value.clone(),
            None => before.get(edit.field()).cloned(),
        };
        match outcome(before, edit, current.as_ref()) {
            Ok(value) => {
                let at = at.unwrap_or_else(|| {
                    self.open.push(Working { before, now: BTreeMap::new() });
                    self.places.insert(&before.object, self.open.len() - 1);
                    self.open.len() - 1
                });
                if let Some(working) = self.open.get_mut(at) {
                    working.now.insert(edit.field(), value);
                }
            }
            Err(why) => self.refuse(object, before.name().to_owned(), edit.field(), why),
        }
    }

    fn refuse(&mut self, object: &ObjectRef, name: String, field: Field, why: Why) {
        self.refusals.push(Refusal { object: Some(object.clone()), name, field: Some(field), why });
    }

    /// One item an object, without what stays as it is.
    fn settle(&mut self) -> Vec<Item> {
        let mut items = Vec::with_capacity(self.open.len());
        for working in std::mem::take(&mut self.open) {
            let before = working.before;
            let mut fields = Vec::new();
            for (field, to) in working.now {
                let from = before.get(field).cloned();
                if before.knows(field) && same(from.as_ref(), to.as_ref()) {
                    self.refuse(&before.object, before.name().to_owned(), field, Why::AlreadySo);
                } else {
                    fields.push(FieldChange { field, from, to, unread: !before.knows(field) });
                }
            }
            if !fields.is_empty() {
                let ObjectRef { account, level, id } = before.object.clone();
                items.push(Item {
                    account,
                    level,
                    name: before.name().to_owned(),
                    action: Action::Edit { id, fields },
                });
            }
        }
        items
    }
}

/// The value a field gets.
fn outcome(before: &Snapshot, edit: &Edit, current: Option<&Value>) -> Result<Option<Value>, Why> {
    let field = edit.field();
    if !field.exists_at(before.object.level) {
        return Err(Why::NoSuchField);
    }
    if !field.is_editable() {
        return Err(Why::Fixed);
    }
    check_frozen(before.status(), edit)?;
    let amount = || current.and_then(Value::minor).ok_or(Why::NoAmount);
    let value = match edit {
        Edit::Set { value: Some(value), .. } => value.clone(),
        Edit::Set { value: None, .. } if crate::value::cleared(field).is_some() => return Ok(None),
        Edit::Set { value: None, .. } => return Err(Why::CannotClear),
        Edit::Scale { basis_points, round_to_minor, .. } => {
            Value::Money(scaled(amount()?, *basis_points, *round_to_minor).ok_or(Why::OutOfRange)?)
        }
        Edit::Add { minor, .. } => Value::Money(amount()?.checked_add(*minor).ok_or(Why::OutOfRange)?),
        Edit::Replace { find, with } if !find.is_empty() => Value::Text(name_of(current).replace(find, with)),
        Edit::Replace { .. } => return Err(Why::BadValue),
        Edit::Affix { before, after } => Value::Text(format!("{before}{}{after}", name_of(current))),
    };
    match value {
        value if value.fits(field) => Ok(Some(value)),
        Value::Money(_) if field.kind() == Kind::Money => Err(Why::OutOfRange),
        _ => Err(Why::BadValue),
    }
}

fn name_of(current: Option<&Value>) -> &str {
    current.and_then(Value::text).unwrap_or_default()
}

/// Archived objects can be named and deleted, deleted ones only named.
fn check_frozen(status: Option<ConfiguredStatus>, edit: &Edit) -> Result<(), Why> {
    let deletes = matches!(edit, Edit::Set { value: Some(Value::Status(ConfiguredStatus::Deleted)), .. });
    match status {
        Some(ConfiguredStatus::Archived) if edit.field() == Field::Name || deletes => Ok(()),
        Some(ConfiguredStatus::Deleted) if edit.field() == Field::Name => Ok(()),
        Some(ConfiguredStatus::Archived | ConfiguredStatus::Deleted) => Err(Why::Frozen),
        _ => Ok(()),
    }
}

/// `minor` changed by hundredths of a percent, to the nearest multiple of `step`, halves away from zero.
fn scaled(minor: i64, basis_points: i64, step: i64) -> Option<i64> {
    let step = i128::from(step.max(1));
    let exact = i128::from(minor).checked_mul(10_000_i128.checked_add(i128::from(basis_points))?)?;
    let whole = step.checked_mul(10_000)?;
    let half = if exact < 0 { -whole / 2 } else { whole / 2 };
    let steps = exact.checked_add(half)?.checked_div(whole)?;
    i64::try_from(steps.checked_mul(step)?).ok()
}

fn item_of(new: &New, known: &Known, first: usize, items: &[Item]) -> Result<Item, Why> {
    if !known.accounts.contains_key(&new.account) {
        return Err(Why::Unknown);
    }
    if new.fields.keys().any(|field| !field.exists_at(new.level)) {
        return Err(Why::NoSuchField);
    }
    if new.fields.iter().any(|(field, value)| !value.fits(*field)) {
        return Err(Why::BadValue);
    }
    let parent = match &new.parent {
        Some(Parent::Item(number)) => {
            let at =
                usize::try_from(*number).ok().and_then(|number| first.checked_add(number)).ok_or(Why::BadParent)?;
            let above = items.get(at).ok_or(Why::BadParent)?;
            if above.level != above_level(new.level).ok_or(Why::BadParent)? || above.account != new.account {
                return Err(Why::BadParent);
            }
            Some(Parent::Item(u32::try_from(at).map_err(|_| Why::BadParent)?))
        }
        Some(Parent::Object(id)) => {
            let level = above_level(new.level).ok_or(Why::BadParent)?;
            let object = ObjectRef { account: new.account.clone(), level, id: id.clone() };
            let parent = known.objects.get(&object).ok_or(Why::BadParent)?;
            if matches!(parent.status(), Some(ConfiguredStatus::Archived | ConfiguredStatus::Deleted)) {
                return Err(Why::Frozen);
            }
            Some(Parent::Object(id.clone()))
        }
        None if new.level == Level::Campaign || new.copy_of.is_some() => None,
        None => return Err(Why::BadParent),
    };
    let mut fields = new.fields.clone();
    let action = match &new.copy_of {
        None if !fields.contains_key(&Field::Name) => return Err(Why::BadValue),
        None => {
            // Nothing new delivers before a person has looked at it.
            fields.insert(Field::Status, Value::Status(ConfiguredStatus::Paused));
            Action::Create { parent, fields }
        }
        Some((source, deep)) => {
            let object = ObjectRef { account: new.account.clone(), level: new.level, id: source.clone() };
            let was = known.objects.get(&object).ok_or(Why::Unknown)?;
            fields.entry(Field::Name).or_insert_with(|| Value::Text(format!("{} - Copy", was.name())));
            fields.remove(&Field::Status);
            Action::Copy { source: source.clone(), into: parent, deep: *deep, fields }
        }
    };
    let (Action::Create { fields, .. } | Action::Copy { fields, .. }) = &action else { return Err(Why::BadValue) };
    let name = fields.get(&Field::Name).and_then(Value::text).map(str::to_owned);
    Ok(Item { account: new.account.clone(), level: new.level, name: name.unwrap_or_default(), action })
}

fn above_level(level: Level) -> Option<Level> {
    match level {
        Level::Account | Level::Campaign => None,
        Level::Adset => Some(Level::Campaign),
        Level::Ad => Some(Level::Adset),
    }
}

#[cfg(test)]
mod tests;
