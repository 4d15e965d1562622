//! Meta's objects of one page as rows of the cache.

use std::collections::{BTreeMap, HashSet};

use domain::{AccountId, ConversionAction, Level, ObjectId};
use graph::{Ad, AdSet, Campaign};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::{AdRow, AdSetRow, CampaignRow, CreativeRow, Tx, Upserted};

use super::Objectives;
use crate::convert;
use crate::rows::Named;

/// Rows of one page, ready to be stored.
pub(crate) enum Rows {
    Campaigns(Vec<CampaignRow>),
    AdSets(Vec<AdSetRow>),
    Ads(Vec<AdRow>, Vec<CreativeRow>),
}

impl Rows {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Campaigns(rows) => rows.len(),
            Self::AdSets(rows) => rows.len(),
            Self::Ads(rows, _) => rows.len(),
        }
    }

    pub(crate) fn store_in(
        &self,
        tx: &Tx<'_>,
        account: &AccountId,
        sync: Option<i64>,
    ) -> Result<Upserted, store::Error> {
        match self {
            Self::Campaigns(rows) => tx.upsert_campaigns(account, rows, sync),
            Self::AdSets(rows) => tx.upsert_ad_sets(account, rows, sync),
            Self::Ads(rows, creatives) => {
                let creatives = tx.upsert_creatives(account, creatives, sync)?;
                let ads = tx.upsert_ads(account, rows, sync)?;
                Ok(Upserted { added: ads.added, changed: ads.changed + creatives.changed, unchanged: ads.unchanged })
            }
        }
    }
}

pub(crate) fn campaign_rows(account: &AccountId, items: Vec<Campaign>) -> Rows {
    Rows::Campaigns(items.into_iter().map(|item| convert::campaign_row(account, item)).collect())
}

pub(crate) fn adset_rows(account: &AccountId, items: Vec<AdSet>, objectives: &Objectives) -> Rows {
    let row = |item: AdSet| {
        let objective = item.campaign_id.as_ref().and_then(|id| objectives.get(id)?.as_deref());
        let action: ConversionAction = convert::adset_action(&item, objective);
        convert::adset_row(account, item, action)
    };
    Rows::AdSets(items.into_iter().filter_map(row).collect())
}

pub(crate) fn ad_rows(account: &AccountId, items: Vec<Ad>) -> Rows {
    let mut ads = Vec::with_capacity(items.len());
    let mut creatives: Vec<CreativeRow> = Vec::new();
    let mut seen = HashSet::new();
    for (ad, creative) in items.into_iter().filter_map(|item| convert::ad_rows(account, item)) {
        ads.push(ad);
        // Many ads share a creative.
        creatives.extend(creative.filter(|creative| seen.insert(creative.id.clone())));
    }
    Rows::Ads(ads, creatives)
}

/// Deleted objects that no listing ever showed, as far as rows of figures tell about them.
pub(crate) fn deleted_rows(
    account: &AccountId,
    level: Level,
    objects: &BTreeMap<ObjectId, Named>,
    objectives: &Objectives,
) -> Rows {
    match level {
        Level::Account | Level::Campaign => campaign_rows(account, as_sent(objects, "objective")),
        Level::Adset => adset_rows(account, as_sent(objects, "optimization_goal"), objectives),
        Level::Ad => ad_rows(account, as_sent(objects, "purpose")),
    }
}

/// The objects as Meta would send them, which leaves one way from its objects to rows.
fn as_sent<T: DeserializeOwned>(objects: &BTreeMap<ObjectId, Named>, purpose: &str) -> Vec<T> {
    let one = |(id, named): (&ObjectId, &Named)| {
        let mut object = json!({
            "id": id,
            "name": named.name,
            "status": "DELETED",
            "effective_status": "DELETED",
            "campaign_id": named.campaign,
            "adset_id": named.adset,
        });
        if let Some(text) = &named.purpose {
            object[purpose] = Value::from(text.as_str());
        }
        serde_json::from_value(object).ok()
    };
    objects.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ObjectId {
        ObjectId::parse(text).unwrap()
    }

    #[test]
    fn a_row_of_figures_is_enough_to_know_a_deleted_object() {
        let account = AccountId::parse("1").unwrap();
        let named = Named {
            name: "Spring <b>".to_owned(),
            purpose: Some("LINK_CLICKS".to_owned()),
            campaign: Some(id("7")),
            adset: Some(id("8")),
        };
        let objects = BTreeMap::from([(id("8"), named.clone())]);
        let Rows::AdSets(rows) = deleted_rows(&account, Level::Adset, &objects, &Objectives::new()) else {
            panic!("ad sets")
        };
        let [row] = &rows[..] else { panic!("one ad set") };
        assert_eq!((row.id.as_str(), row.campaign_id.as_str(), row.name.as_str()), ("8", "7", "Spring <b>"));
        assert_eq!((row.status.as_str(), row.effective_status.as_str()), ("DELETED", "DELETED"));
        assert_eq!(row.conversion.as_deref(), Some(ConversionAction::LinkClick.as_str()));
        let objects = BTreeMap::from([(id("9"), named)]);
        let Rows::Ads(rows, creatives) = deleted_rows(&account, Level::Ad, &objects, &Objectives::new()) else {
            panic!("ads")
        };
        assert_eq!((rows.len(), creatives.len(), rows[0].adset_id.as_str()), (1, 0, "8"));
        let orphan = Named { name: String::new(), purpose: None, campaign: None, adset: None };
        let objects = BTreeMap::from([(id("9"), orphan)]);
        assert_eq!(deleted_rows(&account, Level::Ad, &objects, &Objectives::new()).len(), 0, "it belongs nowhere");
    }
}
