//! No error, no Debug output and no state shows a byte of what is kept.

use std::sync::Arc;

use base64::Engine as _;
use secrecy::{ExposeSecret, SecretString};
use secrets::{KeyCustody, KeyPlace, MasterKey, OsKeyring, PassphraseVault, Prompt, RecoveryKey};

use crate::bench_store::{BenchStore, Fault};

const CANARY: &str = "CANARY7f3aCANARY7f3aCANARY7f3aCANARY7f3aCAN=";

/// The secret as it is, and as Debug of bytes would show it.
fn shapes(secret: &[u8]) -> Vec<String> {
    let numbers = format!("{secret:?}");
    let hex = secret.iter().map(|b| format!("{b:02x}")).collect();
    let base64 = base64::engine::general_purpose::STANDARD.encode(secret);
    vec![String::from_utf8_lossy(secret).into_owned(), numbers[1..numbers.len() - 1].to_owned(), hex, base64]
}

fn assert_silent(shown: &str, secret: &[u8]) {
    for shape in shapes(secret) {
        assert!(!shown.contains(&shape), "a secret shows in {shown:?}");
    }
}

#[tokio::test]
async fn errors_of_the_keyring_that_carry_the_stored_bytes_are_stripped() {
    let bytes = CANARY.as_bytes().to_vec();
    for fault in [Fault::BadEncoding(bytes.clone()), Fault::BadDataFormat(bytes.clone())] {
        let store = BenchStore::new("bench");
        let folder = tempfile::tempdir().unwrap();
        let place = KeyPlace::new("w1", folder.path());
        let custody = KeyCustody::new(Arc::new(OsKeyring::over(store.clone())));
        custody.create(&place).await.unwrap();
        store.set_fault(fault);
        let error = custody.open(&place, Prompt::Allowed).await.unwrap_err();
        let mut shown = format!("{error} {error:?} {error:#?}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            shown += &format!("{cause} {cause:?}");
            source = cause.source();
        }
        assert_silent(&shown, &bytes);
    }
}

#[tokio::test]
async fn debug_output_of_every_type_that_holds_a_secret_is_silent() {
    let folder = tempfile::tempdir().unwrap();
    let place = KeyPlace::new("w1", folder.path());
    let vault = PassphraseVault::new(SecretString::from(CANARY)).with_work_factor(1);
    assert_silent(&format!("{vault:?} {vault:#?}"), CANARY.as_bytes());
    let custody = KeyCustody::new(Arc::new(vault));
    assert_silent(&format!("{custody:?} {custody:#?}"), CANARY.as_bytes());

    let keys = custody.create(&place).await.unwrap();
    let shown = format!("{keys:?} {keys:#?}");
    assert_silent(&shown, keys.database_key().expose_secret());

    let recovery = custody.make_recovery_key(&place, &keys).await.unwrap();
    assert_silent(&format!("{recovery:?}"), recovery.to_printable().expose_secret().as_bytes());
    let master = MasterKey::generate().unwrap();
    assert_silent(&format!("{master:?}"), master.to_text().expose_secret().as_bytes());
    let blob = keys.seal("token", &SecretString::from(CANARY)).unwrap();
    assert_silent(&format!("{blob:?}"), CANARY.as_bytes());
    let recovered = custody.recover(&place, &recovery).await.unwrap();
    assert_silent(&format!("{recovered:?}"), keys.database_key().expose_secret());
}

#[tokio::test]
async fn the_record_holds_nothing_from_which_a_key_could_be_had() {
    let folder = tempfile::tempdir().unwrap();
    let place = KeyPlace::new("w1", folder.path());
    let store = BenchStore::new("bench");
    let custody = KeyCustody::new(Arc::new(OsKeyring::over(store.clone())));
    let keys = custody.create(&place).await.unwrap();
    let recovery = custody.make_recovery_key(&place, &keys).await.unwrap();
    let record = std::fs::read_to_string(folder.path().join("keyring.json")).unwrap();
    let master = base64::engine::general_purpose::STANDARD.decode(&store.items()[0]).unwrap();
    assert_silent(&record, &master);
    assert_silent(&record, keys.database_key().expose_secret());
    assert_silent(&record, recovery.to_printable().expose_secret().as_bytes());
}

#[test]
fn a_recovery_key_typed_wrong_is_not_repeated_in_the_error() {
    let key = RecoveryKey::generate().unwrap().to_printable();
    let mut typed = key.expose_secret().to_owned();
    typed.replace_range(0..1, "*");
    let error = RecoveryKey::parse(&SecretString::from(typed.clone())).unwrap_err();
    assert_silent(&format!("{error} {error:?}"), typed.as_bytes());
}
