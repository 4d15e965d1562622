//! What rules see of an account now.

pub(crate) mod figures;
pub(crate) mod objects;

use domain::{AccountId, AccountZone, Currency, Level, TimestampMillis};
use rules::{AccountFacts, Prepared, Snapshot};
use store::Db;

use crate::error::Error;

/// What an account is held to, and how fast its conversions arrive.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Targets {
    /// Spend per conversion that the client aims for, in minor units of the account's currency.
    pub cpa_minor: Option<i64>,
    /// Value per unit of spend that the client aims for.
    pub roas: Option<f64>,
    /// See [`crate::maturity`]; it moves from day to day, not from tick to tick.
    pub maturity_percent: Vec<f64>,
}

/// The account as the cache has it: all objects, and the figures that these rules read at `at`.
///
/// Objects are in columns that the store keeps, and sums as well: with nothing changed since the last look this copies
/// a few dozen pointers and asks which days were read when.
///
/// # Errors
/// [`Error::Store`] when the cache cannot be read or has no such account, [`Error::Currency`] and [`Error::Zone`] when
/// the account says something this version does not know.
pub fn look(
    db: &Db,
    account: &AccountId,
    at: TimestampMillis,
    rules: &[Prepared],
    targets: &Targets,
) -> Result<Snapshot, Error> {
    let mut snapshot = Snapshot::new(at, facts(db, account, targets)?);
    for level in Level::ALL {
        *snapshot.objects_mut(level) = objects::now(db, account, level)?;
    }
    for level in Level::ALL {
        let Some(first) = db.first_pulled_day(account, figures::read_at(level))? else { continue };
        let Some(plan) = figures::Plan::of(rules, &snapshot.account, at, level, first) else { continue };
        let figures = &mut snapshot.objects_mut(level).figures;
        figures.coverage = figures::coverage(db, account, level, first)?;
        for cut in plan.cuts_now(db, account, level)? {
            figures.put(cut);
        }
    }
    Ok(snapshot)
}

/// What is known of the account itself.
pub(crate) fn facts(db: &Db, account: &AccountId, targets: &Targets) -> Result<AccountFacts, Error> {
    let row = db.account(account)?.ok_or(store::Error::NotFound)?;
    Ok(AccountFacts {
        id: account.clone(),
        currency: Currency::parse(&row.currency).map_err(|_| Error::Currency(row.currency))?,
        zone: AccountZone::parse(&row.timezone_name).map_err(|_| Error::Zone(row.timezone_name))?,
        target_cpa_minor: targets.cpa_minor,
        target_roas: targets.roas,
        maturity_percent: targets.maturity_percent.clone(),
    })
}
