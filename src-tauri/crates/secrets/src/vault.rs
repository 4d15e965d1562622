//! The passphrase vault: an `age` file (scrypt) in the workspace's folder, for machines without a keyring.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::time::Duration;

use age::scrypt::{Identity, Recipient};
use age::{DecryptError, Decryptor, Encryptor};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::record::write_private;
use crate::{Backend, KeyPlace, KeyState, KeyStore, MasterKey, Prompt};

/// The name of the vault's file in the workspace's folder. Readable by its owner only.
pub const VAULT_FILE: &str = "vault.age";

/// The name of the note's file beside the vault. It is sealed with the workspace's key, not with the passphrase, whose
/// checking is too slow for every write.
pub const ANCHOR_FILE: &str = "anchor.sealed";

pub(crate) const NAME: &str = "passphrase-vault";

/// 2^17 rounds of scrypt: 128 MiB and about half a second for every guess.
const WORK_FACTOR: u8 = 17;
/// A vault asking for more than 2^20 rounds (1 GiB) was not made here.
const MAX_WORK_FACTOR: u8 = 20;
/// A vault is a few hundred bytes.
const MAX_BYTES: u64 = 16 * 1024;

/// Keeps the key in a file that only the passphrase opens.
pub struct PassphraseVault {
    passphrase: SecretString,
    work_factor: u8,
}

impl PassphraseVault {
    /// A vault opened by `passphrase`, which the program read from `SEXTANT_PASSPHRASE` or asked for.
    pub fn new(passphrase: SecretString) -> Self {
        Self { passphrase, work_factor: WORK_FACTOR }
    }

    /// Another cost for new vaults: 2^`log_n` rounds, kept between 1 and 20. Small values are for tests.
    #[must_use]
    pub fn with_work_factor(mut self, log_n: u8) -> Self {
        self.work_factor = log_n.clamp(1, MAX_WORK_FACTOR);
        self
    }

    fn passphrase(&self) -> Result<SecretString, KeyState> {
        if self.passphrase.expose_secret().is_empty() {
            return Err(KeyState::PassphraseNeeded);
        }
        Ok(self.passphrase.clone())
    }

    fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>, KeyState> {
        let mut recipient = Recipient::new(self.passphrase()?);
        recipient.set_work_factor(self.work_factor);
        let failed = |_| KeyState::Failed { detail: "the vault could not be encrypted".into() };
        let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            .map_err(|_| KeyState::Failed { detail: "the vault could not be encrypted".into() })?;
        let mut sealed = Vec::new();
        let mut writer = encryptor.wrap_output(&mut sealed).map_err(failed)?;
        writer.write_all(plain).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(sealed)
    }

    fn decrypt(&self, sealed: &[u8]) -> Result<MasterKey, KeyState> {
        let decryptor = Decryptor::new_buffered(sealed).map_err(|_| KeyState::VaultDamaged)?;
        let mut identity = Identity::new(self.passphrase()?);
        identity.set_max_work_factor(MAX_WORK_FACTOR);
        let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|e| match e {
            DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => KeyState::WrongPassphrase,
            _ => KeyState::VaultDamaged,
        })?;
        let mut plain = Zeroizing::new(String::new());
        reader.read_to_string(&mut plain).map_err(|_| KeyState::VaultDamaged)?;
        MasterKey::from_text(&SecretString::from(plain.as_str())).ok_or(KeyState::VaultDamaged)
    }
}

impl std::fmt::Debug for PassphraseVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PassphraseVault").field("work_factor", &self.work_factor).finish_non_exhaustive()
    }
}

fn file_fault(e: &io::Error) -> KeyState {
    KeyState::Failed { detail: format!("the vault file cannot be used ({})", e.kind()) }
}

impl KeyStore for PassphraseVault {
    fn name(&self) -> &str {
        NAME
    }

    fn patience(&self, _: Prompt) -> Duration {
        // Nothing here can hang, but the work is meant to be slow and may meet a slow machine.
        Duration::from_secs(60)
    }

    fn status(&self, _: &KeyPlace) -> Result<Backend, KeyState> {
        self.passphrase().map(|_| Backend::named(NAME))
    }

    fn get(&self, place: &KeyPlace, _: Prompt) -> Result<Option<MasterKey>, KeyState> {
        let file = match File::open(place.folder().join(VAULT_FILE)) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(file_fault(&e)),
        };
        let mut sealed = Vec::new();
        file.take(MAX_BYTES).read_to_end(&mut sealed).map_err(|e| file_fault(&e))?;
        self.decrypt(&sealed).map(Some)
    }

    fn set(&self, place: &KeyPlace, key: &MasterKey) -> Result<(), KeyState> {
        let sealed = self.encrypt(key.to_text().expose_secret().as_bytes())?;
        write_private(&place.folder().join(VAULT_FILE), &sealed).map_err(|e| file_fault(&e))
    }

    fn note(&self, place: &KeyPlace, _: Prompt) -> Result<Option<String>, KeyState> {
        let file = match File::open(place.folder().join(ANCHOR_FILE)) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(file_fault(&e)),
        };
        let mut bytes = Vec::new();
        file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(|e| file_fault(&e))?;
        // What is no text was spoiled; it must not pass for missing.
        Ok(Some(String::from_utf8(bytes).unwrap_or_default()))
    }

    fn set_note(&self, place: &KeyPlace, note: &str, _: Prompt) -> Result<(), KeyState> {
        write_private(&place.folder().join(ANCHOR_FILE), note.as_bytes()).map_err(|e| file_fault(&e))
    }

    fn delete(&self, place: &KeyPlace) -> Result<(), KeyState> {
        for name in [ANCHOR_FILE, VAULT_FILE] {
            match std::fs::remove_file(place.folder().join(name)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(file_fault(&e)),
                _ => {}
            }
        }
        Ok(())
    }
}
