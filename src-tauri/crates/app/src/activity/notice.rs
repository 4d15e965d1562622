//! Telling the timeline what is new, and people what they have to know of it.

use std::collections::BTreeMap;

use domain::AccountId;
use store::Store;

use super::features;
use super::tell::{Drift, tell};
use crate::bus::{AlarmAct, Bus};
use crate::dto::AppEvent;

/// Brings the timeline up to date and says which automatic features others have switched. What fails is tried again by
/// the next telling.
pub(crate) async fn tell_and_raise(store: &Store, bus: &Bus) {
    match tell(store).await {
        Ok(drifts) if drifts.is_empty() => {}
        Ok(drifts) => raise(store, bus, drifts).await,
        Err(error) => tracing::warn!(%error, "the timeline is not up to date"),
    }
}

/// One notice for each account, whatever the number of switches.
async fn raise(store: &Store, bus: &Bus, drifts: Vec<Drift>) {
    let names = store.read(|db| Ok(db.accounts()?.into_iter().map(|row| (row.id, row.name)).collect())).await;
    let names: BTreeMap<AccountId, String> = names.unwrap_or_default();
    let mut by_account: BTreeMap<AccountId, Vec<Drift>> = BTreeMap::new();
    for drift in drifts {
        by_account.entry(drift.account.clone()).or_default().push(drift);
    }
    for (account, drifts) in by_account {
        let Some(text) = words(&drifts) else { continue };
        let name = names.get(&account).cloned().unwrap_or_else(|| account.node());
        let title = format!("An automatic feature was switched: {name}");
        bus.alarm_with(title, text.clone(), AlarmAct::Open("/activity".into()));
        bus.event(AppEvent::FeaturesSwitched { account_id: account.node(), account_name: name, text });
    }
}

fn words(drifts: &[Drift]) -> Option<String> {
    let first = drifts.first()?;
    let state = first.to.as_deref().map(features::state_words).unwrap_or_default().to_lowercase();
    let name: String = first.name.chars().take(80).collect();
    let more = match drifts.len() - 1 {
        0 => String::new(),
        1 => " One more was switched too.".to_owned(),
        more => format!(" {more} more were switched too."),
    };
    Some(format!("{} of \u{201c}{name}\u{201d} is {state} now; not by Sextant.{more}", features::label(&first.feature)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_switches_are_one_sentence() {
        let drift = |feature: &str| Drift {
            account: AccountId::parse("1").unwrap(),
            name: "Broad".into(),
            feature: feature.into(),
            to: Some("1".into()),
        };
        let one = words(&[drift("advantage_audience")]).unwrap();
        assert_eq!(one, "Advantage+ audience of \u{201c}Broad\u{201d} is on now; not by Sextant.");
        let three = words(&[drift("a"), drift("b"), drift("c")]).unwrap();
        assert!(three.ends_with("2 more were switched too."), "{three}");
        assert_eq!(words(&[]), None);
    }
}
