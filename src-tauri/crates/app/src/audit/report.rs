//! The report for a client: one HTML file without scripts, without anything from elsewhere, every text escaped.

use std::collections::BTreeMap;
use std::io::Write;

use audit_verify::SignedHead;
use changes::Field;
use domain::{AccountId, TimestampMillis};
use serde_json::Value;
use store::{AuditQuery, AuditRow, AuditSource, Db, Error};

use crate::changing::shown;
use crate::rows::AuditVerdict;

/// Names and currencies of accounts.
type Accounts = BTreeMap<AccountId, (String, String)>;

/// Entries read at a time.
const PAGE: usize = 500;

/// Ink on paper first: what is sent to a client is mostly printed or kept as a PDF.
const STYLE: &str = include_str!("report.css");

/// What the report is of.
pub(super) struct About {
    pub(super) workspace: String,
    pub(super) account: Option<AccountId>,
    pub(super) made_at: TimestampMillis,
    pub(super) verdict: AuditVerdict,
}

/// Writes the report, newest entry first.
pub(super) fn write(db: &Db, out: &mut dyn Write, about: &About, head: &SignedHead) -> Result<(), Error> {
    let accounts: Accounts = db.accounts()?.into_iter().map(|row| (row.id, (row.name, row.currency))).collect();
    print(out, &opening(about, &accounts, head))?;
    let (mut written, mut day) = (0, String::new());
    let mut query = AuditQuery { account: about.account.clone(), ..AuditQuery::default() };
    loop {
        let rows = db.audit_of(&query, PAGE)?;
        for row in &rows {
            let date = row.at.to_utc().map(|at| at.format("%A, %-d %B %Y").to_string()).unwrap_or_default();
            if date != day {
                let close = if written > 0 { "</tbody>" } else { "" };
                print(out, &format!("{close}<tbody><tr class=\"day\"><th colspan=\"7\">{date}</th></tr>\n"))?;
                day = date;
            }
            print(out, &entry(row, &accounts))?;
            written += 1;
        }
        match rows.last() {
            Some(last) if rows.len() == PAGE => query.before = Some(last.id),
            _ => break,
        }
    }
    if written > 0 {
        print(out, "</tbody>")?;
    }
    print(out, &ending(about, head, written))
}

fn print(out: &mut dyn Write, text: &str) -> Result<(), Error> {
    out.write_all(text.as_bytes()).map_err(Error::Export)
}

fn opening(about: &About, accounts: &Accounts, head: &SignedHead) -> String {
    let of = match &about.account {
        None => "all ad accounts".to_owned(),
        Some(account) => accounts.get(account).map_or_else(|| account.to_string(), |(name, _)| name.clone()),
    };
    let (class, verdict) = match &about.verdict.message {
        None => ("good", "Every entry is as it was written".to_owned()),
        Some(message) => ("bad", escaped(message)),
    };
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"referrer\" content=\"no-referrer\"><title>Changes: {of}</title><style>{STYLE}</style></head><body>\
         <header><h1>Changes made with Sextant</h1><p class=\"of\"><bdi>{of}</bdi></p>\
         <p class=\"verdict {class}\">{verdict}</p></header>\
         <dl><div><dt>Workspace</dt><dd><bdi>{workspace}</bdi></dd></div><div><dt>Written</dt><dd>{made} UTC</dd></div>\
         <div><dt>Entries in the whole log</dt><dd>{count}</dd></div></dl>\
         <table><thead><tr><th class=\"no\">No.</th><th class=\"when\">Time (UTC)</th><th class=\"who\">Who</th>\
         <th class=\"what\">What</th><th class=\"values\">Before and after</th><th class=\"why\">Why</th>\
         <th class=\"answer\">Result</th></tr></thead>\n",
        of = escaped(&of),
        workspace = escaped(&about.workspace),
        made = instant(about.made_at),
        count = head.count,
    )
}

fn ending(about: &About, head: &SignedHead, written: usize) -> String {
    let none = if written == 0 { "<p class=\"none\">Nothing was changed yet.</p>" } else { "" };
    format!(
        "</table>{none}<footer><h2>How this can be checked</h2><p>Each entry holds the one before it in place: none can \
         be changed, added or taken out without the head below changing. The file of the whole log (JSON Lines) can be \
         checked anywhere with sextant-audit-verify. The log has {count} {entries}; this page shows {shown}.</p><dl>\
         <div><dt>Head</dt><dd><code>{hash}</code></dd></div><div><dt>Signed with</dt><dd><code>{key}</code></dd></div>\
         <div><dt>Signature</dt><dd><code>{signature}</code></dd></div></dl></footer></body></html>\n",
        count = head.count,
        entries = if head.count == 1 { "entry" } else { "entries" },
        shown = match &about.account {
            None => "all of them",
            Some(_) => "those of one ad account",
        },
        hash = escaped(&head.hash),
        key = escaped(&head.public_key),
        signature = escaped(&head.signature),
    )
}

fn entry(row: &AuditRow, accounts: &Accounts) -> String {
    let account =
        row.account.as_ref().map(|id| accounts.get(id).cloned().unwrap_or_else(|| (id.to_string(), String::new())));
    let (account_name, currency) = account.unwrap_or_default();
    let level = match row.level.as_deref() {
        Some("adset") => "Ad set",
        Some("campaign") => "Campaign",
        Some("ad") => "Ad",
        Some(other) => other,
        None => "",
    };
    let object = match row.object.as_deref() {
        Some(id) => format!("<br><span class=\"quiet\">{} <code>{}</code></span>", escaped(level), escaped(id)),
        None => String::new(),
    };
    let place = if account_name.is_empty() { String::new() } else { format!("<br>{}", text(&account_name)) };
    let rule = match (&row.rule, row.rule_version) {
        (Some(rule), Some(version)) => format!("<br>Rule {}, version {version}", text(rule)),
        (Some(rule), None) => format!("<br>Rule {}", text(rule)),
        (None, _) => String::new(),
    };
    let trace = row.trace.as_deref().map(|trace| format!("<br><code>{}</code>", escaped(trace))).unwrap_or_default();
    let time = row.at.to_utc().map(|at| at.format("%H:%M:%S").to_string()).unwrap_or_default();
    format!(
        "<tr><td class=\"no\">{}</td><td class=\"when\">{time}</td><td>{}<br><span class=\"quiet\">{}</span></td>\
         <td>{}{place}{object}</td><td>{}</td><td>{}{rule}</td><td>{}{trace}</td></tr>\n",
        row.id,
        text(&row.actor),
        source_words(row.source),
        escaped(&action_words(row)),
        values(row, &currency),
        text(row.reason.as_deref().unwrap_or_default()),
        answer(row),
    )
}

fn source_words(source: AuditSource) -> &'static str {
    match source {
        AuditSource::Person => "a person",
        AuditSource::Rule => "a rule",
        AuditSource::Studio => "the studio",
        AuditSource::Outside => "outside Sextant",
        AuditSource::Program => "Sextant itself",
    }
}

/// What was done, without how it ended, which has a place of its own.
fn action_words(row: &AuditRow) -> String {
    if row.action.starts_with("change.") {
        return match row.details.get("request").and_then(Value::as_str) {
            Some("create") => "Made",
            Some("copy") => "Copied",
            Some("finish") => "Finished",
            _ => "Changed",
        }
        .to_owned();
    }
    words(&row.action.replace('.', " "))
}

fn words(constant: &str) -> String {
    let text = constant.replace('_', " ");
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Field by field from what to what, where the entry has both; else each side as it is.
fn values(row: &AuditRow, currency: &str) -> String {
    let sides = (row.before.as_ref().and_then(Value::as_object), row.after.as_ref().and_then(Value::as_object));
    let (Some(before), Some(after)) = sides else {
        return match (value(row.before.as_ref()), value(row.after.as_ref())) {
            (before, after) if before.is_empty() && after.is_empty() => String::new(),
            (before, after) => format!("{before} \u{2192} {after}"),
        };
    };
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let line = |name: &String| {
        let label = Field::parse(name).map_or_else(|| words(name), |field| words(field.words()));
        let side = |side: Option<&Value>| one_value(side, currency);
        format!(
            "<div class=\"field\"><span class=\"label\">{}</span> <del>{}</del> \u{2192} <ins>{}</ins></div>",
            escaped(&label),
            side(before.get(name)),
            side(after.get(name))
        )
    };
    names.into_iter().map(line).collect()
}

/// Longest value shown; the exported log has all of it.
const MOST_CHARS: usize = 600;

fn one_value(raw: Option<&Value>, currency: &str) -> String {
    let Some(raw) = raw.filter(|raw| !raw.is_null()) else { return "none".to_owned() };
    match serde_json::from_value::<changes::Value>(raw.clone()) {
        Ok(value) => text(&shown(&value, currency).chars().take(MOST_CHARS).collect::<String>()),
        Err(_) => value(Some(raw)),
    }
}

/// How it ended, in Meta's words where there are any.
fn answer(row: &AuditRow) -> String {
    let outcome = row.action.strip_prefix("change.").map(words).unwrap_or_default();
    let said = row.answer.as_ref().and_then(|answer| answer.get("text")).and_then(Value::as_str).unwrap_or_default();
    if said.is_empty() { escaped(&outcome) } else { format!("{}<br>{}", escaped(&outcome), text(said)) }
}

fn instant(at: TimestampMillis) -> String {
    at.to_utc().map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

fn value(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(string)) => text(string),
        Some(other) => format!("<code>{}</code>", escaped(&other.to_string())),
    }
}

/// A text of which the direction is its own affair.
fn text(raw: &str) -> String {
    if raw.is_empty() { String::new() } else { format!("<bdi>{}</bdi>", escaped(raw)) }
}

/// Safe between tags and in quoted attributes. Control and direction marks become visible.
fn escaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for character in raw.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
                out.push_str(&format!("\u{27e8}U+{:04X}\u{27e9}", u32::from(character)));
            }
            control if control.is_control() && !matches!(control, '\n' | '\t') => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_written_becomes_markup() {
        for (raw, expected) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\"' onload=x &amp;", "&quot;&#39; onload=x &amp;amp;"),
            ("a\u{0}b\u{202e}c\u{7f}", "a\u{fffd}b\u{27e8}U+202E\u{27e9}c\u{fffd}"),
            ("Zürich 東京 🚀", "Zürich 東京 🚀"),
        ] {
            assert_eq!(escaped(raw), expected);
        }
    }
}
