//! Holds the journal of what a server really changed against the ledger of the program that changed it.
//!
//! A third program on purpose: it shares no code with either side and believes neither. It reads two files of JSON lines
//! and prints one object; the exit code is 0 when there is nothing to find.
//!
//! `confront JOURNAL LEDGER`. A line of the journal is one changed object (`request`, `action`, `id`, `source`, `params`).
//! The ledger's lines are of the kinds `row` (what the program says became of each thing it was asked for), `intent`
//! (a request it noted) and `entry` (its audit log).
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program of the tests talks to them")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use serde_json::{Value, json};

/// What is wrong, by kind.
#[derive(Default)]
struct Findings(BTreeMap<&'static str, Vec<String>>);

impl Findings {
    fn add(&mut self, kind: &'static str, text: String) {
        self.0.entry(kind).or_default().push(text);
    }
}

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [journal, ledger] = paths.as_slice() else {
        eprintln!("confront JOURNAL LEDGER");
        return ExitCode::from(2);
    };
    match (lines(journal), lines(ledger)) {
        (Ok(journal), Ok(ledger)) => {
            let (findings, counts) = confront(&journal, &ledger);
            let sound = findings.0.is_empty();
            println!("{}", json!({ "sound": sound, "counts": counts, "findings": findings.0 }));
            ExitCode::from(u8::from(!sound))
        }
        (Err(error), _) | (_, Err(error)) => {
            eprintln!("confront: {error}");
            ExitCode::from(2)
        }
    }
}

fn lines(path: &str) -> Result<Vec<Value>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    text.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{path}: {error}"))).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn confront(journal: &[Value], ledger: &[Value]) -> (Findings, Value) {
    let of = |kind: &str| ledger.iter().filter(|line| line["kind"] == kind).collect::<Vec<_>>();
    let (rows, intents, entries) = (of("row"), of("intent"), of("entry"));
    let mut findings = Findings::default();
    let carried_out = assign(journal, &intents, &mut findings);
    judge_intents(&intents, &carried_out, &mut findings);
    judge_wishes(journal, &intents, &carried_out, &mut findings);
    judge_rows(&rows, &mut findings);
    judge_entries(journal, &intents, &entries, &mut findings);
    let counts =
        json!({ "writes": journal.len(), "intents": intents.len(), "rows": rows.len(), "entries": entries.len() });
    (findings, counts)
}

/// A parameter as it was sent.
fn param<'a>(write: &'a Value, name: &str) -> Option<&'a str> {
    let pairs = write["params"].as_array()?;
    pairs.iter().find(|pair| pair[0] == name).and_then(|pair| pair[1].as_str())
}

/// The same value as the ledger noted it: text as it is, all else as JSON.
fn as_sent(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// For each intent, by place, the changes that came of it.
fn assign<'a>(journal: &'a [Value], intents: &[&Value], findings: &mut Findings) -> Vec<Vec<&'a Value>> {
    let mut carried_out: Vec<Vec<&Value>> = vec![Vec::new(); intents.len()];
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, intent) in intents.iter().enumerate() {
        let makes = matches!(text(intent, "action"), "create" | "copy");
        places.entry(if makes { "" } else { text(intent, "object") }).or_default().push(at);
    }
    for write in journal {
        let object = match text(write, "action") {
            "update" => text(write, "id"),
            _ => filled(write).unwrap_or_default(),
        };
        let fits = |at: &usize| intents.get(*at).is_some_and(|intent| came_of(write, intent));
        let all: Vec<usize> = places.get(object).into_iter().flatten().copied().filter(fits).collect();
        // Where the same was noted twice: what came of the same request, else the one that is said to have happened.
        let none = Vec::new();
        let of = |at: &usize| carried_out.get(*at).unwrap_or(&none);
        let is_said = |at: &usize| intents.get(*at).is_some_and(|intent| intent["state"] == "confirmed");
        let same = all.iter().find(|at| of(at).iter().any(|other| other["request"] == write["request"]));
        let said = all.iter().find(|at| of(at).is_empty() && is_said(at));
        let free = all.iter().find(|at| of(at).is_empty());
        let at = same.or(said).or(free).or(all.first()).copied();
        match at.and_then(|at| carried_out.get_mut(at)) {
            Some(of_intent) => of_intent.push(write),
            None => findings.add("without_intent", write.to_string()),
        }
    }
    carried_out
}

/// The object that a part of a tree was copied into, when its top had been copied before.
fn filled(write: &Value) -> Option<&str> {
    let keeps_its_name = param(write, "rename_options").is_some_and(|options| options.contains("NO_RENAME"));
    param(write, "campaign_id").or_else(|| param(write, "adset_id")).filter(|_| keeps_its_name)
}

fn came_of(write: &Value, intent: &Value) -> bool {
    let marker = intent["marker"].as_str();
    match (text(write, "action"), text(intent, "action")) {
        ("update", "edit" | "finish") => {
            let request = intent["request"].as_object();
            let sent = request.is_some_and(|request| {
                request.iter().all(|(name, value)| param(write, name) == Some(as_sent(value).as_str()))
            });
            sent && write["id"] == intent["object"]
        }
        ("create", "create") => {
            marker.is_some_and(|marker| param(write, "name").is_some_and(|name| name.contains(marker)))
        }
        ("copy", "copy") => {
            marker.is_some_and(|marker| param(write, "rename_options").is_some_and(|options| options.contains(marker)))
        }
        ("copy", "fill") => filled(write).is_some_and(|into| intent["object"] == into),
        _ => false,
    }
}

fn name_of(intent: &Value) -> String {
    format!("{} {} #{}", text(intent, "action"), text(intent, "change_set"), intent["item"])
}

/// How often a request was carried out: a copied tree is one, however much is in it.
fn times(intent: &Value, carried_out: &[&Value]) -> usize {
    match text(intent, "action") {
        "copy" => carried_out.iter().map(|write| write["request"].as_u64()).collect::<BTreeSet<_>>().len(),
        "fill" => {
            // Each part once: the largest number of times any of them was copied.
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            carried_out.iter().for_each(|write| *counts.entry(text(write, "source")).or_default() += 1);
            counts.into_values().max().unwrap_or(0)
        }
        _ => carried_out.len(),
    }
}

fn judge_intents(intents: &[&Value], carried_out: &[Vec<&Value>], findings: &mut Findings) {
    for (intent, writes) in intents.iter().zip(carried_out) {
        let times = times(intent, writes);
        if times > 1 {
            findings.add("doubled", format!("{} was carried out {times} times", name_of(intent)));
        }
        match (text(intent, "state"), times) {
            ("open", _) => findings.add("open", name_of(intent)),
            ("confirmed", 0) => findings.add("invented", name_of(intent)),
            ("confirmed", _) | (_, 0) => {}
            (state, _) => findings.add("lost", format!("{} is {state}, but it was carried out", name_of(intent))),
        }
    }
}

/// The same wish carried out twice under different intents: what was asked to have one name was made twice.
fn judge_wishes(journal: &[Value], intents: &[&Value], carried_out: &[Vec<&Value>], findings: &mut Findings) {
    let mut made: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (intent, writes) in intents.iter().zip(carried_out) {
        let fields = intent["expected"].as_array();
        let name = fields.and_then(|fields| fields.iter().find(|change| change["field"] == "name"));
        let Some(name) = name.filter(|_| matches!(text(intent, "action"), "create" | "copy")) else { continue };
        let tops =
            writes.iter().filter(|write| write["action"] == "create" || param(write, "rename_options").is_some());
        // Of a tree, the first one written is the one that was asked for.
        let first = tops.min_by_key(|write| write["seq"].as_u64()).map(|write| text(write, "id"));
        made.entry(name["to"].to_string()).or_default().extend(first);
    }
    for (name, ids) in made.iter().filter(|(_, ids)| ids.len() > 1) {
        findings.add("doubled", format!("{name} was made {} times: {ids:?}", ids.len()));
    }
    let mut edits: BTreeMap<(String, String), usize> = BTreeMap::new();
    for write in journal.iter().filter(|write| write["action"] == "update") {
        *edits.entry((text(write, "id").to_owned(), write["params"].to_string())).or_default() += 1;
    }
    for ((id, params), count) in edits.iter().filter(|(_, count)| **count > 1) {
        findings.add("doubled", format!("{params} of {id} was set {count} times"));
    }
}

fn judge_rows(rows: &[&Value], findings: &mut Findings) {
    for row in rows {
        let outcome = text(row, "outcome");
        // A row that was refused because somebody else was faster is told, and nothing was sent for it.
        if !matches!(outcome, "confirmed" | "already_so" | "drifted") {
            let (set, item) = (text(row, "change_set"), &row["item"]);
            findings.add("unfinished", format!("{set} #{item} is {outcome}: {}", row["detail"]));
        }
    }
}

/// Every change has an entry of the log that tells of it, and every entry a change.
fn judge_entries(journal: &[Value], intents: &[&Value], entries: &[&Value], findings: &mut Findings) {
    let confirmed: Vec<&Value> =
        entries.iter().copied().filter(|entry| entry["action"] == "change.confirmed").collect();
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    confirmed.iter().for_each(|entry| *told.entry(text(entry, "intent")).or_default() += 1);
    for intent in intents.iter().filter(|intent| intent["state"] == "confirmed") {
        match told.remove(text(intent, "id")) {
            Some(1) => {}
            count => findings.add("unaudited", format!("{} has {} entries", name_of(intent), count.unwrap_or(0))),
        }
    }
    told.keys()
        .for_each(|intent| findings.add("unaudited", format!("an entry tells of {intent}, which is not confirmed")));
    let made: BTreeSet<&str> =
        journal.iter().filter(|write| write["action"] != "update").map(|write| text(write, "id")).collect();
    let mut known = BTreeSet::new();
    for entry in &confirmed {
        let answer: Value = serde_json::from_str(text(entry, "answer")).unwrap_or_default();
        known.insert(text(entry, "object").to_owned());
        known.extend(answer["made"].as_array().into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)));
    }
    for id in made.iter().filter(|id| !known.contains(**id)) {
        findings.add("unaudited", format!("nothing in the log tells of {id}"));
    }
}
