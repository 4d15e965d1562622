//! Chance without a generator: a hash of what is asked for, so that any figure can be computed alone and in any order.

/// The finisher of splitmix64: every bit of the input moves every bit of the output.
#[inline]
pub const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Joins a key with one more part.
#[inline]
pub const fn join(key: u64, part: u64) -> u64 {
    mix(key ^ part.wrapping_mul(0xff51_afd7_ed55_8ccd))
}

/// A number in `[0, 1)` from a key.
#[inline]
pub fn unit(key: u64) -> f64 {
    (mix(key) >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// A number in `[low, high)` from a key.
#[inline]
pub fn between(key: u64, low: f64, high: f64) -> f64 {
    low + (high - low) * unit(key)
}

/// A whole number below `count` from a key; 0 when `count` is 0.
#[inline]
pub fn below(key: u64, count: usize) -> usize {
    ((unit(key) * count as f64) as usize).min(count.saturating_sub(1))
}

/// A sequence of draws, for making the world (where order is fixed anyway).
#[derive(Debug, Clone)]
pub struct Draws {
    key: u64,
    count: u64,
}

impl Draws {
    /// Draws that belong to a key.
    pub fn new(key: u64) -> Self {
        Self { key: mix(key), count: 0 }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.count += 1;
        join(self.key, self.count)
    }

    /// The next number in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        unit(self.bits())
    }

    /// The next number in `[low, high)`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        between(self.bits(), low, high)
    }

    /// The next whole number in `low..=high`.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + below(self.bits(), (high - low + 1).max(1) as usize) as i64
    }

    /// True this often.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of them, or none of an empty list.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(below(self.bits(), from.len()))
    }
}
