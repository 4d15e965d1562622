//! Fields of rows as columns.

use domain::{ObjectId, TimestampMillis};
use rusqlite::Row;
use rusqlite::types::Value;

/// A field that is a column of its own.
pub(crate) trait Column: Sized {
    /// As it is written.
    fn value(&self) -> Value;
    /// From column `at` of a row.
    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self>;
}

impl Column for String {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        row.get(at)
    }
}

impl Column for Option<String> {
    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Column::value)
    }

    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        row.get(at)
    }
}

impl Column for Option<i64> {
    fn value(&self) -> Value {
        number(*self)
    }

    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        row.get(at)
    }
}

impl Column for Option<TimestampMillis> {
    fn value(&self) -> Value {
        number(self.map(|at| at.0))
    }

    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        read_instant(row, at)
    }
}

impl Column for ObjectId {
    fn value(&self) -> Value {
        Value::Text(self.as_str().to_owned())
    }

    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        read_id(row, at)
    }
}

/// An id that is not one reads as none: the object is there all the same.
impl Column for Option<ObjectId> {
    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Column::value)
    }

    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        Ok(row.get::<_, Option<String>>(at)?.and_then(|id| ObjectId::parse(&id).ok()))
    }
}

/// An optional number as a database value.
pub(super) fn number(value: Option<i64>) -> Value {
    value.map_or(Value::Null, Value::Integer)
}

/// An optional instant from a row.
pub(crate) fn read_instant(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<TimestampMillis>> {
    Ok(row.get::<_, Option<i64>>(at)?.map(TimestampMillis))
}

/// An object id from a row.
pub(crate) fn read_id(row: &Row<'_>, at: usize) -> rusqlite::Result<domain::ObjectId> {
    parse_id(row.get_ref(at)?.as_str()?, at)
}

/// An object id from text found in column `at`.
pub(crate) fn parse_id(text: &str, at: usize) -> rusqlite::Result<domain::ObjectId> {
    domain::ObjectId::parse(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error)))
}
