//! Why a rule did or did not act on an object, now or at any time in the past.

use domain::TimestampMillis;
use optimizer::{StoreHistory, shelf};
use rules::{Frame, Prepared};
use store::{Db, ObjectRef};

use super::look::targets;
use super::view::{self, Shown};
use crate::Error;
use crate::app::App;
use crate::changing::object_ref;
use crate::dto::{ExplainObject, Explanation};

/// A decision that was kept this near to the time asked about is the answer.
const NEAR_MS: i64 = 5 * 60_000;

/// A rule as it was at a time.
struct Then {
    prepared: Prepared,
    version: u32,
    recorded: Option<crate::dto::RuleDecision>,
}

impl App {
    /// Why rules did or did not act on an object. What was decided then is told as it was kept; what was not kept is
    /// worked out again from what was known then, with the rule as it was.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an object or a rule that is not here, [`Error::Invalid`] for a time to come.
    pub async fn explain_object(&self, input: ExplainObject) -> Result<Vec<Explanation>, Error> {
        let session = self.session().await?;
        let object = object_ref(&session, &input.object)?;
        let now = self.inner.clock.now();
        let at = match input.at_ms {
            Some(at) if at.is_finite() && at <= now.0 as f64 && at > 0.0 => Some(TimestampMillis(at as i64)),
            Some(_) => return Err(Error::Invalid("Ask about a time that has passed".into())),
            None => None,
        };
        let (wanted, named) = (input.rule_id.clone(), object.clone());
        let then = session.store.read(move |db| then(db, &named, wanted.as_deref(), at)).await??;
        if then.is_empty() && input.rule_id.is_some() {
            return Err(Error::NotFound("rule"));
        }
        let store = session.store.clone();
        let explained = tokio::task::spawn_blocking(move || explain(&store, &object, then, at, now));
        explained.await.map_err(|_| Error::Store(store::Error::Stopped))?
    }
}

/// The rules that look at an object's level, as they were at a time, and what they had decided about it.
fn then(
    db: &Db,
    object: &ObjectRef,
    wanted: Option<&str>,
    at: Option<TimestampMillis>,
) -> Result<Result<Vec<Then>, Error>, store::Error> {
    let mut found = Vec::new();
    let decided = match at {
        Some(at) => db.decisions_about(object, at.plus_millis(NEAR_MS), 50)?,
        None => Vec::new(),
    };
    for kept in shelf::rules(db)? {
        let id = kept.rule().id.clone();
        if wanted.is_some_and(|wanted| wanted != id) {
            continue;
        }
        let near =
            |row: &&store::DecisionRow| row.rule == id && at.is_some_and(|at| row.at.millis_since(at).abs() <= NEAR_MS);
        let recorded = decided.iter().find(near).map(|row| view::decision_of(db, row)).transpose()?;
        let version = match at {
            // The text that was in force; a rule that was not written yet had nothing to say.
            Some(at) => {
                let versions = db.rule_versions(&id)?;
                versions.into_iter().find(|version| version.at <= at).map(|version| version.version)
            }
            None => Some(kept.version),
        };
        let Some(version) = version else { continue };
        let prepared = match shelf::version(db, &id, version) {
            Ok(prepared) => prepared,
            Err(error) => return Ok(Err(error.into())),
        };
        if prepared.rule().scope.level == object.level {
            found.push(Then { prepared, version, recorded });
        }
    }
    Ok(Ok(found))
}

fn explain(
    store: &store::Store,
    object: &ObjectRef,
    then: Vec<Then>,
    at: Option<TimestampMillis>,
    now: TimestampMillis,
) -> Result<Vec<Explanation>, Error> {
    let account = object.account.clone();
    let targets = store.read_blocking(move |db| Ok(targets(db, &account, now)))??;
    let mut history = None;
    let mut explanations = Vec::new();
    for Then { prepared, version, recorded } in then {
        let rule_name = prepared.rule().name.clone();
        if let Some(decision) = recorded {
            explanations.push(Explanation { rule_name, decision, recorded: true });
            continue;
        }
        let decision = match at {
            Some(at) => {
                let past = match history.take() {
                    Some(past) => past,
                    None => StoreHistory::open(store.clone(), &object.account, &targets)?,
                };
                let past = history.insert(past);
                rules::explain_then(&prepared, past, &object.id, at)?
            }
            None => {
                let (asked, rule, targets) = (object.clone(), prepared.clone(), targets.clone());
                store.read_blocking(move |db| {
                    let snapshot = optimizer::look(db, &asked.account, now, std::slice::from_ref(&rule), &targets);
                    Ok(snapshot.map(|snapshot| Frame::new(&snapshot).explain(&rule, &asked.id)))
                })??
            }
        };
        let Some(decision) = decision else { continue };
        let (rule, named) = (prepared.rule().clone(), object.clone());
        let shown = store.read_blocking(move |db| {
            let words = Shown { db, rule: Some(&rule), rule_id: &rule.id, version, at: at.unwrap_or(now) };
            words.decision(&named, &decision)
        })?;
        explanations.push(Explanation { rule_name, decision: shown, recorded: false });
    }
    Ok(explanations)
}
