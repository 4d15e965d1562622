//! The sync against the sandbox: over HTTP, through the real client, into the real encrypted store.

mod bench;
mod first;
