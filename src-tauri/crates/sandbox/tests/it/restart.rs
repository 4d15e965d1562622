use sandbox::{Config, StartError};

use crate::support::{Bench, config, text};

#[tokio::test]
async fn a_state_file_keeps_objects_sign_ins_and_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || Config { state_file: Some(folder.path().join("state.json")), ..config() };
    let (campaign, token, now) = {
        let bench = Bench::with(kept());
        let campaign = bench.campaign().await;
        let query = [
            ("grant_type", "fb_exchange_token"),
            ("client_id", bench.server.app_id()),
            ("client_secret", bench.server.app_secret()),
            ("fb_exchange_token", &bench.token),
        ];
        let long = bench.get("oauth/access_token", &query).await.ok();
        bench.server.clock().step_ms(86_400_000);
        (campaign, text(&long["access_token"]), bench.server.clock().now_ms())
    };
    let again = Bench::with(kept());
    assert_eq!(again.server.clock().now_ms(), now);
    assert_eq!(again.get(&campaign, &[("fields", "name")]).await.ok()["name"], "Test campaign");
    let me = again.http.get(again.url("me")).bearer_auth(token).send().await.unwrap();
    assert_eq!(me.status().as_u16(), 200);
}

#[test]
fn a_damaged_state_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    std::fs::write(&path, "{half").unwrap();
    let error = sandbox::Server::start(Config { state_file: Some(path.clone()), ..config() }).unwrap_err();
    assert!(matches!(error, StartError::State(_)), "{error:?}");
    assert_eq!(std::fs::read_to_string(path).unwrap(), "{half");
}

#[test]
fn a_taken_port_is_named() {
    let first = sandbox::Server::start(config()).unwrap();
    let port = first.base_url().rsplit(':').next().unwrap().parse().unwrap();
    let error = sandbox::Server::start(Config { port, ..config() }).unwrap_err();
    assert!(matches!(error, StartError::Listen { port: named, .. } if named == port), "{error:?}");
}

#[tokio::test]
async fn the_same_seed_makes_the_same_world_and_the_same_token() {
    let (first, second) = (Bench::start(), Bench::start());
    assert_eq!((&first.token, &first.account), (&second.token, &second.account));
    let edge = format!("{}/ads", first.account);
    let query = [("fields", "name,effective_status"), ("limit", "100")];
    assert_eq!(first.walk(&edge, &query).await, second.walk(&edge, &query).await);
}
