//! Asks, judges, asks once more for what was not good, and keeps what is.

use std::collections::HashSet;

use serde_json::Value;

use super::brief::AdCopy;
use super::judge::{Fault, judge};
use super::prompt::{Prompt, Task};
use crate::provider::{Client, Purse, Said, read_json};
use crate::{Canaries, Cancel, Error, MicroUsd};

/// A variant that could not be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The variant.
    pub copy: AdCopy,
    /// Why.
    pub faults: Vec<Fault>,
}

/// What came of a task.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Variants without faults.
    pub kept: Vec<AdCopy>,
    /// Those that had faults and could not be repaired.
    pub rejected: Vec<Rejected>,
    /// How many were asked for.
    pub wanted: u32,
    /// Tokens sent.
    pub input_tokens: u64,
    /// Tokens received.
    pub output_tokens: u64,
    /// What it cost.
    pub cost: MicroUsd,
    /// The model that answered.
    pub model: Option<String>,
    /// How many requests it took.
    pub requests: u32,
}

impl Written {
    fn add(&mut self, said: &Said) {
        self.input_tokens = self.input_tokens.saturating_add(said.usage.input);
        self.output_tokens = self.output_tokens.saturating_add(said.usage.output);
        self.cost = self.cost.plus(said.cost);
        self.requests = self.requests.saturating_add(said.tries);
        if said.model.is_some() {
            self.model.clone_from(&said.model);
        }
    }
}

/// Writes. `on_kept` is told of each variant as soon as it has arrived whole and was found good.
///
/// # Errors
/// See [`Error`]. What was kept before an error of the repair is answered all the same.
pub async fn write_copy(
    client: &Client,
    prompt: &Prompt,
    task: &Task,
    canaries: &Canaries,
    purse: &dyn Purse,
    cancel: &Cancel,
    on_kept: &mut (dyn FnMut(&AdCopy) + Send),
) -> Result<Written, Error> {
    let mut seen: HashSet<AdCopy> = prompt.known.iter().cloned().collect();
    let mut written = Written { wanted: wanted(prompt, task), ..Written::default() };
    let first = round(client, prompt, task, canaries, purse, cancel, &mut seen, &mut written, on_kept).await;
    let mut bad = match first {
        Ok(bad) => bad,
        // An answer that is no JSON at all is asked for once more, like one with faults.
        Err(Error::Unusable(_)) if written.requests > 0 => Vec::new(),
        Err(error) => return Err(error),
    };
    let missing = usize::try_from(written.wanted).unwrap_or(usize::MAX).saturating_sub(written.kept.len());
    if missing > 0 {
        let again = match (task, bad.is_empty()) {
            (Task::Write, false) => {
                Task::Repair(bad.drain(..).take(missing).map(|one| (one.copy, one.faults)).collect())
            }
            (task, _) => task.clone(),
        };
        let mut rest = prompt.clone();
        rest.known.extend(written.kept.iter().cloned());
        rest.brief.count = u32::try_from(missing).unwrap_or(rest.brief.count).min(rest.brief.count);
        match round(client, &rest, &again, canaries, purse, cancel, &mut seen, &mut written, on_kept).await {
            Ok(still_bad) => bad = still_bad,
            Err(error) if written.kept.is_empty() => return Err(error),
            Err(error) => {
                tracing::debug!(%error, "the second round brought nothing");
                if let Task::Repair(lost) = again {
                    bad = lost.into_iter().map(|(copy, faults)| Rejected { copy, faults }).collect();
                }
            }
        }
    }
    if written.kept.is_empty() && bad.is_empty() {
        return Err(Error::Unusable("there was no variant in it".into()));
    }
    written.rejected = bad;
    Ok(written)
}

fn wanted(prompt: &Prompt, task: &Task) -> u32 {
    match task {
        Task::Write => prompt.brief.count,
        Task::Repair(bad) => u32::try_from(bad.len()).unwrap_or(u32::MAX),
        Task::Field(..) | Task::Translate(_) => 1,
    }
}

/// One question and what came of it; answers what was not good.
#[allow(clippy::too_many_arguments, reason = "one private step of `write_copy`, which has all of these at hand")]
async fn round(
    client: &Client,
    prompt: &Prompt,
    task: &Task,
    canaries: &Canaries,
    purse: &dyn Purse,
    cancel: &Cancel,
    seen: &mut HashSet<AdCopy>,
    written: &mut Written,
    on_kept: &mut (dyn FnMut(&AdCopy) + Send),
) -> Result<Vec<Rejected>, Error> {
    let ask = prompt.ask(task, canaries)?;
    let most = usize::try_from(written.wanted).unwrap_or(usize::MAX);
    let mut arriving = Arriving::default();
    let mut told: HashSet<AdCopy> = HashSet::new();
    let mut early = seen.clone();
    let mut hear = |text: &str| {
        for copy in arriving.take(text) {
            let copy = settled(copy, task);
            if told.len() < most && judge(&copy, &prompt.brief, &prompt.brand, &early).is_empty() {
                early.insert(copy.clone());
                if told.insert(copy.clone()) {
                    on_kept(&copy);
                }
            }
        }
    };
    let said = client.write(&ask, purse, cancel, &mut hear).await?;
    written.add(&said);
    let variants = variants(&said.text)?;
    let mut bad = Vec::new();
    for copy in variants {
        let copy = settled(copy, task);
        let faults = judge(&copy, &prompt.brief, &prompt.brand, seen);
        if written.kept.len() >= most {
            break;
        }
        if faults.is_empty() {
            seen.insert(copy.clone());
            if told.insert(copy.clone()) {
                on_kept(&copy);
            }
            written.kept.push(copy);
        } else {
            bad.push(Rejected { copy, faults });
        }
    }
    Ok(bad)
}

/// What was not asked to change is as it was, whatever the model made of it.
fn settled(mut copy: AdCopy, task: &Task) -> AdCopy {
    match task {
        Task::Field(current, field) => {
            let text = copy.get(*field).to_owned();
            copy.clone_from(current);
            copy.set(*field, text);
        }
        Task::Translate(current) => copy.call_to_action.clone_from(&current.call_to_action),
        Task::Write | Task::Repair(_) => {}
    }
    copy
}

/// Variants of an answer. What is no variant is left out; an answer that ended too early gives those that are whole.
fn variants(text: &str) -> Result<Vec<AdCopy>, Error> {
    match read_json(text) {
        Ok(value) => {
            let list = value["variants"].as_array().or(value.as_array());
            let list = list.ok_or_else(|| Error::Unusable("it is JSON of another shape".into()))?;
            Ok(list.iter().filter_map(variant).collect())
        }
        Err(error) => {
            let whole = Arriving::default().take(text);
            if whole.is_empty() { Err(error) } else { Ok(whole) }
        }
    }
}

fn variant(value: &Value) -> Option<AdCopy> {
    let text = |name: &str| value[name].as_str().map(|text| text.trim().to_owned());
    Some(AdCopy {
        primary_text: text("primary_text")?,
        headline: text("headline")?,
        description: text("description").unwrap_or_default(),
        call_to_action: text("call_to_action")?,
    })
}

/// Finds variants in a text that is still arriving: objects inside the outermost one that hold no others.
#[derive(Debug, Default)]
struct Arriving {
    text: String,
    /// Bytes of `text` that were looked at.
    looked: usize,
    /// Where the innermost object that is open began.
    opened: Option<usize>,
    in_string: bool,
    escaped: bool,
}

impl Arriving {
    /// Takes more text in; an empty one begins anew.
    fn take(&mut self, text: &str) -> Vec<AdCopy> {
        if text.is_empty() {
            *self = Self::default();
        }
        self.text.push_str(text);
        let mut found = Vec::new();
        let fresh = self.text.get(self.looked..).unwrap_or_default();
        for (at, byte) in (self.looked..).zip(fresh.bytes()) {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                b'{' if !self.in_string => self.opened = Some(at),
                b'}' if !self.in_string => {
                    let inside = self.opened.take().and_then(|from| self.text.get(from..=at));
                    let value = inside.and_then(|inside| serde_json::from_str::<Value>(inside).ok());
                    found.extend(value.as_ref().and_then(variant));
                }
                _ => {}
            }
        }
        self.looked = self.text.len();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{"variants":[{"primary_text":"a \" b","headline":"h","description":"","call_to_action":"SHOP_NOW"},{"primary_text":"ü","headline":"i","call_to_action":"NO_BUTTON"}]}"#;

    #[test]
    fn variants_are_found_as_they_arrive_wherever_the_pieces_end() {
        let whole = variants(ANSWER).unwrap();
        assert_eq!(whole.len(), 2);
        for size in 1..ANSWER.len() {
            let mut arriving = Arriving::default();
            let characters: Vec<char> = ANSWER.chars().collect();
            let pieces = characters.chunks(size).map(|piece| piece.iter().collect::<String>());
            let found: Vec<AdCopy> = pieces.flat_map(|piece| arriving.take(&piece)).collect();
            assert_eq!(found, whole, "in pieces of {size}");
        }
    }

    #[test]
    fn an_answer_that_ends_too_early_gives_the_variants_that_are_whole() {
        let cut = &ANSWER[..ANSWER.len() - 20];
        assert_eq!(variants(cut).unwrap().len(), 1);
        assert!(matches!(variants("Sure! Here you go"), Err(Error::Unusable(_))));
        assert_eq!(variants(&format!("Here:\n```json\n{ANSWER}\n```")).unwrap().len(), 2);
    }

    /// One to four changes at random places: a stretch gone, doubled, cut off, or something hostile put in.
    fn mutated(answer: &str) -> String {
        const PIECES: [&str; 16] = [
            "<script>alert(1)</script>",
            "\\u202e",
            "\\u0000",
            "\\ud800",
            "http://evil.example",
            "](",
            "{",
            "}",
            "\"",
            "\\",
            "null",
            "1e999",
            "guaranteed",
            "\u{202e}",
            "javascript:x",
            "💥",
        ];
        let mut characters: Vec<char> = answer.chars().collect();
        for _ in 0..fastrand::usize(1..=4) {
            let at = fastrand::usize(..=characters.len());
            let until = (at + fastrand::usize(0..40)).min(characters.len());
            match fastrand::u8(0..4) {
                0 => drop(characters.drain(at..until)),
                1 => {
                    let again = characters.get(at..until).unwrap_or_default().to_vec();
                    characters.splice(at..at, again);
                }
                2 if fastrand::u8(0..4) == 0 => characters.truncate(at),
                _ => {
                    let piece = PIECES.get(fastrand::usize(..PIECES.len())).copied().unwrap_or_default();
                    characters.splice(at..at, piece.chars());
                }
            }
        }
        characters.into_iter().collect()
    }

    #[test]
    fn ten_thousand_mutated_answers_are_valid_or_rejected() {
        let seed = 0x5eed_2026;
        fastrand::seed(seed);
        let prompt = Prompt {
            brief: crate::Brief {
                product: "Jacket".into(),
                never_say: vec!["guaranteed".into()],
                ..crate::Brief::default()
            },
            ..Prompt::default()
        };
        let (mut kept, mut refused) = (0, 0);
        for number in 0..10_000 {
            let text = mutated(ANSWER);
            let Ok(variants) = variants(&text) else {
                refused += 1;
                continue;
            };
            for copy in variants {
                if !judge(&copy, &prompt.brief, &prompt.brand, &HashSet::new()).is_empty() {
                    refused += 1;
                    continue;
                }
                kept += 1;
                let texts = copy.texts();
                let bad = ["<", ">", "](", "://", "javascript:", "\u{202e}", "\u{0}"];
                assert!(!bad.iter().any(|bad| texts.contains(bad)), "seed {seed}, answer {number}: {text}");
                assert!(crate::CALLS_TO_ACTION.contains(&copy.call_to_action.as_str()));
                assert!(copy.primary_text.chars().count() <= 125 && copy.headline.chars().count() <= 40);
            }
        }
        assert!(kept > 2_000 && refused > 2_000, "kept {kept}, refused {refused}");
    }
}
