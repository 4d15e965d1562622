//! One object: its drawer, its days, how its days were restated; and search.

mod changes;
mod maturity;
pub(crate) mod settings;

pub(crate) use settings::{data_url, money_text};

use std::collections::HashSet;

use domain::{AccountId, DayRange, Level, ObjectId, TimestampMillis};
use store::{Db, Expansion, ExplorerQuery, Filter, ObjectRef, Shape, Sort};

use crate::app::App;
use crate::dto::{
    Creative, Issue, ObjectDetail, ObjectLevel, ObjectRequest, PathStep, Revision, RevisionsRequest, SearchHit,
    SearchRequest, Series, SeriesDay,
};
use crate::explorer::{RESTATED_DAYS, level_of, level_view, range_from, row_view};
use crate::metrics::view;
use crate::session::Session;
use crate::sync_desk::parse_day;
use crate::{Error, state};

/// Longest search text; more is a paste by mistake.
const MOST_SEARCH_CHARS: usize = 400;

impl App {
    /// The drawer of one object.
    ///
    /// # Errors
    /// [`Error::NotFound`] for anything that is not in this workspace.
    pub async fn object(&self, input: ObjectRequest) -> Result<ObjectDetail, Error> {
        let session = self.session().await?;
        let object = object_of(&session, &input.account_id, input.level, &input.id)?;
        let range = range_from(&input.range)?;
        let now = self.inner.clock.now();
        let detail = session.store.read(move |db| detail(db, &object, range, now)).await?;
        detail.ok_or(Error::NotFound("object"))
    }

    /// One object by day, as first seen and as known now.
    ///
    /// # Errors
    /// As [`App::object`].
    pub async fn series(&self, input: ObjectRequest) -> Result<Series, Error> {
        let session = self.session().await?;
        let object = object_of(&session, &input.account_id, input.level, &input.id)?;
        let range = range_from(&input.range)?;
        let now = self.inner.clock.now();
        Ok(session.store.read(move |db| series(db, &object, range, now)).await?)
    }

    /// How one day of an object was restated, oldest first.
    ///
    /// # Errors
    /// As [`App::object`].
    pub async fn revisions(&self, input: RevisionsRequest) -> Result<Vec<Revision>, Error> {
        let session = self.session().await?;
        let object = object_of(&session, &input.account_id, input.level, &input.id)?;
        let day = parse_day(&input.day)?;
        let revisions = session.store.read(move |db| db.revisions(&object, day)).await?;
        Ok(revisions
            .iter()
            .map(|revision| Revision { seen_at_ms: revision.seen_at.0 as f64, metrics: view(&revision.figures.sums) })
            .collect())
    }

    /// Search over names and texts, best hits first.
    ///
    /// # Errors
    /// When the cache cannot be read. No text is an error.
    pub async fn search(&self, input: SearchRequest) -> Result<Vec<SearchHit>, Error> {
        let session = self.session().await?;
        let text: String = input.text.chars().take(MOST_SEARCH_CHARS).collect();
        let limit = input.limit.clamp(1, 100) as usize;
        let hits = session.store.read(move |db| Ok((db.search(&text, limit)?, db.accounts()?))).await?;
        let (hits, accounts): (Vec<store::Hit>, Vec<store::AdAccountRow>) = hits;
        let name_of = |id: &AccountId| accounts.iter().find(|row| row.id == *id).map(|row| row.name.clone());
        let mut seen = HashSet::new();
        let views =
            hits.into_iter().filter_map(|hit| hit_view(hit, &name_of)).filter(|hit| seen.insert(hit.id.clone()));
        Ok(views.collect())
    }
}

/// A hit as the page shows it. What was found in a creative is the ad that shows it; one that no ad shows leads nowhere.
fn hit_view(hit: store::Hit, name_of: &impl Fn(&AccountId) -> Option<String>) -> Option<SearchHit> {
    let account_name = name_of(&hit.account).unwrap_or_default();
    let path = std::iter::once(account_name.clone()).chain(hit.path).collect();
    let (id, level, name, matched_in) = match (hit.kind.level(), hit.ad) {
        (Some(level), _) => (hit.id, level_view(level), hit.name, "name"),
        (None, Some(ad)) => (ad.id, ObjectLevel::Ad, ad.name, "text"),
        (None, None) => return None,
    };
    let (id, matched_in) = (id.to_string(), matched_in.to_owned());
    Some(SearchHit { id, level, account_id: hit.account.node(), account_name, path, name, matched_in })
}

/// The object named; anything outside the chosen accounts is the same "not here" as what does not exist.
pub(crate) fn object_of(session: &Session, account: &str, level: ObjectLevel, id: &str) -> Result<ObjectRef, Error> {
    let missing = || Error::NotFound("object");
    let account = AccountId::parse(account).map_err(|_| missing())?;
    if !session.chosen().contains(&account) {
        return Err(missing());
    }
    let digits = id.strip_prefix("act_").unwrap_or(id);
    let id = ObjectId::parse(digits).map_err(|_| missing())?;
    Ok(ObjectRef { account, level: level_of(level), id })
}

fn id_view(object: &ObjectRef) -> String {
    if object.level == Level::Account { object.account.node() } else { object.id.to_string() }
}

fn detail(
    db: &Db,
    object: &ObjectRef,
    range: DayRange,
    now: TimestampMillis,
) -> Result<Option<ObjectDetail>, store::Error> {
    let Some(row) = explorer_row(db, object, range)? else { return Ok(None) };
    let account = db.account(&object.account)?;
    let zone = account.as_ref().map(|row| row.timezone_name.clone()).unwrap_or_default();
    let found = match db.object(object) {
        Err(store::Error::NotFound) => return Ok(None),
        other => other?,
    };
    let (creative, issues_json) = match &found {
        store::ObjectDetail::Ad(ad, creative) => {
            (creative.as_deref().map(|creative| creative_view(db, creative)), ad.row.issues.clone())
        }
        store::ObjectDetail::AdSet(ad_set) => (None, ad_set.row.issues.clone()),
        store::ObjectDetail::Campaign(campaign) => (None, campaign.row.issues.clone()),
        store::ObjectDetail::Account(_) => (None, None),
    };
    let mut issues = issues_json.as_deref().map(issues_of).unwrap_or_default();
    if let store::ObjectDetail::Ad(ad, _) = &found {
        issues.extend(ad.row.review_feedback.as_deref().map(settings::review_issues).unwrap_or_default());
    }
    let currency = row.currency.clone();
    Ok(Some(ObjectDetail {
        path: path_of(db, object, &found, account.as_ref())?,
        settings: settings::groups(&found, &currency, &zone),
        creative: creative.transpose()?,
        issues,
        changes: changes::of(db, object, 200)?,
        read_at_ms: db.last_pulled(&object.account)?.map(|at| at.0 as f64),
        row: row_view(row, now),
    }))
}

/// The object's row as the table shows it.
fn explorer_row(db: &Db, object: &ObjectRef, range: DayRange) -> Result<Option<store::ExplorerRow>, store::Error> {
    let shape = match object.level {
        Level::Account => Shape::Tree { roots: Level::Account, expanded: Expansion::default() },
        level => Shape::Flat(level),
    };
    let text = if object.level == Level::Account { String::new() } else { object.id.to_string() };
    let query = ExplorerQuery {
        accounts: vec![object.account.clone()],
        range: Some(range),
        compare: Some(range.previous()),
        formulas: Vec::new(),
        shape,
        filter: Filter { text, ..Filter::default() },
        sort: Sort::default(),
        offset: 0,
        limit: 50,
    };
    let wanted = id_view(object);
    Ok(db.explorer(&query)?.rows.into_iter().find(|row| row.id == wanted))
}

fn path_of(
    db: &Db,
    object: &ObjectRef,
    found: &store::ObjectDetail,
    account: Option<&store::AdAccountRow>,
) -> Result<Vec<PathStep>, store::Error> {
    let mut path = Vec::new();
    if object.level == Level::Account {
        return Ok(path);
    }
    let name = account.map(|row| row.name.clone()).unwrap_or_default();
    path.push(PathStep { id: object.account.node(), level: ObjectLevel::Account, name });
    let (campaign, ad_set) = match found {
        store::ObjectDetail::AdSet(ad_set) => (Some(&ad_set.row.campaign_id), None),
        store::ObjectDetail::Ad(ad, _) => (Some(&ad.row.campaign_id), Some(&ad.row.adset_id)),
        _ => (None, None),
    };
    if let Some(id) = campaign {
        let name = db.campaign(&object.account, id)?.map(|stored| stored.row.name).unwrap_or_default();
        path.push(PathStep { id: id.to_string(), level: ObjectLevel::Campaign, name });
    }
    if let Some(id) = ad_set {
        let name = db.ad_set(&object.account, id)?.map(|stored| stored.row.name).unwrap_or_default();
        path.push(PathStep { id: id.to_string(), level: ObjectLevel::Adset, name });
    }
    Ok(path)
}

fn creative_view(db: &Db, creative: &store::CreativeRow) -> Result<Creative, store::Error> {
    let thumbnail = match &creative.image_hash {
        Some(hash) => db.image_thumbnail(&creative.account, hash)?,
        None => None,
    };
    Ok(Creative {
        id: creative.id.to_string(),
        name: creative.name.clone(),
        title: creative.title.clone(),
        body: creative.body.clone(),
        link: creative.link_url.clone(),
        call_to_action: creative.call_to_action.clone(),
        thumbnail: thumbnail.and_then(|bytes| data_url(&bytes)),
    })
}

fn issues_of(json: &str) -> Vec<Issue> {
    let list: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let text = |issue: &serde_json::Value, key: &str| match issue.get(key) {
        Some(serde_json::Value::String(text)) => Some(text.clone()),
        Some(serde_json::Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    list.iter()
        .map(|issue| Issue {
            summary: text(issue, "error_summary").unwrap_or_else(|| "Meta reports an issue".into()),
            message: text(issue, "error_message"),
            code: text(issue, "error_code"),
        })
        .collect()
}

fn series(db: &Db, object: &ObjectRef, range: DayRange, now: TimestampMillis) -> Result<Series, store::Error> {
    let account = db.account(&object.account)?.ok_or(store::Error::NotFound)?;
    let today = state::today(&account.timezone_name, now);
    let pulled = db.pulled_days(&object.account, pulled_level(object.level), range)?;
    let figures = db.first_seen_and_now(object, range)?;
    let curve = maturity::curve(db, &object.account, now)?;
    let days = range.days().map(|day| {
        let pulled_at = pulled.iter().find(|one| one.day == day).map(|one| one.pulled_at);
        let figure = figures.iter().find(|one| one.day == day);
        let empty = pulled_at.map(|_| view(&domain::MetricSums::default()));
        let age = today.map(|today| i64::from(today.number()) - i64::from(day.number()));
        SeriesDay {
            day: day.to_string(),
            now: figure.map(|one| view(&one.now.figures.sums)).or_else(|| empty.clone()),
            first_seen: figure.map(|one| view(&one.first.figures.sums)).or(empty),
            pulled_at_ms: pulled_at.map(|at| at.0 as f64),
            maturity_percent: age.and_then(|age| maturity::percent_at(&curve, age)),
            maturing: age.is_some_and(|age| (0..RESTATED_DAYS).contains(&age)),
        }
    });
    let days: Vec<SeriesDay> = days.collect();
    Ok(Series {
        conversion: conversion_of(db, object, &figures)?,
        changes: changes::within(db, object, range, &account.timezone_name)?,
        half_arrive_after_days: maturity::half_after(&curve),
        currency: account.currency,
        time_zone: account.timezone_name,
        days,
    })
}

/// Figures of an account are those of its campaigns, so their days are pulled together.
fn pulled_level(level: Level) -> Level {
    if level == Level::Account { Level::Campaign } else { level }
}

pub(crate) fn conversion_of(
    db: &Db,
    object: &ObjectRef,
    figures: &[store::SeenAndNow],
) -> Result<String, store::Error> {
    if object.level == Level::Account {
        return Ok("mixed".into());
    }
    let counted =
        figures.iter().map(|one| one.now.figures.conversion).find(|action| *action != domain::ConversionAction::None);
    if let Some(action) = counted {
        return Ok(action.as_str().into());
    }
    if let Some(word) = ad_set_goal(db, object)? {
        return Ok(word);
    }
    let suggested = objective_of(db, object)?.map(|text| domain::ConversionAction::for_objective(&text));
    Ok(suggested.unwrap_or(domain::ConversionAction::None).as_str().into())
}

/// The conversion of the ad set an object is or is in.
fn ad_set_goal(db: &Db, object: &ObjectRef) -> Result<Option<String>, store::Error> {
    let ad_set = match object.level {
        Level::Account | Level::Campaign => None,
        Level::Adset => Some(object.id.clone()),
        Level::Ad => db.ad(&object.account, &object.id)?.map(|stored| stored.row.adset_id),
    };
    let Some(ad_set) = ad_set else { return Ok(None) };
    Ok(db.ad_set(&object.account, &ad_set)?.and_then(|stored| stored.row.conversion))
}

/// The objective of the campaign an object is or is in.
fn objective_of(db: &Db, object: &ObjectRef) -> Result<Option<String>, store::Error> {
    let campaign = match object.level {
        Level::Account => return Ok(None),
        Level::Campaign => Some(object.id.clone()),
        Level::Adset => db.ad_set(&object.account, &object.id)?.map(|stored| stored.row.campaign_id),
        Level::Ad => db.ad(&object.account, &object.id)?.map(|stored| stored.row.campaign_id),
    };
    let Some(campaign) = campaign else { return Ok(None) };
    Ok(db.campaign(&object.account, &campaign)?.and_then(|stored| stored.row.objective))
}
