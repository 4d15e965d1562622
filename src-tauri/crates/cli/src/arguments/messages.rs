//! What can be typed about where notifications go.

use clap::{Args, Subcommand, ValueEnum};

/// `messages`.
#[derive(Debug, Subcommand)]
pub(crate) enum MessagesAction {
    /// Write to a chat's incoming webhook, of which the address comes on standard input.
    Webhook {
        /// The address; `-` reads it from standard input.
        #[arg(long, value_name = "-", required = true)]
        address: String,
        /// Only what also comes in quiet hours.
        #[arg(long)]
        only_urgent: bool,
    },
    /// Write e-mails over a mail server.
    Mail(Mail),
    /// Send one message now.
    Test {
        /// Where.
        channel: Channel,
    },
    /// Write there no more.
    Remove {
        /// Where.
        channel: Channel,
    },
}

/// `messages mail`.
#[derive(Debug, Args)]
pub(crate) struct Mail {
    /// The mail server.
    #[arg(long)]
    pub(crate) host: String,
    /// Its port.
    #[arg(long, default_value_t = 587)]
    pub(crate) port: u16,
    /// How the connection is encrypted.
    #[arg(long, value_enum, default_value_t = Security::StartTls)]
    pub(crate) security: Security,
    /// The name to sign in with.
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// The password that goes with it; `-` reads it from standard input. Without it the one that is kept stays.
    #[arg(long, value_name = "-", requires = "user")]
    pub(crate) password: Option<String>,
    /// Who writes.
    #[arg(long)]
    pub(crate) from: String,
    /// To whom, separated by commas.
    #[arg(long)]
    pub(crate) to: String,
    /// Only what also comes in quiet hours.
    #[arg(long)]
    pub(crate) only_urgent: bool,
}

/// Where a message can go.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Channel {
    /// The chat.
    Webhook,
    /// The mailbox.
    Mail,
}

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Security {
    /// From the first byte.
    Tls,
    /// After a greeting.
    StartTls,
    /// Not at all; only to a server on this computer.
    None,
}
