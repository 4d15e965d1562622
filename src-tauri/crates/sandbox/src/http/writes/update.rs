//! Changes of objects that exist.

use std::collections::BTreeMap;

use super::WriteCx;
use super::create::settle_creative;
use crate::http::answer::Answer;
use crate::http::error::{GraphError, Result};
use crate::validate::adset::AdSetEdit;
use crate::validate::campaign::{CampaignEdit, ChildEdit};
use crate::validate::{self, only_validates};
use crate::world::edit::change;
use crate::world::model::{ObjectId, ObjectKind, Status};

fn gone(id: ObjectId) -> GraphError {
    GraphError::no_object("POST", &id.to_string())
}

fn done(cx: &WriteCx<'_>, id: ObjectId) -> Result<Answer> {
    cx.answer_about(id, |out| out.boolean("success", true))
}

pub(super) fn campaign(cx: &mut WriteCx<'_>, id: ObjectId) -> Result<Answer> {
    let edit = {
        let rules = cx.rules();
        validate::campaign::update(&rules, cx.world.campaign(id).ok_or_else(|| gone(id))?)?
    };
    if only_validates(&cx.call.params)? {
        return Ok(Answer::success());
    }
    apply_campaign(cx, id, edit);
    cx.note("update", "campaign", id);
    done(cx, id)
}

fn apply_campaign(cx: &mut WriteCx<'_>, id: ObjectId, edit: CampaignEdit) {
    let (now, by) = (cx.now_ms, cx.by.clone());
    if let Some(name) = &edit.name {
        cx.world.rename(id, name, now, &by);
    }
    if let Some(budget) = edit.budget {
        cx.world.set_campaign_budget(id, Some(budget), now, &by);
    }
    let labels = edit.labels.map(|labels| cx.settle_labels(labels));
    if edit.bid_strategy.is_some() || edit.start_ms.is_some() || edit.stop_ms.is_some() {
        cx.world.keep_terms(id, now);
    }
    if let Some(it) = cx.world.campaign_mut(id) {
        let mut moved = false;
        let mut set = |flag: bool| moved |= flag;
        set(replace(&mut it.special_ad_categories, edit.categories));
        set(replace(&mut it.special_ad_category_country, edit.category_countries));
        set(replace_opt(&mut it.bid_strategy, edit.bid_strategy));
        set(replace_opt(&mut it.is_adset_budget_sharing_enabled, edit.budget_sharing));
        set(replace_opt(&mut it.promoted_object, edit.promoted_object));
        set(replace_opt(&mut it.start_ms, edit.start_ms));
        set(replace_opt(&mut it.stop_ms, edit.stop_ms));
        set(replace(&mut it.labels, labels));
        // A changed spend cap, like a changed budget, does not move the time of the last update.
        replace(&mut it.spend_cap, edit.spend_cap);
        if moved {
            it.updated_ms = now;
        }
    }
    if edit.spend_cap.is_some() {
        cx.world.review_spend_cap(id, now);
    }
    apply_to_children(cx, id, edit.children);
    if let Some(status) = edit.status {
        cx.world.set_status(id, status, now, &by);
    }
}

/// Budgets given to the ad sets take the campaign's own away, and with it goes its bid strategy.
fn apply_to_children(cx: &mut WriteCx<'_>, campaign: ObjectId, edits: BTreeMap<ObjectId, ChildEdit>) {
    let (now, by) = (cx.now_ms, cx.by.clone());
    let own = cx.world.campaign(campaign).filter(|it| it.budget.at(now).is_some());
    let moves = edits.values().any(|edit| edit.budget.is_some());
    let strategy = own.filter(|_| moves).map(|it| it.bid_strategy.clone());
    if strategy.is_some() {
        cx.world.keep_terms(campaign, now);
        cx.world.set_campaign_budget(campaign, None, now, &by);
        if let Some(it) = cx.world.campaign_mut(campaign) {
            it.bid_strategy = None;
        }
    }
    for (id, edit) in edits {
        if let Some(budget) = edit.budget {
            cx.world.set_adset_budget(id, Some(budget), now, &by);
            cx.shared.note_budget_edit(id, now);
        }
        if let (Some(strategy), Some(it)) = (&strategy, cx.world.adset_mut(id)) {
            it.bid_strategy.clone_from(strategy);
        }
        if let Some(bid) = edit.bid_amount {
            cx.world.set_bid_amount(id, Some(bid), now, &by);
        }
    }
}

fn replace<T>(place: &mut T, new: Option<T>) -> bool {
    new.map(|new| *place = new).is_some()
}

fn replace_opt<T>(place: &mut Option<T>, new: Option<T>) -> bool {
    new.map(|new| *place = Some(new)).is_some()
}

pub(super) fn adset(cx: &mut WriteCx<'_>, id: ObjectId) -> Result<Answer> {
    let edit = {
        let rules = cx.rules();
        validate::adset::update(&rules, cx.world.adset(id).ok_or_else(|| gone(id))?)?
    };
    if only_validates(&cx.call.params)? {
        return Ok(Answer::success());
    }
    apply_adset(cx, id, edit);
    cx.note("update", "adset", id);
    done(cx, id)
}

fn apply_adset(cx: &mut WriteCx<'_>, id: ObjectId, edit: AdSetEdit) {
    let (now, by) = (cx.now_ms, cx.by.clone());
    if let Some(name) = &edit.name {
        cx.world.rename(id, name, now, &by);
    }
    if let Some(budget) = edit.budget {
        cx.world.set_adset_budget(id, Some(budget), now, &by);
        cx.shared.note_budget_edit(id, now);
    }
    if let Some(bid) = edit.bid_amount {
        cx.world.set_bid_amount(id, Some(bid), now, &by);
    }
    let reviewed = edit.targeting.is_some() || edit.optimization_goal.is_some() || edit.billing_event.is_some();
    let targeting = edit.targeting.clone();
    let labels = edit.labels.map(|labels| cx.settle_labels(labels));
    let scheduled = edit.start_ms.is_some() || edit.end_ms.is_some();
    if reviewed || scheduled || edit.attribution_spec.is_some() || edit.bid_strategy.is_some() {
        cx.world.keep_terms(id, now);
    }
    if let Some(it) = cx.world.adset_mut(id) {
        let mut moved = false;
        let mut set = |flag: bool| moved |= flag;
        set(replace(&mut it.targeting, edit.targeting));
        set(replace(&mut it.optimization_goal, edit.optimization_goal));
        set(replace(&mut it.billing_event, edit.billing_event));
        set(replace(&mut it.attribution_spec, edit.attribution_spec));
        set(replace(&mut it.start_ms, edit.start_ms));
        set(replace(&mut it.end_ms, edit.end_ms));
        set(replace_opt(&mut it.bid_strategy, edit.bid_strategy));
        set(replace_opt(&mut it.roas_average_floor, edit.roas_floor));
        set(replace_opt(&mut it.dsa_payor, edit.dsa_payor));
        set(replace_opt(&mut it.dsa_beneficiary, edit.dsa_beneficiary));
        set(replace_opt(&mut it.adset_schedule, edit.adset_schedule));
        set(replace(&mut it.labels, labels));
        if moved {
            it.updated_ms = now;
        }
    }
    if let Some(targeting) = targeting {
        let data = change("targets_spec", serde_json::Value::Null, targeting);
        cx.world.log(id, now, "update_ad_set_target_spec", "Ad set targeting updated", &by, Some(data));
    }
    if reviewed {
        // A change of what is shown to whom sends every ad below through review again; budgets and bids do not.
        let ads: Vec<ObjectId> = cx.world.ads_of(id).map(|ad| ad.id).collect();
        ads.into_iter().for_each(|ad| cx.world.start_review(ad, now));
        cx.world.note_significant_edit(id, now);
    }
    if let Some(status) = edit.status {
        cx.world.set_status(id, status, now, &by);
    }
}

pub(super) fn ad(cx: &mut WriteCx<'_>, id: ObjectId) -> Result<Answer> {
    let edit = {
        let rules = cx.rules();
        validate::ad::update(&rules, cx.world.ad(id).ok_or_else(|| gone(id))?)?
    };
    if only_validates(&cx.call.params)? {
        return Ok(Answer::success());
    }
    let (now, by) = (cx.now_ms, cx.by.clone());
    if let Some(name) = &edit.name {
        cx.world.rename(id, name, now, &by);
    }
    if let Some(choice) = edit.creative {
        let creative = settle_creative(cx, choice);
        if cx.world.ad(id).is_some_and(|ad| ad.creative != creative) {
            cx.world.set_creative(id, creative, now, &by);
        }
    }
    let labels = edit.labels.map(|labels| cx.settle_labels(labels));
    if let Some(it) = cx.world.ad_mut(id) {
        let specs = replace_opt(&mut it.tracking_specs, edit.tracking_specs);
        let domain = replace_opt(&mut it.conversion_domain, edit.conversion_domain);
        if replace(&mut it.labels, labels) || specs || domain {
            it.updated_ms = now;
        }
    }
    if let Some(status) = edit.status {
        cx.world.set_status(id, status, now, &by);
    }
    cx.note("update", "ad", id);
    done(cx, id)
}

/// A creative's contents never change, only what it is called, its labels and whether it is still there.
pub(super) fn creative(cx: &mut WriteCx<'_>, id: ObjectId) -> Result<Answer> {
    const KNOWN: [&str; 9] = [
        "name",
        "status",
        "adlabels",
        "fields",
        "execution_options",
        "account_id",
        "access_token",
        "appsecret_proof",
        "method",
    ];
    if let Some((key, _)) = cx.call.params.iter().find(|(key, _)| !KNOWN.contains(key)) {
        return Err(
            GraphError::invalid("A creative cannot be changed apart from its name, status and labels").blame(&[key])
        );
    }
    let name = cx.rules().name()?;
    let status = cx.rules().one_of("status", &["ACTIVE", "DELETED"])?;
    let labels = cx.rules().labels()?;
    // This endpoint does not know `validate_only` and does what it is asked, as Meta's would.
    let labels = labels.map(|labels| cx.settle_labels(labels));
    let it = cx.world.creative_mut(id).ok_or_else(|| gone(id))?;
    replace(&mut it.name, name);
    replace(&mut it.status, status);
    replace(&mut it.labels, labels);
    cx.note("update", "adcreative", id);
    done(cx, id)
}

pub(super) fn label(cx: &mut WriteCx<'_>, id: ObjectId) -> Result<Answer> {
    let name = cx.rules().new_name()?;
    let now = cx.now_ms;
    let it = cx.world.label_mut(id).ok_or_else(|| gone(id))?;
    it.name = name;
    it.updated_ms = now;
    cx.note("update", "adlabel", id);
    done(cx, id)
}

pub(super) fn delete(cx: &mut WriteCx<'_>, id: ObjectId, kind: ObjectKind) -> Result<Answer> {
    let by = cx.by.clone();
    let name = match kind {
        ObjectKind::Campaign => "campaign",
        ObjectKind::AdSet => "adset",
        _ => "ad",
    };
    cx.world.set_status(id, Status::Deleted, cx.now_ms, &by);
    cx.note("delete", name, id);
    Ok(Answer::success())
}

pub(super) fn delete_creative(cx: &mut WriteCx<'_>, id: ObjectId) -> Result<Answer> {
    let it = cx.world.creative_mut(id).ok_or_else(|| gone(id))?;
    it.status = "DELETED".to_owned();
    cx.note("delete", "adcreative", id);
    Ok(Answer::success())
}
