//! Notifications to a chat and a mailbox: where they go is kept with the workspace, what is secret of it sealed.

mod deliver;
mod kept;

use std::sync::{Mutex, PoisonError};

use messages::{Message, Patience};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

pub(crate) use deliver::deliver;
use kept::{Kept, KeptMail, KeptWebhook};

use crate::Error;
use crate::app::App;
use crate::dto::{
    AppEvent, MailChannel, MessageChannel, MessageChannels, MessageSent, SetMail, SetWebhook, WebhookChannel,
};
use crate::session::Session;

/// Under which name the ledger keeps where messages go.
const CHANNELS: &str = "messages";
/// Longest text of one setting.
const MOST_CHARS: usize = 2_000;

/// How messages of this run went, and what ends their delivery.
#[derive(Debug, Default)]
pub(crate) struct MessageDesk {
    webhook: Mutex<Option<MessageSent>>,
    mail: Mutex<Option<MessageSent>>,
    pub(crate) closed: CancellationToken,
}

impl MessageDesk {
    fn last(&self, channel: MessageChannel) -> &Mutex<Option<MessageSent>> {
        match channel {
            MessageChannel::Webhook => &self.webhook,
            MessageChannel::Mail => &self.mail,
        }
    }

    fn note(&self, channel: MessageChannel, sent: Option<MessageSent>) {
        *self.last(channel).lock().unwrap_or_else(PoisonError::into_inner) = sent;
    }

    fn told(&self, channel: MessageChannel) -> Option<MessageSent> {
        self.last(channel).lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl App {
    /// Where the open workspace's notifications go besides this computer.
    ///
    /// # Errors
    /// When no workspace is open or its ledger cannot be read.
    pub async fn message_channels(&self) -> Result<MessageChannels, Error> {
        let session = self.session().await?;
        let kept = session.message_settings().await?;
        Ok(view(&session, kept))
    }

    /// Writes to a chat from now on. Nothing is sent by this.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what an address has to be like; nothing is changed then.
    pub async fn set_webhook(&self, input: SetWebhook) -> Result<MessageChannels, Error> {
        let session = self.session().await?;
        let mut kept = session.message_settings().await?;
        let webhook = match (input.address, &kept.webhook) {
            (Some(address), _) => KeptWebhook::seal(&session.keys, short(address)?.into(), input.only_urgent)?,
            (None, Some(there)) => KeptWebhook { only_urgent: input.only_urgent, ..there.clone() },
            (None, None) => return Err(Error::Invalid("Paste the address of the webhook".into())),
        };
        kept.webhook = Some(webhook);
        session.messages.note(MessageChannel::Webhook, None);
        self.keep_channels(&session, kept).await
    }

    /// Writes e-mails from now on. Nothing is sent by this.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the first setting that makes no sense; nothing is changed then.
    pub async fn set_mail(&self, input: SetMail) -> Result<MessageChannels, Error> {
        let session = self.session().await?;
        let mut kept = session.message_settings().await?;
        let password = input.password.clone().map(short).transpose()?.map(SecretString::from);
        for text in [&input.host, &input.from, &input.to].into_iter().chain(&input.user) {
            short(text.clone())?;
        }
        kept.mail = Some(KeptMail::seal(&session.keys, input, password, kept.mail.as_ref())?);
        session.messages.note(MessageChannel::Mail, None);
        self.keep_channels(&session, kept).await
    }

    /// Writes there no more, and forgets what was secret of it.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn remove_message_channel(&self, channel: MessageChannel) -> Result<MessageChannels, Error> {
        let session = self.session().await?;
        let mut kept = session.message_settings().await?;
        match channel {
            MessageChannel::Webhook => kept.webhook = None,
            MessageChannel::Mail => kept.mail = None,
        }
        session.messages.note(channel, None);
        self.keep_channels(&session, kept).await
    }

    /// Sends one message there now, and waits for how it went.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no such channel is set; [`Error::Message`] says why it did not arrive.
    pub async fn test_message_channel(&self, channel: MessageChannel) -> Result<MessageChannels, Error> {
        let session = self.session().await?;
        let kept = session.message_settings().await?;
        let name = session.file().name;
        let message = Message::new(
            "A test",
            &format!("Notifications of the workspace “{name}” will come here. Nothing else was done."),
        );
        let Some(sent) = deliver::to(&session, &kept, channel, &message, Patience::once()).await else {
            return Err(Error::NotFound("channel"));
        };
        let sent = sent.map_err(Error::Message);
        self.note_sent(&session, channel, sent.as_ref().err().map(ToString::to_string));
        sent?;
        Ok(view(&session, kept))
    }

    fn note_sent(&self, session: &Session, channel: MessageChannel, error: Option<String>) {
        session.messages.note(channel, Some(MessageSent { at_ms: self.inner.clock.now().0 as f64, error }));
        self.inner.bus.event(AppEvent::SettingsChanged {});
    }

    async fn keep_channels(&self, session: &Session, kept: Kept) -> Result<MessageChannels, Error> {
        let (writing, by) = (kept.clone(), session.person());
        let keep = move |tx: &store::Tx<'_>| {
            let before: Option<Kept> = tx.setting(CHANNELS).unwrap_or_default();
            tx.set_setting(CHANNELS, &writing)?;
            tx.append_audit(&store::NewAudit {
                actor: &by,
                source: store::AuditSource::Person,
                action: "messages.channels",
                before: before.map(|kept| kept.without_secrets()),
                after: Some(writing.without_secrets()),
                details: serde_json::json!({}),
                ..store::NewAudit::default()
            })?;
            Ok(())
        };
        session.store.write(keep).await?;
        self.inner.bus.event(AppEvent::SettingsChanged {});
        Ok(view(session, kept))
    }
}

impl Session {
    /// Where messages go.
    async fn message_settings(&self) -> Result<Kept, Error> {
        Ok(self.store.read(|db| db.setting(CHANNELS)).await?.unwrap_or_default())
    }
}

fn view(session: &Session, kept: Kept) -> MessageChannels {
    let desk = &session.messages;
    MessageChannels {
        webhook: kept.webhook.map(|webhook| WebhookChannel {
            host: webhook.host,
            only_urgent: webhook.only_urgent,
            last: desk.told(MessageChannel::Webhook),
        }),
        mail: kept.mail.map(|mail| MailChannel {
            host: mail.host,
            port: mail.port,
            security: mail.security,
            user: mail.user,
            has_password: mail.password.is_some(),
            from: mail.from,
            to: mail.to,
            only_urgent: mail.only_urgent,
            last: desk.told(MessageChannel::Mail),
        }),
    }
}

/// A setting somebody typed.
fn short(text: String) -> Result<String, Error> {
    if text.chars().count() > MOST_CHARS {
        return Err(Error::Invalid(format!("That is longer than {MOST_CHARS} characters")));
    }
    Ok(text)
}
