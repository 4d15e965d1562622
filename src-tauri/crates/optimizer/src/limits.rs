//! What all rules together may do in an account, and what its client aims for. A person sets it.

use domain::{AccountId, TimestampMillis};
use rules::TimeOfDay;
use serde::{Deserialize, Serialize};
use store::{Db, Tx};

/// Limits of one account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Whether rules may act here. Nobody is asked for telling and recording.
    pub may_act: bool,
    /// Acts of all rules together in one of the account's days.
    pub acts_a_day: u32,
    /// Budget that all rules together may add in one of the account's days, in minor units. None for a quarter of the
    /// daily budgets of what is on.
    pub raised_a_day_minor: Option<i64>,
    /// Spend today in percent of the daily budgets of what is on, above which no rule raises or starts anything.
    pub spend_brake_percent: u32,
    /// Hours in which no rule acts, in the account's time.
    pub quiet: Option<(TimeOfDay, TimeOfDay)>,
    /// Hours after which an unanswered request expires.
    pub approval_hours: u32,
    /// Spend per conversion the client aims for, in minor units.
    pub target_cpa_minor: Option<i64>,
    /// Value per unit of spend the client aims for.
    pub target_roas: Option<f64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            may_act: false,
            acts_a_day: 100,
            raised_a_day_minor: None,
            // Meta may spend up to three quarters more than a daily budget on a single day.
            spend_brake_percent: 175,
            quiet: None,
            approval_hours: 24,
            target_cpa_minor: None,
            target_roas: None,
        }
    }
}

impl Limits {
    /// The limits of an account; the careful ones when nobody has set any.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn read(db: &Db, account: &AccountId) -> Result<Self, store::Error> {
        Ok(db.setting(&key(account))?.unwrap_or_default())
    }

    /// Keeps the limits of an account.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn keep(&self, tx: &Tx<'_>, account: &AccountId) -> Result<(), store::Error> {
        tx.set_setting(&key(account), self)
    }

    /// What is wrong with them, in a sentence.
    ///
    /// # Errors
    /// The sentence.
    pub fn check(&self) -> Result<(), &'static str> {
        match self {
            Self { acts_a_day: 1..=10_000, .. } => Ok(()),
            _ => Err("Acts a day must be between 1 and 10,000"),
        }?;
        if self.raised_a_day_minor.is_some_and(|minor| minor < 0) {
            return Err("The budget that may be added in a day cannot be negative");
        }
        if !(100..=1_000).contains(&self.spend_brake_percent) {
            return Err("The spend brake must be between 100 and 1,000 percent");
        }
        if !(1..=168).contains(&self.approval_hours) {
            return Err("Requests must expire after 1 to 168 hours");
        }
        if self.target_cpa_minor.is_some_and(|minor| minor <= 0) {
            return Err("The target CPA must be above zero");
        }
        if self.target_roas.is_some_and(|roas| !roas.is_finite() || roas <= 0.0) {
            return Err("The target ROAS must be above zero");
        }
        Ok(())
    }

    /// Whether no rule acts at this time of the account's day.
    pub(crate) fn is_quiet(&self, minutes: u16) -> bool {
        self.quiet.is_some_and(|(from, until)| {
            let (from, until) = (from.minutes(), until.minutes());
            if from < until { (from..until).contains(&minutes) } else { minutes >= from || minutes < until }
        })
    }

    /// Until when a request that is made now can be answered.
    pub(crate) fn expires(&self, now: TimestampMillis) -> TimestampMillis {
        now.plus_millis(i64::from(self.approval_hours) * 3_600_000)
    }
}

fn key(account: &AccountId) -> String {
    format!("rules.limits.{}", account.digits())
}
