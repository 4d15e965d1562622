//! Copies of trees that are too large for one answer: Meta makes them later, and is asked how far it is.

use domain::{AccountId, ObjectId};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::answer::{self, CopyAnswer};
use super::{Copied, Created, POINTS, WriteParams, Writer};
use crate::error::MetaError;
use crate::governor::Kind;
use crate::object::object;
use crate::request::Call;
use crate::{Cancel, Error, Graph, RawJson, lenient};

/// One copy of an asynchronous set.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyOrder {
    /// What is copied: a campaign, ad set or ad. Meta copies at most 51 ads for one order.
    pub id: ObjectId,
    /// As for [`Writer::copy`].
    pub params: WriteParams,
}

object! {
    /// How far an asynchronous set is.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    AsyncSet {
        /// Its id.
        must id: ObjectId;
        /// Its name, as it was given when it was sent.
        text name;
        /// Orders in it.
        int total_count;
        /// Orders carried out.
        int success_count;
        /// Orders that failed.
        int error_count;
        /// Whether nothing more will happen; `None` where Meta did not say.
        flag is_completed;
    }
}

/// What became of one order of a set, see [`Graph::async_copies`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsyncCopy {
    /// Meta's id of the order.
    pub id: Option<String>,
    /// `INITIAL`, `IN_PROGRESS`, `SUCCESS`, `ERROR` and more.
    pub status: Option<String>,
    /// What was copied, once it was.
    pub copy: Option<Copied>,
    /// Why it failed, where it did and Meta said so.
    pub error: Option<MetaError>,
}

/// Meta answers the counts only when they are named.
const SET_FIELDS: &str = "id,name,total_count,success_count,error_count,is_completed";

#[derive(Deserialize)]
struct Request {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(default)]
    result: Option<RawJson>,
}

impl Writer {
    /// Has Meta make copies in the background, up to 1,000 orders, and answers the set's id at once. Three points an
    /// order. Ask [`Graph::async_set`] how far it is.
    ///
    /// # Errors
    /// As [`Writer`]. After [`Error::UnknownOutcome`] the copies may be made: look for their names.
    pub async fn start_copies(&self, name: &str, orders: &[CopyOrder], cancel: &Cancel) -> Result<Created, Error> {
        let items: Vec<_> = orders
            .iter()
            .enumerate()
            .map(|(number, order)| {
                let body =
                    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(order.params.to_form()).finish();
                json!({"name": format!("copy-{number}"), "relative_url": format!("{}/copies", order.id), "body": body})
            })
            .collect();
        let points = u32::try_from(orders.len().max(1)).unwrap_or(u32::MAX).saturating_mul(POINTS);
        let path = format!("{}/async_batch_requests", self.account.node());
        let call = Call::write(&self.account, Kind::Management, path, points)
            .with("name", name)
            .with("adbatch", serde_json::Value::Array(items).to_string());
        self.graph.write(&call, cancel, answer::created).await
    }
}

impl Graph {
    /// How far an asynchronous set is. One call.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn async_set(&self, account: &AccountId, set: &ObjectId, cancel: &Cancel) -> Result<AsyncSet, Error> {
        self.node(Some(account), set.as_str(), SET_FIELDS, cancel).await
    }

    /// Every set of the account, in Meta's order: how one is found again whose id was lost with the answer. One call a
    /// hundred.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn async_sets(&self, account: &AccountId, cancel: &Cancel) -> Result<Vec<AsyncSet>, Error> {
        let path = format!("{}/asyncadrequestsets", account.node());
        self.all(Call::get(Some(account), Kind::Management, path).with("fields", SET_FIELDS), cancel).await
    }

    /// What became of each order of a set, in Meta's order. One call a hundred.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn async_copies(
        &self,
        account: &AccountId,
        set: &ObjectId,
        cancel: &Cancel,
    ) -> Result<Vec<AsyncCopy>, Error> {
        let call =
            Call::get(Some(account), Kind::Management, format!("{set}/requests")).with("fields", "id,status,result");
        let requests: Vec<Request> = self.all(call, cancel).await?;
        Ok(requests.into_iter().map(Request::read).collect())
    }
}

impl Request {
    fn read(self) -> AsyncCopy {
        let (copy, error) = self.result.map_or((None, None), |result| outcome(&result.0));
        AsyncCopy { id: self.id, status: self.status, copy, error }
    }
}

/// A result is the answer the copy would have had at once, as an object or as JSON text.
fn outcome(result: &str) -> (Option<Copied>, Option<MetaError>) {
    #[derive(Deserialize)]
    struct Failed<'a> {
        #[serde(borrow)]
        error: &'a RawValue,
    }
    let unwrapped: Option<String> = serde_json::from_str(result).ok();
    let text = unwrapped.as_deref().unwrap_or(result);
    if let Ok(failed) = serde_json::from_str::<Failed<'_>>(text) {
        return (None, MetaError::parse(failed.error, 200));
    }
    let copy = serde_json::from_str::<CopyAnswer>(text).ok().and_then(|answer| answer.read(None).ok());
    (copy, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_a_copy_or_an_error_or_nothing_yet() {
        let copy = r#"{"copied_ad_id":"9","ad_object_ids":[{"ad_object_type":"ad","source_id":"8","copied_id":"9"}]}"#;
        let as_text = serde_json::to_string(copy).unwrap();
        for text in [copy, as_text.as_str()] {
            let (copy, error) = outcome(text);
            assert_eq!((copy.unwrap().objects.len(), error), (1, None));
        }
        let (copy, error) = outcome(r#"{"error":{"code":100,"message":"no","error_subcode":1885194}}"#);
        assert_eq!((copy, error.unwrap().subcode), (None, 1_885_194));
        for text in ["null", "[]", "{}", "\"\"", "7"] {
            assert_eq!(outcome(text), (None, None), "{text}");
        }
    }
}
