//! A client's colour, and what can be read on it.

/// A colour, red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// What is used where nobody chose one.
    pub const STANDARD: Self = Self([0x23, 0x4f, 0x8f]);
    pub(crate) const INK: Self = Self([0x1b, 0x1f, 0x24]);
    pub(crate) const MUTED: Self = Self([0x58, 0x61, 0x6c]);
    pub(crate) const RULE: Self = Self([0xd9, 0xde, 0xe4]);
    pub(crate) const SHADE: Self = Self([0xf3, 0xf5, 0xf8]);
    pub(crate) const IMMATURE: Self = Self([0xe9, 0xec, 0xf1]);
    pub(crate) const GOOD: Self = Self([0x17, 0x70, 0x43]);
    pub(crate) const BAD: Self = Self([0xb4, 0x32, 0x26]);
    pub(crate) const WHITE: Self = Self([0xff, 0xff, 0xff]);

    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let number =
            digits.chars().all(|one| one.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())??;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    fn light(self) -> f32 {
        let linear = |part: u8| {
            let part = f32::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// The contrast of two colours, 1 to 21.
    pub(crate) fn contrast(self, other: Self) -> f32 {
        let (one, two) = (self.light(), other.light());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Black or white letters, whichever reads better on this.
    pub(crate) fn letters(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::INK) { Self::WHITE } else { Self::INK }
    }

    /// So much of this, the rest of the other.
    pub(crate) fn mixed(self, share: f32, other: Self) -> Self {
        let mix = |(own, its): (u8, u8)| (f32::from(own) * share + f32::from(its) * (1.0 - share)).round() as u8;
        let [red, green, blue] = self.0;
        let [its_red, its_green, its_blue] = other.0;
        Self([mix((red, its_red)), mix((green, its_green)), mix((blue, its_blue))])
    }

    /// This, darkened until it is seen on white.
    pub(crate) fn on_white(self) -> Self {
        let shares = [1.0, 0.85, 0.7, 0.55, 0.4];
        let tried = shares.into_iter().map(|share| self.mixed(share, Self::INK));
        tried.into_iter().find(|one| one.contrast(Self::WHITE) >= 3.0).unwrap_or(Self::INK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        assert_eq!(Colour::parse("#0aF300"), Some(Colour([10, 243, 0])));
        for text in ["", "#", "0af300", "#0af30", "#0af3000", "#+af300", "#é1234", "#zzzzzz"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn letters_and_charts_can_be_read_with_any_colour() {
        for number in (0..=0xff_ffff_u32).step_by(4_099) {
            let [_, red, green, blue] = number.to_be_bytes();
            let colour = Colour([red, green, blue]);
            assert!(colour.contrast(colour.letters()) >= 4.0, "{colour:?}");
            assert!(colour.on_white().contrast(Colour::WHITE) >= 3.0, "{colour:?}");
        }
    }
}
