//! Token endpoints: exchanges, inspection, revocation.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::answer::Answer;
use super::error::{GraphError, Result};
use super::graph::check_token;
use super::json::Json;
use super::nodes::permissions;
use super::request::{Call, Method, Params};
use crate::state::{App, Shared};
use crate::tokens::{CodeError, Grant, LONG_LIFE_MS, SHORT_LIFE_MS, Token, TokenKind, hmac, random_text};

/// Answers the paths of sign-in; none when the path is another.
pub(crate) fn answer(shared: &Shared, call: &Call, path: &[&str], now_ms: i64) -> Result<Option<Answer>> {
    match path {
        ["oauth", "access_token"] => exchange(shared, &call.params, now_ms).map(Some),
        ["oauth", "revoke"] => revoke(shared, &call.params).map(Some),
        ["debug_token"] => inspect(shared, call, now_ms).map(Some),
        ["me", "permissions"] if call.method == Method::Get => {
            let token = check_token(shared, call, now_ms)?;
            let mut out = Json::with_capacity(512);
            permissions(shared, &token, &mut out);
            Ok(Some(Answer::json(out.into_bytes())))
        }
        ["me", "permissions", rest @ ..] if call.method == Method::Delete => {
            let token = check_token(shared, call, now_ms)?;
            let scope = rest.first().copied().or_else(|| call.params.filled("permission"));
            match scope {
                Some(scope) => {
                    shared.tokens.revoke_scope(token.user_id, scope);
                }
                None => shared.tokens.remove_user(token.user_id),
            }
            shared.mark_dirty();
            Ok(Some(Answer::success()))
        }
        [node, "access_tokens"] if call.method == Method::Post => {
            let token = check_token(shared, call, now_ms)?;
            system_user_token(shared, call, &token, node, now_ms).map(Some)
        }
        _ => Ok(None),
    }
}

fn check_client(shared: &Shared, params: &Params) -> Result<()> {
    let id = params.filled("client_id").ok_or_else(|| login_error(101, "Missing client_id parameter."))?;
    if id != shared.app.id {
        return Err(login_error(
            101,
            "Error validating application. Cannot get application info due to a system error.",
        ));
    }
    let secret = params.filled("client_secret").ok_or_else(|| login_error(1, "Missing client_secret parameter."))?;
    if secret != shared.app.secret {
        return Err(login_error(1, "Error validating client secret."));
    }
    Ok(())
}

fn login_error(code: i64, message: &str) -> GraphError {
    GraphError::new(400, code, message)
}

fn exchange(shared: &Shared, params: &Params, now_ms: i64) -> Result<Answer> {
    check_client(shared, params)?;
    match params.filled("grant_type") {
        Some("fb_exchange_token") => exchange_long(shared, params, now_ms),
        Some("client_credentials") => {
            let text = format!("{}|{}", shared.app.id, shared.app.secret);
            Ok(token_answer(&text, None, None, now_ms))
        }
        None | Some("authorization_code") => exchange_code(shared, params, now_ms),
        Some(_) => Err(login_error(100, "(#100) Param grant_type is not a known grant")),
    }
}

fn exchange_code(shared: &Shared, params: &Params, now_ms: i64) -> Result<Answer> {
    let code = params.filled("code").ok_or_else(|| login_error(1, "Missing authorization code"))?;
    let redirect = params.filled("redirect_uri").ok_or_else(|| login_error(191, "Missing redirect_uri parameter."))?;
    let grant = shared.tokens.take_code(code, redirect, params.filled("code_verifier"), now_ms);
    let grant = grant.map_err(|error| match error {
        CodeError::Used => login_error(100, "This authorization code has been used.").sub(36_009),
        CodeError::Expired => login_error(100, "This authorization code has expired.").sub(36_007),
        CodeError::OtherRedirect => login_error(
            100,
            "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
        )
        .sub(36_008),
        CodeError::WrongVerifier => login_error(100, "Invalid code_verifier parameter.").sub(36_010),
        CodeError::Unknown => login_error(100, "Invalid verification code format."),
    })?;
    let token = user_token(shared, &grant, SHORT_LIFE_MS, now_ms);
    let id_token = grant.nonce.as_deref().map(|nonce| id_token(shared, &token, nonce, now_ms));
    let text = token.text.clone();
    let expires = token.expires_ms;
    shared.tokens.insert(token);
    shared.mark_dirty();
    Ok(token_answer(&text, expires, id_token, now_ms))
}

/// A token of the signed-in person for a grant.
pub(crate) fn user_token(shared: &Shared, grant: &Grant, life_ms: i64, now_ms: i64) -> Token {
    Token {
        text: random_text("EAA", 96),
        kind: TokenKind::User,
        user_id: shared.world().user().id.0,
        scopes: grant.scopes.clone(),
        declined: grant.declined.clone(),
        accounts: grant.accounts.clone(),
        issued_ms: now_ms,
        expires_ms: Some(now_ms + life_ms),
        data_access_expires_ms: App::data_access_end(now_ms),
        ended: None,
    }
}

fn exchange_long(shared: &Shared, params: &Params, now_ms: i64) -> Result<Answer> {
    let text = params.filled("fb_exchange_token").ok_or_else(|| GraphError::missing("fb_exchange_token"))?;
    let old = shared
        .tokens
        .find(text)
        .filter(|token| matches!(token.kind, TokenKind::User | TokenKind::SystemUser))
        .ok_or_else(|| GraphError::token(None, "Invalid OAuth access token."))?;
    if let Some(subcode) = old.end(now_ms) {
        return Err(GraphError::token(Some(subcode), "Error validating access token: The session is invalid."));
    }
    let never = old.kind == TokenKind::SystemUser && params.boolean("set_token_expires_in_60_days")? != Some(true);
    let new = Token {
        text: random_text("EAA", 96),
        issued_ms: now_ms,
        expires_ms: (!never).then_some(now_ms + LONG_LIFE_MS),
        ..old
    };
    let (text, expires) = (new.text.clone(), new.expires_ms);
    shared.tokens.insert(new);
    shared.mark_dirty();
    Ok(token_answer(&text, expires, None, now_ms))
}

fn system_user_token(shared: &Shared, call: &Call, token: &Token, node: &str, now_ms: i64) -> Result<Answer> {
    if node != shared.app.system_user_id.to_string() {
        return Err(GraphError::no_object("POST", node));
    }
    if !call.params.has("appsecret_proof") {
        return Err(GraphError::missing("appsecret_proof"));
    }
    if call.params.filled("business_app") != Some(&shared.app.id) {
        return Err(GraphError::missing("business_app"));
    }
    let scopes: BTreeSet<String> =
        call.params.list("scope")?.ok_or_else(|| GraphError::missing("scope"))?.into_iter().collect();
    let expires = call.params.boolean("set_token_expires_in_60_days")? == Some(true);
    let new = Token {
        text: random_text("EAA", 96),
        kind: TokenKind::SystemUser,
        user_id: shared.app.system_user_id,
        scopes,
        issued_ms: now_ms,
        expires_ms: expires.then_some(now_ms + LONG_LIFE_MS),
        data_access_expires_ms: None,
        ..token.clone()
    };
    let text = new.text.clone();
    shared.tokens.insert(new);
    shared.mark_dirty();
    Ok(Answer::object(|out| out.text("access_token", &text)))
}

fn token_answer(text: &str, expires_ms: Option<i64>, id_token: Option<String>, now_ms: i64) -> Answer {
    Answer::object(|out| {
        out.text("access_token", text);
        out.text("token_type", "bearer");
        if let Some(expires) = expires_ms {
            out.int("expires_in", (expires - now_ms) / 1000);
        }
        out.opt_text("id_token", id_token.as_deref());
    })
}

/// The OpenID Connect answer, signed with the app secret.
fn id_token(shared: &Shared, token: &Token, nonce: &str, now_ms: i64) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = serde_json::json!({
        "iss": shared.base_url(),
        "aud": shared.app.id,
        "sub": token.user_id.to_string(),
        "iat": now_ms / 1000,
        "exp": now_ms / 1000 + 3600,
        "nonce": nonce,
        "name": shared.world().user().name,
    });
    let body = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = URL_SAFE_NO_PAD.encode(hmac(&shared.app.secret, &body));
    format!("{body}.{signature}")
}

fn revoke(shared: &Shared, params: &Params) -> Result<Answer> {
    check_client(shared, params)?;
    let text = params.filled("revoke_token").ok_or_else(|| GraphError::missing("revoke_token"))?;
    let ended = shared.tokens.end(text, 467);
    shared.mark_dirty();
    // Text, not a boolean: this endpoint differs from the others.
    Ok(Answer::json(format!(r#"{{"success":"{ended}"}}"#).into_bytes()))
}

/// `/debug_token`. The caller shows an app token, the pair of id and secret, or a good token of the same app.
fn inspect(shared: &Shared, call: &Call, now_ms: i64) -> Result<Answer> {
    let by = check_token(shared, call, now_ms)?;
    let input = call.params.filled("input_token").ok_or_else(|| GraphError::missing("input_token"))?;
    if by.kind == TokenKind::Page {
        return Err(GraphError::new(
            400,
            100,
            "(#100) You must provide an app access token, or a user access token that is an owner or developer of the app",
        ));
    }
    let Some(token) = shared.tokens.find(input) else {
        return Ok(Answer::object(|out| {
            out.key("data");
            out.begin();
            out.key("error");
            out.begin();
            out.int("code", 190);
            out.text("message", "Invalid OAuth access token.");
            out.end();
            out.boolean("is_valid", false);
            out.texts("scopes", []);
            out.end();
        }));
    };
    Ok(Answer::object(|out| {
        out.key("data");
        out.begin();
        write_inspection(shared, &token, now_ms, out);
        out.end();
    }))
}

fn write_inspection(shared: &Shared, token: &Token, now_ms: i64, out: &mut Json) {
    let end = token.end(now_ms);
    out.text("app_id", &shared.app.id);
    out.text("type", token.kind.as_str());
    out.text("application", shared.app.name);
    if let Some(at) = token.data_access_expires_ms {
        out.int("data_access_expires_at", at / 1000);
    } else {
        out.int("data_access_expires_at", 0);
    }
    if let Some(subcode) = end {
        out.key("error");
        out.begin();
        out.int("code", 190);
        out.text("message", "Error validating access token: The session is invalid or has expired.");
        out.int("subcode", subcode);
        out.end();
    }
    out.int("expires_at", token.expires_ms.map_or(0, |at| at / 1000));
    out.boolean("is_valid", end.is_none());
    out.int("issued_at", token.issued_ms / 1000);
    out.texts("scopes", token.scopes.iter().map(String::as_str));
    if token.kind != TokenKind::App {
        write_granular(token, out);
        out.id("user_id", token.user_id);
    }
}

/// Which accounts the person ticked; a scope without targets holds for all.
fn write_granular(token: &Token, out: &mut Json) {
    out.key("granular_scopes");
    out.begin_list();
    for scope in &token.scopes {
        out.begin();
        out.text("scope", scope);
        if let Some(accounts) = &token.accounts
            && matches!(scope.as_str(), "ads_read" | "ads_management")
        {
            let ids: Vec<String> = accounts.iter().map(u64::to_string).collect();
            out.texts("target_ids", ids.iter().map(String::as_str));
        }
        out.end();
    }
    out.end_list();
}
