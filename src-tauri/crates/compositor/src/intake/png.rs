//! The chunks of a PNG file.

use super::{Anatomy, Format, Refusal, be32, cut_off, damaged, orientation_of, other};

#[derive(Default)]
struct Seen {
    header: Option<Header>,
    has_pixels: bool,
    frames: u32,
    orientation: u8,
}

struct Header {
    width: u32,
    height: u32,
    bits: u8,
    colour: u8,
    interlaced: bool,
}

pub(super) fn walk(bytes: &[u8]) -> Result<Anatomy, Refusal> {
    let mut seen = Seen { orientation: 1, ..Seen::default() };
    let mut at = 8;
    loop {
        let length = be32(bytes, at).ok_or_else(cut_off)? as usize;
        let name = bytes.get(at + 4..at + 8).ok_or_else(cut_off)?;
        // Four bytes of check sum follow.
        let end = (at + 8).checked_add(length).and_then(|it| it.checked_add(4)).ok_or_else(cut_off)?;
        let content = bytes.get(at + 8..end - 4).filter(|_| end <= bytes.len()).ok_or_else(cut_off)?;
        at = end;
        if name == b"IEND" {
            break;
        }
        chunk(name, content, &mut seen)?;
    }
    other::refuse_passengers(bytes.get(at..).unwrap_or_default())?;
    anatomy(&seen)
}

fn chunk(name: &[u8], content: &[u8], seen: &mut Seen) -> Result<(), Refusal> {
    match name {
        b"IHDR" if seen.header.is_none() => seen.header = Some(header(content)?),
        _ if seen.header.is_none() => return Err(damaged("it does not begin with its size")),
        b"IHDR" => return Err(damaged("it tells its size twice")),
        b"IDAT" => seen.has_pixels = true,
        b"acTL" => seen.frames = seen.frames.max(be32(content, 0).unwrap_or(2)),
        b"fcTL" | b"fdAT" => seen.frames = seen.frames.max(if name == b"fdAT" { 2 } else { 1 }),
        b"eXIf" => seen.orientation = orientation_of(content),
        b"tEXt" | b"iTXt" => other::refuse_passengers(content)?,
        // Other chunks that decoders skip could carry anything as well.
        _ if name.first().is_some_and(u8::is_ascii_lowercase) && !matches!(name, b"iCCP" | b"zTXt") => {
            other::refuse_passengers(content)?;
        }
        _ => {}
    }
    Ok(())
}

fn header(content: &[u8]) -> Result<Header, Refusal> {
    let (Some(width), Some(height), Some(&[bits, colour, 0, 0, interlace])) =
        (be32(content, 0), be32(content, 4), content.get(8..13))
    else {
        return Err(damaged("its head is wrong"));
    };
    let allowed: &[u8] = match colour {
        0 => &[1, 2, 4, 8, 16],
        2 | 4 | 6 => &[8, 16],
        3 => &[1, 2, 4, 8],
        _ => &[],
    };
    if !allowed.contains(&bits) || interlace > 1 {
        return Err(damaged("its head is wrong"));
    }
    Ok(Header { width, height, bits, colour, interlaced: interlace == 1 })
}

fn anatomy(seen: &Seen) -> Result<Anatomy, Refusal> {
    let header = seen.header.as_ref().ok_or_else(|| damaged("it has no picture in it"))?;
    if seen.frames > 1 {
        return Err(Refusal::Animated { frames: seen.frames });
    }
    if !seen.has_pixels {
        return Err(damaged("it has no picture in it"));
    }
    let pixels = u64::from(header.width) * u64::from(header.height);
    // As unpacked by the decoder, and as the three or four channels that are kept.
    let unpacked = if header.bits == 16 { 8 } else { 4 };
    let wide = if header.colour == 2 && header.bits == 8 { 3 } else { unpacked };
    Ok(Anatomy {
        format: Format::Png,
        width: header.width,
        height: header.height,
        decode_bytes: pixels * wide,
        streams: !header.interlaced,
        orientation: seen.orientation,
        icc: None,
    })
}
