//! Figures as people read them.

use analysis::Change;
use domain::{Currency, Metric, Money, Unit};

const NONE: &str = "–";

/// An amount in major units with groups of three digits, such as `1,234.50`. The currency stands elsewhere.
pub fn money(minor: i64, currency: Currency) -> String {
    let text = Money { minor, currency }.to_decimal_text();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |at| digits.split_at(at));
    format!("{sign}{}{rest}", grouped(whole))
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A figure as it is printed: money in minor units, rates in percent. A dash where there is none.
pub fn figure(metric: Metric, value: Option<f64>, currency: Currency) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else { return NONE.into() };
    match metric.unit() {
        Unit::Money => money(value.round() as i64, currency),
        Unit::Count => count(value),
        Unit::Percent => format!("{value:.2}%"),
        Unit::Times => format!("{value:.2}"),
    }
}

/// A count: whole, except where Meta models it.
pub(crate) fn count(value: f64) -> String {
    let text = if (value - value.round()).abs() < 0.005 { format!("{value:.0}") } else { format!("{value:.1}") };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |at| digits.split_at(at));
    format!("{sign}{}{rest}", grouped(whole))
}

/// An amount with its sign, such as `+12.00`.
pub(crate) fn signed(minor: i64, currency: Currency) -> String {
    let text = money(minor, currency);
    if minor > 0 { format!("+{text}") } else { text }
}

/// A change, such as `+12.5%`.
pub(crate) fn change(change: Change) -> String {
    let (by, unit) = match change {
        Change::Percent(by) => (by, "%"),
        Change::Points(by) => (by, " pt"),
        Change::New => return "new".into(),
        Change::Unknown => return NONE.into(),
    };
    let text = if unit == "%" { format!("{:.1}", by.abs()) } else { format!("{:.2}", by.abs()) };
    let nothing = !text.bytes().any(|digit| matches!(digit, b'1'..=b'9'));
    let sign = match by {
        _ if nothing => "",
        by if by < 0.0 => "−",
        _ => "+",
    };
    format!("{sign}{text}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_keep_every_minor_unit() {
        let euro = Currency::parse("EUR").unwrap();
        let yen = Currency::parse("JPY").unwrap();
        for (minor, currency, text) in [
            (0, euro, "0.00"),
            (123_456_789, euro, "1,234,567.89"),
            (-100_000, euro, "−1,000.00"),
            (1_234, yen, "1,234"),
            (999, yen, "999"),
            (i64::MIN, yen, "−9,223,372,036,854,775,808"),
        ] {
            assert_eq!(money(minor, currency), text);
        }
    }

    #[test]
    fn changes_have_a_sign_unless_they_are_none() {
        for (what, text) in [
            (Change::Percent(12.54), "+12.5%"),
            (Change::Percent(-0.04), "0.0%"),
            (Change::Points(-0.5), "−0.50 pt"),
            (Change::New, "new"),
            (Change::Unknown, "–"),
        ] {
            assert_eq!(change(what), text);
        }
    }
}
