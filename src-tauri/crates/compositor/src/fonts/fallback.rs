//! Which font is asked next when one lacks a character.

use cosmic_text::Fallback;
use unicode_script::Script;

/// Whose forms Chinese characters take: one code point is drawn differently in each of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Han {
    Japanese,
    Simplified,
    Traditional,
    Korean,
}

impl Han {
    /// From a language tag like `zh-TW`; without one, from the text itself.
    pub(crate) fn of(language: Option<&str>, text: &str) -> Self {
        let tag = language.unwrap_or_default().to_ascii_lowercase();
        let mut parts = tag.split(['-', '_']);
        match parts.next() {
            Some("ja") => return Self::Japanese,
            Some("ko") => return Self::Korean,
            Some("zh") => {
                let traditional = parts.any(|part| matches!(part, "tw" | "hk" | "mo" | "hant"));
                return if traditional { Self::Traditional } else { Self::Simplified };
            }
            _ => {}
        }
        let has = |from: char, to: char| text.chars().any(|it| (from..=to).contains(&it));
        if has('\u{3040}', '\u{30ff}') {
            Self::Japanese
        } else if has('\u{ac00}', '\u{d7a3}') {
            Self::Korean
        } else {
            Self::Simplified
        }
    }

    pub(crate) fn locale(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::Simplified => "zh-CN",
            Self::Traditional => "zh-TW",
            Self::Korean => "ko",
        }
    }
}

macro_rules! order {
    ($($han:literal),*) => {
        &["Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Thai", "Noto Sans Devanagari", $($han,)* "Twemoji Mozilla"]
    };
}

const JAPANESE: &[&str] = order!["Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans CJK KR"];
const SIMPLIFIED: &[&str] = order!["Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans CJK JP", "Noto Sans CJK KR"];
const TRADITIONAL: &[&str] = order!["Noto Sans CJK TC", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR"];
const KOREAN: &[&str] = order!["Noto Sans CJK KR", "Noto Sans CJK TC", "Noto Sans CJK JP", "Noto Sans CJK SC"];

/// The order for one kind of Chinese characters. System fonts come after all of these.
pub(super) struct Order(pub(super) Han);

impl Fallback for Order {
    fn common_fallback(&self) -> &[&'static str] {
        match self.0 {
            Han::Japanese => JAPANESE,
            Han::Simplified => SIMPLIFIED,
            Han::Traditional => TRADITIONAL,
            Han::Korean => KOREAN,
        }
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        &[]
    }

    fn script_fallback(&self, _script: Script, _locale: &str) -> &[&'static str] {
        &[]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_take_the_forms_of_the_language_or_of_their_neighbours() {
        let cases = [
            (Some("zh-TW"), "直", Han::Traditional),
            (Some("zh-Hant-HK"), "直", Han::Traditional),
            (Some("zh"), "直", Han::Simplified),
            (Some("ja-JP"), "直", Han::Japanese),
            (Some("en"), "直ちに", Han::Japanese),
            (None, "직접", Han::Korean),
            (None, "Hello", Han::Simplified),
        ];
        for (language, text, want) in cases {
            assert_eq!(Han::of(language, text), want, "{language:?} {text}");
        }
    }
}
