//! Where Meta's dialog is, and where it sends the browser back to.

use url::{Host, Url};

use crate::{Error, Via};

/// The address that the operating system hands to Sextant.
pub const DEEP_LINK: &str = "sextant://oauth/callback";

/// Where the browser is sent back to. Meta compares it letter by letter with what the app has registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    uri: String,
    via: Via,
}

impl Redirect {
    /// The https page that passes the answer on to [`DEEP_LINK`], because Meta refuses custom schemes.
    ///
    /// # Errors
    /// [`Error::Address`] for anything but a plain https address without query and fragment.
    pub fn bounce(url: &str) -> Result<Self, Error> {
        let refused = Error::Address { what: "bounce page" };
        let parsed = match Url::parse(url) {
            Ok(parsed) => parsed,
            Err(_) => return Err(refused),
        };
        let plain = parsed.scheme() == "https" && bare(&parsed) && parsed.has_host();
        // The text is kept as typed: Meta compares letters, not meanings.
        if plain { Ok(Self { uri: url.to_owned(), via: Via::DeepLink }) } else { Err(refused) }
    }

    /// Straight to the deep link. Meta refuses this; the simulation of it does not.
    pub fn deep_link() -> Self {
        Self { uri: DEEP_LINK.to_owned(), via: Via::DeepLink }
    }

    pub(crate) fn loopback(host: &str, port: u16) -> Self {
        Self { uri: format!("http://{host}:{port}/callback"), via: Via::Loopback { port } }
    }

    /// The address as registered at Meta.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The way the answer has to come.
    pub fn via(&self) -> Via {
        self.via
    }
}

/// The address of the login dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialog(Url);

impl Dialog {
    /// Meta's own dialog in an API version such as `v26.0`.
    ///
    /// # Errors
    /// [`Error::Address`] when the version has characters that a version has not.
    pub fn meta(version: &str) -> Result<Self, Error> {
        Self::at("https://www.facebook.com", version)
    }

    /// The dialog of another server: https anywhere, or http on this computer.
    ///
    /// # Errors
    /// [`Error::Address`].
    pub fn at(base_url: &str, version: &str) -> Result<Self, Error> {
        let refused = Error::Address { what: "address of the login dialog" };
        let sound = version.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') && !version.is_empty();
        match Url::parse(base_url) {
            Ok(mut url) if sound && bare(&url) && matches!(url.path(), "" | "/") && trusted(&url) => {
                url.set_path(&format!("{version}/dialog/oauth"));
                Ok(Self(url))
            }
            _ => Err(refused),
        }
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }
}

fn bare(url: &Url) -> bool {
    url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none()
}

fn trusted(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Domain(name))) => name == "localhost",
        ("http", Some(Host::Ipv4(ip))) => ip.is_loopback(),
        ("http", Some(Host::Ipv6(ip))) => ip.is_loopback(),
        _ => false,
    }
}
