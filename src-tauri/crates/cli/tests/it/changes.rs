//! Changing ad accounts from a terminal.

use serde_json::{Value, json};

use crate::terminal::{EXACT, Ran, Terminal};

fn synced() -> Terminal {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    terminal.run(&["sync", "--json"]).ok();
    terminal
}

/// An ad set with a budget a day of its own that is neither archived nor deleted, in a currency whose amounts have two
/// decimals.
fn adset(terminal: &Terminal) -> (String, i64) {
    let rows = terminal.run(&["list", "adsets", "--json"]).ok().rows();
    let usable = |row: &&Value| {
        row["daily_budget_minor"].is_i64()
            && row["currency"] != "JPY"
            && matches!(row["status"].as_str(), Some("ACTIVE" | "PAUSED"))
    };
    let row = rows.iter().find(usable).unwrap_or_else(|| panic!("no ad set with a budget: {rows:?}"));
    (row["id"].as_str().unwrap().to_owned(), row["daily_budget_minor"].as_i64().unwrap())
}

fn outcomes(ran: &Ran) -> Vec<String> {
    ran.rows().iter().map(|row| row["outcome"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_setting_is_shown_sent_recorded_and_taken_back() {
    let terminal = synced();
    let (id, before) = adset(&terminal);
    let name = ["set", id.as_str(), "--name", "Renamed from a terminal"];
    let with = |more: &[&'static str]| [&name[..], more].concat();
    let mark = terminal.server.journal().mark();
    let dry = terminal.run(&with(&["--dry-run", "--json"])).ok();
    assert_eq!(outcomes(&dry), ["planned"]);
    assert!(dry.json()["change_id"].is_null());
    assert!(terminal.server.journal().entries_after(mark).iter().all(|entry| entry.method == "GET"));
    // Nobody can be asked here, so nothing is sent.
    assert_eq!(terminal.run(&with(&["--json"])).code, 2);
    assert!(terminal.server.journal().writes().is_empty());
    let sent = terminal.run(&with(&["--yes", "--json"])).ok();
    let row = &sent.rows()[0];
    assert_eq!((&row["field"], &row["to"]), (&json!("name"), &json!("Renamed from a terminal")));
    assert_eq!((&row["outcome"], &row["error"]), (&json!("confirmed"), &Value::Null));
    assert_eq!(terminal.server.journal().writes().len(), 1);
    let change = sent.json()["change_id"].as_str().unwrap().to_owned();
    let listed = terminal.run(&["changes", "--json"]).ok().rows();
    assert_eq!((&listed[0]["change_id"], &listed[0]["can_undo"]), (&json!(change), &json!(true)));
    assert_eq!(outcomes(&terminal.run(&with(&["--yes", "--json"])).ok()), ["already_so"]);
    let now = terminal.server.clock().now_ms();
    terminal.server.change_world(|world| {
        let by = world.user().clone();
        let campaign = world.campaigns_of(world.accounts()[0].id).next().unwrap().id;
        assert!(world.rename(campaign, "Renamed elsewhere", now, &by));
    });
    terminal.run(&["sync", "--json"]).ok();
    let all = terminal.run(&["changes", "--all", "--limit", "500", "--json"]).ok().rows();
    assert!(all.iter().any(|row| row["change_id"] == json!(change) && row["source"] == "person"), "{all:?}");
    let theirs: Vec<_> = all.iter().filter(|row| row["source"] == "outside").collect();
    assert_eq!((theirs.len(), &theirs[0]["to"]), (1, &json!("Renamed elsewhere")), "{all:?}");
    let undone = terminal.run(&["undo", &change, "--yes", "--json"]).ok();
    assert_eq!(outcomes(&undone), ["confirmed"]);
    assert_ne!(terminal.run(&["list", "adsets", "--json"]).ok().rows()[0]["name"], "Renamed from a terminal");
    // Amounts: in the account's currency, and a slip of the unit is noticed.
    let hundredfold = before.to_string();
    let slip = terminal.run(&["set", &id, "--daily-budget", &hundredfold, "--yes", "--json"]);
    assert_eq!((slip.code, outcomes(&slip)), (5, vec!["refused".to_owned()]), "{slip:?}");
    assert_eq!(terminal.run(&["set", &id, "--daily-budget", "twelve", "--yes"]).code, 2);
    assert_eq!(terminal.run(&["set", "999", "--status", "paused", "--yes"]).code, 1);
    assert_eq!(terminal.server.journal().writes().len(), 2);
}

#[test]
fn a_campaign_is_made_from_a_file_and_what_meta_refuses_says_why() {
    let terminal = synced();
    let account = terminal.run(&["accounts", "--json"]).ok().rows()[0]["id"].as_str().unwrap().to_owned();
    let file = terminal.path("campaign.json");
    let campaign = json!({
        "account_id": account, "name": "From a file", "objective": "OUTCOME_TRAFFIC", "special_ad_categories": [],
    });
    std::fs::write(&file, campaign.to_string()).unwrap();
    let path = file.to_str().unwrap();
    let made = terminal.run(&["create", "campaign", "--from", path, "--yes", "--json"]).ok();
    assert!(outcomes(&made).iter().all(|outcome| outcome == "confirmed"), "{made:?}");
    let listed = terminal.run(&["list", "campaigns", "--json"]).ok().rows();
    let row = listed.iter().find(|row| row["name"] == "From a file").expect("the cache has it without a sync");
    assert_eq!(row["status"], "PAUSED");
    // What our own rules refuse is not sent; what only Meta knows, Meta says.
    for (field, code) in [("objective", 5), ("buying_type", 1)] {
        let mut wrong = campaign.clone();
        wrong[field] = json!("NONE_SUCH");
        std::fs::write(&file, wrong.to_string()).unwrap();
        let refused = terminal.run(&["create", "campaign", "--from", path, "--yes", "--json"]);
        assert_eq!(refused.code, code, "{field}");
        assert!(refused.rows()[0]["error"].as_str().is_some_and(|text| !text.is_empty()), "{refused:?}");
    }
    std::fs::write(&file, "{\"account_id\": 7}").unwrap();
    assert_eq!(terminal.run(&["create", "campaign", "--from", path, "--yes"]).code, 2);
}

#[test]
fn changes_are_stopped_allowed_again_and_what_was_left_is_sent_by_a_retry() {
    let terminal = synced();
    let (id, _) = adset(&terminal);
    let stopped = terminal.run(&["changes", "stop", "--json"]).ok().json();
    assert_eq!(stopped["stopped"], true);
    let refused = terminal.run(&["set", &id, "--name", "After a stop", "--yes", "--json"]);
    assert_eq!((refused.code, outcomes(&refused)), (5, vec!["refused".to_owned()]), "{refused:?}");
    let change = refused.json()["change_id"].as_str().unwrap().to_owned();
    assert!(terminal.server.journal().writes().is_empty());
    // Nobody can be asked here, so changes stay stopped.
    assert_eq!(terminal.run(&["changes", "allow"]).code, 2);
    assert_eq!(terminal.run(&["changes", "retry", &change, "--yes", "--json"]).code, 5);
    assert_eq!(terminal.run(&["changes", "allow", "--yes", "--json"]).ok().json()["stopped"], false);
    let dry = terminal.run(&["changes", "retry", &change, "--dry-run", "--json"]).ok();
    assert_eq!((dry.json()["dry_run"].clone(), outcomes(&dry)), (json!(true), vec!["refused".to_owned()]));
    assert!(terminal.server.journal().writes().is_empty());
    let sent = terminal.run(&["changes", "retry", &change, "--yes", "--json"]).ok();
    assert_eq!(outcomes(&sent), ["confirmed"]);
    assert_eq!(terminal.server.journal().writes().len(), 1);
    assert_eq!(terminal.run(&["changes", "retry", &change, "--yes"]).code, 2, "nothing is left to send");
    assert_eq!(terminal.run(&["changes", "--limit", "5", "--json"]).ok().rows().len(), 1);
}
