//! Names by a template: `{objective}_{country}_{date}` filled from what an object is.
//!
//! The same object always gets the same name, so that renaming by a template a second time changes nothing.

mod tokens;

use std::collections::BTreeMap;

use domain::Level;
use serde::{Deserialize, Serialize};

pub use tokens::{Named, Token};

/// Longest template, in characters.
pub const LONGEST_TEMPLATE: usize = 200;

/// What stands between the parts of a name and means nothing by itself.
const SEPARATORS: &[char] = &[' ', '_', '-', '–', '—', '|', '·', '/', '.', ',', ':', '+'];

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// A token nobody knows.
    #[error("there is no {{{0}}}")]
    Unknown(String),
    /// A token that says nothing at this level.
    #[error("{{{0}}} says nothing of a {1}")]
    NotHere(String, &'static str),
    /// A brace without its partner.
    #[error("a brace has no partner")]
    Brace,
    /// No token in it: everything would be called the same.
    #[error("without a token in braces everything would have the same name")]
    NoToken,
    /// The same token twice where it cannot be told apart.
    #[error("{{text}} can stand in it once")]
    TextTwice,
    /// Too long.
    #[error("a template can have {LONGEST_TEMPLATE} characters")]
    TooLong,
    /// Line breaks and other characters that no name may have.
    #[error("a template cannot have line breaks or control characters")]
    Control,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Token(Token),
}

/// A template of names for one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

/// The templates of a workspace. An empty one leaves names of that level to the person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Naming {
    /// Of campaigns.
    pub campaign: String,
    /// Of ad sets.
    pub adset: String,
    /// Of ads.
    pub ad: String,
}

/// Values of tokens.
pub type Facts = BTreeMap<Token, String>;

impl Naming {
    /// Name of the setting that keeps it.
    pub const KEY: &'static str = "naming";

    /// The template of a level; none where names are free.
    ///
    /// # Errors
    /// [`BadTemplate`] when it is none.
    pub fn of(&self, level: Level) -> Result<Option<Template>, BadTemplate> {
        let text = match level {
            Level::Account => return Ok(None),
            Level::Campaign => &self.campaign,
            Level::Adset => &self.adset,
            Level::Ad => &self.ad,
        };
        if text.trim().is_empty() { Ok(None) } else { Template::parse(level, text).map(Some) }
    }
}

impl Template {
    /// Reads a template: text with tokens in braces.
    ///
    /// # Errors
    /// The first thing wrong with it.
    pub fn parse(level: Level, text: &str) -> Result<Self, BadTemplate> {
        let text = text.trim();
        if text.chars().count() > LONGEST_TEMPLATE {
            return Err(BadTemplate::TooLong);
        }
        if text.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
            return Err(BadTemplate::Control);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}').ok_or(BadTemplate::Brace)?;
            literal(&mut parts, before)?;
            parts.push(Part::Token(token(level, name)?));
            rest = behind;
        }
        literal(&mut parts, rest)?;
        let texts = parts.iter().filter(|part| **part == Part::Token(Token::Text)).count();
        match (texts, parts.iter().any(|part| matches!(part, Part::Token(_)))) {
            (_, false) => Err(BadTemplate::NoToken),
            (2.., _) => Err(BadTemplate::TextTwice),
            _ => Ok(Self { parts }),
        }
    }

    /// Whether a person types part of the name.
    pub fn takes_text(&self) -> bool {
        self.parts.contains(&Part::Token(Token::Text))
    }

    /// Whether a token is in it.
    pub fn has(&self, token: Token) -> bool {
        self.parts.contains(&Part::Token(token))
    }

    /// The name these facts make. A token without a value takes the separator behind it along.
    pub fn fill(&self, facts: &Facts) -> String {
        let (before, text, after) = self.around(facts);
        tidy(&format!("{before}{text}{after}"))
    }

    /// The part of a name that a person typed, were the name made by this template; the whole name otherwise.
    pub fn text_in(&self, name: &str, facts: &Facts) -> String {
        if !self.takes_text() {
            return String::new();
        }
        let empty: Facts =
            facts.iter().filter(|(token, _)| **token != Token::Text).map(|(t, v)| (*t, v.clone())).collect();
        if name == self.fill(&empty) {
            return String::new();
        }
        // With something in the place of the text, so that its separators stay.
        let marked: Facts = empty.into_iter().chain([(Token::Text, "x".to_owned())]).collect();
        let (before, _, after) = self.around(&marked);
        let inner = name.strip_prefix(before.as_str()).and_then(|rest| rest.strip_suffix(after.as_str()));
        inner.filter(|inner| !inner.is_empty()).unwrap_or(name).to_owned()
    }

    /// What stands before the text, the text, and what stands behind it.
    fn around(&self, facts: &Facts) -> (String, String, String) {
        let mut halves = [String::new(), String::new()];
        let (mut half, mut text) = (0, String::new());
        let mut dropped = false;
        for part in &self.parts {
            match part {
                Part::Literal(literal) => {
                    let separates = literal.chars().all(|c| SEPARATORS.contains(&c));
                    if !(dropped && separates)
                        && let Some(side) = halves.get_mut(half)
                    {
                        side.push_str(literal);
                    }
                    dropped = false;
                }
                Part::Token(token) => {
                    let value = facts.get(token).map(|value| clean(value)).unwrap_or_default();
                    dropped = value.is_empty();
                    if *token == Token::Text {
                        (half, text) = (1, value);
                    } else if let Some(side) = halves.get_mut(half) {
                        side.push_str(&value);
                    }
                }
            }
        }
        let [before, after] = halves;
        let after = after.trim_end_matches(SEPARATORS).to_owned();
        (before.trim_start_matches(SEPARATORS).to_owned(), text, after)
    }
}

fn literal(parts: &mut Vec<Part>, text: &str) -> Result<(), BadTemplate> {
    if text.contains('}') {
        return Err(BadTemplate::Brace);
    }
    if !text.is_empty() {
        parts.push(Part::Literal(text.to_owned()));
    }
    Ok(())
}

fn token(level: Level, name: &str) -> Result<Token, BadTemplate> {
    let name = name.trim().to_lowercase();
    let token = Token::parse(&name).ok_or_else(|| BadTemplate::Unknown(name.chars().take(40).collect()))?;
    let noun = match level {
        Level::Account => "account",
        Level::Campaign => "campaign",
        Level::Adset => "ad set",
        Level::Ad => "ad",
    };
    if token.exists_at(level) { Ok(token) } else { Err(BadTemplate::NotHere(name, noun)) }
}

/// A value as it may stand in a name: one line, no invisible marks.
fn clean(value: &str) -> String {
    let visible = value.chars().filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let spaced: String = visible.map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// No separators at the ends.
fn tidy(name: &str) -> String {
    name.trim_matches(SEPARATORS).to_owned()
}

#[cfg(test)]
mod tests;
