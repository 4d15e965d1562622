//! The link that comes back from the browser: parsed whole or refused, never half believed.
//!
//! Whatever is not known exactly is refused. A link can come from any program or web page on this computer.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

mod value;

/// A real answer has some hundred bytes.
const MAX_BYTES: usize = 4096;

/// Every parameter Meta is known to answer with. Anything else is not an answer of Meta's to a request of ours.
const KNOWN: [&str; 9] = [
    "code",
    "state",
    "error",
    "error_code",
    "error_reason",
    "error_description",
    "error_message",
    "granted_scopes",
    "denied_scopes",
];

/// How the answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// `sextant://oauth/callback`, handed over by the operating system.
    DeepLink,
    /// The listener on this computer, at this port.
    Loopback {
        /// The listener's port.
        port: u16,
    },
}

/// What Meta's dialog answered.
#[derive(Debug)]
pub enum Answer {
    /// A code to be exchanged, once.
    Code(SecretString),
    /// The person, or Meta, said no. The reason is a word of Meta's such as `user_denied`.
    Denied {
        /// Meta's reason.
        reason: String,
    },
}

/// A well-formed answer. Whether it is the answer to *our* question, [`SignIn`](crate::SignIn) decides.
#[derive(Debug)]
pub struct Callback {
    /// How it came.
    pub via: Via,
    /// What it says.
    pub answer: Answer,
    pub(crate) state: SecretString,
}

/// Why a link was refused. Says nothing of the link's content, so it can be logged as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// More than 4 kB.
    #[error("it is too long")]
    TooLong,
    /// Not UTF-8, or with characters that no URL has.
    #[error("it is not a URL")]
    NotText,
    /// Another scheme, host, port or path, or user information in front of the host.
    #[error("it is addressed elsewhere")]
    WrongTarget,
    /// A fragment other than the `#_=_` that Facebook appends.
    #[error("it has a fragment")]
    Fragment,
    /// Parameters without value, empty parameters, or percent signs that encode nothing or something unusual.
    #[error("its parameters are malformed")]
    Malformed,
    /// The same parameter twice.
    #[error("it has a parameter twice")]
    Duplicate,
    /// A parameter Meta does not answer with.
    #[error("it has an unknown parameter")]
    ExtraParameter,
    /// No `state`.
    #[error("it has no state")]
    MissingState,
    /// Neither a code nor an error.
    #[error("it has neither a code nor an error")]
    MissingAnswer,
    /// Both a code and an error.
    #[error("it has both a code and an error")]
    Contradiction,
    /// No sign-in is pending.
    #[error("no sign-in is under way")]
    NothingPending,
    /// It carries another `state` than the pending attempt.
    #[error("it belongs to another sign-in")]
    WrongState,
    /// The attempt it answers was answered before.
    #[error("it was used before")]
    Replayed,
    /// The attempt it answers is over ten minutes old, or the computer's clock was set back since.
    #[error("the sign-in has expired")]
    Expired,
    /// It came another way than the attempt asked for.
    #[error("it came another way than asked for")]
    OtherRoute,
}

/// [`parse_callback`] for an argument that need not be UTF-8.
///
/// # Errors
/// [`Refusal`].
pub fn parse_callback_bytes(link: &[u8]) -> Result<Callback, Refusal> {
    if link.len() > MAX_BYTES {
        return Err(Refusal::TooLong);
    }
    parse_callback(std::str::from_utf8(link).map_err(|_| Refusal::NotText)?)
}

/// Parses `sextant://oauth/callback?…` or `http://127.0.0.1:PORT/callback?…` (also spelled `localhost`). Total: never panics.
///
/// # Errors
/// [`Refusal`] for everything that is not exactly such an answer.
pub fn parse_callback(link: &str) -> Result<Callback, Refusal> {
    if link.len() > MAX_BYTES {
        return Err(Refusal::TooLong);
    }
    if !link.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Refusal::NotText);
    }
    let (via, rest) = target(link)?;
    let (query, fragment) = match rest.split_once('#') {
        Some((query, fragment)) => (query, Some(fragment)),
        None => (rest, None),
    };
    if fragment.is_some_and(|f| f != "_=_") {
        return Err(Refusal::Fragment);
    }
    let query = query.strip_prefix('?').ok_or(Refusal::MissingAnswer)?;
    answer(via, parameters(query)?)
}

/// Splits off scheme, host and path. What follows begins with `?`, `#` or nothing.
fn target(link: &str) -> Result<(Via, &str), Refusal> {
    let (via, rest) = if let Some(rest) = link.strip_prefix(crate::DEEP_LINK) {
        (Via::DeepLink, rest)
    } else {
        let authority = link
            .strip_prefix("http://127.0.0.1:")
            .or_else(|| link.strip_prefix("http://localhost:"))
            .ok_or(Refusal::WrongTarget)?;
        let (port, path) = authority.split_once('/').ok_or(Refusal::WrongTarget)?;
        let port = port_number(port).ok_or(Refusal::WrongTarget)?;
        (Via::Loopback { port }, path.strip_prefix("callback").ok_or(Refusal::WrongTarget)?)
    };
    if rest.is_empty() || rest.starts_with(['?', '#']) { Ok((via, rest)) } else { Err(Refusal::WrongTarget) }
}

/// Digits only, no sign, no leading zero: the one spelling we handed out.
fn port_number(text: &str) -> Option<u16> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if plain { text.parse().ok() } else { None }
}

fn parameters(query: &str) -> Result<BTreeMap<&'static str, SecretString>, Refusal> {
    let mut found = BTreeMap::new();
    for pair in query.split('&') {
        let (name, raw) = pair.split_once('=').ok_or(Refusal::Malformed)?;
        // An encoded name (`%63ode`) is a trick, not a name.
        if name.is_empty() || name.contains('%') {
            return Err(Refusal::Malformed);
        }
        let name = KNOWN.into_iter().find(|known| *known == name).ok_or(Refusal::ExtraParameter)?;
        let value = match name {
            "code" | "state" => value::opaque(raw),
            "error" | "error_code" | "error_reason" => value::word(raw),
            _ => value::prose(raw),
        };
        let value = value.ok_or(Refusal::Malformed)?;
        if found.insert(name, value).is_some() {
            return Err(Refusal::Duplicate);
        }
    }
    Ok(found)
}

fn answer(via: Via, mut found: BTreeMap<&'static str, SecretString>) -> Result<Callback, Refusal> {
    let state = found.remove("state").ok_or(Refusal::MissingState)?;
    let reason = found.remove("error_reason");
    let answer = match (found.remove("code"), found.remove("error")) {
        (Some(_), Some(_)) => return Err(Refusal::Contradiction),
        (Some(_), None) if reason.is_some() => return Err(Refusal::Contradiction),
        (Some(code), None) => Answer::Code(code),
        (None, Some(error)) => Answer::Denied { reason: reason.unwrap_or(error).expose_secret().to_owned() },
        (None, None) => return Err(Refusal::MissingAnswer),
    };
    Ok(Callback { via, answer, state })
}
