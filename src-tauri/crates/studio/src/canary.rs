//! What no prompt may hold: keys and tokens of this workspace, and names of other clients.

use secrecy::{ExposeSecret, SecretString};

use crate::Error;

/// Names shorter than this say nothing about whose they are.
const SHORTEST_NAME: usize = 4;

/// Beginnings of texts that are keys wherever they turn up.
const KEY_BEGINNINGS: [&str; 5] = ["EAA", "sk-ant-", "sk-proj-", "sk-sandbox-", "ghp_"];
/// A text of that kind is a key from this length on.
const SHORTEST_KEY: usize = 24;

/// Texts that must not leave this computer with a prompt.
#[derive(Debug, Default)]
pub struct Canaries {
    /// Tokens, app secrets and keys of the workspace.
    pub secrets: Vec<SecretString>,
    /// Names and ids of every other client's ad accounts.
    pub foreign: Vec<String>,
}

impl Canaries {
    /// Judges everything that is about to be sent.
    ///
    /// # Errors
    /// [`Error::Leak`], which names a client but never a secret.
    pub fn judge(&self, texts: &[&str]) -> Result<(), Error> {
        for text in texts {
            if self.secrets.iter().any(|secret| holds_secret(text, secret)) || has_key(text) {
                return Err(Error::Leak("the prompt holds a key or token. Take it out of the brief".into()));
            }
            let lower = text.to_lowercase();
            let named = self
                .foreign
                .iter()
                .find(|name| name.chars().count() >= SHORTEST_NAME && holds_name(&lower, &name.to_lowercase()));
            if let Some(name) = named {
                return Err(Error::Leak(format!(
                    "the prompt names another client, {name}. One prompt is for one client"
                )));
            }
        }
        Ok(())
    }
}

fn holds_secret(text: &str, secret: &SecretString) -> bool {
    let secret = secret.expose_secret();
    secret.len() >= 8 && text.contains(secret)
}

/// The name as a word of its own: "Storm" is not named by "Stormproof".
fn holds_name(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, found)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn has_key(text: &str) -> bool {
    text.split(|it: char| !(it.is_ascii_alphanumeric() || it == '-' || it == '_'))
        .any(|word| word.len() >= SHORTEST_KEY && KEY_BEGINNINGS.iter().any(|beginning| word.starts_with(beginning)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_other_clients_are_found_and_own_words_pass() {
        let canaries = Canaries {
            secrets: vec![SecretString::from("a-secret-of-ours")],
            foreign: vec!["Kiko Pet Foods".into(), "Tea".into(), "Storm".into()],
        };
        for (text, passes) in [
            ("Three layers, taped seams, stormproof. A team effort", true),
            ("Write like KIKO pet foods does", false),
            ("the a-secret-of-ours inside", false),
            ("use EAABsbCS1234567890abcdefghij as token", false),
            ("key: sk-proj-aaaaaaaaaaaaaaaaaaaaaa", false),
            ("EAA is the European Athletics Association", true),
        ] {
            let judged = canaries.judge(&["fine", text]);
            assert_eq!(judged.is_ok(), passes, "{text}");
            if let Err(error) = judged {
                assert!(!error.to_string().contains("a-secret-of-ours"));
            }
        }
    }
}
