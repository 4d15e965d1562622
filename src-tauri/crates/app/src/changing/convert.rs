//! From what crosses from the page to what the write path understands. Everything is checked here; nothing is trusted.

use std::collections::BTreeMap;

use changes::{Edit, Field, Intent, Kind, New, Parent, Value};
use domain::{AccountId, ConfiguredStatus, Level, ObjectId, TimestampMillis};
use store::ObjectRef;

use crate::Error;
use crate::dto::{ChangeEdit, FieldValue, NewObject, ObjectKey};
use crate::explorer::level_of;
use crate::session::Session;

/// Largest JSON of one setting.
const MOST_JSON_BYTES: usize = 256 * 1024;

fn invalid(text: impl Into<String>) -> Error {
    Error::Invalid(text.into())
}

/// As [`object`], for what is only looked at; an account is an object too.
pub(crate) fn object_ref(session: &Session, key: &ObjectKey) -> Result<ObjectRef, Error> {
    let account = account(&key.account_id, &session.chosen())?;
    let digits = key.id.strip_prefix("act_").unwrap_or(&key.id);
    let id = ObjectId::parse(digits).map_err(|_| Error::NotFound("object"))?;
    Ok(ObjectRef { account, level: level_of(key.level), id })
}

/// An object of an account that is chosen here.
pub(crate) fn object(key: &ObjectKey, chosen: &[AccountId]) -> Result<ObjectRef, Error> {
    let account = account(&key.account_id, chosen)?;
    let level = level_of(key.level);
    if level == Level::Account {
        return Err(invalid("Ad accounts themselves are not changed here"));
    }
    let id = ObjectId::parse(&key.id).map_err(|_| Error::NotFound("object"))?;
    Ok(ObjectRef { account, level, id })
}

pub(crate) fn account(id: &str, chosen: &[AccountId]) -> Result<AccountId, Error> {
    AccountId::parse(id).ok().filter(|id| chosen.contains(id)).ok_or(Error::NotFound("ad account"))
}

pub(super) fn field(name: &str) -> Result<Field, Error> {
    Field::parse(name).ok_or_else(|| {
        let name: String = name.chars().take(64).collect();
        invalid(format!("There is no setting {name:?}"))
    })
}

/// Whole minor units; a page's numbers are floating.
pub(crate) fn minor(number: f64) -> Result<i64, Error> {
    // Beyond this, neighbouring numbers are more than one apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() != 0.0 || !(-EXACT..=EXACT).contains(&number) {
        return Err(invalid("An amount is a whole number of the smallest unit"));
    }
    Ok(number as i64)
}

pub(super) fn value(field: Field, value: &FieldValue) -> Result<Value, Error> {
    let converted = match value {
        FieldValue::Status { value } => {
            let status = ConfiguredStatus::parse(value);
            Value::Status(status.ok_or_else(|| invalid("A status is ACTIVE, PAUSED, ARCHIVED or DELETED"))?)
        }
        FieldValue::Text { value } => Value::Text(value.clone()),
        FieldValue::Money { minor: number } => Value::Money(minor(*number)?),
        FieldValue::Instant { at_ms } => Value::Instant(TimestampMillis(minor(*at_ms)?)),
        FieldValue::Flag { value } => Value::Flag(*value),
        FieldValue::Json { text } if text.len() <= MOST_JSON_BYTES => {
            let json = serde_json::from_str(text);
            Value::Json(json.map_err(|error| invalid(format!("The {} is no JSON: {error}", field.words())))?)
        }
        FieldValue::Json { .. } => return Err(invalid("That is too long for one setting")),
    };
    Ok(converted)
}

/// A value as it crosses to the page.
pub(super) fn value_view(value: &Value) -> FieldValue {
    match value {
        Value::Status(status) => FieldValue::Status { value: status.as_str().to_owned() },
        Value::Text(text) => FieldValue::Text { value: text.clone() },
        Value::Money(minor) => FieldValue::Money { minor: *minor as f64 },
        Value::Instant(at) => FieldValue::Instant { at_ms: at.0 as f64 },
        Value::Flag(flag) => FieldValue::Flag { value: *flag },
        Value::Json(json) => FieldValue::Json { text: json.to_string() },
    }
}

pub(super) fn edit(edit: &ChangeEdit) -> Result<Edit, Error> {
    Ok(match edit {
        ChangeEdit::Set { field: name, value: new } => {
            let field = field(name)?;
            Edit::Set { field, value: new.as_ref().map(|new| value(field, new)).transpose()? }
        }
        ChangeEdit::Scale { field: name, percent, round_to_minor } => {
            let points = (percent * 100.0).round();
            if !(-10_000.0..=1_000_000.0).contains(&points) || (points - percent * 100.0).abs() > 1e-6 {
                return Err(invalid("A share is between -100 and 10,000 percent, with at most two decimals"));
            }
            let field = money(name)?;
            Edit::Scale { field, basis_points: points as i64, round_to_minor: minor(*round_to_minor)?.max(1) }
        }
        ChangeEdit::Add { field: name, minor: by } => Edit::Add { field: money(name)?, minor: minor(*by)? },
        ChangeEdit::Replace { find, .. } if find.is_empty() => return Err(invalid("Say which text to replace")),
        ChangeEdit::Replace { find, with } => Edit::Replace { find: find.clone(), with: with.clone() },
        // Worked out for each object before it comes here.
        ChangeEdit::Template {} => return Err(invalid("There is no template of names for this level")),
        ChangeEdit::Affix { before, after } => Edit::Affix { before: before.clone(), after: after.clone() },
    })
}

fn money(name: &str) -> Result<Field, Error> {
    let field = field(name)?;
    if field.kind() == Kind::Money { Ok(field) } else { Err(invalid(format!("The {} is no amount", field.words()))) }
}

pub(super) fn new(new: &NewObject, chosen: &[AccountId]) -> Result<New, Error> {
    let id = |text: &str| ObjectId::parse(text).map_err(|_| Error::NotFound("object"));
    let mut fields = BTreeMap::new();
    for setting in &new.fields {
        let field = field(&setting.field)?;
        fields.insert(field, value(field, &setting.value)?);
    }
    let parent = match (&new.parent_id, new.parent_item) {
        (Some(_), Some(_)) => return Err(invalid("Something new is made in one place")),
        (Some(parent), None) => Some(Parent::Object(id(parent)?)),
        (None, Some(item)) => Some(Parent::Item(item)),
        (None, None) => None,
    };
    let copy_of = new.copy_of.as_deref().map(id).transpose()?.map(|source| (source, new.deep));
    let level = level_of(new.level);
    if level == Level::Account {
        return Err(invalid("Ad accounts are not made here"));
    }
    Ok(New { account: account(&new.account_id, chosen)?, level, parent, copy_of, fields })
}

/// What new objects are made in or copied from, which a plan has to know.
pub(super) fn parents_of(intent: &Intent) -> Vec<ObjectRef> {
    let mut parents = Vec::new();
    for new in &intent.new {
        let above = match new.level {
            Level::Ad => Level::Adset,
            _ => Level::Campaign,
        };
        let reference = |level, id: &ObjectId| ObjectRef { account: new.account.clone(), level, id: id.clone() };
        if let Some(Parent::Object(id)) = &new.parent {
            parents.push(reference(above, id));
        }
        if let Some((source, _)) = &new.copy_of {
            parents.push(reference(new.level, source));
        }
    }
    parents
}
