//! As much HTTP/1.1 as a bench on one computer needs, with nothing between it and the socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// An answer is megabytes; a request is not.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// One message, request or answer.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// The request line or the status line.
    pub(crate) first: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// Reads one; `None` where the other side has ended.
    ///
    /// # Errors
    /// When it is cut off or is no HTTP.
    pub(crate) fn read(from: &mut impl BufRead) -> Result<Option<Self>> {
        let mut first = String::new();
        if from.read_line(&mut first)? == 0 {
            return Ok(None);
        }
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            ensure!(from.read_line(&mut line)? > 0, "cut off among headers");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').context("a header without a colon")?;
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut message = Self { first: first.trim_end().to_owned(), headers, body: Vec::new() };
        message.body = message.read_body(from)?;
        Ok(Some(message))
    }

    fn read_body(&self, from: &mut impl BufRead) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        if self.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            loop {
                let mut line = String::new();
                from.read_line(&mut line)?;
                let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16)?;
                let start = body.len();
                ensure!(start + size <= MOST_BYTES, "an answer that is too long");
                body.resize(start + size, 0);
                from.read_exact(body.get_mut(start..).unwrap_or_default())?;
                let mut end = String::new();
                from.read_line(&mut end)?;
                if size == 0 {
                    return Ok(body);
                }
            }
        }
        if let Some(length) = self.header("content-length") {
            let length: usize = length.parse()?;
            ensure!(length <= MOST_BYTES, "an answer that is too long");
            body.resize(length, 0);
            from.read_exact(&mut body)?;
        }
        Ok(body)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The number in a status line.
    pub(crate) fn status(&self) -> u16 {
        self.first.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    /// Method and target of a request line.
    pub(crate) fn asks(&self) -> (&str, &str) {
        let mut words = self.first.split(' ');
        (words.next().unwrap_or_default(), words.next().unwrap_or_default())
    }

    /// As it goes over the wire, with its body's length in place of any other framing.
    pub(crate) fn wire(&self) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.first);
        for (name, value) in &self.headers {
            if !matches!(name.as_str(), "content-length" | "transfer-encoding") {
                text.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        text.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        let mut wire = text.into_bytes();
        wire.extend_from_slice(&self.body);
        wire
    }
}

/// A connection that stays open from request to request.
#[derive(Debug)]
pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Connects to `http://host:port`.
    ///
    /// # Errors
    /// When nobody listens there.
    pub(crate) fn open(base: &str) -> Result<Self> {
        let host = base.strip_prefix("http://").context("not a plain http address")?.trim_end_matches('/');
        let stream = TcpStream::connect(host).with_context(|| format!("nobody listens at {host}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        Ok(Self(BufReader::with_capacity(256 * 1024, stream)))
    }

    /// Sends a request and waits for its whole answer.
    ///
    /// # Errors
    /// When the connection breaks.
    pub(crate) fn ask(&mut self, request: &[u8]) -> Result<Message> {
        self.0.get_mut().write_all(request)?;
        Message::read(&mut self.0)?.context("the connection ended without an answer")
    }

    /// As [`Connection::ask`], with the answer's body only counted.
    ///
    /// # Errors
    /// When the connection breaks, or the answer has no length.
    pub(crate) fn ask_for_bytes(&mut self, request: &[u8]) -> Result<u64> {
        self.0.get_mut().write_all(request)?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            ensure!(self.0.read_line(&mut line)? > 0, "the connection ended without an answer");
            if line.trim_end().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        Ok(std::io::copy(&mut (&mut self.0).take(length), &mut std::io::sink())?)
    }
}

/// One call to the sandbox's control interface.
///
/// # Errors
/// When it does not answer with success.
pub(crate) fn control(base: &str, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let headers = vec![
        ("host".to_owned(), "127.0.0.1".to_owned()),
        ("content-type".to_owned(), "application/json".to_owned()),
        ("connection".to_owned(), "close".to_owned()),
    ];
    let request = Message { first: format!("{method} {path} HTTP/1.1"), headers, body: body.into_bytes() };
    let answer = Connection::open(base)?.ask(&request.wire())?;
    if !(200..300).contains(&answer.status()) {
        bail!("{method} {path}: {} {}", answer.first, String::from_utf8_lossy(&answer.body));
    }
    Ok(serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_framings_are_read_and_one_is_written() {
        let chunked =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";
        let message = Message::read(&mut &chunked[..]).unwrap().unwrap();
        assert_eq!((message.status(), &message.body[..], message.header("x")), (200, &b"abcde"[..], Some("y")));
        let again = Message::read(&mut &message.wire()[..]).unwrap().unwrap();
        assert_eq!((again.header("content-length"), &again.body), (Some("5"), &message.body));
        assert!(Message::read(&mut &b""[..]).unwrap().is_none());
        assert!(Message::read(&mut &b"GET / HTTP/1.1\r\nHost: x\r\n"[..]).is_err());
    }
}
