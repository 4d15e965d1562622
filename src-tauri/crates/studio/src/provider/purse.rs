//! What may be spent.

use futures_util::future::BoxFuture;

use crate::{Error, MicroUsd};

/// Whoever pays. Asked before every single request and told after it.
pub trait Purse: Send + Sync + std::fmt::Debug {
    /// Takes leave for a request that is expected to cost so much, and writes that down before it is sent. Answers the
    /// entry's number.
    ///
    /// # Errors
    /// [`Error::Budget`] when today's is used up, [`Error::Purse`] when it cannot be written down.
    fn begin(&self, expected: MicroUsd) -> BoxFuture<'_, Result<i64, Error>>;

    /// What it cost in the end. An entry that is never ended counts as expected.
    fn end(&self, entry: i64, cost: MicroUsd) -> BoxFuture<'_, ()>;
}

/// Spends without asking, for services that cost nothing and for tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unlimited;

impl Purse for Unlimited {
    fn begin(&self, _expected: MicroUsd) -> BoxFuture<'_, Result<i64, Error>> {
        Box::pin(async { Ok(0) })
    }

    fn end(&self, _entry: i64, _cost: MicroUsd) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
