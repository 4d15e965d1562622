//! Rules in files: one rule, or a list of them.

use std::path::Path;

use optimizer::shelf;
use rules::{Mode, Rule};
use serde_json::Value;

use super::look::faults_of;
use crate::Error;
use crate::app::App;
use crate::dto::{ExportRules, ImportRules, RuleFault, RulesImported};

/// Largest file that is read.
const MOST_BYTES: u64 = 16 << 20;
/// Rules of one file.
const MOST_RULES: usize = 1_000;

impl App {
    /// Reads rules from a file. They begin in shadow whatever the file says: nobody here has seen them act.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a file that cannot be read or holds no rules. What is wrong with single
    /// rules is in the answer, and the others are kept.
    pub async fn import_rules(&self, input: ImportRules) -> Result<RulesImported, Error> {
        let text = read(Path::new(&input.path)).await?;
        self.import_rules_from(&text).await
    }

    /// As [`App::import_rules`], from text.
    ///
    /// # Errors
    /// As [`App::import_rules`].
    pub async fn import_rules_from(&self, text: &str) -> Result<RulesImported, Error> {
        let session = self.session().await?;
        let value: Value =
            serde_json::from_str(text).map_err(|error| Error::Invalid(format!("That is no file of rules: {error}")))?;
        let texts: Vec<Value> = match value {
            Value::Array(all) => all,
            Value::Object(_) => vec![value],
            _ => {
                return Err(Error::Invalid(
                    "That is no file of rules: it holds neither a rule nor a list of them".into(),
                ));
            }
        };
        if texts.len() > MOST_RULES {
            return Err(Error::Invalid(format!("A file may hold at most {MOST_RULES} rules")));
        }
        let mut done = RulesImported { imported: Vec::new(), unchanged: Vec::new(), refused: Vec::new() };
        for (number, text) in texts.into_iter().enumerate() {
            match Rule::from_json(&text.to_string()) {
                Ok(rule) => self.import_one(&session, rule, &mut done).await?,
                Err(error) => done.refused.extend(faults_of(error).into_iter().map(|fault| {
                    let name = text["name"].as_str().map_or_else(|| format!("rule {}", number + 1), str::to_owned);
                    let place = if fault.place.is_empty() { name } else { format!("{name}: {}", fault.place) };
                    RuleFault { place, ..fault }
                })),
            }
        }
        self.rules_changed(&session);
        Ok(done)
    }

    pub(super) async fn import_one(
        &self,
        session: &crate::session::Session,
        rule: Rule,
        done: &mut RulesImported,
    ) -> Result<(), Error> {
        let id = rule.id.clone();
        let asked = id.clone();
        let there = session.store.read(move |db| Ok(shelf::rule(db, &asked))).await?;
        let expected = match there {
            Ok(kept) if (Rule { mode: rule.mode, ..kept.rule().clone() }) == rule => {
                done.unchanged.push(id);
                return Ok(());
            }
            Ok(kept) => Some(kept.version),
            Err(optimizer::Error::NotFound(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let mode = if rule.mode == Mode::Draft { Mode::Draft } else { Mode::Shadow };
        shelf::keep(&session.store, Rule { mode, ..rule }, &session.person(), expected).await?;
        done.imported.push(id);
        Ok(())
    }

    /// Writes rules to a file, as a list.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown rule, [`Error::Invalid`] when the file cannot be written.
    pub async fn export_rules(&self, input: ExportRules) -> Result<(), Error> {
        let text = self.rules_as_text(&input.ids).await?;
        let path = Path::new(&input.path).to_path_buf();
        tokio::fs::write(&path, text).await.map_err(|source| Error::unusable(&path, source))
    }

    /// Rules as a list in their own format; all of them where none is named.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown rule.
    pub async fn rules_as_text(&self, ids: &[String]) -> Result<String, Error> {
        let session = self.session().await?;
        let rows = session.store.read(store::Db::rules).await?;
        if ids.iter().any(|id| !rows.iter().any(|row| row.id == *id)) {
            return Err(Error::NotFound("rule"));
        }
        let wanted = rows.iter().filter(|row| ids.is_empty() || ids.contains(&row.id));
        let values: Result<Vec<Value>, _> = wanted.map(|row| serde_json::from_str(&row.text)).collect();
        let values = values.map_err(store::Error::from)?;
        Ok(serde_json::to_string_pretty(&values).map_err(store::Error::from)? + "\n")
    }
}

async fn read(path: &Path) -> Result<String, Error> {
    let told = |source| Error::unusable(path, source);
    let metadata = tokio::fs::metadata(path).await.map_err(told)?;
    // Reading a device or a pipe may never come to an end.
    if !metadata.is_file() {
        return Err(Error::Invalid(format!("{} is no file", path.display())));
    }
    if metadata.len() > MOST_BYTES {
        return Err(Error::Invalid("That file is too large to hold rules".into()));
    }
    tokio::fs::read_to_string(path).await.map_err(told)
}
