//! Chunks as bytes: which objects, then each column with as few bytes a value as its spread needs.

use super::{Cells, PART, column};
use crate::error::{Error, Result};

const FORMAT: u8 = 1;
const DENSE: u8 = 0;
const BITMAP: u8 = 1;
const LIST: u8 = 2;
/// With at most this many objects a list of them is shorter than a bitmap.
const LONGEST_LIST: usize = BITMAP_BYTES / 2;
const BITMAP_BYTES: usize = (PART / 8) as usize;
const SCALED: u8 = 0x10;
/// Conversions are thousandths, but nearly always whole.
const SCALE: i64 = 1000;

/// The objects of a chunk and their values: `columns[c][i]` is column `c` of the object at offset `members[i]`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Plane {
    /// Offsets within the part, rising.
    pub(crate) members: Vec<u16>,
    pub(crate) columns: [Vec<i64>; column::COUNT],
}

impl Plane {
    pub(crate) fn push(&mut self, offset: u16, cells: &Cells) {
        self.members.push(offset);
        for (values, cell) in self.columns.iter_mut().zip(cells) {
            values.push(*cell);
        }
    }

    /// The chunk as bytes.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 + self.members.len() * 20);
        out.push(FORMAT);
        out.extend((self.members.len() as u16).to_le_bytes());
        self.encode_members(&mut out);
        for values in &self.columns {
            encode_column(values, &mut out);
        }
        out
    }

    fn encode_members(&self, out: &mut Vec<u8>) {
        let last = self.members.last().map_or(0, |last| usize::from(*last) + 1);
        if last == self.members.len() {
            out.push(DENSE);
        } else if self.members.len() <= LONGEST_LIST {
            out.push(LIST);
            out.extend(self.members.iter().flat_map(|offset| offset.to_le_bytes()));
        } else {
            let mut bits = [0_u8; BITMAP_BYTES];
            for offset in &self.members {
                if let Some(byte) = bits.get_mut(usize::from(offset / 8)) {
                    *byte |= 1 << (offset % 8);
                }
            }
            out.push(BITMAP);
            out.extend(bits);
        }
    }
}

fn encode_column(values: &[i64], out: &mut Vec<u8>) {
    let base = values.iter().copied().min().unwrap_or(0);
    // The figures are bounded far below where this difference could wrap; if it did, decoding would wrap back.
    let above = |value: &i64| value.wrapping_sub(base) as u64;
    let most = values.iter().map(above).max().unwrap_or(0);
    let scaled = most >= SCALE as u64 && values.iter().all(|value| above(value).is_multiple_of(SCALE as u64));
    let divisor = if scaled { SCALE as u64 } else { 1 };
    let width = width_of(most / divisor);
    out.push(width as u8 | if scaled { SCALED } else { 0 });
    put_varint(zigzag(base), out);
    match width {
        0 => {}
        1 => out.extend(values.iter().map(|value| (above(value) / divisor) as u8)),
        2 => out.extend(values.iter().flat_map(|value| ((above(value) / divisor) as u16).to_le_bytes())),
        4 => out.extend(values.iter().flat_map(|value| ((above(value) / divisor) as u32).to_le_bytes())),
        _ => {
            for value in values {
                out.extend((above(value) / divisor).to_le_bytes().iter().take(width));
            }
        }
    }
}

fn width_of(most: u64) -> usize {
    match most {
        0 => 0,
        0x1..=0xFF => 1,
        0x100..=0xFFFF => 2,
        0x1_0000..=0xFF_FFFF => 3,
        0x100_0000..=0xFFFF_FFFF => 4,
        0x1_0000_0000..=0xFFFF_FFFF_FFFF => 6,
        _ => 8,
    }
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn unzigzag(value: u64) -> i64 {
    ((value >> 1) as i64) ^ -((value & 1) as i64)
}

fn put_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Which objects a chunk holds.
#[derive(Debug, Clone)]
enum Members<'a> {
    Dense,
    Bitmap(&'a [u8]),
    List(&'a [u8]),
}

/// One column of a chunk, not yet unpacked.
#[derive(Debug, Clone, Copy, Default)]
struct Column<'a> {
    base: i64,
    scale: i64,
    width: usize,
    bytes: &'a [u8],
}

impl Column<'_> {
    #[inline]
    fn value(&self, raw: u64) -> i64 {
        self.base.wrapping_add((raw as i64).wrapping_mul(self.scale))
    }

    fn get(&self, index: usize) -> i64 {
        let start = index * self.width;
        let bytes = self.bytes.get(start..start + self.width).unwrap_or_default();
        self.value(bytes.iter().rev().fold(0, |raw, byte| (raw << 8) | u64::from(*byte)))
    }

    /// Calls `each` with every value in order.
    #[inline]
    fn for_each(&self, count: usize, mut each: impl FnMut(i64)) {
        match self.width {
            0 => (0..count).for_each(|_| each(self.base)),
            1 => self.bytes.iter().for_each(|byte| each(self.value(u64::from(*byte)))),
            2 => self.fixed::<2>(|b| each(self.value(u64::from(u16::from_le_bytes(b))))),
            3 => self.fixed::<3>(|[a, b, c]| each(self.value(u64::from(u32::from_le_bytes([a, b, c, 0]))))),
            4 => self.fixed::<4>(|b| each(self.value(u64::from(u32::from_le_bytes(b))))),
            _ => (0..count).for_each(|index| each(self.get(index))),
        }
    }

    #[inline]
    fn fixed<const N: usize>(&self, mut each: impl FnMut([u8; N])) {
        let (values, _none_is_left) = self.bytes.as_chunks::<N>();
        for value in values {
            each(*value);
        }
    }
}

/// A chunk, read in place.
#[derive(Debug, Clone)]
pub(crate) struct View<'a> {
    count: usize,
    members: Members<'a>,
    columns: [Column<'a>; column::COUNT],
}

const UNREADABLE: Error = Error::Unreadable("a chunk of figures");

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count).ok_or(UNREADABLE)?;
        self.0 = rest;
        Ok(head)
    }

    fn byte(&mut self) -> Result<u8> {
        self.take(1)?.first().copied().ok_or(UNREADABLE)
    }

    fn varint(&mut self) -> Result<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(UNREADABLE)
    }
}

impl<'a> View<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self> {
        let mut input = Input(bytes);
        if input.byte()? != FORMAT {
            return Err(UNREADABLE);
        }
        let count = usize::from(input.byte()?) | usize::from(input.byte()?) << 8;
        if count > PART as usize {
            return Err(UNREADABLE);
        }
        let members = match input.byte()? {
            DENSE => Members::Dense,
            BITMAP => Members::Bitmap(input.take(BITMAP_BYTES)?),
            LIST => Members::List(input.take(count * 2)?),
            _ => return Err(UNREADABLE),
        };
        let mut columns = [Column::default(); column::COUNT];
        for column in &mut columns {
            let head = input.byte()?;
            let width = usize::from(head & 0x0F);
            if width > 8 {
                return Err(UNREADABLE);
            }
            let base = unzigzag(input.varint()?);
            let scale = if head & SCALED == 0 { 1 } else { SCALE };
            *column = Column { base, scale, width, bytes: input.take(count * width)? };
        }
        Ok(Self { count, members, columns })
    }

    /// Where the object at `offset` is in the columns.
    fn index_of(&self, offset: u16) -> Option<usize> {
        match self.members {
            Members::Dense => (usize::from(offset) < self.count).then_some(usize::from(offset)),
            Members::Bitmap(bits) => {
                let byte = usize::from(offset / 8);
                let here = *bits.get(byte)?;
                let bit = offset % 8;
                if here & (1 << bit) == 0 {
                    return None;
                }
                let before: u32 = bits.iter().take(byte).map(|bits| bits.count_ones()).sum();
                Some((before + (here & ((1 << bit) - 1)).count_ones()) as usize)
            }
            Members::List(bytes) => {
                let (offsets, _none_is_left) = bytes.as_chunks::<2>();
                offsets.iter().position(|bytes| u16::from_le_bytes(*bytes) == offset)
            }
        }
    }

    /// All values of the object at `offset`; none when the chunk does not hold it.
    pub(crate) fn cells(&self, offset: u16) -> Option<Cells> {
        let index = self.index_of(offset)?;
        Some(self.columns.each_ref().map(|column| column.get(index)))
    }

    /// The offsets of all objects, rising.
    pub(crate) fn offsets(&self) -> Vec<u16> {
        match self.members {
            Members::Dense => (0..self.count as u16).collect(),
            Members::Bitmap(bits) => (0..PART as u16)
                .filter(|offset| bits.get(usize::from(offset / 8)).is_some_and(|byte| byte & (1 << (offset % 8)) != 0))
                .take(self.count)
                .collect(),
            Members::List(bytes) => bytes.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect(),
        }
    }

    /// The least and the greatest value of a column; none in a chunk without objects.
    pub(crate) fn bounds(&self, column: usize) -> Option<(i64, i64)> {
        let mut bounds: Option<(i64, i64)> = None;
        self.columns.get(column)?.for_each(self.count, |value| {
            let (least, most) = bounds.unwrap_or((value, value));
            bounds = Some((least.min(value), most.max(value)));
        });
        bounds
    }

    /// Adds `sign` times a column to `sums`, which is indexed by offset.
    pub(crate) fn add_to(&self, column: usize, sign: i64, sums: &mut [i64]) {
        let Some(column) = self.columns.get(column) else { return };
        if let Members::Dense = self.members {
            let mut places = sums.iter_mut();
            column.for_each(self.count, |value| {
                if let Some(sum) = places.next() {
                    *sum = sum.wrapping_add(value.wrapping_mul(sign));
                }
            });
        } else {
            let mut offsets = self.offsets().into_iter();
            column.for_each(self.count, |value| {
                if let Some(sum) = offsets.next().and_then(|offset| sums.get_mut(usize::from(offset))) {
                    *sum = sum.wrapping_add(value.wrapping_mul(sign));
                }
            });
        }
    }

    /// Writes a column into `values`, which is indexed by offset, and leaves the places of other objects.
    pub(crate) fn spread(&self, column: usize, offsets: &[u16], values: &mut [i64]) {
        let Some(column) = self.columns.get(column) else { return };
        let mut offsets = offsets.iter();
        column.for_each(self.count, |value| {
            if let Some(place) = offsets.next().and_then(|offset| values.get_mut(usize::from(*offset))) {
                *place = value;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl View<'_> {
        fn plane(&self) -> Plane {
            let columns = self.columns.each_ref().map(|column| {
                let mut values = Vec::with_capacity(self.count);
                column.for_each(self.count, |value| values.push(value));
                values
            });
            Plane { members: self.offsets(), columns }
        }
    }

    fn plane() -> impl Strategy<Value = Plane> {
        let cell =
            prop_oneof![Just(0_i64), 0_i64..300, -5_i64..70_000, (0_i64..50).prop_map(|n| n * 1000), any::<i64>()];
        let row = proptest::collection::vec(cell, column::COUNT);
        proptest::collection::btree_map(0_u16..PART as u16, row, 0..120).prop_map(|rows| {
            let mut plane = Plane::default();
            for (offset, cells) in rows {
                plane.push(offset, &Cells::try_from(cells).unwrap());
            }
            plane
        })
    }

    proptest! {
        #[test]
        fn a_plane_survives_the_round_trip(plane in plane()) {
            let bytes = plane.encode();
            let view = View::parse(&bytes).unwrap();
            prop_assert_eq!(&view.plane(), &plane);
            for offset in 0..PART as u16 {
                let at = plane.members.binary_search(&offset).ok();
                let cells = at.map(|at| plane.columns.each_ref().map(|values| values[at]));
                prop_assert_eq!(view.cells(offset), cells);
            }
            let mut sums = vec![0; PART as usize];
            view.add_to(column::SPEND, -1, &mut sums);
            for (offset, sum) in (0_u16..).zip(&sums) {
                prop_assert_eq!(*sum, view.cells(offset).map_or(0, |cells| cells[column::SPEND].wrapping_neg()));
            }
        }

        #[test]
        fn no_bytes_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..400), ours in any::<bool>()) {
            if ours {
                bytes.splice(0..0, [FORMAT, 3, 0, LIST]);
            }
            if let Ok(view) = View::parse(&bytes) {
                view.plane();
                view.cells(3);
                view.add_to(column::VALUE, 1, &mut [0; 8]);
            }
        }

        #[test]
        fn a_cut_chunk_is_refused(plane in plane(), cut in 1_usize..50) {
            let bytes = plane.encode();
            let kept = bytes.len().saturating_sub(cut);
            prop_assert!(View::parse(&bytes[..kept]).is_err());
        }
    }
}
