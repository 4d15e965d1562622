//! Meta's rules in words.

use domain::{AccountId, Currency};
use graph::{AdRuleRun, LiveObject};
use rules::meta::{Entry, Filter, Spec, Times, Value};

use super::spec;
use crate::dto::{MetaRule, MetaRuleResult, MetaRuleRun, ObjectLevel};
use crate::object::money_text;

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// Fields whose numbers are amounts in minor units.
fn is_money(field: &str) -> bool {
    let bare = field.rsplit('.').next().unwrap_or(field);
    matches!(bare, "cpc" | "cpm" | "cpp" | "cpa" | "daily_budget" | "lifetime_budget" | "spend_cap" | "bid_amount")
        || bare.ends_with("spent")
        || bare.starts_with("cost_per")
}

/// A rule as Meta answered it.
pub(super) fn rule(account: &AccountId, live: &LiveObject, currency: Currency) -> MetaRule {
    let spec = spec::read(live);
    let status = live.text("status").unwrap_or_default();
    let created_by = live.get("created_by").and_then(|by| by.get("name")).and_then(|name| name.as_str());
    let updated = live.get("updated_time").and_then(|raw| raw.as_str()).and_then(instant);
    MetaRule {
        id: live.id.to_string(),
        is_on: status == "ENABLED",
        status,
        created_by: created_by.map(str::to_owned),
        updated_ms: updated,
        ..of_spec(account, &spec, currency)
    }
}

fn instant(text: &str) -> Option<f64> {
    let read = chrono::DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z");
    read.or_else(|_| chrono::DateTime::parse_from_rfc3339(text)).ok().map(|at| at.timestamp_millis() as f64)
}

/// A rule that is to be made.
pub(super) fn planned(account: &AccountId, spec: &Spec, currency: Currency, is_on: bool) -> MetaRule {
    let status = if is_on { "ENABLED" } else { "DISABLED" };
    MetaRule { is_on, status: status.to_owned(), ..of_spec(account, spec, currency) }
}

fn of_spec(account: &AccountId, spec: &Spec, currency: Currency) -> MetaRule {
    let text_of = |field: &str| {
        spec.filters.iter().find(|filter| filter.field == field).and_then(|filter| match &filter.value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    };
    let level = match text_of("entity_type") {
        Some("CAMPAIGN") => Some(ObjectLevel::Campaign),
        Some("ADSET") => Some(ObjectLevel::Adset),
        Some("AD") => Some(ObjectLevel::Ad),
        _ => None,
    };
    let shown = |filter: &&Filter| !matches!(filter.field.as_str(), "entity_type" | "attribution_window");
    MetaRule {
        id: String::new(),
        account_id: account.node(),
        name: spec.name.clone(),
        is_on: false,
        status: String::new(),
        is_hidden: spec.is_trigger,
        level,
        does: does(spec, currency),
        conditions: spec.filters.iter().filter(shown).map(|filter| condition(filter, currency)).collect(),
        looks: if spec.is_trigger { "When something happens".into() } else { looks(spec.schedule.as_ref()) },
        created_by: None,
        updated_ms: None,
    }
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace(['_', '.'], " ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn does(spec: &Spec, currency: Currency) -> String {
    let changes = |what: &str| {
        let option = spec.options.iter().find(|option| option.field == "change_spec").map(|option| &option.value);
        let Some(Value::Change { amount, is_percent, limit }) = option else { return format!("Changes the {what}") };
        let verb = if *amount < 0.0 { "Lowers" } else { "Raises" };
        let by = if *is_percent { format!("{} %", amount.abs()) } else { money(amount.abs(), currency) };
        let limit = limit.map(|limit| format!(", to {} at the most", money(limit, currency))).unwrap_or_default();
        format!("{verb} the {what} by {by}{limit}")
    };
    match spec.execution.as_str() {
        "PAUSE" => "Pauses".into(),
        "UNPAUSE" => "Starts".into(),
        "NOTIFICATION" => "Tells somebody".into(),
        "PING_ENDPOINT" => "Calls a webhook".into(),
        "CHANGE_BUDGET" => changes("budget"),
        "CHANGE_CAMPAIGN_BUDGET" => changes("campaign's budget"),
        "CHANGE_BID" => changes("bid"),
        other => capital(&plain(other)),
    }
}

fn money(minor: f64, currency: Currency) -> String {
    money_text(minor.round() as i64, currency.code())
}

/// What people call the fields that rules are filtered by most.
const NAMES: &[(&str, &str)] = &[
    ("spent", "Spend"),
    ("today_spent", "Spend today"),
    ("yesterday_spent", "Spend yesterday"),
    ("lifetime_spent", "Spend in all"),
    ("cost_per", "Cost per result"),
    ("link_click", "Link clicks"),
    ("link_ctr", "CTR of the link"),
    ("ctr", "CTR"),
    ("cpc", "CPC"),
    ("cpm", "CPM"),
    ("website_purchase_roas", "ROAS of the website"),
    ("hours_since_creation", "Hours since it was made"),
    ("effective_status", "Status"),
    ("adlabel_ids", "Labels"),
    ("budget_reset_period", "Kind of budget"),
];

/// A field in words; with a prefix, of the object above.
fn named(field: &str) -> String {
    let (above, bare) = match field.split_once('.') {
        Some(("campaign", bare)) => ("Campaign: ", bare),
        Some(("adset", bare)) => ("Ad set: ", bare),
        Some(("ad", bare)) => ("", bare),
        _ => ("", field),
    };
    let known = NAMES.iter().find(|(name, _)| *name == bare).map(|(_, words)| (*words).to_owned());
    format!("{above}{}", known.unwrap_or_else(|| capital(&plain(bare))))
}

/// The days of a preset.
fn days(preset: &str) -> String {
    let count = |rest: &str, suffix: &str| rest.strip_suffix(suffix).and_then(|count| count.parse::<u16>().ok());
    let rest = preset.strip_prefix("LAST_").unwrap_or_default();
    if let Some((first, last)) = rest.strip_prefix("ND_").and_then(|rest| rest.split_once('_')) {
        return format!("Over the days from {first} to {last} days ago");
    }
    match (preset, count(rest, "_DAYS"), count(rest, "D")) {
        ("LIFETIME", ..) => "Over its whole life".to_owned(),
        (_, Some(days), _) => format!("Over the last {days} days, today included"),
        (_, _, Some(days)) => format!("Over the last {days} days without today"),
        _ => format!("Over {}", plain(preset)),
    }
}

fn condition(filter: &Filter, currency: Currency) -> String {
    let number = |number: &f64| {
        if is_money(&filter.field) { money(*number, currency) } else { format!("{number}") }
    };
    let value = match &filter.value {
        Value::Number(one) => number(one),
        Value::Numbers(several) => several.iter().map(number).collect::<Vec<_>>().join(" and "),
        Value::Text(text) => text.clone(),
        Value::Texts(texts) if texts.len() > 5 => format!("{} of them", texts.len()),
        Value::Texts(texts) => texts.join(", "),
        Value::Change { .. } | Value::Other => "…".to_owned(),
    };
    if filter.field == "time_preset" {
        return days(&value);
    }
    if filter.field == "trigger" {
        return format!("When Meta says {}", plain(&filter.operator));
    }
    let how = match filter.operator.as_str() {
        "GREATER_THAN" => "is more than",
        "LESS_THAN" => "is less than",
        "EQUAL" => "is",
        "NOT_EQUAL" => "is not",
        "IN_RANGE" => "lies between",
        "NOT_IN_RANGE" => "lies outside",
        "IN" | "ANY" => "is one of",
        "NOT_IN" | "NONE" => "is none of",
        "CONTAIN" => "contains",
        "NOT_CONTAIN" => "does not contain",
        "ALL" => "has all of",
        other => return format!("{} {} {value}", named(&filter.field), plain(other)),
    };
    format!("{} {how} {value}", named(&filter.field))
}

fn looks(times: Option<&Times>) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let entry = |entry: &Entry| {
        let at = match (entry.start, entry.end) {
            (Some(start), Some(end)) => format!("each half hour from {} to {}", clock(start), clock(end)),
            (Some(start), None) => format!("at {}", clock(start)),
            (None, _) => "each half hour".to_owned(),
        };
        let days: Vec<&str> = entry.days.iter().filter_map(|day| DAYS.get(usize::from(*day)).copied()).collect();
        if days.is_empty() { at } else { format!("{at} on {}", days.join(", ")) }
    };
    match times {
        Some(Times::Daily) => "Each day at midnight".into(),
        Some(Times::Hourly) => "Each hour".into(),
        Some(Times::SemiHourly) => "Each half hour".into(),
        Some(Times::Custom(entries)) => capital(&entries.iter().map(entry).collect::<Vec<_>>().join("; ")),
        None => "By no schedule known here".into(),
    }
}

/// One run.
pub(super) fn run(run: AdRuleRun, name_of: &dyn Fn(&str) -> String) -> MetaRuleRun {
    let mut results = Vec::new();
    for result in run.results {
        let object_id = result.object_id.unwrap_or_default();
        for action in result.actions {
            let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
            results.push(MetaRuleResult {
                name: name_of(&object_id),
                object_id: object_id.clone(),
                did: capital(&plain(&action.action.unwrap_or_default())),
                before: filled(action.old_value),
                after: filled(action.new_value),
            });
        }
    }
    let failed = run.exception_message.or_else(|| run.exception_code.map(|code| format!("Meta's error {code}")));
    MetaRuleRun {
        at_ms: run.timestamp.map(|at| at.0 as f64),
        is_manual: run.is_manual.unwrap_or(false),
        failed,
        results,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_read_as_sentences_with_amounts_in_the_currency() {
        let euro = Currency::parse("EUR").unwrap();
        let filter = |field: &str, operator: &str, value: Value| Filter {
            field: field.into(),
            operator: operator.into(),
            value,
        };
        for (filter, expected) in [
            (filter("spent", "GREATER_THAN", Value::Number(3_000.0)), "Spend is more than 30.00 EUR"),
            (filter("results", "LESS_THAN", Value::Number(1.0)), "Results is less than 1"),
            (filter("campaign.name", "CONTAIN", Value::Text("Sale".into())), "Campaign: Name contains Sale"),
            (filter("time_preset", "EQUAL", Value::Text("LAST_7D".into())), "Over the last 7 days without today"),
            (filter("time_preset", "EQUAL", Value::Text("LAST_ND_14_8".into())), "Over the days from 14 to 8 days ago"),
            (filter("time_preset", "EQUAL", Value::Text("TODAY".into())), "Over today"),
        ] {
            assert_eq!(condition(&filter, euro), expected);
        }
    }

    #[test]
    fn schedules_name_times_and_days() {
        let entry = Entry { start: Some(510), end: None, days: vec![1, 9] };
        assert_eq!(looks(Some(&Times::Custom(vec![entry]))), "At 08:30 on Monday");
    }
}
