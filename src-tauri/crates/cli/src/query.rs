//! `query`: a person's own questions in SQL.

use app::App;
use app::dto::Range;
use serde_json::{Value, json};

use crate::arguments::Query;
use crate::commands::{Outcome, shown};
use crate::output::Output;

/// Days of figures that are looked at where none are named.
const DAYS: u32 = 30;

/// Prints what can be asked.
pub(crate) fn tables(output: Output) -> Outcome {
    let rows = app::sql_tables();
    if output.json {
        return shown(output.rows(&[], &rows, Value::Null));
    }
    let mut text = String::from(
        "Money (_minor) is in the smallest unit of the currency, instants (_at) are UTC milliseconds, days are the ad \
         account's.",
    );
    for row in &rows {
        let columns: Vec<&str> = row["columns"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let (name, about) = (row["table"].as_str().unwrap_or_default(), row["about"].as_str().unwrap_or_default());
        text.push_str(&format!("\n\n{name}: {about}\n  {}", columns.join(", ")));
    }
    shown(output.line(&text))
}

pub(crate) async fn query(app: &App, asked: Query, output: Output) -> Outcome {
    let sql = asked.sql.ok_or_else(|| app::usage("Give a SELECT, or --tables for what can be asked"))?;
    let range = match (asked.since, asked.until) {
        (Some(since), Some(until)) => Range { since, until },
        (None, None) => app.last_days(DAYS).await?,
        _ => return Err(app::usage("Give both --since and --until, or neither")),
    };
    let table = app.query_sql(sql, &range, asked.limit).await?;
    if table.more && !output.json {
        eprintln!("sextant-cli: There are more rows than these {}; see --limit.", table.rows.len());
    }
    if asked.csv {
        return shown(output.text(&table.csv()?));
    }
    let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    let about = json!({
        "columns": table.columns,
        "more": table.more,
        "since": range.since,
        "until": range.until,
    });
    shown(output.values(&columns, &table.objects(), about))
}
