//! A credential store of the `keyring-core` family in memory, with the limits and failures of the real ones.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use keyring_core::api::{Credential, CredentialApi, CredentialStore, CredentialStoreApi};
use keyring_core::{Entry, Error, Result};
use secrets::{Backend, CoreStore, KeyState};

/// What the store does wrong.
#[derive(Debug, Clone, Default)]
pub(crate) enum Fault {
    #[default]
    None,
    /// Cannot even be opened.
    CannotOpen,
    /// Answers `NoStorageAccess`.
    NoAccess,
    /// What is stored is not text; the error carries the bytes.
    BadEncoding(Vec<u8>),
    /// What is stored is damaged; the error carries the bytes.
    BadDataFormat(Vec<u8>),
    /// Never answers until told to.
    Hang,
    /// Says yes and keeps nothing.
    Forgets,
}

#[derive(Debug)]
struct Inner {
    items: Mutex<HashMap<(String, String), Vec<u8>>>,
    fault: Mutex<Fault>,
    wake: Condvar,
    probe: Mutex<std::result::Result<Backend, KeyState>>,
    opened: AtomicUsize,
    /// Bytes an item may have, counted as UTF-16 for text, as Windows does.
    limit: Option<usize>,
    utf8_only: bool,
    name: String,
}

/// The store; clones share their content.
#[derive(Debug, Clone)]
pub(crate) struct BenchStore(Arc<Inner>);

impl BenchStore {
    pub(crate) fn new(name: &str) -> Self {
        Self::with_limits(name, None, false)
    }

    pub(crate) fn with_limits(name: &str, limit: Option<usize>, utf8_only: bool) -> Self {
        Self(Arc::new(Inner {
            items: Mutex::default(),
            fault: Mutex::default(),
            wake: Condvar::new(),
            probe: Mutex::new(Ok(Backend::named(name))),
            opened: AtomicUsize::new(0),
            limit,
            utf8_only,
            name: name.to_owned(),
        }))
    }

    pub(crate) fn set_fault(&self, fault: Fault) {
        *self.0.fault.lock().unwrap() = fault;
        self.0.wake.notify_all();
    }

    pub(crate) fn set_probe(&self, probe: std::result::Result<Backend, KeyState>) {
        *self.0.probe.lock().unwrap() = probe;
    }

    pub(crate) fn wipe(&self) {
        self.0.items.lock().unwrap().clear();
    }

    pub(crate) fn put(&self, user: &str, bytes: &[u8]) {
        let service = "app.sextant.desktop".to_owned();
        self.0.items.lock().unwrap().insert((service, user.to_owned()), bytes.to_vec());
    }

    pub(crate) fn items(&self) -> Vec<Vec<u8>> {
        self.0.items.lock().unwrap().values().cloned().collect()
    }

    pub(crate) fn times_opened(&self) -> usize {
        self.0.opened.load(Ordering::SeqCst)
    }

    fn act(&self) -> Result<()> {
        let mut fault = self.0.fault.lock().unwrap();
        while matches!(*fault, Fault::Hang) {
            fault = self.0.wake.wait(fault).unwrap();
        }
        match fault.clone() {
            Fault::NoAccess => Err(Error::NoStorageAccess(Box::new(std::io::Error::other("locked")))),
            Fault::BadEncoding(bytes) => Err(Error::BadEncoding(bytes)),
            Fault::BadDataFormat(bytes) => Err(Error::BadDataFormat(bytes, Box::new(std::io::Error::other("damaged")))),
            _ => Ok(()),
        }
    }
}

impl CoreStore for BenchStore {
    fn name(&self) -> &str {
        &self.0.name
    }

    fn probe(&self) -> std::result::Result<Backend, KeyState> {
        self.0.probe.lock().unwrap().clone()
    }

    fn open(&self) -> Result<Arc<CredentialStore>> {
        self.0.opened.fetch_add(1, Ordering::SeqCst);
        if matches!(*self.0.fault.lock().unwrap(), Fault::CannotOpen) {
            return Err(Error::PlatformFailure(Box::new(std::io::Error::other("no bus"))));
        }
        Ok(Arc::new(self.clone()))
    }

    fn classify(&self, error: &(dyn std::error::Error + Send + Sync + 'static)) -> KeyState {
        let detail = error.to_string();
        if detail == "no bus" { KeyState::NoBus } else { KeyState::Failed { detail } }
    }
}

impl CredentialStoreApi for BenchStore {
    fn vendor(&self) -> String {
        self.0.name.clone()
    }

    fn id(&self) -> String {
        "bench".into()
    }

    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let item = Item { store: self.clone(), at: (service.to_owned(), user.to_owned()) };
        Ok(Entry::new_with_credential(Arc::new(item)))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct Item {
    store: BenchStore,
    at: (String, String),
}

impl Item {
    fn keep(&self, bytes: &[u8], counted: usize) -> Result<()> {
        self.store.act()?;
        if let Some(limit) = self.store.0.limit.filter(|limit| counted > *limit) {
            return Err(Error::TooLong("secret".into(), u32::try_from(limit).unwrap()));
        }
        if self.store.0.utf8_only && std::str::from_utf8(bytes).is_err() {
            return Err(Error::Invalid("secret".into(), "text only".into()));
        }
        if !matches!(*self.store.0.fault.lock().unwrap(), Fault::Forgets) {
            self.store.0.items.lock().unwrap().insert(self.at.clone(), bytes.to_vec());
        }
        Ok(())
    }
}

impl CredentialApi for Item {
    fn set_password(&self, password: &str) -> Result<()> {
        self.keep(password.as_bytes(), password.encode_utf16().count() * 2)
    }

    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        self.keep(secret, secret.len())
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        self.store.act()?;
        self.store.0.items.lock().unwrap().get(&self.at).cloned().ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> Result<()> {
        self.store.act()?;
        self.store.0.items.lock().unwrap().remove(&self.at).map(|_| ()).ok_or(Error::NoEntry)
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        Some(self.at.clone())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
