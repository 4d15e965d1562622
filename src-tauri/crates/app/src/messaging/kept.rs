//! Where messages go, as the ledger keeps it: what is secret is sealed with the workspace's key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use messages::{MailSettings, Mailbox, Security, Webhook};
use secrecy::SecretString;
use secrets::{Sealed, WorkspaceKeys};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Error;
use crate::dto::{MailSecurity, SetMail};

const WEBHOOK_FIELD: &str = "messages.webhook";
const PASSWORD_FIELD: &str = "messages.mail.password";

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    pub(super) webhook: Option<KeptWebhook>,
    pub(super) mail: Option<KeptMail>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptWebhook {
    /// The address, sealed, in base64.
    pub(super) address: String,
    pub(super) host: String,
    pub(super) only_urgent: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptMail {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: MailSecurity,
    pub(super) user: Option<String>,
    /// Sealed, in base64.
    pub(super) password: Option<String>,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) only_urgent: bool,
}

impl Kept {
    /// For the audit log.
    pub(super) fn without_secrets(&self) -> Value {
        json!({
            "webhook": self.webhook.as_ref().map(|webhook| {
                json!({ "host": webhook.host, "only_urgent": webhook.only_urgent })
            }),
            "mail": self.mail.as_ref().map(|mail| {
                json!({ "host": mail.host, "port": mail.port, "user": mail.user, "from": mail.from, "to": mail.to,
                        "only_urgent": mail.only_urgent })
            }),
        })
    }
}

fn seal(keys: &WorkspaceKeys, field: &str, secret: &SecretString) -> Result<String, Error> {
    Ok(STANDARD.encode(keys.seal(field, secret)?.as_bytes()))
}

fn unseal(keys: &WorkspaceKeys, field: &str, sealed: &str) -> Result<SecretString, Error> {
    let bytes = STANDARD.decode(sealed).map_err(|_| secrets::Error::Unseal { field: field.to_owned() })?;
    Ok(keys.unseal(field, &Sealed::from_bytes(bytes))?)
}

impl KeptWebhook {
    /// # Errors
    /// [`Error::Invalid`] says what an address has to be like.
    pub(super) fn seal(keys: &WorkspaceKeys, address: SecretString, only_urgent: bool) -> Result<Self, Error> {
        let webhook = Webhook::new(address).map_err(Error::Message)?;
        let address = seal(keys, WEBHOOK_FIELD, webhook.address())?;
        Ok(Self { address, host: webhook.host().to_owned(), only_urgent })
    }

    pub(super) fn open(&self, keys: &WorkspaceKeys) -> Result<Webhook, Error> {
        Webhook::new(unseal(keys, WEBHOOK_FIELD, &self.address)?).map_err(Error::Message)
    }
}

impl KeptMail {
    /// The settings a person gave. A password that is not given stays, as long as it is for the same name on the same
    /// server: it must not be sent to another one by a change of the rest.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the first setting that makes no sense.
    pub(super) fn seal(
        keys: &WorkspaceKeys,
        input: SetMail,
        password: Option<SecretString>,
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        let user = input.user.map(|user| user.trim().to_owned()).filter(|user| !user.is_empty());
        let sealed = match password {
            Some(password) => Some(seal(keys, PASSWORD_FIELD, &password)?),
            None => before
                .filter(|before| before.host == input.host.trim() && before.user == user)
                .and_then(|before| before.password.clone()),
        };
        let kept = Self {
            host: input.host.trim().to_owned(),
            port: input.port,
            security: input.security,
            password: sealed.filter(|_| user.is_some()),
            user,
            from: input.from.trim().to_owned(),
            to: input.to.trim().to_owned(),
            only_urgent: input.only_urgent,
        };
        if kept.user.is_some() && kept.password.is_none() {
            return Err(Error::Invalid("Give the password that goes with the name and the server".into()));
        }
        kept.open(keys)?;
        Ok(kept)
    }

    pub(super) fn open(&self, keys: &WorkspaceKeys) -> Result<Mailbox, Error> {
        let password = self.password.as_deref().map(|sealed| unseal(keys, PASSWORD_FIELD, sealed)).transpose()?;
        let settings = MailSettings {
            host: self.host.clone(),
            port: self.port,
            security: match self.security {
                MailSecurity::Tls => Security::Tls,
                MailSecurity::StartTls => Security::StartTls,
                MailSecurity::None => Security::None,
            },
            user: self.user.clone(),
            password,
            from: self.from.clone(),
            to: self.to.clone(),
        };
        Mailbox::new(&settings).map_err(Error::Message)
    }
}
