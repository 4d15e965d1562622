//! What was done in this workspace, by whom. Entries are only ever added; see [`Tx::append_audit`](crate::Tx).

use domain::{AccountId, TimestampMillis};
use rusqlite::types::Value as SqlValue;
use rusqlite::{Row, params_from_iter};

use crate::audit::encoding::COLUMNS;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::key::to_hex;
use crate::rows::{AuditQuery, AuditRow, AuditSource};

impl Db {
    /// Entries before `before` (by number; the newest when none is given), newest first.
    ///
    /// # Errors
    /// [`crate::Error::Json`] when an entry's particulars do not read.
    pub fn audit(&self, before: Option<i64>, limit: usize) -> Result<Vec<AuditRow>> {
        self.audit_of(&AuditQuery { before, ..AuditQuery::default() }, limit)
    }

    /// The entries that fit the query, newest first. An index serves each of its fields.
    ///
    /// # Errors
    /// As [`Db::audit`].
    pub fn audit_of(&self, query: &AuditQuery, limit: usize) -> Result<Vec<AuditRow>> {
        let mut conditions = vec!["id < ?1"];
        let mut values = vec![SqlValue::Integer(query.before.unwrap_or(i64::MAX))];
        let account = query.account.as_ref().map(AccountId::node);
        let chosen = [
            ("account = ?", account.as_deref()),
            ("object = ?", query.object.as_deref()),
            ("change = ?", query.change.as_deref()),
        ];
        for (condition, value) in chosen {
            if let Some(value) = value {
                conditions.push(condition);
                values.push(SqlValue::Text(value.to_owned()));
            }
        }
        values.push(SqlValue::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        let sql = format!(
            "SELECT {}, hash FROM audit_logs WHERE {} ORDER BY id DESC LIMIT ?",
            COLUMNS.join(", "),
            conditions.join(" AND ")
        );
        let mut find = self.ledger.prepare_cached(&sql)?;
        let mut rows = find.query(params_from_iter(values))?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(read(row)?);
        }
        Ok(entries)
    }

    /// The entry of that number.
    ///
    /// # Errors
    /// As [`Db::audit`].
    pub fn audit_entry(&self, id: i64) -> Result<Option<AuditRow>> {
        let Some(after) = id.checked_add(1) else { return Ok(None) };
        Ok(self.audit(Some(after), 1)?.pop().filter(|entry| entry.id == id))
    }
}

fn read(row: &Row<'_>) -> Result<AuditRow> {
    let json = |column: usize| -> Result<Option<serde_json::Value>> {
        row.get_ref(column)?.as_str_or_null().ok().flatten().map(serde_json::from_str).transpose().map_err(Error::from)
    };
    let account: Option<String> = row.get(5)?;
    Ok(AuditRow {
        id: row.get(0)?,
        at: TimestampMillis(row.get(1)?),
        actor: row.get(2)?,
        source: AuditSource::parse(row.get_ref(3)?.as_str().unwrap_or_default())
            .ok_or(Error::Unreadable("an audit entry's source"))?,
        action: row.get(4)?,
        account: account.and_then(|id| AccountId::parse(&id).ok()),
        level: row.get(6)?,
        object: row.get(7)?,
        field: row.get(8)?,
        before: json(9)?,
        after: json(10)?,
        reason: row.get(11)?,
        rule: row.get(12)?,
        rule_version: row.get(13)?,
        change: row.get(14)?,
        intent: row.get(15)?,
        request: row.get(16)?,
        trace: row.get(17)?,
        answer: json(18)?,
        details: json(19)?.unwrap_or_default(),
        hash: to_hex(&row.get::<_, [u8; 32]>(21)?),
    })
}
