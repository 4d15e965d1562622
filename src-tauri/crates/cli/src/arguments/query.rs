//! `query`.

use clap::Args;

/// `query`.
#[derive(Debug, Args)]
pub(crate) struct Query {
    /// One SELECT, such as "SELECT name, sum(spend_minor) FROM campaign_days JOIN campaigns USING (id) GROUP BY 1".
    #[arg(required_unless_present = "tables")]
    pub(crate) sql: Option<String>,
    /// List the tables and columns that can be asked.
    #[arg(long)]
    pub(crate) tables: bool,
    /// First day of figures, YYYY-MM-DD in the account's time zone; without days, the last 30.
    #[arg(long)]
    pub(crate) since: Option<String>,
    /// Last day, included.
    #[arg(long)]
    pub(crate) until: Option<String>,
    /// At most this many rows.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) limit: usize,
    /// Print comma-separated text instead of a table.
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
}
