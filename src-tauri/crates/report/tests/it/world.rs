//! A client with everything a report can show.

use analysis::{Change, Tone};
use domain::{AccountDay, Currency, DayRange, Metric, MetricSums, TimestampMillis};
use report::{Campaign, Day, Kpi, Look, Mover, Note, Pace, Report, RuleAct, Section};

pub(crate) fn day(text: &str) -> AccountDay {
    AccountDay::parse(text).unwrap()
}

pub(crate) fn sums(spend_minor: i64, conversions: i64, value_minor: i64) -> MetricSums {
    MetricSums {
        impressions: spend_minor * 3,
        clicks: spend_minor / 40,
        link_clicks: spend_minor / 60,
        spend_minor,
        conversions_milli: conversions * 1_000,
        value_minor,
    }
}

pub(crate) const NAMES: [&str; 6] = [
    "Autumn jackets | Prospecting | EU",
    "Émilie – Übergrößen & Łódź (Årsrea)",
    "מבצע סתיו 2026 – נעליים",
    "عرض الخريف للأحذية 2026",
    "秋のセール・ジャケット 🔥",
    "ลดราคาฤดูใบไม้ร่วง",
];

fn kpi(metric: Metric, now: f64, before: f64, tone: Tone) -> Kpi {
    let change = Change::Percent((now - before) / before * 100.0);
    Kpi { metric, now: Some(now), before: Some(before), change, tone, target: None, maturing: metric.has_conversions() }
}

pub(crate) fn section(code: &str) -> Section {
    let range = DayRange::new(day("2026-10-25"), day("2026-11-23")).unwrap();
    let campaigns: Vec<Campaign> = NAMES
        .iter()
        .zip(1_i64..)
        .map(|(name, at)| Campaign {
            name: (*name).to_owned(),
            now: sums(123_457 * at, 31 * at, 500_000 * at),
            before: sums(110_000 * at, 30 * at, 480_000 * at),
        })
        .collect();
    let spend: i64 = campaigns.iter().map(|one| one.now.spend_minor).sum();
    let days = range.days().zip(0_i64..).map(|(day, at)| Day {
        day,
        spend_minor: (at != 9).then_some(70_000 + (at * 7_919) % 41_000),
        conversions: (at != 9).then_some((20 + (at * 13) % 17) as f64),
        before_minor: Some(64_000 + (at * 6_007) % 39_000),
        maturing: at > 22,
    });
    Section {
        currency: Currency::parse(code).unwrap(),
        conversion: "purchase".into(),
        kpis: vec![
            kpi(Metric::Spend, spend as f64, spend as f64 * 0.89, Tone::Neutral),
            kpi(Metric::Conversions, 651.0, 630.0, Tone::Good),
            kpi(Metric::Value, 10_500_000.0, 10_080_000.0, Tone::Good),
            kpi(Metric::Roas, 4.05, 4.36, Tone::Bad),
            Kpi { target: Some(3_800.0), ..kpi(Metric::Cpa, 3_982.4, 3_666.6, Tone::Bad) },
        ],
        days: days.collect(),
        pacing: vec![
            Pace {
                name: "Nordwind GmbH".into(),
                month: "2026-11".into(),
                spent_minor: 1_900_000,
                target_minor: Some(2_500_000),
                projected_minor: Some(2_610_000),
                between_minor: Some((2_480_000, 2_790_000)),
                needed_a_day_minor: Some(85_714),
                standing: "Over pace".into(),
            },
            Pace {
                name: NAMES[2].into(),
                month: "2026-11".into(),
                spent_minor: 100,
                target_minor: None,
                projected_minor: None,
                between_minor: None,
                needed_a_day_minor: None,
                standing: "Cannot tell".into(),
            },
        ],
        movers: vec![
            Mover { name: NAMES[0].into(), spend_minor: 123_457, change_minor: 13_457 },
            Mover { name: NAMES[3].into(), spend_minor: 493_828, change_minor: -53_828 },
        ],
        notes: vec![Note {
            day: day("2026-11-05"),
            about: "Nordwind GmbH".into(),
            text: "New landing page went live; the tag fired twice until noon.".into(),
            author: "Mira Lund".into(),
        }],
        rules: vec![RuleAct {
            day: day("2026-11-11"),
            name: NAMES[0].into(),
            what: "Daily budget 400.00 → 350.00".into(),
        }],
        campaigns,
    }
}

pub(crate) fn report() -> Report {
    Report {
        client: "Nordwind Outdoor GmbH".into(),
        accounts: vec![("Nordwind DE".into(), "Europe/Berlin".into()), ("Nordwind 日本".into(), "Asia/Tokyo".into())],
        range: DayRange::new(day("2026-10-25"), day("2026-11-23")).unwrap(),
        compare: DayRange::new(day("2026-09-25"), day("2026-10-24")).unwrap(),
        made_at: TimestampMillis(1_795_435_259_999),
        pulled_at: Some(TimestampMillis(1_795_430_000_000)),
        look: Look::default(),
        sections: vec![section("EUR"), section("JPY")],
        attribution: vec!["7d_click_1d_view".into()],
        missing_days: 1,
    }
}
