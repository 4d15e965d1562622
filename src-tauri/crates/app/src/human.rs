//! Values as people read them, for programs that print.

use domain::{Currency, Money, TimestampMillis};

/// An amount in major units, such as `563.00` for 56300 cents. Of a currency that nobody knows the minor units stay.
pub fn amount(minor: i64, currency: &str) -> String {
    match Currency::parse(currency) {
        Ok(currency) => Money { minor, currency }.to_decimal_text(),
        Err(_) => minor.to_string(),
    }
}

/// An instant given in UTC milliseconds, to the minute, such as `2026-11-23 07:35 UTC`.
pub fn instant(at_ms: i64) -> String {
    match TimestampMillis(at_ms).to_utc() {
        Some(at) => at.format("%Y-%m-%d %H:%M UTC").to_string(),
        None => at_ms.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        for (minor, currency, text) in
            [(56_300, "EUR", "563.00"), (-5, "USD", "-0.05"), (1_200, "JPY", "1200"), (7, "???", "7")]
        {
            assert_eq!(amount(minor, currency), text);
        }
    }

    #[test]
    fn instants_are_told_to_the_minute_whatever_they_are() {
        assert_eq!(instant(1_795_435_259_999), "2026-11-23 12:00 UTC");
        assert_eq!(instant(i64::MAX), i64::MAX.to_string());
    }
}
