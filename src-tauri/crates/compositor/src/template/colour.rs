//! Colours in templates.

use serde::{Deserialize, Serialize};

/// An sRGB colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// `#ffffff`.
    pub const WHITE: Self = Self([255; 3]);
    /// `#000000`.
    pub const BLACK: Self = Self([0; 3]);
}

/// A text that is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no colour: write #rrggbb")]
pub struct NoColour;

impl TryFrom<String> for Colour {
    type Error = NoColour;

    fn try_from(text: String) -> Result<Self, NoColour> {
        let digits = text.strip_prefix('#').filter(|it| it.len() == 6 && it.bytes().all(|b| b.is_ascii_hexdigit()));
        let packed = u32::from_str_radix(digits.ok_or(NoColour)?, 16).map_err(|_| NoColour)?;
        let [_, r, g, b] = packed.to_be_bytes();
        Ok(Self([r, g, b]))
    }
}

impl From<Colour> for String {
    fn from(Colour([r, g, b]): Colour) -> Self {
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

/// A colour by name, or one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Paint {
    /// The palette's ground.
    Ground,
    /// The palette's ink.
    Ink,
    /// The palette's accent.
    Accent,
    /// Of ink, ground, white and black the one that reads best where it stands. For text only.
    Auto,
    /// This one.
    Own(Colour),
}

/// A text that names no paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no colour: write ground, ink, accent, auto or #rrggbb")]
pub struct NoPaint;

impl TryFrom<String> for Paint {
    type Error = NoPaint;

    fn try_from(text: String) -> Result<Self, NoPaint> {
        Ok(match text.as_str() {
            "ground" => Self::Ground,
            "ink" => Self::Ink,
            "accent" => Self::Accent,
            "auto" => Self::Auto,
            _ => Self::Own(Colour::try_from(text).map_err(|_| NoPaint)?),
        })
    }
}

impl From<Paint> for String {
    fn from(paint: Paint) -> Self {
        match paint {
            Paint::Ground => "ground".to_owned(),
            Paint::Ink => "ink".to_owned(),
            Paint::Accent => "accent".to_owned(),
            Paint::Auto => "auto".to_owned(),
            Paint::Own(colour) => colour.into(),
        }
    }
}
