//! The order of rows.

use std::cmp::Ordering;

use domain::{Level, MetricSums};

use super::catalog::{Entry, More, known};
use super::query::{Sort, SortColumn};
use super::tree::{Account, Node, Source};
use crate::error::Result;

/// What a row is sorted by.
#[derive(Debug, Clone, Copy)]
enum Key<'a> {
    Number(f64),
    Text(&'a str),
    Missing,
}

fn number(value: Option<f64>) -> Key<'static> {
    value.map_or(Key::Missing, Key::Number)
}

fn text(value: Option<&str>) -> Key<'_> {
    value.map_or(Key::Missing, Key::Text)
}

/// Compares text whatever the case of its letters, and exactly where only the case differs.
fn compare_text(a: &str, b: &str) -> Ordering {
    let folded = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    if a.is_ascii() && b.is_ascii() {
        let lower = |text: &str| text.as_bytes().iter().map(u8::to_ascii_lowercase).collect::<Vec<u8>>();
        let quick =
            a.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()));
        debug_assert_eq!(quick, lower(a).cmp(&lower(b)));
        return quick.then_with(|| a.cmp(b));
    }
    folded(a).cmp(&folded(b)).then_with(|| a.cmp(b))
}

fn compare(a: &(Key<'_>, Node), b: &(Key<'_>, Node), descending: bool) -> Ordering {
    let turned = |ordering: Ordering| if descending { ordering.reverse() } else { ordering };
    let by_key = match (a.0, b.0) {
        (Key::Missing, Key::Missing) => Ordering::Equal,
        (Key::Missing, _) => Ordering::Greater,
        (_, Key::Missing) => Ordering::Less,
        (Key::Number(a), Key::Number(b)) => turned(a.total_cmp(&b)),
        (Key::Text(a), Key::Text(b)) => turned(compare_text(a, b)),
        // One column gives one kind of key.
        (Key::Number(_), Key::Text(_)) => Ordering::Less,
        (Key::Text(_), Key::Number(_)) => Ordering::Greater,
    };
    by_key.then_with(|| a.1.cmp(&b.1))
}

impl Source<'_> {
    /// Puts the first `wanted` nodes in order; the rest follow in any order.
    pub(crate) fn sort(&self, nodes: &mut Vec<Node>, wanted: usize) -> Result<()> {
        let Sort { column, descending } = self.query.sort;
        let mut keyed = Vec::with_capacity(nodes.len());
        for node in nodes.iter() {
            keyed.push((self.key(column, *node)?, *node));
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

    fn key(&self, column: SortColumn, node: Node) -> Result<Key<'_>> {
        let Some(account) = self.account(node) else { return Ok(Key::Missing) };
        Ok(match column {
            SortColumn::Metric(metric) => {
                number(self.sums_of(account, node)?.and_then(|sums| metric.value(&sums, account.offset)))
            }
            SortColumn::Compared(metric) => {
                number(self.compared(account, node)?.and_then(|sums| metric.value(&sums, account.offset)))
            }
            SortColumn::Change(metric) => {
                let value = |sums: Option<MetricSums>| sums.and_then(|sums| metric.value(&sums, account.offset));
                let (now, before) = (value(self.sums_of(account, node)?), value(self.compared(account, node)?));
                number(now.zip(before).filter(|(_, before)| *before != 0.0).map(|(now, before)| now / before - 1.0))
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

fn entry_key<'a>(column: SortColumn, entry: &'a Entry, account: &Account) -> Key<'a> {
    let more = |field: fn(&More) -> i64| entry.more.as_ref().and_then(|more| known(field(more)));
    let money = |minor: Option<i64>| number(minor.map(|minor| minor as f64 / account.offset as f64));
    match column {
        SortColumn::Name => Key::Text(&entry.name),
        SortColumn::Id => number(entry.id.parse().ok()),
        SortColumn::Budget => money(more(|more| more.daily_budget).or_else(|| more(|more| more.lifetime_budget))),
        SortColumn::Bid => money(more(|more| more.bid)),
        SortColumn::Start => number(more(|more| more.start).map(|at| at as f64)),
        SortColumn::End => number(more(|more| more.end).map(|at| at as f64)),
        SortColumn::Updated => number(known(entry.updated).map(|at| at as f64)),
        _ => Key::Missing,
    }
}
