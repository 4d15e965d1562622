//! Which campaigns ought to deliver, and which ads may not.

use store::{AdRow, AdSetRow, CampaignRow};

use crate::support::*;

/// A campaign with one ad set and one ad, all of them active.
fn active(at: i64) -> (CampaignRow, AdSetRow, AdRow) {
    let name = format!("Tree {at}");
    let mut campaign = campaign_row("1", at, &name);
    let mut adset = ad_set_row("1", at + 100, at, &name);
    let mut ad = ad_row("1", at + 200, at + 100, at, &name);
    for status in [&mut campaign.effective_status, &mut adset.effective_status, &mut ad.effective_status] {
        *status = "ACTIVE".into();
    }
    (campaign, adset, ad)
}

#[test]
fn what_is_over_paused_or_disapproved_ought_not_to_deliver() {
    let fixture = Fixture::new();
    let mut trees: Vec<_> = (10..17).map(active).collect();
    let hour = |hours: i64| Some(NOW.plus_millis(hours * 3_600_000));
    trees[1].0.stop_time = hour(-1);
    trees[2].0.stop_time = hour(1);
    trees[3].1.end_time = hour(-1);
    trees[4].1.end_time = hour(1);
    trees[5].2.effective_status = "DISAPPROVED".into();
    trees[6].0.effective_status = "PAUSED".into();
    let write = move |tx: &store::Tx<'_>| {
        for (campaign, adset, ad) in &trees {
            tx.upsert_campaigns(&account("1"), std::slice::from_ref(campaign), Some(1))?;
            tx.upsert_ad_sets(&account("1"), std::slice::from_ref(adset), Some(1))?;
            tx.upsert_ads(&account("1"), std::slice::from_ref(ad), Some(1))?;
        }
        Ok(())
    };
    fixture.store.write_blocking(write).unwrap();
    let wanted = fixture.store.read_blocking(|db| db.campaigns_to_deliver(&account("1"), NOW)).unwrap();
    let wanted: Vec<_> = wanted.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(wanted, ["Tree 10", "Tree 12", "Tree 14"]);
    let disapproved = fixture.store.read_blocking(|db| db.disapproved_ads(&account("1"))).unwrap();
    assert_eq!(disapproved, [(id(215), "Tree 15".to_owned())]);

    // What is deleted neither delivers nor waits for anybody.
    let gone = |tx: &store::Tx<'_>| {
        tx.mark_gone(&account("1"), domain::Level::Ad, &[id(210), id(215)])?;
        Ok(())
    };
    fixture.store.write_blocking(gone).unwrap();
    let left = fixture.store.read_blocking(|db| db.campaigns_to_deliver(&account("1"), NOW)).unwrap();
    assert_eq!(left.len(), 2);
    assert!(fixture.store.read_blocking(|db| db.disapproved_ads(&account("1"))).unwrap().is_empty());
}
