//! No secret in a log line, an error, or a debug print.

use std::io::Write;
use std::sync::{Arc, Mutex};

use graph::{AppIdentity, Credentials, Graph, ListRequest, TokenEndpoint, redact};
use proptest::prelude::*;
use secrecy::SecretString;

use crate::server::{Reply, Server, account, cancel};

const TOKEN: &str = "EAABcanaryTOKEN9876543210abcdef";
const SECRET: &str = "5ec2e7canary5ec2e7canary5ec2e7ca";
const CODE: &str = "AQDcanaryCODE5551212canaryCODE";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_logged_printed_or_returned_holds_a_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let _logging = tracing::subscriber::set_default(subscriber);

    // A server that repeats everything it was told in its answers.
    let server = Server::start(|seen, number| {
        let echo = format!("{} {:?} access_token={TOKEN}&client_secret={SECRET} Bearer {TOKEN}", seen.uri, seen.params);
        match number % 5 {
            0 => Reply::error(400, 100, 0, &echo),
            1 => Reply::error(400, 190, 463, &echo),
            2 => Reply::WithHeaders(302, vec![("location", format!("https://x/?access_token={TOKEN}"))], String::new()),
            3 => Reply::WithHeaders(
                200,
                vec![("x-ad-api-version-warning", format!("call {}?access_token={TOKEN}", seen.path))],
                echo,
            ),
            _ => Reply::Broken(echo),
        }
    })
    .await;
    let mut config = server.config();
    config.tries = 1;
    let app = AppIdentity { id: "123".into(), secret: Some(SecretString::from(SECRET)) };
    let (token, code) = (SecretString::from(TOKEN), SecretString::from(CODE));
    let mut printed = String::new();
    let endpoint = TokenEndpoint::new(config.clone()).unwrap();
    for _ in 0..5 {
        let credentials = Credentials::new(token.clone(), Some(SecretString::from(SECRET)));
        let graph = Graph::new(config.clone(), credentials, Arc::new(domain::SystemClock)).unwrap();
        let error = graph.campaigns(&account(), &ListRequest::default()).next_page(&cancel()).await.unwrap_err();
        printed += &format!("{graph:?} {error} {error:?} {:?}\n", graph.api_notice().borrow().clone());
        for result in [
            endpoint.exchange_code(&app, &code, "https://x/cb", Some(&code), &cancel()).await.map(|_| ()),
            endpoint.inspect(Some(&app), &token, &cancel()).await.map(|_| ()),
            endpoint.revoke(&app, &token, &cancel()).await,
        ] {
            let error = result.unwrap_err();
            printed += &format!("{error} {error:?} {app:?}\n");
        }
    }
    // Nobody listens here: the system's own error text must hold no address with a secret.
    let mut nowhere = graph::GraphConfig::new("http://127.0.0.1:9").unwrap();
    nowhere.tries = 1;
    let error = TokenEndpoint::new(nowhere).unwrap().inspect(Some(&app), &token, &cancel()).await.unwrap_err();
    printed += &format!("{error} {error:?}");

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("oauth/access_token") && logged.contains("AbCdEf123"), "the log is not empty:\n{logged}");
    for (name, canary) in [("token", TOKEN), ("secret", SECRET), ("code", CODE)] {
        for (place, text) in [("log", &logged), ("print", &printed)] {
            let line = text.lines().find(|line| line.contains(canary));
            assert_eq!(line, None, "the {name} is in the {place}");
        }
    }
}

/// Places a secret stands in, as it is written there.
fn wrapped(secret: &str, name: &str, place: usize) -> String {
    match place {
        0 => format!("https://graph.facebook.com/v26.0/me?fields=id&{name}={secret}&limit=5"),
        1 => format!("{{\"{name}\":\"{secret}\",\"id\":\"1\"}}"),
        2 => format!("{{\\\"{name}\\\":\\\"{secret}\\\"}}"),
        3 => format!("Authorization: Bearer {secret}\r\nHost: x"),
        4 => format!("[(\"{name}\", \"{secret}\")]"),
        5 => format!("{name}: {secret}, and so on"),
        6 => format!("thread panicked at 'token {secret} was refused'"),
        _ => format!("{{\"paging\":{{\"next\":\"https:\\/\\/x\\/me?{name}={secret}&after=QVFI\"}}}}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_secret_is_taken_out_wherever_it_stands(
        name in prop::sample::select(vec!["access_token", "input_token", "client_secret", "code_verifier",
            "appsecret_proof", "fb_exchange_token", "revoke_token", "ACCESS_TOKEN"]),
        body in "[A-Za-z0-9]{20,60}",
        place in 0usize..8,
        prefix in ".{0,20}",
    ) {
        let secret = format!("EAAB{body}");
        let text = format!("{prefix} {}", wrapped(&secret, name, place));
        let clean = redact(&text);
        prop_assert!(!clean.contains(&body), "{text} became {clean}");
    }

    #[test]
    fn short_secrets_of_any_letters_are_taken_out_of_parameters(
        name in prop::sample::select(vec!["access_token", "client_secret", "code", "code_verifier"]),
        secret in "[A-Za-z_.~-][A-Za-z0-9_.~-]{7,40}",
        place in prop::sample::select(vec![0usize, 1, 2, 4, 5, 7]),
    ) {
        prop_assume!(!name.contains(&secret) && !secret.contains("redacted"));
        let clean = redact(&wrapped(&secret, name, place));
        prop_assert!(!clean.contains(&secret), "{clean}");
    }

    #[test]
    fn any_text_is_survived_and_plain_words_stay(text in ".{0,200}") {
        let _ = redact(&text);
        let plain = "(#100) Tried accessing nonexisting field (x) on node type (AdAccount), code: 100, act_1234567";
        prop_assert_eq!(redact(plain), plain);
    }
}
