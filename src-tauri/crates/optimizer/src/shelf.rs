//! The rules of a workspace: kept, versioned, checked before they are, and each change of them in the audit log.

use rules::{Mode, Prepared, Rule};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{AuditSource, Db, NewAudit, RuleRow, Store, Tx};

use crate::Error;

/// A rule as the engine has it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The rule, ready to be judged.
    pub prepared: Prepared,
    /// Its version.
    pub version: u32,
    /// Since when it says what it says.
    pub updated_at: domain::TimestampMillis,
    /// Since when it has been in its mode.
    pub mode_since: domain::TimestampMillis,
    /// Why it is stopped.
    pub stop: Option<Stop>,
}

impl Kept {
    /// The rule.
    pub fn rule(&self) -> &Rule {
        self.prepared.rule()
    }

    /// Whether it looks at anything at all.
    pub fn runs(&self) -> bool {
        self.stop.is_none() && self.rule().mode != Mode::Draft
    }

    /// Whether it looks at an account.
    pub fn looks_at(&self, account: &domain::AccountId) -> bool {
        let accounts = &self.rule().scope.accounts;
        accounts.is_empty() || accounts.contains(account)
    }
}

/// Why a rule was stopped. It runs again only when a person says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// For programs, such as `read_back_differs`.
    pub code: String,
    /// For people.
    pub text: String,
    /// When, UTC milliseconds.
    pub at_ms: i64,
}

/// Every rule there is. One that cannot be read any more is there, stopped, as long as its text names it.
///
/// # Errors
/// When the ledger cannot be read.
pub fn rules(db: &Db) -> Result<Vec<Kept>, store::Error> {
    let mut kept = Vec::new();
    for row in db.rules()? {
        match of_row(&row) {
            Ok(rule) => kept.push(rule),
            Err(error) => {
                tracing::error!(rule = row.id, %error, "a rule in the ledger cannot be read and does not run")
            }
        }
    }
    Ok(kept)
}

fn of_row(row: &RuleRow) -> Result<Kept, Error> {
    let prepared = Prepared::new(Rule::from_json(&row.text)?)?;
    let stop = row.stop.clone().map(serde_json::from_value).transpose()?;
    let (version, updated_at, mode_since) = (row.version, row.updated_at, row.mode_since);
    Ok(Kept { prepared, version, updated_at, mode_since, stop })
}

/// One rule.
///
/// # Errors
/// [`Error::NotFound`], and when its text cannot be read.
pub fn rule(db: &Db, id: &str) -> Result<Kept, Error> {
    of_row(&db.rule(id)?.ok_or(Error::NotFound("rule"))?)
}

/// A version of a rule, as it was.
///
/// # Errors
/// [`Error::NotFound`], and when its text cannot be read.
pub fn version(db: &Db, id: &str, version: u32) -> Result<Prepared, Error> {
    let text = match db.rule_text(id, version) {
        Err(store::Error::NotFound) => return Err(Error::NotFound("version of the rule")),
        text => text?,
    };
    Ok(Prepared::new(Rule::from_json(&text)?)?)
}

/// Keeps a rule: a new one, or the next version of one whose version is `expected`.
///
/// # Errors
/// [`store::Error::Conflict`] when it has another version by now.
pub async fn keep(store: &Store, rule: Rule, by: &str, expected: Option<u32>) -> Result<u32, Error> {
    let by = by.to_owned();
    let written = store.write(move |tx| put(tx, &rule, &by, expected));
    Ok(written.await?.value)
}

fn put(tx: &Tx<'_>, rule: &Rule, by: &str, expected: Option<u32>) -> Result<u32, store::Error> {
    let before = tx.rule(&rule.id)?;
    let text = rule.to_json();
    let version = tx.put_rule(&rule.id, &text, mode_str(rule.mode), by, expected)?;
    let action = if before.is_none() { "rule.made" } else { "rule.changed" };
    let value = |text: &str| serde_json::from_str(text).unwrap_or_default();
    note(tx, by, action, &rule.id, version, before.map(|row| value(&row.text)), Some(value(&text)))?;
    Ok(version)
}

/// Lets a rule go as far as a mode says, which is a new version of it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn set_mode(store: &Store, id: &str, mode: Mode, by: &str) -> Result<u32, Error> {
    let (id, by) = (id.to_owned(), by.to_owned());
    let written = store.write(move |tx| {
        let Some(row) = tx.rule(&id)? else { return Ok(Err(Error::NotFound("rule"))) };
        let rule = match Rule::from_json(&row.text) {
            Ok(rule) => Rule { mode, ..rule },
            Err(error) => return Ok(Err(error.into())),
        };
        Ok(Ok(put(tx, &rule, &by, Some(row.version))?))
    });
    written.await?.value
}

/// Takes a rule away. What it did stays on record.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove(store: &Store, id: &str, by: &str) -> Result<(), Error> {
    let (id, by) = (id.to_owned(), by.to_owned());
    let written = store.write(move |tx| {
        let Some(row) = tx.rule(&id)? else { return Ok(false) };
        tx.delete_rule(&id)?;
        note(tx, &by, "rule.removed", &id, row.version, None, None)?;
        Ok(true)
    });
    if written.await?.value { Ok(()) } else { Err(Error::NotFound("rule")) }
}

/// Stops a rule, or lets a stopped one run again.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn stop(store: &Store, id: &str, stop: Option<Stop>, by: &str) -> Result<(), Error> {
    let (id, by) = (id.to_owned(), by.to_owned());
    let written = store.write(move |tx| {
        let Some(row) = tx.rule(&id)? else { return Ok(false) };
        let value = stop.as_ref().map(serde_json::to_value).transpose()?;
        tx.set_rule_stop(&id, value.as_ref())?;
        let action = if stop.is_some() { "rule.stopped" } else { "rule.allowed" };
        note(tx, &by, action, &id, row.version, None, value)?;
        Ok(true)
    });
    if written.await?.value { Ok(()) } else { Err(Error::NotFound("rule")) }
}

fn note(
    tx: &Tx<'_>,
    by: &str,
    action: &str,
    id: &str,
    version: u32,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
) -> Result<(), store::Error> {
    let source = if by == ENGINE { AuditSource::Rule } else { AuditSource::Person };
    let (rule, rule_version) = (Some(id), Some(i64::from(version)));
    let entry = NewAudit {
        actor: by,
        source,
        action,
        before,
        after,
        rule,
        rule_version,
        details: json!({}),
        ..NewAudit::default()
    };
    tx.append_audit(&entry)?;
    Ok(())
}

/// Who stops rules when no person does.
pub(crate) const ENGINE: &str = "the rules' engine";

/// A mode's name in the ledger, as in the rule's text.
pub fn mode_str(mode: Mode) -> &'static str {
    match mode {
        Mode::Draft => "draft",
        Mode::Notify => "notify",
        Mode::Shadow => "shadow",
        Mode::Approve => "approve",
        Mode::Auto => "auto",
    }
}
