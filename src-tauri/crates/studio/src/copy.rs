//! Texts of ads: what is asked, what comes back, and what of it is kept.

mod brief;
mod judge;
mod language;
mod prompt;
mod write;

pub use brief::{AdCopy, BrandKit, Brief, CALLS_TO_ACTION, Field, Limits, Placement, SourceAd};
pub use judge::{Fault, FaultKind, judge};
pub use prompt::{Prompt, Task};
pub use write::{Rejected, Written, write_copy};
