//! Which entry of Meta's log and which difference found by a sync are the same change.

use domain::TimestampMillis;
use store::{NewTimelineRow, TimelineRow, UntoldActivity, UntoldChange};

use super::Teller;
use crate::activity::features::{self, Turned};
use crate::activity::kinds;
use crate::activity::values::{self, Logged};

/// Clocks differ.
const SLACK_MS: i64 = 10 * 60_000;
/// Large accounts are listed in full twice a day; until then some changes are known from the log alone.
const LISTED_LATE_MS: i64 = 13 * 3_600_000;
/// The log of a run that broke off comes with a later one.
const LOGGED_LATE_MS: i64 = 7 * 24 * 3_600_000;

impl Teller<'_, '_> {
    /// An entry that a sync found before the log told of it.
    pub(super) fn noticed_before(
        &self,
        untold: &UntoldActivity,
        logged: &Logged,
    ) -> Result<Option<TimelineRow>, store::Error> {
        let row = &untold.row;
        let Some(object) = row.object_id.as_deref() else { return Ok(None) };
        let (from, until) = (row.at.plus_millis(-SLACK_MS), row.at.plus_millis(LOGGED_LATE_MS));
        let told = self.tx.told_about(&row.account, object, from, until)?;
        let field = logged.field.map_or("", |field| field.as_str());
        let bits = kinds::bit(logged.kind);
        // The oldest that fits: later ones have later entries of the log.
        Ok(told
            .into_iter()
            .rev()
            .map(|(found, _)| found)
            .find(|found| found.event_type.is_none() && fits(found, field, bits, logged.to.as_deref())))
    }

    /// Puts a difference to the entry of the log that explains it, or makes an entry of it. Answers the former.
    pub(super) fn put(
        &self,
        untold: &UntoldChange,
        bits: u32,
        state: &Turned,
        by: Option<&TimelineRow>,
    ) -> Result<Option<TimelineRow>, store::Error> {
        let noticed_at = untold.change.noticed_at;
        let is_switch = features::is_feature(&state.feature);
        if by.is_none()
            && let Some(mut found) = self.logged_before(untold, bits, state)?
        {
            if is_switch || found.from.is_none() {
                found.from.clone_from(&state.from);
            }
            found.to.clone_from(&state.to);
            found.kinds |= bits;
            found.field.clone_from(&state.feature);
            found.noticed_at = Some(noticed_at);
            let words = words(&found.name, &found.field, &[&found.from, &found.to, &found.actor, &found.event_type]);
            self.tx.replace_in_timeline(&found, &words)?;
            return Ok(Some(found));
        }
        let actor = by.and_then(|by| by.actor.clone());
        self.tx.add_to_timeline(
            &untold.account,
            &NewTimelineRow {
                source: by.map_or("outside", |by| &by.source),
                kinds: bits,
                level: untold.level,
                object: Some(&untold.object),
                name: &untold.name,
                field: &state.feature,
                from: state.from.as_deref(),
                to: state.to.as_deref(),
                actor: actor.as_deref(),
                event_type: by.and_then(|by| by.event_type.as_deref()),
                noticed_at: Some(noticed_at),
                words: &words(&untold.name, &state.feature, &[&state.from, &state.to, &actor]),
                ..NewTimelineRow::new(by.map_or(noticed_at, |by| by.at), self.told_at)
            },
        )?;
        Ok(None)
    }

    /// The newest entry of the log that may explain a difference.
    fn logged_before(
        &self,
        untold: &UntoldChange,
        bits: u32,
        state: &Turned,
    ) -> Result<Option<TimelineRow>, store::Error> {
        let noticed_at = untold.change.noticed_at;
        let until = noticed_at.plus_millis(SLACK_MS);
        let told = self.tx.told_about(&untold.account, &untold.object, TimestampMillis(0), until)?;
        let is_switch = features::is_feature(&state.feature);
        let found = told.into_iter().find(|(found, told_at)| {
            let is_fresh = *told_at >= self.told_at || found.at >= noticed_at.plus_millis(-LISTED_LATE_MS);
            let field = if is_switch { "" } else { &state.feature };
            is_fresh
                && found.noticed_at.is_none()
                && found.event_type.is_some()
                && fits(found, field, bits, state.to.as_deref())
        });
        Ok(found.map(|(found, _)| found))
    }
}

/// Whether an entry and what is told now can be the same change: the same field, if both name one, and the same value.
fn fits(found: &TimelineRow, field: &str, bits: u32, to: Option<&str>) -> bool {
    if found.kinds & bits == 0 {
        return false;
    }
    if found.field.is_empty() || field.is_empty() || features::is_feature(&found.field) {
        return true;
    }
    let unknown = found.to.is_none() || to.is_none();
    found.field == field && (unknown || values::same(field, found.to.as_deref(), to))
}

/// What of an entry is searched.
pub(super) fn words(name: &str, field: &str, others: &[&Option<String>]) -> String {
    /// Longest value that is searched; a targeting may have any length.
    const MOST_CHARS: usize = 300;
    let label = changes::Field::parse(field).map_or_else(|| features::label(field), |field| field.words().to_owned());
    let mut words = format!("{name}\n{label}");
    for text in others.iter().filter_map(|text| text.as_deref()) {
        words.push('\n');
        words.extend(text.chars().take(MOST_CHARS).map(|letter| if letter == '_' { ' ' } else { letter }));
    }
    words
}
