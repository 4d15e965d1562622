//! Drafts: changes that wait, offline or for a colleague, and are looked at again before anything is sent.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use changes::{Action, ChangeSet, Item, Known, Parent};
use domain::AccountId;
use serde::{Deserialize, Serialize};
use store::DraftRow;

use super::view;
use crate::Error;
use crate::app::App;
use crate::dto::{
    ChangePreview, CheckDepth, ConflictChoice, DraftInfo, ExportDraft, PreviewDraft, ReadFrom, RenameDraft, SaveDraft,
    SettleDraft, Take,
};
use crate::session::Session;

/// Largest file of drafts that is read.
const MOST_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Longest name of a draft or of who made it.
const MOST_NAME_CHARS: usize = 200;
/// Says what a file is, so that another JSON is not taken for one.
const FILE_KIND: &str = "sextant-draft";

/// A draft as a file.
#[derive(Debug, Serialize, Deserialize)]
struct DraftFile {
    kind: String,
    version: u32,
    name: String,
    plan: ChangeSet,
}

/// A draft as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    plan: ChangeSet,
    /// Who made it, where it came as a file: whoever imports it answers for the act, but did not think of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    drafted_by: Option<String>,
}

impl App {
    /// Keeps a preview as a draft.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a preview that is gone; [`Error::Invalid`] for a bad name.
    pub async fn save_draft(&self, input: SaveDraft) -> Result<DraftInfo, Error> {
        let session = self.session().await?;
        let set = session.changes.preview(&input.preview_id)?.set.clone();
        self.keep_draft(&session, name_of(&input.name)?, Kept { plan: set, drafted_by: None }).await
    }

    /// Gives a draft another name.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for a bad name.
    pub async fn rename_draft(&self, input: RenameDraft) -> Result<DraftInfo, Error> {
        let session = self.session().await?;
        let draft = find(&session, &input.id).await?;
        let kept = kept_of(&draft)?;
        self.put_draft(&session, draft.id, name_of(&input.name)?, kept).await
    }

    /// All drafts, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn drafts(&self) -> Result<Vec<DraftInfo>, Error> {
        let session = self.session().await?;
        let drafts = session.store.read(store::Db::drafts).await?;
        drafts.into_iter().map(|draft| Ok(info(&draft, &kept_of(&draft)?))).collect()
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_draft(&self, id: &str) -> Result<(), Error> {
        let session = self.session().await?;
        let id = id.to_owned();
        match session.store.write(move |tx| tx.delete_draft(&id)).await {
            Err(store::Error::NotFound) => Err(Error::NotFound("draft")),
            Err(error) => Err(error.into()),
            Ok(_) => {
                self.tell_writes(&session).await;
                Ok(())
            }
        }
    }

    /// Looks at a draft against what is live now. Conflicts come field by field; those that are settled by a choice are
    /// gone: with ours, what is live becomes what the change starts from; with theirs, the field is left alone.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn preview_draft(&self, input: PreviewDraft) -> Result<ChangePreview, Error> {
        let session = self.session().await?;
        let draft = find(&session, &input.id).await?;
        let mut set = kept_of(&draft)?.plan;
        only_chosen(&set, &session.chosen())?;
        if !input.choices.is_empty() {
            self.settle_conflicts(&session, &mut set, &input.choices).await?;
        }
        // An act of its own, so that the same draft can be sent again after it was changed.
        set.id = session.changes.fresh_id();
        set.made_at = self.inner.clock.now();
        self.look_at(&session, set, Vec::new(), input.depth).await
    }

    /// Settles conflicts of a draft for good, and takes out of it what was sent or is not wanted any more. A draft in
    /// which nothing is left is thrown away: then the answer is none.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn settle_draft(&self, input: SettleDraft) -> Result<Option<DraftInfo>, Error> {
        let session = self.session().await?;
        let draft = find(&session, &input.id).await?;
        let mut kept = kept_of(&draft)?;
        only_chosen(&kept.plan, &session.chosen())?;
        self.settle_conflicts(&session, &mut kept.plan, &input.choices).await?;
        if kept.plan.items.is_empty() {
            self.delete_draft(&draft.id).await?;
            return Ok(None);
        }
        self.put_draft(&session, draft.id, draft.name, kept).await.map(Some)
    }

    /// Writes a draft to a file that a colleague can import. It holds names and settings, no figures and no secrets.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] when the file exists or cannot be written.
    pub async fn export_draft(&self, input: ExportDraft) -> Result<(), Error> {
        let session = self.session().await?;
        let draft = find(&session, &input.id).await?;
        let plan = kept_of(&draft)?.plan;
        let file = DraftFile { kind: FILE_KIND.into(), version: 1, name: draft.name, plan };
        let text = serde_json::to_string_pretty(&file).map_err(store::Error::from)?;
        let path = Path::new(&input.path);
        let mut out = std::fs::File::create_new(path).map_err(|error| Error::unusable(path, error))?;
        out.write_all(text.as_bytes()).and_then(|()| out.sync_all()).map_err(|error| Error::unusable(path, error))
    }

    /// Reads a draft that somebody exported. It is only kept; sending it takes a look and a yes.
    ///
    /// # Errors
    /// [`Error::Invalid`] for anything but such a file; [`Error::NotFound`] for accounts not chosen here.
    pub async fn import_draft(&self, input: ReadFrom) -> Result<DraftInfo, Error> {
        let session = self.session().await?;
        let (name, kept) = self.read_draft_file(&session, Path::new(&input.path))?;
        self.keep_draft(&session, name, kept).await
    }

    /// Previews a draft straight from its file. For programs.
    ///
    /// # Errors
    /// As [`App::import_draft`].
    pub async fn preview_draft_file(&self, path: &Path, depth: CheckDepth) -> Result<ChangePreview, Error> {
        let session = self.session().await?;
        let (_, Kept { plan: mut set, .. }) = self.read_draft_file(&session, path)?;
        set.made_at = self.inner.clock.now();
        self.look_at(&session, set, Vec::new(), depth).await
    }

    fn read_draft_file(&self, session: &Session, path: &Path) -> Result<(String, Kept), Error> {
        let io = |error| Error::unusable(path, error);
        let metadata = std::fs::metadata(path).map_err(io)?;
        // Reading a device or a pipe may never come to an end.
        if !metadata.is_file() {
            return Err(Error::Invalid(format!("{} is no file", path.display())));
        }
        if metadata.len() > MOST_FILE_BYTES {
            return Err(Error::Invalid("That file is too large for a draft".into()));
        }
        let text = std::fs::read_to_string(path).map_err(io)?;
        let file: DraftFile =
            serde_json::from_str(&text).map_err(|_| Error::Invalid("That file is no draft of Sextant's".into()))?;
        if file.kind != FILE_KIND || file.version != 1 {
            return Err(Error::Invalid("That file is no draft this Sextant can read".into()));
        }
        check_plan(&file.plan)?;
        only_chosen(&file.plan, &session.chosen())?;
        let mut set = file.plan;
        let by: String = set.author.actor.chars().filter(|c| !c.is_control()).take(MOST_NAME_CHARS).collect();
        // Whoever imports it answers for it, and it must not pass for an act that was sent already.
        set.author = super::author(session, set.author.reason);
        (set.id, set.undoes) = (session.changes.fresh_id(), None);
        Ok((name_of(&file.name)?, Kept { plan: set, drafted_by: Some(by) }))
    }

    async fn keep_draft(&self, session: &Arc<Session>, name: String, kept: Kept) -> Result<DraftInfo, Error> {
        self.put_draft(session, kept.plan.id.clone(), name, kept).await
    }

    async fn put_draft(
        &self,
        session: &Arc<Session>,
        id: String,
        name: String,
        kept: Kept,
    ) -> Result<DraftInfo, Error> {
        let plan = serde_json::to_value(&kept).map_err(store::Error::from)?;
        let key = id.clone();
        session.store.write(move |tx| tx.put_draft(&key, &name, &plan)).await?;
        self.tell_writes(session).await;
        let draft = find(session, &id).await?;
        Ok(info(&draft, &kept))
    }

    async fn settle_conflicts(
        &self,
        session: &Arc<Session>,
        set: &mut ChangeSet,
        choices: &[ConflictChoice],
    ) -> Result<(), Error> {
        // The cache was refreshed when the conflicts were found.
        let objects = set.objects();
        let known = session.store.read(move |db| Known::read(db, &objects)).await?;
        for choice in choices {
            let field = super::convert::field(&choice.field)?;
            let item = usize::try_from(choice.item).ok().and_then(|at| set.items.get_mut(at));
            let item = item.ok_or(Error::NotFound("row"))?;
            let live = item.object().and_then(|object| known.objects.get(&object));
            let Action::Edit { fields, .. } = &mut item.action else { continue };
            match choice.take {
                Take::Theirs => fields.retain(|change| change.field != field),
                Take::Mine => {
                    let other = choice.value.as_ref().map(|value| super::convert::value(field, value)).transpose()?;
                    if other.as_ref().is_some_and(|value| !value.fits(field)) {
                        return Err(Error::Invalid(format!("That is not a value for the {}", field.words())));
                    }
                    for change in fields.iter_mut().filter(|change| change.field == field) {
                        change.from = live.and_then(|live| live.get(field).cloned());
                        if let Some(value) = &other {
                            change.to = Some(value.clone());
                        }
                    }
                }
            }
        }
        let is_left = |item: &Item| !matches!(&item.action, Action::Edit { fields, .. } if fields.is_empty());
        // Rows in which nothing is left do nothing; what is made in others counts the rows, so it stays in place.
        if set.items.iter().all(|item| !item.makes_something()) {
            set.items.retain(is_left);
        }
        Ok(())
    }
}

async fn find(session: &Session, id: &str) -> Result<DraftRow, Error> {
    let drafts = session.store.read(store::Db::drafts).await?;
    drafts.into_iter().find(|draft| draft.id == id).ok_or(Error::NotFound("draft"))
}

fn kept_of(draft: &DraftRow) -> Result<Kept, Error> {
    serde_json::from_value(draft.plan.clone()).map_err(|error| store::Error::from(error).into())
}

fn info(draft: &DraftRow, kept: &Kept) -> DraftInfo {
    let set = &kept.plan;
    let made_by = kept.drafted_by.as_ref().unwrap_or(&set.author.actor);
    DraftInfo {
        id: draft.id.clone(),
        name: draft.name.clone(),
        rows: u32::try_from(set.items.len()).unwrap_or(u32::MAX),
        what: view::what(&set.items),
        made_at_ms: draft.made_at.0 as f64,
        updated_at_ms: draft.updated_at.0 as f64,
        account_ids: set.accounts().into_iter().map(AccountId::node).collect(),
        made_by: Some(made_by.clone()).filter(|name| !name.trim().is_empty()),
        from_file: kept.drafted_by.is_some(),
    }
}

fn name_of(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MOST_NAME_CHARS || name.chars().any(char::is_control) {
        return Err(Error::Invalid("Give the draft a name of 1 to 200 characters".into()));
    }
    Ok(name.to_owned())
}

/// A draft is about accounts of this workspace only.
fn only_chosen(set: &ChangeSet, chosen: &[AccountId]) -> Result<(), Error> {
    if set.accounts().into_iter().all(|account| chosen.contains(account)) {
        Ok(())
    } else {
        Err(Error::NotFound("ad account"))
    }
}

/// Judges a plan from outside: fields where they belong, values that fit, parents that come first.
fn check_plan(set: &ChangeSet) -> Result<(), Error> {
    let bad = || Error::Invalid("That draft does not make sense".into());
    for (at, item) in set.items.iter().enumerate() {
        let mut seen = std::collections::BTreeSet::new();
        for change in item.changes() {
            let fits = change.to.as_ref().is_none_or(|value| value.fits(change.field));
            let editable = item.makes_something() || change.field.is_editable();
            if !fits || !editable || !change.field.exists_at(item.level) || !seen.insert(change.field) {
                return Err(bad());
            }
        }
        let parent = match &item.action {
            Action::Edit { .. } => None,
            Action::Create { parent, .. } => parent.as_ref(),
            Action::Copy { into, .. } => into.as_ref(),
        };
        if let Some(Parent::Item(number)) = parent
            && usize::try_from(*number).map_or(true, |number| number >= at)
        {
            return Err(bad());
        }
    }
    Ok(())
}
