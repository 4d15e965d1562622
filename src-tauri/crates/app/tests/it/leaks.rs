//! No secret in any file, answer, event or log line of a whole run.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use app::dto::{BeginSignIn, ConnectSystemUser, ObjectLevel, ObjectRequest, RedirectKind, SearchRequest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use sandbox::world::Size;
use secrecy::{ExposeSecret, SecretString};
use secrets::{KeyCustody, KeyPlace, PassphraseVault, Prompt};
use url::Url;

use crate::desk::{Desk, PASSPHRASE, complete, everything, flat};
use crate::files::workspace;
use crate::links::handed_over;
use crate::person::decide;

/// Where log lines go.
#[derive(Debug, Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A secret in every disguise in which it might be written down.
fn disguises(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = secret.iter().map(|byte| format!("%{byte:02X}")).collect();
    let mut all = vec![
        secret.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        percent.to_lowercase().into_bytes(),
        percent.into_bytes(),
        url::form_urlencoded::byte_serialize(secret).collect::<String>().into_bytes(),
        secret.iter().rev().copied().collect(),
        format!("{secret:?}").trim_matches(['[', ']']).as_bytes().to_vec(),
    ];
    if let Ok(text) = std::str::from_utf8(secret) {
        all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        all.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    // Inside a longer base64 text a secret starts at any of three places; its first and last letters mix with others'.
    for before in 0..3 {
        let shifted: Vec<u8> = std::iter::repeat_n(0, before).chain(secret.iter().copied()).collect();
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let text = engine.encode(&shifted);
            all.push(text.as_bytes()[if before == 0 { 0 } else { before + 1 }..text.len() - 1].to_vec());
        }
    }
    all
}

struct Canaries(Vec<(&'static str, Vec<Vec<u8>>)>);

impl Canaries {
    fn new(secrets: &[(&'static str, Vec<u8>)]) -> Self {
        Self(secrets.iter().map(|(name, secret)| (*name, disguises(secret))).collect())
    }

    /// Which secret is there, and in which disguise.
    fn find_in(&self, haystack: &[u8]) -> Option<String> {
        self.0.iter().find_map(|(name, disguises)| {
            let is_there =
                |disguise: &Vec<u8>| haystack.windows(disguise.len()).any(|part| part == disguise.as_slice());
            disguises.iter().position(is_there).map(|number| format!("the {name}, disguise {number}"))
        })
    }

    fn assert_not_in(&self, haystack: &[u8], place: &str) {
        assert_eq!(self.find_in(haystack), None, "in {place}");
    }

    fn assert_not_below(&self, folder: &Path) -> usize {
        let mut files = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files += self.assert_not_below(&path);
            } else {
                self.assert_not_in(path.display().to_string().as_bytes(), "a file's name");
                self.assert_not_in(&std::fs::read(&path).unwrap(), &path.display().to_string());
                files += 1;
            }
        }
        files
    }
}

#[test]
fn a_secret_is_found_in_every_disguise() {
    let canaries = Canaries::new(&[("secret", b"EAAB-canary/1?".to_vec())]);
    let found = |text: &[u8]| canaries.find_in(text).is_some();
    for before in ["", "x", "yy", "zzz"] {
        let text = format!("{before}EAAB-canary/1?tail");
        assert!(found(text.as_bytes()));
        assert!(found(STANDARD_NO_PAD.encode(&text).as_bytes()), "{before}");
        assert!(found(URL_SAFE_NO_PAD.encode(&text).as_bytes()), "{before}");
    }
    assert!(found(b"a=EAAB-canary%2F1%3F&b"));
    assert!(!found(b"EAAB-canary, but another one"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_run_leaves_no_secret_anywhere() {
    let captured = Captured::default();
    let lines = captured.clone();
    let writer = secrets::RedactingWriter::new(move || lines.clone());
    let filter =
        tracing_subscriber::EnvFilter::new("debug,app=trace,graph=trace,ingest=trace,store=trace,signin=trace");
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(writer).try_init().unwrap();

    let desk = Desk::new(Size::Tiny);
    let app = desk.app();
    let mut signals = app.signals();
    let heard = Captured::default();
    let mut told = heard.clone();
    let listening = tokio::spawn(async move {
        while let Some(signal) = signals.next().await {
            if let app::Signal::Event(event) = &signal {
                told.write_all(&serde_json::to_vec(event).unwrap()).unwrap();
            }
            told.write_all(format!("{signal:?}\n").as_bytes()).unwrap();
        }
    });

    let mut answers = String::new();
    let mut note = |value: String| {
        answers.push_str(&value);
        answers.push('\n');
    };
    // In the browser, with a link that is delivered twice.
    let input = BeginSignIn {
        workspace_name: Some("Agency".into()),
        app_id: Some(desk.server.app_id().to_owned()),
        app_secret: Some(desk.server.app_secret().to_owned()),
        redirect: RedirectKind::Bounce,
        bounce_url: Some("https://bounce.sandbox.invalid/".into()),
        whoever_takes_links: false,
    };
    note(format!("{:?}", app.begin_sign_in(input).await));
    let link = handed_over(&decide(&desk.window.address(), "continue", |_, _| true).await);
    let code = Url::parse(&link).unwrap().query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    app.receive_link(&link).await;
    app.receive_link(&link).await;
    app.receive_link(&format!("sextant://oauth/callback?code={code}&state=forged")).await;
    note(serde_json::to_string(&app.sign_in_status()).unwrap());
    // With a pasted token, at first one that Meta does not know.
    let wrong = "EAABwrongcanarytoken0123456789abcdef".to_owned();
    let pasted = ConnectSystemUser { workspace_name: None, token: wrong.clone(), ..desk.token() };
    note(format!("{:?}", app.connect_system_user(pasted).await));
    note(format!("{:?}", app.connect_system_user(ConnectSystemUser { workspace_name: None, ..desk.token() }).await));
    let accounts = app.available_accounts().await.unwrap();
    note(serde_json::to_string(&accounts).unwrap());
    let ids = accounts.into_iter().map(|account| account.id).collect();
    app.keep_accounts(app::dto::ChooseAccounts { ids }).await.unwrap();
    complete(&app.sync_now(everything()).await.unwrap());
    note(serde_json::to_string(&app.state().await.unwrap()).unwrap());
    note(serde_json::to_string(&app.settings().await.unwrap()).unwrap());
    note(serde_json::to_string(&app.doctor(None).await).unwrap());
    let page = app.query_explorer(flat(ObjectLevel::Ad, desk.days(30))).await.unwrap();
    note(serde_json::to_string(&page).unwrap());
    let row = page.rows[0].clone();
    let object = ObjectRequest { account_id: row.account_id, id: row.id, level: ObjectLevel::Ad, range: desk.days(30) };
    note(serde_json::to_string(&app.object(object.clone()).await.unwrap()).unwrap());
    note(serde_json::to_string(&app.series(object).await.unwrap()).unwrap());
    let everything_named = SearchRequest { text: "a".into(), limit: 100 };
    note(serde_json::to_string(&app.search(everything_named).await.unwrap()).unwrap());
    note(format!("{app:?}"));
    app.create_backup().await.unwrap();
    app.backup_to_file(&desk.folder.path().join("everything.tar")).await.unwrap();

    let id = app.state().await.unwrap().workspace.unwrap().id;
    let folder = workspace(&desk);
    // While everything is open, logs of the databases included.
    let custody = KeyCustody::new(Arc::new(PassphraseVault::new(SecretString::from(PASSPHRASE))));
    let keys = custody.open(&KeyPlace::new(id, &folder), Prompt::Never).await.unwrap();
    let canaries = Canaries::new(&[
        ("token", desk.server.system_user_token().into_bytes()),
        ("wrong token", wrong.into_bytes()),
        ("app secret", desk.server.app_secret().as_bytes().to_vec()),
        ("proof", desk.server.proof(&desk.server.system_user_token()).into_bytes()),
        ("passphrase", PASSPHRASE.as_bytes().to_vec()),
        ("code", code.into_bytes()),
        ("database key", keys.database_key().expose_secret().to_vec()),
    ]);
    assert!(canaries.assert_not_below(desk.folder.path()) > 8);
    note(format!("{:?}", app.sign_out().await));
    app.shut_down().await;
    canaries.assert_not_below(desk.folder.path());
    drop(app);
    listening.await.unwrap();
    canaries.assert_not_in(answers.as_bytes(), "an answer");
    let heard = heard.0.lock().unwrap().clone();
    assert!(heard.len() > 1_000, "events were heard");
    canaries.assert_not_in(&heard, "an event");
    let logged = captured.0.lock().unwrap().clone();
    assert!(logged.len() > 1_000, "something was logged");
    canaries.assert_not_in(&logged, "a log line");
}
