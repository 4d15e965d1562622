//! Files of an earlier day put back under a program whose rules act. `SEXTANT_PUT_BACK` sets how often.

use std::path::Path;

use app::App;
use app::dto::{ExplorerRow, ObjectLevel, RuleMode, RunOutcome, SaveRule, SetRuleMode};
use sandbox::world::Size;
use sandbox::world::model::Status;
use serde_json::json;

use crate::desk::{Desk, complete, every_row, everything, flat};
use crate::files::workspace;

const RULE: &str = "cut";
/// Longer than the rule leaves an ad alone after it has touched it.
const PAUSE_MS: i64 = 2 * 3_600_000;

/// A rule that pauses these ads whenever they run, by itself.
async fn let_a_rule_act(app: &App, ads: &[ExplorerRow]) {
    let ids: Vec<&str> = ads.iter().map(|ad| ad.id.as_str()).collect();
    let window = json!({"last": {"days": 7, "with_today": false}});
    let rule = json!({
        "format": 1, "id": RULE, "name": "Cut", "scope": {"level": "ad", "members": {"only": ids}},
        "when": {"compare": {
            "left": {"metric": {"of": "impressions", "window": window}}, "is": "above", "right": {"number": 1}}},
        "then": {"pause": "a_person"}, "schedule": {"every": {"minutes": 60}},
        "guards": {
            "floors": {"window": window, "impressions": 1, "age_hours": 1}, "cool_down_minutes": 60,
            "acts_per_object_a_day": 12, "acts_a_run": 100, "acts_a_day": 200, "learning": "touch",
            "may_empty_the_parent": true},
    });
    for limits in app.rule_limits().await.unwrap() {
        app.update_rule_limits(app::dto::RuleLimits { may_act: true, ..limits }).await.unwrap();
    }
    app.save_rule(SaveRule { rule: rule.to_string(), expected_version: None }).await.unwrap();
    app.set_rule_mode(SetRuleMode { id: RULE.into(), mode: RuleMode::Auto }).await.unwrap();
}

/// Switches the ads on again at Meta, as somebody else would, some hours later.
fn later_they_run_again(desk: &Desk, ads: &[ExplorerRow]) {
    desk.step(PAUSE_MS);
    desk.server.change_world(|world| {
        let at = desk.server.clock().now_ms();
        for row in ads {
            let ad = world.ad_mut(row.id.parse().unwrap()).unwrap();
            ad.status.set(at, Status::Active);
            ad.updated_ms = at;
        }
    });
}

/// A database of a program that is closed, with what belongs to it.
fn put_back(folder: &Path, name: &str, old: &[u8]) {
    for more in ["-wal", "-shm"] {
        drop(std::fs::remove_file(folder.join(format!("{name}{more}"))));
    }
    std::fs::write(folder.join(name), old).unwrap();
}

async fn open(desk: &Desk) -> App {
    let app = desk.app_with_keyring();
    app.open_for_tools(None).await.unwrap();
    app
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_older_files_no_rule_writes_anything_until_a_person_has_looked() {
    let times: usize = std::env::var("SEXTANT_PUT_BACK").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let desk = Desk::new(Size::Exact { accounts: 1, campaigns: 4, adsets: 3, ads: 2 });
    let app = desk.app_with_keyring();
    desk.connect(&app).await;
    complete(&app.sync_now(everything()).await.unwrap());
    let mut ads = every_row(&app, flat(ObjectLevel::Ad, desk.days(7))).await;
    ads.retain(|ad| ad.effective_status.as_deref() == Some("ACTIVE"));
    ads.truncate(2);
    assert_eq!(ads.len(), 2);
    let_a_rule_act(&app, &ads).await;
    app.shut_down().await;
    let folder = workspace(&desk);
    let writes = || desk.server.journal().writes().len();

    for round in 0..times {
        // The ledger, the cache, or both.
        let names = [&["ledger.db"][..], &["cache.db"], &["ledger.db", "cache.db"]][round % 3];
        let old: Vec<_> = names.iter().map(|name| (*name, std::fs::read(folder.join(name)).unwrap())).collect();
        let app = open(&desk).await;
        later_they_run_again(&desk, &ads);
        let before = writes();
        app.look_now(Some(RULE.into())).await.unwrap();
        assert_eq!(writes() - before, 2, "round {round}: the rule acts while the files are its own");
        app.shut_down().await;
        for (name, bytes) in &old {
            put_back(&folder, name, bytes);
        }

        let before = writes();
        for wanted in [Some(RULE.to_owned()), None] {
            let app = open(&desk).await;
            later_they_run_again(&desk, &ads);
            // A look that was asked for is kept with the reason; what is due is refused with it.
            match app.look_now(wanted).await {
                Ok(runs) => assert!(runs.iter().all(|run| run.outcome == RunOutcome::Held), "round {round}: {runs:?}"),
                Err(error) => assert!(error.to_string().contains("held"), "round {round}: {error}"),
            }
            app.shut_down().await;
        }
        assert_eq!(writes(), before, "round {round}: {names:?} put back");
        let app = open(&desk).await;
        app.confirm_held_writes().await.unwrap();
        app.shut_down().await;
    }
    println!("older files put back {times} times: nothing written before a person had looked");
}
