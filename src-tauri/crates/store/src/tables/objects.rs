//! Campaigns, ad sets and ads.

use domain::{AccountId, Level, ObjectId};
use rusqlite::Row;
use rusqlite::types::Value;

use super::entity::{Entity, Parents, instant, number, read_id, read_instant, text};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{AdRow, AdSetRow, CampaignRow, FieldChange, ObjectDetail, ObjectRef, Stored, Upserted};

fn slot_value(slot: Option<u32>) -> Value {
    // Every row of a table with parents has them; zero would be a wrong parent, so a missing one is refused by NOT NULL.
    number(slot.map(i64::from))
}

impl Entity for CampaignRow {
    const TABLE: &'static str = "campaigns";
    const LEVEL: Level = Level::Campaign;
    const COLUMNS: &'static [&'static str] = &[
        "name",
        "status",
        "effective_status",
        "objective",
        "buying_type",
        "daily_budget_minor",
        "lifetime_budget_minor",
        "budget_remaining_minor",
        "spend_cap_minor",
        "bid_strategy",
        "special_ad_categories",
        "start_time",
        "stop_time",
        "issues",
        "created_time",
        "updated_time",
        "extra",
    ];

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn values(&self, _parents: &Parents) -> Vec<Value> {
        vec![
            self.name.clone().into(),
            self.status.clone().into(),
            self.effective_status.clone().into(),
            text(self.objective.as_ref()),
            text(self.buying_type.as_ref()),
            number(self.daily_budget_minor),
            number(self.lifetime_budget_minor),
            number(self.budget_remaining_minor),
            number(self.spend_cap_minor),
            text(self.bid_strategy.as_ref()),
            text(self.special_ad_categories.as_ref()),
            instant(self.start_time),
            instant(self.stop_time),
            text(self.issues.as_ref()),
            instant(self.created_time),
            instant(self.updated_time),
            self.extra.clone().into(),
        ]
    }

    fn read(row: &Row<'_>, account: &AccountId, id: &str, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            id: super::entity::parse_id(id, 0)?,
            account: account.clone(),
            name: row.get(first)?,
            status: row.get(first + 1)?,
            effective_status: row.get(first + 2)?,
            objective: row.get(first + 3)?,
            buying_type: row.get(first + 4)?,
            daily_budget_minor: row.get(first + 5)?,
            lifetime_budget_minor: row.get(first + 6)?,
            budget_remaining_minor: row.get(first + 7)?,
            spend_cap_minor: row.get(first + 8)?,
            bid_strategy: row.get(first + 9)?,
            special_ad_categories: row.get(first + 10)?,
            start_time: read_instant(row, first + 11)?,
            stop_time: read_instant(row, first + 12)?,
            issues: row.get(first + 13)?,
            created_time: read_instant(row, first + 14)?,
            updated_time: read_instant(row, first + 15)?,
            extra: row.get(first + 16)?,
        })
    }
}

impl Entity for AdSetRow {
    const TABLE: &'static str = "ad_sets";
    const LEVEL: Level = Level::Adset;
    const COLUMNS: &'static [&'static str] = &[
        "campaign_slot",
        "campaign_id",
        "name",
        "status",
        "effective_status",
        "daily_budget_minor",
        "lifetime_budget_minor",
        "budget_remaining_minor",
        "optimization_goal",
        "billing_event",
        "bid_strategy",
        "bid_amount_minor",
        "conversion",
        "learning_status",
        "learning",
        "attribution_spec",
        "promoted_object",
        "targeting",
        "schedule",
        "start_time",
        "end_time",
        "issues",
        "created_time",
        "updated_time",
        "extra",
    ];

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn parents(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.campaign_id.as_str()), None)
    }

    fn values(&self, parents: &Parents) -> Vec<Value> {
        vec![
            slot_value(parents.campaign),
            self.campaign_id.as_str().to_owned().into(),
            self.name.clone().into(),
            self.status.clone().into(),
            self.effective_status.clone().into(),
            number(self.daily_budget_minor),
            number(self.lifetime_budget_minor),
            number(self.budget_remaining_minor),
            text(self.optimization_goal.as_ref()),
            text(self.billing_event.as_ref()),
            text(self.bid_strategy.as_ref()),
            number(self.bid_amount_minor),
            text(self.conversion.as_ref()),
            text(self.learning_status.as_ref()),
            text(self.learning.as_ref()),
            text(self.attribution_spec.as_ref()),
            text(self.promoted_object.as_ref()),
            text(self.targeting.as_ref()),
            text(self.schedule.as_ref()),
            instant(self.start_time),
            instant(self.end_time),
            text(self.issues.as_ref()),
            instant(self.created_time),
            instant(self.updated_time),
            self.extra.clone().into(),
        ]
    }

    fn read(row: &Row<'_>, account: &AccountId, id: &str, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            id: super::entity::parse_id(id, 0)?,
            account: account.clone(),
            campaign_id: read_id(row, first + 1)?,
            name: row.get(first + 2)?,
            status: row.get(first + 3)?,
            effective_status: row.get(first + 4)?,
            daily_budget_minor: row.get(first + 5)?,
            lifetime_budget_minor: row.get(first + 6)?,
            budget_remaining_minor: row.get(first + 7)?,
            optimization_goal: row.get(first + 8)?,
            billing_event: row.get(first + 9)?,
            bid_strategy: row.get(first + 10)?,
            bid_amount_minor: row.get(first + 11)?,
            conversion: row.get(first + 12)?,
            learning_status: row.get(first + 13)?,
            learning: row.get(first + 14)?,
            attribution_spec: row.get(first + 15)?,
            promoted_object: row.get(first + 16)?,
            targeting: row.get(first + 17)?,
            schedule: row.get(first + 18)?,
            start_time: read_instant(row, first + 19)?,
            end_time: read_instant(row, first + 20)?,
            issues: row.get(first + 21)?,
            created_time: read_instant(row, first + 22)?,
            updated_time: read_instant(row, first + 23)?,
            extra: row.get(first + 24)?,
        })
    }
}

impl Entity for AdRow {
    const TABLE: &'static str = "ads";
    const LEVEL: Level = Level::Ad;
    const COLUMNS: &'static [&'static str] = &[
        "campaign_slot",
        "adset_slot",
        "campaign_id",
        "adset_id",
        "creative_id",
        "name",
        "status",
        "effective_status",
        "issues",
        "review_feedback",
        "preview_link",
        "created_time",
        "updated_time",
        "extra",
    ];

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn parents(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.campaign_id.as_str()), Some(self.adset_id.as_str()))
    }

    fn values(&self, parents: &Parents) -> Vec<Value> {
        vec![
            slot_value(parents.campaign),
            slot_value(parents.adset),
            self.campaign_id.as_str().to_owned().into(),
            self.adset_id.as_str().to_owned().into(),
            self.creative_id.as_ref().map_or(Value::Null, |id| Value::Text(id.as_str().to_owned())),
            self.name.clone().into(),
            self.status.clone().into(),
            self.effective_status.clone().into(),
            text(self.issues.as_ref()),
            text(self.review_feedback.as_ref()),
            text(self.preview_link.as_ref()),
            instant(self.created_time),
            instant(self.updated_time),
            self.extra.clone().into(),
        ]
    }

    fn read(row: &Row<'_>, account: &AccountId, id: &str, first: usize) -> rusqlite::Result<Self> {
        let creative: Option<String> = row.get(first + 4)?;
        Ok(Self {
            id: super::entity::parse_id(id, 0)?,
            account: account.clone(),
            campaign_id: read_id(row, first + 2)?,
            adset_id: read_id(row, first + 3)?,
            creative_id: creative.and_then(|id| ObjectId::parse(&id).ok()),
            name: row.get(first + 5)?,
            status: row.get(first + 6)?,
            effective_status: row.get(first + 7)?,
            issues: row.get(first + 8)?,
            review_feedback: row.get(first + 9)?,
            preview_link: row.get(first + 10)?,
            created_time: read_instant(row, first + 11)?,
            updated_time: read_instant(row, first + 12)?,
            extra: row.get(first + 13)?,
        })
    }
}

impl Tx<'_> {
    /// Stores campaigns of one account; earlier values of changed settings are kept. `sync` is the run that saw them;
    /// with one, objects that were gone are there again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the account was not stored first.
    pub fn upsert_campaigns(&self, account: &AccountId, rows: &[CampaignRow], sync: Option<i64>) -> Result<Upserted> {
        self.upsert_entities(account, rows, sync)
    }

    /// As [`Tx::upsert_campaigns`], for ad sets. Their campaigns need not be stored yet.
    ///
    /// # Errors
    /// As [`Tx::upsert_campaigns`].
    pub fn upsert_ad_sets(&self, account: &AccountId, rows: &[AdSetRow], sync: Option<i64>) -> Result<Upserted> {
        self.upsert_entities(account, rows, sync)
    }

    /// As [`Tx::upsert_campaigns`], for ads. Their ad sets need not be stored yet.
    ///
    /// # Errors
    /// As [`Tx::upsert_campaigns`].
    pub fn upsert_ads(&self, account: &AccountId, rows: &[AdRow], sync: Option<i64>) -> Result<Upserted> {
        self.upsert_entities(account, rows, sync)
    }

    /// Marks what the run `sync` did not see at this level as deleted and answers its ids. The rows, their history and
    /// their figures stay; an upsert brings an object back.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub fn mark_unseen(&self, account: &AccountId, level: Level, sync: i64) -> Result<Vec<ObjectId>> {
        match level {
            Level::Account => Ok(Vec::new()),
            Level::Campaign => self.mark_unseen_in::<CampaignRow>(account, sync),
            Level::Adset => self.mark_unseen_in::<AdSetRow>(account, sync),
            Level::Ad => self.mark_unseen_in::<AdRow>(account, sync),
        }
    }
}

impl Db {
    /// A campaign; none when it is not in this account.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn campaign(&self, account: &AccountId, id: &ObjectId) -> Result<Option<Stored<CampaignRow>>> {
        self.entity(account, id.as_str())
    }

    /// An ad set; none when it is not in this account.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn ad_set(&self, account: &AccountId, id: &ObjectId) -> Result<Option<Stored<AdSetRow>>> {
        self.entity(account, id.as_str())
    }

    /// An ad; none when it is not in this account.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn ad(&self, account: &AccountId, id: &ObjectId) -> Result<Option<Stored<AdRow>>> {
        self.entity(account, id.as_str())
    }

    /// Everything about one object.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such object in that account, whether or not it is in another.
    pub fn object(&self, object: &ObjectRef) -> Result<ObjectDetail> {
        let (account, id) = (&object.account, &object.id);
        Ok(match object.level {
            Level::Account => ObjectDetail::Account(Box::new(self.account(account)?.ok_or(Error::NotFound)?)),
            Level::Campaign => ObjectDetail::Campaign(Box::new(self.campaign(account, id)?.ok_or(Error::NotFound)?)),
            Level::Adset => ObjectDetail::AdSet(Box::new(self.ad_set(account, id)?.ok_or(Error::NotFound)?)),
            Level::Ad => {
                let ad = self.ad(account, id)?.ok_or(Error::NotFound)?;
                let creative = ad.row.creative_id.as_ref().map(|id| self.creative(account, id)).transpose()?.flatten();
                ObjectDetail::Ad(Box::new(ad), creative.map(Box::new))
            }
        })
    }

    /// Earlier values of an object's settings, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such object in that account.
    pub fn history(&self, object: &ObjectRef) -> Result<Vec<FieldChange>> {
        let (account_no, slot) = self.located(object)?;
        self.history_of(account_no, object.level, slot)
    }

    /// The account row and slot of an object.
    pub(crate) fn located(&self, object: &ObjectRef) -> Result<(i64, u32)> {
        let account_no = self.existing_account_no(&object.account)?;
        let slot = self.slot(account_no, object.level, object.id.as_str())?.ok_or(Error::NotFound)?;
        Ok((account_no, slot))
    }
}
