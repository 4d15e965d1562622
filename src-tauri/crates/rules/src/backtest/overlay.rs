//! What a replayed rule would have changed, laid over what really was.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{AccountDay, ConfiguredStatus, Level, ObjectId};

use crate::act::{Act, AmountField};
use crate::answers::NOT_MET;
use crate::frame::Frame;
use crate::prepared::Prepared;
use crate::rule::Until;
use crate::snapshot::{Objects, Snapshot};

/// What the rule would have changed so far.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    laid: HashMap<ObjectId, Laid>,
}

/// What it would have changed of one object.
#[derive(Debug, Default)]
struct Laid {
    status: Option<Status>,
    amounts: HashMap<AmountField, Amount>,
    copied: bool,
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

fn column(objects: &mut Objects, field: AmountField) -> &mut Vec<Option<i64>> {
    Arc::make_mut(match field {
        AmountField::DailyBudget => &mut objects.daily_budgets,
        AmountField::LifetimeBudget => &mut objects.lifetime_budgets,
        AmountField::Bid => &mut objects.bids,
    })
}

impl Overlay {
    /// Changes a snapshot into what it would have been.
    pub(super) fn lay(&mut self, snapshot: &mut Snapshot, level: Level) {
        let Some(today) = snapshot.today() else { return };
        for laid in self.laid.values_mut() {
            laid.status.take_if(|status| status.until == Some(Until::Midnight) && status.since != today);
        }
        if self.laid.is_empty() {
            return;
        }
        let objects = snapshot.objects_mut(level);
        let ids = Arc::clone(&objects.ids);
        for (index, id) in ids.iter().enumerate() {
            let Some(laid) = self.laid.get_mut(id) else { continue };
            if let (Some(status), Some(is)) = (&laid.status, Arc::make_mut(&mut objects.configured).get_mut(index)) {
                *is = status.is;
            }
            laid.amounts.retain(|field, amount| {
                let Some(cell) = column(objects, *field).get_mut(index) else { return false };
                let kept = *cell == Some(amount.really);
                if kept {
                    *cell = Some(amount.to);
                }
                // Otherwise somebody really set another amount in the meantime.
                kept
            });
        }
    }

    /// Ends pauses that last until an object has recovered, where it has.
    pub(super) fn see(&mut self, frame: &Frame<'_>, prepared: &Prepared, level: Level) {
        let waits = |laid: &Laid| laid.status.as_ref().is_some_and(|status| status.until == Some(Until::Recovered));
        if !self.laid.values().any(waits) {
            return;
        }
        let scope = frame.in_scope(prepared);
        let answers = frame.conditions(prepared, &scope);
        let each = frame.snapshot.objects(level).ids.iter().zip(&answers);
        for (id, _) in each.filter(|(_, answer)| **answer == NOT_MET) {
            if let Some(laid) = self.laid.get_mut(id).filter(|laid| waits(laid)) {
                laid.status = None;
            }
        }
    }

    /// Whether the rule would have copied it before; the copy itself was never there to be seen.
    pub(super) fn is_copied(&self, object: &ObjectId) -> bool {
        self.laid.get(object).is_some_and(|laid| laid.copied)
    }

    /// Notes what the rule would have done.
    pub(super) fn done(&mut self, snapshot: &Snapshot, object: &ObjectId, act: &Act) {
        let Some(since) = snapshot.today() else { return };
        let laid = self.laid.entry(object.clone()).or_default();
        match act {
            Act::Tell => {}
            Act::Copy { .. } => laid.copied = true,
            Act::Pause(until) => {
                laid.status = Some(Status { is: ConfiguredStatus::Paused, until: Some(*until), since });
            }
            Act::Start => laid.status = Some(Status { is: ConfiguredStatus::Active, until: None, since }),
            Act::Set { field, from, to } => {
                // What it really was: the overlay's own value stands on top of that.
                let really = laid.amounts.get(field).map_or(from.minor, |amount| amount.really);
                laid.amounts.insert(*field, Amount { really, to: to.minor });
            }
        }
    }
}
