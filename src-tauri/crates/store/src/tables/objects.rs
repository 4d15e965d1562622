//! Campaigns, ad sets and ads.

use domain::{AccountId, Level, ObjectId};
use rusqlite::Row;
use rusqlite::types::Value;

use super::column::{Column, parse_id};
use super::entity::{Entity, Parents};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{AdRow, AdSetRow, CampaignRow, FieldChange, ObjectDetail, ObjectRef, Stored, Upserted};

/// A table's columns, listed once: their names, what is written and what is read follow from the fields of the row.
/// Columns for slots of parents come first and are no fields.
macro_rules! columns {
    ([$($slot:literal),*], $($field:ident),+ $(,)?) => {
        const COLUMNS: &'static [&'static str] = &[$($slot,)* $(stringify!($field)),+];

        fn id(&self) -> &str {
            self.id.as_str()
        }

        fn values(&self, parents: &Parents) -> Vec<Value> {
            let mut values = parents.values();
            values.extend([$(Column::value(&self.$field)),+]);
            values
        }

        fn read(row: &Row<'_>, account: &AccountId, id: &str, first: usize) -> rusqlite::Result<Self> {
            const SLOTS: &[&str] = &[$($slot),*];
            let mut places = first + SLOTS.len()..;
            let mut next = || places.next().unwrap_or(usize::MAX);
            Ok(Self {
                id: parse_id(id, 0)?,
                account: account.clone(),
                $($field: Column::read(row, next())?),+
            })
        }
    };
}

impl Entity for CampaignRow {
    const TABLE: &'static str = "campaigns";
    const LEVEL: Level = Level::Campaign;
    columns! {
        [],
        name,
        status,
        effective_status,
        objective,
        buying_type,
        daily_budget_minor,
        lifetime_budget_minor,
        budget_remaining_minor,
        spend_cap_minor,
        bid_strategy,
        special_ad_categories,
        start_time,
        stop_time,
        issues,
        automation,
        created_time,
        updated_time,
        extra,
    }
}

impl Entity for AdSetRow {
    const TABLE: &'static str = "ad_sets";
    const LEVEL: Level = Level::Adset;
    columns! {
        ["campaign_slot"],
        campaign_id,
        name,
        status,
        effective_status,
        daily_budget_minor,
        lifetime_budget_minor,
        budget_remaining_minor,
        optimization_goal,
        billing_event,
        bid_strategy,
        bid_amount_minor,
        conversion,
        learning_status,
        learning,
        attribution_spec,
        promoted_object,
        targeting,
        schedule,
        start_time,
        end_time,
        issues,
        created_time,
        updated_time,
        extra,
    }

    fn parents(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.campaign_id.as_str()), None)
    }
}

impl Entity for AdRow {
    const TABLE: &'static str = "ads";
    const LEVEL: Level = Level::Ad;
    columns! {
        ["campaign_slot", "adset_slot"],
        campaign_id,
        adset_id,
        creative_id,
        name,
        status,
        effective_status,
        issues,
        review_feedback,
        preview_link,
        created_time,
        updated_time,
        extra,
    }

    fn parents(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.campaign_id.as_str()), Some(self.adset_id.as_str()))
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
