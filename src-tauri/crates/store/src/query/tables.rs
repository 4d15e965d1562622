//! The tables that questions in SQL are asked of: what is in each, and where it comes from.

mod catalogue;

use std::collections::BTreeSet;
use std::time::Instant;

use domain::{AccountId, DayRange, Level};
use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::SqlQuery;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::metrics::InsightsQuery;

use catalogue::TABLES;

/// Rows of figures one question may be about.
const MOST_FIGURES: usize = 2_000_000;
/// Rows copied between two looks at the time.
const ROWS_BETWEEN_LOOKS: usize = 4_096;

/// Columns of every table of figures.
const DAY_COLUMNS: &[&str] = &[
    "account_id TEXT",
    "id TEXT",
    "day TEXT",
    "currency TEXT",
    "spend_minor INTEGER",
    "impressions INTEGER",
    "clicks INTEGER",
    "link_clicks INTEGER",
    "conversions REAL",
    "conversion TEXT",
    "value_minor INTEGER",
    "reach INTEGER",
    "attribution TEXT",
];

/// Where rows come from.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// This statement on the cache. Its columns are those of the table.
    Cache(&'static str),
    /// This statement on the ledger, likewise.
    Ledger(&'static str),
    /// Figures by day of a level.
    Days(Level),
}

/// A table that can be named in a question.
#[derive(Debug)]
pub struct QueryTable {
    /// Its name.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns with their types, in order. `_minor` is money in the smallest unit of `currency`, `_at` an instant in
    /// UTC milliseconds, `day` a day of the ad account, `id` and `account_id` ids as text.
    pub columns: &'static [&'static str],
    source: Source,
}

/// Every table that can be named in a question.
pub fn query_tables() -> &'static [QueryTable] {
    TABLES
}

/// The table of that name, however it is written.
pub(super) fn known(name: &str) -> Option<&'static str> {
    TABLES.iter().find(|table| table.name.eq_ignore_ascii_case(name)).map(|table| table.name)
}

/// A database in memory with all tables and nothing in them.
pub(super) fn empty() -> Result<Connection> {
    let connection = Connection::open_in_memory()?;
    // Nothing of an answer is written to a disk, where it would lie open.
    connection.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;")?;
    for table in TABLES {
        connection.execute_batch(&format!("CREATE TABLE {} ({}) STRICT", table.name, table.columns.join(", ")))?;
    }
    Ok(connection)
}

/// Copies the tables that a question names.
pub(super) fn fill(
    db: &Db,
    to: &Connection,
    names: &BTreeSet<&'static str>,
    query: &SqlQuery,
    deadline: Instant,
) -> Result<()> {
    to.execute_batch("BEGIN")?;
    let mut figures = 0;
    for table in TABLES.iter().filter(|table| names.contains(table.name)) {
        match table.source {
            Source::Cache(sql) => copy(table, &db.cache, sql, to, &query.accounts, deadline)?,
            Source::Ledger(sql) => copy(table, &db.ledger, sql, to, &query.accounts, deadline)?,
            Source::Days(level) => figures += copy_days(db, table, level, to, query, (figures, deadline))?,
        }
    }
    to.execute_batch("COMMIT")?;
    Ok(())
}

fn in_time(deadline: Instant) -> Result<()> {
    if Instant::now() > deadline {
        return Err(Error::Query("It took too long; ask for fewer days or fewer accounts".into()));
    }
    Ok(())
}

fn insert_into(table: &QueryTable) -> String {
    let places = vec!["?"; table.columns.len()].join(", ");
    format!("INSERT INTO {} VALUES ({places})", table.name)
}

fn copy(
    table: &QueryTable,
    from: &Connection,
    sql: &str,
    to: &Connection,
    accounts: &[AccountId],
    deadline: Instant,
) -> Result<()> {
    let account_at = table.columns.iter().position(|column| *column == "account_id TEXT");
    // The accounts' own table is told by its id.
    let account_at = account_at.or((table.name == "accounts").then_some(0));
    let nodes: BTreeSet<String> = accounts.iter().map(AccountId::node).collect();
    let mut insert = to.prepare(&insert_into(table))?;
    let mut find = from.prepare(sql)?;
    let mut rows = find.query([])?;
    let mut at = 0;
    while let Some(row) = rows.next()? {
        if at % ROWS_BETWEEN_LOOKS == 0 {
            in_time(deadline)?;
        }
        at += 1;
        let values =
            (0..table.columns.len()).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>()?;
        let account = account_at.and_then(|at| values.get(at));
        // What is about no account of its own is about the workspace.
        let elsewhere = matches!(account, Some(Value::Text(node)) if !nodes.contains(node));
        if !elsewhere {
            insert.execute(rusqlite::params_from_iter(values))?;
        }
    }
    Ok(())
}

/// Copies figures day by day, and answers how many rows they were.
fn copy_days(
    db: &Db,
    table: &QueryTable,
    level: Level,
    to: &Connection,
    query: &SqlQuery,
    (before, deadline): (usize, Instant),
) -> Result<usize> {
    let mut insert = to.prepare(&insert_into(table))?;
    let mut copied = 0;
    for account in &query.accounts {
        let Some(row) = db.account(account)? else { continue };
        for day in query.range.days() {
            in_time(deadline)?;
            let range = DayRange::ending(day, 1);
            let asked = InsightsQuery { accounts: vec![account.clone()], level, range, daily: true };
            for found in db.insights(&asked)? {
                copied += 1;
                if before + copied > MOST_FIGURES {
                    return Err(Error::Query(format!(
                        "It is about more than {MOST_FIGURES} rows of figures; name fewer days or accounts"
                    )));
                }
                let id = if level == Level::Account { account.node() } else { found.object.to_string() };
                let (sums, own) = (found.sums, found.day);
                insert.execute(params![
                    account.node(),
                    id,
                    day.to_string(),
                    row.currency,
                    sums.spend_minor,
                    sums.impressions,
                    sums.clicks,
                    sums.link_clicks,
                    sums.conversions_milli as f64 / 1_000.0,
                    own.as_ref().map(|own| own.conversion.as_str()),
                    sums.value_minor,
                    own.as_ref().and_then(|own| own.reach),
                    own.as_ref().map(|own| own.attribution.as_ref()),
                ])?;
            }
        }
    }
    Ok(copied)
}
