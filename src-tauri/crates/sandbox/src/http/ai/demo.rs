//! The demo model: writes advertising from a phrase table, labelled as a demo's. The same prompt has the same answer.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::phrases::{self, Table};
use super::{Asked, End, Said, shape};
use crate::faults::ModelFault;

/// What every text of the demo begins with.
pub(super) const LABEL: &str = "Demo:";

/// Longest list anybody asks for.
const MOST: usize = 50;

/// Answers a prompt.
pub(super) fn say(asked: &Asked, how: Option<ModelFault>) -> Said {
    let key = hash_of(&asked.prompt);
    let facts = facts(&asked.prompt);
    let mut end = End::Done;
    let mut text = match (&asked.schema, how) {
        (_, Some(ModelFault::Refuses)) => {
            end = End::Refused;
            "I can't help with that.".to_owned()
        }
        (Some(schema), _) => structured(schema, &facts, key, how),
        (None, _) => plain(asked, &facts, key),
    };
    text = match how {
        Some(ModelFault::Prose) => "Sure! Here are some ideas you will like: rain, sun, and more rain.".to_owned(),
        Some(ModelFault::Fenced) => format!("Here you go:\n```json\n{text}\n```"),
        Some(ModelFault::WrongShape) => json!({"result": {"texts": [1, null]}}).to_string(),
        _ => text,
    };
    let most = asked.most_tokens.saturating_mul(4);
    let is_cut = how == Some(ModelFault::CutShort) || text.chars().count() > most;
    if is_cut && end == End::Done {
        end = End::OutOfTokens;
        let kept = if how == Some(ModelFault::CutShort) { text.chars().count() * 2 / 3 } else { most };
        text = text.chars().take(kept).collect();
    }
    Said {
        input_tokens: tokens(&asked.prompt) + asked.pictures * 1_200,
        output_tokens: tokens(&text),
        breaks: how.filter(|how| matches!(how, ModelFault::StreamError | ModelFault::HalfStream)),
        text,
        end,
    }
}

/// Four characters are a token, about.
pub(super) fn tokens(text: &str) -> usize {
    text.chars().count().div_ceil(4)
}

pub(super) fn hash_of(text: &str) -> u64 {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// The facts a prompt gives as JSON: the last line of it that is an object.
fn facts(prompt: &str) -> Value {
    let lines = prompt.lines().rev().map(str::trim).filter(|line| line.starts_with('{'));
    lines.filter_map(|line| serde_json::from_str::<Value>(line).ok()).find(Value::is_object).unwrap_or_default()
}

fn plain(asked: &Asked, facts: &Value, key: u64) -> String {
    let table = phrases::of(&language(facts));
    let seen = if asked.pictures > 0 { format!(" {} picture(s) seen.", asked.pictures) } else { String::new() };
    format!("{LABEL} {}{seen}", pick(table.openings, key, 0))
}

fn language(facts: &Value) -> String {
    let wanted = facts["language"].as_str().or(facts["to_language"].as_str());
    wanted.unwrap_or("en").to_owned()
}

fn structured(schema: &Value, facts: &Value, key: u64, how: Option<ModelFault>) -> String {
    let table = phrases::of(&language(facts));
    let count = facts["count"].as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(3).min(MOST);
    let mut write = |name: &str, about: &str, at: usize| {
        let most = most_characters(about).unwrap_or(125);
        match how {
            Some(ModelFault::TooLong) if at % 2 == 1 => {
                pick(table.bodies, key, at).chars().cycle().take(most * 2 + 3).collect()
            }
            Some(ModelFault::Markup) => {
                format!("{LABEL} <img src=x onerror=alert(1)> [win](https://evil.example/{at})")
            }
            _ => field(name, facts, &table, key, at, most),
        }
    };
    shape::fill(schema, count, "", 0, &mut write).to_string()
}

/// A text of one field, within its limit.
fn field(name: &str, facts: &Value, table: &Table, key: u64, at: usize, most: usize) -> String {
    let product = facts["product"].as_str().unwrap_or_default();
    let must: Vec<&str> = facts["must_say"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let candidates = match name {
        "headline" => vec![
            format!("{LABEL} {} {}", pick(table.headlines, key, at), short(product)),
            format!("{LABEL} {}", pick(table.headlines, key, at)),
        ],
        "description" => vec![format!("{LABEL} {}", pick(table.details, key, at))],
        _ => {
            let must = must.join(", ");
            let [open, body] =
                [pick(table.openings, key, at), pick(table.bodies, key, at / table.openings.len().max(1) + at)];
            vec![
                format!("{LABEL} {open} {} {body} {must}", short(product)),
                format!("{LABEL} {open} {must}"),
                format!("{LABEL} {must}"),
            ]
        }
    };
    let fits = candidates.iter().map(|text| tidy(text)).find(|text| text.chars().count() <= most);
    fits.unwrap_or_else(|| candidates.last().map(|text| tidy(text)).unwrap_or_default().chars().take(most).collect())
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first words of what is sold.
fn short(product: &str) -> String {
    let first = product.split([',', '.', ';', '\n']).next().unwrap_or_default().trim();
    if first.chars().count() > 40 { String::new() } else { format!("{first}.") }
}

fn pick<'a>(from: &[&'a str], key: u64, at: usize) -> &'a str {
    let start = usize::try_from(key % 1_009).unwrap_or(0);
    from.get((start + at) % from.len().max(1)).copied().unwrap_or_default()
}

/// The limit that a field's description names: "at most 40 characters".
fn most_characters(about: &str) -> Option<usize> {
    let (_, rest) = about.split_once("at most ")?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_read_from_a_fields_description() {
        assert_eq!(most_characters("The headline, at most 40 characters."), Some(40));
        assert_eq!(most_characters("The headline"), None);
    }

    #[test]
    fn the_last_object_of_a_prompt_are_its_facts() {
        assert_eq!(facts("hello\n{\"a\":1}\n{\"b\":2}\nbye")["b"], 2);
        assert!(facts("{no json").is_null());
    }
}
