//! Listings and single reads of Meta's objects.

use domain::{AccountId, DayRange, ObjectId, TimestampMillis};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::governor::Kind;
use crate::object::{ACCOUNT_FIELDS, ACCOUNT_FIELDS_WITHOUT_BUSINESS, ACTIVITY_FIELDS, Fields, IMAGE_FIELDS};
use crate::request::Call;
use crate::{Activity, Ad, AdAccount, AdImage, AdSet, Campaign, Cancel, Creative, Error, Graph, Me, Pages};

/// Objects asked for in one page.
const PAGE_OBJECTS: u32 = 500;

/// What a listing of campaigns, ad sets or ads contains. The default is everything that is not deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    /// Only objects changed after this instant. Misses campaigns of which only the budget changed.
    pub updated_since: Option<TimestampMillis>,
    /// Only objects below this campaign.
    pub campaign: Option<ObjectId>,
    /// Whether archived objects are in it.
    pub archived: bool,
    /// Asks for the number of objects in the whole edge, see [`crate::Page::total_count`].
    pub count: bool,
    /// Objects a page, at most.
    pub page_objects: u32,
    /// Where an earlier walk of the same request stopped, see [`crate::Page::after`].
    pub after: Option<String>,
}

impl Default for ListRequest {
    fn default() -> Self {
        Self {
            updated_since: None,
            campaign: None,
            archived: true,
            count: true,
            page_objects: PAGE_OBJECTS,
            after: None,
        }
    }
}

impl ListRequest {
    fn onto<T: Fields>(&self, mut call: Call) -> Call {
        call = call.with("fields", T::FIELDS);
        // Without this list Meta leaves archived objects out silently.
        let statuses: Vec<_> =
            T::STATUSES.iter().copied().filter(|status| self.archived || *status != "ARCHIVED").collect();
        if !statuses.is_empty() {
            call = call.with("effective_status", json!(statuses).to_string());
        }
        let mut filters = Vec::new();
        if let Some(since) = self.updated_since {
            let seconds = since.0.div_euclid(1000);
            let field = format!("{}.updated_time", T::FILTER);
            filters.push(json!({"field": field, "operator": "GREATER_THAN", "value": seconds}));
        }
        if let Some(campaign) = &self.campaign {
            filters.push(json!({"field": "campaign.id", "operator": "IN", "value": [campaign.as_str()]}));
        }
        if !filters.is_empty() {
            call = call.with("filtering", json!(filters).to_string());
        }
        if self.count {
            call = call.with("summary", "total_count");
        }
        call
    }
}

impl Graph {
    /// Whose token this is. One call.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn me(&self, cancel: &Cancel) -> Result<Me, Error> {
        self.node(None, "me", "id,name", cancel).await
    }

    /// Every ad account this token sees, at most 500 a page.
    pub fn ad_accounts(&self, after: Option<String>) -> Pages<Vec<AdAccount>> {
        let call = Call::get(None, Kind::Management, "me/adaccounts").with("fields", ACCOUNT_FIELDS);
        Pages::list(self.clone(), call, PAGE_OBJECTS, after).or_with_fewer_fields(ACCOUNT_FIELDS_WITHOUT_BUSINESS)
    }

    /// One ad account. One call, and a second where the token may not read its business.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn ad_account(&self, account: &AccountId, cancel: &Cancel) -> Result<AdAccount, Error> {
        match self.node(Some(account), &account.node(), ACCOUNT_FIELDS, cancel).await {
            Err(Error::Permission { .. } | Error::Invalid { .. }) => {
                self.node(Some(account), &account.node(), ACCOUNT_FIELDS_WITHOUT_BUSINESS, cancel).await
            }
            other => other,
        }
    }

    /// The campaigns of an account.
    pub fn campaigns(&self, account: &AccountId, request: &ListRequest) -> Pages<Vec<Campaign>> {
        self.list(account, "campaigns", request)
    }

    /// The ad sets of an account.
    pub fn ad_sets(&self, account: &AccountId, request: &ListRequest) -> Pages<Vec<AdSet>> {
        self.list(account, "adsets", request)
    }

    /// The ads of an account, each with its creative.
    pub fn ads(&self, account: &AccountId, request: &ListRequest) -> Pages<Vec<Ad>> {
        self.list(account, "ads", request)
    }

    /// The creatives of an account, also those no ad uses. Meta lists 50,000 at most. [`Graph::ads`] brings the used
    /// ones without a call of their own.
    pub fn creatives(&self, account: &AccountId, after: Option<String>) -> Pages<Vec<Creative>> {
        let request = ListRequest { count: false, after, ..ListRequest::default() };
        self.list(account, "adcreatives", &request)
    }

    /// The images of an account.
    pub fn images(&self, account: &AccountId, after: Option<String>) -> Pages<Vec<AdImage>> {
        let call = Call::get(Some(account), Kind::Management, format!("{}/adimages", account.node()))
            .with("fields", IMAGE_FIELDS);
        Pages::list(self.clone(), call, PAGE_OBJECTS, after)
    }

    /// What people did in an account on these days, newest first; perhaps some of the days after them too.
    pub fn activities(&self, account: &AccountId, days: DayRange, after: Option<String>) -> Pages<Vec<Activity>> {
        let call = Call::get(Some(account), Kind::Management, format!("{}/activities", account.node()))
            .with("fields", ACTIVITY_FIELDS)
            .with("since", days.since().to_string())
            // A day means its first instant, and in whose zone is not said: two days on, the last one is in whole.
            .with("until", days.until().plus_days(2).to_string());
        Pages::list(self.clone(), call, PAGE_OBJECTS, after)
    }

    fn list<T>(&self, account: &AccountId, edge: &str, request: &ListRequest) -> Pages<Vec<T>>
    where
        T: Fields + DeserializeOwned + Send + 'static,
    {
        let call = Call::get(Some(account), Kind::Management, format!("{}/{edge}", account.node()));
        Pages::list(self.clone(), request.onto::<T>(call), request.page_objects, request.after.clone())
    }
}
