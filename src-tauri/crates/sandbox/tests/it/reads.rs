use serde_json::json;

use crate::support::{Bench, text};

#[tokio::test]
async fn pages_join_to_the_whole_whatever_their_size() {
    let bench = Bench::start();
    let edge = format!("{}/ads", bench.account);
    let whole = bench.walk(&edge, &[("limit", "500"), ("fields", "id,name")]).await;
    for limit in ["1", "7", "25"] {
        assert_eq!(bench.walk(&edge, &[("limit", limit), ("fields", "id,name")]).await, whole, "limit {limit}");
    }
    assert!(whole.len() > 7);
}

#[tokio::test]
async fn next_is_a_complete_address_of_this_server() {
    let bench = Bench::start();
    let first = bench.get(&format!("{}/ads", bench.account), &[("limit", "2"), ("fields", "name")]).await.ok();
    let next = text(&first["paging"]["next"]);
    assert!(next.starts_with(&bench.server.base_url().to_owned()) && next.contains("access_token="));
    let followed: serde_json::Value =
        serde_json::from_str(&bench.http.get(&next).send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(followed["data"].as_array().unwrap().len(), 2);
    let before = text(&followed["paging"]["cursors"]["before"]);
    let query = [("limit", "2"), ("fields", "name"), ("before", before.as_str())];
    let back = bench.get(&format!("{}/ads", bench.account), &query).await.ok();
    assert_eq!(back["data"], first["data"]);
}

#[tokio::test]
async fn archived_objects_hide_and_deleted_ones_are_read_by_id_only() {
    let bench = Bench::start();
    let (kept, gone) = (bench.campaign().await, bench.campaign().await);
    bench.post(&kept, &[("status", "ARCHIVED")]).await.ok();
    bench.delete(&gone).await.ok();
    let edge = format!("{}/campaigns", bench.account);
    let ids = |list: Vec<serde_json::Value>| list.iter().map(|one| text(&one["id"])).collect::<Vec<_>>();
    let plain = ids(bench.walk(&edge, &[("limit", "100")]).await);
    assert!(!plain.contains(&kept) && !plain.contains(&gone));
    let archived = ids(bench.walk(&edge, &[("effective_status", r#"["ARCHIVED"]"#)]).await);
    assert!(archived.contains(&kept) && !archived.contains(&gone));
    assert_eq!(bench.get(&edge, &[("effective_status", r#"["DELETED"]"#)]).await.error(), (100, 1_815_001));
    let read = bench.get(&gone, &[("fields", "effective_status")]).await.ok();
    assert_eq!(read["effective_status"], "DELETED");
}

#[tokio::test]
async fn many_spellings_of_a_request_are_understood() {
    let bench = Bench::start();
    let base = bench.server.base_url();
    let (account, token) = (&bench.account, &bench.token);
    let expected = bench.get(account, &[("fields", "name")]).await.ok();
    for url in [
        format!("{base}/v26.0/{account}/?fields=name&access_token={token}"),
        format!("{base}/v26.0//{account}?fields=%5B%22name%22%5D&access_token={token}"),
        format!("{base}/v26.0/{account}?fields=name&pretty=1&date_format=U&access_token={token}"),
    ] {
        let text = bench.http.get(&url).send().await.unwrap().text().await.unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), expected, "{url}");
    }
    let overridden = bench.http.post(format!("{base}/v26.0/{account}")).bearer_auth(token);
    let overridden = overridden.form(&[("method", "get"), ("fields", "name")]).send().await.unwrap();
    assert_eq!(crate::support::Answer::of(overridden).await.ok(), expected);
}

#[tokio::test]
async fn json_bodies_write_like_forms() {
    let bench = Bench::start();
    let body = json!({
        "name": "From Node", "objective": "OUTCOME_TRAFFIC", "status": "PAUSED",
        "special_ad_categories": [], "is_adset_budget_sharing_enabled": false, "fields": ["name", "status"],
    });
    let request = bench.http.post(bench.url(&format!("{}/campaigns", bench.account)));
    let request = request.query(&[("access_token", &bench.token)]).json(&body);
    let made: serde_json::Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!((&made["name"], &made["status"]), (&json!("From Node"), &json!("PAUSED")));
}

#[tokio::test]
async fn expansion_nests_and_leaves_empty_edges_out() {
    let bench = Bench::start();
    let empty = bench.campaign().await;
    let fields = "name,account_id,adsets.limit(1).as(sets){name,campaign{id},ads{id}}";
    let campaigns = bench.walk(&format!("{}/campaigns", bench.account), &[("fields", fields)]).await;
    for campaign in &campaigns {
        if campaign["id"] == json!(empty) {
            assert!(campaign.get("sets").is_none());
        } else if let Some(sets) = campaign.get("sets") {
            assert_eq!(sets["data"].as_array().unwrap().len(), 1);
            assert_eq!(sets["data"][0]["campaign"]["id"], campaign["id"]);
            assert!(text(&sets["paging"]["cursors"]["after"]).len() > 3);
        }
    }
    let own = bench.get(&empty, &[("fields", "account{name},adsets")]).await.error();
    assert_eq!(own.0, 100, "a campaign has no field `account`");
}

#[tokio::test]
async fn numbers_dates_and_money_have_metas_forms() {
    let bench = Bench::start();
    let fields = "account_id,amount_spent,balance,min_daily_budget,created_time,timezone_name,currency,account_status";
    let account = bench.get(&bench.account, &[("fields", fields)]).await.ok();
    assert!(account["amount_spent"].is_string() && account["balance"].is_string());
    assert!(account["min_daily_budget"].is_i64() && account["account_status"].is_i64());
    let created = text(&account["created_time"]);
    assert!(created.len() == 24 && !created.ends_with('Z') && created[19..].len() == 5, "{created}");
    assert_eq!(format!("act_{}", text(&account["account_id"])), bench.account);
    let bare = bench.account.trim_start_matches("act_");
    assert_eq!(bench.get(bare, &[("fields", "name")]).await.error(), (100, 33), "bare digits are another node");
}

#[tokio::test]
async fn versions_live_die_and_upgrade() {
    let bench = Bench::start();
    let ask = async |version: &str| {
        let url = format!("{}/{version}{}?fields=name", bench.server.base_url(), bench.account);
        let response = bench.http.get(url).bearer_auth(&bench.token).send().await.unwrap();
        crate::support::Answer::of(response).await
    };
    let alive = ask("v25.0/").await;
    assert_eq!((alive.status, alive.header("facebook-api-version")), (200, json!("v25.0")));
    let upgraded = ask("v24.0/").await;
    assert_eq!((upgraded.status, upgraded.header("facebook-api-version")), (200, json!("v25.0")));
    assert!(upgraded.headers.contains_key("x-ad-api-version-warning"));
    assert_eq!(ask("v22.0/").await.error().0, 2635);
    assert_eq!(ask("").await.error().0, 2635, "a path without version");
    bench.server.set_version("v25.0", sandbox::VersionLife::Dead);
    assert_eq!(ask("v25.0/").await.error().0, 2635);
}

#[tokio::test]
async fn pictures_are_served_where_the_fields_say() {
    let bench = Bench::start();
    let images =
        bench.walk(&format!("{}/adimages", bench.account), &[("fields", "hash,url,url_128,permalink_url")]).await;
    for key in ["url", "url_128", "permalink_url"] {
        let response = bench.http.get(text(&images[0][key])).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200, "{key}");
        assert_eq!(response.headers()["content-type"], "image/png");
        assert_eq!(&response.bytes().await.unwrap()[1..4], b"PNG");
    }
    let url = text(&images[0]["url"]);
    let forged = url.replace("oh=", "oh=0");
    assert_eq!(bench.http.get(forged).send().await.unwrap().status().as_u16(), 403);
    bench.server.clock().step_ms(6 * 86_400_000);
    assert_eq!(bench.http.get(url).send().await.unwrap().status().as_u16(), 403, "addresses end");
}

#[tokio::test]
async fn filters_select_and_unknown_ones_are_refused() {
    let bench = Bench::start();
    let edge = format!("{}/ads", bench.account);
    let by_status = r#"[{"field":"effective_status","operator":"IN","value":["ACTIVE"]}]"#;
    let active = bench.walk(&edge, &[("fields", "effective_status"), ("filtering", by_status)]).await;
    assert!(!active.is_empty() && active.iter().all(|ad| ad["effective_status"] == "ACTIVE"));
    let unknown = r#"[{"field":"colour","operator":"EQUAL","value":"red"}]"#;
    assert_eq!(bench.get(&edge, &[("filtering", unknown)]).await.error().0, 100);
    let now = bench.server.clock().now_ms() / 1000;
    let none = bench.walk(&edge, &[("updated_since", &(now + 1).to_string())]).await;
    assert!(none.is_empty());
}

#[tokio::test]
async fn strange_requests_get_errors_and_no_end_of_the_server() {
    let bench = Bench::start();
    for path in [
        "",
        "?ids=1,2",
        "me/nonsense",
        "act_999",
        "act_",
        "123:zzz",
        "nobody",
        "me/adaccounts?limit=-1",
        "me/adaccounts?limit=99999999",
        "me?fields=a%7B",
        "me/adaccounts?after=zzz",
        "1/2/3/4",
    ] {
        let answer = bench.get(path, &[]).await;
        assert_ne!(answer.status, 200, "{path}: {}", answer.body);
        assert!(answer.error().0 > 0, "{path}");
    }
    bench.get("me", &[]).await.ok();
}
