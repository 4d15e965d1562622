//! The callback parser against forgeries of every kind, and against noise.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use secrecy::ExposeSecret;
use signin::{Answer, Refusal, Via, parse_callback, parse_callback_bytes};

/// Texts tried in each noise test; the environment may ask for more.
fn cases() -> u32 {
    std::env::var("SIGNIN_TEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000)
}

fn code(link: &str) -> String {
    match parse_callback(link).unwrap().answer {
        Answer::Code(code) => code.expose_secret().to_owned(),
        Answer::Denied { reason } => panic!("denied: {reason}"),
    }
}

#[test]
fn honest_answers_are_understood() {
    let links = [
        ("sextant://oauth/callback?code=AQB-_x&state=s", Via::DeepLink),
        ("sextant://oauth/callback?state=s&code=AQB-_x#_=_", Via::DeepLink),
        ("sextant://oauth/callback?state=s&code=AQB-_x&granted_scopes=ads_read%2Cemail&denied_scopes=", Via::DeepLink),
        ("http://127.0.0.1:49152/callback?code=AQB-_x&state=s", Via::Loopback { port: 49152 }),
        ("http://localhost:80/callback?code=AQB-_x&state=s#_=_", Via::Loopback { port: 80 }),
    ];
    for (link, via) in links {
        assert_eq!(parse_callback(link).unwrap().via, via, "{link}");
        assert_eq!(code(link), "AQB-_x", "{link}");
    }
    assert_eq!(code("sextant://oauth/callback?code=a%2Fb%3D%3d&state=s"), "a/b==");
}

#[test]
fn a_no_is_understood_with_its_reason() {
    let link = "sextant://oauth/callback?error=access_denied&error_code=200&error_reason=user_denied\
                &error_description=Permissions+error.&state=s#_=_";
    match parse_callback(link).unwrap().answer {
        Answer::Denied { reason } => assert_eq!(reason, "user_denied"),
        Answer::Code(_) => panic!("a no was taken for a yes"),
    }
}

#[test]
fn every_kind_of_forgery_is_refused_for_its_reason() {
    use Refusal::{
        Contradiction, Duplicate, ExtraParameter, Fragment, Malformed, MissingAnswer, MissingState, NotText, TooLong,
        WrongTarget,
    };
    let long = format!("sextant://oauth/callback?state=s&code={}", "a".repeat(4096));
    let cases: &[(&str, Refusal)] = &[
        ("", WrongTarget),
        ("sextant://", WrongTarget),
        ("sextant:oauth/callback?code=a&state=s", WrongTarget),
        ("Sextant://oauth/callback?code=a&state=s", WrongTarget),
        ("sextants://oauth/callback?code=a&state=s", WrongTarget),
        ("https://oauth/callback?code=a&state=s", WrongTarget),
        ("sextant://oauth.evil/callback?code=a&state=s", WrongTarget),
        ("sextant://evil@oauth/callback?code=a&state=s", WrongTarget),
        ("sextant://oauth:1/callback?code=a&state=s", WrongTarget),
        ("sextant://oauth/callback/?code=a&state=s", WrongTarget),
        ("sextant://oauth/callback/../x?code=a&state=s", WrongTarget),
        ("sextant://oauth//callback?code=a&state=s", WrongTarget),
        ("sextant://oauth/%63allback?code=a&state=s", WrongTarget),
        ("sextant://oauth/callback;x?code=a&state=s", WrongTarget),
        ("sextant://oauth/callbacks?code=a&state=s", WrongTarget),
        ("http://127.0.0.1/callback?code=a&state=s", WrongTarget),
        ("http://127.0.0.1:/callback?code=a&state=s", WrongTarget),
        ("http://127.0.0.1:0/callback?code=a&state=s", WrongTarget),
        ("http://127.0.0.1:080/callback?code=a&state=s", WrongTarget),
        ("http://127.0.0.1:+80/callback?code=a&state=s", WrongTarget),
        ("http://127.0.0.1:65536/callback?code=a&state=s", WrongTarget),
        ("http://127.0.0.1:80/Callback?code=a&state=s", WrongTarget),
        ("http://127.0.0.1.evil:80/callback?code=a&state=s", WrongTarget),
        ("http://127.0.0.2:80/callback?code=a&state=s", WrongTarget),
        ("http://a@127.0.0.1:80/callback?code=a&state=s", WrongTarget),
        ("https://127.0.0.1:80/callback?code=a&state=s", WrongTarget),
        ("sextant://oauth/callback", MissingAnswer),
        ("sextant://oauth/callback#_=_", MissingAnswer),
        ("sextant://oauth/callback?state=s", MissingAnswer),
        ("sextant://oauth/callback?code=a", MissingState),
        ("sextant://oauth/callback?code=a&state=", Malformed),
        ("sextant://oauth/callback?code=&state=s", Malformed),
        ("sextant://oauth/callback?", Malformed),
        ("sextant://oauth/callback?&code=a&state=s", Malformed),
        ("sextant://oauth/callback?code=a&state=s&", Malformed),
        ("sextant://oauth/callback?code=a&&state=s", Malformed),
        ("sextant://oauth/callback?code&state=s", Malformed),
        ("sextant://oauth/callback?=a&state=s", Malformed),
        ("sextant://oauth/callback?%63ode=a&state=s", Malformed),
        ("sextant://oauth/callback?code=%&state=s", Malformed),
        ("sextant://oauth/callback?code=%4&state=s", Malformed),
        ("sextant://oauth/callback?code=%zz&state=s", Malformed),
        ("sextant://oauth/callback?code=%+4&state=s", Malformed),
        ("sextant://oauth/callback?code=a%00&state=s", Malformed),
        ("sextant://oauth/callback?code=a%0d%0a&state=s", Malformed),
        ("sextant://oauth/callback?code=a%26state%3Dx&state=s", Malformed),
        ("sextant://oauth/callback?code=a%2561&state=s", Malformed),
        ("sextant://oauth/callback?code=%C3%A9&state=s", Malformed),
        ("sextant://oauth/callback?code=a+b&state=s", Malformed),
        ("sextant://oauth/callback?error=<script>&state=s", Malformed),
        ("sextant://oauth/callback?error=a&error_description=%ff&state=s", Malformed),
        ("sextant://oauth/callback?error=a&error_description=%1b&state=s", Malformed),
        ("sextant://oauth/callback?code=a&state=s&state=s", Duplicate),
        ("sextant://oauth/callback?code=a&code=b&state=s", Duplicate),
        ("sextant://oauth/callback?code=a&state=s&x=1", ExtraParameter),
        ("sextant://oauth/callback?code=a&state=s&access_token=EAAB", ExtraParameter),
        ("sextant://oauth/callback?code=a&State=s", ExtraParameter),
        ("sextant://oauth/callback?code=a&state=s&redirect_uri=x", ExtraParameter),
        ("sextant://oauth/callback?code=a&error=b&state=s", Contradiction),
        ("sextant://oauth/callback?code=a&error_reason=b&state=s", Contradiction),
        ("sextant://oauth/callback?code=a&state=s#", Fragment),
        ("sextant://oauth/callback?code=a&state=s#access_token=x", Fragment),
        ("sextant://oauth/callback?code=a&state=s#_=_#_=_", Fragment),
        ("sextant://oauth/callback#code=a&state=s", Fragment),
        (" sextant://oauth/callback?code=a&state=s", NotText),
        ("sextant://oauth/callback?code=a&state=s\n", NotText),
        ("sextant://oauth/callback?code=a&state=s\0", NotText),
        ("sextant://oauth/callback?code=é&state=s", NotText),
        ("sextant://оauth/callback?code=a&state=s", NotText),
        (&long, TooLong),
    ];
    for (link, why) in cases {
        assert_eq!(parse_callback(link).err(), Some(*why), "{link}");
    }
    assert_eq!(parse_callback_bytes(b"sextant://oauth/callback?code=\xff&state=s").err(), Some(NotText));
    assert_eq!(parse_callback_bytes(&[b'a'; 5000]).err(), Some(TooLong));
}

/// What must hold of anything the parser accepts, said without the parser's own means.
fn accepted_only_if_exact(link: &str) -> Result<(), TestCaseError> {
    let Ok(callback) = parse_callback(link) else { return Ok(()) };
    let stem = match callback.via {
        Via::DeepLink => "sextant://oauth/callback?".to_owned(),
        Via::Loopback { port } if link.starts_with("http://l") => format!("http://localhost:{port}/callback?"),
        Via::Loopback { port } => format!("http://127.0.0.1:{port}/callback?"),
    };
    prop_assert!(link.starts_with(&stem) && link.len() <= 4096 && link.is_ascii(), "{link}");
    let query = link.strip_prefix(&stem).unwrap_or_default().trim_end_matches("#_=_");
    prop_assert!(!query.contains('#'), "{link}");
    let names: Vec<&str> = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default()).collect();
    let count = |name: &str| names.iter().filter(|n| **n == name).count();
    prop_assert!(count("state") == 1 && count("code") + count("error") == 1, "{link}");
    Ok(())
}

/// Whether a link with this query was accepted, by a way that keeps no secret.
fn run(strategy: impl Strategy<Value = String>) {
    let mut runner = TestRunner::new(Config { cases: cases(), failure_persistence: None, ..Config::default() });
    if let Err(failure) = runner.run(&strategy, |link| accepted_only_if_exact(&link)) {
        panic!("{failure}");
    }
}

#[test]
fn noise_never_panics_and_is_never_half_believed() {
    let pieces = prop::sample::select(vec![
        "sextant://oauth/callback",
        "http://127.0.0.1:",
        "http://localhost:",
        "4000",
        "/callback",
        "?",
        "&",
        "=",
        "#",
        "#_=_",
        "code",
        "state",
        "error",
        "error_reason",
        "error_description",
        "granted_scopes",
        "AQB",
        "s",
        "%",
        "%41",
        "%00",
        "%25",
        "+",
        ":",
        "@",
        "//",
        "..",
        "\0",
        "é",
        "x=1",
        "code=AQB",
        "state=s",
        "error=access_denied",
        "&state=s",
        "?code=a&state=b",
    ]);
    run(prop::collection::vec(pieces, 0..9).prop_map(|pieces| pieces.concat()));
}

#[test]
fn a_good_link_with_bytes_changed_is_good_or_refused() {
    let good = "sextant://oauth/callback?code=AQBx-_y&state=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE#_=_";
    let edits = prop::collection::vec((0..good.len(), any::<u8>(), 0..3u8), 1..4);
    run(edits.prop_map(move |edits| {
        let mut bytes = good.as_bytes().to_vec();
        for (at, byte, how) in edits {
            let at = at.min(bytes.len().saturating_sub(1));
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => {
                    bytes.remove(at);
                }
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }));
}
