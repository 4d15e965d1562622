//! One picture and one text become every placement of an ad, offline.
//!
//! - [`worker`] and [`intake`] take a picture from outside: known by its bytes, judged before it is decoded, decoded in
//!   a process with little memory and little time, turned upright, converted to sRGB.
//! - [`template`] says where picture, colour, text and logo go: JSON, five of them shipped, faults told with their place.
//! - [`compose()`], [`preview`], [`compose_all`] and [`Batch`] make pixels of a [`Piece`]: focus inside the crop, letters
//!   in the largest size that fits, a scrim as strong as their contrast needs. What cannot be read is refused with the
//!   reason.
//! - [`encode()`] writes JPEG, PNG or WebP, tagged sRGB, with a note about the picture's [`Origin`].
//! - [`checks`] looks at a file and at a composition before they go out; [`likeness`] finds duplicates and colours.
//!
//! What this crate is **not**: it has no network, no database and no clock, and does not know Meta's JSON. It reads no
//! file but a computer's fonts, and those only when [`Fonts::with_system_fonts`] is asked for. Nothing is cached between
//! runs; a decoded picture is the caller's to keep. All functions but [`worker::Decoder::decode`] block and belong on a
//! blocking thread.
//!
//! The same input gives the same pixels on every computer, as long as only the shipped fonts are used.
//!
//! ```
//! use compositor::{Brand, Fonts, Output, Picture, Piece, Placement, Source, Words, compose_all, encode, template};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let fonts = Fonts::shipped();
//! let source = Source::new(Picture::plain(1600, 1200, [40, 90, 120]));
//! let words = Words { headline: "Dry at 1,400 metres".into(), ..Words::default() };
//! let templates = template::shipped()?;
//! let piece = Piece {
//!     source: &source,
//!     words: &words,
//!     template: &templates[0],
//!     brand: &Brand::default(),
//!     focus: None,
//!     fit: None,
//!     extend: None,
//! };
//! for rendered in compose_all(&fonts, &piece, &Placement::FOUR, 2) {
//!     let rendered = rendered?;
//!     let file = encode(&rendered.picture, Output::default(), None)?;
//!     for finding in compositor::checks::check_composition(&rendered) {
//!         println!("{}: {}", finding.reason, finding.remedy);
//!     }
//!     assert!(file.len() < compositor::encode::MOST_BYTES);
//! }
//! # Ok(())
//! # }
//! ```

pub mod checks;
pub mod compose;
pub mod contrast;
pub mod encode;
mod error;
pub mod focus;
pub mod fonts;
pub mod geometry;
pub mod intake;
mod lettering;
pub mod likeness;
mod paint;
pub mod picture;
pub mod placement;
pub mod template;
pub mod worker;

pub use compose::{
    Batch, Brand, Obstacle, Piece, PlacedText, Progress, Rendered, Source, Words, compose, compose_all, preview,
};
pub use encode::{Origin, Output, encode};
pub use error::Error;
pub use fonts::Fonts;
pub use geometry::{Area, Focus};
pub use intake::{Limits, Refusal};
pub use picture::{Channels, Picture};
pub use placement::Placement;
pub use template::Template;
