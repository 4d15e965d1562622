//! Writing the activity log.

use serde_json::{Value, json};

use crate::world::World;
use crate::world::delivery::HISTORY_DAYS;
use crate::world::delivery::calendar::DAY_MS;
use crate::world::model::{Activity, Actor, ObjectId, ObjectKind, ObjectRef};

impl World {
    /// Writes a line of the activity log about an object. Lines older than the world's first day are not kept. `extra_data` is JSON, see [`change`].
    pub fn log(
        &mut self,
        id: ObjectId,
        at_ms: i64,
        event: &str,
        translated: &str,
        by: &Actor,
        extra_data: Option<Value>,
    ) {
        let Some(ObjectRef { kind, .. }) = self.find(id) else { return };
        let Some((account, name)) = self.account_and_name(id, kind) else { return };
        if at_ms < self.origin.now_ms - HISTORY_DAYS * DAY_MS {
            return;
        }
        let activity = Activity {
            account,
            at_ms,
            event_type: event.to_owned(),
            translated: translated.to_owned(),
            actor: by.clone(),
            object_kind: kind,
            object_id: id,
            object_name: name,
            extra_data: extra_data.map(|data| data.to_string()),
        };
        // The log stays in order of time; of two lines at one instant the earlier written comes first.
        if self.unsorted_log {
            self.activities.push(activity);
        } else {
            let place = self.activities.partition_point(|other| other.at_ms <= at_ms).max(self.generated_activities);
            self.activities.insert(place, activity);
        }
    }

    fn account_and_name(&self, id: ObjectId, kind: ObjectKind) -> Option<(ObjectId, String)> {
        match kind {
            ObjectKind::Account => self.account(id).map(|it| (it.id, it.name.clone())),
            ObjectKind::Campaign => self.campaign(id).map(|it| (it.account, it.name.clone())),
            ObjectKind::AdSet => self.adset(id).map(|it| (it.account, it.name.clone())),
            ObjectKind::Ad => self.ad(id).map(|it| (it.account, it.name.clone())),
            ObjectKind::Creative => self.creative(id).map(|it| (it.account, it.name.clone())),
            ObjectKind::Label => self.label(id).map(|it| (it.account, it.name.clone())),
        }
    }
}

/// The `extra_data` of an activity: what it was, what it became, and how to read both.
pub fn change(kind: &str, old: Value, new: Value) -> Value {
    json!({"old_value": old, "new_value": new, "type": kind})
}
