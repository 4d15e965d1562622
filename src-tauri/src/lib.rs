//! The desktop shell: the only Rust that knows Tauri.
//!
//! What it is **not**: it decides nothing. It opens the window and the tray, hands links and commands to the `app`
//! crate, and turns what that crate reports into page events and native notifications.
//!
//! Main entry: [`run`]. The command list lives in [`bindings`]; the page's TypeScript is generated from it.

pub mod bindings;
mod commands;
mod compose;
mod deep_link;
mod events;
mod ipc_error;
mod notifications;
#[cfg(feature = "e2e")]
mod test_clock;
mod tray;
mod window;

pub use compose::run;
