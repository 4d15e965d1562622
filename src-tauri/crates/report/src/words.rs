//! Names and texts from elsewhere, made harmless, and what figures are called.

use domain::{AccountDay, DayRange, Metric};

/// Longest name and longest text that are set; what is longer ends in an ellipsis.
pub(crate) const NAME: usize = 300;
pub(crate) const TEXT: usize = 2_000;
/// Marks over one letter; more than a language needs would reach into other lines.
const MOST_MARKS: usize = 3;

/// One line: without control characters, without what turns the direction of others, of bounded length.
pub(crate) fn clean(text: &str, most: usize) -> String {
    let mut out = String::new();
    let (mut count, mut marks) = (0, 0);
    for one in text.chars() {
        let one = if one.is_whitespace() { ' ' } else { one };
        if is_hidden(one) || (one == ' ' && (out.is_empty() || out.ends_with(' '))) {
            continue;
        }
        marks = if matches!(one, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}') {
            marks + 1
        } else {
            0
        };
        if marks > MOST_MARKS {
            continue;
        }
        if count == most {
            out.push('…');
            break;
        }
        out.push(one);
        count += 1;
    }
    let out = out.trim_end().to_owned();
    if out.is_empty() { "–".to_owned() } else { out }
}

/// Controls, what turns the direction of the text after it, and what cannot be seen. What joins letters stays.
fn is_hidden(one: char) -> bool {
    one.is_control()
        || matches!(one, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(one, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}')
        || matches!(one, '\u{e0000}'..='\u{e0fff}' | '\u{e000}'..='\u{f8ff}')
}

/// A metric's name, conversions by what is counted.
pub(crate) fn label(metric: Metric, conversion: &str) -> String {
    let named = !matches!(conversion, "mixed" | "none" | "");
    match metric {
        Metric::Spend => "Spend".into(),
        Metric::Impressions => "Impressions".into(),
        Metric::Clicks => "Clicks".into(),
        Metric::LinkClicks => "Link clicks".into(),
        Metric::Conversions if named => results(conversion),
        Metric::Conversions => "Conversions".into(),
        Metric::Value if conversion == "purchase" => "Purchase value".into(),
        Metric::Value => "Conversion value".into(),
        Metric::Ctr => "CTR".into(),
        Metric::LinkCtr => "Link CTR".into(),
        Metric::ConversionRate => "Conversion rate".into(),
        Metric::Cpc => "CPC".into(),
        Metric::Cpm => "CPM".into(),
        Metric::Cpa => "CPA".into(),
        Metric::Roas => "ROAS".into(),
    }
}

/// `purchase` as `Purchases`.
fn results(conversion: &str) -> String {
    let words = clean(conversion, 40).replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|one| one.to_uppercase().to_string()).unwrap_or_default();
    let rest = letters.as_str();
    let plural = if rest.ends_with('s') { "" } else { "s" };
    format!("{first}{rest}{plural}")
}

/// `3 Nov 2026`.
pub(crate) fn day(day: AccountDay) -> String {
    day.date().format("%-d %b %Y").to_string()
}

/// `3 Nov`.
pub(crate) fn short_day(day: AccountDay) -> String {
    day.date().format("%-d %b").to_string()
}

/// `1 Nov – 30 Nov 2026`, with both years where they differ.
pub(crate) fn days(range: DayRange) -> String {
    use chrono::Datelike;
    let (since, until) = (range.since(), range.until());
    if since == until {
        day(since)
    } else if since.date().year() == until.date().year() {
        format!("{} – {}", short_day(since), day(until))
    } else {
        format!("{} – {}", day(since), day(until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_could_harm_a_page_and_nothing_else() {
        let cases = [
            ("Autumn jackets", "Autumn jackets"),
            ("Émilie  \t Übergröße\n", "Émilie Übergröße"),
            ("a\u{202e}txt.exe\u{202c}", "atxt.exe"),
            ("\u{0}\u{1b}[31mred", "[31mred"),
            ("מבצע סתיו", "מבצע סתיו"),
            ("秋のセール 🔥", "秋のセール 🔥"),
            ("", "–"),
            ("\u{200b}\u{feff}", "–"),
        ];
        for (text, expected) in cases {
            assert_eq!(clean(text, NAME), expected, "{text:?}");
        }
        assert_eq!(clean(&"x".repeat(5_000), NAME).chars().count(), NAME + 1);
        assert_eq!(clean(&format!("z{}", "\u{301}".repeat(500)), NAME).chars().count(), 1 + MOST_MARKS);
    }
}
