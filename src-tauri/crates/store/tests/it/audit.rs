//! The chain of the audit log, checked by the verifier that shares no code with what writes it.

use std::path::Path;

use audit_verify::{Check, Checkpoint, FaultKind, Log, SealKey, SignedHead};
use proptest::prelude::*;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use store::{AuditSource, Head, NewAudit, Store};

use crate::support::*;

fn append(store: &Store, count: usize) {
    store
        .write_blocking(move |tx| {
            let account = account("1");
            for number in 0..count {
                tx.append_audit(&NewAudit {
                    actor: "Ada",
                    source: AuditSource::Person,
                    action: "adset.budget",
                    account: Some(&account),
                    level: Some("adset"),
                    object: Some("77"),
                    field: Some("daily_budget"),
                    before: Some(json!(5_000)),
                    after: Some(json!(5_000 + number)),
                    reason: Some("spends well"),
                    change: Some("c-1"),
                    intent: Some("i-1"),
                    request: Some("r-1"),
                    trace: Some("AbC"),
                    answer: Some(json!({ "success": true })),
                    ..NewAudit::default()
                })?;
            }
            Ok(())
        })
        .unwrap();
}

/// The log as the verifier reads it, with where the store says it stands as its head (unsigned).
fn exported(store: &Store) -> (Log, Head) {
    let read = |db: &store::Db| {
        let mut log = Log::default();
        db.export_audit(&mut log)?;
        Ok((log, db.head()?))
    };
    let (log, head) = store.read_blocking(read).unwrap();
    (log.done().unwrap(), head)
}

/// What the verifier finds, but for the signature, which the store cannot make.
fn fault(store: &Store, check: &Check) -> Option<(FaultKind, Option<u64>)> {
    let (log, head) = exported(store);
    let hash = audit_verify::hash_from_hex(&head.audit_hash).unwrap();
    let mut check = check.clone();
    check.checkpoints.push(Checkpoint::kept(&head.log, head.audit_count, hash));
    let found = check.run(&log).fault.filter(|fault| fault.kind != FaultKind::NoHead);
    // Without a head the checkpoints are not reached; they are asked by a head of their own.
    let found = found.or_else(|| {
        let unsigned = SignedHead {
            log: head.log.clone(),
            count: head.audit_count,
            hash: head.audit_hash.clone(),
            at: 0,
            public_key: String::new(),
            signature: String::new(),
        };
        check.run_with_head(&log, &unsigned).fault
    });
    found.map(|fault| (fault.kind, fault.entry))
}

/// Runs SQL on the closed ledger as somebody with the key could.
fn tamper(path: &Path, sql: &str) {
    let no_guards = "DROP TRIGGER audit_logs_are_not_changed; DROP TRIGGER audit_logs_are_not_removed;";
    crate::damage::with_ledger(path, &format!("{no_guards} {sql}"));
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[ -~]{0,12}", "\\PC{0,8}", Just("\u{0}\u{202e}\"\\\n".to_owned())]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
        (text(), text()).prop_map(|(key, value)| json!({ key: [value] })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn writer_and_verifier_agree_on_whatever_is_written(
        entries in prop::collection::vec(
            (prop::array::uniform6(text()), prop::array::uniform4(prop::option::of(value())), any::<Option<i64>>(), 0..5_usize),
            1..6,
        ),
    ) {
        let fixture = Fixture::new();
        let count = entries.len();
        fixture.store.write_blocking(move |tx| {
            let some = |text: &'static str| Some(text);
            for (texts, values, rule_version, source) in &entries {
                let [actor, action, object, reason, request, trace] = texts;
                let [before, after, answer, details] = values.clone();
                tx.append_audit(&NewAudit {
                    actor, action, before, after, answer,
                    source: AuditSource::ALL[*source],
                    level: some("ad"),
                    object: Some(object),
                    reason: Some(reason),
                    rule_version: *rule_version,
                    request: Some(request),
                    trace: Some(trace),
                    details: details.unwrap_or_default(),
                    ..NewAudit::default()
                })?;
            }
            Ok(())
        }).unwrap();
        prop_assert_eq!(fault(&fixture.store, &Check::default()), None);
        let rows = fixture.store.read_blocking(|db| db.audit(None, 10)).unwrap();
        prop_assert_eq!(rows.len(), count);
    }
}

#[test]
fn what_is_changed_in_the_file_is_found_and_named() {
    let fixture = Fixture::new();
    append(&fixture.store, 400);
    let (path, _folder) = fixture.close();
    let (whole, _) = exported(&open(&path).unwrap());
    let held = Check { checkpoints: Checkpoint::of(&whole).into_iter().collect(), ..Check::default() };
    for (sql, expected) in [
        ("", None),
        ("UPDATE audit_logs SET value_after = '9' WHERE id = 17", Some((FaultKind::Edited, 17))),
        ("UPDATE audit_logs SET at = at + 1 WHERE id = 1", Some((FaultKind::Edited, 1))),
        ("UPDATE audit_logs SET actor = x'41' WHERE id = 1", Some((FaultKind::Edited, 1))),
        ("UPDATE audit_logs SET hash = zeroblob(32) WHERE id = 400", Some((FaultKind::Edited, 400))),
        ("DELETE FROM audit_logs WHERE id = 200", Some((FaultKind::Removed, 200))),
        ("DELETE FROM audit_logs WHERE id > 380", Some((FaultKind::CutOff, 381))),
        ("DELETE FROM audit_logs", Some((FaultKind::CutOff, 1))),
        (
            "DELETE FROM audit_logs WHERE id = 90; UPDATE audit_logs SET id = -id WHERE id > 90;
             UPDATE audit_logs SET id = -id - 1 WHERE id < 0",
            Some((FaultKind::Removed, 90)),
        ),
        (
            "UPDATE audit_logs SET id = 0 WHERE id = 30; UPDATE audit_logs SET id = 30 WHERE id = 300;
             UPDATE audit_logs SET id = 300 WHERE id = 0",
            Some((FaultKind::Swapped, 30)),
        ),
        (
            "UPDATE audit_logs SET id = -id - 1 WHERE id >= 50; UPDATE audit_logs SET id = -id WHERE id < 0;
             INSERT INTO audit_logs SELECT 50, at, 'nobody', source, action, account, level, object, field, value_before,
             value_after, reason, rule, rule_version, change, intent, request, trace, answer, details, epoch, previous,
             hash, mac FROM audit_logs WHERE id = 20",
            Some((FaultKind::Inserted, 50)),
        ),
    ] {
        let copy = crate::damage::copy(&path);
        if !sql.is_empty() {
            // SQLite counts rows as they go; STRICT tables take only what fits.
            tamper(copy.path(), &sql.replace("actor = x'41'", "actor = char(0)"));
        }
        let store = open(copy.path()).unwrap();
        let expected = expected.map(|(kind, entry)| (kind, Some(entry)));
        assert_eq!(fault(&store, &Check::default()), expected, "{sql}");
        assert_eq!(fault(&store, &held).is_some(), expected.is_some(), "{sql}");
    }
}

#[test]
fn seals_are_made_with_keys_that_are_gone_afterwards_and_copies_have_none() {
    let fixture = Fixture::new();
    append(&fixture.store, 3);
    let key_now = |store: &Store| {
        let key = store.read_blocking(|db| db.audit_seal_key()).unwrap()?;
        Some(SealKey { epoch: key.0, entry: key.1 as u64, key: audit_verify::hash_from_hex(key.2.expose_secret())? })
    };
    let kept = key_now(&fixture.store).unwrap();
    assert_eq!((kept.epoch, kept.entry), (1, 4));
    append(&fixture.store, 5);
    let check = Check { seal_key: Some(kept.clone()), ..Check::default() };
    let (log, _) = exported(&fixture.store);
    assert_eq!(check.run(&log).sealed, 5, "all that came after the key was written down");
    assert_ne!(key_now(&fixture.store).unwrap().key, kept.key);
    let wrong = Check { seal_key: Some(SealKey { key: [7; 32], ..kept }), ..Check::default() };
    let found = wrong.run(&log).fault.unwrap();
    assert_eq!((found.kind, found.entry), (FaultKind::Edited, Some(4)));

    // A restored copy goes on in a new epoch, with a key that the copy did not have.
    let backup = fixture.folder.path().join("backup");
    fixture.store.backup_to_blocking(&backup).unwrap();
    let (path, _folder) = fixture.close();
    store::restore(&backup, &path, &key(1), &domain::FixedClock::new(NOW)).unwrap();
    let store = open(&path).unwrap();
    assert_eq!(key_now(&store).unwrap().epoch, 2);
    let rows = store.read_blocking(|db| db.audit(None, 1)).unwrap();
    assert_eq!((rows[0].id, rows[0].action.as_str()), (9, "workspace.restored"));
    assert_eq!(rows[0].details["backup"], "backup");
    assert_eq!(fault(&store, &Check::default()), None);
}

#[test]
fn entries_from_before_the_chain_become_its_beginning() {
    let fixture = Fixture::new();
    let (path, _folder) = fixture.close();
    tamper(
        &path,
        "DROP TABLE creative_files; ALTER TABLE creative_library DROP COLUMN look;
         ALTER TABLE creative_library DROP COLUMN tags; ALTER TABLE creative_library DROP COLUMN trashed_at;
         DROP TABLE notes; DROP TABLE targets; DROP TABLE clients; DROP TABLE leases; DROP TABLE decisions; DROP TABLE rule_runs; DROP TABLE rule_slots; DROP TABLE rule_versions;
         DROP TABLE rules; DROP TABLE changes; DROP TABLE write_intents; DROP TABLE drafts; DROP TABLE change_sets;
         DROP TABLE audit_logs; DROP TABLE audit_chain; DROP TABLE audit_logs_before_chain;
         CREATE TABLE audit_logs (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
         subject TEXT, details TEXT NOT NULL) STRICT;
         CREATE TRIGGER audit_logs_are_not_changed BEFORE UPDATE ON audit_logs BEGIN SELECT 1; END;
         CREATE TRIGGER audit_logs_are_not_removed BEFORE DELETE ON audit_logs BEGIN SELECT 1; END;
         INSERT INTO audit_logs (at, actor, action, subject, details) VALUES (5, 'Ada', 'a', 'meta', '{\"n\":1}'),
         (6, 'Bo', 'b', NULL, '2'); PRAGMA user_version = 1;",
    );
    let store = open(&path).unwrap();
    append(&store, 1);
    let rows = store.read_blocking(|db| db.audit(None, 10)).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.id, row.at.0, row.actor.as_str(), row.action.as_str())).collect();
    assert_eq!(told, [(3, NOW.0, "Ada", "adset.budget"), (2, 6, "Bo", "b"), (1, 5, "Ada", "a")]);
    assert_eq!((rows[2].object.as_deref(), &rows[2].details), (Some("meta"), &json!({ "n": 1 })));
    assert_eq!(fault(&store, &Check::default()), None);
}

#[test]
fn a_write_that_is_undone_leaves_the_chain_as_it_was() {
    let fixture = Fixture::new();
    append(&fixture.store, 2);
    let undone = fixture.store.write_blocking(|tx| {
        tx.append_audit(&NewAudit { actor: "Ada", action: "never", ..NewAudit::default() })?;
        Err::<(), _>(store::Error::NotFound)
    });
    assert!(undone.is_err());
    append(&fixture.store, 1);
    let rows = fixture.store.read_blocking(|db| db.audit(None, 10)).unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(fault(&fixture.store, &Check::default()), None);
}
