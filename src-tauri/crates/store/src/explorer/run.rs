//! Answering a question: which rows there are, in which order, and the page of them that was asked for.

use domain::{Level, TimestampMillis};
use rusqlite::OptionalExtension;

use super::budgets::Budgets;
use super::catalog::known;
use super::goals::Goals;
use super::page::{ExplorerPage, ExplorerRow};
use super::query::{Expansion, ExplorerQuery, Shape};
use super::tree::{Account, Node, Source, above, below};
use crate::db::Db;
use crate::error::Result;
use crate::tables::slots::{level_code, pk};

impl Db {
    /// Answers a question to the explorer. Parents' figures come from their own level, totals from the top rows.
    ///
    /// A few milliseconds for 50,000 ads over any range once their names are in memory; the first question that needs the
    /// names of all ads takes longer.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn explorer(&self, query: &ExplorerQuery) -> Result<ExplorerPage> {
        let source = Source::new(self, query)?;
        match &query.shape {
            Shape::Flat(level) => source.flat(*level),
            Shape::Tree { roots, expanded } => source.tree(*roots, expanded),
        }
    }
}

/// For each account and level, by slot: whether the object meets the filter, and whether it is shown.
struct Shown {
    matching: Vec<[Vec<bool>; 4]>,
    shown: Vec<[Vec<bool>; 4]>,
}

fn is_set(sets: &[[Vec<bool>; 4]], node: Node) -> bool {
    let set = sets.get(node.account as usize).and_then(|levels| levels.get(usize::from(level_code(node.level))));
    set.and_then(|set| set.get(node.slot as usize)).copied().unwrap_or(false)
}

impl Source<'_> {
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (u32, &Account)> {
        (0_u32..).zip(&self.accounts)
    }

    fn flat(&self, level: Level) -> Result<ExplorerPage> {
        let mut nodes = Vec::new();
        for (number, account) in self.numbered() {
            if level == Level::Account {
                let node = Node { account: number, level, slot: 0 };
                if self.account_matches(account, node)? {
                    nodes.push(node);
                }
                continue;
            }
            let matching = self.matching(account, level)?;
            let slots = (0_u32..).zip(matching).filter(|(_, matches)| *matches);
            nodes.extend(slots.map(|(slot, _)| Node { account: number, level, slot }));
        }
        let totals = self.totals(&nodes)?;
        let row_count = nodes.len();
        let end = self.query.offset.saturating_add(self.query.limit);
        self.sort(&mut nodes, end)?;
        let page = nodes.iter().skip(self.query.offset).take(self.query.limit);
        let rows = page.map(|node| self.listed(*node)).collect::<Result<_>>()?;
        Ok(ExplorerPage { rows, row_count, totals })
    }

    fn account_matches(&self, account: &Account, node: Node) -> Result<bool> {
        let filter = &self.query.filter;
        let asks_for_figures = filter.spend.is_some() || !filter.figures.is_empty();
        let sums = if asks_for_figures { self.sums_of(account, node)? } else { None };
        Ok(filter.account_passes(&account.row, sums.as_ref()) && self.bounds_hold(account, node, sums.as_ref())?)
    }

    fn tree(&self, top: Level, expanded: &Expansion) -> Result<ExplorerPage> {
        let shown = if self.query.filter.is_open() { None } else { Some(self.shown(top)?) };
        let mut roots = Vec::new();
        for (number, account) in self.numbered() {
            let slots: Vec<u32> = match top {
                Level::Account => vec![0],
                level => self.catalog(account, level)?.slots().collect(),
            };
            roots.extend(slots.into_iter().map(|slot| Node { account: number, level: top, slot }));
        }
        roots.retain(|node| shown.as_ref().is_none_or(|shown| is_set(&shown.shown, *node)));
        let totals = self.totals(&roots)?;
        let mut visible = Vec::new();
        self.unfold(roots, 0, expanded, shown.as_ref(), &mut visible)?;
        let row_count = visible.len();
        let page = visible.iter().skip(self.query.offset).take(self.query.limit);
        let rows = page
            .map(|(node, depth)| self.row(*node, *depth, shown.as_ref(), self.is_expanded(*node, expanded)?))
            .collect::<Result<_>>()?;
        Ok(ExplorerPage { rows, row_count, totals })
    }

    /// Appends siblings in order, each followed by what is unfolded below it.
    fn unfold(
        &self,
        mut siblings: Vec<Node>,
        depth: u8,
        expanded: &Expansion,
        shown: Option<&Shown>,
        visible: &mut Vec<(Node, u8)>,
    ) -> Result<()> {
        self.sort(&mut siblings, usize::MAX)?;
        for node in siblings {
            visible.push((node, depth));
            if self.is_expanded(node, expanded)? {
                let children = self.children(node, shown)?;
                self.unfold(children, depth.saturating_add(1), expanded, shown, visible)?;
            }
        }
        Ok(())
    }

    fn is_expanded(&self, node: Node, expanded: &Expansion) -> Result<bool> {
        let ids = match expanded {
            Expansion::DownTo(level) => return Ok(node.level < *level),
            Expansion::Ids(ids) if ids.is_empty() => return Ok(false),
            Expansion::Ids(ids) => ids,
        };
        let Some(account) = self.account(node) else { return Ok(false) };
        Ok(match node.level {
            Level::Account => ids.contains(&account.id.node()),
            Level::Ad => false,
            level => self.catalog(account, level)?.get(node.slot).is_some_and(|entry| ids.contains(&*entry.id)),
        })
    }

    fn children(&self, node: Node, shown: Option<&Shown>) -> Result<Vec<Node>> {
        let (Some(account), Some(level)) = (self.account(node), below(node.level)) else { return Ok(Vec::new()) };
        let children = self.catalog(account, level)?.children(node.slot).iter();
        let nodes = children.map(|slot| Node { account: node.account, level, slot: *slot });
        Ok(nodes.filter(|node| shown.is_none_or(|shown| is_set(&shown.shown, *node))).collect())
    }

    /// What the filter leaves of each account: objects that meet it, and everything above them.
    fn shown(&self, top: Level) -> Result<Shown> {
        let mut all = Shown { matching: Vec::new(), shown: Vec::new() };
        for (number, account) in self.numbered() {
            let mut matching: [Vec<bool>; 4] = Default::default();
            let mut shown: [Vec<bool>; 4] = Default::default();
            for level in Level::ALL.into_iter().rev().filter(|level| *level >= top) {
                let at = usize::from(level_code(level));
                let mut matches = match level {
                    Level::Account => {
                        vec![self.account_matches(account, Node { account: number, level, slot: 0 })?]
                    }
                    level => self.matching(account, level)?,
                };
                if let Some(set) = matching.get_mut(at) {
                    set.clone_from(&matches);
                }
                let under = below(level).and_then(|level| shown.get(usize::from(level_code(level))));
                if let (Some(level_below), Some(under)) = (below(level), under) {
                    self.mark_parents(account, level_below, under, &mut matches)?;
                }
                if let Some(set) = shown.get_mut(at) {
                    *set = matches;
                }
            }
            all.matching.push(matching);
            all.shown.push(shown);
        }
        Ok(all)
    }

    /// Marks the parents of the objects in `under` that are there themselves.
    fn mark_parents(&self, account: &Account, level: Level, under: &[bool], marks: &mut [bool]) -> Result<()> {
        let catalog = self.catalog(account, level)?;
        let uppers = match above(level) {
            Some(Level::Account) | None => None,
            Some(upper) => Some(self.catalog(account, upper)?),
        };
        for (entry, _) in catalog.entries.iter().zip(under).filter(|(_, shown)| **shown) {
            let Some(parent) = entry.as_ref().map(|entry| entry.parent) else { continue };
            let is_there = uppers.is_none_or(|uppers| uppers.get(parent).is_some());
            if let Some(mark) = marks.get_mut(parent as usize).filter(|_| is_there) {
                *mark = true;
            }
        }
        Ok(())
    }

    fn row(&self, node: Node, depth: u8, shown: Option<&Shown>, expanded: bool) -> Result<ExplorerRow> {
        let Some(account) = self.account(node) else { return Err(crate::Error::NotFound) };
        let (sums, days_with_figures) = match self.sums_and_days(account, node)? {
            Some((sums, days)) => (Some(sums), days),
            None => (None, 0),
        };
        let mut row = ExplorerRow {
            id: account.id.node(),
            level: node.level,
            account: account.id.clone(),
            parent_id: None,
            path: Vec::new(),
            depth,
            child_count: self.child_count(account, node, shown)?,
            expanded,
            matches: shown.is_none_or(|shown| is_set(&shown.matching, node)),
            name: account.row.name.clone(),
            status: String::new(),
            effective_status: account.row.account_status.map(|status| status.to_string()).unwrap_or_default(),
            objective: None,
            optimization_goal: None,
            bid_strategy: None,
            conversion: None,
            learning_status: None,
            daily_budget_minor: None,
            lifetime_budget_minor: None,
            budgets_for_life: 0,
            bid_amount_minor: None,
            start_time: None,
            end_time: None,
            updated_time: None,
            issues: None,
            deleted_at: None,
            creative_id: None,
            currency: account.row.currency.clone(),
            sums,
            days_with_figures,
            compare: self.compared(account, node)?,
        };
        if node.level == Level::Account {
            let mut budgets = Budgets::default();
            self.add_budgets(account, &[node], &mut budgets)?;
            row.daily_budget_minor = budgets.daily_minor();
            row.budgets_for_life = budgets.for_life;
        } else {
            self.describe(account, node, &mut row)?;
        }
        let mut goals = Goals::default();
        self.add_goals(account, node, &mut goals)?;
        row.conversion = goals.word().map(str::to_owned);
        Ok(row)
    }

    /// A row of a flat list, which says what it is in.
    fn listed(&self, node: Node) -> Result<ExplorerRow> {
        let mut row = self.row(node, 0, None, false)?;
        let Some(account) = self.account(node).filter(|_| node.level != Level::Account) else { return Ok(row) };
        row.path.push(account.row.name.clone());
        let Some(entry) = self.catalog(account, node.level)?.get(node.slot) else { return Ok(row) };
        if node.level != Level::Campaign {
            let campaign = self.catalog(account, Level::Campaign)?.get(entry.campaign);
            // One that is known by its id only has no name.
            row.path.push(campaign.map(|campaign| campaign.name.to_string()).unwrap_or_default());
        }
        if node.level == Level::Ad {
            let ad_set = self.catalog(account, Level::Adset)?.get(entry.parent);
            row.path.push(ad_set.map(|ad_set| ad_set.name.to_string()).unwrap_or_default());
        }
        Ok(row)
    }

    fn describe(&self, account: &Account, node: Node, row: &mut ExplorerRow) -> Result<()> {
        let catalog = self.catalog(account, node.level)?;
        let Some(entry) = catalog.get(node.slot) else { return Err(crate::Error::NotFound) };
        let word = |number: u16| catalog.words.word(number).map(str::to_owned);
        let instant = |number: i64| known(number).map(TimestampMillis);
        row.id = entry.id.to_string();
        row.name = entry.name.to_string();
        row.status = word(entry.status).unwrap_or_default();
        row.effective_status = word(entry.effective).unwrap_or_default();
        row.learning_status = word(entry.learning);
        row.updated_time = instant(entry.updated);
        row.deleted_at = instant(entry.deleted);
        if let Some(more) = &entry.more {
            row.objective = word(more.objective);
            row.optimization_goal = word(more.goal);
            row.bid_strategy = word(more.bid_strategy);
            row.daily_budget_minor = known(more.daily_budget);
            row.lifetime_budget_minor = known(more.lifetime_budget);
            row.bid_amount_minor = known(more.bid);
            row.start_time = instant(more.start);
            row.end_time = instant(more.end);
        }
        row.creative_id = entry.creative.as_deref().map(str::to_owned);
        row.parent_id = match above(node.level) {
            None => None,
            Some(Level::Account) => Some(account.id.node()),
            Some(level) => match self.catalog(account, level)?.get(entry.parent) {
                Some(parent) => Some(parent.id.to_string()),
                // Known by its id only, from before it was listed.
                None => self.db.id_of(account.no, level, entry.parent)?,
            },
        };
        if entry.has_issues {
            let sql = match node.level {
                Level::Account | Level::Campaign => "SELECT issues FROM campaigns WHERE pk = ?1",
                Level::Adset => "SELECT issues FROM ad_sets WHERE pk = ?1",
                Level::Ad => "SELECT issues FROM ads WHERE pk = ?1",
            };
            let mut find = self.db.cache.prepare_cached(sql)?;
            row.issues = find.query_row([pk(account.no, node.slot)], |row| row.get(0)).optional()?.flatten();
        }
        Ok(())
    }

    fn child_count(&self, account: &Account, node: Node, shown: Option<&Shown>) -> Result<usize> {
        let Some(level) = below(node.level) else { return Ok(0) };
        if shown.is_some() || level == Level::Campaign || self.db.has_catalog(account.no, level) {
            return Ok(self.children(node, shown)?.len());
        }
        // The names of everything below are not in memory yet, and a page has few rows: count them in the index.
        let sql = match level {
            Level::Ad => "SELECT count(*) FROM ads WHERE account_no = ?1 AND adset_slot = ?2",
            _ => "SELECT count(*) FROM ad_sets WHERE account_no = ?1 AND campaign_slot = ?2",
        };
        let count: i64 =
            self.db.cache.prepare_cached(sql)?.query_row([account.no, i64::from(node.slot)], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }
}
