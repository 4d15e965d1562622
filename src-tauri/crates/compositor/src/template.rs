//! Templates: where picture, colour, text and logo go, as data that people can edit.
//!
//! A template is JSON of version 1: a palette and a list of layers, drawn from first to last.
//! Boxes are percent `[left, top, right, bottom]` of what `within` names: the whole `canvas`, the `safe` part that
//! Meta's own buttons leave free, or the `band` that is as wide as the canvas and as high as the safe part.
//! Sizes of letters, paddings and radii are percent of the canvas's shorter side.
//! For a headline that is read from right to left, left and right change places.
//! A layer with `only` is drawn in those placements; without, in all.

mod check;
mod colour;
mod place;
mod shipped;

pub use check::Fault;
pub use colour::{Colour, Paint};
pub use place::{Align, Vertical};
pub use shipped::shipped;

use serde::{Deserialize, Serialize};

use crate::placement::Placement;

/// The version this crate reads and writes.
pub const VERSION: u32 = 1;

/// A template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Always [`VERSION`].
    pub version: u32,
    /// Stable name for programs: lower-case letters, digits and hyphens.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Colours the layers refer to; a brand may replace them.
    pub palette: Palette,
    /// From the bottom up.
    pub layers: Vec<Layer>,
}

/// The three colours of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Palette {
    /// Of panels and scrims.
    pub ground: Colour,
    /// Of text.
    pub ink: Colour,
    /// Of tags and frames.
    pub accent: Colour,
}

/// One layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// The picture.
    Picture(PictureLayer),
    /// A plain colour.
    Fill(FillLayer),
    /// A gradient, as strong as the text on it needs for its contrast and no stronger.
    Scrim(ScrimLayer),
    /// Texts below one another.
    Text(TextLayer),
    /// The client's logo, if there is one.
    Logo(LogoLayer),
}

impl Layer {
    /// Whether it is drawn in a placement.
    pub fn is_for(&self, placement: Placement) -> bool {
        let only = match self {
            Self::Picture(it) => &it.only,
            Self::Fill(it) => &it.only,
            Self::Scrim(it) => &it.only,
            Self::Text(it) => &it.only,
            Self::Logo(it) => &it.only,
        };
        only.is_empty() || only.contains(&placement)
    }
}

/// What a box is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// Everything.
    Canvas,
    /// What Meta's buttons leave free.
    Safe,
    /// As wide as the canvas and as high as the safe part.
    Band,
}

fn canvas() -> Within {
    Within::Canvas
}

fn safe() -> Within {
    Within::Safe
}

fn everything() -> [f32; 4] {
    [0.0, 0.0, 100.0, 100.0]
}

fn full() -> f32 {
    100.0
}

/// Where the picture goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PictureLayer {
    /// Placements; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Placement>,
    /// What the box is a part of.
    #[serde(default = "canvas")]
    pub within: Within,
    /// Its place.
    #[serde(default = "everything", rename = "box")]
    pub place: [f32; 4],
    /// Filled or whole.
    #[serde(default)]
    pub fit: Fit,
    /// What is around a whole picture.
    #[serde(default)]
    pub extend: Extend,
}

/// How a picture meets a box of another ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// The box is filled; what sticks out is cut off, never the focus.
    #[default]
    Cover,
    /// The whole picture is seen; what is left is extended.
    Contain,
}

/// What surrounds a picture that does not fill its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extend {
    /// The picture again, large and blurred.
    #[default]
    Blur,
    /// The mean colour of its edges.
    Edge,
    /// The palette's ground.
    Ground,
}

/// A plain colour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillLayer {
    /// Placements; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Placement>,
    /// What the box is a part of.
    #[serde(default = "canvas")]
    pub within: Within,
    /// Its place.
    #[serde(default = "everything", rename = "box")]
    pub place: [f32; 4],
    /// Its colour.
    pub colour: Paint,
    /// 0 is not there, 100 hides what is below.
    #[serde(default = "full")]
    pub opacity: f32,
    /// Of its corners.
    #[serde(default)]
    pub radius: f32,
}

/// A gradient from one edge of its box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScrimLayer {
    /// Placements; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Placement>,
    /// What the box is a part of.
    #[serde(default = "canvas")]
    pub within: Within,
    /// Its place.
    #[serde(default = "everything", rename = "box")]
    pub place: [f32; 4],
    /// The edge at which it is strongest.
    pub from: Edge,
    /// Its colour.
    pub colour: Paint,
    /// Its strength when the text needs none, in percent.
    #[serde(default)]
    pub least: f32,
    /// Its strength at most, in percent. Text that needs more is refused.
    pub most: f32,
}

/// An edge of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// The upper one.
    Top,
    /// The lower one.
    Bottom,
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// Texts below one another; those the ad does not have take no room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextLayer {
    /// Placements; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Placement>,
    /// What the box is a part of.
    #[serde(default = "safe")]
    pub within: Within,
    /// The room they have; no letter leaves it.
    #[serde(rename = "box")]
    pub place: [f32; 4],
    /// Across.
    #[serde(default)]
    pub align: Align,
    /// Down.
    #[serde(default)]
    pub vertical: Vertical,
    /// Between two texts, in percent of the shorter side.
    #[serde(default)]
    pub gap: f32,
    /// From the top down.
    pub items: Vec<TextItem>,
}

/// One text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextItem {
    /// Which of the ad's texts.
    pub role: Role,
    /// Smallest and largest letters; the largest that fit are taken.
    pub size: [f32; 2],
    /// Most lines.
    pub lines: usize,
    /// Weight of the letters.
    #[serde(default)]
    pub weight: Weight,
    /// Their colour.
    pub colour: Paint,
    /// A plate behind them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plate: Option<Plate>,
}

/// The texts that can stand on a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The large one.
    Headline,
    /// The one below it.
    Subline,
    /// A few words: a price, an offer.
    Tag,
}

impl Role {
    /// Its name inside a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Subline => "subline",
            Self::Tag => "tag",
        }
    }
}

/// Weight of letters. Chinese, Japanese and Korean are shipped bold only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// 400.
    Regular,
    /// 700.
    #[default]
    Bold,
}

/// A plate that is as large as the text on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plate {
    /// Its colour.
    pub colour: Paint,
    /// Around the text.
    pub padding: f32,
    /// Of its corners.
    #[serde(default)]
    pub radius: f32,
}

/// Where the logo goes; it is never made larger than it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogoLayer {
    /// Placements; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Placement>,
    /// What the box is a part of.
    #[serde(default = "safe")]
    pub within: Within,
    /// The room it has.
    #[serde(rename = "box")]
    pub place: [f32; 4],
    /// Across.
    #[serde(default)]
    pub align: Align,
    /// Down.
    #[serde(default)]
    pub vertical: Vertical,
}
