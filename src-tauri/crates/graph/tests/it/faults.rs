//! Walks over an edge through a server that fails in every way at random: what says it is complete, is.

use graph::{Campaign, Error, ListRequest, Pages};
use serde_json::{Value, json};

use crate::server::{Reply, Seen, Server, account, cancel};

const ROWS: u64 = 60;

fn page(seen: &Seen) -> Value {
    let from: u64 = seen.param("after").trim_start_matches('c').parse().unwrap_or(0);
    let to = (from + seen.param("limit").parse::<u64>().unwrap()).min(ROWS);
    let data: Vec<_> = (from..to).map(|n| json!({"id": (1000 + n).to_string()})).collect();
    let mut paging = json!({"cursors": {"before": "b", "after": format!("c{to}")}});
    if to < ROWS {
        paging["next"] = json!("http://127.0.0.1:1/next");
    }
    json!({"data": data, "paging": paging})
}

/// One of the faults a proxy, a gateway or Meta itself was seen to commit.
fn fault(kind: usize, good: &Value, before: Option<&Value>) -> Reply {
    let text = good.to_string();
    match kind {
        0 => Reply::Json(502, "<html><body>Bad Gateway</body></html>".into()),
        1 => Reply::Json(503, "Service Unavailable".into()),
        2 => Reply::ok("Service Unavailable"),
        3 => Reply::error(500, 1, 0, "An unknown error occurred"),
        4 => Reply::error(500, 2, 0, "Service temporarily unavailable"),
        5 => Reply::error(500, 1, 0, "Please reduce the amount of data you're asking for"),
        6 => Reply::Broken(text.chars().take(text.len() / 2).collect()),
        7 => Reply::ok(text.chars().take(text.len() / 2).collect::<String>()),
        8 => Reply::ok(""),
        9 => Reply::error(400, 2642, 0, "Invalid cursors values"),
        10 => before.map_or(Reply::ok("{}"), Reply::ok),
        11 => Reply::ok(text.replace("\"data\"", "\"dada\"")),
        12 => {
            let mut changed = good.clone();
            changed["paging"]["cursors"] = json!({});
            Reply::ok(changed)
        }
        _ => Reply::Json(200, "<!DOCTYPE html><title>Log in to the hotel</title>".into()),
    }
}

async fn walk(pages: &mut Pages<Vec<Campaign>>) -> Result<Vec<u64>, Error> {
    let mut seen = Vec::new();
    let mut errors = 0;
    loop {
        match pages.next_page(&cancel()).await {
            Ok(Some(page)) => {
                if page.restarted {
                    seen.clear();
                }
                seen.extend(page.items.iter().map(|c| c.id.as_str().parse::<u64>().unwrap()));
            }
            Ok(None) => return Ok(seen),
            // A caller that goes on where the walk stands.
            Err(error) if errors < 3 && error.passes_by_itself() => errors += 1,
            Err(error) => return Err(error),
        }
    }
}

#[tokio::test]
async fn three_hundred_walks_through_faults_are_complete_when_they_say_so() {
    let (mut complete, mut faults) = (0, 0);
    for seed in 0..300u64 {
        let random = std::sync::Mutex::new((fastrand::Rng::with_seed(seed), None::<Value>));
        let server = Server::start(move |seen, _| {
            let mut random = random.lock().unwrap();
            let good = page(seen);
            let before = random.1.clone();
            if random.0.f64() < 0.3 {
                let kind = random.0.usize(..14);
                // Here the last page must not come for another one: nobody could tell it from the end.
                let before = before.filter(|page| page["paging"].get("next").is_some());
                return fault(kind, &good, before.as_ref());
            }
            random.1 = Some(good.clone());
            Reply::ok(good)
        })
        .await;
        let graph = server.graph();
        graph.governor(&account()).restore(&graph::GovernorMemory {
            points: Vec::new(),
            blocked: Vec::new(),
            tier: Some(graph::AccessTier::Full),
        });
        let request = ListRequest { page_objects: 10, ..ListRequest::default() };
        let result = walk(&mut graph.campaigns(&account(), &request)).await;
        faults += server.seen().len().saturating_sub(6);
        if let Ok(ids) = result {
            assert_eq!(ids, (1000..1000 + ROWS).collect::<Vec<_>>(), "seed {seed}: a false complete");
            complete += 1;
        }
    }
    println!("{complete} of 300 walks complete, {faults} requests more than without faults");
    assert!(complete > 250, "only {complete} walks got through");
    assert!(faults > 500, "the server failed too little to prove anything: {faults}");
}
