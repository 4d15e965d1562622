//! Whether a text is in the language it should be in, as far as a short text tells.

use whatlang::Lang;

/// Shorter texts could be anything.
const SHORTEST: usize = 60;

/// The language by its tag. Languages that are taken for one another in a text of two lines are in one group.
fn group(language: &str) -> Option<&'static [Lang]> {
    Some(match language.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "en" => &[Lang::Eng],
        "de" => &[Lang::Deu],
        "fr" => &[Lang::Fra],
        "es" | "pt" | "ca" | "gl" => &[Lang::Spa, Lang::Por, Lang::Cat],
        "it" => &[Lang::Ita],
        "nl" | "af" => &[Lang::Nld, Lang::Afr],
        "nb" | "nn" | "no" | "da" | "sv" => &[Lang::Nob, Lang::Dan, Lang::Swe],
        "fi" => &[Lang::Fin],
        "pl" => &[Lang::Pol],
        "cs" | "sk" => &[Lang::Ces, Lang::Slk],
        "ru" | "uk" | "bg" | "be" => &[Lang::Rus, Lang::Ukr, Lang::Bul, Lang::Bel],
        "el" => &[Lang::Ell],
        "tr" | "az" => &[Lang::Tur, Lang::Aze],
        "ja" => &[Lang::Jpn, Lang::Cmn],
        "zh" => &[Lang::Cmn, Lang::Jpn],
        "ko" => &[Lang::Kor],
        "ar" | "fa" | "ur" => &[Lang::Ara, Lang::Pes, Lang::Urd],
        "he" => &[Lang::Heb],
        "hi" | "mr" | "ne" => &[Lang::Hin, Lang::Mar, Lang::Nep],
        "th" => &[Lang::Tha],
        _ => return None,
    })
}

/// Whether a text is surely in another language. What is short or unclear is not.
pub(super) fn is_other(text: &str, language: &str) -> bool {
    if text.chars().count() < SHORTEST {
        return false;
    }
    let (Some(group), Some(found)) = (group(language), whatlang::detect(text)) else { return false };
    !group.contains(&found.lang()) && found.is_reliable() && found.confidence() > 0.95
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_language_is_noticed_and_a_near_one_is_let_pass() {
        let english = "Made for the days that do not go to plan. It does one thing and does it well. Free returns.";
        let german = "Gemacht für Tage, die anders kommen als gedacht. Gebaut zum Benutzen, nicht zum Schonen.";
        assert!(is_other(english, "de") && is_other(german, "en-GB") && is_other(english, "ja"));
        assert!(!is_other(english, "en-GB") && !is_other(german, "de-AT"));
        assert!(!is_other("Short words", "de"), "too short to tell");
        assert!(!is_other(english, "xx"), "an unknown language");
    }
}
