//! Takes secrets out of text before it is logged or shown.

/// Parameter and key names whose values are secrets.
const SECRET_NAMES: [&str; 13] = [
    "access_token",
    "appsecret_proof",
    "client_secret",
    "code_verifier",
    "fb_exchange_token",
    "input_token",
    "revoke_token",
    "id_token",
    "app_secret",
    "refresh_token",
    "authorization",
    "bearer",
    "code",
];

/// The text with everything that may be a secret replaced by `[redacted]`: values of secret parameters in URLs, forms,
/// JSON and headers, and words that look like Meta's tokens wherever they stand.
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut secret_follows = false;
    while !rest.is_empty() {
        let word_len = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        if word_len == 0 {
            let separator_len = rest.chars().next().map_or(1, char::len_utf8);
            let (separator, tail) = rest.split_at(separator_len);
            out.push_str(separator);
            // Names and values are held together by these; anything else ends the value.
            secret_follows &= matches!(separator, "=" | ":" | "\"" | "'" | " " | "\\" | "," | "[");
            rest = tail;
            continue;
        }
        let (word, tail) = rest.split_at(word_len);
        // "code" is also the name of Meta's error codes, which are short numbers and no secret.
        let harmless = word.len() <= 7 && word.bytes().all(|b| b.is_ascii_digit());
        let names_secret = is_secret_name(word);
        if names_secret {
            out.push_str(word);
        } else if (secret_follows && !harmless) || looks_like_token(word) {
            out.push_str("[redacted]");
        } else {
            out.push_str(word);
        }
        secret_follows = names_secret && assigns(word, tail);
        rest = tail;
    }
    out
}

/// Characters of tokens and names; percent signs keep encoded values in one piece.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '%' | '|' | '~' | '+' | '/')
}

fn is_secret_name(word: &str) -> bool {
    SECRET_NAMES.iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// Whether what follows a name gives it a value.
fn assigns(word: &str, tail: &str) -> bool {
    word.eq_ignore_ascii_case("bearer") || tail.trim_start_matches(['"', '\'', '\\', ' ']).starts_with(['=', ':', ','])
}

fn looks_like_token(word: &str) -> bool {
    let long_mixed = word.len() >= 32
        && word.bytes().any(|b| b.is_ascii_digit())
        && word.bytes().any(|b| b.is_ascii_alphabetic())
        && !word.contains('/');
    (word.len() >= 12 && word.starts_with("EAA")) || long_mixed || (word.contains('|') && word.len() >= 16)
}
