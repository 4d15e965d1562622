use serde_json::{Value, json};
use url::Url;

use crate::support::{Answer, Bench, text};

const BACK: &str = "sextant://oauth/callback";

/// Hidden fields and check boxes of the login page.
fn form(page: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for input in page.split("<input ").skip(1) {
        let tag = input.split('>').next().unwrap();
        let value = tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let name = tag.split("name=").nth(1).unwrap().split([' ', '"']).next().unwrap();
        fields.push((name.to_owned(), value.replace("&amp;", "&").replace("&#39;", "'")));
    }
    fields
}

struct Login<'a> {
    bench: &'a Bench,
    query: Vec<(&'static str, String)>,
}

impl<'a> Login<'a> {
    fn new(bench: &'a Bench, more: &[(&'static str, &str)]) -> Self {
        let mut query = vec![
            ("client_id", bench.server.app_id().to_owned()),
            ("redirect_uri", BACK.to_owned()),
            ("state", "s &=1".to_owned()),
            ("scope", "ads_read,ads_management,business_management".to_owned()),
        ];
        query.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        query.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        Self { bench, query }
    }

    async fn page(&self) -> (u16, String) {
        let response = self.bench.http.get(self.bench.url("dialog/oauth")).query(&self.query).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Presses a button after unticking some boxes, and gives the address the browser is sent to.
    async fn press(&self, decision: &str, unticked: &[&str]) -> Url {
        let (status, page) = self.page().await;
        assert_eq!(status, 200, "{page}");
        let mut fields = form(&page);
        fields.retain(|(name, value)| {
            !(["grant", "account"].contains(&name.as_str()) && unticked.contains(&value.as_str()))
        });
        fields.push(("decision".to_owned(), decision.to_owned()));
        let request = self.bench.http.post(self.bench.url("dialog/oauth/confirm")).form(&fields);
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 302);
        Url::parse(response.headers()["location"].to_str().unwrap()).unwrap()
    }

    async fn exchange(&self, more: &[(&str, &str)]) -> Answer {
        let own = [
            ("client_id", self.bench.server.app_id()),
            ("client_secret", self.bench.server.app_secret()),
            ("redirect_uri", BACK),
        ];
        let mut query: Vec<(&str, &str)> = own.into_iter().filter(|(k, _)| !more.iter().any(|(m, _)| m == k)).collect();
        query.extend(more);
        let request = self.bench.http.get(self.bench.url("oauth/access_token")).query(&query);
        Answer::of(request.send().await.unwrap()).await
    }
}

fn param(url: &Url, name: &str) -> String {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

async fn inspect(bench: &Bench, token: &str) -> Value {
    let app = format!("{}|{}", bench.server.app_id(), bench.server.app_secret());
    let query = [("input_token", token), ("access_token", &app)];
    let response = bench.http.get(bench.url("debug_token")).query(&query).send().await.unwrap();
    Answer::of(response).await.ok()["data"].clone()
}

async fn as_token(bench: &Bench, token: &str, path: &str) -> Answer {
    Answer::of(bench.http.get(bench.url(path)).bearer_auth(token).send().await.unwrap()).await
}

#[tokio::test]
async fn code_flow_gives_a_short_then_a_long_token() {
    let bench = Bench::start();
    let login = Login::new(&bench, &[]);
    let back = login.press("continue", &[]).await;
    assert_eq!((param(&back, "state").as_str(), back.fragment()), ("s &=1", Some("_=_")));
    let code = param(&back, "code");
    let short = login.exchange(&[("code", &code)]).await.ok();
    assert_eq!((&short["token_type"], &short["expires_in"]), (&json!("bearer"), &json!(7200)));
    assert_eq!(login.exchange(&[("code", &code)]).await.error(), (100, 36_009), "a code works once");
    let token = text(&short["access_token"]);
    let long = login.exchange(&[("grant_type", "fb_exchange_token"), ("fb_exchange_token", &token)]).await.ok();
    assert_eq!(long["expires_in"], 60 * 86_400);
    let told = inspect(&bench, &text(&long["access_token"])).await;
    assert_eq!((&told["type"], &told["is_valid"]), (&json!("USER"), &json!(true)));
    let now = bench.server.clock().now_ms() / 1000;
    assert_eq!(told["expires_at"], now + 60 * 86_400);
    assert_eq!(told["data_access_expires_at"], now + 90 * 86_400);
    as_token(&bench, &text(&long["access_token"]), "me/adaccounts").await.ok();
}

#[tokio::test]
async fn cancel_and_mistakes_end_as_meta_ends_them() {
    let bench = Bench::start();
    let back = Login::new(&bench, &[]).press("cancel", &[]).await;
    assert_eq!((param(&back, "error"), param(&back, "error_reason")), ("access_denied".into(), "user_denied".into()));
    for wrong in [
        [("redirect_uri", "https://evil.example/")],
        [("redirect_uri", "sextant://oauth/callback/x")],
        [("client_id", "12345")],
    ] {
        let (status, page) = Login::new(&bench, &wrong).page().await;
        assert!(status == 400 && page.contains("something went wrong"), "{wrong:?}");
    }
    let (status, _) = Login::new(&bench, &[("scope", "everything")]).page().await;
    assert_eq!(status, 302, "an unknown permission goes back to the app");
    let page = Login::new(&bench, &[("state", "\"><script>alert(1)</script>")]).page().await.1;
    assert!(!page.contains("<script>"), "what came in is escaped");
}

#[tokio::test]
async fn declined_permissions_and_accounts_are_kept_apart() {
    let bench = Bench::with(sandbox::Config { size: sandbox::world::Size::Small, ..crate::support::config() });
    let ids: Vec<String> = bench.server.with_world(|w| w.accounts().iter().map(|a| a.id.to_string()).collect());
    let login = Login::new(&bench, &[]);
    let back = login.press("continue", &["ads_management", &ids[0]]).await;
    let token = text(&login.exchange(&[("code", &param(&back, "code"))]).await.ok()["access_token"]);
    let told = inspect(&bench, &token).await;
    let granular = told["granular_scopes"].as_array().unwrap();
    let read = granular.iter().find(|one| one["scope"] == "ads_read").unwrap();
    assert_eq!(read["target_ids"].as_array().unwrap().len(), ids.len() - 1);
    let listed = as_token(&bench, &token, "me/adaccounts").await.ok();
    assert_eq!(listed["data"].as_array().unwrap().len(), ids.len() - 1);
    assert_eq!(as_token(&bench, &token, &format!("act_{}", ids[0])).await.error().0, 200);
    let permissions = as_token(&bench, &token, "me/permissions").await.ok();
    let declined = json!({"permission": "ads_management", "status": "declined"});
    assert!(permissions["data"].as_array().unwrap().contains(&declined));
    let write = bench.http.post(bench.url(&format!("act_{}/campaigns", ids[1]))).bearer_auth(&token);
    assert_eq!(Answer::of(write.send().await.unwrap()).await.error().0, 294);
}

#[tokio::test]
async fn pkce_and_redirect_are_checked_at_the_exchange() {
    let bench = Bench::start();
    // The example of RFC 7636.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let challenge =
        [("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256")];
    let login = Login::new(&bench, &challenge);
    let code = param(&login.press("continue", &[]).await, "code");
    let other = login.exchange(&[("code", &code), ("redirect_uri", "http://127.0.0.1:1/cb")]).await;
    assert_eq!(other.error(), (100, 36_008));
    login.exchange(&[("code", &code), ("code_verifier", verifier)]).await.ok();
    let code = param(&login.press("continue", &[]).await, "code");
    assert_eq!(login.exchange(&[("code", &code)]).await.error().0, 100, "without verifier");
    assert_eq!(login.exchange(&[("code", &code), ("client_secret", "x")]).await.error().0, 1);
    let code = param(&login.press("continue", &[]).await, "code");
    bench.server.clock().step_ms(601_000);
    assert_eq!(login.exchange(&[("code", &code), ("code_verifier", verifier)]).await.error().0, 100, "too late");
}

#[tokio::test]
async fn implicit_flow_answers_in_the_fragment() {
    let bench = Bench::start();
    let back = Login::new(&bench, &[("response_type", "token")]).press("continue", &[]).await;
    let fragment = back.fragment().unwrap_or_default();
    assert!(fragment.contains("access_token=EAA") && fragment.contains("state=") && back.query().is_none());
}

#[tokio::test]
async fn tokens_end_by_time_revocation_and_removal() {
    let bench = Bench::start();
    let login = Login::new(&bench, &[]);
    let fresh = async || {
        let code = param(&login.press("continue", &[]).await, "code");
        text(&login.exchange(&[("code", &code)]).await.ok()["access_token"])
    };
    let (expired, revoked) = (fresh().await, fresh().await);
    bench.server.clock().step_ms(2 * 3_600_000 + 1);
    let answer = as_token(&bench, &expired, "me").await;
    assert_eq!(answer.error(), (190, 463));
    assert!(answer.headers["www-authenticate"].to_str().unwrap().contains("invalid_token"));
    assert_eq!(inspect(&bench, &revoked).await["is_valid"], false);
    let token = fresh().await;
    let query = [
        ("client_id", bench.server.app_id()),
        ("client_secret", bench.server.app_secret()),
        ("revoke_token", &token),
        ("access_token", &bench.token),
    ];
    let response = bench.http.get(bench.url("oauth/revoke")).query(&query).send().await.unwrap();
    assert_eq!(Answer::of(response).await.ok()["success"], "true");
    assert_eq!(as_token(&bench, &token, "me").await.error(), (190, 467));
    let token = fresh().await;
    let request = bench.http.delete(bench.url("me/permissions")).bearer_auth(&token);
    assert_eq!(Answer::of(request.send().await.unwrap()).await.ok()["success"], true);
    assert_eq!(as_token(&bench, &token, "me").await.error(), (190, 458));
    bench.server.tokens().end_all(460);
    assert_eq!(bench.get("me", &[]).await.error(), (190, 460));
    bench.server.tokens().restore_all();
    bench.get("me", &[]).await.ok();
}

#[tokio::test]
async fn proofs_are_checked_when_given_and_demanded_by_a_switch() {
    let bench = Bench::start();
    assert_eq!(bench.get("me", &[("appsecret_proof", "00")]).await.error().0, 100);
    bench.server.require_proof(true);
    assert_eq!(bench.get("me", &[]).await.error().0, 100);
    let proof = bench.server.proof(&bench.token);
    bench.get("me", &[("appsecret_proof", &proof)]).await.ok();
    let anonymous = bench.http.get(bench.url("me")).send().await.unwrap();
    assert_eq!(Answer::of(anonymous).await.error().0, 2500);
    assert_eq!(as_token(&bench, "nonsense", "me").await.error().0, 190);
}
