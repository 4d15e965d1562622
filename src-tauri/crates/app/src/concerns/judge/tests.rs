use domain::{AccountDay, TimestampMillis};

use super::super::facts::Delivery;
use super::*;

const NOW: TimestampMillis = TimestampMillis(1_795_435_200_000);

/// Noon of a day like all others.
fn usual() -> Facts {
    Facts {
        now: NOW,
        sync_every_minutes: 60,
        read_at: Some(NOW),
        today: AccountDay::parse("2026-11-23").unwrap(),
        day_read_milli: Some(500),
        spent_today: 50_000,
        spent_before: vec![100_000; 7],
        campaigns: vec![campaign("1", 4_000, 2_000)],
        disapproved: Vec::new(),
    }
}

fn campaign(id: &str, yesterday: i64, today: i64) -> Delivery {
    Delivery { id: id.into(), name: format!("Campaign {id}"), yesterday, today }
}

fn stale(hours: i64) -> Facts {
    Facts { read_at: Some(NOW.plus_millis(-hours * HOUR_MS)), ..usual() }
}

fn spent(today: i64, read: Option<i64>, before: &[i64]) -> Facts {
    Facts { spent_today: today, day_read_milli: read, spent_before: before.to_vec(), ..usual() }
}

fn delivered(read: Option<i64>, campaigns: &[Delivery]) -> Facts {
    Facts { day_read_milli: read, campaigns: campaigns.to_vec(), spent_before: Vec::new(), ..usual() }
}

fn disapproved(ids: &[&str]) -> Facts {
    let ads = ids.iter().map(|id| ((*id).to_owned(), format!("Ad {id}"))).collect();
    Facts { disapproved: ads, ..usual() }
}

#[test]
fn what_is_far_from_usual_is_news_and_nothing_else_is() {
    let far = |spent, usual| vec![Concern::Pace { spent, usual }];
    let silent = |names: &[&str]| vec![Concern::Silent(names.iter().map(|name| format!("Campaign {name}")).collect())];
    let cases = [
        (usual(), vec![]),
        (stale(5), vec![]),
        (stale(6), vec![Concern::Stale(6)]),
        (Facts { sync_every_minutes: 180, ..stale(8) }, vec![]),
        (Facts { sync_every_minutes: 180, ..stale(9) }, vec![Concern::Stale(9)]),
        (Facts { sync_every_minutes: 0, ..stale(90) }, vec![]),
        (Facts { read_at: None, ..usual() }, vec![]),
        (Facts { read_at: Some(NOW.plus_millis(HOUR_MS)), ..usual() }, vec![]),
        (spent(100_000, Some(500), &[100_000; 7]), vec![]),
        (spent(100_001, Some(500), &[100_000; 7]), far(100_001, 50_000)),
        (spent(100_001, Some(500), &[100_000; 2]), vec![]),
        (spent(100_001, Some(500), &[0; 7]), vec![]),
        (spent(40_000, Some(124), &[100_000; 7]), vec![]),
        (spent(25_001, Some(125), &[100_000; 7]), far(25_001, 12_500)),
        (spent(25_000, Some(125), &[100_000; 7]), vec![]),
        (spent(400_000, None, &[100_000; 7]), vec![]),
        (spent(i64::MAX, Some(1_000), &[i64::MAX; 7]), vec![]),
        (delivered(Some(500), &[campaign("1", 4_000, 0), campaign("2", 1, 1)]), silent(&["1"])),
        (delivered(Some(499), &[campaign("1", 4_000, 0)]), vec![]),
        (delivered(None, &[campaign("1", 4_000, 0)]), vec![]),
        (delivered(Some(900), &[campaign("1", 0, 0)]), vec![]),
        (delivered(Some(900), &[campaign("1", 9, 0), campaign("2", 9, 0)]), silent(&["1", "2"])),
        (disapproved(&["7", "8"]), vec![Concern::Disapproved(vec!["Ad 7".into(), "Ad 8".into()])]),
    ];
    for (facts, expected) in cases {
        let (news, told) = judge(&facts, Some(&Told::default()));
        assert_eq!(news, expected, "{facts:?}");
        assert_eq!(judge(&facts, Some(&told)).0, vec![], "told once: {facts:?}");
        assert_eq!(judge(&facts, None), (vec![], told), "what stands at first is no news: {facts:?}");
    }
}

#[test]
fn what_went_away_is_news_when_it_comes_back() {
    let both = disapproved(&["7", "8"]);
    let told = judge(&both, Some(&Told::default())).1;
    let (news, told) = judge(&disapproved(&["7"]), Some(&told));
    assert_eq!(news, vec![]);
    assert_eq!(judge(&both, Some(&told)).0, vec![Concern::Disapproved(vec!["Ad 8".into()])]);

    let told = judge(&stale(7), Some(&Told::default())).1;
    let told = judge(&usual(), Some(&told)).1;
    assert_eq!(judge(&stale(8), Some(&told)).0, vec![Concern::Stale(8)]);
}

#[test]
fn a_day_is_told_of_once_whichever_way_its_figures_go() {
    let far = spent(150_000, Some(500), &[100_000; 7]);
    let told = judge(&far, Some(&Told::default())).1;
    let later = spent(150_000, Some(900), &[100_000; 7]);
    let (news, told) = judge(&later, Some(&told));
    assert_eq!(news, vec![], "as much as usual by now");
    let (news, told) = judge(&spent(300_000, Some(910), &[100_000; 7]), Some(&told));
    assert_eq!(news, vec![], "told of this day already");
    let tomorrow = Facts { today: AccountDay::parse("2026-11-24").unwrap(), ..far };
    assert_eq!(judge(&tomorrow, Some(&told)).0, vec![Concern::Pace { spent: 150_000, usual: 50_000 }]);
}

#[test]
fn words_say_what_where_and_how_much_and_stay_short() {
    let many: Vec<String> = (0..40).map(|at| format!("Ad {at} {}", "ü".repeat(200))).collect();
    let (title, body) = Concern::Disapproved(many).words("Nordlicht", "EUR");
    assert_eq!(title, "Meta disapproved 40 ads: Nordlicht");
    assert!(body.ends_with(" and 37 more.") && body.chars().count() < 220, "{body}");
    let (title, body) = Concern::Pace { spent: 120_406, usual: 50_000 }.words("Nordlicht", "EUR");
    assert_eq!(title, "Spend is far above pace: Nordlicht");
    assert_eq!(body, "1204.06 EUR so far today; 500.00 EUR is usual by this time, going by the days before.");
    let (_, body) = Concern::Silent(vec!["Autumn".into()]).words("Nordlicht", "EUR");
    assert_eq!(body, "It is active and delivered yesterday, and not at all today: “Autumn”.");
}
