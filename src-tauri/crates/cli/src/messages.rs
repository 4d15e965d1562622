//! Where notifications go besides this computer.

use app::App;
use app::dto::{MailSecurity, MessageChannel, MessageChannels, MessageSent, SetMail, SetWebhook};
use serde_json::{Value, json};

use crate::arguments::{Channel, Mail, MessagesAction, Security};
use crate::commands::{Outcome, read_secret, shown};
use crate::output::Output;

pub(crate) async fn act(app: &App, action: Option<MessagesAction>, output: Output) -> Outcome {
    let channels = match action {
        None => app.message_channels().await?,
        Some(MessagesAction::Webhook { address, only_urgent }) => {
            let address = Some(read_secret(&address, "--address", "address")?);
            app.set_webhook(SetWebhook { address, only_urgent }).await?
        }
        Some(MessagesAction::Mail(mail)) => set_mail(app, mail).await?,
        Some(MessagesAction::Test { channel }) => app.test_message_channel(channel.into()).await?,
        Some(MessagesAction::Remove { channel }) => app.remove_message_channel(channel.into()).await?,
    };
    shown(output.facts(&of_channels(&channels)))
}

async fn set_mail(app: &App, mail: Mail) -> Result<MessageChannels, app::Error> {
    let password = match &mail.password {
        Some(argument) => {
            let read = read_secret(argument, "--password", "password");
            Some(read.map_err(|error| app::Error::Invalid(error.message))?)
        }
        None => None,
    };
    let security = match mail.security {
        Security::Tls => MailSecurity::Tls,
        Security::StartTls => MailSecurity::StartTls,
        Security::None => MailSecurity::None,
    };
    let Mail { host, port, user, from, to, only_urgent, .. } = mail;
    app.set_mail(SetMail { host, port, security, user, password, from, to, only_urgent }).await
}

impl From<Channel> for MessageChannel {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Webhook => Self::Webhook,
            Channel::Mail => Self::Mail,
        }
    }
}

fn of_channels(channels: &MessageChannels) -> Value {
    let webhook = channels.webhook.as_ref().map(|webhook| {
        json!({ "host": webhook.host, "only_urgent": webhook.only_urgent, "last": webhook.last.as_ref().map(of_sent) })
    });
    let mail = channels.mail.as_ref().map(|mail| {
        json!({
            "host": mail.host, "port": mail.port, "security": mail.security, "user": mail.user,
            "has_password": mail.has_password, "from": mail.from, "to": mail.to, "only_urgent": mail.only_urgent,
            "last": mail.last.as_ref().map(of_sent),
        })
    });
    let off = || json!("off");
    json!({ "webhook": webhook.unwrap_or_else(off), "mail": mail.unwrap_or_else(off) })
}

/// How the last message of this run went.
fn of_sent(sent: &MessageSent) -> Value {
    json!({ "at_ms": sent.at_ms as i64, "error": sent.error })
}
