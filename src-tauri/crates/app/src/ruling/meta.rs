//! Meta's own rules: what there are, what each does and did, read as ours, made from ours, switched.

mod spec;
mod words;

use changes::{ChangeSet, Known, meta_rules};
use domain::{AccountId, Currency, Level, ObjectId};
use graph::{Cancel, Graph, Lane};
use optimizer::{Limits, shelf};
use rules::meta::{Effect, Lost, Targets, compile, import};
use store::ObjectRef;

use crate::Error;
use crate::app::App;
use crate::changing::{author, convert};
use crate::dto::{
    ChangeMetaRule, ChangePreview, CheckDepth, CompileRule, CompiledRule, LostEffect, LostPart, MetaRule, MetaRuleAct,
    MetaRuleDetail, MetaRuleImported, MetaRuleKey, MetaRuleObject, MetaRuleRun, RulesImported,
};
use crate::explorer::level_of;
use crate::session::Session;

/// Objects of which more is told than how many there are.
const MOST_NAMED: usize = 500;

impl App {
    /// Meta's own rules of an account, by name; those that Ads Manager does not show are among them. Asks Meta.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account that is not here, [`Error::NotSignedIn`], and what Meta says.
    pub async fn meta_rules(&self, account_id: &str) -> Result<Vec<MetaRule>, Error> {
        let session = self.session().await?;
        let account = convert::account(account_id, &session.chosen())?;
        let currency = currency_of(&session, &account).await?;
        let rules = meta(&session)?.ad_rules(&account, &Cancel::new()).await?;
        let mut rows: Vec<MetaRule> = rules.iter().map(|rule| words::rule(&account, rule, currency)).collect();
        rows.sort_by_key(|row| (row.name.to_lowercase(), row.id.clone()));
        Ok(rows)
    }

    /// One of Meta's rules with what it did and what it would look at now. Asks Meta.
    ///
    /// # Errors
    /// As [`App::meta_rules`].
    pub async fn meta_rule(&self, key: MetaRuleKey) -> Result<MetaRuleDetail, Error> {
        let session = self.session().await?;
        let (account, id) = place(&session, &key.account_id, &key.id)?;
        let currency = currency_of(&session, &account).await?;
        let (meta, cancel) = (meta(&session)?, Cancel::new());
        let live = meta.ad_rule(&account, &id, &cancel).await?;
        let runs = meta.ad_rule_history(&account, &id, &cancel).await?;
        let found = match meta.ad_rule_matches(&account, &id, &cancel).await {
            Ok(found) => Ok(found),
            // What Meta will not preview has a history all the same.
            Err(error @ (graph::Error::Invalid { .. } | graph::Error::Permission { .. })) => Err(error.to_string()),
            Err(error) => return Err(error.into()),
        };
        let rule = words::rule(&account, &live, currency);
        let of_runs = runs.iter().flat_map(|run| &run.results).filter_map(|one| one.object_id.clone());
        let ids = found.iter().flatten().map(ToString::to_string).chain(of_runs).collect();
        let names = Names::read(&session, &account, rule.level.map(level_of), ids).await?;
        let governs = found.as_ref().map(|found| {
            let object = |id: &ObjectId| MetaRuleObject { id: id.to_string(), name: names.of(id.as_str()) };
            found.iter().take(MOST_NAMED).map(object).collect()
        });
        let runs: Vec<MetaRuleRun> = runs.into_iter().map(|run| words::run(run, &|id| names.of(id))).collect();
        Ok(MetaRuleDetail { rule, runs, governs: governs.unwrap_or_default(), governs_unknown: found.err() })
    }

    /// Meta's own rules that look at a campaign, ad set or ad. Asks Meta.
    ///
    /// # Errors
    /// As [`App::meta_rules`]; [`Error::NotFound`] for an object that is not here.
    pub async fn meta_rules_of(&self, object: &str) -> Result<Vec<MetaRule>, Error> {
        let (_, account) = self.find_object(object).await?.ok_or(Error::NotFound("object"))?;
        let session = self.session().await?;
        let (account, object) = place(&session, &account, object)?;
        let currency = currency_of(&session, &account).await?;
        let rules = meta(&session)?.ad_rules_governing(&account, &object, &Cancel::new()).await?;
        Ok(rules.iter().map(|rule| words::rule(&account, rule, currency)).collect())
    }

    /// Reads one of Meta's rules as one of ours and keeps it, in shadow.
    ///
    /// # Errors
    /// As [`App::meta_rules`], and what [`App::save_rule`] says.
    pub async fn import_meta_rule(&self, key: MetaRuleKey) -> Result<MetaRuleImported, Error> {
        let session = self.session().await?;
        let (account, id) = place(&session, &key.account_id, &key.id)?;
        let currency = currency_of(&session, &account).await?;
        let live = meta(&session)?.ad_rule(&account, &id, &Cancel::new()).await?;
        let imported = import(&spec::read(&live), &id, &account, currency);
        let lost = imported.lost.into_iter().map(lost_part).collect();
        let Some(rule) = imported.rule else { return Ok(MetaRuleImported { rule_id: None, unchanged: false, lost }) };
        let rule_id = rule.id.clone();
        let mut done = RulesImported { imported: Vec::new(), unchanged: Vec::new(), refused: Vec::new() };
        self.import_one(&session, rule, &mut done).await?;
        self.rules_changed(&session);
        Ok(MetaRuleImported { rule_id: Some(rule_id), unchanged: done.imported.is_empty(), lost })
    }

    /// What one of our rules would be as one of Meta's, and the act that makes it once what is lost was accepted. Sends
    /// nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a rule or an account that is not here.
    pub async fn compile_rule(&self, input: CompileRule) -> Result<CompiledRule, Error> {
        let session = self.session().await?;
        let account = convert::account(&input.account_id, &session.chosen())?;
        let currency = currency_of(&session, &account).await?;
        let (id, of) = (input.rule_id.clone(), account.clone());
        let read = move |db: &store::Db| Ok((shelf::rule(db, &id), Limits::read(db, &of)?));
        let (kept, limits) = session.store.read(read).await?;
        let kept = kept?;
        let targets = Targets { cpa_minor: limits.target_cpa_minor, roas: limits.target_roas };
        let compiled = compile(kept.rule(), &account, currency, &targets);
        let asks = compiled.lost.iter().any(|lost| lost.effect == Effect::Accept);
        let lost = compiled.lost.into_iter().map(lost_part).collect();
        let name = kept.rule().name.clone();
        let Some(spec) = compiled.spec else { return Ok(CompiledRule { name, rule: None, lost, preview: None }) };
        let specs = spec::written(&spec);
        let shown = words::planned(&account, &spec, currency, input.is_on);
        if asks && !input.accepted {
            return Ok(CompiledRule { name, rule: Some(shown), lost, preview: None });
        }
        let item = meta_rules::making(&account, &spec.name, specs, input.is_on);
        let reason = format!("The rule {} (version {}) as one of Meta's", kept.rule().id, kept.version);
        let preview = self.preview_item(&session, item, reason).await?;
        Ok(CompiledRule { name, rule: Some(shown), lost, preview: Some(preview) })
    }

    /// What another state of one of Meta's rules would be. Sends nothing.
    ///
    /// # Errors
    /// As [`App::meta_rules`].
    pub async fn preview_meta_rule(&self, input: ChangeMetaRule) -> Result<ChangePreview, Error> {
        let session = self.session().await?;
        let (account, id) = place(&session, &input.account_id, &input.id)?;
        let live = meta(&session)?.ad_rule(&account, &id, &Cancel::new()).await?;
        let item = match input.act {
            MetaRuleAct::Enable => meta_rules::switching(&account, &live, true),
            MetaRuleAct::Disable => meta_rules::switching(&account, &live, false),
            MetaRuleAct::Delete => meta_rules::deleting(&account, &live),
        };
        self.preview_item(&session, item, String::new()).await
    }

    async fn preview_item(
        &self,
        session: &std::sync::Arc<Session>,
        item: changes::Item,
        reason: String,
    ) -> Result<ChangePreview, Error> {
        let set = ChangeSet {
            id: session.changes.fresh_id(),
            author: author(session, reason),
            made_at: self.inner.clock.now(),
            undoes: None,
            items: vec![item],
            in_step: false,
        };
        self.look_at(session, set, Vec::new(), CheckDepth::Live).await
    }
}

fn meta(session: &Session) -> Result<Graph, Error> {
    Ok(session.graph()?.with_lane(Lane::Interactive))
}

fn place(session: &Session, account: &str, id: &str) -> Result<(AccountId, ObjectId), Error> {
    let account = convert::account(account, &session.chosen())?;
    let id = ObjectId::parse(id).map_err(|_| Error::NotFound("rule"))?;
    Ok((account, id))
}

async fn currency_of(session: &Session, account: &AccountId) -> Result<Currency, Error> {
    let account = account.clone();
    let row = session.store.read(move |db| db.account(&account)).await?;
    let code = row.ok_or(Error::NotFound("ad account"))?.currency;
    Currency::parse(&code).map_err(|_| Error::Invalid(format!("The account's currency {code} is not known here")))
}

fn lost_part(lost: Lost) -> LostPart {
    let effect = match lost.effect {
        Effect::Narrower => LostEffect::Narrower,
        Effect::Accept => LostEffect::Accept,
        Effect::Wider => LostEffect::Wider,
    };
    LostPart { place: lost.place, what: lost.what, effect }
}

/// Names of objects, as far as the cache has them.
struct Names(std::collections::BTreeMap<String, String>);

impl Names {
    async fn read(
        session: &Session,
        account: &AccountId,
        level: Option<Level>,
        ids: std::collections::BTreeSet<String>,
    ) -> Result<Self, Error> {
        let Some(level) = level else { return Ok(Self(std::collections::BTreeMap::new())) };
        let account = account.clone();
        let objects: Vec<ObjectRef> = ids
            .iter()
            .take(MOST_NAMED)
            .filter_map(|id| ObjectId::parse(id).ok())
            .map(|id| ObjectRef { account: account.clone(), level, id })
            .collect();
        let known = session.store.read(move |db| Known::read(db, &objects)).await?;
        let name =
            |(object, snapshot): (ObjectRef, changes::Snapshot)| (object.id.to_string(), snapshot.name().to_owned());
        Ok(Self(known.objects.into_iter().map(name).collect()))
    }

    fn of(&self, id: &str) -> String {
        self.0.get(id).cloned().unwrap_or_default()
    }
}
