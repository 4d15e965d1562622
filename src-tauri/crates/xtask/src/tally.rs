//! Counting what passed and what failed over many runners, and saying it in one closing line.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::shell::shown;

/// What passed and failed so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
    failures: Vec<String>,
}

impl Tally {
    /// Runs a check that either passes or fails as a whole.
    ///
    /// # Errors
    /// When the command cannot be started.
    pub(crate) fn check(&mut self, name: &str, mut command: Command) -> Result<()> {
        let started = announce(name, &command);
        let status = command.status().with_context(|| format!("{} could not be started", shown(&command)))?;
        self.count(name, u64::from(status.success()), u64::from(!status.success()));
        done(name, started);
        Ok(())
    }

    /// Runs a test runner and adds up the counts in its closing lines.
    ///
    /// # Errors
    /// When the command cannot be started.
    pub(crate) fn runner(&mut self, name: &str, mut command: Command) -> Result<()> {
        let started = announce(name, &command);
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} could not be started", shown(&command)))?;
        let (mut passed, mut failed, mut names) = (0, 0, Vec::new());
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(b'\n') {
                let line = String::from_utf8_lossy(&line?).into_owned();
                println!("{line}");
                if let Some((p, f)) = counts(&line) {
                    passed += p;
                    failed += f;
                }
                names.extend(failing(&line));
            }
        }
        let status = child.wait()?;
        if !status.success() && failed == 0 {
            failed = 1;
        }
        self.count(name, passed, failed);
        self.failures.extend(names.into_iter().map(|test| format!("{name}: {test}")));
        done(name, started);
        Ok(())
    }

    fn count(&mut self, name: &str, passed: u64, failed: u64) {
        self.passed += passed;
        self.failed += failed;
        if failed > 0 {
            self.failures.push(format!("{name}: {failed}"));
        }
    }

    /// Prints the closing line; true when nothing failed and something ran.
    pub(crate) fn close(&self) -> bool {
        for failure in &self.failures {
            println!("failed in {failure}");
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        self.failed == 0 && self.passed > 0
    }
}

fn announce(name: &str, command: &Command) -> Instant {
    println!("\n== {name}: {}", shown(command));
    Instant::now()
}

fn done(name: &str, started: Instant) {
    println!("== {name} took {:.1} s", started.elapsed().as_secs_f64());
}

/// The counts in a closing line of cargo's tests (`test result: ok. 3 passed; 0 failed; …`), of Vitest
/// (`Tests  1 failed | 12 passed (13)`) or of our own (`3 passed, 0 failed`).
fn counts(line: &str) -> Option<(u64, u64)> {
    let plain = without_colours(line);
    let text = plain.trim();
    let is_closing = text.starts_with("test result:")
        || text.starts_with("Tests ")
        || (text.contains(" passed, ") && text.ends_with(" failed") && text.starts_with(|c: char| c.is_ascii_digit()));
    if !is_closing {
        return None;
    }
    let before = |word: &str| {
        let words: Vec<&str> = text.split([' ', ';', ',', '|']).filter(|word| !word.is_empty()).collect();
        words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
    };
    Some((before("passed"), before("failed")))
}

/// The name of a test that failed, in a line of cargo's tests or of Vitest.
fn failing(line: &str) -> Option<String> {
    let plain = without_colours(line);
    let text = plain.trim();
    let of_cargo = text.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"));
    of_cargo.or_else(|| text.strip_prefix("× ")).map(str::to_owned)
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // A colour is an escape, a bracket, digits and a letter.
            for rest in characters.by_ref() {
                if rest.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{counts, failing};

    #[test]
    fn closing_lines_of_each_runner_are_understood() {
        for (line, expected) in [
            ("test result: ok. 19 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out", Some((19, 0))),
            ("test result: FAILED. 1 passed; 2 failed; 0 ignored", Some((1, 2))),
            ("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m12 passed\u{1b}[39m\u{1b}[22m (12)", Some((12, 0))),
            ("      Tests  1 failed | 12 passed (13)", Some((12, 1))),
            ("31 passed, 0 failed", Some((31, 0))),
            (" Test Files  3 passed (3)", None),
            ("we passed, they failed", None),
        ] {
            assert_eq!(counts(line), expected, "{line}");
        }
    }

    #[test]
    fn failing_tests_are_named() {
        for (line, expected) in [
            ("test money::adds ... FAILED", Some("money::adds")),
            ("test money::adds ... ok", None),
            ("   \u{1b}[31m×\u{1b}[39m drafts are kept\u{1b}[33m 20 ms\u{1b}[39m", Some("drafts are kept 20 ms")),
            ("3 × 4", None),
        ] {
            assert_eq!(failing(line).as_deref(), expected, "{line}");
        }
    }
}
