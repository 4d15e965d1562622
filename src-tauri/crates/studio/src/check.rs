//! What to look at before an ad goes out, as far as its texts and its link tell: each finding with why and what to do.
//!
//! None of this is Meta's own judgement. What is found here is what Meta's policies name and reviewers refuse for, in the
//! languages the tables know; what is not found may be refused all the same.

mod claims;
mod link;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{AdCopy, BrandKit, Brief, Fault, FaultKind, Field, Limits, judge};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A person should look at it.
    Look,
    /// It should not go out like this.
    Stop,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Length, characters, button, and what the brief asks for.
    Text,
    /// Something promised that policies refuse or nobody can hold.
    Claim,
    /// Something said about the reader that must not be said.
    PersonalAttribute,
    /// Words of housing, work, credit or politics.
    SpecialCategory,
    /// A price or discount that the brief does not have.
    Offer,
    /// Shouting.
    Emphasis,
    /// Where it leads.
    Link,
    /// How it is counted.
    Utm,
    /// The same as another.
    Duplicate,
}

/// Meta's special ad categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecialCategory {
    /// Homes.
    Housing,
    /// Work.
    Employment,
    /// Credit, banking, insurance.
    FinancialProducts,
    /// Elections, politics and what they are about.
    Politics,
    /// Gambling.
    Gambling,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is about.
    pub subject: Subject,
    /// How much it matters.
    pub severity: Severity,
    /// Where; `None` when it is the whole ad.
    pub field: Option<Field>,
    /// The words it is about, as they stand in the text; empty where it is about no words.
    pub excerpt: String,
    /// Why it matters.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// What is checked.
#[derive(Debug, Clone, Copy)]
pub struct CheckInput<'a> {
    /// The texts.
    pub copy: &'a AdCopy,
    /// The brief they were written from.
    pub brief: &'a Brief,
    /// Whose it is.
    pub brand: &'a BrandKit,
    /// Tracking parameters of the creative, beside those of the link.
    pub url_tags: &'a str,
}

/// Everything there is to say about one ad's texts and link, what matters most first.
#[must_use]
pub fn check_copy(input: &CheckInput<'_>) -> Vec<Finding> {
    let mut findings = texts(input);
    for field in Field::TEXTS {
        findings.extend(claims::look(field, input.copy.get(field), input.brief));
    }
    findings.extend(link::look(&input.brief.link, input.url_tags));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}

/// Which of these say the same as one before them.
#[must_use]
pub fn duplicates(copies: &[AdCopy]) -> Vec<usize> {
    let (mut seen, mut doubles) = (HashSet::new(), Vec::new());
    for (at, copy) in copies.iter().enumerate() {
        let faults = judge(copy, &Brief::default(), &BrandKit::default(), &seen);
        if faults.iter().any(|fault| fault.kind == FaultKind::Duplicate) {
            doubles.push(at);
        } else {
            seen.insert(copy.clone());
        }
    }
    doubles
}

/// Faults of the texts. A text that a person has made longer than is shown may go out; what Meta refuses may not.
fn texts(input: &CheckInput<'_>) -> Vec<Finding> {
    let faults = judge(input.copy, input.brief, input.brand, &HashSet::new());
    faults.iter().map(|fault| of_fault(fault, input.copy)).collect()
}

fn of_fault(fault: &Fault, copy: &AdCopy) -> Finding {
    let hard = |length: usize| fault.field.and_then(|field| Limits::HARD.of(field)).is_some_and(|most| length > most);
    let (severity, remedy) = match &fault.kind {
        FaultKind::TooLong { length, .. } if hard(*length) => (Severity::Stop, "Shorten it: Meta refuses it"),
        FaultKind::TooLong { .. } => {
            (Severity::Look, "Shorten it, or accept that the end is cut off where it is shown")
        }
        FaultKind::MustSay { .. } => (Severity::Look, "Say it, or take it out of the brief"),
        FaultKind::Language => (Severity::Look, "Translate it, or change the brief's language"),
        FaultKind::Empty => (Severity::Stop, "Write something"),
        FaultKind::Characters => (Severity::Stop, "Type it again without copying it from elsewhere"),
        FaultKind::Markup => (Severity::Stop, "Take it out; the link has a field of its own"),
        FaultKind::Button => (Severity::Stop, "Choose another button"),
        FaultKind::NeverSay { .. } => (Severity::Stop, "Say it in another way"),
        FaultKind::Punctuation => (Severity::Stop, "Begin with a word: Meta refuses it"),
        FaultKind::Duplicate => (Severity::Look, "Leave one of them out"),
    };
    let excerpt = match (&fault.kind, fault.field) {
        (FaultKind::NeverSay { phrase }, _) => phrase.clone(),
        (_, Some(field)) => copy.get(field).chars().take(60).collect(),
        _ => String::new(),
    };
    let subject = if fault.kind == FaultKind::Duplicate { Subject::Duplicate } else { Subject::Text };
    Finding { subject, severity, field: fault.field, excerpt, reason: sentence(fault), remedy: remedy.to_owned() }
}

fn sentence(fault: &Fault) -> String {
    let text = fault.sentence();
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input<'a>(copy: &'a AdCopy, brief: &'a Brief, brand: &'a BrandKit) -> Vec<Finding> {
        check_copy(&CheckInput {
            copy,
            brief,
            brand,
            url_tags: "utm_source=facebook&utm_medium=paid&utm_campaign=c&utm_content=x",
        })
    }

    #[test]
    fn a_plain_ad_has_nothing_to_say_about() {
        let brief = Brief {
            product: "Rain jacket".into(),
            offer: "€30 off".into(),
            link: "https://halden.example/storm".into(),
            ..Brief::default()
        };
        let copy = AdCopy {
            primary_text: "Old jacket soaked through? Trade it in and take €30 off.".into(),
            headline: "€30 for your old jacket".into(),
            description: String::new(),
            call_to_action: "GET_OFFER".into(),
        };
        assert_eq!(input(&copy, &brief, &BrandKit::default()), []);
    }

    #[test]
    fn what_stops_comes_first_and_each_finding_says_what_to_do() {
        let brief = Brief { product: "Cream".into(), link: "http://1.2.3.4/x".into(), ..Brief::default() };
        let copy = AdCopy {
            primary_text: format!("Guaranteed to cure your acne! {}", "very long ".repeat(12)),
            headline: "BUY NOW!!!".into(),
            description: String::new(),
            call_to_action: "SHOP_NOW".into(),
        };
        let findings = input(&copy, &brief, &BrandKit::default());
        let subjects: Vec<Subject> = findings.iter().map(|finding| finding.subject).collect();
        for subject in [Subject::Claim, Subject::PersonalAttribute, Subject::Emphasis, Subject::Link, Subject::Text] {
            assert!(subjects.contains(&subject), "{subject:?} in {findings:#?}");
        }
        assert!(findings.is_sorted_by_key(|finding| std::cmp::Reverse(finding.severity)));
        assert!(findings.iter().all(|finding| !finding.reason.is_empty() && !finding.remedy.is_empty()));
    }

    #[test]
    fn the_second_of_two_that_say_the_same_is_a_duplicate() {
        let one = AdCopy { primary_text: "A b c".into(), headline: "D".into(), ..AdCopy::default() };
        let other = AdCopy { primary_text: "a, b, C!".into(), ..one.clone() };
        let third = AdCopy { primary_text: "else".into(), ..one.clone() };
        assert_eq!(duplicates(&[one, other, third]), [1]);
    }
}
