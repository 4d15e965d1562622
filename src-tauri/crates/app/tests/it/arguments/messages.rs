//! The same for where notifications go.

use app::dto::{MailSecurity, MessageChannel, SetMail, SetWebhook};
use app::{App, Error};

use super::Given;

/// How many calls [`call`] knows.
pub(super) const CALLS: u32 = 4;

pub(super) async fn call(app: &App, which: u32, given: &Given) -> Result<(), Error> {
    let [a, b, c, d] = given.texts.clone();
    let channel = if given.flags[0] { MessageChannel::Webhook } else { MessageChannel::Mail };
    match which {
        0 => {
            let address = given.flags[1].then_some(a);
            app.set_webhook(SetWebhook { address, only_urgent: given.flags[2] }).await.map(drop)
        }
        1 => {
            let security = match (given.flags[1], given.flags[2]) {
                (true, true) => MailSecurity::Tls,
                (true, false) => MailSecurity::StartTls,
                _ => MailSecurity::None,
            };
            let input = SetMail {
                host: a,
                port: u16::try_from(given.number % 65_536).unwrap_or_default(),
                security,
                user: given.flags[3].then_some(b),
                password: given.flags[0].then(|| c.clone()),
                from: c,
                to: d,
                only_urgent: given.flags[0],
            };
            app.set_mail(input).await.map(drop)
        }
        2 => app.remove_message_channel(channel).await.map(drop),
        _ => app.test_message_channel(channel).await.map(drop),
    }
}
