//! Which version answers, and whose call it is.

use crate::config::VersionLife;
use crate::http::error::{GraphError, Result};
use crate::http::request::Call;
use crate::state::Shared;
use crate::tokens::{Token, TokenKind, hmac_hex};

pub(super) type Settled = (String, Vec<(&'static str, String)>);

/// The version that answers, and the headers that say so when it is not the one asked for.
pub(super) fn settle_version(shared: &Shared, call: &Call) -> Result<Settled> {
    let versions = shared.switches().versions;
    let newest = versions.iter().rev().find(|(_, life)| **life == VersionLife::Alive).map(|(name, _)| name.clone());
    let newest = newest.unwrap_or_else(|| "v26.0".to_owned());
    let deprecated = |version: &str| {
        GraphError::new(
            400,
            2635,
            &format!(
                "(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version: {newest}. The version called was {version}."
            ),
        )
    };
    // Sign-in and public addresses are not part of the Marketing API and outlive its versions.
    let is_login = matches!(call.segments().first(), Some(&"oauth" | &"dialog" | &"debug_token"));
    let Some(asked) = call.version.as_deref() else {
        return if is_login { Ok((newest, Vec::new())) } else { Err(deprecated("(none)")) };
    };
    match versions.get(asked) {
        Some(VersionLife::Alive) => Ok((asked.to_owned(), Vec::new())),
        Some(VersionLife::Upgraded { to }) => {
            let warning = format!("The call has been auto-upgraded to {to} as {asked} has been deprecated.");
            Ok((to.clone(), vec![("x-ad-api-version-warning", warning)]))
        }
        Some(VersionLife::Dead) if is_login => Ok((asked.to_owned(), Vec::new())),
        Some(VersionLife::Dead) => Err(deprecated(asked)),
        None => Err(GraphError::unknown_path(asked).kind("OAuthException")),
    }
}

/// Whose call it is. The token must be known, alive, and carry its proof where one is given or demanded.
pub(crate) fn check_token(shared: &Shared, call: &Call, now_ms: i64) -> Result<Token> {
    let Some(text) = call.token.as_deref() else {
        return Err(GraphError::new(
            400,
            2500,
            "An active access token must be used to query information about the current user.",
        ));
    };
    let Some(token) = shared.tokens.find(text) else {
        return Err(if text.starts_with("EAA") {
            GraphError::token(None, "Error validating access token: The session is invalid.")
        } else {
            GraphError::token(None, "Invalid OAuth access token - Cannot parse access token")
        });
    };
    if let Some(subcode) = token.end(now_ms) {
        return Err(ended_error(subcode, token.expires_ms));
    }
    let proof = call.params.filled("appsecret_proof");
    let demanded = shared.switches().require_proof && !call.in_batch;
    match proof {
        Some(proof) if proof == hmac_hex(&shared.app.secret, text) => {}
        None if !demanded => {}
        Some(_) => {
            return Err(GraphError::new(400, 100, "Invalid appsecret_proof provided in the API argument")
                .kind("GraphMethodException"));
        }
        None => {
            return Err(GraphError::new(400, 100, "API calls from the server require an appsecret_proof argument")
                .kind("GraphMethodException"));
        }
    }
    if token.kind == TokenKind::User && token.data_access_over(now_ms) {
        return Err(GraphError::new(
            400,
            10,
            "(#10) The person's data access has expired. They must renew it by logging in again.",
        ));
    }
    Ok(token)
}

fn ended_error(subcode: i64, expires_ms: Option<i64>) -> GraphError {
    let when = expires_ms.map(crate::clock::instant).unwrap_or_default().format("%A, %d-%b-%y %H:%M:%S PST");
    let why = match subcode {
        458 => "The user has not authorized application.".to_owned(),
        459 => "You cannot access the app till you log in to www.facebook.com and follow the instructions given."
            .to_owned(),
        460 => "The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.".to_owned(),
        463 => format!("Session has expired on {when}."),
        464 => "Sessions for the user are not allowed because the user is not a confirmed user.".to_owned(),
        467 => "The session is invalid because the user logged out.".to_owned(),
        492 => "The user must be an administrator, editor, or moderator of the page.".to_owned(),
        _ => "The session is invalid.".to_owned(),
    };
    GraphError::token(Some(subcode), &format!("Error validating access token: {why}"))
}
