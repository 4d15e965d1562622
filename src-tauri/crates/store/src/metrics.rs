//! Figures by day, as columns.
//!
//! A chunk is one day of up to 512 objects of one account and level. Its figures are running sums since the first day
//! of a 32-day block, so the sum over any range of days is the difference of two chunks plus one chunk for each whole
//! block in between, whatever the range. A day's own figures are the difference to the chunk before.

pub(crate) mod codec;
mod days;
mod directory;
pub(crate) mod key;
mod range;
mod read;
mod revisions;
mod sums;
mod then;
mod write;

pub use days::SlotDay;
pub(crate) use directory::Directory;
pub(crate) use range::RangeSums;
pub use read::{InsightRow, InsightsQuery, LevelTotals};
pub use sums::{Learned, SlotSums};
pub use then::KnownThen;

/// Objects in a chunk. One object's history reads a chunk a day, so chunks must not be large; a table of everything finds
/// each chunk by a search of its own, so they must not be small either. With this, a full chunk is about one page.
pub(crate) const PART: u32 = 512;
/// Days over which sums run on.
pub(crate) const BLOCK_DAYS: i32 = 32;

/// Columns of a chunk, in order. The first seven are running sums.
pub(crate) mod column {
    pub(crate) const DAYS: usize = 0;
    pub(crate) const IMPRESSIONS: usize = 1;
    pub(crate) const CLICKS: usize = 2;
    pub(crate) const LINK_CLICKS: usize = 3;
    pub(crate) const SPEND: usize = 4;
    pub(crate) const CONVERSIONS: usize = 5;
    pub(crate) const VALUE: usize = 6;
    /// How many columns are running sums.
    pub(crate) const SUMS: usize = 7;
    /// People reached, plus one; zero when Meta gave none.
    pub(crate) const REACH: usize = 7;
    pub(crate) const ATTRIBUTION: usize = 8;
    pub(crate) const CONVERSION: usize = 9;
    /// When this value was first seen, in UTC milliseconds.
    pub(crate) const SEEN: usize = 10;
    /// All columns.
    pub(crate) const COUNT: usize = 11;
}

/// One object's values in one chunk, in the order of [`column`].
pub(crate) type Cells = [i64; column::COUNT];
