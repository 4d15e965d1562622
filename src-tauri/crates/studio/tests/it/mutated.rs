//! Answers of a model, mutated: each is valid or rejected, and nothing in between.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use sandbox::FaultKind;
use studio::{AdCopy, BrandKit, Canaries, Cancel, Format, Task, Unlimited, judge, write_copy};

use crate::support::{Bench, prompt};

/// Answers that go through the whole client; ten thousand more go through the same reading and judging beside its source.
const OVER_HTTP: usize = 250;

struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count.max(1)
    }
}

const PIECES: [&str; 22] = [
    "<script>alert(1)</script>",
    "\\u202e",
    "\\u0000",
    "\\ud800",
    "http://evil.example",
    "](",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ",",
    "null",
    "1e999",
    "guaranteed",
    "&lt;",
    "\u{202e}",
    "\n",
    "javascript:x",
    "💥",
    "<b>",
];

/// One to four changes at random places: bytes gone, doubled, swapped, or something put between them.
fn mutated(answer: &str, chance: &mut Chance) -> String {
    let mut characters: Vec<char> = answer.chars().collect();
    for _ in 0..=chance.below(4) {
        let at = chance.below(characters.len());
        match chance.below(5) {
            0 => {
                let until = (at + 1 + chance.below(30)).min(characters.len());
                characters.drain(at..until);
            }
            1 => {
                let until = (at + chance.below(60)).min(characters.len());
                let again: Vec<char> = characters[at..until].to_vec();
                characters.splice(at..at, again);
            }
            2 => characters.truncate(at),
            3 => {
                let other = chance.below(characters.len());
                let last = characters.len().saturating_sub(1);
                characters.swap(at.min(last), other.min(last));
            }
            _ => {
                let piece = PIECES[chance.below(PIECES.len())].chars();
                characters.splice(at..at, piece);
            }
        }
        if characters.is_empty() {
            characters.push('x');
        }
    }
    characters.into_iter().collect()
}

fn stream(text: &str) -> String {
    let start = serde_json::json!({"type": "message_start", "message": {"model": "m", "usage": {"input_tokens": 9}}});
    let delta = serde_json::json!({"type": "content_block_delta", "delta": {"type": "text_delta", "text": text}});
    let end = serde_json::json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}});
    format!("data: {start}\n\ndata: {delta}\n\ndata: {end}\n\ndata: {{\"type\":\"message_stop\"}}\n\n")
}

#[tokio::test]
async fn mutated_answers_are_valid_or_rejected_over_http_as_well() {
    let bench = Bench::start();
    let client = bench.client(Format::Anthropic);
    let prompt = prompt();
    let good: Vec<AdCopy> = {
        let (cancel, mut nothing) = (Cancel::new(), |_: &AdCopy| {});
        let canaries = Canaries::default();
        write_copy(&client, &prompt, &Task::Write, &canaries, &Unlimited, &cancel, &mut nothing).await.unwrap().kept
    };
    let answer = serde_json::json!({ "variants": good }).to_string();
    let seed = 0x5eed_2026;
    let mut chance = Chance(seed);
    let (mut kept, mut refused) = (0_usize, 0_usize);
    for number in 0..OVER_HTTP {
        let text = mutated(&answer, &mut chance);
        let body = stream(&text);
        bench.strike(FaultKind::Respond { status: 200, content_type: "text/event-stream".into(), body }, None);
        let told = Arc::new(Mutex::new(Vec::new()));
        let hearing = Arc::clone(&told);
        let mut on_kept = move |copy: &AdCopy| hearing.lock().unwrap().push(copy.clone());
        let (cancel, canaries) = (Cancel::new(), Canaries::default());
        let written = write_copy(&client, &prompt, &Task::Write, &canaries, &Unlimited, &cancel, &mut on_kept).await;
        let told = told.lock().unwrap().clone();
        match written {
            Ok(written) => {
                kept += written.kept.len();
                refused += written.rejected.len();
                for copy in written.kept.iter().chain(&told) {
                    let faults = judge(copy, &prompt.brief, &BrandKit::default(), &HashSet::new());
                    assert_eq!(faults, [], "seed {seed}, answer {number}: {text}");
                    assert!(!copy.texts().contains(['<', '>', '\u{202e}', '\u{0}']), "seed {seed}, answer {number}");
                }
            }
            Err(error) => {
                refused += 1;
                assert!(told.is_empty() || !matches!(error, studio::Error::Cancelled), "seed {seed}, answer {number}");
            }
        }
    }
    assert!(kept > OVER_HTTP && refused > OVER_HTTP / 10, "kept {kept}, refused {refused}");
}
