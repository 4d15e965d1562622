//! Time, processor time and peak memory of a whole process, read from the system while it runs.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// What one run took.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// Seconds on the clock.
    pub(crate) wall: f64,
    /// Seconds of processor time, in user and system mode.
    pub(crate) cpu: f64,
    /// Peak resident memory in MB.
    pub(crate) peak_mb: f64,
    /// What it printed.
    pub(crate) output: String,
}

/// Runs a command to its end and measures it.
///
/// # Errors
/// When it cannot be started or fails.
pub(crate) fn run(mut command: Command) -> Result<Run> {
    let started = Instant::now();
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let child = child.with_context(|| format!("{} could not be started", crate::shell::shown(&command)))?;
    let pid = child.id();
    // The kernel forgets a process when it is waited for, so it is looked at until then; the last look is at most a few
    // milliseconds old.
    let watcher = std::thread::spawn(move || {
        let mut last = (0.0, 0.0);
        while let Some(now) = look(pid) {
            last = now;
            std::thread::sleep(Duration::from_millis(5));
        }
        last
    });
    let output = child.wait_with_output()?;
    let wall = started.elapsed().as_secs_f64();
    let (cpu, peak_mb) = watcher.join().unwrap_or_default();
    ensure!(output.status.success(), "{} ended with {}", crate::shell::shown(&command), output.status);
    Ok(Run { wall, cpu, peak_mb, output: String::from_utf8_lossy(&output.stdout).into_owned() })
}

/// Processor seconds and peak megabytes of a process that still runs.
fn look(pid: u32) -> Option<(f64, f64)> {
    /// Clock ticks a second; the same on every Linux.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name is in parentheses and may hold spaces.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<f64>().ok())?;
    Some(((ticks(11)? + ticks(12)?) / TICKS, peak / 1024.0))
}

/// A process and all that it started, as they are when it is made.
#[derive(Debug)]
pub(crate) struct Tree(Vec<u32>);

impl Tree {
    pub(crate) fn of(pid: u32) -> Self {
        let children = |pid: u32| -> Vec<u32> {
            let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
            let texts = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
            texts
                .flat_map(|text| text.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>())
                .collect()
        };
        let (mut all, mut next) = (vec![pid], 0);
        while let Some(pid) = all.get(next).copied() {
            all.extend(children(pid));
            next += 1;
        }
        Self(all)
    }

    /// Memory of all of them in MB; what several share is counted once.
    pub(crate) fn pss_mb(&self) -> f64 {
        let of = |pid: &u32| {
            let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
            let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            line.split_whitespace().next()?.parse::<f64>().ok()
        };
        self.0.iter().filter_map(of).sum::<f64>() / 1024.0
    }

    /// How often their threads have given up or lost the processor so far.
    pub(crate) fn switches(&self) -> u64 {
        let of_thread = |task: fs::DirEntry| -> u64 {
            let text = fs::read_to_string(task.path().join("status")).unwrap_or_default();
            let lines = text.lines().filter(|line| line.contains("voluntary_ctxt_switches:"));
            lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).sum()
        };
        let of = |pid: &u32| -> u64 {
            let tasks = fs::read_dir(format!("/proc/{pid}/task"));
            tasks.into_iter().flatten().flatten().map(of_thread).sum()
        };
        self.0.iter().map(of).sum()
    }
}

/// The middle one of some figures.
pub(crate) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
