//! From a pasted token to figures, a backup and a fresh computer.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::terminal::{EXACT, Ran, Terminal, day, fields};

const LIST: [&str; 14] = [
    "account_id",
    "adset_id",
    "campaign_id",
    "currency",
    "daily_budget_minor",
    "effective_status",
    "id",
    "issues",
    "lifetime_budget_minor",
    "name",
    "objective",
    "optimization_goal",
    "status",
    "updated_at_ms",
];
const INSIGHTS: [&str; 19] = [
    "account_id",
    "clicks",
    "conversion",
    "conversions",
    "cpa_minor",
    "cpc_minor",
    "cpm_minor",
    "ctr_percent",
    "currency",
    "date_start",
    "date_stop",
    "id",
    "impressions",
    "level",
    "link_clicks",
    "name",
    "roas",
    "spend_minor",
    "value_minor",
];

fn silent_about_colours(ran: &Ran) {
    assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{ran:?}");
}

fn whole(row: &Value, field: &str) -> i64 {
    row[field].as_i64().unwrap_or_else(|| panic!("{field} is a whole number: {row}"))
}

/// Spend, impressions and clicks by account.
fn sums(rows: &[Value]) -> BTreeMap<String, (i64, i64, i64)> {
    let mut sums: BTreeMap<String, (i64, i64, i64)> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry(row["account_id"].as_str().unwrap().to_owned()).or_default();
        sum.0 += whole(row, "spend_minor");
        sum.1 += whole(row, "impressions");
        sum.2 += whole(row, "clicks");
    }
    sums
}

#[test]
fn a_token_on_standard_input_leads_to_true_figures_and_a_backup_that_works_elsewhere() {
    let terminal = Terminal::new(EXACT);
    let secret = terminal.path("secret.txt");
    std::fs::write(&secret, format!("{}\n", terminal.server.app_secret())).unwrap();
    let secret = secret.display().to_string();
    let token = format!("{}\n", terminal.server.system_user_token());
    let connect = ["connect", "--system-user-token", "-", "--app-secret-file", &secret, "--json"];
    let accounts = terminal.run_with(&connect, &token).ok().rows();
    assert_eq!(accounts.len(), 2);
    let listed = terminal.run(&["accounts", "--json"]).ok().rows();
    let ids: Vec<&str> = listed.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert!(ids.iter().all(|id| id.starts_with("act_")), "{ids:?}");

    let synced = terminal.run(&["sync", "--json"]).ok();
    silent_about_colours(&synced);
    let facts = synced.json();
    assert_eq!((facts["result"].as_str(), &facts["rows"]), (Some("complete"), &serde_json::json!([])));
    assert!(facts["rows_stored"].as_i64().unwrap() > 0 && facts["calls"].as_i64().unwrap() > 0);
    assert!(synced.err.contains("accounts done"), "progress is on standard error: {synced:?}");

    for (kind, count) in [("campaigns", 4), ("adsets", 8), ("ads", 16)] {
        let rows = terminal.run(&["list", kind, "--json"]).ok().rows();
        assert_eq!(rows.len(), count, "{kind}");
        for row in &rows {
            assert_eq!(fields(row), LIST, "{kind}");
            assert!(row["id"].is_string() && row["account_id"].as_str().unwrap().starts_with("act_"));
            assert!(row["daily_budget_minor"].is_i64() || row["daily_budget_minor"].is_null());
        }
        let one = terminal.run(&["list", kind, "--account", ids[0], "--json"]).ok().rows();
        assert_eq!(one.len(), count / 2);
        assert!(terminal.run(&["list", kind, "--status", "DELETED", "--json"]).ok().rows().is_empty());
    }
    figures_are_true(&terminal, &ids);
    the_rest_answers(&terminal, &ids);

    let file = terminal.path("agency.backup").display().to_string();
    let made = terminal.run(&["backup", &file, "--json"]).ok().json();
    assert_eq!(made["path"].as_str(), Some(file.as_str()));
    assert!(made["bytes"].is_i64() && made["created_at_ms"].is_i64(), "{made}");
    assert_eq!(terminal.run(&["backup", &file]).code, 2, "nothing is overwritten");
    let fresh = tempfile::tempdir().unwrap();
    let restored = terminal.run_in(fresh.path(), &["restore", &file, "--json"], "").ok().json();
    assert_eq!(restored["restored"].as_str(), Some("Meta"));
    let before = terminal.run(&["list", "ads", "--json"]).ok().rows();
    assert_eq!(terminal.run_in(fresh.path(), &["list", "ads", "--json"], "").ok().rows(), before);
}

fn figures_are_true(terminal: &Terminal, ids: &[&str]) {
    // Old enough that Meta no longer restates them.
    let (since, until) = (day(&terminal.server, 45), day(&terminal.server, 36));
    let truth = ids.iter().map(|id| {
        let totals = terminal.server.totals(id, "ad", since.parse().unwrap(), until.parse().unwrap()).unwrap();
        ((*id).to_owned(), (totals.spend_minor, totals.impressions, totals.clicks))
    });
    let truth: BTreeMap<_, _> = truth.collect();
    for (level, count) in [("account", 2), ("campaign", 4), ("adset", 8), ("ad", 16)] {
        let ask = ["insights", "--level", level, "--since", &since, "--until", &until, "--json"];
        let rows = terminal.run(&ask).ok().rows();
        assert_eq!(rows.len(), count, "{level}: one row an object");
        assert_eq!(sums(&rows), truth, "{level}");
        for row in &rows {
            assert_eq!(fields(row), INSIGHTS, "{level}");
            assert_eq!((row["date_start"].as_str(), row["date_stop"].as_str()), (Some(&*since), Some(&*until)));
            assert_eq!(row["level"].as_str(), Some(level));
            assert!(row["roas"].is_number() || row["roas"].is_null());
        }
        let daily = terminal.run(&[&ask[..], &["--daily"]].concat()).ok().rows();
        assert_eq!(daily.len(), count * 10, "{level}: one row an object and day");
        assert_eq!(sums(&daily), truth, "{level} by day");
        assert!(daily.iter().all(|row| row["date_start"] == row["date_stop"] && fields(row) == INSIGHTS));
    }
}

fn the_rest_answers(terminal: &Terminal, ids: &[&str]) {
    let ads = terminal.run(&["list", "ads", "--json"]).ok().rows();
    let name = ads[0]["name"].as_str().unwrap();
    let hits = terminal.run(&["search", name, "--json"]).ok().rows();
    assert!(hits.iter().any(|hit| hit["id"] == ads[0]["id"]), "{hits:?}");
    assert_eq!(fields(&hits[0]), ["account_id", "account_name", "id", "level", "matched_in", "name", "path"]);
    let status = terminal.run(&["status", "--json"]).ok().json();
    assert_eq!(status["connection"].as_str(), Some("signed_in"));
    assert_eq!(status["accounts"].as_i64(), Some(ids.len() as i64));
    assert_eq!(status["last_sync"]["result"].as_str(), Some("complete"));
    assert!(status["last_sync"]["finished_at_ms"].is_i64(), "{status}");
    let doctor = terminal.run(&["doctor", "--json"]).ok().json();
    assert_eq!(doctor["healthy"].as_bool(), Some(true));
    assert!(doctor["rows"].as_array().unwrap().len() >= 5);

    let table = terminal.run(&["list", "campaigns"]).ok();
    silent_about_colours(&table);
    let lines: Vec<&str> = table.out.lines().collect();
    assert!(lines[0].starts_with("id ") && lines.len() == 5, "a title and a line a campaign: {table:?}");
    assert!(table.err.is_empty(), "{table:?}");
}
