//! How news leaves the core: a bounded broadcast that a slow listener cannot hold up.

use tokio::sync::broadcast;

use crate::dto::AppEvent;

/// What a listener may hear.
#[derive(Debug, Clone)]
pub enum Signal {
    /// Something the page shows has changed.
    Event(AppEvent),
    /// Something a person has to know while the window is out of sight.
    Alarm(Alarm),
}

/// A native notification's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// One line.
    pub title: String,
    /// One or two sentences.
    pub body: String,
}

/// The sending side.
#[derive(Debug, Clone)]
pub(crate) struct Bus(broadcast::Sender<Signal>);

impl Bus {
    pub(crate) fn new() -> Self {
        // A page that is 256 events behind refetches everything, so more room would help nobody.
        Self(broadcast::channel(256).0)
    }

    pub(crate) fn event(&self, event: AppEvent) {
        // Nobody listening is fine: the command-line program often does not.
        drop(self.0.send(Signal::Event(event)));
    }

    pub(crate) fn alarm(&self, title: impl Into<String>, body: impl Into<String>) {
        drop(self.0.send(Signal::Alarm(Alarm { title: title.into(), body: body.into() })));
    }

    pub(crate) fn listen(&self) -> Signals {
        Signals(self.0.subscribe())
    }
}

/// The receiving side.
#[derive(Debug)]
pub struct Signals(broadcast::Receiver<Signal>);

impl Signals {
    /// The next signal; `None` when the core has ended. After missing some, [`AppEvent::StateChanged`] comes first, so
    /// that the listener asks for everything again.
    pub async fn next(&mut self) -> Option<Signal> {
        match self.0.recv().await {
            Ok(signal) => Some(signal),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Signal::Event(AppEvent::StateChanged {})),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
