//! What a name may not be.

/// Longest name Meta keeps, in characters.
pub const LONGEST_NAME: usize = 400;

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Nothing to see in it.
    #[error("a name cannot be empty")]
    Empty,
    /// Too long.
    #[error("a name can have {LONGEST_NAME} characters")]
    TooLong,
    /// Line breaks, tabs and other characters that cannot be seen.
    #[error("a name cannot have line breaks or control characters")]
    Control,
    /// Marks that make text read in another order than it is written.
    #[error("a name cannot have marks that turn the direction of text around")]
    Direction,
}

/// Judges a name. HTML is text like any other: it is shown as it is written.
///
/// # Errors
/// The first thing wrong with it.
pub fn check_name(name: &str) -> Result<(), BadName> {
    if name.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return Err(BadName::Empty);
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(BadName::TooLong);
    }
    if name.chars().any(char::is_control) {
        return Err(BadName::Control);
    }
    // Overrides and isolates; the plain marks of right-to-left scripts are letters' company and stay.
    if name.chars().any(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
        return Err(BadName::Direction);
    }
    Ok(())
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{00ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_by_what_a_person_would_see() {
        let long = "ä".repeat(LONGEST_NAME);
        for good in ["Sale", "<b>50 % & more</b>", "مبيعات", "שלום\u{200f}", "日本 🎌", long.as_str()] {
            assert_eq!(check_name(good), Ok(()), "{good}");
        }
        let longer = "x".repeat(10_000);
        for (bad, why) in [
            ("", BadName::Empty),
            (" \u{200b}\u{feff}", BadName::Empty),
            (longer.as_str(), BadName::TooLong),
            ("a\nb", BadName::Control),
            ("a\u{0}b", BadName::Control),
            ("invoice\u{202e}gpj.exe", BadName::Direction),
            ("a\u{2066}b", BadName::Direction),
        ] {
            assert_eq!(check_name(bad), Err(why), "{bad:?}");
        }
    }
}
