//! The agency that is measured: its objects, and figures that are the same in every run.

#[path = "../../fixtures/rows.rs"]
mod rows;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use domain::{AccountDay, AccountId, ConversionAction, DayRange, MetricSums, ObjectId};
use store::{AdRow, AdSetRow, CampaignRow, DayFigures, MetricRow, Store};

use crate::say;

/// A small generator, so that every run measures the same data.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

pub(crate) const FIRST_DAY: i32 = 20_700;

pub(crate) fn account() -> AccountId {
    AccountId::parse("1").expect("digits are an id")
}

pub(crate) fn id(number: u64) -> ObjectId {
    ObjectId::parse(&(120_210_000_000_000_000 + number).to_string()).expect("digits are an id")
}

pub(crate) fn day(offset: u64) -> AccountDay {
    AccountDay::from_number(FIRST_DAY + offset as i32).expect("a day of our century")
}

pub(crate) fn range(first: u64, last: u64) -> DayRange {
    DayRange::new(day(first), day(last)).expect("first is not after last")
}

pub(crate) fn figures(ad: u64, day: u64, attribution: &Arc<str>) -> DayFigures {
    let mut random = Random((ad * 1_000_003 + day * 7_919) | 1);
    random.next();
    let size = 1 + ad % 50;
    let impressions = (200 + random.below(400)) * size;
    let clicks = impressions * (5 + random.below(20)) / 1000;
    let conversions = clicks * random.below(12) / 100;
    DayFigures {
        sums: MetricSums {
            impressions: impressions as i64,
            clicks: clicks as i64,
            link_clicks: (clicks * 8 / 10) as i64,
            spend_minor: (impressions * (300 + random.below(900)) / 1000) as i64,
            conversions_milli: (conversions * 1000) as i64,
            value_minor: (conversions * (1500 + random.below(6000))) as i64,
        },
        reach: Some((impressions * 8 / 10) as i64),
        attribution: Arc::clone(attribution),
        conversion: ConversionAction::Purchase,
    }
}

/// The daily figures of every ad as text, for another database to read.
pub(crate) fn export(path: &Path, ads: u64, days: u64) -> std::io::Result<()> {
    let attribution: Arc<str> = Arc::from("");
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    for day in 0..days {
        for ad in 0..ads {
            let MetricSums { impressions, clicks, link_clicks, spend_minor, conversions_milli, value_minor } =
                figures(ad, day, &attribution).sums;
            writeln!(
                out,
                "{ad},{day},{impressions},{clicks},{link_clicks},{spend_minor},{conversions_milli},{value_minor}"
            )?;
        }
    }
    out.flush()
}

pub(crate) fn entities(store: &Store, ads: u64) -> Result<(), store::Error> {
    let account_row = rows::account(&account(), "Bench", "EUR");
    store.write_blocking(move |tx| tx.upsert_accounts(&[account_row]))?;
    let status = |n: u64| if n.is_multiple_of(3) { "PAUSED" } else { "ACTIVE" }.to_owned();
    let campaigns: Vec<CampaignRow> = (0..ads.div_ceil(50))
        .map(|n| CampaignRow {
            status: status(n),
            effective_status: status(n),
            daily_budget_minor: Some(5000 + n as i64),
            ..rows::campaign(&account(), id(n), &format!("Prospecting | Summer {n} | Broad"))
        })
        .collect();
    let ad_sets: Vec<AdSetRow> = (0..ads.div_ceil(5))
        .map(|n| AdSetRow {
            status: status(n),
            effective_status: status(n),
            ..rows::ad_set(&account(), id(n), id(n / 10), &format!("Set {n} | 25-45 | Feed"))
        })
        .collect();
    let ad_rows: Vec<AdRow> = (0..ads)
        .map(|n| AdRow {
            creative_id: Some(id(n / 2)),
            status: status(n),
            effective_status: status(n),
            ..rows::ad(&account(), id(n), id(n / 5), id(n / 50), &format!("Ad {n} | video {} | hook {}", n % 17, n % 5))
        })
        .collect();
    let count = campaigns.len() + ad_sets.len() + ad_rows.len();
    let begun = Instant::now();
    store.write_blocking(move |tx| tx.upsert_campaigns(&account(), &campaigns, Some(1)))?;
    store.write_blocking(move |tx| tx.upsert_ad_sets(&account(), &ad_sets, Some(1)))?;
    for some in ad_rows.chunks(500) {
        let some = some.to_vec();
        store.write_blocking(move |tx| tx.upsert_ads(&account(), &some, Some(1)))?;
    }
    say("objects stored", format!("{count} at {:.0}/s", count as f64 / begun.elapsed().as_secs_f64()));
    Ok(())
}

/// Rows of all objects of a level for some days, each level with figures of its own.
pub(crate) fn figures_of(count: u64, first: u64, last: u64, attribution: &Arc<str>) -> Vec<MetricRow> {
    let of_object = |n: u64| {
        (first..=last).map(move |at| MetricRow { object: id(n), day: day(at), figures: figures(n, at, attribution) })
    };
    (0..count).flat_map(of_object).collect()
}
