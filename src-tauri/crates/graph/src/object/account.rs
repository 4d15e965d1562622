//! Ad accounts, and the person or system user behind the token.

use domain::AccountId;
use serde::Deserialize;

use super::object;

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

object! {
    /// An ad account.
    #[derive(Debug, Clone, PartialEq, Deserialize)]
    AdAccount {
        /// Its id.
        must id: AccountId;
        /// Its name.
        text name;
        /// Three-letter currency code.
        text currency;
        /// IANA time zone name; its days are cut there.
        text timezone_name;
        /// 1 active, 2 disabled, 3 unsettled, 7 and 8 pending review or settlement, 9 grace period, 100 and 101 closing.
        int account_status;
        /// Why it is disabled; 0 for no reason.
        int disable_reason;
        /// Spent over its life, in minor units.
        int amount_spent_minor as "amount_spent";
        /// Owed, in minor units.
        int balance_minor as "balance";
        /// Spend cap over its life, in minor units; 0 for none.
        int spend_cap_minor as "spend_cap";
        /// Smallest daily budget, in minor units.
        int min_daily_budget_minor as "min_daily_budget";
        /// Smallest campaign spend cap, in minor units.
        int min_campaign_spend_cap_minor as "min_campaign_group_spend_cap";
        /// The business it belongs to; `None` too where the token may not read it.
        some business: Business;
        /// What this token's person may do: `MANAGE`, `ADVERTISE`, `ANALYZE`, `DRAFT`.
        list user_tasks: String;
        /// When it was made.
        time created_time;
        /// Whether it is paid in advance.
        flag is_prepay_account;
        /// Who pays, by default, for ads in the EU.
        text default_dsa_payor;
        /// Who benefits, by default, from ads in the EU.
        text default_dsa_beneficiary;
        /// How the account is paid, as Meta's JSON. Only where it was asked for.
        json funding_source_details;
    }
}

object! {
    /// A business.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    Business {
        /// Its id.
        word id;
        /// Its name.
        text name;
    }
}

object! {
    /// Whose token this is.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    Me {
        /// Id of the person or system user, as this app sees it.
        word id;
        /// Their name.
        text name;
    }
}
