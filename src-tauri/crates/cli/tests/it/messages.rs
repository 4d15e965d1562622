//! Where notifications go, set up from a terminal.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::terminal::{EXACT, Terminal};

type Heard = Arc<Mutex<Vec<String>>>;

/// A mail server that takes everything.
fn mail_server() -> (String, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, heard) = (listener.local_addr().unwrap().port().to_string(), Heard::default());
    let shared = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            drop(converse(&stream, &shared));
        }
    });
    (port, heard)
}

fn converse(mut stream: &TcpStream, heard: &Heard) -> std::io::Result<()> {
    let mut in_text = false;
    stream.write_all(b"220 ready\r\n")?;
    for line in BufReader::new(stream.try_clone()?).lines() {
        let line = line?;
        let reply = match line.as_str() {
            "." if in_text => {
                in_text = false;
                "250 taken\r\n"
            }
            _ if in_text => "",
            "DATA" => {
                in_text = true;
                "354 go on\r\n"
            }
            _ => "250 fine\r\n",
        };
        heard.lock().unwrap().push(line);
        stream.write_all(reply.as_bytes())?;
    }
    Ok(())
}

#[test]
fn a_mailbox_is_set_tried_shown_and_removed() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    let (port, heard) = mail_server();
    let mailbox = ["--host", "127.0.0.1", "--port", &port, "--security", "none", "--from", "ads@example.com"];
    let to = ["--to", "team@example.com", "--only-urgent"];
    let set = terminal.run(&[&["messages", "mail"], &mailbox[..], &to[..], &["--json"]].concat()).ok().json();
    let kept = &set["mail"];
    assert_eq!((kept["host"].as_str(), kept["only_urgent"].as_bool()), (Some("127.0.0.1"), Some(true)), "{set}");
    assert_eq!((kept["has_password"].as_bool(), kept["last"].is_null()), (Some(false), true), "{set}");
    assert_eq!(set["webhook"], "off");

    let tried = terminal.run(&["messages", "test", "mail", "--json"]).ok().json();
    assert!(tried["mail"]["last"]["at_ms"].is_i64() && tried["mail"]["last"]["error"].is_null(), "{tried}");
    assert!(heard.lock().unwrap().iter().any(|line| line.starts_with("RCPT TO:<team@example.com>")));
    let shown = terminal.run(&["messages"]).ok().out;
    assert!(shown.contains("team@example.com") && !shown.contains('{'), "{shown}");
    let removed = terminal.run(&["messages", "remove", "mail", "--json"]).ok().json();
    assert_eq!(removed["mail"], "off");
}

#[test]
fn what_cannot_be_a_mailbox_is_refused_with_its_reason() {
    let terminal = Terminal::new(EXACT);
    terminal.connect();
    let mail = ["messages", "mail", "--from", "ads@example.com"];
    for wrong in [
        &["--host", "mail.example.com", "--security", "none", "--to", "team@example.com"][..],
        &["--host", "mail.example.com", "--to", "nobody"],
        &["--host", "mail.example.com", "--to", "team@example.com", "--password", "-"],
        &["--host", "mail.example.com", "--to", "team@example.com", "--port", "70000"],
    ] {
        let refused = terminal.run(&[&mail[..], wrong].concat());
        assert!(refused.code != 0 && !refused.err.is_empty() && refused.out.is_empty(), "{wrong:?}: {refused:?}");
    }
    assert_eq!(terminal.run(&["messages", "--json"]).ok().json()["mail"], "off");
}
