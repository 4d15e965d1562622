//! What a person set (`status`) and what Meta computed from it (`effective_status`).

use serde::{Deserialize, Serialize};

macro_rules! meta_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+
        }
        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Meta's spelling.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
            /// The value spelled `text` by Meta; `None` for a spelling this version does not know.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    };
}

meta_enum! {
    /// The status a person, a rule or the API set.
    ConfiguredStatus {
        /// May deliver when everything above it may.
        Active = "ACTIVE",
        /// Switched off.
        Paused = "PAUSED",
        /// Put away; only its name and deletion can still change.
        Archived = "ARCHIVED",
        /// Gone for good; its figures stay.
        Deleted = "DELETED",
    }
}

meta_enum! {
    /// The status Meta computes from the object, its parents, review and billing.
    EffectiveStatus {
        /// Delivering, or allowed to.
        Active = "ACTIVE",
        /// Switched off itself.
        Paused = "PAUSED",
        /// Put away.
        Archived = "ARCHIVED",
        /// Deleted; read only by id.
        Deleted = "DELETED",
        /// Meta is still working on the last change.
        InProcess = "IN_PROCESS",
        /// Runs with problems, see `issues_info`.
        WithIssues = "WITH_ISSUES",
        /// Off because its campaign is.
        CampaignPaused = "CAMPAIGN_PAUSED",
        /// Off because its ad set is.
        AdsetPaused = "ADSET_PAUSED",
        /// In review.
        PendingReview = "PENDING_REVIEW",
        /// Rejected in review.
        Disapproved = "DISAPPROVED",
        /// Approved ahead of its start.
        Preapproved = "PREAPPROVED",
        /// Waits for a payment method.
        PendingBillingInfo = "PENDING_BILLING_INFO",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_survives_a_round_trip_through_metas_spelling() {
        for status in EffectiveStatus::ALL {
            assert_eq!(EffectiveStatus::parse(status.as_str()), Some(*status));
        }
        for status in ConfiguredStatus::ALL {
            assert_eq!(ConfiguredStatus::parse(status.as_str()), Some(*status));
        }
        assert_eq!(EffectiveStatus::parse("active"), None);
    }
}
