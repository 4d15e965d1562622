//! The templates that come with the program.

use super::{Fault, Template};

const FILES: [&str; 5] = [
    include_str!("../../templates/band.json"),
    include_str!("../../templates/corner-tag.json"),
    include_str!("../../templates/scrim.json"),
    include_str!("../../templates/split.json"),
    include_str!("../../templates/frame.json"),
];

/// The templates that come with the program: band, corner tag, gradient scrim, split panel, frame.
///
/// # Errors
/// Never for the files as shipped; a test holds them.
pub fn shipped() -> Result<Vec<Template>, Fault> {
    FILES.into_iter().map(Template::parse).collect()
}
