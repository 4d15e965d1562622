//! Which of our own requests explains what Meta's log or a sync shows, so that it is not told twice.
//!
//! A request explains at most one entry of a kind and one difference in a field: whoever sets the same value again later
//! is told of.

use changes::{FieldChange, Outcome};
use domain::Level;
use store::{ActivityRow, IntentRow, Tx, UntoldChange};

use super::kinds;
use super::values::{self, Logged};
use crate::dto::ActivityKind;

/// Clocks differ, and an object is read back a little after it was changed.
const SLACK_MS: i64 = 5 * 60_000;
/// A request whose end is not known counts as this long.
const UNENDED_MS: i64 = 10 * 60_000;
/// What the cache lost in a crash is found by the next sync, which may come after a long time.
const LOST_MS: i64 = 45 * 24 * 3_600_000;
/// What Meta works out anew from a change of ours shows within this.
const WORKED_OUT_MS: i64 = 3_600_000;

/// Whether a request may have had an effect.
fn may_have_happened(intent: &IntentRow) -> bool {
    use Outcome as O;
    match Outcome::parse(&intent.state) {
        Some(O::Confirmed | O::Marked | O::NeedsPerson | O::Unconfirmed) => true,
        Some(_) => false,
        None => intent.state == "open",
    }
}

fn fields_of(intent: &IntentRow) -> Vec<FieldChange> {
    serde_json::from_value(intent.expected.clone()).unwrap_or_default()
}

/// The request that explains an entry of Meta's log.
pub(super) fn of_activity(
    tx: &Tx<'_>,
    row: &ActivityRow,
    logged: &Logged,
    app_id: Option<&str>,
) -> Result<Option<String>, store::Error> {
    let other_app = matches!((row.application.as_deref(), app_id), (Some(theirs), Some(ours)) if theirs != ours);
    let Some(object) = row.object_id.as_deref().filter(|_| !other_app && !is_meta(row)) else { return Ok(None) };
    let (from, until) = (row.at.plus_millis(-UNENDED_MS - SLACK_MS), row.at.plus_millis(SLACK_MS));
    let in_time = |intent: &IntentRow| {
        let closed = intent.closed_at.unwrap_or_else(|| intent.opened_at.plus_millis(UNENDED_MS));
        may_have_happened(intent) && row.at <= closed.plus_millis(SLACK_MS)
    };
    for intent in tx.intents_about(&row.account, object, from, until)? {
        let fits = in_time(&intent) && (intent.action != "edit" || wrote(&intent, logged));
        if fits && !tx.explains_activity(&intent.id, &row.event_type)? {
            return Ok(Some(intent.id));
        }
    }
    if logged.kind == ActivityKind::Created {
        // What a copy makes below itself is known by no id of ours.
        let lately = tx.intents_lately(&row.account, from, until)?;
        return Ok(lately
            .into_iter()
            .find(|intent| intent.action == "copy" && in_time(intent))
            .map(|intent| intent.id));
    }
    Ok(None)
}

/// Whether Meta itself did it.
pub(super) fn is_meta(row: &ActivityRow) -> bool {
    row.actor_name.as_deref() == Some("Meta")
}

/// Whether an edit set what the log says was set.
fn wrote(intent: &IntentRow, logged: &Logged) -> bool {
    let fields = fields_of(intent);
    match logged.field {
        Some(field) => fields.iter().any(|change| {
            let said = logged.to.as_deref().and_then(|text| values::value_of(field, text));
            change.field == field && (said.is_none() || changes::arrived(change.to.as_ref(), said.as_ref()))
        }),
        None => fields.iter().any(|change| kinds::of_field(change.field) == logged.kind),
    }
}

/// The request that explains a difference between two reads.
pub(super) fn of_change(tx: &Tx<'_>, untold: &UntoldChange) -> Result<Option<String>, store::Error> {
    let change = &untold.change;
    let until = change.noticed_at.plus_millis(SLACK_MS);
    if change.field == "automation" {
        return worked_out(tx, untold);
    }
    let is_campaign = untold.level == Some(Level::Campaign);
    let field = values::field_of_column(&change.field, is_campaign);
    let became = field.and_then(|field| values::value_of(field, change.to.as_deref()?));
    let from = change.noticed_at.plus_millis(-LOST_MS);
    for intent in tx.intents_about(&untold.account, &untold.object, from, until)? {
        if !may_have_happened(&intent) {
            continue;
        }
        let fits = if intent.action == "edit" {
            let arrived =
                |one: &FieldChange| Some(one.field) == field && changes::arrived(one.to.as_ref(), became.as_ref());
            fields_of(&intent).iter().any(arrived)
        } else {
            // Something new gets its name and what differs from its source right after it is made.
            change.noticed_at.millis_since(intent.opened_at) <= UNENDED_MS
        };
        if fits && !tx.explains_change(&intent.id, &change.field)? {
            return Ok(Some(intent.id));
        }
    }
    Ok(None)
}

/// What Meta decides in a campaign follows from its budget and from its ad sets.
fn worked_out(tx: &Tx<'_>, untold: &UntoldChange) -> Result<Option<String>, store::Error> {
    let at = untold.change.noticed_at;
    let lately = tx.intents_lately(&untold.account, at.plus_millis(-WORKED_OUT_MS), at.plus_millis(SLACK_MS))?;
    for intent in lately.into_iter().filter(may_have_happened) {
        let Some(object) = &intent.object else { continue };
        let campaign = match intent.level {
            Level::Campaign => Some(object.clone()),
            Level::Adset => tx.ad_set(&untold.account, object)?.map(|found| found.row.campaign_id),
            Level::Account | Level::Ad => None,
        };
        if campaign.is_some_and(|campaign| campaign.as_str() == untold.object) {
            return Ok(Some(intent.id));
        }
    }
    Ok(None)
}
