//! The listener: one answer, this computer only, and no socket afterwards.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use signin::{Answer, Callback, LISTEN_FOR, LoopbackHost, LoopbackListener, Via};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn open() -> (LoopbackListener, u16) {
    let listener = LoopbackListener::open(LoopbackHost::Literal).await.unwrap();
    let Via::Loopback { port } = listener.redirect().via() else { panic!("not a loopback redirect") };
    assert_eq!(listener.redirect().uri(), format!("http://127.0.0.1:{port}/callback"));
    (listener, port)
}

async fn send(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is dropped without an answer is an answer too.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(port: u16, target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: test\r\n\r\n")
}

fn any(_: &Callback) -> bool {
    true
}

#[tokio::test]
async fn one_answer_is_taken_and_the_socket_is_closed() {
    let (listener, port) = open().await;
    let waiting = tokio::spawn(listener.wait(any));
    let page = send(port, &get(port, "/callback?code=AQB&state=s")).await;
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("close this page"), "{page}");
    assert!(page.contains("Content-Security-Policy: default-src 'none'") && !page.contains("AQB"), "{page}");
    let callback = waiting.await.unwrap().unwrap();
    assert!(matches!(callback.answer, Answer::Code(_)) && callback.via == Via::Loopback { port });
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err(), "the socket is still open");
}

#[tokio::test]
async fn it_listens_on_this_computer_only() {
    let (_listener, port) = open().await;
    let bound = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let mine = format!(":{port:04X} ");
    // Where the system tells, the only listening entry of this port is 127.0.0.1.
    for line in
        bound.lines().filter(|line| line.split_whitespace().nth(1).is_some_and(|a| format!("{a} ").ends_with(&mine)))
    {
        assert!(line.contains(&format!("0100007F{mine}")), "{line}");
    }
    let other = SocketAddr::from(([127, 0, 0, 2], port));
    assert!(TcpStream::connect(other).await.is_err(), "reachable at another address");
}

#[tokio::test]
async fn everything_else_is_turned_away_and_the_real_answer_still_arrives() {
    let (listener, port) = open().await;
    let waiting = tokio::spawn(listener.wait(|callback| format!("{:?}", callback.answer).contains("Code")));
    // A connection opened in advance that never says anything must not hold up the others.
    let _silent = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    let foreign_host = format!("GET /callback?code=a&state=s HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n");
    let two_hosts =
        format!("GET /callback?code=a&state=s HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n");
    let requests = [
        get(port, "/favicon.ico"),
        get(port, "/"),
        get(port, "/callback"),
        get(port, "/callback/?code=a&state=s"),
        get(port, "/callback?code=a"),
        get(port, "http://evil.example/callback?code=a&state=s"),
        // Not what was asked for.
        get(port, "/callback?error=access_denied&state=s"),
        get(port, "/callback?code=a&state=s").replace("GET", "POST"),
        foreign_host,
        two_hosts,
        "nonsense\r\n\r\n".to_owned(),
        format!("GET /{} HTTP/1.1\r\n", "a".repeat(40_000)),
        "\0\0\0\0".to_owned() + "\r\n\r\n",
    ];
    for request in &requests {
        let answer = send(port, request).await;
        assert!(!answer.contains("200 OK"), "{request}: {answer}");
    }
    assert!(!waiting.is_finished());
    send(port, &get(port, "/callback?code=AQB&state=s")).await;
    assert!(waiting.await.unwrap().is_ok());
}

#[tokio::test]
async fn nobody_answering_ends_it_and_no_time_is_longer_than_five_minutes() {
    const { assert!(LISTEN_FOR.as_secs() <= 300) };
    let (listener, port) = open().await;
    assert!(matches!(listener.wait_at_most(Duration::from_millis(30), any).await, Err(signin::Error::TimedOut)));
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err());
}

#[tokio::test]
async fn dropping_the_wait_closes_the_socket() {
    let (listener, port) = open().await;
    let waiting = tokio::spawn(listener.wait(any));
    let _open = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err());
}

#[tokio::test]
async fn meta_is_told_localhost_while_the_socket_is_the_literal_address() {
    let listener = LoopbackListener::open(LoopbackHost::Localhost).await.unwrap();
    let Via::Loopback { port } = listener.redirect().via() else { panic!("not a loopback redirect") };
    assert_eq!(listener.redirect().uri(), format!("http://localhost:{port}/callback"));
    let waiting = tokio::spawn(listener.wait(any));
    send(port, &get(port, "/callback?code=AQB&state=s").replace("127.0.0.1", "localhost")).await;
    assert!(waiting.await.unwrap().is_ok());
}
