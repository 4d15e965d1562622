//! What goes through the worker's pipes: a little-endian length of four bytes, that much JSON, then raw bytes.

use std::io::{Error, ErrorKind, Read};

use serde::{Deserialize, Serialize};

use crate::intake::{Limits, Refusal};
use crate::picture::Channels;

/// A head is a few hundred bytes; more is not one.
pub(super) const MOST_HEAD_BYTES: usize = 4_096;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) limits: Limits,
    pub(super) file_bytes: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(super) enum Answer {
    Picture { width: u32, height: u32, alpha: bool },
    Refused { refusal: Refusal },
}

pub(super) fn channels(alpha: bool) -> Channels {
    if alpha { Channels::Rgba } else { Channels::Rgb }
}

pub(super) fn head(content: &impl Serialize) -> Option<Vec<u8>> {
    let json = serde_json::to_vec(content).ok()?;
    let length = u32::try_from(json.len()).ok()?;
    Some([length.to_le_bytes().as_slice(), &json].concat())
}

pub(super) fn read_request(input: &mut impl Read) -> std::io::Result<(Request, Vec<u8>)> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > MOST_HEAD_BYTES {
        return Err(Error::from(ErrorKind::InvalidData));
    }
    let mut head = vec![0; length];
    input.read_exact(&mut head)?;
    let request: Request = serde_json::from_slice(&head)?;
    if request.file_bytes > request.limits.file_bytes {
        return Err(Error::from(ErrorKind::InvalidData));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(request.file_bytes).unwrap_or(0));
    input.take(request.file_bytes).read_to_end(&mut bytes)?;
    Ok((request, bytes))
}
