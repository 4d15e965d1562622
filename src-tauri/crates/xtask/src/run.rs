//! `cargo xtask run`: from a bare machine to an open window.

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::packages::{self, Need};
use crate::shell::{cargo, command, must, root, target};
use crate::{display, page};

/// Sets up, builds, and opens Sextant. Ends when the window's program ends.
///
/// # Errors
/// When a package, a build or the program itself fails.
pub(crate) fn run(release: bool, demo: bool) -> Result<ExitCode> {
    let has_display = display::is_here();
    packages::ensure(if has_display { Need::Run } else { Need::RunWithoutDisplay })?;
    page::build()?;
    build_programs(release)?;
    let program = target().join(if release { "release" } else { "debug" }).join("sextant");
    let mut sextant = Command::new(program);
    sextant.current_dir(root());
    if demo {
        sextant.arg("--demo");
    }
    if has_display {
        let status = sextant.status().context("Sextant could not be started")?;
        return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    run_without_display(sextant)
}

/// Builds the window, the sandbox it starts for the demo, and the command-line program.
///
/// # Errors
/// When a build fails.
pub(crate) fn build_programs(release: bool) -> Result<()> {
    // The whole workspace, so that no crate is built twice with different features; but not this program, which runs.
    let mut arguments = vec!["build", "--workspace", "--exclude", "xtask", "--bins"];
    // A test among the targets brings in the features that tests ask of dependencies. Without it the tests, which come
    // next, would build most dependencies a second time.
    arguments.extend(if release { &["--release"][..] } else { &["--test", "bindings"] });
    must(cargo(&arguments))
}

fn run_without_display(mut sextant: Command) -> Result<ExitCode> {
    let screen = display::Display::start(1440, 900)?;
    display::steady(&mut sextant, &screen);
    // A browser on a display that nobody sees could not be answered.
    sextant.env("SEXTANT_BROWSER", "none");
    if std::env::var_os("SEXTANT_PASSPHRASE").is_none() {
        // Nor could a question for a passphrase, and such a machine has no unlocked keyring. This home holds the
        // simulation's data only and lies apart from the person's own.
        let home = target().join("demo-home");
        println!("Its data lies in {}, in a vault with a fixed passphrase.", home.display());
        sextant.env("SEXTANT_HOME", home).env("SEXTANT_PASSPHRASE", "the demo on a display that nobody sees");
    }
    let mut child = display::in_session(&sextant).spawn().context("Sextant could not be started")?;
    let picture = target().join("run.png");
    println!("There is no display, so Sextant runs on a virtual one ({}).", screen.name);
    println!("A picture of its window is written every ten seconds to {}. Ctrl-C ends it.", picture.display());
    loop {
        for _ in 0..40 {
            if let Some(status) = child.try_wait()? {
                return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
            std::thread::sleep(Duration::from_millis(250));
        }
        let mut shot = command("import", &["-window", "root"]);
        shot.arg(&picture).env("DISPLAY", &screen.name);
        if let Err(error) = must_quietly(shot) {
            eprintln!("xtask: no picture: {error:#}");
        }
    }
}

fn must_quietly(mut command: Command) -> Result<()> {
    let status = command.status()?;
    anyhow::ensure!(status.success(), "ended with {status}");
    Ok(())
}
