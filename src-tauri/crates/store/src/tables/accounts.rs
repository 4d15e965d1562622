//! Ad accounts.

use domain::{AccountId, Level};
use rusqlite::{OptionalExtension, Row, params};

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::{AdAccountRow, Upserted};
use crate::tag::Tag;

const COLUMNS: &str = "id, name, currency, timezone_name, account_status, disable_reason, business_name,
    amount_spent_minor, balance_minor, spend_cap_minor, extra";

fn read(row: &Row<'_>) -> rusqlite::Result<AdAccountRow> {
    let id = AccountId::parse(row.get_ref(0)?.as_str()?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))?;
    Ok(AdAccountRow {
        id,
        name: row.get(1)?,
        currency: row.get(2)?,
        timezone_name: row.get(3)?,
        account_status: row.get(4)?,
        disable_reason: row.get(5)?,
        business_name: row.get(6)?,
        amount_spent_minor: row.get(7)?,
        balance_minor: row.get(8)?,
        spend_cap_minor: row.get(9)?,
        extra: row.get(10)?,
    })
}

/// Tables of an account's rows, with the column that names the account.
const OF_AN_ACCOUNT: [&str; 11] = [
    "campaigns",
    "ad_sets",
    "ads",
    "creatives",
    "images",
    "activities",
    "object_history",
    "object_slots",
    "pulled_days",
    "day_reads",
    "timeline",
];

impl Db {
    /// Every account of the workspace, by name.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn accounts(&self) -> Result<Vec<AdAccountRow>> {
        let mut find = self.cache.prepare_cached(&format!("SELECT {COLUMNS} FROM ad_accounts ORDER BY name, id"))?;
        Ok(find.query_map([], read)?.collect::<Result<_, _>>()?)
    }

    /// One account.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn account(&self, id: &AccountId) -> Result<Option<AdAccountRow>> {
        let mut find = self.cache.prepare_cached(&format!("SELECT {COLUMNS} FROM ad_accounts WHERE id = ?1"))?;
        Ok(find.query_row([id.digits()], read).optional()?)
    }
}

impl Tx<'_> {
    /// Stores accounts. An account must be here before anything of it can be stored.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn upsert_accounts(&self, rows: &[AdAccountRow]) -> Result<Upserted> {
        let mut done = Upserted::default();
        for row in rows {
            let stored = self.account(&row.id)?;
            if stored.as_ref() == Some(row) {
                done.unchanged += 1;
                continue;
            }
            self.write_account(row)?;
            match stored {
                Some(before) => {
                    done.changed += 1;
                    self.keep_account_history(&before, row)?;
                }
                None => done.added += 1,
            }
        }
        if done.added + done.changed > 0 {
            self.touch(Tag::Accounts);
        }
        Ok(done)
    }

    fn write_account(&self, row: &AdAccountRow) -> Result<()> {
        let mut upsert = self.cache_mut()?.prepare_cached(
            "INSERT INTO ad_accounts (id, name, currency, timezone_name, account_status, disable_reason, business_name,
                                      amount_spent_minor, balance_minor, spend_cap_minor, extra, rev)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (id) DO UPDATE SET name = ?2, currency = ?3, timezone_name = ?4, account_status = ?5,
               disable_reason = ?6, business_name = ?7, amount_spent_minor = ?8, balance_minor = ?9,
               spend_cap_minor = ?10, extra = ?11, rev = ?12, deleted_at = NULL",
        )?;
        upsert.execute(params![
            row.id.digits(),
            row.name,
            row.currency,
            row.timezone_name,
            row.account_status,
            row.disable_reason,
            row.business_name,
            row.amount_spent_minor,
            row.balance_minor,
            row.spend_cap_minor,
            row.extra,
            self.rev()?
        ])?;
        let account_no = self.existing_account_no(&row.id)?;
        self.slot_or_new(account_no, Level::Account, row.id.digits())?;
        Ok(())
    }

    fn keep_account_history(&self, before: &AdAccountRow, after: &AdAccountRow) -> Result<()> {
        let account_no = self.existing_account_no(&after.id)?;
        let some = |text: &str| Some(text.to_owned());
        let number = |value: Option<i64>| value.map(|value| value.to_string());
        let fields = [
            ("name", some(&before.name), some(&after.name)),
            ("currency", some(&before.currency), some(&after.currency)),
            ("timezone_name", some(&before.timezone_name), some(&after.timezone_name)),
            ("account_status", number(before.account_status), number(after.account_status)),
            ("spend_cap_minor", number(before.spend_cap_minor), number(after.spend_cap_minor)),
        ];
        for (field, from, to) in fields.into_iter().filter(|(_, from, to)| from != to) {
            self.keep_history(account_no, Level::Account, 0, field, from, to)?;
        }
        Ok(())
    }

    /// Removes an account and everything pulled for it. What the ledger says of it stays.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when it is not in the workspace.
    pub fn remove_account(&self, id: &AccountId) -> Result<()> {
        let account_no = self.existing_account_no(id)?;
        let cache = self.cache_mut()?;
        self.forget_search(account_no)?;
        for table in OF_AN_ACCOUNT {
            cache.execute(&format!("DELETE FROM {table} WHERE account_no = ?1"), [account_no])?;
        }
        cache.execute("DELETE FROM sync_state WHERE account_no = ?1", [account_no])?;
        for table in ["performance_metrics", "metric_blocks", "metric_revisions"] {
            let (first, last) = crate::metrics::key::account_bounds(account_no);
            cache.execute(&format!("DELETE FROM {table} WHERE key BETWEEN ?1 AND ?2"), params![first, last])?;
        }
        cache.execute("DELETE FROM ad_accounts WHERE no = ?1", [account_no])?;
        self.writer.forget();
        self.invalidated.borrow_mut().everything = true;
        for tag in [Tag::Accounts, Tag::Objects(id.clone()), Tag::Metrics(id.clone()), Tag::Sync] {
            self.touch(tag);
        }
        Ok(())
    }
}
