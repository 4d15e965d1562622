//! `breakdown`: figures of one object, split.

use app::App;
use app::dto::Range;
use serde_json::{Value, json};

use crate::arguments::Breakdown;
use crate::commands::{Outcome, shown};
use crate::output::Output;

/// Days that are looked at where none are named.
const DAYS: u32 = 30;

pub(crate) async fn breakdown(app: &App, asked: Breakdown, output: Output) -> Outcome {
    let range = match (asked.since, asked.until) {
        (Some(since), Some(until)) => Range { since, until },
        (None, None) => app.last_days(DAYS).await?,
        _ => return Err(app::usage("Give both --since and --until, or neither")),
    };
    let (question, split) = app.breakdown_of(&asked.id, &asked.by, range, asked.cached).await?;
    let conversions = split.conversion != "mixed";
    let rows: Vec<Value> = split
        .rows
        .iter()
        .map(|row| {
            json!({
                "part": row.values,
                "currency": split.currency,
                "spend_minor": row.metrics.spend_minor as i64,
                "share_percent": row.share_percent,
                "impressions": row.metrics.impressions as i64,
                "clicks": row.metrics.clicks as i64,
                "link_clicks": row.metrics.link_clicks as i64,
                "conversions": conversions.then_some(row.metrics.conversions),
                "value_minor": conversions.then_some(row.metrics.value_minor as i64),
            })
        })
        .collect();
    if split.missing_days > 0 && !output.json {
        eprintln!("sextant-cli: {} days are not here.", split.missing_days);
    }
    let columns =
        ["part", "currency", "spend_minor", "share_percent", "impressions", "clicks", "conversions", "value_minor"];
    let about = json!({
        "id": question.id,
        "by": question.by,
        "since": question.range.since,
        "until": question.range.until,
        "conversion": split.conversion,
        "attribution": split.attribution,
        "missing_days": split.missing_days,
        "maturing_days": split.maturing_days,
        "pulled_at_ms": split.pulled_at_ms.map(|at| at as i64),
        "leaves_out_conversions": split.leaves_out_conversions,
    });
    shown(output.rows(&columns, &rows, about))
}
