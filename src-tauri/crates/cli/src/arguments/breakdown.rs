//! `breakdown`.

use clap::Args;

/// `breakdown`.
#[derive(Debug, Args)]
pub(crate) struct Breakdown {
    /// Id of a campaign, an ad set or an ad, or `act_…` for an account.
    pub(crate) id: String,
    /// One of: age, gender, age_gender, country, publisher_platform, platform_position, impression_device,
    /// device_platform, hour.
    #[arg(long)]
    pub(crate) by: String,
    /// First day, YYYY-MM-DD in the account's time zone; without days, the last 30.
    #[arg(long)]
    pub(crate) since: Option<String>,
    /// Last day, included.
    #[arg(long)]
    pub(crate) until: Option<String>,
    /// Only what is here; ask Meta for nothing.
    #[arg(long)]
    pub(crate) cached: bool,
}
