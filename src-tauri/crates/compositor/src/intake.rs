//! Recognising, judging and decoding a picture from outside.
//!
//! A file is known by its bytes, never by its name.
//! [`examine`] walks the container without decompressing anything and refuses what is not one still JPEG, PNG or WebP
//! within [`Limits`]; only then does [`decode`] touch a decoder.
//! Both take hostile bytes; [`crate::worker`] runs them in a process of their own, which is how files from outside
//! should come in.

mod colour;
mod decode;
mod jpeg;
mod other;
mod png;
mod refusal;
mod upright;
mod webp;

pub use decode::decode;
pub use refusal::Refusal;

use serde::{Deserialize, Serialize};

/// What a picture may ask of this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Largest file, in bytes.
    pub file_bytes: u64,
    /// Longest side of the file's picture, in pixels.
    pub side: u32,
    /// Bytes a decoder may hold for pixels at once. Larger pictures are shrunk while they are decoded where their
    /// format allows it, and refused where it does not.
    pub decode_bytes: u64,
    /// Longest side of the result, in pixels. Nothing larger than a placement's is ever needed.
    pub working_side: u32,
    /// Longest time for one file in the worker, in milliseconds.
    pub time_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 40 << 20,
            side: 20_000,
            // Together with the file and the shrunk result this stays below the worker's 256 MiB.
            decode_bytes: 150 << 20,
            working_side: 4_096,
            time_ms: 10_000,
        }
    }
}

/// The three kinds of file that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// JPEG: baseline or progressive, eight bits.
    Jpeg,
    /// PNG, not animated.
    Png,
    /// WebP, not animated.
    WebP,
}

/// What the container says about the picture in it, before anything is decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anatomy {
    /// Kind of file.
    pub format: Format,
    /// Pixels from left to right, as stored (before the camera's rotation is applied).
    pub width: u32,
    /// Pixels from top to bottom, as stored.
    pub height: u32,
    /// Bytes a decoder will hold for the whole picture at once.
    pub decode_bytes: u64,
    /// Whether the picture can be shrunk while it is decoded.
    pub(crate) streams: bool,
    /// Rotation and mirroring from EXIF, 1 to 8; 1 is upright.
    pub orientation: u8,
    /// The embedded colour profile, where it lies uncompressed in the file.
    pub(crate) icc: Option<Vec<u8>>,
}

/// Reads the container and refuses what is not one still picture within the limits.
///
/// Costs one pass over the bytes and allocates nothing but the colour profile.
///
/// # Errors
/// A [`Refusal`] with words for the person.
pub fn examine(bytes: &[u8], limits: &Limits) -> Result<Anatomy, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let size = bytes.len() as u64;
    if size > limits.file_bytes {
        return Err(Refusal::FileTooLarge { bytes: size, most: limits.file_bytes });
    }
    let anatomy = match bytes {
        [0xff, 0xd8, 0xff, ..] => jpeg::walk(bytes)?,
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => png::walk(bytes)?,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp::walk(bytes)?,
        _ => return Err(other::name(bytes)),
    };
    judge(&anatomy, limits)?;
    Ok(anatomy)
}

fn judge(anatomy: &Anatomy, limits: &Limits) -> Result<(), Refusal> {
    let (width, height) = (anatomy.width, anatomy.height);
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged { what: "it says that it has no width or no height".to_owned() });
    }
    if width > limits.side || height > limits.side {
        return Err(Refusal::SideTooLong { width, height, most: limits.side });
    }
    if anatomy.decode_bytes > limits.decode_bytes && !anatomy.streams {
        return Err(Refusal::NeedsTooMuch { bytes: anatomy.decode_bytes, most: limits.decode_bytes });
    }
    Ok(())
}

fn damaged(what: &str) -> Refusal {
    Refusal::Damaged { what: what.to_owned() }
}

fn cut_off() -> Refusal {
    damaged("it ends too early")
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map(u16::from_be_bytes)
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
}

fn orientation_of(exif: &[u8]) -> u8 {
    image::metadata::Orientation::from_exif_chunk(exif).map_or(1, |it| it.to_exif())
}
