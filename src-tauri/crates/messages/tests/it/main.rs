//! Messages against real servers on this computer.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod mail;
mod webhook;

use std::time::Duration;

use messages::Patience;

/// Three tries without waits between them.
fn hasty() -> Patience {
    Patience { tries: 3, first_wait: Duration::ZERO, answer_within: Duration::from_secs(60) }
}
