//! A full sync of 3 accounts × 100 campaigns × 5 ad sets × 5 ads × 30 days, beside what one would write by hand.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::measure::{Run, median};
use super::table::Table;
use super::world::{SIZE, Synced, World, days_ago};
use super::{economy, plan};
use crate::shell::{cargo, must};

/// Rounds of all contenders in turn, so that a machine that slows down slows all of them.
const ROUNDS: usize = 3;

/// Connections that a sync may use at once.
const CONNECTIONS: usize = 6;

const LATENCY: Duration = Duration::from_millis(50);

/// Measures syncing and adds its lines to the table.
///
/// # Errors
/// When a build or a contender fails, or when they did not read the same figures.
pub(super) fn bench(table: &mut Table) -> Result<()> {
    // In one go, so that nothing is compiled twice with different features.
    must(cargo(&["build", "--release", "-p", "sandbox", "-p", "ingest", "--bins", "--example", "pull"]))?;
    let world = World::start("sync")?;
    // Days that are over everywhere, so that no figure moves between two contenders.
    let days = (days_ago(33)?, days_ago(4)?);
    let days = (days.0.as_str(), days.1.as_str());
    economy::bench(&world, days, table)?;
    contenders(&world, days, table)
}

fn contenders(world: &World, days: (&str, &str), table: &mut Table) -> Result<()> {
    let python = crate::python::environment()?;
    if python.is_none() {
        println!("!! sync: there is no Python 3 with venv here, so the peers are left out");
    }
    let replay = super::replay::Replay::start(world.base())?;
    // Nobody measures the round that fills the server's memory.
    world.sync(&replay.base, "warm", days.0, days.1)?;
    let (asked, _) = replay.take_asked();
    let mut ours = Vec::new();
    let mut peers: [Vec<Run>; 2] = Default::default();
    for round in 0..=ROUNDS {
        let mine = world.sync(&replay.base, &format!("home-{round}"), days.0, days.1)?;
        let stored = mine.told["impressions"].as_i64();
        for (way, runs) in ["requests", "sdk"].into_iter().zip(&mut peers) {
            let Some(python) = &python else { continue };
            let one = world.peer(python, way, &replay.base, days)?;
            let read: Value = serde_json::from_str(&one.output)?;
            ensure!(read["impressions"].as_i64() == stored, "{way} read other figures than Sextant: {read}");
            // The first round fills the server's memory for the peers, who ask otherwise.
            if round > 0 {
                runs.push(one);
            }
        }
        if round > 0 {
            ours.push(mine);
        }
    }
    let bound = median((0..ROUNDS).flat_map(|_| plan::seconds(&replay.base, &asked, CONNECTIONS)));
    print(&ours, &peers, bound);
    judge(&ours, &peers, bound, table);
    with_latency(world, &replay, &asked, days, python.as_deref(), table)
}

/// One line a contender.
fn print(ours: &[Synced], peers: &[Vec<Run>; 2], bound: f64) {
    println!("\n| full sync, {SIZE} × 30 days, median of {ROUNDS} | wall s | cpu s | peak MB | wall × Sextant |");
    println!("|---|---|---|---|---|");
    let runs: Vec<Run> = ours.iter().map(|one| one.run.clone()).collect();
    let base = median(runs.iter().map(|run| run.wall));
    line("Sextant (four levels, structure, images, activities; encrypted)", &runs, base);
    line("requests + json + sqlite3 (four levels, structure)", &peers[0], base);
    line("Meta's Python SDK + sqlite3 (four levels, structure)", &peers[1], base);
    println!("| the same requests as Sextant's, bytes only | {bound:.2} | | | {:.2} |", bound / base);
}

fn line(name: &str, runs: &[Run], base: f64) {
    if runs.is_empty() {
        println!("| {name} | not run | | | |");
        return;
    }
    let of = |figure: fn(&Run) -> f64| median(runs.iter().map(figure));
    let wall = of(|run| run.wall);
    println!("| {name} | {wall:.2} | {:.2} | {:.0} | {:.1} |", of(|run| run.cpu), of(|run| run.peak_mb), wall / base);
}

fn judge(ours: &[Synced], peers: &[Vec<Run>; 2], bound: f64, table: &mut Table) {
    for (name, runs, goal) in [("requests + json + sqlite3", &peers[0], 4.5), ("Meta's Python SDK", &peers[1], 20.0)] {
        if runs.is_empty() {
            table.not_measured("P1", &format!("full sync beside {name}"), "no Python 3 with venv");
            continue;
        }
        // Pair by pair: both of a round had the same machine.
        let ratio = |figure: fn(&Run) -> f64| {
            median(runs.iter().zip(ours).map(|(peer, mine)| figure(peer) / figure(&mine.run)))
        };
        table.at_least("P1", &format!("full sync: times faster than {name}"), ratio(|run| run.wall), goal, "×");
        let cpu = format!("{:.1}×", ratio(|run| run.cpu));
        table.told("P1", &format!("the same in processor time, beside {name}"), &cpu, "");
    }
    let of = |figure: fn(&Synced) -> f64| median(ours.iter().map(figure));
    let seconds = format!("{:.2} s wall, {:.2} s processor", of(|one| one.run.wall), of(|one| one.run.cpu));
    table.told("P1", "full sync, all levels, pictures and activities", &seconds, "0.99 s for ad level alone");
    table.told("P1", "its requests, bytes only", &format!("{bound:.2} s"), "");
    let memory = of(Synced::peak_above_idle_mb);
    table.at_most("P4", "memory of a full sync above idle", memory, 40.0, " MB");
}

/// The same with 50 ms before every answer: what counts is how few requests wait for one another.
fn with_latency(
    world: &World,
    replay: &super::replay::Replay,
    asked: &[super::replay::Asked],
    days: (&str, &str),
    python: Option<&std::path::Path>,
    table: &mut Table,
) -> Result<()> {
    replay.set_latency(LATENCY);
    let mut ratios = Vec::new();
    let mut walls = Vec::new();
    for round in 0..ROUNDS {
        let bound = plan::seconds(&replay.base, asked, CONNECTIONS)?;
        let mine = world.sync(&replay.base, &format!("far-{round}"), days.0, days.1)?;
        println!("50 ms: Sextant {:.2} s, its requests as bytes only {bound:.2} s", mine.number("seconds"));
        ratios.push(mine.number("seconds") / bound);
        walls.push(mine.run.wall);
    }
    let wall = median(walls.into_iter());
    table.at_most("P2", "50 ms away: full sync beside its requests' bytes only", median(ratios.into_iter()), 1.10, "×");
    table.told("P2", "50 ms away: full sync", &format!("{wall:.2} s"), "");
    match python {
        Some(python) => {
            let sdk = world.peer(python, "sdk", &replay.base, days)?;
            table.at_least("P2", "50 ms away: times faster than Meta's Python SDK", sdk.wall / wall, 8.0, "×");
        }
        None => table.not_measured("P2", "50 ms away, beside Meta's Python SDK", "no Python 3 with venv"),
    }
    replay.set_latency(Duration::ZERO);
    Ok(())
}
