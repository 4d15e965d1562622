//! What changed, from Meta's activity log and from what syncs noticed themselves.

use domain::{AccountZone, DayRange, Level, TimestampMillis};
use serde_json::Value;
use store::{Db, ObjectRef};

use super::settings::money_text;
use crate::dto::{Change, ChangeSource};

/// Most changes of one answer; a drawer that lists more is no longer read.
const MOST_CHANGES: usize = 500;

/// Changes of an object, newest first.
pub(super) fn of(db: &Db, object: &ObjectRef, currency: &str, limit: usize) -> Result<Vec<Change>, store::Error> {
    let mut all = from_log(db, object, currency, None)?;
    if all.is_empty() {
        // Meta keeps its log for a while only; what syncs saw changing stays.
        all = noticed(db, object, currency)?;
    }
    all.sort_by(|a, b| b.at_ms.total_cmp(&a.at_ms));
    all.truncate(limit);
    Ok(all)
}

/// Changes of an object within some days of the account.
pub(super) fn within(
    db: &Db,
    object: &ObjectRef,
    currency: &str,
    range: DayRange,
    zone: &str,
) -> Result<Vec<Change>, store::Error> {
    let Ok(zone) = AccountZone::parse(zone) else { return Ok(Vec::new()) };
    let (from, to) = (zone.start_of(range.since()), zone.start_of(range.until().plus_days(1)));
    let mut all = from_log(db, object, currency, Some((from, to)))?;
    all.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
    Ok(all)
}

fn from_log(
    db: &Db,
    object: &ObjectRef,
    currency: &str,
    between: Option<(TimestampMillis, TimestampMillis)>,
) -> Result<Vec<Change>, store::Error> {
    let id = (object.level != Level::Account).then(|| object.id.to_string());
    let (from, to) = between.unwrap_or((TimestampMillis(0), TimestampMillis(i64::MAX)));
    let rows = db.activities(&object.account, from, id.as_deref(), MOST_CHANGES)?;
    Ok(rows.into_iter().filter(|row| row.at < to).map(|row| change_of(row, currency)).collect())
}

fn change_of(row: store::ActivityRow, currency: &str) -> Change {
    let extra: Value = serde_json::from_str(&row.extra).unwrap_or_default();
    // Meta puts the details into a JSON text inside the JSON.
    let nested = extra.get("extra_data").and_then(Value::as_str).and_then(|text| serde_json::from_str(text).ok());
    let details: Value = nested.unwrap_or(extra);
    let is_money = row.event_type.contains("budget") || row.event_type.contains("bid");
    let shown = |key: &str| details.get(key).and_then(|value| value_text(value, is_money.then_some(currency)));
    Change {
        at_ms: row.at.0 as f64,
        source: if row.actor_name.as_deref() == Some("Meta") { ChangeSource::Meta } else { ChangeSource::Outside },
        actor: row.actor_name,
        what: words(&row.event_type),
        before: shown("old_value"),
        after: shown("new_value"),
    }
}

fn noticed(db: &Db, object: &ObjectRef, currency: &str) -> Result<Vec<Change>, store::Error> {
    if object.level == Level::Account {
        return Ok(Vec::new());
    }
    let shown = |field: &str, text: Option<String>| match text {
        Some(text) if field.ends_with("_minor") => Some(text.parse().map_or(text, |minor| money_text(minor, currency))),
        other => other,
    };
    let changes = db.history(object)?.into_iter().map(|change| Change {
        at_ms: change.noticed_at.0 as f64,
        actor: None,
        source: ChangeSource::Outside,
        what: words(change.field.trim_end_matches("_minor")),
        before: shown(&change.field, change.from),
        after: shown(&change.field, change.to),
    });
    Ok(changes.collect())
}

fn value_text(value: &Value, currency: Option<&str>) -> Option<String> {
    let minor = match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    match (value, currency, minor) {
        (_, Some(currency), Some(minor)) => Some(money_text(minor, currency)),
        (Value::Null, ..) => None,
        (Value::String(text), ..) => Some(text.chars().take(200).collect()),
        (other, ..) => Some(other.to_string().chars().take(200).collect()),
    }
}

/// `update_ad_set_budget` as "Update ad set budget".
fn words(name: &str) -> String {
    let text = name.replace('_', " ");
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => text,
    }
}
