//! Looking a rule over before it is kept: what is wrong, what is unwise, what it would look at and do now.

use domain::{AccountId, Currency, TimestampMillis};
use optimizer::{Kept, Limits, Targets, shelf};
use rules::{Error as RuleError, Fault, Frame, Prepared, Rule, Standing};
use store::{Db, ObjectRef};

use super::view::{self, Shown};
use crate::Error;
use crate::app::App;
use crate::changing::convert;
use crate::dto::{
    AccountPreview, ErrorCode, JudgeRule, RuleFault, RuleJudgement, RuleMatch, RulePreview, RuleTemplate,
};
use crate::error::plain;

/// Decisions of one account in a preview.
const MOST_SHOWN: usize = 500;

impl App {
    /// What can be said of a rule while it is written.
    ///
    /// # Errors
    /// When no workspace is open or its cache cannot be read; what is wrong with the rule is in the answer.
    pub async fn judge_rule(&self, input: JudgeRule) -> Result<RuleJudgement, Error> {
        let session = self.session().await?;
        let rule = match Rule::from_json(&input.rule) {
            Ok(rule) => rule,
            Err(error) => {
                let (faults, words) = (faults_of(error), None);
                return Ok(RuleJudgement { faults, words, findings: Vec::new(), matches: Vec::new() });
            }
        };
        let words = Some(view::words(&rules::words(&rule)));
        let (accounts, now) = (accounts_of(&rule, session.chosen()), self.inner.clock.now());
        let prepared = Prepared::new(rule.clone()).map_err(optimizer::Error::Rule)?;
        let read = move |db: &Db| {
            let mut all: Vec<Rule> = shelf::rules(db)?.iter().map(|kept| kept.rule().clone()).collect();
            all.retain(|other| other.id != rule.id);
            all.push(rule.clone());
            let findings = rules::lint(&all).into_iter().filter(|finding| finding.rules.contains(&rule.id));
            let findings = findings.map(view::finding).collect();
            let mut matches = Vec::new();
            for account in &accounts {
                // An account of which nothing can be told has no count.
                if let Ok(Some(found)) = matching(db, account, now, &prepared) {
                    matches.push(found);
                }
            }
            Ok((findings, matches))
        };
        let (findings, matches) = session.store.read(read).await?;
        Ok(RuleJudgement { faults: Vec::new(), words, findings, matches })
    }

    /// What a rule would do now. Nothing is done, and nothing is read anew.
    ///
    /// # Errors
    /// [`Error::Rule`] for what is wrong with it.
    pub async fn preview_rule(&self, input: JudgeRule) -> Result<RulePreview, Error> {
        let session = self.session().await?;
        let rule = Rule::from_json(&input.rule).map_err(optimizer::Error::Rule)?;
        let (accounts, now) = (accounts_of(&rule, session.chosen()), self.inner.clock.now());
        let prepared = Prepared::new(rule).map_err(optimizer::Error::Rule)?;
        let read = move |db: &Db| {
            let previews = accounts.iter().map(|account| preview(db, account, now, &prepared));
            previews.collect::<Result<Vec<_>, store::Error>>()
        };
        let accounts = session.store.read(read).await?;
        Ok(RulePreview { at_ms: now.0 as f64, accounts })
    }

    /// Rules to begin with, in an account's currency; in that of the first one where none is named.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub async fn rule_templates(&self, account: Option<String>) -> Result<Vec<RuleTemplate>, Error> {
        let session = self.session().await?;
        let chosen = session.chosen();
        let account = account.map(|id| convert::account(&id, &chosen)).transpose()?.or_else(|| chosen.first().cloned());
        let currency = session.store.read(move |db| match &account {
            Some(account) => view::currency_of(db, account),
            None => Ok(None),
        });
        let fallback = Currency::parse("EUR").map_err(|_| Error::NotFound("currency"))?;
        let templates = rules::templates(currency.await?.unwrap_or(fallback));
        let shown = |template: rules::Template| RuleTemplate {
            what_for: template.what_for.to_owned(),
            rule: template.rule.to_json(),
            words: view::words(&rules::words(&template.rule)),
        };
        Ok(templates.into_iter().map(shown).collect())
    }
}

/// The accounts of the workspace that a rule looks at.
pub(super) fn accounts_of(rule: &Rule, chosen: Vec<AccountId>) -> Vec<AccountId> {
    let wanted = |account: &AccountId| rule.scope.accounts.is_empty() || rule.scope.accounts.contains(account);
    chosen.into_iter().filter(wanted).collect()
}

pub(super) fn faults_of(error: RuleError) -> Vec<RuleFault> {
    let fault = |fault: Fault| RuleFault { place: fault.place, what: fault.what, remedy: fault.remedy };
    match error {
        RuleError::Faults(faults) => faults.into_iter().map(fault).collect(),
        RuleError::Newer(_) => vec![RuleFault {
            place: "format".into(),
            what: error.to_string(),
            remedy: "Update Sextant to use it.".into(),
        }],
    }
}

/// What rules are told of an account's aims.
pub(super) fn targets(db: &Db, account: &AccountId, now: TimestampMillis) -> Result<Targets, optimizer::Error> {
    let limits = Limits::read(db, account)?;
    let maturity_percent = optimizer::maturity(db, account, now)?;
    Ok(Targets { cpa_minor: limits.target_cpa_minor, roas: limits.target_roas, maturity_percent })
}

fn matching(
    db: &Db,
    account: &AccountId,
    now: TimestampMillis,
    prepared: &Prepared,
) -> Result<Option<RuleMatch>, optimizer::Error> {
    let targets = targets(db, account, now)?;
    let snapshot = optimizer::look(db, account, now, std::slice::from_ref(prepared), &targets)?;
    let judged = Frame::new(&snapshot).judge(prepared);
    Ok(Some(counts(account, &judged.standings)))
}

fn counts(account: &AccountId, standings: &[Standing]) -> RuleMatch {
    let number = |wanted: &dyn Fn(&Standing) -> bool| view::count(standings.iter().filter(|one| wanted(one)).count());
    RuleMatch {
        account_id: account.node(),
        of: view::count(standings.len()),
        in_scope: number(&|standing| *standing != Standing::OutOfScope),
        met: number(&|standing| matches!(standing, Standing::Acts | Standing::Refused)),
        cannot_tell: number(&|standing| *standing == Standing::CannotTell),
    }
}

fn preview(
    db: &Db,
    account: &AccountId,
    now: TimestampMillis,
    prepared: &Prepared,
) -> Result<AccountPreview, store::Error> {
    let currency = view::currency_of(db, account)?.map(|currency| currency.to_string()).unwrap_or_default();
    let mut shown = AccountPreview {
        account_id: account.node(),
        counts: counts(account, &[]),
        decisions: Vec::new(),
        asks_a_person: false,
        moved_minor: 0.0,
        currency,
        problem: None,
    };
    match weighed(db, account, now, prepared) {
        Ok((standings, weighed)) => {
            shown.counts = counts(account, &standings);
            shown.asks_a_person = weighed.reach.asks_a_person();
            shown.moved_minor = weighed.reach.budget_moved_minor as f64;
            let rule = prepared.rule();
            let words = Shown { db, rule: Some(rule), rule_id: &rule.id, version: 0, at: now };
            for decision in weighed.decisions.iter().take(MOST_SHOWN) {
                let object = ObjectRef { account: account.clone(), level: decision.level, id: decision.object.clone() };
                shown.decisions.push(words.decision(&object, decision)?);
            }
        }
        Err(error) => shown.problem = Some(plain(ErrorCode::Unexpected, error.to_string())),
    }
    Ok(shown)
}

/// What a rule would do now, with what all guards say that can be asked without Meta.
fn weighed(
    db: &Db,
    account: &AccountId,
    now: TimestampMillis,
    prepared: &Prepared,
) -> Result<(Vec<Standing>, optimizer::Weighed), optimizer::Error> {
    let targets = targets(db, account, now)?;
    let snapshot = optimizer::look(db, account, now, std::slice::from_ref(prepared), &targets)?;
    let kept = Kept { prepared: prepared.clone(), version: 0, updated_at: now, mode_since: now, stop: None };
    let judged = Frame::new(&snapshot).judge(prepared).standings;
    let weighed = optimizer::weigh_now(db, account, &snapshot, &kept)?;
    Ok((judged, weighed))
}
