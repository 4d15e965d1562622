//! Rules on 50,000 ads of the encrypted cache, now and over the past.

use std::process::Command;

use anyhow::{Context, Result};

use super::table::Table;
use crate::shell::{cargo, must, output, target};

/// Days of the backtest.
const TICKS: f64 = 90.0;

/// Measures and adds its lines to the table.
///
/// # Errors
/// When the build or the measurement fails.
pub(super) fn bench(table: &mut Table) -> Result<()> {
    must(cargo(&["build", "--release", "--package", "optimizer", "--example", "past"]))?;
    let told = output(Command::new(target().join("release/examples/past"))).context("the example failed")?;
    println!("{told}");
    let rules = number(&told, "look and judge, 50 rules")?;
    let tick = number(&told, "look and judge, one rule")?;
    let backtest = number(&told, "backtest of one rule")?;
    table.told("P6", "50 rules on 50,000 ads over 7 and 30 days, from the cache", &ms(rules), "15 ms");
    table.told("P6", "the same the first time", &ms(number(&told, "look for 50 rules, the first one")?), "150 ms");
    table.told("P6", "a tick with nothing to do", &ms(tick), "50 ms");
    table.at_most("P6", "a backtest of 90 days, in evaluations of 50 rules", backtest / rules, TICKS, "");
    table.told("P6", "the same", &ms(backtest), "");
    table.told("P6", "the linter on 250 rules", &ms(number(&told, "lint of 250 rules")?), "");
    Ok(())
}

fn ms(time: f64) -> String {
    format!("{time:.1} ms")
}

/// The first number in the line that begins with `name`.
fn number(told: &str, name: &str) -> Result<f64> {
    let line = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let digits = line.and_then(|line| line.split(|c: char| !(c.is_ascii_digit() || c == '.')).next());
    digits.and_then(|digits| digits.parse().ok()).with_context(|| format!("nothing was said of {name:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_the_example_are_read() {
        let told = "look and judge, 50 rules: 12.50 ms (at best 11.00)\nbacktest of one rule: 2400 ms for 90 ticks";
        assert_eq!(number(told, "look and judge, 50 rules").unwrap(), 12.5);
        assert_eq!(number(told, "backtest of one rule").unwrap(), 2_400.0);
        assert!(number(told, "backtest").is_err());
    }
}
