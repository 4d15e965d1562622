//! The login dialog: a page for the person, and the redirect that follows their decision.

use std::collections::BTreeSet;

use super::answer::Answer;
use super::oauth::user_token;
use super::request::{Call, Method, Params};
use crate::config::redirect_is_registered;
use crate::state::Shared;
use crate::tokens::{CODE_LIFE_MS, Grant, LONG_LIFE_MS, SCOPES, SHORT_LIFE_MS, hmac_hex, random_text};

/// Parameters of the dialog that travel through the page.
const CARRIED: [&str; 11] = [
    "client_id",
    "redirect_uri",
    "state",
    "response_type",
    "scope",
    "config_id",
    "auth_type",
    "display",
    "code_challenge",
    "code_challenge_method",
    "nonce",
];

/// Answers `/dialog/oauth` (the page) and `/dialog/oauth/confirm` (the decision).
pub(crate) fn answer(shared: &Shared, call: &Call, now_ms: i64) -> Answer {
    let params = &call.params;
    if let Err(problem) = check(shared, params) {
        // Mistakes in the address are shown to the person and never reach the redirect.
        return Answer::html(400, error_page(&problem));
    }
    let redirect = params.get("redirect_uri").unwrap_or_default();
    if let Some(problem) = request_problem(params) {
        return go_back(redirect, params, &[("error", "invalid_request"), ("error_description", &problem)]);
    }
    let is_decision = call.path.last().is_some_and(|part| part == "confirm");
    if !is_decision {
        return Answer::html(200, page(shared, params));
    }
    if call.method != Method::Post || params.get("ticket") != Some(&ticket(shared, params)) {
        return Answer::html(400, error_page("This page has expired. Go back to the program and start again."));
    }
    if params.get("decision") != Some("continue") {
        let denied = [
            ("error", "access_denied"),
            ("error_code", "200"),
            ("error_description", "Permissions error"),
            ("error_reason", "user_denied"),
        ];
        return go_back(redirect, params, &denied);
    }
    consent(shared, params, redirect, now_ms)
}

fn check(shared: &Shared, params: &Params) -> Result<(), String> {
    match params.filled("client_id") {
        None => return Err("The parameter client_id is required.".to_owned()),
        Some(id) if id != shared.app.id => {
            return Err("Invalid App ID: the provided app ID does not look like a valid app ID.".to_owned());
        }
        Some(_) => {}
    }
    let Some(redirect) = params.filled("redirect_uri") else {
        return Err("The parameter redirect_uri is required.".to_owned());
    };
    if !redirect_is_registered(&shared.redirect_uris, redirect) {
        return Err("URL blocked: this redirect failed because the redirect URI is not on the list of valid OAuth redirect URIs in the app's client OAuth settings.".to_owned());
    }
    Ok(())
}

fn request_problem(params: &Params) -> Option<String> {
    let types: Vec<&str> = params.filled("response_type").unwrap_or("code").split([' ', ',']).collect();
    if !types.iter().all(|kind| matches!(*kind, "code" | "token" | "granted_scopes")) {
        return Some("response_type must be code, token or granted_scopes".to_owned());
    }
    if let Some(method) = params.filled("code_challenge_method")
        && !matches!(method, "S256" | "plain")
    {
        return Some("code_challenge_method must be S256 or plain".to_owned());
    }
    requested(params)
        .into_iter()
        .find(|scope| !SCOPES.contains(&scope.as_str()) && scope != "openid")
        .map(|scope| format!("Invalid Scopes: {scope}"))
}

/// Permissions asked for; a configuration of Login for Business asks for all of them.
fn requested(params: &Params) -> Vec<String> {
    if params.filled("config_id").is_some() {
        return SCOPES.iter().map(|scope| (*scope).to_owned()).collect();
    }
    let text = params.filled("scope").unwrap_or("public_profile");
    text.split([',', ' ']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

fn consent(shared: &Shared, params: &Params, redirect: &str, now_ms: i64) -> Answer {
    let ticked: BTreeSet<&str> = params.iter().filter(|(key, _)| *key == "grant").map(|(_, scope)| scope).collect();
    let mut scopes = BTreeSet::from(["public_profile".to_owned()]);
    let mut declined = BTreeSet::new();
    for scope in requested(params).into_iter().filter(|scope| scope != "openid") {
        if ticked.contains(scope.as_str()) || scope == "public_profile" {
            scopes.insert(scope);
        } else {
            declined.insert(scope);
        }
    }
    if params.filled("config_id").is_some() && !declined.is_empty() {
        // Login for Business is all or nothing.
        scopes.clear();
    }
    let all = shared.world().accounts().len();
    let accounts: BTreeSet<u64> =
        params.iter().filter(|(key, _)| *key == "account").filter_map(|(_, id)| id.parse().ok()).collect();
    let challenge = params
        .filled("code_challenge")
        .map(|text| (text.to_owned(), params.filled("code_challenge_method") != Some("plain")));
    let wants_id = requested(params).iter().any(|scope| scope == "openid");
    let grant = Grant {
        redirect_uri: redirect.to_owned(),
        scopes,
        declined,
        accounts: (accounts.len() < all).then_some(accounts),
        challenge,
        nonce: wants_id.then(|| params.get("nonce").unwrap_or_default().to_owned()),
        expires_ms: now_ms + CODE_LIFE_MS,
        used: false,
    };
    finish(shared, params, redirect, grant, now_ms)
}

fn finish(shared: &Shared, params: &Params, redirect: &str, grant: Grant, now_ms: i64) -> Answer {
    let kinds = params.filled("response_type").unwrap_or("code").to_owned();
    let mut answer: Vec<(&str, String)> = Vec::new();
    if kinds.contains("token") {
        let token = user_token(shared, &grant, SHORT_LIFE_MS, now_ms);
        answer.push(("access_token", token.text.clone()));
        answer.push(("expires_in", (SHORT_LIFE_MS / 1000).to_string()));
        answer.push(("data_access_expiration_time", (token.data_access_expires_ms.unwrap_or(0) / 1000).to_string()));
        let long = user_token(shared, &grant, LONG_LIFE_MS, now_ms);
        answer.push(("long_lived_token", long.text.clone()));
        shared.tokens.insert(token);
        shared.tokens.insert(long);
    }
    if kinds.contains("granted_scopes") {
        answer.push(("granted_scopes", grant.scopes.iter().cloned().collect::<Vec<_>>().join(",")));
        answer.push(("denied_scopes", grant.declined.iter().cloned().collect::<Vec<_>>().join(",")));
    }
    if kinds.contains("code") || !kinds.contains("token") {
        let code = random_text("AQ", 120);
        shared.tokens.insert_code(code.clone(), grant);
        answer.push(("code", code));
    }
    shared.mark_dirty();
    let pairs: Vec<(&str, &str)> = answer.iter().map(|(key, value)| (*key, value.as_str())).collect();
    if kinds.contains("token") {
        return Answer::redirect(&format!("{redirect}#{}", query(params, &pairs)));
    }
    go_back(redirect, params, &pairs)
}

fn query(params: &Params, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    if let Some(state) = params.get("state") {
        query.append_pair("state", state);
    }
    query.finish()
}

fn go_back(redirect: &str, params: &Params, pairs: &[(&str, &str)]) -> Answer {
    let joint = if redirect.contains('?') { '&' } else { '?' };
    Answer::redirect(&format!("{redirect}{joint}{}#_=_", query(params, pairs)))
}

/// Ties the decision to a page that was really shown.
fn ticket(shared: &Shared, params: &Params) -> String {
    let carried: Vec<&str> = CARRIED.iter().map(|name| params.get(name).unwrap_or_default()).collect();
    hmac_hex(&shared.app.secret, &carried.join("\n"))
}

fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
        out
    })
}

/// What a permission is for, in the person's words.
fn explain(scope: &str) -> &'static str {
    match scope {
        "ads_management" => "Read and change your ads: campaigns, budgets, creatives",
        "ads_read" => "Read your ads and their results",
        "business_management" => "See your businesses and the ad accounts they own",
        "pages_show_list" => "See the list of your Pages",
        "pages_read_engagement" => "Read content and followers of your Pages",
        "pages_manage_ads" => "Make ads for your Pages",
        "instagram_basic" => "See the Instagram accounts joined to your Pages",
        "email" => "Your email address",
        _ => "Your name and profile picture",
    }
}

/// The page. Continue stands first in it, since the return key presses the first button of a form.
fn page(shared: &Shared, params: &Params) -> String {
    let world = shared.world();
    let person = escape(&world.user().name);
    let initials: String = world.user().name.split(' ').filter_map(|word| word.chars().next()).collect();
    let mut scopes = String::new();
    for scope in requested(params).iter().filter(|scope| *scope != "openid") {
        let (name, fixed) = (escape(scope), if scope == "public_profile" { " disabled" } else { "" });
        scopes.push_str(&format!(
            "<label class=row><input type=checkbox name=grant value=\"{name}\" checked{fixed}><span><b>{}</b><small>{name}</small></span></label>",
            explain(scope)
        ));
    }
    let mut accounts = String::new();
    for account in world.accounts() {
        accounts.push_str(&format!(
            "<label class=row><input type=checkbox name=account value=\"{0}\" checked><span><b>{1}</b><small>act_{0} · {2} · {3}</small></span></label>",
            account.id,
            escape(&account.name),
            escape(&account.currency),
            escape(&account.timezone_name)
        ));
    }
    let mut hidden = format!("<input type=hidden name=ticket value=\"{}\">", ticket(shared, params));
    for name in CARRIED {
        if let Some(value) = params.get(name) {
            hidden.push_str(&format!("<input type=hidden name={name} value=\"{}\">", escape(value)));
        }
    }
    let body = format!(
        r#"<form method=post action="oauth/confirm" accept-charset=utf-8>
{hidden}
<p class=demo>Sandbox &middot; no real account is involved</p>
<header><i aria-hidden=true>{}</i><div><h1>Connect {} to your ad accounts</h1><p>Signed in as {person}</p></div></header>
<fieldset><legend>Ad accounts</legend><div class=list>{accounts}</div></fieldset>
<fieldset><legend>{} may</legend><div class=list>{scopes}</div></fieldset>
<footer><button name=decision value=continue class=main autofocus>Continue as {person}</button><button name=decision value=cancel>Cancel</button></footer>
</form>"#,
        escape(&initials),
        shared.app.name,
        shared.app.name,
    );
    document("Log in", &body)
}

fn error_page(problem: &str) -> String {
    let body =
        format!("<form><p class=demo>Sandbox</p><h1>Sorry, something went wrong</h1><p>{}</p></form>", escape(problem));
    document("Error", &body)
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )
}

const STYLE: &str = "
:root{color-scheme:light dark;--back:#eef0f3;--card:#fff;--line:#d9dde3;--text:#1b2330;--dim:#5c6675;--main:#2457d6;--on:#fff}
@media(prefers-color-scheme:dark){:root{--back:#12161c;--card:#1b2129;--line:#333c48;--text:#e9edf3;--dim:#9aa6b5;--main:#7ea2ff;--on:#0c1220}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--back);color:var(--text);font:15px/1.45 system-ui,sans-serif;padding:24px}
form{width:min(460px,100%);background:var(--card);border:1px solid var(--line);border-radius:14px;padding:24px 28px;box-shadow:0 12px 40px #0002}
.demo{display:inline-block;margin:0 0 16px;padding:2px 10px;border:1px solid var(--line);border-radius:99px;font-size:12px;color:var(--dim)}
header{display:flex;gap:14px;align-items:center;margin-bottom:18px}header i{flex:none;width:48px;height:48px;border-radius:50%;display:grid;place-items:center;background:var(--main);color:var(--on);font-style:normal;font-weight:600}
h1{font-size:18px;line-height:1.3;margin:0}header p{margin:2px 0 0;color:var(--dim)}
fieldset{border:0;padding:0;margin:0 0 16px}legend{font-weight:600;font-size:13px;color:var(--dim);padding:0 0 6px}
.list{border:1px solid var(--line);border-radius:10px;max-height:190px;overflow:auto}
.row{display:flex;gap:12px;align-items:flex-start;padding:9px 12px;cursor:pointer}.row+.row{border-top:1px solid var(--line)}
.row input{flex:none;margin:3px 0 0;width:16px;height:16px;accent-color:var(--main)}.row b{display:block;font-weight:500}.row small{color:var(--dim)}
footer{display:flex;flex-direction:row-reverse;gap:10px;justify-content:flex-start;padding-top:4px}
button{font:inherit;font-weight:600;padding:10px 16px;border-radius:9px;border:1px solid var(--line);background:transparent;color:inherit;cursor:pointer}
button.main{background:var(--main);border-color:var(--main);color:var(--on)}button:focus-visible,.row input:focus-visible{outline:2px solid var(--main);outline-offset:2px}
";
