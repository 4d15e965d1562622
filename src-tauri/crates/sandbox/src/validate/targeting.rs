//! Rules of targeting.

use serde_json::Value;

use super::Rules;
use crate::http::error::{GraphError, Result};
use crate::world::model::Campaign;

const EU: [&str; 27] = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
];
const PLATFORMS: [&str; 6] = ["facebook", "instagram", "messenger", "audience_network", "threads", "whatsapp"];
/// Goals that ask for an explicit answer on automatic audiences; the others opt in by themselves.
const ASKING_GOALS: [&str; 7] = [
    "OFFSITE_CONVERSIONS",
    "VALUE",
    "LEAD_GENERATION",
    "QUALITY_LEAD",
    "APP_INSTALLS",
    "LINK_CLICKS",
    "LANDING_PAGE_VIEWS",
];

/// Checks the targeting of an ad set and gives it back with what Meta adds.
pub(crate) fn check(rules: &Rules<'_>, targeting: Value, goal: &str, campaign: &Campaign) -> Result<Value> {
    let Value::Object(mut map) = targeting else {
        return Err(GraphError::invalid("Param targeting must be an object").blame(&["targeting"]));
    };
    let whole = Value::Object(map.clone());
    check_places(&whole)?;
    check_people(&whole, campaign)?;
    check_placements(&whole)?;
    let automatic = whole.pointer("/targeting_automation/advantage_audience").map(as_flag);
    match automatic {
        None if ASKING_GOALS.contains(&goal) => {
            return Err(GraphError::refused(
                1_870_227,
                "Advantage+ Audience Must Be Specified",
                "Set targeting_automation.advantage_audience to 1 or 0.",
            )
            .blame(&["targeting", "targeting_automation"]));
        }
        Some(None) => {
            return Err(GraphError::invalid("advantage_audience must be 0 or 1").blame(&[
                "targeting",
                "targeting_automation",
                "advantage_audience",
            ]));
        }
        Some(Some(true)) => check_suggestions(&whole)?,
        None | Some(Some(false)) => {}
    }
    let chosen = automatic.flatten().unwrap_or(true);
    map.insert("targeting_automation".to_owned(), merge_automation(&whole, chosen));
    map.entry("age_min").or_insert_with(|| 18.into());
    map.entry("age_max").or_insert_with(|| 65.into());
    let targeting = Value::Object(map);
    check_transparency(rules, &targeting)?;
    Ok(targeting)
}

fn as_flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => number.as_i64().filter(|n| (0..=1).contains(n)).map(|n| n == 1),
        Value::String(text) => match text.as_str() {
            "0" => Some(false),
            "1" => Some(true),
            _ => None,
        },
        _ => None,
    }
}

fn merge_automation(targeting: &Value, chosen: bool) -> Value {
    let mut automation = targeting.get("targeting_automation").cloned().unwrap_or_else(|| serde_json::json!({}));
    if let Value::Object(map) = &mut automation {
        map.insert("advantage_audience".to_owned(), i64::from(chosen).into());
    }
    automation
}

fn check_places(targeting: &Value) -> Result<()> {
    let geo = targeting.get("geo_locations").and_then(Value::as_object);
    let names_place = geo.is_some_and(|geo| {
        geo.iter().any(|(key, value)| key != "location_types" && value.as_array().is_some_and(|list| !list.is_empty()))
    });
    let has_audience = targeting.get("custom_audiences").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    if !names_place && !has_audience {
        return Err(GraphError::refused(
            1_885_364,
            "Location Is Missing",
            "The targeting needs at least one location.",
        )
        .blame(&["targeting", "geo_locations"]));
    }
    for country in countries(targeting) {
        if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(GraphError::refused(2_641, "Unknown Country", "Countries are two capital letters.").blame(&[
                "targeting",
                "geo_locations",
                "countries",
            ]));
        }
    }
    Ok(())
}

fn countries(targeting: &Value) -> impl Iterator<Item = &str> {
    let list = targeting.pointer("/geo_locations/countries").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}

fn check_people(targeting: &Value, campaign: &Campaign) -> Result<()> {
    let age = |key: &str, default: i64| targeting.get(key).map_or(Some(default), Value::as_i64);
    let (Some(youngest), Some(oldest)) = (age("age_min", 18), age("age_max", 65)) else {
        return Err(GraphError::invalid("Ages must be integers").blame(&["targeting", "age_min"]));
    };
    if !(13..=65).contains(&youngest) || !(13..=65).contains(&oldest) || youngest > oldest {
        return Err(GraphError::invalid("Ages must lie between 13 and 65, the lower first")
            .blame(&["targeting", "age_min"])
            .blame(&["targeting", "age_max"]));
    }
    let genders = targeting.get("genders").and_then(Value::as_array);
    if genders.is_some_and(|list| list.iter().any(|one| !matches!(one.as_i64(), Some(1 | 2)))) {
        return Err(
            GraphError::invalid("genders must be a list of 1 (male) and 2 (female)").blame(&["targeting", "genders"])
        );
    }
    let restricted = campaign.special_ad_categories.iter().any(|category| {
        matches!(category.as_str(), "HOUSING" | "EMPLOYMENT" | "CREDIT" | "FINANCIAL_PRODUCTS_SERVICES")
    });
    let has_zips = targeting.pointer("/geo_locations/zips").and_then(Value::as_array).is_some_and(|l| !l.is_empty());
    let narrows = youngest != 18 || oldest != 65 || genders.is_some_and(|list| list.len() == 1) || has_zips;
    if restricted && narrows {
        return Err(GraphError::refused(
            2_909_034,
            "Targeting Is Restricted",
            "Campaigns in a special category cannot be narrowed by age, gender or postcode.",
        )
        .blame(&["targeting"]));
    }
    Ok(())
}

fn check_placements(targeting: &Value) -> Result<()> {
    let Some(platforms) = targeting.get("publisher_platforms") else { return Ok(()) };
    let named: Vec<&str> = platforms.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if named.is_empty() || named.iter().any(|one| !PLATFORMS.contains(one)) {
        return Err(
            GraphError::not_one_of("publisher_platforms", &PLATFORMS).blame(&["targeting", "publisher_platforms"])
        );
    }
    let feeds = targeting.get("facebook_positions").and_then(Value::as_array);
    if feeds.is_some_and(|list| list.iter().any(|one| one.as_str() == Some("video_feeds"))) {
        return Err(GraphError::refused(
            2_490_562,
            "Placement Is Gone",
            "Facebook video feeds cannot be chosen any more.",
        )
        .blame(&["targeting", "facebook_positions"]));
    }
    let explore = targeting.get("instagram_positions").and_then(Value::as_array);
    if explore.is_some_and(|list| list.iter().any(|one| one.as_str() == Some("explore"))) {
        return Err(GraphError::refused(
            2_490_562,
            "Placement Is Gone",
            "The Instagram Explore feed cannot be chosen.",
        )
        .blame(&["targeting", "instagram_positions"]));
    }
    Ok(())
}

/// With automatic audiences an age is a suggestion, and only a weak one may stand as a limit.
fn check_suggestions(targeting: &Value) -> Result<()> {
    let age = |key: &str, default: i64| targeting.get(key).and_then(Value::as_i64).unwrap_or(default);
    let (youngest, oldest) = (age("age_min", 18), age("age_max", 65));
    if oldest < 65 {
        return Err(GraphError::refused(
            1_870_188,
            "Age Limit With Advantage+ Audience",
            "With Advantage+ audience the highest age cannot be below 65.",
        )
        .blame(&["targeting", "age_max"]));
    }
    if youngest > 25 {
        return Err(GraphError::refused(
            1_870_189,
            "Age Limit With Advantage+ Audience",
            "With Advantage+ audience the lowest age cannot be above 25.",
        )
        .blame(&["targeting", "age_min"]));
    }
    Ok(())
}

/// Ads shown in the European Union must say who pays and who benefits.
fn check_transparency(rules: &Rules<'_>, targeting: &Value) -> Result<()> {
    let regional = targeting.pointer("/geo_locations/country_groups").and_then(Value::as_array);
    let names_group = regional.is_some_and(|list| {
        list.iter().filter_map(Value::as_str).any(|one| matches!(one, "europe" | "eea" | "worldwide" | "eurozone"))
    });
    if !names_group && !countries(targeting).any(|country| EU.contains(&country)) {
        return Ok(());
    }
    let account = rules.account;
    for (param, default, subcode, title) in [
        ("dsa_beneficiary", &account.default_dsa_beneficiary, 3_858_081, "Beneficiary Is Missing"),
        ("dsa_payor", &account.default_dsa_payor, 3_858_079, "Payor Is Missing"),
    ] {
        let sent = rules.params.filled(param);
        if sent.is_some_and(|text| text.chars().count() > 512) {
            return Err(GraphError::invalid(&format!("Param {param} may have 512 characters")).blame(&[param]));
        }
        if sent.is_none() && default.is_none() {
            let text = "Ads shown in the European Union need a payor and a beneficiary.";
            return Err(GraphError::refused(subcode, title, text).blame(&[param]));
        }
    }
    Ok(())
}
