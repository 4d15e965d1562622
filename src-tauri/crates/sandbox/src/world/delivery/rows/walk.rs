//! The iterator behind [`World::rows`](crate::world::World::rows).

mod scope;

use std::collections::{HashMap, VecDeque};

use self::scope::Scope;
use super::{Level, Position, Row, RowQuery, Slice, refreshed};
use crate::world::World;
use crate::world::delivery::breakdown::{Breakdown, split};
use crate::world::delivery::calendar::{self, Day};
use crate::world::delivery::figures::Figures;
use crate::world::delivery::plan::CampaignDay;
use crate::world::delivery::settle::{Attribution, Settling};
use crate::world::model::{EffectiveStatus, ObjectId, ObjectKind};
use crate::world::random::join;

/// An iterator over rows. See [`World::rows`].
#[derive(Debug)]
pub struct Rows<'w> {
    world: &'w World,
    query: RowQuery,
    scope: Scope<'w>,
    slice: usize,
    group: usize,
    days: Vec<Day>,
    days_of: Option<usize>,
    ready: VecDeque<Row>,
    plan: CampaignDay,
    sums: Vec<Figures>,
    objects: Vec<Object>,
    local: HashMap<usize, usize>,
    hours: HashMap<usize, Figures>,
}

#[derive(Debug)]
struct Object {
    id: ObjectId,
    campaign: Option<ObjectId>,
    adset: Option<ObjectId>,
    listed: bool,
    order: (usize, usize),
    attribution: Seen,
}

/// Which attribution settings went into a row.
#[derive(Debug, Clone, Copy)]
enum Seen {
    Nothing,
    One(Attribution),
    Several,
}

impl Seen {
    fn with(self, other: Attribution) -> Self {
        match self {
            Self::Nothing => Self::One(other),
            Self::One(mine) if mine == other => self,
            _ => Self::Several,
        }
    }
}

impl<'w> Rows<'w> {
    pub(super) fn new(world: &'w World, mut query: RowQuery) -> Option<Self> {
        let (scope, lowest) = Scope::new(world, query.scope)?;
        query.level = query.level.max(lowest);
        query.as_of_ms = refreshed(query.as_of_ms);
        Some(Self {
            world,
            query,
            scope,
            slice: 0,
            group: 0,
            days: Vec::new(),
            days_of: None,
            ready: VecDeque::new(),
            plan: CampaignDay::default(),
            sums: Vec::new(),
            objects: Vec::new(),
            local: HashMap::new(),
            hours: HashMap::new(),
        })
    }

    /// Goes on after a row seen earlier. None when that row's object is not part of the query.
    pub fn after(mut self, position: Position) -> Option<Self> {
        let found = self.world.find(position.object)?;
        let (campaign, order) = match found.kind {
            ObjectKind::Account => (None, (0, 0)),
            ObjectKind::Campaign => (Some(found.index), (0, 0)),
            ObjectKind::AdSet => {
                let adset = self.world.adsets.get(found.index)?;
                (self.world.place(adset.campaign, ObjectKind::Campaign), (found.index, 0))
            }
            ObjectKind::Ad => {
                let ad = self.world.ads.get(found.index)?;
                let adset = self.world.place(ad.adset, ObjectKind::AdSet)?;
                (self.world.place(ad.campaign, ObjectKind::Campaign), (adset, found.index))
            }
            ObjectKind::Creative | ObjectKind::Label => return None,
        };
        self.slice = position.slice;
        self.group = match campaign {
            None => 0,
            Some(campaign) => self.scope.campaigns.iter().position(|it| *it == campaign)?,
        };
        self.fill_next_group();
        let seen = |row: &Row| (row.order, row.position.cell) <= (order, position.cell);
        while self.ready.front().is_some_and(seen) {
            self.ready.pop_front();
        }
        Some(self)
    }

    /// Computes the rows of the next campaign; false when there is none left.
    fn fill_next_group(&mut self) -> bool {
        let groups = if self.query.level == Level::Account { 1 } else { self.scope.campaigns.len() };
        if self.group >= groups {
            (self.slice, self.group) = (self.slice + 1, 0);
        }
        let Some(slice) = self.query.slices.get(self.slice).copied() else { return false };
        if groups == 0 {
            return false;
        }
        if self.days_of != Some(self.slice) {
            let zone = calendar::zone(&self.scope.account.timezone_name);
            let days = slice.since.iter_days().take_while(|day| *day <= slice.until);
            let begun = |day: &Day| day.start_ms < self.query.as_of_ms;
            self.days = days.map(|day| Day::new(zone, day)).take_while(begun).collect();
            self.days_of = Some(self.slice);
        }
        let from = self.group;
        let to = if self.query.level == Level::Account { self.scope.campaigns.len() } else { from + 1 };
        self.group = if self.query.level == Level::Account { 1 } else { to };
        self.objects.clear();
        self.local.clear();
        if self.query.level == Level::Account {
            let account = self.scope.account.id;
            self.objects.push(object(account, None, None, true, (0, 0)));
        }
        for place in from..to {
            if let Some(campaign) = self.scope.campaigns.get(place).copied() {
                self.find_objects(campaign);
            }
        }
        let cells = self.query.breakdown.map_or(1, Breakdown::cells);
        self.sums.clear();
        self.sums.resize(self.objects.len() * cells, Figures::default());
        for place in from..to {
            if let Some(campaign) = self.scope.campaigns.get(place).copied() {
                self.add_campaign(campaign, cells);
            }
        }
        self.collect(slice, cells);
        true
    }

    /// Lists the objects of a campaign at the query's level, in order.
    fn find_objects(&mut self, campaign: usize) {
        let world = self.world;
        let Some(it) = world.campaigns.get(campaign) else { return };
        if self.query.level == Level::Campaign {
            let listed = self.lists(it.id, || world.campaign_status(it, self.query.as_of_ms));
            self.local.insert(campaign, self.objects.len());
            self.objects.push(object(it.id, Some(it.id), None, listed, (0, 0)));
        }
        if self.query.level < Level::AdSet {
            return;
        }
        for adset_index in world.family.adsets_of.get(campaign).into_iter().flatten().copied() {
            let Some(adset) = world.adsets.get(adset_index) else { continue };
            if self.query.level == Level::AdSet {
                if self.scope.adset.is_none_or(|only| only == adset_index) {
                    let listed = self.lists(adset.id, || world.adset_status(adset, self.query.as_of_ms));
                    self.local.insert(adset_index, self.objects.len());
                    self.objects.push(object(adset.id, Some(it.id), Some(adset.id), listed, (adset_index, 0)));
                }
                continue;
            }
            for ad_index in world.family.ads_of.get(adset_index).into_iter().flatten().copied() {
                let Some(ad) = world.ads.get(ad_index).filter(|_| self.scope.has(adset_index, ad_index)) else {
                    continue;
                };
                let listed = self.lists(ad.id, || world.ad_status(ad, self.query.as_of_ms));
                self.local.insert(ad_index, self.objects.len());
                self.objects.push(object(ad.id, Some(it.id), Some(adset.id), listed, (adset_index, ad_index)));
            }
        }
    }

    fn lists(&self, id: ObjectId, status: impl Fn() -> EffectiveStatus) -> bool {
        if id == self.query.scope {
            return true;
        }
        match &self.query.statuses {
            Some(wanted) => wanted.contains(&status()),
            None => !matches!(status(), EffectiveStatus::Archived | EffectiveStatus::Deleted),
        }
    }

    /// Adds up a campaign's days.
    fn add_campaign(&mut self, campaign: usize, cells: usize) {
        let (world, account, as_of) = (self.world, self.scope.account, self.query.as_of_ms);
        let campaign_object = match self.query.level {
            Level::Account => Some(0),
            _ => self.local.get(&campaign).copied(),
        };
        let days = std::mem::take(&mut self.days);
        for day in &days {
            let settling = Settling::new(world, account, day, as_of);
            if self.query.breakdown != Some(Breakdown::Hourly) {
                self.plan.fill(world, account, campaign, day, as_of);
                self.add_planned(&settling, campaign_object, cells, None);
                continue;
            }
            // Hour by hour: the state at the end of each hour, less the state before it.
            self.hours.clear();
            let mut reached = day.start_ms;
            for (hour, until) in day.hours().take_while(|(_, until)| {
                let begun = reached < as_of;
                reached = *until;
                begun
            }) {
                self.plan.fill(world, account, campaign, day, until.min(as_of));
                self.add_planned(&settling, campaign_object, cells, Some(hour));
            }
        }
        self.days = days;
    }

    /// Adds what is planned for a campaign's day, as part of an hour if one is given.
    fn add_planned(&mut self, settling: &Settling, campaign_object: Option<usize>, cells: usize, hour: Option<u8>) {
        let mut figures = Figures::default();
        for slot in &self.plan.ads {
            let Some(adset_slot) = self.plan.adsets.get(slot.adset) else { continue };
            let object = match self.query.level {
                Level::Account | Level::Campaign => campaign_object,
                Level::AdSet => self.local.get(&adset_slot.index).copied(),
                Level::Ad => self.local.get(&slot.index).copied(),
            };
            let (Some(object), true) = (object, self.scope.has(adset_slot.index, slot.index)) else { continue };
            let (Some(ad), Some(adset)) = (self.world.ads.get(slot.index), self.world.adsets.get(adset_slot.index))
            else {
                continue;
            };
            settling.figures(slot, slot.exposure, ad, adset_slot.terms, &mut figures);
            if figures.is_empty() {
                continue;
            }
            if let Some(object) = self.objects.get_mut(object) {
                object.attribution = object.attribution.with(adset_slot.terms.attribution);
            }
            let Some(sums) = self.sums.get_mut(object * cells..(object + 1) * cells) else { continue };
            match (self.query.breakdown, hour) {
                (_, Some(hour)) => {
                    let before = self.hours.insert(slot.index, figures).unwrap_or_default();
                    if let Some(sum) = sums.get_mut(usize::from(hour)) {
                        sum.add(&figures.since(&before));
                    }
                }
                (None, None) => sums.iter_mut().for_each(|sum| sum.add(&figures)),
                (Some(breakdown), None) => {
                    let adset_key = join(self.world.origin.seed, adset.id.0);
                    let adset = self.world.former.adset(adset, settling.day_start_ms);
                    split(breakdown, &figures, adset, adset_key, slot.key, sums);
                }
            }
        }
    }

    fn collect(&mut self, slice: Slice, cells: usize) {
        for (object, sums) in self.objects.iter().zip(self.sums.chunks(cells)).filter(|(object, _)| object.listed) {
            for (cell, figures) in sums.iter().enumerate().filter(|(_, figures)| !figures.is_empty()) {
                self.ready.push_back(Row {
                    position: Position { slice: self.slice, object: object.id, cell },
                    slice,
                    account: self.scope.account.id,
                    campaign: object.campaign,
                    adset: object.adset,
                    ad: (self.query.level == Level::Ad).then_some(object.id),
                    attribution: match object.attribution {
                        Seen::One(attribution) => Some(attribution),
                        Seen::Nothing | Seen::Several => None,
                    },
                    figures: *figures,
                    order: object.order,
                });
            }
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(row);
            }
            if !self.fill_next_group() {
                return None;
            }
        }
    }
}

fn object(
    id: ObjectId,
    campaign: Option<ObjectId>,
    adset: Option<ObjectId>,
    listed: bool,
    order: (usize, usize),
) -> Object {
    Object { id, campaign, adset, listed, order, attribution: Seen::Nothing }
}
