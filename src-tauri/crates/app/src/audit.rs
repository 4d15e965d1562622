//! The audit log for people: checked, taken out as a file anybody can check, and as a report for a client.

mod report;

use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use audit_verify::{Check, Checkpoint, Log, SealKey, SignedHead, head_message};
use domain::AccountId;
use secrecy::ExposeSecret;
use serde::Serialize;
use store::{Db, Head};

use crate::Error;
use crate::app::App;
use crate::dto::{AuditCheck, AuditFile, ExportAudit};
use crate::rows::{AuditVerdict, Exported};
use crate::session::Session;

/// What an audit log is held against besides itself and the note beside the key.
#[derive(Debug, Clone, Default)]
pub struct AuditEvidence {
    /// Earlier exports, or heads that were written down.
    pub checkpoints: Vec<PathBuf>,
    /// A seal key that was kept elsewhere.
    pub seal_key: Option<PathBuf>,
}

/// The last line of an export.
#[derive(Serialize)]
struct HeadLine<'a> {
    kind: &'static str,
    format: u32,
    #[serde(flatten)]
    head: &'a SignedHead,
}

impl App {
    /// Checks every entry of the open workspace's audit log, its seals where a key is given, and its end against the note
    /// kept beside the key. About 10 microseconds an entry.
    ///
    /// # Errors
    /// [`Error::Invalid`] for evidence that does not read. What is wrong with the log is no error but in the verdict.
    pub async fn verify_audit(&self, evidence: AuditEvidence) -> Result<AuditVerdict, Error> {
        let session = self.session().await?;
        let mut check = Check { public_key: Some(session.keys.public_key()), ..Check::default() };
        if let Some(path) = &evidence.seal_key {
            let text = std::fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
            let unusable = || Error::Invalid(format!("{} is not a seal key", path.display()));
            check.seal_key = Some(SealKey::parse(&text).ok_or_else(unusable)?);
        }
        for path in &evidence.checkpoints {
            check.checkpoints.push(checkpoint(path)?);
        }
        let (note, note_says) = session.noted_checkpoint().await;
        check.checkpoints.extend(note);
        let mut log = Log::default();
        let (log, head) = session.store.read(move |db| copy_log(db, &mut log).map(|head| (log, head))).await?;
        let log = log.done().map_err(|error| Error::Invalid(format!("The audit log does not read: {error}")))?;
        let report = check.run_with_head(&log, &session.sign(&head, self.inner.clock.now().0));
        Ok(AuditVerdict {
            sound: report.fault.is_none(),
            entries: report.entries,
            seals_checked: report.sealed,
            note: note_says,
            head: head.audit_hash,
            public_key: audit_verify::hash_to_hex(&session.keys.public_key()),
            kind: report.fault.map(|fault| fault.kind.as_str().into()),
            entry: report.fault.and_then(|fault| fault.entry),
            message: report.fault.map(|fault| fault.to_string()),
        })
    }

    /// Writes the whole log as JSON Lines with a signed head to a new file that only this user can read.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the file exists; when it cannot be written, nothing is left of it.
    pub async fn export_audit(&self, file: &Path) -> Result<Exported, Error> {
        let session = self.session().await?;
        let now = self.inner.clock.now().0;
        let mut part = NewFile::at(file)?;
        let signing = std::sync::Arc::clone(&session);
        let (part, head) = session
            .store
            .read(move |db| {
                let head = copy_log(db, &mut part.out)?;
                let head = signing.sign(&head, now);
                write_head(&mut part.out, &head).map_err(store::Error::Export)?;
                Ok((part, head))
            })
            .await?;
        part.keep(file)?;
        Ok(exported(file, &head))
    }

    /// Writes a report that a person can read in any browser, of one account or of all, to a new file.
    ///
    /// # Errors
    /// As [`App::export_audit`]; [`Error::Invalid`] for something that is no account id.
    pub async fn report_audit(&self, file: &Path, account: Option<&str>) -> Result<Exported, Error> {
        let session = self.session().await?;
        let account = account.map(AccountId::parse).transpose();
        let account = account.map_err(|_| Error::Invalid("An account is `act_` and digits".into()))?;
        let about = report::About {
            workspace: session.file().name,
            account,
            made_at: self.inner.clock.now(),
            verdict: self.verify_audit(AuditEvidence::default()).await?,
        };
        let mut part = NewFile::at(file)?;
        let signing = std::sync::Arc::clone(&session);
        let (part, head) = session
            .store
            .read(move |db| {
                let head = signing.sign(&db.head()?, about.made_at.0);
                report::write(db, &mut part.out, &about, &head)?;
                Ok((part, head))
            })
            .await?;
        part.keep(file)?;
        Ok(exported(file, &head))
    }

    /// As [`App::verify_audit`], against nothing but the note beside the key.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`].
    pub async fn check_audit(&self) -> Result<AuditCheck, Error> {
        let verdict = self.verify_audit(AuditEvidence::default()).await?;
        Ok(AuditCheck {
            sound: verdict.sound,
            entries: verdict.entries as f64,
            note: verdict.note.to_owned(),
            head: verdict.head,
            entry: verdict.entry.map(|entry| entry as f64),
            message: verdict.message,
        })
    }

    /// Takes the log out to a new file outside the data folder.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a path that is not full, or inside the data folder; as [`App::export_audit`].
    pub async fn take_out_audit(&self, input: ExportAudit) -> Result<AuditFile, Error> {
        let path = PathBuf::from(input.path.trim());
        if !path.is_absolute() || path.starts_with(self.inner.home.folder()) {
            return Err(Error::Invalid("Give a full path to a new file outside Sextant's data folder".into()));
        }
        if !path.parent().is_some_and(Path::is_dir) {
            return Err(Error::Invalid("There is no such folder".into()));
        }
        let done = if input.readable {
            self.report_audit(&path, input.account_id.as_deref()).await?
        } else {
            self.export_audit(&path).await?
        };
        Ok(AuditFile { path: done.file, entries: done.entries as f64, head: done.head })
    }

    /// The signed head by itself, one line of JSON: small enough to be sent somewhere every day.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`].
    pub async fn audit_head(&self) -> Result<String, Error> {
        let session = self.session().await?;
        let head = session.store.read(Db::head).await?;
        let mut line = Vec::new();
        let head = session.sign(&head, self.inner.clock.now().0);
        write_head(&mut line, &head).map_err(|source| Error::Store(store::Error::Export(source)))?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// Writes the key of the next seal to a new file that only this user can read. It is for another computer: whoever
    /// has it can check all later seals, and could make them.
    ///
    /// # Errors
    /// As [`App::export_audit`]; [`Error::Invalid`] while nothing was written to the log.
    pub async fn write_seal_key(&self, file: &Path) -> Result<(), Error> {
        let session = self.session().await?;
        let key = session.store.read(Db::audit_seal_key).await?;
        let (epoch, entry, key) =
            key.ok_or_else(|| Error::Invalid("There is no seal key before the first entry of the audit log".into()))?;
        let mut part = NewFile::at(file)?;
        let text = zeroize_line(epoch, entry, &key);
        part.out.write_all(text.expose_secret().as_bytes()).map_err(|source| Error::io(file, source))?;
        part.keep(file)
    }
}

fn zeroize_line(epoch: i64, entry: i64, key: &secrecy::SecretString) -> secrecy::SecretString {
    secrecy::SecretString::from(format!("sextant-audit-key 1 {epoch} {entry} {}\n", key.expose_secret()))
}

impl Session {
    fn sign(&self, head: &Head, at: i64) -> SignedHead {
        let (log, count, hash) = (head.log.clone(), head.audit_count, head.audit_hash.clone());
        let signature = self.keys.sign(&head_message(&log, count, &hash, at));
        SignedHead {
            log,
            count,
            hash,
            at,
            public_key: audit_verify::hash_to_hex(&self.keys.public_key()),
            signature: signature.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    /// The note beside the key as a checkpoint, and a word on it.
    async fn noted_checkpoint(&self) -> (Option<Checkpoint>, &'static str) {
        match self.custody.anchor(&self.place, &self.keys).await {
            Ok(Some(note)) => {
                let known = serde_json::from_slice::<Head>(&note).ok();
                let checkpoint = known.and_then(|head| {
                    let hash = audit_verify::hash_from_hex(&head.audit_hash)?;
                    Some(Checkpoint::kept(&head.log, head.audit_count, hash))
                });
                let word = if checkpoint.is_some() { "compared" } else { "does_not_read" };
                (checkpoint, word)
            }
            Ok(None) => (None, "missing"),
            Err(secrets::Error::Unseal { .. }) => (None, "does_not_read"),
            Err(_) => (None, "away"),
        }
    }
}

/// The log's lines, and the head that belongs to exactly these.
fn copy_log(db: &Db, out: &mut dyn Write) -> Result<Head, store::Error> {
    db.export_audit(out)?;
    db.head()
}

fn write_head(out: &mut dyn Write, head: &SignedHead) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, &HeadLine { kind: "head", format: 1, head })?;
    out.write_all(b"\n")
}

fn checkpoint(path: &Path) -> Result<Checkpoint, Error> {
    let unusable = |what: &str| Error::Invalid(format!("{}: {what}", path.display()));
    let file = std::fs::File::open(path).map_err(|source| Error::io(path, source))?;
    let log = Log::read(BufReader::new(file)).map_err(|error| unusable(&error.to_string()))?;
    Checkpoint::of(&log).ok_or_else(|| unusable("there is no head in it"))
}

fn exported(file: &Path, head: &SignedHead) -> Exported {
    Exported {
        file: file.display().to_string(),
        entries: head.count,
        head: head.hash.clone(),
        public_key: head.public_key.clone(),
    }
}

/// A file that gets its name once it is whole.
struct NewFile {
    out: BufWriter<tempfile::NamedTempFile>,
}

impl NewFile {
    fn at(path: &Path) -> Result<Self, Error> {
        if path.exists() {
            return Err(Error::Invalid(format!("{} exists already; choose another name", path.display())));
        }
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::NamedTempFile::new_in(parent).map_err(|source| Error::io(path, source))?;
        Ok(Self { out: BufWriter::new(file) })
    }

    fn keep(self, path: &Path) -> Result<(), Error> {
        let file = self.out.into_inner().map_err(|error| Error::io(path, error.into_error()))?;
        file.as_file().sync_all().map_err(|source| Error::io(path, source))?;
        file.persist_noclobber(path).map_err(|error| Error::io(path, error.error))?;
        Ok(())
    }
}
