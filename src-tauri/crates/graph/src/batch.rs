//! Reading many objects by id in one request.
//!
//! Meta counts every item as one call, so a batch saves time and connections, not points.

use std::collections::HashMap;

use domain::{AccountId, ObjectId};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::answer::judge;
use crate::error::{TransientCause, UnexpectedCause};
use crate::governor::Kind;
use crate::http::Incoming;
use crate::object::Fields;
use crate::request::Call;
use crate::usage::Usage;
use crate::{Ad, AdSet, Campaign, Cancel, Creative, Error, Graph, lenient};

/// Meta's limit.
const MOST_ITEMS: usize = 50;

/// Times unanswered items are asked for.
const ROUNDS: u32 = 3;

/// What became of each id.
pub type ById<T> = Vec<(ObjectId, Result<T, Error>)>;

#[derive(Deserialize)]
struct Item {
    #[serde(default, deserialize_with = "lenient::int")]
    code: Option<i64>,
    #[serde(default, deserialize_with = "lenient::list")]
    headers: Vec<ItemHeader>,
    #[serde(default, deserialize_with = "lenient::text")]
    body: Option<String>,
}

#[derive(Deserialize)]
struct ItemHeader {
    name: String,
    value: String,
}

impl Graph {
    /// Campaigns by id, also deleted ones, in the order asked. One point for each id, 50 ids a request. Each id is to
    /// be named once.
    ///
    /// # Errors
    /// An error of the whole request. A single object's error stands beside its id.
    pub async fn campaigns_by_id(
        &self,
        account: &AccountId,
        ids: &[ObjectId],
        cancel: &Cancel,
    ) -> Result<ById<Campaign>, Error> {
        self.by_id(account, ids, cancel).await
    }

    /// Ad sets by id, as [`Graph::campaigns_by_id`].
    ///
    /// # Errors
    /// As [`Graph::campaigns_by_id`].
    pub async fn ad_sets_by_id(
        &self,
        account: &AccountId,
        ids: &[ObjectId],
        cancel: &Cancel,
    ) -> Result<ById<AdSet>, Error> {
        self.by_id(account, ids, cancel).await
    }

    /// Ads by id with their creatives, as [`Graph::campaigns_by_id`].
    ///
    /// # Errors
    /// As [`Graph::campaigns_by_id`].
    pub async fn ads_by_id(&self, account: &AccountId, ids: &[ObjectId], cancel: &Cancel) -> Result<ById<Ad>, Error> {
        self.by_id(account, ids, cancel).await
    }

    /// Creatives by id, as [`Graph::campaigns_by_id`].
    ///
    /// # Errors
    /// As [`Graph::campaigns_by_id`].
    pub async fn creatives_by_id(
        &self,
        account: &AccountId,
        ids: &[ObjectId],
        cancel: &Cancel,
    ) -> Result<ById<Creative>, Error> {
        self.by_id(account, ids, cancel).await
    }

    async fn by_id<T>(&self, account: &AccountId, ids: &[ObjectId], cancel: &Cancel) -> Result<ById<T>, Error>
    where
        T: Fields + DeserializeOwned,
    {
        let mut results: HashMap<&ObjectId, Result<T, Error>> = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(MOST_ITEMS) {
            let mut open: Vec<&ObjectId> = chunk.iter().collect();
            for _ in 0..ROUNDS {
                if open.is_empty() {
                    break;
                }
                let answers = self.batch::<T>(account, &open, cancel).await?;
                results.extend(open.iter().copied().zip(answers));
                open.retain(|id| matches!(results.get(id), Some(Err(Error::Transient { .. }))));
            }
        }
        let missing = || Err(Error::Transient { cause: TransientCause::Unanswered });
        Ok(ids.iter().map(|id| (id.clone(), results.remove(id).unwrap_or_else(missing))).collect())
    }

    /// One batch of reads; the answers in order.
    async fn batch<T>(
        &self,
        account: &AccountId,
        ids: &[&ObjectId],
        cancel: &Cancel,
    ) -> Result<Vec<Result<T, Error>>, Error>
    where
        T: Fields + DeserializeOwned,
    {
        let fields: String = url::form_urlencoded::byte_serialize(T::FIELDS.as_bytes()).collect();
        let items: Vec<_> = ids
            .iter()
            .map(|id| serde_json::json!({"method": "GET", "relative_url": format!("{id}?fields={fields}")}))
            .collect();
        let points = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let call = Call::post_read(account, Kind::Management, "", points)
            .with("batch", serde_json::Value::Array(items).to_string());
        let answers: Vec<Option<Item>> = self.read(&call, cancel, parse).await?;
        if answers.len() != ids.len() {
            return Err(Error::Unexpected { cause: UnexpectedCause::BatchLength, status: 200 });
        }
        Ok(answers.into_iter().map(|item| self.open_item(account, item)).collect())
    }

    fn open_item<T: DeserializeOwned>(&self, account: &AccountId, item: Option<Item>) -> Result<T, Error> {
        let unanswered = || Error::Transient { cause: TransientCause::Unanswered };
        let item = item.ok_or_else(unanswered)?;
        let body = item.body.ok_or_else(unanswered)?;
        let headers = item.headers.iter().map(|header| (header.name.as_str(), header.value.as_str()));
        let usage = Usage::parse(headers, Some(account));
        let governor = self.governor(account);
        governor.listen(&usage);
        let incoming = Incoming {
            status: item.code.and_then(|code| u16::try_from(code).ok()).unwrap_or(200),
            headers: reqwest::header::HeaderMap::new(),
            body: body.into(),
        };
        judge(&incoming, self.core.config.version().as_str(), crate::answer::from_json)
            .map_err(|error| self.consequences(error, Kind::Management, &governor, &usage))
    }
}

fn parse(incoming: &Incoming) -> Result<Vec<Option<Item>>, UnexpectedCause> {
    serde_json::from_slice(&incoming.body).map_err(|_| UnexpectedCause::Shape)
}
