//! Opening, creating and recovering keys, in every state a keyring can be in.

use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use secrets::{
    Backend, Error, KeyCustody, KeyPlace, KeyRecord, KeyState, OsKeyring, Prompt, RecoveryKey, RecoveryKeyError,
};
use tempfile::TempDir;

use crate::bench_store::{BenchStore, Fault};

struct World {
    folder: TempDir,
    store: BenchStore,
    custody: KeyCustody,
}

impl World {
    fn over(store: BenchStore) -> Self {
        let custody = KeyCustody::new(Arc::new(OsKeyring::over(store.clone())));
        Self { folder: tempfile::tempdir().unwrap(), store, custody }
    }

    fn new() -> Self {
        Self::over(BenchStore::new("bench"))
    }

    fn place(&self) -> KeyPlace {
        KeyPlace::new("w1", self.folder.path())
    }

    /// A world whose workspace exists, with a database file.
    async fn existing() -> Self {
        let world = Self::new();
        world.custody.create(&world.place()).await.unwrap();
        std::fs::write(world.folder.path().join("cache.db"), b"").unwrap();
        world
    }

    async fn state(&self, prompt: Prompt) -> KeyState {
        match self.custody.open_or_create(&self.place(), prompt).await {
            Err(Error::Key(state)) => state,
            other => panic!("expected a key state, got {other:?}"),
        }
    }
}

fn database_key(keys: &secrets::WorkspaceKeys) -> [u8; 32] {
    *keys.database_key().expose_secret()
}

#[tokio::test]
async fn a_created_key_opens_again_and_is_the_only_thing_kept() {
    let world = World::new();
    let made = world.custody.create(&world.place()).await.unwrap();
    let opened = world.custody.open(&world.place(), Prompt::Never).await.unwrap();
    assert_eq!(database_key(&made), database_key(&opened));
    let items = world.store.items();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].len(), 44);
}

#[tokio::test]
async fn every_state_has_its_own_code_sentence_and_way_out_and_makes_no_key() {
    let states = [
        KeyState::NoBus,
        KeyState::NoService,
        KeyState::NoCollection,
        KeyState::Locked,
        KeyState::Denied,
        KeyState::NoAnswer,
        KeyState::Failed { detail: "x".into() },
    ];
    let mut seen = std::collections::BTreeSet::new();
    for state in states {
        let world = World::existing().await;
        let kept = world.store.items();
        world.store.set_probe(Err(state.clone()));
        let got = world.state(Prompt::Never).await;
        assert_eq!(got, state);
        assert!(seen.insert((got.code(), got.sentence(), got.way_out())), "{got:?} is described like another");
        assert_eq!(world.store.items(), kept, "{got:?} changed what is kept");
    }
    let rest = [
        KeyState::Wiped,
        KeyState::OtherBackend { was: Backend::named("a"), now: Backend::named("b") },
        KeyState::WrongKey,
        KeyState::PassphraseNeeded,
        KeyState::WrongPassphrase,
        KeyState::VaultDamaged,
    ];
    for state in rest {
        assert!(seen.insert((state.code(), state.sentence(), state.way_out())), "{state:?}");
    }
}

#[tokio::test]
async fn a_locked_keyring_asks_only_when_asking_is_allowed() {
    let world = World::existing().await;
    world.store.set_probe(Err(KeyState::Locked));
    assert_eq!(world.state(Prompt::Never).await, KeyState::Locked);
    // The system's dialogue was answered with the password.
    assert!(world.custody.open(&world.place(), Prompt::Allowed).await.is_ok());
    // The dialogue was dismissed.
    world.store.set_fault(Fault::NoAccess);
    assert_eq!(world.state(Prompt::Allowed).await, KeyState::Denied);
}

#[tokio::test]
async fn a_missing_key_beside_any_trace_of_a_workspace_never_leads_to_a_new_one() {
    for trace in ["cache.db", "ledger.db", "ledger.db-wal", "old.db-journal", "keyring.json"] {
        let world = World::existing().await;
        world.store.wipe();
        if trace != "keyring.json" {
            std::fs::remove_file(world.folder.path().join("keyring.json")).unwrap();
            std::fs::remove_file(world.folder.path().join("cache.db")).unwrap();
            std::fs::write(world.folder.path().join(trace), b"").unwrap();
        } else {
            std::fs::remove_file(world.folder.path().join("cache.db")).unwrap();
        }
        assert_eq!(world.state(Prompt::Allowed).await, KeyState::Wiped, "{trace}");
        assert!(matches!(world.custody.create(&world.place()).await, Err(Error::WorkspaceExists)), "{trace}");
        assert!(world.store.items().is_empty(), "{trace}");
    }
}

#[tokio::test]
async fn another_backend_is_named_with_the_old_and_the_new_one() {
    let world = World::existing().await;
    let record = KeyRecord::find(&world.place()).unwrap().unwrap();
    let other = BenchStore::new("other");
    let custody = KeyCustody::new(Arc::new(OsKeyring::over(other.clone())));
    match custody.open(&world.place(), Prompt::Allowed).await {
        Err(Error::Key(KeyState::OtherBackend { was, now })) => {
            assert_eq!((was, now.name.as_str()), (record.backend, "other"));
        }
        unexpected => panic!("{unexpected:?}"),
    }
    // Another program behind the same kind of store is another backend too.
    world.store.wipe();
    let backend = |provider: &str| Backend { name: "bench".into(), provider: Some(provider.into()) };
    let recorded =
        KeyRecord { backend: backend("gnome-keyring-d"), ..KeyRecord::find(&world.place()).unwrap().unwrap() };
    recorded.save(&world.place()).unwrap();
    world.store.set_probe(Ok(backend("ksecretd")));
    let state = world.state(Prompt::Allowed).await;
    assert!(state.sentence().contains("gnome-keyring-d") && state.sentence().contains("ksecretd"), "{state}");
    assert!(other.items().is_empty() && world.store.items().is_empty());
}

#[tokio::test]
async fn the_right_key_in_another_backend_is_accepted_and_remembered() {
    let world = World::existing().await;
    let other = BenchStore::new("other");
    other.put("w1", &world.store.items()[0]);
    let custody = KeyCustody::new(Arc::new(OsKeyring::over(other)));
    custody.open(&world.place(), Prompt::Never).await.unwrap();
    assert_eq!(KeyRecord::find(&world.place()).unwrap().unwrap().backend.name, "other");
}

#[tokio::test]
async fn a_wrong_or_unreadable_key_is_told_apart_from_a_missing_one() {
    let world = World::existing().await;
    for bytes in [&b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="[..], b"", b"short", b"\xff\xfe"] {
        world.store.put("w1", bytes);
        assert_eq!(world.state(Prompt::Allowed).await, KeyState::WrongKey, "{bytes:?}");
        assert_eq!(world.store.items(), [bytes], "what was found was overwritten");
    }
}

#[tokio::test]
async fn a_failed_start_of_the_keyring_is_not_remembered() {
    let world = World::existing().await;
    world.store.set_fault(Fault::CannotOpen);
    assert_eq!(world.state(Prompt::Never).await, KeyState::NoBus);
    let before = world.store.times_opened();
    world.store.set_fault(Fault::None);
    assert!(world.custody.open(&world.place(), Prompt::Never).await.is_ok());
    assert!(world.store.times_opened() > before, "every call opens the store afresh");
}

#[tokio::test]
async fn a_keyring_that_never_answers_is_given_up_and_taken_back_when_it_answers() {
    let mut world = World::existing().await;
    world.custody = world.custody.with_patience(Duration::from_millis(50));
    world.store.set_fault(Fault::Hang);
    let began = Instant::now();
    for _ in 0..10 {
        assert_eq!(world.state(Prompt::Never).await, KeyState::NoAnswer);
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(world.store.times_opened() <= 1 + 2 + 4, "hanging threads pile up: {}", world.store.times_opened());
    world.store.set_fault(Fault::None);
    let opened = tokio::time::timeout(Duration::from_secs(5), world.custody.wait_until_open(&world.place())).await;
    assert!(opened.expect("noticed within five seconds").is_ok());
}

#[tokio::test]
async fn a_keyring_that_becomes_available_is_noticed_within_five_seconds() {
    let world = Arc::new(World::existing().await);
    for state in [KeyState::NoBus, KeyState::NoService, KeyState::NoCollection, KeyState::Locked, KeyState::Denied] {
        world.store.set_probe(Err(state.clone()));
        let waiting = tokio::spawn({
            let world = Arc::clone(&world);
            async move { world.custody.wait_until_open(&world.place()).await.map(|_| ()) }
        });
        // The first look has failed once a second one can be seen to have been needed.
        assert_eq!(world.state(Prompt::Never).await, state);
        world.store.set_probe(Ok(Backend::named("bench")));
        let done = tokio::time::timeout(Duration::from_secs(5), waiting).await;
        assert!(done.expect("noticed within five seconds").unwrap().is_ok(), "{state:?}");
    }
}

#[tokio::test]
async fn a_store_that_forgets_is_noticed_before_anything_exists() {
    let world = World::new();
    world.store.set_fault(Fault::Forgets);
    assert!(matches!(world.custody.create(&world.place()).await, Err(Error::Key(KeyState::Failed { .. }))));
    assert!(!world.place().holds_workspace().unwrap());
}

#[tokio::test]
async fn a_creation_that_was_cut_short_is_finished_with_the_same_key() {
    let world = World::new();
    let first = world.custody.create(&world.place()).await.unwrap();
    std::fs::remove_file(world.folder.path().join("keyring.json")).unwrap();
    let second = world.custody.create(&world.place()).await.unwrap();
    assert_eq!(database_key(&first), database_key(&second));
}

#[tokio::test]
async fn a_lost_record_is_written_again_only_after_the_key_has_proved_itself() {
    let world = World::existing().await;
    std::fs::remove_file(world.folder.path().join("keyring.json")).unwrap();
    let keys = world.custody.open(&world.place(), Prompt::Never).await.unwrap();
    assert!(KeyRecord::find(&world.place()).unwrap().is_none());
    world.custody.remember(&world.place(), &keys).await.unwrap();
    assert!(KeyRecord::find(&world.place()).unwrap().is_some());
}

#[tokio::test]
async fn a_damaged_foreign_or_newer_record_is_an_error_and_never_a_fresh_start() {
    let world = World::existing().await;
    let good = KeyRecord::find(&world.place()).unwrap().unwrap();
    let text = |record: &KeyRecord| serde_json::to_string(record).unwrap();
    let cases = [
        String::new(),
        "{".into(),
        text(&KeyRecord { format: 2, ..good.clone() }),
        text(&KeyRecord { workspace: "w2".into(), ..good.clone() }),
        "x".repeat(1_000_000),
    ];
    for case in cases {
        std::fs::write(world.folder.path().join("keyring.json"), &case).unwrap();
        let got = world.custody.open_or_create(&world.place(), Prompt::Allowed).await;
        assert!(matches!(got, Err(Error::Record { .. })), "{got:?}");
    }
}

#[tokio::test]
async fn the_small_and_the_text_only_store_hold_everything_with_ten_kilobytes_of_tokens() {
    for store in [BenchStore::with_limits("small", Some(2_560), false), BenchStore::with_limits("text", None, true)] {
        let world = World::over(store);
        let keys = world.custody.create(&world.place()).await.unwrap();
        let token = SecretString::from("EAAB".repeat(2_560));
        let blob = keys.seal("access_token", &token).unwrap();
        drop(keys);
        let recovery = {
            let keys = world.custody.open(&world.place(), Prompt::Never).await.unwrap();
            assert_eq!(keys.unseal("access_token", &blob).unwrap().expose_secret(), token.expose_secret());
            world.custody.make_recovery_key(&world.place(), &keys).await.unwrap()
        };
        world.store.wipe();
        let recovered = world.custody.recover(&world.place(), &recovery).await.unwrap();
        assert_eq!(recovered.not_kept, None);
        assert_eq!(recovered.keys.unseal("access_token", &blob).unwrap().expose_secret(), token.expose_secret());
        world.custody.delete(&world.place()).await.unwrap();
        assert!(world.store.items().is_empty());
        assert!(!world.place().holds_workspace().unwrap());
    }
}

#[tokio::test]
async fn the_recovery_key_opens_a_copied_workspace_on_a_fresh_machine() {
    let old = World::existing().await;
    let keys = old.custody.open(&old.place(), Prompt::Never).await.unwrap();
    let printed = old.custody.make_recovery_key(&old.place(), &keys).await.unwrap().to_printable();

    let fresh = World::over(BenchStore::new("another machine"));
    for name in ["keyring.json", "cache.db"] {
        std::fs::copy(old.folder.path().join(name), fresh.folder.path().join(name)).unwrap();
    }
    assert!(matches!(fresh.state(Prompt::Allowed).await, KeyState::OtherBackend { .. }));
    let typed = RecoveryKey::parse(&SecretString::from(printed.expose_secret().to_lowercase())).unwrap();
    let recovered = fresh.custody.recover(&fresh.place(), &typed).await.unwrap();
    assert_eq!(database_key(&recovered.keys), database_key(&keys));
    // From now on the new machine's keyring is enough.
    assert!(fresh.custody.open(&fresh.place(), Prompt::Never).await.is_ok());
}

#[tokio::test]
async fn recovery_works_for_this_run_even_where_no_keyring_works() {
    let world = World::existing().await;
    let keys = world.custody.open(&world.place(), Prompt::Never).await.unwrap();
    let recovery = world.custody.make_recovery_key(&world.place(), &keys).await.unwrap();
    world.store.set_probe(Err(KeyState::NoBus));
    let recovered = world.custody.recover(&world.place(), &recovery).await.unwrap();
    assert_eq!(recovered.not_kept, Some(KeyState::NoBus));
    assert_eq!(database_key(&recovered.keys), database_key(&keys));
}

#[tokio::test]
async fn a_foreign_or_replaced_recovery_key_opens_nothing() {
    let world = World::existing().await;
    let keys = world.custody.open(&world.place(), Prompt::Never).await.unwrap();
    let stranger = RecoveryKey::generate().unwrap();
    let refused = |got: Result<secrets::Recovered, Error>, why: RecoveryKeyError| match got {
        Err(Error::Recovery(e)) => assert_eq!(e, why),
        other => panic!("{other:?}"),
    };
    refused(world.custody.recover(&world.place(), &stranger).await, RecoveryKeyError::NoneOnRecord);
    let first = world.custody.make_recovery_key(&world.place(), &keys).await.unwrap();
    let _second = world.custody.make_recovery_key(&world.place(), &keys).await.unwrap();
    for key in [first, stranger] {
        refused(world.custody.recover(&world.place(), &key).await, RecoveryKeyError::NotThisWorkspace);
    }
    assert_eq!(world.store.items().len(), 1);
}

#[tokio::test]
async fn a_blob_opens_only_for_its_own_workspace_and_field() {
    let (one, two) = (World::new(), World::new());
    let a = one.custody.create(&one.place()).await.unwrap();
    let b = two.custody.create(&two.place()).await.unwrap();
    let blob = a.seal("access_token", &SecretString::from("secret")).unwrap();
    assert!(b.unseal("access_token", &blob).is_err());
    assert!(a.unseal("app_secret", &blob).is_err());
    for i in 0..blob.as_bytes().len() {
        let mut bytes = blob.as_bytes().to_vec();
        bytes[i] ^= 1;
        assert!(a.unseal("access_token", &secrets::Sealed::from_bytes(bytes)).is_err(), "byte {i} is not protected");
        let cut = blob.as_bytes()[..i].to_vec();
        assert!(a.unseal("access_token", &secrets::Sealed::from_bytes(cut)).is_err());
    }
    assert_ne!(a.seal("f", &SecretString::from("x")).unwrap(), a.seal("f", &SecretString::from("x")).unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn the_record_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("new");
    let place = KeyPlace::new("w1", &folder);
    let custody = KeyCustody::new(Arc::new(OsKeyring::over(BenchStore::new("bench"))));
    custody.create(&place).await.unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("keyring.json")), 0o600);
}
