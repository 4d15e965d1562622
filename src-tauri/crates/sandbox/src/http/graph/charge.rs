//! What a call costs, and the headers that say so.

use crate::http::error::Result;
use crate::http::request::{Call, Method};
use crate::limits::{Charge, UseCase};
use crate::state::Shared;

/// What a call was charged.
pub(super) struct Charged {
    account: Option<String>,
    use_case: UseCase,
    is_write: bool,
    active_ads: u32,
    pub(super) points: u32,
}

pub(super) fn charge(
    shared: &Shared,
    call: &Call,
    path: &[&str],
    account: Option<u64>,
    now_ms: i64,
) -> Result<Charged> {
    let Some(account) = account else {
        shared.limits.charge_app(now_ms)?;
        return Ok(Charged { account: None, use_case: UseCase::Management, is_write: false, active_ads: 0, points: 0 });
    };
    let is_insights = path.get(1) == Some(&"insights")
        || path.first().and_then(|node| node.parse().ok()).is_some_and(|id| shared.jobs.account_of(id).is_some());
    let mut charged = Charged {
        account: Some(account.to_string()),
        use_case: if is_insights { UseCase::Insights } else { UseCase::Management },
        is_write: call.method != Method::Get && !is_insights,
        active_ads: shared.active_ads(account, now_ms),
        points: 0,
    };
    if let Some(charge) = charged.charge() {
        let points = charge.points();
        if let Err(error) = shared.limits.charge(&charge, now_ms) {
            return Err(error.with_headers(shared.limits.headers(Some(&charge), now_ms)));
        }
        charged.points = points;
    }
    Ok(charged)
}

impl Charged {
    fn charge(&self) -> Option<Charge<'_>> {
        Some(Charge {
            account: self.account.as_deref()?,
            use_case: self.use_case,
            is_write: self.is_write,
            active_ads: self.active_ads,
        })
    }

    pub(super) fn headers(&self, shared: &Shared, rows: usize, now_ms: i64) -> Vec<(&'static str, String)> {
        let charge = self.charge();
        if let Some(charge) = &charge {
            // A call costs Meta some milliseconds and every row a little more.
            shared.limits.spent(charge, 4 + rows as u64 / 20, now_ms);
        }
        shared.limits.headers(charge.as_ref(), now_ms)
    }
}
