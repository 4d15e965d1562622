//! The order of rows.

use std::cmp::Ordering;

use domain::Level;

use super::catalog::{Entry, More, known};
use super::query::{Sort, SortColumn};
use super::tree::{Account, Node, Source};
use crate::error::Result;

/// What a row is sorted by.
#[derive(Debug, Clone, Copy)]
enum Key<'a> {
    Number(f64),
    Text(&'a str),
    /// A name, with its place among the names of its account and level.
    Name(u32, &'a str),
    Missing,
}

fn number(value: Option<f64>) -> Key<'static> {
    value.map_or(Key::Missing, Key::Number)
}

fn text(value: Option<&str>) -> Key<'_> {
    value.map_or(Key::Missing, Key::Text)
}

/// Compares text whatever the case of its letters, and exactly where only the case differs.
pub(crate) fn compare_text(a: &str, b: &str) -> Ordering {
    let folded = if a.is_ascii() && b.is_ascii() {
        a.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()))
    } else {
        a.chars().flat_map(char::to_lowercase).cmp(b.chars().flat_map(char::to_lowercase))
    };
    folded.then_with(|| a.cmp(b))
}

fn compare(a: &(Key<'_>, Node), b: &(Key<'_>, Node), descending: bool) -> Ordering {
    let turned = |ordering: Ordering| if descending { ordering.reverse() } else { ordering };
    let by_key = match (a.0, b.0) {
        (Key::Missing, Key::Missing) => Ordering::Equal,
        (Key::Missing, _) => Ordering::Greater,
        (_, Key::Missing) => Ordering::Less,
        (Key::Number(a), Key::Number(b)) => turned(a.total_cmp(&b)),
        (Key::Text(a), Key::Text(b)) => turned(compare_text(a, b)),
        (Key::Name(place_a, name_a), Key::Name(place_b, name_b)) => {
            // Places are among siblings of one account and level; equal names share one.
            let together = a.1.account == b.1.account && a.1.level == b.1.level;
            turned(if together { place_a.cmp(&place_b) } else { compare_text(name_a, name_b) })
        }
        // One column gives one kind of key.
        (Key::Number(_), _) | (Key::Text(_), Key::Name(..)) => Ordering::Less,
        (_, Key::Number(_)) | (Key::Name(..), Key::Text(_)) => Ordering::Greater,
    };
    by_key.then_with(|| a.1.cmp(&b.1))
}

impl Source<'_> {
    /// Puts the first `wanted` nodes in order; the rest follow in any order.
    pub(crate) fn sort(&self, nodes: &mut Vec<Node>, wanted: usize) -> Result<()> {
        let Sort { column, descending } = self.query.sort;
        let mut keyed = Vec::with_capacity(nodes.len());
        for same in nodes.chunk_by(|a, b| a.account == b.account && a.level == b.level) {
            self.keys(column, same, &mut keyed)?;
        }
        let order = |a: &(Key<'_>, Node), b: &(Key<'_>, Node)| compare(a, b, descending);
        if wanted < keyed.len() {
            if wanted > 0 {
                keyed.select_nth_unstable_by(wanted, order);
            }
            if let Some(first) = keyed.get_mut(..wanted) {
                first.sort_unstable_by(order);
            }
        } else {
            keyed.sort_unstable_by(order);
        }
        nodes.clear();
        nodes.extend(keyed.into_iter().map(|(_, node)| node));
        Ok(())
    }

    /// Appends the keys of nodes of one account and level.
    fn keys<'s>(&'s self, column: SortColumn, nodes: &[Node], keyed: &mut Vec<(Key<'s>, Node)>) -> Result<()> {
        let Some((account, first)) = nodes.first().and_then(|node| Some((self.account(*node)?, *node))) else {
            return Ok(());
        };
        match column {
            SortColumn::Metric(metric) if first.level != Level::Account => {
                let sums = self.sums(account, first.level)?;
                let value = |node: &Node| sums?.get(node.slot).and_then(|sums| metric.value(&sums, account.offset));
                keyed.extend(nodes.iter().map(|node| (number(value(node)), *node)));
            }
            SortColumn::Name if first.level != Level::Account => {
                let catalog = self.catalog(account, first.level)?;
                let places = catalog.name_places();
                let key = |node: &Node| {
                    let place = places.get(node.slot as usize).copied();
                    place
                        .zip(catalog.get(node.slot))
                        .map_or(Key::Missing, |(place, entry)| Key::Name(place, &entry.name))
                };
                keyed.extend(nodes.iter().map(|node| (key(node), *node)));
            }
            _ => {
                for node in nodes {
                    keyed.push((self.key(column, *node)?, *node));
                }
            }
        }
        Ok(())
    }

    fn key(&self, column: SortColumn, node: Node) -> Result<Key<'_>> {
        let Some(account) = self.account(node) else { return Ok(Key::Missing) };
        Ok(match column {
            SortColumn::Metric(metric) => {
                number(self.sums_of(account, node)?.and_then(|sums| metric.value(&sums, account.offset)))
            }
            SortColumn::Compared(metric) => {
                number(self.compared(account, node)?.and_then(|sums| metric.value(&sums, account.offset)))
            }
            SortColumn::Change(_) | SortColumn::Formula(_) | SortColumn::FormulaChange(_) => {
                let counted = self.counted_for(column, account, node)?;
                let (now, before) = (self.sums_of(account, node)?, self.compared(account, node)?);
                number(self.figure(column, now.as_ref(), before.as_ref(), counted, account.offset))
            }
            _ if node.level == Level::Account => account_key(column, account),
            _ => {
                let catalog = self.catalog(account, node.level)?;
                let Some(entry) = catalog.get(node.slot) else { return Ok(Key::Missing) };
                match column {
                    SortColumn::Objective => {
                        let campaign = if node.level == Level::Campaign { node.slot } else { entry.campaign };
                        let campaigns = self.catalog(account, Level::Campaign)?;
                        let more = campaigns.get(campaign).and_then(|campaign| campaign.more.as_deref());
                        text(more.and_then(|more| campaigns.words.word(more.objective)))
                    }
                    SortColumn::Status => text(catalog.words.word(entry.status)),
                    SortColumn::EffectiveStatus => text(catalog.words.word(entry.effective)),
                    SortColumn::Learning => text(catalog.words.word(entry.learning)),
                    SortColumn::OptimizationGoal => {
                        text(entry.more.as_ref().and_then(|more| catalog.words.word(more.goal)))
                    }
                    _ => entry_key(column, entry, account),
                }
            }
        })
    }
}

fn account_key(column: SortColumn, account: &Account) -> Key<'_> {
    match column {
        SortColumn::Name => Key::Text(&account.row.name),
        SortColumn::Id => number(account.id.digits().parse().ok()),
        SortColumn::EffectiveStatus => number(account.row.account_status.map(|status| status as f64)),
        _ => Key::Missing,
    }
}

fn entry_key(column: SortColumn, entry: &Entry, account: &Account) -> Key<'static> {
    let more = |field: fn(&More) -> i64| entry.more.as_ref().and_then(|more| known(field(more)));
    let money = |minor: Option<i64>| number(minor.map(|minor| minor as f64 / account.offset as f64));
    match column {
        SortColumn::Id => number(entry.id.parse().ok()),
        SortColumn::Budget => money(more(|more| more.daily_budget).or_else(|| more(|more| more.lifetime_budget))),
        SortColumn::Bid => money(more(|more| more.bid)),
        SortColumn::Start => number(more(|more| more.start).map(|at| at as f64)),
        SortColumn::End => number(more(|more| more.end).map(|at| at as f64)),
        SortColumn::Updated => number(known(entry.updated).map(|at| at as f64)),
        _ => Key::Missing,
    }
}
