//! `sextant-audit-verify`: checks an exported audit log, alone and offline.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program talks to its user")]

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use audit_verify::{Check, Checkpoint, Hash, Log, Report, SealKey, hash_from_hex};
use clap::Parser;

/// Checks an exported audit log of Sextant's and names the first wrong entry.
#[derive(Debug, Parser)]
#[command(
    name = "sextant-audit-verify",
    version,
    after_help = "Exit codes: 0 nothing wrong, 1 something is wrong, 2 the files cannot be read."
)]
struct Arguments {
    /// The log, as `sextant-cli audit export` writes it.
    log: PathBuf,
    /// An earlier export, or a head alone. May be given several times.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// The public key that the head must be signed with: 64 hex digits.
    #[arg(long, value_name = "HEX", value_parser = key)]
    public_key: Option<Hash>,
    /// A seal key that was kept off the computer, as `sextant-cli audit key` writes it.
    #[arg(long, value_name = "FILE")]
    seal_key: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

fn key(text: &str) -> Result<Hash, String> {
    hash_from_hex(text.trim()).ok_or_else(|| "expected 64 hex digits".to_owned())
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(report) => {
            let sound = report.fault.is_none();
            if arguments.json {
                println!("{}", json(&report));
            } else {
                print(&report, arguments.public_key.is_some());
            }
            ExitCode::from(u8::from(!sound))
        }
        Err(problem) => {
            eprintln!("sextant-audit-verify: {problem}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Report, String> {
    let mut check = Check { public_key: arguments.public_key, ..Check::default() };
    if let Some(path) = &arguments.seal_key {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let key = SealKey::parse(&text).ok_or_else(|| format!("{}: it is not a seal key", path.display()))?;
        check.seal_key = Some(key);
    }
    for path in &arguments.checkpoint {
        let checkpoint = Checkpoint::of(&read(path)?);
        check.checkpoints.push(checkpoint.ok_or_else(|| format!("{}: there is no head in it", path.display()))?);
    }
    Ok(check.run(&read(&arguments.log)?))
}

fn read(path: &Path) -> Result<Log, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(|error| named(&error))?;
    Log::read(BufReader::with_capacity(1 << 20, file)).map_err(|error| named(&error))
}

fn print(report: &Report, known_key: bool) {
    match &report.fault {
        Some(fault) => println!("WRONG: {fault}."),
        None => println!("Nothing is wrong."),
    }
    println!("log        {}", report.log);
    println!("entries    {}", report.entries);
    if report.sealed > 0 {
        println!("seals      {} checked", report.sealed);
    }
    if let Some(head) = &report.head {
        println!("head       {} after {} entries", head.hash, head.count);
        let judged = if known_key { "" } else { " (compare it with the key you were given before)" };
        println!("signed by  {}{judged}", head.public_key);
    }
}

fn json(report: &Report) -> serde_json::Value {
    serde_json::json!({
        "sound": report.fault.is_none(),
        "log": report.log,
        "entries": report.entries,
        "seals_checked": report.sealed,
        "head": report.head,
        "fault": report.fault.map(|fault| serde_json::json!({
            "kind": fault.kind.as_str(),
            "entry": fault.entry,
            "exact": fault.exact,
            "line": fault.line,
            "message": fault.to_string(),
        })),
    })
}
