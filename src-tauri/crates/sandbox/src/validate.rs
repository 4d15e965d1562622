//! Meta's rules for what may be written: required parameters, closed lists, budgets, bids, targeting, creatives.
//!
//! Every function looks and decides; nothing is changed here, so `validate_only` and a real write go the same way.

pub(crate) mod ad;
pub(crate) mod adset;
pub(crate) mod budget;
pub(crate) mod campaign;
pub(crate) mod creative;
pub(crate) mod image;
pub(crate) mod rule;
pub(crate) mod targeting;

use serde_json::Value;

use crate::config::AppMode;
use crate::http::error::{GraphError, Result};
use crate::http::request::Params;
use crate::world::World;
use crate::world::model::{Account, EffectiveStatus, ObjectId, Status};

/// What a rule looks at.
pub(crate) struct Rules<'a> {
    pub(crate) world: &'a World,
    pub(crate) account: &'a Account,
    pub(crate) params: &'a Params,
    pub(crate) now_ms: i64,
    pub(crate) app_mode: AppMode,
    /// Budget changes of the ad set in question within the last hour.
    pub(crate) budget_edits: usize,
}

/// Longest name Meta keeps.
const MAX_NAME: usize = 400;

impl Rules<'_> {
    /// The required `name` of a new object.
    pub(crate) fn new_name(&self) -> Result<String> {
        self.name()?.ok_or_else(|| GraphError::missing("name"))
    }

    /// The `name`, when one was sent.
    pub(crate) fn name(&self) -> Result<Option<String>> {
        let Some(name) = self.params.get("name") else { return Ok(None) };
        if name.trim().is_empty() {
            return Err(GraphError::refused(1_487_678, "Name Is Missing", "A name is needed.").blame(&["name"]));
        }
        if name.chars().count() > MAX_NAME {
            let text = format!("A name may have {MAX_NAME} characters.");
            return Err(GraphError::refused(1_487_678, "Name Is Too Long", &text).blame(&["name"]));
        }
        Ok(Some(name.to_owned()))
    }

    /// The status of a new object: switched on or off. One that is left out means on, which is why clients send it.
    pub(crate) fn new_status(&self) -> Result<Status> {
        match self.params.filled("status") {
            None => Ok(Status::Active),
            Some(text) => Status::parse(text)
                .filter(|status| matches!(status, Status::Active | Status::Paused))
                .ok_or_else(|| GraphError::not_one_of("status", &["ACTIVE", "PAUSED"])),
        }
    }

    pub(crate) fn status(&self) -> Result<Option<Status>> {
        let Some(text) = self.params.filled("status") else { return Ok(None) };
        Status::parse(text)
            .map(Some)
            .ok_or_else(|| GraphError::not_one_of("status", &["ACTIVE", "PAUSED", "DELETED", "ARCHIVED"]))
    }

    /// A parameter out of a closed list.
    pub(crate) fn one_of(&self, name: &str, values: &[&str]) -> Result<Option<String>> {
        let Some(text) = self.params.filled(name) else { return Ok(None) };
        if values.contains(&text) { Ok(Some(text.to_owned())) } else { Err(GraphError::not_one_of(name, values)) }
    }

    pub(crate) fn required_one_of(&self, name: &str, values: &[&str]) -> Result<String> {
        self.one_of(name, values)?.ok_or_else(|| GraphError::missing(name))
    }

    pub(crate) fn id(&self, name: &str) -> Result<Option<ObjectId>> {
        let Some(text) = self.params.filled(name) else { return Ok(None) };
        text.parse()
            .map(Some)
            .map_err(|_| GraphError::invalid(&format!("Param {name} must be a valid id")).blame(&[name]))
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.params.filled(name).map(str::to_owned)
    }

    /// A time parameter as UTC milliseconds.
    pub(crate) fn time(&self, name: &str) -> Result<Option<i64>> {
        crate::http::edges::time_param(self.params, name)
    }

    /// Labels by `[{id}]` or `[{name}]`; names that do not exist yet come back in the second list.
    pub(crate) fn labels(&self) -> Result<Option<Labels>> {
        let Some(list) = self.params.json::<Vec<Value>>("adlabels")? else { return Ok(None) };
        let mut labels = Labels::default();
        for one in &list {
            let wrong = || GraphError::invalid("Param adlabels must be a list of {id} or {name}").blame(&["adlabels"]);
            if let Some(id) = one.get("id").and_then(Value::as_str) {
                let id = id.parse().map_err(|_| wrong())?;
                let known = self.world.label(id).filter(|label| label.account == self.account.id);
                labels.known.push(known.ok_or_else(wrong)?.id);
            } else {
                let name = one.get("name").and_then(Value::as_str).ok_or_else(wrong)?;
                let known = self.world.labels().iter().find(|it| it.account == self.account.id && it.name == name);
                match known {
                    Some(label) => labels.known.push(label.id),
                    None => labels.new.push(name.to_owned()),
                }
            }
        }
        Ok(Some(labels))
    }
}

/// Labels an object is to have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Labels {
    pub(crate) known: Vec<ObjectId>,
    /// Names of labels that have to be made first.
    pub(crate) new: Vec<String>,
}

/// Whether an object in this state may be edited so. Archived ones keep only their name and may be deleted; deleted ones
/// keep only their name.
pub(crate) fn check_frozen(own: Status, params: &Params, deleted: i64, archived: i64) -> Result<()> {
    const HARMLESS: [&str; 8] = [
        "name",
        "status",
        "execution_options",
        "fields",
        "method",
        "access_token",
        "appsecret_proof",
        "include_headers",
    ];
    let only_harmless = params.iter().all(|(key, _)| HARMLESS.contains(&key));
    let to = params.filled("status").and_then(Status::parse);
    match own {
        Status::Deleted if !only_harmless || to.is_some_and(|to| to != Status::Deleted) => Err(GraphError::refused(
            deleted,
            "Object Has Been Deleted",
            "A deleted object cannot be changed any more, apart from its name.",
        )),
        Status::Archived
            if !only_harmless || to.is_some_and(|to| !matches!(to, Status::Deleted | Status::Archived)) =>
        {
            Err(GraphError::refused(
                archived,
                "Object Has Been Archived",
                "An archived object can only be renamed or deleted.",
            ))
        }
        _ => Ok(()),
    }
}

/// Whether something is still on the edges.
pub(crate) fn is_live(status: EffectiveStatus) -> bool {
    !matches!(status, EffectiveStatus::Deleted | EffectiveStatus::Archived)
}

/// Whether only a check was asked for.
pub(crate) fn only_validates(params: &Params) -> Result<bool> {
    let options = params.list("execution_options")?.unwrap_or_default();
    for option in &options {
        if !matches!(option.as_str(), "validate_only" | "include_recommendations" | "synchronous_ad_review") {
            return Err(GraphError::not_one_of(
                "execution_options",
                &["validate_only", "include_recommendations", "synchronous_ad_review"],
            ));
        }
    }
    let validates = options.iter().any(|option| option == "validate_only");
    if !validates && options.iter().any(|option| option == "include_recommendations") {
        return Err(GraphError::invalid("include_recommendations can only be used together with validate_only")
            .blame(&["execution_options"]));
    }
    Ok(validates)
}
