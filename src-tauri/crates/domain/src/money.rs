//! Money as integer minor units with a currency, by Meta's own offset table.
//!
//! Meta's table differs from ISO 4217: HUF, ISK, TWD, COP, CRC and IDR have no minor unit here, BHD and JOD have
//! two decimals. Nothing in this module uses floating point.
#![deny(clippy::float_arithmetic)]

use serde::{Deserialize, Serialize};

/// Currencies in which one unit is the smallest unit (offset 1).
const OFFSET_1: [&str; 11] = ["CLP", "COP", "CRC", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "VND"];

/// Currencies with a hundred smallest units (offset 100). LKR is in Meta's enum though not in its table.
const OFFSET_100: [&str; 56] = [
    "AED", "ARS", "AUD", "BDT", "BGN", "BHD", "BOB", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "DZD", "EGP", "EUR",
    "FBZ", "GBP", "GTQ", "HKD", "HNL", "HRK", "ILS", "INR", "JOD", "KES", "LKR", "LTL", "LVL", "MOP", "MXN", "MYR",
    "NGN", "NIO", "NOK", "NZD", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "SKK",
    "THB", "TRY", "UAH", "USD", "UYU", "VEF", "VES", "ZAR",
];

/// Why an amount was refused. Nothing is rounded or clamped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The code is in neither of Meta's offset tables.
    #[error("unknown currency {0:?}")]
    UnknownCurrency(String),
    /// The text is not a plain decimal number.
    #[error("not an amount")]
    NotAnAmount,
    /// More than 64 bits of minor units.
    #[error("amount out of range")]
    OutOfRange,
    /// Two currencies cannot be added.
    #[error("cannot add {0} and {1}")]
    MixedCurrencies(Currency, Currency),
}

/// A currency Meta bills in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The currency with this three-letter code, as in the account field `currency`.
    ///
    /// # Errors
    /// [`MoneyError::UnknownCurrency`] for a code outside Meta's tables: guessing an offset would be off by 100.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        let unknown = || MoneyError::UnknownCurrency(code.chars().take(8).collect());
        if !OFFSET_1.contains(&code) && !OFFSET_100.contains(&code) {
            return Err(unknown());
        }
        code.as_bytes().try_into().map(Self).map_err(|_| unknown())
    }

    /// Every currency Meta bills in, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        OFFSET_1.iter().chain(&OFFSET_100).filter_map(|code| Self::parse(code).ok())
    }

    /// The three-letter code.
    pub fn code(&self) -> &str {
        // Only ASCII codes from the tables get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Minor units in one unit: 1 or 100.
    pub fn offset(&self) -> i64 {
        if OFFSET_1.contains(&self.code()) { 1 } else { 100 }
    }

    /// Decimals shown: 0 or 2.
    pub fn decimals(&self) -> usize {
        if self.offset() == 1 { 0 } else { 2 }
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(code: String) -> Result<Self, MoneyError> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An amount: whole minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; negative amounts exist as differences only.
    pub minor: i64,
    /// The currency they are in.
    pub currency: Currency,
}

impl Money {
    /// Reads a decimal number of **major** units, as insights metrics carry (`"12.34"`).
    ///
    /// Digits beyond the currency's decimals are rounded half away from zero: Meta sends derived amounts with more
    /// decimals than can be billed. Exponents, signs other than a leading minus, and separators are refused.
    ///
    /// # Errors
    /// [`MoneyError::NotAnAmount`] and [`MoneyError::OutOfRange`].
    pub fn from_decimal_text(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let minor = scaled_decimal(text, currency.decimals())?;
        Ok(Self { minor, currency })
    }

    /// Reads whole minor units, as budgets and `amount_spent` carry (`"4500"`).
    ///
    /// # Errors
    /// [`MoneyError::NotAnAmount`] and [`MoneyError::OutOfRange`].
    pub fn from_minor_text(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MoneyError::NotAnAmount);
        }
        let minor = text.parse().map_err(|_| MoneyError::OutOfRange)?;
        Ok(Self { minor, currency })
    }

    /// The amount in major units as plain text with the currency's decimals and no separators: `-12.30`, `207906`.
    pub fn to_decimal_text(&self) -> String {
        let offset = self.currency.offset().unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        let abs = self.minor.unsigned_abs();
        match self.currency.decimals() {
            0 => format!("{sign}{abs}"),
            decimals => format!("{sign}{}.{:0decimals$}", abs / offset, abs % offset),
        }
    }

    /// The sum of two amounts of the same currency.
    ///
    /// # Errors
    /// [`MoneyError::MixedCurrencies`] and [`MoneyError::OutOfRange`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::OutOfRange)?;
        Ok(Self { minor, currency: self.currency })
    }
}

/// Reads a plain decimal number as an integer of `10^-decimals`, rounding half away from zero.
pub(crate) fn scaled_decimal(text: &str, decimals: usize) -> Result<i64, MoneyError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) || digits.ends_with('.') {
        return Err(MoneyError::NotAnAmount);
    }
    let mut scaled: i64 = 0;
    let kept = fraction.bytes().chain(std::iter::repeat(b'0')).take(decimals);
    for digit in whole.bytes().chain(kept) {
        scaled = scaled
            .checked_mul(10)
            .and_then(|value| value.checked_add(i64::from(digit - b'0')))
            .ok_or(MoneyError::OutOfRange)?;
    }
    if fraction.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5') {
        scaled = scaled.checked_add(1).ok_or(MoneyError::OutOfRange)?;
    }
    Ok(if negative { -scaled } else { scaled })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, code: &str, expected: Result<i64, MoneyError>) {
        let currency = Currency::parse(code).unwrap();
        assert_eq!(Money::from_decimal_text(text, currency).map(|m| m.minor), expected, "{text} {code}");
    }

    #[test]
    fn decimal_text_becomes_minor_units_by_metas_offsets() {
        check("12.34", "EUR", Ok(1234));
        check("12.3", "EUR", Ok(1230));
        check("12", "EUR", Ok(1200));
        check("0.005", "EUR", Ok(1));
        check("0.0049", "EUR", Ok(0));
        check("-0.005", "EUR", Ok(-1));
        check("1234.5", "JPY", Ok(1235));
        check("1.25", "HUF", Ok(1));
        check("1.005", "BHD", Ok(101));
        check("92233720368547758.07", "USD", Ok(i64::MAX));
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for text in ["", ".", "1.", ".5", "1e3", "+1", "1,000", " 1", "1 ", "0x1", "--1", "NaN", "١"] {
            check(text, "EUR", Err(MoneyError::NotAnAmount));
        }
        check("92233720368547758.08", "USD", Err(MoneyError::OutOfRange));
    }

    #[test]
    fn an_unknown_currency_is_refused_rather_than_guessed() {
        for code in ["", "eur", "EURO", "XXX", "₿", "BTC"] {
            assert!(Currency::parse(code).is_err(), "{code}");
        }
        assert_eq!(Currency::all().count(), 67);
    }

    #[test]
    fn different_currencies_are_never_added() {
        let euro = Money { minor: 1, currency: Currency::parse("EUR").unwrap() };
        let yen = Money { minor: 1, currency: Currency::parse("JPY").unwrap() };
        assert!(matches!(euro.checked_add(yen), Err(MoneyError::MixedCurrencies(..))));
    }

    #[test]
    fn the_amounts_at_the_edges_survive_a_round_trip_in_each_currency() {
        let edges = [0, 1, 9, 10, 11, 99, 100, 101, 999, 1_000, 12_345, 99_999_999, i64::MAX - 1, i64::MAX];
        let mut seen = std::collections::BTreeMap::new();
        for currency in Currency::all() {
            *seen.entry((currency.offset(), currency.decimals())).or_insert(0) += 1;
            for minor in edges.into_iter().flat_map(|minor| [minor, -minor]) {
                let money = Money { minor, currency };
                let text = money.to_decimal_text();
                assert_eq!(Money::from_decimal_text(&text, currency), Ok(money), "{text} {currency}");
                assert_eq!(text.contains('.'), currency.offset() == 100, "{text} {currency}");
                assert_eq!(Money::from_minor_text(&minor.to_string(), currency), Ok(money), "{minor} {currency}");
            }
        }
        assert_eq!(seen, std::collections::BTreeMap::from([((1, 0), 11), ((100, 2), 56)]));
    }

    proptest! {
        #[test]
        fn every_amount_of_every_currency_survives_a_round_trip(minor in any::<i64>(), pick in 0usize..67) {
            let currency = Currency::all().nth(pick).unwrap();
            // The most negative value has no positive twin to parse.
            prop_assume!(minor != i64::MIN);
            let money = Money { minor, currency };
            prop_assert_eq!(Money::from_decimal_text(&money.to_decimal_text(), currency), Ok(money));
            prop_assert_eq!(Money::from_minor_text(&minor.to_string(), currency), Ok(money));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _refused_or_read = Money::from_decimal_text(&text, Currency::parse("USD").unwrap());
        }
    }
}
