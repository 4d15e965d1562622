//! Pages of insights, read row by row while they arrive: a page is megabytes of text, of which a few numbers are kept.

use std::sync::Arc;

use bytes::BytesMut;
use serde::Deserialize;

use super::row::{InsightsRow, InsightsTotals};
use crate::http::Intake;
use crate::lenient;
use crate::paging::{PageReader, Paging, Position};

/// What the caller keeps of a row.
pub(super) type ReadRow<R> = Arc<dyn Fn(&InsightsRow<'_>) -> R + Send + Sync>;

/// How an answer begins that is read row by row. One that begins otherwise is read when it is complete.
const OPENING: [&[u8]; 4] = [b"{", b"\"data\"", b":", b"["];

/// What was kept of the rows of one page.
#[derive(Debug)]
pub struct InsightsRows<R> {
    rows: Vec<R>,
    totals: Option<InsightsTotals>,
}

impl<R> InsightsRows<R> {
    /// What was kept of each row, in Meta's order.
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// The same, given away.
    pub fn into_rows(self) -> Vec<R> {
        self.rows
    }

    /// Meta's own totals over the whole question; `None` where Meta sent none.
    pub fn totals(&self) -> Option<&InsightsTotals> {
        self.totals.as_ref()
    }
}

/// Where in an answer the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Opening,
    FirstRow,
    LaterRow,
    /// Behind the rows, or in an answer that is judged as a whole.
    Rest,
}

/// Reads one answer. Of its text only the row under way is held; everything but the rows goes to what is kept.
pub(super) struct RowReader<R> {
    read: ReadRow<R>,
    rows: Vec<R>,
    pending: Vec<u8>,
    place: Place,
}

impl<R> RowReader<R> {
    pub(super) fn new(read: ReadRow<R>) -> Self {
        Self { read, rows: Vec::new(), pending: Vec::new(), place: Place::Opening }
    }

    /// Takes what is complete off the start of what is pending.
    fn advance(&mut self, kept: &mut BytesMut) {
        let mut done = 0;
        if self.place == Place::Opening {
            match opening(&self.pending) {
                Step::More => return,
                Step::Done(behind) => (self.place, done) = (Place::FirstRow, behind),
                Step::Otherwise => self.place = Place::Rest,
            }
        }
        while matches!(self.place, Place::FirstRow | Place::LaterRow) {
            let ahead = self.pending.get(done..).unwrap_or_default();
            match row(ahead, self.place == Place::LaterRow, &*self.read) {
                RowStep::More => break,
                RowStep::Row(row, behind) => {
                    self.rows.push(row);
                    self.place = Place::LaterRow;
                    done += behind;
                }
                // The end of the list, or something that is no row: that stays, so that the whole is refused with it.
                RowStep::NoRow(at) => {
                    kept.extend_from_slice(&OPENING.concat());
                    self.place = Place::Rest;
                    done += at;
                }
                // What the row before it made wrong has to stay wrong without it: two values with nothing between them.
                RowStep::NoList(at) => {
                    kept.extend_from_slice(&OPENING.concat());
                    kept.extend_from_slice(b"null null ");
                    self.place = Place::Rest;
                    done += at;
                }
            }
        }
        self.pending.drain(..done);
        if self.place == Place::Rest {
            kept.extend_from_slice(&std::mem::take(&mut self.pending));
        }
    }
}

impl<R: Send> Intake for RowReader<R> {
    fn take(&mut self, piece: &[u8], kept: &mut BytesMut) {
        if self.place == Place::Rest {
            kept.extend_from_slice(piece);
        } else {
            self.pending.extend_from_slice(piece);
            self.advance(kept);
        }
    }

    fn end(&mut self, kept: &mut BytesMut) {
        // An answer that ends among its rows is cut off, and is kept as such.
        if matches!(self.place, Place::FirstRow | Place::LaterRow) {
            kept.extend_from_slice(&OPENING.concat());
        }
        kept.extend_from_slice(&std::mem::take(&mut self.pending));
    }
}

#[derive(Deserialize)]
struct Rest<'a> {
    #[serde(borrow)]
    data: Vec<InsightsRow<'a>>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    summary: Option<InsightsTotals>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    paging: Option<Paging>,
}

impl<R: Send> PageReader<InsightsRows<R>> for RowReader<R> {
    fn finish(self: Box<Self>, kept: &[u8]) -> Option<(InsightsRows<R>, Position)> {
        let rest: Rest<'_> = serde_json::from_slice(kept).ok()?;
        let position = Position::of(rest.paging.as_ref(), None)?;
        let mut rows = self.rows;
        rows.extend(rest.data.iter().map(|row| (self.read)(row)));
        Some((InsightsRows { rows, totals: rest.summary }, position))
    }
}

enum Step {
    /// It may still become what is looked for.
    More,
    /// It is, up to here.
    Done(usize),
    /// It is something else.
    Otherwise,
}

fn opening(text: &[u8]) -> Step {
    let mut at = 0;
    for token in OPENING {
        at += blanks(text.get(at..).unwrap_or_default());
        let ahead = text.get(at..).unwrap_or_default();
        if !ahead.starts_with(token) {
            return if token.starts_with(ahead) { Step::More } else { Step::Otherwise };
        }
        at += token.len();
    }
    Step::Done(at)
}

fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count()
}

enum RowStep<R> {
    More,
    Row(R, usize),
    /// From here on it is something else that can stand there.
    NoRow(usize),
    /// From here on it is nothing that can stand behind a row.
    NoList(usize),
}

/// Reads the row at the start of `text`, behind a comma unless it is the first.
fn row<R>(text: &[u8], later: bool, read: &dyn Fn(&InsightsRow<'_>) -> R) -> RowStep<R> {
    let mut at = blanks(text);
    match (later, text.get(at)) {
        (_, None) => return RowStep::More,
        (true, Some(b',')) => at += 1,
        (true, Some(b']')) => return RowStep::NoRow(at),
        (true, Some(_)) => return RowStep::NoList(at),
        (false, Some(_)) => {}
    }
    at += blanks(text.get(at..).unwrap_or_default());
    let ahead = text.get(at..).unwrap_or_default();
    match ahead.first() {
        None => return RowStep::More,
        Some(b'{') => {}
        Some(b']') if later => return RowStep::NoList(at),
        Some(_) => return RowStep::NoRow(at),
    }
    let mut stream = serde_json::Deserializer::from_slice(ahead).into_iter::<InsightsRow<'_>>();
    match stream.next() {
        Some(Ok(row)) => RowStep::Row(read(&row), at + stream.byte_offset()),
        Some(Err(error)) if error.is_eof() => RowStep::More,
        _ => RowStep::NoRow(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Read = Option<(InsightsRows<String>, Position)>;

    /// Reads an answer that arrives in pieces of these lengths, in turn.
    fn read(text: &str, pieces: &[usize]) -> (Read, BytesMut) {
        let id = |row: &InsightsRow<'_>| row.ad_id.as_deref().unwrap_or_default().to_owned();
        let mut reader = Box::new(RowReader::new(Arc::new(id)));
        let (mut kept, mut rest, mut lengths) = (BytesMut::new(), text.as_bytes(), pieces.iter().cycle());
        while !rest.is_empty() {
            let length = lengths.next().map_or(1, |length| (*length).clamp(1, rest.len()));
            let (piece, behind) = rest.split_at(length);
            reader.take(piece, &mut kept);
            rest = behind;
        }
        reader.end(&mut kept);
        (reader.finish(&kept), kept)
    }

    fn ids(read: &Read) -> Option<(Vec<String>, Option<String>)> {
        read.as_ref().map(|(page, position)| (page.rows().to_vec(), position.after.clone()))
    }

    const DAY: &str = r#""date_start":"2026-03-01","date_stop":"2026-03-01""#;

    #[test]
    fn of_a_page_only_what_is_not_rows_is_kept() {
        let text = format!(
            r#"{{ "data" : [{{"ad_id":"1",{DAY}}} , {{"ad_id":"a ]}}\" b",{DAY}}}],"paging":{{"cursors":{{"after":"x"}},"next":"y"}},
            "summary":{{"impressions":"7"}}}}"#
        );
        for pieces in [&[1][..], &[7, 2], &[10_000]] {
            let (page, kept) = read(&text, pieces);
            assert_eq!(ids(&page), Some((vec!["1".into(), "a ]}\" b".into()], Some("x".into()))), "{pieces:?}");
            assert_eq!(page.unwrap().0.totals().and_then(|totals| totals.impressions), Some(7));
            assert!(kept.starts_with(br#"{"data":[],"paging""#), "{kept:?}");
        }
    }

    #[test]
    fn what_is_no_page_is_refused_and_stays_to_be_judged() {
        let cut = format!(r#"{{"data":[{{"ad_id":"1",{DAY}}},{{"ad_id":"#);
        let no_comma = format!(r#"{{"data":[{{"ad_id":"1",{DAY}}} {{"ad_id":"2",{DAY}}}]}}"#);
        let comma_too_many = format!(r#"{{"data":[{{"ad_id":"1",{DAY}}},]}}"#);
        let twice = format!(r#"{{"data":[],"data":[{{"ad_id":"1",{DAY}}}]}}"#);
        for (text, json_is_whole) in [
            (r#"{"data":[{"ad_id":"1"}]}"#, true),
            (r#"{"data":[{"date_start":"soon","date_stop":"x"}],"error":{}}"#, true),
            (r#"{"data":[7]}"#, true),
            (r#"{"error":{"code":4}}"#, true),
            ("{}", true),
            (&twice, true),
            (&cut, false),
            (&no_comma, false),
            (&comma_too_many, false),
            (r#"{"data":[{"ad_id":"1"#, false),
            ("{\"data\":[{\"ad_id\":\u{7}\"\"}]}", false),
            ("[", false),
            ("<html>busy</html>", false),
            ("{\"da", false),
            ("", false),
        ] {
            for pieces in [&[1][..], &[10_000]] {
                let (page, kept) = read(text, pieces);
                assert!(page.is_none(), "{text}");
                let whole = serde_json::from_slice::<serde::de::IgnoredAny>(&kept).is_ok();
                assert_eq!(whole, json_is_whole, "{text}: {kept:?}");
            }
        }
    }

    #[test]
    fn a_page_whose_rows_do_not_come_first_is_read_all_the_same() {
        let text = format!(r#"{{"paging":{{}},"data":[{{"ad_id":"1",{DAY}}}]}}"#);
        assert_eq!(ids(&read(&text, &[3]).0), Some((vec!["1".into()], None)));
        assert_eq!(ids(&read(r#"{"data":[]}"#, &[1]).0), Some((vec![], None)));
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(
            rows in prop::collection::vec(("\\PC{0,6}", prop::option::of(0_i64..9)), 0..8),
            pieces in prop::collection::vec(1_usize..60, 1..6),
            pretty in any::<bool>(),
            cut in prop::option::of(0_usize..400),
        ) {
            let rows: Vec<_> = rows.iter().map(|(id, reach)| serde_json::json!({
                "ad_id": id, "date_start": "2026-03-01", "date_stop": "2026-03-01", "reach": reach,
                "actions": [{"action_type": id, "value": "1"}],
            })).collect();
            let page = serde_json::json!({"data": rows, "summary": {"clicks": 1}});
            let mut text = if pretty { serde_json::to_string_pretty(&page) } else { serde_json::to_string(&page) }.unwrap();
            if let Some(mut cut) = cut.filter(|cut| *cut < text.len()) {
                while !text.is_char_boundary(cut) {
                    cut -= 1;
                }
                text.truncate(cut);
            }
            let whole: Option<Rest<'_>> = serde_json::from_str(&text).ok();
            let expected = whole.map(|page| {
                (page.data.iter().map(|row| row.ad_id.as_deref().unwrap_or_default().to_owned()).collect(), None)
            });
            prop_assert_eq!(ids(&read(&text, &pieces).0), expected);
        }
    }
}
