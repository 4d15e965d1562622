//! Objects of one level put together by what they have in common, added up.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use domain::{AccountId, Level, MetricSums, ObjectId};

use super::catalog::{Catalog, Entry};
use super::goals::Goals;
use super::page::CurrencyTotal;
use super::query::{ExplorerQuery, SortColumn};
use super::sort::compare_text;
use super::tree::{Account, Node, Source};
use crate::db::Db;
use crate::error::Result;

/// What objects are put together by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grouping {
    /// A part of their name.
    Token {
        /// What stands between the parts; spaces round a part do not belong to it.
        separator: String,
        /// Which part: 1 is the first, −1 the last. There is no part 0.
        position: i32,
    },
    /// Their labels. An object with two labels is in both groups, and counts once in the totals.
    Label,
    /// The objective of the campaign they are or are in.
    Objective,
    /// Their creative, by id; only ads have one.
    Creative,
}

/// One group of objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupBound {
    /// The level of the objects.
    pub level: Level,
    /// What they are put together by.
    pub by: Grouping,
    /// What they have in common; none for those that have no such thing.
    pub key: Option<String>,
}

/// Groups in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupPage {
    /// The groups from `offset` on, at most `limit`.
    pub rows: Vec<GroupRow>,
    /// Groups there are without offset and limit.
    pub row_count: usize,
    /// All objects added up, each once, an entry for each currency.
    pub totals: Vec<CurrencyTotal>,
}

/// The objects of one group in one currency.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRow {
    /// What they have in common; none for those that have no such thing.
    pub key: Option<String>,
    /// The creative's name, where they are grouped by it and it is known.
    pub name: Option<String>,
    /// Code of their currency.
    pub currency: String,
    /// How many there are.
    pub objects: usize,
    /// Their figures over the range; none where none of them has any.
    pub sums: Option<MetricSums>,
    /// Their figures over the days compared with.
    pub compare: Option<MetricSums>,
    /// What counts as a conversion in them, `mixed` where they differ; none where there are no ad sets.
    pub conversion: Option<String>,
}

impl Db {
    /// Objects of a level that meet the query's filter, in groups. The query's shape does not matter; sorting by what is
    /// no figure is by what they have in common. About as dear as a flat list. At account level there are no groups.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown account.
    pub fn explorer_groups(&self, query: &ExplorerQuery, level: Level, by: &Grouping) -> Result<GroupPage> {
        if level == Level::Account {
            return Ok(GroupPage::default());
        }
        let source = Source::new(self, query)?;
        let (nodes, mut groups) = source.groups(level, by)?;
        let totals = source.totals(&nodes)?;
        groups.sort_by(|a, b| source.compare_groups(a, b));
        let row_count = groups.len();
        let page = groups.into_iter().skip(query.offset).take(query.limit);
        let rows = page.map(|group| source.group_row(group, by)).collect::<Result<_>>()?;
        Ok(GroupPage { rows, row_count, totals })
    }
}

/// A group in the making.
struct Group<'a> {
    key: Option<String>,
    currency: &'a str,
    offset: i64,
    /// An account it has objects in.
    account: &'a AccountId,
    objects: usize,
    sums: Option<MetricSums>,
    compare: Option<MetricSums>,
    goals: Goals<'a>,
}

fn add(total: &mut Option<MetricSums>, sums: Option<MetricSums>) {
    if let Some(sums) = sums {
        total.get_or_insert_default().add(&sums);
    }
}

/// How objects of one account and level are told apart.
pub(crate) struct GroupKeys<'a> {
    by: &'a Grouping,
    level: Level,
    catalog: &'a Catalog,
    campaigns: Option<&'a Catalog>,
    /// By the number of their word in the catalogue.
    labels: HashMap<u16, Vec<String>>,
}

impl GroupKeys<'_> {
    /// Calls `keep` with each thing an object is grouped by.
    fn each<'s>(&'s self, slot: u32, entry: &'s Entry, mut keep: impl FnMut(Option<&'s str>)) {
        match self.by {
            Grouping::Token { separator, position } => keep(token(&entry.name, separator, *position)),
            Grouping::Label => match self.labels.get(&entry.labels).filter(|labels| !labels.is_empty()) {
                Some(labels) => labels.iter().for_each(|label| keep(Some(label))),
                None => keep(None),
            },
            Grouping::Objective => keep(self.campaigns.and_then(|campaigns| {
                let campaign = if self.level == Level::Campaign { slot } else { entry.campaign };
                campaigns.words.word(campaigns.get(campaign)?.more.as_ref()?.objective)
            })),
            Grouping::Creative => keep(entry.creative.as_deref()),
        }
    }

    /// Whether an object is in a group.
    pub(crate) fn has(&self, slot: u32, entry: &Entry, bound: &GroupBound) -> bool {
        let mut found = false;
        self.each(slot, entry, |key| found |= key == bound.key.as_deref());
        found
    }
}

/// A part of a name.
fn token<'n>(name: &'n str, separator: &str, position: i32) -> Option<&'n str> {
    if separator.is_empty() {
        return None;
    }
    let nth = usize::try_from(position.unsigned_abs()).ok()?.checked_sub(1)?;
    let part = if position > 0 { name.split(separator).nth(nth) } else { name.rsplit(separator).nth(nth) };
    part.map(str::trim).filter(|part| !part.is_empty())
}

/// The labels of a JSON list of names, each once.
fn label_names(json: &str) -> Vec<String> {
    let mut names: Vec<String> = serde_json::from_str(json).unwrap_or_default();
    names.sort_unstable();
    names.dedup();
    names
}

impl Source<'_> {
    pub(crate) fn group_keys<'s>(
        &'s self,
        account: &'s Account,
        level: Level,
        by: &'s Grouping,
    ) -> Result<GroupKeys<'s>> {
        let catalog = self.catalog(account, level)?;
        let campaigns = match by {
            Grouping::Objective => Some(self.catalog(account, Level::Campaign)?),
            _ => None,
        };
        let mut labels = HashMap::new();
        if *by == Grouping::Label {
            for number in catalog.entries.iter().flatten().map(|entry| entry.labels) {
                let list = || catalog.words.word(number).map(label_names).unwrap_or_default();
                labels.entry(number).or_insert_with(list);
            }
        }
        Ok(GroupKeys { by, level, catalog, campaigns, labels })
    }

    /// The objects that pass, and what they come to by group.
    fn groups<'s>(&'s self, level: Level, by: &'s Grouping) -> Result<(Vec<Node>, Vec<Group<'s>>)> {
        let mut nodes = Vec::new();
        let mut groups: BTreeMap<(&str, Option<String>), Group<'s>> = BTreeMap::new();
        for (number, account) in self.numbered() {
            let keys = self.group_keys(account, level, by)?;
            let (sums, compared) = (self.sums(account, level)?, self.compared_sums(account, level)?);
            for (slot, _) in (0_u32..).zip(self.matching(account, level)?).filter(|(_, matches)| *matches) {
                let Some(entry) = keys.catalog.get(slot) else { continue };
                let node = Node { account: number, level, slot };
                nodes.push(node);
                let mut found = Vec::new();
                keys.each(slot, entry, |key| found.push(key.map(str::to_owned)));
                for key in found {
                    let group = groups.entry((&account.row.currency, key)).or_insert_with(|| Group {
                        key: None,
                        currency: &account.row.currency,
                        offset: account.offset,
                        account: &account.id,
                        objects: 0,
                        sums: None,
                        compare: None,
                        goals: Goals::default(),
                    });
                    group.objects += 1;
                    add(&mut group.sums, sums.and_then(|sums| sums.get(slot)));
                    add(&mut group.compare, compared.and_then(|sums| sums.get(slot)));
                    if !group.goals.is_mixed() {
                        self.add_goals(account, node, &mut group.goals)?;
                    }
                }
            }
        }
        let named = |((_, key), group)| Group { key, ..group };
        Ok((nodes, groups.into_iter().map(named).collect()))
    }

    fn compare_groups(&self, a: &Group<'_>, b: &Group<'_>) -> Ordering {
        let sort = self.query.sort;
        let turned = |ordering: Ordering| if sort.descending { ordering.reverse() } else { ordering };
        let value = |group: &Group<'_>| {
            let (now, before) = (group.sums.as_ref(), group.compare.as_ref());
            self.figure(sort.column, now, before, group.goals.word(), group.offset)
        };
        let by_name = || match (&a.key, &b.key) {
            (Some(a), Some(b)) => compare_text(a, b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        let by_figure = match (value(a), value(b)) {
            (Some(a), Some(b)) => turned(a.total_cmp(&b)),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        let by_name = match sort.column {
            SortColumn::Name if a.key.is_some() && b.key.is_some() => turned(by_name()),
            _ => by_name(),
        };
        by_figure.then(by_name).then_with(|| a.currency.cmp(b.currency))
    }

    fn group_row(&self, group: Group<'_>, by: &Grouping) -> Result<GroupRow> {
        let creative = match (by, group.key.as_deref().and_then(|key| ObjectId::parse(key).ok())) {
            (Grouping::Creative, Some(id)) => self.db.creative(group.account, &id)?,
            _ => None,
        };
        Ok(GroupRow {
            key: group.key,
            name: creative.and_then(|creative| creative.name),
            currency: group.currency.to_owned(),
            objects: group.objects,
            sums: group.sums,
            compare: self.query.compare.map(|_| group.compare.unwrap_or_default()),
            conversion: group.goals.word().map(str::to_owned),
        })
    }
}
