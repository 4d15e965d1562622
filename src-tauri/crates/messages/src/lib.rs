//! Takes a notification to where people are: a chat's incoming webhook, or a mailbox.
//!
//! Both are addresses that somebody has typed, so both are judged before anything is sent: encrypted connections only,
//! except to this computer itself. A message is plain text; what is a mark-up in the other program is written out, so that
//! the name of an ad can neither call a whole channel nor become a link.
//!
//! What this crate is **not**: it decides nothing about what is worth telling, keeps no settings and no secrets, and
//! reads no answer beyond whether a message was taken.
//!
//! Main types: [`Message`], [`Webhook`], [`Mailbox`] with [`MailSettings`], [`Patience`] for how long to try, [`Error`].
//!
//! ```
//! use messages::Webhook;
//!
//! assert!(Webhook::new("https://hooks.example.com/services/T0/B0/secret".into()).is_ok());
//! assert!(Webhook::new("http://hooks.example.com/services/T0/B0/secret".into()).is_err());
//! ```

mod error;
mod mail;
mod patience;
mod webhook;

pub use error::Error;
pub use mail::{MailSettings, Mailbox, Security};
pub use patience::Patience;
pub use webhook::Webhook;

/// Characters of a title that are sent.
const MOST_TITLE: usize = 200;
/// Characters of a text that are sent.
const MOST_BODY: usize = 4_000;

/// One thing to tell, as plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    title: String,
    body: String,
}

impl Message {
    /// A message of at most 200 and 4,000 characters; what is longer is cut and ends in an ellipsis.
    /// Control characters become spaces, except for line ends in the text.
    pub fn new(title: &str, body: &str) -> Self {
        Self { title: tame(title, MOST_TITLE, false), body: tame(body, MOST_BODY, true) }
    }
}

fn tame(text: &str, most: usize, lines: bool) -> String {
    let mut tamed: String = text
        .chars()
        .take(most)
        .map(|char| if char.is_control() && !(lines && char == '\n') { ' ' } else { char })
        .collect();
    if text.chars().nth(most).is_some() {
        tamed.push('…');
    }
    tamed
}

/// Whether a host is this computer.
fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_short_and_holds_no_control_characters() {
        let message = Message::new(&"é\r\n".repeat(500), &"line\r\nline\u{1b}[0m".repeat(900));
        assert_eq!((message.title.chars().count(), message.body.chars().count()), (MOST_TITLE + 1, MOST_BODY + 1));
        assert!(!message.title.contains(char::is_control));
        assert!(message.body.chars().all(|char| char == '\n' || !char.is_control()));
        assert_eq!(Message::new("a", "b\nc"), Message { title: "a".into(), body: "b\nc".into() });
    }

    #[test]
    fn only_this_computer_is_here() {
        for (host, here) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("127.1.2.3", true),
            ("[::1]", true),
            ("localhost.evil.example", false),
            ("10.0.0.1", false),
            ("example.com", false),
        ] {
            assert_eq!(is_here(host), here, "{host}");
        }
    }
}
