//! Ad accounts and whom they belong to.

use serde::{Deserialize, Serialize};

use super::{ObjectId, Timeline};

/// A business (`business{id,name}`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: String,
}

/// A Facebook page an account advertises for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: String,
    /// The Instagram account joined to it.
    pub instagram_user_id: Option<ObjectId>,
}

/// An ad account (`act_{id}`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The digits: `account_id`. The node id is `act_{id}`.
    pub id: ObjectId,
    /// Its name.
    pub name: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Minor units per whole unit by Meta's table: 1 for yen, 100 for euro.
    pub currency_offset: i64,
    /// Olson name, for example `Europe/Oslo`.
    pub timezone_name: String,
    /// Meta's number for the zone.
    pub timezone_id: u32,
    /// 1 active, 2 disabled, 3 unsettled, 9 in grace period, 101 closed; with history, since it stops delivery.
    pub account_status: Timeline<u32>,
    /// Why it was disabled; 0 while it is not.
    pub disable_reason: u32,
    /// `spend_cap`; 0 is none.
    pub spend_cap: i64,
    /// `balance`: what is owed now.
    pub balance: i64,
    /// Lifetime spend before the world's first day; `World::amount_spent` adds what was delivered since.
    pub spent_before_minor: i64,
    /// `min_daily_budget`.
    pub min_daily_budget: i64,
    /// `min_campaign_group_spend_cap`.
    pub min_campaign_group_spend_cap: i64,
    /// For example `VISA *4242`.
    pub funding_source_display: String,
    /// `funding_source`: the id of the payment method; none means nothing delivers.
    pub funding_source: Option<ObjectId>,
    /// `is_prepay_account`.
    pub is_prepay_account: bool,
    /// The owning business.
    pub business: Business,
    /// Pages that can be advertised; the first is the main one.
    pub pages: Vec<Page>,
    /// Pixels, the first is the main one: id and name.
    pub pixels: Vec<(ObjectId, String)>,
    /// An app for app campaigns: id, name, store address.
    pub application: Option<(ObjectId, String, String)>,
    /// Tasks of the signed-in person: MANAGE, ADVERTISE, ANALYZE.
    pub user_tasks: Vec<String>,
    /// `default_dsa_payor`.
    pub default_dsa_payor: Option<String>,
    /// `default_dsa_beneficiary`.
    pub default_dsa_beneficiary: Option<String>,
    /// Two-letter country of the business.
    pub country: String,
    /// The site the ads lead to, `https://…` without a path.
    pub website: String,
    /// When it was opened.
    pub created_ms: i64,
}
