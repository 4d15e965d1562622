//! After a crash: decisions that were being sent are brought in line with what the write path knows of them.

use std::collections::BTreeMap;

use changes::{Outcome, RowReport};
use store::{ChangeRow, DecisionRow};

use super::Desk;
use crate::Error;
use crate::state::DecisionState;

impl Desk {
    /// Settles what the last run of the program left being sent. For the start of the engine, after the write path has
    /// settled what it left open, and at each round for what was unclear then.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub async fn settle_sent(&self) -> Result<(), Error> {
        let sending = self.store.read(|db| db.decisions_in(DecisionState::Sending.as_str())).await?;
        let mut by_act: BTreeMap<String, Vec<DecisionRow>> = BTreeMap::new();
        for row in sending {
            by_act.entry(row.change_set.clone().unwrap_or_default()).or_default().push(row);
        }
        for (act, rows) in by_act {
            let id = act.clone();
            let changes = self.store.read(move |db| db.changes(&id)).await?;
            let reports: Vec<RowReport> = rows.iter().filter_map(|row| report_of(row, &changes)).collect();
            self.settle(&rows, &reports).await?;
        }
        Ok(())
    }
}

/// What the write path knows of a decision. An act that it never heard of was never sent.
fn report_of(row: &DecisionRow, changes: &[ChangeRow]) -> Option<RowReport> {
    let known = changes.iter().find(|change| Some(change.item) == row.item);
    let (outcome, detail) = match known {
        Some(change) => (Outcome::parse(&change.outcome)?, serde_json::from_value(change.detail.clone()).ok()),
        None => (Outcome::NotSent, None),
    };
    let mut detail: changes::Detail = detail.flatten().unwrap_or_default();
    if matches!(outcome, Outcome::NotSent | Outcome::Planned) && detail.text.is_none() {
        detail.text = Some("Sextant ended before it was sent".to_owned());
    }
    Some(RowReport { item: row.item?, object: Some(row.object.id.clone()), outcome, detail })
}
