//! What a person's statement may do: read documented tables, and calculate.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::tables;
use crate::error::Result;

/// Functions that only calculate. What is not here is refused: some of SQLite's and of the cipher's write files, load
/// code or copy databases.
const FUNCTIONS: &[&str] = &[
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "avg",
    "ceil",
    "ceiling",
    "char",
    "coalesce",
    "concat",
    "concat_ws",
    "cos",
    "cosh",
    "count",
    "cume_dist",
    "current_date",
    "current_time",
    "current_timestamp",
    "date",
    "datetime",
    "degrees",
    "dense_rank",
    "exp",
    "first_value",
    "floor",
    "format",
    "glob",
    "group_concat",
    "hex",
    "if",
    "ifnull",
    "iif",
    "instr",
    "json",
    "json_array",
    "json_array_length",
    "json_each",
    "json_extract",
    "json_group_array",
    "json_group_object",
    "json_object",
    "json_quote",
    "json_tree",
    "json_type",
    "json_valid",
    "julianday",
    "lag",
    "last_value",
    "lead",
    "length",
    "like",
    "likelihood",
    "likely",
    "ln",
    "log",
    "log10",
    "log2",
    "lower",
    "ltrim",
    "max",
    "median",
    "min",
    "mod",
    "nth_value",
    "ntile",
    "nullif",
    "octet_length",
    "percent_rank",
    "pi",
    "pow",
    "power",
    "printf",
    "quote",
    "radians",
    "random",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sign",
    "sin",
    "sinh",
    "sqrt",
    "strftime",
    "string_agg",
    "substr",
    "substring",
    "sum",
    "tan",
    "tanh",
    "time",
    "timediff",
    "total",
    "trim",
    "trunc",
    "typeof",
    "unicode",
    "unixepoch",
    "unlikely",
    "upper",
    "->",
    "->>",
];

/// Tables that a function makes of its argument.
const FROM_FUNCTIONS: &[&str] = &["json_each", "json_tree"];

/// Asks before each step of preparing a statement, and notes which tables it names.
pub(super) fn stand(connection: &mut Connection, named: Arc<Mutex<BTreeSet<&'static str>>>) -> Result<()> {
    Ok(connection.authorizer(Some(move |context: AuthContext<'_>| judge(context, &named)))?)
}

/// Lets the program itself work on the connection.
pub(super) fn step_aside(connection: &mut Connection) -> Result<()> {
    Ok(connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?)
}

/// Whether the name belongs to what SQLite tells of itself.
fn is_sqlites_own(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    small.starts_with("sqlite_") || small.starts_with("pragma_") || small == "dbstat"
}

fn judge(context: AuthContext<'_>, named: &Mutex<BTreeSet<&'static str>>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Read { table_name, column_name } => match tables::known(table_name) {
            Some(name) => {
                named.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
                Authorization::Allow
            }
            None if FROM_FUNCTIONS.contains(&table_name) => Authorization::Allow,
            // A part of the statement itself whose rows are only counted. Of a table nothing but its length is asked so.
            None if column_name.is_empty() && !is_sqlites_own(table_name) => Authorization::Allow,
            None => Authorization::Deny,
        },
        AuthAction::Function { function_name } => {
            let small = function_name.to_ascii_lowercase();
            if FUNCTIONS.contains(&small.as_str()) { Authorization::Allow } else { Authorization::Deny }
        }
        _ => Authorization::Deny,
    }
}
