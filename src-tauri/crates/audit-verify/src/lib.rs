//! Checks an exported audit log and names the first wrong entry: changed, put in, taken out, swapped, cut off, or put
//! back to an older state.
//!
//! What this crate is **not**: it shares no code with the program that writes the log, knows no database and no key of a
//! workspace, and changes nothing. The format it reads is described in `AUDIT-FORMAT.md` beside the store's source.
//!
//! Main types: [`Log`] (what was read), [`Check`] (what to hold it against), [`Report`] with a [`Fault`].
//!
//! What a clean report proves: nobody without the workspace's key has touched an entry since the head was signed, and
//! nobody at all has touched the entries that an earlier checkpoint covers. It does not prove that the entries tell the
//! truth, nor when they were written.
//!
//! ```
//! use audit_verify::{Check, FaultKind, Log};
//!
//! let log = Log::read(&b"{\"kind\":\"log\",\"format\":1,\"log\":\"ab\"}\n"[..]).unwrap();
//! let report = Check::default().run(&log);
//! assert_eq!(report.fault.unwrap().kind, FaultKind::NoHead);
//! ```

mod check;
mod encoding;
mod fault;
mod head;
mod log;
#[cfg(test)]
mod tests;
mod walk;

pub use check::{Check, Checkpoint, Report, SealKey};
pub use fault::{Fault, FaultKind};
pub use head::{SignedHead, head_message};
pub use log::{Error, Log};

/// A SHA-256 hash, or a key of that length.
pub type Hash = [u8; 32];

/// Reads 64 hex digits.
pub fn hash_from_hex(text: &str) -> Option<Hash> {
    let mut hash = [0_u8; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digits = std::str::from_utf8(pair).ok().filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()))?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(hash)
}

/// Lower-case hex.
pub fn hash_to_hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
