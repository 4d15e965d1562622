//! Languages that targeting can name by their numbers.

use serde_json::{Map, Value, json};

use super::element;

/// Some of Meta's languages. Those in the thousands stand for a language in all its countries.
const LANGUAGES: [(u32, &str); 24] = [
    (1, "Catalan"),
    (2, "Czech"),
    (5, "German"),
    (6, "English (US)"),
    (9, "French (France)"),
    (10, "Italian"),
    (11, "Japanese"),
    (12, "Korean"),
    (13, "Norwegian (bokmal)"),
    (14, "Dutch"),
    (15, "Polish"),
    (16, "Portuguese (Brazil)"),
    (17, "Russian"),
    (18, "Swedish"),
    (19, "Turkish"),
    (23, "Spanish (Spain)"),
    (24, "English (UK)"),
    (26, "Spanish"),
    (28, "Arabic"),
    (31, "Portuguese (Portugal)"),
    (44, "French (Canada)"),
    (1001, "English (All)"),
    (1002, "Spanish (All)"),
    (1003, "French (All)"),
];

/// Those whose name begins with a text.
pub(super) fn search(text: &str) -> Vec<Map<String, Value>> {
    let wanted = text.trim().to_lowercase();
    let found = LANGUAGES.iter().filter(|(_, name)| name.to_lowercase().starts_with(&wanted));
    found.map(|(key, name)| element(json!({ "key": key, "name": name }))).collect()
}
