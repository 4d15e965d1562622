//! The note beside the key.

use std::sync::Arc;

use secrecy::SecretString;
use secrets::{ANCHOR_FILE, Error, KeyCustody, KeyPlace, KeyState, OsKeyring, PassphraseVault};

use crate::bench_store::{BenchStore, Fault};

/// The keyring, and a vault, each with a workspace in a folder of its own.
fn custodies() -> Vec<(KeyCustody, KeyPlace, tempfile::TempDir)> {
    let stores: [Arc<dyn secrets::KeyStore>; 3] = [
        Arc::new(OsKeyring::over(BenchStore::new("bench"))),
        // As Windows counts, and as KDE keeps.
        Arc::new(OsKeyring::over(BenchStore::with_limits("narrow", Some(2_560), true))),
        Arc::new(PassphraseVault::new(SecretString::from("p")).with_work_factor(2)),
    ];
    let placed = stores.map(|store| {
        let folder = tempfile::tempdir().unwrap();
        (KeyCustody::new(store), KeyPlace::new("w1", folder.path()), folder)
    });
    placed.into()
}

#[tokio::test]
async fn a_note_is_kept_beside_the_key_and_replaced_whole() {
    for (custody, place, _folder) in custodies() {
        let keys = custody.create(&place).await.unwrap();
        assert_eq!(custody.anchor(&place, &keys).await.unwrap(), None);
        for note in [&b""[..], b"first", &[0xFF; 800]] {
            custody.keep_anchor(&place, &keys, note).await.unwrap();
            assert_eq!(custody.anchor(&place, &keys).await.unwrap().as_deref(), Some(note), "{}", custody.store_name());
        }
        assert!(custody.keep_anchor(&place, &keys, &[0; 801]).await.is_err(), "Windows could not keep it");
        custody.delete(&place).await.unwrap();
        assert_eq!(custody.anchor(&place, &keys).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_note_of_another_key_or_an_altered_one_is_refused() {
    for (custody, place, folder) in custodies() {
        let keys = custody.create(&place).await.unwrap();
        let other_folder = tempfile::tempdir().unwrap();
        let other_place = KeyPlace::new("w2", other_folder.path());
        let other = custody.create(&other_place).await.unwrap();
        custody.keep_anchor(&place, &other, b"forged").await.unwrap();
        assert!(matches!(custody.anchor(&place, &keys).await, Err(Error::Unseal { .. })), "{}", custody.store_name());
        if custody.is_vault() {
            for spoiled in [&b""[..], b"no base64!", &[0xFF, 0xFE]] {
                std::fs::write(folder.path().join(ANCHOR_FILE), spoiled).unwrap();
                assert!(matches!(custody.anchor(&place, &keys).await, Err(Error::Unseal { .. })));
            }
        }
    }
}

#[tokio::test]
async fn a_keyring_that_is_away_says_so_and_asks_nobody() {
    let store = BenchStore::new("bench");
    let custody = KeyCustody::new(Arc::new(OsKeyring::over(store.clone())));
    let folder = tempfile::tempdir().unwrap();
    let place = KeyPlace::new("w1", folder.path());
    let keys = custody.create(&place).await.unwrap();
    store.set_probe(Err(KeyState::Locked));
    let locked = |error| matches!(error, Error::Key(KeyState::Locked));
    assert!(custody.keep_anchor(&place, &keys, b"x").await.is_err_and(locked));
    assert!(custody.anchor(&place, &keys).await.is_err_and(locked));
    store.set_probe(Ok(secrets::Backend::named("bench")));
    store.set_fault(Fault::BadEncoding(vec![1, 2]));
    // What is kept there is no text: spoiled, not missing.
    assert!(matches!(custody.anchor(&place, &keys).await, Err(Error::Unseal { .. })));
    store.set_fault(Fault::None);
    custody.keep_anchor(&place, &keys, b"x").await.unwrap();
}

#[tokio::test]
async fn signatures_fit_the_workspace_that_made_them() {
    let (custody, place, _folder) = custodies().remove(0);
    let keys = custody.create(&place).await.unwrap();
    let signature = ed25519_dalek::Signature::from_bytes(&keys.sign(b"head"));
    let key = ed25519_dalek::VerifyingKey::from_bytes(&keys.public_key()).unwrap();
    assert!(key.verify_strict(b"head", &signature).is_ok());
    assert!(key.verify_strict(b"Head", &signature).is_err());
    let other_folder = tempfile::tempdir().unwrap();
    let other = custody.create(&KeyPlace::new("w2", other_folder.path())).await.unwrap();
    assert_ne!(other.public_key(), keys.public_key());
}
