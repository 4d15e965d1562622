//! The smaller nodes: people, businesses, pages, labels, activities, and answers that are not nodes at all.

use super::{Node, date_text, write_relation, zone_of};
use crate::http::error::Result;
use crate::http::fields::Field;
use crate::http::graph::Cx;
use crate::http::json::Json;
use crate::state::{SYSTEM_USER_NAME, Shared};
use crate::tokens::{Token, TokenKind, hmac_hex};
use crate::world::model::{Account, Activity, Business, Label, Page};

pub(super) fn person_field(cx: &Cx<'_>, field: &Field, out: &mut Json) -> bool {
    let key = field.key();
    let is_person = cx.token.kind == TokenKind::User;
    let name = match cx.token.kind {
        TokenKind::User => cx.world.user().name.as_str(),
        TokenKind::SystemUser => SYSTEM_USER_NAME,
        TokenKind::App => cx.shared.app.name,
        TokenKind::Page => "Page",
    };
    match field.name.as_str() {
        "name" => out.text(key, name),
        "first_name" if is_person => out.text(key, name.split(' ').next().unwrap_or_default()),
        "last_name" if is_person => out.text(key, name.rsplit(' ').next().unwrap_or_default()),
        "email" if is_person && cx.token.may("email") => out.text(key, "ingrid.solheim@example.com"),
        "first_name" | "last_name" | "email" | "picture" | "client_business_id" => {}
        _ => return false,
    }
    true
}

pub(super) fn business_field(business: &Business, field: &Field, out: &mut Json) -> bool {
    match field.name.as_str() {
        "name" => out.text(field.key(), &business.name),
        "verification_status" => out.text(field.key(), "verified"),
        "primary_page" | "vertical" | "timezone_id" | "created_time" => {}
        _ => return false,
    }
    true
}

pub(super) fn page_field(cx: &Cx<'_>, page: &Page, field: &Field, out: &mut Json) -> bool {
    let key = field.key();
    match field.name.as_str() {
        "name" => out.text(key, &page.name),
        "category" => out.text(key, "Shopping & retail"),
        "tasks" => out.texts(key, ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MANAGE"]),
        "access_token" => out.text(key, &page_token(cx, page)),
        "instagram_business_account" => {
            if let Some(id) = page.instagram_user_id {
                out.key(key);
                out.begin();
                out.id("id", id.0);
                out.end();
            }
        }
        "link" => out.text(key, &format!("https://www.facebook.com/{}", page.id)),
        "picture" | "is_published" => {}
        _ => return false,
    }
    true
}

/// A page's own token; the same one for the same person and page.
fn page_token(cx: &Cx<'_>, page: &Page) -> String {
    let text = format!("EAAPAGE{}", hmac_hex(&cx.shared.app.secret, &format!("{}:{}", cx.token.user_id, page.id)));
    if cx.shared.tokens.find(&text).is_none() {
        cx.shared.tokens.insert(Token {
            text: text.clone(),
            kind: TokenKind::Page,
            user_id: page.id.0,
            expires_ms: None,
            issued_ms: cx.now_ms,
            ..cx.token.clone()
        });
    }
    text
}

pub(super) fn label_field(cx: &Cx<'_>, label: &Label, field: &Field, out: &mut Json) -> Result<bool> {
    let key = field.key();
    let zone = zone_of(cx.world, label.account);
    match field.name.as_str() {
        "name" => out.text(key, &label.name),
        "account" => write_relation(cx, cx.world.account(label.account).map(Node::Account), field, out)?,
        "created_time" => out.text(key, &date_text(label.created_ms, zone)),
        "updated_time" => out.text(key, &date_text(label.updated_ms, zone)),
        _ => return Ok(false),
    }
    Ok(true)
}

pub(super) fn activity_field(cx: &Cx<'_>, activity: &Activity, field: &Field, out: &mut Json) -> bool {
    let key = field.key();
    match field.name.as_str() {
        "actor_id" => out.id(key, activity.actor.id.0),
        "actor_name" => out.text(key, &activity.actor.name),
        "application_id" => {
            if let Some(id) = activity.actor.application_id {
                out.id(key, id.0);
            }
        }
        "application_name" => out.opt_text(key, activity.actor.application_name.as_deref()),
        "date_time_in_timezone" => {
            let zone = zone_of(cx.world, activity.account);
            let at = crate::clock::instant(activity.at_ms).with_timezone(&zone);
            out.text(key, &at.format("%m/%d/%Y at %-I:%M %p").to_string());
        }
        "event_time" => out.text(key, &date_text(activity.at_ms, zone_of(cx.world, activity.account))),
        "event_type" => out.text(key, &activity.event_type),
        "translated_event_type" => out.text(key, &activity.translated),
        "extra_data" => out.opt_text(key, activity.extra_data.as_deref()),
        "object_id" => out.id(key, activity.object_id.0),
        "object_name" => out.text(key, &activity.object_name),
        "object_type" => out.text(key, activity.object_kind.as_str()),
        _ => return false,
    }
    true
}

/// `/act_X/minimum_budgets`.
pub(crate) fn write_minimum_budgets(account: &Account, out: &mut Json) {
    out.begin();
    out.key("data");
    out.begin_list();
    out.begin();
    out.text("currency", &account.currency);
    let base = account.min_daily_budget;
    // In dollars Meta asks half a dollar for impressions, two and a half for clicks, forty for rare actions.
    out.int("min_daily_budget_imp", base);
    out.int("min_daily_budget_video_views", base.saturating_mul(5));
    out.int("min_daily_budget_high_freq", base.saturating_mul(5));
    out.int("min_daily_budget_low_freq", base.saturating_mul(40));
    out.end();
    out.end_list();
    out.end();
}

/// `/me/permissions`.
pub(crate) fn permissions(shared: &Shared, token: &Token, out: &mut Json) {
    let current = shared.tokens.find(&token.text);
    let token = current.as_ref().unwrap_or(token);
    out.begin();
    out.key("data");
    out.begin_list();
    let granted = token.scopes.iter().map(|scope| (scope, "granted"));
    for (scope, status) in granted.chain(token.declined.iter().map(|scope| (scope, "declined"))) {
        out.begin();
        out.text("permission", scope);
        out.text("status", status);
        out.end();
    }
    out.end_list();
    out.end();
}
