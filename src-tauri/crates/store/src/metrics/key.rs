//! The key of a chunk: account row, level, part and day in one number, in this order.

use super::BLOCK_DAYS;

const DAY_BITS: u32 = 17;
const PART_BITS: u32 = 22;
const LEVEL_BITS: u32 = 2;

/// What a key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) account_no: i64,
    pub(crate) level: u8,
    pub(crate) part: u32,
    /// Days since 1970-01-01.
    pub(crate) day: i32,
}

impl Place {
    pub(crate) fn key(self) -> i64 {
        let head = (self.account_no << LEVEL_BITS) | i64::from(self.level);
        (((head << PART_BITS) | i64::from(self.part)) << DAY_BITS) | i64::from(self.day)
    }

    pub(crate) fn of(key: i64) -> Self {
        let bits = |shift: u32, count: u32| (key >> shift) & ((1 << count) - 1);
        Self {
            account_no: key >> (DAY_BITS + PART_BITS + LEVEL_BITS),
            level: bits(DAY_BITS + PART_BITS, LEVEL_BITS) as u8,
            part: bits(DAY_BITS, PART_BITS) as u32,
            day: bits(0, DAY_BITS) as i32,
        }
    }

    pub(crate) fn on(self, day: i32) -> Self {
        Self { day, ..self }
    }
}

/// First and last key an account can have.
pub(crate) fn account_bounds(account_no: i64) -> (i64, i64) {
    let first = Place { account_no, level: 0, part: 0, day: 0 }.key();
    (first, Place { account_no: account_no + 1, level: 0, part: 0, day: 0 }.key() - 1)
}

/// First and last key an account can have at a level.
pub(crate) fn level_bounds(account_no: i64, level: u8) -> (i64, i64) {
    let first = Place { account_no, level, part: 0, day: 0 }.key();
    (first, first + (1 << (DAY_BITS + PART_BITS)) - 1)
}

/// The block a day is in.
pub(crate) fn block_of(day: i32) -> i32 {
    day.div_euclid(BLOCK_DAYS)
}

/// The first day of a block.
pub(crate) fn block_start(block: i32) -> i32 {
    block * BLOCK_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_names_one_place(no in 1_i64..2_000_000, level in 0_u8..4, part in 0_u32..1 << 22, day in 0..100_000) {
            let place = Place { account_no: no, level, part, day };
            prop_assert_eq!(Place::of(place.key()), place);
            let (first, last) = level_bounds(no, level);
            prop_assert!((first..=last).contains(&place.key()));
            let (first, last) = account_bounds(no);
            prop_assert!((first..=last).contains(&place.key()));
            prop_assert!(place.on(day + 1).key() == place.key() + 1);
        }
    }
}
