//! The store at 4.5 million rows of ads, beside DuckDB with the same rows and the same kinds of questions.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::table::Table;
use crate::python;
use crate::shell::{cargo, must, output, root, target};

const ADS: &str = "50000";
const DAYS: &str = "90";

/// Lines of the store's own bench: a name, then figures.
struct Told(String);

impl Told {
    /// The numbers behind a name, in order.
    fn numbers(&self, name: &str) -> Vec<f64> {
        let line = self.0.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter_map(|word| word.parse().ok()).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// When the line is not there.
    fn number(&self, name: &str, at: usize) -> Result<f64> {
        self.numbers(name).get(at).copied().with_context(|| format!("the store's bench said nothing of {name:?}"))
    }
}

/// Measures the store and adds its lines to the table.
///
/// # Errors
/// When a build or a measurement fails.
pub(super) fn bench(table: &mut Table) -> Result<()> {
    must(cargo(&["build", "--release", "--package", "store", "--example", "bench"]))?;
    let work = target().join("bench/query");
    std::fs::create_dir_all(&work)?;
    let cleaned = Cleaned(work.clone());
    let folder = work.join("store");
    let told = store(&[ADS, DAYS], &folder, "keep")?;
    let fresh = store(&[ADS, DAYS], &folder, "open")?;
    judge(&told, &fresh, table)?;
    beside_duck(&work, &told, table)?;
    drop(cleaned);
    Ok(())
}

/// Removes the folder, however the bench ends.
struct Cleaned(PathBuf);

impl Drop for Cleaned {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn store(size: &[&str], folder: &Path, what: &str) -> Result<Told> {
    let mut bench = Command::new(target().join("release/examples/bench"));
    bench.args(size).arg(folder).arg(what);
    let told = output(bench).with_context(|| format!("the store's bench failed at {what:?}"))?;
    println!("{told}");
    Ok(Told(told))
}

fn judge(told: &Told, fresh: &Told, table: &mut Table) -> Result<()> {
    // Each line has median and 99th percentile on the clock, then the same in processor time.
    let any = "any table, 1,000 random questions: median / p99";
    let at = |place| told.numbers(any).iter().rev().nth(place).copied().unwrap_or(f64::NAN);
    let clock = format!("{:.2} ms, on the clock {:.2} ms", at(0), at(2));
    table.told("P7", "any table of 4.5 M rows, p99 of 1,000, processor time", &clock, "8 ms");
    let series = told.numbers("one ad's series, 1,000 random ads: median / p99");
    let clock = series.iter().rev().nth(2).copied().unwrap_or(f64::NAN);
    let processor = series.last().copied().unwrap_or(f64::NAN);
    table.told(
        "P7",
        "one ad's series, p99, processor time",
        &format!("{processor:.2} ms, on the clock {clock:.2} ms"),
        "2 ms",
    );
    let first = fresh.number("open to first table of campaigns", 0)?;
    table.told("P8", "fresh process: open to first table of campaigns", &format!("{first:.1} ms"), "50 ms");
    let all = fresh.number("first table of all ads after that", 0)?;
    table.told("P8", "fresh process: first table of all ads after that", &format!("{all:.1} ms"), "");
    let rate = told.number("refresh of 7 days, a third restated", 2)?;
    table.told("P5", "refresh of 52,500 rows, a third restated", &format!("{rate:.2} M rows/s"), "0.9 M rows/s");
    let rate = told.number("refresh of 7 days, nothing restated", 2)?;
    table.told("P5", "refresh of 52,500 rows, nothing restated", &format!("{rate:.2} M rows/s"), "0.9 M rows/s");
    let size = told.number("size of figures", 1)?;
    table.at_most("P9", "bytes a row, everything in", size, 40.0, " B");
    Ok(())
}

fn beside_duck(work: &Path, told: &Told, table: &mut Table) -> Result<()> {
    let Some(python) = python::with_packages("python-bench", "duckdb", &["duckdb"])? else {
        println!("!! query: DuckDB is NOT here (no Python 3 with venv, or it could not be installed)");
        table.not_measured("P7", "beside DuckDB", "no DuckDB");
        return Ok(());
    };
    let csv = work.join("rows.csv");
    store(&[ADS, DAYS], &csv, "csv")?;
    let mut duck = Command::new(python);
    duck.arg(root().join("tests/bench/duck.py")).arg(&csv).args([ADS, DAYS]);
    let told_by_duck = output(duck).context("DuckDB's side failed")?;
    println!("DuckDB: {told_by_duck}");
    let duck: Value = serde_json::from_str(&told_by_duck)?;
    let number = |name: &str| duck[name].as_f64().unwrap_or(f64::NAN);
    let spend = told.number("spend of all ads in 30 days", 0)?;
    ensure!((spend - number("spend")).abs() < 0.5, "DuckDB adds up other figures: {} beside {spend}", number("spend"));
    // On the clock, both: DuckDB has two threads.
    for (what, line, theirs) in [
        ("any table", "any table, 1,000 random questions: median / p99", "table_median_ms"),
        ("top 100 campaigns", "top 100 campaigns, 30 days, same question again", "top_ms"),
        ("one ad's series", "one ad's series, 1,000 random ads: median / p99", "series_median_ms"),
    ] {
        let numbers = told.numbers(line);
        let ours = numbers.iter().rev().nth(3).copied().unwrap_or(f64::NAN);
        table.at_most("P7", &format!("{what}: median beside DuckDB's"), ours / number(theirs), 1.0, "×");
    }
    let shown = format!("{:.1} B; not encrypted, no revisions", number("bytes_a_row"));
    table.told("P9", "bytes a row of DuckDB", &shown, "");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_the_store_are_read() {
        let told = Told(
            "size of figures                                      97042328 B, 17.7 B a row at all levels\n\
             any table, 1,000 random questions: median / p99      1.22 ms / 13.45 ms (processor 0.99 ms / 6.53 ms)\n\
             refresh of 7 days, nothing restated                  52500 rows in 47.23 ms, 1.11 M/s"
                .to_owned(),
        );
        assert_eq!(told.number("size of figures", 1).unwrap(), 17.7);
        assert_eq!(told.number("refresh of 7 days, nothing restated", 2).unwrap(), 1.11);
        assert_eq!(told.numbers("any table, 1,000 random questions: median / p99"), [1.22, 13.45, 0.99, 6.53]);
        assert!(told.number("absent", 0).is_err());
    }
}
