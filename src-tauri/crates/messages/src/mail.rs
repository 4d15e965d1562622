//! E-mail over SMTP.

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox as Address, Mailboxes};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use crate::patience::Failed;
use crate::{Error, Message, Patience, is_here};

/// Addresses that may be written to.
const MOST_ADDRESSES: usize = 10;

/// How a connection to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// From the first byte, usually on port 465.
    Tls,
    /// After a greeting, usually on port 587. A server that does not offer it is refused.
    StartTls,
    /// Not at all. Only to a server on this computer.
    None,
}

/// How to write to a mailbox.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// The name to sign in with; none for a server that wants none.
    pub user: Option<String>,
    /// The password that goes with it.
    pub password: Option<SecretString>,
    /// Who writes: `ads@example.com` or `Ads <ads@example.com>`.
    pub from: String,
    /// To whom, separated by commas; at most ten.
    pub to: String,
}

/// A mail server, with who writes to whom over it.
#[derive(Debug, Clone)]
pub struct Mailbox {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    host: String,
    from: Address,
    to: Mailboxes,
}

impl Mailbox {
    /// Checks the settings. Connects to nobody.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the first setting that makes no sense.
    pub fn new(settings: &MailSettings) -> Result<Self, Error> {
        let invalid = |text: String| Error::Invalid(text);
        let host = settings.host.trim();
        let usable = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | ':' | '[' | ']');
        if host.is_empty() || host.len() > 253 || !host.chars().all(usable) || settings.port == 0 {
            return Err(invalid("Give the name of a mail server, such as smtp.example.com, and its port".into()));
        }
        if settings.security == Security::None && !is_here(host) {
            return Err(invalid("A mail server on another computer needs an encrypted connection".into()));
        }
        let wrong = |text: &str| invalid(format!("“{}” is not an e-mail address", text.trim()));
        let from: Address = settings.from.trim().parse().map_err(|_| wrong(&settings.from))?;
        let to: Mailboxes = settings.to.trim().parse().map_err(|_| wrong(&settings.to))?;
        let count = to.iter().count();
        if count == 0 || count > MOST_ADDRESSES {
            return Err(invalid(format!("Give 1 to {MOST_ADDRESSES} addresses to write to")));
        }
        Ok(Self { transport: transport(host, settings)?, host: host.to_owned(), from, to })
    }

    /// Writes a message to all addresses.
    ///
    /// # Errors
    /// [`Error::Refused`] with the server's words, [`Error::Unreachable`] after every try.
    pub async fn send(&self, message: &Message, patience: Patience) -> Result<(), Error> {
        let mut builder = lettre::Message::builder()
            .from(self.from.clone())
            .subject(format!("Sextant: {}", message.title))
            .header(ContentType::TEXT_PLAIN);
        for address in self.to.iter() {
            builder = builder.to(address.clone());
        }
        let mail = builder
            .body(format!("{}\n", message.body))
            .map_err(|error| Error::Invalid(format!("The message cannot be written as an e-mail: {error}")))?;
        patience.keep_trying(|| self.try_once(mail.clone())).await
    }

    async fn try_once(&self, mail: lettre::Message) -> Result<(), Failed> {
        let error = match self.transport.send(mail).await {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        let host = &self.host;
        tracing::debug!(%error, "a mail server did not take a message");
        if error.is_permanent() {
            Err(Failed::ForGood(Error::Refused(format!("{host} refused it: {}", cause(&error)))))
        } else if error.is_tls() || error.is_client() {
            Err(Failed::ForGood(Error::Refused(format!("{host} offers no connection that can be trusted"))))
        } else {
            let words = match error.status() {
                Some(_) => format!("{host} asks to try later: {}", cause(&error)),
                None => format!("{host} could not be reached"),
            };
            Err(Failed::ForNow { words, after: None })
        }
    }
}

/// What a server said, cut short.
fn cause(error: &lettre::transport::smtp::Error) -> String {
    let words = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    words.chars().filter(|char| !char.is_control()).take(160).collect()
}

fn transport(host: &str, settings: &MailSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    let trusted = || {
        TlsParameters::builder(host.trim_matches(['[', ']']).to_owned())
            .build_rustls()
            .map_err(|error| Error::Invalid(format!("No encrypted connection can be made here: {error}")))
    };
    let tls = match settings.security {
        Security::Tls => Tls::Wrapper(trusted()?),
        Security::StartTls => Tls::Required(trusted()?),
        Security::None => Tls::None,
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(settings.port)
        .tls(tls)
        .timeout(Some(Duration::from_secs(12)));
    if let Some(user) = settings.user.as_deref().map(str::trim).filter(|user| !user.is_empty()) {
        let password = settings.password.as_ref().map(|password| password.expose_secret().to_owned());
        builder = builder.credentials(Credentials::new(user.to_owned(), password.unwrap_or_default()));
    }
    Ok(builder.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> MailSettings {
        MailSettings {
            host: "smtp.example.com".into(),
            port: 587,
            security: Security::StartTls,
            user: Some("ads".into()),
            password: Some("canary".to_owned().into()),
            from: "Ads <ads@example.com>".into(),
            to: "a@example.com, b@example.com".into(),
        }
    }

    #[test]
    fn settings_that_make_no_sense_are_named() {
        let long = (0..11).map(|n| format!("a{n}@example.com")).collect::<Vec<_>>().join(",");
        type Change = fn(&mut MailSettings);
        let cases: [(Change, Option<&str>); 9] = [
            (|_| {}, None),
            (|s| (s.host, s.security) = ("127.0.0.1".into(), Security::None), None),
            (|s| s.security = Security::None, Some("encrypted")),
            (|s| s.host = "smtp.example.com/x".into(), Some("mail server")),
            (|s| s.host = String::new(), Some("mail server")),
            (|s| s.port = 0, Some("mail server")),
            (|s| s.from = "ads".into(), Some("“ads” is not")),
            (|s| s.to = "a@example.com, b".into(), Some("is not an e-mail address")),
            (|s| s.to = String::new(), Some("address")),
        ];
        for (change, words) in cases {
            let mut changed = settings();
            change(&mut changed);
            let told = Mailbox::new(&changed).err().map(|error| error.to_string());
            match words {
                None => assert_eq!(told, None),
                Some(words) => assert!(told.as_deref().is_some_and(|told| told.contains(words)), "{told:?}"),
            }
        }
        let many = MailSettings { to: long, ..settings() };
        assert!(Mailbox::new(&many).is_err());
        assert!(!format!("{:?}", settings()).contains("canary"));
    }
}
