//! What is set on objects, and what the API computes from it.

use serde::{Deserialize, Serialize};

/// What somebody set on a campaign, an ad set or an ad (`status`, `configured_status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// May deliver.
    Active,
    /// Switched off.
    Paused,
    /// Put away; only `DELETED` can follow.
    Archived,
    /// Gone from the edges; still readable by id, and its figures stay in its parents.
    Deleted,
}

impl Status {
    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Paused => "PAUSED",
            Self::Archived => "ARCHIVED",
            Self::Deleted => "DELETED",
        }
    }

    /// Reads the API's spelling.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Paused, Self::Archived, Self::Deleted].into_iter().find(|status| status.as_str() == text)
    }
}

/// What the API computes from an object, its parents and its review (`effective_status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are Meta's")]
pub enum EffectiveStatus {
    Active,
    Paused,
    Archived,
    Deleted,
    InProcess,
    WithIssues,
    CampaignPaused,
    AdsetPaused,
    PendingReview,
    Disapproved,
}

impl EffectiveStatus {
    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Paused => "PAUSED",
            Self::Archived => "ARCHIVED",
            Self::Deleted => "DELETED",
            Self::InProcess => "IN_PROCESS",
            Self::WithIssues => "WITH_ISSUES",
            Self::CampaignPaused => "CAMPAIGN_PAUSED",
            Self::AdsetPaused => "ADSET_PAUSED",
            Self::PendingReview => "PENDING_REVIEW",
            Self::Disapproved => "DISAPPROVED",
        }
    }
}
