//! Where a sign-in stands, and the one attempt that may be pending.

use std::sync::{Arc, Mutex, PoisonError};

use domain::Clock;
use signin::SignIn;
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::dto::{AppEvent, IpcError, SignInStatus, WorkspaceKind};

/// What a sign-in is for: a workspace to be made, or the open one again.
#[derive(Debug, Clone)]
pub(crate) enum Purpose {
    /// A new workspace with this name.
    New { name: String, kind: WorkspaceKind, bounce_url: Option<String> },
    /// The open workspace gets a new token. Where it came over the browser, the way is kept for the next time.
    Again { over: Option<Over> },
}

/// The way in which a browser's answer comes back.
#[derive(Debug, Clone)]
pub(crate) enum Over {
    /// Straight to this computer.
    Loopback,
    /// Over the https page at this address.
    Bounce(String),
}

impl Over {
    /// The address of the bounce page.
    pub(crate) fn bounce_url(self) -> Option<String> {
        match self {
            Self::Loopback => None,
            Self::Bounce(url) => Some(url),
        }
    }
}

/// The desk: at most one sign-in is under way in a program.
#[derive(Debug)]
pub(crate) struct SignInDesk {
    pub(crate) attempts: SignIn,
    state: Mutex<State>,
    bus: Bus,
}

#[derive(Debug)]
struct State {
    status: SignInStatus,
    purpose: Option<Purpose>,
    /// Ends the listener of a loopback sign-in.
    stop: CancellationToken,
}

impl SignInDesk {
    pub(crate) fn new(clock: Arc<dyn Clock>, bus: Bus) -> Self {
        let state = State { status: SignInStatus::Idle {}, purpose: None, stop: CancellationToken::new() };
        Self { attempts: SignIn::new(clock), state: Mutex::new(state), bus }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn status(&self) -> SignInStatus {
        let status = self.lock().status.clone();
        match status {
            SignInStatus::WaitingForBrowser { .. } if self.attempts.pending_until().is_none() => {
                let message = "Nobody answered in the browser within ten minutes";
                SignInStatus::Failed { error: crate::error::plain(crate::dto::ErrorCode::Cancelled, message) }
            }
            other => other,
        }
    }

    pub(crate) fn set(&self, status: SignInStatus) -> SignInStatus {
        self.lock().status = status.clone();
        self.bus.event(AppEvent::SignInChanged { status: status.clone() });
        status
    }

    pub(crate) fn fail(&self, error: impl Into<IpcError>) -> SignInStatus {
        self.set(SignInStatus::Failed { error: error.into() })
    }

    /// Remembers what the sign-in that begins is for, and ends one that was under way.
    pub(crate) fn begin(&self, purpose: Purpose) -> CancellationToken {
        let mut state = self.lock();
        state.stop.cancel();
        state.stop = CancellationToken::new();
        state.purpose = Some(purpose);
        state.stop.clone()
    }

    /// What the sign-in that came back was for; asked once.
    pub(crate) fn take_purpose(&self) -> Option<Purpose> {
        self.lock().purpose.take()
    }

    /// Forgets the pending attempt; its link is no longer accepted.
    pub(crate) fn cancel(&self) -> SignInStatus {
        self.attempts.cancel();
        {
            let mut state = self.lock();
            state.stop.cancel();
            state.purpose = None;
        }
        self.set(SignInStatus::Idle {})
    }
}
