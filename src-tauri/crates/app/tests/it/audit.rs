//! The note outside the databases, held changes, and the audit log taken out.

use std::io::BufReader;
use std::path::Path;

use app::dto::{ChooseAccounts, HeldWrites};
use app::{App, AuditEvidence};
use audit_verify::{Check, Log, hash_from_hex};
use sandbox::world::Size;
use secrets::KeyState;

use crate::desk::{Desk, complete, everything, until};
use crate::files::workspace;

async fn held(app: &App) -> Option<HeldWrites> {
    app.state().await.unwrap().workspace.expect("a workspace is open").held
}

/// Writes something to the ledger.
async fn write(app: &App) {
    let ids = app.available_accounts().await.unwrap().into_iter().map(|account| account.id).collect();
    app.keep_accounts(ChooseAccounts { ids }).await.unwrap();
}

async fn start(desk: &Desk, in_keyring: bool) -> App {
    let app = if in_keyring { desk.app_with_keyring() } else { desk.app() };
    app.open_for_tools(None).await.unwrap();
    app
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_file_put_back_holds_changes_until_a_person_has_looked() {
    for in_keyring in [true, false] {
        for name in ["ledger.db", "cache.db"] {
            let desk = Desk::new(Size::Tiny);
            let app = if in_keyring { desk.app_with_keyring() } else { desk.app() };
            desk.connect(&app).await;
            app.shut_down().await;
            let file = workspace(&desk).join(name);
            let old = std::fs::read(&file).unwrap();
            let app = start(&desk, in_keyring).await;
            assert_eq!(held(&app).await, None);
            write(&app).await;
            complete(&app.sync_now(everything()).await.unwrap());
            app.shut_down().await;
            std::fs::write(&file, old).unwrap();

            for _ in 0..2 {
                let app = start(&desk, in_keyring).await;
                let why = held(&app).await.expect("it was put back");
                assert_eq!(why.code, "rolled_back");
                assert!(why.message.contains(&format!("{name} is older")), "{}", why.message);
                // Reading goes on, and does not cover what is missing.
                complete(&app.sync_now(everything()).await.unwrap());
                app.shut_down().await;
            }
            let app = start(&desk, in_keyring).await;
            assert!(app.confirm_held_writes().await.unwrap().workspace.unwrap().held.is_none());
            app.shut_down().await;
            let app = start(&desk, in_keyring).await;
            assert_eq!(held(&app).await, None);
            let verdict = app.verify_audit(AuditEvidence::default()).await.unwrap();
            assert_eq!((verdict.sound, verdict.entries, verdict.note), (true, 1, "compared"), "{verdict:?}");
            app.shut_down().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_is_away_delays_the_note_and_no_write() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app_with_keyring();
    desk.connect(&app).await;
    desk.keyring.set_absent(Some(KeyState::Locked));
    write(&app).await;
    let trouble = |state: &app::dto::AppState| state.workspace.as_ref().and_then(|open| open.note_trouble.clone());
    let told = until(&app, |state| trouble(state).is_some()).await;
    assert!(trouble(&told).unwrap().contains("locked"), "{told:?}");
    write(&app).await;
    desk.keyring.set_absent(None);
    until(&app, |state| trouble(state).is_none()).await;
    app.shut_down().await;
    let app = start(&desk, true).await;
    assert_eq!(held(&app).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_never_came_to_shut_down_raises_no_alarm() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app_with_keyring();
    desk.connect(&app).await;
    for _ in 0..3 {
        write(&app).await;
        // The computer as a kill at this moment leaves it. The files are copied last, and are at least as new as the note.
        let keyring = desk.keyring.copied();
        let killed = tempfile::tempdir().unwrap();
        let folder = killed.path().join("workspaces").join(workspace(&desk).file_name().unwrap());
        std::fs::create_dir_all(&folder).unwrap();
        for entry in std::fs::read_dir(workspace(&desk)).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
        }
        let mut home = desk.home_in(killed.path());
        home.passphrase = None;
        let again = desk.app_over(home, keyring);
        again.open_for_tools(None).await.unwrap();
        assert_eq!(held(&again).await, None);
        drop(again);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_is_gone_is_missed_but_not_where_the_key_came_from_elsewhere() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app_with_keyring();
    desk.connect(&app).await;
    app.shut_down().await;
    desk.keyring.forget_notes();
    let app = start(&desk, true).await;
    assert_eq!(held(&app).await.unwrap().code, "note_missing");
    app.confirm_held_writes().await.unwrap();
    app.shut_down().await;
    desk.keyring.spoil_notes();
    let app = start(&desk, true).await;
    assert_eq!(held(&app).await.unwrap().code, "note_unreadable");
    app.confirm_held_writes().await.unwrap();
    assert_eq!(held(&app).await, None);
    app.shut_down().await;
    assert_eq!(held(&start(&desk, true).await).await, None);
}

/// The exported log, checked with nothing but the public key.
fn judged(file: &Path, public_key: &str) -> audit_verify::Report {
    let log = Log::read(BufReader::new(std::fs::File::open(file).unwrap())).unwrap();
    Check { public_key: hash_from_hex(public_key), ..Check::default() }.run(&log)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_is_recorded_holds_changes_and_the_log_can_be_taken_out() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.synced().await;
    let made = app.create_backup().await.unwrap();
    write(&app).await;
    let state = app.restore_backup(&made.name).await.unwrap();
    assert_eq!(state.workspace.unwrap().held.unwrap().code, "restored");
    let first = app.audit_head().await.unwrap();
    app.confirm_held_writes().await.unwrap();

    let out = tempfile::tempdir().unwrap();
    let [log, page, key, head] =
        ["log.jsonl", "report.html", "seal.key", "head.json"].map(|name| out.path().join(name));
    let exported = app.export_audit(&log).await.unwrap();
    assert_eq!(exported.entries, 2);
    let report = judged(&log, &exported.public_key);
    assert_eq!((report.fault, report.entries), (None, 2));
    assert!(app.export_audit(&log).await.is_err(), "nothing is overwritten");
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.contains("workspace.restored") && text.contains("workspace.confirmed"), "{text}");
    std::fs::write(&log, text.replace("workspace.restored", "workspace.restored!")).unwrap();
    assert_eq!(judged(&log, &exported.public_key).fault.unwrap().entry, Some(1));

    app.report_audit(&page, None).await.unwrap();
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("Workspace confirmed") && html.contains(&exported.head), "{html}");
    assert!(!html.contains("<script") && !html.contains("http:") && !html.contains("src="), "{html}");
    app.write_seal_key(&key).await.unwrap();
    std::fs::write(&head, first).unwrap();
    let evidence = AuditEvidence { checkpoints: vec![head], seal_key: Some(key.clone()) };
    let verdict = app.verify_audit(evidence).await.unwrap();
    assert!(verdict.sound, "{verdict:?}");
    let nonsense = AuditEvidence { checkpoints: vec![page], seal_key: None };
    assert!(app.verify_audit(nonsense).await.is_err());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
