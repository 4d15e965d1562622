//! What is aimed at each month.

use domain::{AccountId, Currency, ObjectId, TimestampMillis};
use rusqlite::{Row, params};

use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::rows::{TargetOf, TargetRow};
use crate::tag::Tag;

/// Kind, account and id as they lie in the table.
fn key(of: &TargetOf) -> (&'static str, &str, &str) {
    match of {
        TargetOf::Account(account) => ("account", "", account.digits()),
        TargetOf::Campaign(account, campaign) => ("campaign", account.digits(), campaign.as_str()),
        TargetOf::Client(id) => ("client", "", id),
    }
}

fn read(row: &Row<'_>) -> Result<TargetRow> {
    let unreadable = || Error::Unreadable("what a target is for");
    let (kind, account, id): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let account_of = |text: &str| AccountId::parse(text).map_err(|_| unreadable());
    let of = match kind.as_str() {
        "account" => TargetOf::Account(account_of(&id)?),
        "campaign" => TargetOf::Campaign(account_of(&account)?, ObjectId::parse(&id).map_err(|_| unreadable())?),
        "client" => TargetOf::Client(id),
        _ => return Err(unreadable()),
    };
    let currency: String = row.get(4)?;
    Ok(TargetRow {
        of,
        month: row.get(3)?,
        currency: Currency::parse(&currency).map_err(|_| Error::Unreadable("the currency of a target"))?,
        budget_minor: row.get(5)?,
        cpa_minor: row.get(6)?,
        roas: row.get(7)?,
        author: row.get(8)?,
        updated_at: TimestampMillis(row.get(9)?),
    })
}

impl Db {
    /// Every target of a month (`YYYY-MM`).
    ///
    /// # Errors
    /// [`Error::Unreadable`] for a row that does not read.
    pub fn targets(&self, month: &str) -> Result<Vec<TargetRow>> {
        let sql = "SELECT kind, account_id, id, month, currency, budget_minor, cpa_minor, roas, author, updated_at
             FROM targets WHERE month = ?1 ORDER BY kind, account_id, id";
        self.ledger_rows(sql, read, [month])
    }
}

impl Tx<'_> {
    /// Keeps a target in place of the one for the same thing and month. One without any amount is taken away.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn put_target(&self, target: &TargetRow) -> Result<()> {
        let (kind, account, id) = key(&target.of);
        let ledger = self.ledger_mut()?;
        self.touch(Tag::Clients);
        if target.budget_minor.is_none() && target.cpa_minor.is_none() && target.roas.is_none() {
            let mut remove = ledger
                .prepare_cached("DELETE FROM targets WHERE kind = ?1 AND account_id = ?2 AND id = ?3 AND month = ?4")?;
            remove.execute(params![kind, account, id, target.month])?;
            return Ok(());
        }
        let mut put = ledger.prepare_cached(
            "INSERT OR REPLACE INTO targets
             (kind, account_id, id, month, currency, budget_minor, cpa_minor, roas, author, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        put.execute(params![
            kind,
            account,
            id,
            target.month,
            target.currency.code(),
            target.budget_minor,
            target.cpa_minor,
            target.roas,
            target.author,
            self.now().0
        ])?;
        Ok(())
    }
}
