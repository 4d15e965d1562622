//! Copy from a terminal: a service added, asked, paid for, checked.

use serde_json::{Value, json};

use crate::terminal::{EXACT, Terminal};

fn brief(account: &str, link: &str) -> Value {
    json!({
        "id": null, "name": "Storm", "accountId": account, "product": "Storm, a rain jacket", "offer": "",
        "audience": "Hikers", "angles": [], "tone": "", "language": "en", "mustSay": ["28,000 mm"], "neverSay": [],
        "link": link, "pageText": "", "count": 3, "placements": ["feed"], "callsToAction": ["SHOP_NOW"],
        "specialCategory": null, "learnFrom": 0,
        "brand": {"name": "", "voice": "", "mustSay": [], "neverSay": []},
    })
}

#[test]
fn a_service_is_added_tested_asked_and_what_it_wrote_is_checked() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    let url = format!("{}/v1", terminal.server.base_url());
    let add = ["studio", "add-provider", "--name", "Own", "--format", "compatible", "--url", &url, "--model"];
    let add: Vec<&str> = add.into_iter().chain(["sextant-demo-text", "--key", "-", "--json"]).collect();
    let added = terminal.run_with(&add, &terminal.server.ai_key()).ok();
    assert!(!added.out.contains(&terminal.server.ai_key()), "a key is never shown");
    let provider = added.rows()[0]["id"].as_str().unwrap().to_owned();
    let tested = terminal.run(&["studio", "test", &provider, "--json"]).ok();
    assert_eq!(tested.json()["knows_model"], true);
    let accounts = terminal.run(&["accounts", "--json"]).ok().rows();
    let file = terminal.path("brief.json");
    let text = brief(accounts[0]["id"].as_str().unwrap(), "").to_string();
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let copy = terminal.run(&["studio", "copy", file, "--provider", &provider, "--json"]).ok();
    assert_eq!(copy.rows().len(), 3, "{copy:?}");
    assert!(copy.rows().iter().all(|row| row["primary_text"].as_str().unwrap().contains("28,000 mm")));
    assert!(copy.json()["cost_usd"].as_f64() > Some(0.0));
    let kept = terminal.run(&["studio", "briefs", "--json"]).ok().rows();
    let id = kept[0]["id"].as_str().unwrap().to_owned();
    // Without a link nothing may go out; scripts see that by the code.
    let checked = terminal.run(&["studio", "check", &id, "--json"]);
    assert_eq!(checked.code, 4, "{checked:?}");
    assert!(checked.rows().iter().any(|row| row["about"] == "link" && row["severity"] == "stop"));
    terminal.run(&["studio", "budget", "0", "--json"]).ok();
    let refused = terminal.run(&["studio", "copy", &id, "--provider", &provider, "--json"]);
    assert!(refused.code != 0 && refused.err.contains("budget"), "{refused:?}");
    terminal.run(&["studio", "remove-provider", &provider, "--json"]).ok();
    assert!(terminal.run(&["studio", "providers", "--json"]).ok().rows().is_empty());
}
