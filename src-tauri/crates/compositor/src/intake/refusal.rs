//! Why a picture is not taken, in words for the person.

use serde::{Deserialize, Serialize};

/// Why a file is not taken. `Display` is a whole sentence with a way out; `code` in its serialised form is stable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// No bytes at all.
    #[error("This file is empty. Choose another one.")]
    Empty,
    /// More bytes than are read.
    #[error("This file has {} MB, and at most {} MB are taken. Save it smaller.", .bytes >> 20, .most >> 20)]
    FileTooLarge {
        /// Size of the file.
        bytes: u64,
        /// The limit.
        most: u64,
    },
    /// A known kind of file that is not taken.
    #[error("This is {kind}, whatever its name says. Save it as JPEG, PNG or WebP.")]
    WrongKind {
        /// The kind with its article, for example "an SVG drawing".
        kind: String,
    },
    /// Nothing that is known.
    #[error("This is not a picture that can be read. Save it as JPEG, PNG or WebP.")]
    NotAPicture,
    /// A picture that also is, or carries, something else.
    #[error("This picture also carries {kind}, which a picture has no use for. Open it in an editor and save it anew.")]
    CarriesOther {
        /// What it carries, with its article.
        kind: String,
    },
    /// More than one frame.
    #[error("This picture is animated ({frames} frames). Save one frame of it as JPEG, PNG or WebP.")]
    Animated {
        /// Frames the file speaks of.
        frames: u32,
    },
    /// Longer than any side may be.
    #[error(
        "This picture says it has {width} × {height} pixels, and no side may be longer than {most}. Make it smaller."
    )]
    SideTooLong {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
        /// The limit.
        most: u32,
    },
    /// Decoding needs more memory than is given.
    #[error(
        "Reading this picture needs {} MB of memory, and at most {} MB are given. Make it smaller, or save it as an ordinary (not progressive) JPEG.",
        .bytes >> 20, .most >> 20
    )]
    NeedsTooMuch {
        /// Bytes it needs.
        bytes: u64,
        /// The limit.
        most: u64,
    },
    /// A variant of a format that is not read.
    #[error("This picture is {what}, which is not read. Save it anew as an ordinary JPEG, PNG or WebP.")]
    Unsupported {
        /// The variant.
        what: String,
    },
    /// The bytes contradict themselves.
    #[error("This picture is damaged: {what}. Save it anew, or choose another one.")]
    Damaged {
        /// What is wrong, as the end of a sentence.
        what: String,
    },
    /// The time limit passed.
    #[error("Reading this picture took longer than {seconds} s and was stopped. Make it smaller.")]
    TooSlow {
        /// The limit.
        seconds: u64,
    },
    /// The worker ended without an answer.
    #[error("This picture made its reader fail, so it is not taken. Save it anew, or choose another one.")]
    ReaderFailed,
}
