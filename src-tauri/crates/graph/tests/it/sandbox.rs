//! The client against the simulation of the Marketing API, which shares no code with it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::{AccountDay, AccountId, AccountZone, Clock, Currency, DayRange, Level, MetricSums, Money, ObjectId};
use graph::{
    Cancel, Credentials, Error, Graph, GraphConfig, InsightsRequest, InsightsRow, InsightsRows, JobState, ListRequest,
    Pages,
};
use sandbox::world::Size;
use sandbox::{ClockMode, Config, Fault, FaultKind, Outcome, Server};
use secrecy::SecretString;

use crate::server::cancel;

/// Starts on a thread of its own, since the server brings its own runtime.
pub(crate) fn start(config: Config) -> Server {
    std::thread::spawn(|| Server::start(config).unwrap()).join().unwrap()
}

/// A world that stands still, so that two looks at it see the same.
pub(crate) fn still(size: Size) -> Config {
    let now = domain::SystemClock.now().to_utc().unwrap();
    Config { size, clock: ClockMode::Stepped(now), ..Config::default() }
}

pub(crate) fn tiny() -> Config {
    still(Size::Tiny)
}

pub(crate) fn config(server: &Server) -> GraphConfig {
    let mut config = GraphConfig::new(server.base_url()).unwrap();
    config.backoff = Duration::from_millis(1);
    config.read_timeout = Duration::from_secs(10);
    config
}

pub(crate) fn graph_in(server: &Server, config: GraphConfig) -> Graph {
    let secret = SecretString::from(server.app_secret());
    let credentials = Credentials::new(SecretString::from(server.system_user_token()), Some(secret));
    Graph::new(config, credentials, Arc::new(domain::SystemClock)).unwrap()
}

pub(crate) fn graph(server: &Server) -> Graph {
    graph_in(server, config(server))
}

pub(crate) async fn collect<T>(pages: &mut Pages<Vec<T>>) -> Result<Vec<T>, Error>
where
    T: Send + 'static,
{
    let mut all = Vec::new();
    while let Some(page) = pages.next_page(&Cancel::new()).await? {
        if page.restarted {
            all.clear();
        }
        all.extend(page.items);
    }
    Ok(all)
}

pub(crate) async fn first_account(graph: &Graph) -> graph::AdAccount {
    collect(&mut graph.ad_accounts(None)).await.unwrap().remove(0)
}

/// The last `days` days of an account up to yesterday.
fn days_of(account: &graph::AdAccount, days: u32) -> DayRange {
    let zone = AccountZone::parse(account.timezone_name.as_deref().unwrap()).unwrap();
    DayRange::ending(zone.day_of(domain::SystemClock.now()).unwrap().plus_days(-1), days)
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    rows: usize,
    impressions: i64,
    clicks: i64,
    spend_minor: i64,
    purchases_milli: i64,
    value_minor: i64,
}

/// One row: its ad and day, and what it adds.
type Part = (Option<String>, AccountDay, Sum);

fn part(currency: Currency) -> impl Fn(&InsightsRow<'_>) -> Part + Send + Sync + 'static {
    let minor = move |text: Option<&str>| Money::from_decimal_text(text.unwrap_or("0"), currency).unwrap().minor;
    move |row| {
        let sum = Sum {
            rows: 1,
            impressions: row.impressions.unwrap_or(0),
            clicks: row.clicks.unwrap_or(0),
            spend_minor: minor(row.spend.as_deref()),
            purchases_milli: MetricSums::milli_from_text(row.action(&["purchase"]).unwrap_or("0")).unwrap(),
            value_minor: minor(row.action_value(&["purchase"])),
        };
        (row.ad_id.as_deref().map(str::to_owned), row.date_start, sum)
    }
}

fn add(sum: Sum, part: &Sum) -> Sum {
    Sum {
        rows: sum.rows + part.rows,
        impressions: sum.impressions + part.impressions,
        clicks: sum.clicks + part.clicks,
        spend_minor: sum.spend_minor + part.spend_minor,
        purchases_milli: sum.purchases_milli + part.purchases_milli,
        value_minor: sum.value_minor + part.value_minor,
    }
}

async fn sum(pages: &mut Pages<InsightsRows<Part>>) -> Result<Sum, Error> {
    let mut sum = Sum::default();
    let mut seen = BTreeSet::new();
    while let Some(page) = pages.next_page(&Cancel::new()).await? {
        for (ad, day, part) in page.items.into_rows() {
            assert!(seen.insert((ad, day)), "a row came twice");
            sum = add(sum, &part);
        }
    }
    Ok(sum)
}

fn truth(server: &Server, account: &AccountId, days: DayRange) -> Sum {
    let totals = server.totals(account.digits(), "ad", days.since().date(), days.until().date()).unwrap();
    Sum {
        rows: totals.rows,
        impressions: totals.impressions,
        clicks: totals.clicks,
        spend_minor: totals.spend_minor,
        purchases_milli: totals.purchases * 1000,
        value_minor: totals.purchase_value_minor,
    }
}

/// Without archived ads, as the sandbox counts its totals.
fn live_ads(days: DayRange) -> InsightsRequest {
    InsightsRequest { statuses: Vec::new(), ..InsightsRequest::daily(Level::Ad, days) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_structure_is_listed_and_counted() {
    let server = start(Config { require_proof: true, ..still(Size::Small) });
    let graph = graph(&server);
    assert!(graph.me(&cancel()).await.unwrap().name.is_some());
    let accounts = collect(&mut graph.ad_accounts(None)).await.unwrap();
    assert_eq!(accounts.len(), 3);
    for account in accounts {
        assert_eq!(graph.ad_account(&account.id, &cancel()).await.unwrap(), account);
        assert!(account.currency.as_deref().is_some_and(|code| Currency::parse(code).is_ok()));
        let days = days_of(&account, 1);
        let totals = server.totals(account.id.digits(), "ad", days.since().date(), days.until().date()).unwrap();
        let small = ListRequest { page_objects: 37, ..ListRequest::default() };
        let campaigns = collect(&mut graph.campaigns(&account.id, &small)).await.unwrap();
        let sets = collect(&mut graph.ad_sets(&account.id, &small)).await.unwrap();
        let mut pages = graph.ads(&account.id, &ListRequest { page_objects: 150, ..ListRequest::default() });
        let first = pages.next_page(&cancel()).await.unwrap().unwrap();
        assert_eq!(first.total_count, Some(totals.ads as u64));
        let mut ads = first.items;
        ads.extend(collect(&mut pages).await.unwrap());
        assert_eq!((campaigns.len(), sets.len(), ads.len()), (totals.campaigns, totals.adsets, totals.ads));
        assert!(ads.iter().all(|ad| ad.creative.as_ref().is_some_and(|creative| creative.name.is_some())));
        assert!(ads.iter().all(|ad| ad.adset_id.is_some() && ad.updated_time.is_some()));
        assert!(sets.iter().all(|set| set.optimization_goal.is_some() && set.targeting.is_some()));
        let unknown = ads.iter().filter_map(|ad| ad.effective_status.as_deref()).find(|status| {
            domain::EffectiveStatus::parse(status).is_none_or(|status| status == domain::EffectiveStatus::Deleted)
        });
        assert_eq!(unknown, None);

        let images = collect(&mut graph.images(&account.id, None)).await.unwrap();
        assert!(images.iter().all(|image| image.hash.len() == 32) && !images.is_empty());
        let creatives = collect(&mut graph.creatives(&account.id, None)).await.unwrap();
        assert!(
            creatives.len() >= ads.iter().map(|ad| &ad.creative.as_ref().unwrap().id).collect::<BTreeSet<_>>().len()
        );
        collect(&mut graph.activities(&account.id, days_of(&account, 30), None)).await.unwrap();

        let ids: Vec<ObjectId> =
            ads.iter().take(60).map(|ad| ad.id.clone()).chain([ObjectId::parse("9").unwrap()]).collect();
        let by_id = graph.ads_by_id(&account.id, &ids, &cancel()).await.unwrap();
        let (missing, found) = by_id.split_last().unwrap();
        assert!(matches!(missing.1, Err(Error::NotFound { .. })), "{missing:?}");
        assert!(found.iter().zip(&ads).all(|((_, result), ad)| result.as_ref().unwrap() == ad));
    }
    let journal = server.journal().entries();
    let worst = journal.iter().find(|entry| entry.code.is_some_and(|code| code != 100));
    assert!(worst.is_none(), "{worst:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_changed_objects_come_when_asked_so() {
    let server = start(tiny());
    let graph = graph(&server);
    let account = first_account(&graph).await;
    let all = collect(&mut graph.ads(&account.id, &ListRequest::default())).await.unwrap();
    let mut times: Vec<_> = all.iter().map(|ad| ad.updated_time.unwrap()).collect();
    times.sort_unstable();
    let since = times[times.len() / 2];
    let request = ListRequest { updated_since: Some(since), ..ListRequest::default() };
    let changed = collect(&mut graph.ads(&account.id, &request)).await.unwrap();
    let expected: BTreeSet<_> =
        all.iter().filter(|ad| ad.updated_time.unwrap() > since).map(|ad| ad.id.clone()).collect();
    assert_eq!(changed.iter().map(|ad| ad.id.clone()).collect::<BTreeSet<_>>(), expected);
    assert!(changed.len() < all.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn insights_at_once_in_small_pages_and_as_a_job_are_the_same_and_true() {
    let server = start(tiny());
    let graph = graph(&server);
    let account = first_account(&graph).await;
    let currency = Currency::parse(account.currency.as_deref().unwrap()).unwrap();
    let days = days_of(&account, 30);
    let request = live_ads(days);
    let expected = truth(&server, &account.id, days);
    assert!(expected.rows > 100 && expected.spend_minor > 0, "{expected:?}");

    assert_eq!(sum(&mut graph.insights(&account.id, &request, None, part(currency))).await.unwrap(), expected);
    let small = InsightsRequest { page_rows: 41, ..request.clone() };
    assert_eq!(sum(&mut graph.insights(&account.id, &small, None, part(currency))).await.unwrap(), expected);

    let job = graph.start_insights_job(&account.id, &request, &cancel()).await.unwrap();
    let mut looks = Vec::new();
    let watch = |status: &graph::JobStatus| {
        looks.push(status.clone());
        server.clock().step_ms(600_000);
    };
    graph.wait_for_insights_job(&account.id, &job, &cancel(), watch).await.unwrap();
    assert_eq!(looks.last().unwrap().state, JobState::Completed);
    let rows = sum(&mut graph.insights_job_rows(&account.id, &job, 500, None, part(currency))).await.unwrap();
    // Some minutes passed, and conversions arrive late.
    assert!(rows == expected || rows == truth(&server, &account.id, days), "{rows:?}");

    let with_archived = InsightsRequest::daily(Level::Ad, days);
    let all = sum(&mut graph.insights(&account.id, &with_archived, None, part(currency))).await.unwrap();
    assert!(all.rows >= expected.rows);
    for level in [Level::Account, Level::Campaign, Level::Adset] {
        let request = InsightsRequest { statuses: Vec::new(), ..InsightsRequest::daily(level, days) };
        let has_id = move |row: &InsightsRow<'_>| row.object_id(level).is_some();
        let page = graph.insights(&account.id, &request, None, has_id).next_page(&cancel()).await.unwrap().unwrap();
        assert!(page.items.rows().iter().all(|has_id| *has_id), "{level:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_large_questions_are_split_and_answered_whole() {
    let server = start(tiny());
    let graph = graph(&server);
    let account = first_account(&graph).await;
    let currency = Currency::parse(account.currency.as_deref().unwrap()).unwrap();
    let days = days_of(&account, 32);
    let expected = truth(&server, &account.id, days);
    // Pages over 100 rows are too much for the server, and questions over some days as well.
    server.set_insights_limits(100, 400, 200_000_000);
    let (mut open, mut parts) = (vec![live_ads(days)], Vec::new());
    while let Some(request) = open.pop() {
        match sum(&mut graph.insights(&account.id, &request, None, part(currency))).await {
            Ok(part) => parts.push(part),
            Err(Error::TooMuchData { .. }) => {
                let (first, second) = request.split().expect("a day of a tiny account fits");
                open.extend([second, first]);
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(parts.len() > 1, "the question was too large");
    let total = parts.iter().fold(Sum::default(), add);
    assert_eq!(total, expected);

    let old = DayRange::ending(AccountDay::parse("2020-01-31").unwrap(), 31);
    let error = sum(&mut graph.insights(&account.id, &live_ads(old), None, part(currency))).await.unwrap_err();
    assert!(matches!(&error, Error::Invalid { meta } if meta.code == 3018), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_that_fail_say_what_helps() {
    let server = start(Config { clock: ClockMode::Real, ..tiny() });
    let graph = graph(&server);
    let account = first_account(&graph).await;
    let request = live_ads(days_of(&account, 3));
    for (code, subcode, skipped, helps) in
        [(-3, 1_504_045, false, "split"), (-2, 2_490_547, false, "again"), (-2, 2_490_547, true, "again")]
    {
        server.faults().clear();
        server
            .faults()
            .add(Fault::on("/insights", FaultKind::FailJob { code, subcode, skipped }).method("POST"))
            .unwrap();
        let job = graph.start_insights_job(&account.id, &request, &cancel()).await.unwrap();
        let error = graph.wait_for_insights_job(&account.id, &job, &cancel(), |_| ()).await.unwrap_err();
        let found = match error {
            Error::TooMuchData { .. } => "split",
            Error::Transient { .. } => "again",
            other => panic!("{other:?}"),
        };
        assert_eq!(found, helps, "{code}/{subcode} skipped {skipped}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_a_listing_is_survived_or_told() {
    let server = start(tiny());
    let mut config = config(&server);
    config.read_timeout = Duration::from_millis(300);
    let graph = graph_in(&server, config);
    let account = first_account(&graph).await;
    let request = ListRequest { page_objects: 7, ..ListRequest::default() };
    let ids = |ads: &[graph::Ad]| ads.iter().map(|ad| ad.id.clone()).collect::<BTreeSet<_>>();
    let reference = ids(&collect(&mut graph.ads(&account.id, &request)).await.unwrap());
    assert!(reference.len() > 14, "several pages: {}", reference.len());
    let error = |code, subcode: Option<i64>, status| FaultKind::Error {
        code,
        subcode,
        message: None,
        status,
        transient: false,
    };
    let html = FaultKind::Respond { status: 502, content_type: "text/html".into(), body: "<html>Bad Gateway".into() };
    let hotel = FaultKind::Respond { status: 200, content_type: "text/html".into(), body: "<html>Log in".into() };
    for kind in [
        error(1, None, None),
        error(2, None, None),
        error(1, Some(99), Some(400)),
        html,
        hotel,
        FaultKind::CutBody { after_bytes: 300 },
        FaultKind::CutBody { after_bytes: 0 },
        FaultKind::Timeout,
        FaultKind::Reset,
        FaultKind::Latency { ms: 30 },
        FaultKind::RepeatPage,
        FaultKind::BadCursor,
        FaultKind::ChangedCursor,
        FaultKind::ApplyThen { outcome: Outcome::Html502 },
        FaultKind::ApplyThen { outcome: Outcome::Cut },
    ] {
        let name = format!("{kind:?}");
        server.faults().clear();
        server.faults().add(Fault::on("/ads", kind).after(1).times(2)).unwrap();
        let found = collect(&mut graph.ads(&account.id, &request)).await;
        assert_eq!(
            found.map(|ads| ids(&ads)).map_err(|error| format!("{name}: {error:?}")),
            Ok(reference.clone()),
            "{name}"
        );
    }
    // What never stops is an error, never a short list.
    for kind in
        [error(2, None, None), FaultKind::RepeatPage, FaultKind::BadCursor, FaultKind::CutBody { after_bytes: 300 }]
    {
        server.faults().clear();
        server.faults().add(Fault::on("/ads.*after", kind)).unwrap();
        assert!(collect(&mut graph.ads(&account.id, &request)).await.is_err());
    }
}
