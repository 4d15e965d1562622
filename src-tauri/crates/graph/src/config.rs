//! Where the API is and how patient the client is.

use std::net::IpAddr;
use std::time::Duration;

use url::{Host, Url};

/// Settings the client refuses to work with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not a URL of the form `https://host[:port]`.
    #[error("the address of the Marketing API is not a URL like https://graph.facebook.com")]
    NotAUrl,
    /// Plain http to another computer would show the token to everybody on the way.
    #[error("http is allowed to this computer only; use https")]
    Insecure,
    /// Not a version like `v26.0`.
    #[error("not an API version: expected the form v26.0")]
    NotAVersion,
    /// The HTTP client could not be built, for example because the system has no certificates.
    #[error("the HTTP client could not be set up: {0}")]
    Setup(String),
    /// A token or secret that cannot stand in a header.
    #[error("the token contains characters no token has")]
    UnusableToken,
}

/// An API version, like `v26.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiVersion(String);

impl ApiVersion {
    /// The version this client was written against.
    pub const DEFAULT: &'static str = "v26.0";

    /// # Errors
    /// [`ConfigError::NotAVersion`] for anything but `v`, digits, a dot and digits.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let digits = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let parts = text.strip_prefix('v').and_then(|rest| rest.split_once('.'));
        match parts {
            Some((major, minor)) if digits(major) && digits(minor) => Ok(Self(text.to_owned())),
            _ => Err(ConfigError::NotAVersion),
        }
    }

    /// Meta's spelling, `v26.0`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ApiVersion {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

/// Where the API is, which version is asked for, and how long the client waits.
#[derive(Debug, Clone)]
pub struct GraphConfig {
    base_url: Url,
    version: ApiVersion,
    /// Tries of one read, the first included.
    pub tries: u32,
    /// The wait after the first failed try; it doubles from try to try and is jittered.
    pub backoff: Duration,
    /// The pause before the second look at an asynchronous job; it doubles from look to look, up to five minutes.
    pub poll: Duration,
    /// Longest silence within one answer. Large synchronous insights take a minute to begin.
    pub read_timeout: Duration,
    /// Longest time one request may take in all.
    pub total_timeout: Duration,
}

impl GraphConfig {
    /// Meta itself, in the default version.
    pub fn meta() -> Self {
        let base_url = Url::parse("https://graph.facebook.com").expect("the constant is a URL");
        Self::with_base(base_url)
    }

    /// Another server that speaks the API: https anywhere, or http on this computer.
    ///
    /// # Errors
    /// [`ConfigError::NotAUrl`] and [`ConfigError::Insecure`].
    pub fn new(base_url: &str) -> Result<Self, ConfigError> {
        let url = Url::parse(base_url).map_err(|_| ConfigError::NotAUrl)?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && matches!(url.path(), "" | "/");
        if !plain || url.host().is_none() {
            return Err(ConfigError::NotAUrl);
        }
        match url.scheme() {
            "https" => Ok(Self::with_base(url)),
            "http" if is_loopback(&url) => Ok(Self::with_base(url)),
            "http" => Err(ConfigError::Insecure),
            _ => Err(ConfigError::NotAUrl),
        }
    }

    fn with_base(base_url: Url) -> Self {
        Self {
            base_url,
            version: ApiVersion::default(),
            tries: 5,
            backoff: Duration::from_secs(1),
            poll: Duration::from_secs(2),
            read_timeout: Duration::from_secs(120),
            total_timeout: Duration::from_secs(300),
        }
    }

    /// The same server in another version.
    #[must_use]
    pub fn with_version(mut self, version: ApiVersion) -> Self {
        self.version = version;
        self
    }

    /// The server, without a path.
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// The version asked for.
    pub fn version(&self) -> &ApiVersion {
        &self.version
    }

    /// Whether requests stay on this computer.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.base_url)
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_computer() {
        for good in [
            "https://graph.facebook.com",
            "https://graph.facebook.com/",
            "http://127.0.0.1:8080",
            "http://localhost:1",
            "http://[::1]:9",
            "http://127.9.9.9",
        ] {
            assert!(GraphConfig::new(good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("http://graph.facebook.com", ConfigError::Insecure),
            ("http://localhost.example.com", ConfigError::Insecure),
            ("http://192.168.0.1", ConfigError::Insecure),
            ("http://127.0.0.1.example.com", ConfigError::Insecure),
            ("ftp://127.0.0.1", ConfigError::NotAUrl),
            ("https://user:pw@graph.facebook.com", ConfigError::NotAUrl),
            ("https://graph.facebook.com/v26.0", ConfigError::NotAUrl),
            ("https://graph.facebook.com?a=b", ConfigError::NotAUrl),
            ("graph.facebook.com", ConfigError::NotAUrl),
            ("", ConfigError::NotAUrl),
        ] {
            assert_eq!(GraphConfig::new(bad).err(), Some(why), "{bad}");
        }
    }

    #[test]
    fn versions_have_one_form() {
        assert_eq!(ApiVersion::parse("v25.0").unwrap().as_str(), "v25.0");
        for bad in ["", "26.0", "v26", "v26.", "v.0", "v26.0/", "v26.0.1", "vx.y", "v1234.0"] {
            assert_eq!(ApiVersion::parse(bad), Err(ConfigError::NotAVersion), "{bad}");
        }
    }
}
