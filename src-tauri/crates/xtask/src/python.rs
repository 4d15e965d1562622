//! The official Python SDK as a judge of the sandbox.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};

use crate::shell::{command, exists, must, output, root, target};
use crate::tally::Tally;
use crate::{run, written};

/// Runs the judge as a step of the tests. Where there is no Python it says so loudly and counts nothing.
///
/// # Errors
/// When the SDK cannot be installed or the sandbox does not start.
pub(crate) fn fidelity(tally: &mut Tally) -> Result<()> {
    let Some(python) = environment()? else {
        println!(
            "\n!! fidelity: NOT RUN. There is no Python 3 with venv here, so Meta's own SDK could not be asked.\n"
        );
        return Ok(());
    };
    run::build_programs(false)?;
    let mut sandbox = Command::new(target().join("debug/sextant-sandbox"))
        .args(["--port", "0", "--control-port", "0", "--size", "tiny", "--seed", "7", "--clock", "real"])
        .stdout(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .context("the sandbox could not be started")?;
    let mut line = String::new();
    let stdout = sandbox.stdout.take().context("the sandbox says nothing")?;
    BufReader::new(stdout).read_line(&mut line)?;
    let outcome = written::read_back(tally, &python, line.trim()).and_then(|()| {
        let mut drive = Command::new(python);
        drive.arg(root().join("tests/fidelity/drive.py")).arg(line.trim()).current_dir(root());
        tally.runner("fidelity", drive)
    });
    sandbox.kill().context("the sandbox did not stop")?;
    sandbox.wait()?;
    outcome
}

/// `cargo xtask fidelity`.
///
/// # Errors
/// As [`fidelity`].
pub(crate) fn fidelity_alone() -> Result<ExitCode> {
    let mut tally = Tally::default();
    fidelity(&mut tally)?;
    Ok(if tally.close() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A virtual environment with the SDK, made once; `None` where there is no Python.
///
/// # Errors
/// When the SDK cannot be installed.
pub(crate) fn environment() -> Result<Option<PathBuf>> {
    let requirements = root().join("tests/fidelity/requirements.txt");
    with_packages("python", "facebook_business", &["--requirement", &requirements.to_string_lossy()])
}

/// A virtual environment in a folder of `target` that can import `module`, made once with what `pip install` is given;
/// `None` where there is no Python.
///
/// # Errors
/// When the packages cannot be installed.
pub(crate) fn with_packages(folder: &str, module: &str, packages: &[&str]) -> Result<Option<PathBuf>> {
    if !exists("python3") {
        return Ok(None);
    }
    let folder = target().join(folder);
    let python = folder.join("bin/python");
    let has_module = |python: &PathBuf| {
        let mut ask = Command::new(python);
        ask.args(["-c", &format!("import {module}")]);
        output(ask).is_some()
    };
    if has_module(&python) {
        return Ok(Some(python));
    }
    let mut make = command("python3", &["-m", "venv"]);
    make.arg(&folder);
    if !make.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return Ok(None);
    }
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages);
    must(install)?;
    Ok(Some(python))
}
