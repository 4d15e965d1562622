//! An object's settings in words, grouped as a person looks for them.

use domain::{AccountZone, Currency, Money, TimestampMillis};
use serde_json::Value;
use store::ObjectDetail;

use crate::dto::{Issue, SettingField, SettingGroup};

/// Collects the fields that have a value.
struct Group {
    title: &'static str,
    fields: Vec<SettingField>,
}

impl Group {
    fn new(title: &'static str) -> Self {
        Self { title, fields: Vec::new() }
    }

    fn put(&mut self, label: &str, field: &str, value: Option<String>) -> &mut Self {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.fields.push(SettingField { label: label.into(), value, field: field.into() });
        }
        self
    }
}

/// The settings of an object. Money in the account's currency, times in the account's zone.
pub(super) fn groups(found: &ObjectDetail, currency: &str, zone: &str) -> Vec<SettingGroup> {
    let money = |minor: Option<i64>| minor.map(|minor| money_text(minor, currency));
    let time = |at: Option<TimestampMillis>| at.map(|at| time_text(at, zone));
    let groups = match found {
        ObjectDetail::Account(row) => account(row, &money),
        ObjectDetail::Campaign(stored) => campaign(&stored.row, &money, &time),
        ObjectDetail::AdSet(stored) => ad_set(&stored.row, &money, &time),
        ObjectDetail::Ad(stored, _) => ad(&stored.row, &time),
    };
    groups
        .into_iter()
        .filter(|group| !group.fields.is_empty())
        .map(|group| SettingGroup { title: group.title.into(), fields: group.fields })
        .collect()
}

type MoneyText<'a> = dyn Fn(Option<i64>) -> Option<String> + 'a;
type TimeText<'a> = dyn Fn(Option<TimestampMillis>) -> Option<String> + 'a;

fn account(row: &store::AdAccountRow, money: &MoneyText<'_>) -> Vec<Group> {
    let mut general = Group::new("Account");
    general
        .put("Id", "id", Some(row.id.node()))
        .put("Currency", "currency", Some(row.currency.clone()))
        .put("Time zone", "timezone_name", Some(row.timezone_name.clone()))
        .put("Business", "business", row.business_name.clone());
    let mut spend = Group::new("Billing");
    spend
        .put("Spent in all", "amount_spent", money(row.amount_spent_minor))
        .put("Balance", "balance", money(row.balance_minor))
        .put("Spend cap", "spend_cap", money(row.spend_cap_minor.filter(|cap| *cap > 0)));
    vec![general, spend]
}

fn campaign(row: &store::CampaignRow, money: &MoneyText<'_>, time: &TimeText<'_>) -> Vec<Group> {
    let mut general = Group::new("Campaign");
    general
        .put("Id", "id", Some(row.id.to_string()))
        .put("Objective", "objective", row.objective.as_deref().map(words))
        .put("Buying type", "buying_type", row.buying_type.as_deref().map(words))
        .put("Special ad categories", "special_ad_categories", row.special_ad_categories.as_deref().and_then(list));
    let mut budget = Group::new("Budget and schedule");
    budget
        .put("Daily budget", "daily_budget", money(row.daily_budget_minor))
        .put("Lifetime budget", "lifetime_budget", money(row.lifetime_budget_minor))
        .put("Left of the budget", "budget_remaining", money(row.budget_remaining_minor))
        .put("Spend cap", "spend_cap", money(row.spend_cap_minor))
        .put("Bid strategy", "bid_strategy", row.bid_strategy.as_deref().map(words))
        .put("Starts", "start_time", time(row.start_time))
        .put("Ends", "stop_time", time(row.stop_time));
    vec![general, budget, dates(row.created_time, row.updated_time, time)]
}

fn ad_set(row: &store::AdSetRow, money: &MoneyText<'_>, time: &TimeText<'_>) -> Vec<Group> {
    let mut general = Group::new("Ad set");
    general
        .put("Id", "id", Some(row.id.to_string()))
        .put("Optimised for", "optimization_goal", row.optimization_goal.as_deref().map(words))
        .put("Conversion", "promoted_object", row.conversion.as_deref().map(words))
        .put("Charged for", "billing_event", row.billing_event.as_deref().map(words))
        .put("Learning", "learning_stage_info", row.learning_status.as_deref().map(learning))
        .put("Attribution", "attribution_spec", row.attribution_spec.as_deref().and_then(attribution));
    let mut budget = Group::new("Budget, bid and schedule");
    budget
        .put("Daily budget", "daily_budget", money(row.daily_budget_minor))
        .put("Lifetime budget", "lifetime_budget", money(row.lifetime_budget_minor))
        .put("Left of the budget", "budget_remaining", money(row.budget_remaining_minor))
        .put("Bid strategy", "bid_strategy", row.bid_strategy.as_deref().map(words))
        .put("Bid or cap", "bid_amount", money(row.bid_amount_minor))
        .put("Starts", "start_time", time(row.start_time))
        .put("Ends", "end_time", time(row.end_time));
    let mut audience = Group::new("Audience");
    for (label, field, value) in targeting(row.targeting.as_deref()) {
        audience.put(label, field, Some(value));
    }
    vec![general, budget, audience, dates(row.created_time, row.updated_time, time)]
}

fn ad(row: &store::AdRow, time: &TimeText<'_>) -> Vec<Group> {
    let mut general = Group::new("Ad");
    general
        .put("Id", "id", Some(row.id.to_string()))
        .put("Creative", "creative", row.creative_id.as_ref().map(ToString::to_string))
        .put("Preview link", "preview_shareable_link", row.preview_link.clone());
    vec![general, dates(row.created_time, row.updated_time, time)]
}

fn dates(created: Option<TimestampMillis>, updated: Option<TimestampMillis>, time: &TimeText<'_>) -> Group {
    let mut dates = Group::new("Dates");
    dates.put("Created", "created_time", time(created)).put("Last changed at Meta", "updated_time", time(updated));
    dates
}

/// The parts of a targeting that can be said in a line each.
fn targeting(json: Option<&str>) -> Vec<(&'static str, &'static str, String)> {
    let Some(value) = json.and_then(|json| serde_json::from_str::<Value>(json).ok()) else { return Vec::new() };
    let texts = |value: &Value| -> String {
        let one = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Object(object) => {
                let name = object.get("name").or_else(|| object.get("key")).or_else(|| object.get("id"));
                name.and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            other => other.to_string(),
        };
        let list =
            value.as_array().map(|list| list.iter().map(one).filter(|text| !text.is_empty()).collect::<Vec<_>>());
        list.unwrap_or_default().join(", ")
    };
    let mut lines = Vec::new();
    if let Some(geo) = value.get("geo_locations").and_then(Value::as_object) {
        for (label, key) in [("Countries", "countries"), ("Regions", "regions"), ("Cities", "cities")] {
            lines.push((label, "targeting.geo_locations", geo.get(key).map(texts).unwrap_or_default()));
        }
    }
    let age = |key: &str| value.get(key).and_then(Value::as_i64);
    if let (Some(from), Some(to)) = (age("age_min"), age("age_max")) {
        lines.push(("Age", "targeting.age_min", format!("{from}–{to}{}", if to >= 65 { "+" } else { "" })));
    }
    let genders = value.get("genders").and_then(Value::as_array).cloned().unwrap_or_default();
    let gender = match genders.as_slice() {
        [one] if one.as_i64() == Some(1) => "Men",
        [one] if one.as_i64() == Some(2) => "Women",
        _ => "All",
    };
    lines.push(("Gender", "targeting.genders", gender.to_owned()));
    for (label, key) in [
        ("Custom audiences", "custom_audiences"),
        ("Left out", "excluded_custom_audiences"),
        ("Platforms", "publisher_platforms"),
    ] {
        lines.push((label, "targeting", value.get(key).map(texts).unwrap_or_default()));
    }
    let advantage = value.pointer("/targeting_automation/advantage_audience").and_then(Value::as_i64);
    if let Some(on) = advantage {
        let text = if on == 1 { "On: age and interests are suggestions" } else { "Off" };
        lines.push(("Advantage+ audience", "targeting.targeting_automation", text.to_owned()));
    }
    lines
}

/// Why Meta's review rejected an ad.
pub(super) fn review_issues(json: &str) -> Vec<Issue> {
    let Ok(value) = serde_json::from_str::<Value>(json) else { return Vec::new() };
    let global = value.get("global").and_then(Value::as_object).cloned().unwrap_or_default();
    let reasons = global.into_iter().map(|(reason, text)| Issue {
        summary: format!("Rejected in review: {}", words(&reason)),
        message: text.as_str().map(str::to_owned),
        code: None,
    });
    reasons.collect()
}

fn attribution(json: &str) -> Option<String> {
    let list: Vec<Value> = serde_json::from_str(json).ok()?;
    let part = |spec: &Value| {
        let days = spec.get("window_days")?.as_i64()?;
        let kind = match spec.get("event_type")?.as_str()? {
            "CLICK_THROUGH" => "click",
            "VIEW_THROUGH" => "view",
            "ENGAGED_VIDEO_VIEW" => "engaged view",
            _ => return None,
        };
        Some(format!("{days}-day {kind}"))
    };
    Some(list.iter().filter_map(part).collect::<Vec<_>>().join(", "))
}

fn learning(status: &str) -> String {
    match status {
        "LEARNING" => "Learning".into(),
        "SUCCESS" => "Learned".into(),
        "FAIL" => "Learning limited: too few conversions".into(),
        other => words(other),
    }
}

fn list(json: &str) -> Option<String> {
    let list: Vec<String> = serde_json::from_str(json).ok()?;
    let list: Vec<String> = list.iter().filter(|word| *word != "NONE").map(|word| words(word)).collect();
    Some(if list.is_empty() { "None".into() } else { list.join(", ") })
}

/// `OUTCOME_SALES` as "Sales", `LOWEST_COST_WITHOUT_CAP` as "Lowest cost without cap".
fn words(constant: &str) -> String {
    let text = constant.trim_start_matches("OUTCOME_").replace('_', " ").to_lowercase();
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => text,
    }
}

/// An amount with its currency, `1204.06 EUR`; plain minor units where the currency is unknown.
pub(crate) fn money_text(minor: i64, currency: &str) -> String {
    match Currency::parse(currency) {
        Ok(currency) => format!("{} {currency}", Money { minor, currency }.to_decimal_text()),
        Err(_) => format!("{minor} minor units of {currency}"),
    }
}

fn time_text(at: TimestampMillis, zone: &str) -> String {
    let zone: Option<chrono_tz::Tz> = AccountZone::parse(zone).ok().and_then(|zone| zone.name().parse().ok());
    match (at.to_utc(), zone) {
        (Some(utc), Some(zone)) => format!("{} {}", utc.with_timezone(&zone).format("%Y-%m-%d %H:%M"), zone.name()),
        (Some(utc), None) => utc.format("%Y-%m-%d %H:%M UTC").to_string(),
        (None, _) => "outside the calendar".into(),
    }
}

/// Bytes of a picture as a `data:` URL the page may show: JPEG, PNG or WebP by their first bytes, nothing else.
pub(crate) fn data_url(bytes: &[u8]) -> Option<String> {
    use base64::Engine as _;
    let kind = match bytes {
        [0xff, 0xd8, 0xff, ..] => "jpeg",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "webp",
        _ => return None,
    };
    Some(format!("data:image/{kind};base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes)))
}
