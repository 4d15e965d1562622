//! Asking a model: in the background, with what arrives kept at once, a stop, and nothing asked twice after a crash.

use std::sync::{Arc, Mutex, PoisonError};

use domain::TimestampMillis;
use studio::{AdCopy, Canaries, Cancel, Client, Prompt, Task, Written, write_copy};
use tokio::sync::mpsc;

use super::documents::{self, Document, MOST_VARIANTS};
use super::purse::StorePurse;
use super::{convert, providers};
use crate::Error;
use crate::app::App;
use crate::dto::{
    IpcError, StartStudioCopy, StudioBriefDetail, StudioRejected, StudioRun, StudioRunState, StudioTask, StudioVariant,
};
use crate::session::Session;

/// What is being written. One thing at a time, so that no budget is passed by more than one request.
#[derive(Debug, Default)]
pub(crate) struct CopyDesk {
    running: Mutex<Option<(String, Cancel)>>,
}

impl CopyDesk {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(String, Cancel)>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_running(&self, brief: &str) -> bool {
        self.lock().as_ref().is_some_and(|(id, _)| id == brief)
    }

    /// Stops what is being written.
    pub(crate) fn close(&self) {
        if let Some((_, cancel)) = self.lock().as_ref() {
            cancel.cancel();
        }
    }

    pub(super) fn begin(&self, brief: &str) -> Option<Cancel> {
        let mut running = self.lock();
        if running.is_some() {
            return None;
        }
        let cancel = Cancel::new();
        *running = Some((brief.to_owned(), cancel.clone()));
        Some(cancel)
    }

    pub(super) fn end(&self) {
        *self.lock() = None;
    }
}

/// Everything one run needs.
struct Run {
    brief_id: String,
    run_id: String,
    /// The variant a field of which is written anew.
    variant_id: Option<String>,
    language: String,
    task: Task,
    client: Client,
    prompt: Prompt,
    canaries: Canaries,
    purse: StorePurse,
    cancel: Cancel,
}

impl App {
    /// Asks a model, in the background.
    ///
    /// # Errors
    /// [`Error::Refused`] while something else is being written, [`Error::NotFound`], [`Error::Studio`] for what must not
    /// be sent or cannot be asked.
    pub async fn start_studio_copy(&self, input: StartStudioCopy) -> Result<StudioBriefDetail, Error> {
        let session = self.session().await?;
        let Some(cancel) = session.studio.begin(&input.brief_id) else {
            return Err(Error::Refused("Something is being written already; stop it or wait for its end".into()));
        };
        let run = match self.prepared(&session, &input, cancel).await {
            Ok(run) => run,
            Err(error) => {
                session.studio.end();
                return Err(error);
            }
        };
        self.studio_changed(&input.brief_id);
        let app = self.clone();
        drop(tokio::spawn(async move {
            app.run_copy(&session, &run).await;
            session.studio.end();
            app.studio_changed(&run.brief_id);
        }));
        self.studio_brief(&input.brief_id).await
    }

    /// Stops what is being written from a brief. What has arrived stays.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn cancel_studio_copy(&self, brief_id: &str) -> Result<StudioBriefDetail, Error> {
        let session = self.session().await?;
        if session.studio.is_running(brief_id) {
            session.studio.close();
        }
        self.studio_brief(brief_id).await
    }

    /// Asks a model and waits for the end. For programs.
    ///
    /// # Errors
    /// As [`App::start_studio_copy`], and why nothing came of it.
    pub async fn write_copy_now(&self, input: StartStudioCopy) -> Result<StudioBriefDetail, IpcError> {
        let id = input.brief_id.clone();
        let mut signals = self.signals();
        let mut detail = self.start_studio_copy(input).await?;
        while detail.run.as_ref().is_some_and(|run| run.state == StudioRunState::Running) {
            // The event may have come before it was listened to: a look now and then finds the end as well.
            drop(tokio::time::timeout(std::time::Duration::from_millis(200), signals.next()).await);
            detail = self.studio_brief(&id).await?;
        }
        match detail.run.as_mut().and_then(|run| run.error.take()) {
            Some(error) => Err(error),
            None => Ok(detail),
        }
    }

    async fn prepared(&self, session: &Session, input: &StartStudioCopy, cancel: Cancel) -> Result<Run, Error> {
        let mut document = documents::load(&session.store, &input.brief_id).await?;
        if document.variants.len() >= MOST_VARIANTS {
            return Err(Error::Refused("There are 100 variants already; take some away first".into()));
        }
        let client = providers::client(session, &input.provider_id).await?;
        let provider = providers::name(session, &input.provider_id).await?;
        let (task, variant_id) = task(&document, input)?;
        let mut prompt = self.prompt(session, &document).await?;
        if let (StudioTask::Translate, Some(language)) = (input.task, &input.language) {
            prompt.brief.language.clone_from(language);
        }
        let canaries = self.canaries(session, &document.brief.account_id).await?;
        // Judged before anything is noted: what must not be sent is refused at once.
        prompt.ask(&task, &canaries)?;
        let wanted = if input.task == StudioTask::Write { prompt.brief.count } else { 1 };
        let now = self.inner.clock.now();
        let run_id = crate::app::new_id()?;
        document.run = Some(StudioRun {
            id: run_id.clone(),
            state: StudioRunState::Running,
            task: input.task,
            provider,
            model: None,
            started_ms: now.0 as f64,
            ended_ms: None,
            wanted,
            kept: 0,
            rejected: Vec::new(),
            cost: 0.0,
            error: None,
        });
        let (id, noted) = (input.brief_id.clone(), document.run.clone());
        let note = move |tx: &store::Tx<'_>| {
            let Some(mut kept) = documents::read(tx, &id)? else { return Ok(false) };
            kept.run = noted;
            documents::put(tx, &id, &kept, now)?;
            Ok(true)
        };
        if !session.store.write(note).await?.value {
            return Err(Error::NotFound("brief"));
        }
        let purse = StorePurse { store: session.store.clone(), clock: Arc::clone(&self.inner.clock) };
        let language = prompt.brief.language.clone();
        let brief_id = input.brief_id.clone();
        Ok(Run { brief_id, run_id, variant_id, language, task, client, prompt, canaries, purse, cancel })
    }

    async fn run_copy(&self, session: &Session, run: &Run) {
        let (kept, mut arriving) = mpsc::unbounded_channel::<AdCopy>();
        let mut on_kept = move |copy: &AdCopy| drop(kept.send(copy.clone()));
        let writing = async {
            let written =
                write_copy(&run.client, &run.prompt, &run.task, &run.canaries, &run.purse, &run.cancel, &mut on_kept)
                    .await;
            // Ends the keeping below.
            drop(on_kept);
            written
        };
        let keeping = async {
            while let Some(copy) = arriving.recv().await {
                self.keep_variant(session, run, copy).await;
            }
        };
        let (written, ()) = tokio::join!(writing, keeping);
        self.end_run(session, run, written).await;
    }

    /// Keeps a variant that has arrived.
    async fn keep_variant(&self, session: &Session, run: &Run, copy: AdCopy) {
        let now = self.inner.clock.now();
        let Ok(id) = crate::app::new_id() else { return };
        let (brief_id, run_id, variant_id) = (run.brief_id.clone(), run.run_id.clone(), run.variant_id.clone());
        let (language, model) = (run.language.clone(), run.client.service().model.clone());
        let keep = move |tx: &store::Tx<'_>| {
            let Some(mut document) = documents::read(tx, &brief_id)? else { return Ok(()) };
            let copy = convert::copy_view(&copy);
            match &variant_id {
                Some(variant_id) => {
                    let found = document.variants.iter_mut().find(|variant| variant.id == *variant_id);
                    // Locked meanwhile: what a person has fixed stays.
                    if let Some(variant) = found.filter(|variant| !variant.locked) {
                        documents::say(variant, copy);
                        variant.model = Some(model);
                    }
                }
                None => document.variants.push(made(id, copy, language, model, now)),
            }
            if let Some(noted) = document.run.as_mut().filter(|noted| noted.id == run_id) {
                noted.kept += 1;
            }
            documents::put(tx, &brief_id, &document, now)
        };
        if let Err(error) = session.store.write(keep).await {
            tracing::warn!(%error, "a variant could not be kept");
        }
        self.studio_changed(&run.brief_id);
    }

    async fn end_run(&self, session: &Session, run: &Run, written: Result<Written, studio::Error>) {
        let now = self.inner.clock.now();
        let (brief_id, run_id) = (run.brief_id.clone(), run.run_id.clone());
        let end = move |tx: &store::Tx<'_>| {
            let Some(mut document) = documents::read(tx, &brief_id)? else { return Ok(()) };
            if let Some(noted) = document.run.as_mut().filter(|noted| noted.id == run_id) {
                noted.ended_ms = Some(now.0 as f64);
                match &written {
                    Ok(written) => ended(noted, written),
                    Err(studio::Error::Cancelled) => noted.state = StudioRunState::Stopped,
                    Err(error) => {
                        noted.state = if noted.kept > 0 { StudioRunState::Partial } else { StudioRunState::Failed };
                        noted.error = Some(super::from_studio(error));
                    }
                }
            }
            documents::put(tx, &brief_id, &document, now)
        };
        if let Err(error) = session.store.write(end).await {
            tracing::warn!(%error, "the end of a run could not be kept");
        }
    }
}

fn task(document: &Document, input: &StartStudioCopy) -> Result<(Task, Option<String>), Error> {
    if input.task == StudioTask::Write {
        return Ok((Task::Write, None));
    }
    let wanted = input.variant_id.as_deref().unwrap_or_default();
    let variant = document.variants.iter().find(|variant| variant.id == wanted).ok_or(Error::NotFound("variant"))?;
    let copy = convert::copy(&variant.copy);
    match (input.task, input.field) {
        (StudioTask::Field, _) if variant.locked => Err(Error::Refused("It is locked; unlock it first".into())),
        (StudioTask::Field, Some(field)) => Ok((Task::Field(copy, convert::field(field)), Some(variant.id.clone()))),
        (StudioTask::Field, None) => Err(Error::Invalid("Say which field is to be written anew".into())),
        _ => Ok((Task::Translate(copy), None)),
    }
}

fn made(
    id: String,
    copy: crate::dto::StudioCopy,
    language: String,
    model: String,
    now: TimestampMillis,
) -> StudioVariant {
    StudioVariant {
        id,
        copy,
        language,
        rating: 0,
        locked: false,
        chosen: false,
        model: Some(model),
        made_ms: now.0 as f64,
        history: Vec::new(),
        findings: Vec::new(),
    }
}

fn ended(run: &mut StudioRun, written: &Written) {
    let is_all = u32::try_from(written.kept.len()).is_ok_and(|kept| kept >= written.wanted);
    run.state = match (is_all, written.kept.is_empty()) {
        (true, _) => StudioRunState::Done,
        (false, false) => StudioRunState::Partial,
        (false, true) => StudioRunState::Failed,
    };
    run.model.clone_from(&written.model);
    run.cost = written.cost.0 as f64;
    let rejected = |one: &studio::Rejected| StudioRejected {
        copy: convert::copy_view(&one.copy),
        faults: one.faults.iter().map(studio::Fault::sentence).collect(),
    };
    run.rejected = written.rejected.iter().take(20).map(rejected).collect();
}
