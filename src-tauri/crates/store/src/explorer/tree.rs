//! What a question is answered from: accounts, catalogues and sums, each read when first needed.

use std::cell::OnceCell;
use std::sync::Arc;

use domain::{AccountId, Currency, DayRange, Level, MetricSums};

use super::catalog::Catalog;
use super::query::ExplorerQuery;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::metrics::RangeSums;
use crate::rows::AdAccountRow;
use crate::tables::slots::level_code;

/// One object of one of the accounts asked for. Ordered by account, level and the order in which objects were first met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Node {
    /// Which of the accounts.
    pub(crate) account: u32,
    pub(crate) level: Level,
    pub(crate) slot: u32,
}

type PerLevel<T> = [OnceCell<T>; 4];

/// One of the accounts asked for.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) no: i64,
    pub(crate) id: AccountId,
    pub(crate) row: AdAccountRow,
    /// Minor units in one unit of its currency.
    pub(crate) offset: i64,
    catalogs: PerLevel<Arc<Catalog>>,
    sums: PerLevel<Arc<RangeSums>>,
    compared: PerLevel<Arc<RangeSums>>,
    total: OnceCell<Option<(MetricSums, i64)>>,
    compared_total: OnceCell<Option<(MetricSums, i64)>>,
}

/// Everything a question is answered from.
pub(crate) struct Source<'a> {
    pub(crate) db: &'a Db,
    pub(crate) query: &'a ExplorerQuery,
    pub(crate) accounts: Vec<Account>,
}

/// What is in the cell, made now if nothing is.
fn cached<T>(cell: Option<&OnceCell<T>>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    let cell = cell.ok_or(Error::NotFound)?;
    if let Some(value) = cell.get() {
        return Ok(value);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
}

/// The level directly below.
pub(crate) fn below(level: Level) -> Option<Level> {
    match level {
        Level::Account => Some(Level::Campaign),
        Level::Campaign => Some(Level::Adset),
        Level::Adset => Some(Level::Ad),
        Level::Ad => None,
    }
}

/// The level directly above.
pub(crate) fn above(level: Level) -> Option<Level> {
    Level::ALL.into_iter().find(|upper| below(*upper) == Some(level))
}

impl<'a> Source<'a> {
    pub(crate) fn new(db: &'a Db, query: &'a ExplorerQuery) -> Result<Self> {
        let mut accounts = Vec::with_capacity(query.accounts.len());
        for id in &query.accounts {
            let no = db.existing_account_no(id)?;
            let row = db.account(id)?.ok_or(Error::NotFound)?;
            accounts.push(Account {
                no,
                id: id.clone(),
                // A currency Meta has no table entry for cannot come from Meta; it sorts as most do.
                offset: Currency::parse(&row.currency).map_or(100, |currency| currency.offset()),
                row,
                catalogs: PerLevel::default(),
                sums: PerLevel::default(),
                compared: PerLevel::default(),
                total: OnceCell::new(),
                compared_total: OnceCell::new(),
            });
        }
        Ok(Self { db, query, accounts })
    }

    pub(crate) fn account(&self, node: Node) -> Option<&Account> {
        self.accounts.get(node.account as usize)
    }

    pub(crate) fn catalog<'s>(&'s self, account: &'s Account, level: Level) -> Result<&'s Catalog> {
        let cell = account.catalogs.get(usize::from(level_code(level)));
        cached(cell, || self.db.catalog(account.no, level)).map(|catalog| &**catalog)
    }

    /// Sums over the range; none when no range is asked for.
    pub(crate) fn sums<'s>(&'s self, account: &'s Account, level: Level) -> Result<Option<&'s RangeSums>> {
        self.sums_in(account, level, self.query.range, &account.sums)
    }

    /// Sums over the days compared with; none when nothing is compared.
    pub(crate) fn compared_sums<'s>(&'s self, account: &'s Account, level: Level) -> Result<Option<&'s RangeSums>> {
        self.sums_in(account, level, self.query.compare, &account.compared)
    }

    fn sums_in<'s>(
        &'s self,
        account: &'s Account,
        level: Level,
        range: Option<DayRange>,
        cells: &'s PerLevel<Arc<RangeSums>>,
    ) -> Result<Option<&'s RangeSums>> {
        let Some(range) = range else { return Ok(None) };
        let code = level_code(level);
        let sums = cached(cells.get(usize::from(code)), || self.db.range_sums(account.no, code, range))?;
        Ok(Some(&**sums))
    }

    /// An object's figures over the range; an account's are those of its campaigns.
    pub(crate) fn sums_of(&self, account: &Account, node: Node) -> Result<Option<MetricSums>> {
        Ok(self.sums_and_days(account, node)?.map(|(sums, _)| sums))
    }

    /// As [`Source::sums_of`], with the number of days.
    pub(crate) fn sums_and_days(&self, account: &Account, node: Node) -> Result<Option<(MetricSums, i64)>> {
        if node.level == Level::Account {
            let total = || Ok(self.sums(account, Level::Campaign)?.and_then(RangeSums::total));
            return cached(Some(&account.total), total).copied();
        }
        let sums = self.sums(account, node.level)?;
        Ok(sums.and_then(|sums| Some((sums.get(node.slot)?, sums.days(node.slot)))))
    }

    /// An object's figures over the days compared with.
    pub(crate) fn compared(&self, account: &Account, node: Node) -> Result<Option<MetricSums>> {
        if node.level == Level::Account {
            let total = || Ok(self.compared_sums(account, Level::Campaign)?.and_then(RangeSums::total));
            return Ok(cached(Some(&account.compared_total), total)?.map(|(sums, _)| sums));
        }
        Ok(self.compared_sums(account, node.level)?.and_then(|sums| sums.get(node.slot)))
    }
}
