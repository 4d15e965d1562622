//! Pictures of creatives. Meta keeps them on other hosts than the API, so no token ever goes with these requests.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use url::Url;

use crate::config::is_loopback;
use crate::error::{TransientCause, UnexpectedCause};
use crate::{Cancel, Error, Graph};

/// Largest picture taken: thumbnails are a tenth of it.
const MOST_BYTES: usize = 512 * 1024;

/// Longest time one picture may take.
const LONGEST: Duration = Duration::from_secs(20);

impl Graph {
    /// Downloads a small picture. It costs none of Meta's points.
    ///
    /// The address comes from Meta's answers and is not trusted: only https is followed, or http to this computer while
    /// the API itself is there; no redirect is followed; what is not a JPEG, PNG, GIF or WebP is refused.
    ///
    /// # Errors
    /// [`Error::Unexpected`] for an address or an answer that is refused, [`Error::TooMuchData`] for more than 512 kB,
    /// [`Error::Transient`] and [`Error::Cancelled`].
    pub async fn picture(&self, address: &str, cancel: &Cancel) -> Result<Bytes, Error> {
        let refused = |status| Error::Unexpected { cause: UnexpectedCause::Shape, status };
        let url = Url::parse(address).ok().filter(|url| self.is_allowed(url)).ok_or(refused(0))?;
        let download = async {
            let request = self.core.http.client().get(url).timeout(LONGEST);
            let lost = |_: reqwest::Error| Error::Transient { cause: TransientCause::ConnectionLost };
            let response = request.send().await.map_err(lost)?;
            let status = response.status().as_u16();
            if !response.status().is_success() {
                return Err(Error::Transient { cause: TransientCause::Status(status) });
            }
            let mut body = BytesMut::new();
            let mut stream = response.bytes_stream();
            while let Some(chunk) = stream.next().await {
                let chunk = chunk.map_err(lost)?;
                if body.len() + chunk.len() > MOST_BYTES {
                    return Err(Error::TooMuchData { meta: None });
                }
                body.extend_from_slice(&chunk);
            }
            if is_picture(&body) { Ok(body.freeze()) } else { Err(refused(status)) }
        };
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Error::Cancelled),
            result = download => result,
        }
    }

    fn is_allowed(&self, url: &Url) -> bool {
        let plain = url.username().is_empty() && url.password().is_none() && url.host().is_some();
        plain
            && (url.scheme() == "https"
                || (url.scheme() == "http" && self.core.config.is_loopback() && is_loopback(url)))
    }
}

/// Whether the bytes begin like a picture of a kind that is shown.
fn is_picture(bytes: &[u8]) -> bool {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    starts(b"\xff\xd8\xff")
        || starts(b"\x89PNG\r\n\x1a\n")
        || starts(b"GIF8")
        || (starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Credentials, GraphConfig};

    fn graph(base: &str) -> Graph {
        let token = secrecy::SecretString::from("t");
        let clock = std::sync::Arc::new(domain::SystemClock);
        Graph::new(GraphConfig::new(base).unwrap(), Credentials::new(token, None), clock).unwrap()
    }

    #[test]
    fn pictures_come_over_https_or_from_the_sandbox_beside() {
        for (base, address, allowed) in [
            ("https://graph.facebook.com", "https://scontent.xx.fbcdn.net/v/1.jpg", true),
            ("https://graph.facebook.com", "http://scontent.xx.fbcdn.net/v/1.jpg", false),
            ("https://graph.facebook.com", "http://127.0.0.1/1.jpg", false),
            ("https://graph.facebook.com", "file:///etc/passwd", false),
            ("https://graph.facebook.com", "https://user:pw@example.com/1.jpg", false),
            ("http://127.0.0.1:9", "http://127.0.0.1:9/1.png", true),
            ("http://127.0.0.1:9", "http://example.com/1.png", false),
        ] {
            assert_eq!(graph(base).is_allowed(&Url::parse(address).unwrap()), allowed, "{base} {address}");
        }
    }

    #[test]
    fn only_pictures_are_taken_for_pictures() {
        for (bytes, expected) in [
            (&b"\xff\xd8\xff\xe0"[..], true),
            (b"\x89PNG\r\n\x1a\n....", true),
            (b"RIFF....WEBPVP8 ", true),
            (b"<svg onload=alert(1)>", false),
            (b"<html>", false),
            (b"RIFF", false),
            (b"", false),
        ] {
            assert_eq!(is_picture(bytes), expected, "{bytes:?}");
        }
    }
}
