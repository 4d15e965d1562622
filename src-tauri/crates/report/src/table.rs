//! Tables that go on over sheets, with their heads repeated.

use crate::colour::Colour;
use crate::flow::{Flow, MARGIN, Role};
use crate::setting::Style;

const STYLE: Style = Style::plain(8.5);
const HEAD: Style = Style::bold(8.0);
const ROW: f32 = 17.0;
/// Between columns.
const GAP: f32 = 12.0;

/// A cell, and what colour it has.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) colour: Colour,
}

impl Cell {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), colour: Colour::INK }
    }

    pub(crate) fn of(text: impl Into<String>, colour: Colour) -> Self {
        Self { text: text.into(), colour }
    }
}

/// Names in the first column, figures in all others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) totals: Vec<Cell>,
}

pub(crate) fn draw(flow: &mut Flow, table: &Table) {
    let number = flow.new_table();
    let widths = widths(flow, table);
    head(flow, table, &widths, number);
    for (at, row) in table.rows.iter().enumerate() {
        if flow.need(ROW) {
            head(flow, table, &widths, number);
        }
        line(flow, row, &widths, STYLE, Role::Cell { table: number, row: at + 1, head: false });
        let y = flow.y;
        flow.rule((MARGIN, y), (flow.size.0 - MARGIN, y), Colour::RULE);
    }
    if !table.totals.is_empty() {
        if flow.need(ROW) {
            head(flow, table, &widths, number);
        }
        let (y, width) = (flow.y, flow.width());
        flow.area(Role::Ornament, (MARGIN, y), (width, ROW), Colour::SHADE);
        let style = Style { bold: true, ..STYLE };
        line(flow, &table.totals, &widths, style, Role::Cell { table: number, row: usize::MAX, head: false });
    }
    flow.y += 6.0;
}

fn head(flow: &mut Flow, table: &Table, widths: &[f32], number: usize) {
    let cells: Vec<Cell> = table.heads.iter().map(|text| Cell::of(text.clone(), Colour::MUTED)).collect();
    line(flow, &cells, widths, HEAD, Role::Cell { table: number, row: 0, head: true });
    let (y, accent) = (flow.y, flow.accent);
    flow.area(Role::Ornament, (MARGIN, y - 0.6), (flow.width(), 1.2), accent);
}

fn line(flow: &mut Flow, cells: &[Cell], widths: &[f32], style: Style, role: Role) {
    let y = flow.y + (ROW - style.leading()) / 2.0;
    let mut right = MARGIN;
    for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
        right += width + if at == 0 { 0.0 } else { GAP };
        if at == 0 {
            flow.line(role, &cell.text, style, (MARGIN, y, *width), cell.colour);
        } else {
            flow.line_to(role, &cell.text, style, (right, y, *width), cell.colour);
        }
    }
    flow.y += ROW;
}

/// Figures take what they need, names the rest; where that is too little, figures are cut.
fn widths(flow: &mut Flow, table: &Table) -> Vec<f32> {
    let columns = table.heads.len();
    let mut widths = vec![0.0_f32; columns];
    let bold = Style { bold: true, ..STYLE };
    for (at, width) in widths.iter_mut().enumerate().skip(1) {
        let cells = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| (cell, STYLE));
        let texts = cells.chain(table.totals.get(at).map(|cell| (cell, bold))).map(|(cell, style)| (&cell.text, style));
        for (text, style) in texts.chain(table.heads.get(at).map(|text| (text, HEAD))) {
            *width = width.max(flow.setter.line(text, style, f32::MAX).width);
        }
    }
    let room = flow.width() - GAP * columns.saturating_sub(1) as f32;
    let figures: f32 = widths.iter().sum();
    let most = room * 0.72;
    if figures > most {
        widths.iter_mut().for_each(|width| *width *= most / figures);
    }
    let figures: f32 = widths.iter().sum();
    if let Some(first) = widths.first_mut() {
        *first = room - figures;
    }
    widths
}
