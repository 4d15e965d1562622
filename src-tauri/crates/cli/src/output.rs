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

/// Facts that others are about.
const FIRST: [&str; 3] = ["result", "workspace", "path"];

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

    /// As [`Output::rows`], but every value as it is: whoever asked for these columns knows their units.
    pub(crate) fn values(self, columns: &[&str], rows: &[Value], extra: Value) -> io::Result<()> {
        if self.json {
            return self.rows(columns, rows, extra);
        }
        let cells = rows.iter().map(|row| columns.iter().map(|column| plain(&row[*column])).collect()).collect();
        print(&aligned(columns.iter().map(|&column| column.to_owned()).collect(), cells, &numbers(columns, rows)))
    }

    /// Prints text that ends its own lines.
    pub(crate) fn text(self, text: &str) -> io::Result<()> {
        print(text)
    }

    /// Prints facts: as lines, or as `{"rows": [], ...facts}`.
    pub(crate) fn facts(self, facts: &Value) -> io::Result<()> {
        if self.json {
            let mut object = facts.as_object().cloned().unwrap_or_default();
            object.entry("rows").or_insert_with(|| json!([]));
            return print(&format!("{}\n", Value::Object(object)));
        }
        let mut text = String::new();
        let facts = facts.as_object().into_iter().flatten();
        // What a person looks for stands first.
        let (first, rest): (Vec<_>, Vec<_>) = facts.partition(|(name, _)| FIRST.contains(&name.as_str()));
        first.into_iter().chain(rest).for_each(|(name, value)| lines(name, value, &mut text));
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
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) if items.iter().any(|item| !item.is_string()) => items.len().to_string(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        Value::Number(at) if name.ends_with("_at_ms") => app::human::instant(at.as_i64().unwrap_or_default()),
        other => cell(other),
    };
    let name = name.strip_suffix("_ms").unwrap_or(name).replace('_', " ");
    text.push_str(&format!("{name:<28} {shown}\n"));
}

/// Aligned columns; numbers to the right.
fn table(columns: &[&str], rows: &[Value]) -> String {
    let cells = rows.iter().map(|row| columns.iter().map(|column| cell_of(row, column)).collect()).collect();
    // Amounts are shown in major units.
    let titles = columns.iter().map(|column| column.strip_suffix("_minor").unwrap_or(column).to_owned()).collect();
    aligned(titles, cells, &numbers(columns, rows))
}

/// Which columns hold numbers.
fn numbers(columns: &[&str], rows: &[Value]) -> Vec<bool> {
    columns.iter().map(|column| rows.iter().any(|row| row[*column].is_number())).collect()
}

fn aligned(titles: Vec<String>, cells: Vec<Vec<String>>, is_number: &[bool]) -> String {
    let width = |index: usize, title: &str| {
        cells.iter().map(|row| row[index].width()).chain([title.width()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = titles.iter().enumerate().map(|(index, title)| width(index, title)).collect();
    let mut text = String::new();
    for row in std::iter::once(&titles).chain(&cells) {
        let mut line = String::new();
        for ((value, width), number) in row.iter().zip(&widths).zip(is_number) {
            let pad = " ".repeat(width.saturating_sub(value.width()));
            line.push_str(&if *number { format!("{pad}{value}") } else { format!("{value}{pad}") });
            line.push_str("  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if cells.is_empty() {
        text.push_str("(none)\n");
    }
    text
}

/// A number with all its digits, any other value as a cell.
fn plain(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        other => cell(other),
    }
}

/// A row's value: an amount in major units, any other as it is.
fn cell_of(row: &Value, column: &str) -> String {
    match (row[column].as_i64(), row["currency"].as_str()) {
        (Some(minor), Some(currency)) if column.ends_with("_minor") => app::human::amount(minor, currency),
        _ => cell(&row[column]),
    }
}

/// A value as text without control characters: names come from outside and must not move a terminal's cursor.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => "—".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => format!("{:.2}", number.as_f64().unwrap_or_default()),
        // A path, from the top down.
        Value::Array(steps) => steps.iter().map(cell).collect::<Vec<_>>().join(" › "),
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
    fn people_read_amounts_in_major_units_of_their_own_currency() {
        let rows = [
            json!({"currency": "EUR", "spend_minor": 56_300}),
            json!({"currency": "JPY", "spend_minor": 1_200}),
            json!({"currency": "EUR", "spend_minor": null}),
        ];
        assert_eq!(
            table(&["currency", "spend_minor"], &rows),
            "currency   spend\nEUR       563.00\nJPY         1200\nEUR            —\n"
        );
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
    fn instants_are_dates_and_no_problems_are_none() {
        let mut text = String::new();
        lines("finished_at_ms", &json!(1_795_435_200_000_i64), &mut text);
        lines("problems", &json!([]), &mut text);
        let shown: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_at_checked(28)).collect();
        assert_eq!(
            shown.iter().map(|(name, value)| (name.trim(), value.trim())).collect::<Vec<_>>(),
            [("finished at", "2026-11-23 12:00 UTC"), ("problems", "none")]
        );
    }

    #[test]
    fn what_is_unknown_is_a_dash_and_what_is_zero_is_zero() {
        assert_eq!(cell(&json!(null)), "—");
        assert_eq!(cell(&json!(0)), "0");
    }
}
