use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::support::{Bench, text};

async fn send(bench: &Bench, items: Value, more: &[(&str, &str)]) -> crate::support::Answer {
    let items = items.to_string();
    let form = [&[("batch", items.as_str())], more].concat();
    bench.post("", &form).await
}

fn body(item: &Value) -> Value {
    serde_json::from_str(item["body"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn items_are_answered_in_order_and_fail_alone() {
    let bench = Bench::start();
    let items = json!([
        {"method": "GET", "relative_url": format!("{}?fields=name", bench.account)},
        {"method": "GET", "relative_url": "v25.0/1?fields=name"},
        {"method": "POST", "relative_url": format!("{}/campaigns", bench.account), "body": "name=x"},
    ]);
    let mark = bench.server.journal().mark();
    let answer = send(&bench, items.clone(), &[]).await.ok();
    let codes: Vec<i64> = answer.as_array().unwrap().iter().map(|item| item["code"].as_i64().unwrap()).collect();
    assert_eq!(codes, [200, 400, 400]);
    assert!(text(&body(&answer[0])["name"]).len() > 1);
    let headers = answer[0]["headers"].as_array().unwrap();
    assert!(headers.iter().any(|header| header["name"] == "x-ad-account-usage"), "usage is told for each item");
    let charged: u32 = bench.server.journal().entries_after(mark).iter().map(|entry| entry.points).sum();
    assert_eq!(charged, 4, "a read and a write, counted singly");
    let plain = send(&bench, items, &[("include_headers", "false")]).await.ok();
    assert!(plain[0].get("headers").is_none());
}

#[tokio::test]
async fn results_of_one_item_feed_the_next() {
    let bench = Bench::start();
    let items = json!([
        {"method": "GET", "name": "list", "relative_url": format!("{}/campaigns?limit=2", bench.account)},
        {"method": "GET", "relative_url": "{result=list:$.data[0].id}?fields=name"},
        {"method": "GET", "relative_url": "{result=missing:$.id}"},
        {"method": "GET", "name": "fails", "relative_url": "1"},
        {"method": "GET", "depends_on": "fails", "relative_url": "me"},
        {"method": "GET", "relative_url": "me", "omit_response_on_success": true},
    ]);
    let answer = send(&bench, items, &[]).await.ok();
    assert_eq!(body(&answer[1])["id"], body(&answer[0])["data"][0]["id"]);
    assert!(answer[2].is_null() && answer[4].is_null() && answer[5].is_null());
}

#[tokio::test]
async fn whole_batches_fail_as_one_error() {
    let bench = Bench::start();
    let too_many = json!(vec![json!({"method": "GET", "relative_url": "me"}); 51]);
    assert_eq!(send(&bench, too_many, &[]).await.error().0, 100);
    assert_eq!(send(&bench, json!({"a": 1}), &[]).await.error().0, 100);
    assert_eq!(send(&bench, json!([]), &[("access_token", "EAAwrong")]).await.error().0, 190);
}

#[tokio::test]
async fn null_items_are_done_or_not_as_ordered() {
    let bench = Bench::start();
    for (applied, expected) in [(true, 1), (false, 0)] {
        let mark = bench.server.journal().writes().len();
        bench.server.faults().add(Fault::on("/campaigns", FaultKind::NullItem { applied }).times(1)).unwrap();
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(crate::support::CAMPAIGN).finish();
        let items = json!([{"method": "POST", "relative_url": format!("{}/campaigns", bench.account), "body": form}]);
        assert_eq!(send(&bench, items, &[]).await.ok(), json!([null]));
        assert_eq!(bench.server.journal().writes().len() - mark, expected, "applied: {applied}");
    }
}
