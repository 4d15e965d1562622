//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod breakdown;
mod messages;
mod query;
mod report;
mod rules;
mod studio;

pub(crate) use breakdown::Breakdown;
pub(crate) use messages::{Channel, Mail, MessagesAction, Security};
pub(crate) use query::Query;
pub(crate) use report::{Report, ReportRange};
pub(crate) use rules::{Backtest, MetaAction, Mode, RulesAction};
pub(crate) use studio::{Composition, ImageAction, NewService, PictureShape, Publish, ServiceFormat, StudioAction};

/// Sextant without a window.
#[derive(Debug, Parser)]
#[command(
    name = "sextant-cli",
    version,
    about = "Sextant without a window: sync, review and check Meta ad accounts",
    after_help = "Environment: SEXTANT_HOME (all data lies below it), SEXTANT_GRAPH_URL (another Marketing API host), \
                  SEXTANT_PASSPHRASE (a vault for machines without a keyring), NO_COLOR.\n\
                  Exit codes: 0 done, 1 failed, 2 usage, 3 sign-in needed, 4 partial or rate-limited, 5 refused by a guard."
)]
pub(crate) struct Arguments {
    /// Print one JSON object instead of a table.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Name or id of the workspace; without it, the one opened last.
    #[arg(long, global = true)]
    pub(crate) workspace: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the simulation, connect a demo workspace to it, and keep it running until Ctrl-C.
    Demo(Demo),
    /// Connect to Meta.
    Connect(Connect),
    /// The ad accounts that are kept here.
    Accounts,
    /// Pull what is new from Meta.
    Sync(Sync),
    /// Campaigns, ad sets or ads from the cache.
    List(List),
    /// Figures from the cache.
    Insights(Insights),
    /// Figures of one object, split by age, place or hour; asks Meta for days that are not here.
    Breakdown(Breakdown),
    /// Ask your own question in SQL. It reads only, and no key, token or sign-in can be asked for.
    Query(Query),
    /// What happened and what needs a person: key figures, pace, unusual days, what rules did.
    Overview(Overview),
    /// A report for a client as a PDF, or all reports that are due by their schedules.
    Report(Report),
    /// Search names and texts in the cache.
    Search {
        /// What to look for.
        text: String,
        /// At most this many hits.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// The workspace, its sign-in and its last sync.
    Status,
    /// Write an encrypted backup to a file.
    Backup {
        /// The file to write; it must not exist.
        file: PathBuf,
    },
    /// Put a backup back as the workspace it came from.
    Restore {
        /// A file that `backup` wrote.
        file: PathBuf,
    },
    /// Open a workspace whose key is lost, such as one copied from another computer, with its recovery key.
    Recover {
        /// The recovery key; `-` reads it from standard input.
        #[arg(long, value_name = "-", required = true)]
        recovery_key: String,
    },
    /// Set a status, a budget, a bid or a name of campaigns, ad sets or ads.
    Set(Set),
    /// Make a campaign, an ad set or an ad, paused, from a file.
    Create {
        /// What.
        kind: NewKind,
        /// JSON with Meta's names: account_id, campaign_id or adset_id, name and so on; money in the smallest unit.
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        #[command(flatten)]
        sending: Sending,
    },
    /// Send the changes of a draft that was exported.
    Apply {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        sending: Sending,
    },
    /// Take a change back, where what it wrote is still there.
    Undo {
        /// Id of the change, as `changes` lists it.
        change: String,
        #[command(flatten)]
        sending: Sending,
    },
    /// What was changed from here, newest first; send again what is left of a change; stop all changes.
    #[command(args_conflicts_with_subcommands = true)]
    Changes {
        /// Only this account.
        #[arg(long)]
        account: Option<String>,
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// Also what everybody else changed: colleagues and Meta itself, as far as syncs have shown.
        #[arg(long)]
        all: bool,
        #[command(subcommand)]
        action: Option<ChangesAction>,
    },
    /// Rules: read, write, look over, replay, explain, let them act.
    Rules {
        #[command(subcommand)]
        action: RulesAction,
    },
    /// Where notifications go besides this computer: a chat, a mailbox. Without more, shows it.
    Messages {
        #[command(subcommand)]
        action: Option<MessagesAction>,
    },
    /// The studio: services that write, briefs, variants and what to look at in them.
    Studio {
        #[command(subcommand)]
        action: StudioAction,
    },
    /// What rules ask a person for.
    Approvals,
    /// Say yes, or no, to what rules ask for.
    Approve {
        /// Ids as `approvals` lists them, or the id of a look for all of it.
        #[arg(required = true)]
        ids: Vec<String>,
        /// Say no.
        #[arg(long)]
        no: bool,
    },
    /// Run the rules, and syncs by schedule, until Ctrl-C.
    Run {
        /// Look once at whatever is due, and end.
        #[arg(long)]
        once: bool,
        /// Let this rule look now, whatever its schedule says.
        #[arg(long, requires = "once")]
        rule: Option<String>,
    },
    /// Stop all changes and all rules at once, in every workspace of this data folder, until a person allows them again.
    Stop,
    /// Allow changes and rules again.
    Resume {
        /// Without asking.
        #[arg(long)]
        yes: bool,
    },
    /// Check keyring, files, sign-in and network, and say what to do.
    Doctor,
    /// The audit log: check it, take it out, or say that you have looked.
    Audit {
        #[command(subcommand)]
        action: Audit,
    },
}

/// `changes`.
#[derive(Debug, Subcommand)]
pub(crate) enum ChangesAction {
    /// Send again what a change has not reached: what was refused, not sent or not found.
    Retry {
        /// Id of the change, as `changes` lists it.
        change: String,
        #[command(flatten)]
        sending: Sending,
    },
    /// Stop all changes at once, in every workspace of this data folder, until a person allows them again.
    Stop,
    /// Allow changes again.
    Allow {
        /// Without asking.
        #[arg(long)]
        yes: bool,
    },
}

/// `audit`.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Check every entry and the end of the log, also against the note kept beside the key.
    Verify {
        /// An earlier export, or a head that was written down (may be given several times).
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
        /// A seal key that was kept on another computer.
        #[arg(long, value_name = "FILE")]
        seal_key: Option<PathBuf>,
    },
    /// Write the log as JSON Lines with a signed head, for sextant-audit-verify.
    Export {
        /// The file to write; it must not exist.
        file: PathBuf,
        /// Write a report that people read in a browser instead.
        #[arg(long)]
        html: bool,
        /// Only this account; for the report.
        #[arg(long, requires = "html")]
        account: Option<String>,
    },
    /// Print the signed head: keep it elsewhere, and give it to `verify` as a checkpoint later.
    Head,
    /// Write the key of all later seals to a file. Keep it on another computer, and give it to `verify`.
    Key {
        /// The file to write; it must not exist.
        file: PathBuf,
    },
    /// Say that you have looked at why changes are held, and go on from the state as it is.
    Confirm,
}

/// `demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Port of the simulation, 0 for a free one.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Seed of its world: the same seed gives the same world.
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// Size of its world: tiny, small, agency, huge, or ACCOUNTSxCAMPAIGNSxADSETSxADS.
    #[arg(long, default_value = "small")]
    pub(crate) size: String,
}

/// `connect`.
#[derive(Debug, Args)]
pub(crate) struct Connect {
    /// Connect with a system-user token; `-` reads it from standard input.
    #[arg(long, value_name = "-", required = true)]
    pub(crate) system_user_token: String,
    /// File with the app's secret, so that every call carries a proof.
    #[arg(long)]
    pub(crate) app_secret_file: Option<PathBuf>,
    /// `all`, or ids such as `act_1,act_2`.
    #[arg(long, default_value = "all")]
    pub(crate) accounts: String,
    /// Name of the new workspace.
    #[arg(long, default_value = "Meta")]
    pub(crate) name: String,
}

/// `sync`.
#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Only this account (may be given several times).
    #[arg(long)]
    pub(crate) account: Vec<String>,
    /// First day, YYYY-MM-DD in the account's time zone.
    #[arg(long)]
    pub(crate) since: Option<String>,
    /// Last day, YYYY-MM-DD in the account's time zone.
    #[arg(long)]
    pub(crate) until: Option<String>,
}

/// What `list` lists.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    /// Campaigns.
    Campaigns,
    /// Ad sets.
    Adsets,
    /// Ads.
    Ads,
}

/// `list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// What to list.
    pub(crate) kind: Kind,
    /// Only this account (may be given several times).
    #[arg(long)]
    pub(crate) account: Vec<String>,
    /// Only this status or effective status, as Meta calls it, such as active or with_issues.
    #[arg(long)]
    pub(crate) status: Option<String>,
}

/// Levels of `insights`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Level {
    /// The ad account.
    Account,
    /// Campaigns.
    Campaign,
    /// Ad sets.
    Adset,
    /// Ads.
    Ad,
}

/// `insights`.
#[derive(Debug, Args)]
pub(crate) struct Insights {
    /// What a row is about.
    #[arg(long)]
    pub(crate) level: Level,
    /// First day, YYYY-MM-DD in the account's time zone.
    #[arg(long)]
    pub(crate) since: String,
    /// Last day, included.
    #[arg(long)]
    pub(crate) until: String,
    /// One row a day instead of one row for the range.
    #[arg(long)]
    pub(crate) daily: bool,
    /// Only this account (may be given several times).
    #[arg(long)]
    pub(crate) account: Vec<String>,
}

/// `overview`.
#[derive(Debug, Args)]
pub(crate) struct Overview {
    /// First day, YYYY-MM-DD in the account's time zone; without days, the last 30.
    #[arg(long)]
    pub(crate) since: Option<String>,
    /// Last day, included.
    #[arg(long)]
    pub(crate) until: Option<String>,
    /// Only this account (may be given several times).
    #[arg(long)]
    pub(crate) account: Vec<String>,
}

/// What `create` makes.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum NewKind {
    /// A campaign.
    Campaign,
    /// An ad set.
    Adset,
    /// An ad.
    Ad,
}

/// Whether and how a change is sent.
#[derive(Debug, Clone, Args)]
pub(crate) struct Sending {
    /// Print what would be sent, and send nothing but reads.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Send without asking. Says yes to what asks first, such as deleting or ten times a budget.
    #[arg(long)]
    pub(crate) yes: bool,
    /// An amount typed once more, in the smallest unit: needed for a change by a hundred times or more.
    #[arg(long, value_name = "MINOR")]
    pub(crate) confirm_amount: Vec<i64>,
}

/// `set`.
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// Ids of campaigns, ad sets or ads.
    #[arg(required = true)]
    pub(crate) ids: Vec<String>,
    /// active, paused, archived or deleted.
    #[arg(long)]
    pub(crate) status: Option<String>,
    /// Budget a day in the account's currency, such as 12.50.
    #[arg(long)]
    pub(crate) daily_budget: Option<String>,
    /// Budget for life, likewise.
    #[arg(long)]
    pub(crate) lifetime_budget: Option<String>,
    /// Bid or cap, likewise.
    #[arg(long)]
    pub(crate) bid: Option<String>,
    /// Name.
    #[arg(long)]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) sending: Sending,
}
