//! New objects.

use super::WriteCx;
use crate::http::answer::Answer;
use crate::http::error::{GraphError, Result};
use crate::http::json::Json;
use crate::validate::ad::CreativeChoice;
use crate::validate::{self, only_validates};
use crate::world::model::{Creative, ObjectId};

pub(super) fn campaign(cx: &mut WriteCx<'_>) -> Result<Answer> {
    let (mut campaign, labels) = validate::campaign::create(&cx.rules())?;
    if only_validates(&cx.call.params)? {
        return Ok(Answer::success());
    }
    campaign.id = cx.world.new_id();
    campaign.labels = labels.map(|labels| cx.settle_labels(labels)).unwrap_or_default();
    let id = campaign.id;
    if !cx.world.insert_campaign(campaign, &cx.by) {
        return Err(GraphError::new(500, 2, "An unexpected error has occurred. Please retry your request later."));
    }
    cx.note("create", "campaign", id);
    cx.answer_about(id, |out| out.id("id", id.0))
}

pub(super) fn adset(cx: &mut WriteCx<'_>) -> Result<Answer> {
    let (mut adset, labels) = validate::adset::create(&cx.rules())?;
    if only_validates(&cx.call.params)? {
        return Ok(Answer::success());
    }
    adset.id = cx.world.new_id();
    adset.labels = labels.map(|labels| cx.settle_labels(labels)).unwrap_or_default();
    let id = adset.id;
    if !cx.world.insert_adset(adset, &cx.by) {
        return Err(GraphError::new(500, 2, "An unexpected error has occurred. Please retry your request later."));
    }
    cx.note("create", "adset", id);
    cx.answer_about(id, |out| {
        out.id("id", id.0);
        out.boolean("success", true);
    })
}

pub(super) fn ad(cx: &mut WriteCx<'_>) -> Result<Answer> {
    let (mut ad, choice, labels) = validate::ad::create(&cx.rules())?;
    if only_validates(&cx.call.params)? {
        return Ok(Answer::success());
    }
    ad.creative = settle_creative(cx, choice);
    ad.id = cx.world.new_id();
    ad.labels = labels.map(|labels| cx.settle_labels(labels)).unwrap_or_default();
    let (id, adset) = (ad.id, ad.adset);
    if !cx.world.insert_ad(ad, &cx.by) {
        return Err(GraphError::new(500, 2, "An unexpected error has occurred. Please retry your request later."));
    }
    cx.world.note_significant_edit(adset, cx.now_ms);
    cx.note("create", "ad", id);
    cx.answer_about(id, |out| out.id("id", id.0))
}

pub(super) fn settle_creative(cx: &mut WriteCx<'_>, choice: CreativeChoice) -> ObjectId {
    match choice {
        CreativeChoice::Known(id) => id,
        CreativeChoice::Inline(creative) => insert_creative(cx, *creative),
    }
}

fn insert_creative(cx: &mut WriteCx<'_>, mut creative: Creative) -> ObjectId {
    creative.id = cx.world.new_id();
    let id = cx.world.insert_creative(creative);
    cx.note("create", "adcreative", id);
    id
}

pub(super) fn creative(cx: &mut WriteCx<'_>) -> Result<Answer> {
    let (mut creative, labels) = validate::creative::create(&cx.rules())?;
    if only_validates(&cx.call.params)? {
        return Ok(Answer::success());
    }
    creative.labels = labels.map(|labels| cx.settle_labels(labels)).unwrap_or_default();
    let id = insert_creative(cx, creative);
    cx.answer_about(id, |out| out.id("id", id.0))
}

pub(super) fn label(cx: &mut WriteCx<'_>) -> Result<Answer> {
    let name = cx.rules().new_name()?;
    let account = cx.rules().account.id;
    let known = cx.world.labels().iter().find(|label| label.account == account && label.name == name);
    let id = match known.map(|label| label.id) {
        Some(id) => id,
        None => {
            let id = cx.new_label(name);
            cx.note("create", "adlabel", id);
            id
        }
    };
    cx.answer_about(id, |out: &mut Json| out.id("id", id.0))
}
