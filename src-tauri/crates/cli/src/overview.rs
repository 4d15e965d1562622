//! `overview`: what happened and what needs a person.

use app::App;
use app::dto::{ChangeKind, Kpi, Overview, OverviewMoney, OverviewRequest, PacingRow, Range, UnusualDay};
use serde_json::{Value, json};

use crate::arguments::Overview as Asked;
use crate::commands::{Outcome, shown};
use crate::output::Output;

/// Days that are looked at where none are named.
const DAYS: u32 = 30;

pub(crate) async fn overview(app: &App, asked: Asked, output: Output) -> Outcome {
    let range = match (asked.since, asked.until) {
        (Some(since), Some(until)) => Range { since, until },
        (None, None) => app.last_days(DAYS).await?,
        _ => return Err(app::usage("Give both --since and --until, or neither")),
    };
    let input = OverviewRequest { account_ids: asked.account, range, compare: None };
    let overview = app.overview(input).await?;
    let figures: Vec<Value> =
        overview.currencies.iter().flat_map(|money| money.kpis.iter().map(|kpi| of_kpi(money, kpi))).collect();
    let pacing: Vec<Value> = overview.pacing.iter().map(of_pacing).collect();
    let unusual: Vec<Value> = overview.unusual.iter().map(of_unusual).collect();
    if output.json {
        let extra = json!({
            "pacing": pacing,
            "unusual": unusual,
            "rules_today": of_rules(&overview),
            "compared_with": { "since": overview.compare.since, "until": overview.compare.until },
            "missing_days": overview.missing_days,
            "attribution": overview.attribution,
        });
        return shown(output.rows(&[], &figures, extra));
    }
    let part = |title: &str, columns: &[&str], rows: &[Value]| {
        output.line(title)?;
        output.rows(columns, rows, Value::Null)?;
        output.line("")
    };
    let printed = part("Figures", &["currency", "metric", "now", "before", "change", "maturing"], &figures)
        .and_then(|()| {
            let columns = [
                "name",
                "currency",
                "month",
                "target_minor",
                "spent_minor",
                "projected_minor",
                "off_percent",
                "needed_a_day_minor",
                "standing",
            ];
            part("Pacing", &columns, &pacing)
        })
        .and_then(|()| part("Unusual days", &["day", "name", "metric", "value", "usual", "percent"], &unusual))
        .and_then(|()| output.facts(&json!({ "rules_today": of_rules(&overview) })));
    shown(printed)
}

fn of_rules(overview: &Overview) -> Value {
    let rules = &overview.rules_today;
    json!({ "acts": rules.acts, "refused": rules.refused, "shadowed": rules.shadowed, "waiting": rules.waiting })
}

fn is_money(metric: &str) -> bool {
    matches!(metric, "spend" | "value" | "cpc" | "cpm" | "cpa")
}

/// A figure as people read it.
fn figure(metric: &str, value: Option<f64>, currency: &str) -> String {
    match value {
        None => "—".into(),
        Some(value) if is_money(metric) => app::human::amount(value.round() as i64, currency),
        Some(value) if value.fract() == 0.0 => format!("{value}"),
        Some(value) => format!("{value:.2}"),
    }
}

fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn of_kpi(money: &OverviewMoney, kpi: &Kpi) -> Value {
    let metric = word(&kpi.metric);
    let by = kpi.change.by;
    let change = match kpi.change.kind {
        ChangeKind::Percent => format!("{by:+.1} %"),
        ChangeKind::Points => format!("{by:+.2} pt"),
        ChangeKind::New => "new".into(),
        ChangeKind::Unknown => "—".into(),
    };
    json!({
        "currency": money.currency,
        "metric": metric,
        "now": figure(&metric, kpi.now, &money.currency),
        "before": figure(&metric, kpi.before, &money.currency),
        "change": change,
        "maturing": if kpi.maturing { "maturing" } else { "" },
        "value": kpi.now,
        "value_before": kpi.before,
        "tone": word(&kpi.change.tone),
        "few": kpi.change.few,
        "account_ids": money.account_ids,
    })
}

fn whole(minor: Option<f64>) -> Value {
    minor.map_or(Value::Null, |minor| json!(minor as i64))
}

fn of_pacing(row: &PacingRow) -> Value {
    json!({
        "kind": word(&row.kind),
        "id": row.id,
        "name": row.name,
        "currency": row.currency,
        "month": row.month,
        "target_minor": whole(row.target_minor),
        "spent_minor": whole(Some(row.spent_minor)),
        "projected_minor": whole(row.projected_minor),
        "projected_low_minor": whole(row.projected_low_minor),
        "projected_high_minor": whole(row.projected_high_minor),
        "off_percent": row.off_percent,
        "needed_a_day_minor": whole(row.needed_a_day_minor),
        "days_left": row.days_left,
        "missing_days": row.missing_days,
        "standing": word(&row.standing),
    })
}

fn of_unusual(day: &UnusualDay) -> Value {
    let metric = word(&day.metric);
    json!({
        "day": day.day,
        "account_id": day.account_id,
        "level": word(&day.level),
        "id": day.id,
        "name": day.name,
        "value": figure(&metric, Some(day.value), &day.currency),
        "usual": figure(&metric, Some(day.usual), &day.currency),
        "percent": format!("{:+.0} %", day.percent),
        "metric": metric,
    })
}
