//! The tree table: the page's question to the cache's, the cache's answer to the page's.

mod figures;
mod groups;
mod question;

use domain::{AccountDay, AccountId, ConversionAction, DayRange, Formula, Level, MetricSums, TimestampMillis};
use store::{Db, ExplorerQuery};

use crate::app::App;
use crate::dto::{Counts, Delivery, ExplorerPage, ExplorerRequest, ExplorerRow, ExplorerTotal, ObjectLevel, Range};
use crate::sync_desk::parse_day;
use crate::{Error, state};

use figures::{row_figures, unit_view};
pub(crate) use groups::groups;
pub(crate) use question::{grouping_of, query_of};

/// Most rows of one answer: a screen is some forty, and a window of rows is a few screens.
pub(crate) const MOST_ROWS: usize = 500;
/// Meta may restate a day for this long.
pub(crate) const RESTATED_DAYS: i64 = 28;

impl App {
    /// A window of rows of the tree table.
    ///
    /// # Errors
    /// [`Error::Invalid`] for impossible days or unknown accounts.
    pub async fn query_explorer(&self, input: ExplorerRequest) -> Result<ExplorerPage, Error> {
        let session = self.session().await?;
        let accounts = chosen_among(&session.chosen(), &input.account_ids)?;
        let now = self.inner.clock.now();
        let mut query = query_of(&input, accounts, now)?;
        query.limit = query.limit.min(MOST_ROWS);
        Ok(session.store.read(move |db| answer(db, &query, now)).await?)
    }
}

/// The accounts asked for, or all; only accounts of this workspace count.
pub(crate) fn chosen_among(chosen: &[AccountId], ids: &[String]) -> Result<Vec<AccountId>, Error> {
    if ids.is_empty() {
        return Ok(chosen.to_vec());
    }
    let known = |text: &String| AccountId::parse(text).ok().filter(|id| chosen.contains(id));
    ids.iter().map(|text| known(text).ok_or(Error::NotFound("ad account"))).collect()
}

pub(crate) fn range_from(range: &Range) -> Result<DayRange, Error> {
    let range = DayRange::new(parse_day(&range.since)?, parse_day(&range.until)?);
    let range = range.map_err(|error| Error::Invalid(error.to_string()))?;
    if range.len_days() > 1_200 {
        return Err(Error::Invalid("Choose at most 1,200 days: Meta keeps 37 months".into()));
    }
    Ok(range)
}

pub(crate) fn level_of(level: ObjectLevel) -> Level {
    match level {
        ObjectLevel::Account => Level::Account,
        ObjectLevel::Campaign => Level::Campaign,
        ObjectLevel::Adset => Level::Adset,
        ObjectLevel::Ad => Level::Ad,
    }
}

pub(crate) fn level_view(level: Level) -> ObjectLevel {
    match level {
        Level::Account => ObjectLevel::Account,
        Level::Campaign => ObjectLevel::Campaign,
        Level::Adset => ObjectLevel::Adset,
        Level::Ad => ObjectLevel::Ad,
    }
}

pub(crate) fn answer(db: &Db, query: &ExplorerQuery, now: TimestampMillis) -> Result<ExplorerPage, store::Error> {
    let page = db.explorer(query)?;
    let freshness = freshness(db, query, now)?;
    let rows = page.rows.into_iter().map(|row| row_with(row, &query.formulas, now)).collect();
    Ok(ExplorerPage {
        rows,
        total_rows: small(page.row_count),
        totals: page.totals.into_iter().map(|total| total_view(total, &query.formulas)).collect(),
        formulas: query.formulas.iter().map(unit_view).collect(),
        counts: counts_of(db, &query.accounts)?,
        pulled_at_ms: freshness.pulled_at.map(|at| at.0 as f64),
        maturing_since: freshness.maturing_since.map(|day| day.to_string()),
        attribution: db.attribution_settings()?,
        missing_days: freshness.missing_days,
    })
}

fn total_view(total: store::CurrencyTotal, formulas: &[Formula]) -> ExplorerTotal {
    let figures = |sums: &MetricSums| row_figures(Some(sums), total.conversion.as_deref(), formulas);
    ExplorerTotal {
        rows: small(total.rows),
        daily_budget_minor: total.daily_budget_minor.map(|minor| minor as f64),
        budgets_for_life: small(total.budgets_for_life),
        metrics: figures(&total.sums),
        compare: total.compare.as_ref().map(figures),
        conversion: total.conversion.unwrap_or_else(nothing_counted),
        currency: total.currency,
    }
}

fn counts_of(db: &Db, accounts: &[AccountId]) -> Result<Counts, store::Error> {
    let mut sum = Counts { campaigns: 0, ad_sets: 0, ads: 0 };
    for account in accounts {
        let counts = state::counts(db, account)?;
        sum.campaigns += counts.campaigns;
        sum.ad_sets += counts.ad_sets;
        sum.ads += counts.ads;
    }
    Ok(sum)
}

pub(crate) fn small<T: TryInto<u32>>(count: T) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}

/// What rows without any ad set count.
fn nothing_counted() -> String {
    ConversionAction::None.as_str().to_owned()
}

/// What counts as a conversion in a row: what its ad sets say, or where it has none yet, what its objective suggests.
pub(crate) fn conversion_of(row: &store::ExplorerRow) -> String {
    let suggested = || row.objective.as_deref().map(|text| ConversionAction::for_objective(text).as_str().to_owned());
    row.conversion.clone().or_else(suggested).unwrap_or_else(nothing_counted)
}

pub(crate) struct Freshness {
    pub(crate) pulled_at: Option<TimestampMillis>,
    pub(crate) maturing_since: Option<AccountDay>,
    pub(crate) missing_days: u32,
}

pub(crate) fn freshness(db: &Db, query: &ExplorerQuery, now: TimestampMillis) -> Result<Freshness, store::Error> {
    let mut all = Freshness { pulled_at: None, maturing_since: None, missing_days: 0 };
    let Some(range) = query.range else { return Ok(all) };
    for account in &query.accounts {
        let Some(row) = db.account(account)? else { continue };
        let Some(today) = state::today(&row.timezone_name, now) else { continue };
        let Ok(past) = DayRange::new(range.since(), range.until().min(today)) else { continue };
        let pulled = db.pulled_days(account, Level::Campaign, past)?;
        all.missing_days = all.missing_days.max(past.len_days().saturating_sub(small(pulled.len())));
        let oldest = pulled.iter().map(|day| day.pulled_at).min();
        all.pulled_at = all.pulled_at.into_iter().chain(oldest).min();
        let first = today.plus_days(1 - RESTATED_DAYS).max(range.since());
        if first <= past.until() {
            all.maturing_since = Some(all.maturing_since.map_or(first, |day| day.min(first)));
        }
    }
    Ok(all)
}

pub(crate) fn row_view(row: store::ExplorerRow, now: TimestampMillis) -> ExplorerRow {
    row_with(row, &[], now)
}

fn row_with(row: store::ExplorerRow, formulas: &[Formula], now: TimestampMillis) -> ExplorerRow {
    let figures = |sums: Option<&MetricSums>| row_figures(sums, row.conversion.as_deref(), formulas);
    let (metrics, compare) = (figures(row.sums.as_ref()), row.compare.as_ref().map(|sums| figures(Some(sums))));
    let delivery = delivery_of(&row, now);
    let issues = row.issues.as_deref().map_or(0, issue_count);
    let conversion = conversion_of(&row);
    let has_budget = row.daily_budget_minor.is_some() || row.lifetime_budget_minor.is_some();
    ExplorerRow {
        delivery_note: delivery_note(delivery, &row.effective_status, issues),
        budget_on_campaign: matches!(row.level, Level::Adset) && !has_budget,
        id: row.id,
        level: level_view(row.level),
        depth: row.depth.into(),
        parent_id: row.parent_id,
        account_id: row.account.node(),
        name: row.name,
        path: row.path,
        child_count: small(row.child_count),
        expanded: row.expanded,
        status: Some(row.status).filter(|status| !status.is_empty()),
        effective_status: (row.level != Level::Account).then_some(row.effective_status),
        delivery,
        issues,
        objective: row.objective,
        currency: row.currency,
        daily_budget_minor: row.daily_budget_minor.map(|minor| minor as f64),
        lifetime_budget_minor: row.lifetime_budget_minor.map(|minor| minor as f64),
        budgets_for_life: small(row.budgets_for_life),
        conversion,
        metrics,
        compare,
    }
}

fn delivery_of(row: &store::ExplorerRow, now: TimestampMillis) -> Delivery {
    if row.deleted_at.is_some() {
        return Delivery::Deleted;
    }
    if row.level == Level::Account {
        return if row.effective_status == "1" { Delivery::Active } else { Delivery::WithIssues };
    }
    let ended = row.end_time.is_some_and(|end| end < now);
    delivery_word(&row.effective_status, row.learning_status.as_deref(), ended)
}

/// The delivery of an object below the account.
fn delivery_word(effective_status: &str, learning_status: Option<&str>, ended: bool) -> Delivery {
    match effective_status {
        "ACTIVE" if ended => Delivery::Ended,
        "ACTIVE" => match learning_status {
            Some("LEARNING") => Delivery::Learning,
            Some("FAIL") => Delivery::Limited,
            _ => Delivery::Active,
        },
        "PAUSED" => Delivery::Paused,
        "ARCHIVED" => Delivery::Archived,
        "DELETED" => Delivery::Deleted,
        "CAMPAIGN_PAUSED" => Delivery::CampaignPaused,
        "ADSET_PAUSED" => Delivery::AdsetPaused,
        "DISAPPROVED" => Delivery::Rejected,
        "WITH_ISSUES" => Delivery::WithIssues,
        "PENDING_BILLING_INFO" => Delivery::PendingBilling,
        "PENDING_REVIEW" | "IN_PROCESS" | "PREAPPROVED" => Delivery::InReview,
        _ => Delivery::Unknown,
    }
}

fn delivery_note(delivery: Delivery, effective_status: &str, issues: u32) -> Option<String> {
    match (issues, delivery) {
        (1, _) => Some("1 issue".into()),
        (2.., _) => Some(format!("{issues} issues")),
        (0, Delivery::Unknown) if !effective_status.is_empty() => Some(format!("Meta says {effective_status}")),
        _ => None,
    }
}

/// How many issues a JSON list holds.
pub(crate) fn issue_count(json: &str) -> u32 {
    serde_json::from_str::<Vec<serde::de::IgnoredAny>>(json).map_or(0, |issues| small(issues.len()))
}

#[cfg(test)]
mod tests {
    use super::question::spellings;
    use super::*;

    #[test]
    fn a_delivery_is_told_by_status_stage_and_schedule() {
        use Delivery as D;
        let cases = [
            ("ACTIVE", None, false, D::Active),
            ("ACTIVE", Some("SUCCESS"), false, D::Active),
            ("ACTIVE", Some("LEARNING"), false, D::Learning),
            ("ACTIVE", Some("FAIL"), false, D::Limited),
            // What is over learns no more.
            ("ACTIVE", Some("LEARNING"), true, D::Ended),
            ("ACTIVE", None, true, D::Ended),
            // What is stopped stays stopped, whatever its schedule says.
            ("PAUSED", None, true, D::Paused),
            ("CAMPAIGN_PAUSED", Some("LEARNING"), true, D::CampaignPaused),
            ("ARCHIVED", None, true, D::Archived),
            // A status this version does not know.
            ("A_STATUS_OF_TOMORROW", None, false, D::Unknown),
            ("", None, true, D::Unknown),
        ];
        for (status, learning, ended, delivery) in cases {
            assert_eq!(delivery_word(status, learning, ended), delivery, "{status:?} {learning:?} {ended}");
        }
    }

    #[test]
    fn a_filter_asks_for_the_spellings_that_say_so() {
        use Delivery as D;
        let plain = [D::Active, D::InReview, D::Rejected, D::WithIssues, D::PendingBilling, D::Paused];
        for delivery in plain.into_iter().chain([D::CampaignPaused, D::AdsetPaused, D::Archived, D::Deleted]) {
            assert!(!spellings(delivery).is_empty(), "{delivery:?}");
            for status in spellings(delivery) {
                assert_eq!(delivery_word(status, None, false), delivery, "{status}");
            }
        }
    }
}
