//! The reader in its own process.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use compositor::worker::Decoder;
use compositor::{Error, Limits, Output, Refusal, encode};

use crate::scene;

const PROGRAM: &str = env!("CARGO_BIN_EXE_sextant-media");

#[tokio::test]
async fn the_worker_reads_what_this_process_would_read() {
    let bytes = encode(&scene::scene(640, 480, false), Output::default(), None).expect("small");
    let there = Decoder::new(PROGRAM, Limits::default()).decode(&bytes).await.expect("sound");
    let here = compositor::intake::decode(&bytes, &Limits::default()).expect("sound");
    assert_eq!(there, here);
}

#[tokio::test]
async fn a_missing_program_is_no_fault_of_the_picture() {
    let decoder = Decoder::new("/nowhere/sextant-media", Limits::default());
    assert!(matches!(decoder.decode(b"GIF89a").await, Err(Error::Worker { .. })));
}

#[cfg(unix)]
#[tokio::test]
async fn a_worker_that_never_answers_is_ended_and_the_picture_refused() {
    let limits = Limits { time_ms: 200, ..Limits::default() };
    let decoder = Decoder::new("/bin/sleep", limits).with_argument("1000");
    let refused = decoder.decode(b"anything").await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::TooSlow { seconds: 1 }))), "{refused:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_worker_that_fails_or_talks_nonsense_refuses_the_picture() {
    for arguments in [["-c", "exit 3"], ["-c", "kill -SEGV $$"], ["-c", "head -c 100 /dev/zero | tr '\\0' x"]] {
        let mut decoder = Decoder::new("/bin/sh", Limits::default());
        for argument in arguments {
            decoder = decoder.with_argument(argument);
        }
        let refused = decoder.decode(b"anything").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::ReaderFailed))), "{arguments:?} {refused:?}");
    }
    let out_of_memory = Decoder::new("/bin/sh", Limits::default()).with_argument("-c").with_argument("kill -ABRT $$");
    assert!(matches!(out_of_memory.decode(b"x").await, Err(Error::Refused(Refusal::NeedsTooMuch { .. }))));
}

#[tokio::test]
async fn a_file_above_the_limit_starts_no_worker() {
    let limits = Limits { file_bytes: 10, ..Limits::default() };
    let refused = Decoder::new("/nowhere", limits).decode(&[0; 11]).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::FileTooLarge { bytes: 11, most: 10 }))));
}

#[cfg(target_os = "linux")]
#[test]
fn the_worker_holds_itself_to_256_mb_no_files_and_no_core() {
    let mut child =
        Command::new(PROGRAM).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it was built with this test");
    let path = format!("/proc/{}/limits", child.id());
    let until = Instant::now() + Duration::from_secs(60);
    let wanted = [
        ("Max address space", "268435456"),
        ("Max open files", "3"),
        ("Max core file size", "0"),
        ("Max file size", "0"),
    ];
    loop {
        let limits = std::fs::read_to_string(&path).unwrap_or_default();
        let set = |(name, value): &(&str, &str)| {
            limits
                .lines()
                .any(|line| line.strip_prefix(name).is_some_and(|rest| rest.split_whitespace().next() == Some(*value)))
        };
        if wanted.iter().all(set) {
            break;
        }
        assert!(Instant::now() < until, "{limits}");
        std::thread::yield_now();
    }
    child.kill().expect("it waits for its request");
    child.wait().expect("its parent is here");
}
