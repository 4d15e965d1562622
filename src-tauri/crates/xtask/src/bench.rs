//! `cargo xtask bench`: the figures Sextant is held to, beside its peers, in one run.
//!
//! Figures are judged as ratios within one run and as counts; absolute seconds belong to the machine and are only told.

mod changes;
mod economy;
mod http;
mod measure;
mod plan;
mod query;
mod replay;
mod rules;
mod screen;
mod scroll;
mod session;
mod size;
mod start;
mod sync;
mod table;
mod world;

use std::process::ExitCode;

use anyhow::{Result, ensure};

use table::Table;

/// A part: its name, what it is about, and what measures it.
type Part = (&'static str, &'static str, fn(&mut Table) -> Result<()>);

const PARTS: [Part; 7] = [
    ("query", "50,000 ads over 90 days in the encrypted cache, beside DuckDB", query::bench),
    ("sync", "three accounts of 2,500 ads over 30 days, beside Meta's SDK", sync::bench),
    ("changes", "a bulk change of 5,000 ads before it is sent, and 100,000 entries of the audit log", changes::bench),
    ("rules", "50 rules on 50,000 ads of the cache, and one rule over 90 days of its past", rules::bench),
    ("scroll", "50,000 ads in the real window", scroll::bench),
    ("start", "the window, beside a bare one", start::bench),
    ("size", "the programs", size::bench),
];

/// Builds with optimisations, runs the parts named in `only`, or all, and closes with one table. A part that cannot run
/// is told at the end and makes the whole fail; a goal that is missed does not.
///
/// # Errors
/// When there is no such part.
pub(crate) fn bench(only: &[String]) -> Result<ExitCode> {
    for name in only {
        let names = PARTS.map(|(name, ..)| name);
        ensure!(names.contains(&name.as_str()), "no part {name:?}; there are: {}", names.join(", "));
    }
    let mut table = Table::default();
    let mut failed = Vec::new();
    for (name, about, measure) in PARTS {
        if only.is_empty() || only.iter().any(|one| one == name) {
            println!("\n== {name}: {about}");
            if let Err(error) = measure(&mut table) {
                eprintln!("!! {name} could not be measured to its end: {error:#}");
                failed.push(name);
            }
        }
    }
    table.close();
    for name in &failed {
        println!("!! {name} could not be measured to its end");
    }
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
