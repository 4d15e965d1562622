//! What happened and what needs a person, for some accounts: everything from the cache, nothing from the network.

mod facts;
mod money;
mod pace;
mod unusual;
mod words;

use chrono::Datelike;
use domain::{AccountDay, AccountId, AccountZone, DayRange, TimestampMillis};
use optimizer::DecisionState as State;
use store::Db;

use crate::Error;
use crate::app::App;
use crate::dto::{MetricCatalogue, Overview, OverviewRequest, Range, RulesToday};
use crate::explorer::{chosen_among, range_from};

use facts::Facts;
pub(crate) use words::key_of;

impl App {
    /// The overview of some accounts. Reads the cache only: one look at the figures of the range, and of the last three
    /// months by campaign.
    ///
    /// # Errors
    /// [`Error::Invalid`] for impossible days, [`Error::NotFound`] for unknown accounts.
    pub async fn overview(&self, input: OverviewRequest) -> Result<Overview, Error> {
        let session = self.session().await?;
        let accounts = chosen_among(&session.chosen(), &input.account_ids)?;
        let range = range_from(&input.range)?;
        let compare = input.compare.as_ref().map_or_else(|| Ok(range.previous()), range_from)?;
        let now = self.inner.clock.now();
        let asked = Asked { accounts, range, compare, now };
        Ok(session.store.read(move |db| Ok(answer(db, &asked))).await??)
    }

    /// The last days of the workspace's accounts, today included: of the account that is furthest where zones differ.
    ///
    /// # Errors
    /// [`Error::NotFound`] while there is no account.
    pub async fn last_days(&self, days: u32) -> Result<Range, Error> {
        let session = self.session().await?;
        let (chosen, now) = (session.chosen(), self.inner.clock.now());
        let rows = session.store.read(Db::accounts).await?;
        let zones = rows.iter().filter(|row| chosen.contains(&row.id)).filter_map(|row| zone_of(&row.timezone_name));
        let today = zones.filter_map(|zone| zone.day_of(now)).max().ok_or(Error::NotFound("ad account"))?;
        let range = DayRange::ending(today, days);
        Ok(Range { since: range.since().to_string(), until: range.until().to_string() })
    }

    /// Every metric in words.
    pub fn metric_catalogue(&self) -> MetricCatalogue {
        words::catalogue()
    }
}

/// A question whose days and accounts make sense.
struct Asked {
    accounts: Vec<AccountId>,
    range: DayRange,
    compare: DayRange,
    now: TimestampMillis,
}

fn answer(db: &Db, asked: &Asked) -> Result<Overview, optimizer::Error> {
    let mut all = Vec::new();
    for account in &asked.accounts {
        all.extend(Facts::read(db, account, asked)?);
    }
    Ok(Overview {
        currencies: money::by_currency(db, &all, asked)?,
        compare: Range { since: asked.compare.since().to_string(), until: asked.compare.until().to_string() },
        pacing: pace::rows(db, &all, &asked.accounts)?,
        unusual: unusual::days(&all),
        rules_today: rules_today(db, &all, asked.now)?,
        attribution: db.attribution_settings()?,
        pulled_at_ms: all.iter().filter_map(|facts| facts.oldest_pull(asked.range)).min().map(|at| at.0 as f64),
        missing_days: all.iter().map(|facts| facts.missing_days(asked.range)).max().unwrap_or(0),
    })
}

fn rules_today(db: &Db, all: &[Facts], now: TimestampMillis) -> Result<RulesToday, store::Error> {
    // Accounts may be on different days; the earliest beginning of a present day is where "today" begins.
    let begins = all.iter().map(|facts| facts.zone.start_of(facts.today)).min().unwrap_or(now);
    let counts = db.decision_counts(begins)?;
    let sum = |state: State| counts.iter().filter(|count| count.state == state.as_str()).map(|count| count.count).sum();
    let waiting = db.decisions_in(State::Waiting.as_str())?.len();
    Ok(RulesToday {
        acts: sum(State::Done),
        refused: sum(State::Refused),
        shadowed: sum(State::Shadowed),
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
    })
}

/// The days of the calendar month a day lies in.
pub(crate) fn month_of(day: AccountDay) -> DayRange {
    let first = day.plus_days(1 - i64::from(day.date().day()));
    // 31 days after a first lies in the next month, whichever it is.
    let next = first.plus_days(31);
    let last = next.plus_days(-i64::from(next.date().day()));
    DayRange::new(first, last).unwrap_or_else(|_| DayRange::ending(first, 1))
}

/// The zone of an account; UTC does for one whose zone no database knows.
fn zone_of(name: &str) -> Option<AccountZone> {
    AccountZone::parse(name).or_else(|_| AccountZone::parse("UTC")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_where_the_calendar_says() {
        for (day, since, until) in [
            ("2026-11-23", "2026-11-01", "2026-11-30"),
            ("2026-12-31", "2026-12-01", "2026-12-31"),
            ("2026-02-01", "2026-02-01", "2026-02-28"),
            ("2028-02-29", "2028-02-01", "2028-02-29"),
        ] {
            let month = month_of(AccountDay::parse(day).unwrap());
            assert_eq!((month.since().to_string().as_str(), month.until().to_string().as_str()), (since, until));
        }
    }
}
