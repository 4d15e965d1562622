//! One picture and one text become a placement.
//!
//! First everything gets its place: the crop, the letters in the largest size that fits. Then it is painted, layer by
//! layer. Letters are turned into ink before their background is final, so that a scrim can be made just as strong as
//! their contrast needs, and the contrast that is told is measured on the pixels that are delivered.

mod batch;
mod draw;
mod source;

pub use batch::{Batch, Progress};
pub use source::Source;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::fonts::{FAMILY, Fonts, Han};
use crate::geometry::{Area, Focus};
use crate::lettering::{Manner, SetText, Unset, Wanted, set};
use crate::picture::{Kernel, Picture};
use crate::placement::Placement;
use crate::template::{Colour, Extend, Fit, Layer, Role, Template, TextLayer, Within};

/// The texts of an ad that stand on its picture.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    /// The large one. Empty means that none is wanted.
    pub headline: String,
    /// The one below it.
    #[serde(default)]
    pub subline: Option<String>,
    /// A few words: a price, an offer.
    #[serde(default)]
    pub tag: Option<String>,
    /// BCP 47, for example `zh-TW`: decides between Japanese, Korean and both Chinese forms of one character.
    #[serde(default)]
    pub language: Option<String>,
}

impl Words {
    fn of(&self, role: Role) -> Option<&str> {
        let text = match role {
            Role::Headline => Some(self.headline.as_str()),
            Role::Subline => self.subline.as_deref(),
            Role::Tag => self.tag.as_deref(),
        };
        text.map(str::trim).filter(|it| !it.is_empty())
    }

    fn all(&self) -> String {
        [Role::Headline, Role::Subline, Role::Tag].into_iter().filter_map(|role| self.of(role)).collect()
    }
}

/// What a client's brand puts in place of a template's own.
#[derive(Debug, Clone, Default)]
pub struct Brand {
    /// Of panels and scrims.
    pub ground: Option<Colour>,
    /// Of text.
    pub ink: Option<Colour>,
    /// Of tags and frames.
    pub accent: Option<Colour>,
    /// Drawn where the template has room for it.
    pub logo: Option<Arc<Picture>>,
    /// A family that the [`Fonts`] have; anything else counts as none.
    pub family: Option<String>,
}

/// All that one composition is made of, but for the placement.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// The picture.
    pub source: &'a Source,
    /// The texts.
    pub words: &'a Words,
    /// Where everything goes.
    pub template: &'a Template,
    /// Whose ad it is.
    pub brand: &'a Brand,
    /// The point that has to be seen; `None` takes [`Source::focus`].
    pub focus: Option<Focus>,
    /// In place of the template's own.
    pub fit: Option<Fit>,
    /// In place of the template's own.
    pub extend: Option<Extend>,
}

/// A finished placement: opaque sRGB pixels of exactly its size, and what was measured on them.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// Which.
    pub placement: Placement,
    /// The pixels: of [`Placement::size`], or smaller for a preview.
    pub picture: Picture,
    /// Pixels of this picture for one of the full size: 1, or less for a preview.
    pub scale: f32,
    /// The texts on it, in pixels of the full size.
    pub texts: Vec<PlacedText>,
    /// Where the focus came to lie, in pixels of the full size.
    pub focus_at: (f32, f32),
    /// Strength of the strongest scrim, 0 to 1.
    pub scrim: f32,
}

/// A text on a finished placement. Areas are in pixels of the full size.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedText {
    /// Which.
    pub role: Role,
    /// The room the template gives it.
    pub room: Area,
    /// Around its letters.
    pub bounds: Area,
    /// Height of its letters.
    pub size: f32,
    /// Lines it takes.
    pub lines: usize,
    /// Whether it is read from right to left.
    pub right_to_left: bool,
    /// Colour of its letters.
    pub colour: Colour,
    /// The weakest contrast with what is behind it, measured; at least [`crate::contrast::LEAST`].
    pub contrast: f32,
}

/// Why a text cannot be set. `Display` is a sentence with a way out; `code` in its serialised form is stable.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Obstacle {
    /// Even the smallest letters need more room.
    #[error("the {} is too long for this template. Shorten it, or take another template.", .role.name())]
    TextTooLong {
        /// Which.
        role: Role,
    },
    /// No font has a character.
    #[error("no font here has “{characters}” of the {}. Write it in other words, or add a font that has it.", .role.name())]
    NoGlyph {
        /// Which.
        role: Role,
        /// The characters.
        characters: String,
    },
    /// Too little contrast, even with the strongest scrim the template allows.
    #[error(
        "the {} has a contrast of {contrast:.1} : 1 at its weakest spot, and 4.5 is needed. Take another template, other colours, or move the focus.",
        .role.name()
    )]
    TooLittleContrast {
        /// Which.
        role: Role,
        /// The weakest spot's.
        contrast: f32,
    },
}

/// Composes one placement at full size.
///
/// Takes about ten milliseconds of one core; blocking.
///
/// # Errors
/// [`Error::CannotSet`] with the reason; nothing is delivered that cannot be read.
pub fn compose(fonts: &Fonts, piece: &Piece<'_>, placement: Placement) -> Result<Rendered, Error> {
    render(fonts, piece, placement, 1.0, piece.source.picture(), Kernel::Fine)
}

/// Composes one placement `width` pixels wide (at most its full width) from a reduced picture, for the screen.
///
/// Letters break at the same places as at full size. The contrast is measured on the small pixels.
///
/// # Errors
/// As [`compose`].
pub fn preview(fonts: &Fonts, piece: &Piece<'_>, placement: Placement, width: u32) -> Result<Rendered, Error> {
    let full = placement.size().0;
    let scale = width.clamp(64, full) as f32 / full as f32;
    render(fonts, piece, placement, scale, piece.source.reduced(), Kernel::Quick)
}

/// Composes several placements on up to `threads` threads, in the order asked for.
///
/// One that cannot be set does not hold up the others.
pub fn compose_all(
    fonts: &Fonts,
    piece: &Piece<'_>,
    placements: &[Placement],
    threads: usize,
) -> Vec<Result<Rendered, Error>> {
    batch::each(placements, threads, |placement| compose(fonts, piece, *placement))
}

fn render(
    fonts: &Fonts,
    piece: &Piece<'_>,
    placement: Placement,
    scale: f32,
    pixels: &Picture,
    kernel: Kernel,
) -> Result<Rendered, Error> {
    let han = Han::of(piece.words.language.as_deref(), &piece.words.all());
    let family = piece.brand.family.as_deref().filter(|it| fonts.has_family(it)).unwrap_or(FAMILY);
    fonts.with_engine(han, |engine| {
        let texts = lay_out(engine, piece, placement, family).map_err(|unset| cannot(placement, unset))?;
        draw::paint(engine, piece, placement, texts, draw::Look { scale, pixels, kernel })
    })
}

/// A text in its place, with the layer it belongs to.
struct Laid {
    layer: usize,
    item: usize,
    room: Area,
    text: SetText,
}

fn lay_out(
    engine: &mut crate::fonts::Engine,
    piece: &Piece<'_>,
    placement: Placement,
    family: &str,
) -> Result<Vec<Laid>, Unset> {
    let mut laid = Vec::new();
    let ground = Ground::of(piece.words, placement);
    for (at, layer) in piece.template.layers.iter().enumerate() {
        if let Layer::Text(layer) = layer
            && piece.template.layers[at].is_for(placement)
        {
            let room = ground.place_of(layer.within, layer.place);
            laid.extend(lay_out_layer(engine, piece.words, placement, family, (at, layer), room)?);
        }
    }
    Ok(laid)
}

fn lay_out_layer(
    engine: &mut crate::fonts::Engine,
    words: &Words,
    placement: Placement,
    family: &str,
    (layer_at, layer): (usize, &TextLayer),
    room: Area,
) -> Result<Vec<Laid>, Unset> {
    let chosen: Vec<(usize, Wanted<'_>)> = layer
        .items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| words.of(item.role).map(|text| (at, Wanted { item, text })))
        .collect();
    let (items, wanted): (Vec<usize>, Vec<Wanted<'_>>) = chosen.into_iter().unzip();
    let shorter = shorter(placement);
    let manner =
        Manner { align: layer.align, vertical: layer.vertical, gap: layer.gap * shorter / 100.0, shorter, family };
    let texts = set(engine, &wanted, room, &manner)?;
    Ok(items.into_iter().zip(texts).map(|(item, text)| Laid { layer: layer_at, item, room, text }).collect())
}

fn cannot(placement: Placement, unset: Unset) -> Error {
    let obstacle = match unset {
        Unset::TooLong(role) => Obstacle::TextTooLong { role },
        Unset::NoGlyph(role, characters) => Obstacle::NoGlyph { role, characters },
    };
    Error::CannotSet { placement, obstacle }
}

fn shorter(placement: Placement) -> f32 {
    let (width, height) = placement.size();
    width.min(height) as f32
}

/// The canvas that boxes are a part of.
#[derive(Clone, Copy)]
struct Ground {
    placement: Placement,
    /// Whether left and right change places, because the headline is read from right to left.
    mirrored: bool,
}

impl Ground {
    fn of(words: &Words, placement: Placement) -> Self {
        let first = words.headline.chars().find(|it| it.is_alphabetic());
        let mirrored = first.is_some_and(|it| matches!(it, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fefc}'));
        Self { placement, mirrored }
    }

    /// A layer's box on the canvas, at full size.
    fn place_of(self, within: Within, [left, top, right, bottom]: [f32; 4]) -> Area {
        let place = if self.mirrored { [100.0 - right, top, 100.0 - left, bottom] } else { [left, top, right, bottom] };
        base(self.placement, within).part(place)
    }
}

fn base(placement: Placement, within: Within) -> Area {
    let canvas = Area::canvas(placement.size());
    let safe = placement.safe();
    match within {
        Within::Canvas => canvas,
        Within::Safe => safe,
        Within::Band => Area::new(canvas.left, safe.top, canvas.right, safe.bottom),
    }
}
