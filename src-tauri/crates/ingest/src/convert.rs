//! Meta's objects as rows of the cache. What has no column of its own goes into `extra`.

use domain::{AccountId, ConversionAction};
use graph::{Activity, Ad, AdAccount, AdImage, AdLabel, AdSet, Campaign, Creative, Issue, PromotedObject, RawJson};
use serde_json::{Map, Value, json};
use store::{ActivityRow, AdAccountRow, AdRow, AdSetRow, CampaignRow, CreativeRow, ImageRow};

/// The row of an ad account.
pub(crate) fn account_row(account: AdAccount) -> AdAccountRow {
    let extra = extra([
        ("min_daily_budget_minor", json!(account.min_daily_budget_minor)),
        ("min_campaign_spend_cap_minor", json!(account.min_campaign_spend_cap_minor)),
        ("business_id", json!(account.business.as_ref().map(|business| &business.id))),
        ("user_tasks", json!(account.user_tasks)),
        ("created_time", json!(account.created_time)),
        ("is_prepay_account", json!(account.is_prepay_account)),
        ("default_dsa_payor", json!(account.default_dsa_payor)),
        ("default_dsa_beneficiary", json!(account.default_dsa_beneficiary)),
    ]);
    AdAccountRow {
        id: account.id,
        name: account.name.unwrap_or_default(),
        currency: account.currency.unwrap_or_default(),
        timezone_name: account.timezone_name.unwrap_or_default(),
        account_status: account.account_status,
        disable_reason: account.disable_reason,
        business_name: account.business.and_then(|business| business.name),
        amount_spent_minor: account.amount_spent_minor,
        balance_minor: account.balance_minor,
        spend_cap_minor: account.spend_cap_minor.filter(|cap| *cap > 0),
        extra,
    }
}

/// The row of a campaign.
pub(crate) fn campaign_row(account: &AccountId, campaign: Campaign) -> CampaignRow {
    CampaignRow {
        id: campaign.id,
        account: account.clone(),
        name: campaign.name.unwrap_or_default(),
        status: campaign.status.unwrap_or_default(),
        effective_status: campaign.effective_status.unwrap_or_default(),
        objective: campaign.objective,
        buying_type: campaign.buying_type,
        daily_budget_minor: set(campaign.daily_budget_minor),
        lifetime_budget_minor: set(campaign.lifetime_budget_minor),
        budget_remaining_minor: campaign.budget_remaining_minor,
        spend_cap_minor: set(campaign.spend_cap_minor),
        bid_strategy: campaign.bid_strategy,
        special_ad_categories: Some(json!(campaign.special_ad_categories).to_string()),
        start_time: campaign.start_time,
        stop_time: campaign.stop_time,
        issues: issues(&campaign.issues_info),
        automation: automation(campaign.advantage_state_info, campaign.smart_promotion_type),
        created_time: campaign.created_time,
        updated_time: campaign.updated_time,
        extra: extra([
            ("promoted_object", promoted(campaign.promoted_object.as_ref())),
            ("labels", labels(&campaign.adlabels)),
        ]),
    }
}

/// The canonical conversion of an ad set below a campaign of `objective`.
pub(crate) fn adset_action(adset: &AdSet, objective: Option<&str>) -> ConversionAction {
    let event = adset.promoted_object.as_ref().and_then(|promoted| promoted.custom_event_type.as_deref());
    let goal = adset.optimization_goal.as_deref().unwrap_or_default();
    ConversionAction::for_goal(objective.unwrap_or_default(), goal, event)
}

/// The row of an ad set; `None` when Meta did not say which campaign it belongs to.
pub(crate) fn adset_row(account: &AccountId, adset: AdSet, action: ConversionAction) -> Option<AdSetRow> {
    let learning = adset.learning_stage_info;
    Some(AdSetRow {
        id: adset.id,
        account: account.clone(),
        campaign_id: adset.campaign_id?,
        name: adset.name.unwrap_or_default(),
        status: adset.status.unwrap_or_default(),
        effective_status: adset.effective_status.unwrap_or_default(),
        daily_budget_minor: set(adset.daily_budget_minor),
        lifetime_budget_minor: set(adset.lifetime_budget_minor),
        budget_remaining_minor: adset.budget_remaining_minor,
        optimization_goal: adset.optimization_goal,
        billing_event: adset.billing_event,
        bid_strategy: adset.bid_strategy,
        bid_amount_minor: adset.bid_amount_minor,
        conversion: Some(action.as_str().to_owned()),
        learning_status: learning.as_ref().and_then(|stage| stage.status.clone()),
        learning: learning.map(|stage| {
            extra([
                ("status", json!(stage.status)),
                ("conversions", json!(stage.conversions)),
                ("last_significant_edit", json!(stage.last_significant_edit)),
            ])
        }),
        attribution_spec: raw(adset.attribution_spec),
        promoted_object: adset.promoted_object.as_ref().map(|object| promoted(Some(object)).to_string()),
        targeting: raw(adset.targeting),
        schedule: None,
        start_time: adset.start_time,
        end_time: adset.end_time,
        issues: issues(&adset.issues_info),
        created_time: adset.created_time,
        updated_time: adset.updated_time,
        extra: extra([("destination_type", json!(adset.destination_type)), ("labels", labels(&adset.adlabels))]),
    })
}

/// The row of an ad and that of its creative; `None` when Meta did not say where the ad belongs.
pub(crate) fn ad_rows(account: &AccountId, ad: Ad) -> Option<(AdRow, Option<CreativeRow>)> {
    let review = ad.ad_review_feedback.map(|feedback| {
        let placements = feedback.placement_specific.and_then(|raw| serde_json::from_str::<Value>(&raw.0).ok());
        extra([("global", json!(feedback.global)), ("placement_specific", placements.unwrap_or_default())])
    });
    let row = AdRow {
        id: ad.id,
        account: account.clone(),
        campaign_id: ad.campaign_id?,
        adset_id: ad.adset_id?,
        creative_id: ad.creative.as_ref().map(|creative| creative.id.clone()),
        name: ad.name.unwrap_or_default(),
        status: ad.status.unwrap_or_default(),
        effective_status: ad.effective_status.unwrap_or_default(),
        issues: issues(&ad.issues_info),
        review_feedback: review,
        preview_link: ad.preview_shareable_link,
        created_time: ad.created_time,
        updated_time: ad.updated_time,
        extra: extra([("conversion_domain", json!(ad.conversion_domain)), ("labels", labels(&ad.adlabels))]),
    };
    Some((row, ad.creative.map(|creative| creative_row(account, creative))))
}

fn creative_row(account: &AccountId, creative: Creative) -> CreativeRow {
    let parse = |raw: &Option<RawJson>| raw.as_ref().and_then(|raw| serde_json::from_str::<Value>(&raw.0).ok());
    let story = parse(&creative.object_story_spec).unwrap_or_default();
    let feed = parse(&creative.asset_feed_spec).unwrap_or_default();
    let text = |pointers: &[(&Value, &str)]| {
        let found = pointers.iter().find_map(|(value, pointer)| value.pointer(pointer)?.as_str());
        found.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let description = text(&[
        (&story, "/link_data/description"),
        (&story, "/video_data/link_description"),
        (&feed, "/descriptions/0/text"),
    ]);
    let link_url = text(&[
        (&story, "/link_data/link"),
        (&story, "/link_data/call_to_action/value/link"),
        (&story, "/video_data/call_to_action/value/link"),
        (&feed, "/link_urls/0/website_url"),
    ]);
    let title = creative
        .title
        .filter(|title| !title.is_empty())
        .or_else(|| text(&[(&story, "/link_data/name"), (&story, "/video_data/title"), (&feed, "/titles/0/text")]));
    let body = creative.body.filter(|body| !body.is_empty()).or_else(|| {
        text(&[(&story, "/link_data/message"), (&story, "/video_data/message"), (&feed, "/bodies/0/text")])
    });
    let image_hash = creative.image_hash.or_else(|| {
        text(&[(&story, "/link_data/image_hash"), (&story, "/video_data/image_hash"), (&feed, "/images/0/hash")])
    });
    CreativeRow {
        id: creative.id,
        account: account.clone(),
        name: creative.name,
        status: creative.status,
        title,
        body,
        description,
        link_url,
        call_to_action: creative.call_to_action_type,
        image_hash,
        thumbnail_url: creative.thumbnail_url,
        url_tags: creative.url_tags,
        features: features(creative.degrees_of_freedom_spec),
        extra: extra([
            ("object_type", json!(creative.object_type)),
            ("object_story_spec", story),
            ("asset_feed_spec", feed),
            ("effective_object_story_id", json!(creative.effective_object_story_id)),
            ("image_url", json!(creative.image_url)),
            ("video_id", json!(creative.video_id)),
            ("instagram_permalink_url", json!(creative.instagram_permalink_url)),
        ]),
    }
}

/// The row of a picture.
pub(crate) fn image_row(account: &AccountId, image: AdImage) -> ImageRow {
    ImageRow {
        account: account.clone(),
        hash: image.hash,
        name: image.name,
        status: image.status,
        // The small one where there is one: this address is for looking, the permalink is for keeping.
        url: image.url_128.or(image.url),
        permalink_url: image.permalink_url,
        width: image.width,
        height: image.height,
    }
}

/// The row of an entry of the activity log; `None` without an instant or a kind.
pub(crate) fn activity_row(account: &AccountId, activity: Activity) -> Option<ActivityRow> {
    let details = activity.extra_data.map(|raw| {
        // The log sends its details as JSON inside a text.
        let value: Value = serde_json::from_str(&raw.0).unwrap_or_default();
        let inner = value.as_str().and_then(|text| serde_json::from_str(text).ok());
        inner.unwrap_or(value)
    });
    Some(ActivityRow {
        account: account.clone(),
        at: activity.event_time?,
        event_type: activity.event_type?,
        object_id: activity.object_id,
        object_name: activity.object_name,
        actor_name: activity.actor_name,
        application: activity.application_id,
        extra: extra([
            ("translated_event_type", json!(activity.translated_event_type)),
            ("object_type", json!(activity.object_type)),
            ("actor_id", json!(activity.actor_id)),
            ("extra_data", details.unwrap_or_default()),
        ]),
    })
}

/// Meta sends `"0"` for a budget or cap that is not set.
fn set(minor: Option<i64>) -> Option<i64> {
    minor.filter(|minor| *minor != 0)
}

/// What Meta decides by itself in a campaign: states by name, in one spelling so that equal ones are equal text.
fn automation(info: Option<RawJson>, smart_promotion_type: Option<String>) -> Option<String> {
    let mut states = match serde_json::from_str(&info?.0) {
        Ok(Value::Object(states)) => states,
        _ => return None,
    };
    states.retain(|_, state| state.is_string());
    if let Some(kind) = smart_promotion_type {
        states.insert("smart_promotion_type".to_owned(), Value::String(kind));
    }
    Some(Value::Object(sorted(states)).to_string())
}

/// What Meta may change about a creative: whether it may, by feature.
fn features(spec: Option<RawJson>) -> Option<String> {
    let spec: Value = serde_json::from_str(&spec?.0).ok()?;
    let features = spec.get("creative_features_spec")?.as_object()?;
    let enrolled = features
        .iter()
        .filter_map(|(name, feature)| Some((name.clone(), Value::from(feature.get("enroll_status")?.as_str()?))));
    Some(Value::Object(sorted(enrolled.collect())).to_string())
}

fn sorted(map: Map<String, Value>) -> Map<String, Value> {
    map.into_iter().collect::<std::collections::BTreeMap<_, _>>().into_iter().collect()
}

fn raw(json: Option<RawJson>) -> Option<String> {
    json.map(|raw| raw.0).filter(|text| text != "null")
}

/// A JSON object of the pairs that have a value.
fn extra<const N: usize>(pairs: [(&str, Value); N]) -> String {
    let kept = pairs.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(kept.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>()).to_string()
}

fn issues(list: &[Issue]) -> Option<String> {
    if list.is_empty() {
        return None;
    }
    let one = |issue: &Issue| {
        json!({
            "level": issue.level,
            "error_code": issue.error_code,
            "error_summary": issue.error_summary,
            "error_message": issue.error_message,
            "error_type": issue.error_type,
        })
    };
    Some(Value::Array(list.iter().map(one).collect()).to_string())
}

/// The names of labels in one order, so that equal ones are equal text; nothing where there are none.
fn labels(labels: &[AdLabel]) -> Value {
    let names: std::collections::BTreeSet<&str> = labels.iter().map(|label| label.name.as_str()).collect();
    if names.is_empty() { Value::Null } else { json!(names) }
}

fn promoted(object: Option<&PromotedObject>) -> Value {
    let Some(object) = object else { return Value::Null };
    let pairs = [
        ("pixel_id", &object.pixel_id),
        ("custom_event_type", &object.custom_event_type),
        ("custom_conversion_id", &object.custom_conversion_id),
        ("page_id", &object.page_id),
        ("application_id", &object.application_id),
        ("object_store_url", &object.object_store_url),
        ("product_set_id", &object.product_set_id),
        ("product_catalog_id", &object.product_catalog_id),
    ];
    let kept = pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value.as_ref()?))));
    Value::Object(kept.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> AccountId {
        AccountId::parse("7").unwrap()
    }

    #[test]
    fn texts_of_a_creative_are_found_wherever_meta_puts_them() {
        for (spec, expected) in [
            (
                r#"{"object_story_spec":{"link_data":{"message":"b","name":"t","description":"d","link":"https://l"}}}"#,
                ("t", "b", "d", "https://l"),
            ),
            (
                r#"{"object_story_spec":{"video_data":{"message":"b","title":"t","link_description":"d",
                    "call_to_action":{"value":{"link":"https://l"}}}}}"#,
                ("t", "b", "d", "https://l"),
            ),
            (
                r#"{"asset_feed_spec":{"bodies":[{"text":"b"}],"titles":[{"text":"t"}],"descriptions":[{"text":"d"}],
                    "link_urls":[{"website_url":"https://l"}]}}"#,
                ("t", "b", "d", "https://l"),
            ),
        ] {
            let mut value: Value = serde_json::from_str(spec).unwrap();
            value["id"] = json!("9");
            let ad = json!({"id": "1", "adset_id": "2", "campaign_id": "3", "creative": value});
            let ad: Ad = serde_json::from_str(&ad.to_string()).unwrap();
            let creative = ad_rows(&account(), ad).unwrap().1.unwrap();
            let found = [creative.title, creative.body, creative.description, creative.link_url].map(Option::unwrap);
            assert_eq!(found, [expected.0, expected.1, expected.2, expected.3].map(str::to_owned));
        }
    }

    #[test]
    fn labels_are_kept_by_name_in_one_order() {
        let campaign =
            |labels: Value| -> Campaign { serde_json::from_value(json!({"id": "1", "adlabels": labels})).unwrap() };
        let extra = |labels: Value| campaign_row(&account(), campaign(labels)).extra;
        assert_eq!(extra(json!([{"name": "b", "id": "2"}, {"name": "a"}, {"id": "3"}])), r#"{"labels":["a","b"]}"#);
        assert_eq!(extra(json!([])), "{}");
        let ad = json!({"id": "1", "adset_id": "2", "campaign_id": "3", "adlabels": [{"name": "x"}]});
        let (row, _) = ad_rows(&account(), serde_json::from_value(ad).unwrap()).unwrap();
        assert_eq!(row.extra, r#"{"labels":["x"]}"#);
    }

    #[test]
    fn a_budget_of_zero_is_no_budget() {
        let adset: AdSet =
            serde_json::from_str(r#"{"id":"1","campaign_id":"2","daily_budget":"0","lifetime_budget":"5000"}"#)
                .unwrap();
        let row = adset_row(&account(), adset, ConversionAction::None).unwrap();
        assert_eq!((row.daily_budget_minor, row.lifetime_budget_minor), (None, Some(5000)));
    }

    #[test]
    fn the_details_of_an_activity_are_unwrapped_and_one_without_a_time_is_left_out() {
        let activity: Activity = serde_json::from_str(
            r#"{"event_time":"2026-03-04T09:15:00+0000","event_type":"update_campaign_budget","extra_data":"{\"old_value\":1}"}"#,
        )
        .unwrap();
        let row = activity_row(&account(), activity).unwrap();
        assert_eq!(row.extra, r#"{"extra_data":{"old_value":1}}"#);
        let timeless: Activity = serde_json::from_str(r#"{"event_type":"x"}"#).unwrap();
        assert!(activity_row(&account(), timeless).is_none());
    }
}
