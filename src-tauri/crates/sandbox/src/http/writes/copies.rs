//! `POST /{object}/copies`. It does not know `validate_only`: whoever sends that gets a copy.

use serde::Deserialize;

use super::WriteCx;
use crate::http::answer::Answer;
use crate::http::error::{GraphError, Result};
use crate::http::fields;
use crate::validate::ad::check_room;
use crate::validate::campaign::OBJECTIVES;
use crate::validate::is_live;
use crate::world::model::{Ad, AdSet, Campaign, LearningStage, ObjectId, ObjectKind, Review, Status, Timeline};

/// A synchronous deep copy stops at this many ads.
const MAX_ADS: usize = 3;
/// And one made in the background at this many.
const MAX_ADS_LATER: usize = 51;

#[derive(Debug, Deserialize)]
struct Rename {
    #[serde(default = "top_level")]
    rename_strategy: String,
    #[serde(default)]
    rename_prefix: Option<String>,
    #[serde(default)]
    rename_suffix: Option<String>,
}

fn top_level() -> String {
    "ONLY_TOP_LEVEL_RENAME".to_owned()
}

/// What was asked for.
struct Order {
    deep: bool,
    /// None keeps the status of the source.
    status: Option<Status>,
    rename: Rename,
    copied: Vec<(&'static str, ObjectId, ObjectId)>,
}

impl Order {
    fn read(cx: &WriteCx<'_>) -> Result<Self> {
        let rules = cx.rules();
        let status = rules.one_of("status_option", &["ACTIVE", "PAUSED", "INHERITED_FROM_SOURCE"])?;
        let rename = cx.call.params.json("rename_options")?;
        Ok(Self {
            deep: cx.call.params.boolean("deep_copy")?.unwrap_or(false),
            status: match status.as_deref() {
                Some("ACTIVE") => Some(Status::Active),
                Some("INHERITED_FROM_SOURCE") => None,
                _ => Some(Status::Paused),
            },
            rename: rename.unwrap_or_else(|| Rename {
                rename_strategy: top_level(),
                rename_prefix: None,
                rename_suffix: None,
            }),
            copied: Vec::new(),
        })
    }

    fn name(&self, name: &str, is_top: bool) -> String {
        let renames = match self.rename.rename_strategy.as_str() {
            "NO_RENAME" => false,
            "DEEP_RENAME" => true,
            _ => is_top,
        };
        if !renames {
            return name.to_owned();
        }
        let plain = self.rename.rename_prefix.is_none() && self.rename.rename_suffix.is_none();
        let suffix = self.rename.rename_suffix.as_deref().unwrap_or(if plain { " - Copy" } else { "" });
        format!("{}{name}{suffix}", self.rename.rename_prefix.as_deref().unwrap_or_default())
    }

    fn status(&self, source: Status) -> Status {
        self.status.unwrap_or(source)
    }
}

pub(super) fn copy(cx: &mut WriteCx<'_>, id: ObjectId, kind: ObjectKind) -> Result<Answer> {
    let mut order = Order::read(cx)?;
    check_size(cx, &order, id, kind)?;
    let (key, param) = match kind {
        ObjectKind::Campaign => ("copied_campaign_id", None),
        ObjectKind::AdSet => ("copied_adset_id", Some("campaign_id")),
        _ => ("copied_ad_id", Some("adset_id")),
    };
    let parent = param.map(|param| cx.rules().id(param)).transpose()?.flatten();
    let new = copy_tree(cx, &mut order, kind, id, Place { parent, is_top: true })?;
    Ok(Answer::object(|out| {
        out.id(key, new.0);
        out.key("ad_object_ids");
        out.begin_list();
        for (kind, source, copied) in &order.copied {
            out.begin();
            out.text("ad_object_type", kind);
            out.id("source_id", source.0);
            out.id("copied_id", copied.0);
            out.end();
        }
        out.end_list();
    })
    .rows(order.copied.len()))
}

fn check_size(cx: &WriteCx<'_>, order: &Order, id: ObjectId, kind: ObjectKind) -> Result<()> {
    // Unknown `fields` are an error before anything is copied.
    cx.call.params.filled("fields").map(fields::parse).transpose()?;
    let (world, now) = (&*cx.world, cx.now_ms);
    let ads = match kind {
        _ if !order.deep => 0,
        ObjectKind::Campaign => live_adsets(cx, id).iter().map(|adset| live_ads(cx, *adset).len()).sum(),
        ObjectKind::AdSet => live_ads(cx, id).len(),
        _ => 0,
    };
    if ads > if cx.is_background { MAX_ADS_LATER } else { MAX_ADS } {
        return Err(GraphError::refused(
            1_885_194,
            "Too Much to Copy",
            "Copies of more than three ads have to be made in an asynchronous request.",
        ));
    }
    if let Some(campaign) = world.campaign(id) {
        let status = world.campaign_status(campaign, now);
        if !is_live(status) {
            return Err(GraphError::refused(1_487_566, "Campaign Has Been Deleted", "It cannot be copied any more."));
        }
        if !OBJECTIVES.contains(&campaign.objective.as_str()) {
            return Err(GraphError::invalid("Only campaigns with an outcome objective can be copied"));
        }
    }
    Ok(())
}

fn live_adsets(cx: &WriteCx<'_>, campaign: ObjectId) -> Vec<ObjectId> {
    let live = |it: &&AdSet| is_live(cx.world.adset_status(it, cx.now_ms));
    cx.world.adsets_of(campaign).filter(live).map(|it| it.id).collect()
}

fn live_ads(cx: &WriteCx<'_>, adset: ObjectId) -> Vec<ObjectId> {
    let live = |it: &&Ad| is_live(cx.world.ad_status(it, cx.now_ms));
    cx.world.ads_of(adset).filter(live).map(|it| it.id).collect()
}

fn gone(id: ObjectId) -> GraphError {
    GraphError::no_object("POST", &id.to_string())
}

/// Where a copy goes; none leaves it beside its source.
#[derive(Clone, Copy)]
struct Place {
    parent: Option<ObjectId>,
    /// Whether it is what was asked for, rather than something below that.
    is_top: bool,
}

/// Copies an object, and with `deep_copy` what lives below it.
fn copy_tree(
    cx: &mut WriteCx<'_>,
    order: &mut Order,
    kind: ObjectKind,
    id: ObjectId,
    place: Place,
) -> Result<ObjectId> {
    let (new, listed, noted) = match kind {
        ObjectKind::Campaign => (copy_campaign(cx, order, id)?, "campaign", "campaign"),
        ObjectKind::AdSet => (copy_adset(cx, order, id, place)?, "ad_set", "adset"),
        _ => (copy_ad(cx, order, id, place)?, "ad", "ad"),
    };
    order.copied.push((listed, id, new));
    cx.note_copy("copy", noted, new, Some(id));
    let (below, children) = match kind {
        ObjectKind::Campaign if order.deep => (ObjectKind::AdSet, live_adsets(cx, id)),
        ObjectKind::AdSet if order.deep => (ObjectKind::Ad, live_ads(cx, id)),
        _ => return Ok(new),
    };
    for child in children {
        copy_tree(cx, order, below, child, Place { parent: Some(new), is_top: false })?;
    }
    Ok(new)
}

fn copy_campaign(cx: &mut WriteCx<'_>, order: &Order, id: ObjectId) -> Result<ObjectId> {
    let source = cx.world.campaign(id).ok_or_else(|| gone(id))?.clone();
    let now = cx.now_ms;
    let new = cx.world.new_id();
    let copy = Campaign {
        id: new,
        name: order.name(&source.name, true),
        status: Timeline::new(now, order.status(*source.status.at(now))),
        budget: Timeline::new(now, *source.budget.at(now)),
        issues: Vec::new(),
        source: Some(id),
        created_ms: now,
        updated_ms: now,
        ..source
    };
    cx.world.insert_campaign(copy, &cx.by);
    Ok(new)
}

fn copy_adset(cx: &mut WriteCx<'_>, order: &Order, id: ObjectId, place: Place) -> Result<ObjectId> {
    let source = cx.world.adset(id).ok_or_else(|| gone(id))?.clone();
    let campaign = place.parent.unwrap_or(source.campaign);
    let parent = cx.world.campaign(campaign).filter(|it| it.account == source.account);
    if parent.is_none_or(|it| !is_live(cx.world.campaign_status(it, cx.now_ms))) {
        return Err(
            GraphError::invalid("Param campaign_id must be a live campaign of this account").blame(&["campaign_id"])
        );
    }
    let (start, end) = (cx.rules().time("start_time")?, cx.rules().time("end_time")?);
    let now = cx.now_ms;
    let new = cx.world.new_id();
    let copy = AdSet {
        campaign,
        budget: Timeline::new(now, *source.budget.at(now)),
        bid_amount: Timeline::new(now, *source.bid_amount.at(now)),
        learning: Timeline::new(now, LearningStage::Learning),
        last_significant_edit_ms: now,
        start_ms: start.unwrap_or(source.start_ms.max(now)),
        end_ms: end.or(source.end_ms.filter(|end| *end > now)),
        id: new,
        name: order.name(&source.name, place.is_top),
        status: Timeline::new(now, order.status(*source.status.at(now))),
        issues: Vec::new(),
        source: Some(id),
        created_ms: now,
        updated_ms: now,
        ..source
    };
    cx.world.insert_adset(copy, &cx.by);
    Ok(new)
}

fn copy_ad(cx: &mut WriteCx<'_>, order: &Order, id: ObjectId, place: Place) -> Result<ObjectId> {
    let source = cx.world.ad(id).ok_or_else(|| gone(id))?.clone();
    let parent = place.parent.unwrap_or(source.adset);
    let wrong = || GraphError::invalid("Param adset_id must be an ad set of this account").blame(&["adset_id"]);
    let parent = cx.world.adset(parent).filter(|it| it.account == source.account).ok_or_else(wrong)?;
    check_room(&cx.rules(), parent)?;
    let (campaign, adset, now) = (parent.campaign, parent.id, cx.now_ms);
    let new = cx.world.new_id();
    let copy = Ad {
        campaign,
        adset,
        review: Timeline::new(now, Review::Pending),
        id: new,
        name: order.name(&source.name, place.is_top),
        status: Timeline::new(now, order.status(*source.status.at(now))),
        issues: Vec::new(),
        source: Some(id),
        created_ms: now,
        updated_ms: now,
        ..source
    };
    cx.world.insert_ad(copy, &cx.by);
    Ok(new)
}
