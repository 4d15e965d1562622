//! Questions in SQL on the command line.

use crate::terminal::{EXACT, Terminal, day};

#[test]
fn a_question_gives_the_same_sums_as_insights_and_reaches_no_token() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    let (since, until) = (day(&terminal.server, 5), day(&terminal.server, 2));
    terminal.run(&["sync", "--since", &since, "--until", &until, "--json"]).ok();
    let days = ["--since", since.as_str(), "--until", until.as_str()];

    let insights = terminal.run(&[&["insights", "--level", "campaign", "--json"], &days[..]].concat()).ok().rows();
    let spent: i64 = insights.iter().filter_map(|row| row["spend_minor"].as_i64()).sum();
    assert!(spent > 0);
    let sql = "SELECT sum(spend_minor) AS spent, count(DISTINCT id) AS campaigns FROM campaign_days";
    let asked = terminal.run(&[&["query", sql, "--json"], &days[..]].concat()).ok();
    assert_eq!(asked.rows()[0]["spent"].as_i64(), Some(spent));
    assert_eq!(asked.rows()[0]["campaigns"].as_u64(), Some(insights.len() as u64));
    assert_eq!(asked.json()["more"], false);

    let csv = terminal.run(&[&["query", sql, "--csv"], &days[..]].concat()).ok().out;
    assert_eq!(csv, format!("spent,campaigns\r\n{spent},{}\r\n", insights.len()));
    let table = terminal.run(&["query", "SELECT name, 5 AS spend_minor, 'EUR' AS currency FROM accounts LIMIT 1"]).ok();
    assert!(table.out.starts_with("name") && table.out.contains("spend_minor") && table.err.is_empty(), "{table:?}");
    let cut = terminal.run(&["query", "SELECT id FROM ads", "--limit", "1"]).ok();
    assert!(cut.err.contains("--limit"), "{cut:?}");

    let token = terminal.server.system_user_token();
    for attack in ["SELECT * FROM integrations", "PRAGMA key", "DELETE FROM ads", "SELECT * FROM sqlite_schema"] {
        let refused = terminal.run(&["query", attack]);
        assert_eq!(refused.code, 2, "{attack}: {refused:?}");
        assert!(!refused.out.contains(&token) && !refused.err.contains(&token));
    }
}

#[test]
fn the_tables_are_listed_without_a_workspace() {
    let terminal = Terminal::new(EXACT);
    let listed = terminal.run(&["query", "--tables"]).ok().out;
    assert!(listed.contains("campaign_days: ") && listed.contains("spend_minor INTEGER"), "{listed}");
    assert!(!listed.contains("integrations"));
    let tables = terminal.run(&["query", "--tables", "--json"]).ok().rows();
    assert!(tables.iter().any(|table| table["table"] == "ads"));
    assert_eq!(terminal.run(&["query"]).code, 2);
}

#[test]
fn a_breakdown_is_pulled_once_and_then_read_from_here() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    let (since, until) = (day(&terminal.server, 5), day(&terminal.server, 2));
    terminal.run(&["sync", "--since", &since, "--until", &until, "--json"]).ok();
    let days = ["--since", since.as_str(), "--until", until.as_str()];
    let insights = terminal.run(&[&["insights", "--level", "campaign", "--json"], &days[..]].concat()).ok().rows();
    let campaign = insights.first().unwrap();
    let id = campaign["id"].as_str().unwrap();

    let nothing =
        terminal.run(&[&["breakdown", id, "--by", "age_gender", "--cached", "--json"], &days[..]].concat()).ok();
    assert_eq!((nothing.rows().len(), nothing.json()["missing_days"].as_u64()), (0, Some(4)));
    let pulled = terminal.run(&[&["breakdown", id, "--by", "age_gender", "--json"], &days[..]].concat()).ok();
    let spent: i64 = pulled.rows().iter().filter_map(|row| row["spend_minor"].as_i64()).sum();
    assert_eq!(Some(spent), campaign["spend_minor"].as_i64());
    let cached =
        terminal.run(&[&["breakdown", id, "--by", "age_gender", "--cached", "--json"], &days[..]].concat()).ok();
    assert_eq!(cached.rows(), pulled.rows());
    assert!(terminal.run(&["breakdown", id, "--by", "age_gender"]).ok().out.contains(" › "));
    assert_eq!(terminal.run(&["breakdown", id, "--by", "moon"]).code, 2);
    assert_eq!(terminal.run(&["breakdown", "77", "--by", "age"]).code, 1);
}
