//! The page: its packages and its build. Both are skipped when nothing they depend on has changed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{exists, must, root};

/// An npm command in the page's folder.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root().join("ui"));
    command
}

/// Installs the page's packages exactly as locked.
///
/// # Errors
/// When Node is missing or npm fails.
pub(crate) fn install() -> Result<()> {
    if !exists(if cfg!(windows) { "npm.cmd" } else { "npm" }) {
        bail!("Node.js with npm is needed (version 20 or newer) and was not found");
    }
    let ui = root().join("ui");
    once(&ui.join("node_modules/.sextant-stamp"), &[ui.join("package-lock.json")], || {
        must(npm(&["ci", "--no-audit", "--no-fund"]))
    })
}

/// Builds the page into `ui/dist`, where the program embeds it from.
///
/// # Errors
/// When the build fails.
pub(crate) fn build() -> Result<()> {
    install()?;
    let ui = root().join("ui");
    let inputs = ["src", "public", "index.html", "package-lock.json", "vite.config.ts", "tsconfig.json"]
        .map(|name| ui.join(name));
    once(&ui.join("dist/.sextant-stamp"), &inputs, || must(npm(&["run", "--silent", "build"])))
}

/// Runs `work` unless the stamp says that it succeeded for the same inputs.
fn once(stamp: &Path, inputs: &[PathBuf], work: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut hasher = DefaultHasher::new();
    for input in inputs {
        hash_tree(input, &mut hasher)?;
    }
    let fingerprint = format!("{:016x}", hasher.finish());
    if fs::read_to_string(stamp).is_ok_and(|text| text == fingerprint) {
        return Ok(());
    }
    work()?;
    fs::write(stamp, fingerprint).with_context(|| format!("{} could not be written", stamp.display()))
}

fn hash_tree(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| hash_tree(entry, hasher));
    }
    if path.is_file() {
        path.hash(hasher);
        fs::read(path).with_context(|| format!("{} could not be read", path.display()))?.hash(hasher);
    }
    Ok(())
}
