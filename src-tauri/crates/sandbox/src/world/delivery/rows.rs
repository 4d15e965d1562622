//! Rows in the order the insights edge pages through them: slice of time, campaign, ad set, ad, cell.
//!
//! Only the rows of one campaign and one slice are held at a time. Objects are never taken out of the world, so a
//! [`Position`] stays valid whatever is changed between two pages.

mod walk;

use chrono::NaiveDate;

pub use self::walk::Rows;
use super::breakdown::Breakdown;
use super::figures::Figures;
use super::settle::Attribution;
use crate::world::World;
use crate::world::model::{EffectiveStatus, ObjectId};

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// One row an account.
    Account,
    /// One row a campaign.
    Campaign,
    /// One row an ad set.
    AdSet,
    /// One row an ad.
    Ad,
}

impl Level {
    /// Reads the API's spelling.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "account" => Some(Self::Account),
            "campaign" => Some(Self::Campaign),
            "adset" => Some(Self::AdSet),
            "ad" => Some(Self::Ad),
            _ => None,
        }
    }
}

/// Days of the account, both included, that become one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// First day (`date_start`).
    pub since: NaiveDate,
    /// Last day (`date_stop`).
    pub until: NaiveDate,
}

impl Slice {
    /// One slice for each day of a range.
    pub fn days(since: NaiveDate, until: NaiveDate) -> Vec<Self> {
        Self::every(since, until, 1)
    }

    /// Slices of `count` days; the last may be shorter.
    pub fn every(since: NaiveDate, until: NaiveDate, count: u32) -> Vec<Self> {
        let step = chrono::Days::new(u64::from(count.max(1)));
        let mut slices = Vec::new();
        let mut from = since;
        while from <= until {
            let Some(next) = from.checked_add_days(step) else { break };
            slices.push(Self { since: from, until: next.pred_opt().unwrap_or(from).min(until) });
            from = next;
        }
        slices
    }
}

/// What to report.
#[derive(Debug, Clone)]
pub struct RowQuery {
    /// An account, campaign, ad set or ad: nothing outside it counts.
    pub scope: ObjectId,
    /// What a row is about; nothing above the scope itself.
    pub level: Level,
    /// The slices of time, in the order they are reported.
    pub slices: Vec<Slice>,
    /// The instant whose knowledge is reported, UTC milliseconds.
    pub as_of_ms: i64,
    /// How each row is split.
    pub breakdown: Option<Breakdown>,
    /// Effective statuses of the objects to list; none lists all but archived and deleted ones. The scope itself is
    /// always listed, and parents always contain the figures of children that are not.
    pub statuses: Option<Vec<EffectiveStatus>>,
}

/// Where a row stands, to go on after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Place of its slice in the query.
    pub slice: usize,
    /// Its object.
    pub object: ObjectId,
    /// Its cell; 0 without a breakdown.
    pub cell: usize,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it stands.
    pub position: Position,
    /// Its days.
    pub slice: Slice,
    /// Its account.
    pub account: ObjectId,
    /// Its campaign, below account level.
    pub campaign: Option<ObjectId>,
    /// Its ad set, below campaign level.
    pub adset: Option<ObjectId>,
    /// Its ad, at ad level.
    pub ad: Option<ObjectId>,
    /// The attribution setting; none where ad sets with different ones are joined.
    pub attribution: Option<Attribution>,
    /// The figures.
    pub figures: Figures,
    order: (usize, usize),
}

impl World {
    /// The rows of a query, lazily. None for a scope that is not an account, campaign, ad set or ad.
    ///
    /// Figures are refreshed every quarter of an hour, like Meta's: `as_of_ms` is rounded down to one.
    pub fn rows(&self, query: RowQuery) -> Option<Rows<'_>> {
        Rows::new(self, query)
    }
}

/// Meta refreshes figures every quarter of an hour.
fn refreshed(as_of_ms: i64) -> i64 {
    const QUARTER_MS: i64 = 15 * 60_000;
    as_of_ms.div_euclid(QUARTER_MS) * QUARTER_MS
}
