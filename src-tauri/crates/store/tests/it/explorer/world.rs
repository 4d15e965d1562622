//! Objects as plain structs, as many and as odd as a generator likes.

use std::collections::BTreeMap;

use domain::{Level, MetricSums};
use proptest::prelude::*;
use store::Store;

use crate::support::*;

/// An object as the model knows it. Numbered in the order in which it was stored.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    pub(super) account: &'static str,
    pub(super) level: Level,
    pub(super) id: i64,
    pub(super) parent: Option<i64>,
    pub(super) campaign: i64,
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) status: &'static str,
    pub(super) objective: &'static str,
    pub(super) issues: bool,
    pub(super) seeds: BTreeMap<i32, i64>,
}

impl Thing {
    pub(super) fn sums(&self, first: i32, last: i32) -> Option<MetricSums> {
        let mut sums = MetricSums::default();
        let mut any = false;
        for (_, seed) in self.seeds.range(first..=last) {
            sums.add(&figures(*seed).sums);
            any = true;
        }
        any.then_some(sums)
    }

    /// What an ad set counts as a conversion.
    pub(super) fn conversion(&self) -> &'static str {
        if self.issues { "lead" } else { "purchase" }
    }

    pub(super) fn offset(&self) -> i64 {
        if self.account == "2" { 1 } else { 100 }
    }
}

#[derive(Debug, Clone)]
pub(super) struct World(pub(super) Vec<Thing>);

const NAMES: [&str; 5] = ["Summer sale", "SUMMER brand", "Winter", "Größe 38", "retargeting %_\\"];
pub(super) const STATUSES: [&str; 3] = ["ACTIVE", "PAUSED", "ARCHIVED"];
pub(super) const OBJECTIVES: [&str; 2] = ["OUTCOME_SALES", "OUTCOME_LEADS"];

/// What the generator chooses for one object.
type Choice = (usize, usize, bool, Vec<(i32, i64)>);

fn choice() -> impl Strategy<Value = Choice> {
    let seeds = proptest::collection::vec((20_000_i32..20_050, 0_i64..40), 0..5);
    (0_usize..5, 0_usize..3, any::<bool>(), seeds)
}

pub(super) fn world() -> impl Strategy<Value = World> {
    let account = || {
        let ad_set = (choice(), proptest::collection::vec(choice(), 0..4));
        let campaign = (choice(), proptest::collection::vec(ad_set, 0..4));
        proptest::collection::vec(campaign, 0..5)
    };
    (account(), account()).prop_map(|(one, two)| {
        let mut world = World(Vec::new());
        for (account, campaigns) in [("1", one), ("2", two)] {
            for (chosen, ad_sets) in campaigns {
                let campaign = world.push(account, Level::Campaign, None, 0, &chosen);
                for (chosen, ads) in ad_sets {
                    let ad_set = world.push(account, Level::Adset, Some(campaign), campaign, &chosen);
                    for chosen in ads {
                        world.push(account, Level::Ad, Some(ad_set), campaign, &chosen);
                    }
                }
            }
        }
        world
    })
}

impl World {
    fn push(
        &mut self,
        account: &'static str,
        level: Level,
        parent: Option<i64>,
        campaign: i64,
        chosen: &Choice,
    ) -> i64 {
        let number = self.0.len();
        // Ids do not rise with the order of storing.
        let id = 1_000 + ((number as i64 * 7_919) % 1_000) * 1_000 + number as i64;
        let (name, status, issues, seeds) = chosen;
        let objective = match level {
            Level::Campaign => OBJECTIVES[*status % 2],
            _ => self.0.iter().find(|thing| thing.id == campaign).unwrap().objective,
        };
        self.0.push(Thing {
            account,
            level,
            id,
            parent,
            campaign: if level == Level::Campaign { id } else { campaign },
            number,
            name: NAMES[*name].to_owned(),
            status: STATUSES[*status],
            objective,
            issues: *issues,
            seeds: seeds.iter().copied().collect(),
        });
        id
    }

    pub(super) fn store(&self, store: &Store) {
        for thing in self.0.clone() {
            let issues = thing.issues.then(|| r#"[{"error_code":1}]"#.to_owned());
            let rows = thing.seeds.iter().map(|(day, seed)| metric(thing.id, *day, *seed)).collect();
            put_thing(store, &thing, issues);
            put(store, thing.account, thing.level, NOW, rows).unwrap();
        }
    }

    pub(super) fn children(&self, id: i64, level: Level) -> Vec<&Thing> {
        self.0.iter().filter(|thing| thing.level == level && thing.parent == Some(id)).collect()
    }
}

fn put_thing(store: &Store, thing: &Thing, issues: Option<String>) {
    let thing = thing.clone();
    let write = move |tx: &store::Tx<'_>| {
        let account = account(thing.account);
        match thing.level {
            Level::Account => unreachable!("accounts are stored by the fixture"),
            Level::Campaign => {
                let mut row = campaign_row(thing.account, thing.id, &thing.name);
                row.status = thing.status.to_owned();
                row.objective = Some(thing.objective.to_owned());
                row.issues = issues;
                tx.upsert_campaigns(&account, &[row], None)
            }
            Level::Adset => {
                let mut row = ad_set_row(thing.account, thing.id, thing.campaign, &thing.name);
                row.status = thing.status.to_owned();
                row.conversion = Some(thing.conversion().to_owned());
                row.issues = issues;
                tx.upsert_ad_sets(&account, &[row], None)
            }
            Level::Ad => {
                let mut row = ad_row(thing.account, thing.id, thing.parent.unwrap(), thing.campaign, &thing.name);
                row.status = thing.status.to_owned();
                row.issues = issues;
                tx.upsert_ads(&account, &[row], None)
            }
        }
    };
    store.write_blocking(write).unwrap();
}
