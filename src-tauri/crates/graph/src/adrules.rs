//! Meta's own rules: what there are, what each did, and what looks at an object. They are changed through a writer only.

use domain::{AccountId, ObjectId};
use serde::Deserialize;

use crate::governor::Kind;
use crate::object::object;
use crate::request::Call;
use crate::{Cancel, Error, Graph, LiveObject};

const RULE_FIELDS: &str = "id,account_id,name,status,evaluation_spec,execution_spec,schedule_spec,created_by,\
    created_time,updated_time,disable_error_code,ui_creation_source";

object! {
    /// One run of one of Meta's rules.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    AdRuleRun {
        /// When.
        time timestamp;
        /// Which rule; stated in the history of an account.
        text rule_id;
        /// Whether a person ran it.
        flag is_manual;
        /// Meta's code where it could not run.
        int exception_code;
        /// Why it could not run.
        text exception_message;
        /// What it did to which objects.
        list results: AdRuleResult;
    }
}

object! {
    /// What a run did to one object.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    AdRuleResult {
        /// The object.
        text object_id;
        /// `AD`, `ADSET` or `CAMPAIGN`.
        text object_type;
        /// What was done.
        list actions: AdRuleAction;
    }
}

object! {
    /// One thing a run did.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    AdRuleAction {
        /// `PAUSED`, `CHANGED_BUDGET`, `NOT_CHANGED`, `ERROR` …
        text action;
        /// The field that was changed.
        text field;
        /// What it was.
        text old_value;
        /// What it became.
        text new_value;
    }
}

/// Only what every object has; the rest of a preview's answer is not documented.
#[derive(Deserialize)]
struct Found {
    #[serde(default, deserialize_with = "crate::lenient::list")]
    data: Vec<FoundObject>,
}

#[derive(Deserialize)]
struct FoundObject {
    id: ObjectId,
}

impl Graph {
    /// The rules of an account, those that Ads Manager does not show among them, with every field Meta answered; deleted
    /// ones left out. One call a hundred.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn ad_rules(&self, account: &AccountId, cancel: &Cancel) -> Result<Vec<LiveObject>, Error> {
        let path = format!("{}/adrules_library", account.node());
        let call = Call::get(Some(account), Kind::Management, path).with("fields", RULE_FIELDS);
        let mut rules: Vec<LiveObject> = self.all(call, cancel).await?;
        rules.retain(|rule| rule.text("status").as_deref() != Some("DELETED"));
        Ok(rules)
    }

    /// One rule now. One call.
    ///
    /// # Errors
    /// Any [`Error`] of a read; [`Error::NotFound`] where the token does not see it.
    pub async fn ad_rule(&self, account: &AccountId, id: &ObjectId, cancel: &Cancel) -> Result<LiveObject, Error> {
        let call = Call::get(Some(account), Kind::Management, id.as_str()).with("fields", RULE_FIELDS);
        self.read(&call, cancel, crate::answer::from_json).await
    }

    /// The newest runs of a rule, at most a hundred. One call.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn ad_rule_history(
        &self,
        account: &AccountId,
        id: &ObjectId,
        cancel: &Cancel,
    ) -> Result<Vec<AdRuleRun>, Error> {
        let call = Call::get(Some(account), Kind::Management, format!("{id}/history"))
            .with("fields", "timestamp,is_manual,exception_code,exception_message,results");
        let mut pages = crate::Pages::<Vec<AdRuleRun>>::list(self.clone(), call, 100, None);
        Ok(pages.next_page(cancel).await?.map(|page| page.items).unwrap_or_default())
    }

    /// The objects that meet a rule's conditions now. Changes nothing. One call.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn ad_rule_matches(
        &self,
        account: &AccountId,
        id: &ObjectId,
        cancel: &Cancel,
    ) -> Result<Vec<ObjectId>, Error> {
        let path = format!("{id}/preview");
        let call = Call::post_read(account, Kind::Management, path, crate::write::POINTS);
        let found: Found = self.read(&call, cancel, crate::answer::from_json).await?;
        Ok(found.data.into_iter().map(|object| object.id).collect())
    }

    /// The rules that look at a campaign, ad set or ad. One call.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn ad_rules_governing(
        &self,
        account: &AccountId,
        object: &ObjectId,
        cancel: &Cancel,
    ) -> Result<Vec<LiveObject>, Error> {
        let call = Call::get(Some(account), Kind::Management, format!("{object}/adrules_governed"))
            .with("fields", RULE_FIELDS);
        self.all(call, cancel).await
    }
}
