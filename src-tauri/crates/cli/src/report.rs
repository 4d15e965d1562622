//! `report`: a PDF for a client, or all that are due.

use std::path::PathBuf;

use app::App;
use app::dto::{ExportReport, Range, WrittenReport};
use serde_json::{Value, json};

use crate::arguments::{Report, ReportRange};
use crate::commands::{Outcome, shown};
use crate::output::Output;

pub(crate) async fn report(app: &App, asked: Report, output: Output) -> Outcome {
    let Some(out) = asked.out.as_ref().filter(|_| !asked.due) else {
        let written: Vec<Value> = app.write_due_reports().await?.iter().map(of_report).collect();
        return shown(output.rows(&["client", "since", "until", "file", "bytes"], &written, Value::Null));
    };
    let path = std::path::absolute(out).unwrap_or_else(|_| PathBuf::from(out));
    let path = path.to_str().ok_or_else(|| app::usage("The name of this file is not text"))?.to_owned();
    let range = match (asked.since, asked.until) {
        (Some(since), Some(until)) => Range { since, until },
        _ => app.last_days(days(asked.range)).await?,
    };
    let client_id = match &asked.client {
        Some(named) => Some(client(app, named).await?),
        None => None,
    };
    let input = ExportReport { path, client_id, account_ids: asked.account, range, compare: None };
    shown(output.facts(&of_report(&app.export_report(input).await?)))
}

fn days(range: ReportRange) -> u32 {
    match range {
        ReportRange::Week => 7,
        ReportRange::Month => 30,
        ReportRange::Quarter => 90,
    }
}

/// The id of a client by its id, or by its name where no other has it.
async fn client(app: &App, named: &str) -> Result<String, app::dto::IpcError> {
    let clients = app.clients().await?;
    if let Some(client) = clients.iter().find(|client| client.id == named) {
        return Ok(client.id.clone());
    }
    let mut same = clients.iter().filter(|client| client.name.eq_ignore_ascii_case(named));
    match (same.next(), same.next()) {
        (Some(client), None) => Ok(client.id.clone()),
        (Some(_), Some(_)) => Err(app::usage(format!("Several clients are called {named:?}; give the id of one"))),
        (None, _) => {
            let names: Vec<&str> = clients.iter().map(|client| client.name.as_str()).collect();
            Err(app::usage(format!("There is no client called {named:?}; there is: {}", names.join(", "))))
        }
    }
}

fn of_report(report: &WrittenReport) -> Value {
    json!({
        "client": report.client,
        "since": report.range.since,
        "until": report.range.until,
        "file": report.path,
        "bytes": report.bytes,
    })
}
