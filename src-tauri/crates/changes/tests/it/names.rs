//! Names as people, and others, write them.

use changes::{Consent, Field, Outcome, Value};
use domain::Level;
use graph::Cancel;

use crate::desk::{Desk, outcomes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_with_html_or_in_any_script_arrives_as_it_was_written() {
    let desk = Desk::new().await;
    let ad = desk.alive(Level::Ad).await.remove(0);
    let long = "ä".repeat(changes::LONGEST_NAME);
    let names = [
        "<script>alert(1)</script> & <b>50 %</b>",
        "<img src=x onerror=alert(1)>",
        "\"quotes\" 'and' \\backslashes\\ %00 {{7*7}} ${x}",
        "مبيعات الخريف",
        "שלום\u{200f}",
        "日本の広告 🎌",
        long.as_str(),
    ];
    for name in names {
        let set = desk.set(&ad, Field::Name, Value::Text(name.into())).await;
        assert_eq!(outcomes(&desk.apply(&set).await), ["confirmed"], "{name}");
        assert_eq!(desk.live(&ad).await.name(), name);
        let known = desk.known(std::slice::from_ref(&ad)).await;
        assert_eq!(known.objects[&ad].name(), name, "the cache has it letter for letter");
    }
    assert_eq!(desk.server.journal().writes().len(), names.len());
    desk.assert_journal_is_audited().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_is_too_long_empty_or_turned_around_is_refused_with_the_reason_and_not_cut() {
    let desk = Desk::new().await;
    let ad = desk.alive(Level::Ad).await.remove(0);
    let before = desk.live(&ad).await;
    for (name, why) in [
        ("x".repeat(10_000), "400 characters"),
        ("invoice\u{202e}gpj.exe".into(), "direction"),
        ("a\nb".into(), "line breaks"),
        (" \u{200b}".into(), "empty"),
    ] {
        let set = desk.set(&ad, Field::Name, Value::Text(name)).await;
        let consent = Consent { asked: true, amounts: Vec::new() };
        let report = changes::apply(&desk.tools, &set, &consent, &|_| {}, &Cancel::new()).await.unwrap();
        assert_eq!(report.rows[0].outcome, Outcome::Refused);
        assert!(report.rows[0].detail.text.as_ref().is_some_and(|text| text.contains(why)), "{report:?}");
    }
    assert!(desk.server.journal().writes().is_empty());
    assert_eq!(desk.live(&ad).await.values(), before.values());
}
