//! Insights: figures by object and day, as pages at once or as an asynchronous job.

mod action;
mod breakdown;
mod job;
mod row;
mod split;
mod stream;

pub use action::{Action, ActionList};
pub use breakdown::{BreakdownAction, BreakdownRequest, BreakdownRow};
pub use job::{JobFailure, JobState, JobStatus, ReportRunId};
pub use row::{InsightsRow, InsightsTotals};
pub use split::{RETENTION_MONTHS, clamp_to_retention, earliest_day};
pub use stream::InsightsRows;

use std::sync::Arc;

use domain::{AccountId, DayRange, Level, ObjectId};
use stream::{ReadRow, RowReader};

use crate::governor::Kind;
use crate::request::Call;
use crate::{Graph, Pages};

/// Rows asked for in one page. Requests are the scarce resource: sixty in five minutes on the limited tier. Where a
/// page of this size is too much data the walk halves it.
const PAGE_ROWS: u32 = 5_000;

/// Which figures of an ad account.
#[derive(Debug, Clone, PartialEq)]
pub struct InsightsRequest {
    /// One row for each object of this level.
    pub level: Level,
    /// Days of the account, both ends included.
    pub range: DayRange,
    /// One row a day; otherwise one for the whole range.
    pub daily: bool,
    /// Only these objects of the given level; empty for all.
    pub only: Vec<(Level, ObjectId)>,
    /// Only objects in these `effective_status` values. Without it Meta leaves archived and deleted ads out of
    /// `level=ad`.
    pub statuses: Vec<String>,
    /// The object asked, where that is not the account: its own figures, whatever its status.
    pub of: Option<ObjectId>,
    /// Whether rows say what their object is called and is for.
    pub named: bool,
    /// Rows a page, at most.
    pub page_rows: u32,
}

impl InsightsRequest {
    /// Daily rows of every object of a level, archived ones included.
    pub fn daily(level: Level, range: DayRange) -> Self {
        let statuses = match level {
            Level::Account => &[][..],
            Level::Campaign => <crate::Campaign as crate::object::Fields>::STATUSES,
            Level::Adset => <crate::AdSet as crate::object::Fields>::STATUSES,
            Level::Ad => <crate::Ad as crate::object::Fields>::STATUSES,
        };
        let statuses = statuses.iter().map(|status| (*status).to_owned()).collect();
        let only = Vec::new();
        Self { level, range, daily: true, only, statuses, of: None, named: false, page_rows: PAGE_ROWS }
    }

    /// Daily rows of the deleted objects of a level, with their names: their parents contain their figures, and no
    /// listing shows them any more.
    pub fn of_deleted(level: Level, range: DayRange) -> Self {
        Self { statuses: vec!["DELETED".to_owned()], named: true, ..Self::daily(level, range) }
    }

    /// Daily rows of one object, deleted or not.
    pub fn of_object(level: Level, id: ObjectId, range: DayRange) -> Self {
        Self { statuses: Vec::new(), of: Some(id), ..Self::daily(level, range) }
    }

    /// The same for another range.
    #[must_use]
    pub fn with_range(mut self, range: DayRange) -> Self {
        self.range = range;
        self
    }

    /// The edge asked.
    fn path(&self, account: &AccountId) -> String {
        let node = self.of.as_ref().map_or_else(|| account.node(), |id| id.as_str().to_owned());
        format!("{node}/insights")
    }

    fn fields(&self) -> String {
        let (fields, names) = match self.level {
            Level::Account => (row::ACCOUNT_FIELDS, ""),
            Level::Campaign => (row::CAMPAIGN_FIELDS, ",campaign_name,objective"),
            Level::Adset => (row::ADSET_FIELDS, ",adset_name,optimization_goal"),
            Level::Ad => (row::AD_FIELDS, ",ad_name"),
        };
        if self.named { format!("{fields}{names}") } else { fields.to_owned() }
    }

    fn filtering(&self) -> Option<String> {
        let mut filters = Vec::new();
        if !self.statuses.is_empty() {
            let field = format!("{}.effective_status", self.level.as_str());
            filters.push(serde_json::json!({"field": field, "operator": "IN", "value": self.statuses}));
        }
        for level in Level::ALL {
            let ids: Vec<_> = self.only.iter().filter(|(at, _)| *at == level).map(|(_, id)| id.as_str()).collect();
            if !ids.is_empty() {
                let field = format!("{}.id", level.as_str());
                filters.push(serde_json::json!({"field": field, "operator": "IN", "value": ids}));
            }
        }
        (!filters.is_empty()).then(|| serde_json::Value::Array(filters).to_string())
    }

    /// Adds the parameters, all but paging.
    fn onto(&self, call: Call) -> Call {
        let range = serde_json::json!({
            "since": self.range.since().to_string(),
            "until": self.range.until().to_string(),
        });
        let mut call = call
            .with("level", self.level.as_str())
            .with("fields", self.fields())
            .with("time_range", range.to_string())
            .with("time_increment", if self.daily { "1" } else { "all_days" })
            .with("summary", row::SUMMARY);
        if let Some(filtering) = self.filtering() {
            call = call.with("filtering", filtering);
        }
        call
    }
}

impl Graph {
    /// Figures of an ad account or of one object of it, page by page, at once. `after` resumes an earlier walk of the same
    /// request; `read` says what is kept of each row, and is called while the page still arrives.
    ///
    /// Costs one call for each page. Ranges Meta keeps no data for are an error: see [`clamp_to_retention`].
    pub fn insights<R: Send + 'static>(
        &self,
        account: &AccountId,
        request: &InsightsRequest,
        after: Option<String>,
        read: impl Fn(&InsightsRow<'_>) -> R + Send + Sync + 'static,
    ) -> Pages<InsightsRows<R>> {
        let call = Call::get(Some(account), Kind::Insights, request.path(account));
        self.row_pages(request.onto(call), request.page_rows, after, Arc::new(read))
    }

    fn row_pages<R: Send + 'static>(
        &self,
        call: Call,
        page_rows: u32,
        after: Option<String>,
        read: ReadRow<R>,
    ) -> Pages<InsightsRows<R>> {
        Pages::new(self.clone(), call, page_rows, after, move || Box::new(RowReader::new(Arc::clone(&read))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::AccountDay;

    #[test]
    fn a_request_asks_for_all_statuses_and_only_the_objects_wanted() {
        let day = AccountDay::parse("2026-03-01").unwrap();
        let mut request = InsightsRequest::daily(Level::Ad, DayRange::ending(day, 2));
        request.only =
            vec![(Level::Adset, ObjectId::parse("7").unwrap()), (Level::Adset, ObjectId::parse("8").unwrap())];
        let account = AccountId::parse("1").unwrap();
        let call = request.onto(Call::get(Some(&account), Kind::Insights, "act_1/insights"));
        let value = |name: &str| call.params.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap();
        assert_eq!(value("time_range"), r#"{"since":"2026-02-28","until":"2026-03-01"}"#);
        assert_eq!(value("time_increment"), "1");
        let filtering: serde_json::Value = serde_json::from_str(&value("filtering")).unwrap();
        assert_eq!(filtering[0]["field"], "ad.effective_status");
        assert!(filtering[0]["value"].as_array().unwrap().contains(&"ARCHIVED".into()));
        assert!(!filtering[0]["value"].as_array().unwrap().contains(&"DELETED".into()));
        assert_eq!(filtering[1], serde_json::json!({"field": "adset.id", "operator": "IN", "value": ["7", "8"]}));
    }

    #[test]
    fn deleted_objects_are_asked_for_by_status_with_their_names_or_by_id() {
        let range = DayRange::ending(AccountDay::parse("2026-03-01").unwrap(), 2);
        let deleted = InsightsRequest::of_deleted(Level::Adset, range);
        let filtering = deleted.filtering().unwrap();
        assert_eq!(filtering, r#"[{"field":"adset.effective_status","operator":"IN","value":["DELETED"]}]"#);
        assert!(deleted.fields().ends_with(",adset_name,optimization_goal"));
        let one = InsightsRequest::of_object(Level::Ad, ObjectId::parse("7").unwrap(), range);
        assert_eq!((one.filtering(), one.of.as_ref().map(ObjectId::as_str)), (None, Some("7")));
    }
}
