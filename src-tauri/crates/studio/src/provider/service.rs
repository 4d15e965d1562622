//! Where a service is and how it is asked.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::Template;
use crate::{Error, Price};

/// The wire format of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Anthropic's messages.
    Anthropic,
    /// OpenAI's chat completions.
    OpenAi,
    /// The same as other servers speak it.
    OpenAiCompatible,
    /// OpenAI's images.
    OpenAiImages,
    /// Any HTTP service that answers with a picture, by a template.
    HttpImages,
}

impl Format {
    /// Whether it writes texts; the others make pictures.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Self::Anthropic | Self::OpenAi | Self::OpenAiCompatible)
    }

    /// Where the maker of the format answers.
    #[must_use]
    pub fn usual_base(self) -> Option<&'static str> {
        match self {
            Self::Anthropic => Some("https://api.anthropic.com/v1"),
            Self::OpenAi | Self::OpenAiImages => Some("https://api.openai.com/v1"),
            Self::OpenAiCompatible | Self::HttpImages => None,
        }
    }
}

/// One service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// How it is asked.
    pub format: Format,
    /// Where it answers, up to and with the version; ends without a slash.
    pub base_url: Url,
    /// The model.
    pub model: String,
    /// What it costs.
    #[serde(default)]
    pub price: Price,
    /// How a service of [`Format::HttpImages`] is asked.
    #[serde(default)]
    pub template: Option<Template>,
}

impl Service {
    /// A service at an address as a person types it; without one, where the format's maker answers.
    ///
    /// # Errors
    /// [`Error::Settings`] with what would work.
    pub fn new(format: Format, base_url: Option<&str>, model: &str) -> Result<Self, Error> {
        let typed = base_url.map(str::trim).filter(|url| !url.is_empty());
        let text = typed.or(format.usual_base()).ok_or_else(|| settings("This kind of service needs an address"))?;
        let mut base = Url::parse(text).map_err(|_| settings("An address looks like https://host/v1"))?;
        if base.path() == "/" && format != Format::HttpImages {
            base.set_path("/v1");
        }
        let service = Self {
            format,
            base_url: base,
            model: model.trim().to_owned(),
            price: crate::known_price(model.trim()).unwrap_or_default(),
            template: None,
        };
        service.check()?;
        Ok(service)
    }

    /// Whether it can work.
    ///
    /// # Errors
    /// [`Error::Settings`] with what would.
    pub fn check(&self) -> Result<(), Error> {
        safe_address(&self.base_url)?;
        if self.base_url.query().is_some() && self.format != Format::HttpImages {
            return Err(settings("An address of a service has no question mark"));
        }
        let length = self.model.chars().count();
        if self.format != Format::HttpImages && (length == 0 || length > 200) {
            return Err(settings("Name a model"));
        }
        if self.model.chars().any(char::is_control) {
            return Err(settings("A model's name is one line of plain text"));
        }
        match (&self.template, self.format) {
            (Some(template), Format::HttpImages) => template.check(),
            (None, Format::HttpImages) => Err(settings("This kind of service needs a request template")),
            _ => Ok(()),
        }
    }

    /// Whether it answers on this computer.
    #[must_use]
    pub fn is_here(&self) -> bool {
        is_loopback(&self.base_url)
    }

    pub(super) fn place(&self, path: &str) -> Result<Url, Error> {
        let mut url = self.base_url.clone();
        {
            let mut parts = url.path_segments_mut().map_err(|()| settings("An address looks like https://host/v1"))?;
            parts.pop_if_empty().extend(path.split('/'));
        }
        Ok(url)
    }
}

pub(super) fn settings(text: &str) -> Error {
    Error::Settings(text.to_owned())
}

/// Briefs and keys go over the open network only encrypted.
pub(super) fn safe_address(url: &Url) -> Result<(), Error> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(settings("An address holds no user and no password; the key has a field of its own"));
    }
    match url.scheme() {
        "https" if url.host().is_some() => Ok(()),
        "http" if is_loopback(url) || is_private(url) => Ok(()),
        "http" => Err(settings("Only a server on this computer or in the local network may be asked without https")),
        _ => Err(settings("An address begins with https://")),
    }
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_private(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_ipv6() && ip.is_unique_local(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed_and_unsafe_ones_refused() {
        let base =
            |text: &str| Service::new(Format::OpenAiCompatible, Some(text), "m").map(|it| it.base_url.to_string());
        assert_eq!(base("http://localhost:11434").unwrap(), "http://localhost:11434/v1");
        assert_eq!(base("http://192.168.1.20:8000/v1").unwrap(), "http://192.168.1.20:8000/v1");
        assert_eq!(base("https://gateway.example/openai/v1").unwrap(), "https://gateway.example/openai/v1");
        for refused in
            ["http://gateway.example/v1", "ftp://x/v1", "https://me:pw@host/v1", "nonsense", "https://h/v1?a=b"]
        {
            assert!(matches!(base(refused), Err(Error::Settings(_))), "{refused}");
        }
        assert!(Service::new(Format::OpenAiCompatible, None, "m").is_err());
        assert!(Service::new(Format::Anthropic, None, "").is_err());
        let usual = Service::new(Format::Anthropic, None, "claude-haiku-4-5").unwrap();
        assert_eq!(usual.place("messages").unwrap().as_str(), "https://api.anthropic.com/v1/messages");
    }
}
