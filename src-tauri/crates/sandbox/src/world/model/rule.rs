//! Meta's own rules of an account (`adrules_library`), and what each run of one did.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Actor, ObjectId};

/// A rule that Meta runs by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdRule {
    /// Its id.
    pub id: ObjectId,
    /// The account it belongs to.
    pub account: ObjectId,
    /// What a person calls it.
    pub name: String,
    /// ENABLED, DISABLED, DELETED or HAS_ISSUES.
    pub status: String,
    /// `evaluation_spec`, as JSON.
    pub evaluation_spec: Value,
    /// `execution_spec`, as JSON.
    pub execution_spec: Value,
    /// `schedule_spec`, as JSON; none for a trigger rule.
    pub schedule_spec: Option<Value>,
    /// Who made it.
    pub created_by: Actor,
    /// `ui_creation_source`; none for a rule made by a program.
    pub ui_creation_source: Option<String>,
    /// When it was made.
    pub created_ms: i64,
    /// Last change.
    pub updated_ms: i64,
    /// Its runs, oldest first; only the newest are kept.
    pub runs: Vec<RuleRun>,
    /// For a trigger rule: what met it when it was last looked at, since it fires on the change and not on the state.
    pub met: Vec<ObjectId>,
}

/// One run of a rule, with the rule as it was then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleRun {
    /// When.
    pub at_ms: i64,
    /// Whether a person asked for it.
    pub is_manual: bool,
    /// Why nothing could be done.
    pub exception: Option<(i64, String)>,
    /// `evaluation_spec` at that time.
    pub evaluation_spec: Value,
    /// `execution_spec` at that time.
    pub execution_spec: Value,
    /// `schedule_spec` at that time.
    pub schedule_spec: Option<Value>,
    /// What was done to which object.
    pub results: Vec<RuleResult>,
}

/// What a run did to one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleResult {
    /// The object.
    pub object: ObjectId,
    /// `PAUSED`, `CHANGED_BUDGET`, `NOT_CHANGED` …
    pub action: String,
    /// The field that was changed, or nothing.
    pub field: String,
    /// What it was.
    pub old: String,
    /// What it became.
    pub new: String,
}

impl AdRule {
    /// Whether it runs when something happens rather than by the clock.
    pub fn is_trigger(&self) -> bool {
        self.evaluation_spec.get("evaluation_type").and_then(Value::as_str) == Some("TRIGGER")
    }

    /// The conditions: field, operator, value.
    pub fn filters(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        conditions(self.evaluation_spec.get("filters"))
    }

    /// The value of an execution option.
    pub fn option(&self, name: &str) -> Option<&Value> {
        conditions(self.execution_spec.get("execution_options"))
            .find(|(field, ..)| *field == name)
            .map(|(.., value)| value)
    }

    /// What it does, such as PAUSE.
    pub fn execution_type(&self) -> &str {
        self.execution_spec.get("execution_type").and_then(Value::as_str).unwrap_or_default()
    }

    /// Who stands in the activity log for what it does.
    pub fn actor(&self) -> Actor {
        Actor {
            id: self.id,
            name: self.name.clone(),
            application_id: None,
            application_name: Some("Ad Rules Engine".to_owned()),
        }
    }
}

fn conditions(list: Option<&Value>) -> impl Iterator<Item = (&str, &str, &Value)> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(|one| {
        let text = |name: &str| one.get(name).and_then(Value::as_str);
        Some((text("field")?, text("operator")?, one.get("value").unwrap_or(&Value::Null)))
    })
}
