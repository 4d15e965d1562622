//! Meta's rate limits as counters that really count: the account score, write bursts, the business-use-case hours,
//! the insights throttle and the general app limit. All by the sandbox's clock but the bursts, which are a matter of
//! real seconds: a clock that stands still must not forbid the hundred-and-first write for ever.
//!
//! The score is a leaking bucket: a read costs 1 point, a write 3, and a full bucket empties in 300 seconds. Going over
//! the brim blocks the account; calls made while blocked extend the block.

mod hour;
mod tier;

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use self::hour::Hour;
use self::tier::{buc_error, score_error};
use crate::config::Tier;
use crate::http::error::GraphError;

const DECAY_MS: f64 = 300_000.0;
const WRITES_PER_SECOND: usize = 100;
/// Calls an hour that belong to no ad account, for one user of the app.
const APP_CALLS_PER_HOUR: u32 = 2_000;

/// Which hourly budget a call belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UseCase {
    Management,
    Insights,
}

impl UseCase {
    fn name(self) -> &'static str {
        match self {
            Self::Management => "ads_management",
            Self::Insights => "ads_insights",
        }
    }

    fn code(self) -> i64 {
        match self {
            Self::Management => 80004,
            Self::Insights => 80000,
        }
    }
}

/// What a call is charged as.
#[derive(Debug, Clone)]
pub(crate) struct Charge<'a> {
    pub(crate) account: &'a str,
    pub(crate) use_case: UseCase,
    pub(crate) is_write: bool,
    /// Ads that run now; they raise the hourly budgets.
    pub(crate) active_ads: u32,
}

impl Charge<'_> {
    pub(crate) fn points(&self) -> u32 {
        if self.is_write { 3 } else { 1 }
    }
}

/// All counters of one app.
#[derive(Debug)]
pub struct Limits {
    inner: Mutex<Inner>,
    started: Instant,
}

#[derive(Debug)]
struct Inner {
    tier: Tier,
    accounts: BTreeMap<String, Account>,
    app: Hour,
    app_insights: Hour,
}

#[derive(Debug, Default)]
struct Account {
    score: f64,
    score_at_ms: i64,
    blocked_until_ms: i64,
    /// Real milliseconds since the start.
    writes: VecDeque<i64>,
    management: Hour,
    insights: Hour,
}

impl Limits {
    pub(crate) fn new(tier: Tier) -> Self {
        Self {
            inner: Mutex::new(Inner {
                tier,
                accounts: BTreeMap::new(),
                app: Hour::default(),
                app_insights: Hour::default(),
            }),
            started: Instant::now(),
        }
    }

    /// Changes the access tier; counters stay.
    pub fn set_tier(&self, tier: Tier) {
        self.lock().tier = tier;
    }

    /// The access tier in force.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.lock().tier
    }

    /// Empties every counter and lifts every block.
    pub fn reset(&self) {
        let mut inner = self.lock();
        inner.accounts.clear();
        inner.app = Hour::default();
        inner.app_insights = Hour::default();
    }

    /// Fills an account's score to this share of its brim (1.0 = full), to test what a client does near the limit.
    pub fn fill_score(&self, account: &str, share: f64, now_ms: i64) {
        let mut inner = self.lock();
        let full = inner.tier.score_max();
        let one = inner.accounts.entry(account.to_owned()).or_default();
        one.score = full * share;
        one.score_at_ms = now_ms;
    }

    /// Charges a call before it is executed; an error means that it is refused and nothing happens.
    pub(crate) fn charge(&self, charge: &Charge<'_>, now_ms: i64) -> Result<(), GraphError> {
        let real_ms = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.charge_at(charge, now_ms, real_ms)
    }

    fn charge_at(&self, charge: &Charge<'_>, now_ms: i64, real_ms: i64) -> Result<(), GraphError> {
        let mut inner = self.lock();
        let tier = inner.tier;
        let account = inner.accounts.entry(charge.account.to_owned()).or_default();
        account.charge_score(charge, tier, now_ms)?;
        account.charge_burst(charge, real_ms)?;
        let cap = tier.hourly_cap(charge.use_case, charge.active_ads);
        account.hour(charge.use_case).charge(cap, now_ms, || buc_error(charge.use_case))?;
        if charge.use_case == UseCase::Insights {
            let cap = tier.insights_app_cap();
            inner.app_insights.charge(cap, now_ms, || {
                GraphError::new(400, 4, "(#4) Application request limit reached").sub(1_504_022).transient()
            })?;
        }
        Ok(())
    }

    /// Charges a call outside ad accounts to the general app limit.
    pub(crate) fn charge_app(&self, now_ms: i64) -> Result<(), GraphError> {
        self.lock().app.charge(APP_CALLS_PER_HOUR, now_ms, || {
            GraphError::new(403, 4, "(#4) Application request limit reached").transient()
        })
    }

    /// Adds what a call cost Meta's processors, after it was executed.
    pub(crate) fn spent(&self, charge: &Charge<'_>, cpu_ms: u64, now_ms: i64) {
        let mut inner = self.lock();
        if let Some(account) = inner.accounts.get_mut(charge.account) {
            account.hour(charge.use_case).add_cpu(cpu_ms, now_ms);
        }
    }

    /// The usage headers that go with an answer.
    pub(crate) fn headers(&self, charge: Option<&Charge<'_>>, now_ms: i64) -> Vec<(&'static str, String)> {
        let mut inner = self.lock();
        let tier = inner.tier;
        let mut out = Vec::with_capacity(4);
        let app = inner.app.percent(APP_CALLS_PER_HOUR, now_ms);
        out.push(("x-app-usage", format!(r#"{{"call_count":{app},"total_time":{app},"total_cputime":{app}}}"#)));
        let Some(charge) = charge else { return out };
        let app_insights = inner.app_insights.percent(tier.insights_app_cap(), now_ms);
        let Some(account) = inner.accounts.get_mut(charge.account) else { return out };
        account.decay(tier, now_ms);
        let used = (account.score / tier.score_max() * 100.0).min(100.0);
        let wait = account.blocked_until_ms.saturating_sub(now_ms).max(0);
        let reset = if wait > 0 { wait } else { (account.score / tier.score_max() * DECAY_MS) as i64 };
        out.push((
            "x-ad-account-usage",
            format!(
                r#"{{"acc_id_util_pct":{:.2},"reset_time_duration":{},"ads_api_access_tier":"{}"}}"#,
                if wait > 0 { 100.0 } else { used },
                (reset + 999) / 1000,
                tier.header()
            ),
        ));
        out.push(("x-business-use-case-usage", account.use_case_header(charge, tier, now_ms)));
        if charge.use_case == UseCase::Insights {
            let cap = tier.hourly_cap(UseCase::Insights, charge.active_ads);
            let own = account.insights.percent(cap, now_ms);
            out.push((
                "x-fb-ads-insights-throttle",
                format!(
                    r#"{{"app_id_util_pct":{app_insights},"acc_id_util_pct":{own},"ads_api_access_tier":"{}"}}"#,
                    tier.header()
                ),
            ));
        }
        out
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Account {
    fn decay(&mut self, tier: Tier, now_ms: i64) {
        let passed = now_ms.saturating_sub(self.score_at_ms).max(0) as f64;
        self.score = (self.score - tier.score_max() * passed / DECAY_MS).max(0.0);
        self.score_at_ms = now_ms;
    }

    fn charge_score(&mut self, charge: &Charge<'_>, tier: Tier, now_ms: i64) -> Result<(), GraphError> {
        self.decay(tier, now_ms);
        if now_ms < self.blocked_until_ms {
            self.blocked_until_ms = now_ms.saturating_add(tier.block_ms());
            return Err(score_error());
        }
        let after = self.score + f64::from(charge.points());
        // Rounding of the leak must not refuse the call that exactly fills the bucket.
        if after > tier.score_max() + 1e-6 {
            self.blocked_until_ms = now_ms.saturating_add(tier.block_ms());
            return Err(score_error());
        }
        self.score = after;
        Ok(())
    }

    fn charge_burst(&mut self, charge: &Charge<'_>, real_ms: i64) -> Result<(), GraphError> {
        if !charge.is_write {
            return Ok(());
        }
        while self.writes.front().is_some_and(|at| real_ms - at >= 1000) {
            self.writes.pop_front();
        }
        if self.writes.len() >= WRITES_PER_SECOND {
            return Err(GraphError::new(400, 613, "(#613) Calls to this api have exceeded the rate limit.")
                .sub(5_044_001)
                .user("Too Many API Calls", "There have been too many changes to this ad account in one second."));
        }
        self.writes.push_back(real_ms);
        Ok(())
    }

    fn hour(&mut self, use_case: UseCase) -> &mut Hour {
        match use_case {
            UseCase::Management => &mut self.management,
            UseCase::Insights => &mut self.insights,
        }
    }

    fn use_case_header(&mut self, charge: &Charge<'_>, tier: Tier, now_ms: i64) -> String {
        let mut text = format!(r#"{{"{}":["#, charge.account);
        for (at, use_case) in [UseCase::Management, UseCase::Insights].into_iter().enumerate() {
            let cap = tier.hourly_cap(use_case, charge.active_ads);
            let hour = self.hour(use_case);
            let (calls, cpu) = (hour.percent(cap, now_ms), hour.cpu_percent(cap, now_ms));
            let regain = hour.blocked_until_ms.saturating_sub(now_ms).max(0);
            let regain = (regain + 59_999) / 60_000;
            let comma = if at > 0 { "," } else { "" };
            let _ = write!(
                text,
                r#"{comma}{{"type":"{}","call_count":{calls},"total_cputime":{cpu},"total_time":{cpu},"estimated_time_to_regain_access":{regain},"ads_api_access_tier":"{}"}}"#,
                use_case.name(),
                tier.header()
            );
        }
        text.push_str("]}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::hour::HOUR_MS;
    use super::*;

    fn read() -> Charge<'static> {
        Charge { account: "1", use_case: UseCase::Management, is_write: false, active_ads: 1000 }
    }

    #[test]
    fn sixty_reads_fill_the_development_score_and_the_next_blocks() {
        let limits = Limits::new(Tier::Development);
        for _ in 0..60 {
            limits.charge(&read(), 1_000).unwrap();
        }
        let refused = limits.charge(&read(), 1_000).unwrap_err();
        assert_eq!((refused.code, refused.subcode), (17, Some(2_446_079)));
        // The score itself has leaked long before the block ends.
        assert!(limits.charge(&read(), 200_000).is_err());
        // That call extended the block.
        assert!(limits.charge(&read(), 302_000).is_err());
        limits.charge(&read(), 302_000 + 300_001).unwrap();
    }

    #[test]
    fn a_full_score_leaks_a_point_every_five_seconds() {
        let limits = Limits::new(Tier::Development);
        limits.fill_score("1", 1.0, 0);
        limits.charge(&read(), 5_000).unwrap();
        let headers = limits.headers(Some(&read()), 5_000);
        assert!(headers.iter().any(|(k, v)| *k == "x-ad-account-usage" && v.contains(r#""acc_id_util_pct":100.00"#)));
    }

    #[test]
    fn the_hourly_budget_ends_and_returns() {
        let limits = Limits::new(Tier::Development);
        let call = Charge { active_ads: 0, ..read() };
        let mut now = 0;
        for _ in 0..300 {
            limits.charge(&call, now).unwrap();
            now += 6_000;
        }
        let refused = limits.charge(&call, now).unwrap_err();
        assert_eq!(refused.code, 80004);
        assert!(limits.charge(&call, now + HOUR_MS + 120_000).is_ok());
    }

    #[test]
    fn more_than_a_hundred_writes_in_a_second_are_refused() {
        let limits = Limits::new(Tier::Standard);
        let write = Charge { is_write: true, ..read() };
        for _ in 0..100 {
            limits.charge_at(&write, 0, 10).unwrap();
        }
        assert_eq!(limits.charge_at(&write, 0, 900).unwrap_err().subcode, Some(5_044_001));
        limits.charge_at(&write, 0, 1_011).unwrap();
    }
}
