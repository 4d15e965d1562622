//! From the start of the program to the first table of a workspace of 4.5 million rows, beside a bare window.
//!
//! Both are looked at from outside: the pixels of a virtual display say when something is drawn and when it is complete.
//! The workspace's key is in a keyring on a session bus of the bench's own, as on a person's machine.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::measure::{Tree, median};
use super::screen::Screen;
use super::session::Session;
use super::table::Table;
use super::world::{World, days_ago};
use crate::display;
use crate::packages::{self, Need};
use crate::shell::{cargo, must, target};
use crate::{page, run};

const ROUNDS: usize = 5;

/// One account of 50,000 ads.
const SIZE: &str = "1x1000x10x5";

/// Ink of the first text; a window without any has only its edges.
const SOME_INK: u64 = 300;

/// A picture that does not change for so long is complete.
const STILL: Duration = Duration::from_millis(1_500);

const PATIENCE: Duration = Duration::from_secs(60);

/// How long an idle program is watched.
const IDLE: Duration = Duration::from_secs(30);

/// One start.
#[derive(Debug, Clone, Copy)]
struct Start {
    /// Seconds to the first text.
    painted: f64,
    /// Seconds to a picture as full as the one that stays.
    complete: f64,
}

/// Measures starts and idling, and adds them to the table.
///
/// # Errors
/// When a build or a start fails.
pub(super) fn bench(table: &mut Table) -> Result<()> {
    if cfg!(not(target_os = "linux")) {
        table.not_measured("P11", "start of the window", "only on Linux");
        return Ok(());
    }
    packages::ensure(Need::Test)?;
    page::build()?;
    run::build_programs(true)?;
    let bare = ["--package", "sextant", "--features", "bare-window", "--example", "bare_window"];
    must(cargo(&[&["build", "--release"], &bare[..]].concat()))?;
    let session = Session::start(&target().join("bench/start"))?;
    fill(&session)?;
    let programs = [target().join("release/examples/bare_window"), target().join("release/sextant")];
    let mut starts: [Vec<Start>; 2] = Default::default();
    // The first round warms the computer's caches for both.
    for round in 0..=ROUNDS {
        for (program, starts) in programs.iter().zip(&mut starts) {
            let (one, child) = start(&session, program)?;
            end(child)?;
            if round > 0 {
                starts.push(one);
            }
        }
    }
    judge(&starts, table);
    let [bare, ours] = programs.map(|program| idle(&session, &program));
    let (bare, ours) = (bare?, ours?);
    table.at_most("P12", "memory when idle, all processes, beside a bare window", ours.0 / bare.0, 1.25, "×");
    table.told("P12", "memory when idle: bare window, Sextant", &format!("{:.0} and {:.0} MB", bare.0, ours.0), "");
    table.at_most("P12", "wake-ups a second when idle above a bare window's", (ours.1 - bare.1).max(0.0), 0.5, "");
    Ok(())
}

/// Connects a workspace to a large sandbox and syncs 90 days, unless an earlier run left it.
fn fill(session: &Session) -> Result<()> {
    let done = session.home().join("bench-is-full");
    if done.is_file() {
        return Ok(());
    }
    drop(std::fs::remove_dir_all(session.home()));
    let world = World::of_size("start-world", SIZE)?;
    let cli = |arguments: &[&str]| {
        let mut cli = session.command(&target().join("release/sextant-cli"));
        cli.args(arguments).env("SEXTANT_GRAPH_URL", world.base()).stdout(Stdio::null());
        cli
    };
    let mut connect = cli(&["connect", "--system-user-token", "-"]).stdin(Stdio::piped()).spawn()?;
    connect.stdin.take().context("no standard input")?.write_all(world.token().as_bytes())?;
    ensure!(connect.wait()?.success(), "sextant-cli connect failed");
    must(cli(&["sync", "--since", &days_ago(89)?, "--until", &days_ago(0)?]))?;
    Ok(std::fs::write(done, "")?)
}

fn start(session: &Session, program: &Path) -> Result<(Start, Child)> {
    let mut screen = Screen::open(&session.screen())?;
    let mut command = session.command(program);
    // Without the sandbox's address there is nobody to sync with: the program is offline.
    command.env("SEXTANT_GRAPH_URL", "http://127.0.0.1:9").stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    let mut child = command.spawn().with_context(|| format!("{} could not be started", program.display()))?;
    let mut seen: Vec<(Instant, u64)> = Vec::new();
    loop {
        let ink = screen.ink()?;
        let now = Instant::now();
        if seen.last().is_none_or(|(_, before)| *before != ink) {
            seen.push((now, ink));
        }
        let (changed, ink) = seen.last().copied().unwrap_or((begun, 0));
        if ink >= SOME_INK && now.duration_since(changed) >= STILL {
            break;
        }
        ensure!(child.try_wait()?.is_none(), "{} ended by itself", program.display());
        ensure!(now.duration_since(begun) < PATIENCE, "{} drew nothing that stays", program.display());
        std::thread::sleep(Duration::from_millis(4));
    }
    let last = seen.last().map_or(0, |(_, ink)| *ink);
    let first_with = |least: u64| {
        let found = seen.iter().find(|(_, ink)| *ink >= least);
        found.map_or(f64::NAN, |(at, _)| at.duration_since(begun).as_secs_f64())
    };
    Ok((Start { painted: first_with(SOME_INK), complete: first_with(last * 95 / 100) }, child))
}

fn end(mut child: Child) -> Result<()> {
    child.kill()?;
    child.wait()?;
    // The display keeps the last picture until the window is gone.
    std::thread::sleep(Duration::from_millis(700));
    Ok(())
}

fn judge(starts: &[Vec<Start>; 2], table: &mut Table) {
    let [bare, ours] = starts;
    let ratio =
        |figure: fn(&Start) -> f64| median(ours.iter().zip(bare).map(|(mine, theirs)| figure(mine) / theirs.painted));
    let of = |starts: &[Start], figure: fn(&Start) -> f64| median(starts.iter().map(figure)) * 1000.0;
    let text = "start to the first text, beside a bare window";
    table.at_most("P11", text, ratio(|start| start.painted), 1.25, "×");
    let rows = "start to the complete table of a cache of 4.5 M rows";
    table.at_most("P11", rows, ratio(|start| start.complete), 1.6, "×");
    let shown = format!(
        "{:.0}; {:.0}, complete {:.0} ms",
        of(bare, |start| start.painted),
        of(ours, |start| start.painted),
        of(ours, |start| start.complete)
    );
    table.told("P11", "the same: bare window; Sextant", &shown, "");
}

/// Megabytes and wake-ups a second of all processes of an idle program.
fn idle(session: &Session, program: &Path) -> Result<(f64, f64)> {
    let (_, child) = start(session, program)?;
    // What a start leaves to do is done by then, and memory that is not used is given back.
    std::thread::sleep(IDLE);
    let tree = Tree::of(child.id());
    let (before, begun) = (tree.switches(), Instant::now());
    std::thread::sleep(IDLE);
    let switches = tree.switches().saturating_sub(before) as f64 / begun.elapsed().as_secs_f64();
    let memory = tree.pss_mb();
    end(child)?;
    ensure!(memory > 0.0, "the system does not tell the memory of {}", program.display());
    Ok((memory, switches))
}

/// Settings every program of this part runs with.
pub(super) fn quiet(command: &mut Command, screen: &display::Display) {
    display::steady(command, screen);
    command.env("SEXTANT_BROWSER", "none").env_remove("SEXTANT_PASSPHRASE");
}
