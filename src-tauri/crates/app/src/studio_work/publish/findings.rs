//! What there is to know about an ad before it is made.

use std::collections::BTreeMap;

use changes::Known;
use changes::pictures::known_hash;
use domain::{AccountId, ConfiguredStatus, Level, ObjectId};
use store::{Db, ObjectRef};

use super::files::Motif;
use crate::dto::{StudioCopy, StudioFinding, StudioSeverity};

/// Ads that Meta takes in an ad set, without archived and deleted ones.
pub(super) const MOST_ADS: usize = 50;

fn finding(
    severity: StudioSeverity,
    subject: &str,
    reason: impl Into<String>,
    remedy: impl Into<String>,
) -> StudioFinding {
    StudioFinding {
        subject: subject.to_owned(),
        severity,
        field: None,
        excerpt: String::new(),
        reason: reason.into(),
        remedy: remedy.into(),
    }
}

pub(super) fn stop(subject: &str, reason: impl Into<String>, remedy: impl Into<String>) -> StudioFinding {
    finding(StudioSeverity::Stop, subject, reason, remedy)
}

pub(super) fn look(subject: &str, reason: impl Into<String>, remedy: impl Into<String>) -> StudioFinding {
    finding(StudioSeverity::Look, subject, reason, remedy)
}

/// What an ad says and shows.
#[derive(Debug)]
struct Shown {
    headline: Option<String>,
    primary_text: Option<String>,
    image_hash: Option<String>,
}

/// What the ad sets hold already.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Ads by ad set that are neither archived nor deleted.
    pub(super) ads: BTreeMap<ObjectId, usize>,
    /// What each of them shows.
    shown: BTreeMap<ObjectId, Vec<Shown>>,
    /// Meta's hashes of pictures that were uploaded from here.
    hashes: BTreeMap<String, String>,
}

impl Standing {
    pub(super) fn read(
        db: &Db,
        account: &AccountId,
        adsets: &[ObjectId],
        motifs: &[Motif],
    ) -> Result<Self, store::Error> {
        let mut standing = Self::default();
        let ads: Vec<(ObjectRef, ObjectId)> = db
            .outline(account)?
            .ads
            .into_iter()
            .filter(|(_, adset)| adsets.contains(adset))
            .map(|(id, adset)| (ObjectRef { account: account.clone(), level: Level::Ad, id }, adset))
            .collect();
        let objects: Vec<ObjectRef> = ads.iter().map(|(ad, _)| ad.clone()).collect();
        let known = Known::read(db, &objects)?;
        for (ad, adset) in ads {
            let Some(live) = known.objects.get(&ad) else { continue };
            if !matches!(live.status(), Some(ConfiguredStatus::Active | ConfiguredStatus::Paused)) {
                continue;
            }
            *standing.ads.entry(adset.clone()).or_default() += 1;
            let creative = match live.get(changes::Field::Creative) {
                Some(changes::Value::Json(json)) => json.get("creative_id").and_then(serde_json::Value::as_str),
                _ => None,
            };
            let Some(id) = creative.and_then(|id| ObjectId::parse(id).ok()) else { continue };
            if let Some(row) = db.creative(account, &id)? {
                let shown = Shown { headline: row.title, primary_text: row.body, image_hash: row.image_hash };
                standing.shown.entry(adset).or_default().push(shown);
            }
        }
        for content in motifs.iter().flat_map(|motif| &motif.files).filter_map(|file| file.content.as_ref()) {
            if let Some(hash) = known_hash(db, account, content)? {
                standing.hashes.insert(content.clone(), hash);
            }
        }
        Ok(standing)
    }

    /// Whether an ad of this ad set says and shows the same.
    pub(super) fn has_same(&self, adset: &ObjectId, copy: &StudioCopy, motif: &Motif) -> bool {
        let hashes: Vec<&String> =
            motif.files.iter().filter_map(|file| self.hashes.get(file.content.as_ref()?)).collect();
        self.shown.get(adset).into_iter().flatten().any(|shown| {
            shown.headline.as_ref() == Some(&copy.headline)
                && shown.primary_text.as_ref() == Some(&copy.primary_text)
                && shown.image_hash.as_ref().is_some_and(|hash| hashes.contains(&hash))
        })
    }
}
