//! The same for the studio.

use app::dto::{
    CheckDepth, EstimateStudioCopy, PreviewPublish, PublishPlacesRequest, PublishText, SaveStudioProvider,
    StartStudioCopy, StudioBrand, StudioBrief, StudioCopy, StudioField, StudioFormat, StudioPlacement, StudioTask,
    UpdateStudioVariant,
};
use app::{App, Error};

use super::Given;

/// How many calls [`call`] knows.
pub(super) const CALLS: u32 = 13;

pub(super) async fn call(app: &App, which: u32, given: &Given) -> Result<(), Error> {
    let [a, b, c, d] = given.texts.clone();
    match which {
        // Nothing is saved that could be asked: an address of this kind of service has to be typed, and none of these is one.
        0 => app.save_studio_provider(provider(given)).await.map(drop),
        1 => app.remove_studio_provider(&a).await.map(drop),
        2 => app.test_studio_provider(&a).await.map(drop),
        3 => app.set_studio_budget(given.float).await.map(drop),
        4 => app.studio_brief(&a).await.map(drop),
        5 => app.save_studio_brief(brief(given)).await.map(drop),
        6 => app.delete_studio_brief(&a).await.map(drop),
        7 => app.estimate_studio_copy(EstimateStudioCopy { brief_id: a, provider_id: b }).await.map(drop),
        8 => {
            let task = if given.flags[0] { StudioTask::Write } else { StudioTask::Translate };
            let input = StartStudioCopy {
                brief_id: a,
                provider_id: b,
                task,
                variant_id: given.flags[1].then_some(c),
                field: given.flags[2].then_some(StudioField::Headline),
                language: given.flags[3].then_some(d),
            };
            app.start_studio_copy(input).await.map(drop)
        }
        9 => app.cancel_studio_copy(&a).await.map(drop),
        11 => app.preview_publish(publish(given)).await.map(drop),
        12 => app.publish_places(PublishPlacesRequest { account_id: a, text: b }).await.map(drop),
        _ => {
            let copy = StudioCopy { primary_text: c.clone(), headline: d, description: c, call_to_action: a.clone() };
            let input = UpdateStudioVariant {
                brief_id: a,
                variant_id: b,
                copy: given.flags[0].then_some(copy),
                rating: given.flags[1].then_some(given.number),
                locked: given.flags[2].then_some(given.flags[3]),
                chosen: given.flags[3].then_some(given.flags[2]),
                remove: given.flags[0],
            };
            app.update_studio_variant(input).await.map(drop)
        }
    }
}

fn provider(given: &Given) -> SaveStudioProvider {
    let [a, b, c, d] = given.texts.clone();
    SaveStudioProvider {
        id: given.flags[0].then(|| a.clone()),
        name: b,
        format: if given.flags[1] { StudioFormat::OpenAiCompatible } else { StudioFormat::HttpImages },
        base_url: Some(c),
        model: d.clone(),
        key: given.flags[2].then_some(a),
        input_price: given.flags[3].then_some(given.float),
        output_price: None,
        picture_price: Some(given.float),
        template: Some(d),
    }
}

fn brief(given: &Given) -> StudioBrief {
    let [a, b, c, d] = given.texts.clone();
    StudioBrief {
        id: given.flags[0].then(|| a.clone()),
        name: b.clone(),
        account_id: a.clone(),
        product: c.clone(),
        offer: d.clone(),
        audience: a.clone(),
        angles: given.ids.clone(),
        tone: b.clone(),
        language: if given.flags[1] { "en".into() } else { c.clone() },
        must_say: given.ids.clone(),
        never_say: vec![d.clone()],
        link: a,
        page_text: d.clone(),
        count: given.number,
        placements: vec![StudioPlacement::Feed; given.ids.len()],
        calls_to_action: given.ids.clone(),
        special_category: None,
        learn_from: given.number,
        brand: StudioBrand { name: b, voice: c, must_say: given.ids.clone(), never_say: vec![d] },
    }
}

fn publish(given: &Given) -> PreviewPublish {
    let [a, b, c, d] = given.texts.clone();
    let copy =
        StudioCopy { primary_text: c.clone(), headline: d.clone(), description: c.clone(), call_to_action: a.clone() };
    PreviewPublish {
        brief_id: given.flags[0].then(|| b.clone()),
        account_id: a.clone(),
        ad_set_ids: given.ids.clone(),
        page_id: if given.flags[1] { "7".into() } else { d.clone() },
        instagram_user_id: given.flags[2].then(|| c.clone()),
        link: b.clone(),
        texts: vec![PublishText { label: a, copy, language: d }],
        pictures: vec![b],
        template: c,
        despite: given.flags[3],
        depth: CheckDepth::Local,
    }
}
