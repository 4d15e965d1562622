//! Windows as days, and whether those days are known well enough.

use chrono::Datelike;
use domain::{AccountDay, DayRange, TimestampMillis};

use crate::condition::{LeaveOut, Window};
use crate::schedule::MINUTE;
use crate::snapshot::{AccountFacts, Coverage};
use crate::unknown::Unknown;

/// Days Meta goes on restating. Older ones do not have to be read again.
pub(crate) const RESTATED_DAYS: i32 = 28;

/// The days of a window as of `today`; `first` is the first day that is known.
pub(crate) fn days_of(
    window: Window,
    today: AccountDay,
    account: &AccountFacts,
    first: Option<AccountDay>,
) -> Result<DayRange, Unknown> {
    let ending = |until: AccountDay, days: u16| DayRange::ending(until, u32::from(days));
    Ok(match window {
        Window::Today => ending(today, 1),
        Window::Yesterday => ending(today.plus_days(-1), 1),
        Window::Last(last) => ending(if last.with_today { today } else { today.plus_days(-1) }, last.days),
        Window::ThisMonth => DayRange::ending(today, today.date().day()),
        Window::Lifetime => {
            let since = first.ok_or(Unknown::HistoryTooShort)?;
            DayRange::new(since, today).map_err(|_| Unknown::HistoryTooShort)?
        }
        Window::Matured(matured) => {
            let newest = left_out(matured.leave_out, account)?;
            ending(today.plus_days(-newest), matured.days)
        }
    })
}

/// How many of the newest days are left out.
fn left_out(leave_out: LeaveOut, account: &AccountFacts) -> Result<i64, Unknown> {
    match leave_out {
        LeaveOut::Newest(days) => Ok(i64::from(days)),
        LeaveOut::UnderPercent(percent) => {
            let ripe = |known: &f64| *known >= f64::from(percent);
            // The curve may dip; a day counts as ripe only when every older one does too.
            let unripe = account.maturity_percent.iter().rposition(|known| !ripe(known)).map_or(0, |last| last + 1);
            if account.maturity_percent.is_empty() || unripe >= account.maturity_percent.len() {
                return Err(Unknown::NoMaturity);
            }
            // Today is never ripe. A curve has at most some hundred days.
            Ok(unripe.max(1) as i64)
        }
    }
}

/// When the days of a range were last read, at the earliest; or why they cannot be relied on.
///
/// Each day that is over must have been read after it ended. The newest day must have been read within the limit,
/// unless it is so old that Meta no longer restates it.
pub(crate) fn known(
    coverage: &Coverage,
    range: DayRange,
    account: &AccountFacts,
    at: TimestampMillis,
    freshness_minutes: u32,
) -> Result<TimestampMillis, Unknown> {
    let today = account.zone.day_of(at).ok_or(Unknown::NoDay)?;
    if coverage.first().is_none_or(|first| range.since() < first) {
        return Err(Unknown::HistoryTooShort);
    }
    let mut oldest = at;
    for day in range.days() {
        let read_at = coverage.read_at(day).ok_or(Unknown::NotRead(day))?;
        if read_at > at {
            return Err(Unknown::ReadInTheFuture(day));
        }
        if day < today && read_at < account.zone.start_of(day.plus_days(1)) {
            return Err(Unknown::ReadBeforeItEnded(day));
        }
        oldest = oldest.min(read_at);
    }
    let newest = range.until();
    let read_at = coverage.read_at(newest).ok_or(Unknown::NotRead(newest))?;
    let restated = today.number() - newest.number() < RESTATED_DAYS;
    if restated && at.millis_since(read_at) > i64::from(freshness_minutes) * MINUTE {
        return Err(Unknown::Stale { day: newest, read_at });
    }
    Ok(oldest)
}
