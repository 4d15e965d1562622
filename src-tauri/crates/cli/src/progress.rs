//! Progress on standard error: one line that is rewritten on a terminal, a line a stage elsewhere.

use std::io::{IsTerminal, Write};

use app::dto::{AppEvent, SyncStage, SyncStatus};
use app::{Signal, Signals};

/// Shows progress until the core ends or the task is dropped.
pub(crate) async fn show(mut signals: Signals) {
    let on_terminal = std::io::stderr().is_terminal();
    let mut last = String::new();
    while let Some(signal) = signals.next().await {
        let Signal::Event(AppEvent::SyncChanged { status }) = signal else { continue };
        let Some(line) = line(&status, on_terminal) else { continue };
        if line == last {
            continue;
        }
        if on_terminal {
            eprint!("\r\x1b[2K{line}");
            drop(std::io::stderr().flush());
        } else {
            eprintln!("{line}");
        }
        last = line;
    }
}

/// Ends the rewritten line.
pub(crate) fn end() {
    if std::io::stderr().is_terminal() {
        eprintln!();
    }
}

fn line(status: &SyncStatus, with_counts: bool) -> Option<String> {
    let run = status.running.as_ref().filter(|run| !run.accounts.is_empty())?;
    let finished = run.accounts.iter().filter(|account| account.stage == SyncStage::Done).count();
    let busy = run.accounts.iter().filter(|account| !matches!(account.stage, SyncStage::Waiting | SyncStage::Done));
    let stages: Vec<String> = busy
        .map(|account| {
            let name: String = account.name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let of = account.total.map(|total| format!(" of {total}")).unwrap_or_default();
            let counts = if with_counts { format!(" {}{of}", account.done) } else { String::new() };
            format!("{name}: {}{counts}", word(account.stage))
        })
        .collect();
    let rows: u32 = run.accounts.iter().map(|account| account.rows).max().unwrap_or(0);
    let rows = if with_counts { format!(", {rows} rows") } else { String::new() };
    let parts = std::iter::once(format!("{finished} of {} accounts done{rows}", run.accounts.len())).chain(stages);
    Some(parts.collect::<Vec<_>>().join("; "))
}

fn word(stage: SyncStage) -> &'static str {
    match stage {
        SyncStage::Waiting => "waiting",
        SyncStage::Structure => "structure",
        SyncStage::Images => "pictures",
        SyncStage::Activities => "changes",
        SyncStage::Insights => "figures",
        SyncStage::Checking => "checking",
        SyncStage::Done => "done",
        SyncStage::Failed => "failed",
    }
}
