//! Incoming webhooks in the form that Slack has made usual, and that most chats take.

use std::fmt;
use std::sync::Once;
use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode, redirect};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::patience::Failed;
use crate::{Error, Message, Patience, is_here};

/// Characters of an answer that are told.
const MOST_WORDS: usize = 120;

/// A chat's incoming webhook. Its address is a secret: whoever knows it can write there.
#[derive(Clone)]
pub struct Webhook {
    address: SecretString,
    host: String,
    client: reqwest::Client,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("host", &self.host).finish_non_exhaustive()
    }
}

impl Webhook {
    /// The webhook at an address: `https`, or plain `http` on this computer.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what an address has to be like.
    pub fn new(address: SecretString) -> Result<Self, Error> {
        let wrong = |text: &str| Error::Invalid(text.to_owned());
        let url = Url::parse(address.expose_secret().trim())
            .map_err(|_| wrong("That is not a web address. Paste the whole of it, beginning with https://"))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let here = is_here(&host);
        if host.is_empty() || !(url.scheme() == "https" || url.scheme() == "http" && here) {
            return Err(wrong("A webhook's address begins with https://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("A webhook's address holds no name and no password"));
        }
        let client = client(here && url.scheme() == "http")
            .map_err(|error| Error::Invalid(format!("This computer cannot send: {}", error.without_url())))?;
        Ok(Self { address: SecretString::from(url.to_string()), host, client })
    }

    /// Where it is, without what is secret of its address.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Its whole address.
    pub fn address(&self) -> &SecretString {
        &self.address
    }

    /// Writes a message there.
    ///
    /// # Errors
    /// [`Error::Refused`] with the other side's words, [`Error::Unreachable`] after every try.
    pub async fn send(&self, message: &Message, patience: Patience) -> Result<(), Error> {
        let body = serde_json::json!({ "text": format!("*{}*\n{}", plain(&message.title), plain(&message.body)) });
        patience.keep_trying(|| self.post(&body)).await
    }

    async fn post(&self, body: &serde_json::Value) -> Result<(), Failed> {
        let sending = self.client.post(self.address.expose_secret()).json(body).send();
        match sending.await {
            Ok(response) if response.status().is_success() => Ok(()),
            Ok(response) => Err(self.failed(response).await),
            Err(error) => {
                let words = if error.is_timeout() { "did not answer in time" } else { "could not be reached" };
                tracing::debug!(error = %error.without_url(), "a webhook was not reached");
                Err(Failed::ForNow { words: format!("{} {words}", self.host), after: None })
            }
        }
    }

    async fn failed(&self, response: Response) -> Failed {
        let status = response.status();
        let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let after = asked.and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
        let words = format!("{} answered {}{}", self.host, status.as_u16(), said(response).await);
        let later =
            status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
        if later { Failed::ForNow { words, after } } else { Failed::ForGood(Error::Refused(words)) }
    }
}

/// The beginning of what the other side says, as far as it is words.
async fn said(mut response: Response) -> String {
    let Ok(Some(piece)) = response.chunk().await else { return String::new() };
    let text: String = String::from_utf8_lossy(&piece).chars().take(MOST_WORDS).collect();
    let text = text.trim();
    if text.is_empty() || text.contains(['<', '\u{fffd}']) || text.contains(char::is_control) {
        return String::new();
    }
    format!(": {text}")
}

/// Marks of a chat's own language, written out: `<!channel>` in the name of an ad must not wake everybody.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A client that follows nobody elsewhere with what it was given.
fn client(here: bool) -> Result<reqwest::Client, reqwest::Error> {
    static ONCE: Once = Once::new();
    // One that the program has installed already is kept.
    ONCE.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    let builder = reqwest::Client::builder()
        .user_agent(concat!("Sextant/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .connect_timeout(Duration::from_secs(10));
    let builder = if here { builder.no_proxy().tls_certs_only([]) } else { builder.https_only(true) };
    builder.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_encrypted_or_on_this_computer_and_holds_no_password() {
        for (address, usable) in [
            ("https://hooks.example.com/services/T/B/x", true),
            (" https://hooks.example.com/services/T/B/x\n", true),
            ("http://127.0.0.1:8000/hook", true),
            ("http://[::1]:8000/hook", true),
            ("http://hooks.example.com/x", false),
            ("http://localhost.example.com/x", false),
            ("https://user:pass@example.com/x", false),
            ("file:///etc/passwd", false),
            ("javascript:alert(1)", false),
            ("hooks.example.com/x", false),
            ("", false),
        ] {
            assert_eq!(Webhook::new(address.to_owned().into()).is_ok(), usable, "{address}");
        }
    }

    #[test]
    fn its_secret_part_is_not_printed() {
        let webhook = Webhook::new("https://hooks.example.com/services/canary".to_owned().into()).unwrap();
        assert_eq!(webhook.host(), "hooks.example.com");
        assert!(!format!("{webhook:?}").contains("canary"));
    }
}
