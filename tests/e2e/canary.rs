//! Looking for secrets where none may be: files, logs, the page, what crossed to it, and arguments of programs.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

/// A secret in the spellings in which it could leak.
pub(crate) fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mut all = vec![secret.as_bytes().to_vec(), utf16, hex(secret.as_bytes()).into_bytes(), percent.into_bytes()];
    // Base64 depends on where in a group of three the secret starts; the middle of each alignment is the same.
    for shift in 0..3 {
        let padded = [&b"xyz"[..shift], secret.as_bytes()].concat();
        let text = base64(&padded);
        let (from, to) = (4, text.len().saturating_sub(4));
        if to > from + 8 {
            all.push(text.as_bytes()[from..to].to_vec());
        }
    }
    all
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).map(|group| {
        let number = (0..3).fold(0u32, |number, at| number << 8 | u32::from(*group.get(at).unwrap_or(&0)));
        (0..4).map(|at| char::from(ALPHABET[(number >> (18 - 6 * at) & 63) as usize])).collect::<String>()
    });
    groups.collect()
}

/// Fails when any spelling of any secret is in `text`.
pub(crate) fn none_in(place: &str, text: &[u8], secrets: &[String]) -> Result<()> {
    for (number, secret) in secrets.iter().enumerate() {
        for (way, spelling) in spellings(secret).iter().enumerate() {
            if text.windows(spelling.len()).any(|window| window == spelling) {
                // Which one, without repeating it.
                bail!("secret {number} is in {place}, in spelling {way}");
            }
        }
    }
    Ok(())
}

/// Fails when a secret is in any file below a folder. The simulation's own files are its own: it plays Meta.
pub(crate) fn none_below(folder: &Path, secrets: &[String]) -> Result<usize> {
    let mut looked_at = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_metas = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sandbox."));
        if path.is_dir() {
            looked_at += none_below(&path, secrets)?;
        } else if path.is_file() && !is_metas {
            none_in(&path.display().to_string(), &fs::read(&path)?, secrets)?;
            looked_at += 1;
        }
    }
    Ok(looked_at)
}

#[test]
fn the_scan_finds_a_secret_in_every_spelling() {
    let secret = "EAAB-canary-0123456789".to_owned();
    for spelling in spellings(&secret) {
        let around = [b"before ".as_slice(), &spelling, b" after"].concat();
        assert!(none_in("a test", &around, std::slice::from_ref(&secret)).is_err());
    }
    assert!(none_in("a test", b"nothing here", &[secret]).is_ok());
}
