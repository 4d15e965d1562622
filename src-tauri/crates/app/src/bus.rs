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
    /// What can be done about it from where it is shown.
    pub act: Option<AlarmAct>,
    /// Whether it comes in quiet hours too.
    pub urgent: bool,
}

/// What a notification offers besides being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlarmAct {
    /// Take an act back, by its id in the write path: its preview is shown, nothing is sent yet.
    Undo(String),
    /// Say yes to what a rule's look asks for, by the look's id.
    Approve(String),
    /// Show a place of the page, such as `/rules`.
    Open(String),
}

impl AlarmAct {
    /// Where in the page this is done. The page shows what would happen; nothing is done by going there.
    pub fn route(&self) -> String {
        match self {
            Self::Undo(change_set) => format!("/activity?undo={}", quoted(change_set)),
            Self::Approve(run) => format!("/approvals?run={}", quoted(run)),
            Self::Open(path) => path.clone(),
        }
    }

    /// Where in the page one can read about it.
    pub fn place(&self) -> String {
        match self {
            Self::Undo(_) => "/activity".to_owned(),
            Self::Approve(_) | Self::Open(_) => self.route(),
        }
    }
}

/// A value of a page's address. The page reads bare digits as a number, which an id is not.
fn quoted(id: &str) -> String {
    url::form_urlencoded::byte_serialize(format!("\"{id}\"").as_bytes()).collect()
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
        self.raise(title, body, None, false);
    }

    /// An alarm with something that can be done about it.
    pub(crate) fn alarm_with(&self, title: impl Into<String>, body: impl Into<String>, act: AlarmAct) {
        self.raise(title, body, Some(act), false);
    }

    /// An alarm that comes in quiet hours too.
    pub(crate) fn alarm_urgent(&self, title: impl Into<String>, body: impl Into<String>, act: Option<AlarmAct>) {
        self.raise(title, body, act, true);
    }

    fn raise(&self, title: impl Into<String>, body: impl Into<String>, act: Option<AlarmAct>, urgent: bool) {
        drop(self.0.send(Signal::Alarm(Alarm { title: title.into(), body: body.into(), act, urgent })));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_text_in_an_address_whatever_it_looks_like() {
        for (act, route, place) in [
            (AlarmAct::Undo("12e34".into()), "/activity?undo=%2212e34%22", "/activity"),
            (AlarmAct::Approve("7".into()), "/approvals?run=%227%22", "/approvals?run=%227%22"),
            (
                AlarmAct::Approve("a&b=#c".into()),
                "/approvals?run=%22a%26b%3D%23c%22",
                "/approvals?run=%22a%26b%3D%23c%22",
            ),
            (AlarmAct::Open("/rules".into()), "/rules", "/rules"),
        ] {
            assert_eq!((act.route().as_str(), act.place().as_str()), (route, place));
        }
    }
}
