//! Rules of ads.

use serde_json::Value;

use super::{Labels, Rules, check_frozen, creative, is_live};
use crate::http::error::{GraphError, Result};
use crate::world::model::{Ad, AdSet, Creative, ObjectId, Review, Status, Timeline};

/// Ads an ad set may have that are not archived.
const MAX_ADS: usize = 50;

/// The creative of an ad: one that exists, or one described in place.
#[derive(Debug)]
pub(crate) enum CreativeChoice {
    Known(ObjectId),
    Inline(Box<Creative>),
}

/// What an update changes; none leaves a thing as it is.
#[derive(Debug, Default)]
pub(crate) struct AdEdit {
    pub(crate) name: Option<String>,
    pub(crate) status: Option<Status>,
    pub(crate) creative: Option<CreativeChoice>,
    pub(crate) tracking_specs: Option<Value>,
    pub(crate) conversion_domain: Option<String>,
    pub(crate) labels: Option<Labels>,
}

/// Checks a new ad and makes it, without an id and without its creative's id yet.
pub(crate) fn create(rules: &Rules<'_>) -> Result<(Ad, CreativeChoice, Option<Labels>)> {
    let name = rules.new_name()?;
    let adset = parent(rules)?;
    let creative = choose_creative(rules)?.ok_or_else(|| GraphError::missing("creative"))?;
    let status = rules.new_status()?;
    check_room(rules, adset)?;
    let now = rules.now_ms;
    let ad = Ad {
        id: ObjectId(0),
        account: rules.account.id,
        campaign: adset.campaign,
        adset: adset.id,
        name,
        status: Timeline::new(now, status),
        review: Timeline::new(now, Review::Pending),
        creative: ObjectId(0),
        tracking_specs: rules.params.json("tracking_specs")?,
        conversion_domain: rules.text("conversion_domain"),
        labels: Vec::new(),
        issues: Vec::new(),
        source: None,
        created_ms: now,
        updated_ms: now,
    };
    Ok((ad, creative, rules.labels()?))
}

fn parent<'a>(rules: &Rules<'a>) -> Result<&'a AdSet> {
    let id = rules.id("adset_id")?.ok_or_else(|| GraphError::missing("adset_id"))?;
    let adset = rules.world.adset(id).filter(|it| it.account == rules.account.id);
    let adset = adset.ok_or_else(|| {
        GraphError::invalid("Param adset_id must be the id of an ad set of this account").blame(&["adset_id"])
    })?;
    if !is_live(rules.world.adset_status(adset, rules.now_ms)) {
        return Err(GraphError::refused(
            1_487_056,
            "Ad Set Has Been Deleted",
            "No ad can be added to an archived or deleted ad set.",
        )
        .blame(&["adset_id"]));
    }
    Ok(adset)
}

/// Whether an ad set can take one more ad.
pub(crate) fn check_room(rules: &Rules<'_>, adset: &AdSet) -> Result<()> {
    let live = rules.world.ads_of(adset.id).filter(|it| is_live(rules.world.ad_status(it, rules.now_ms))).count();
    if live >= MAX_ADS {
        return Err(GraphError::refused(1_487_809, "Too Many Ads", "An ad set may have 50 ads that are not archived."));
    }
    if adset.is_dynamic_creative && live > 0 {
        return Err(GraphError::refused(
            1_885_553,
            "Only One Ad",
            "An ad set with dynamic creative can have one ad only.",
        )
        .blame(&["adset_id"]));
    }
    Ok(())
}

fn choose_creative(rules: &Rules<'_>) -> Result<Option<CreativeChoice>> {
    let Some(value) = rules.params.json_value("creative")? else { return Ok(None) };
    let wrong = || {
        GraphError::invalid(
            "Param creative must be {\"creative_id\": …} with a creative of this account, or a creative spec",
        )
        .blame(&["creative"])
    };
    let id = value.get("creative_id").or_else(|| value.get("id")).map(creative::plain);
    if let Some(id) = id {
        let id: ObjectId = id.parse().map_err(|_| wrong())?;
        let known = rules.world.creative(id).filter(|it| it.account == rules.account.id && it.status != "DELETED");
        return Ok(Some(CreativeChoice::Known(known.ok_or_else(wrong)?.id)));
    }
    let Value::Object(spec) = &value else { return Err(wrong()) };
    let mut params = crate::http::request::Params::default();
    for (key, part) in spec {
        params.set(key, creative::plain(part));
    }
    let inline = Rules { params: &params, ..*rules };
    Ok(Some(CreativeChoice::Inline(Box::new(creative::create(&inline)?.0))))
}

/// Checks an update of an ad.
pub(crate) fn update(rules: &Rules<'_>, ad: &Ad) -> Result<AdEdit> {
    check_frozen(*ad.status.at(rules.now_ms), rules.params, 1_885_088, 1_885_088)?;
    if rules.id("adset_id")?.is_some_and(|id| id != ad.adset) {
        return Err(GraphError::invalid("An ad cannot be moved to another ad set").blame(&["adset_id"]));
    }
    Ok(AdEdit {
        name: rules.name()?,
        status: rules.status()?,
        creative: choose_creative(rules)?,
        tracking_specs: rules.params.json("tracking_specs")?,
        conversion_domain: rules.text("conversion_domain"),
        labels: rules.labels()?,
    })
}
