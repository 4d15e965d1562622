//! `report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Days by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportRange {
    /// Seven days, today included.
    #[value(name = "last-7-days")]
    Week,
    /// Thirty days, today included.
    #[value(name = "last-30-days")]
    Month,
    /// Ninety days, today included.
    #[value(name = "last-90-days")]
    Quarter,
}

/// `report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The PDF to write; one that is there is replaced.
    #[arg(long, required_unless_present = "due")]
    pub(crate) out: Option<PathBuf>,
    /// A client, by name or id; its settings say how the report looks.
    #[arg(long, conflicts_with = "account")]
    pub(crate) client: Option<String>,
    /// Only this account (may be given several times); without client and account, all.
    #[arg(long)]
    pub(crate) account: Vec<String>,
    /// Days by name.
    #[arg(long, value_enum, default_value = "last-30-days", conflicts_with_all = ["since", "until"])]
    pub(crate) range: ReportRange,
    /// First day, YYYY-MM-DD in the account's time zone.
    #[arg(long, requires = "until")]
    pub(crate) since: Option<String>,
    /// Last day, included.
    #[arg(long, requires = "since")]
    pub(crate) until: Option<String>,
    /// Write the reports whose week or month is over, each to its folder, once all its days have been synced.
    #[arg(long, conflicts_with_all = ["out", "client", "account", "since", "until"])]
    pub(crate) due: bool,
}
