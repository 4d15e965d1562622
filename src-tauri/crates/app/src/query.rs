//! A person's own questions in SQL, for programs.

use std::time::Duration;

use serde_json::{Map, Number, Value, json};
use store::{SqlQuery, SqlValue};

use crate::Error;
use crate::app::App;
use crate::dto::Range;
use crate::explorer::{chosen_among, range_from};

/// How long a question may take.
const MOST_TIME: Duration = Duration::from_secs(20);
/// Most rows of an answer.
const MOST_ROWS: usize = 1_000_000;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlTable {
    /// Names of the columns, each once.
    pub columns: Vec<String>,
    /// The rows: text, numbers and null.
    pub rows: Vec<Vec<Value>>,
    /// Whether there are more rows than these.
    pub more: bool,
}

impl SqlTable {
    /// Each row as an object.
    pub fn objects(&self) -> Vec<Value> {
        let object = |row: &Vec<Value>| {
            Value::Object(self.columns.iter().cloned().zip(row.iter().cloned()).collect::<Map<_, _>>())
        };
        self.rows.iter().map(object).collect()
    }

    /// All of it as comma-separated text that no spreadsheet takes for formulas.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it does not go into text.
    pub fn csv(&self) -> Result<String, Error> {
        crate::table_file::csv_of_values(&self.columns, &self.rows)
    }
}

impl App {
    /// Answers a SELECT over the documented tables; money is in minor units, instants in UTC milliseconds. Nothing
    /// secret is in those tables, and nothing can be changed. Does not use the network.
    ///
    /// # Errors
    /// [`Error::Store`] with [`store::Error::Query`] for what is no question or takes too long.
    pub async fn query_sql(&self, sql: String, range: &Range, limit: usize) -> Result<SqlTable, Error> {
        let session = self.session().await?;
        let query = SqlQuery {
            sql,
            accounts: chosen_among(&session.chosen(), &[])?,
            range: range_from(range)?,
            most_rows: limit.min(MOST_ROWS),
            most_time: MOST_TIME,
        };
        let answer = session.store.read(move |db| db.query_sql(&query)).await?;
        let rows = answer.rows.into_iter().map(|row| row.into_iter().map(value_of).collect()).collect();
        Ok(SqlTable { columns: once_each(answer.columns), rows, more: answer.more })
    }
}

/// The tables a question can name: `table`, `about`, `columns`.
pub fn sql_tables() -> Vec<Value> {
    let row =
        |table: &store::QueryTable| json!({ "table": table.name, "about": table.about, "columns": table.columns });
    store::query_tables().iter().map(row).collect()
}

fn value_of(value: SqlValue) -> Value {
    match value {
        SqlValue::Null => Value::Null,
        SqlValue::Integer(number) => json!(number),
        // What is no number in JSON, an infinity, is told in words.
        SqlValue::Real(number) => Number::from_f64(number).map_or_else(|| json!(number.to_string()), Value::Number),
        SqlValue::Text(text) => Value::String(text),
    }
}

/// Names that repeat get a number behind them.
fn once_each(names: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let mut own = name.clone();
        let mut count = 1;
        while seen.contains(&own) {
            count += 1;
            own = format!("{name}_{count}");
        }
        seen.push(own);
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_repeat_are_told_apart() {
        let names = ["id", "name", "id", "id", "id_2"].map(str::to_owned).to_vec();
        assert_eq!(once_each(names), ["id", "name", "id_2", "id_3", "id_2_2"]);
    }

    #[test]
    fn text_that_would_run_in_a_spreadsheet_stays_text() {
        let rows = vec![vec![json!("=1+1"), json!(-5), json!(0.125), Value::Null]];
        let columns = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        let table = SqlTable { columns, rows, more: false };
        assert_eq!(table.csv().unwrap(), "a,b,c,d\r\n'=1+1,-5,0.125,\r\n");
        assert_eq!(table.objects(), [json!({"a": "=1+1", "b": -5, "c": 0.125, "d": null})]);
    }
}
