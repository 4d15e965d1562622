//! A person's own SQL: it answers from the documented tables, reaches nothing else and changes nothing.

use std::time::Duration;

use domain::Level;
use store::{Error, SqlAnswer, SqlQuery, SqlValue};

use crate::support::{Fixture, NOW, account, campaign_row, days, metric, put};

const CANARY: &str = "canary-EAAB-9f3c";

fn question(sql: &str) -> SqlQuery {
    SqlQuery {
        sql: sql.to_owned(),
        accounts: vec![account("1")],
        range: days(20_000, 20_009),
        most_rows: 100,
        most_time: Duration::from_secs(120),
    }
}

fn ask(fixture: &Fixture, query: SqlQuery) -> Result<SqlAnswer, Error> {
    fixture.store.read_blocking(move |db| db.query_sql(&query))
}

/// A workspace with figures, and with something secret in every place that holds secrets.
fn world() -> Fixture {
    let fixture = Fixture::new();
    let write = |tx: &store::Tx<'_>| {
        tx.upsert_campaigns(&account("1"), &[campaign_row("1", 11, "Spring"), campaign_row("1", 12, "Autumn")], None)?;
        tx.upsert_campaigns(&account("2"), &[campaign_row("2", 21, "Elsewhere")], None)?;
        tx.put_integration("meta", &serde_json::json!({ "user": CANARY }), Some(CANARY.as_bytes()))?;
        tx.set_setting("secret", &CANARY)
    };
    fixture.store.write_blocking(write).unwrap();
    let rows = (20_000..20_010).flat_map(|day| [metric(11, day, 10), metric(12, day, 4)]).collect();
    put(&fixture.store, "1", Level::Campaign, NOW, rows).unwrap();
    put(&fixture.store, "2", Level::Campaign, NOW, vec![metric(21, 20_000, 1_000)]).unwrap();
    fixture
}

#[test]
fn a_question_is_answered_from_objects_and_figures_of_the_chosen_accounts() {
    let fixture = world();
    let sql = "SELECT c.name, sum(d.spend_minor) AS spend, count(*) FROM campaign_days AS d
               JOIN campaigns AS c ON c.id = d.id AND c.account_id = d.account_id GROUP BY c.id ORDER BY spend DESC";
    let answer = ask(&fixture, question(sql)).unwrap();
    assert_eq!(answer.columns[..2], ["name", "spend"]);
    let row =
        |name: &str, spend| vec![SqlValue::Text(name.to_owned()), SqlValue::Integer(spend), SqlValue::Integer(10)];
    assert_eq!(answer.rows, [row("Spring", 700), row("Autumn", 280)]);
    assert!(!answer.more);
}

#[test]
fn only_days_of_the_range_are_there_and_an_account_is_the_sum_of_its_campaigns() {
    let fixture = world();
    let sql = "SELECT day, spend_minor, id FROM account_days ORDER BY day";
    let answer = ask(&fixture, SqlQuery { range: days(20_008, 20_030), ..question(sql) }).unwrap();
    assert_eq!(answer.rows.len(), 2);
    assert_eq!(answer.rows[0][1..], [SqlValue::Integer(98), SqlValue::Text("act_1".into())]);
}

#[test]
fn an_answer_ends_where_it_is_asked_to_and_says_that_there_is_more() {
    let fixture = world();
    let query = SqlQuery { most_rows: 1, ..question("SELECT id FROM campaigns") };
    let answer = ask(&fixture, query).unwrap();
    assert_eq!((answer.rows.len(), answer.more), (1, true));
}

#[test]
fn every_documented_table_can_be_read_whole() {
    let fixture = world();
    for table in store::query_tables() {
        let answer = ask(&fixture, question(&format!("SELECT * FROM {}", table.name))).unwrap();
        let names: Vec<&str> = table.columns.iter().filter_map(|column| column.split(' ').next()).collect();
        assert_eq!(answer.columns, names, "{}", table.name);
        assert!(!format!("{answer:?}").contains(CANARY), "{}", table.name);
    }
}

#[test]
fn what_calculates_is_allowed() {
    let fixture = world();
    for sql in [
        "SELECT round(avg(spend_minor) / 100.0, 2), lower('X'), strftime('%Y', day) FROM campaign_days GROUP BY id",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
        "SELECT name, rank() OVER (ORDER BY name) FROM CAMPAIGNS",
        "SELECT value FROM json_each('[1,2]')",
        "SELECT '{\"a\":1}' ->> '$.a', count(*) FROM notes",
        "EXPLAIN QUERY PLAN SELECT * FROM campaigns",
        "VALUES (1, 2)",
    ] {
        ask(&fixture, question(sql)).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

#[test]
fn attacks_are_refused_and_nothing_secret_comes_out() {
    let fixture = world();
    let files = [fixture.path().join("cache.db"), fixture.path().join("ledger.db")];
    let ledger = files[1].display().to_string();
    let attacks = [
        "SELECT * FROM integrations".to_owned(),
        "SELECT wrapped_secret FROM main.integrations".into(),
        "SELECT value FROM settings".into(),
        "SELECT * FROM meta".into(),
        "SELECT * FROM audit_chain".into(),
        "SELECT mac_key FROM audit_chain".into(),
        "SELECT mac FROM audit".into(),
        "SELECT request FROM write_intents".into(),
        "SELECT chunk FROM performance_metrics".into(),
        "SELECT sql FROM sqlite_schema".into(),
        "SELECT sql FROM sqlite_master".into(),
        "SELECT * FROM sqlite_temp_schema".into(),
        "SELECT * FROM temp.sqlite_master".into(),
        "SELECT * FROM pragma_table_info('integrations')".into(),
        "SELECT * FROM pragma_database_list".into(),
        "SELECT * FROM dbstat".into(),
        "WITH campaigns AS (SELECT * FROM integrations) SELECT * FROM campaigns".into(),
        "SELECT (SELECT group_concat(wrapped_secret) FROM integrations) FROM campaigns".into(),
        "SELECT name FROM campaigns UNION ALL SELECT value FROM settings".into(),
        format!("ATTACH DATABASE '{ledger}' AS other"),
        "DETACH DATABASE main".into(),
        "PRAGMA key = 'x'".into(),
        "PRAGMA cipher_settings".into(),
        "PRAGMA query_only = 0".into(),
        "PRAGMA writable_schema = 1".into(),
        "PRAGMA database_list".into(),
        "SELECT load_extension('/tmp/x.so')".into(),
        "SELECT readfile('/etc/passwd')".into(),
        format!("SELECT writefile('{ledger}', 'x')"),
        "SELECT sqlcipher_export('other')".into(),
        "SELECT sqlite_compileoption_get(0)".into(),
        "SELECT fts3_tokenizer('simple')".into(),
        "SELECT randomblob(900000000)".into(),
        "SELECT zeroblob(900000000)".into(),
        "SELECT printf('%900000000d', 1)".into(),
        "INSERT INTO campaigns (id) VALUES ('1')".into(),
        "UPDATE campaigns SET name = 'x'".into(),
        "DELETE FROM campaigns".into(),
        "DELETE FROM campaigns RETURNING *".into(),
        "DROP TABLE campaigns".into(),
        "CREATE TABLE x (y)".into(),
        "CREATE TEMP VIEW campaigns2 AS SELECT 1".into(),
        "CREATE VIRTUAL TABLE x USING fts5(y)".into(),
        format!("VACUUM INTO '{ledger}.copy'"),
        "BEGIN".into(),
        "SELECT 1; DROP TABLE campaigns".into(),
        "REINDEX".into(),
        "ANALYZE".into(),
        String::new(),
        "-- nothing".into(),
        "SELECT".into(),
        "SELECT * FROM nowhere".into(),
        "SELECT \0".into(),
        format!("SELECT '{}'", "x".repeat(200_000)),
        format!("SELECT {}1{}", "(".repeat(5_000), ")".repeat(5_000)),
    ];
    let before: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    for attack in attacks {
        let shown: String = attack.chars().take(80).collect();
        match ask(&fixture, question(&attack)) {
            Err(Error::Query(words)) => assert!(!words.contains(CANARY), "{shown}: {words}"),
            other => panic!("{shown}: {other:?}"),
        }
    }
    let after: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    assert!(before == after, "the files are as they were");
    assert!(!std::path::Path::new(&format!("{ledger}.copy")).exists());
    let kept: Option<String> = fixture.store.read_blocking(|db| db.setting("secret")).unwrap();
    assert_eq!(kept.as_deref(), Some(CANARY));
}

#[test]
fn what_never_ends_is_stopped() {
    let fixture = world();
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let query = SqlQuery { most_time: Duration::from_millis(300), ..question(sql) };
    match ask(&fixture, query) {
        Err(Error::Query(words)) => assert!(words.contains("too long"), "{words}"),
        other => panic!("{other:?}"),
    }
    // The workspace answers as before.
    assert_eq!(ask(&fixture, question("SELECT count(*) FROM campaigns")).unwrap().rows, [[SqlValue::Integer(2)]]);
}
