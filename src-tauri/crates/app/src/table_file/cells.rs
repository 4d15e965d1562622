//! The explorer's rows as typed cells.

use domain::Currency;

use crate::Error;
use crate::dto::{
    ExplorerColumn, ExplorerGroups, ExplorerPage, ExplorerRow, FormulaCheck, FormulaUnit, Metrics, ObjectLevel,
    TableColumn,
};

/// Most columns of a file.
const MOST_COLUMNS: usize = 64;
const LONGEST_LABEL: usize = 120;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Nothing,
    Text(String),
    /// In units of the currency, with its digits behind the point.
    Money(f64, usize),
    Count(f64),
    Ratio(f64),
    /// From 0 to 100.
    Percent(f64),
}

/// A column of figures or of words.
#[derive(Debug, Clone)]
pub(super) struct Column {
    what: What,
    label: String,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Known(ExplorerColumn),
    Formula(usize),
}

/// A heading and lines of as many cells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub(super) heading: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) totals: Vec<Vec<Cell>>,
}

pub(super) fn columns_of(asked: &[TableColumn], formulas: usize) -> Result<Vec<Column>, Error> {
    if asked.len() > MOST_COLUMNS {
        return Err(Error::Invalid(format!("At most {MOST_COLUMNS} columns")));
    }
    let column = |column: &TableColumn| {
        let what = match (column.formula, column.column) {
            (Some(at), _) if (at as usize) < formulas => Some(What::Formula(at as usize)),
            (None, Some(known)) => Some(What::Known(known)),
            _ => None,
        };
        let label = column.label.chars().take(LONGEST_LABEL).collect();
        what.map(|what| Column { what, label }).ok_or_else(|| Error::Invalid("There is no such column".into()))
    };
    let columns = asked.iter().filter(|column| column.column != Some(ExplorerColumn::Name));
    columns.map(column).collect()
}

/// What a figure is measured in.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Unit {
    Money,
    Count,
    Ratio,
    Percent,
}

/// The figures of a line and what they are of.
struct Figures<'a> {
    currency: &'a str,
    conversion: &'a str,
    now: &'a Metrics,
    before: Option<&'a Metrics>,
    formulas: &'a [FormulaCheck],
}

impl Figures<'_> {
    /// The value and unit of a column; none for columns of words.
    fn value(&self, what: What, of: &Metrics) -> Option<(Unit, Option<f64>)> {
        let known = match what {
            What::Formula(at) => {
                let unit = match self.formulas.get(at)?.unit? {
                    FormulaUnit::Money => Unit::Money,
                    FormulaUnit::Count => Unit::Count,
                    FormulaUnit::Ratio => Unit::Ratio,
                    FormulaUnit::Percent => Unit::Percent,
                };
                return Some((unit, of.formulas.get(at).copied().flatten()));
            }
            What::Known(known) => known,
        };
        // Conversions of different kinds are never added, and where nothing is counted there are none.
        let counted = |value: Option<f64>| value.filter(|_| self.conversion != "none");
        let one_kind = |value: Option<f64>| counted(value).filter(|_| self.conversion != "mixed");
        Some(match known {
            ExplorerColumn::Name | ExplorerColumn::Delivery | ExplorerColumn::Budget => return None,
            ExplorerColumn::Spend => (Unit::Money, Some(of.spend_minor)),
            ExplorerColumn::Impressions => (Unit::Count, Some(of.impressions)),
            ExplorerColumn::Clicks => (Unit::Count, Some(of.clicks)),
            ExplorerColumn::LinkClicks => (Unit::Count, Some(of.link_clicks)),
            ExplorerColumn::Ctr => (Unit::Percent, of.ctr_percent),
            ExplorerColumn::Cpc => (Unit::Money, of.cpc_minor),
            ExplorerColumn::Cpm => (Unit::Money, of.cpm_minor),
            ExplorerColumn::Conversions => (Unit::Count, one_kind(Some(of.conversions))),
            ExplorerColumn::Cpa => (Unit::Money, one_kind(of.cpa_minor)),
            ExplorerColumn::Value => (Unit::Money, counted(Some(of.value_minor))),
            ExplorerColumn::Roas => (Unit::Ratio, counted(of.roas)),
        })
    }

    fn cell(&self, unit: Unit, value: Option<f64>) -> Cell {
        let Some(value) = value else { return Cell::Nothing };
        match unit {
            Unit::Money => money(value, self.currency),
            Unit::Count => Cell::Count(value),
            Unit::Ratio => Cell::Ratio(value),
            Unit::Percent => Cell::Percent(value),
        }
    }

    fn push(&self, what: What, cells: &mut Vec<Cell>) {
        let Some((unit, now)) = self.value(what, self.now) else { return };
        cells.push(self.cell(unit, now));
        let Some(before) = self.before else { return };
        let before = self.value(what, before).and_then(|(_, value)| value);
        cells.push(self.cell(unit, before));
        let change = now.zip(before).and_then(|(now, before)| match unit {
            // Points, which are per cent as well.
            Unit::Percent => Some(now - before),
            _ => (before != 0.0).then(|| (now - before) / before.abs() * 100.0),
        });
        cells.push(change.map_or(Cell::Nothing, Cell::Percent));
    }
}

/// Minor units as an amount in the currency's own units.
fn money(minor: f64, currency: &str) -> Cell {
    let offset = Currency::parse(currency).map_or(100, |currency| currency.offset());
    Cell::Money(minor / offset as f64, offset.max(1).ilog10() as usize)
}

fn is_figure(column: &Column) -> bool {
    !matches!(column.what, What::Known(ExplorerColumn::Delivery | ExplorerColumn::Budget))
}

fn heading(first: &[&str], columns: &[Column], comparing: bool) -> Vec<String> {
    let mut heading: Vec<String> = first.iter().map(|text| (*text).to_owned()).collect();
    for column in columns {
        heading.push(column.label.clone());
        if comparing && is_figure(column) {
            let is_rate = matches!(column.what, What::Known(ExplorerColumn::Ctr));
            heading.push(format!("{} before", column.label));
            heading.push(format!("{} change{}", column.label, if is_rate { " in points" } else { "" }));
        }
    }
    heading.extend(["Currency".to_owned(), "Counted as conversion".to_owned()]);
    heading
}

fn text(words: &str) -> Cell {
    if words.is_empty() { Cell::Nothing } else { Cell::Text(words.to_owned()) }
}

fn level_word(level: ObjectLevel) -> &'static str {
    match level {
        ObjectLevel::Account => "Ad account",
        ObjectLevel::Campaign => "Campaign",
        ObjectLevel::Adset => "Ad set",
        ObjectLevel::Ad => "Ad",
    }
}

/// Cells of words, before the figures of a line.
fn word_cell(column: ExplorerColumn, row: &ExplorerRow) -> Cell {
    match column {
        ExplorerColumn::Budget => {
            let budget = row.daily_budget_minor.or(row.lifetime_budget_minor);
            budget.map_or(Cell::Nothing, |minor| money(minor, &row.currency))
        }
        _ => {
            let note = row.delivery_note.iter().map(|note| format!(", {note}"));
            text(&std::iter::once(word_of(row)).chain(note).collect::<String>())
        }
    }
}

/// The delivery as its name in answers, without the underscores.
fn word_of(row: &ExplorerRow) -> String {
    let word = serde_json::to_value(row.delivery).ok();
    word.and_then(|word| word.as_str().map(|word| word.replace('_', " "))).unwrap_or_default()
}

fn line(first: Vec<Cell>, columns: &[Column], row: Option<&ExplorerRow>, figures: &Figures<'_>) -> Vec<Cell> {
    let mut cells = first;
    for column in columns {
        match (column.what, row) {
            (What::Known(known @ (ExplorerColumn::Delivery | ExplorerColumn::Budget)), row) => {
                cells.push(row.map_or(Cell::Nothing, |row| word_cell(known, row)));
            }
            (what, _) => figures.push(what, &mut cells),
        }
    }
    cells.extend([text(figures.currency), text(figures.conversion)]);
    cells
}

impl Table {
    pub(super) fn of_rows(page: ExplorerPage, columns: Vec<Column>, comparing: bool) -> Self {
        let formulas = &page.formulas;
        let rows = page.rows.iter().map(|row| {
            let first = vec![text(&row.id), text(level_word(row.level)), text(&row.path.join(" › ")), text(&row.name)];
            let figures = Figures {
                currency: &row.currency,
                conversion: &row.conversion,
                now: &row.metrics,
                before: row.compare.as_ref(),
                formulas,
            };
            line(first, &columns, Some(row), &figures)
        });
        let rows = rows.collect();
        let totals = totals(&page.totals, 3, &columns, formulas);
        Self { heading: heading(&["Id", "Level", "In", "Name"], &columns, comparing), rows, totals }
    }

    pub(super) fn of_groups(page: ExplorerGroups, columns: Vec<Column>, comparing: bool) -> Self {
        let columns: Vec<Column> = columns.into_iter().filter(is_figure).collect();
        let formulas = &page.formulas;
        let rows = page.rows.iter().map(|group| {
            let first = vec![
                text(group.key.as_deref().unwrap_or_default()),
                text(group.name.as_deref().unwrap_or_default()),
                Cell::Count(f64::from(group.objects)),
            ];
            let figures = Figures {
                currency: &group.currency,
                conversion: &group.conversion,
                now: &group.metrics,
                before: group.compare.as_ref(),
                formulas,
            };
            line(first, &columns, None, &figures)
        });
        let rows = rows.collect();
        let totals = totals(&page.totals, 2, &columns, formulas);
        Self { heading: heading(&["Group", "Name", "Objects"], &columns, comparing), rows, totals }
    }
}

/// A line for each currency, with its word in the first cell and `empty` cells after it.
fn totals(
    totals: &[crate::dto::ExplorerTotal],
    empty: usize,
    columns: &[Column],
    formulas: &[FormulaCheck],
) -> Vec<Vec<Cell>> {
    let total = |total: &crate::dto::ExplorerTotal| {
        let mut first = vec![Cell::Text(format!("Total {}", total.currency))];
        first.extend(std::iter::repeat_n(Cell::Nothing, empty));
        let figures = Figures {
            currency: &total.currency,
            conversion: &total.conversion,
            now: &total.metrics,
            before: total.compare.as_ref(),
            formulas,
        };
        line(first, columns, None, &figures)
    };
    totals.iter().map(total).collect()
}
