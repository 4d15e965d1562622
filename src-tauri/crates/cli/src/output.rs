//! Tables for people, one JSON object for programs.

use std::io::{self, Write};

use app::dto::IpcError;
use serde::Serialize;
use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr;

use crate::facts;

/// Where and how to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    pub(crate) json: bool,
}

impl Output {
    /// Prints rows: as a table with these columns, or as `{"rows": [...], ...extra}`.
    pub(crate) fn rows<T: Serialize>(self, columns: &[&str], rows: &[T], extra: Value) -> io::Result<()> {
        let rows: Vec<Value> = rows.iter().map(|row| serde_json::to_value(row).unwrap_or(Value::Null)).collect();
        if self.json {
            let mut object = Map::new();
            object.insert("rows".into(), Value::Array(rows));
            if let Value::Object(extra) = extra {
                object.extend(extra);
            }
            return print(&format!("{}\n", Value::Object(object)));
        }
        print(&table(columns, &rows))
    }

    /// Prints facts: as lines, or as `{"rows": [], ...facts}`.
    pub(crate) fn facts(self, facts: &Value) -> io::Result<()> {
        if self.json {
            let mut object = facts.as_object().cloned().unwrap_or_default();
            object.entry("rows").or_insert_with(|| json!([]));
            return print(&format!("{}\n", Value::Object(object)));
        }
        let mut text = String::new();
        facts.as_object().into_iter().flatten().for_each(|(name, value)| lines(name, value, &mut text));
        print(&text)
    }

    /// Prints a line that is the same for people and programs.
    pub(crate) fn line(self, text: &str) -> io::Result<()> {
        print(&format!("{text}\n"))
    }

    /// Prints something to know to standard error.
    pub(crate) fn warning(self, error: &IpcError) {
        let stop = |text: &str| if text.ends_with('.') { "" } else { "." };
        eprintln!("sextant-cli: {}{}", error.message, stop(&error.message));
        if let Some(remedy) = &error.remedy {
            eprintln!("  {remedy}{}", stop(remedy));
        }
    }

    /// Prints a failure to standard error, and for programs also as JSON on standard output.
    pub(crate) fn error(self, error: &IpcError) {
        self.warning(error);
        if self.json {
            drop(print(&format!("{}\n", json!({ "rows": [], "error": facts::of_error(error) }))));
        }
    }
}

fn print(text: &str) -> io::Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        // The reader went away (`… | head`); there is nobody left to tell.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// A fact as a line, or as lines where it has parts; of a list of things its length.
fn lines(name: &str, value: &Value, text: &mut String) {
    let shown = match value {
        Value::Object(parts) => {
            return parts.iter().for_each(|(part, value)| lines(&format!("{name} {part}"), value, text));
        }
        Value::Array(items) if items.iter().any(|item| !item.is_string()) => items.len().to_string(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => cell(other),
    };
    text.push_str(&format!("{:<28} {shown}\n", name.replace('_', " ")));
}

/// Aligned columns; numbers to the right.
fn table(columns: &[&str], rows: &[Value]) -> String {
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| columns.iter().map(|column| cell(&row[*column])).collect()).collect();
    let width = |index: usize, title: &str| {
        cells.iter().map(|row| row[index].width()).chain([title.width()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = columns.iter().enumerate().map(|(index, title)| width(index, title)).collect();
    let is_number: Vec<bool> = columns.iter().map(|column| rows.iter().any(|row| row[*column].is_number())).collect();
    let mut text = String::new();
    let titles: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    for row in std::iter::once(&titles).chain(&cells) {
        let mut line = String::new();
        for ((value, width), number) in row.iter().zip(&widths).zip(&is_number) {
            let pad = " ".repeat(width.saturating_sub(value.width()));
            line.push_str(&if *number { format!("{pad}{value}") } else { format!("{value}{pad}") });
            line.push_str("  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if rows.is_empty() {
        text.push_str("(none)\n");
    }
    text
}

/// A value as text without control characters: names come from outside and must not move a terminal's cursor.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => format!("{:.2}", number.as_f64().unwrap_or_default()),
        other => other.to_string(),
    };
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_numbers_stand_to_the_right() {
        let rows = [json!({"name": "日本", "spend": 5}), json!({"name": "a\u{1b}[2J", "spend": 1200})];
        assert_eq!(table(&["name", "spend"], &rows), "name   spend\n日本       5\na [2J   1200\n");
    }

    #[test]
    fn facts_with_parts_are_lines_of_their_own() {
        let mut text = String::new();
        lines("last_sync", &json!({"calls": 7, "problems": [{"code": "offline"}], "accounts": ["a", "b"]}), &mut text);
        let words: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words.len(), 3);
        assert!(words.contains(&vec!["last", "sync", "calls", "7"]), "{text}");
        assert!(words.contains(&vec!["last", "sync", "problems", "1"]), "{text}");
        assert!(words.contains(&vec!["last", "sync", "accounts", "a,", "b"]), "{text}");
    }

    #[test]
    fn what_is_unknown_is_a_dash_and_what_is_zero_is_zero() {
        assert_eq!(cell(&json!(null)), "—");
        assert_eq!(cell(&json!(0)), "0");
    }
}
