//! A table as comma-separated text that no spreadsheet takes for formulas.

use serde_json::Value;

use super::cells::{Cell, Table};
use crate::Error;

/// The file: UTF-8 with a mark at its start, by which spreadsheets know it; lines end as RFC 4180 has them.
pub(super) fn bytes(table: &Table) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
    let told = |error: csv::Error| Error::Invalid(format!("The table could not be written: {error}"));
    writer.write_record(table.heading.iter().map(|text| harmless(text))).map_err(told)?;
    for line in table.rows.iter().chain(&table.totals) {
        writer.write_record(line.iter().map(written)).map_err(told)?;
    }
    writer.into_inner().map_err(|error| Error::Invalid(format!("The table could not be written: {error}")))
}

/// Values as text for other programs: UTF-8 without a mark.
pub(super) fn of_values(heading: &[String], rows: &[Vec<Value>]) -> Result<String, Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let told = |error: csv::Error| Error::Invalid(format!("The table could not be written: {error}"));
    writer.write_record(heading.iter().map(|text| harmless(text))).map_err(told)?;
    for row in rows {
        let cells = row.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => harmless(text),
            other => other.to_string(),
        });
        writer.write_record(cells).map_err(told)?;
    }
    let bytes =
        writer.into_inner().map_err(|error| Error::Invalid(format!("The table could not be written: {error}")))?;
    String::from_utf8(bytes).map_err(|_| Error::Invalid("The table is no text".into()))
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Money(amount, digits) => {
            // Sums are whole minor units; what is not came from a division and keeps what it has.
            let whole = format!("{amount:.digits$}");
            if (whole.parse::<f64>().unwrap_or(*amount) - amount).abs() < 1e-9 { whole } else { trimmed(*amount) }
        }
        Cell::Count(number) | Cell::Ratio(number) | Cell::Percent(number) => trimmed(*number),
    }
}

/// A number with at most six digits behind the point.
fn trimmed(number: f64) -> String {
    let text = format!("{number:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text that begins as a formula does would be run by a spreadsheet: an apostrophe before it keeps it text.
fn harmless(text: &str) -> String {
    let begins = text.trim_start_matches(char::is_whitespace).chars().next();
    let runs = matches!(begins, Some('=' | '+' | '-' | '@')) || text.starts_with(['\t', '\r', '\n']);
    if runs { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_run_as_formulas() {
        for (text, expected) in [
            ("Summer", "Summer"),
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1", "'+1"),
            ("-20 % off", "'-20 % off"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1+1", "'\t=1+1"),
            ("  =1+1", "'  =1+1"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(harmless(text), expected);
        }
    }

    #[test]
    fn numbers_are_exact_and_money_has_its_digits() {
        for (cell, expected) in [
            (Cell::Money(1204.06, 2), "1204.06"),
            (Cell::Money(1204.0, 2), "1204.00"),
            (Cell::Money(207_906.0, 0), "207906"),
            (Cell::Money(3.142_857_142, 2), "3.142857"),
            (Cell::Count(18.0), "18"),
            (Cell::Count(18.5), "18.5"),
            (Cell::Percent(-0.000_000_01), "0"),
            (Cell::Ratio(3.25), "3.25"),
            (Cell::Nothing, ""),
        ] {
            assert_eq!(written(&cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn separators_and_quotes_stay_inside_their_cells() {
        let table = Table {
            heading: vec!["Name".into(), "Spend".into()],
            rows: vec![vec![Cell::Text("a, \"b\"\nc".into()), Cell::Money(1.5, 2)]],
            totals: Vec::new(),
        };
        let bytes = bytes(&table).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "\u{feff}Name,Spend\r\n\"a, \"\"b\"\"\nc\",1.50\r\n");
    }
}
