//! `cargo xtask test`: every check there is, in the order in which a mistake is found soonest.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::packages::{self, Need};
use crate::page::{self, npm};
use crate::shell::{cargo, must, target};
use crate::tally::Tally;
use crate::{display, python, run};

/// The steps by name, in order.
const STEPS: [&str; 8] = ["fmt", "page-types", "page-lint", "page-tests", "clippy", "rust-tests", "e2e", "fidelity"];

/// Sets up and runs the checks; `only` keeps some of the steps.
///
/// # Errors
/// When the set-up fails or a program cannot be started. Failing checks are counted, not errors.
pub(crate) fn test(only: &[String]) -> Result<ExitCode> {
    for name in only {
        anyhow::ensure!(STEPS.contains(&name.as_str()), "no step {name:?}; there are: {}", STEPS.join(", "));
    }
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    packages::ensure(Need::Test)?;
    page::build()?;
    let mut tally = Tally::default();
    for step in STEPS.into_iter().filter(|step| wanted(step)) {
        take_step(step, &mut tally)?;
    }
    Ok(if tally.close() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn take_step(step: &str, tally: &mut Tally) -> Result<()> {
    match step {
        "fmt" => tally.check(step, cargo(&["fmt", "--all", "--check"])),
        "page-types" => tally.check(step, npm(&["run", "--silent", "typecheck"])),
        "page-lint" => tally.check(step, npm(&["run", "--silent", "lint"])),
        "page-tests" => tally.runner(step, npm(&["run", "--silent", "test"])),
        "clippy" => tally.check(
            step,
            cargo(&["clippy", "--workspace", "--all-targets", "--features", "e2e", "--", "-D", "warnings"]),
        ),
        "rust-tests" => {
            // Tests start the real programs, so these are built first. The bindings' drift is one of the tests.
            run::build_programs(false)?;
            let tests = cargo(&["test", "--workspace", "--no-fail-fast"]);
            tally.runner(step, if cfg!(target_os = "linux") { display::in_session(&tests) } else { tests })
        }
        "e2e" => end_to_end(step, tally, &[]),
        "fidelity" => python::fidelity(tally),
        _ => Ok(()),
    }
}

/// The suite that drives the real window, on a display and a session bus of its own.
fn end_to_end(step: &str, tally: &mut Tally, filter: &[&str]) -> Result<()> {
    if cfg!(not(target_os = "linux")) {
        println!("The real window is only driven on Linux.");
        return Ok(());
    }
    run::build_programs(false)?;
    // Built outside the session, so that a slow build cannot be mistaken for a slow window.
    must(cargo(&["test", "--workspace", "--features", "sextant/e2e", "--test", "e2e", "--no-run"]))?;
    let screen = display::Display::start(1600, 1000)?;
    let mut arguments =
        vec!["test", "--workspace", "--features", "sextant/e2e", "--test", "e2e", "--", "--test-threads=1"];
    arguments.extend(filter);
    let mut tests = cargo(&arguments);
    display::steady(&mut tests, &screen);
    tests.env("SEXTANT_PROGRAMS", target().join("debug"));
    let (tests, told) = display::without_a_way_out(&display::in_session(&tests));
    println!("{told}");
    tally.runner(step, tests)
}

/// Pictures of the main views: a part of the end-to-end suite that writes instead of judging.
///
/// # Errors
/// When the set-up fails.
pub(crate) fn screenshots() -> Result<ExitCode> {
    packages::ensure(Need::Test)?;
    page::build()?;
    let mut tally = Tally::default();
    end_to_end("screenshots", &mut tally, &["screenshots_of_every_main_view"])?;
    Ok(if tally.close() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes the page's TypeScript.
///
/// # Errors
/// When the program does not build.
pub(crate) fn write_bindings() -> Result<ExitCode> {
    let mut command = bindings_test();
    command.env("SEXTANT_WRITE_BINDINGS", "1");
    must(command)?;
    Ok(ExitCode::SUCCESS)
}

fn bindings_test() -> Command {
    cargo(&["test", "--workspace", "--test", "bindings"])
}
