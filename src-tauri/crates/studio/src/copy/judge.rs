//! What a variant has to be before anybody sees it.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::brief::{AdCopy, BrandKit, Brief, Field, Limits};
use super::language;

/// What is wrong with a variant, so that it cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Where; `None` when it is the whole variant.
    pub field: Option<Field>,
    /// What.
    pub kind: FaultKind,
}

/// Kinds of faults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Longer than the placements show.
    TooLong {
        /// Characters it has.
        length: usize,
        /// Characters it may have.
        limit: usize,
    },
    /// Nothing where there must be something.
    Empty,
    /// Characters that are no text: controls, or such that turn the reading direction.
    Characters,
    /// Markup, an address or a link that was not asked for.
    Markup,
    /// A button Meta does not offer, or the brief does not want.
    Button,
    /// Something that must not be said.
    NeverSay {
        /// Which.
        phrase: String,
    },
    /// Something that must be said and is not.
    MustSay {
        /// Which.
        phrase: String,
    },
    /// Another language than asked for.
    Language,
    /// It begins with punctuation, which Meta refuses.
    Punctuation,
    /// The same as another variant.
    Duplicate,
}

impl Fault {
    /// The fault as a sentence, for people and for the model that is asked again.
    #[must_use]
    pub fn sentence(&self) -> String {
        let place = self.field.map_or("it", Field::words);
        match &self.kind {
            FaultKind::TooLong { length, limit } => format!("the {place} has {length} characters, at most {limit} fit"),
            FaultKind::Empty => format!("the {place} is empty"),
            FaultKind::Characters => format!("the {place} holds characters that are no text"),
            FaultKind::Markup => format!("the {place} holds markup or an address"),
            FaultKind::Button => "the button is none of those offered".to_owned(),
            FaultKind::NeverSay { phrase } => format!("it says “{phrase}”, which must not be said"),
            FaultKind::MustSay { phrase } => format!("it does not say “{phrase}”"),
            FaultKind::Language => "it is in another language".to_owned(),
            FaultKind::Punctuation => format!("the {place} begins with punctuation"),
            FaultKind::Duplicate => "it is the same as another variant".to_owned(),
        }
    }
}

/// Judges a variant. `seen` are the variants that are there already; one without faults is added to them by the caller.
#[must_use]
pub fn judge(copy: &AdCopy, brief: &Brief, brand: &BrandKit, seen: &HashSet<AdCopy>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut put = |field, kind| faults.push(Fault { field, kind });
    let limits = Limits::shown(&brief.placements);
    for field in Field::TEXTS {
        let text = copy.get(field);
        if text.trim().is_empty() {
            if field != Field::Description {
                put(Some(field), FaultKind::Empty);
            }
            continue;
        }
        let (length, limit) = (text.chars().count(), limits.of(field).unwrap_or(usize::MAX));
        if length > limit {
            put(Some(field), FaultKind::TooLong { length, limit });
        }
        if text.chars().any(|it| is_no_text(it, field)) {
            put(Some(field), FaultKind::Characters);
        }
        if has_markup(text, &brief.link) {
            put(Some(field), FaultKind::Markup);
        }
        if text.trim_start().starts_with(['.', ',', ';', ':', '!', '?', '-', '–', '*', '#']) {
            put(Some(field), FaultKind::Punctuation);
        }
    }
    if !brief.buttons().contains(&copy.call_to_action.as_str()) {
        put(Some(Field::CallToAction), FaultKind::Button);
    }
    let texts = copy.texts();
    let lower = texts.to_lowercase();
    for phrase in phrases(&brief.never_say, &brand.never_say).filter(|phrase| says(&lower, phrase)) {
        put(None, FaultKind::NeverSay { phrase: phrase.clone() });
    }
    for phrase in phrases(&brief.must_say, &brand.must_say).filter(|phrase| !lower.contains(&phrase.to_lowercase())) {
        put(None, FaultKind::MustSay { phrase: phrase.clone() });
    }
    if language::is_other(&texts, &brief.language) {
        put(None, FaultKind::Language);
    }
    if seen.iter().any(|other| is_same(other, copy)) {
        put(None, FaultKind::Duplicate);
    }
    faults
}

fn phrases<'a>(brief: &'a [String], brand: &'a [String]) -> impl Iterator<Item = &'a String> {
    brief.iter().chain(brand).filter(|phrase| !phrase.trim().is_empty())
}

/// Whether a text says a phrase, as words of their own: "best" is not said by "bestow".
pub(crate) fn says(lower: &str, phrase: &str) -> bool {
    let phrase = phrase.trim().to_lowercase();
    lower.match_indices(&phrase).any(|(at, found)| {
        let before = lower.get(..at).and_then(|text| text.chars().next_back());
        let after = lower.get(at + found.len()..).and_then(|text| text.chars().next());
        !joins(before, phrase.chars().next()) && !joins(after, phrase.chars().next_back())
    })
}

/// Whether two characters beside each other belong to one word. Scripts without spaces have no such thing.
fn joins(outer: Option<char>, inner: Option<char>) -> bool {
    let is_letter = |it: char| it.is_alphanumeric() && !matches!(it, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    outer.is_some_and(is_letter) && inner.is_some_and(is_letter)
}

/// Controls, and what turns the reading direction or hides. A primary text may have line breaks. The joiner of emoji and
/// the marks that Arabic and Hebrew are written with are text.
fn is_no_text(it: char, field: Field) -> bool {
    match it {
        '\n' => field != Field::PrimaryText,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{200b}' | '\u{2060}'..='\u{2064}' => true,
        '\u{e0000}'..='\u{e007f}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' => true,
        other => other.is_control(),
    }
}

static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)<[a-z/!?]|\]\(|&[a-z]+;|&#|[a-z][a-z0-9+.-]*://|\bwww\.|javascript:|data:[a-z]+/|[<>{}\[\]|^~=`]")
        .expect("the pattern is fixed and tested")
});
static HOST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b((?:[a-z0-9-]+\.)+(?:com|net|org|io|co|app|shop|store|xyz|info|biz|me|ly|gl|top|site|online|example|de|no|se|fr|es|it|nl|uk|us|eu|ch|at|jp|cn|ru|test))\b")
        .expect("the pattern is fixed and tested")
});

/// Markup, addresses, and hosts other than the brief's own.
fn has_markup(text: &str, link: &str) -> bool {
    let own = link.to_lowercase();
    MARKUP.is_match(text)
        || HOST.captures_iter(text).filter_map(|found| found.get(1)).any(|host| {
            let host = host.as_str().to_lowercase();
            own.is_empty() || !own.contains(&host)
        })
}

/// Whether two variants would look the same to a person.
fn is_same(one: &AdCopy, other: &AdCopy) -> bool {
    let plain =
        |text: &str| text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    plain(&one.primary_text) == plain(&other.primary_text) && plain(&one.headline) == plain(&other.headline)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> AdCopy {
        AdCopy {
            primary_text: "Three layers, taped seams, 28,000 mm.".into(),
            headline: "Dry at 1,400 metres".into(),
            description: "Free returns".into(),
            call_to_action: "SHOP_NOW".into(),
        }
    }

    fn brief() -> Brief {
        Brief {
            product: "Jacket".into(),
            must_say: vec!["28,000 mm".into()],
            never_say: vec!["best".into(), "最高".into()],
            link: "https://halden.example/storm".into(),
            ..Brief::default()
        }
    }

    #[test]
    fn a_variant_is_kept_only_without_any_fault() {
        let seen = HashSet::new();
        assert_eq!(judge(&good(), &brief(), &BrandKit::default(), &seen), []);
        type Change = fn(&mut AdCopy);
        let cases: [(&str, Change, usize); 16] = [
            ("too long", |it| it.headline = "x".repeat(41), 1),
            ("empty", |it| it.headline = " ".into(), 1),
            ("no description is fine", |it| it.description.clear(), 0),
            ("a control", |it| it.headline = "a\u{7}b".into(), 1),
            ("a line break in a headline", |it| it.headline = "a\nb".into(), 1),
            ("a line break in the primary text", |it| it.primary_text += "\nYes", 0),
            ("turned direction", |it| it.description = "abc\u{202e}def".into(), 1),
            ("a tag", |it| it.primary_text += " <b>", 1),
            ("a markdown link", |it| it.primary_text += " [win](x)", 1),
            ("an address", |it| it.primary_text += " evil.com", 1),
            ("the own address", |it| it.primary_text += " halden.example", 0),
            ("a button of another kind", |it| it.call_to_action = "HACK_NOW".into(), 1),
            ("what must not be said", |it| it.description = "The BEST one".into(), 1),
            ("in a script without spaces", |it| it.description = "これは最高です".into(), 1),
            ("a word that only begins so", |it| it.description = "Bestow warmth".into(), 0),
            ("what must be said is missing", |it| it.primary_text = "Dry".into(), 1),
        ];
        for (what, change, faults) in cases {
            let mut copy = good();
            change(&mut copy);
            let found = judge(&copy, &brief(), &BrandKit::default(), &seen);
            assert_eq!(found.len(), faults, "{what}: {found:?}");
        }
        let seen = HashSet::from([AdCopy { headline: "DRY at 1400 metres!".into(), ..good() }]);
        assert_eq!(judge(&good(), &brief(), &BrandKit::default(), &seen)[0].kind, FaultKind::Duplicate);
    }
}
