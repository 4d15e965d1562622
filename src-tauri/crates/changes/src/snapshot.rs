//! An object's settings at one moment, from the cache or from Meta, in the same shape.

mod parents;

use std::collections::BTreeMap;

use domain::{AccountId, ConfiguredStatus, Level, ObjectId};
use graph::{LiveObject, ObjectKind};
use serde_json::{Value as Json, json};
use store::{AdRow, AdSetRow, CampaignRow, Db, ObjectDetail, ObjectRef};

use crate::field::Field;
use crate::meta_rules;
use crate::minimums::{self, Minimums};
use crate::value::Value;

/// Settings of one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Which object.
    pub object: ObjectRef,
    /// Its campaign, for an ad set or an ad.
    pub campaign: Option<ObjectId>,
    /// Its ad set, for an ad.
    pub adset: Option<ObjectId>,
    /// What Meta computed as its status, in Meta's spelling.
    pub effective_status: String,
    /// What is left of its budget, in minor units.
    pub budget_remaining_minor: Option<i64>,
    values: BTreeMap<Field, Value>,
    /// Fields this read says nothing about, not even that they are empty.
    unread: Vec<Field>,
}

/// What `changes` needs to know about an ad account.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AccountFacts {
    /// Its name.
    pub name: String,
    /// Code of its currency.
    pub currency: String,
    /// IANA name of the time zone that cuts its days.
    pub zone: String,
    /// Smallest daily budget, in minor units, as far as known.
    pub min_daily_budget_minor: Option<i64>,
    /// Smallest spend cap of a campaign, in minor units, as far as known.
    pub min_spend_cap_minor: Option<i64>,
    /// Smallest daily budgets by what is paid for, once Meta was asked.
    pub minimums: Option<Minimums>,
    /// Who benefits from ads in the EU unless an ad set says otherwise.
    pub dsa_beneficiary: Option<String>,
    /// Who pays for ads in the EU unless an ad set says otherwise.
    pub dsa_payor: Option<String>,
}

/// What the cache knows about the objects of a plan and their parents.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// Objects.
    pub objects: BTreeMap<ObjectRef, Snapshot>,
    /// Accounts.
    pub accounts: BTreeMap<AccountId, AccountFacts>,
    /// For campaigns: budgets a day of the ad sets in them that are switched on, in minor units.
    pub below: BTreeMap<ObjectRef, i64>,
}

impl Snapshot {
    /// The value of a field; `None` when there is none.
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.values.get(&field)
    }

    /// Whether this read says what a field is.
    pub fn knows(&self, field: Field) -> bool {
        !self.unread.contains(&field)
    }

    /// The status a person set.
    pub fn status(&self) -> Option<ConfiguredStatus> {
        self.get(Field::Status).and_then(Value::status)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.get(Field::Name).and_then(Value::text).unwrap_or_default()
    }

    /// Minor units of a money field.
    pub fn minor(&self, field: Field) -> Option<i64> {
        self.get(field).and_then(Value::minor)
    }

    /// Whether it may deliver now, as far as its own status and those above it go.
    pub fn is_on(&self) -> bool {
        let off = ["PAUSED", "CAMPAIGN_PAUSED", "ADSET_PAUSED", "ARCHIVED", "DELETED", "DISAPPROVED"];
        self.status() == Some(ConfiguredStatus::Active) && !off.contains(&self.effective_status.as_str())
    }

    /// What something new will be, as far as its act says. `parent` is what it is made in, where that exists already.
    pub fn of_new(
        account: &AccountId,
        level: Level,
        parent: Option<&ObjectId>,
        fields: &BTreeMap<Field, Value>,
    ) -> Option<Self> {
        // It has no id before it is made; nothing looks it up by this one.
        let object = ObjectRef { account: account.clone(), level, id: ObjectId::parse("0").ok()? };
        let above = |at: Level| parent.filter(|_| level == at).cloned();
        Some(Self {
            object,
            campaign: above(Level::Adset),
            adset: above(Level::Ad),
            effective_status: String::new(),
            budget_remaining_minor: None,
            values: fields.clone(),
            unread: Vec::new(),
        })
    }

    /// All fields that have a value.
    pub fn values(&self) -> &BTreeMap<Field, Value> {
        &self.values
    }

    /// The same, from a read that says nothing of these fields.
    #[cfg(test)]
    pub(crate) fn forget(&mut self, fields: &[Field]) {
        self.values.retain(|field, _| !fields.contains(field));
        self.unread.extend(fields);
    }

    /// What Meta answered about an object.
    pub fn of_live(account: &AccountId, level: Level, live: &LiveObject) -> Self {
        let id = |name: &str| live.text(name).and_then(|id| ObjectId::parse(&id).ok());
        let fields = Field::all().filter(|field| field.exists_at(level));
        let read = |field: Field| {
            let raw = live.get(field.param(level))?;
            Some((field, Value::of_meta(field, raw)?))
        };
        let values = match level {
            Level::Account => meta_rules::values(live),
            _ => fields.filter_map(read).collect(),
        };
        Self {
            object: ObjectRef { account: account.clone(), level, id: live.id.clone() },
            campaign: id("campaign_id"),
            adset: id("adset_id"),
            effective_status: live.text("effective_status").unwrap_or_default(),
            budget_remaining_minor: live.int("budget_remaining"),
            values,
            unread: Vec::new(),
        }
    }

    /// What the cache has of an object; `None` for an account.
    pub fn of_cache(found: &ObjectDetail) -> Option<Self> {
        match found {
            ObjectDetail::Account(_) => None,
            ObjectDetail::Campaign(stored) => {
                Some(Self::of_campaign(&stored.row, stored.presence.deleted_at.is_some()))
            }
            ObjectDetail::AdSet(stored) => Some(Self::of_adset(&stored.row, stored.presence.deleted_at.is_some())),
            ObjectDetail::Ad(stored, _) => Some(Self::of_ad(&stored.row, stored.presence.deleted_at.is_some())),
        }
    }

    fn cached(level: Level, object: ObjectRef, raw: &[(Field, Json)], gone: bool) -> Self {
        let mut values: BTreeMap<Field, Value> =
            raw.iter().filter_map(|(field, raw)| Some((*field, Value::of_meta(*field, raw)?))).collect();
        if gone {
            values.insert(Field::Status, Value::Status(ConfiguredStatus::Deleted));
        }
        let is_read = |field: &Field| raw.iter().any(|(read, _)| read == field);
        Self {
            object,
            campaign: None,
            adset: None,
            effective_status: String::new(),
            budget_remaining_minor: None,
            values,
            unread: Field::all().filter(|field| field.exists_at(level) && !is_read(field)).collect(),
        }
    }

    fn of_campaign(row: &CampaignRow, gone: bool) -> Self {
        let object = ObjectRef { account: row.account.clone(), level: Level::Campaign, id: row.id.clone() };
        let raw = [
            (Field::Name, json!(row.name)),
            (Field::Status, json!(row.status)),
            (Field::DailyBudget, json!(row.daily_budget_minor)),
            (Field::LifetimeBudget, json!(row.lifetime_budget_minor)),
            (Field::SpendCap, json!(row.spend_cap_minor)),
            (Field::BidStrategy, json!(row.bid_strategy)),
            (Field::StartTime, seconds(row.start_time)),
            (Field::EndTime, seconds(row.stop_time)),
            (Field::SpecialAdCategories, nested(row.special_ad_categories.as_deref())),
            (Field::Objective, json!(row.objective)),
            (Field::BuyingType, json!(row.buying_type)),
        ];
        Self {
            effective_status: row.effective_status.clone(),
            budget_remaining_minor: row.budget_remaining_minor,
            ..Self::cached(Level::Campaign, object, &raw, gone)
        }
    }

    fn of_adset(row: &AdSetRow, gone: bool) -> Self {
        let object = ObjectRef { account: row.account.clone(), level: Level::Adset, id: row.id.clone() };
        let raw = [
            (Field::Name, json!(row.name)),
            (Field::Status, json!(row.status)),
            (Field::DailyBudget, json!(row.daily_budget_minor)),
            (Field::LifetimeBudget, json!(row.lifetime_budget_minor)),
            (Field::BidStrategy, json!(row.bid_strategy)),
            (Field::BidAmount, json!(row.bid_amount_minor)),
            (Field::StartTime, seconds(row.start_time)),
            (Field::EndTime, seconds(row.end_time)),
            (Field::Targeting, nested(row.targeting.as_deref())),
            (Field::OptimizationGoal, json!(row.optimization_goal)),
            (Field::BillingEvent, json!(row.billing_event)),
            (Field::AttributionSpec, nested(row.attribution_spec.as_deref())),
            (Field::PromotedObject, nested(row.promoted_object.as_deref())),
        ];
        Self {
            campaign: Some(row.campaign_id.clone()),
            effective_status: row.effective_status.clone(),
            budget_remaining_minor: row.budget_remaining_minor,
            ..Self::cached(Level::Adset, object, &raw, gone)
        }
    }

    fn of_ad(row: &AdRow, gone: bool) -> Self {
        let object = ObjectRef { account: row.account.clone(), level: Level::Ad, id: row.id.clone() };
        let extra = nested(Some(&row.extra));
        let creative = row.creative_id.as_ref().map(|id| json!({ "id": id }));
        let raw = [
            (Field::Name, json!(row.name)),
            (Field::Status, json!(row.status)),
            (Field::Creative, creative.unwrap_or_default()),
            (Field::ConversionDomain, extra.get("conversion_domain").cloned().unwrap_or_default()),
        ];
        Self {
            campaign: Some(row.campaign_id.clone()),
            adset: Some(row.adset_id.clone()),
            effective_status: row.effective_status.clone(),
            ..Self::cached(Level::Ad, object, &raw, gone)
        }
    }
}

/// An instant as [`Value::of_meta`] reads it.
fn seconds(at: Option<domain::TimestampMillis>) -> Json {
    json!(at.map(|at| at.0.div_euclid(1000)))
}

fn nested(text: Option<&str>) -> Json {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

impl Known {
    /// What the cache has of these objects and what is above them. What is not there is left out.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn read(db: &Db, objects: &[ObjectRef]) -> Result<Self, store::Error> {
        let mut known = Self::default();
        for row in db.accounts()? {
            let extra = nested(Some(&row.extra));
            let number = |name: &str| extra.get(name).and_then(Json::as_i64);
            let text = |name: &str| extra.get(name).and_then(Json::as_str).filter(|it| !it.is_empty());
            let facts = AccountFacts {
                name: row.name,
                currency: row.currency,
                zone: row.timezone_name,
                min_daily_budget_minor: number("min_daily_budget_minor"),
                min_spend_cap_minor: number("min_campaign_spend_cap_minor"),
                minimums: db.setting(&minimums::key(&row.id)).unwrap_or_default(),
                dsa_beneficiary: text("default_dsa_beneficiary").map(str::to_owned),
                dsa_payor: text("default_dsa_payor").map(str::to_owned),
            };
            known.accounts.insert(row.id, facts);
        }
        for object in objects {
            known.load(db, object)?;
        }
        Ok(known)
    }

    fn load(&mut self, db: &Db, object: &ObjectRef) -> Result<(), store::Error> {
        if self.objects.contains_key(object) {
            return Ok(());
        }
        let found = match db.object(object) {
            Ok(found) => found,
            Err(store::Error::NotFound) => return Ok(()),
            Err(error) => return Err(error),
        };
        let Some(snapshot) = Snapshot::of_cache(&found) else { return Ok(()) };
        if object.level == Level::Campaign {
            self.below.insert(object.clone(), db.daily_budgets_below(&object.account, &object.id)?);
        }
        let above = |level, id: &Option<ObjectId>| {
            id.clone().map(|id| ObjectRef { account: object.account.clone(), level, id })
        };
        let parents = [above(Level::Campaign, &snapshot.campaign), above(Level::Adset, &snapshot.adset)];
        self.objects.insert(object.clone(), snapshot);
        parents.iter().flatten().try_for_each(|parent| self.load(db, parent))
    }

    /// The campaign of an object, where it is known.
    pub fn campaign_of(&self, snapshot: &Snapshot) -> Option<&Snapshot> {
        let id = snapshot.campaign.clone()?;
        self.objects.get(&ObjectRef { account: snapshot.object.account.clone(), level: Level::Campaign, id })
    }
}

/// Meta's kind of a level; `None` for the account.
pub(crate) fn kind_of(level: Level) -> Option<ObjectKind> {
    match level {
        Level::Account => None,
        Level::Campaign => Some(ObjectKind::Campaign),
        Level::Adset => Some(ObjectKind::AdSet),
        Level::Ad => Some(ObjectKind::Ad),
    }
}
