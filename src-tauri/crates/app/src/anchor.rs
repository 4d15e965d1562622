//! The note of how far a workspace's files are, kept beside its key: read and compared when it opens, written again
//! after each write. A keyring that is away delays the note, never a write.

use std::sync::{PoisonError, RwLock, Weak};
use std::time::Duration;

use store::{Head, Held};

use crate::Error;
use crate::app::App;
use crate::bus::Bus;
use crate::dto::{AppEvent, AppState, HeldWrites};
use crate::session::Session;

/// Writes to the cache come in bursts and can be pulled again; their note waits this long for more of them.
const CACHE_PAUSE: Duration = Duration::from_secs(5);
/// How long until a keyring that was away is asked again.
const RETRY: Duration = Duration::from_secs(5);

/// How the note stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Standing {
    /// Not compared yet: the store of keys was away.
    #[default]
    Unread,
    /// Compared, and kept since.
    Kept,
    /// Compared; what came since is not in it, for this reason.
    Behind(String),
}

/// What a session knows of its note.
#[derive(Debug, Default)]
pub(crate) struct Anchor {
    standing: RwLock<Standing>,
    /// Why the note could not be read, while it is unread.
    away: RwLock<Option<String>>,
    /// The head that was kept and that the files do not have.
    lacking: RwLock<Option<Head>>,
    /// Whether the key has just come from elsewhere, so that no note is expected.
    moved: bool,
    /// One writer of the note at a time, so that an older one never replaces a newer.
    turn: tokio::sync::Mutex<()>,
}

fn put<T>(lock: &RwLock<T>, value: T) {
    *lock.write().unwrap_or_else(PoisonError::into_inner) = value;
}

fn get<T: Clone>(lock: &RwLock<T>) -> T {
    lock.read().unwrap_or_else(PoisonError::into_inner).clone()
}

impl Anchor {
    pub(crate) fn new(moved: bool) -> Self {
        Self { moved, ..Self::default() }
    }

    /// Why the note is not up to date; nothing when it is.
    pub(crate) fn trouble(&self) -> Option<String> {
        match get(&self.standing) {
            Standing::Kept => None,
            Standing::Behind(why) => Some(why),
            Standing::Unread => get(&self.away),
        }
    }
}

impl Session {
    /// Reads the note and compares it with the files. What the files lack holds writes.
    ///
    /// # Errors
    /// Only what the files refuse. A keyring that is away is no error: the note is compared once it is back.
    pub(crate) async fn compare_anchor(&self) -> Result<(), Error> {
        let anchor = &self.anchor;
        let held = match self.custody.anchor(&self.place, &self.keys).await {
            Ok(Some(note)) => match serde_json::from_slice::<Head>(&note) {
                Ok(known) => self.setbacks(known).await?,
                Err(_) => Some(Held::NoteUnreadable),
            },
            Ok(None) => {
                let expected = !anchor.moved && self.store.read(store::Db::noted_by).await?.is_some();
                expected.then_some(Held::NoteMissing)
            }
            Err(secrets::Error::Unseal { .. }) => Some(Held::NoteUnreadable),
            Err(error) => {
                tracing::warn!(%error, "the note of the newest state cannot be read yet");
                put(&anchor.away, Some(error.to_string()));
                return Ok(());
            }
        };
        put(&anchor.standing, Standing::Kept);
        // A restore explains what is missing, and is what the person should read.
        if let Some(held) = held.filter(|_| self.store.held().is_none()) {
            self.store.hold(held);
        }
        Ok(())
    }

    async fn setbacks(&self, known: Head) -> Result<Option<Held>, Error> {
        let asked = known.clone();
        let (setbacks, accepted) =
            self.store.read(move |db| Ok((db.setbacks(&asked)?, db.is_accepted(&asked)?))).await?;
        if setbacks.is_empty() || accepted {
            return Ok(None);
        }
        put(&self.anchor.lacking, Some(known));
        Ok(Some(Held::RolledBack(setbacks)))
    }

    /// Writes the note, unless writes are held: then it still says what is missing. Answers whether it is up to date.
    pub(crate) async fn keep_anchor(&self) -> bool {
        let _turn = self.anchor.turn.lock().await;
        if get(&self.anchor.standing) == Standing::Unread
            && let Err(error) = self.compare_anchor().await
        {
            tracing::warn!(%error, "the note could not be compared with the files");
        }
        if get(&self.anchor.standing) == Standing::Unread {
            return false;
        }
        if self.store.held().is_some() {
            return true;
        }
        match self.write_anchor().await {
            Ok(()) => {
                put(&self.anchor.standing, Standing::Kept);
                true
            }
            Err(error) => {
                tracing::debug!(%error, "the note of the newest state could not be kept");
                put(&self.anchor.standing, Standing::Behind(error.to_string()));
                false
            }
        }
    }

    async fn write_anchor(&self) -> Result<(), Error> {
        let store = self.store.clone();
        let durable = tokio::task::spawn_blocking(move || store.durable_head());
        let head = durable.await.map_err(|_| Error::Store(store::Error::Stopped))??;
        let note = serde_json::to_vec(&head).map_err(store::Error::from)?;
        self.custody.keep_anchor(&self.place, &self.keys, &note).await?;
        let keeper = self.custody.store_name().to_owned();
        if self.store.read(store::Db::noted_by).await?.as_ref() != Some(&keeper) {
            self.store.write(move |tx| tx.set_noted_by(Some(&keeper))).await?;
        }
        Ok(())
    }

    /// Why nothing may be written to Meta, for the page.
    pub(crate) fn held_writes(&self) -> Option<HeldWrites> {
        let held = self.store.held()?;
        let code = match held {
            Held::Restored { .. } => "restored",
            Held::RolledBack(_) => "rolled_back",
            Held::NoteMissing => "note_missing",
            Held::NoteUnreadable => "note_unreadable",
        };
        Some(HeldWrites { code: code.into(), message: format!("Changes are held: {held}") })
    }
}

/// Keeps the note up to date until the workspace is closed.
pub(crate) async fn keep(bus: Bus, session: Weak<Session>) {
    let Some(mut heads) = session.upgrade().map(|open| open.store.heads()) else { return };
    let mut trouble = None;
    loop {
        let noted = heads.borrow_and_update().clone();
        let Some(open) = session.upgrade() else { return };
        let kept = open.keep_anchor().await;
        let now = open.anchor.trouble();
        drop(open);
        if now != trouble {
            trouble = now;
            bus.event(AppEvent::StateChanged {});
        }
        if !kept {
            tokio::time::sleep(RETRY).await;
            continue;
        }
        if heads.changed().await.is_err() {
            return;
        }
        let of_ledger = heads.wait_for(|head| head.ledger != noted.ledger);
        // Running out of time is what ends a burst that touches the cache only.
        drop(tokio::time::timeout(CACHE_PAUSE, of_ledger).await);
    }
}

impl App {
    /// A person has looked at why writes are held, and goes on from the state as it is.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`]; when it cannot be recorded, writes stay held.
    pub async fn confirm_held_writes(&self) -> Result<AppState, Error> {
        let session = self.session().await?;
        let lacking = get(&session.anchor.lacking);
        session.store.confirm(session.person(), lacking).await?;
        put(&session.anchor.lacking, None);
        session.keep_anchor().await;
        self.tell_writes(&session).await;
        self.changed();
        self.state().await
    }
}
