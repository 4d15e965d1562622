//! The segments of a JPEG file.

use super::{Anatomy, Format, Refusal, be16, cut_off, damaged, orientation_of, other};

/// A progressive picture has about ten scans; thousands are a way to keep a decoder busy.
const MOST_SCANS: u32 = 100;
const MOST_PROFILE_BYTES: usize = 4 << 20;

#[derive(Default)]
struct Seen {
    frame: Option<Frame>,
    scans: u32,
    orientation: Option<u8>,
    profile: Vec<(u8, std::ops::Range<usize>)>,
}

struct Frame {
    width: u32,
    height: u32,
    components: u8,
    progressive: bool,
    /// Samples of all components for one full block of the picture, against `factor` pixels.
    samples: u64,
    factor: u64,
}

pub(super) fn walk(bytes: &[u8]) -> Result<Anatomy, Refusal> {
    let mut seen = Seen::default();
    let mut at = 2;
    loop {
        let marker = next_marker(bytes, &mut at)?;
        match marker {
            0xd9 => break,
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let body = body(bytes, &mut at)?;
                segment(bytes, marker, body, &mut seen)?;
                if marker == 0xda {
                    at = end_of_scan(bytes, at)?;
                }
            }
        }
    }
    other::refuse_passengers(bytes.get(at..).unwrap_or_default())?;
    anatomy(bytes, &seen)
}

fn next_marker(bytes: &[u8], at: &mut usize) -> Result<u8, Refusal> {
    if bytes.get(*at) != Some(&0xff) {
        return Err(if *at >= bytes.len() { cut_off() } else { damaged("a part does not begin where it should") });
    }
    while bytes.get(*at) == Some(&0xff) {
        *at += 1;
    }
    let marker = *bytes.get(*at).ok_or_else(cut_off)?;
    *at += 1;
    Ok(marker)
}

fn body(bytes: &[u8], at: &mut usize) -> Result<std::ops::Range<usize>, Refusal> {
    let length = usize::from(be16(bytes, *at).ok_or_else(cut_off)?);
    let (from, to) = (*at + 2, *at + length);
    if length < 2 {
        return Err(damaged("a part is shorter than its own head"));
    }
    if to > bytes.len() {
        return Err(cut_off());
    }
    *at = to;
    Ok(from..to)
}

fn end_of_scan(bytes: &[u8], from: usize) -> Result<usize, Refusal> {
    let mut at = from;
    loop {
        let step = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == 0xff)).ok_or_else(cut_off)?;
        at += step;
        match bytes.get(at + 1) {
            None => return Err(cut_off()),
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return Ok(at),
        }
    }
}

fn segment(bytes: &[u8], marker: u8, body: std::ops::Range<usize>, seen: &mut Seen) -> Result<(), Refusal> {
    let content = bytes.get(body.clone()).unwrap_or_default();
    match marker {
        0xc0..=0xc2 if seen.frame.is_some() => return Err(damaged("it has two frames at once")),
        0xc0..=0xc2 => seen.frame = Some(frame(content, marker == 0xc2)?),
        0xc3 | 0xc5..=0xc7 => {
            return Err(Refusal::Unsupported { what: "a lossless or hierarchical JPEG".to_owned() });
        }
        0xc9..=0xcb | 0xcd..=0xcf => {
            return Err(Refusal::Unsupported { what: "a JPEG with arithmetic coding".to_owned() });
        }
        0xda => {
            seen.scans += 1;
            if seen.scans > MOST_SCANS {
                return Err(damaged("it has more than 100 scans"));
            }
        }
        0xe1 if content.starts_with(b"Exif\0\0") => {
            other::refuse_passengers(content)?;
            seen.orientation = content.get(6..).map(orientation_of);
        }
        0xe2 if content.starts_with(b"ICC_PROFILE\0") => {
            if let Some(number) = content.get(12) {
                seen.profile.push((*number, body.start + 14..body.end));
            }
        }
        0xe0..=0xef | 0xfe => other::refuse_passengers(content)?,
        _ => {}
    }
    Ok(())
}

fn frame(content: &[u8], progressive: bool) -> Result<Frame, Refusal> {
    let &[bits, h1, h0, w1, w0, components, ref rest @ ..] = content else { return Err(cut_off()) };
    if bits != 8 {
        return Err(Refusal::Unsupported { what: format!("a JPEG with {bits} bits a sample") });
    }
    let (width, height) = (u32::from(u16::from_be_bytes([w1, w0])), u32::from(u16::from_be_bytes([h1, h0])));
    if height == 0 {
        return Err(Refusal::Unsupported { what: "a JPEG that tells its height only at its end".to_owned() });
    }
    if !matches!(components, 1 | 3 | 4) || rest.len() < usize::from(components) * 3 {
        return Err(damaged("its colours are described wrongly"));
    }
    let parts: Vec<(u64, u64)> = rest
        .chunks_exact(3)
        .take(usize::from(components))
        .map(|c| (u64::from(c[1] >> 4), u64::from(c[1] & 15)))
        .collect();
    if parts.iter().any(|(h, v)| !(1..=4).contains(h) || !(1..=4).contains(v)) {
        return Err(damaged("its colours are described wrongly"));
    }
    let most = |of: fn(&(u64, u64)) -> u64| parts.iter().map(of).max().unwrap_or(1);
    Ok(Frame {
        width,
        height,
        components,
        progressive,
        samples: parts.iter().map(|(h, v)| h * v).sum(),
        factor: most(|it| it.0) * most(|it| it.1),
    })
}

fn anatomy(bytes: &[u8], seen: &Seen) -> Result<Anatomy, Refusal> {
    let frame = seen.frame.as_ref().ok_or_else(|| damaged("it has no picture in it"))?;
    if seen.scans == 0 {
        return Err(damaged("it has no picture in it"));
    }
    let pixels = u64::from(frame.width) * u64::from(frame.height);
    // A picture in several scans is kept as coefficients of two bytes until the last one.
    let whole = frame.progressive || seen.scans > 1;
    let kept = if whole { pixels * frame.samples * 2 / frame.factor } else { 0 };
    Ok(Anatomy {
        format: Format::Jpeg,
        width: frame.width,
        height: frame.height,
        decode_bytes: pixels * 3 + kept,
        streams: !whole && frame.components != 4,
        orientation: seen.orientation.unwrap_or(1),
        icc: profile(bytes, &seen.profile),
    })
}

fn profile(bytes: &[u8], parts: &[(u8, std::ops::Range<usize>)]) -> Option<Vec<u8>> {
    let mut parts = parts.to_vec();
    parts.sort_by_key(|(number, _)| *number);
    let whole: Vec<u8> = parts
        .into_iter()
        .filter_map(|(_, range)| bytes.get(range))
        .flatten()
        .take(MOST_PROFILE_BYTES + 1)
        .copied()
        .collect();
    (!whole.is_empty() && whole.len() <= MOST_PROFILE_BYTES).then_some(whole)
}
