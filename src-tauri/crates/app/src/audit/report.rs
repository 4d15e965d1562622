//! The report for a client: one HTML file without scripts, without anything from elsewhere, every text escaped.

use std::io::Write;

use audit_verify::SignedHead;
use domain::{AccountId, TimestampMillis};
use serde_json::Value;
use store::{AuditQuery, AuditRow, Db, Error};

use crate::rows::AuditVerdict;

/// Entries read at a time.
const PAGE: usize = 500;

const STYLE: &str = "body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1c2024;\
background:#fff}h1{font-size:1.4rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;\
padding:.4rem .6rem;border-bottom:1px solid #d9dde3;overflow-wrap:anywhere}th{background:#f4f6f8}code{font-size:.85em}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#5b6470}dd{margin:0;overflow-wrap:anywhere}\
.bad{color:#a1121f;font-weight:600}@media print{body{margin:0}tr{break-inside:avoid}}";

/// What the report is of.
pub(super) struct About {
    pub(super) workspace: String,
    pub(super) account: Option<AccountId>,
    pub(super) made_at: TimestampMillis,
    pub(super) verdict: AuditVerdict,
}

/// Writes the report, newest entry first.
pub(super) fn write(db: &Db, out: &mut dyn Write, about: &About, head: &SignedHead) -> Result<(), Error> {
    print(out, &opening(about, head))?;
    let mut query = AuditQuery { account: about.account.clone(), ..AuditQuery::default() };
    loop {
        let rows = db.audit_of(&query, PAGE)?;
        for row in &rows {
            print(out, &entry(row))?;
        }
        match rows.last() {
            Some(last) if rows.len() == PAGE => query.before = Some(last.id),
            _ => break,
        }
    }
    print(out, "</tbody></table></body></html>\n")
}

fn print(out: &mut dyn Write, text: &str) -> Result<(), Error> {
    out.write_all(text.as_bytes()).map_err(Error::Export)
}

fn opening(about: &About, head: &SignedHead) -> String {
    let of = about.account.as_ref().map_or_else(|| "all ad accounts".to_owned(), ToString::to_string);
    let verdict = match &about.verdict.message {
        None => "every entry is as it was written".to_owned(),
        Some(message) => format!("<span class=\"bad\">{}</span>", escaped(message)),
    };
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"referrer\" content=\"no-referrer\"><title>Changes</title><style>{STYLE}</style></head><body>\
         <h1>Changes made with Sextant</h1><dl>\
         <dt>Workspace</dt><dd><bdi>{workspace}</bdi></dd><dt>Of</dt><dd>{of}</dd><dt>Made</dt><dd>{made}</dd>\
         <dt>Entries in the whole log</dt><dd>{count}</dd><dt>Check</dt><dd>{verdict}</dd>\
         <dt>Head</dt><dd><code>{hash}</code></dd><dt>Signed with</dt><dd><code>{key}</code></dd>\
         <dt>Signature</dt><dd><code>{signature}</code></dd></dl>\
         <p>Entries hold each other in place: none can be changed, added or taken out without the head changing. Times \
         are UTC. Money is in the smallest unit of the account's currency (cents, for example).</p>\
         <table><thead><tr><th>No.</th><th>When</th><th>Who</th><th>What</th><th>Before</th><th>After</th><th>Why</th>\
         <th>Meta's answer</th></tr></thead><tbody>\n",
        workspace = escaped(&about.workspace),
        of = escaped(&of),
        made = instant(about.made_at),
        count = head.count,
        hash = escaped(&head.hash),
        key = escaped(&head.public_key),
        signature = escaped(&head.signature),
    )
}

fn entry(row: &AuditRow) -> String {
    let object = [row.account.as_ref().map(ToString::to_string), row.level.clone(), row.object.clone()];
    let object: Vec<String> = object.into_iter().flatten().map(|part| text(&part)).collect();
    let field = row.field.as_deref().map(|field| format!(": {}", text(field))).unwrap_or_default();
    let rule = match (&row.rule, row.rule_version) {
        (Some(rule), Some(version)) => format!("<br>rule {}, version {version}", text(rule)),
        (Some(rule), None) => format!("<br>rule {}", text(rule)),
        (None, _) => String::new(),
    };
    let trace = row.trace.as_deref().map(|trace| format!("<br><code>{}</code>", escaped(trace))).unwrap_or_default();
    format!(
        "<tr><td>{}</td><td>{}</td><td>{}<br>{}</td><td>{}{field}<br>{}</td><td>{}</td><td>{}</td><td>{}{rule}</td>\
         <td>{}{trace}</td></tr>\n",
        row.id,
        instant(row.at),
        text(&row.actor),
        row.source.as_str(),
        text(&row.action),
        object.join(" "),
        value(row.before.as_ref()),
        value(row.after.as_ref()),
        text(row.reason.as_deref().unwrap_or_default()),
        value(row.answer.as_ref()),
    )
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
