//! Ad accounts, and the person or system user behind the token.

use domain::{AccountId, TimestampMillis};
use serde::Deserialize;

use crate::RawJson;
use crate::lenient;

macro_rules! fields {
    ($more:literal) => {
        concat!(
            "id,account_id,name,currency,timezone_name,timezone_offset_hours_utc,account_status,disable_reason,",
            "amount_spent,balance,spend_cap,min_daily_budget,min_campaign_group_spend_cap,user_tasks,created_time,",
            "default_dsa_payor,default_dsa_beneficiary,is_prepay_account",
            $more
        )
    };
}

/// Fields of [`AdAccount`].
pub(crate) const FIELDS: &str = fields!(",business{id,name}");

/// The same without the business, which some tokens may not read: Meta then refuses the whole call.
pub(crate) const FIELDS_WITHOUT_BUSINESS: &str = fields!("");

/// An ad account.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AdAccount {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Three-letter currency code.
    #[serde(default, deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// IANA time zone name; its days are cut there.
    #[serde(default, deserialize_with = "lenient::text")]
    pub timezone_name: Option<String>,
    /// 1 active, 2 disabled, 3 unsettled, 7 and 8 pending review or settlement, 9 grace period, 100 and 101 closing.
    #[serde(default, deserialize_with = "lenient::int")]
    pub account_status: Option<i64>,
    /// Why it is disabled; 0 for no reason.
    #[serde(default, deserialize_with = "lenient::int")]
    pub disable_reason: Option<i64>,
    /// Spent over its life, in minor units.
    #[serde(default, rename = "amount_spent", deserialize_with = "lenient::int")]
    pub amount_spent_minor: Option<i64>,
    /// Owed, in minor units.
    #[serde(default, rename = "balance", deserialize_with = "lenient::int")]
    pub balance_minor: Option<i64>,
    /// Spend cap over its life, in minor units; 0 for none.
    #[serde(default, rename = "spend_cap", deserialize_with = "lenient::int")]
    pub spend_cap_minor: Option<i64>,
    /// Smallest daily budget, in minor units.
    #[serde(default, rename = "min_daily_budget", deserialize_with = "lenient::int")]
    pub min_daily_budget_minor: Option<i64>,
    /// Smallest campaign spend cap, in minor units.
    #[serde(default, rename = "min_campaign_group_spend_cap", deserialize_with = "lenient::int")]
    pub min_campaign_spend_cap_minor: Option<i64>,
    /// The business it belongs to; `None` too where the token may not read it.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub business: Option<Business>,
    /// What this token's person may do: `MANAGE`, `ADVERTISE`, `ANALYZE`, `DRAFT`.
    #[serde(default, deserialize_with = "lenient::list")]
    pub user_tasks: Vec<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub created_time: Option<TimestampMillis>,
    /// Whether it is paid in advance.
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub is_prepay_account: Option<bool>,
    /// Who pays, by default, for ads in the EU.
    #[serde(default, deserialize_with = "lenient::text")]
    pub default_dsa_payor: Option<String>,
    /// Who benefits, by default, from ads in the EU.
    #[serde(default, deserialize_with = "lenient::text")]
    pub default_dsa_beneficiary: Option<String>,
    /// How the account is paid, as Meta's JSON. Only where it was asked for.
    #[serde(default)]
    pub funding_source_details: Option<RawJson>,
}

/// A business.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Business {
    /// Its id.
    #[serde(deserialize_with = "lenient::required_text")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
}

/// Whose token this is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// Id of the person or system user, as this app sees it.
    #[serde(deserialize_with = "lenient::required_text")]
    pub id: String,
    /// Their name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
}
