//! What an ad set is optimised for, and what it promotes.

use serde_json::Value;

use crate::http::error::{GraphError, Result};
use crate::validate::Rules;

/// The goals of each objective, and what the promoted object must name for some of them.
fn goals(objective: &str) -> &'static [&'static str] {
    match objective {
        "OUTCOME_AWARENESS" => {
            &["AD_RECALL_LIFT", "REACH", "IMPRESSIONS", "THRUPLAY", "TWO_SECOND_CONTINUOUS_VIDEO_VIEWS"]
        }
        "OUTCOME_TRAFFIC" => &[
            "LINK_CLICKS",
            "LANDING_PAGE_VIEWS",
            "REACH",
            "IMPRESSIONS",
            "QUALITY_CALL",
            "CONVERSATIONS",
            "PROFILE_VISIT",
        ],
        "OUTCOME_ENGAGEMENT" => &[
            "POST_ENGAGEMENT",
            "REACH",
            "IMPRESSIONS",
            "PAGE_LIKES",
            "EVENT_RESPONSES",
            "THRUPLAY",
            "CONVERSATIONS",
            "LINK_CLICKS",
            "OFFSITE_CONVERSIONS",
            "LANDING_PAGE_VIEWS",
        ],
        "OUTCOME_LEADS" => &[
            "LEAD_GENERATION",
            "QUALITY_LEAD",
            "QUALITY_CALL",
            "OFFSITE_CONVERSIONS",
            "LANDING_PAGE_VIEWS",
            "LINK_CLICKS",
            "REACH",
            "IMPRESSIONS",
            "CONVERSATIONS",
        ],
        "OUTCOME_APP_PROMOTION" => {
            &["APP_INSTALLS", "LINK_CLICKS", "OFFSITE_CONVERSIONS", "APP_INSTALLS_AND_OFFSITE_CONVERSIONS", "VALUE"]
        }
        "OUTCOME_SALES" => &[
            "OFFSITE_CONVERSIONS",
            "VALUE",
            "LANDING_PAGE_VIEWS",
            "LINK_CLICKS",
            "REACH",
            "IMPRESSIONS",
            "CONVERSATIONS",
        ],
        // Old campaigns keep whatever they have.
        _ => &[],
    }
}

/// Keys of which the promoted object must have all of one group.
fn promoted(objective: &str, goal: &str) -> &'static [&'static [&'static str]] {
    const APP: &[&str] = &["application_id", "object_store_url"];
    match (objective, goal) {
        ("OUTCOME_APP_PROMOTION", _) => &[APP],
        (_, "PAGE_LIKES" | "LEAD_GENERATION" | "QUALITY_LEAD" | "CONVERSATIONS" | "QUALITY_CALL") => &[&["page_id"]],
        ("OUTCOME_AWARENESS", _) => &[&["page_id"]],
        (_, "OFFSITE_CONVERSIONS" | "VALUE") => &[&["pixel_id", "custom_event_type"], APP, &["product_set_id"]],
        _ => &[],
    }
}

pub(super) fn check_goal(objective: &str, goal: &str) -> Result<()> {
    let allowed = goals(objective);
    if allowed.is_empty() || allowed.contains(&goal) {
        return Ok(());
    }
    let text = format!("With the objective {objective} the performance goal must be one of {}.", allowed.join(", "));
    Err(GraphError::invalid("Performance goal is not available for this objective")
        .user("Performance Goal Isn't Available", &text)
        .blame(&["optimization_goal"]))
}

pub(super) fn check_promoted(rules: &Rules<'_>, objective: &str, goal: &str, sent: Option<&Value>) -> Result<()> {
    let groups = promoted(objective, goal);
    let has = |key: &&str| sent.and_then(|object| object.get(*key)).is_some_and(|value| !value.is_null());
    if !groups.is_empty() && !groups.iter().any(|group| group.iter().all(has)) {
        let wanted: Vec<String> = groups.iter().map(|group| group.join(" and ")).collect();
        let text = format!("The promoted object has to name {}.", wanted.join(", or "));
        return Err(GraphError::refused(1_885_014, "Promoted Object Is Missing", &text).blame(&["promoted_object"]));
    }
    let named = |key: &str| sent.and_then(|object| object.get(key)).map(crate::validate::creative::plain);
    if let Some(page) = named("page_id")
        && !rules.account.pages.iter().any(|known| known.id.to_string() == page)
    {
        return Err(GraphError::invalid("The page of the promoted object cannot be used by this account")
            .blame(&["promoted_object", "page_id"]));
    }
    if let Some(pixel) = named("pixel_id")
        && !rules.account.pixels.iter().any(|(id, _)| id.to_string() == pixel)
    {
        return Err(GraphError::invalid("The pixel of the promoted object cannot be used by this account")
            .blame(&["promoted_object", "pixel_id"]));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_belong_to_objectives() {
        assert!(check_goal("OUTCOME_SALES", "OFFSITE_CONVERSIONS").is_ok());
        assert!(check_goal("CONVERSIONS", "ANYTHING").is_ok(), "old campaigns keep what they have");
        let refused = check_goal("OUTCOME_AWARENESS", "OFFSITE_CONVERSIONS").unwrap_err();
        assert_eq!(refused.code, 100);
    }
}
