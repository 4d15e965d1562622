//! The schema, version by version. Each step is one transaction; a newer schema than this program knows is refused.

use rusqlite::Connection;

use crate::error::Result;
use crate::workspace::StoreFile;

/// `application_id` of both files: "Sxt" and the kind of file.
pub(crate) fn application_id(file: StoreFile) -> i32 {
    match file {
        StoreFile::Cache => 0x5378_7443,
        StoreFile::Ledger | StoreFile::Manifest => 0x5378_744C,
    }
}

const CACHE: &[&str] = &[
    include_str!("../migrations/cache/0001.sql"),
    include_str!("../migrations/cache/0002.sql"),
    include_str!("../migrations/cache/0003.sql"),
    include_str!("../migrations/cache/0004.sql"),
];
const LEDGER: &[&str] = &[
    include_str!("../migrations/ledger/0001.sql"),
    include_str!("../migrations/ledger/0002.sql"),
    include_str!("../migrations/ledger/0003.sql"),
    include_str!("../migrations/ledger/0004.sql"),
    include_str!("../migrations/ledger/0005.sql"),
    include_str!("../migrations/ledger/0006.sql"),
];

fn steps(file: StoreFile) -> &'static [&'static str] {
    match file {
        StoreFile::Cache => CACHE,
        StoreFile::Ledger | StoreFile::Manifest => LEDGER,
    }
}

/// The newest schema of the file that this program knows.
pub(crate) fn newest(file: StoreFile) -> u32 {
    // A handful of embedded files.
    steps(file).len() as u32
}

/// Brings the file from its version to the newest. Each step is whole or has not happened.
pub(crate) fn migrate(connection: &mut Connection, file: StoreFile) -> Result<()> {
    migrate_with(connection, steps(file))
}

/// As [`migrate`], with the steps given.
pub(crate) fn migrate_with(connection: &mut Connection, steps: &[&str]) -> Result<()> {
    let at = version(connection)?;
    for (number, sql) in (1_u32..).zip(steps).skip(at as usize) {
        let step = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        step.execute_batch(sql)?;
        step.pragma_update(None, "user_version", number)?;
        step.commit()?;
    }
    Ok(())
}

/// The file's schema version.
pub(crate) fn version(connection: &Connection) -> Result<u32> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(connection: &Connection) -> Vec<String> {
        let mut statement =
            connection.prepare("SELECT name || ':' || coalesce(sql, '') FROM sqlite_schema ORDER BY name").unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }

    #[test]
    fn every_older_schema_becomes_the_newest() {
        for file in StoreFile::DATABASES {
            let mut fresh = Connection::open_in_memory().unwrap();
            migrate(&mut fresh, file).unwrap();
            for released in 0..=steps(file).len() {
                let mut old = Connection::open_in_memory().unwrap();
                migrate_with(&mut old, &steps(file)[..released]).unwrap();
                migrate(&mut old, file).unwrap();
                assert_eq!(schema(&old), schema(&fresh), "{file} from version {released}");
                assert_eq!(version(&old).unwrap(), newest(file));
            }
        }
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before_it() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = ["CREATE TABLE a (x) STRICT_TYPO", "CREATE TABLE b (x)"];
        migrate_with(&mut connection, &["CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE b (x)"]).unwrap_err();
        assert_eq!(version(&connection).unwrap(), 1);
        assert_eq!(schema(&connection), ["a:CREATE TABLE a (x)"]);
        migrate_with(&mut connection, &steps).unwrap();
        assert_eq!(version(&connection).unwrap(), 2);
    }
}
