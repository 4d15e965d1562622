//! Objects of one level in groups, added up.

use domain::Level;
use store::{Db, ExplorerQuery, Grouping};

use super::figures::{row_figures, unit_view};
use super::question::grouping_of;
use super::{MOST_ROWS, chosen_among, freshness, level_of, nothing_counted, query_of, small, total_view};
use crate::Error;
use crate::app::App;
use crate::dto::{ExplorerGroup, ExplorerGroups, GroupRequest};

impl App {
    /// Groups of the objects that pass a question's filter.
    ///
    /// # Errors
    /// [`Error::Invalid`] for impossible days, accounts, formulas or groups.
    pub async fn group_explorer(&self, input: GroupRequest) -> Result<ExplorerGroups, Error> {
        let session = self.session().await?;
        let accounts = chosen_among(&session.chosen(), &input.explorer.account_ids)?;
        let now = self.inner.clock.now();
        let mut query = query_of(&input.explorer, accounts, now)?;
        query.limit = query.limit.min(MOST_ROWS);
        let (level, by) = (level_of(input.level), grouping_of(&input.by)?);
        if level == Level::Account {
            return Err(Error::Invalid("Ad accounts are not grouped".into()));
        }
        Ok(session.store.read(move |db| groups(db, &query, level, &by, now)).await?)
    }
}

pub(crate) fn groups(
    db: &Db,
    query: &ExplorerQuery,
    level: Level,
    by: &Grouping,
    now: domain::TimestampMillis,
) -> Result<ExplorerGroups, store::Error> {
    let page = db.explorer_groups(query, level, by)?;
    let freshness = freshness(db, query, now)?;
    let rows = page.rows.into_iter().map(|row| {
        let figures = |sums| row_figures(sums, row.conversion.as_deref(), &query.formulas);
        ExplorerGroup {
            metrics: figures(row.sums.as_ref()),
            compare: row.compare.as_ref().map(|sums| figures(Some(sums))),
            key: row.key,
            name: row.name,
            objects: small(row.objects),
            conversion: row.conversion.unwrap_or_else(nothing_counted),
            currency: row.currency,
        }
    });
    Ok(ExplorerGroups {
        rows: rows.collect(),
        total_rows: small(page.row_count),
        totals: page.totals.into_iter().map(|total| total_view(total, &query.formulas)).collect(),
        formulas: query.formulas.iter().map(unit_view).collect(),
        pulled_at_ms: freshness.pulled_at.map(|at| at.0 as f64),
        maturing_since: freshness.maturing_since.map(|day| day.to_string()),
    })
}
