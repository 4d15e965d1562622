//! One call to the API as a value.

use domain::AccountId;
use reqwest::Method;

use crate::governor::Kind;
use crate::retry::Effect;

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
    /// Whether sending it twice may change something twice.
    pub(crate) effect: Effect,
}

impl Call {
    /// A read.
    pub(crate) fn get(account: Option<&AccountId>, kind: Kind, path: impl Into<String>) -> Self {
        Self::new(account, kind, Method::GET, path.into(), 1, Effect::Read)
    }

    /// A POST that changes nothing: a batch of reads, the start of a report, or a change that is only checked.
    pub(crate) fn post_read(account: &AccountId, kind: Kind, path: impl Into<String>, points: u32) -> Self {
        Self::new(Some(account), kind, Method::POST, path.into(), points, Effect::Read)
    }

    /// A POST that changes something.
    pub(crate) fn write(account: &AccountId, kind: Kind, path: impl Into<String>, points: u32) -> Self {
        Self::new(Some(account), kind, Method::POST, path.into(), points, Effect::Write)
    }

    /// A deletion.
    pub(crate) fn delete(account: &AccountId, kind: Kind, path: impl Into<String>) -> Self {
        Self::new(Some(account), kind, Method::DELETE, path.into(), crate::write::POINTS, Effect::Write)
    }

    fn new(account: Option<&AccountId>, kind: Kind, method: Method, path: String, points: u32, effect: Effect) -> Self {
        Self { account: account.cloned(), kind, method, path, params: Vec::new(), points, effect }
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
