//! Meta's error bodies, each with the class it belongs to.

use graph::{AuthCause, Error, Layer, TransientCause};

use crate::server::{Reply, Server, account, cancel};

/// A short name of an error's class.
fn class(error: &Error) -> String {
    match error {
        Error::Transient { cause: TransientCause::Meta(_) } => "transient".into(),
        Error::Transient { cause: TransientCause::Status(status) } => format!("transient {status}"),
        Error::Transient { cause } => format!("transient {cause:?}"),
        Error::RateLimited { layer, .. } => format!("limited {layer:?}"),
        Error::Auth { cause, .. } => format!("auth {cause:?}"),
        Error::Permission { .. } => "permission".into(),
        Error::Capability { .. } => "capability".into(),
        Error::Invalid { .. } => "invalid".into(),
        Error::NotFound { .. } => "not found".into(),
        Error::TooMuchData { .. } => "too much".into(),
        Error::StaleCursor { .. } => "stale cursor".into(),
        Error::Version { .. } => "version".into(),
        Error::PolicyBlock { .. } => "policy".into(),
        Error::Unexpected { cause, .. } => format!("unexpected {cause:?}"),
        other => format!("{other:?}"),
    }
}

/// Status, code, subcode, message, class.
const BODIES: &[(u16, i64, i64, &str, &str)] = &[
    (500, 1, 0, "An unknown error occurred", "transient"),
    (500, 1, 0, "Please reduce the amount of data you're asking for, then retry your request", "too much"),
    (400, 1, 99, "An unknown error occurred", "transient"),
    (500, 2, 0, "Service temporarily unavailable", "transient"),
    (400, 2, 1_504_038, "Loading took too long", "transient"),
    (400, 2, 1_504_041, "Invalid breakdowns", "invalid"),
    (400, 3, 0, "(#3) Application does not have the capability to make this API call.", "capability"),
    (403, 4, 0, "(#4) Application request limit reached", "limited App"),
    (400, 4, 1_504_022, "There have been too many calls from this app", "limited InsightsPlatform"),
    (400, 4, 1_504_039, "Too many calls", "limited InsightsPlatform"),
    (403, 10, 0, "(#10) Application does not have permission for this action", "permission"),
    (400, 17, 2_446_079, "User request limit reached", "limited AccountScore"),
    (400, 17, 1_885_172, "The spending limit was changed too often", "limited SpendCapChanges"),
    (400, 32, 0, "(#32) Page request limit reached", "limited Page"),
    (400, 100, 0, "(#100) The parameter special_ad_categories is required.", "invalid"),
    (400, 100, 0, "(#100) Tried accessing nonexisting field (x) on node type (AdAccount)", "invalid"),
    (400, 100, 33, "Unsupported get request. Object with ID '1' does not exist", "not found"),
    (400, 100, 1_487_534, "Too much data was requested from the application", "too much"),
    (400, 100, 1_504_018, "Your request timed out", "too much"),
    (400, 100, 1_815_001, "Cannot request for deleted objects", "invalid"),
    (400, 100, 1_885_183, "Ads creative post was created by an app in development mode", "capability"),
    (400, 100, 3_191_001, "No permission for these insights", "permission"),
    (400, 100, 1_404_078, "You're temporarily blocked", "policy"),
    (400, 100, 36_009, "This authorization code has been used.", "invalid"),
    (400, 100, 0, "Invalid appsecret_proof provided in the API argument", "auth BadProof"),
    (500, 100, 0, "The ids parameter is deprecated from v26.0", "version"),
    (400, 102, 0, "Session key invalid or no longer valid", "auth LoggedOut"),
    (400, 104, 0, "Incorrect signature", "transient"),
    (400, 105, 0, "The number of parameters exceeded the maximum for this operation", "invalid"),
    (400, 190, 0, "Invalid OAuth access token - Cannot parse access token", "auth Invalid"),
    (400, 190, 458, "The user has not authorized application 1.", "auth AppRemoved"),
    (400, 190, 459, "You cannot access the app till you log in to www.facebook.com", "auth Checkpoint"),
    (401, 190, 460, "The session has been invalidated because the user changed their password", "auth PasswordChanged"),
    (401, 190, 463, "Error validating access token: Session has expired on Monday", "auth Expired"),
    (400, 190, 464, "Sessions for the user are not allowed because the user is not confirmed", "auth Unconfirmed"),
    (400, 190, 467, "The access token is invalid since the user has logged out", "auth LoggedOut"),
    (400, 190, 492, "The user must be an administrator of the page", "permission"),
    (403, 200, 1_870_034, "Custom audience terms not accepted", "permission"),
    (403, 270, 0, "This Ads API request is not allowed for apps with development access level", "capability"),
    (403, 294, 0, "Managing advertisements requires the extended permission ads_management", "permission"),
    (400, 341, 0, "Application limit reached", "limited App"),
    (400, 368, 1_390_008, "You're going too fast", "policy"),
    (400, 613, 1_487_742, "There have been too many calls from this ad-account", "limited AccountScore"),
    (400, 613, 5_044_001, "Too many changes per second", "limited WriteBurst"),
    (400, 613, 1_487_632, "The ad set budget was changed too often", "limited AdSetBudgetChanges"),
    (400, 613, 1_487_225, "Ad creation limit", "limited AdCreation"),
    (400, 613, 0, "(#613) Calls to this api have exceeded the rate limit.", "limited Abuse"),
    (404, 803, 0, "(#803) Some of the aliases you requested do not exist: x", "not found"),
    (400, 960, 0, "Request aborted. The batch timed out", "transient"),
    (400, 2_500, 0, "Unknown path components: /x", "invalid"),
    (400, 2_635, 0, "You are calling a deprecated version of the Ads API.", "version"),
    (400, 2_642, 0, "Invalid cursors values", "stale cursor"),
    (400, 3_018, 0, "The start date of the time range cannot be beyond 37 months", "invalid"),
    (400, 80_000, 2_446_079, "(#80000) There have been too many calls from this ad-account.", "limited AdsInsights"),
    (400, 80_003, 2_446_079, "(#80003) There have been too many calls to this account.", "limited CustomAudience"),
    (400, 80_004, 2_446_079, "(#80004) There have been too many calls to this ad-account.", "limited AdsManagement"),
    (400, 80_006, 0, "(#80006) Too many calls", "limited OtherUseCase"),
    (400, 1_487_056, 0, "The ad set was deleted", "invalid"),
    (400, -3, 1_504_045, "The report is too large", "too much"),
    (400, -2, 2_490_547, "The report failed", "transient"),
    // Codes nobody has documented fall back on the status.
    (500, 99_999, 0, "?", "transient"),
    (401, 99_999, 0, "?", "auth Invalid"),
    (403, 99_999, 0, "?", "permission"),
    (404, 99_999, 0, "?", "not found"),
    (429, 99_999, 0, "?", "limited App"),
    (400, 99_999, 0, "?", "invalid"),
    // A good status does not make an error good.
    (200, 190, 463, "Session has expired", "auth Expired"),
];

async fn fail_with(reply: Reply) -> Error {
    let server = Server::script(vec![reply]).await;
    let mut config = server.config();
    config.tries = 1;
    crate::server::graph_with(config).ad_account(&account(), &cancel()).await.unwrap_err()
}

#[tokio::test]
async fn every_error_body_is_in_its_class() {
    assert!(BODIES.len() >= 40);
    for &(status, code, subcode, message, expected) in BODIES {
        let error = fail_with(Reply::error(status, code, subcode, message)).await;
        assert_eq!(class(&error), expected, "{status} {code}/{subcode} {message}");
        assert_eq!(error.trace_id(), Some("AbCdEf123"), "{code}/{subcode} keeps the trace id");
    }
}

#[tokio::test]
async fn answers_without_an_error_object_are_in_their_class() {
    let html = "<!DOCTYPE html><html><body>Welcome to the hotel</body></html>";
    for (status, body, expected) in [
        (502, html, "transient 502"),
        (503, "Service Unavailable", "transient 503"),
        (504, "", "transient 504"),
        (200, html, "unexpected Html"),
        (200, "Service Unavailable", "transient 503"),
        (200, "", "unexpected NotJson"),
        (200, "{\"id\":\"act_7\",", "unexpected NotJson"),
        (200, "null", "unexpected NotJson"),
        (200, "[]", "unexpected Shape"),
        (200, "{}", "unexpected Shape"),
        (200, "{\"success\":false}", "unexpected NotSuccessful"),
        (302, "", "unexpected Redirect"),
        (304, "", "unexpected Redirect"),
        (418, "{\"error\":\"text\"}", "unexpected NotJson"),
    ] {
        let error = fail_with(Reply::WithHeaders(status, Vec::new(), body.to_owned())).await;
        assert_eq!(class(&error), expected, "{status} {body}");
    }
}

#[tokio::test]
async fn what_people_should_read_and_what_is_blamed_is_kept() {
    let body = serde_json::json!({"error": {
        "message": "(#100) Invalid parameter", "type": "OAuthException", "code": 100, "error_subcode": 1885272,
        "error_user_title": "Budget too low", "error_user_msg": "Das Budget ist zu klein.",
        "error_data": "{\"blame_field_specs\":[[\"daily_budget\"]]}", "fbtrace_id": "T1", "is_transient": false,
    }});
    let error = fail_with(Reply::Json(400, body.to_string())).await;
    assert_eq!(error.user_message(), Some("Das Budget ist zu klein."));
    let meta = error.meta().unwrap();
    assert_eq!((meta.code, meta.subcode, meta.http_status), (100, 1_885_272, 400));
    assert_eq!(meta.blamed_fields, ["daily_budget"]);
    assert_eq!(meta.user_title.as_deref(), Some("Budget too low"));
}

#[tokio::test]
async fn metas_own_flag_makes_an_undocumented_error_transient() {
    let body = r#"{"error":{"message":"?","code":99999,"is_transient":true}}"#;
    assert_eq!(class(&fail_with(Reply::Json(400, body.to_owned())).await), "transient");
}

#[tokio::test]
async fn a_refused_token_is_never_sent_again() {
    let server = Server::script(vec![Reply::error(400, 190, 463, "expired"), Reply::ok(r#"{"id":"1"}"#)]).await;
    let graph = server.graph();
    assert_eq!(graph.refused(), None);
    for _ in 0..3 {
        let error = graph.me(&cancel()).await.unwrap_err();
        assert!(matches!(error, Error::Auth { cause: AuthCause::Expired, .. }), "{error:?}");
    }
    assert_eq!((server.seen().len(), graph.refused()), (1, Some(AuthCause::Expired)));

    let again = graph.with_credentials(graph::Credentials::new("NEW".to_owned().into(), None));
    assert_eq!(again.me(&cancel()).await.unwrap().id, "1");
}

#[tokio::test]
async fn a_rate_limit_is_not_tried_again_before_its_time() {
    let headers = vec![(
        "x-business-use-case-usage",
        r#"{"7":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":12}]}"#.to_owned(),
    )];
    let body = r#"{"error":{"message":"(#80004)","code":80004,"error_subcode":2446079}}"#.to_owned();
    let server = Server::script(vec![Reply::WithHeaders(400, headers, body)]).await;
    let graph = server.graph().with_patience(std::time::Duration::from_secs(5));
    let error = graph.ad_account(&account(), &cancel()).await.unwrap_err();
    let Error::RateLimited { layer: Layer::AdsManagement, retry_at: Some(at), .. } = error else { panic!("{error:?}") };
    let state = graph.governor(&account()).state();
    assert_eq!((state.usage_percent, state.layer), (100, Some(Layer::AdsManagement)));
    let resumes_in = at.millis_since(domain::Clock::now(&domain::SystemClock));
    assert!((700_000..=720_000).contains(&resumes_in), "{resumes_in}");
    assert_eq!(server.seen().len(), 1, "one call, and none while told to wait");
}
