//! Signing in at Meta in the system browser, so that nothing is exchanged that a person at this computer did not begin.
//!
//! One attempt is pending at a time, in memory only, for ten minutes at most. Its answer comes back as a link, which any
//! program or web page can forge: a total parser judges it, and only the one that carries the pending attempt's `state`
//! is exchanged, once. The exchange sends the PKCE verifier, so a code stolen on the way is worth nothing.
//!
//! What this crate is **not**: it opens no browser and no window, keeps no token, and has no HTTP client of its own;
//! requests to Meta go through [`graph::TokenEndpoint`].
//!
//! Main types: [`SignIn`] (the pending attempt), [`AttemptRequest`], [`parse_callback`] with [`Callback`] and [`Refusal`],
//! [`LoopbackListener`], and the trait [`Exchange`] with its strategies, which end in [`Granted`].
//!
//! ```
//! use signin::{Refusal, parse_callback};
//!
//! assert!(parse_callback("sextant://oauth/callback?code=AQB-1&state=abc#_=_").is_ok());
//! assert_eq!(parse_callback("sextant://oauth.evil/callback?code=a&state=b").unwrap_err(), Refusal::WrongTarget);
//! ```

mod attempt;
mod callback;
mod error;
mod exchange;
mod loopback;
mod redirect;

pub use attempt::{AttemptRequest, Begun, Claimed, LIFE_MS, SignIn};
pub use callback::{Answer, Callback, Refusal, Via, parse_callback, parse_callback_bytes};
pub use error::Error;
pub use exchange::{AppSecret, Broker, Exchange, Exchanging, Grant, Granted, PublicClient, SystemUserToken};
pub use loopback::{LISTEN_FOR, LoopbackHost, LoopbackListener};
pub use redirect::{DEEP_LINK, Dialog, Redirect};
