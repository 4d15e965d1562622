//! What can be typed about rules.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Sending;

/// `rules`.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesAction {
    /// Read rules from a file: one rule or a list of them. They begin in shadow.
    Import {
        /// The file; `-` reads standard input.
        file: PathBuf,
    },
    /// Write rules in their own format to standard output, as a list.
    Export {
        /// Which; all of them where none is named.
        rules: Vec<String>,
    },
    /// The rules, how far each may go, and what it did.
    List,
    /// What is unwise about the rules, alone and together.
    Lint,
    /// What a rule would do now. Nothing is done.
    Preview {
        /// Its id.
        rule: String,
    },
    /// Replay a rule over the past with what was known then.
    Backtest(Backtest),
    /// Why rules did or did not act on an object.
    Why {
        /// The campaign's, ad set's or ad's id.
        object: String,
        /// When, such as 2026-11-23T08:15:00Z; without it, now.
        #[arg(long)]
        at: Option<String>,
        /// Only this rule.
        #[arg(long)]
        rule: Option<String>,
    },
    /// Let a rule go as far as this.
    Mode {
        /// Its id.
        rule: String,
        /// How far.
        mode: Mode,
    },
    /// Let rules act in an account, or no longer.
    Allow {
        /// The account.
        account: String,
        /// No longer.
        #[arg(long)]
        no: bool,
    },
    /// Let a rule that was stopped run again.
    Clear {
        /// Its id.
        rule: String,
    },
    /// The looks of rules, newest first.
    Runs {
        /// Only this rule.
        #[arg(long)]
        rule: Option<String>,
        /// Also those at which nothing happened.
        #[arg(long)]
        quiet: bool,
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// What rules have paused.
    Paused,
    /// Meta's own rules.
    #[command(subcommand)]
    Meta(MetaAction),
}

/// `rules meta`.
#[derive(Debug, Subcommand)]
pub(crate) enum MetaAction {
    /// Meta's rules of an account, those that Ads Manager does not show among them.
    List {
        /// The account, act_…
        account: String,
    },
    /// What one of them did, and what meets its conditions now.
    Show {
        /// The account.
        account: String,
        /// The rule's id at Meta.
        id: String,
    },
    /// Those that look at a campaign, ad set or ad.
    Of {
        /// The object's id.
        object: String,
    },
    /// Read one of them as a rule of ours, in shadow.
    Import {
        /// The account.
        account: String,
        /// The rule's id at Meta.
        id: String,
    },
    /// Make the part of one of our rules that Meta's can express into one of theirs.
    Compile {
        /// Our rule's id.
        rule: String,
        /// The account.
        account: String,
        /// Switch it on once it is made.
        #[arg(long)]
        on: bool,
        /// Accept what Meta's rule lacks; without it, only show it.
        #[arg(long)]
        accept: bool,
        #[command(flatten)]
        sending: Sending,
    },
    /// Switch one of Meta's rules on.
    Enable {
        /// The account.
        account: String,
        /// The rule's id at Meta.
        id: String,
        #[command(flatten)]
        sending: Sending,
    },
    /// Switch one of Meta's rules off.
    Disable {
        /// The account.
        account: String,
        /// The rule's id at Meta.
        id: String,
        #[command(flatten)]
        sending: Sending,
    },
    /// Delete one of Meta's rules, for good.
    Delete {
        /// The account.
        account: String,
        /// The rule's id at Meta.
        id: String,
        #[command(flatten)]
        sending: Sending,
    },
}

/// `rules backtest`.
#[derive(Debug, Args)]
pub(crate) struct Backtest {
    /// The rule's id.
    pub(crate) rule: String,
    /// First day, YYYY-MM-DD in the account's time zone.
    #[arg(long)]
    pub(crate) since: String,
    /// Last day.
    #[arg(long)]
    pub(crate) until: String,
    /// The account; without it, the only one the rule looks at.
    #[arg(long)]
    pub(crate) account: Option<String>,
}

/// How far a rule may go.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Mode {
    /// It does not run.
    Draft,
    /// It tells.
    Notify,
    /// It records what it would do.
    Shadow,
    /// It asks for each act.
    Approve,
    /// It acts.
    Auto,
}
