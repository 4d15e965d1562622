//! What a replayed rule would have changed, laid over what really was.

use std::collections::BTreeMap;

use domain::{AccountDay, ConfiguredStatus, Level, ObjectId};

use crate::act::{Act, AmountField};
use crate::answers::NOT_MET;
use crate::frame::Frame;
use crate::prepared::Prepared;
use crate::reason::asked;
use crate::rule::Until;
use crate::snapshot::{Objects, Snapshot};

/// What the rule would have changed so far.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    statuses: BTreeMap<ObjectId, Status>,
    amounts: BTreeMap<(ObjectId, u8), Amount>,
}

#[derive(Debug)]
struct Status {
    is: ConfiguredStatus,
    until: Option<Until>,
    since: AccountDay,
}

/// An amount the rule set, for as long as nobody else sets another.
#[derive(Debug)]
struct Amount {
    really: i64,
    to: i64,
}

fn code(field: AmountField) -> u8 {
    field as u8
}

fn column(objects: &mut Objects, field: AmountField) -> &mut Vec<Option<i64>> {
    match field {
        AmountField::DailyBudget => &mut objects.daily_budgets,
        AmountField::LifetimeBudget => &mut objects.lifetime_budgets,
        AmountField::Bid => &mut objects.bids,
    }
}

impl Overlay {
    /// Changes a snapshot into what it would have been.
    pub(super) fn lay(&mut self, snapshot: &mut Snapshot, level: Level) {
        let Some(today) = snapshot.today() else { return };
        self.statuses.retain(|_, status| status.until != Some(Until::Midnight) || status.since == today);
        if self.statuses.is_empty() && self.amounts.is_empty() {
            return;
        }
        let objects = snapshot.objects_mut(level);
        for index in 0..objects.len() {
            let Some(id) = objects.ids.get(index).cloned() else { continue };
            if let (Some(status), Some(is)) = (self.statuses.get(&id), objects.configured.get_mut(index)) {
                *is = status.is;
            }
            for field in [AmountField::DailyBudget, AmountField::LifetimeBudget, AmountField::Bid] {
                let key = (id.clone(), code(field));
                let Some(amount) = self.amounts.get(&key) else { continue };
                let Some(cell) = column(objects, field).get_mut(index) else { continue };
                if *cell == Some(amount.really) {
                    *cell = Some(amount.to);
                } else {
                    // Somebody really set another amount in the meantime.
                    self.amounts.remove(&key);
                }
            }
        }
    }

    /// Ends pauses that last until an object has recovered, where it has.
    pub(super) fn see(&mut self, frame: &Frame<'_>, prepared: &Prepared, level: Level) {
        if !self.statuses.values().any(|status| status.until == Some(Until::Recovered)) {
            return;
        }
        let scope = frame.in_scope(prepared);
        let answers = frame.answers(asked(prepared, &scope), &prepared.rule().when);
        let objects = frame.snapshot.objects(level);
        let recovered = |id: &ObjectId| {
            objects.position(id).and_then(|index| answers.get(index)).is_some_and(|answer| *answer == NOT_MET)
        };
        self.statuses.retain(|id, status| status.until != Some(Until::Recovered) || !recovered(id));
    }

    /// Notes what the rule would have done.
    pub(super) fn done(&mut self, snapshot: &Snapshot, object: &ObjectId, act: &Act) {
        let Some(since) = snapshot.today() else { return };
        let status = |is, until| Status { is, until, since };
        match act {
            Act::Tell => {}
            Act::Pause(until) => {
                self.statuses.insert(object.clone(), status(ConfiguredStatus::Paused, Some(*until)));
            }
            Act::Start => {
                self.statuses.insert(object.clone(), status(ConfiguredStatus::Active, None));
            }
            Act::Set { field, from, to } => {
                let key = (object.clone(), code(*field));
                // What it really was: the overlay's own value stands on top of that.
                let really = self.amounts.get(&key).map_or(from.minor, |amount| amount.really);
                self.amounts.insert(key, Amount { really, to: to.minor });
            }
        }
    }
}
