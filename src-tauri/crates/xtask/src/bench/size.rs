//! How large the program is, and what a person downloads.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::table::Table;
use crate::shell::{exists, must, target};
use crate::{page, run};

const MB: f64 = 1_000_000.0;

/// Builds the release programs and adds their sizes to the table.
///
/// # Errors
/// When the build fails.
pub(super) fn bench(table: &mut Table) -> Result<()> {
    page::build()?;
    run::build_programs(true)?;
    let program = target().join("release/sextant");
    table.at_most("P13", "the program", megabytes(&program)?, 25.0, " MB");
    match payload()? {
        Some(packed) => {
            table.at_most("P13", "what a .deb of it and its sandbox holds, packed with xz", packed, 12.0, " MB");
        }
        None => table.not_measured("P13", "the .deb", "no tar with xz here"),
    }
    Ok(())
}

fn megabytes(file: &Path) -> Result<f64> {
    let length = std::fs::metadata(file).with_context(|| format!("{} is not there", file.display()))?.len();
    Ok(length as f64 / MB)
}

/// Megabytes of the programs without symbols in an archive packed as Debian packs: the packager adds a few kilobytes.
fn payload() -> Result<Option<f64>> {
    if ["tar", "xz", "strip"].iter().any(|program| !exists(program)) {
        return Ok(None);
    }
    let folder = target().join("bench/deb");
    std::fs::create_dir_all(&folder)?;
    let mut names = Vec::new();
    for name in ["sextant", "sextant-cli", "sextant-sandbox"] {
        let copy = folder.join(name);
        std::fs::copy(target().join("release").join(name), &copy)?;
        let mut strip = Command::new("strip");
        strip.arg(&copy);
        must(strip)?;
        names.push(name);
    }
    let archive = folder.join("data.tar.xz");
    let mut pack = Command::new("tar");
    pack.arg("--xz").arg("-cf").arg(&archive).arg("-C").arg(&folder).args(names);
    must(pack)?;
    let size = megabytes(&archive)?;
    std::fs::remove_dir_all(&folder)?;
    Ok(Some(size))
}
