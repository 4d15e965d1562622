//! Ad sets that ads can be made in.

use std::collections::BTreeMap;

use changes::Known;
use domain::{ConfiguredStatus, Level, ObjectId};
use store::ObjectRef;

use crate::Error;
use crate::app::App;
use crate::changing::convert::account;
use crate::dto::{PublishPlace, PublishPlacesRequest};

/// Ad sets that a person can still look through.
const MOST: usize = 100;
/// Longest text that is looked for, in characters.
const LONGEST: usize = 100;

impl App {
    /// Ad sets of an account that are neither archived nor deleted, the newest first, at most 100. From the copy on this
    /// computer.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account that is not in this workspace.
    pub async fn publish_places(&self, input: PublishPlacesRequest) -> Result<Vec<PublishPlace>, Error> {
        let session = self.session().await?;
        let account = account(&input.account_id, &session.chosen())?;
        let text = input.text.trim().chars().take(LONGEST).collect::<String>().to_lowercase();
        let read = move |db: &store::Db| {
            let outline = db.outline(&account)?;
            let reference = |level, id: &ObjectId| ObjectRef { account: account.clone(), level, id: id.clone() };
            let objects: Vec<ObjectRef> = outline.adsets.iter().map(|one| reference(Level::Adset, &one.0)).collect();
            let known = Known::read(db, &objects)?;
            let is_alive = |status| matches!(status, Some(ConfiguredStatus::Active | ConfiguredStatus::Paused));
            let mut places: Vec<(ObjectRef, PublishPlace)> = Vec::new();
            for object in objects.into_iter().rev() {
                let Some(adset) = known.objects.get(&object).filter(|adset| is_alive(adset.status())) else { continue };
                let campaign = known.campaign_of(adset);
                if campaign.is_some_and(|campaign| !is_alive(campaign.status())) {
                    continue;
                }
                let campaign = campaign.map(|campaign| campaign.name().to_owned()).unwrap_or_default();
                let fits = |name: &str| name.to_lowercase().contains(&text);
                if !fits(adset.name()) && !fits(&campaign) && object.id.as_str() != text {
                    continue;
                }
                let place = PublishPlace {
                    id: object.id.to_string(),
                    name: adset.name().to_owned(),
                    campaign,
                    status: adset.status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
                    ads: 0,
                };
                places.push((object, place));
                if places.len() >= MOST {
                    break;
                }
            }
            let wanted: BTreeMap<&ObjectId, usize> =
                places.iter().enumerate().map(|(at, (object, _))| (&object.id, at)).collect();
            let inside: Vec<(ObjectRef, usize)> = outline
                .ads
                .iter()
                .filter_map(|(ad, adset)| Some((reference(Level::Ad, ad), *wanted.get(adset)?)))
                .collect();
            let ads = Known::read(db, &inside.iter().map(|(ad, _)| ad.clone()).collect::<Vec<_>>())?;
            for (ad, at) in &inside {
                let alive = ads.objects.get(ad).is_some_and(|ad| is_alive(ad.status()));
                if let Some((_, place)) = places.get_mut(*at).filter(|_| alive) {
                    place.ads += 1;
                }
            }
            Ok(places.into_iter().map(|(_, place)| place).collect())
        };
        Ok(session.store.read(read).await?)
    }
}
