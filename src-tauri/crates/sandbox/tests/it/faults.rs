use std::time::{Duration, Instant};

use sandbox::{Fault, FaultKind, Outcome};

use crate::support::{Bench, CAMPAIGN};

async fn strike(bench: &Bench, kind: FaultKind) -> reqwest::Result<bytes::Bytes> {
    bench.server.faults().add(Fault::on("/ads", kind).times(1)).unwrap();
    let url = bench.url(&format!("{}/ads?limit=20&fields=name", bench.account));
    bench.http.get(url).bearer_auth(&bench.token).timeout(Duration::from_secs(2)).send().await?.bytes().await
}

#[tokio::test]
async fn every_kind_of_bad_day_can_be_had() {
    let bench = Bench::start();
    let good = strike(&bench, FaultKind::Latency { ms: 1 }).await.unwrap();
    let error = FaultKind::Error { code: 2, subcode: None, message: None, status: None, transient: true };
    let text = String::from_utf8(strike(&bench, error).await.unwrap().to_vec()).unwrap();
    assert!(text.contains(r#""is_transient":true"#) && text.contains(r#""code":2"#));
    let plain =
        FaultKind::Respond { status: 200, content_type: "text/plain".into(), body: "Service Unavailable".into() };
    assert_eq!(strike(&bench, plain).await.unwrap(), "Service Unavailable");
    assert!(strike(&bench, FaultKind::CutBody { after_bytes: 40 }).await.is_err());
    assert!(strike(&bench, FaultKind::Reset).await.is_err());
    assert!(strike(&bench, FaultKind::Timeout).await.unwrap_err().is_timeout());
    let started = Instant::now();
    let slow = FaultKind::SlowBody { bytes_per_second: u32::try_from(good.len() / 2).unwrap() };
    assert_eq!(strike(&bench, slow).await.unwrap(), good);
    assert!(started.elapsed() > Duration::from_millis(150));
    assert_eq!(strike(&bench, FaultKind::Latency { ms: 0 }).await.unwrap(), good, "and then all is well again");
}

#[tokio::test]
async fn applied_writes_can_be_lost_in_every_way() {
    let bench = Bench::start();
    let edge = format!("{}/campaigns", bench.account);
    for outcome in Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Twice) {
        let before = bench.server.journal().writes().len();
        bench
            .server
            .faults()
            .add(Fault::on("/campaigns", FaultKind::ApplyThen { outcome }).method("POST").times(1))
            .unwrap();
        let request = bench.http.post(bench.url(&edge)).bearer_auth(&bench.token).form(CAMPAIGN);
        let seen = request.timeout(Duration::from_millis(400)).send().await;
        let told = match seen {
            Ok(response) => response.json::<serde_json::Value>().await.is_ok_and(|body| body["id"].is_string()),
            Err(_) => false,
        };
        assert!(!told, "{outcome:?}");
        let writes = bench.server.journal().writes();
        assert_eq!(writes.len(), before + 1, "{outcome:?} was executed");
        let request = bench.server.journal().entries().into_iter().find(|e| e.seq == writes[before].request);
        assert_eq!(request.map(|entry| entry.applied), Some(1), "{outcome:?}");
    }
}

#[tokio::test]
async fn an_answer_can_be_sent_twice_on_its_connection() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let bench = Bench::start();
    let fault = Fault::on("/me", FaultKind::ApplyThen { outcome: Outcome::Twice }).times(1);
    bench.server.faults().add(fault).unwrap();
    let address = bench.server.base_url().trim_start_matches("http://");
    let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
    let ask = format!("GET /v26.0/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n", bench.token);
    connection.write_all(ask.as_bytes()).await.unwrap();
    let mut seen = String::new();
    let mut buffer = [0; 4096];
    while seen.matches("HTTP/1.1 200").count() < 2 || !seen.ends_with('}') {
        let count = connection.read(&mut buffer).await.unwrap();
        assert!(count > 0, "ended after {seen}");
        seen.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
    }
    let answers: Vec<&str> = seen.split("HTTP/1.1 200").filter(|part| !part.is_empty()).collect();
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn listings_can_repeat_and_lose_their_cursors() {
    let bench = Bench::start();
    for edge in ["ads", "insights?level=ad&time_increment=1"] {
        let path = format!("{}/{edge}", bench.account);
        let ask = async |after: &str| {
            let query = if after.is_empty() { vec![("limit", "3")] } else { vec![("limit", "3"), ("after", after)] };
            bench.get(&path, &query).await
        };
        let first = ask("").await.ok();
        let after = crate::support::text(&first["paging"]["cursors"]["after"]);
        bench.server.faults().add(Fault::on("after=", FaultKind::RepeatPage).times(1)).unwrap();
        assert_eq!(ask(&after).await.ok()["data"], first["data"], "{edge}");
        bench.server.faults().add(Fault::on("after=", FaultKind::BadCursor).times(1)).unwrap();
        assert!([100, 2642].contains(&ask(&after).await.error().0), "{edge}");
        bench.server.faults().add(Fault::on("", FaultKind::ChangedCursor).times(1)).unwrap();
        let moved = crate::support::text(&ask("").await.ok()["paging"]["cursors"]["after"]);
        assert!([100, 2642].contains(&ask(&moved).await.error().0), "{edge}");
    }
}

#[tokio::test]
async fn the_journal_tells_what_was_asked_without_secrets() {
    let bench = Bench::start();
    let mark = bench.server.journal().mark();
    let url = bench.url(&format!(
        "me?fields=name&access_token={}&appsecret_proof={}",
        bench.token,
        bench.server.proof(&bench.token)
    ));
    bench.http.get(url).send().await.unwrap();
    bench.get(&format!("{}/ads", bench.account), &[("limit", "2")]).await.ok();
    let entries = bench.server.journal().entries_after(mark);
    let told: Vec<(&str, &str, u16, usize)> =
        entries.iter().map(|e| (e.method.as_str(), e.path.as_str(), e.status, e.rows)).collect();
    let ads = format!("/{}/ads", bench.account);
    assert_eq!(told, [("GET", "/me", 200, 1), ("GET", ads.as_str(), 200, 2)]);
    let everything = format!("{entries:?}");
    assert!(!everything.contains(&bench.token) && everything.contains("redacted"));
}

#[tokio::test]
async fn answers_are_packed_when_the_client_can_unpack() {
    let bench = Bench::start();
    let url = bench.url(&format!("{}/ads?limit=100&fields=name,creative", bench.account));
    // A client that does not unpack by itself, so that the headers can be seen.
    let http = crate::support::client_builder().no_gzip().build().unwrap();
    let ask = async |encoding: &str| {
        http.get(&url).bearer_auth(&bench.token).header("accept-encoding", encoding).send().await.unwrap()
    };
    let plain = ask("identity").await;
    assert!(!plain.headers().contains_key("content-encoding"));
    let packed = ask("gzip, deflate").await;
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    assert!(packed.bytes().await.unwrap().len() * 2 < plain.bytes().await.unwrap().len());
}
