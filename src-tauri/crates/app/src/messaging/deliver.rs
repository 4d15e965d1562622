//! Carries notifications to where they go, for as long as a workspace is open.

use std::sync::{Arc, Weak};

use messages::{Message, Patience};

use super::kept::Kept;
use crate::app::App;
use crate::bus::Alarm;
use crate::dto::MessageChannel;
use crate::session::Session;

/// Delivers what is told from now on until the workspace closes.
pub(crate) async fn deliver(app: App, session: Weak<Session>) {
    let Some(closed) = session.upgrade().map(|open| open.messages.closed.clone()) else { return };
    let mut alarms = app.notifications();
    loop {
        let alarm = tokio::select! {
            alarm = alarms.next() => alarm,
            () = closed.cancelled() => None,
        };
        let (Some(alarm), Some(open)) = (alarm, session.upgrade()) else { return };
        let kept = match open.message_settings().await {
            Ok(kept) => kept,
            Err(error) => {
                tracing::warn!(%error, "where messages go could not be read");
                continue;
            }
        };
        // Beside the next ones: tries take as long as the other side lets them.
        for channel in [MessageChannel::Webhook, MessageChannel::Mail] {
            drop(tokio::spawn(send(app.clone(), Arc::clone(&open), kept.clone(), channel, alarm.clone())));
        }
    }
}

async fn send(app: App, session: Arc<Session>, kept: Kept, channel: MessageChannel, alarm: Alarm) {
    if !alarm.urgent && kept.wants_only_urgent(channel) {
        return;
    }
    let closed = session.messages.closed.clone();
    let body = format!("{}\n\nWorkspace: {}", alarm.body, session.file().name);
    let message = Message::new(&alarm.title, &body);
    let sent = tokio::select! {
        sent = to(&session, &kept, channel, &message, Patience::default()) => sent,
        // What holds the workspace open must not wait for somebody else's server.
        () = closed.cancelled() => return,
    };
    let Some(sent) = sent else { return };
    if let Err(error) = &sent {
        tracing::warn!(%error, ?channel, "a message did not arrive");
    }
    app.note_sent(&session, channel, sent.err().map(|error| error.to_string()));
}

/// Sends to one channel; `None` where it is not set.
pub(super) async fn to(
    session: &Session,
    kept: &Kept,
    channel: MessageChannel,
    message: &Message,
    patience: Patience,
) -> Option<Result<(), messages::Error>> {
    let opened = |error: crate::Error| messages::Error::Invalid(error.to_string());
    Some(match channel {
        MessageChannel::Webhook => match kept.webhook.as_ref()?.open(&session.keys) {
            Ok(webhook) => webhook.send(message, patience).await,
            Err(error) => Err(opened(error)),
        },
        MessageChannel::Mail => match kept.mail.as_ref()?.open(&session.keys) {
            Ok(mailbox) => mailbox.send(message, patience).await,
            Err(error) => Err(opened(error)),
        },
    })
}

impl Kept {
    fn wants_only_urgent(&self, channel: MessageChannel) -> bool {
        match channel {
            MessageChannel::Webhook => self.webhook.as_ref().is_some_and(|webhook| webhook.only_urgent),
            MessageChannel::Mail => self.mail.as_ref().is_some_and(|mail| mail.only_urgent),
        }
    }
}
