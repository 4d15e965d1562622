//! A table as an Excel workbook with typed cells. Text is written as text, so nothing in it can run.

use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};

use super::cells::{Cell, Table};
use crate::Error;

/// Widest column, in characters.
const WIDEST: usize = 60;
/// Excel's limit of a cell's text.
const LONGEST_TEXT: usize = 32_767;

/// The file: the table on one sheet, and what it is about on another.
pub(super) fn bytes(table: &Table, about: &[(String, String)]) -> Result<Vec<u8>, Error> {
    made(table, about).map_err(|error| Error::Invalid(format!("The workbook could not be written: {error}")))
}

fn made(table: &Table, about: &[(String, String)]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Table")?;
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for (column, label) in (0_u16..).zip(&table.heading) {
        sheet.write_string_with_format(0, column, shortened(label), &head)?;
        sheet.set_column_width(column, width(table, usize::from(column)) as f64)?;
    }
    let mut line = 1;
    for cells in &table.rows {
        write_line(sheet, line, cells, &Format::new())?;
        line += 1;
    }
    let bold = Format::new().set_bold();
    for cells in &table.totals {
        write_line(sheet, line, cells, &bold)?;
        line += 1;
    }
    sheet.set_freeze_panes(1, 0)?;
    let notes = book.add_worksheet().set_name("About")?;
    for (line, (what, words)) in (0_u32..).zip(about) {
        notes.write_string(line, 0, shortened(what))?;
        notes.write_string(line, 1, shortened(words))?;
    }
    notes.set_column_width(0, 24)?;
    notes.set_column_width(1, WIDEST as f64)?;
    book.save_to_buffer()
}

fn write_line(sheet: &mut Worksheet, line: u32, cells: &[Cell], style: &Format) -> Result<(), XlsxError> {
    for (column, cell) in (0_u16..).zip(cells) {
        let number = |pattern: &str| style.clone().set_num_format(pattern);
        match cell {
            Cell::Nothing => continue,
            Cell::Text(text) => sheet.write_string_with_format(line, column, shortened(text), style)?,
            Cell::Money(amount, digits) => {
                let behind = if *digits == 0 { String::new() } else { format!(".{}", "0".repeat(*digits)) };
                sheet.write_number_with_format(line, column, *amount, &number(&format!("#,##0{behind}")))?
            }
            Cell::Count(count) if count.fract() == 0.0 => {
                sheet.write_number_with_format(line, column, *count, &number("#,##0"))?
            }
            Cell::Count(count) => sheet.write_number_with_format(line, column, *count, &number("#,##0.0##"))?,
            Cell::Ratio(ratio) => sheet.write_number_with_format(line, column, *ratio, &number("0.00"))?,
            Cell::Percent(percent) => {
                sheet.write_number_with_format(line, column, *percent / 100.0, &number("0.00%"))?
            }
        };
    }
    Ok(())
}

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

/// Width of a column in characters, from its heading and first rows.
fn width(table: &Table, column: usize) -> usize {
    let of_cell = |cells: &Vec<Cell>| match cells.get(column) {
        Some(Cell::Text(text)) => text.chars().count(),
        Some(Cell::Money(..)) => 12,
        _ => 8,
    };
    let widest = table.rows.iter().take(200).map(of_cell).max().unwrap_or(0);
    let label = table.heading.get(column).map_or(0, |label| label.chars().count());
    widest.max(label).clamp(6, WIDEST) + 2
}
