//! A person's own questions in SQL.
//!
//! They are not asked of the files. A statement runs in a database of its own, in memory, which holds nothing but the
//! documented tables it names, copied from the files just before: what has no place there, keys, tokens, seals and
//! prompts among it, cannot be asked for at all. A guard stands in front of it as a second wall: it lets a statement read
//! those tables and call functions that only calculate, and nothing else.

mod guard;
mod tables;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::{AccountId, DayRange};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Statement};

pub use tables::{QueryTable, query_tables};

use crate::db::Db;
use crate::error::{Error, Result};

/// Bytes of the longest text or row, in a table and in an answer.
const MOST_TEXT_BYTES: i32 = 1_000_000;
/// Bytes of a whole answer; what is behind them is left off.
const MOST_ANSWER_BYTES: usize = 64 << 20;
/// Steps of SQLite between two looks at the time.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

/// A question.
#[derive(Debug, Clone)]
pub struct SqlQuery {
    /// One SELECT statement.
    pub sql: String,
    /// Only what belongs to these accounts is in the tables.
    pub accounts: Vec<AccountId>,
    /// Days that tables of figures hold.
    pub range: DayRange,
    /// Rows after which the answer ends.
    pub most_rows: usize,
    /// How long it may take, copying included.
    pub most_time: Duration,
}

/// A value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum SqlValue {
    /// Unknown.
    Null,
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Real(f64),
    /// Text; bytes are written as hexadecimal digits.
    Text(String),
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlAnswer {
    /// Names of the columns as the statement gives them; they can repeat.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<SqlValue>>,
    /// Whether there are more rows than were asked for, or than fit an answer.
    pub more: bool,
}

impl Db {
    /// Answers a question in SQL from the documented tables; see [`query_tables`]. It can read nothing else and change
    /// nothing.
    ///
    /// Costs a copy of each table it names, and of a day's figures for each day of the range.
    ///
    /// # Errors
    /// [`Error::Query`] when it is no question, names what is not there or not to be read, takes too long, or is about
    /// too many figures.
    pub fn query_sql(&self, query: &SqlQuery) -> Result<SqlAnswer> {
        let deadline = Instant::now() + query.most_time;
        let mut connection = tables::empty()?;
        let named = Arc::new(Mutex::new(BTreeSet::new()));
        restrict(&connection)?;
        guard::stand(&mut connection, Arc::clone(&named))?;
        prepare(&connection, &query.sql)?;
        guard::step_aside(&mut connection)?;
        let wanted = named.lock().unwrap_or_else(PoisonError::into_inner).clone();
        tables::fill(self, &connection, &wanted, query, deadline)?;
        connection.pragma_update(None, "query_only", true)?;
        guard::stand(&mut connection, named)?;
        connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || Instant::now() > deadline))?;
        run(&mut prepare(&connection, &query.sql)?, query.most_rows)
    }
}

/// Takes the size out of everything that a statement could blow up.
fn restrict(connection: &Connection) -> Result<()> {
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, MOST_TEXT_BYTES),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
        (Limit::SQLITE_LIMIT_VDBE_OP, 250_000),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, most)?;
    }
    Ok(())
}

fn prepare<'c>(connection: &'c Connection, sql: &str) -> Result<Statement<'c>> {
    let statement = connection.prepare(sql).map_err(refused)?;
    if statement.column_count() == 0 || !statement.readonly() {
        return Err(Error::Query("Ask one SELECT; nothing can be changed from here".into()));
    }
    Ok(statement)
}

fn run(statement: &mut Statement<'_>, most_rows: usize) -> Result<SqlAnswer> {
    let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let (mut rows, mut bytes, mut more) = (Vec::new(), 0, false);
    let mut found = statement.query([]).map_err(refused)?;
    while let Some(row) = found.next().map_err(refused)? {
        if rows.len() >= most_rows || bytes > MOST_ANSWER_BYTES {
            more = true;
            break;
        }
        let mut values = Vec::with_capacity(columns.len());
        for column in 0..columns.len() {
            let value = value_of(row.get_ref(column)?);
            bytes += size_of::<SqlValue>() + if let SqlValue::Text(text) = &value { text.len() } else { 0 };
            values.push(value);
        }
        rows.push(values);
    }
    Ok(SqlAnswer { columns, rows, more })
}

fn value_of(value: ValueRef<'_>) -> SqlValue {
    match value {
        ValueRef::Null => SqlValue::Null,
        ValueRef::Integer(number) => SqlValue::Integer(number),
        ValueRef::Real(number) => SqlValue::Real(number),
        ValueRef::Text(text) => SqlValue::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => SqlValue::Text(crate::key::to_hex(bytes)),
    }
}

/// What SQLite has against a statement, in its own words where they help.
fn refused(error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode as Code;
    let words = match (error.sqlite_error_code(), &error) {
        (Some(Code::OperationInterrupted), _) => "It took too long; ask for fewer days or fewer rows".to_owned(),
        (Some(Code::AuthorizationForStatementDenied), _) => {
            "It names something that cannot be asked for here; see the tables and what is in them".to_owned()
        }
        (Some(Code::TooBig), _) => "A value or the statement is too long".to_owned(),
        (_, rusqlite::Error::MultipleStatement) => "Ask one SELECT at a time".to_owned(),
        (_, rusqlite::Error::SqlInputError { msg, .. } | rusqlite::Error::SqliteFailure(_, Some(msg))) => msg.clone(),
        _ => error.to_string(),
    };
    Error::Query(words)
}
