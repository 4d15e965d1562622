//! Objects as they stand at Meta this moment, with every field a change can touch.
//!
//! These reads are plain GETs and nothing here keeps an answer, so that what is read after a change is what the change
//! left, and so that looking alone sends nothing but GETs.

use std::collections::HashMap;

use domain::{AccountId, ObjectId};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use crate::batch::ById;
use crate::governor::Kind;
use crate::object::{Fields, creative_fields};
use crate::request::Call;
use crate::{Ad, AdSet, Campaign, Cancel, Editable, Error, Graph, ObjectKind, Pages};

/// Objects asked for by id in one listing: their ids still fit into an address.
const IDS_A_CALL: usize = 100;

const CAMPAIGN_FIELDS: &str = "id,account_id,name,status,effective_status,objective,buying_type,bid_strategy,\
    daily_budget,lifetime_budget,budget_remaining,spend_cap,special_ad_categories,special_ad_category_country,\
    is_adset_budget_sharing_enabled,promoted_object,pacing_type,start_time,stop_time,advantage_state_info,smart_promotion_type,\
    adlabels{id,name},created_time,updated_time";

const AD_SET_FIELDS: &str = "id,account_id,campaign_id,name,status,effective_status,daily_budget,lifetime_budget,\
    budget_remaining,bid_strategy,bid_amount,bid_constraints,billing_event,optimization_goal,targeting,\
    promoted_object,destination_type,attribution_spec,adset_schedule,pacing_type,start_time,end_time,dsa_beneficiary,\
    dsa_payor,is_dynamic_creative,frequency_control_specs,adlabels{id,name},created_time,updated_time";

const AD_FIELDS: &str = concat!(
    "id,account_id,campaign_id,adset_id,name,status,effective_status,tracking_specs,conversion_domain,",
    "adlabels{id,name},created_time,updated_time,creative{",
    creative_fields!(),
    "}"
);

const CREATIVE_FIELDS: &str = concat!("account_id,adlabels{id,name},", creative_fields!());

/// An object as Meta answered it: its fields by Meta's names. What Meta left out is not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveObject {
    /// Its id.
    pub id: ObjectId,
    /// Its fields, as Meta wrote them (money on objects is text of minor units).
    pub fields: Map<String, Value>,
}

impl LiveObject {
    /// A field, `None` where Meta left it out or answered null.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).filter(|value| !value.is_null())
    }

    /// A field as text; numbers and truth values as they are written.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<String> {
        match self.get(field)? {
            Value::String(text) => Some(text.clone()),
            Value::Array(_) | Value::Object(_) => None,
            other => Some(other.to_string()),
        }
    }

    /// A field as a whole number, which Meta writes as a number or as text. Money is in minor units.
    #[must_use]
    pub fn int(&self, field: &str) -> Option<i64> {
        self.text(field)?.parse().ok()
    }
}

impl<'de> Deserialize<'de> for LiveObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Map::deserialize(deserializer)?;
        let id = fields.get("id").and_then(Value::as_str).and_then(|id| ObjectId::parse(id).ok());
        Ok(Self { id: id.ok_or_else(|| serde::de::Error::missing_field("id"))?, fields })
    }
}

impl ObjectKind {
    /// The fields [`Graph::live`] asks for.
    #[must_use]
    pub fn live_fields(self) -> &'static str {
        match self {
            Self::Campaign => CAMPAIGN_FIELDS,
            Self::AdSet => AD_SET_FIELDS,
            Self::Ad => AD_FIELDS,
            Self::Creative => CREATIVE_FIELDS,
        }
    }

    fn statuses(self) -> &'static [&'static str] {
        match self {
            Self::Campaign => Campaign::STATUSES,
            Self::AdSet => AdSet::STATUSES,
            Self::Ad => Ad::STATUSES,
            Self::Creative => &[],
        }
    }
}

impl Graph {
    /// One object now, also a deleted one. One call.
    ///
    /// # Errors
    /// Any [`Error`] of a read; [`Error::NotFound`] where the token does not see it.
    pub async fn live(
        &self,
        account: &AccountId,
        kind: ObjectKind,
        id: &ObjectId,
        cancel: &Cancel,
    ) -> Result<LiveObject, Error> {
        let call = Call::get(Some(account), Kind::Management, id.as_str()).with("fields", kind.live_fields());
        self.read(&call, cancel, crate::answer::from_json).await
    }

    /// Objects now, in the order asked, each id to be named once. One call for each hundred, and one more for each
    /// object that is deleted or unknown.
    ///
    /// Right after a change prefer [`Graph::live`]: a listing may lag behind the object itself.
    ///
    /// # Errors
    /// An error of a listing. A single object's error stands beside its id.
    pub async fn live_many(
        &self,
        account: &AccountId,
        kind: Editable,
        ids: &[ObjectId],
        cancel: &Cancel,
    ) -> Result<ById<LiveObject>, Error> {
        let mut found: HashMap<ObjectId, LiveObject> = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(IDS_A_CALL) {
            let filter = json!([{"field": filter_name(kind), "operator": "IN", "value": chunk}]);
            for object in self.search(account, kind.into(), &filter, cancel).await? {
                found.insert(object.id.clone(), object);
            }
        }
        let mut all = Vec::with_capacity(ids.len());
        for id in ids {
            let result = match found.remove(id) {
                Some(object) => Ok(object),
                None => match self.live(account, kind.into(), id, cancel).await {
                    // Without a network or a token the rest would fail in the same way, each after its own tries.
                    Err(error @ (Error::Cancelled | Error::Auth { .. } | Error::Offline { .. })) => return Err(error),
                    other => other,
                },
            };
            all.push((id.clone(), result));
        }
        Ok(all)
    }

    /// Every object of a kind whose name contains `text`, whatever its status, deleted ones left out. One call a
    /// hundred.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn find_by_name(
        &self,
        account: &AccountId,
        kind: ObjectKind,
        text: &str,
        cancel: &Cancel,
    ) -> Result<Vec<LiveObject>, Error> {
        let filter = json!([{"field": "name", "operator": "CONTAIN", "value": text}]);
        let mut found = self.search(account, kind, &filter, cancel).await?;
        // Meta does not look at case, and may not look at every character either.
        found.retain(|object| object.text("name").is_some_and(|name| name.contains(text)));
        Ok(found)
    }

    /// The ad sets or ads in a campaign, or the ads in an ad set, whatever their status, deleted ones left out. One call a
    /// hundred.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn live_below(
        &self,
        account: &AccountId,
        above: &ObjectId,
        kind: Editable,
        cancel: &Cancel,
    ) -> Result<Vec<LiveObject>, Error> {
        let kind = ObjectKind::from(kind);
        let call = Call::get(Some(account), Kind::Management, format!("{above}/{}", kind.edge()))
            .with("fields", kind.live_fields())
            .with("effective_status", json!(kind.statuses()).to_string());
        self.all(call, cancel).await
    }

    /// Every object of a kind that carries one of these ad labels, whatever its status, deleted ones left out.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn find_by_label(
        &self,
        account: &AccountId,
        kind: ObjectKind,
        labels: &[ObjectId],
        cancel: &Cancel,
    ) -> Result<Vec<LiveObject>, Error> {
        let path = format!("{}/{}bylabels", account.node(), kind.edge());
        let call = Call::get(Some(account), Kind::Management, path)
            .with("fields", kind.live_fields())
            .with("ad_label_ids", json!(labels).to_string())
            .with("operator", "ANY");
        self.all(call, cancel).await
    }

    async fn search(
        &self,
        account: &AccountId,
        kind: ObjectKind,
        filter: &Value,
        cancel: &Cancel,
    ) -> Result<Vec<LiveObject>, Error> {
        let mut call = Call::get(Some(account), Kind::Management, format!("{}/{}", account.node(), kind.edge()))
            .with("fields", kind.live_fields())
            .with("filtering", filter.to_string());
        if !kind.statuses().is_empty() {
            call = call.with("effective_status", json!(kind.statuses()).to_string());
        }
        self.all(call, cancel).await
    }

    /// Every row of an edge that is known to be short.
    pub(crate) async fn all<T: serde::de::DeserializeOwned + Send + 'static>(
        &self,
        call: Call,
        cancel: &Cancel,
    ) -> Result<Vec<T>, Error> {
        let mut pages = Pages::<Vec<T>>::list(self.clone(), call, 100, None);
        let mut all = Vec::new();
        while let Some(page) = pages.next_page(cancel).await? {
            if page.restarted {
                all.clear();
            }
            all.extend(page.items);
        }
        Ok(all)
    }
}

fn filter_name(kind: Editable) -> &'static str {
    match kind {
        Editable::Campaign => "campaign.id",
        Editable::AdSet => "adset.id",
        Editable::Ad => "ad.id",
    }
}
