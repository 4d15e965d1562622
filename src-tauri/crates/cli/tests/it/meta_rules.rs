//! Meta's own rules from a terminal.

use serde_json::{Value, json};

use crate::terminal::{EXACT, Terminal};

#[test]
fn a_rule_is_compiled_accepted_sent_listed_switched_and_imported() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    terminal.run(&["sync", "--json"]).ok();
    let (account, currency) = terminal.server.with_world(|world| {
        let account = &world.accounts()[0];
        (format!("act_{}", account.id), account.currency.clone())
    });
    let money = |minor: i64| json!({"minor": minor, "currency": currency});
    let rule = json!({
        "format": 1, "id": "stop", "name": "Stop",
        "scope": {"level": "ad", "accounts": [account], "filters": [{"status": ["ACTIVE"]}]},
        "when": {"compare": {
            "left": {"metric": {"of": "spend", "window": "today"}}, "is": "above", "right": {"money": money(3_000)}}},
        "then": {"pause": "midnight"}, "schedule": {"every": {"minutes": 60}},
        "guards": {"floors": {"window": "today", "spend": money(2_000), "age_hours": 48}},
    });
    let file = terminal.path("rule.json");
    std::fs::write(&file, rule.to_string()).unwrap();
    terminal.run(&["rules", "import", file.to_str().unwrap(), "--json"]).ok();
    let compile = ["rules", "meta", "compile", "stop", account.as_str(), "--json"];
    let with = |more: &[&'static str]| [&compile[..], more].concat();
    let shown = terminal.run(&with(&["--yes"]));
    assert_eq!(shown.code, 5, "what is lost was not accepted: {shown:?}");
    let lost: Vec<Value> = shown.json()["lost"].as_array().unwrap().clone();
    assert!(lost.iter().any(|part| part["place"] == "then" && part["effect"] == "accept"), "{lost:?}");
    assert!(terminal.server.journal().writes().is_empty());
    let sent = terminal.run(&with(&["--accept", "--yes"])).ok().rows();
    assert!(sent.iter().all(|row| row["outcome"] == "confirmed"), "{sent:?}");
    let listed = terminal.run(&["rules", "meta", "list", &account, "--json"]).ok().rows();
    let id = listed[0]["id"].as_str().unwrap();
    assert_eq!((&listed[0]["name"], &listed[0]["status"]), (&json!("Stop"), &json!("DISABLED")));
    terminal.run(&["rules", "meta", "enable", &account, id, "--yes", "--json"]).ok();
    let facts = terminal.run(&["rules", "meta", "show", &account, id, "--json"]).ok().json();
    assert_eq!((&facts["status"], &facts["looks"]), (&json!("ENABLED"), &json!("Each hour")));
    let ads = terminal.run(&["list", "ads", "--json"]).ok().rows();
    let ad = ads
        .iter()
        .find(|row| {
            account.ends_with(row["account_id"].as_str().unwrap().trim_start_matches("act_"))
                && row["effective_status"] == "ACTIVE"
        })
        .unwrap();
    let of_ad = terminal.run(&["rules", "meta", "of", ad["id"].as_str().unwrap(), "--json"]).ok().rows();
    assert_eq!(of_ad.iter().map(|rule| &rule["id"]).collect::<Vec<_>>(), [&json!(id)]);
    assert_eq!(terminal.run(&["rules", "meta", "of", "999", "--json"]).code, 1);
    let imported = terminal.run(&["rules", "meta", "import", &account, id, "--json"]).ok().json();
    assert_eq!(imported["rule"], json!(format!("meta-{id}")));
    terminal.run(&["rules", "meta", "delete", &account, id, "--yes", "--json"]).ok();
    assert!(terminal.run(&["rules", "meta", "list", &account, "--json"]).ok().rows().is_empty());
    assert_eq!(terminal.run(&["audit", "verify", "--json"]).code, 0);
}
