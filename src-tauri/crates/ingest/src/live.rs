//! One object as it was just read, into the cache: what a change made is seen at once and not only after the next sync.

use domain::{AccountId, Level};
use graph::LiveObject;
use serde_json::Value;
use store::{AdRow, AdSetRow, CampaignRow, Tx};

use crate::convert;

/// Stores an object that was read by itself. What such a read does not ask for (issues, learning, review) stays as the
/// last sync found it.
///
/// # Errors
/// What the database refuses. An answer too strange to be a row is left out and logged; the next sync brings it.
pub fn store_live(tx: &Tx<'_>, account: &AccountId, level: Level, live: &LiveObject) -> Result<(), store::Error> {
    // Nested settings stay text, which is read only from text.
    let json = Value::Object(live.fields.clone()).to_string();
    let stored = match level {
        Level::Account => Ok(true),
        Level::Campaign => campaign(tx, account, &json),
        Level::Adset => adset(tx, account, &json),
        Level::Ad => ad(tx, account, &json),
    }?;
    if !stored {
        tracing::warn!(%account, id = %live.id, "what was read is no row of the cache");
    }
    Ok(())
}

fn campaign(tx: &Tx<'_>, account: &AccountId, json: &str) -> Result<bool, store::Error> {
    let Ok(read) = serde_json::from_str::<graph::Campaign>(json) else { return Ok(false) };
    let mut row: CampaignRow = convert::campaign_row(account, read);
    if let Some(known) = tx.campaign(account, &row.id)? {
        row.issues = known.row.issues;
        row.automation = row.automation.or(known.row.automation);
    }
    tx.upsert_campaigns(account, &[row], None)?;
    Ok(true)
}

fn adset(tx: &Tx<'_>, account: &AccountId, json: &str) -> Result<bool, store::Error> {
    let Ok(read) = serde_json::from_str::<graph::AdSet>(json) else { return Ok(false) };
    let campaign = read.campaign_id.as_ref().map(|id| tx.campaign(account, id)).transpose()?.flatten();
    let objective = campaign.and_then(|campaign| campaign.row.objective);
    let action = convert::adset_action(&read, objective.as_deref());
    let Some(mut row): Option<AdSetRow> = convert::adset_row(account, read, action) else { return Ok(false) };
    if let Some(known) = tx.ad_set(account, &row.id)? {
        row.issues = known.row.issues;
        row.learning = known.row.learning;
        row.learning_status = known.row.learning_status;
        row.schedule = known.row.schedule;
        keep_spelling(&mut row.targeting, known.row.targeting);
        keep_spelling(&mut row.attribution_spec, known.row.attribution_spec);
    }
    tx.upsert_ad_sets(account, &[row], None)?;
    Ok(true)
}

fn ad(tx: &Tx<'_>, account: &AccountId, json: &str) -> Result<bool, store::Error> {
    let Ok(read) = serde_json::from_str::<graph::Ad>(json) else { return Ok(false) };
    let Some((mut row, creative)): Option<(AdRow, _)> = convert::ad_rows(account, read) else { return Ok(false) };
    if let Some(known) = tx.ad(account, &row.id)? {
        row.issues = known.row.issues;
        row.review_feedback = known.row.review_feedback;
        row.preview_link = known.row.preview_link;
    }
    tx.upsert_ads(account, &[row], None)?;
    if let Some(creative) = creative {
        tx.upsert_creatives(account, &[creative], None)?;
    }
    Ok(true)
}

/// Keeps the text that is known where the new one says the same: keys in another order are no change to be remembered.
fn keep_spelling(new: &mut Option<String>, known: Option<String>) {
    let parse = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    if parse(new) == parse(&known) {
        *new = known;
    }
}
