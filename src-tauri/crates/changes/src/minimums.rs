//! The smallest budgets Meta takes, by what is paid for: read once a day, kept, and asked before anything is sent.

use domain::{AccountId, TimestampMillis};
use graph::{Cancel, MinimumBudget};
use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::set::{ChangeSet, Item};
use crate::tools::Tools;

/// They change rarely.
const FRESH_MS: i64 = 24 * 3_600_000;
const DAY_MS: i64 = 24 * 3_600_000;
/// Under a bid cap Meta wants a budget of this many clicks, likes or views.
const BIDS: i64 = 5;

/// The smallest daily budgets of an account, in minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Minimums {
    /// Where impressions are paid for.
    pub impressions_minor: Option<i64>,
    /// Where clicks, likes and other frequent actions are paid for.
    pub frequent_minor: Option<i64>,
    /// Where rare actions such as installs are paid for.
    pub rare_minor: Option<i64>,
    /// Where views of a video are paid for.
    pub video_views_minor: Option<i64>,
    /// When Meta was asked, UTC milliseconds.
    pub read_at_ms: i64,
}

/// Name of the setting that keeps an account's minimums.
pub(crate) fn key(account: &AccountId) -> String {
    format!("minimum_budgets.{account}")
}

impl Minimums {
    fn of_meta(read: &MinimumBudget, read_at: TimestampMillis) -> Self {
        Self {
            impressions_minor: read.impressions_minor,
            frequent_minor: read.frequent_minor,
            rare_minor: read.rare_minor,
            video_views_minor: read.video_views_minor,
            read_at_ms: read_at.0,
        }
    }

    /// The smallest daily budget for what is paid for; none where Meta did not say.
    pub fn daily(&self, billing_event: Option<&str>) -> Option<i64> {
        match billing_event.unwrap_or("IMPRESSIONS") {
            "IMPRESSIONS" | "NONE" => self.impressions_minor,
            "THRUPLAY" => self.video_views_minor,
            "APP_INSTALLS" | "OFFER_CLAIMS" | "PURCHASE" => self.rare_minor,
            _ => self.frequent_minor,
        }
    }
}

/// The smallest budget a day under a bid or cap: the bid itself, or several where single actions are paid for.
pub(crate) fn under_bid(billing_event: Option<&str>, bid_minor: i64) -> i64 {
    let times = if matches!(billing_event, None | Some("IMPRESSIONS")) { 1 } else { BIDS };
    bid_minor.saturating_mul(times)
}

/// Whole days of a span, at least one: a budget for life needs a day's minimum for each.
pub(crate) fn days(from: TimestampMillis, to: TimestampMillis) -> i64 {
    let span = to.millis_since(from).max(DAY_MS);
    span.saturating_add(DAY_MS - 1) / DAY_MS
}

/// Asks for the minimums of the accounts in which an act sets budgets.
pub(crate) async fn refresh(tools: &Tools, set: &ChangeSet, cancel: &Cancel) -> Result<(), store::Error> {
    let sets_budget = |item: &&Item| item.changes().iter().any(|change| change.field.is_budget());
    let mut accounts: Vec<AccountId> = set.items.iter().filter(sets_budget).map(|item| item.account.clone()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    read_minimums(tools, &accounts, cancel).await
}

/// Asks Meta for the smallest budgets of accounts, where they are not known or a day old. One call an account. Without an
/// answer the rules go by what the account itself says.
///
/// # Errors
/// Only what the database refuses.
pub async fn read_minimums(tools: &Tools, accounts: &[AccountId], cancel: &Cancel) -> Result<(), store::Error> {
    let now = tools.clock.now();
    for account in accounts {
        let account = account.clone();
        let wanted = account.clone();
        let read = move |db: &store::Db| {
            // Kept by another version of the program in another shape, they are asked for again.
            let kept = db.setting::<Minimums>(&key(&wanted)).unwrap_or_default();
            Ok((kept, db.account(&wanted)?.map(|row| row.currency).unwrap_or_default()))
        };
        let (kept, currency): (Option<Minimums>, String) = tools.store.read(read).await?;
        if kept.is_some_and(|kept| (0..FRESH_MS).contains(&now.0.saturating_sub(kept.read_at_ms))) {
            continue;
        }
        match tools.meta().minimum_budgets(&account, cancel).await {
            Ok(all) => {
                let own = all.iter().find(|one| one.currency.as_deref() == Some(currency.as_str()));
                let own = own
                    .map_or(Minimums { read_at_ms: now.0, ..Minimums::default() }, |one| Minimums::of_meta(one, now));
                tools.store.write(move |tx| tx.set_setting(&key(&account), &own)).await?;
            }
            Err(error) => tracing::debug!(%account, %error, "the smallest budgets are not known"),
        }
    }
    Ok(())
}

/// The setting whose kind of budget a change is about, with the words for it.
pub(crate) fn span_words(field: Field) -> &'static str {
    if field == Field::LifetimeBudget { "for its life" } else { "a day" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_paid_for_decides_the_smallest_budget() {
        let minimums = Minimums {
            impressions_minor: Some(50),
            frequent_minor: Some(250),
            rare_minor: Some(4_000),
            video_views_minor: Some(260),
            read_at_ms: 0,
        };
        for (billing, expected) in [
            (None, 50),
            (Some("IMPRESSIONS"), 50),
            (Some("LINK_CLICKS"), 250),
            (Some("PAGE_LIKES"), 250),
            (Some("THRUPLAY"), 260),
            (Some("APP_INSTALLS"), 4_000),
        ] {
            assert_eq!(minimums.daily(billing), Some(expected), "{billing:?}");
        }
        assert_eq!(under_bid(Some("IMPRESSIONS"), 300), 300);
        assert_eq!(under_bid(Some("LINK_CLICKS"), 300), 1_500);
        assert_eq!(under_bid(Some("LINK_CLICKS"), i64::MAX), i64::MAX);
        let day = |days: i64| TimestampMillis(days * DAY_MS);
        assert_eq!(
            [days(day(0), day(0)), days(day(0), day(3)), days(day(0), TimestampMillis(3 * DAY_MS + 1))],
            [1, 3, 4]
        );
    }
}
