//! Rows for programs, straight from the cache.

use std::collections::HashMap;

use domain::{AccountId, ConversionAction, DayRange, Level};
use store::{Db, Expansion, ExplorerQuery, Filter, InsightsQuery, Shape, Sort, SortColumn};

use crate::Error;
use crate::app::App;
use crate::dto::{ObjectLevel, Range};
use crate::explorer::{chosen_among, conversion_of, issue_count, level_of, range_from};
use crate::rows::{AccountRow, InsightRow, ListRow};
use crate::state::{status_word, summaries};

impl App {
    /// The accounts kept in the open workspace, by name.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`].
    pub async fn account_rows(&self) -> Result<Vec<AccountRow>, Error> {
        let session = self.session().await?;
        let chosen = session.chosen();
        let rows = session.store.read(move |db| summaries(db, &chosen)).await?;
        Ok(rows
            .into_iter()
            .map(|summary| AccountRow {
                id: summary.row.id.node(),
                name: summary.row.name,
                currency: summary.row.currency,
                time_zone: summary.row.timezone_name,
                status: status_word(summary.row.account_status).into(),
                campaigns: summary.counts.campaigns,
                adsets: summary.counts.ad_sets,
                ads: summary.counts.ads,
                synced_at_ms: summary.synced_at.map(|at| at.0),
                since: summary.days.map(|days| days.since().to_string()),
                until: summary.days.map(|days| days.until().to_string()),
            })
            .collect())
    }

    /// Campaigns, ad sets or ads of every status, by account and id.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account that is not kept here.
    pub async fn list_rows(
        &self,
        level: ObjectLevel,
        accounts: &[String],
        status: Option<&str>,
    ) -> Result<Vec<ListRow>, Error> {
        let session = self.session().await?;
        let accounts = chosen_among(&session.chosen(), accounts)?;
        let level = level_of(level);
        let rows = session.store.read(move |db| objects(db, accounts, level)).await?;
        let wanted = |row: &ListRow| status.is_none_or(|status| row.status == status || row.effective_status == status);
        Ok(rows.into_iter().filter(wanted).collect())
    }

    /// Figures of one level over a range, one row an object, or one row an object and day.
    ///
    /// # Errors
    /// [`Error::Invalid`] for impossible days, [`Error::NotFound`] for an account that is not kept here.
    pub async fn insight_rows(
        &self,
        level: ObjectLevel,
        accounts: &[String],
        range: Range,
        daily: bool,
    ) -> Result<Vec<InsightRow>, Error> {
        let session = self.session().await?;
        let accounts = chosen_among(&session.chosen(), accounts)?;
        let query = InsightsQuery { accounts, level: level_of(level), range: range_from(&range)?, daily };
        Ok(session.store.read(move |db| figures(db, &query)).await?)
    }
}

fn objects(db: &Db, accounts: Vec<AccountId>, level: Level) -> Result<Vec<ListRow>, store::Error> {
    let parents: HashMap<String, String> = match level {
        Level::Ad => flat(db, accounts.clone(), Level::Adset)?
            .into_iter()
            .filter_map(|row| Some((row.id, row.parent_id?)))
            .collect(),
        _ => HashMap::new(),
    };
    let rows = flat(db, accounts, level)?.into_iter().map(|row| {
        let (campaign_id, adset_id) = match level {
            Level::Ad => (row.parent_id.as_ref().and_then(|id| parents.get(id).cloned()), row.parent_id.clone()),
            Level::Adset => (row.parent_id.clone(), None),
            Level::Account | Level::Campaign => (None, None),
        };
        let gone = row.deleted_at.is_some();
        ListRow {
            id: row.id,
            account_id: row.account.node(),
            campaign_id,
            adset_id,
            name: row.name,
            status: row.status,
            effective_status: if gone { "DELETED".into() } else { row.effective_status },
            objective: row.objective.filter(|_| level == Level::Campaign),
            optimization_goal: row.optimization_goal,
            currency: row.currency,
            daily_budget_minor: row.daily_budget_minor,
            lifetime_budget_minor: row.lifetime_budget_minor,
            issues: row.issues.as_deref().map_or(0, |json| issue_count(json) as usize),
            updated_at_ms: row.updated_time.map(|at| at.0),
        }
    });
    let mut rows: Vec<ListRow> = rows.collect();
    rows.sort_by(|a, b| a.account_id.cmp(&b.account_id).then_with(|| by_number(&a.id, &b.id)));
    Ok(rows)
}

/// Ids in the order of their numbers, without reading them as numbers.
fn by_number(a: &str, b: &str) -> std::cmp::Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn flat(db: &Db, accounts: Vec<AccountId>, level: Level) -> Result<Vec<store::ExplorerRow>, store::Error> {
    let shape = match level {
        Level::Account => Shape::Tree { roots: Level::Account, expanded: Expansion::default() },
        level => Shape::Flat(level),
    };
    let query = ExplorerQuery {
        accounts,
        range: None,
        compare: None,
        formulas: Vec::new(),
        shape,
        filter: Filter::default(),
        sort: Sort { column: SortColumn::Id, descending: false },
        offset: 0,
        limit: usize::MAX,
    };
    Ok(db.explorer(&query)?.rows)
}

/// What a figure's row takes from its object.
struct Named {
    name: String,
    conversion: String,
}

fn figures(db: &Db, query: &InsightsQuery) -> Result<Vec<InsightRow>, store::Error> {
    let mut named: HashMap<String, Named> = HashMap::new();
    for row in flat(db, query.accounts.clone(), query.level)? {
        let conversion = conversion_of(&row);
        named.insert(row.id, Named { name: row.name, conversion });
    }
    let accounts = db.accounts()?;
    let currency_of =
        |id: &AccountId| accounts.iter().find(|row| row.id == *id).map(|row| row.currency.clone()).unwrap_or_default();
    let rows = db.insights(query)?.into_iter().map(|row| {
        let id = if query.level == Level::Account { row.account.node() } else { row.object.to_string() };
        let counted = row.day.as_ref().map(|day| day.conversion).filter(|action| *action != ConversionAction::None);
        let named = named.get(&id);
        let conversion = counted.map(|action| action.as_str().to_owned());
        insight_row(
            id,
            query.level,
            &row,
            named.map(|named| named.name.clone()).unwrap_or_default(),
            conversion.or_else(|| named.map(|named| named.conversion.clone())).unwrap_or_else(|| "mixed".into()),
            currency_of(&row.account),
        )
    });
    Ok(rows.collect())
}

fn insight_row(
    id: String,
    level: Level,
    row: &store::InsightRow,
    name: String,
    conversion: String,
    currency: String,
) -> InsightRow {
    let range: DayRange = row.range;
    let sums = &row.sums;
    InsightRow {
        id,
        level: level.as_str().into(),
        account_id: row.account.node(),
        name,
        date_start: range.since().to_string(),
        date_stop: range.until().to_string(),
        currency,
        spend_minor: sums.spend_minor,
        impressions: sums.impressions,
        clicks: sums.clicks,
        link_clicks: sums.link_clicks,
        conversions: sums.conversions(),
        conversion,
        value_minor: sums.value_minor,
        ctr_percent: sums.ctr_percent(),
        cpc_minor: sums.cpc_minor(),
        cpm_minor: sums.cpm_minor(),
        cpa_minor: sums.cpa_minor(),
        roas: sums.roas(),
    }
}
