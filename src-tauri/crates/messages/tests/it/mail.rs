//! A mail server of a few lines: it takes what it is given, or answers as it is told.

use std::sync::{Arc, Mutex};

use messages::{Error, MailSettings, Mailbox, Message, Security};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::hasty;

/// Everything that clients have said, a line each.
type Heard = Arc<Mutex<Vec<String>>>;

/// Serves every connection; `MAIL FROM` is answered with `answer`.
async fn server(answer: &'static str, extension: &'static str) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, heard) = (listener.local_addr().unwrap().port(), Heard::default());
    let shared = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            drop(converse(stream, answer, extension, Arc::clone(&shared)).await);
        }
    });
    (port, heard)
}

async fn converse(stream: TcpStream, answer: &str, extension: &str, heard: Heard) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let (mut lines, mut in_text) = (BufReader::new(read).lines(), false);
    write.write_all(b"220 ready\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let reply = match line.as_str() {
            "." if in_text => {
                in_text = false;
                "250 taken".to_owned()
            }
            _ if in_text => String::new(),
            "DATA" => {
                in_text = true;
                "354 go on".to_owned()
            }
            "QUIT" => "221 bye".to_owned(),
            "STARTTLS" => "220 go ahead".to_owned(),
            text if text.starts_with("EHLO") => format!("250-here\r\n250-{extension}\r\n250 8BITMIME"),
            text if text.starts_with("MAIL FROM") => answer.to_owned(),
            text if text.starts_with("AUTH") => "235 welcome".to_owned(),
            _ => "250 fine".to_owned(),
        };
        heard.lock().unwrap().push(line);
        if !reply.is_empty() {
            write.write_all(format!("{reply}\r\n").as_bytes()).await?;
        }
    }
    Ok(())
}

fn mailbox(port: u16, security: Security) -> Mailbox {
    let settings = MailSettings {
        host: "127.0.0.1".into(),
        port,
        security,
        user: Some("ads".into()),
        password: Some("canary".to_owned().into()),
        from: "Sextant <ads@example.com>".into(),
        to: "a@example.com, B Ö <b@example.com>".into(),
    };
    Mailbox::new(&settings).unwrap()
}

#[tokio::test]
async fn a_message_reaches_everybody_after_signing_in_and_its_title_adds_no_header() {
    let (port, heard) = server("250 fine", "AUTH PLAIN LOGIN").await;
    let message = Message::new("Rule “Ü” acted\r\nBcc: evil@example.com", "Paused 2 ads.\n.\nDone.");
    mailbox(port, Security::None).send(&message, hasty()).await.unwrap();
    let heard = heard.lock().unwrap().clone();
    let count = |start: &str| heard.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("AUTH"), count("RCPT TO"), count("Bcc"), count("Subject: ")), (1, 2, 0, 1), "{heard:?}");
    assert!(heard.iter().any(|line| line.contains("Paused 2 ads.")), "{heard:?}");
    assert!(!heard.iter().any(|line| line.contains("canary")), "the password goes encoded, and in AUTH only");
}

#[tokio::test]
async fn a_no_is_told_at_once_and_later_is_tried_again() {
    for (answer, tries, end) in [("550 no such sender", 1, "refused"), ("451 come back", 3, "asks to try later")] {
        let (port, heard) = server(answer, "AUTH PLAIN").await;
        let error = mailbox(port, Security::None).send(&Message::new("a", "b"), hasty()).await.unwrap_err();
        assert_eq!(matches!(error, Error::Refused(_)), tries == 1, "{error:?}");
        assert!(error.to_string().contains(end), "{error}");
        let asked = heard.lock().unwrap().iter().filter(|line| line.starts_with("MAIL FROM")).count();
        assert_eq!(asked, tries, "{answer}");
    }
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_does_not_encrypt_as_asked() {
    for (security, extension) in
        [(Security::StartTls, "PIPELINING"), (Security::StartTls, "STARTTLS"), (Security::Tls, "AUTH PLAIN")]
    {
        let (port, heard) = server("250 fine", extension).await;
        let sent = mailbox(port, security).send(&Message::new("a", "b"), hasty()).await;
        assert!(sent.is_err(), "{security:?} {extension}");
        let heard = heard.lock().unwrap();
        let told = heard.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL"));
        assert!(!told, "{security:?} {extension}: {heard:?}");
    }
}
