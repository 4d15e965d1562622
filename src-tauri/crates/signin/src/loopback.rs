//! A listener on this computer that takes one answer and is gone.

use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::{Callback, Error, Redirect, parse_callback};

/// Longest time the listener is open.
pub const LISTEN_FOR: Duration = Duration::from_secs(5 * 60);

/// A browser sends its request at once; one that opens connections in advance must not hold up the real one.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
const MAX_HEAD: usize = 16 * 1024;
/// Browsers open a few connections in advance. Many more is somebody else.
const MAX_CONNECTIONS: usize = 32;

const DONE: &str = include_str!("loopback/done.html");
const ELSEWHERE: &str = include_str!("loopback/elsewhere.html");

/// How the redirect address spells this computer. The listener is at 127.0.0.1 in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopbackHost {
    /// `127.0.0.1`, which cannot be redirected by a name server.
    Literal,
    /// `localhost`, the only spelling Meta accepts, and only while the app is in development mode.
    Localhost,
}

impl LoopbackHost {
    fn text(self) -> &'static str {
        match self {
            Self::Literal => "127.0.0.1",
            Self::Localhost => "localhost",
        }
    }
}

/// Listens at 127.0.0.1 on a port of the system's choice. Dropping it closes the socket.
#[derive(Debug)]
pub struct LoopbackListener {
    listener: TcpListener,
    host: LoopbackHost,
    port: u16,
}

impl LoopbackListener {
    /// Opens the socket.
    ///
    /// # Errors
    /// [`Error::Listener`].
    pub async fn open(host: LoopbackHost) -> Result<Self, Error> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(Error::Listener)?;
        let port = listener.local_addr().map_err(Error::Listener)?.port();
        Ok(Self { listener, host, port })
    }

    /// The redirect for [`AttemptRequest`](crate::AttemptRequest).
    pub fn redirect(&self) -> Redirect {
        Redirect::loopback(self.host.text(), self.port)
    }

    /// Takes the one request that `expected` says is the answer (use [`SignIn::expects`](crate::SignIn::expects)), tells the
    /// person that they can close the page, and closes the socket. Other requests are turned away.
    ///
    /// # Errors
    /// [`Error::TimedOut`] after [`LISTEN_FOR`] or too many other requests; [`Error::Listener`].
    pub async fn wait(self, expected: impl Fn(&Callback) -> bool) -> Result<Callback, Error> {
        self.wait_at_most(LISTEN_FOR, expected).await
    }

    /// [`wait`](Self::wait) with a shorter time; a longer one than [`LISTEN_FOR`] is cut to it.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn wait_at_most(
        self,
        patience: Duration,
        expected: impl Fn(&Callback) -> bool,
    ) -> Result<Callback, Error> {
        // Everything is dropped with the future, so no way out leaves a socket behind.
        timeout(patience.min(LISTEN_FOR), self.serve(expected)).await.unwrap_or(Err(Error::TimedOut))
    }

    async fn serve(self, expected: impl Fn(&Callback) -> bool) -> Result<Callback, Error> {
        let mut heads = JoinSet::new();
        let mut accepted = 0;
        loop {
            tokio::select! {
                connection = self.listener.accept(), if accepted < MAX_CONNECTIONS => {
                    let (stream, _) = connection.map_err(Error::Listener)?;
                    accepted += 1;
                    heads.spawn(timeout(HEAD_WITHIN, read_target(stream)));
                }
                Some(head) = heads.join_next() => {
                    let Ok(Ok(Some((stream, link)))) = head else { continue };
                    match self.judge(&link, &expected) {
                        Some(callback) => {
                            // The person's page matters less than the sign-in: a browser that hung up changes nothing.
                            let _ = timeout(HEAD_WITHIN, answer(stream, "200 OK", DONE)).await;
                            return Ok(callback);
                        }
                        None => {
                            heads.spawn(timeout(HEAD_WITHIN, turn_away(stream)));
                        }
                    }
                }
                else => return Err(Error::TimedOut),
            }
        }
    }

    fn judge(&self, link: &Link, expected: &impl Fn(&Callback) -> bool) -> Option<Callback> {
        let here = [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        // Another host means a page elsewhere that had its own name point at this computer.
        if !here.contains(&link.host) {
            return None;
        }
        let callback = parse_callback(&format!("http://127.0.0.1:{}{}", self.port, link.target));
        callback
            .inspect_err(|refusal| tracing::debug!(%refusal, "a request to the sign-in listener was refused"))
            .ok()
            .filter(expected)
    }
}

/// What a request asked for.
struct Link {
    host: String,
    target: String,
}

/// Reads one request's head. `None` for anything but a complete GET.
async fn read_target(mut stream: TcpStream) -> Option<(TcpStream, Link)> {
    let mut head = Vec::new();
    let mut chunk = [0u8; 2048];
    loop {
        let read = stream.read(&mut chunk).await.ok()?;
        head.extend_from_slice(chunk.get(..read)?);
        if head.len() > MAX_HEAD || read == 0 {
            return None;
        }
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        if request.parse(&head).ok()?.is_partial() {
            continue;
        }
        let link = link_of(&request)?;
        return Some((stream, link));
    }
}

fn link_of(request: &httparse::Request<'_, '_>) -> Option<Link> {
    let mut hosts = request.headers.iter().filter(|h| h.name.eq_ignore_ascii_case("host"));
    let host = std::str::from_utf8(hosts.next()?.value).ok()?.to_owned();
    if request.method != Some("GET") || hosts.next().is_some() {
        return None;
    }
    Some(Link { host, target: request.path?.to_owned() })
}

/// Ends like a connection that brought nothing, so that it is dropped with all others.
async fn turn_away(stream: TcpStream) -> Option<(TcpStream, Link)> {
    answer(stream, "404 Not Found", ELSEWHERE).await.ok()?;
    None
}

async fn answer(mut stream: TcpStream, status: &str, page: &str) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n\r\n",
        page.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(page.as_bytes()).await?;
    stream.shutdown().await
}
