//! Names for what is not taken, and for what hides in what is.

use super::Refusal;

/// Names a file that is none of the three formats.
pub(super) fn name(bytes: &[u8]) -> Refusal {
    match kind(bytes) {
        Some(kind) => Refusal::WrongKind { kind: kind.to_owned() },
        None => Refusal::NotAPicture,
    }
}

fn kind(bytes: &[u8]) -> Option<&'static str> {
    let brand = bytes.get(4..8).filter(|it| *it == b"ftyp").and(bytes.get(8..12));
    Some(match bytes {
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "a GIF",
        [b'B', b'M', ..] if bytes.len() > 26 => "a BMP",
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => "a TIFF",
        [b'%', b'P', b'D', b'F', ..] => "a PDF",
        [b'P', b'K', 3 | 5, 4 | 6, ..] => "a ZIP archive",
        [b'8', b'B', b'P', b'S', ..] => "a Photoshop file",
        [0, 0, 1, 0, ..] => "an icon",
        [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => "a JPEG XL",
        [0x7f, b'E', b'L', b'F', ..] | [b'M', b'Z', ..] => "a program",
        [b'R', b'I', b'F', b'F', ..] => "a sound or video file",
        [0x1a, 0x45, 0xdf, 0xa3, ..] => "a video",
        _ if brand.is_some() => match brand {
            Some(b"avif" | b"avis") => "an AVIF",
            Some(b"heic" | b"heix" | b"mif1" | b"msf1" | b"heif") => "a HEIC photo",
            _ => "a video",
        },
        _ => return markup(bytes),
    })
}

fn markup(bytes: &[u8]) -> Option<&'static str> {
    // A byte order mark, or two-byte characters, do not hide what it is.
    let head: Vec<u8> = bytes
        .iter()
        .take(4_096)
        .filter(|b| !matches!(b, 0 | 0xfe | 0xff | 0xef | 0xbb | 0xbf))
        .map(u8::to_ascii_lowercase)
        .collect();
    let head = head.trim_ascii_start();
    if !head.starts_with(b"<") {
        return head.starts_with(b"#!").then_some("a script");
    }
    let has = |needle: &[u8]| head.windows(needle.len()).any(|it| it == needle);
    Some(if has(b"<svg") {
        "an SVG drawing"
    } else if has(b"<html") || has(b"<!doctype html") || has(b"<script") {
        "a web page"
    } else {
        "a text with markup"
    })
}

/// Looks for another file in bytes that are no pixels: comments, texts, and what follows the picture's end.
///
/// Compressed pixels are left out, because a short mark turns up in them by chance.
pub(super) fn refuse_passengers(bytes: &[u8]) -> Result<(), Refusal> {
    let carried = |kind: &str| Err(Refusal::CarriesOther { kind: kind.to_owned() });
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|b| matches!(b, b'<' | b'P' | b'%' | b'G')) {
        rest = &rest[at..];
        let lower: [u8; 14] = std::array::from_fn(|i| rest.get(i).map_or(0, u8::to_ascii_lowercase));
        if lower.starts_with(b"<script") || lower.starts_with(b"<html") || lower.starts_with(b"<!doctype html") {
            return carried("a web page");
        }
        if lower.starts_with(b"<?php") {
            return carried("a script");
        }
        if lower.starts_with(b"<svg") {
            return carried("an SVG drawing");
        }
        if rest.starts_with(b"PK\x03\x04") || rest.starts_with(b"PK\x05\x06") {
            return carried("a ZIP archive");
        }
        if rest.starts_with(b"%PDF-") {
            return carried("a PDF");
        }
        if rest.starts_with(b"GIF87a") || rest.starts_with(b"GIF89a") {
            return carried("a GIF");
        }
        rest = &rest[1..];
    }
    Ok(())
}
