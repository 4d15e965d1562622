//! Linux and the BSDs: the Secret Service of the desktop session.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialStore;
use secret_service::blocking::SecretService;
use secret_service::{EncryptionType, Error as ServiceError};
use zbus::fdo::Error as FdoError;

use super::CoreStore;
use crate::{Backend, KeyState};

const NAME: &str = "secret-service";
const BUS_NAME: &str = "org.freedesktop.secrets";

#[derive(Debug)]
pub(super) struct DesktopSecretService;

pub(super) fn store() -> DesktopSecretService {
    DesktopSecretService
}

impl CoreStore for DesktopSecretService {
    fn name(&self) -> &str {
        NAME
    }

    /// Looks without touching a secret, so the session needs no encryption. Costs a handful of bus calls.
    fn probe(&self) -> Result<Backend, KeyState> {
        let bus = zbus::blocking::Connection::session().map_err(|_| KeyState::NoBus)?;
        let service =
            SecretService::connect_with_existing(EncryptionType::Plain, bus.clone()).map_err(|e| state_of(&e))?;
        let collection = service.get_default_collection().map_err(|e| state_of(&e))?;
        if collection.is_locked().map_err(|e| state_of(&e))? {
            return Err(KeyState::Locked);
        }
        Ok(Backend { name: NAME.into(), provider: provider(&bus) })
    }

    fn open(&self) -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    /// What the person reads in the system's password program.
    fn modifiers(&self) -> HashMap<&str, &str> {
        HashMap::from([("label", "Sextant: key of a workspace")])
    }

    fn classify(&self, error: &(dyn std::error::Error + Send + Sync + 'static)) -> KeyState {
        error.downcast_ref::<ServiceError>().map_or_else(|| failed("unknown failure"), state_of)
    }
}

fn failed(detail: &str) -> KeyState {
    KeyState::Failed { detail: detail.to_owned() }
}

/// The name of the program that owns the service, where the system tells.
fn provider(bus: &zbus::blocking::Connection) -> Option<String> {
    let proxy = zbus::blocking::fdo::DBusProxy::new(bus).ok()?;
    let pid = proxy.get_connection_unix_process_id(BUS_NAME.try_into().ok()?).ok()?;
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    let name: String = name.trim().chars().filter(|c| c.is_ascii_graphic()).take(32).collect();
    (!name.is_empty()).then_some(name)
}

fn state_of(error: &ServiceError) -> KeyState {
    match error {
        ServiceError::Locked => KeyState::Locked,
        ServiceError::Prompt | ServiceError::PromptDisconnected => KeyState::Denied,
        ServiceError::NoResult => KeyState::NoCollection,
        ServiceError::Unavailable => KeyState::NoService,
        ServiceError::Crypto(_) => failed("its encryption does not fit"),
        ServiceError::Zbus(e) => state_of_bus(e),
        ServiceError::ZbusFdo(e) => state_of_fdo(e),
        ServiceError::Zvariant(_) => failed("it answered in an unknown form"),
        _ => failed("unknown failure"),
    }
}

fn state_of_bus(error: &zbus::Error) -> KeyState {
    match error {
        zbus::Error::InputOutput(_) | zbus::Error::Address(_) | zbus::Error::Handshake(_) => KeyState::NoBus,
        zbus::Error::FDO(e) => state_of_fdo(e),
        zbus::Error::MethodError(name, _, _) => state_of_name(name.as_str()),
        _ => failed("the session bus refused the call"),
    }
}

fn state_of_fdo(error: &FdoError) -> KeyState {
    match error {
        FdoError::ZBus(e) => state_of_bus(e),
        FdoError::ServiceUnknown(_)
        | FdoError::NameHasNoOwner(_)
        | FdoError::SpawnExecFailed(_)
        | FdoError::SpawnForkFailed(_)
        | FdoError::SpawnChildExited(_)
        | FdoError::SpawnChildSignaled(_)
        | FdoError::SpawnFailed(_)
        | FdoError::SpawnServiceNotFound(_) => KeyState::NoService,
        FdoError::NoReply(_) | FdoError::Timeout(_) | FdoError::TimedOut(_) => KeyState::NoAnswer,
        FdoError::AccessDenied(_) | FdoError::AuthFailed(_) => KeyState::Denied,
        FdoError::NoServer(_) | FdoError::Disconnected(_) => KeyState::NoBus,
        _ => failed("the session bus refused the call"),
    }
}

fn state_of_name(name: &str) -> KeyState {
    const BUS: &str = "org.freedesktop.DBus.Error.";
    match name.strip_prefix(BUS).unwrap_or(name) {
        "ServiceUnknown" | "NameHasNoOwner" => KeyState::NoService,
        spawn if spawn.starts_with("Spawn.") => KeyState::NoService,
        "NoReply" | "Timeout" | "TimedOut" => KeyState::NoAnswer,
        "AccessDenied" | "AuthFailed" => KeyState::Denied,
        "org.freedesktop.Secret.Error.IsLocked" => KeyState::Locked,
        "org.freedesktop.Secret.Error.NoSuchObject" => KeyState::NoCollection,
        _ => failed("the keyring refused the call"),
    }
}
