//! Late conversions: what was first seen and what is known now must both be what the sandbox really answered.

use domain::{AccountDay, Level, MetricSums, TimestampMillis};
use sandbox::world::Size;

use crate::bench::{Bench, assert_complete, days_of};

const DAY_MS: i64 = 86_400_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_restated_value_is_kept_as_it_was_and_as_it_is() {
    let bench = Bench::new(Size::Tiny);
    let request = bench.request(40).await;
    let account = request.accounts[0].clone();
    let mut syncs = Vec::new();
    // Uneven steps: an hour, days, and an absence longer than a week.
    for step in [0, 3_600_000, DAY_MS, 3 * DAY_MS, 9 * DAY_MS] {
        bench.step(step);
        assert_complete(&bench.sync(&request).await);
        syncs.push((bench.clock.clone(), domain::Clock::now(&bench.clock)));
    }
    let zone = bench.store.read({
        let account = account.clone();
        move |db| Ok(db.account(&account)?.map(|row| row.timezone_name))
    });
    let zone = zone.await.unwrap().unwrap();
    let mut restated = 0;
    for (_, instant) in &syncs {
        // As known at that instant, and as a workspace that asks Meta at that instant would see it.
        let range = days_of(&zone, *instant, 20);
        let known = figures_as_of(&bench, &account, range, *instant).await;
        let truth = truth_as_of(&bench, &account, range, *instant);
        assert_eq!(known.len(), truth.len());
        for (key, sums) in &truth {
            assert_eq!(known.get(key), Some(sums), "{key:?} as of {instant:?}");
        }
    }
    let (account, now) = (account, syncs.last().unwrap().1);
    let range = days_of(&zone, now, 45);
    let campaigns = bench.store.read({
        let account = account.clone();
        move |db| Ok(db.outline(&account)?.campaigns)
    });
    for (campaign, _) in campaigns.await.unwrap() {
        let object = store::ObjectRef { account: account.clone(), level: Level::Campaign, id: campaign };
        let days = bench.store.read(move |db| db.first_seen_and_now(&object, range)).await;
        restated += days.unwrap_or_default().iter().filter(|day| day.first.figures != day.now.figures).count();
    }
    assert!(restated > 10, "conversions arrive late: {restated} restated days");
}

type Figures = std::collections::BTreeMap<(AccountDay, String), (i64, i64, i64)>;

fn compared(sums: &MetricSums) -> (i64, i64, i64) {
    (sums.impressions, sums.clicks, sums.spend_minor)
}

async fn figures_as_of(
    bench: &Bench,
    account: &domain::AccountId,
    range: domain::DayRange,
    instant: TimestampMillis,
) -> Figures {
    let account = account.clone();
    let rows = bench.store.read(move |db| db.as_of(&account, Level::Campaign, range, instant)).await.unwrap();
    rows.into_iter().map(|(id, row)| ((row.day, id.as_str().to_owned()), compared(&row.figures.sums))).collect()
}

/// The same from the sandbox's own world.
fn truth_as_of(
    bench: &Bench,
    account: &domain::AccountId,
    range: domain::DayRange,
    instant: TimestampMillis,
) -> Figures {
    use sandbox::world::delivery::rows::{Level as At, RowQuery, Slice};
    use sandbox::world::model::EffectiveStatus as S;
    bench.server.with_world(|world| {
        let scope = account.digits().parse().unwrap();
        let statuses = [S::Active, S::Paused, S::Archived, S::InProcess, S::WithIssues].to_vec();
        let slices = Slice::days(range.since().date(), range.until().date());
        let query = RowQuery {
            scope,
            level: At::Campaign,
            slices,
            as_of_ms: instant.0,
            breakdown: None,
            statuses: Some(statuses),
        };
        let rows = world.rows(query).unwrap();
        rows.map(|row| {
            let figures = &row.figures;
            let day = AccountDay::from_date(row.slice.since).unwrap();
            ((day, row.campaign.unwrap().to_string()), (figures.impressions, figures.clicks, figures.spend))
        })
        .collect()
    })
}
