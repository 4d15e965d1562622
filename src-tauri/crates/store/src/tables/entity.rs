//! What the tables of campaigns, ad sets, ads and creatives have in common: an upsert that notices what changed.

use domain::{Level, TimestampMillis};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{OptionalExtension, Row, params, params_from_iter};

use super::column::{number, read_id, read_instant};
use super::slots;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::rows::{FieldChange, Presence, Stored, Upserted};

/// A table of objects of an account, at a level.
pub(crate) trait Entity: Sized {
    /// Its table.
    const TABLE: &'static str;
    /// Its level.
    const LEVEL: Level;
    /// Columns written, without `pk`, `account_no`, `id` and the bookkeeping at the end.
    const COLUMNS: &'static [&'static str];
    /// Columns whose earlier values are not worth keeping: they move all the time or only repeat others.
    const FLEETING: &'static [&'static str] =
        &["budget_remaining_minor", "updated_time", "extra", "learning", "preview_link"];

    /// The id.
    fn id(&self) -> &str;
    /// The values of [`Entity::COLUMNS`], in order.
    fn values(&self, parents: &Parents) -> Vec<Value>;
    /// Reads the columns from `first` on.
    fn read(row: &Row<'_>, account: &domain::AccountId, id: &str, first: usize) -> rusqlite::Result<Self>;
    /// Ids of the campaign and the ad set it belongs to.
    fn parents(&self) -> (Option<&str>, Option<&str>) {
        (None, None)
    }
}

/// Slots of an object's parents.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Parents {
    pub(crate) campaign: Option<u32>,
    pub(crate) adset: Option<u32>,
}

impl Parents {
    /// The slots as values, the coarser parent first. A row of a table with parents has them all: those of the others
    /// are not there rather than unknown.
    pub(crate) fn values(&self) -> Vec<Value> {
        [self.campaign, self.adset].into_iter().flatten().map(|slot| Value::Integer(slot.into())).collect()
    }
}

fn same(stored: ValueRef<'_>, new: &Value) -> bool {
    match (stored, new) {
        (ValueRef::Null, Value::Null) => true,
        (ValueRef::Integer(a), Value::Integer(b)) => a == *b,
        (ValueRef::Text(a), Value::Text(b)) => a == b.as_bytes(),
        _ => false,
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Integer(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

struct Statements {
    find: String,
    insert: String,
    update: String,
    see: String,
}

impl Statements {
    fn of<E: Entity>() -> Self {
        let columns = E::COLUMNS.join(", ");
        let count = E::COLUMNS.len();
        let places: Vec<String> = (0..count).map(|n| format!("?{}", n + 6)).collect();
        let sets: Vec<String> =
            E::COLUMNS.iter().zip(&places).map(|(column, place)| format!("{column} = {place}")).collect();
        let table = E::TABLE;
        Self {
            find: format!("SELECT deleted_at, {columns} FROM {table} WHERE pk = ?1"),
            insert: format!(
                "INSERT INTO {table} (pk, account_no, id, seen_in_sync, rev, {columns}) VALUES (?1, ?2, ?3, ?4, ?5, {})",
                places.join(", ")
            ),
            update: format!(
                "UPDATE {table} SET account_no = ?2, id = ?3, seen_in_sync = coalesce(?4, seen_in_sync),
                 deleted_at = NULL, rev = ?5, {} WHERE pk = ?1",
                sets.join(", ")
            ),
            see: format!("UPDATE {table} SET seen_in_sync = ?2 WHERE pk = ?1 AND seen_in_sync IS NOT ?2"),
        }
    }
}

/// Values of a stored row, and the columns that differ from the new ones.
enum Found {
    Absent,
    Same,
    Differs(Vec<(&'static str, Option<String>, Option<String>)>),
}

impl Tx<'_> {
    /// Stores rows of one account. Rows that did not change are not written again, except for when they were seen.
    pub(crate) fn upsert_entities<E: Entity>(
        &self,
        account: &domain::AccountId,
        rows: &[E],
        sync: Option<i64>,
    ) -> Result<Upserted> {
        let account_no = self.existing_account_no(account)?;
        let statements = Statements::of::<E>();
        let mut done = Upserted::default();
        for row in rows {
            self.upsert_entity(&statements, account_no, row, sync, &mut done)?;
        }
        if done.added + done.changed > 0 {
            self.objects_changed(account, account_no, E::LEVEL);
        }
        Ok(done)
    }

    fn upsert_entity<E: Entity>(
        &self,
        statements: &Statements,
        account_no: i64,
        row: &E,
        sync: Option<i64>,
        done: &mut Upserted,
    ) -> Result<()> {
        let slot = self.slot_or_new(account_no, E::LEVEL, row.id())?;
        let (campaign, adset) = row.parents();
        let parent = |level, id: Option<&str>| id.map(|id| self.slot_or_new(account_no, level, id)).transpose();
        let parents = Parents { campaign: parent(Level::Campaign, campaign)?, adset: parent(Level::Adset, adset)? };
        let pk = slots::pk(account_no, slot);
        let values = row.values(&parents);
        match self.compare::<E>(statements, pk, &values)? {
            Found::Same => {
                done.unchanged += 1;
                if let Some(sync) = sync {
                    self.cache_mut()?.prepare_cached(&statements.see)?.execute(params![pk, sync])?;
                }
                Ok(())
            }
            Found::Absent => {
                done.added += 1;
                self.write_entity(&statements.insert, pk, account_no, row, sync, values)
            }
            Found::Differs(changes) => {
                done.changed += 1;
                for (field, from, to) in changes {
                    self.keep_history(account_no, E::LEVEL, slot, field, from, to)?;
                }
                self.write_entity(&statements.update, pk, account_no, row, sync, values)
            }
        }
    }

    fn compare<E: Entity>(&self, statements: &Statements, pk: i64, values: &[Value]) -> Result<Found> {
        let mut find = self.cache.prepare_cached(&statements.find)?;
        let mut found = find.query([pk])?;
        let Some(stored) = found.next()? else { return Ok(Found::Absent) };
        let mut changes = Vec::new();
        let mut differs = stored.get_ref(0)? != ValueRef::Null;
        for ((at, column), new) in (1..).zip(E::COLUMNS).zip(values) {
            let old = stored.get_ref(at)?;
            if !same(old, new) {
                differs = true;
                if !E::FLEETING.contains(column) {
                    changes.push((
                        *column,
                        as_text(&Value::try_from(old).map_err(rusqlite::Error::from)?),
                        as_text(new),
                    ));
                }
            }
        }
        Ok(if differs { Found::Differs(changes) } else { Found::Same })
    }

    fn write_entity<E: Entity>(
        &self,
        sql: &str,
        pk: i64,
        account_no: i64,
        row: &E,
        sync: Option<i64>,
        values: Vec<Value>,
    ) -> Result<()> {
        let rev = self.rev()?;
        let id = Value::Text(row.id().to_owned());
        let head = [pk.into(), account_no.into(), id, number(sync), rev.into()];
        self.cache_mut()?.prepare_cached(sql)?.execute(params_from_iter(head.into_iter().chain(values)))?;
        Ok(())
    }

    pub(crate) fn keep_history(
        &self,
        account_no: i64,
        level: Level,
        slot: u32,
        field: &str,
        from: Option<String>,
        to: Option<String>,
    ) -> Result<()> {
        self.keep_history_at(account_no, slots::level_code(level), slot.into(), field, from, to)
    }

    /// As [`Tx::keep_history`], also for what is at no level of the tree.
    pub(crate) fn keep_history_at(
        &self,
        account_no: i64,
        level: u8,
        slot: i64,
        field: &str,
        from: Option<String>,
        to: Option<String>,
    ) -> Result<()> {
        let mut insert = self.cache_mut()?.prepare_cached(
            "INSERT INTO object_history (account_no, level, slot, field, from_value, to_value, noticed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        insert.execute(params![account_no, level, slot, field, from, to, self.now().0])?;
        Ok(())
    }

    /// Marks objects that the sync run `sync` did not see as gone, and answers their ids.
    pub(crate) fn mark_unseen_in<E: Entity>(
        &self,
        account: &domain::AccountId,
        sync: i64,
    ) -> Result<Vec<domain::ObjectId>> {
        let account_no = self.existing_account_no(account)?;
        let mut find = self.cache.prepare_cached(&format!(
            "SELECT pk, id FROM {} WHERE account_no = ?1 AND deleted_at IS NULL AND seen_in_sync IS NOT ?2
             AND pk BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295",
            E::TABLE
        ))?;
        let gone: Vec<(i64, domain::ObjectId)> =
            find.query_map([account_no, sync], |row| Ok((row.get(0)?, read_id(row, 1)?)))?.collect::<Result<_, _>>()?;
        let sql = format!("UPDATE {} SET deleted_at = ?2, rev = ?3 WHERE pk = ?1", E::TABLE);
        for (pk, _) in &gone {
            self.cache_mut()?.prepare_cached(&sql)?.execute(params![pk, self.now().0, self.rev()?])?;
            self.keep_history(
                account_no,
                E::LEVEL,
                slots::slot_of(*pk),
                "deleted_at",
                None,
                Some(self.now().0.to_string()),
            )?;
        }
        if !gone.is_empty() {
            self.objects_changed(account, account_no, E::LEVEL);
        }
        Ok(gone.into_iter().map(|(_, id)| id).collect())
    }

    pub(crate) fn objects_changed(&self, account: &domain::AccountId, account_no: i64, level: Level) {
        self.touch(crate::tag::Tag::Objects(account.clone()));
        self.invalidated.borrow_mut().objects.insert((account_no, slots::level_code(level)));
    }
}

impl Db {
    /// One object with all its columns.
    pub(crate) fn entity<E: Entity>(&self, account: &domain::AccountId, id: &str) -> Result<Option<Stored<E>>> {
        let Some(account_no) = self.account_no(account)? else { return Ok(None) };
        let Some(slot) = self.slot(account_no, E::LEVEL, id)? else { return Ok(None) };
        let sql = format!("SELECT seen_in_sync, deleted_at, {} FROM {} WHERE pk = ?1", E::COLUMNS.join(", "), E::TABLE);
        let mut find = self.cache.prepare_cached(&sql)?;
        let read = |row: &Row<'_>| {
            let presence = Presence { seen_in_sync: row.get(0)?, deleted_at: read_instant(row, 1)? };
            Ok(Stored { row: E::read(row, account, id, 2)?, presence })
        };
        Ok(find.query_row([slots::pk(account_no, slot)], read).optional()?)
    }

    pub(crate) fn history_of(&self, account_no: i64, level: Level, slot: u32) -> Result<Vec<FieldChange>> {
        let mut find = self.cache.prepare_cached(
            "SELECT field, from_value, to_value, noticed_at FROM object_history
             WHERE account_no = ?1 AND level = ?2 AND slot = ?3 ORDER BY noticed_at DESC, pk DESC",
        )?;
        let changes = find.query_map(params![account_no, slots::level_code(level), slot], |row| {
            Ok(FieldChange {
                field: row.get(0)?,
                from: row.get(1)?,
                to: row.get(2)?,
                noticed_at: TimestampMillis(row.get(3)?),
            })
        })?;
        Ok(changes.collect::<Result<_, _>>()?)
    }
}
