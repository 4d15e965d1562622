//! What an attacker with a debugger, a core file or a look at the network would find.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::canary;
use crate::desk::{Desk, programs};
use crate::journeys::sign_in_to_the_demo;
use crate::processes::{self, WEB_VIEW, core_limit, in_memory, may_read_memory};

/// How long after signing out a token may still be somewhere in memory.
const FORGOTTEN_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test]
async fn tokens_are_never_in_the_web_view_and_leave_the_program_with_the_sign_out_and_no_crash_leaves_a_core()
-> Result<()> {
    let mut desk = Desk::new()?;
    sign_in_to_the_demo(&mut desk).await?;
    let pid = desk.pid()?;
    let web_view = processes::below(pid, WEB_VIEW);
    ensure!(web_view.len() >= 2, "a web and a network process: {web_view:?}");
    for process in web_view.iter().chain([&pid]) {
        ensure!(core_limit(*process)? == ("0".into(), "0".into()), "{process} may dump core");
    }

    let secrets = desk.sandbox_secrets().await?;
    for process in &web_view {
        let (found, bytes) = in_memory(*process, &needles(&secrets))?;
        ensure!(bytes > 1 << 20, "there is memory to look through: {bytes} bytes");
        ensure!(found == 0, "{found} secrets in the memory of the web view");
    }
    if may_read_memory(pid) {
        forgets_the_token(&desk, pid, &secrets).await?;
    } else {
        crate::not_seen("this user may not read the program's memory, so what is left in it was not looked at.");
    }

    crash(pid)?;
    desk.ends().await?;
    ensure!(cores_in(&desk.person())?.is_empty(), "the crash left a core");
    Ok(())
}

/// The token is in memory while it is used, and nowhere in it soon after signing out.
async fn forgets_the_token(desk: &Desk, pid: u32, secrets: &[String]) -> Result<()> {
    // What the simulation was started with stays for as long as it runs: a demo signs in again with it.
    let greeting = desk.greeting()?.to_string();
    let of_sign_in: Vec<String> = secrets.iter().filter(|secret| !greeting.contains(*secret)).cloned().collect();
    ensure!(!of_sign_in.is_empty(), "the sign-in has a token of its own");
    let (held, _) = in_memory(pid, &needles(&of_sign_in))?;
    ensure!(held > 0, "a token in use is in memory, or this search finds nothing");

    desk.client()?.execute("location.hash = '#/settings/connection'", vec![]).await?;
    desk.click_text("Sign out").await?;
    desk.click("confirm").await?;
    let asked = Instant::now();
    desk.see("Not signed in").await.context("signed out")?;
    let mut left = usize::MAX;
    while left > 0 && asked.elapsed() < FORGOTTEN_WITHIN {
        tokio::time::sleep(Duration::from_millis(500)).await;
        left = in_memory(pid, &needles(&of_sign_in))?.0;
    }
    ensure!(left == 0, "{left} copies of a token are in memory {FORGOTTEN_WITHIN:?} after the sign-out");
    Ok(())
}

#[tokio::test]
async fn the_command_line_program_leaves_no_core_either() -> Result<()> {
    let home = tempfile::tempdir()?;
    let mut cli = Command::new("sh")
        .args(["-c", "ulimit -c unlimited; exec \"$0\" demo --size tiny"])
        .arg(programs().join("sextant-cli"))
        .env("SEXTANT_HOME", home.path())
        .env("SEXTANT_PASSPHRASE", "a passphrase for tests only")
        .current_dir(home.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let deadline = Instant::now() + Duration::from_secs(90);
    while core_limit(cli.id())? != ("0".into(), "0".into()) {
        ensure!(Instant::now() < deadline && cli.try_wait()?.is_none(), "it switches its core dumps off");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    crash(cli.id())?;
    let status = loop {
        if let Some(status) = cli.try_wait()? {
            break status;
        }
        ensure!(Instant::now() < deadline, "it ends");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    ensure!(status.signal().is_some() && !status.core_dumped(), "{status}");
    ensure!(cores_in(home.path())?.is_empty(), "the crash left a core");
    say_whether_cores_are_possible()
}

/// A program that may leave a core is crashed as well: where it leaves none, the other tests show little.
fn say_whether_cores_are_possible() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let status = Command::new("sh")
        .args(["-c", "ulimit -c unlimited && kill -ABRT $$"])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .status()?;
    if !status.core_dumped() {
        crate::not_seen("this machine makes no core files at all, so only the limits were looked at.");
    }
    Ok(())
}

fn crash(pid: u32) -> Result<()> {
    // As a failed assertion of a C library does; a segmentation fault that is only sent can be caught and forgotten.
    let sent = Command::new("kill").args(["-ABRT", &pid.to_string()]).status()?;
    ensure!(sent.success(), "the signal was not sent");
    Ok(())
}

fn cores_in(folder: &Path) -> Result<Vec<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let names = names.collect::<Result<Vec<String>>>()?;
    Ok(names.into_iter().filter(|name| name.starts_with("core")).collect())
}

/// The spellings that a search through memory can look for; those of two bytes a character are found as plain ones.
fn needles(secrets: &[String]) -> Vec<Vec<u8>> {
    let spellings = secrets.iter().flat_map(|secret| canary::spellings(secret));
    spellings.filter(|spelling| !spelling.contains(&0)).collect()
}
