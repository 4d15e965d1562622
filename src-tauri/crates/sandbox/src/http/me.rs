//! Edges of the person behind the token.

use super::edges;
use super::error::{GraphError, Result};
use super::graph::Cx;
use super::json::Json;
use super::nodes::{self, Node};
use super::page::EdgeQuery;
use crate::world::model::{Business, Page};

/// Writes an edge of `me`; false when there is none of that name.
pub(crate) fn write_edge(cx: &Cx<'_>, edge: &str, query: &EdgeQuery<'_>, out: &mut Json) -> Result<bool> {
    match edge {
        "adaccounts" | "assigned_ad_accounts" => {
            if !cx.token.may("ads_read") && !cx.token.may("ads_management") {
                return Err(GraphError::new(403, 200, "(#200) Requires ads_read or ads_management permission"));
            }
            let accounts = visible_accounts(cx).map(Node::Account).collect();
            edges::write_list(cx, accounts, |_| Ok(true), query, out)?;
        }
        "accounts" => {
            if !cx.token.may("pages_show_list") {
                edges::write_list(cx, Vec::new(), |_| Ok(true), query, out)?;
                return Ok(true);
            }
            let mut pages: Vec<&Page> = Vec::new();
            for page in visible_accounts(cx).flat_map(|account| &account.pages) {
                if !pages.iter().any(|known| known.id == page.id) {
                    pages.push(page);
                }
            }
            edges::write_list(cx, pages.into_iter().map(Node::Page).collect(), |_| Ok(true), query, out)?;
        }
        "businesses" => {
            if !cx.token.may("business_management") {
                return Err(GraphError::new(403, 100, "(#100) Missing Permissions"));
            }
            let mut businesses: Vec<&Business> = Vec::new();
            for account in visible_accounts(cx) {
                if !businesses.iter().any(|known| known.id == account.business.id) {
                    businesses.push(&account.business);
                }
            }
            edges::write_list(cx, businesses.into_iter().map(Node::Business).collect(), |_| Ok(true), query, out)?;
        }
        "permissions" => nodes::permissions(cx.shared, cx.token, out),
        _ => return Ok(false),
    }
    Ok(true)
}

pub(crate) fn visible_accounts<'a>(cx: &Cx<'a>) -> impl Iterator<Item = &'a crate::world::model::Account> {
    let token = cx.token;
    cx.world.accounts().iter().filter(move |account| token.sees_account(account.id.0))
}
