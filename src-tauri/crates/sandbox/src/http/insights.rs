//! The insights edge: synchronous pages and asynchronous jobs over the world's rows.

pub(crate) mod columns;
pub(crate) mod jobs;
mod period;
pub(crate) mod query;
pub(crate) mod summary;
pub(crate) mod write;

use super::error::{GraphError, Result};
use super::fields::Field;
use super::graph::Cx;
use super::json::Json;
use super::nodes::Node;
use super::page;
use super::request::Params;
use crate::faults::FaultKind;
use crate::world::delivery::rows::{Position, Row};
use crate::world::model::ObjectId;
use query::Query;

/// Writes `{data, paging, summary}` of a node's insights; false when the node has none.
pub(crate) fn write_edge(
    cx: &Cx<'_>,
    node: Node<'_>,
    params: &Params,
    sub: Option<Vec<Field>>,
    address: String,
    out: &mut Json,
) -> Result<bool> {
    let (scope, params, as_of_ms) = match node {
        Node::Run(run) => (run.scope, run.params_with(params), run.ready_ms.min(cx.now_ms)),
        _ => match scope_of(node) {
            Some(scope) => (scope, params.clone(), cx.now_ms),
            None => return Ok(false),
        },
    };
    let query = Query::read(cx, scope, &params, sub, as_of_ms)?;
    if !matches!(node, Node::Run(_)) {
        query.check_size(cx)?;
    }
    let page = query.page(cx, &params)?;
    out.begin();
    out.key("data");
    out.begin_list();
    for row in &page.rows {
        write::row(cx, &query, row, out);
    }
    out.end_list();
    cx.rows.set(cx.rows.get() + page.rows.len());
    page.write_paging(cx, &params, query.limit, &address, out);
    if !query.summary.is_empty() {
        summary::write(cx, &query, out)?;
    }
    out.end();
    Ok(true)
}

pub(crate) fn scope_of(node: Node<'_>) -> Option<ObjectId> {
    match node {
        Node::Account(it) => Some(it.id),
        Node::Campaign(it) => Some(it.id),
        Node::AdSet(it) => Some(it.id),
        Node::Ad(it) => Some(it.id),
        _ => None,
    }
}

/// Rows of one page with the cursors around it.
pub(crate) struct RowPage {
    rows: Vec<Row>,
    before: String,
    after: String,
    has_next: bool,
    has_previous: bool,
}

impl Query {
    fn page(&self, cx: &Cx<'_>, params: &Params) -> Result<RowPage> {
        let is_bad = matches!(cx.fault, Some(FaultKind::BadCursor));
        let after = params.filled("after");
        let before = params.filled("before");
        if is_bad && (after.is_some() || before.is_some()) {
            return Err(bad_cursor());
        }
        let mut page = if self.sort.is_some() {
            self.sorted_page(cx, after, before)?
        } else if let Some(before) = before {
            self.page_up_to(cx, position(before)?, false)?
        } else {
            match after.map(position).transpose()? {
                // The page that ended at this cursor, once more.
                Some(at) if matches!(cx.fault, Some(FaultKind::RepeatPage)) => self.page_up_to(cx, at, true)?,
                from => self.page_after(cx, from)?,
            }
        };
        if matches!(cx.fault, Some(FaultKind::ChangedCursor)) {
            page.after = page::encode("moved");
            page.before = page::encode("moved");
        }
        Ok(page)
    }

    fn page_after(&self, cx: &Cx<'_>, from: Option<Position>) -> Result<RowPage> {
        let mut rows = Vec::with_capacity(self.limit.min(5_000));
        let mut has_next = false;
        for row in self.rows_after(cx, from)? {
            if !self.keeps(cx, &row)? {
                continue;
            }
            if rows.len() == self.limit {
                has_next = true;
                break;
            }
            rows.push(row);
        }
        Ok(RowPage::of(rows, has_next, from.is_some()))
    }

    /// The page that ends before a position, or with it: everything up to there is walked, only the last rows are held.
    fn page_up_to(&self, cx: &Cx<'_>, end: Position, with_end: bool) -> Result<RowPage> {
        let mut rows = std::collections::VecDeque::with_capacity(self.limit.min(5_000));
        let mut has_previous = false;
        for row in self.rows_after(cx, None)? {
            let is_end = row.position == end;
            if is_end && !with_end {
                break;
            }
            if self.keeps(cx, &row)? {
                if rows.len() == self.limit {
                    rows.pop_front();
                    has_previous = true;
                }
                rows.push_back(row);
            }
            if is_end {
                break;
            }
        }
        Ok(RowPage::of(rows.into(), true, has_previous))
    }

    /// Two walks: the first keeps only the sort value of every row, the second fetches the rows of the page.
    fn sorted_page(&self, cx: &Cx<'_>, after: Option<&str>, before: Option<&str>) -> Result<RowPage> {
        let offset = match (after, before) {
            (Some(after), _) => offset(after)?,
            (None, Some(before)) => offset(before)?.saturating_sub(self.limit),
            (None, None) => 0,
        };
        let mut keys: Vec<(f64, usize)> = Vec::new();
        for (at, row) in self.rows_after(cx, None)?.enumerate() {
            if self.keeps(cx, &row)? {
                keys.push((self.sort_value(cx, &row), at));
            }
        }
        keys.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let wanted: Vec<usize> = keys.iter().skip(offset).take(self.limit).map(|(_, at)| *at).collect();
        let mut found: Vec<(usize, Row)> = Vec::with_capacity(wanted.len());
        for (at, row) in self.rows_after(cx, None)?.enumerate() {
            if let Some(place) = wanted.iter().position(|wanted| *wanted == at) {
                found.push((place, row));
                if found.len() == wanted.len() {
                    break;
                }
            }
        }
        found.sort_by_key(|(place, _)| *place);
        let end = offset + found.len();
        Ok(RowPage {
            rows: found.into_iter().map(|(_, row)| row).collect(),
            before: page::encode(&format!("s{offset}")),
            after: page::encode(&format!("s{end}")),
            has_next: end < keys.len(),
            has_previous: offset > 0,
        })
    }
}

impl RowPage {
    fn of(rows: Vec<Row>, has_next: bool, has_previous: bool) -> Self {
        let key = |row: Option<&Row>| row.map(|row| cursor(row.position)).unwrap_or_default();
        Self { before: key(rows.first()), after: key(rows.last()), rows, has_next, has_previous }
    }

    fn write_paging(&self, cx: &Cx<'_>, params: &Params, limit: usize, address: &str, out: &mut Json) {
        if self.rows.is_empty() {
            return;
        }
        out.key("paging");
        out.begin();
        out.key("cursors");
        out.begin();
        out.text("before", &self.before);
        out.text("after", &self.after);
        out.end();
        for (name, is_there, direction, cursor) in
            [("next", self.has_next, "after", &self.after), ("previous", self.has_previous, "before", &self.before)]
        {
            if is_there {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                query.append_pair("access_token", &cx.token.text);
                for (key, value) in params.iter() {
                    if !matches!(key, "access_token" | "appsecret_proof" | "after" | "before" | "limit" | "method") {
                        query.append_pair(key, value);
                    }
                }
                query.append_pair("limit", &limit.to_string());
                query.append_pair(direction, cursor);
                out.text(name, &format!("{address}?{}", query.finish()));
            }
        }
        out.end();
    }
}

fn cursor(position: Position) -> String {
    page::encode(&format!("r{}:{}:{}", position.slice, position.object, position.cell))
}

fn position(cursor: &str) -> Result<Position> {
    let text = page::decode(cursor).ok_or_else(bad_cursor)?;
    let mut parts = text.strip_prefix('r').ok_or_else(bad_cursor)?.split(':');
    let mut next = || parts.next().ok_or_else(bad_cursor);
    let slice = next()?.parse().map_err(|_| bad_cursor())?;
    let object = next()?.parse().map_err(|_| bad_cursor())?;
    let cell = next()?.parse().map_err(|_| bad_cursor())?;
    Ok(Position { slice, object, cell })
}

fn offset(cursor: &str) -> Result<usize> {
    let text = page::decode(cursor).ok_or_else(bad_cursor)?;
    text.strip_prefix('s').and_then(|text| text.parse().ok()).ok_or_else(bad_cursor)
}

fn bad_cursor() -> GraphError {
    GraphError::new(400, 2642, "(#2642) Invalid cursors values")
}
