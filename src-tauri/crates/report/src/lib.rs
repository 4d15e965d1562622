//! A report for a client: figures in, the bytes of a PDF out. Nothing is read, asked or looked up here.
//!
//! Letters are set by `cosmic-text` (shaping, both directions of writing, other fonts for what one lacks) and written by
//! `krilla`, the PDF back end of Typst (subset fonts, tags for screen readers). Typst itself would bring a language and
//! some three hundred crates; `printpdf` and `pdf-writer` leave shaping, subsetting and tags to whoever uses them.
//! Together the two and all below them take one minute of processor time to build cold.
//!
//! The same report gives the same bytes. The fonts are part of the program, so a report looks the same on every computer;
//! names come from elsewhere and are made harmless before they are set.

mod body;
mod chart;
mod colour;
mod cover;
mod error;
mod flow;
mod fonts;
mod logo;
mod model;
mod numbers;
mod pacing;
mod paint;
mod setting;
mod table;
mod tags;
mod words;

pub use colour::Colour;
pub use error::Error;
pub use logo::Logo;
pub use model::{Campaign, Day, Kpi, Look, Mover, Note, Pace, Paper, Part, Report, RuleAct, Section};
pub use numbers::{figure, money};

/// The report as a PDF.
///
/// # Errors
/// [`Error::NotWritten`] when the PDF cannot be put together.
pub fn pdf(report: &Report) -> Result<Vec<u8>, Error> {
    let mut flow = flow::Flow::new(report);
    cover::draw(&mut flow, report);
    body::draw(&mut flow, report);
    paint::document(flow.finish(report), report)
}
