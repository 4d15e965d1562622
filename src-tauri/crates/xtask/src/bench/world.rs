//! A sandbox with its control interface, and the program that syncs from it.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::http::{Connection, Message, control};
use super::measure::{Run, run};
use crate::shell::{command, output, root, target};

/// Three accounts of a hundred campaigns, each with five ad sets of five ads.
pub(super) const SIZE: &str = "3x100x5x5";

/// The sandbox and a folder for what the contenders store.
pub(super) struct World {
    sandbox: Child,
    greeting: Value,
    pub(super) work: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        // A simulation that is already gone is what is wanted.
        drop(self.sandbox.kill());
        drop(self.sandbox.wait());
        drop(std::fs::remove_dir_all(&self.work));
    }
}

/// What a sync told about itself.
#[derive(Debug, Clone)]
pub(super) struct Synced {
    pub(super) run: Run,
    pub(super) told: Value,
}

impl Synced {
    /// A number it told.
    pub(super) fn number(&self, name: &str) -> f64 {
        self.told[name].as_f64().unwrap_or(f64::NAN)
    }

    /// Peak memory above what the open workspace and the client take before the first call, in MB.
    pub(super) fn peak_above_idle_mb(&self) -> f64 {
        (self.number("peak_kb") - self.number("idle_kb")) / 1024.0
    }
}

/// A day so many days ago, in UTC, as Meta writes days.
///
/// # Errors
/// Where there is no `date` that can say it.
pub(super) fn days_ago(days: u32) -> Result<String> {
    output(command("date", &["-u", "-d", &format!("{days} days ago"), "+%F"])).context("the date is unknown")
}

impl World {
    /// Starts a sandbox of [`SIZE`].
    ///
    /// # Errors
    /// When it does not start.
    pub(super) fn start(name: &str) -> Result<Self> {
        Self::of_size(name, SIZE)
    }

    /// Starts a sandbox of another size.
    ///
    /// # Errors
    /// When it does not start.
    pub(super) fn of_size(name: &str, size: &str) -> Result<Self> {
        let mut sandbox = Command::new(target().join("release/sextant-sandbox"))
            .args(["--size", size, "--seed", "11", "--tier", "standard", "--control-port", "0"])
            .stdout(Stdio::piped())
            .stdin(Stdio::null())
            .spawn()
            .context("the sandbox could not be started")?;
        let mut greeting = String::new();
        let stdout = sandbox.stdout.take().context("the sandbox says nothing")?;
        BufReader::new(stdout).read_line(&mut greeting)?;
        let work = target().join("bench").join(name);
        std::fs::create_dir_all(&work)?;
        let world = Self { sandbox, greeting: serde_json::from_str(&greeting)?, work };
        // Figures are refreshed every quarter of an hour: that must not fall between two contenders.
        world.control("POST", "/clock", Some(&json!({"mode": "stepped"})))?;
        Ok(world)
    }

    fn text(&self, key: &str) -> &str {
        self.greeting[key].as_str().unwrap_or_default()
    }

    pub(super) fn base(&self) -> &str {
        self.text("base_url")
    }

    pub(super) fn token(&self) -> &str {
        self.text("system_user_token")
    }

    /// A call to the control interface.
    ///
    /// # Errors
    /// When it refuses.
    pub(super) fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        control(self.text("control_url"), method, path, body)
    }

    /// Ids of ads: the first page of the first account's.
    ///
    /// # Errors
    /// When the sandbox does not list them.
    pub(super) fn ads(&self) -> Result<Vec<String>> {
        let overview = self.control("GET", "/", None)?;
        let account = overview["accounts"][0]["id"].clone();
        let account = account.as_str().map_or_else(|| account.to_string(), str::to_owned);
        let headers = vec![
            ("host".to_owned(), "127.0.0.1".to_owned()),
            ("authorization".to_owned(), format!("Bearer {}", self.token())),
        ];
        let path = format!("/v26.0/act_{}/ads?fields=id&limit=500", account.trim_start_matches("act_"));
        let request = Message { first: format!("GET {path} HTTP/1.1"), headers, body: Vec::new() };
        let answer = Connection::open(self.base())?.ask(&request.wire())?;
        let listed: Value = serde_json::from_slice(&answer.body)?;
        let ads = listed["data"].as_array().with_context(|| format!("no ads are listed: {}", answer.first))?;
        Ok(ads.iter().filter_map(|ad| ad["id"].as_str().map(str::to_owned)).collect())
    }

    /// One sync of all accounts into a folder of the work folder, which is made when it is not there.
    ///
    /// # Errors
    /// When the program fails, or the sync is not complete.
    pub(super) fn sync(&self, base: &str, folder: &str, since: &str, until: &str) -> Result<Synced> {
        let token = self.work.join("token");
        std::fs::File::create(&token)?.write_all(self.token().as_bytes())?;
        let mut sync = Command::new(target().join("release/examples/pull"));
        sync.arg(base).arg(self.work.join(folder)).args([since, until]).stdin(std::fs::File::open(&token)?);
        let run = run(sync)?;
        let told: Value = serde_json::from_str(&run.output)?;
        ensure!(told["result"] == "Complete", "the sync is not complete: {told}");
        Ok(Synced { run, told })
    }

    /// One run of a peer.
    ///
    /// # Errors
    /// When it fails.
    pub(super) fn peer(&self, python: &Path, way: &str, base: &str, days: (&str, &str)) -> Result<Run> {
        let database = self.work.join("peer.db");
        drop(std::fs::remove_file(&database));
        let mut peer = Command::new(python);
        peer.arg(root().join("tests/bench/peer.py")).args([way, base, self.token(), days.0, days.1]).arg(&database);
        run(peer)
    }
}
