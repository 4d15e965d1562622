//! From the write path's answers to what the page shows: words, formatted amounts, account names.

use changes::{Action, Conflict, Field, FieldChange, Finding, Item, Kept, Refusal, Value, Verdict};
use domain::TimestampMillis;
use store::ObjectRef;

use super::desk::Preview;
use crate::dto::{
    ChangeFinding, ChangeOutcome, ChangePreview, FieldConflict, FieldDiff, ObjectKey, PreviewProblem, PreviewRow,
    ProblemKind, RefusedRow, Severity, SpendEffect,
};
use crate::explorer::level_view;
use crate::object::money_text;

/// Rows that come with a preview at once.
const FIRST_ROWS: usize = 200;
/// Longest value shown; a targeting may have any length.
const MOST_SHOWN_CHARS: usize = 2_000;

pub(super) fn preview(preview: &Preview) -> ChangePreview {
    let (_, all) = changes::effects(&preview.set.items, &preview.known);
    let findings = || preview.verdicts.iter().flat_map(|verdict| &verdict.findings);
    let typed = preview.set.items.iter().zip(&preview.verdicts).flat_map(|(item, verdict)| {
        let asks = verdict.findings.iter().filter(|finding| finding.severity == changes::Severity::AskAmount);
        asks.filter_map(|finding| item.change_of(finding.field?)?.to?.minor()).collect::<Vec<_>>()
    });
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    ChangePreview {
        id: preview.set.id.clone(),
        plan_hash: preview.set.plan_hash(),
        row_count: count(preview.set.items.len()),
        can_be_sent: count(preview.verdicts.iter().filter(|verdict| verdict.can_be_sent()).count()),
        asks: findings().any(|finding| finding.severity == changes::Severity::Ask),
        amounts_to_type: typed.map(|minor| minor as f64).collect(),
        rows: preview_rows(preview, 0, FIRST_ROWS),
        problems: preview.verdicts.iter().filter_map(problem).collect(),
        refusals: preview.refusals.clone(),
        effects: all.into_iter().map(effect).collect(),
        checked: preview.checked,
        problem: preview.problem.clone(),
        undoes: preview.set.undoes.clone(),
    }
}

/// Why a row wants to be looked at; none where it would simply be sent.
fn problem(verdict: &Verdict) -> Option<PreviewProblem> {
    let has = |severity| verdict.findings.iter().any(|finding| finding.severity == severity);
    let kind = match verdict {
        _ if has(changes::Severity::Block) || verdict.meta.is_some() => ProblemKind::Refused,
        _ if !verdict.drift.is_empty() => ProblemKind::Changed,
        _ if has(changes::Severity::AskAmount) => ProblemKind::AsksAmount,
        _ if has(changes::Severity::Ask) => ProblemKind::Asks,
        _ => return None,
    };
    Some(PreviewProblem { item: verdict.item, kind })
}

fn effect(effect: changes::SpendEffect) -> SpendEffect {
    SpendEffect {
        currency: effect.currency,
        daily_minor: effect.daily_minor as f64,
        lifetime_minor: effect.lifetime_minor as f64,
    }
}

pub(super) fn preview_rows(preview: &Preview, offset: usize, limit: usize) -> Vec<PreviewRow> {
    let rows = preview.set.items.iter().zip(&preview.verdicts).skip(offset).take(limit);
    rows.map(|(item, verdict)| row(preview, item, verdict)).collect()
}

fn row(preview: &Preview, item: &Item, verdict: &Verdict) -> PreviewRow {
    let facts = preview.known.accounts.get(&item.account);
    let currency = facts.map(|facts| facts.currency.clone()).unwrap_or_default();
    let (each, _) = changes::effects(std::slice::from_ref(item), &preview.known);
    PreviewRow {
        item: verdict.item,
        account_id: item.account.node(),
        account_name: facts.map(|facts| facts.name.clone()).unwrap_or_default(),
        level: level_view(item.level),
        id: item.object().map(|object| object.id.to_string()),
        name: item.name.clone(),
        verb: item.verb().to_owned(),
        fields: item.changes().iter().map(|change| diff(change, &currency)).collect(),
        daily_effect_minor: each.first().map_or(0.0, |effect| effect.daily_minor as f64),
        findings: verdict.findings.iter().map(finding).collect(),
        conflicts: verdict.drift.iter().map(|drift| conflict(drift, &currency)).collect(),
        refused_by_meta: verdict.meta.as_ref().and_then(|detail| detail.text.clone()),
        can_be_sent: verdict.can_be_sent(),
        currency,
    }
}

fn finding(finding: &Finding) -> ChangeFinding {
    let severity = match finding.severity {
        changes::Severity::Note => Severity::Note,
        changes::Severity::Ask => Severity::Ask,
        changes::Severity::AskAmount => Severity::AskAmount,
        changes::Severity::Block => Severity::Block,
    };
    ChangeFinding { severity, field: finding.field.map(name), text: finding.text.clone() }
}

fn name(field: Field) -> String {
    field.as_str().to_owned()
}

pub(crate) fn diff(change: &FieldChange, currency: &str) -> FieldDiff {
    let minor = |value: &Option<Value>| value.as_ref().and_then(Value::minor).map(|minor| minor as f64);
    FieldDiff {
        field: name(change.field),
        label: change.field.words().to_owned(),
        before: change.from.as_ref().map(|value| shown(value, currency)),
        after: change.to.as_ref().map(|value| shown(value, currency)),
        before_minor: minor(&change.from),
        after_minor: minor(&change.to),
    }
}

pub(super) fn conflict(conflict: &Conflict, currency: &str) -> FieldConflict {
    let text = |value: &Option<Value>| value.as_ref().map(|value| shown(value, currency));
    FieldConflict {
        field: name(conflict.field),
        label: conflict.field.words().to_owned(),
        mine: text(&conflict.mine),
        theirs: text(&conflict.theirs),
        base: text(&conflict.base),
    }
}

/// A value as people read it. Instants are UTC here; the page has the account's zone.
pub(crate) fn shown(value: &Value, currency: &str) -> String {
    let text = match value {
        Value::Status(status) => words(status.as_str()),
        Value::Text(text) => text.clone(),
        Value::Money(minor) => money_text(*minor, currency),
        Value::Instant(at) => instant(*at),
        Value::Flag(flag) => if *flag { "Yes" } else { "No" }.to_owned(),
        Value::Json(json) => {
            let words = changes::meta_rules::words(json).or_else(|| changes::design::words(json));
            words.unwrap_or_else(|| json.to_string())
        }
    };
    text.chars().take(MOST_SHOWN_CHARS).collect()
}

fn instant(at: TimestampMillis) -> String {
    at.to_utc().map_or_else(|| "outside the calendar".to_owned(), |utc| utc.format("%Y-%m-%d %H:%M UTC").to_string())
}

fn words(constant: &str) -> String {
    let text = constant.replace('_', " ").to_lowercase();
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn key(object: &ObjectRef) -> ObjectKey {
    ObjectKey { account_id: object.account.node(), level: level_view(object.level), id: object.id.to_string() }
}

pub(super) fn refusal(refusal: &Refusal) -> RefusedRow {
    RefusedRow {
        object: refusal.object.as_ref().map(key),
        name: refusal.name.clone(),
        field: refusal.field.map(name),
        why: sentence(&refusal.why.to_string()),
        already_so: refusal.why == changes::Why::AlreadySo,
    }
}

pub(super) fn kept(kept: &Kept) -> RefusedRow {
    let object =
        kept.row.object.clone().map(|id| ObjectRef { account: kept.row.account.clone(), level: kept.row.level, id });
    RefusedRow {
        object: object.as_ref().map(key),
        name: kept.row.name.clone(),
        field: None,
        why: sentence(&kept.why.to_string()),
        already_so: false,
    }
}

pub(super) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

pub(super) fn outcome(text: &str) -> ChangeOutcome {
    use changes::Outcome as O;
    match O::parse(text).unwrap_or(O::NeedsPerson) {
        O::Planned => ChangeOutcome::Planned,
        O::Confirmed => ChangeOutcome::Confirmed,
        O::AlreadySo => ChangeOutcome::AlreadySo,
        O::Rejected => ChangeOutcome::Rejected,
        O::Drifted => ChangeOutcome::Drifted,
        O::Refused => ChangeOutcome::Refused,
        O::Waiting => ChangeOutcome::Waiting,
        O::NotApplied => ChangeOutcome::NotApplied,
        O::Marked => ChangeOutcome::Marked,
        O::NeedsPerson => ChangeOutcome::NeedsPerson,
        O::NotSent => ChangeOutcome::NotSent,
        O::Unconfirmed => ChangeOutcome::Unconfirmed,
    }
}

/// What an act does, in words: "Daily budget of 12 ad sets", "New campaign, ad set".
pub(crate) fn what(items: &[Item]) -> String {
    let made: Vec<&Item> = items.iter().filter(|item| item.makes_something()).collect();
    let edited = items.iter().filter(|item| matches!(item.action, Action::Edit { .. }));
    let (mut fields, mut objects) = (Vec::new(), 0_usize);
    let mut levels = std::collections::BTreeSet::new();
    for item in edited {
        objects += 1;
        levels.insert(item.level);
        for change in item.changes() {
            if !fields.contains(&change.field) {
                fields.push(change.field);
            }
        }
    }
    let mut parts = Vec::new();
    if objects > 0 {
        let names: Vec<&str> = fields.iter().map(|field| field.words()).collect();
        let level = match levels.first() {
            Some(level) if levels.len() == 1 => noun(*level, objects),
            _ => "objects".to_owned(),
        };
        parts.push(sentence(&format!("{} of {objects} {level}", names.join(", "))));
    }
    match made.as_slice() {
        [] => {}
        [one] => parts.push(format!("New {}", noun(one.level, 1))),
        several => parts.push(format!("{} new objects", several.len())),
    }
    parts.join("; ")
}

fn noun(level: domain::Level, count: usize) -> String {
    let one = match level {
        // Accounts themselves are not changed; what is changed at their level are rules of Meta's.
        domain::Level::Account => "rule of Meta's",
        domain::Level::Campaign => "campaign",
        domain::Level::Adset => "ad set",
        domain::Level::Ad => "ad",
    };
    match (count, level) {
        (1, _) => one.to_owned(),
        (_, domain::Level::Account) => "rules of Meta's".to_owned(),
        _ => format!("{one}s"),
    }
}
