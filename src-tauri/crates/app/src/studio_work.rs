//! The studio of the open workspace: services with their keys, briefs, what was written from them.
//!
//! Briefs and what was made of them are settings of the ledger, a document each; services are connections beside Meta's,
//! their keys sealed like its token. A run is noted before anything is sent and what it brings is kept as it arrives, so
//! that a crash loses nothing that was paid for and asks for nothing again.

mod convert;
mod documents;
mod errors;
mod material;
mod pictures;
mod providers;
mod publish;
mod purse;
mod runs;

pub(crate) use errors::{from_picture, from_studio};
pub(crate) use pictures::PictureDesk;
pub use pictures::PictureFile;
pub(crate) use providers::keep_demo;
pub(crate) use publish::ChosenPictures;
pub(crate) use runs::CopyDesk;

use crate::Error;
use crate::app::App;
use crate::changing::convert::account;
use crate::dto::{
    EstimateStudioCopy, StudioBrief, StudioBriefDetail, StudioBriefRow, StudioEstimate, StudioSource,
    UpdateStudioVariant,
};
use documents::Document;

/// Texts of a variant that are kept from before.
const MOST_HISTORY: usize = 20;

impl App {
    /// All briefs, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn studio_briefs(&self) -> Result<Vec<StudioBriefRow>, Error> {
        let session = self.session().await?;
        Ok(session.store.read(documents::list).await?)
    }

    /// One brief with everything made from it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn studio_brief(&self, id: &str) -> Result<StudioBriefDetail, Error> {
        let session = self.session().await?;
        // Asked before its note is read: one that ends in between is shown as running once more, not as interrupted.
        let is_running = session.studio.is_running(id);
        let document = documents::load(&session.store, id).await?;
        let brand = documents::brand(&session.store, &document.brief.account_id).await?;
        Ok(document.detail(brand, is_running || session.studio.is_running(id)))
    }

    /// Keeps a brief, and with it how its client sounds. What was written from it stays.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a brief nothing can be written from, [`Error::NotFound`] for an account or a brief that is
    /// not here.
    pub async fn save_studio_brief(&self, input: StudioBrief) -> Result<StudioBriefDetail, Error> {
        let session = self.session().await?;
        account(&input.account_id, &session.chosen())?;
        convert::brief(&input).check()?;
        convert::check_brand(&input.brand)?;
        let name = input.name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(Error::Invalid("Give the brief a name of 1 to 80 characters".into()));
        }
        if input.learn_from > 10 {
            return Err(Error::Invalid("Learn from at most 10 ads".into()));
        }
        let now = self.inner.clock.now();
        let id = match &input.id {
            Some(id) => id.clone(),
            None => crate::app::new_id()?,
        };
        let made = input.id.is_none();
        let kept = id.clone();
        let saved = session.store.write(move |tx| {
            let mut document = match documents::read(tx, &kept)? {
                Some(document) if document.brief.account_id == input.account_id => document,
                // A brief stays with its client: what was written for one is not shown to another.
                Some(_) => return Ok(false),
                None if made => Document::new(),
                None => return Ok(false),
            };
            documents::put_brand(tx, &input.account_id, &input.brand)?;
            document.brief = StudioBrief { id: Some(kept.clone()), name: input.name.trim().to_owned(), ..input };
            documents::put(tx, &kept, &document, now)?;
            Ok(true)
        });
        if !saved.await?.value {
            return Err(Error::NotFound("brief"));
        }
        self.studio_changed(&id);
        self.studio_brief(&id).await
    }

    /// Takes a brief away, with everything written from it.
    ///
    /// # Errors
    /// [`Error::Refused`] while something is being written from it.
    pub async fn delete_studio_brief(&self, id: &str) -> Result<Vec<StudioBriefRow>, Error> {
        let session = self.session().await?;
        if session.studio.is_running(id) {
            return Err(Error::Refused("Something is being written from it; stop that first".into()));
        }
        let gone = id.to_owned();
        session.store.write(move |tx| documents::remove(tx, &gone)).await?;
        self.studio_changed(id);
        self.studio_briefs().await
    }

    /// Changes a variant.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Refused`] for the texts of one that is locked, [`Error::Invalid`].
    pub async fn update_studio_variant(&self, input: UpdateStudioVariant) -> Result<StudioBriefDetail, Error> {
        let session = self.session().await?;
        if input.rating.is_some_and(|rating| rating > 5) {
            return Err(Error::Invalid("A rating is 1 to 5".into()));
        }
        if let Some(copy) = &input.copy {
            convert::check_copy(copy)?;
        }
        let now = self.inner.clock.now();
        let id = input.brief_id.clone();
        let changed = session.store.write(move |tx| {
            let Some(mut document) = documents::read(tx, &input.brief_id)? else {
                return Ok(Err(Error::NotFound("brief")));
            };
            let changed = document.change(&input);
            if changed.is_ok() {
                documents::put(tx, &input.brief_id, &document, now)?;
            }
            Ok(changed)
        });
        changed.await?.value?;
        self.studio_changed(&id);
        self.studio_brief(&id).await
    }

    /// What writing from a brief would cost at most, and what would leave this computer.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Studio`] for a brief that must not be sent.
    pub async fn estimate_studio_copy(&self, input: EstimateStudioCopy) -> Result<StudioEstimate, Error> {
        let session = self.session().await?;
        let document = documents::load(&session.store, &input.brief_id).await?;
        let client = providers::client(&session, &input.provider_id).await?;
        let prompt = self.prompt(&session, &document).await?;
        let canaries = self.canaries(&session, &document.brief.account_id).await?;
        let ask = prompt.ask(&studio::Task::Write, &canaries)?;
        let service = client.service();
        let source = |ad: &studio::SourceAd| StudioSource {
            name: ad.name.clone(),
            copy: convert::copy_view(&ad.copy),
            figures: ad.figures.clone(),
        };
        Ok(StudioEstimate {
            cost: (!service.price.is_free()).then(|| client.estimate(&ask).0 as f64),
            sources: prompt.sources.iter().map(source).collect(),
            host: service.base_url.host_str().unwrap_or_default().to_owned(),
        })
    }

    pub(crate) fn studio_changed(&self, id: &str) {
        self.inner.bus.event(crate::dto::AppEvent::StudioChanged { brief_id: id.to_owned() });
    }
}
