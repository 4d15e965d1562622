//! Places in an order, when some of those in it have no value.

use std::collections::HashMap;

use domain::Level;
use serde::{Deserialize, Serialize};

use crate::answers::{Asked, CANNOT_TELL, MET, NOT_MET};
use crate::condition::{Among, End, Rank, Take, Zeros};
use crate::frame::Frame;
use crate::snapshot::parent_level;
use crate::terms::Values;

/// Where an object stands in an order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Standpoint {
    /// How many take part.
    pub of: usize,
    /// How many of them are taken.
    pub taken: usize,
    /// How many are as good or better, the object itself included; none where it has no value.
    pub place: Option<usize>,
    /// How many have no value and could have any place.
    pub unknown: usize,
}

/// One order: the values of those who take part, best first, and how many have none.
#[derive(Debug, Default)]
struct Order {
    values: Vec<f64>,
    unknown: usize,
}

impl Order {
    fn of(&self) -> usize {
        self.values.len() + self.unknown
    }

    fn taken(&self, take: Take) -> usize {
        match take {
            Take::Count(count) => count as usize,
            Take::Percent(percent) => self.of() * usize::from(percent) / 100,
        }
    }

    /// How many are as good as `value` or better; values are sorted so that smaller is better.
    fn place(&self, value: f64) -> usize {
        self.values.partition_point(|other| *other <= value)
    }
}

/// All orders of a rank, by the group an object is in.
#[derive(Debug)]
struct Orders {
    values: Values,
    /// Turns values round so that smaller is better.
    sign: f64,
    groups: HashMap<u32, Order>,
}

impl Frame<'_> {
    fn group(&self, level: Level, among: Among, index: usize) -> Option<u32> {
        match among {
            Among::Scope => Some(0),
            // Campaigns are all under the one account.
            Among::Siblings if parent_level(level) == Level::Account => Some(0),
            Among::Siblings => self.snapshot.objects(level).parents.get(index).copied().flatten(),
        }
    }

    fn orders(&self, asked: Asked<'_>, rank: &Rank) -> Option<Orders> {
        let values = self.values(asked.level, &rank.by, asked.freshness_minutes).ok()?;
        let sign = if rank.end == End::Top { -1.0 } else { 1.0 };
        let mut groups: HashMap<u32, Order> = HashMap::new();
        for index in (0..asked.scope.len()).filter(|index| asked.scope.get(*index) == Some(&true)) {
            let Some(group) = self.group(asked.level, rank.among, index) else { continue };
            let value = values.at(index);
            let nothing = value.is_nan() || value == 0.0;
            if nothing && rank.zeros == Zeros::LeaveOut {
                continue;
            }
            let order = groups.entry(group).or_default();
            if value.is_nan() {
                order.unknown += 1;
            } else {
                order.values.push(value * sign);
            }
        }
        for order in groups.values_mut() {
            order.values.sort_unstable_by(f64::total_cmp);
        }
        Some(Orders { values, sign, groups })
    }

    pub(crate) fn ranks(&self, asked: Asked<'_>, rank: &Rank) -> Vec<u8> {
        let count = asked.scope.len();
        let Some(orders) = self.orders(asked, rank) else { return vec![CANNOT_TELL; count] };
        (0..count)
            .map(|index| match asked.scope.get(index) {
                Some(true) => self.ranked(asked, rank, &orders, index),
                _ => NOT_MET,
            })
            .collect()
    }

    fn ranked(&self, asked: Asked<'_>, rank: &Rank, orders: &Orders, index: usize) -> u8 {
        let value = orders.values.at(index);
        if value == 0.0 && rank.zeros == Zeros::LeaveOut {
            return NOT_MET;
        }
        let group = self.group(asked.level, rank.among, index);
        let Some(order) = group.and_then(|group| orders.groups.get(&group)).filter(|_| !value.is_nan()) else {
            return CANNOT_TELL;
        };
        let (place, taken) = (order.place(value * orders.sign), order.taken(rank.take));
        if place > taken {
            NOT_MET
        } else if place + order.unknown <= taken {
            MET
        } else {
            CANNOT_TELL
        }
    }

    /// Where one object stands, for its explanation.
    pub(crate) fn standpoint(&self, asked: Asked<'_>, rank: &Rank, index: usize) -> Option<(f64, Standpoint)> {
        let orders = self.orders(asked, rank)?;
        let value = orders.values.at(index);
        let empty = Order::default();
        let group = self.group(asked.level, rank.among, index);
        let order = group.and_then(|group| orders.groups.get(&group)).unwrap_or(&empty);
        let place = (!value.is_nan()).then(|| order.place(value * orders.sign));
        Some((value, Standpoint { of: order.of(), taken: order.taken(rank.take), place, unknown: order.unknown }))
    }
}
