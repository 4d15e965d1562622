//! Where texts and logos stand in their boxes.

use serde::{Deserialize, Serialize};

/// Where lines begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Where one begins to read: left, or right for Arabic and Hebrew.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// Where one ends to read.
    End,
}

/// Where a block stands in its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vertical {
    /// At its top.
    #[default]
    Top,
    /// In its middle.
    Middle,
    /// At its bottom.
    Bottom,
}
