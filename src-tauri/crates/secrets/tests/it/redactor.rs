//! The redactor against generated lines that hold a secret somewhere, and against lines that hold none.

use std::io::Write as _;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use secrets::redact;
use secrets::redact::RedactingLine;

/// Lines tried; the environment may ask for more.
fn lines() -> u32 {
    std::env::var("SECRETS_TEST_LINES").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000)
}

const KINDS: usize = 12;
const PLACES: usize = 31;

/// A secret made of `seed`. The first kinds look like what they are, the last is known by its name only.
fn secret(kind: usize, seed: &[u8]) -> (String, bool) {
    const URL_SAFE: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    const BASE64: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";
    const HEX: &[u8] = b"0123456789abcdef";
    const CROCKFORD: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let draw = |alphabet: &[u8], n: usize| -> String {
        seed.iter()
            .cycle()
            .take(n)
            .enumerate()
            .map(|(i, b)| char::from(alphabet[(usize::from(*b) + i) % alphabet.len()]))
            .collect()
    };
    let n = seed.len();
    match kind {
        0 => (format!("EAAB{}", draw(&URL_SAFE[..62], 40 + n)), true),
        1 => (format!("EAA{}", draw(&URL_SAFE[..62], 12)), true),
        2 => (draw(HEX, 32), true),
        3 => (draw(HEX, 64), true),
        4 => (format!("sk-proj-{}", draw(URL_SAFE, 24 + n)), true),
        5 => (format!("sk-ant-api03-{}", draw(&URL_SAFE[..62], 24)), true),
        6 => (format!("aA0{}", draw(URL_SAFE, 43)), true),
        7 => (format!("{}=", draw(BASE64, 43)), true),
        8 => {
            let chars: Vec<char> = draw(CROCKFORD, 36).chars().collect();
            (chars.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join("-"), true)
        }
        9 => (format!("{}|{}", 100_000_000_000_000 + n, draw(HEX, 32)), true),
        10 => (format!("AQB{}1", draw(URL_SAFE, 12)), false),
        _ => (format!("{}7", draw(&URL_SAFE[..62], 8)), false),
    }
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// A line of the kind that is written to logs, with the secret in it. The first need no name to be seen.
fn line(place: usize, name: &str, secret: &str, noise: &str) -> String {
    let url = format!("https://graph.facebook.com/v26.0/act_1/insights?limit=25&{name}={}&after=QVFI", percent(secret));
    match place {
        0 => format!("{noise} {secret} {noise}"),
        1 => format!("Authorization: Bearer {secret}"),
        2 => format!("header {{\"authorization\": \"OAuth {secret}\"}}"),
        3 => format!("thread 'main' panicked at src/x.rs:1:2:\n{noise}: \"{secret}\""),
        4 => format!("PlatformFailure(\"{noise}\", {secret:?})"),
        5 => format!("{noise}={secret}"),
        6 => format!("{noise}/{secret}?x"),
        7 => format!("BadEncoding({:?})", secret.as_bytes()),
        8 => format!("BadDataFormat({:#?}, {noise:?})", secret.as_bytes()),
        9 => format!("GET https://{secret}@example.com/{noise}"),
        10 => format!("{noise} {name}={secret}"),
        11 => format!("{noise} {name}={}&b=2", percent(secret)),
        12 => format!("GET {url} failed: {noise}"),
        13 => format!("{noise} redirect={}", percent(&url)),
        14 => format!("{noise} redirect={}", percent(&percent(&url))),
        15 => format!("{{\"{name}\":{}}}", json(secret)),
        16 => format!("body: {}", json(&format!("{{\"{name}\":{}}}", json(secret)))),
        17 => json(&json(&json(&format!("{{\"{name}\" : {}}}", json(secret))))),
        18 => format!("{{\"paging\":{{\"next\":{}}}}}", json(&url).replace('/', "\\/").replace('&', "\\u0026")),
        19 => format!("{:?}", format!("paging {{ next: Some({url:?}) }}")),
        20 => format!("Token {{ {name}: {secret:?}, expires_in: 5 }}"),
        21 => format!("Token {{ {name}: Some({secret:?}) }}"),
        22 => {
            format!("Token {{\n    {name}: Some(\n        Inner({secret:?}),\n    ),\n}}").replace("(\n        ", "(")
        }
        23 => format!("{}: {secret}\r\nAccept: */*", name.replace('_', "-")),
        24 => format!("sextant-cli connect --{} {secret} --json", name.replace('_', "-")),
        25 => format!("grant_type=fb_exchange_token&{name}={secret}&client_id=1"),
        26 => format!("{noise}: {name} = '{secret}'"),
        27 => format!("sextant://oauth/callback?{name}={secret}#_=_"),
        28 => format!("{}={secret} {noise}", name.to_uppercase()),
        29 => format!("<a href=\"{}\">{noise}</a>", url.replace('&', "&amp;")),
        _ => format!("{noise} {}", percent(&format!("{{\"{name}\":\"{secret}\"}}"))),
    }
}

const NAMES: [&str; 12] = [
    "access_token",
    "client_secret",
    "code",
    "appsecret_proof",
    "fb_exchange_token",
    "input_token",
    "code_verifier",
    "api_key",
    "refresh_token",
    "accessToken",
    "revoke_token",
    "app_secret",
];

const NOISES: [&str; 10] = [
    "",
    "sync failed",
    "of the app (v26.0): ",
    "https://example.com/a,b",
    "[info] ",
    "code: 190, ",
    "{ a: 1 }",
    "100% ",
    "\"quoted\" & more",
    "é ü 日本 ",
];

/// Any ten characters in a row would help an attacker.
fn shows(text: &str, secret: &str) -> bool {
    // Of an app token only the part behind the bar is secret; the app's id is public.
    let secret = secret.split_once('|').map_or(secret, |(_, secret)| secret);
    let window = secret.len().min(10);
    let leaked = |shape: &str| (0..=shape.len() - window).any(|at| text.contains(&shape[at..at + window]));
    let numbers: Vec<String> = secret.bytes().map(|b| b.to_string()).collect();
    leaked(secret) || numbers.windows(6).any(|w| text.contains(&w.join(", ")))
}

#[test]
fn no_generated_line_shows_its_secret() {
    let mut runner = TestRunner::new(Config { cases: lines(), failure_persistence: None, ..Config::default() });
    // Two numbers a line: drawing texts would cost more than redacting them.
    let result = runner.run(&(any::<u64>(), any::<[u64; 4]>()), |(choice, seed)| {
        let mut choice = usize::try_from(choice >> 8).unwrap();
        let mut pick = |of: usize| {
            let picked = choice % of;
            choice /= of;
            picked
        };
        let (kind, place, name, noise) = (pick(KINDS), pick(PLACES), pick(NAMES.len()), NOISES[pick(NOISES.len())]);
        let seed: Vec<u8> = seed.iter().flat_map(|n| n.to_le_bytes()).take(4 + pick(28)).collect();
        let (secret, by_shape) = secret(kind, &seed);
        // A secret that looks like a word is found by its name only, so it needs one.
        let place = if by_shape { place } else { 10 + place % (PLACES - 10) };
        let line = line(place, NAMES[name], &secret, noise);
        let shown = redact(&line);
        prop_assert!(!shows(&shown, &secret), "kind {kind}, place {place}: {line:?} became {shown:?}");
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}

#[test]
fn the_check_itself_notices_a_leak() {
    assert!(shows("x=EAABabcdefghijkl", "EAABabcdefghijkl"));
    assert!(shows("[69, 65, 65, 66, 97, 98, 99]", "EAABabc"));
}

#[test]
fn what_is_no_secret_stays_readable() {
    let lines = [
        "sync of act_1234567890 finished: 4200 rows in 1.2 s",
        "error code: 190, subcode: 463, state=running code=4",
        "GET https://graph.facebook.com/v26.0/act_1/campaigns?fields=id,name&limit=25 → 200 in 84 ms",
        "{\"code\":190,\"error_subcode\":460,\"type\":\"OAuthException\",\"fbtrace_id\":\"AbCdEfGhIjK\"}",
        "keyring_locked: The system keyring is locked.",
        "token_type=bearer expires_in=5184000",
        "src-tauri/crates/secrets/src/redact/named.rs:42:7: warning",
        "spend 12.34 USD on 2026-11-23 [1, 2, 3]",
        "the bearer of this message",
        "sextant://oauth/callback refused: it belongs to another sign-in",
        "550e8400-e29b-41d4-a716-446655440000",
        "Ünïcödé wörds stay, 日本語 too, 100% of them",
        "",
    ];
    for line in lines {
        assert_eq!(redact(line), line);
    }
}

#[test]
fn only_the_secret_goes() {
    let cases = [
        ("a access_token=abc123def&limit=5 b", "a access_token=[redacted]&limit=5 b"),
        ("{\"access_token\":\"ab\\\"c\",\"id\":\"1\"}", "{\"access_token\":\"[redacted]\",\"id\":\"1\"}"),
        ("Authorization: Bearer abc def\nNext: 1", "Authorization: [redacted]\nNext: 1"),
        ("token EAABsbCS1iHgBA and EAABsbCS1iHgBB end", "token [redacted] and [redacted] end"),
        ("ünï access_token=é1 ö", "ünï access_token=[redacted] ö"),
        ("password=[redacted] x", "password=[redacted] x"),
    ];
    for (line, wanted) in cases {
        assert_eq!(redact(line), wanted, "{line}");
    }
}

#[test]
fn any_text_is_redacted_without_panic_and_twice_is_once() {
    proptest!(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() }, |(text in any::<String>(), tricky in "[%\\\\\"'&=:;a-zA-Z0-9_\\[\\], {}u-]{0,80}")| {
        for text in [text, tricky] {
            let once = redact(&text).into_owned();
            // The mark itself is never taken for a secret.
            prop_assert_eq!(redact(&once).matches(secrets::redact::MARK).count() > 0, once.contains(secrets::redact::MARK));
        }
    });
}

#[test]
fn a_token_written_in_pieces_is_still_seen() {
    let mut out = Vec::new();
    {
        let mut line = RedactingLine::new(&mut out);
        for piece in ["GET /?access_", "token=EAAB", "sbCS1iHgBA", "0123456789 ok\n"] {
            line.write_all(piece.as_bytes()).unwrap();
        }
    }
    assert_eq!(String::from_utf8(out).unwrap(), "GET /?access_token=[redacted] ok\n");
}

#[test]
fn a_subscriber_with_the_writer_logs_no_secret() {
    use std::sync::{Arc, Mutex};
    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let sink = Sink::default();
    let writer = {
        let sink = sink.clone();
        secrets::RedactingWriter::new(move || sink.clone())
    };
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(writer).finish();
    tracing::subscriber::with_default(subscriber, || {
        tracing::error!(
            url = "https://x/?access_token=EAABsbCS1iHgBA01",
            token = "abc123",
            "failed for {}",
            "EAABsbCS1iHgBA02"
        );
    });
    let logged = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("failed for [redacted]"), "{logged}");
    assert!(!logged.contains("EAAB") && !logged.contains("abc123"), "{logged}");
}
