//! The words of Meta advertising as types: ids, money, account days, levels, statuses and metric sums.
//!
//! What this crate is **not**: it does no IO, reads no clock, knows no JSON of Meta's and no table.
//! The same inputs always give the same outputs.
//!
//! Main types: [`Money`] and [`Currency`] (integer minor units by Meta's own offset table), [`AccountDay`],
//! [`DayRange`] and [`AccountZone`] (days are the ad account's days), [`MetricSums`] and [`Metric`] (ratios always from
//! sums), [`Level`], [`EffectiveStatus`], [`ConversionAction`], and the injected [`Clock`].
//!
//! ```
//! use domain::{Currency, Money};
//! let yen = Currency::parse("JPY").unwrap();
//! // The yen has no minor unit at Meta: one unit is one yen.
//! assert_eq!(Money::from_decimal_text("207906", yen).unwrap().minor, 207_906);
//! ```

mod breakdown;
mod clock;
mod conversion;
mod day;
mod formula;
mod id;
mod level;
mod metric;
mod metrics;
mod money;
mod status;

pub use breakdown::Breakdown;
pub use clock::{Clock, FixedClock, SystemClock, TimestampMillis};
pub use conversion::ConversionAction;
pub use day::{AccountDay, AccountZone, DayError, DayRange};
pub use formula::{Formula, FormulaFault, FormulaUnit, LONGEST_FORMULA};
pub use id::{AccountId, IdError, ObjectId};
pub use level::Level;
pub use metric::{Direction, Metric, MetricFormula, Sum, Unit};
pub use metrics::{MetricSums, Ratio};
pub use money::{Currency, Money, MoneyError};
pub use status::{ConfiguredStatus, EffectiveStatus};
