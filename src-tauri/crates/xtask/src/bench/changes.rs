//! A bulk change before anything is sent, and the audit log as it is written, taken out and checked.

use std::process::Command;

use anyhow::{Context, Result};

use super::table::Table;
use crate::shell::{cargo, must, output, target};

/// Measures both and adds their lines to the table.
///
/// # Errors
/// When a build or a measurement fails.
pub(super) fn bench(table: &mut Table) -> Result<()> {
    must(cargo(&["build", "--release", "--package", "changes", "--example", "changes"]))?;
    must(cargo(&["build", "--release", "--package", "store", "--example", "audit"]))?;
    let told = tell("changes")?;
    for (line, what) in [
        ("plan and local check, ads, again", "plan and local check of a bulk change of 5,000 ads"),
        ("plan and local check, ad sets, again", "the same of 1,000 budgets"),
    ] {
        table.told("U", what, &format!("{:.0} ms", number(&told, line, ": ")?), "500 ms");
    }
    let told = tell("audit")?;
    for (line, what, limit) in [
        ("verified", "100,000 entries of the audit log checked", "2 s"),
        ("exported", "the same taken out", "2 s"),
        ("appended, one a write", "an entry written, 100 times", ""),
    ] {
        table.told("U4", what, &format!("{:.2} s", number(&told, line, " in ")?), limit);
    }
    Ok(())
}

fn tell(example: &str) -> Result<String> {
    let told = output(Command::new(target().join("release/examples").join(example)));
    let told = told.with_context(|| format!("the example {example:?} failed"))?;
    println!("{told}");
    Ok(told)
}

/// The first number behind `before` in the line that begins with `name`.
fn number(told: &str, name: &str, before: &str) -> Result<f64> {
    let line = told.lines().map(str::trim_start).find_map(|line| line.strip_prefix(name));
    let rest = line.and_then(|line| line.split_once(before)).map(|(_, rest)| rest.trim_start());
    let digits = rest.and_then(|rest| rest.split(|c: char| !(c.is_ascii_digit() || c == '.')).next());
    digits.and_then(|digits| digits.parse().ok()).with_context(|| format!("nothing was said of {name:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_the_examples_are_read() {
        let told = "plan and local check, ads: 90.1 ms for 5000 (cache 1)\n\
                    plan and local check, ads, again: 61.5 ms for 5000 (cache 2)\n         \
                    verified   100000 in   0.412 s,    242718 a second";
        assert_eq!(number(told, "plan and local check, ads, again", ": ").unwrap(), 61.5);
        assert_eq!(number(told, "verified", " in ").unwrap(), 0.412);
        assert!(number(told, "absent", ": ").is_err());
    }
}
