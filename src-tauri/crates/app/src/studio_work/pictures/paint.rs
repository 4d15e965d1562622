//! Having a picture painted: noted before anything is sent, stopped, kept, and never asked for twice by itself.

use std::sync::Arc;

use studio::{Cancel, Client, Format, NewPicture};

use super::keep::Provenance;
use crate::Error;
use crate::app::App;
use crate::dto::{
    IpcError, PaintStudioPicture, StudioPaintEstimate, StudioPaintRun, StudioPicture, StudioPictureOrigin,
    StudioRunState, StudioShape,
};
use crate::session::Session;
use crate::studio_work::purse::StorePurse;
use crate::studio_work::{documents, providers};

/// Where the newest run is kept.
const RUN: &str = "studio.paint";
/// What stands for a brief's id while a picture is painted; no brief has it.
const DESK: &str = "picture";
const LONGEST_PROMPT: usize = 4_000;

/// The newest run. One that nobody is at work on any more was interrupted.
pub(super) async fn run(session: &Session) -> Result<Option<StudioPaintRun>, Error> {
    // Asked before its note is read: one that ends in between is shown as running once more, not as interrupted.
    let is_running = session.studio.is_running(DESK);
    let mut run: Option<StudioPaintRun> = session.store.read(|db| db.setting(RUN)).await?;
    let is_running = is_running || session.studio.is_running(DESK);
    if let Some(run) = run.as_mut().filter(|run| run.state == StudioRunState::Running && !is_running) {
        run.state = StudioRunState::Interrupted;
    }
    Ok(run)
}

/// Everything one painting needs.
struct Painting {
    run: StudioPaintRun,
    wanted: NewPicture,
    client: Client,
    purse: StorePurse,
    cancel: Cancel,
    from: Provenance,
}

impl App {
    /// What a picture would cost, and where its prompt goes. Asks nobody.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`], [`Error::Studio`] for a prompt that must not be sent.
    pub async fn estimate_studio_picture(&self, input: PaintStudioPicture) -> Result<StudioPaintEstimate, Error> {
        let session = self.session().await?;
        let (client, wanted) = self.judged(&session, &input).await?;
        let service = client.service();
        let cost = (!service.price.is_free()).then(|| client.estimate_picture(&wanted).0 as f64);
        Ok(StudioPaintEstimate { cost, host: service.base_url.host_str().unwrap_or_default().to_owned() })
    }

    /// Has a picture painted, in the background.
    ///
    /// # Errors
    /// [`Error::Refused`] while something else is being written or painted, and as [`App::estimate_studio_picture`].
    pub async fn paint_studio_picture(&self, input: PaintStudioPicture) -> Result<StudioPaintRun, Error> {
        let session = self.session().await?;
        let Some(cancel) = session.studio.begin(DESK) else {
            return Err(Error::Refused("Something is being written or painted already; stop it or wait".into()));
        };
        let painting = match self.noted(&session, &input, cancel).await {
            Ok(painting) => painting,
            Err(error) => {
                session.studio.end();
                return Err(error);
            }
        };
        let run = painting.run.clone();
        self.studio_changed("");
        let app = self.clone();
        drop(tokio::spawn(async move {
            app.paint(&session, painting).await;
            session.studio.end();
            app.studio_changed("");
        }));
        Ok(run)
    }

    /// Stops what is being painted. The service may bill it all the same.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn cancel_studio_picture(&self) -> Result<Option<StudioPaintRun>, Error> {
        let session = self.session().await?;
        if session.studio.is_running(DESK) {
            session.studio.close();
        }
        run(&session).await
    }

    /// Has a picture painted and waits for it. For programs.
    ///
    /// # Errors
    /// As [`App::paint_studio_picture`], and why nothing came of it.
    pub async fn paint_picture_now(&self, input: PaintStudioPicture) -> Result<StudioPicture, IpcError> {
        let mut signals = self.signals();
        let begun = self.paint_studio_picture(input).await?;
        let session = self.session().await?;
        loop {
            let newest = run(&session).await?.filter(|run| run.id == begun.id);
            match newest {
                Some(run) if run.state == StudioRunState::Running => {}
                Some(StudioPaintRun { hash: Some(hash), .. }) => return Ok(self.studio_picture(&hash).await?),
                Some(StudioPaintRun { error: Some(error), .. }) => return Err(error),
                _ => return Err(Error::Cancelled.into()),
            }
            // The event may have come before it was listened to: a look now and then finds the end as well.
            drop(tokio::time::timeout(std::time::Duration::from_millis(200), signals.next()).await);
        }
    }

    /// The service and what it would be asked for, where that may be sent.
    async fn judged(&self, session: &Session, input: &PaintStudioPicture) -> Result<(Client, NewPicture), Error> {
        let prompt = input.prompt.trim();
        if prompt.is_empty() || prompt.chars().count() > LONGEST_PROMPT {
            return Err(Error::Invalid("Say in 1 to 4,000 characters what is to be seen".into()));
        }
        let document = documents::load(&session.store, &input.brief_id).await?;
        let client = providers::client(session, &input.provider_id).await?;
        if !matches!(client.service().format, Format::OpenAiImages | Format::HttpImages) {
            return Err(Error::Invalid("This service writes texts, it makes no pictures".into()));
        }
        self.canaries(session, &document.brief.account_id).await?.judge(&[prompt])?;
        let (width, height) = match input.shape {
            StudioShape::Square => (1_024, 1_024),
            StudioShape::Portrait => (1_024, 1_536),
            StudioShape::Landscape => (1_536, 1_024),
        };
        Ok((client, NewPicture { prompt: prompt.to_owned(), width, height, ..NewPicture::default() }))
    }

    async fn noted(&self, session: &Session, input: &PaintStudioPicture, cancel: Cancel) -> Result<Painting, Error> {
        let (client, wanted) = self.judged(session, input).await?;
        let provider = providers::name(session, &input.provider_id).await?;
        let run = StudioPaintRun {
            id: crate::app::new_id()?,
            state: StudioRunState::Running,
            prompt: wanted.prompt.clone(),
            provider: provider.clone(),
            started_ms: self.inner.clock.now().0 as f64,
            ended_ms: None,
            cost: 0.0,
            hash: None,
            error: None,
        };
        let note = run.clone();
        session.store.write(move |tx| tx.set_setting(RUN, &note)).await?;
        let from = Provenance {
            origin: StudioPictureOrigin::Generated,
            provider: Some(provider),
            model: Some(client.service().model.clone()),
            prompt: Some(wanted.prompt.clone()),
            brief_id: Some(input.brief_id.clone()),
            ..Provenance::imported(session.person())
        };
        let purse = StorePurse { store: session.store.clone(), clock: Arc::clone(&self.inner.clock) };
        Ok(Painting { run, wanted, client, purse, cancel, from })
    }

    async fn paint(&self, session: &Session, painting: Painting) {
        let Painting { mut run, wanted, client, purse, cancel, mut from } = painting;
        match client.paint(&wanted, &purse, &cancel).await {
            Ok(made) => {
                run.cost = made.cost.0 as f64;
                from.cost = Some(made.cost.0);
                let name: String = wanted.prompt.chars().take(60).collect();
                // What a service sends is a file from outside like any other.
                let kept = session.keep_picture(made.picture.bytes.to_vec(), &name, from, self.inner.clock.now()).await;
                match kept {
                    Ok(kept) => (run.state, run.hash) = (StudioRunState::Done, Some(kept.hash)),
                    Err(error) => (run.state, run.error) = (StudioRunState::Failed, Some(error.into())),
                }
            }
            Err(studio::Error::Cancelled) => run.state = StudioRunState::Stopped,
            Err(error) => {
                (run.state, run.error) = (StudioRunState::Failed, Some(crate::studio_work::from_studio(&error)));
            }
        }
        run.ended_ms = Some(self.inner.clock.now().0 as f64);
        if let Err(error) = session.store.write(move |tx| tx.set_setting(RUN, &run)).await {
            tracing::warn!(%error, "the end of a painting could not be kept");
        }
    }
}
