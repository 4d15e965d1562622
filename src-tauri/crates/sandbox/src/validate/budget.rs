//! Budgets and bids.

use super::Rules;
use crate::http::error::{GraphError, Result};
use crate::world::delivery::calendar::DAY_MS;
use crate::world::model::Budget;

pub(crate) const BID_STRATEGIES: [&str; 4] =
    ["LOWEST_COST_WITHOUT_CAP", "LOWEST_COST_WITH_BID_CAP", "COST_CAP", "LOWEST_COST_WITH_MIN_ROAS"];

/// A budget as it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    Daily(i64),
    Lifetime(i64),
}

impl Sent {
    pub(crate) fn budget(self) -> Budget {
        match self {
            Self::Daily(amount) => Budget::Daily(amount),
            Self::Lifetime(amount) => Budget::lifetime(amount),
        }
    }

    fn param(self) -> &'static str {
        match self {
            Self::Daily(_) => "daily_budget",
            Self::Lifetime(_) => "lifetime_budget",
        }
    }
}

impl Rules<'_> {
    /// The budget that was sent; a zero counts as none, as clients send it for the kind they do not use.
    pub(crate) fn budget(&self) -> Result<Option<Sent>> {
        let read = |name: &str| -> Result<Option<i64>> {
            let amount = self.params.integer(name)?.filter(|amount| *amount != 0);
            match amount {
                Some(amount) if amount < 0 => {
                    Err(GraphError::invalid(&format!("Param {name} must be a positive integer")).blame(&[name]))
                }
                amount => Ok(amount),
            }
        };
        match (read("daily_budget")?, read("lifetime_budget")?) {
            (Some(_), Some(_)) => Err(GraphError::refused(
                1_885_621,
                "Only One Budget",
                "Set either a daily budget or a lifetime budget, not both.",
            )
            .blame(&["daily_budget"])
            .blame(&["lifetime_budget"])),
            (Some(daily), None) => Ok(Some(Sent::Daily(daily))),
            (None, Some(lifetime)) => Ok(Some(Sent::Lifetime(lifetime))),
            (None, None) => Ok(None),
        }
    }

    /// Whether a budget reaches the minimum: what a day must have, times the days of a lifetime.
    pub(crate) fn check_minimum(&self, sent: Sent, daily_minimum: i64, from_ms: i64, to_ms: Option<i64>) -> Result<()> {
        let (amount, minimum) = match sent {
            Sent::Daily(amount) => (amount, daily_minimum),
            Sent::Lifetime(amount) => {
                let span = to_ms.map_or(DAY_MS, |to| (to - from_ms).max(DAY_MS));
                (amount, daily_minimum.saturating_mul((span + DAY_MS - 1) / DAY_MS))
            }
        };
        if amount >= minimum {
            return Ok(());
        }
        let text = format!("The budget has to be at least {} {}.", self.money(minimum), self.account.currency);
        Err(GraphError::refused(1_885_272, "Budget Is Too Low", &text).blame(&[sent.param()]))
    }

    /// A lowered budget must leave room above what is spent already.
    pub(crate) fn check_not_below_spend(&self, sent: Sent, old: Option<Budget>, spent: i64) -> Result<()> {
        let (new, before) = match sent {
            Sent::Daily(amount) => (amount, old.and_then(Budget::daily_minor)),
            Sent::Lifetime(amount) => (amount, old.and_then(Budget::lifetime_minor)),
        };
        if before.is_some_and(|before| new >= before) || new.saturating_mul(10) >= spent.saturating_mul(11) {
            return Ok(());
        }
        let text = format!(
            "{} {} are spent already. The new budget has to be at least a tenth above that.",
            self.money(spent),
            self.account.currency
        );
        Err(GraphError::refused(1_885_650, "Budget Is Too Low", &text).blame(&[sent.param()]))
    }

    /// At most four changes of an ad set's budget in an hour.
    pub(crate) fn check_budget_pace(&self) -> Result<()> {
        if self.budget_edits < 4 {
            return Ok(());
        }
        Err(GraphError::new(400, 613, "(#613) Calls to this api have exceeded the rate limit.").sub(1_487_632).user(
            "Ad Set Budget Changed Too Often",
            "The budget of an ad set can be changed four times an hour. Try again in an hour.",
        ))
    }

    pub(crate) fn money(&self, minor: i64) -> String {
        let offset = self.account.currency_offset.max(1);
        if offset == 1 { minor.to_string() } else { format!("{}.{:02}", minor / offset, minor % offset) }
    }
}

/// What a day must have for a billing event: clicks and views cost five times what impressions do.
pub(crate) fn daily_minimum(base: i64, billing_event: &str, bid: Option<i64>) -> i64 {
    let times = if billing_event == "IMPRESSIONS" { 1 } else { 5 };
    let by_event = base.saturating_mul(times);
    bid.map_or(by_event, |bid| by_event.max(bid.saturating_mul(times)))
}

/// Whether a strategy needs a bid on the ad set.
pub(crate) fn needs_bid(strategy: &str) -> bool {
    matches!(strategy, "LOWEST_COST_WITH_BID_CAP" | "COST_CAP")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minimum_follows_event_and_bid() {
        assert_eq!(daily_minimum(100, "IMPRESSIONS", None), 100);
        assert_eq!(daily_minimum(100, "LINK_CLICKS", None), 500);
        assert_eq!(daily_minimum(100, "IMPRESSIONS", Some(250)), 250);
        assert_eq!(daily_minimum(100, "LINK_CLICKS", Some(250)), 1_250);
    }
}
