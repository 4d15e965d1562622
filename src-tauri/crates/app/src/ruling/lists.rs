//! What there is: rules, their looks, what waits, what is paused.

use std::collections::BTreeMap;

use domain::{AccountZone, TimestampMillis};
use optimizer::{DecisionState as State, Kept, shelf};
use rules::Rule;
use store::{Db, DecisionCount};

use super::view;
use crate::Error;
use crate::app::App;
use crate::changing::convert;
use crate::dto::{
    ApprovalGroup, EngineState, LeaseUntil, ListRuleRuns, ObjectKey, PausedRow, RuleDetail, RuleList, RuleRecord,
    RuleRow, RuleRun, RuleRunDetail, RuleStop, RuleVersion,
};
use crate::explorer::level_view;
use crate::session::Session;

const DAY_MS: i64 = 86_400_000;
/// Over which days acts are counted.
const MONTH_DAYS: i64 = 30;
/// Over which days it is counted how often a rule was right.
const RECORD_DAYS: i64 = 365;

impl App {
    /// All rules, and where the engine stands.
    ///
    /// # Errors
    /// When no workspace is open or its ledger cannot be read.
    pub async fn rules(&self) -> Result<RuleList, Error> {
        let session = self.session().await?;
        let (now, chosen) = (self.inner.clock.now(), session.chosen());
        let rules = session.store.read(move |db| Rows::read(db, now, &chosen)?.all()).await?;
        Ok(RuleList { rules, engine: self.engine_state(&session).await? })
    }

    /// One rule, whole.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn rule(&self, id: &str) -> Result<RuleDetail, Error> {
        let session = self.session().await?;
        let (now, chosen, id) = (self.inner.clock.now(), session.chosen(), id.to_owned());
        let read = move |db: &Db| {
            let Some(row) = db.rule(&id)? else { return Ok(None) };
            let Some(shown) = Rows::read(db, now, &chosen)?.one(&id)? else { return Ok(None) };
            let versions = db.rule_versions(&id)?.into_iter().map(|version| RuleVersion {
                version: version.version,
                at_ms: version.at.0 as f64,
                by: version.author,
                rule: version.text,
            });
            Ok(Some(RuleDetail { row: shown, rule: row.text, versions: versions.collect() }))
        };
        session.store.read(read).await?.ok_or(Error::NotFound("rule"))
    }

    /// Where the engine stands: what holds it, what waits for a person.
    ///
    /// # Errors
    /// When no workspace is open or its ledger cannot be read.
    pub async fn rules_standing(&self) -> Result<EngineState, Error> {
        let session = self.session().await?;
        self.engine_state(&session).await
    }

    /// Where the engine stands.
    pub(crate) async fn engine_state(&self, session: &Session) -> Result<EngineState, Error> {
        let standing = session.engine().map(optimizer::Engine::standing);
        let read = |db: &Db| Ok((db.decisions_in(State::Waiting.as_str())?.len(), db.open_leases()?.len()));
        let (waiting, paused) = session.store.read(read).await?;
        let runs_here = standing.is_some();
        let standing = standing.unwrap_or_default();
        let stopped = self.write_state().await?.stopped;
        let held = stopped.then(|| "All changes are stopped, and with them all rules".to_owned());
        Ok(EngineState {
            runs_here,
            held: held.or(standing.held),
            looking_at: standing.looking_at.as_ref().map(domain::AccountId::node),
            next_look_ms: standing.next_at_ms.map(|at| at as f64),
            waiting: view::count(waiting),
            paused: view::count(paused),
        })
    }

    /// Looks of rules, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account or a look that is not here.
    pub async fn rule_runs(&self, input: ListRuleRuns) -> Result<Vec<RuleRun>, Error> {
        let session = self.session().await?;
        let chosen = session.chosen();
        let account = input.account_id.as_deref().map(|id| convert::account(id, &chosen)).transpose()?;
        let limit = input.limit.clamp(1, 200);
        let read = move |db: &Db| {
            let before = input.before.as_deref().map(|id| db.rule_run(id)).transpose()?.map(|run| run.seq);
            let runs = db.rule_runs(input.rule_id.as_deref(), account.as_ref(), before, input.quiet, limit)?;
            runs.into_iter().map(|run| view::run_of(db, run)).collect()
        };
        Ok(session.store.read(read).await?)
    }

    /// One look with everything that met its conditions.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn rule_run(&self, id: &str) -> Result<RuleRunDetail, Error> {
        let session = self.session().await?;
        let id = id.to_owned();
        let read = move |db: &Db| {
            let run = view::run_of(db, db.rule_run(&id)?)?;
            let decisions = db.decisions_of_run(&id)?;
            let decisions = decisions.iter().map(|row| view::decision_of(db, row)).collect::<Result<_, _>>()?;
            Ok(RuleRunDetail { run, decisions })
        };
        Ok(session.store.read(read).await?)
    }

    /// What waits for a person, the oldest first.
    ///
    /// # Errors
    /// When no workspace is open or its ledger cannot be read.
    pub async fn approvals(&self) -> Result<Vec<ApprovalGroup>, Error> {
        let session = self.session().await?;
        let read = |db: &Db| {
            let mut groups: Vec<ApprovalGroup> = Vec::new();
            for row in db.decisions_in(State::Waiting.as_str())? {
                let decision = view::decision_of(db, &row)?;
                if let Some(group) = groups.iter_mut().find(|group| group.run.id == row.run) {
                    group.decisions.push(decision);
                    continue;
                }
                let run = db.rule_run(&row.run)?;
                groups.push(ApprovalGroup {
                    because: run.because.clone().unwrap_or_default(),
                    expires_ms: run.expires_at.map_or(0.0, |at| at.0 as f64),
                    run: view::run_of(db, run)?,
                    decisions: vec![decision],
                });
            }
            Ok(groups)
        };
        Ok(session.store.read(read).await?)
    }

    /// What rules have paused and mean to start again, or leave to a person.
    ///
    /// # Errors
    /// When no workspace is open or its ledger cannot be read.
    pub async fn paused_by_rules(&self) -> Result<Vec<PausedRow>, Error> {
        let session = self.session().await?;
        let read = |db: &Db| {
            let mut names: BTreeMap<String, String> = BTreeMap::new();
            for rule in db.rules()? {
                if let Ok(read) = Rule::from_json(&rule.text) {
                    names.insert(rule.id, read.name);
                }
            }
            let row = |lease: store::LeaseRow| PausedRow {
                rule_name: names.get(&lease.rule).cloned().unwrap_or_else(|| lease.rule.clone()),
                id: lease.id,
                rule_id: lease.rule,
                object: ObjectKey {
                    account_id: lease.account.node(),
                    level: level_view(lease.level),
                    id: lease.object.to_string(),
                },
                name: lease.name,
                since_ms: lease.since.0 as f64,
                until: match lease.until.as_str() {
                    "midnight" => LeaseUntil::Midnight,
                    "recovered" => LeaseUntil::Recovered,
                    _ => LeaseUntil::APerson,
                },
                due_ms: lease.due_at.map(|at| at.0 as f64),
                note: lease.note,
            };
            Ok(db.open_leases()?.into_iter().map(row).collect())
        };
        Ok(session.store.read(read).await?)
    }
}

/// Everything the rows of rules are made of.
struct Rows<'d> {
    db: &'d Db,
    rules: Vec<Kept>,
    today: Vec<DecisionCount>,
    month: Vec<DecisionCount>,
    year: Vec<DecisionCount>,
    next: BTreeMap<String, TimestampMillis>,
    findings: Vec<rules::Finding>,
}

impl<'d> Rows<'d> {
    fn read(db: &'d Db, now: TimestampMillis, chosen: &[domain::AccountId]) -> Result<Self, store::Error> {
        let rules = shelf::rules(db)?;
        // Accounts may be on different days; the earliest beginning of a present day is where "today" begins.
        let mut today = now;
        for row in db.accounts()?.iter().filter(|row| chosen.contains(&row.id)) {
            let start =
                AccountZone::parse(&row.timezone_name).ok().and_then(|zone| Some(zone.start_of(zone.day_of(now)?)));
            today = start.map_or(today, |start| start.min(today));
        }
        let written: Vec<Rule> = rules.iter().map(|rule| rule.rule().clone()).collect();
        Ok(Self {
            today: db.decision_counts(today)?,
            month: db.decision_counts(now.plus_millis(-MONTH_DAYS * DAY_MS))?,
            year: db.decision_counts(now.plus_millis(-RECORD_DAYS * DAY_MS))?,
            next: optimizer::next_looks(db, chosen, now)?,
            findings: rules::lint(&written),
            db,
            rules,
        })
    }

    fn all(&self) -> Result<Vec<RuleRow>, store::Error> {
        let mut rows = self.rules.iter().map(|rule| self.row(rule)).collect::<Result<Vec<_>, _>>()?;
        rows.sort_by(|a, b| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)));
        Ok(rows)
    }

    fn one(&self, id: &str) -> Result<Option<RuleRow>, store::Error> {
        self.rules.iter().find(|rule| rule.rule().id == id).map(|rule| self.row(rule)).transpose()
    }

    fn row(&self, kept: &Kept) -> Result<RuleRow, store::Error> {
        let rule = kept.rule();
        let sum = |counts: &[DecisionCount], wanted: &dyn Fn(&DecisionCount) -> bool| {
            counts.iter().filter(|count| count.rule == rule.id && wanted(count)).map(|count| count.count).sum::<u32>()
        };
        let is = |state: State| move |count: &DecisionCount| count.state == state.as_str();
        let outcome = |name: &'static str| move |count: &DecisionCount| count.outcome.as_deref() == Some(name);
        let wrong = |count: &DecisionCount| matches!(count.outcome.as_deref(), Some("late_figures" | "recovered"));
        let open =
            |count: &DecisionCount| count.outcome.is_none() && matches!(count.state.as_str(), "done" | "shadowed");
        let run = |something| -> Result<Option<RuleRun>, store::Error> {
            self.db.last_rule_run(&rule.id, something)?.map(|run| view::run_of(self.db, run)).transpose()
        };
        let mentions = |finding: &&rules::Finding| finding.rules.contains(&rule.id);
        Ok(RuleRow {
            id: rule.id.clone(),
            name: rule.name.clone(),
            version: kept.version,
            mode: view::mode_view(rule.mode),
            mode_since_ms: kept.mode_since.0 as f64,
            level: level_view(rule.scope.level),
            account_ids: rule.scope.accounts.iter().map(domain::AccountId::node).collect(),
            words: view::words(&rules::words(rule)),
            last_run: run(false)?,
            last_met: run(true)?,
            next_look_ms: self.next.get(&rule.id).map(|at| at.0 as f64),
            acts_today: sum(&self.today, &is(State::Done)),
            acts_month: sum(&self.month, &is(State::Done)),
            refused_month: sum(&self.month, &is(State::Refused)),
            shadowed_month: sum(&self.month, &is(State::Shadowed)),
            waiting: sum(&self.year, &is(State::Waiting)),
            record: RuleRecord {
                right: sum(&self.year, &outcome("right")),
                false_kills: sum(&self.year, &|count| count.takes_away && wrong(count)),
                not_right: sum(&self.year, &|count| !count.takes_away && wrong(count)),
                open: sum(&self.year, &open),
            },
            stopped: kept.stop.as_ref().map(|stop| RuleStop {
                code: stop.code.clone(),
                text: stop.text.clone(),
                at_ms: stop.at_ms as f64,
            }),
            findings: self.findings.iter().filter(mentions).cloned().map(view::finding).collect(),
        })
    }
}
