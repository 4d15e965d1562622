//! How large the limits are in each tier, and what going over them answers.

use super::UseCase;
use crate::config::Tier;
use crate::http::error::GraphError;

impl Tier {
    pub(super) fn score_max(self) -> f64 {
        match self {
            Self::Development => 60.0,
            Self::Standard => 9_000.0,
        }
    }

    pub(super) fn block_ms(self) -> i64 {
        match self {
            Self::Development => 300_000,
            Self::Standard => 60_000,
        }
    }

    pub(super) fn hourly_cap(self, use_case: UseCase, active_ads: u32) -> u32 {
        let (base, per_ad): (u32, u32) = match (use_case, self) {
            (UseCase::Management, Self::Development) => (300, 40),
            (UseCase::Management, Self::Standard) => (100_000, 40),
            (UseCase::Insights, Self::Development) => (600, 400),
            (UseCase::Insights, Self::Standard) => (190_000, 400),
        };
        base.saturating_add(per_ad.saturating_mul(active_ads))
    }

    pub(super) fn insights_app_cap(self) -> u32 {
        match self {
            Self::Development => 20_000,
            Self::Standard => 1_000_000,
        }
    }

    pub(super) fn header(self) -> &'static str {
        match self {
            Self::Development => "development_access",
            Self::Standard => "standard_access",
        }
    }
}

pub(super) fn score_error() -> GraphError {
    GraphError::new(400, 17, "(#17) User request limit reached").sub(2_446_079).user(
        "Ad Account Has Too Many API Calls",
        "There have been too many calls from this ad account. Wait a bit and try again.",
    )
}

pub(super) fn buc_error(use_case: UseCase) -> GraphError {
    let code = use_case.code();
    GraphError::new(
        400,
        code,
        &format!(
            "(#{code}) There have been too many calls to this ad-account. Wait a bit and try again. For more info, please refer to the documentation on rate limiting."
        ),
    )
    .sub(2_446_079)
}
