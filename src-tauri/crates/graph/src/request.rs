//! One call to the API as a value.

use domain::AccountId;
use reqwest::Method;

use crate::governor::Kind;

/// A call before pacing, retrying and sending.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) account: Option<AccountId>,
    pub(crate) kind: Kind,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) params: Vec<(String, String)>,
    /// Points Meta counts for it: 1 a read, 3 a write, in a batch the sum of its items.
    pub(crate) points: u32,
}

impl Call {
    /// A read.
    pub(crate) fn get(account: Option<&AccountId>, kind: Kind, path: impl Into<String>) -> Self {
        let account = account.cloned();
        Self { account, kind, method: Method::GET, path: path.into(), params: Vec::new(), points: 1 }
    }

    /// A POST that changes nothing: a batch of reads, or the start of a report.
    pub(crate) fn post_read(account: &AccountId, kind: Kind, path: impl Into<String>, points: u32) -> Self {
        let account = Some(account.clone());
        Self { account, kind, method: Method::POST, path: path.into(), params: Vec::new(), points }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.push((name.to_owned(), value.into()));
        self
    }

    /// The same call with another value of a parameter it has.
    #[must_use]
    pub(crate) fn with_changed(mut self, name: &str, value: &str) -> Self {
        for (_, known) in self.params.iter_mut().filter(|(known, _)| known == name) {
            value.clone_into(known);
        }
        self
    }
}
