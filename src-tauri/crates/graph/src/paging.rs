//! Walking an edge page by page, by cursor.

mod body;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

pub(crate) use body::{PageReader, Paging, Position};

use tokio::task::JoinSet;

use crate::error::{TransientCause, UnexpectedCause};
use crate::http::Incoming;
use crate::request::Call;
use crate::{Cancel, Error, Graph};

/// Times a page that was seen before is asked for again before the walk gives up.
const REPEATS: u32 = 4;

/// Times a walk starts over because its cursor went stale.
const RESTARTS: u32 = 2;

/// One page.
#[derive(Debug)]
pub struct Page<B> {
    /// Its rows. A page in the middle can be short or empty.
    pub items: B,
    /// Where a later walk can go on behind this page; `None` on the last page. Safe to store.
    pub after: Option<String>,
    /// How many rows the whole edge has, where it was asked for.
    pub total_count: Option<u64>,
    /// The walk started over before this page, because its cursor went stale: rows may come twice.
    pub restarted: bool,
}

/// A walk over an edge. Each page is asked for when it is wanted; nothing is read ahead.
///
/// The page size halves when Meta answers that it is too much data, and grows again after good pages.
pub struct Pages<B> {
    graph: Graph,
    call: Call,
    limit: AdaptiveLimit,
    after: Option<String>,
    seen_cursors: HashSet<u64>,
    done: bool,
    restarts: u32,
    restarted: bool,
    /// Fewer fields, for a token that may not read all of them.
    fewer_fields: Option<&'static str>,
    /// Makes what reads one answer.
    reader: Arc<dyn Fn() -> Box<dyn PageReader<B>> + Send + Sync>,
}

impl<B> std::fmt::Debug for Pages<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").field("path", &self.call.path).field("after", &self.after).finish_non_exhaustive()
    }
}

impl<T: serde::de::DeserializeOwned + Send + 'static> Pages<Vec<T>> {
    /// A walk over a list of `T`, each page read when it is complete.
    pub(crate) fn list(graph: Graph, call: Call, limit: u32, after: Option<String>) -> Self {
        Self::new(graph, call, limit, after, || Box::new(body::WholeList))
    }
}

impl<B: Send + 'static> Pages<B> {
    /// A walk whose answers are taken in by readers of their own, one for each try.
    pub(crate) fn new(
        graph: Graph,
        call: Call,
        limit: u32,
        after: Option<String>,
        reader: impl Fn() -> Box<dyn PageReader<B>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            graph,
            call,
            limit: AdaptiveLimit::new(limit),
            after,
            seen_cursors: HashSet::new(),
            done: false,
            restarts: 0,
            restarted: false,
            fewer_fields: None,
            reader: Arc::new(reader),
        }
    }

    /// The same walk, whose pages never get smaller than this: below it the walk fails with [`Error::TooMuchData`], and
    /// the caller asks for less at once.
    #[must_use]
    pub fn with_least_rows(mut self, rows: u32) -> Self {
        self.limit.least = rows.max(1);
        self
    }

    /// The same walk, whose first page is no larger than this: a size that Meta accepted before. It grows again after good
    /// pages.
    #[must_use]
    pub fn beginning_with(mut self, rows: u32) -> Self {
        self.limit.now = rows.clamp(self.limit.least, self.limit.wanted.max(self.limit.least));
        self
    }

    /// Rows the next page is asked for with.
    pub fn page_rows(&self) -> u32 {
        self.limit.now()
    }

    /// The same walk, which asks for fewer fields from the first answer on that refuses the whole call.
    pub(crate) fn or_with_fewer_fields(mut self, fields: &'static str) -> Self {
        self.fewer_fields = Some(fields);
        self
    }

    /// The next page, or `None` after the last one. One call where nothing fails.
    ///
    /// After an error the walk is where it was: asking again asks for the same page.
    ///
    /// # Errors
    /// Any [`Error`] of a read. [`UnexpectedCause::PagingLoop`] when Meta keeps repeating a page: what was read so far
    /// is then not the whole edge.
    pub async fn next_page(&mut self, cancel: &Cancel) -> Result<Option<Page<B>>, Error> {
        if self.done {
            return Ok(None);
        }
        let mut repeats = 0;
        loop {
            let (rows, position) = match self.ask(cancel).await {
                Ok(answer) => answer,
                Err(error) => {
                    self.recover(error)?;
                    continue;
                }
            };
            if self.is_repeated(&position) {
                repeats += 1;
                tracing::warn!(path = %self.call.path, repeats, "the same page came again");
                if repeats > REPEATS {
                    return Err(Error::Unexpected { cause: UnexpectedCause::PagingLoop, status: 200 });
                }
                continue;
            }
            return Ok(Some(self.advance(rows, position)));
        }
    }

    /// Where the walk is: what [`Page::after`] of the last page said.
    pub fn cursor(&self) -> Option<&str> {
        self.after.as_deref()
    }

    async fn ask(&self, cancel: &Cancel) -> Result<(B, Position), Error> {
        let mut call = self.call.clone().with("limit", self.limit.now().to_string());
        if let Some(after) = &self.after {
            call = call.with("after", after.as_str());
        }
        // An unknown error of a large page is most often its size: two tries, then a smaller page.
        let shrinkable = self.limit.can_shrink();
        let (graph, cancel, reader) = (self.graph.clone(), cancel.clone(), Arc::clone(&self.reader));
        // A task of its own: unpacking and reading a page is work for a processor, and walks that one caller drives side
        // by side should have more than one. It ends with the set, should the caller give up.
        let mut task = JoinSet::new();
        task.spawn(async move {
            let at_most = |error: &Error| if shrinkable && is_unknown(error) { 2 } else { u32::MAX };
            let parse = |incoming: &Incoming, reader: Box<dyn PageReader<B>>| {
                reader.finish(&incoming.body).ok_or(UnexpectedCause::Shape)
            };
            graph.read_within(&call, at_most, &cancel, &*reader, parse).await
        });
        match task.join_next().await {
            Some(Ok(Err(error))) if shrinkable && is_unknown(&error) => Err(Error::TooMuchData { meta: None }),
            Some(Ok(answer)) => answer,
            Some(Err(ended)) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
            // The runtime is shutting down.
            Some(Err(_)) | None => Err(Error::Cancelled),
        }
    }

    /// Prepares another try, or gives the error back.
    fn recover(&mut self, error: Error) -> Result<(), Error> {
        match error {
            Error::Permission { .. } | Error::Invalid { .. } if self.fewer_fields.is_some() => {
                let fields = self.fewer_fields.take().unwrap_or_default();
                tracing::info!(path = %self.call.path, %error, "asks for fewer fields");
                self.call = self.call.clone().with_changed("fields", fields);
                Ok(())
            }
            // Insights name a query that is too large whatever the page size by other codes: that is for splitting.
            Error::TooMuchData { meta } if meta.as_ref().is_none_or(|m| m.code == 1) && self.limit.can_shrink() => {
                self.limit.shrink();
                tracing::info!(path = %self.call.path, limit = self.limit.now(), "asks for smaller pages");
                Ok(())
            }
            error if self.after.is_some() && self.restarts < RESTARTS && is_stale(&error) => {
                tracing::info!(path = %self.call.path, "starts the listing over");
                self.restarts += 1;
                self.restarted = true;
                self.after = None;
                self.seen_cursors.clear();
                Ok(())
            }
            other => Err(other),
        }
    }

    /// A page whose cursor leads to a place the walk has been to.
    fn is_repeated(&self, position: &Position) -> bool {
        position
            .after
            .as_ref()
            .is_some_and(|after| self.after.as_ref() == Some(after) || self.seen_cursors.contains(&fingerprint(after)))
    }

    fn advance(&mut self, items: B, position: Position) -> Page<B> {
        self.limit.grow();
        if let Some(after) = &position.after {
            self.seen_cursors.insert(fingerprint(after));
        }
        self.done = position.after.is_none();
        self.after.clone_from(&position.after);
        let restarted = std::mem::take(&mut self.restarted);
        Page { items, after: position.after, total_count: position.total_count, restarted }
    }
}

/// Whether the position is what was refused. Outside insights Meta answers a bad cursor like any wrong parameter; the
/// other parameters are those of the first page, so starting over costs a page and proves it.
fn is_stale(error: &Error) -> bool {
    match error {
        Error::StaleCursor { .. } => true,
        Error::Invalid { meta } => meta.code == 100 && meta.subcode == 0,
        _ => false,
    }
}

/// Meta's unknown error, which is also what it says when a page is too large for it.
fn is_unknown(error: &Error) -> bool {
    matches!(error, Error::Transient { cause: TransientCause::Meta(meta) } if meta.code == 1)
}

fn fingerprint(cursor: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(cursor.as_bytes());
    hasher.finish()
}

/// A page size that halves when Meta says it is too much, and doubles back after three good pages.
#[derive(Debug)]
struct AdaptiveLimit {
    wanted: u32,
    least: u32,
    now: u32,
    good_pages: u32,
}

impl AdaptiveLimit {
    fn new(wanted: u32) -> Self {
        let wanted = wanted.max(1);
        Self { wanted, least: 1, now: wanted, good_pages: 0 }
    }

    fn now(&self) -> u32 {
        self.now
    }

    fn can_shrink(&self) -> bool {
        self.now > self.least
    }

    /// Halves; `false` at the smallest page worth asking for.
    fn shrink(&mut self) -> bool {
        let could = self.can_shrink();
        self.now = (self.now / 2).max(self.least);
        self.good_pages = 0;
        could
    }

    fn grow(&mut self) {
        self.good_pages += 1;
        if self.good_pages >= 3 && self.now < self.wanted {
            self.now = self.now.saturating_mul(2).min(self.wanted);
            self.good_pages = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_size_halves_to_one_and_comes_back() {
        let mut limit = AdaptiveLimit::new(500);
        let mut sizes = Vec::new();
        while limit.shrink() {
            sizes.push(limit.now());
        }
        assert_eq!(sizes, [250, 125, 62, 31, 15, 7, 3, 1]);
        for _ in 0..27 {
            limit.grow();
        }
        assert_eq!(limit.now(), 500);
    }
}
