//! Sheets, from the upper edge down. Nothing is drawn yet: how many sheets there are is known only at the end.

use crate::colour::Colour;
use crate::model::{Paper, Report};
use crate::setting::{Laid, Setter, Style};
use crate::words;

/// Free edge of a sheet, in points.
pub(crate) const MARGIN: f32 = 48.0;
/// Kept free at the lower edge for the page's number.
const FOOT: f32 = 64.0;

/// What something is to somebody who has it read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing: lines, shades, page numbers.
    Ornament,
    /// A heading of a level from 1.
    Heading(u16),
    /// A paragraph.
    Text,
    /// Part of the picture of that number.
    Figure(usize),
    /// A cell of a table.
    Cell { table: usize, row: usize, head: bool },
}

/// Something that is drawn. All lengths are points from the sheet's upper left corner.
#[derive(Debug, Clone)]
pub(crate) enum Ink {
    Text { laid: Laid, x: f32, y: f32, colour: Colour },
    Area { x: f32, y: f32, width: f32, height: f32, colour: Colour },
    Line { points: Vec<(f32, f32)>, width: f32, colour: Colour, dashed: bool },
    Logo { x: f32, y: f32, width: f32, height: f32 },
}

#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) role: Role,
    pub(crate) ink: Ink,
}

/// All sheets, and what pictures on them say in words.
pub(crate) struct Sheets {
    pub(crate) size: (f32, f32),
    pub(crate) sheets: Vec<Vec<Item>>,
    pub(crate) figures: Vec<String>,
}

pub(crate) struct Flow {
    pub(crate) setter: Setter,
    pub(crate) size: (f32, f32),
    /// The client's colour, and the same where it has to be seen on white.
    pub(crate) colour: Colour,
    pub(crate) accent: Colour,
    /// How far down the next thing goes.
    pub(crate) y: f32,
    sheets: Vec<Vec<Item>>,
    sheet: Vec<Item>,
    figures: Vec<String>,
    tables: usize,
}

impl Flow {
    pub(crate) fn new(report: &Report) -> Self {
        let size = match report.look.paper {
            Paper::A4 => (595.28, 841.89),
            Paper::Letter => (612.0, 792.0),
        };
        Self {
            setter: Setter::new(),
            size,
            colour: report.look.colour,
            accent: report.look.colour.on_white(),
            y: MARGIN,
            sheets: Vec::new(),
            sheet: Vec::new(),
            figures: Vec::new(),
            tables: 0,
        }
    }

    /// Width between the margins.
    pub(crate) fn width(&self) -> f32 {
        self.size.0 - 2.0 * MARGIN
    }

    pub(crate) fn bottom(&self) -> f32 {
        self.size.1 - FOOT
    }

    pub(crate) fn next_sheet(&mut self) {
        self.sheets.push(std::mem::take(&mut self.sheet));
        self.y = MARGIN;
    }

    /// Goes on with the next sheet where less than this is left of the present one.
    pub(crate) fn need(&mut self, height: f32) -> bool {
        let next = self.y + height > self.bottom() && self.y > MARGIN;
        if next {
            self.next_sheet();
        }
        next
    }

    pub(crate) fn put(&mut self, role: Role, ink: Ink) {
        self.sheet.push(Item { role, ink });
    }

    pub(crate) fn area(&mut self, role: Role, (x, y): (f32, f32), (width, height): (f32, f32), colour: Colour) {
        self.put(role, Ink::Area { x, y, width, height, colour });
    }

    pub(crate) fn rule(&mut self, from: (f32, f32), to: (f32, f32), colour: Colour) {
        self.put(Role::Ornament, Ink::Line { points: vec![from, to], width: 0.6, colour, dashed: false });
    }

    /// One line that begins at a place; what does not fit the width ends in an ellipsis.
    pub(crate) fn line(
        &mut self,
        role: Role,
        text: &str,
        style: Style,
        (x, y, width): (f32, f32, f32),
        colour: Colour,
    ) -> f32 {
        let laid = self.setter.line(text, style, width);
        let wide = laid.width;
        self.put(role, Ink::Text { laid, x, y, colour });
        wide
    }

    /// One line that ends at a place.
    pub(crate) fn line_to(
        &mut self,
        role: Role,
        text: &str,
        style: Style,
        (right, y, width): (f32, f32, f32),
        colour: Colour,
    ) {
        let laid = self.setter.line(text, style, width);
        let x = right - laid.width;
        self.put(role, Ink::Text { laid, x, y, colour });
    }

    /// A paragraph over the whole width, below what is there, over sheets where it has to be.
    pub(crate) fn paragraph(&mut self, text: &str, style: Style, colour: Colour) {
        let width = self.width();
        let laid = self.setter.lines(text, style, width);
        self.need(laid.height.min(self.size.1 / 2.0));
        let height = laid.height;
        if self.y + height <= self.bottom() || self.y <= MARGIN {
            let y = self.y;
            self.put(Role::Text, Ink::Text { laid, x: MARGIN, y, colour });
            self.y += height;
            return;
        }
        // What is left goes to the next sheet as a whole: texts are bounded, and shorter than one.
        self.next_sheet();
        let y = self.y;
        self.put(Role::Text, Ink::Text { laid, x: MARGIN, y, colour });
        self.y += height;
    }

    /// A heading that stays with at least `after` points of what follows.
    pub(crate) fn heading(&mut self, level: u16, text: &str, after: f32) {
        let style = if level <= 2 { Style::bold(16.0) } else { Style::bold(11.0) };
        self.need(style.leading() + after + 14.0);
        if self.y > MARGIN {
            self.y += 14.0;
        }
        let place = (MARGIN, self.y, self.width());
        self.line(Role::Heading(level), text, style, place, Colour::INK);
        self.y += style.leading() + 4.0;
    }

    /// A new picture that says this in words.
    pub(crate) fn figure(&mut self, words: String) -> Role {
        self.figures.push(words);
        Role::Figure(self.figures.len() - 1)
    }

    pub(crate) fn new_table(&mut self) -> usize {
        self.tables += 1;
        self.tables
    }

    /// Everything, with the numbers of its sheets. The first is the cover.
    pub(crate) fn finish(mut self, report: &Report) -> Sheets {
        self.next_sheet();
        let mut sheets = std::mem::take(&mut self.sheets);
        sheets.retain(|sheet| !sheet.is_empty());
        let count = sheets.len();
        let about = format!("{} · {}", words::clean(&report.client, 120), words::days(report.range));
        let (y, style) = (self.size.1 - 40.0, Style::plain(8.0));
        for (at, sheet) in sheets.iter_mut().enumerate().skip(1) {
            self.sheet = Vec::new();
            self.rule((MARGIN, y - 6.0), (self.size.0 - MARGIN, y - 6.0), Colour::RULE);
            self.line(Role::Ornament, &about, style, (MARGIN, y, self.width() - 80.0), Colour::MUTED);
            let number = format!("{} / {count}", at + 1);
            self.line_to(Role::Ornament, &number, style, (self.size.0 - MARGIN, y, 70.0), Colour::MUTED);
            sheet.append(&mut self.sheet);
        }
        Sheets { size: self.size, sheets, figures: self.figures }
    }
}
