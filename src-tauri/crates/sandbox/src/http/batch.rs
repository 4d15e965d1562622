//! Batches: up to fifty calls in one request, each charged, struck and journalled on its own.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::answer::Answer;
use super::error::{GraphError, Result};
use super::graph::{self, Executed};
use super::json::Json;
use super::request::{Call, Method, Params};
use super::respond::{entry, spoken};
use crate::faults::FaultKind;
use crate::state::Shared;

const MAX_ITEMS: usize = 50;

#[derive(Debug, Deserialize)]
struct Item {
    #[serde(default)]
    method: String,
    #[serde(default)]
    relative_url: String,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    depends_on: Option<String>,
    #[serde(default)]
    omit_response_on_success: Option<Value>,
    #[serde(default)]
    attached_files: Option<String>,
}

/// What became of one item.
enum Done {
    Answered(Answer),
    /// Left out on success, as asked for; or unfinished.
    Null,
}

/// Answers `POST /` with a `batch` parameter.
pub(crate) fn answer(shared: &Arc<Shared>, outer: &Call) -> Executed {
    match run(shared, outer) {
        Ok(mut answer) => {
            let version = outer.version.clone().unwrap_or_default();
            answer.headers.push(("facebook-api-version", version));
            answer.headers.extend(shared.limits.headers(None, shared.clock.now_ms()));
            Executed { answer, account: None, points: 0 }
        }
        Err(error) => Executed::refused(shared, &error),
    }
}

fn run(shared: &Arc<Shared>, outer: &Call) -> Result<Answer> {
    let now_ms = shared.now_ms();
    graph::check_token(shared, outer, now_ms)?;
    let malformed = || GraphError::invalid("The batch parameter must be a JSON array of requests").blame(&["batch"]);
    let items: Vec<Item> = outer.params.json("batch").map_err(|_| malformed())?.ok_or_else(malformed)?;
    if items.len() > MAX_ITEMS {
        return Err(GraphError::new(
            400,
            100,
            &format!("(#100) Too many requests in batch message. Maximum batch size is {MAX_ITEMS}"),
        )
        .kind("GraphBatchException"));
    }
    let with_headers = outer.params.boolean("include_headers")?.unwrap_or(true);
    let mut results: HashMap<String, Value> = HashMap::new();
    let mut failed: HashSet<String> = HashSet::new();
    let mut out = Json::with_capacity(4096);
    out.begin_list();
    for item in &items {
        let done = run_item(shared, outer, item, &results, &failed);
        if let Some(name) = &item.name {
            remember(name, &done, &mut results, &mut failed);
        }
        write_item(item, &done, with_headers, &mut out);
    }
    out.end_list();
    Ok(Answer::json(out.into_bytes()).rows(items.len()))
}

fn remember(name: &str, done: &Done, results: &mut HashMap<String, Value>, failed: &mut HashSet<String>) {
    match done {
        Done::Answered(answer) if answer.status == 200 => {
            if let Ok(value) = serde_json::from_slice(&answer.body) {
                results.insert(name.to_owned(), value);
            }
        }
        _ => {
            failed.insert(name.to_owned());
        }
    }
}

fn run_item(
    shared: &Arc<Shared>,
    outer: &Call,
    item: &Item,
    results: &HashMap<String, Value>,
    failed: &HashSet<String>,
) -> Done {
    let needs_failed = item.depends_on.as_ref().is_some_and(|name| failed.contains(name));
    let call = match item_call(outer, item, results) {
        Ok(Some(call)) if !needs_failed => call,
        // What it depends on failed or does not exist: nothing is executed.
        Ok(_) => return Done::Null,
        Err(error) => return Done::Answered(Answer::error(&error, &shared.trace_id())),
    };
    let seq = shared.journal.next_seq();
    let drawn = shared.faults.draw(call.method.as_str(), &call.target(), true);
    let executed = |fault| graph::execute(shared, &call, seq, fault);
    let nothing = || Executed { answer: Answer { status: 0, ..Answer::json(Vec::new()) }, account: None, points: 0 };
    let (done, is_null) = match &drawn.kind {
        Some(FaultKind::NullItem { applied: false } | FaultKind::Timeout | FaultKind::Reset) => (nothing(), true),
        Some(FaultKind::NullItem { applied: true } | FaultKind::ApplyThen { .. }) => (executed(None), true),
        Some(kind @ (FaultKind::Error { .. } | FaultKind::Respond { .. })) => {
            (Executed { answer: spoken(shared, kind), account: None, points: 0 }, false)
        }
        other => (executed(other.clone()), false),
    };
    let mut noted = entry(shared, &call, seq, &done, drawn.kind.as_ref());
    if is_null {
        noted.status = 0;
    }
    shared.journal.record(noted);
    if is_null { Done::Null } else { Done::Answered(done.answer) }
}

/// The call an item means; none when a reference in it leads nowhere.
fn item_call(outer: &Call, item: &Item, results: &HashMap<String, Value>) -> Result<Option<Call>> {
    let method = if item.method.is_empty() { Some(Method::Get) } else { Method::parse(&item.method) };
    let method = method.ok_or_else(|| GraphError::invalid("Batch item has an unknown method"))?;
    let Some(url) = fill_in(&item.relative_url, results) else { return Ok(None) };
    // A complete address is allowed as long as it is ours; only path and query count.
    let url = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let mut call = Call::from_target(method, url);
    if let Some(body) = &item.body {
        let Some(body) = fill_in(body, results) else { return Ok(None) };
        call.params.extend(Params::from_query(&body));
    }
    if let Some(names) = &item.attached_files {
        let names: Vec<&str> = names.split(',').map(str::trim).collect();
        call.files = outer.files.iter().filter(|file| names.contains(&file.part.as_str())).cloned().collect();
    }
    call.version = call.version.or_else(|| outer.version.clone());
    call.in_batch = true;
    call.settle(outer.token.clone());
    Ok(Some(call))
}

/// Puts results of earlier items in place of `{result=NAME:$.path}`.
pub(crate) fn fill_in(text: &str, results: &HashMap<String, Value>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // In form bodies the braces may have been encoded.
    let decoded;
    if text.contains("%7Bresult") {
        decoded =
            text.replace("%7Bresult%3D", "{result=").replace("%3A%24", ":$").replace("%7D", "}").replace("%2A", "*");
        rest = &decoded;
    }
    while let Some(at) = rest.find("{result=") {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        let end = reference.find('}')?;
        let (name, path) = reference.get("{result=".len()..end)?.split_once(':')?;
        let values = follow(results.get(name)?, path);
        if values.is_empty() {
            return None;
        }
        out.push_str(&values.join(","));
        rest = reference.get(end + 1..)?;
    }
    out.push_str(rest);
    Some(out)
}

/// The simple form of JSONPath: `$.a.b`, `$.data.*.id`, `$.data[0].id`, `$.data[*].id`.
fn follow(value: &Value, path: &str) -> Vec<String> {
    let normal = path.trim_start_matches('$').replace('[', ".").replace(']', "");
    let mut found = vec![value];
    for part in normal.split('.').filter(|part| !part.is_empty()) {
        found = found
            .into_iter()
            .flat_map(|value| -> Vec<&Value> {
                match (value, part) {
                    (Value::Array(items), "*") => items.iter().collect(),
                    (Value::Object(map), "*") => map.values().collect(),
                    (Value::Array(items), index) => {
                        index.parse::<usize>().ok().and_then(|at| items.get(at)).into_iter().collect()
                    }
                    (Value::Object(map), key) => map.get(key).into_iter().collect(),
                    _ => Vec::new(),
                }
            })
            .collect();
    }
    found
        .into_iter()
        .map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
        .collect()
}

fn write_item(item: &Item, done: &Done, with_headers: bool, out: &mut Json) {
    // Meta also leaves out answers that others refer to unless told not to. Here they are shown: a missing answer could
    // not be told from an unfinished item.
    let omit = item.omit_response_on_success == Some(Value::Bool(true));
    let answer = match done {
        Done::Answered(answer) if !(omit && answer.status == 200) => answer,
        _ => {
            out.raw(b"null");
            return;
        }
    };
    out.begin();
    out.int("code", i64::from(answer.status));
    if with_headers {
        out.key("headers");
        out.begin_list();
        let content_type = [("Content-Type", "text/javascript; charset=UTF-8")];
        let own = answer.headers.iter().map(|(name, value)| (*name, value.as_str()));
        for (name, value) in content_type.into_iter().chain(own) {
            out.begin();
            out.text("name", name);
            out.text("value", value);
            out.end();
        }
        out.end_list();
    }
    out.text("body", &String::from_utf8_lossy(&answer.body));
    out.end();
}

/// A batch sent to something other than the root.
pub(crate) fn misplaced() -> GraphError {
    GraphError::invalid("Batch requests must be sent with POST to the root of the API").blame(&["batch"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_are_filled_in() {
        let results = HashMap::from([("list".to_owned(), json!({"data": [{"id": "1"}, {"id": "2"}], "id": 7}))]);
        let cases = [
            ("?ids={result=list:$.data.*.id}&x=1", Some("?ids=1,2&x=1")),
            ("{result=list:$.data[1].id}", Some("2")),
            ("{result=list:$.id}/ads", Some("7/ads")),
            ("plain", Some("plain")),
            ("{result=other:$.id}", None),
            ("{result=list:$.nothing}", None),
            ("{result=list", None),
        ];
        for (text, expected) in cases {
            assert_eq!(fill_in(text, &results).as_deref(), expected, "{text}");
        }
    }
}
