//! Which rules are due, and which looks were missed. A missed look is told and never made up for.

use std::collections::BTreeMap;

use domain::{AccountId, AccountZone, TimestampMillis};

use crate::shelf::Kept;

/// A look that comes later than this after its time is missed: figures and world are others by then.
pub(crate) const GRACE_MS: i64 = 10 * 60_000;

/// The longest stretch that is gone over for missed looks.
const LONGEST_MS: i64 = 3 * 24 * 3_600_000;

/// What the clock says to a rule about an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    /// When it is to look now.
    pub(crate) now: Option<TimestampMillis>,
    /// Looks it missed, the first and the last of them, and how many.
    pub(crate) missed: Option<(TimestampMillis, TimestampMillis, u32)>,
}

/// Last looks by rule and account.
pub(crate) type Slots = BTreeMap<(String, AccountId), TimestampMillis>;

pub(crate) fn due(rule: &Kept, account: &AccountId, zone: &AccountZone, slots: &Slots, now: TimestampMillis) -> Due {
    let after = looked_until(rule, account, slots).max(now.plus_millis(-LONGEST_MS));
    let mut all = rule.rule().schedule.slots(zone, after, now);
    let now = all.pop_if(|slot| now.millis_since(*slot) <= GRACE_MS);
    let missed =
        all.first().zip(all.last()).map(|(first, last)| (*first, *last, u32::try_from(all.len()).unwrap_or(u32::MAX)));
    Due { now, missed }
}

/// Up to when a rule has looked; a rule that was saved later begins then.
fn looked_until(rule: &Kept, account: &AccountId, slots: &Slots) -> TimestampMillis {
    let last = slots.get(&(rule.rule().id.clone(), account.clone())).copied();
    last.map_or(rule.updated_at, |last| last.max(rule.updated_at))
}

/// When a rule looks next at an account, within a week.
pub(crate) fn next(
    rule: &Kept,
    account: &AccountId,
    zone: &AccountZone,
    slots: &Slots,
    now: TimestampMillis,
) -> Option<TimestampMillis> {
    let after = looked_until(rule, account, slots).max(now.plus_millis(-GRACE_MS));
    let (mut from, end) = (after, now.plus_millis(8 * 24 * 3_600_000));
    while from < end {
        let until = from.plus_millis(24 * 3_600_000);
        if let Some(first) = rule.rule().schedule.slots(zone, from, until).first() {
            return Some(*first);
        }
        from = until;
    }
    None
}
