//! The passphrase vault in place of a keyring.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use secrets::{Error, KeyCustody, KeyPlace, KeyState, PassphraseVault, Prompt, VAULT_FILE, store_for};

fn custody(passphrase: &str) -> KeyCustody {
    KeyCustody::new(Arc::new(PassphraseVault::new(SecretString::from(passphrase)).with_work_factor(4)))
}

fn state(got: Result<secrets::WorkspaceKeys, Error>) -> KeyState {
    match got {
        Err(Error::Key(state)) => state,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_vault_opens_with_its_passphrase_only() {
    let folder = tempfile::tempdir().unwrap();
    let place = KeyPlace::new("w1", folder.path());
    let made = custody("right").create(&place).await.unwrap();
    let opened = custody("right").open(&place, Prompt::Never).await.unwrap();
    assert_eq!(made.database_key().expose_secret(), opened.database_key().expose_secret());
    assert_eq!(state(custody("wrong").open(&place, Prompt::Never).await), KeyState::WrongPassphrase);
    assert_eq!(state(custody("").open(&place, Prompt::Never).await), KeyState::PassphraseNeeded);
    // Waiting does not cure a wrong passphrase, so it ends.
    assert_eq!(state(custody("wrong").wait_until_open(&place).await), KeyState::WrongPassphrase);
}

#[tokio::test]
async fn a_damaged_or_missing_vault_is_told_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let place = KeyPlace::new("w1", folder.path());
    custody("p").create(&place).await.unwrap();
    let path = folder.path().join(VAULT_FILE);
    let good = std::fs::read(&path).unwrap();
    for damaged in [Vec::new(), good[..good.len() / 2].to_vec(), b"age-encryption.org/v1\n".to_vec(), vec![0; 50_000]] {
        std::fs::write(&path, &damaged).unwrap();
        assert_eq!(state(custody("p").open_or_create(&place, Prompt::Allowed).await), KeyState::VaultDamaged);
        assert_eq!(std::fs::read(&path).unwrap(), damaged);
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(state(custody("p").open_or_create(&place, Prompt::Allowed).await), KeyState::Wiped);
    assert!(!path.exists());
}

#[tokio::test]
async fn the_store_follows_the_record_and_never_falls_back() {
    let folder = tempfile::tempdir().unwrap();
    let place = KeyPlace::new("w1", folder.path());
    let pass = || Some(SecretString::from("p"));
    assert_eq!(store_for(&place, pass()).unwrap().name(), "passphrase-vault");
    assert_ne!(store_for(&place, None).unwrap().name(), "passphrase-vault");
    custody("p").create(&place).await.unwrap();
    assert!(matches!(store_for(&place, None), Err(Error::Key(KeyState::PassphraseNeeded))));
    assert_eq!(store_for(&place, pass()).unwrap().name(), "passphrase-vault");
    let mut record = secrets::KeyRecord::find(&place).unwrap().unwrap();
    record.backend = secrets::Backend::named("secret-service");
    record.save(&place).unwrap();
    assert_ne!(store_for(&place, pass()).unwrap().name(), "passphrase-vault");
}

#[tokio::test]
async fn nothing_in_the_folder_holds_the_key_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let place = KeyPlace::new("w1", folder.path());
    let keys = custody("p").create(&place).await.unwrap();
    custody("p").make_recovery_key(&place, &keys).await.unwrap();
    let key = *keys.database_key().expose_secret();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(32).any(|w| w == key));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.path().join(VAULT_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
