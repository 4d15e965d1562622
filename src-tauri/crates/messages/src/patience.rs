//! How long to go on trying.

use std::time::Duration;

use crate::Error;

/// Longest wait that another program may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How often and how long a message is tried. A message may arrive twice where an answer was lost; that is better than
/// not at all.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Tries in all.
    pub tries: u32,
    /// The wait after the first; each one after it is four times as long.
    pub first_wait: Duration,
    /// The time for one try.
    pub answer_within: Duration,
}

impl Default for Patience {
    /// Three tries over about twenty seconds.
    fn default() -> Self {
        Self { tries: 3, first_wait: Duration::from_secs(4), answer_within: Duration::from_secs(15) }
    }
}

impl Patience {
    /// One try, for a person who waits for it.
    pub fn once() -> Self {
        Self { tries: 1, ..Self::default() }
    }

    /// Goes on until it is done, refused, or was tried often enough.
    pub(crate) async fn keep_trying<F>(self, mut attempt: impl FnMut() -> F) -> Result<(), Error>
    where
        F: Future<Output = Result<(), Failed>>,
    {
        let (mut left, mut wait) = (self.tries.max(1), self.first_wait);
        loop {
            let failed = match tokio::time::timeout(self.answer_within, attempt()).await {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(Failed::ForGood(error))) => return Err(error),
                Ok(Err(Failed::ForNow { words, after })) => (words, after),
                Err(_) => ("There was no answer in time".to_owned(), None),
            };
            let (words, after) = failed;
            left -= 1;
            if left == 0 {
                return Err(Error::Unreachable(words));
            }
            tokio::time::sleep(after.unwrap_or(wait).min(LONGEST_WAIT)).await;
            wait = wait.saturating_mul(4);
        }
    }
}

/// How a try ended.
pub(crate) enum Failed {
    ForGood(Error),
    ForNow { words: String, after: Option<Duration> },
}
