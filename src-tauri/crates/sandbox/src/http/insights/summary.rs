//! The `summary` of an insights answer: totals over every row, not only those of the page.

use super::columns::{Column, Kind};
use super::query::Query;
use super::write;
use crate::http::error::Result;
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::world::delivery::rows::Row;

pub(crate) fn write(cx: &Cx<'_>, query: &Query, out: &mut Json) -> Result<()> {
    let mut total: Option<Row> = None;
    for row in query.rows_after(cx, None)? {
        if !query.keeps(cx, &row)? {
            continue;
        }
        match &mut total {
            None => {
                let mut first = row;
                (first.campaign, first.adset, first.ad, first.attribution) = (None, None, None, None);
                total = Some(first);
            }
            Some(total) => {
                total.figures.add(&row.figures);
                total.slice.since = total.slice.since.min(row.slice.since);
                total.slice.until = total.slice.until.max(row.slice.until);
            }
        }
    }
    out.key("summary");
    let Some(total) = total else {
        out.begin();
        out.end();
        return Ok(());
    };
    // Names have no total.
    let metrics = query.summary.iter().filter(|column| is_metric(column)).cloned().collect();
    write::total(cx, query, metrics, &total, out);
    Ok(())
}

fn is_metric(column: &Column) -> bool {
    !matches!(
        column.kind,
        Kind::CampaignId
            | Kind::CampaignName
            | Kind::AdSetId
            | Kind::AdSetName
            | Kind::AdId
            | Kind::AdName
            | Kind::Ranking
    )
}
