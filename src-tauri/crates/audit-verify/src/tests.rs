//! A log of ten thousand entries, spoiled in a thousand ways; each time the right entry must be named.

use serde_json::{Value, json};

use crate::encoding::{EntryBytes, Line, beginning, next_key, seal};
use crate::log::{Log, Seen};
use crate::{Check, Checkpoint, FaultKind, Hash, SealKey, SignedHead, hash_from_hex, hash_to_hex, head_message};
use ed25519_dalek::{Signer, SigningKey};

const NAME: &str = "5e17a217";
const ENTRIES: usize = 10_000;
const FIRST_KEY: Hash = [3; 32];

/// A log as lines, with what was read of each.
struct Fixture {
    lines: Vec<Value>,
    seen: Vec<Seen>,
    head: SignedHead,
}

fn entry(id: usize, previous: Hash, key: &Hash) -> Value {
    let mut line = json!({
        "kind": "entry", "id": id, "at": 1_790_000_000_000_i64 + id as i64, "actor": "Ada", "source": "person",
        "action": "adset.budget", "account": "act_1", "level": "adset", "object": format!("{}", 1000 + id % 7),
        "field": "daily_budget", "before": "5000", "after": format!("{}", 5000 + id), "reason": null, "rule": null,
        "rule_version": null, "change": "c1", "intent": null, "request": "r", "trace": "t", "answer": "{\"success\":true}",
        "details": "null", "epoch": 1, "previous": hash_to_hex(&previous), "hash": "", "mac": "",
    });
    rehash(&mut line);
    line["mac"] = hash_to_hex(&seal(key, &hash_of(&line))).into();
    line
}

fn hash_of(line: &Value) -> Hash {
    hash_from_hex(line["hash"].as_str().unwrap()).unwrap()
}

/// Gives an entry the hash that fits what it says.
fn rehash(line: &mut Value) {
    let text = line.to_string();
    let parsed: Line<'_> = serde_json::from_str(&text).unwrap();
    let hash = EntryBytes::of(&parsed).follows(&hash_from_hex(&parsed.previous).unwrap());
    line["hash"] = hash_to_hex(&hash).into();
}

fn signed(count: u64, hash: &Hash, key: &SigningKey) -> SignedHead {
    let hash = hash_to_hex(hash);
    let signature = key.sign(&head_message(NAME, count, &hash, 7)).to_bytes();
    let (first, second) = signature.split_at(32);
    let hex = |half: &[u8]| hash_to_hex(half.try_into().unwrap());
    let public_key = hash_to_hex(key.verifying_key().as_bytes());
    SignedHead { log: NAME.into(), count, hash, at: 7, public_key, signature: hex(first) + &hex(second) }
}

fn signer() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

fn seen(line: &Value, number: usize) -> Seen {
    let mut log = Log { name: Some(NAME.into()), ..Log::default() };
    log.push(line.to_string().as_bytes()).unwrap();
    let mut seen = log.entries.pop().unwrap();
    seen.line = number;
    seen
}

impl Fixture {
    fn new(entries: usize) -> Self {
        let (mut previous, mut key) = (beginning(NAME), FIRST_KEY);
        let mut lines = Vec::new();
        for id in 1..=entries {
            let line = entry(id, previous, &key);
            previous = hash_of(&line);
            key = next_key(&key);
            lines.push(line);
        }
        let seen = lines.iter().enumerate().map(|(at, line)| seen(line, at + 2)).collect();
        Self { lines, seen, head: signed(entries as u64, &previous, &signer()) }
    }

    fn log(&self, seen: Vec<Seen>) -> Log {
        Log { name: Some(NAME.into()), entries: seen, head: Some(self.head.clone()), ..Log::default() }
    }

    /// The log with these lines in place of those from `from` on.
    fn with_tail(&self, from: usize, tail: &[Value]) -> Vec<Seen> {
        let mut all = self.seen[..from].to_vec();
        all.extend(tail.iter().enumerate().map(|(at, line)| seen(line, from + at + 2)));
        all
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

fn set_id(line: &Value, id: u64) -> Value {
    let mut line = line.clone();
    line["id"] = id.into();
    line
}

/// Spoils the log in the `kind`-th way somewhere; answers what must be found, and where.
fn spoil(fixture: &Fixture, kind: usize, random: &mut Random) -> (Vec<Seen>, FaultKind, u64) {
    let n = fixture.lines.len();
    let mut all = fixture.seen.clone();
    let at = random.below(n);
    // Renumbering writes every later line anew, so those stay near the end.
    let late = n - 2 - random.below(200);
    let fields = ["at", "actor", "action", "object", "after", "reason", "answer", "details", "epoch", "source"];
    match kind {
        0 | 1 => {
            let mut line = fixture.lines[at].clone();
            let field = fields[random.below(fields.len())];
            line[field] = if line[field].is_i64() { json!(4) } else { json!("forged") };
            if kind == 1 {
                rehash(&mut line);
            }
            all[at] = seen(&line, at + 2);
            (all, FaultKind::Edited, at as u64 + 1)
        }
        2 => {
            let mut line = fixture.lines[at].clone();
            let field = ["hash", "previous"][random.below(2)];
            line[field] = hash_to_hex(&[random.below(250) as u8; 32]).into();
            all[at] = seen(&line, at + 2);
            (all, FaultKind::Edited, at as u64 + 1)
        }
        3 => {
            // A copy of another entry, or of this one.
            let other = random.below(n);
            all.insert(at, fixture.seen[other].clone());
            // A copy put in beside itself is put in behind itself as well.
            let number = if other == at { at + 2 } else { at + 1 };
            (all, FaultKind::Inserted, number as u64)
        }
        4 => {
            let mut line = fixture.lines[at].clone();
            line["actor"] = "nobody".into();
            if random.below(2) == 0 {
                rehash(&mut line);
            }
            all.insert(at, seen(&line, at + 2));
            (all, FaultKind::Inserted, at as u64 + 1)
        }
        5 => {
            let mut forged = fixture.lines[late].clone();
            forged["actor"] = "nobody".into();
            if random.below(2) == 0 {
                rehash(&mut forged);
            }
            let mut tail = vec![forged];
            tail.extend(fixture.lines[late..].iter().zip(late as u64 + 2..).map(|(line, id)| set_id(line, id)));
            (fixture.with_tail(late, &tail), FaultKind::Inserted, late as u64 + 1)
        }
        6 => {
            let at = at.min(n - 2);
            all.remove(at);
            (all, FaultKind::Removed, at as u64 + 1)
        }
        7 => {
            let tail: Vec<Value> =
                fixture.lines[late + 1..].iter().zip(late as u64 + 1..).map(|(line, id)| set_id(line, id)).collect();
            (fixture.with_tail(late, &tail), FaultKind::Removed, late as u64 + 1)
        }
        8 | 9 => {
            let other = if random.below(2) == 0 { (at + 1) % n } else { random.below(n) };
            let (first, second) = (at.min(other), at.max(other));
            if first == second {
                return spoil(fixture, kind, random);
            }
            if kind == 8 {
                all.swap(first, second);
            } else {
                // As somebody would with the numbers in a database.
                all[first] = seen(&set_id(&fixture.lines[second], first as u64 + 1), first + 2);
                all[second] = seen(&set_id(&fixture.lines[first], second as u64 + 1), second + 2);
            }
            (all, FaultKind::Swapped, first as u64 + 1)
        }
        _ => {
            all.truncate(at);
            (all, FaultKind::CutOff, at as u64 + 1)
        }
    }
}

#[test]
fn a_thousand_spoiled_logs_are_found_and_the_right_entry_is_named() {
    let fixture = Fixture::new(ENTRIES);
    let check = Check { public_key: Some(*signer().verifying_key().as_bytes()), ..Check::default() };
    assert_eq!(check.run(&fixture.log(fixture.seen.clone())).fault, None);
    let mut random = Random(0x5eed_1234);
    for round in 0..1_100 {
        let kind = round % 11;
        let (spoiled, expected, number) = spoil(&fixture, kind, &mut random);
        let fault = check.run(&fixture.log(spoiled)).fault;
        let fault = fault.unwrap_or_else(|| panic!("round {round}, way {kind}, entry {number}: nothing was found"));
        assert_eq!((fault.kind, fault.entry), (expected, Some(number)), "round {round}, way {kind}");
    }
}

/// The whole chain made anew after a change, as only somebody with the workspace's key can sign it.
fn rewritten(fixture: &Fixture, at: usize) -> Log {
    let mut tail = fixture.lines[at..].to_vec();
    tail[0]["actor"] = "nobody".into();
    let mut previous = fixture.lines[at]["previous"].clone();
    for line in &mut tail {
        line["previous"] = previous;
        rehash(line);
        previous = line["hash"].clone();
    }
    let mut log = fixture.log(fixture.with_tail(at, &tail));
    log.head = Some(signed(fixture.lines.len() as u64, &hash_of(tail.last().unwrap()), &signer()));
    log
}

#[test]
fn a_chain_made_anew_is_found_by_a_seal_key_or_an_earlier_checkpoint_only() {
    let fixture = Fixture::new(500);
    let known = Some(*signer().verifying_key().as_bytes());
    let check = Check { public_key: known, ..Check::default() };
    let whole = fixture.log(fixture.seen.clone());
    let seal_key = SealKey { epoch: 1, entry: 1, key: FIRST_KEY };
    let head_only = Log { name: Some(NAME.into()), head: Some(fixture.head.clone()), ..Log::default() };
    for at in [0, 1, 250, 499] {
        let forged = rewritten(&fixture, at);
        assert_eq!(check.run(&forged).fault, None, "whoever has the key can do this");
        let sealed = Check { seal_key: Some(seal_key.clone()), ..check.clone() };
        let fault = sealed.run(&forged).fault.unwrap();
        assert_eq!((fault.kind, fault.entry, fault.exact), (FaultKind::Edited, Some(at as u64 + 1), true));
        assert_eq!(sealed.run(&whole).sealed, 500);
        for (checkpoint, entry, exact) in [(&whole, at as u64 + 1, true), (&head_only, 500, false)] {
            let held = Check { checkpoints: vec![Checkpoint::of(checkpoint).unwrap()], ..check.clone() };
            let fault = held.run(&forged).fault.unwrap();
            assert_eq!((fault.kind, fault.entry, fault.exact), (FaultKind::RolledBack, Some(entry), exact));
            assert_eq!(held.run(&whole).fault, None);
        }
    }
}

#[test]
fn an_older_log_with_its_own_good_head_is_found_by_a_checkpoint() {
    let fixture = Fixture::new(300);
    let checkpoint = Checkpoint::of(&fixture.log(fixture.seen.clone())).unwrap();
    let check = Check { checkpoints: vec![checkpoint], ..Check::default() };
    for count in [0, 1, 299] {
        let mut older = fixture.log(fixture.seen[..count].to_vec());
        let last = fixture.seen[..count].last().map_or(beginning(NAME), |entry| entry.hash);
        older.head = Some(signed(count as u64, &last, &signer()));
        let fault = check.run(&older).fault.unwrap();
        assert_eq!((fault.kind, fault.entry), (FaultKind::RolledBack, Some(count as u64 + 1)));
    }
}

#[test]
fn a_head_that_is_missing_altered_or_signed_by_another_is_found() {
    let fixture = Fixture::new(20);
    let check = Check { public_key: Some(*signer().verifying_key().as_bytes()), ..Check::default() };
    let judged = |head: Option<SignedHead>| {
        let mut log = fixture.log(fixture.seen.clone());
        log.head = head;
        check.run(&log).fault.map(|fault| fault.kind)
    };
    let stranger = SigningKey::from_bytes(&[8; 32]);
    let mut other_log = fixture.head.clone();
    other_log.log = "another".into();
    let later = SignedHead { at: 8, ..fixture.head.clone() };
    let garbled = SignedHead { signature: "zz".into(), ..fixture.head.clone() };
    for (head, expected) in [
        (Some(fixture.head.clone()), None),
        (None, Some(FaultKind::NoHead)),
        (Some(signed(20, &fixture.seen[19].hash, &stranger)), Some(FaultKind::BadSignature)),
        (Some(later), Some(FaultKind::BadSignature)),
        (Some(garbled), Some(FaultKind::BadSignature)),
        (Some(other_log), Some(FaultKind::OtherLog)),
    ] {
        assert_eq!(judged(head), expected);
    }
}

#[test]
fn what_is_no_log_is_refused_and_a_line_that_does_not_read_is_a_wrong_entry() {
    for text in ["", "\n\n", "{}", "no json", "{\"kind\":\"entry\",\"id\":1}", "[1]"] {
        assert!(matches!(Log::read(text.as_bytes()), Err(crate::Error::NotALog)), "{text:?}");
    }
    let newer = "{\"kind\":\"log\",\"format\":2,\"log\":\"x\"}";
    assert!(matches!(Log::read(newer.as_bytes()), Err(crate::Error::NewerFormat(2))));

    let fixture = Fixture::new(5);
    let mut text = format!("{{\"kind\":\"log\",\"format\":1,\"log\":\"{NAME}\"}}\n");
    for line in &fixture.lines {
        let broken = line["id"] == 3;
        text += &if broken { "{\"kind\":\"entry\",\n".to_owned() } else { format!("{line}\n") };
    }
    let mut head = serde_json::to_value(&fixture.head).unwrap();
    head["kind"] = "head".into();
    text += &head.to_string();
    let fault = Check::default().run(&Log::read(text.as_bytes()).unwrap()).fault.unwrap();
    assert_eq!((fault.kind, fault.entry, fault.line), (FaultKind::Edited, Some(3), Some(4)));
}
