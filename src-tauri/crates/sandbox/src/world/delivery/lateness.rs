//! How figures of a day settle afterwards: conversions arrive for 28 days, shown figures are corrected for two.

use super::calendar::DAY_MS;

/// Share of a day's conversions that is known some days after the day's end; between the points it grows evenly.
const ARRIVED: [(f64, f64); 11] = [
    (-1.0, 0.30),
    (0.0, 0.46),
    (1.0, 0.61),
    (2.0, 0.70),
    (3.0, 0.76),
    (5.0, 0.83),
    (7.0, 0.88),
    (10.0, 0.92),
    (14.0, 0.955),
    (21.0, 0.985),
    (28.0, 1.0),
];

/// How old a day is: days since its end, negative while it runs.
#[inline]
pub(crate) fn age_days(day_end_ms: i64, as_of_ms: i64) -> f64 {
    (as_of_ms - day_end_ms) as f64 / DAY_MS as f64
}

/// The share of a day's conversions known at an age; 1 from 28 days on.
pub(crate) fn arrived(age_days: f64) -> f64 {
    let later = ARRIVED.iter().position(|(age, _)| *age > age_days);
    match later {
        None => 1.0,
        Some(0) => 0.30,
        Some(place) => {
            let (from, low) = ARRIVED[place - 1];
            let (to, high) = ARRIVED[place];
            low + (high - low) * (age_days - from) / (to - from)
        }
    }
}

/// How much of the late correction of impressions and spend has been made at an age.
pub(crate) fn corrected(age_days: f64) -> f64 {
    if age_days >= 2.0 {
        1.0
    } else if age_days >= 1.0 {
        0.6
    } else {
        0.0
    }
}
