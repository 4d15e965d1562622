//! A local simulation of Meta's Marketing API: the demo of Sextant and the bench its client is tested on.
//!
//! What it is: a living world of ad accounts made from a seed ([`world`]), an HTTP server on 127.0.0.1 that answers for
//! it the way the Graph API does (paths, parameters, pages, batches, errors, limits, versions, sign-in), and ways to make
//! it misbehave. Meta's official Python and Node SDKs work against it.
//!
//! Beside it, on the same port, answer the AI services that the studio uses: Anthropic's messages, OpenAI's chat
//! completions and images, with a demo model that says what it is and whose answers depend on nothing but the prompt.
//!
//! What it is **not**: it shares no code with Sextant's own client, so that one can prove the other; it never talks to
//! Meta; it has no protection beyond being bound to the loopback address.
//!
//! Main types: [`Config`] says what to start, [`Server`] runs it, [`Fault`] is an order to misbehave, [`Journal`] is what
//! was asked, [`SimClock`] is its time, [`Totals`] is the truth to compare with.
//!
//! ```
//! use sandbox::{Config, Server, world::Size};
//!
//! let server = Server::start(Config { size: Size::Tiny, ..Config::default() })?;
//! let address = format!("{}/v26.0/me/adaccounts?access_token={}", server.base_url(), server.system_user_token());
//! assert!(address.starts_with("http://127.0.0.1:"));
//! # Ok::<(), sandbox::StartError>(())
//! ```

pub mod world;

mod clock;
mod config;
mod control;
mod faults;
mod http;
mod journal;
mod limits;
mod persist;
mod server;
mod state;
mod tokens;
mod truth;
mod validate;

pub use clock::{ClockMode, ClockModeError, SimClock};
pub use config::{AppMode, Config, SettingError, Tier, VersionLife, parse_size};
pub use faults::{Fault, FaultError, FaultKind, FaultStatus, Faults, ModelFault, Outcome};
pub use journal::{Entry, Journal, Write};
pub use limits::Limits;
pub use persist::StateError;
pub use server::{Server, StartError, Stopper};
pub use tokens::{TokenKind, Tokens};
pub use truth::Totals;
