//! Budgets a day, added up over what is active. Budgets for life are no amount a day: they are counted, never added.

use domain::Level;

use super::catalog::{Catalog, Entry, known};
use super::tree::{Account, Node, Source};
use crate::error::Result;

/// The budgets of some objects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Budgets {
    daily: usize,
    sum: i64,
    /// Active objects that hold a budget for their life.
    pub(crate) for_life: usize,
    /// Active rows whose budget lies elsewhere, outside the rows that are added.
    elsewhere: usize,
}

impl Budgets {
    /// The sum in minor units; none where nothing active has a budget a day, or where some of it lies elsewhere.
    pub(crate) fn daily_minor(&self) -> Option<i64> {
        (self.daily > 0 && self.elsewhere == 0).then_some(self.sum)
    }

    /// Adds the budget an object holds itself, and answers whether it holds one.
    fn add_own(&mut self, entry: &Entry) -> bool {
        let of = |field: fn(&super::catalog::More) -> i64| entry.more.as_ref().and_then(|more| known(field(more)));
        if let Some(minor) = of(|more| more.daily_budget) {
            self.daily += 1;
            self.sum = self.sum.saturating_add(minor);
            return true;
        }
        let is_for_life = of(|more| more.lifetime_budget).is_some();
        self.for_life += usize::from(is_for_life);
        is_for_life
    }
}

/// Tells active objects of a catalogue.
fn active<'c>(catalog: &'c Catalog) -> impl Fn(u32) -> Option<&'c Entry> {
    let word = catalog.words.find("ACTIVE");
    move |slot| catalog.get(slot).filter(|entry| Some(entry.effective) == word)
}

impl Source<'_> {
    /// Adds the budgets of nodes of one account and level: a campaign's own or those of its ad sets, whichever holds them.
    pub(crate) fn add_budgets(&self, account: &Account, nodes: &[Node], budgets: &mut Budgets) -> Result<()> {
        match nodes.first().map(|node| node.level) {
            None | Some(Level::Ad) => Ok(()),
            Some(Level::Account) => {
                let campaigns = self.catalog(account, Level::Campaign)?;
                self.add_campaigns(account, campaigns.slots(), budgets)
            }
            Some(Level::Campaign) => self.add_campaigns(account, nodes.iter().map(|node| node.slot), budgets),
            Some(Level::Adset) => {
                let ad_sets = self.catalog(account, Level::Adset)?;
                let active = active(ad_sets);
                for entry in nodes.iter().filter_map(|node| active(node.slot)) {
                    budgets.elsewhere += usize::from(!budgets.add_own(entry));
                }
                Ok(())
            }
        }
    }

    fn add_campaigns(&self, account: &Account, slots: impl Iterator<Item = u32>, budgets: &mut Budgets) -> Result<()> {
        let (campaigns, ad_sets) = (self.catalog(account, Level::Campaign)?, self.catalog(account, Level::Adset)?);
        let (campaign, ad_set) = (active(campaigns), active(ad_sets));
        for slot in slots {
            let Some(entry) = campaign(slot) else { continue };
            if !budgets.add_own(entry) {
                ad_sets.children(slot).iter().filter_map(|slot| ad_set(*slot)).for_each(|entry| {
                    budgets.add_own(entry);
                });
            }
        }
        Ok(())
    }
}
