//! Fields of an ad account.

use chrono::Offset as _;

use super::{Node, date_text, write_relation, zone};
use crate::clock::instant;
use crate::http::error::Result;
use crate::http::fields::Field;
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::world::model::Account;

/// Fields of the type that this account has no value for.
const EMPTY: &[&str] = &[
    "age",
    "agency_client_declaration",
    "business_city",
    "business_state",
    "business_street",
    "business_street2",
    "business_zip",
    "end_advertiser",
    "end_advertiser_name",
    "extended_credit_invoice_group",
    "io_number",
    "is_direct_deals_enabled",
    "line_numbers",
    "media_agency",
    "partner",
    "tax_id",
];

pub(super) fn field(cx: &Cx<'_>, account: &Account, field: &Field, out: &mut Json) -> Result<bool> {
    let key = field.key();
    match field.name.as_str() {
        "account_id" => out.id(key, account.id.0),
        "name" => out.text(key, &account.name),
        "currency" => out.text(key, &account.currency),
        "timezone_name" => out.text(key, &account.timezone_name),
        "timezone_id" => out.int(key, i64::from(account.timezone_id)),
        "timezone_offset_hours_utc" => {
            let seconds = instant(cx.now_ms).with_timezone(&zone(account)).offset().fix().local_minus_utc();
            out.key(key);
            out.raw(format!("{}", f64::from(seconds) / 3600.0).as_bytes());
        }
        "account_status" => out.int(key, i64::from(*account.account_status.at(cx.now_ms))),
        "disable_reason" => out.int(key, i64::from(account.disable_reason)),
        "amount_spent" => out.int_text(key, cx.world.amount_spent(account.id, cx.now_ms)),
        "balance" => out.int_text(key, account.balance),
        "spend_cap" => out.int_text(key, account.spend_cap),
        "min_daily_budget" => out.int(key, account.min_daily_budget),
        "min_campaign_group_spend_cap" => out.int_text(key, account.min_campaign_group_spend_cap),
        "funding_source" => {
            if let Some(source) = account.funding_source {
                out.id(key, source.0);
            }
        }
        "funding_source_details" => write_funding(account, key, out),
        "business" => write_relation(cx, Some(Node::Business(&account.business)), field, out)?,
        "business_name" => out.text(key, &account.business.name),
        "business_country_code" => out.text(key, &account.country),
        "owner" => out.id(key, account.business.id.0),
        "is_personal" => out.int(key, 0),
        "is_prepay_account" => out.boolean(key, account.is_prepay_account),
        "user_tasks" => out.texts(key, account.user_tasks.iter().map(String::as_str)),
        "tax_id_status" => out.int(key, 0),
        "has_migrated_permissions" => out.boolean(key, true),
        "capabilities" => out.texts(key, ["CAN_CREATE_CALL_ADS", "BULK_UPLOAD", "HAS_VALID_PAYMENT_METHODS"]),
        "created_time" => out.text(key, &date_text(account.created_ms, zone(account))),
        "default_dsa_payor" => out.opt_text(key, account.default_dsa_payor.as_deref()),
        "default_dsa_beneficiary" => out.opt_text(key, account.default_dsa_beneficiary.as_deref()),
        name => return Ok(EMPTY.contains(&name)),
    }
    Ok(true)
}

fn write_funding(account: &Account, key: &str, out: &mut Json) {
    let Some(source) = account.funding_source else { return };
    out.key(key);
    out.begin();
    out.id("id", source.0);
    out.text("display_string", &account.funding_source_display);
    out.int("type", 1);
    out.end();
}
