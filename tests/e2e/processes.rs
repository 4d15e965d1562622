//! The program's processes as the kernel shows them: its children, their connections, their memory and their limits.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// The processes below `pid` whose name starts with `name`.
pub(crate) fn below(pid: u32, name: &str) -> Vec<u32> {
    // A child is listed with the thread that started it.
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let children: Vec<String> =
        threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok()).collect();
    let mut found = Vec::new();
    for child in children.join(" ").split_whitespace().filter_map(|child| child.parse().ok()) {
        let its_name = fs::read_to_string(format!("/proc/{child}/comm")).unwrap_or_default();
        if its_name.starts_with(name) {
            found.push(child);
        }
        found.extend(below(child, name));
    }
    found
}

/// The kernel's name of everything that runs a page for WebKit: `WebKitWebProcess` and `WebKitNetworkProcess`.
pub(crate) const WEB_VIEW: &str = "WebKit";

/// The proxy that the web view is given and that does not exist, as the kernel writes addresses: 127.0.0.1:1.
const NOWHERE: &str = "0100007F:0001";

/// How many internet sockets a process has, beside the one over which WebDriver steers it and tries to reach the proxy
/// that does not exist.
pub(crate) fn internet_sockets(pid: u32) -> usize {
    let Ok(files) = fs::read_dir(format!("/proc/{pid}/fd")) else { return 0 };
    let held: HashSet<String> = files
        .flatten()
        .filter_map(|file| fs::read_link(file.path()).ok())
        .filter_map(|target| Some(target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
        .collect();
    if held.is_empty() {
        return 0;
    }
    let allowed = [driver_of(pid), Some(NOWHERE.to_owned())];
    let mut sockets = 0;
    for kind in ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"] {
        let table = fs::read_to_string(format!("/proc/{pid}/net/{kind}")).unwrap_or_default();
        for line in table.lines().skip(1) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (Some(remote), Some(inode)) = (words.get(2), words.get(9)) else { continue };
            sockets += usize::from(held.contains(*inode) && !allowed.iter().flatten().any(|one| one == remote));
        }
    }
    sockets
}

/// Where the driver that steers a process listens, as the kernel writes addresses.
fn driver_of(pid: u32) -> Option<String> {
    let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
    let mut entries = environment.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry).ok());
    let address: std::net::SocketAddrV4 =
        entries.find_map(|entry| entry.strip_prefix("WEBKIT_INSPECTOR_SERVER="))?.parse().ok()?;
    Some(format!("{:08X}:{:04X}", u32::from_le_bytes(address.ip().octets()), address.port()))
}

/// Looks at the web view's processes again and again, and counts the internet sockets it ever sees.
pub(crate) struct SocketWatch {
    stop: Arc<AtomicBool>,
    looks: Arc<AtomicUsize>,
    seen: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl SocketWatch {
    /// Watches the children of the process whose number `pid_file` holds.
    pub(crate) fn start(pid_file: &Path) -> Self {
        let (stop, looks, seen) =
            (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let pid_file = pid_file.to_owned();
        let (stopping, looking, seeing) = (Arc::clone(&stop), Arc::clone(&looks), Arc::clone(&seen));
        let thread = std::thread::spawn(move || {
            while !stopping.load(Ordering::Relaxed) {
                let pid = fs::read_to_string(&pid_file).ok().and_then(|pid| pid.trim().parse().ok());
                for process in pid.map(|pid| below(pid, WEB_VIEW)).unwrap_or_default() {
                    looking.fetch_add(1, Ordering::Relaxed);
                    seeing.fetch_add(internet_sockets(process), Ordering::Relaxed);
                }
                std::thread::sleep(Duration::from_millis(40));
            }
        });
        Self { stop, looks, seen, thread: Some(thread) }
    }

    /// Ends the watch: how often a process was looked at, and how many sockets were seen.
    pub(crate) fn end(mut self) -> (usize, usize) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
        (self.looks.load(Ordering::Relaxed), self.seen.load(Ordering::Relaxed))
    }
}

impl Drop for SocketWatch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// The core limit of a process, soft and hard, as `/proc` has it.
pub(crate) fn core_limit(pid: u32) -> Result<(String, String)> {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits"))?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max core file size")).context("no core limit")?;
    let mut words = line.split_whitespace().map(str::to_owned);
    words.next().zip(words.next()).context("no core limit")
}

/// Whether this user may read that process's memory: for a process that is not dumpable, only root may.
pub(crate) fn may_read_memory(pid: u32) -> bool {
    File::open(format!("/proc/{pid}/mem")).is_ok()
}

/// How often any of `needles` is in the memory of a process, and how many bytes were looked through. Zero bytes are
/// skipped, so that text of two bytes a character is found as well.
pub(crate) fn in_memory(pid: u32, needles: &[Vec<u8>]) -> Result<(usize, u64)> {
    let list = tempfile::NamedTempFile::new()?;
    for needle in needles {
        ensure!(!needle.contains(&b'\n') && needle.len() >= 8, "a needle of one line and some length");
        list.as_file().write_all(needle)?;
        list.as_file().write_all(b"\n")?;
    }
    // Megabytes of memory are looked through in no time by the system's own tools, unoptimised or not.
    let script = "tr -d '\\000' | LC_ALL=C grep -aoF -f \"$0\" | wc -l";
    let mut search = Command::new("sh")
        .args(["-c", script])
        .arg(list.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut pipe = search.stdin.take().context("a pipe")?;
    let read = copy_memory(pid, &mut pipe)?;
    drop(pipe);
    let found = String::from_utf8(search.wait_with_output()?.stdout)?;
    Ok((found.trim().parse()?, read))
}

fn copy_memory(pid: u32, to: &mut impl Write) -> Result<u64> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let mut memory = File::open(format!("/proc/{pid}/mem"))?;
    let mut pages = File::open(format!("/proc/{pid}/pagemap"))?;
    let mut read = 0;
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (Some(range), Some(rights)) = (words.next(), words.next()) else { continue };
        let Some((from, until)) = range.split_once('-') else { continue };
        let (from, until) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(until, 16)?);
        // Only what can be written can hold what came in later.
        if !rights.starts_with("rw") {
            continue;
        }
        for (from, until) in used(&mut pages, from, until)? {
            read += copy_range(&mut memory, from, until, to)?;
        }
    }
    Ok(read)
}

const PAGE: u64 = 4096;

/// The parts of a range that were ever written to: WebKit reserves gigabytes and uses little of them.
fn used(pages: &mut File, from: u64, until: u64) -> Result<Vec<(u64, u64)>> {
    let mut parts: Vec<(u64, u64)> = Vec::new();
    let mut entries = vec![0; 1 << 20];
    let mut page = from / PAGE;
    pages.seek(SeekFrom::Start(page * 8))?;
    while page < until / PAGE {
        let wanted = entries.len().min(usize::try_from((until / PAGE - page) * 8)?);
        // The kernel's own pages at the very end are in no table.
        let Ok(got) = pages.read(&mut entries[..wanted]) else { break };
        if got < 8 {
            break;
        }
        // The highest bits of an entry say that the page is present or swapped out.
        for entry in entries[..got].chunks_exact(8) {
            if entry[7] & 0xc0 != 0 {
                match parts.last_mut() {
                    Some((_, end)) if *end == page * PAGE => *end += PAGE,
                    _ => parts.push((page * PAGE, (page + 1) * PAGE)),
                }
            }
            page += 1;
        }
    }
    Ok(parts)
}

fn copy_range(memory: &mut File, from: u64, until: u64, to: &mut impl Write) -> Result<u64> {
    let mut chunk = vec![0; 1 << 20];
    let mut at = from;
    memory.seek(SeekFrom::Start(at))?;
    while at < until {
        let wanted = chunk.len().min(usize::try_from(until - at)?);
        // Of a device, or gone meanwhile.
        let Ok(got @ 1..) = memory.read(&mut chunk[..wanted]) else { break };
        to.write_all(&chunk[..got])?;
        at += got as u64;
    }
    Ok(at - from)
}

#[test]
fn a_socket_that_is_open_is_seen() -> Result<()> {
    let before = internet_sockets(std::process::id());
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let _connection = std::net::TcpStream::connect(listener.local_addr()?)?;
    ensure!(internet_sockets(std::process::id()) >= before + 2, "the listener and the connection");
    Ok(())
}

#[test]
fn a_text_in_memory_is_found_and_one_that_is_not_there_is_not() -> Result<()> {
    // Made at run time, so that the text searched for is not a constant of this program.
    let made = |word: &str| format!("{word}-{}", std::process::id()).repeat(2);
    let mut reader = Command::new("sh")
        .args(["-c", "read text; echo ready; read end"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut to = reader.stdin.take().context("a pipe")?;
    writeln!(to, "{}", made("needle"))?;
    let mut ready = [0; 5];
    reader.stdout.take().context("a pipe")?.read_exact(&mut ready)?;
    let (found, bytes) = in_memory(reader.id(), &[made("needle").into_bytes()])?;
    let (absent, _) = in_memory(reader.id(), &[made("absent").into_bytes()])?;
    drop(to);
    reader.wait()?;
    ensure!(found > 0 && absent == 0 && bytes > 0, "{found} {absent} {bytes}");
    Ok(())
}
