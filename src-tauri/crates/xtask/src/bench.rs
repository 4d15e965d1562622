//! `cargo xtask bench`: the figures Sextant is held to, beside its peers, in one run.
//!
//! Figures are ratios within one run wherever a peer exists: absolute seconds belong to the machine.

mod measure;
mod scroll;
mod sync;

use std::process::ExitCode;

use anyhow::{Result, ensure};

use crate::shell::{cargo, must};

const PARTS: [&str; 3] = ["query", "scroll", "sync"];

/// Builds with optimisations and runs the parts named in `only`, or all.
///
/// # Errors
/// When a build or a part fails.
pub(crate) fn bench(only: &[String]) -> Result<ExitCode> {
    for name in only {
        ensure!(PARTS.contains(&name.as_str()), "no part {name:?}; there are: {}", PARTS.join(", "));
    }
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    if wanted("query") {
        println!("\n== query: 50,000 ads over 90 days in the encrypted cache");
        must(cargo(&["run", "--release", "--package", "store", "--example", "bench"]))?;
    }
    if wanted("sync") {
        sync::bench()?;
    }
    if wanted("scroll") {
        println!("\n== scroll: 50,000 ads in the real window");
        scroll::bench()?;
    }
    Ok(ExitCode::SUCCESS)
}
