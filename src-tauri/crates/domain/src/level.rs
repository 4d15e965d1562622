//! The four levels of an ad account at which figures exist.

use serde::{Deserialize, Serialize};

/// A level of the account tree, from the whole account down to one ad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The ad account as a whole.
    Account,
    /// A campaign.
    Campaign,
    /// An ad set.
    Adset,
    /// An ad.
    Ad,
}

impl Level {
    /// Every level, top down.
    pub const ALL: [Self; 4] = [Self::Account, Self::Campaign, Self::Adset, Self::Ad];

    /// Meta's name for the level, as in the insights parameter `level`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Campaign => "campaign",
            Self::Adset => "adset",
            Self::Ad => "ad",
        }
    }

    /// The level named `text` in Meta's words; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}
