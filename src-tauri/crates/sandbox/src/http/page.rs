//! Cursors and pages of the ordinary edges.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::{GraphError, Result};
use super::fields::{self, Field};
use super::json::Json;
use super::request::Params;
use crate::faults::FaultKind;

/// What an edge was asked for, by a request of its own or inside a field expansion.
#[derive(Debug, Clone)]
pub(crate) struct EdgeQuery<'a> {
    pub(crate) params: &'a Params,
    pub(crate) fields: Vec<Field>,
    pub(crate) limit: usize,
    pub(crate) after: Option<String>,
    pub(crate) before: Option<String>,
    pub(crate) with_summary: bool,
    /// `{base}/{version}/{node}/{edge}`, for `paging.next`.
    pub(crate) address: String,
    pub(crate) token: &'a str,
    pub(crate) fault: Option<FaultKind>,
}

const DEFAULT_LIMIT: usize = 25;

impl<'a> EdgeQuery<'a> {
    pub(crate) fn read(params: &'a Params, address: String, token: &'a str, max_limit: usize) -> Result<Self> {
        let fields = params.filled("fields").map(fields::parse).transpose()?.unwrap_or_default();
        Self::with_fields(params, fields, address, token, max_limit)
    }

    pub(crate) fn with_fields(
        params: &'a Params,
        fields: Vec<Field>,
        address: String,
        token: &'a str,
        max_limit: usize,
    ) -> Result<Self> {
        let limit = match params.integer("limit")? {
            None => DEFAULT_LIMIT,
            Some(limit) => usize::try_from(limit)
                .ok()
                .filter(|limit| *limit > 0)
                .ok_or_else(|| GraphError::invalid("Param limit must be a positive integer").blame(&["limit"]))?,
        };
        if limit > max_limit {
            return Err(GraphError::too_much_data());
        }
        let with_summary = params.filled("summary").is_some_and(|text| !matches!(text, "false" | "0" | "False"));
        Ok(Self {
            params,
            fields,
            limit,
            after: params.filled("after").map(str::to_owned),
            before: params.filled("before").map(str::to_owned),
            with_summary,
            address,
            token,
            fault: None,
        })
    }

    /// The range of `keys` that makes the page, given the key of every element before filtering. `keep` decides which
    /// of them belong to the listing. Cursors stay valid when an element drops out of the filter meanwhile.
    pub(crate) fn cut<K: PartialEq>(
        &self,
        keys: &[K],
        keep: impl Fn(usize) -> Result<bool>,
        parse: impl Fn(&str) -> Option<K>,
    ) -> Result<Page> {
        if matches!(self.fault, Some(FaultKind::BadCursor)) && (self.after.is_some() || self.before.is_some()) {
            return Err(bad_cursor());
        }
        let place = |cursor: &str| -> Result<usize> {
            let key = decode(cursor).and_then(|text| parse(&text)).ok_or_else(bad_cursor)?;
            keys.iter().position(|known| *known == key).ok_or_else(bad_cursor)
        };
        if let Some(before) = &self.before {
            return self.cut_backwards(place(before)?, keep);
        }
        let mut start = match &self.after {
            Some(after) => place(after)? + 1,
            None => 0,
        };
        if matches!(self.fault, Some(FaultKind::RepeatPage)) {
            start = self.start_of_page_before(start, &keep)?;
        }
        let mut members = Vec::with_capacity(self.limit.min(keys.len()));
        let mut has_next = false;
        for at in start..keys.len() {
            if !keep(at)? {
                continue;
            }
            if members.len() == self.limit {
                has_next = true;
                break;
            }
            members.push(at);
        }
        let has_previous = start > 0 && !members.is_empty();
        Ok(Page { members, has_next, has_previous })
    }

    fn cut_backwards(&self, end: usize, keep: impl Fn(usize) -> Result<bool>) -> Result<Page> {
        let mut members = Vec::new();
        let mut has_previous = false;
        for at in (0..end).rev() {
            if !keep(at)? {
                continue;
            }
            if members.len() == self.limit {
                has_previous = true;
                break;
            }
            members.push(at);
        }
        members.reverse();
        Ok(Page { has_next: !members.is_empty(), members, has_previous })
    }

    fn start_of_page_before(&self, start: usize, keep: impl Fn(usize) -> Result<bool>) -> Result<usize> {
        let mut left = self.limit;
        for at in (0..start).rev() {
            if keep(at)? {
                left -= 1;
            }
            if left == 0 {
                return Ok(at);
            }
        }
        Ok(0)
    }

    /// Writes the `paging` part; `first` and `last` are the keys at the ends of the page.
    pub(crate) fn write_paging(&self, out: &mut Json, page: &Page, first: &str, last: &str) {
        let (mut before, mut after) = (encode(first), encode(last));
        if matches!(self.fault, Some(FaultKind::ChangedCursor)) {
            before = encode("moved");
            after = encode("moved");
        }
        out.key("paging");
        out.begin();
        out.key("cursors");
        out.begin();
        out.text("before", &before);
        out.text("after", &after);
        out.end();
        if page.has_next {
            out.text("next", &self.link("after", &after));
        }
        if page.has_previous {
            out.text("previous", &self.link("before", &before));
        }
        out.end();
    }

    fn link(&self, direction: &str, cursor: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("access_token", self.token);
        for (key, value) in self.params.iter() {
            if !matches!(key, "access_token" | "appsecret_proof" | "after" | "before" | "limit" | "method") {
                query.append_pair(key, value);
            }
        }
        query.append_pair("limit", &self.limit.to_string());
        query.append_pair(direction, cursor);
        format!("{}?{}", self.address, query.finish())
    }
}

/// Which elements make a page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) members: Vec<usize>,
    pub(crate) has_next: bool,
    pub(crate) has_previous: bool,
}

/// Cursors are opaque to clients; here they are the key of an element, so that they survive changes of the listing.
pub(crate) fn encode(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("c:{key}"))
}

pub(crate) fn decode(cursor: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor.trim_end_matches('=')).ok()?;
    String::from_utf8(bytes).ok()?.strip_prefix("c:").map(str::to_owned)
}

fn bad_cursor() -> GraphError {
    GraphError::invalid("Invalid cursor values").blame(&["after"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(limit: usize, keep: impl Fn(usize) -> bool + Copy) -> Vec<usize> {
        let keys: Vec<usize> = (0..23).collect();
        let mut params = Params::default();
        params.set("limit", limit.to_string());
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let mut query = EdgeQuery::read(&params, String::new(), "t", 100).unwrap();
            query.after = after;
            let page = query.cut(&keys, |at| Ok(keep(at)), |text| text.parse().ok()).unwrap();
            seen.extend(&page.members);
            match page.members.last() {
                Some(last) if page.has_next => after = Some(encode(&last.to_string())),
                _ => return seen,
            }
        }
    }

    #[test]
    fn pages_cover_every_element_once() {
        for limit in [1, 2, 7, 22, 23, 24] {
            assert_eq!(walk(limit, |_| true), (0..23).collect::<Vec<_>>(), "limit {limit}");
            assert_eq!(walk(limit, |at| at % 3 == 0), (0..23).step_by(3).collect::<Vec<_>>(), "limit {limit}");
        }
    }

    #[test]
    fn backwards_gives_the_page_before() {
        let keys: Vec<usize> = (0..10).collect();
        let mut params = Params::default();
        params.set("limit", "3");
        params.set("before", encode("6"));
        let query = EdgeQuery::read(&params, String::new(), "t", 100).unwrap();
        let page = query.cut(&keys, |_| Ok(true), |text| text.parse().ok()).unwrap();
        assert_eq!(page.members, [3, 4, 5]);
        assert!(page.has_next && page.has_previous);
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        let mut params = Params::default();
        params.set("after", "bm9wZQ");
        let query = EdgeQuery::read(&params, String::new(), "t", 100).unwrap();
        assert_eq!(query.cut(&[1], |_| Ok(true), |text| text.parse().ok()).unwrap_err().code, 100);
    }
}
