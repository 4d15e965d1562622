//! What Meta asks of its own rules.

use serde_json::Value;

use super::Rules;
use crate::http::error::{GraphError, Result};

/// A rule as it was sent; what was left out stays as it is.
#[derive(Debug, Default)]
pub(crate) struct RuleEdit {
    pub(crate) name: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) evaluation_spec: Option<Value>,
    pub(crate) execution_spec: Option<Value>,
    pub(crate) schedule_spec: Option<Value>,
    pub(crate) ui_creation_source: Option<String>,
}

/// A rule as a whole, for judging.
pub(crate) struct Whole<'a> {
    pub(crate) evaluation: &'a Value,
    pub(crate) execution: &'a Value,
    pub(crate) schedule: Option<&'a Value>,
}

const OPERATORS: [&str; 13] = [
    "GREATER_THAN",
    "LESS_THAN",
    "EQUAL",
    "NOT_EQUAL",
    "IN_RANGE",
    "NOT_IN_RANGE",
    "IN",
    "NOT_IN",
    "CONTAIN",
    "NOT_CONTAIN",
    "ANY",
    "ALL",
    "NONE",
];
const OF_FIGURES: [&str; 5] = ["GREATER_THAN", "LESS_THAN", "EQUAL", "IN_RANGE", "NOT_IN_RANGE"];
const EXECUTIONS: [&str; 20] = [
    "ADD_INTEREST_RELAXATION",
    "ADD_QUESTIONNAIRE_INTERESTS",
    "AD_RECOMMENDATION_APPLY",
    "AUDIENCE_CONSOLIDATION",
    "AUDIENCE_CONSOLIDATION_ASK_FIRST",
    "CHANGE_BID",
    "CHANGE_BUDGET",
    "CHANGE_CAMPAIGN_BUDGET",
    "DCO",
    "INCREASE_RADIUS",
    "NOTIFICATION",
    "PAUSE",
    "PING_ENDPOINT",
    "REBALANCE_BUDGET",
    "ROTATE",
    "UNPAUSE",
    "UPDATE_CREATIVE",
    "UPDATE_LAX_BUDGET",
    "UPDATE_LAX_DURATION",
    "CREATE_RULE_FROM_TEMPLATE",
];
const PRESETS: [&str; 28] = [
    "LIFETIME",
    "TODAY",
    "YESTERDAY",
    "LAST_2_DAYS",
    "LAST_3_DAYS",
    "LAST_7_DAYS",
    "LAST_14_DAYS",
    "LAST_28_DAYS",
    "LAST_30_DAYS",
    "THIS_MONTH",
    "THIS_WEEK_MON_TODAY",
    "THIS_WEEK_SUN_TODAY",
    "LAST_2D",
    "LAST_3D",
    "LAST_7D",
    "LAST_14D",
    "LAST_28D",
    "LAST_30D",
    "LAST_ND_14_8",
    "LAST_ND_30_8",
    "LAST_ND_60_8",
    "LAST_ND_120_8",
    "LAST_ND_180_8",
    "LAST_ND_60_29",
    "LAST_ND_120_29",
    "LAST_ND_180_29",
    "LIFETIME_8",
    "LIFETIME_29",
];
const SETTINGS: [&str; 17] = [
    "id",
    "entity_type",
    "name",
    "adlabel_ids",
    "objective",
    "start_time",
    "stop_time",
    "buying_type",
    "billing_event",
    "optimization_goal",
    "is_autobid",
    "daily_budget",
    "lifetime_budget",
    "spend_cap",
    "bid_amount",
    "created_time",
    "updated_time",
];
const SCHEDULED_SETTINGS: [&str; 8] = [
    "effective_status",
    "placement.page_types",
    "budget_reset_period",
    "hours_since_creation",
    "estimated_budget_spending_percentage",
    "audience_reached_percentage",
    "active_time",
    "current_time",
];
const FIGURES: [&str; 34] = [
    "impressions",
    "unique_impressions",
    "reach",
    "frequency",
    "clicks",
    "unique_clicks",
    "spent",
    "results",
    "result_rate",
    "cost_per",
    "cpc",
    "cpm",
    "ctr",
    "cpa",
    "cpp",
    "link_ctr",
    "link_click",
    "leadgen",
    "like",
    "post",
    "post_comment",
    "post_engagement",
    "post_like",
    "post_reaction",
    "video_play",
    "view_content",
    "vote",
    "offsite_engagement",
    "mobile_app_install",
    "website_purchase_roas",
    "mobile_app_purchase_roas",
    "today_spent",
    "yesterday_spent",
    "lifetime_spent",
];

impl Rules<'_> {
    /// The parameters of a rule, each alone.
    pub(crate) fn rule(&self) -> Result<RuleEdit> {
        Ok(RuleEdit {
            name: self.name()?,
            status: self.one_of("status", &["ENABLED", "DISABLED", "DELETED", "HAS_ISSUES"])?,
            evaluation_spec: self.params.json_value("evaluation_spec")?,
            execution_spec: self.params.json_value("execution_spec")?,
            schedule_spec: self.params.json_value("schedule_spec")?,
            ui_creation_source: self.text("ui_creation_source"),
        })
    }
}

/// Judges a rule as a whole.
pub(crate) fn check(whole: &Whole<'_>) -> Result<()> {
    let kind = text(whole.evaluation, "evaluation_type");
    if !matches!(kind, Some("SCHEDULE" | "TRIGGER")) {
        return Err(GraphError::not_one_of("evaluation_type", &["SCHEDULE", "TRIGGER"]).blame(&["evaluation_spec"]));
    }
    let is_trigger = kind == Some("TRIGGER");
    let filters = list(whole.evaluation.get("filters"), "evaluation_spec")?;
    let mut fields = Vec::new();
    for filter in filters {
        fields.push(filter_field(filter, is_trigger)?);
    }
    let has = |name: &str| fields.contains(&name);
    if !has("entity_type") && !has("id") {
        return Err(refuse("A rule needs a filter on entity_type or id"));
    }
    if fields.iter().filter(|field| **field == "time_preset").count() > 1 {
        return Err(refuse("A rule can have one time_preset only"));
    }
    let trigger = whole.evaluation.get("trigger");
    let of_trigger = trigger.and_then(|trigger| text(trigger, "field"));
    let reads_figures = fields.iter().copied().chain(of_trigger).any(is_figure);
    if reads_figures && !has("time_preset") {
        return Err(refuse("A filter on insights needs a time_preset"));
    }
    match (is_trigger, trigger) {
        (true, None) => return Err(refuse("A rule of type TRIGGER needs a trigger")),
        (true, Some(trigger)) => check_trigger(trigger)?,
        (false, Some(_)) => return Err(refuse("A rule of type SCHEDULE has no trigger")),
        (false, None) => check_schedule(whole.schedule)?,
    }
    let execution = text(whole.execution, "execution_type");
    let Some(execution) = execution.filter(|execution| EXECUTIONS.contains(execution)) else {
        return Err(GraphError::not_one_of("execution_type", &EXECUTIONS).blame(&["execution_spec"]));
    };
    if is_trigger && !matches!(execution, "NOTIFICATION" | "PAUSE" | "UNPAUSE" | "PING_ENDPOINT") {
        return Err(refuse("This execution_type needs a rule of type SCHEDULE"));
    }
    if !is_trigger && execution == "PING_ENDPOINT" {
        return Err(refuse("PING_ENDPOINT needs a rule of type TRIGGER"));
    }
    let of_ads = filters
        .iter()
        .any(|filter| text(filter, "field") == Some("entity_type") && text(filter, "value") == Some("AD"));
    if execution == "PAUSE" && of_ads && fields.iter().any(|field| is_cost(field)) {
        return Err(GraphError::new(400, 2703, "(#2703) Rules that turn off ads can't have cost conditions"));
    }
    let changes = matches!(execution, "CHANGE_BUDGET" | "CHANGE_CAMPAIGN_BUDGET" | "CHANGE_BID");
    let options = whole.execution.get("execution_options");
    let options = options.map_or(Ok([].as_slice()), |options| list(Some(options), "execution_spec"))?;
    if changes && !options.iter().any(|option| text(option, "field") == Some("change_spec")) {
        return Err(GraphError::invalid("This execution_type needs a change_spec").blame(&["execution_spec"]));
    }
    Ok(())
}

/// The field of a condition that is written as Meta wants it.
fn filter_field(filter: &Value, is_trigger: bool) -> Result<&str> {
    let field = text(filter, "field").ok_or_else(|| refuse("A filter needs a field"))?;
    let operator = text(filter, "operator").filter(|operator| OPERATORS.contains(operator));
    let operator =
        operator.ok_or_else(|| GraphError::not_one_of("operator", &OPERATORS).blame(&["evaluation_spec"]))?;
    let value = filter.get("value").filter(|value| !value.is_null());
    let value = value.ok_or_else(|| refuse(&format!("The filter on {field} needs a value")))?;
    match field {
        "entity_type" if !matches!(value.as_str(), Some("AD" | "ADSET" | "CAMPAIGN")) => {
            return Err(refuse("entity_type must be AD, ADSET or CAMPAIGN"));
        }
        "time_preset" => {
            let preset = value.as_str().filter(|preset| operator == "EQUAL" && PRESETS.contains(preset));
            preset.ok_or_else(|| GraphError::not_one_of("time_preset", &PRESETS).blame(&["evaluation_spec"]))?;
        }
        "attribution_window" if value.as_str() != Some("ACCOUNT_DEFAULT") => {
            return Err(refuse("attribution_window must be ACCOUNT_DEFAULT"));
        }
        "entity_type" | "attribution_window" => {}
        field if is_figure(field) => {
            if !OF_FIGURES.contains(&operator) {
                return Err(refuse(&format!("The filter on {field} cannot have the operator {operator}")));
            }
        }
        field => {
            let bare =
                ["ad.", "adset.", "campaign."].iter().find_map(|prefix| field.strip_prefix(prefix)).unwrap_or(field);
            let scheduled = SCHEDULED_SETTINGS.contains(&bare) || bare.contains([' ', ':', '(']);
            let known = SETTINGS.contains(&bare) || (scheduled && !is_trigger);
            if !known {
                return Err(refuse(&format!("{field} is not a field that a rule can be filtered by")));
            }
        }
    }
    Ok(field)
}

fn check_trigger(trigger: &Value) -> Result<()> {
    const TYPES: [&str; 5] =
        ["DELIVERY_INSIGHTS_CHANGE", "METADATA_CREATION", "METADATA_UPDATE", "STATS_CHANGE", "STATS_MILESTONE"];
    let kind = text(trigger, "type").filter(|kind| TYPES.contains(kind));
    let kind = kind.ok_or_else(|| GraphError::not_one_of("type", &TYPES).blame(&["evaluation_spec", "trigger"]))?;
    let is_whole = text(trigger, "field").is_some() && trigger.get("value").is_some();
    if kind.starts_with("STATS") && !is_whole {
        return Err(refuse("The trigger needs a field, an operator and a value"));
    }
    Ok(())
}

fn check_schedule(schedule: Option<&Value>) -> Result<()> {
    const TYPES: [&str; 4] = ["CUSTOM", "DAILY", "HOURLY", "SEMI_HOURLY"];
    let schedule = schedule.ok_or_else(|| GraphError::missing("schedule_spec"))?;
    let wrong = |what: &str| GraphError::invalid(what).blame(&["schedule_spec"]);
    let kind = text(schedule, "schedule_type").filter(|kind| TYPES.contains(kind));
    let kind = kind.ok_or_else(|| GraphError::not_one_of("schedule_type", &TYPES).blame(&["schedule_spec"]))?;
    if kind != "CUSTOM" {
        return Ok(());
    }
    let entries = list(schedule.get("schedule"), "schedule_spec")?;
    let minute = |entry: &Value, name: &str| match entry.get(name) {
        None => Ok(None),
        Some(value) => {
            let minute = value.as_i64().filter(|minute| (0..1_440).contains(minute) && minute % 30 == 0);
            minute.map(Some).ok_or_else(|| wrong("Minutes of a schedule are multiples of 30 within a day"))
        }
    };
    for entry in entries {
        let start = minute(entry, "start_minute")?;
        minute(entry, "end_minute")?;
        let days = entry.get("days").and_then(Value::as_array);
        if days.is_some_and(|days| days.iter().any(|day| !matches!(day.as_i64(), Some(0..=6)))) {
            return Err(wrong("Days of a schedule are numbers from 0 to 6"));
        }
        if start.is_none() && days.is_none() {
            return Err(wrong("An entry of a schedule needs start_minute or days"));
        }
    }
    if entries.is_empty() { Err(wrong("A schedule of type CUSTOM needs entries")) } else { Ok(()) }
}

fn is_figure(field: &str) -> bool {
    FIGURES.contains(&field)
        || field == "lifetime_impressions"
        || is_cost(field)
        || ["offsite_conversion", "offline_conversion", "app_custom_event"].iter().any(|stem| field.starts_with(stem))
}

fn is_cost(field: &str) -> bool {
    matches!(field, "cpc" | "cpm" | "cpa" | "cpp") || field.starts_with("cost_per")
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn list<'a>(value: Option<&'a Value>, blame: &str) -> Result<&'a [Value]> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice);
    list.ok_or_else(|| GraphError::invalid("A list is needed there").blame(&[blame]))
}

fn refuse(what: &str) -> GraphError {
    GraphError::invalid(what).blame(&["evaluation_spec"])
}
