//! `sextant-cli`: the same core as the desktop program, without a window.
//!
//! It prints tables for people and, with `--json`, one object for programs; progress goes to standard error. It decides
//! nothing itself: every command is one call into `app`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program talks to its user")]

mod arguments;
mod breakdown;
mod changes;
mod commands;
mod exit;
mod facts;
mod messages;
mod output;
mod overview;
mod progress;
mod query;
mod report;
mod rules;
mod studio;

use std::process::ExitCode;

use clap::Parser;

/// Wipes what is freed, as the desktop program does.
#[global_allocator]
static MEMORY: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    // A closed pipe (`… | head`) ends the program quietly, as people expect of a tool.
    let arguments = match arguments::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let asked_for_help = !error.use_stderr();
            drop(error.print());
            return ExitCode::from(if asked_for_help { exit::DONE } else { exit::USAGE });
        }
    };
    app::log::start();
    app::prepare_process();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("sextant-cli: {error}");
            return ExitCode::from(exit::FAILED);
        }
    };
    ExitCode::from(runtime.block_on(commands::run(arguments)))
}
