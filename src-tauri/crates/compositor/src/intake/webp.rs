//! The chunks of a WebP file.

use super::{Anatomy, Format, Refusal, cut_off, damaged, le32, orientation_of, other};

struct Seen {
    canvas: Option<(u32, u32)>,
    picture: Option<(u32, u32)>,
    frames: u32,
    animated: bool,
    orientation: u8,
    icc: Option<Vec<u8>>,
}

pub(super) fn walk(bytes: &[u8]) -> Result<Anatomy, Refusal> {
    let declared = le32(bytes, 4).ok_or_else(cut_off)? as usize;
    let end = declared.checked_add(8).ok_or_else(cut_off)?;
    if end > bytes.len() + 1 {
        return Err(cut_off());
    }
    let body = bytes.get(..end.min(bytes.len())).unwrap_or(bytes);
    let mut seen = Seen { canvas: None, picture: None, frames: 0, animated: false, orientation: 1, icc: None };
    let mut at = 12;
    while at + 8 <= body.len() {
        let length = le32(body, at + 4).ok_or_else(cut_off)? as usize;
        let content_end = (at + 8).checked_add(length).ok_or_else(cut_off)?;
        let content = body.get(at + 8..content_end).ok_or_else(cut_off)?;
        chunk(body.get(at..at + 4).unwrap_or_default(), content, &mut seen)?;
        // Chunks of odd length are filled up by one byte.
        at = content_end + (length & 1);
    }
    other::refuse_passengers(bytes.get(end.min(bytes.len())..).unwrap_or_default())?;
    anatomy(seen)
}

fn chunk(name: &[u8], content: &[u8], seen: &mut Seen) -> Result<(), Refusal> {
    match name {
        b"VP8X" => {
            let &[flags, _, _, _, w0, w1, w2, h0, h1, h2, ..] = content else { return Err(cut_off()) };
            seen.animated = flags & 2 != 0;
            let side = |a, b, c| u32::from_le_bytes([a, b, c, 0]) + 1;
            seen.canvas = Some((side(w0, w1, w2), side(h0, h1, h2)));
        }
        b"VP8 " => {
            let &[_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = content else {
                return Err(damaged("its picture has no head"));
            };
            let side = |a, b| u32::from(u16::from_le_bytes([a, b]) & 0x3fff);
            seen.picture = Some((side(w0, w1), side(h0, h1)));
        }
        b"VP8L" => {
            let Some((0x2f, packed)) = content.first().copied().zip(le32(content, 1)) else {
                return Err(damaged("its picture has no head"));
            };
            seen.picture = Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1));
        }
        b"ANMF" => seen.frames += 1,
        b"ANIM" => seen.animated = true,
        b"EXIF" => seen.orientation = orientation_of(content.strip_prefix(b"Exif\0\0").unwrap_or(content)),
        b"ICCP" => seen.icc = (content.len() <= 4 << 20).then(|| content.to_vec()),
        b"ALPH" => {}
        _ => other::refuse_passengers(content)?,
    }
    Ok(())
}

fn anatomy(seen: Seen) -> Result<Anatomy, Refusal> {
    if seen.animated || seen.frames > 0 {
        return Err(Refusal::Animated { frames: seen.frames });
    }
    let (width, height) = seen.picture.ok_or_else(|| damaged("it has no picture in it"))?;
    if seen.canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(damaged("it tells two different sizes"));
    }
    let pixels = u64::from(width) * u64::from(height);
    Ok(Anatomy {
        format: Format::WebP,
        width,
        height,
        // Luma and chroma planes, and the pixels made of them.
        decode_bytes: pixels * 4 + pixels * 3 / 2,
        streams: false,
        orientation: seen.orientation,
        icc: seen.icc,
    })
}
