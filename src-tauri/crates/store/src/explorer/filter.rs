//! Which objects meet a filter.

use domain::{Level, MetricSums};

use super::catalog::{Catalog, Entry, known};
use super::query::{Filter, Spend};
use super::tree::{Account, Node, Source};
use crate::error::Result;
use crate::rows::AdAccountRow;

impl Filter {
    /// Whether everything meets it.
    pub(crate) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether what Meta computed about delivery matters.
    fn asks_for_delivery(&self) -> bool {
        !self.effective_status.is_empty()
            || !self.effective_status_besides.is_empty()
            || !self.learning_status.is_empty()
            || self.ended_before.is_some()
    }

    /// Whether an account meets it. Accounts have no status, objective or issues of a campaign's kind.
    pub(crate) fn account_passes(&self, row: &AdAccountRow, spend: Option<&MetricSums>) -> bool {
        self.status.is_empty()
            && !self.asks_for_delivery()
            && self.objective.is_empty()
            && self.group.is_none()
            && self.has_issues != Some(true)
            && text_passes(&self.text, &row.name, &[row.id.digits(), &row.id.node()])
            && self.spend.is_none_or(|bound| bound.holds(spend))
    }
}

impl Spend {
    fn holds(self, sums: Option<&MetricSums>) -> bool {
        let spend = sums.map_or(0, |sums| sums.spend_minor);
        match self {
            Self::MoreThan(bound) => spend > bound,
            Self::LessThan(bound) => spend < bound,
        }
    }
}

fn text_passes(text: &str, name: &str, ids: &[&str]) -> bool {
    text.is_empty() || contains(name, text) || ids.contains(&text)
}

/// Whether `name` contains `text`, whatever the case.
fn contains(name: &str, text: &str) -> bool {
    if !name.is_ascii() || !text.is_ascii() {
        return name.to_lowercase().contains(&text.to_lowercase());
    }
    let (name, text) = (name.as_bytes(), text.as_bytes());
    let Some(first) = text.first() else { return true };
    name.windows(text.len()).any(|part| {
        part.first().is_some_and(|byte| byte.eq_ignore_ascii_case(first)) && part.eq_ignore_ascii_case(text)
    })
}

/// The numbers of the words asked for; none when all will do.
fn numbers(words: &[String], catalog: &Catalog) -> Option<Vec<u16>> {
    (!words.is_empty()).then(|| words.iter().filter_map(|word| catalog.words.find(word)).collect())
}

/// The part of a filter about delivery, in a catalogue's numbers: an object passes by any of the four.
struct Deliveries {
    /// Any delivery will do.
    open: bool,
    effective: Vec<u16>,
    /// What is none of these passes.
    besides: Option<Vec<u16>>,
    learning: Vec<u16>,
    ended_before: Option<i64>,
    active: Option<u16>,
    archived: Option<u16>,
}

impl Deliveries {
    fn of(filter: &Filter, catalog: &Catalog) -> Self {
        let some = |words| numbers(words, catalog).unwrap_or_default();
        Self {
            open: !filter.asks_for_delivery(),
            effective: some(&filter.effective_status),
            besides: numbers(&filter.effective_status_besides, catalog),
            learning: some(&filter.learning_status),
            ended_before: filter.ended_before.map(|at| at.0),
            active: catalog.words.find("ACTIVE"),
            archived: filter.hide_archived.then(|| catalog.words.find("ARCHIVED")).flatten(),
        }
    }

    fn pass(&self, entry: &Entry) -> bool {
        if self.archived == Some(entry.effective) {
            return false;
        }
        let besides = self.besides.as_ref().is_some_and(|known| !known.contains(&entry.effective));
        if self.open || besides || self.effective.contains(&entry.effective) {
            return true;
        }
        let end = entry.more.as_ref().and_then(|more| known(more.end));
        let ended = self.ended_before.zip(end).is_some_and(|(bound, end)| end < bound);
        self.active == Some(entry.effective) && (ended || self.learning.contains(&entry.learning))
    }
}

fn allowed(numbers: Option<&Vec<u16>>, number: u16) -> bool {
    numbers.is_none_or(|numbers| numbers.contains(&number))
}

impl Source<'_> {
    /// For each slot of an account at a level below the account, whether the object itself meets the filter.
    pub(crate) fn matching(&self, account: &Account, level: Level) -> Result<Vec<bool>> {
        let catalog = self.catalog(account, level)?;
        let filter = &self.query.filter;
        if filter.is_open() {
            return Ok(catalog.entries.iter().map(Option::is_some).collect());
        }
        let status = numbers(&filter.status, catalog);
        let deliveries = Deliveries::of(filter, catalog);
        let campaigns = match filter.objective.is_empty() {
            true => None,
            false => {
                let campaigns = self.catalog(account, Level::Campaign)?;
                Some((campaigns, numbers(&filter.objective, campaigns)))
            }
        };
        let asks_for_figures = filter.spend.is_some() || !filter.figures.is_empty();
        let sums = if asks_for_figures { self.sums(account, level)? } else { None };
        let grouped = match &filter.group {
            Some(bound) if bound.level == level => Some((bound, self.group_keys(account, level, &bound.by)?)),
            _ => None,
        };
        let passes = |slot: u32, entry: &Entry| {
            let campaign = if level == Level::Campaign { slot } else { entry.campaign };
            let objective = |(campaigns, wanted): &(&Catalog, Option<Vec<u16>>)| {
                let more = campaigns.get(campaign).and_then(|campaign| campaign.more.as_ref());
                more.is_some_and(|more| allowed(wanted.as_ref(), more.objective))
            };
            allowed(status.as_ref(), entry.status)
                && deliveries.pass(entry)
                && filter.has_issues.is_none_or(|wanted| wanted == entry.has_issues)
                && !(filter.hide_deleted && known(entry.deleted).is_some())
                && filter.spend.is_none_or(|bound| bound.holds(sums.and_then(|sums| sums.get(slot)).as_ref()))
                && campaigns.as_ref().is_none_or(objective)
                && text_passes(&filter.text, &entry.name, &[&entry.id])
                && grouped.as_ref().map_or(filter.group.is_none(), |(bound, keys)| keys.has(slot, entry, bound))
        };
        let each = (0_u32..).zip(&catalog.entries);
        let mut matching: Vec<bool> =
            each.map(|(slot, entry)| entry.as_ref().is_some_and(|entry| passes(slot, entry))).collect();
        if !filter.figures.is_empty() {
            let left = (0_u32..).zip(matching.iter_mut()).filter(|(_, matches)| **matches);
            for (slot, matches) in left {
                // Which of the accounts it is in is known already.
                let node = Node { account: 0, level, slot };
                *matches = self.bounds_hold(account, node, sums.and_then(|sums| sums.get(slot)).as_ref())?;
            }
        }
        Ok(matching)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_searched_whatever_the_case() {
        for (name, text, expected) in [
            ("Summer SALE", "sale", true),
            ("Summer", "", true),
            ("", "x", false),
            ("Größe", "GRÖSSE", false),
            ("Größe", "GRÖ", true),
            ("İstanbul", "stan", true),
            ("ab", "abc", false),
        ] {
            assert_eq!(contains(name, text), expected, "{name} {text}");
        }
    }
}
