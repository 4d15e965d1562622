//! Making a world from a seed: brands, their campaigns, and the 90 days of changes before its beginning.

mod account;
pub(crate) mod brands;
mod campaign;
mod creative;
mod recipes;
mod rules;
mod troubles;
mod words;

use super::delivery::HISTORY_DAYS;
use super::delivery::calendar::DAY_MS;
use super::random::{Draws, join};
use super::{Origin, Size, World};

pub(crate) use self::account::{meta, staff};

/// How much is made of what, for one account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Place of the account in the world; chooses its brand.
    pub(crate) place: usize,
    pub(crate) campaigns: u32,
    pub(crate) adsets: (u32, u32),
    pub(crate) ads: (u32, u32),
    pub(crate) images: u32,
    /// Ads of an ad set that share one creative.
    pub(crate) ads_per_creative: u32,
    /// For measuring: everything runs all the time.
    pub(crate) steady: bool,
    pub(crate) disabled: bool,
}

impl Size {
    fn plans(self) -> Vec<Plan> {
        let plan = |place, campaigns, adsets, ads| Plan {
            place,
            campaigns,
            adsets,
            ads,
            images: 18,
            ads_per_creative: 1,
            steady: false,
            disabled: false,
        };
        match self {
            Self::Tiny => vec![Plan { images: 6, ..plan(0, 4, (2, 2), (2, 3)) }],
            Self::Small => vec![plan(0, 12, (2, 5), (3, 7)), plan(1, 10, (3, 5), (3, 7)), plan(2, 14, (2, 4), (3, 7))],
            Self::Agency => {
                let of = |place: usize| Plan { disabled: place == 11, ..plan(place, 20, (2, 6), (3, 7)) };
                (0..12).map(of).collect()
            }
            Self::Huge => {
                let of = |place| Plan { images: 40, ads_per_creative: 5, ..plan(place, 250, (8, 8), (5, 5)) };
                (0..5).map(of).collect()
            }
            Self::Exact { accounts, campaigns, adsets, ads } => {
                let of = |place| Plan {
                    steady: true,
                    ads_per_creative: ads.max(1),
                    ..plan(place, campaigns, (adsets, adsets), (ads, ads))
                };
                (0..accounts as usize).map(of).collect()
            }
        }
    }

    /// Whether anybody changes anything by themselves.
    pub(crate) fn has_people(self) -> bool {
        !matches!(self, Self::Exact { .. })
    }
}

impl World {
    /// Makes a world as it stands at `now_ms` (UTC milliseconds), with the activity of the 90 days before. The same
    /// arguments always make the same world. About 20 ms for the demo, two seconds for 50,000 ads.
    pub fn generate(seed: u64, size: Size, now_ms: i64) -> Self {
        let mut world = Self::empty(Origin { seed, size, now_ms });
        world.advanced_to_ms = now_ms - HISTORY_DAYS * DAY_MS;
        world.unsorted_log = true;
        for plan in size.plans() {
            let mut draws = Draws::new(join(seed, plan.place as u64));
            world.make_account(&plan, &mut draws);
        }
        world.advance(now_ms);
        if size.has_people() {
            let accounts: Vec<_> = world.accounts.iter().map(|account| account.id).collect();
            accounts.into_iter().for_each(|account| world.add_troubles(account));
        }
        if matches!(size, Size::Small) {
            world
                .accounts
                .iter()
                .map(|account| account.id)
                .collect::<Vec<_>>()
                .into_iter()
                .for_each(|account| world.add_rules(account));
        }
        world.seal();
        world
    }

    /// Puts the log in order. From here on changes count as changes to the generated world.
    fn seal(&mut self) {
        self.activities.sort_by_key(|activity| activity.at_ms);
        self.unsorted_log = false;
        self.touched.clear();
        self.touched_images.clear();
        self.touched_rules = false;
        self.generated_activities = self.activities.len();
    }
}
