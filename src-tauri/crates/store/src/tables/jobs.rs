//! Long work that survives a crash.

use domain::{AccountId, TimestampMillis};
use rusqlite::{OptionalExtension, Row, params};

use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{JobRow, JobState, NewJob};
use crate::tag::Tag;

/// For this long an ended job is kept in any case.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;
/// And this many of the newest however old they are.
const KEPT_AT_LEAST: i64 = 200;

const COLUMNS: &str = "id, kind, account_id, state, payload, progress, error, created_at, updated_at";

fn read(row: &Row<'_>) -> Result<JobRow> {
    let account: Option<String> = row.get(2)?;
    Ok(JobRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        account: account.and_then(|id| AccountId::parse(&id).ok()),
        state: JobState::parse(row.get_ref(3)?.as_str().unwrap_or_default())
            .ok_or(Error::Unreadable("a job's state"))?,
        payload: serde_json::from_str(row.get_ref(4)?.as_str().unwrap_or_default())?,
        progress: serde_json::from_str(row.get_ref(5)?.as_str().unwrap_or_default())?,
        error: row.get(6)?,
        created_at: TimestampMillis(row.get(7)?),
        updated_at: TimestampMillis(row.get(8)?),
    })
}

impl Db {
    fn jobs_where(&self, condition: &str, parameters: impl rusqlite::Params) -> Result<Vec<JobRow>> {
        let mut find = self.cache.prepare_cached(&format!("SELECT {COLUMNS} FROM jobs WHERE {condition}"))?;
        let mut rows = find.query(parameters)?;
        let mut jobs = Vec::new();
        while let Some(row) = rows.next()? {
            jobs.push(read(row)?);
        }
        Ok(jobs)
    }

    /// One job.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn job(&self, id: i64) -> Result<Option<JobRow>> {
        Ok(self.jobs_where("id = ?1", [id])?.pop())
    }

    /// Jobs that are waiting or under way, oldest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn open_jobs(&self) -> Result<Vec<JobRow>> {
        self.jobs_where("state IN ('queued', 'running') ORDER BY id", [])
    }

    /// The newest jobs of any state, newest first.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn recent_jobs(&self, limit: usize) -> Result<Vec<JobRow>> {
        self.jobs_where("true ORDER BY id DESC LIMIT ?1", [i64::try_from(limit).unwrap_or(i64::MAX)])
    }
}

impl Tx<'_> {
    /// Makes a job, queued, and answers its number. Jobs that ended over 30 days ago are forgotten on the way, but for the
    /// newest 200 of all.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn create_job(&self, job: &NewJob<'_>) -> Result<i64> {
        let mut insert = self.cache_mut()?.prepare_cached(
            "INSERT INTO jobs (kind, account_id, state, payload, progress, created_at, updated_at)
             VALUES (?1, ?2, 'queued', ?3, 'null', ?4, ?4) RETURNING id",
        )?;
        let account = job.account.map(AccountId::digits);
        let now = self.now().0;
        let id = insert.query_row(params![job.kind, account, job.payload.to_string(), now], |row| row.get(0))?;
        self.forget_old_jobs()?;
        self.touch(Tag::Jobs);
        Ok(id)
    }

    fn forget_old_jobs(&self) -> Result<()> {
        let mut forget = self.cache_mut()?.prepare_cached(
            "DELETE FROM jobs WHERE state NOT IN ('queued', 'running') AND updated_at < ?1
             AND id <= (SELECT id FROM jobs ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?;
        forget.execute(params![self.now().plus_millis(-KEPT_MS).0, KEPT_AT_LEAST])?;
        Ok(())
    }

    /// Moves a job on.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such job, or it is over already: what has ended stays as it ended.
    pub fn update_job(
        &self,
        id: i64,
        state: JobState,
        progress: &serde_json::Value,
        error: Option<&str>,
    ) -> Result<()> {
        let mut update = self.cache_mut()?.prepare_cached(
            "UPDATE jobs SET state = ?2, progress = ?3, error = ?4, updated_at = ?5
             WHERE id = ?1 AND state IN ('queued', 'running') RETURNING id",
        )?;
        let parameters = params![id, state.as_str(), progress.to_string(), error, self.now().0];
        let found: Option<i64> = update.query_row(parameters, |row| row.get(0)).optional()?;
        found.ok_or(Error::NotFound)?;
        self.touch(Tag::Jobs);
        Ok(())
    }

    /// Queues again what was under way when the program ended, and answers the numbers. For the start of the program.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn requeue_interrupted_jobs(&self) -> Result<Vec<i64>> {
        let mut update = self
            .cache_mut()?
            .prepare_cached("UPDATE jobs SET state = 'queued', updated_at = ?1 WHERE state = 'running' RETURNING id")?;
        let mut ids: Vec<i64> = update.query_map([self.now().0], |row| row.get(0))?.collect::<Result<_, _>>()?;
        ids.sort_unstable();
        if !ids.is_empty() {
            self.touch(Tag::Jobs);
        }
        Ok(ids)
    }
}
