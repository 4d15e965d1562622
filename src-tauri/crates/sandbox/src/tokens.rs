//! Access tokens and authorization codes: who they speak for, what they may, and how long they live.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Life of a token straight from the login dialog, milliseconds: two hours.
pub(crate) const SHORT_LIFE_MS: i64 = 2 * 3_600_000;
/// Life of a long-lived token: sixty days.
pub(crate) const LONG_LIFE_MS: i64 = 60 * 86_400_000;
/// Data access after the person's last consent: ninety days.
pub(crate) const DATA_ACCESS_MS: i64 = 90 * 86_400_000;
/// Life of an authorization code: ten minutes.
pub(crate) const CODE_LIFE_MS: i64 = 600_000;

/// Permissions the sandbox knows.
pub(crate) const SCOPES: [&str; 9] = [
    "ads_management",
    "ads_read",
    "business_management",
    "pages_show_list",
    "pages_read_engagement",
    "pages_manage_ads",
    "instagram_basic",
    "public_profile",
    "email",
];

/// What a token belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TokenKind {
    /// A person.
    User,
    /// A system user of the business.
    SystemUser,
    /// The app itself.
    App,
    /// A page.
    Page,
}

impl TokenKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::SystemUser => "SYSTEM_USER",
            Self::App => "APP",
            Self::Page => "PAGE",
        }
    }
}

/// One token.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) kind: TokenKind,
    pub(crate) user_id: u64,
    /// Granted permissions.
    pub(crate) scopes: BTreeSet<String>,
    /// Permissions the person was asked for and declined.
    pub(crate) declined: BTreeSet<String>,
    /// Ad accounts the person ticked (digits); none means all.
    pub(crate) accounts: Option<BTreeSet<u64>>,
    pub(crate) issued_ms: i64,
    /// None never expires.
    pub(crate) expires_ms: Option<i64>,
    pub(crate) data_access_expires_ms: Option<i64>,
    /// Why it ended before its time: subcode of error 190.
    pub(crate) ended: Option<i64>,
}

/// A token's text never appears in debug output.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("kind", &self.kind).field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

impl Token {
    /// Subcode of error 190 that a call with it meets now; none while it is good.
    pub(crate) fn end(&self, now_ms: i64) -> Option<i64> {
        self.ended.or_else(|| self.expires_ms.filter(|at| *at <= now_ms).map(|_| 463))
    }

    pub(crate) fn may(&self, scope: &str) -> bool {
        self.scopes.contains(scope)
    }

    pub(crate) fn sees_account(&self, account: u64) -> bool {
        self.accounts.as_ref().is_none_or(|list| list.contains(&account))
    }

    /// Whether the ninety days of data access are over.
    pub(crate) fn data_access_over(&self, now_ms: i64) -> bool {
        self.data_access_expires_ms.is_some_and(|at| at <= now_ms)
    }
}

/// A login that was agreed to and waits for its exchange.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) redirect_uri: String,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) declined: BTreeSet<String>,
    pub(crate) accounts: Option<BTreeSet<u64>>,
    /// The code challenge with whether it is S256.
    pub(crate) challenge: Option<(String, bool)>,
    pub(crate) nonce: Option<String>,
    pub(crate) expires_ms: i64,
    pub(crate) used: bool,
}

/// All tokens and codes of one app.
#[derive(Default)]
pub struct Tokens {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    tokens: BTreeMap<String, Token>,
    codes: BTreeMap<String, Grant>,
}

/// Why a code was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeError {
    Unknown,
    Used,
    Expired,
    OtherRedirect,
    WrongVerifier,
}

impl Tokens {
    pub(crate) fn insert(&self, token: Token) {
        self.lock().tokens.insert(token.text.clone(), token);
    }

    pub(crate) fn find(&self, text: &str) -> Option<Token> {
        self.lock().tokens.get(text).cloned()
    }

    /// Everything worth keeping across a restart.
    pub(crate) fn all(&self) -> Vec<Token> {
        self.lock().tokens.values().cloned().collect()
    }

    /// Ends one token with a subcode of error 190 (458 app removed, 460 password changed, 463 expired, 467 logout …).
    pub fn end(&self, text: &str, subcode: i64) -> bool {
        self.lock().tokens.get_mut(text).map(|token| token.ended = Some(subcode)).is_some()
    }

    /// Ends every token of people and system users with a subcode of error 190. Returns how many.
    pub fn end_all(&self, subcode: i64) -> usize {
        let mut inner = self.lock();
        let people = inner.tokens.values_mut().filter(|token| token.kind != TokenKind::App);
        people.map(|token| token.ended = Some(subcode)).count()
    }

    /// The text of every token given out, so that a test can look for it where it must not be.
    pub fn texts(&self) -> Vec<String> {
        self.lock().tokens.keys().cloned().collect()
    }

    /// Makes every ended token good again, to go on after a test of expiry.
    pub fn restore_all(&self) {
        self.lock().tokens.values_mut().for_each(|token| token.ended = None);
    }

    /// Ends the data access of every token of a person, as ninety days without them do.
    pub fn end_data_access(&self, now_ms: i64) {
        for token in self.lock().tokens.values_mut().filter(|token| token.kind == TokenKind::User) {
            token.data_access_expires_ms = Some(now_ms);
        }
    }

    /// Takes one permission from every token of a person; false when none had it.
    pub(crate) fn revoke_scope(&self, user_id: u64, scope: &str) -> bool {
        let mut found = false;
        for token in self.lock().tokens.values_mut().filter(|token| token.user_id == user_id) {
            if token.scopes.remove(scope) {
                token.declined.insert(scope.to_owned());
                found = true;
            }
        }
        found
    }

    /// Takes a permission from every token of people and system users, or gives it to them. Returns how many changed.
    pub fn set_permission(&self, scope: &str, granted: bool) -> usize {
        let mut inner = self.lock();
        let people = inner.tokens.values_mut().filter(|token| token.kind != TokenKind::App);
        let change = |token: &mut Token| match granted {
            true => token.scopes.insert(scope.to_owned()),
            false => token.scopes.remove(scope),
        };
        people.map(change).filter(|changed| *changed).count()
    }

    /// The person removed the app: all their tokens end with 458.
    pub(crate) fn remove_user(&self, user_id: u64) {
        for token in self.lock().tokens.values_mut().filter(|token| token.user_id == user_id) {
            token.ended = Some(458);
        }
    }

    pub(crate) fn insert_code(&self, code: String, grant: Grant) {
        self.lock().codes.insert(code, grant);
    }

    /// Uses up a code. A code met a second time is refused even when the first exchange failed on the verifier.
    pub(crate) fn take_code(
        &self,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
        now_ms: i64,
    ) -> Result<Grant, CodeError> {
        let mut inner = self.lock();
        let grant = inner.codes.get_mut(code).ok_or(CodeError::Unknown)?;
        if grant.used {
            return Err(CodeError::Used);
        }
        if grant.expires_ms <= now_ms {
            return Err(CodeError::Expired);
        }
        if grant.redirect_uri != redirect_uri {
            return Err(CodeError::OtherRedirect);
        }
        grant.used = true;
        if let Some((challenge, is_s256)) = &grant.challenge {
            let given = verifier.map(|text| if *is_s256 { s256(text) } else { text.to_owned() });
            if given.as_deref() != Some(challenge) {
                return Err(CodeError::WrongVerifier);
            }
        }
        Ok(grant.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The PKCE challenge of a verifier.
pub(crate) fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Lowercase hex HMAC-SHA256, which is what `appsecret_proof` is with the app secret as key.
pub(crate) fn hmac_hex(key: &str, message: &str) -> String {
    hex(&hmac(key, message))
}

/// HMAC-SHA256.
pub(crate) fn hmac(key: &str, message: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of every length");
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes as a text in the shape of `fbtrace_id`.
pub(crate) fn trace_text(bytes: &[u8]) -> String {
    let text = URL_SAFE_NO_PAD.encode(bytes.get(..15).unwrap_or(bytes));
    format!("A{text}")
}

/// An unguessable text in the shape of Meta's tokens.
pub(crate) fn random_text(prefix: &str, bytes: usize) -> String {
    let mut random = vec![0u8; bytes];
    // Without the system's random source nothing unguessable can be made, and the process cannot go on.
    getrandom::fill(&mut random).expect("the operating system has a random source");
    let body: String =
        URL_SAFE_NO_PAD.encode(&random).chars().map(|c| if matches!(c, '-' | '_') { 'Z' } else { c }).collect();
    format!("{prefix}{body}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proof_is_the_documented_one() {
        assert_eq!(hmac_hex("SECRET", "TOKEN"), "9bcde7f1d5e226d86e4692a62e5ec88f99306fb302d74b2dc3bff8a03770b63d");
    }

    #[test]
    fn a_code_works_once_for_its_redirect_and_verifier() {
        let tokens = Tokens::default();
        let grant = Grant {
            redirect_uri: "a".into(),
            scopes: BTreeSet::new(),
            declined: BTreeSet::new(),
            accounts: None,
            challenge: Some((s256("v"), true)),
            nonce: None,
            expires_ms: 100,
            used: false,
        };
        tokens.insert_code("1".into(), grant.clone());
        assert_eq!(tokens.take_code("1", "b", Some("v"), 0).unwrap_err(), CodeError::OtherRedirect);
        assert!(tokens.take_code("1", "a", Some("v"), 0).is_ok());
        assert_eq!(tokens.take_code("1", "a", Some("v"), 0).unwrap_err(), CodeError::Used);
        tokens.insert_code("2".into(), grant.clone());
        assert_eq!(tokens.take_code("2", "a", None, 0).unwrap_err(), CodeError::WrongVerifier);
        tokens.insert_code("3".into(), grant);
        assert_eq!(tokens.take_code("3", "a", Some("v"), 100).unwrap_err(), CodeError::Expired);
        assert_eq!(tokens.take_code("4", "a", None, 0).unwrap_err(), CodeError::Unknown);
    }
}
