//! What figures say: changes between periods, pace against a target, unusual days, what moved, why levels differ.
//!
//! What this crate is **not**: it does no IO, reads no clock and no table, and defines no metric of its own: those are
//! [`domain::Metric`]. The same figures always give the same answers.
//!
//! Main types: [`delta`] and [`Delta`] (a change that says whether it is good, or too small to say), [`pace`] and
//! [`Pacing`] (a month's target), [`anomalies`] (a day against the same weekdays before it), [`movers`],
//! [`reconcile()`] (two levels side by side with the causes of their differences), [`catalogue`] (each metric in words).
//!
//! ```
//! use analysis::{Change, delta};
//! use domain::{Metric, MetricSums};
//! let sums = |spend_minor| MetricSums { spend_minor, ..MetricSums::default() };
//! assert_eq!(delta(Metric::Spend, &sums(150), Some(&sums(100))).change, Change::Percent(50.0));
//! ```

mod anomaly;
mod catalogue;
mod delta;
mod median;
mod movers;
mod pacing;
mod reconcile;

pub use anomaly::{Anomaly, DaySums, anomalies};
pub use catalogue::{Additivity, Entry, catalogue, conversions_read};
pub use delta::{Change, Delta, Tone, delta};
pub use movers::{Mover, movers};
pub use pacing::{DaySpend, Pacing, Projection, Standing, Target, elapsed_milli, pace};
pub use reconcile::{Cause, CellFacts, Difference, Pair, reconcile};
