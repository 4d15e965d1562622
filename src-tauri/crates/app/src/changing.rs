//! Changing ad accounts: a preview, a yes, and what became of each object.

mod below;
mod bulk;
pub(crate) mod convert;
mod desk;
mod drafts;
mod feed;
mod form;
pub(crate) mod names;
mod programs;
mod settling;
mod tools;
mod view;

pub(crate) use convert::object_ref;
pub(crate) use desk::ChangeDesk;
pub use programs::SetWish;
pub(crate) use programs::find;
pub(crate) use view::{diff, shown, what};

use std::collections::HashSet;
use std::sync::Arc;

use changes::{Author, ChangeSet, Consent, Depth, Intent, Known};
use domain::{AccountId, Level};
use graph::Cancel;
use store::{Expansion, ObjectRef, Shape};

use crate::app::App;
use crate::changing::desk::Preview;
use crate::dto::{
    AppEvent, ApplyChanges, ChangeEdit, ChangePreview, ChangeRun, ChangeSelection, CheckDepth, IpcError,
    PreviewChanges, PreviewRow, PreviewRowsRequest, RetryChanges, WriteState,
};
use crate::session::Session;
use crate::{Error, explorer};

/// Objects one act may have: more than any bulk edit of a person, and little enough to be looked at.
const MOST_OBJECTS: usize = 20_000;

impl App {
    /// Works out what would happen, and looks at it as deep as is asked and possible. Sends nothing that changes anything.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what makes no sense; what cannot be done to single objects is in the answer.
    pub async fn preview_changes(&self, input: PreviewChanges) -> Result<ChangePreview, Error> {
        let session = self.session().await?;
        let intent = self.intent_of(&session, &input).await?;
        self.preview_intent(&session, intent, input.reason, input.depth).await
    }

    /// More rows of a preview.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a preview that is gone.
    pub async fn preview_rows(&self, input: PreviewRowsRequest) -> Result<Vec<PreviewRow>, Error> {
        let session = self.session().await?;
        let preview = session.changes.preview(&input.id)?;
        Ok(view::preview_rows(&preview, input.offset as usize, input.limit.min(500) as usize))
    }

    /// Previews taking back an act.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown act.
    pub async fn preview_undo(&self, change_id: &str) -> Result<ChangePreview, Error> {
        let session = self.session().await?;
        let tools = self.change_tools(&session)?;
        let reason = format!("Takes back {change_id}");
        let undo = changes::undo(&tools, change_id, author(&session, reason)).await?;
        let refusals = undo.kept.iter().map(view::kept).collect();
        self.look_at_with(&session, undo.set, refusals, CheckDepth::Live).await
    }

    /// Sends a preview, in the background. Progress comes as [`AppEvent::WritesChanged`].
    ///
    /// # Errors
    /// [`Error::NotFound`] for a preview that is gone, [`Error::Refused`] while another act is being sent or nothing may
    /// be sent, [`Error::NotSignedIn`].
    pub async fn apply_changes(&self, input: ApplyChanges) -> Result<ChangeRun, Error> {
        let session = self.session().await?;
        let tools = self.change_tools(&session)?;
        let consent = consent_of(input.asked, &input.amounts)?;
        let set = session.changes.preview(&input.preview_id)?.set.clone();
        let run = self.begin(&session, &set.id, set.items.len())?;
        session.changes.forget(&input.preview_id);
        self.spawn(&session, set.id.clone(), move |on_row, cancel| {
            Box::pin(async move { changes::apply(&tools, &set, &consent, &on_row, &cancel).await })
        });
        Ok(run)
    }

    /// Sends again what an act has not reached, in the background.
    ///
    /// # Errors
    /// As [`App::apply_changes`].
    pub async fn retry_changes(&self, input: RetryChanges) -> Result<ChangeRun, Error> {
        let session = self.session().await?;
        let tools = self.change_tools(&session)?;
        let consent = consent_of(input.asked, &input.amounts)?;
        let (_, rows) = changes::stored(&tools.store, &input.change_id).await?;
        let left = rows.iter().filter(|row| feed::can_be_retried(row)).count();
        if left == 0 {
            return Err(changes::Error::Nothing.into());
        }
        let run = self.begin(&session, &input.change_id, left)?;
        let id = input.change_id;
        self.spawn(&session, id.clone(), move |on_row, cancel| {
            Box::pin(async move { changes::retry(&tools, &id, &consent, &on_row, &cancel).await })
        });
        Ok(run)
    }

    /// Stops the act that is being sent after the object it is at.
    ///
    /// # Errors
    /// When no workspace is open.
    pub async fn cancel_changes(&self) -> Result<WriteState, Error> {
        let session = self.session().await?;
        session.changes.cancel();
        self.write_state().await
    }

    /// Waits until the act that is being sent has come to its end, and answers how. For programs.
    ///
    /// # Errors
    /// [`Error::NotFound`] when none was sent.
    pub async fn changes_ended(&self) -> Result<ChangeRun, Error> {
        let session = self.session().await?;
        session.changes.ended().await.ok_or(Error::NotFound("change"))
    }

    /// Looks at an act as deep as is asked and possible, and keeps it for applying.
    pub(crate) async fn look_at(
        &self,
        session: &Arc<Session>,
        set: ChangeSet,
        refusals: Vec<changes::Refusal>,
        depth: CheckDepth,
    ) -> Result<ChangePreview, Error> {
        let refusals = refusals.iter().map(view::refusal).collect();
        self.look_at_with(session, set, refusals, depth).await
    }

    async fn look_at_with(
        &self,
        session: &Arc<Session>,
        set: ChangeSet,
        refusals: Vec<crate::dto::RefusedRow>,
        depth: CheckDepth,
    ) -> Result<ChangePreview, Error> {
        let (verdicts, checked, problem) = self.checked(session, &set, depth).await?;
        let objects = set.objects();
        let known = session.store.read(move |db| Known::read(db, &objects)).await?;
        let preview = Preview { set, verdicts, known: Arc::new(known), refusals, checked, problem };
        Ok(view::preview(&session.changes.keep(preview)))
    }

    /// The verdicts, how deep they go, and why they do not go deeper.
    async fn checked(
        &self,
        session: &Arc<Session>,
        set: &ChangeSet,
        depth: CheckDepth,
    ) -> Result<(Vec<changes::Verdict>, CheckDepth, Option<IpcError>), Error> {
        let local = |problem| async move {
            let tools = self.local_tools(session)?;
            let verdicts = changes::check(&tools, set, Depth::Local, &Cancel::new()).await?;
            Ok((verdicts, CheckDepth::Local, problem))
        };
        if depth == CheckDepth::Local {
            return local(None).await;
        }
        let tools = match self.change_tools(session) {
            Ok(tools) => tools,
            Err(error) => return local(Some(error.into())).await,
        };
        let wanted = if depth == CheckDepth::Meta { Depth::Meta } else { Depth::Live };
        let told = desk::CheckTeller::new(self.clone());
        let cancel = session.changes.checking();
        match changes::check_telling(&tools, set, wanted, &cancel, &|done, total| told.tell(done, total)).await {
            Ok(verdicts) => Ok((verdicts, depth, None)),
            Err(changes::Error::Meta(error)) => local(Some(Error::Graph(error).into())).await,
            Err(error) => Err(error.into()),
        }
    }

    /// Plans an intent from the cache and looks at it.
    pub(crate) async fn preview_intent(
        &self,
        session: &Arc<Session>,
        intent: Intent,
        reason: String,
        depth: CheckDepth,
    ) -> Result<ChangePreview, Error> {
        let mut objects: Vec<ObjectRef> = intent.changes.iter().flat_map(|wanted| wanted.objects.clone()).collect();
        objects.extend(convert::parents_of(&intent));
        let (intent, known) = names::named(session, intent, objects, self.inner.clock.now()).await?;
        let plan = changes::plan(&intent, &known);
        let refusals = plan.refusals.clone();
        let set = plan.into_set(session.changes.fresh_id(), author(session, reason), self.inner.clock.now());
        self.look_at(session, set, refusals, depth).await
    }

    async fn intent_of(&self, session: &Session, input: &PreviewChanges) -> Result<Intent, Error> {
        let mut intent = Intent::default();
        for wanted in &input.changes {
            let objects = self.selected(session, &wanted.selection).await?;
            if wanted.edit == (ChangeEdit::Template {}) {
                intent.changes.extend(names::renamed(session, objects).await?);
                continue;
            }
            intent.changes.push(changes::Wanted { objects, edit: convert::edit(&wanted.edit)? });
        }
        let chosen = session.chosen();
        intent.new = input.new.iter().map(|new| convert::new(new, &chosen)).collect::<Result<_, _>>()?;
        let count: usize = intent.changes.iter().map(|wanted| wanted.objects.len()).sum();
        if count > MOST_OBJECTS {
            return Err(Error::Invalid(format!("Change at most {MOST_OBJECTS} objects at once")));
        }
        Ok(intent)
    }

    async fn selected(&self, session: &Session, selection: &ChangeSelection) -> Result<Vec<ObjectRef>, Error> {
        let chosen = session.chosen();
        match selection {
            ChangeSelection::Ids { objects } => objects.iter().map(|key| convert::object(key, &chosen)).collect(),
            ChangeSelection::Query { query, except } => {
                let accounts = explorer::chosen_among(&chosen, &query.account_ids)?;
                let mut question = explorer::query_of(query, accounts, self.inner.clock.now())?;
                match question.shape {
                    Shape::Flat(Level::Account) | Shape::Tree { expanded: Expansion::Ids(_), .. } => {
                        return Err(Error::Invalid("Choose a level: campaigns, ad sets or ads".into()));
                    }
                    _ => {}
                }
                (question.offset, question.limit) = (0, MOST_OBJECTS + 1);
                let page = session.store.read(move |db| db.explorer(&question)).await?;
                let except: HashSet<&str> = except.iter().map(String::as_str).collect();
                let rows = page.rows.into_iter().filter(|row| !except.contains(row.id.as_str())).map(|row| {
                    let id = domain::ObjectId::parse(&row.id).map_err(|_| Error::NotFound("object"))?;
                    Ok(ObjectRef { account: row.account, level: row.level, id })
                });
                rows.collect()
            }
        }
    }

    fn begin(&self, session: &Arc<Session>, id: &str, rows: usize) -> Result<ChangeRun, Error> {
        session.changes.begin(id, rows).ok_or(Error::Refused("Another change is being sent; wait for its end".into()))
    }

    /// Runs an act in the background and tells how it goes.
    fn spawn<F>(&self, session: &Arc<Session>, id: String, work: F)
    where
        F: FnOnce(desk::RowSink, Cancel) -> desk::Work + Send + 'static,
    {
        let (app, session) = (self.clone(), Arc::clone(session));
        let cancel = session.changes.cancel_token();
        let sink = session.changes.sink();
        let telling = tokio::spawn(desk::tell(app.clone(), Arc::downgrade(&session)));
        // Ends with the act; closing the workspace stops it after the object it is at and waits for that.
        drop(tokio::spawn(async move {
            let accounts: Vec<AccountId> = session.chosen();
            let ended = work(sink, cancel).await;
            telling.abort();
            if let Err(error) = &ended {
                tracing::warn!(%error, change = id, "a change did not come to its end");
            }
            crate::activity::tell_and_raise(&session.store, &app.inner.bus).await;
            session.changes.end(ended.err().map(Error::from).map(IpcError::from));
            app.tell_writes(&session).await;
            let account_ids = accounts.iter().map(AccountId::node).collect();
            app.inner.bus.event(AppEvent::DataChanged { account_ids });
            drop(session);
        }));
    }
}

fn consent_of(asked: bool, amounts: &[f64]) -> Result<Consent, Error> {
    Ok(Consent { asked, amounts: amounts.iter().map(|minor| convert::minor(*minor)).collect::<Result<_, _>>()? })
}

/// The person at this computer.
pub(crate) fn author(session: &Session, reason: String) -> Author {
    let user = session.facts().and_then(|facts| facts.user_name);
    let reason: String = reason.chars().filter(|c| !c.is_control()).take(500).collect();
    Author::person(user.unwrap_or_else(|| "the person at this computer".into()), reason)
}
