//! One object's figures, split by a breakdown: asked for by a person, read strictly, kept day by day.

use std::collections::BTreeMap;

use domain::{AccountDay, Breakdown, Clock, ConversionAction, Currency, DayRange, MetricSums, Money, TimestampMillis};
use graph::{BreakdownRequest, BreakdownRow, Cancel, Graph, UnexpectedCause};
use store::{BreakdownCell, BreakdownDay, ObjectRef, Store};

use crate::Error;

/// Days of one request. Answers stay small, and what has arrived is kept when the next request fails.
const DAYS_AT_ONCE: u32 = 31;

/// What to pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakdownWanted {
    /// Whose figures.
    pub object: ObjectRef,
    /// Split by what.
    pub breakdown: Breakdown,
    /// Days of the account.
    pub range: DayRange,
    /// What counts as a conversion of it.
    pub conversion: ConversionAction,
}

/// Pulls the split figures of an object into the cache, newest days first; `done` hears how many days are here. Each part
/// is kept as soon as it is whole, so that a stop loses nothing.
///
/// Costs a call for each month and page.
///
/// # Errors
/// What Meta says, [`graph::Error::Cancelled`], rows that do not fit the question, and what the cache refuses.
pub async fn pull_breakdown(
    graph: &Graph,
    store: &Store,
    clock: &dyn Clock,
    wanted: &BreakdownWanted,
    mut done: impl FnMut(u32),
    cancel: &Cancel,
) -> Result<(), Error> {
    let account = wanted.object.account.clone();
    let row = store.read(move |db| db.account(&account)).await?.ok_or(store::Error::NotFound)?;
    let currency = Currency::parse(&row.currency).map_err(|_| strange())?;
    let mut days = 0;
    for range in newest_first(wanted.range) {
        let request = BreakdownRequest {
            level: wanted.object.level,
            object: wanted.object.id.clone(),
            breakdown: wanted.breakdown,
            range,
        };
        let mut pages = graph.breakdown(&wanted.object.account, &request);
        let mut rows = Vec::new();
        while let Some(page) = pages.next_page(cancel).await? {
            if page.restarted {
                rows.clear();
            }
            rows.extend(page.items);
        }
        let found = by_day(&rows, wanted, range, (currency, clock.now()))?;
        let (object, breakdown) = (wanted.object.clone(), wanted.breakdown);
        store.write(move |tx| tx.put_breakdown(&object, breakdown, &found)).await?;
        days += range.len_days();
        done(days);
    }
    Ok(())
}

/// The range in parts, the newest first: recent days are what people look at.
fn newest_first(range: DayRange) -> Vec<DayRange> {
    let mut parts = Vec::new();
    let mut until = range.until();
    while until >= range.since() {
        let part = DayRange::ending(until, DAYS_AT_ONCE);
        let part = DayRange::new(part.since().max(range.since()), until).unwrap_or(part);
        parts.push(part);
        until = part.since().plus_days(-1);
    }
    parts
}

fn strange() -> Error {
    Error::Meta(graph::Error::Unexpected { cause: UnexpectedCause::Shape, status: 200 })
}

/// Every day of the range with its cells; a day without delivery has none, which is known all the same.
fn by_day(
    rows: &[BreakdownRow],
    wanted: &BreakdownWanted,
    range: DayRange,
    (currency, pulled_at): (Currency, TimestampMillis),
) -> Result<Vec<BreakdownDay>, Error> {
    let mut days: BTreeMap<AccountDay, BTreeMap<Vec<String>, MetricSums>> =
        range.days().map(|day| (day, BTreeMap::new())).collect();
    let mut attribution = None;
    for row in rows {
        let day = row.date_start.filter(|day| row.date_stop == Some(*day)).ok_or_else(strange)?;
        let foreign_account = row.account_id.as_deref().is_some_and(|id| id != wanted.object.account.digits());
        let foreign_currency = row.account_currency.as_deref().is_some_and(|code| code != currency.code());
        let cells = days.get_mut(&day).filter(|_| !foreign_account && !foreign_currency).ok_or_else(strange)?;
        let values = row.values(wanted.breakdown).ok_or_else(strange)?;
        cells.entry(values).or_default().add(&sums(row, wanted.conversion, currency)?);
        attribution = attribution.or_else(|| row.attribution_setting.clone());
    }
    let day = |(day, cells): (AccountDay, BTreeMap<Vec<String>, MetricSums>)| BreakdownDay {
        day,
        conversion: wanted.conversion,
        attribution: attribution.clone().unwrap_or_default(),
        pulled_at,
        cells: cells.into_iter().map(|(values, sums)| BreakdownCell { values, sums }).collect(),
    };
    Ok(days.into_iter().map(day).collect())
}

fn sums(row: &BreakdownRow, conversion: ConversionAction, currency: Currency) -> Result<MetricSums, Error> {
    let money = |text: Option<&str>| match text {
        None => Ok(0),
        Some(text) => Money::from_decimal_text(text, currency).map(|money| money.minor).map_err(|_| strange()),
    };
    let types = conversion.action_types();
    let conversions_milli = match row.action(types) {
        None => 0,
        Some(text) => MetricSums::milli_from_text(text).map_err(|_| strange())?,
    };
    Ok(MetricSums {
        impressions: row.impressions.unwrap_or(0),
        clicks: row.clicks.unwrap_or(0),
        link_clicks: row.inline_link_clicks.unwrap_or(0),
        spend_minor: money(row.spend.as_deref())?,
        conversions_milli,
        value_minor: money(row.action_value(types))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AccountId, Level, ObjectId};

    fn day(text: &str) -> AccountDay {
        AccountDay::parse(text).unwrap()
    }

    fn wanted(range: DayRange) -> BreakdownWanted {
        let object = ObjectRef {
            account: AccountId::parse("1").unwrap(),
            level: Level::Campaign,
            id: ObjectId::parse("7").unwrap(),
        };
        BreakdownWanted { object, breakdown: Breakdown::Age, range, conversion: ConversionAction::Lead }
    }

    fn rows(json: &str) -> Vec<BreakdownRow> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_long_range_is_asked_for_in_months_from_its_end_without_gap_or_overlap() {
        let range = DayRange::ending(day("2026-03-31"), 70);
        let parts = newest_first(range);
        assert_eq!(parts.len(), 3);
        assert_eq!(parts.first().map(DayRange::until), Some(range.until()));
        assert_eq!(parts.last().map(DayRange::since), Some(range.since()));
        assert_eq!(parts.iter().map(DayRange::len_days).sum::<u32>(), 70);
    }

    #[test]
    fn days_without_delivery_are_known_to_be_empty() {
        let range = DayRange::ending(day("2026-03-02"), 2);
        let found = by_day(
            &rows(
                r#"[{"date_start":"2026-03-02","date_stop":"2026-03-02","age":"18-24","spend":"1.20","impressions":"7",
                    "actions":[{"action_type":"lead","value":"2"}]}]"#,
            ),
            &wanted(range),
            range,
            (Currency::parse("EUR").unwrap(), TimestampMillis(0)),
        )
        .unwrap();
        assert_eq!(found.iter().map(|day| day.cells.len()).collect::<Vec<_>>(), [0, 1]);
        let sums = found[1].cells[0].sums;
        assert_eq!((sums.spend_minor, sums.impressions, sums.conversions_milli), (120, 7, 2_000));
    }

    #[test]
    fn rows_that_do_not_fit_the_question_are_refused_as_a_whole() {
        let range = DayRange::ending(day("2026-03-02"), 2);
        for json in [
            r#"[{"date_start":"2026-03-05","date_stop":"2026-03-05","age":"18-24"}]"#,
            r#"[{"date_start":"2026-03-01","date_stop":"2026-03-02","age":"18-24"}]"#,
            r#"[{"date_start":"2026-03-01","date_stop":"2026-03-01","gender":"male"}]"#,
            r#"[{"date_start":"2026-03-01","date_stop":"2026-03-01","age":"18-24","spend":"much"}]"#,
            r#"[{"date_start":"2026-03-01","date_stop":"2026-03-01","age":"18-24","account_currency":"USD"}]"#,
            r#"[{"date_start":"2026-03-01","date_stop":"2026-03-01","age":"18-24","account_id":"2"}]"#,
            r#"[{"age":"18-24"}]"#,
        ] {
            let read =
                by_day(&rows(json), &wanted(range), range, (Currency::parse("EUR").unwrap(), TimestampMillis(0)));
            assert!(read.is_err(), "{json}");
        }
    }
}
