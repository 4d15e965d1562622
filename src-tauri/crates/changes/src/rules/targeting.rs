//! Whether a targeting works out: places, ages, what special categories forbid, what widening allows.

use serde_json::Value as Json;

use super::Rule;
use crate::choices::{AGES, EU, HIGHEST_SUGGESTED_AGE, PLATFORMS, RESTRICTING};

/// Groups of countries that hold countries of the EU.
const EU_GROUPS: &[&str] = &["europe", "eea", "eurozone", "worldwide"];

fn list<'a>(targeting: &'a Json, pointer: &str) -> &'a [Json] {
    targeting.pointer(pointer).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

/// Whether people in the EU may see it.
pub(super) fn reaches_eu(targeting: &Json) -> bool {
    let is_eu = |code: &Json| code.as_str().is_some_and(|code| EU.contains(&code));
    let within =
        |key: &str| list(targeting, &format!("/geo_locations/{key}")).iter().filter_map(|at| at.get("country"));
    list(targeting, "/geo_locations/countries").iter().any(is_eu)
        || ["regions", "cities", "zips"].into_iter().flat_map(within).any(is_eu)
        || list(targeting, "/geo_locations/country_groups")
            .iter()
            .any(|group| group.as_str().is_some_and(|group| EU_GROUPS.contains(&group)))
}

/// What is wrong with a targeting under these special ad categories.
pub(super) fn faults(targeting: &Json, categories: &[Json]) -> Vec<(Rule, String)> {
    let mut found = Vec::new();
    let mut misfit = |text: &str| found.push((Rule::Fit, text.to_owned()));
    let (_, standard, most) = AGES;
    let number = |key: &str, or: i64| targeting.get(key).map_or(Some(or), Json::as_i64);
    let (youngest, oldest) = (number("age_min", standard), number("age_max", most));
    match (youngest, oldest) {
        (Some(youngest), Some(oldest)) => ages(youngest, oldest, targeting, &mut misfit),
        _ => misfit("Ages are whole numbers."),
    }
    let genders = list(targeting, "/genders");
    let restricts = categories.iter().any(|one| one.as_str().is_some_and(|one| RESTRICTING.contains(&one)));
    let narrows = youngest != Some(standard) || oldest != Some(most) || genders.len() == 1;
    if restricts && (narrows || !list(targeting, "/geo_locations/zips").is_empty()) {
        misfit("The campaign's special category forbids narrowing by age, gender or postcode: 18 to 65+, all genders.");
    }
    let platforms = list(targeting, "/publisher_platforms");
    if targeting.get("publisher_platforms").is_some() && platforms.is_empty() {
        misfit("Choose at least one place where the ads are shown, or leave the choice to Meta.");
    }
    for platform in PLATFORMS {
        let chosen = platforms.iter().any(|one| one.as_str() == Some(platform.value));
        if !platforms.is_empty() && !chosen && !list(targeting, &format!("/{}", platform.key)).is_empty() {
            misfit(&format!("Positions on {} are chosen, but not {0} itself.", platform.words));
        }
    }
    if !names_place(targeting) {
        found.push((Rule::Missing, "Say where: a country, a region, a city or a custom audience.".to_owned()));
    }
    found
}

fn ages(youngest: i64, oldest: i64, targeting: &Json, misfit: &mut impl FnMut(&str)) {
    let (least, _, most) = AGES;
    if !(least..=most).contains(&youngest) || !(least..=most).contains(&oldest) {
        return misfit(&format!("Ages lie between {least} and {most}; {most} stands for {most} and more."));
    }
    if youngest > oldest {
        return misfit("The lowest age is above the highest.");
    }
    let widens = targeting.pointer("/targeting_automation/advantage_audience");
    if !widens.is_some_and(|flag| *flag == 1 || *flag == true || *flag == "1") {
        return;
    }
    if oldest < most {
        misfit("With Advantage+ audience the highest age has to stay at 65+.");
    }
    if youngest > HIGHEST_SUGGESTED_AGE {
        misfit("With Advantage+ audience the lowest age can be 25 at most.");
    }
}

fn names_place(targeting: &Json) -> bool {
    let geo = targeting.get("geo_locations").and_then(Json::as_object);
    let named = |(key, value): (&String, &Json)| {
        key != "location_types" && value.as_array().is_some_and(|places| !places.is_empty())
    };
    geo.is_some_and(|geo| geo.iter().any(named)) || !list(targeting, "/custom_audiences").is_empty()
}
