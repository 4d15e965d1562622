//! How an answer becomes a page, and where that page stands in its listing.

use bytes::BytesMut;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::http::Intake;
use crate::lenient;

/// Takes one answer in as it arrives, and makes a page of it.
pub(crate) trait PageReader<B>: Intake {
    /// The page and where it stands, from what was taken in and what was `kept` of the answer. `None` when it was not a
    /// page of these rows.
    fn finish(self: Box<Self>, kept: &[u8]) -> Option<(B, Position)>;
}

impl<B> Intake for Box<dyn PageReader<B>> {
    fn take(&mut self, piece: &[u8], kept: &mut BytesMut) {
        (**self).take(piece, kept);
    }

    fn end(&mut self, kept: &mut BytesMut) {
        (**self).end(kept);
    }
}

/// Where a page stands in its listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    /// Where the next page begins; `None` on the last page.
    pub(crate) after: Option<String>,
    /// How many rows the whole edge has, where it was asked for.
    pub(crate) total_count: Option<u64>,
}

/// The key `paging` of an answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Paging {
    #[serde(default, deserialize_with = "lenient::maybe")]
    cursors: Option<Cursors>,
    /// Its value holds the token and is neither followed nor kept.
    #[serde(default)]
    next: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct Cursors {
    #[serde(default, deserialize_with = "lenient::text")]
    after: Option<String>,
}

#[derive(Deserialize)]
struct Summary {
    #[serde(default, deserialize_with = "lenient::int")]
    total_count: Option<i64>,
}

impl Position {
    /// `None` when there is more but no way on: taking that for the end would be a false "complete".
    pub(crate) fn of(paging: Option<&Paging>, total_count: Option<i64>) -> Option<Self> {
        // `cursors.after` stands on the last page too: only `next` says that there is more.
        let more = paging.is_some_and(|paging| paging.next.is_some());
        let after = paging.and_then(|paging| paging.cursors.as_ref()).and_then(|cursors| cursors.after.clone());
        if more && after.is_none() {
            return None;
        }
        let total_count = total_count.and_then(|count| u64::try_from(count).ok());
        Some(Self { after: after.filter(|_| more), total_count })
    }
}

#[derive(Deserialize)]
struct Whole<T> {
    data: Vec<T>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    paging: Option<Paging>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    summary: Option<Summary>,
}

/// Reads a list when its answer is complete.
pub(super) struct WholeList;

impl Intake for WholeList {
    fn take(&mut self, piece: &[u8], kept: &mut BytesMut) {
        kept.extend_from_slice(piece);
    }
}

impl<T: DeserializeOwned> PageReader<Vec<T>> for WholeList {
    fn finish(self: Box<Self>, kept: &[u8]) -> Option<(Vec<T>, Position)> {
        let whole: Whole<T> = serde_json::from_slice(kept).ok()?;
        let total_count = whole.summary.and_then(|summary| summary.total_count);
        Some((whole.data, Position::of(whole.paging.as_ref(), total_count)?))
    }
}
