//! What is known of an account when it is judged.

use std::collections::BTreeMap;

use domain::{AccountDay, AccountId, AccountZone, DayRange, Level, ObjectId, TimestampMillis};
use store::{AdAccountRow, Db, InsightsQuery};

/// Days before today that make up the usual spend.
const USUAL_DAYS: u32 = 7;

/// An account at an instant, as the cache has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    pub(super) now: TimestampMillis,
    /// Minutes between syncs; 0 where nobody wants any by themselves.
    pub(super) sync_every_minutes: u32,
    /// When any figures were read last.
    pub(super) read_at: Option<TimestampMillis>,
    pub(super) today: AccountDay,
    /// How much of today was over when its figures were read, in thousandths; none while they were not.
    pub(super) day_read_milli: Option<i64>,
    /// In minor units.
    pub(super) spent_today: i64,
    /// Of the days before, as far as they were read, in minor units.
    pub(super) spent_before: Vec<i64>,
    /// Campaigns that ought to deliver, as they did.
    pub(super) campaigns: Vec<Delivery>,
    /// Ads that Meta has disapproved, with their names.
    pub(super) disapproved: Vec<(String, String)>,
}

/// Impressions of a campaign.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Delivery {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) yesterday: i64,
    pub(super) today: i64,
}

/// Reads an account; none where its time zone is unknown.
pub(super) fn read(
    db: &Db,
    account: &AdAccountRow,
    sync_every_minutes: u32,
    now: TimestampMillis,
) -> Result<Option<Facts>, store::Error> {
    let zone = AccountZone::parse(&account.timezone_name).ok();
    let Some((zone, today)) = zone.and_then(|zone| Some((zone, zone.day_of(now)?))) else { return Ok(None) };
    let days = DayRange::ending(today, USUAL_DAYS + 1);
    let pulled = db.pulled_days(&account.id, Level::Campaign, days)?;
    let spent: BTreeMap<AccountDay, i64> =
        figures(db, &account.id, Level::Account, days)?.map(|(_, day, sums)| (day, sums.spend_minor)).collect();
    let on = |day: AccountDay| spent.get(&day).copied().unwrap_or(0);
    let read_today = pulled.iter().find(|pulled| pulled.day == today).map(|pulled| pulled.pulled_at);
    Ok(Some(Facts {
        now,
        sync_every_minutes,
        read_at: db.last_pulled(&account.id)?,
        today,
        day_read_milli: read_today.map(|at| share_of_day(&zone, today, at)),
        spent_today: on(today),
        spent_before: pulled.iter().filter(|pulled| pulled.day < today).map(|pulled| on(pulled.day)).collect(),
        campaigns: campaigns(db, &account.id, today, now)?,
        disapproved: db.disapproved_ads(&account.id)?.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
    }))
}

type Row = (ObjectId, AccountDay, domain::MetricSums);

fn figures(
    db: &Db,
    account: &AccountId,
    level: Level,
    range: DayRange,
) -> Result<impl Iterator<Item = Row>, store::Error> {
    let rows = db.insights(&InsightsQuery { accounts: vec![account.clone()], level, range, daily: true })?;
    Ok(rows.into_iter().map(|row| (row.object, row.range.since(), row.sums)))
}

fn campaigns(
    db: &Db,
    account: &AccountId,
    today: AccountDay,
    now: TimestampMillis,
) -> Result<Vec<Delivery>, store::Error> {
    let shown: BTreeMap<(ObjectId, AccountDay), i64> =
        figures(db, account, Level::Campaign, DayRange::ending(today, 2))?
            .map(|(id, day, sums)| ((id, day), sums.impressions))
            .collect();
    let on = |id: &ObjectId, day: AccountDay| shown.get(&(id.clone(), day)).copied().unwrap_or(0);
    let all = db.campaigns_to_deliver(account, now)?.into_iter().map(|(id, name)| Delivery {
        yesterday: on(&id, today.plus_days(-1)),
        today: on(&id, today),
        id: id.to_string(),
        name,
    });
    Ok(all.collect())
}

/// How much of a day is over at an instant, in thousandths. Days on which clocks change are longer or shorter.
fn share_of_day(zone: &AccountZone, day: AccountDay, at: TimestampMillis) -> i64 {
    let start = zone.start_of(day);
    let length = zone.start_of(day.plus_days(1)).millis_since(start).max(1);
    (at.millis_since(start).saturating_mul(1_000) / length).clamp(0, 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_day_is_over_at_its_own_noon() {
        for (zone, day, at, milli) in [
            ("Europe/Oslo", "2026-11-23", "2026-11-23T11:00:00Z", 500),
            // Twenty-three hours long: noon comes after eleven of them.
            ("Europe/Oslo", "2026-03-29", "2026-03-29T10:00:00Z", 478),
            ("Europe/Oslo", "2026-11-23", "2026-11-24T11:00:00Z", 1_000),
            ("Pacific/Auckland", "2026-11-23", "2026-11-22T05:00:00Z", 0),
        ] {
            let zone = AccountZone::parse(zone).unwrap();
            let at = crate::parse_instant(at).unwrap();
            assert_eq!(share_of_day(&zone, AccountDay::parse(day).unwrap(), at), milli, "{day} {at:?}");
        }
    }
}
