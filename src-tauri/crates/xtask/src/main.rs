//! The project's own commands: `cargo xtask run | test | bench | screenshots | bindings | fidelity`.
//!
//! It sets the machine up by itself: system packages, the page's packages, the builds. It is **not** part of the
//! product and nothing in the product depends on it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its user")]

mod bench;
mod display;
mod packages;
mod page;
mod python;
mod run;
mod shell;
mod tally;
mod test;
mod written;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Sets up, runs and checks Sextant")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up, build, and open Sextant on the demo workspace.
    Run {
        /// Build with optimisations.
        #[arg(long)]
        release: bool,
        /// Open the first screen instead of the demo.
        #[arg(long)]
        no_demo: bool,
    },
    /// Set up and run every check, down to the real window.
    Test {
        /// Only these steps, by name (see the list that the run prints).
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
    },
    /// Measure Sextant against its peers and print a table.
    Bench {
        /// Only these parts: query, sync, scroll, start, size.
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
    },
    /// Write a picture of every main view, light and dark, from the real window.
    Screenshots,
    /// Write the page's TypeScript from the Rust commands and types.
    Bindings,
    /// Drive the sandbox with Meta's official Python SDK.
    Fidelity,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.task {
        Task::Run { release, no_demo } => run::run(release, !no_demo),
        Task::Test { only } => test::test(&only),
        Task::Bench { only } => bench::bench(&only),
        Task::Screenshots => test::screenshots(),
        Task::Bindings => test::write_bindings(),
        Task::Fidelity => python::fidelity_alone(),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
