//! Listings of things that are no objects of the world: they are made as JSON when they are asked for.

use serde_json::{Map, Value};

use crate::http::error::{GraphError, Result};
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::http::page::EdgeQuery;

/// What a listing's elements have.
pub(crate) struct Shape {
    /// The type in error messages.
    pub(crate) node: &'static str,
    /// The field that tells elements apart.
    pub(crate) key: &'static str,
    /// Every field that can be asked for.
    pub(crate) fields: &'static [&'static str],
    /// What comes without `fields`; empty means all.
    pub(crate) default: &'static [&'static str],
}

/// Writes `{data, paging, summary}` of elements, with the fields that were asked for.
pub(crate) fn write(
    cx: &Cx<'_>,
    shape: &Shape,
    list: &[Map<String, Value>],
    query: &EdgeQuery<'_>,
    out: &mut Json,
) -> Result<()> {
    let asked = asked(shape, query)?;
    let key = |element: &Map<String, Value>| element.get(shape.key).map(text_of).unwrap_or_default();
    let keys: Vec<String> = list.iter().map(key).collect();
    let page = query.cut(&keys, |_| Ok(true), |text| Some(text.to_owned()))?;
    out.begin();
    out.key("data");
    out.begin_list();
    let members: Vec<&Map<String, Value>> = page.members.iter().filter_map(|at| list.get(*at)).collect();
    for element in &members {
        cx.rows.set(cx.rows.get() + 1);
        write_element(shape, element, &asked, out);
    }
    out.end_list();
    if let (Some(first), Some(last)) = (members.first(), members.last()) {
        query.write_paging(out, &page, &key(first), &key(last));
    }
    if query.with_summary {
        out.key("summary");
        out.begin();
        out.int("total_count", i64::try_from(list.len()).unwrap_or(i64::MAX));
        out.end();
    }
    out.end();
    Ok(())
}

/// Writes one element that was asked for by its id.
pub(crate) fn write_one(
    shape: &Shape,
    element: &Map<String, Value>,
    query: &EdgeQuery<'_>,
    out: &mut Json,
) -> Result<()> {
    write_element(shape, element, &asked(shape, query)?, out);
    Ok(())
}

fn asked<'a>(shape: &Shape, query: &'a EdgeQuery<'_>) -> Result<Vec<&'a str>> {
    if query.fields.is_empty() {
        return Ok(if shape.default.is_empty() { shape.fields } else { shape.default }.to_vec());
    }
    let asked: Vec<&str> = query.fields.iter().map(|field| field.name.as_str()).collect();
    match asked.iter().find(|name| !shape.fields.contains(name)) {
        Some(unknown) => Err(GraphError::unknown_field(unknown, shape.node)),
        None => Ok(asked),
    }
}

fn write_element(shape: &Shape, element: &Map<String, Value>, asked: &[&str], out: &mut Json) {
    out.begin();
    for name in std::iter::once(&shape.key).filter(|key| !asked.contains(key)).chain(asked) {
        if let Some(value) = element.get(*name).filter(|value| !value.is_null()) {
            out.value(name, value);
        }
    }
    out.end();
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
