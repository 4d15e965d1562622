//! Where notifications go besides this computer.

use super::{choice, dto};

choice! {
    /// Where a notification can go.
    pub enum MessageChannel {
        /// A chat's incoming webhook.
        Webhook,
        /// E-mail.
        Mail,
    }

    /// How the connection to a mail server is encrypted.
    pub enum MailSecurity {
        /// From the first byte, usually on port 465.
        Tls,
        /// After a greeting, usually on port 587.
        StartTls,
        /// Not at all; only to a server on this computer.
        None,
    }
}

dto! {
    /// Where the open workspace's notifications go besides this computer.
    pub struct MessageChannels {
        /// The chat, where there is one.
        pub webhook: Option<WebhookChannel>,
        /// The mailbox, where there is one.
        pub mail: Option<MailChannel>,
    }

    /// A chat. Its whole address is a secret and never comes out again.
    pub struct WebhookChannel {
        /// Which computer it is on.
        pub host: String,
        /// Only what also comes in quiet hours.
        pub only_urgent: bool,
        /// How the last message of this run went.
        pub last: Option<MessageSent>,
    }

    /// A mailbox. The password never comes out again.
    pub struct MailChannel {
        /// The server.
        pub host: String,
        /// Its port.
        pub port: u16,
        /// How the connection is encrypted.
        pub security: MailSecurity,
        /// The name to sign in with.
        pub user: Option<String>,
        /// Whether a password is kept.
        pub has_password: bool,
        /// Who writes.
        pub from: String,
        /// To whom, separated by commas.
        pub to: String,
        /// Only what also comes in quiet hours.
        pub only_urgent: bool,
        /// How the last message of this run went.
        pub last: Option<MessageSent>,
    }

    /// How a message went.
    pub struct MessageSent {
        /// When, in UTC milliseconds.
        pub at_ms: f64,
        /// Why it did not arrive; none where it did.
        pub error: Option<String>,
    }

    /// A chat to write to.
    pub struct SetWebhook {
        /// The whole address; none keeps the one that is there.
        pub address: Option<String>,
        /// Only what also comes in quiet hours.
        pub only_urgent: bool,
    }

    /// A mailbox to write to.
    pub struct SetMail {
        /// The server.
        pub host: String,
        /// Its port.
        pub port: u16,
        /// How the connection is encrypted.
        pub security: MailSecurity,
        /// The name to sign in with; none for a server that wants none.
        pub user: Option<String>,
        /// The password; none keeps the one that is there.
        pub password: Option<String>,
        /// Who writes.
        pub from: String,
        /// To whom, separated by commas.
        pub to: String,
        /// Only what also comes in quiet hours.
        pub only_urgent: bool,
    }
}
