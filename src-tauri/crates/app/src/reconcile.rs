//! Campaigns against their ad sets or ads: the same days, side by side, with the causes of what differs.

use std::collections::{BTreeMap, BTreeSet};

use analysis::{Cause, CellFacts, Pair, reconcile};
use domain::{AccountDay, AccountId, ConversionAction, DayRange, Level, MetricSums, Sum, TimestampMillis};
use store::{Db, ExplorerQuery, Roster};

use crate::app::App;
use crate::changing::convert;
use crate::dto::{
    DifferenceCause, ExplainedDifference, MetricKey, ObjectLevel, ReconcilePlace, ReconcileRequest, ReconcileRow,
    Reconciliation,
};
use crate::explorer::{RESTATED_DAYS, level_of, range_from};
use crate::{Error, state};

/// Reads that are further apart than this are not of the same state of Meta's figures.
const APART_MS: i64 = 3_600_000;
/// Campaigns that are listed.
const MOST_PLACES: usize = 20;
/// More campaigns than an account has.
const ALL_CAMPAIGNS: usize = 100_000;
/// Where objects lie that no listing has shown.
const NOWHERE: u32 = u32::MAX;

impl App {
    /// Compares campaigns with what is in them over a range, from the cache.
    ///
    /// # Errors
    /// [`Error::Invalid`] for impossible days or a level that is not below campaigns, [`Error::NotFound`] for an unknown
    /// account.
    pub async fn reconcile(&self, input: ReconcileRequest) -> Result<Reconciliation, Error> {
        let session = self.session().await?;
        let account = convert::account(&input.account_id, &session.chosen())?;
        let range = range_from(&input.range)?;
        if !matches!(input.below, ObjectLevel::Adset | ObjectLevel::Ad) {
            return Err(Error::Invalid("Campaigns are compared with ad sets or ads".into()));
        }
        let (below, now) = (level_of(input.below), self.inner.clock.now());
        Ok(session.store.read(move |db| compare(db, &account, range, below, now)).await?)
    }
}

/// Figures of a campaign's day on both sides.
type Cells = BTreeMap<(u32, AccountDay), (MetricSums, MetricSums)>;

fn compare(
    db: &Db,
    account: &AccountId,
    range: DayRange,
    below: Level,
    now: TimestampMillis,
) -> Result<Reconciliation, store::Error> {
    let row = db.account(account)?.ok_or(store::Error::NotFound)?;
    let today = state::today(&row.timezone_name, now);
    let campaigns = db.roster(account, Level::Campaign)?;
    let homes = Homes::read(db, account, below)?;
    let mut cells = Cells::new();
    for one in db.slot_days(account, Level::Campaign, range)? {
        cells.entry((one.slot, one.day)).or_default().0.add(&one.sums);
    }
    for one in db.slot_days(account, below, range)? {
        cells.entry((homes.campaign(one.slot), one.day)).or_default().1.add(&one.sums);
    }
    let (above_read, below_read) = (pulled(db, account, Level::Campaign, range)?, pulled(db, account, below, range)?);
    let others = other_conversions(db, account, range)?;
    let facts = |slot: u32, day: AccountDay| {
        let both = above_read.get(&day).zip(below_read.get(&day));
        let matures = today.is_some_and(|today| i64::from(today.number() - day.number()) < RESTATED_DAYS);
        CellFacts {
            read_at_both: both.is_some(),
            read_apart: matures && both.is_some_and(|(a, b)| a.millis_since(*b).abs() > APART_MS),
            gone_below: slot == NOWHERE || homes.gone.contains(&slot),
            other_conversion: campaigns.row(slot).is_some_and(|row| others.contains(row.id)),
        }
    };
    let pairs: Vec<((u32, AccountDay), Pair)> =
        cells.into_iter().map(|((slot, day), (a, b))| ((slot, day), Pair { a, b, facts: facts(slot, day) })).collect();
    let rows = reconcile(pairs.iter().map(|(_, pair)| pair)).into_iter().map(row_view).collect();
    Ok(Reconciliation {
        currency: row.currency,
        rows,
        places: places(&pairs, &campaigns),
        read_at_ms: above_read.values().max().map(|at| at.0 as f64),
        below_read_at_ms: below_read.values().max().map(|at| at.0 as f64),
    })
}

fn pulled(
    db: &Db,
    account: &AccountId,
    level: Level,
    range: DayRange,
) -> Result<BTreeMap<AccountDay, TimestampMillis>, store::Error> {
    Ok(db.pulled_days(account, level, range)?.into_iter().map(|day| (day.day, day.pulled_at)).collect())
}

/// In which campaign each object of a level lies, and from which campaigns something is gone.
struct Homes {
    campaigns: Vec<u32>,
    gone: BTreeSet<u32>,
}

impl Homes {
    fn read(db: &Db, account: &AccountId, below: Level) -> Result<Self, store::Error> {
        let ad_sets = db.roster(account, Level::Adset)?;
        let objects = db.roster(account, below)?;
        let campaign = |slot: u32| match (below, objects.row(slot)) {
            (_, None) => NOWHERE,
            (Level::Ad, Some(row)) => ad_sets.row(row.parent).map_or(NOWHERE, |ad_set| ad_set.parent),
            (_, Some(row)) => row.parent,
        };
        let campaigns: Vec<u32> = (0..objects.slots()).map(campaign).collect();
        let is_gone = |slot: &u32| objects.row(*slot).is_some_and(|row| row.deleted_at.is_some());
        let gone = (0..objects.slots()).filter(is_gone).filter_map(|slot| campaigns.get(slot as usize).copied());
        Ok(Self { gone: gone.collect(), campaigns })
    }

    fn campaign(&self, slot: u32) -> u32 {
        self.campaigns.get(slot as usize).copied().unwrap_or(NOWHERE)
    }
}

/// Ids of campaigns whose ad sets count something else than their objective suggests, or not all the same.
fn other_conversions(db: &Db, account: &AccountId, range: DayRange) -> Result<BTreeSet<String>, store::Error> {
    let query = ExplorerQuery { limit: ALL_CAMPAIGNS, ..ExplorerQuery::campaigns(vec![account.clone()], range) };
    let differs = |row: &store::ExplorerRow| {
        let suggested = row.objective.as_deref().map(|text| ConversionAction::for_objective(text).as_str());
        row.conversion.as_deref().is_some_and(|counted| Some(counted) != suggested)
    };
    Ok(db.explorer(&query)?.rows.into_iter().filter(differs).map(|row| row.id).collect())
}

fn metric_of(sum: Sum) -> MetricKey {
    match sum {
        Sum::Spend => MetricKey::Spend,
        Sum::Impressions => MetricKey::Impressions,
        Sum::Clicks => MetricKey::Clicks,
        Sum::LinkClicks => MetricKey::LinkClicks,
        Sum::ConversionsMilli => MetricKey::Conversions,
        Sum::Value => MetricKey::Value,
    }
}

fn row_view(one: analysis::Difference) -> ReconcileRow {
    let figure = |amount: i64| match one.sum {
        Sum::ConversionsMilli => amount as f64 / 1000.0,
        _ => amount as f64,
    };
    ReconcileRow {
        metric: metric_of(one.sum),
        campaigns: figure(one.a),
        below: figure(one.b),
        difference: figure(one.a.saturating_sub(one.b)),
        causes: one
            .causes
            .iter()
            .map(|(cause, amount)| ExplainedDifference { cause: cause_view(*cause), amount: figure(*amount) })
            .collect(),
    }
}

fn cause_view(cause: Cause) -> DifferenceCause {
    match cause {
        Cause::NotRead => DifferenceCause::NotRead,
        Cause::Restated => DifferenceCause::Restated,
        Cause::Deleted => DifferenceCause::Deleted,
        Cause::OtherConversion => DifferenceCause::OtherConversion,
        Cause::Unexplained => DifferenceCause::Unexplained,
    }
}

/// Campaigns that differ, the largest difference of spend first, then of conversions.
fn places(pairs: &[((u32, AccountDay), Pair)], campaigns: &Roster) -> Vec<ReconcilePlace> {
    let mut found: BTreeMap<u32, Vec<&Pair>> = BTreeMap::new();
    for ((slot, _), pair) in pairs.iter().filter(|(_, pair)| pair.a != pair.b) {
        found.entry(*slot).or_default().push(pair);
    }
    let mut places: Vec<ReconcilePlace> = found
        .into_iter()
        .map(|(slot, pairs)| {
            let rows = reconcile(pairs.iter().copied());
            let of = |sum: Sum| rows.iter().find(|row| row.sum == sum).map_or(0, |row| row.a.saturating_sub(row.b));
            let mut causes: BTreeMap<Cause, i64> = BTreeMap::new();
            for (cause, amount) in rows.iter().flat_map(|row| &row.causes) {
                let sum = causes.entry(*cause).or_default();
                *sum = sum.saturating_add(amount.saturating_abs());
            }
            let cause =
                causes.into_iter().max_by_key(|(_, amount)| *amount).map_or(Cause::Unexplained, |(cause, _)| cause);
            let campaign = campaigns.row(slot);
            ReconcilePlace {
                id: campaign.map(|row| row.id.to_owned()).unwrap_or_default(),
                name: campaign.map(|row| row.name.to_owned()).unwrap_or_default(),
                days: u32::try_from(pairs.len()).unwrap_or(u32::MAX),
                spend_minor: of(Sum::Spend) as f64,
                conversions: of(Sum::ConversionsMilli) as f64 / 1000.0,
                cause: cause_view(cause),
            }
        })
        .collect();
    let size = |place: &ReconcilePlace| (place.spend_minor.abs(), place.conversions.abs());
    places.sort_by(|a, b| size(b).partial_cmp(&size(a)).unwrap_or(std::cmp::Ordering::Equal).then(a.id.cmp(&b.id)));
    places.truncate(MOST_PLACES);
    places
}
