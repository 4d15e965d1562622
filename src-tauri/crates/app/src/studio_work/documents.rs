//! Briefs as they are kept: a document each, and a list of them.

use domain::TimestampMillis;
use serde::{Deserialize, Serialize};
use store::{Db, Store, Tx};

use super::{MOST_HISTORY, convert};
use crate::Error;
use crate::dto::{
    StudioBrand, StudioBrief, StudioBriefDetail, StudioBriefRow, StudioRun, StudioRunState, StudioVariant,
    UpdateStudioVariant,
};

const LIST: &str = "studio.briefs";
/// More variants than anybody reads.
pub(super) const MOST_VARIANTS: usize = 100;

/// A brief and what was made from it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Document {
    pub(super) brief: StudioBrief,
    pub(super) variants: Vec<StudioVariant>,
    pub(super) run: Option<StudioRun>,
}

fn key(id: &str) -> String {
    format!("studio.brief.{id}")
}

fn brand_key(account: &str) -> String {
    format!("studio.brand.{account}")
}

impl Document {
    pub(super) fn new() -> Self {
        Self { brief: convert::empty_brief(), variants: Vec::new(), run: None }
    }

    /// As the page shows it. A run that nobody is at work on any more was interrupted.
    pub(super) fn detail(mut self, brand: StudioBrand, is_running: bool) -> StudioBriefDetail {
        if let Some(run) = self.run.as_mut().filter(|run| run.state == StudioRunState::Running && !is_running) {
            run.state = StudioRunState::Interrupted;
        }
        self.brief.brand = brand;
        let brief = convert::brief(&self.brief);
        let brand = convert::brand(&self.brief.brand);
        for variant in &mut self.variants {
            variant.findings = convert::findings(variant, &brief, &brand);
        }
        let copies: Vec<studio::AdCopy> = self.variants.iter().map(|variant| convert::copy(&variant.copy)).collect();
        for double in studio::duplicates(&copies) {
            if let Some(variant) = self.variants.get_mut(double) {
                variant.findings.push(convert::duplicate());
            }
        }
        let limits = convert::limits(&studio::Limits::shown(&brief.placements));
        let buttons = brief.buttons().into_iter().map(str::to_owned).collect();
        StudioBriefDetail { brief: self.brief, variants: self.variants, run: self.run, limits, buttons }
    }

    /// Changes one variant.
    pub(super) fn change(&mut self, input: &UpdateStudioVariant) -> Result<(), Error> {
        let at = self.variants.iter().position(|variant| variant.id == input.variant_id);
        let at = at.ok_or(Error::NotFound("variant"))?;
        let Some(variant) = self.variants.get_mut(at) else { return Err(Error::NotFound("variant")) };
        let stays_locked = variant.locked && input.locked != Some(false);
        if stays_locked && (input.copy.is_some() || input.remove) {
            return Err(Error::Refused("It is locked; unlock it first".into()));
        }
        if input.remove {
            self.variants.remove(at);
            return Ok(());
        }
        if let Some(copy) = &input.copy {
            say(variant, copy.clone());
        }
        variant.rating = input.rating.unwrap_or(variant.rating);
        variant.locked = input.locked.unwrap_or(variant.locked);
        variant.chosen = input.chosen.unwrap_or(variant.chosen);
        Ok(())
    }
}

/// Gives a variant other texts and keeps what it said before.
pub(super) fn say(variant: &mut StudioVariant, copy: crate::dto::StudioCopy) {
    if variant.copy != copy {
        let before = std::mem::replace(&mut variant.copy, copy);
        variant.history.insert(0, before);
        variant.history.truncate(MOST_HISTORY);
    }
}

pub(super) fn list(db: &Db) -> Result<Vec<StudioBriefRow>, store::Error> {
    Ok(db.setting(LIST)?.unwrap_or_default())
}

pub(super) fn read(db: &Db, id: &str) -> Result<Option<Document>, store::Error> {
    // An id is looked for in the list first: what comes from a page names no other setting.
    let known = list(db)?.iter().any(|row| row.id == id);
    if known { db.setting(&key(id)) } else { Ok(None) }
}

pub(super) async fn load(store: &Store, id: &str) -> Result<Document, Error> {
    let id = id.to_owned();
    store.read(move |db| read(db, &id)).await?.ok_or(Error::NotFound("brief"))
}

pub(super) fn put(tx: &Tx<'_>, id: &str, document: &Document, now: TimestampMillis) -> Result<(), store::Error> {
    let row = StudioBriefRow {
        id: id.to_owned(),
        name: document.brief.name.clone(),
        account_id: document.brief.account_id.clone(),
        variants: u32::try_from(document.variants.len()).unwrap_or(u32::MAX),
        updated_ms: now.0 as f64,
    };
    let mut all = list(tx)?;
    all.retain(|row| row.id != id);
    all.insert(0, row);
    tx.set_setting(LIST, &all)?;
    tx.set_setting(&key(id), document)
}

pub(super) fn remove(tx: &Tx<'_>, id: &str) -> Result<(), store::Error> {
    let mut all = list(tx)?;
    let before = all.len();
    all.retain(|row| row.id != id);
    if all.len() != before {
        tx.set_setting(LIST, &all)?;
        tx.clear_setting(&key(id))?;
    }
    Ok(())
}

pub(super) async fn brand(store: &Store, account: &str) -> Result<StudioBrand, Error> {
    let key = brand_key(account);
    let kept = store.read(move |db| db.setting(&key)).await?;
    Ok(kept.unwrap_or_else(convert::empty_brand))
}

pub(super) fn put_brand(tx: &Tx<'_>, account: &str, brand: &StudioBrand) -> Result<(), store::Error> {
    tx.set_setting(&brand_key(account), brand)
}
