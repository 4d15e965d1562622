//! Text with its encodings undone, each byte knowing where it came from.

use std::ops::Range;

/// More layers of encoding than a URL in JSON in a URL has.
const MAX_ROUNDS: usize = 6;

/// One byte as a reader would take it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) byte: u8,
    /// How many layers of encoding it came out of. A delimiter deeper than the value it seems to end is part of the value.
    pub(super) depth: u8,
    start: u32,
    end: u32,
}

/// The decoded text.
#[derive(Debug)]
pub(super) struct Reading {
    units: Vec<Unit>,
}

impl Reading {
    pub(super) fn of(text: &str) -> Self {
        let plain = |(at, byte): (usize, u8)| {
            // Nothing near four gigabytes is ever logged; beyond it, spans saturate and take too much.
            let start = u32::try_from(at).unwrap_or(u32::MAX);
            Unit { byte, depth: 0, start, end: start.saturating_add(1) }
        };
        let mut units: Vec<Unit> = text.bytes().enumerate().map(plain).collect();
        for _ in 0..MAX_ROUNDS {
            if !units.iter().any(|u| matches!(u.byte, b'%' | b'\\' | b'&')) {
                break;
            }
            let next = decode_once(&units);
            let unchanged = next.len() == units.len();
            units = next;
            if unchanged {
                break;
            }
        }
        Self { units }
    }

    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Unit> {
        self.units.get(at)
    }

    /// The byte at `at`, or 0 beyond the end.
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.units.get(at).map_or(0, |u| u.byte)
    }

    /// The units from `from` on.
    pub(super) fn from(&self, from: usize) -> &[Unit] {
        self.units.get(from..).unwrap_or_default()
    }

    /// The end of the run of bytes from `from` on that are all `wanted`.
    pub(super) fn run(&self, from: usize, wanted: impl Fn(u8) -> bool) -> usize {
        from + self.from(from).iter().take_while(|u| wanted(u.byte)).count()
    }

    /// The decoded bytes of a range.
    pub(super) fn bytes(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = u8> + '_ {
        self.units.get(range).unwrap_or_default().iter().map(|u| u.byte)
    }

    /// Where a range of decoded bytes stands in the original text.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.units.get(range.start).map_or(usize::MAX, |u| u.start as usize);
        let end = range.end.checked_sub(1).and_then(|last| self.units.get(last)).map_or(start, |u| u.end as usize);
        start..end.max(start)
    }
}

fn decode_once(units: &[Unit]) -> Vec<Unit> {
    let mut out = Vec::with_capacity(units.len());
    let mut rest = units;
    while let Some((first, after)) = rest.split_first() {
        let (byte, used) = match first.byte {
            b'%' => percent(after),
            b'\\' => escape(after),
            b'&' => entity(after),
            _ => None,
        }
        .unwrap_or((first.byte, 0));
        if used == 0 {
            out.push(*first);
            rest = after;
            continue;
        }
        let (taken, left) = rest.split_at_checked(used + 1).unwrap_or((rest, &[]));
        let depth = taken.iter().map(|u| u.depth).max().unwrap_or(0).saturating_add(1);
        let end = taken.last().map_or(first.end, |u| u.end);
        out.push(Unit { byte, depth, start: first.start, end });
        rest = left;
    }
    out
}

fn hex(unit: Option<&Unit>) -> Option<u32> {
    char::from(unit?.byte).to_digit(16)
}

/// `%41`: the byte and how many units it took after the first.
fn percent(after: &[Unit]) -> Option<(u8, usize)> {
    let value = hex(after.first())? << 4 | hex(after.get(1))?;
    Some((u8::try_from(value).ok()?, 2))
}

/// JSON's and Rust's escapes that can stand for a character of a token or its delimiters.
fn escape(after: &[Unit]) -> Option<(u8, usize)> {
    match after.first()?.byte {
        byte @ (b'"' | b'\'' | b'\\' | b'/') => Some((byte, 1)),
        b'n' | b'r' => Some((b'\n', 1)),
        b't' => Some((b' ', 1)),
        b'u' if after.get(1).is_some_and(|u| u.byte == b'{') => braced(after),
        b'u' => {
            let value = (1..5).try_fold(0, |n, i| Some(n << 4 | hex(after.get(i))?))?;
            Some((u8::try_from(value).ok().filter(u8::is_ascii)?, 5))
        }
        b'x' => {
            let value = hex(after.get(1))? << 4 | hex(after.get(2))?;
            Some((u8::try_from(value).ok().filter(u8::is_ascii)?, 3))
        }
        _ => None,
    }
}

/// Rust's `\u{26}`.
fn braced(after: &[Unit]) -> Option<(u8, usize)> {
    let close = after.iter().take(9).position(|u| u.byte == b'}')?;
    let value = (2..close).try_fold(0u32, |n, i| Some(n << 4 | hex(after.get(i))?))?;
    Some((u8::try_from(value).ok().filter(u8::is_ascii)?, close + 1))
}

fn entity(after: &[Unit]) -> Option<(u8, usize)> {
    const ENTITIES: [(&[u8], u8); 4] = [(b"amp;", b'&'), (b"quot;", b'"'), (b"#39;", b'\''), (b"#x3D;", b'=')];
    ENTITIES.iter().find_map(|(name, byte)| {
        let same =
            after.len() >= name.len() && after.iter().zip(name.iter()).all(|(u, n)| u.byte.eq_ignore_ascii_case(n));
        same.then_some((*byte, name.len()))
    })
}
