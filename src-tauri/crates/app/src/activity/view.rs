//! From the timeline and the ledger to entries as the page shows them.

use std::collections::BTreeMap;

use changes::{Field, FieldChange, Outcome, Value};
use domain::{AccountId, Level};
use serde_json::Value as Json;
use store::{ChangeAuthor, ChangeRow, Db, ObjectRef, TimelineRow};

use super::{features, kinds, put_back, values};
use crate::changing::{diff, shown};
use crate::dto::{ActivityEntry, ActivityResult, ActivitySource, FieldDiff};
use crate::explorer::level_view;

/// Differences shown of one nested setting.
const MOST_LEAVES: usize = 12;
/// Deepest place in a nested setting that is compared by itself.
const DEEPEST: usize = 6;

/// Names and currencies of accounts.
pub(super) type Accounts = BTreeMap<AccountId, (String, String)>;

pub(super) fn accounts(db: &Db) -> Result<Accounts, store::Error> {
    Ok(db.accounts()?.into_iter().map(|row| (row.id, (row.name, row.currency))).collect())
}

/// An entry of the timeline.
pub(super) fn entry(db: &Db, row: TimelineRow, accounts: &Accounts) -> Result<ActivityEntry, store::Error> {
    match row.change_set.clone() {
        Some(id) => act(db, row, &id, accounts),
        None => Ok(outside(row, accounts)),
    }
}

/// Something others did.
pub(super) fn outside(row: TimelineRow, accounts: &Accounts) -> ActivityEntry {
    let (account_name, currency) = accounts.get(&row.account).cloned().unwrap_or_default();
    let judged = put_back::judge(&row);
    let fields = fields(&row, &currency);
    let what = match (&row.event_type, fields.first()) {
        (_, Some(first)) if fields.len() == 1 => sentence(&first.label),
        (Some(event), _) => words_of_event(event),
        (None, _) => sentence(&label(&row.field)),
    };
    ActivityEntry {
        id: format!("o{}", row.pk),
        at_ms: row.at.0 as f64,
        // Where the log knows when it happened, when it was found says nothing more.
        noticed_at_ms: row.noticed_at.filter(|_| row.event_type.is_none()).map(|at| at.0 as f64),
        source: if row.source == "meta" { ActivitySource::Meta } else { ActivitySource::Outside },
        actor: row.actor,
        kinds: kinds::of_bits(row.kinds),
        account_id: row.account.node(),
        account_name,
        level: row.level.map(level_view),
        object_id: if row.level == Some(Level::Account) { Some(row.account.node()) } else { row.object },
        name: row.name,
        objects: 1,
        what,
        fields,
        reason: None,
        result: None,
        succeeded: 0,
        text: None,
        change_id: None,
        undoes: None,
        undone: false,
        can_undo: false,
        can_put_back: judged.is_ok(),
        why_not: judged.err().flatten().map(str::to_owned),
    }
}

/// An act of ours in one account.
fn act(db: &Db, row: TimelineRow, id: &str, accounts: &Accounts) -> Result<ActivityEntry, store::Error> {
    let author = db.change_set_author(id)?;
    let counts = db.change_counts_in(id, &row.account)?;
    let sum = |wanted: &dyn Fn(&str, bool) -> bool| -> usize {
        counts.iter().filter(|(outcome, undone, _)| wanted(outcome, *undone)).map(|(.., count)| count).sum()
    };
    let objects = sum(&|_, _| true);
    let succeeded = sum(&|outcome, _| Outcome::parse(outcome).is_some_and(|outcome| !outcome.can_be_retried()));
    let taken_back = sum(&|_, undone| undone);
    let can_undo = sum(&|outcome, undone| has_happened(outcome) && !undone) > 0;
    let one = if objects == 1 { db.first_change_in(id, &row.account)? } else { None };
    let (account_name, currency) = accounts.get(&row.account).cloned().unwrap_or_default();
    let open = author.as_ref().is_some_and(|author| author.state == "open");
    let result = match succeeded {
        _ if open => ActivityResult::Running,
        0 => ActivityResult::NotDone,
        done if done == objects => ActivityResult::Done,
        _ => ActivityResult::Partly,
    };
    let (reason, undoes) = author.map_or((None, None), |author| (reason_of(&author), author.undoes));
    Ok(ActivityEntry {
        id: format!("o{}", row.pk),
        at_ms: row.at.0 as f64,
        noticed_at_ms: None,
        source: source_of(&row.source),
        actor: row.actor,
        kinds: kinds::of_bits(row.kinds),
        account_id: row.account.node(),
        account_name,
        level: row.level.map(level_view),
        object_id: one.as_ref().and_then(|one| one.object.as_ref()).map(ToString::to_string),
        name: row.name,
        objects: u32::try_from(objects).unwrap_or(u32::MAX),
        what: row.event_type.unwrap_or_default(),
        fields: one.as_ref().map(|one| fields_of(one, &currency)).unwrap_or_default(),
        reason,
        result: Some(result),
        succeeded: u32::try_from(succeeded).unwrap_or(u32::MAX),
        text: one.and_then(|one| text_of(&one)),
        change_id: Some(id.to_owned()),
        undoes,
        undone: taken_back > 0 && !can_undo,
        can_undo,
        can_put_back: false,
        why_not: None,
    })
}

/// One object of an act of ours, for the object's own history.
pub(super) fn own(row: ChangeRow, author: Option<ChangeAuthor>, accounts: &Accounts) -> ActivityEntry {
    let (account_name, currency) = accounts.get(&row.account).cloned().unwrap_or_default();
    let fields = fields_of(&row, &currency);
    let outcome = Outcome::parse(&row.outcome);
    let result = match outcome {
        Some(Outcome::Planned) => ActivityResult::Running,
        Some(outcome) if !outcome.can_be_retried() => ActivityResult::Done,
        _ => ActivityResult::NotDone,
    };
    let labels: Vec<&str> = fields.iter().map(|field| field.label.as_str()).collect();
    let what = sentence(&labels.join(", "));
    let changed: Vec<FieldChange> = serde_json::from_value(row.fields.clone()).unwrap_or_default();
    let bits = changed.iter().fold(0, |bits, change| bits | kinds::bit(kinds::of_field(change.field)));
    let text = text_of(&row);
    let (source, actor) = author
        .as_ref()
        .map_or((ActivitySource::Person, None), |author| (source_of(&author.source), Some(author.actor.clone())));
    ActivityEntry {
        id: format!("c{}.{}", row.change_set, row.item),
        at_ms: row.at.map_or(0.0, |at| at.0 as f64),
        noticed_at_ms: None,
        source,
        actor,
        kinds: kinds::of_bits(bits),
        account_id: row.account.node(),
        account_name,
        level: Some(level_view(row.level)),
        object_id: row.object.map(|id| id.to_string()),
        name: row.name,
        objects: 1,
        what,
        fields,
        reason: author.as_ref().and_then(reason_of),
        result: Some(result),
        succeeded: u32::from(result == ActivityResult::Done),
        text,
        can_undo: has_happened(&row.outcome) && row.undone_by.is_none(),
        undone: row.undone_by.is_some(),
        change_id: Some(row.change_set),
        undoes: author.and_then(|author| author.undoes),
        can_put_back: false,
        why_not: None,
    }
}

fn has_happened(outcome: &str) -> bool {
    matches!(Outcome::parse(outcome), Some(Outcome::Confirmed | Outcome::Marked))
}

fn source_of(text: &str) -> ActivitySource {
    match text {
        "rule" => ActivitySource::Rule,
        "studio" => ActivitySource::Studio,
        _ => ActivitySource::Person,
    }
}

/// The word of a source in the timeline.
pub(super) fn source_word(source: ActivitySource) -> &'static str {
    match source {
        ActivitySource::Person => "person",
        ActivitySource::Rule => "rule",
        ActivitySource::Studio => "studio",
        ActivitySource::Outside => "outside",
        ActivitySource::Meta => "meta",
    }
}

fn reason_of(author: &ChangeAuthor) -> Option<String> {
    Some(author.reason.clone()).filter(|reason| !reason.is_empty())
}

fn text_of(row: &ChangeRow) -> Option<String> {
    let done = Outcome::parse(&row.outcome).is_some_and(|outcome| !outcome.can_be_retried());
    row.detail.get("text").and_then(Json::as_str).filter(|_| !done).map(str::to_owned)
}

fn fields_of(row: &ChangeRow, currency: &str) -> Vec<FieldDiff> {
    let changed: Vec<FieldChange> = serde_json::from_value(row.fields.clone()).unwrap_or_default();
    changed.iter().flat_map(|change| spread(diff(change, currency), &change.from, &change.to)).collect()
}

/// From what to what, as far as is known.
fn fields(row: &TimelineRow, currency: &str) -> Vec<FieldDiff> {
    if row.field.is_empty() || (row.from.is_none() && row.to.is_none()) {
        return Vec::new();
    }
    let Some(field) = Field::parse(&row.field) else {
        let state = |text: &Option<String>| text.as_deref().map(features::state_words);
        return vec![plain(&row.field, features::label(&row.field), state(&row.from), state(&row.to))];
    };
    let value = |text: &Option<String>| text.as_deref().and_then(|text| values::value_of(field, text));
    let (from, to) = (value(&row.from), value(&row.to));
    let minor = |value: &Option<Value>| value.as_ref().and_then(Value::minor).map(|minor| minor as f64);
    let text = |value: &Option<Value>, raw: &Option<String>| {
        value.as_ref().map(|value| shown(value, currency)).or_else(|| raw.clone())
    };
    let all = FieldDiff {
        before_minor: minor(&from),
        after_minor: minor(&to),
        ..plain(&row.field, field.words().to_owned(), text(&from, &row.from), text(&to, &row.to))
    };
    spread(all, &from, &to)
}

/// A nested setting as the single places that differ, where both sides are known.
fn spread(all: FieldDiff, from: &Option<Value>, to: &Option<Value>) -> Vec<FieldDiff> {
    let (Some(Value::Json(before)), Some(Value::Json(after))) = (from, to) else { return vec![all] };
    if all.field == Field::Creative.as_str() {
        let id = |json: &Json| json.get("creative_id").and_then(Json::as_str).map(str::to_owned);
        return vec![FieldDiff { before: id(before), after: id(after), ..all }];
    }
    let mut leaves = Vec::new();
    differing(before, after, "", 0, &mut leaves);
    if leaves.is_empty() || leaves.len() > MOST_LEAVES {
        return vec![all];
    }
    let one = |(path, before, after): (String, Option<String>, Option<String>)| {
        plain(&all.field, format!("{}: {path}", all.label), before, after)
    };
    leaves.into_iter().map(one).collect()
}

type Leaf = (String, Option<String>, Option<String>);

fn differing(before: &Json, after: &Json, path: &str, depth: usize, leaves: &mut Vec<Leaf>) {
    if before == after || leaves.len() > MOST_LEAVES {
        return;
    }
    match (before, after) {
        (Json::Object(left), Json::Object(right)) if depth < DEEPEST => {
            let mut names: Vec<&String> = left.keys().chain(right.keys()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                let words = name.replace('_', " ");
                let path = if path.is_empty() { words } else { format!("{path}, {words}") };
                let side = |map: &serde_json::Map<String, Json>| map.get(name).cloned().unwrap_or_default();
                differing(&side(left), &side(right), &path, depth + 1, leaves);
            }
        }
        _ => leaves.push((path.to_owned(), leaf(before), leaf(after))),
    }
}

fn leaf(value: &Json) -> Option<String> {
    /// Longest value of one place.
    const MOST_CHARS: usize = 300;
    let text = match value {
        Json::Null => return None,
        Json::String(text) => text.clone(),
        Json::Array(list) => {
            let named = |one: &Json| {
                let name = one.get("name").or_else(|| one.get("key")).or_else(|| one.get("id")).unwrap_or(one);
                name.as_str().map_or_else(|| name.to_string(), str::to_owned)
            };
            list.iter().map(named).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    Some(text.chars().take(MOST_CHARS).collect())
}

fn plain(field: &str, label: String, before: Option<String>, after: Option<String>) -> FieldDiff {
    FieldDiff { field: field.to_owned(), label, before, after, before_minor: None, after_minor: None }
}

fn label(field: &str) -> String {
    Field::parse(field).map_or_else(|| features::label(field), |field| field.words().to_owned())
}

/// `update_ad_set_budget` as "Update ad set budget".
fn words_of_event(event: &str) -> String {
    sentence(&event.trim_start_matches("di_").replace('_', " "))
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The object of an entry, where it is one that can be opened.
pub(super) fn object_of(row: &TimelineRow) -> Option<ObjectRef> {
    let id = domain::ObjectId::parse(row.object.as_deref()?).ok()?;
    Some(ObjectRef { account: row.account.clone(), level: row.level?, id })
}
