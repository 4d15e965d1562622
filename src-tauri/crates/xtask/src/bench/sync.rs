//! A full sync of 3 accounts × 100 campaigns × 5 ad sets × 5 ads × 30 days, beside what one would write by hand.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::measure::{Run, median, run};
use crate::shell::{cargo, command, must, output, root, target};

/// Rounds of all contenders in turn, so that a machine that slows down slows all of them.
const ROUNDS: usize = 3;
const SIZE: &str = "3x100x5x5";
const PASSPHRASE: &str = "a passphrase for the bench only";

struct Bench {
    sandbox: Child,
    greeting: Value,
    since: String,
    until: String,
    work: PathBuf,
}

impl Drop for Bench {
    fn drop(&mut self) {
        // A simulation that is already gone is what is wanted.
        drop(self.sandbox.kill());
        drop(self.sandbox.wait());
        drop(std::fs::remove_dir_all(&self.work));
    }
}

/// Prints a table of the contenders with their ratios to Sextant.
///
/// # Errors
/// When a build or a contender fails, or when they did not read the same figures.
pub(super) fn bench() -> Result<()> {
    must(cargo(&["build", "--release", "--package", "cli", "--package", "sandbox", "--bins"]))?;
    let bench = Bench::start()?;
    let python = crate::python::environment()?;
    if python.is_none() {
        println!("!! sync: there is no Python 3 with venv here, so the peers are left out");
    }
    let mut ours = Vec::new();
    let mut again = Vec::new();
    let mut peers: [Vec<Run>; 2] = Default::default();
    for round in 0..ROUNDS {
        let home = bench.work.join(format!("home-{round}"));
        bench.connect(&home)?;
        ours.push(bench.sync(&home)?);
        again.push(bench.sync(&home)?);
        let stored = bench.impressions(&home)?;
        for (way, runs) in ["requests", "sdk"].into_iter().zip(&mut peers) {
            let Some(python) = &python else { continue };
            let one = bench.peer(python, way, round)?;
            let read: Value = serde_json::from_str(&one.output)?;
            ensure!(read["impressions"].as_i64() == Some(stored), "{way} read other figures than Sextant: {read}");
            runs.push(one);
        }
    }
    println!("\n| full sync, {SIZE} × 30 days, median of {ROUNDS} | wall s | cpu s | peak MB | wall × Sextant |");
    println!("|---|---|---|---|---|");
    let base = median(ours.iter().map(|run| run.wall));
    line("Sextant (three levels, encrypted)", &ours, base);
    line("Sextant again, nothing new", &again, base);
    line("requests + json + sqlite3 (ad level)", &peers[0], base);
    line("Meta's Python SDK + sqlite3 (ad level)", &peers[1], base);
    let calls = ours.iter().filter_map(|run| serde_json::from_str::<Value>(&run.output).ok()?["calls"].as_u64());
    println!("Calls of a full sync: {:?}", calls.collect::<Vec<_>>());
    Ok(())
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

impl Bench {
    fn start() -> Result<Self> {
        let mut sandbox = Command::new(target().join("release/sextant-sandbox"))
            .args(["--size", SIZE, "--seed", "11", "--tier", "standard"])
            .stdout(Stdio::piped())
            .stdin(Stdio::null())
            .spawn()
            .context("the sandbox could not be started")?;
        let mut greeting = String::new();
        let stdout = sandbox.stdout.take().context("the sandbox says nothing")?;
        BufReader::new(stdout).read_line(&mut greeting)?;
        let day = |ago: &str| output(command("date", &["-u", "-d", ago, "+%F"])).context("the date is unknown");
        let work = target().join("bench");
        std::fs::create_dir_all(&work)?;
        // Days that are over everywhere, so that no figure moves between two contenders.
        let (since, until) = (day("33 days ago")?, day("4 days ago")?);
        Ok(Self { sandbox, greeting: serde_json::from_str(&greeting)?, since, until, work })
    }

    fn text(&self, key: &str) -> &str {
        self.greeting[key].as_str().unwrap_or_default()
    }

    fn cli(&self, home: &Path, arguments: &[&str]) -> Command {
        let mut cli = Command::new(target().join("release/sextant-cli"));
        cli.args(arguments)
            .env("SEXTANT_HOME", home)
            .env("SEXTANT_PASSPHRASE", PASSPHRASE)
            .env("SEXTANT_GRAPH_URL", self.text("base_url"));
        cli
    }

    fn connect(&self, home: &Path) -> Result<()> {
        use std::io::Write as _;
        let mut connect = self.cli(home, &["connect", "--system-user-token", "-"]);
        let mut child = connect.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        child.stdin.take().context("no standard input")?.write_all(self.text("system_user_token").as_bytes())?;
        ensure!(child.wait()?.success(), "sextant-cli connect failed");
        Ok(())
    }

    fn sync(&self, home: &Path) -> Result<Run> {
        run(self.cli(home, &["sync", "--since", &self.since, "--until", &self.until, "--json"]))
    }

    fn impressions(&self, home: &Path) -> Result<i64> {
        let rows =
            run(self
                .cli(home, &["insights", "--level", "ad", "--since", &self.since, "--until", &self.until, "--json"]))?;
        let rows: Value = serde_json::from_str(&rows.output)?;
        Ok(rows["rows"].as_array().into_iter().flatten().filter_map(|row| row["impressions"].as_i64()).sum())
    }

    fn peer(&self, python: &Path, way: &str, round: usize) -> Result<Run> {
        let database = self.work.join(format!("{way}-{round}.db"));
        let mut peer = Command::new(python);
        peer.arg(root().join("tests/bench/peer.py"))
            .args([way, self.text("base_url"), self.text("system_user_token"), &self.since, &self.until])
            .arg(&database);
        run(peer)
    }
}
