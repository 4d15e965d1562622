//! The placements of an ad, their sizes and what Meta's own buttons cover.

use serde::{Deserialize, Serialize};

use crate::geometry::Area;

/// A size in which an ad is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// 1:1, 1080 × 1080: feeds, Marketplace, carousel cards, right column.
    Square,
    /// 4:5, 1080 × 1350: feeds.
    Portrait,
    /// 9:16, 1080 × 1920: stories only.
    Story,
    /// 9:16, 1080 × 1920: reels, and with the widest margins of both, stories as well.
    Reel,
    /// 1.91:1, 1200 × 628: links, search results, Audience Network.
    Landscape,
}

impl Placement {
    /// All placements.
    pub const ALL: [Self; 5] = [Self::Square, Self::Portrait, Self::Story, Self::Reel, Self::Landscape];

    /// One picture for each of the four ratios; the 9:16 one keeps clear of what reels and stories cover.
    pub const FOUR: [Self; 4] = [Self::Square, Self::Portrait, Self::Reel, Self::Landscape];

    /// Width and height in pixels.
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Square => (1080, 1080),
            Self::Portrait => (1080, 1350),
            Self::Story | Self::Reel => (1080, 1920),
            Self::Landscape => (1200, 628),
        }
    }

    /// The ratio as people write it.
    pub fn ratio(self) -> &'static str {
        match self {
            Self::Square => "1:1",
            Self::Portrait => "4:5",
            Self::Story | Self::Reel => "9:16",
            Self::Landscape => "1.91:1",
        }
    }

    /// A name for lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Square => "Square 1:1",
            Self::Portrait => "Feed 4:5",
            Self::Story => "Story 9:16",
            Self::Reel => "Reel 9:16",
            Self::Landscape => "Link 1.91:1",
        }
    }

    /// The part that Meta's profile line, caption and buttons leave free, in pixels.
    pub fn safe(self) -> Area {
        let (width, height) = self.size();
        let (width, height) = (width as f32, height as f32);
        let (side, top, bottom) = match self {
            Self::Square | Self::Portrait | Self::Landscape => (0.0, 0.0, 0.0),
            Self::Story => (0.06, 0.14, 0.20),
            Self::Reel => (0.06, 0.14, 0.35),
        };
        Area::new(width * side, height * top, width * (1.0 - side), height * (1.0 - bottom))
    }

    /// How far a picture's ratio may be from the placement's before Meta crops it, as a share of 1.
    pub fn ratio_tolerance(self) -> f32 {
        match self {
            Self::Story | Self::Reel => 0.01,
            _ => 0.03,
        }
    }

    /// Shortest side Meta takes, in pixels.
    pub fn least_side(self) -> u32 {
        match self {
            Self::Story | Self::Reel => 500,
            _ => 600,
        }
    }
}
