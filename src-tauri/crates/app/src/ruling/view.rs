//! From what the ledger has of rules to what the page shows.

use domain::{AccountId, Currency, Level, TimestampMillis};
use optimizer::DecisionState as State;
use rules::{Act, AmountField, Answer, Decision, Mode, Standing, Until};
use store::{Db, DecisionRow, ObjectDetail, ObjectRef, RuleRunRow};

use crate::dto::{
    ActOutcome, DecisionState, FindingWeight, GuardVerdict, LeaseUntil, ObjectKey, RuleAnswer, RuleDecision,
    RuleFinding, RuleLine, RuleMode, RuleRun, RuleStanding, RuleWords, RunOutcome,
};
use crate::explorer::level_view;

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn mode_view(mode: Mode) -> RuleMode {
    match mode {
        Mode::Draft => RuleMode::Draft,
        Mode::Notify => RuleMode::Notify,
        Mode::Shadow => RuleMode::Shadow,
        Mode::Approve => RuleMode::Approve,
        Mode::Auto => RuleMode::Auto,
    }
}

pub(super) fn mode_of(mode: RuleMode) -> Mode {
    match mode {
        RuleMode::Draft => Mode::Draft,
        RuleMode::Notify => Mode::Notify,
        RuleMode::Shadow => Mode::Shadow,
        RuleMode::Approve => Mode::Approve,
        RuleMode::Auto => Mode::Auto,
    }
}

/// A choice by its name in the ledger, which is spelled as on the page.
fn named<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

pub(super) fn words(words: &rules::Words) -> RuleWords {
    RuleWords {
        scope: words.scope.clone(),
        when: words.when.iter().map(line).collect(),
        then: words.then.clone(),
        guards: words.guards.clone(),
        mode: words.mode.clone(),
    }
}

pub(super) fn line(line: &rules::Line) -> RuleLine {
    RuleLine { place: line.place.clone(), depth: count(line.depth), text: line.text.clone() }
}

pub(super) fn finding(finding: rules::Finding) -> RuleFinding {
    let code = serde_json::to_value(finding.code).ok();
    RuleFinding {
        code: code.and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default(),
        weight: match finding.weight {
            rules::Weight::Advice => FindingWeight::Advice,
            rules::Weight::Warning => FindingWeight::Warning,
            rules::Weight::Error => FindingWeight::Error,
        },
        rule_ids: finding.rules,
        place: finding.place,
        what: finding.what,
        example: finding.example,
        remedy: finding.remedy,
    }
}

/// A look, with what became of its acts as of now.
pub(super) fn run_of(db: &Db, row: RuleRunRow) -> Result<RuleRun, store::Error> {
    let (mut done, mut waiting) = (0, 0);
    if row.met > 0 {
        for decision in db.decisions_of_run(&row.id)? {
            done += u32::from(decision.state == State::Done.as_str() && !decision.undone);
            waiting += u32::from(decision.state == State::Waiting.as_str());
        }
    }
    let several = (row.looks > 1).then(|| format!("{} looks in a row.", row.looks));
    let note = [several, row.note].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(RuleRun {
        id: row.id,
        rule_id: row.rule,
        rule_name: row.rule_name,
        version: row.version,
        mode: named(&row.mode).unwrap_or(RuleMode::Draft),
        account_id: row.account.node(),
        at_ms: row.at.0 as f64,
        slot_ms: row.slot.0 as f64,
        outcome: named(&row.outcome).unwrap_or(RunOutcome::Failed),
        objects: row.objects,
        met: row.met,
        refused: row.refused,
        cannot_tell: row.cannot_tell,
        done,
        waiting,
        change_id: row.change_set,
        note: (!note.is_empty()).then_some(note),
    })
}

/// The currency of an account; none while it is not known.
pub(super) fn currency_of(db: &Db, account: &AccountId) -> Result<Option<Currency>, store::Error> {
    Ok(db.account(account)?.and_then(|row| Currency::parse(&row.currency).ok()))
}

/// What was decided, as it was kept.
pub(super) fn decision_of(db: &Db, row: &DecisionRow) -> Result<RuleDecision, store::Error> {
    let decision: Decision = serde_json::from_value(row.decision.clone())?;
    let text = db.rule_text(&row.rule, row.version).ok();
    let rule = text.and_then(|text| rules::Rule::from_json(&text).ok());
    let shown = Shown { db, rule: rule.as_ref(), rule_id: &row.rule, version: row.version, at: row.at };
    let state = if row.undone { Some(DecisionState::Undone) } else { named(&row.state) };
    Ok(RuleDecision {
        id: row.id.clone(),
        name: row.name.clone(),
        state,
        figures_read_ms: row.figures_read_at.map(|at| at.0 as f64),
        outcome: row.outcome.as_deref().and_then(named::<ActOutcome>),
        detail: row.detail.clone(),
        change_id: row.change_set.clone(),
        ..shown.decision(&row.object, &decision)?
    })
}

/// A decision with what is needed to put it into words.
pub(super) struct Shown<'a> {
    pub(super) db: &'a Db,
    pub(super) rule: Option<&'a rules::Rule>,
    pub(super) rule_id: &'a str,
    pub(super) version: u32,
    pub(super) at: TimestampMillis,
}

impl Shown<'_> {
    /// One that was worked out, kept or not.
    pub(super) fn decision(&self, object: &ObjectRef, decision: &Decision) -> Result<RuleDecision, store::Error> {
        let currency = currency_of(self.db, &object.account)?;
        let (name, path) = names(self.db, object)?;
        let (field, from, to, until) = decision.act.as_ref().map_or((None, None, None, None), act_parts);
        let why = self.rule.zip(currency).map(|(rule, currency)| rules::why(rule, decision, currency));
        let lines = why.unwrap_or_default();
        Ok(RuleDecision {
            id: String::new(),
            rule_id: self.rule_id.to_owned(),
            version: self.version,
            object: ObjectKey {
                account_id: object.account.node(),
                level: level_view(object.level),
                id: if object.level == Level::Account { object.account.node() } else { object.id.to_string() },
            },
            name,
            path,
            at_ms: self.at.0 as f64,
            standing: standing_view(decision.standing),
            state: None,
            field,
            from,
            to,
            until,
            reasons: lines.iter().filter(|line| line.place != "guards").map(line).collect(),
            guards: decision.guards.iter().map(|verdict| guard(verdict, currency)).collect(),
            figures_read_ms: None,
            outcome: None,
            detail: None,
            change_id: None,
        })
    }
}

fn guard(verdict: &rules::Verdict, currency: Option<Currency>) -> GuardVerdict {
    let text = currency.map(|currency| rules::verdict_words(verdict, currency));
    GuardVerdict {
        guard: verdict.guard.as_str().to_owned(),
        answer: match verdict.answer {
            Answer::NotMet => RuleAnswer::NotMet,
            Answer::CannotTell => RuleAnswer::CannotTell,
            Answer::Met => RuleAnswer::Met,
        },
        text: text.unwrap_or_else(|| verdict.guard.as_str().to_owned()),
    }
}

fn standing_view(standing: Standing) -> RuleStanding {
    match standing {
        Standing::OutOfScope => RuleStanding::OutOfScope,
        Standing::AlreadySo => RuleStanding::AlreadySo,
        Standing::NotMet => RuleStanding::NotMet,
        Standing::CannotTell => RuleStanding::CannotTell,
        Standing::Refused => RuleStanding::Refused,
        Standing::Acts => RuleStanding::Acts,
    }
}

type ActParts = (Option<String>, Option<String>, Option<String>, Option<LeaseUntil>);

/// The field an act is about in Meta's name, what it was, what it becomes, and how long a pause lasts.
pub(super) fn act_parts(act: &Act) -> ActParts {
    let status = |from: &str, to: &str| (Some("status".to_owned()), Some(from.to_owned()), Some(to.to_owned()));
    match act {
        Act::Tell => (None, None, None, None),
        Act::Copy { name, .. } => (Some("copy".to_owned()), None, Some(name.clone()), None),
        Act::Start => {
            let (field, from, to) = status("PAUSED", "ACTIVE");
            (field, from, to, None)
        }
        Act::Pause(until) => {
            let (field, from, to) = status("ACTIVE", "PAUSED");
            (field, from, to, Some(until_view(*until)))
        }
        Act::Set { field, from, to } => {
            let field = match field {
                AmountField::DailyBudget => "daily_budget",
                AmountField::LifetimeBudget => "lifetime_budget",
                AmountField::Bid => "bid_amount",
            };
            let told = |money: &domain::Money| format!("{} {}", money.to_decimal_text(), money.currency);
            (Some(field.to_owned()), Some(told(from)), Some(told(to)), None)
        }
    }
}

pub(super) fn until_view(until: Until) -> LeaseUntil {
    match until {
        Until::APerson => LeaseUntil::APerson,
        Until::Midnight => LeaseUntil::Midnight,
        Until::Recovered => LeaseUntil::Recovered,
    }
}

/// An object's name; its id where nothing is known of it.
pub(super) fn name_of(db: &Db, object: &ObjectRef) -> Result<String, store::Error> {
    Ok(names(db, object)?.0)
}

/// An object's name and the names above it, from the campaign down.
fn names(db: &Db, object: &ObjectRef) -> Result<(String, Vec<String>), store::Error> {
    let above = |level: Level, id: &domain::ObjectId| -> Result<String, store::Error> {
        let object = ObjectRef { account: object.account.clone(), level, id: id.clone() };
        Ok(names(db, &object)?.0)
    };
    match db.object(object) {
        Ok(ObjectDetail::Account(row)) => Ok((row.name, Vec::new())),
        Ok(ObjectDetail::Campaign(row)) => Ok((row.row.name, Vec::new())),
        Ok(ObjectDetail::AdSet(row)) => {
            let campaign = above(Level::Campaign, &row.row.campaign_id)?;
            Ok((row.row.name, vec![campaign]))
        }
        Ok(ObjectDetail::Ad(row, _)) => {
            let campaign = above(Level::Campaign, &row.row.campaign_id)?;
            let adset = above(Level::Adset, &row.row.adset_id)?;
            Ok((row.row.name, vec![campaign, adset]))
        }
        Err(store::Error::NotFound) => Ok((object.id.to_string(), Vec::new())),
        Err(error) => Err(error),
    }
}
