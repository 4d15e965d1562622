//! The studio over the sandbox's services: written, kept, stopped, paid for.

use app::App;
use app::dto::{
    AppEvent, ErrorCode, EstimateStudioCopy, IpcError, SaveStudioProvider, StartStudioCopy, StudioBrand, StudioBrief,
    StudioBriefDetail, StudioField, StudioFormat, StudioPlacement, StudioRunState, StudioTask, UpdateStudioVariant,
};
use sandbox::world::Size;
use sandbox::{Fault, FaultKind, ModelFault};

use crate::desk::{Desk, PATIENCE, told};

struct Studio {
    desk: Desk,
    app: App,
    account: String,
    provider: String,
}

fn service(desk: &Desk, format: StudioFormat) -> SaveStudioProvider {
    SaveStudioProvider {
        id: None,
        name: "The sandbox".into(),
        format,
        base_url: Some(format!("{}/v1", desk.server.base_url())),
        model: "sextant-demo-text".into(),
        key: Some(desk.server.ai_key()),
        input_price: None,
        output_price: None,
        picture_price: None,
        template: None,
    }
}

fn brief(account: &str) -> StudioBrief {
    StudioBrief {
        id: None,
        name: "Storm jacket, September".into(),
        account_id: account.into(),
        product: "Halden Storm, 3-layer rain jacket".into(),
        offer: "€149".into(),
        audience: "Hikers in bad weather".into(),
        angles: vec!["proof".into(), "weather".into()],
        tone: String::new(),
        language: "en-GB".into(),
        must_say: vec!["28,000 mm".into()],
        never_say: vec!["guaranteed".into()],
        link: "https://halden.example/storm".into(),
        page_text: String::new(),
        count: 4,
        placements: vec![StudioPlacement::Feed],
        calls_to_action: Vec::new(),
        special_category: None,
        learn_from: 3,
        brand: StudioBrand { name: "Halden".into(), voice: "dry".into(), must_say: vec![], never_say: vec![] },
    }
}

fn write(studio: &Studio, brief: &StudioBriefDetail) -> StartStudioCopy {
    StartStudioCopy {
        brief_id: brief.brief.id.clone().unwrap(),
        provider_id: studio.provider.clone(),
        task: StudioTask::Write,
        variant_id: None,
        field: None,
        language: None,
    }
}

impl Studio {
    async fn open() -> Self {
        let desk = Desk::new(Size::Tiny);
        let app = desk.synced().await;
        let account = app.state().await.unwrap().workspace.unwrap().accounts[0].id.clone();
        let saved = app.save_studio_provider(service(&desk, StudioFormat::Anthropic)).await.unwrap();
        let provider = saved.providers[0].id.clone();
        Self { desk, app, account, provider }
    }

    async fn brief(&self) -> StudioBriefDetail {
        self.app.save_studio_brief(brief(&self.account)).await.unwrap()
    }

    async fn written(&self, brief: &StudioBriefDetail) -> Result<StudioBriefDetail, IpcError> {
        tokio::time::timeout(PATIENCE, self.app.write_copy_now(write(self, brief))).await.unwrap()
    }

    fn strike(&self, kind: FaultKind) {
        self.desk.server.faults().clear();
        self.desk.server.faults().add(Fault::on("^/v1/", kind).method("POST")).unwrap();
    }

    /// Everything the services were sent.
    fn prompts(&self) -> Vec<String> {
        let entries = self.desk.server.journal().entries();
        entries.into_iter().filter(|entry| entry.path.starts_with("/v1/m")).map(|entry| entry.query).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_brief_becomes_variants_that_stay_over_a_restart() {
    let studio = Studio::open().await;
    let brief = studio.brief().await;
    let id = brief.brief.id.clone().unwrap();
    let asked = EstimateStudioCopy { brief_id: id.clone(), provider_id: studio.provider.clone() };
    let estimate = studio.app.estimate_studio_copy(asked).await.unwrap();
    assert!(!estimate.sources.is_empty() && estimate.sources[0].figures.contains("ROAS"), "{estimate:?}");
    assert!(studio.prompts().is_empty(), "an estimate asks nobody");
    let written = studio.written(&brief).await.unwrap();
    assert_eq!(written.variants.len(), 4);
    let run = written.run.unwrap();
    assert_eq!((run.state, run.kept), (StudioRunState::Done, 4));
    assert!(run.cost > 0.0 && run.cost <= estimate.cost.unwrap(), "{} of {:?}", run.cost, estimate.cost);
    assert_eq!(studio.app.studio_providers().await.unwrap().spent_today, run.cost);
    let prompt = &studio.prompts()[0];
    let others: Vec<String> = {
        let accounts = studio.app.state().await.unwrap().workspace.unwrap().accounts;
        accounts.into_iter().filter(|one| one.id != studio.account).map(|one| one.name).collect()
    };
    for other in others {
        let name: String = url::form_urlencoded::byte_serialize(other.as_bytes()).collect();
        assert!(!prompt.contains(&name), "{other} in {prompt}");
    }
    studio.app.shut_down().await;
    let again = studio.desk.app();
    again.open_for_tools(None).await.unwrap();
    assert_eq!(again.studio_brief(&id).await.unwrap().variants, written.variants);
    assert_eq!(again.studio_briefs().await.unwrap()[0].variants, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_variant_is_edited_locked_rated_written_anew_and_translated() {
    let studio = Studio::open().await;
    let brief = studio.brief().await;
    let written = studio.written(&brief).await.unwrap();
    let (brief_id, first) = (brief.brief.id.clone().unwrap(), written.variants[0].clone());
    let change = |change: fn(&mut UpdateStudioVariant)| {
        let mut input = UpdateStudioVariant {
            brief_id: brief_id.clone(),
            variant_id: first.id.clone(),
            copy: None,
            rating: None,
            locked: None,
            chosen: None,
            remove: false,
        };
        change(&mut input);
        studio.app.update_studio_variant(input)
    };
    let mut copy = first.copy.clone();
    copy.headline = "Are you really overweight?".into();
    let mut edit = UpdateStudioVariant {
        brief_id: brief_id.clone(),
        variant_id: first.id.clone(),
        copy: Some(copy),
        rating: Some(4),
        locked: Some(true),
        chosen: Some(true),
        remove: false,
    };
    let edited = studio.app.update_studio_variant(edit.clone()).await.unwrap().variants[0].clone();
    assert_eq!((edited.rating, edited.locked, edited.chosen), (4, true, true));
    assert_eq!(edited.history, std::slice::from_ref(&first.copy));
    assert!(edited.findings.iter().any(|finding| finding.subject == "personal_attribute"), "{:?}", edited.findings);
    edit.locked = None;
    assert_eq!(told(studio.app.update_studio_variant(edit).await).code, ErrorCode::Refused);
    assert_eq!(told(change(|it| it.remove = true).await).code, ErrorCode::Refused);
    let field = |task, field, language: Option<&str>| StartStudioCopy {
        task,
        field,
        language: language.map(str::to_owned),
        variant_id: Some(first.id.clone()),
        ..write(&studio, &brief)
    };
    let headline = field(StudioTask::Field, Some(StudioField::Headline), None);
    assert_eq!(studio.app.write_copy_now(headline.clone()).await.unwrap_err().code, ErrorCode::Refused);
    change(|it| it.locked = Some(false)).await.unwrap();
    let anew = studio.app.write_copy_now(headline).await.unwrap().variants[0].clone();
    assert!(anew.copy.headline != edited.copy.headline && anew.copy.primary_text == first.copy.primary_text);
    let german = studio.app.write_copy_now(field(StudioTask::Translate, None, Some("de"))).await.unwrap();
    let last = german.variants.last().unwrap();
    assert_eq!((german.variants.len(), last.language.as_str()), (5, "de"));
    let left = change(|it| it.remove = true).await.unwrap();
    assert_eq!(left.variants.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_arrives_is_kept_and_a_stop_or_a_bad_answer_takes_nothing_away() {
    let studio = Studio::open().await;
    let brief = studio.brief().await;
    let id = brief.brief.id.clone().unwrap();
    studio.strike(FaultKind::SlowBody { bytes_per_second: 3_000 });
    let mut signals = studio.app.signals();
    studio.app.start_studio_copy(write(&studio, &brief)).await.unwrap();
    assert_eq!(told(studio.app.start_studio_copy(write(&studio, &brief)).await).code, ErrorCode::Refused);
    let arrived = async {
        loop {
            if let Some(app::Signal::Event(AppEvent::StudioChanged { .. })) = signals.next().await
                && !studio.app.studio_brief(&id).await.unwrap().variants.is_empty()
            {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, arrived).await.expect("variants arrive one by one");
    studio.app.cancel_studio_copy(&id).await.unwrap();
    let stopped = async {
        loop {
            let run = studio.app.studio_brief(&id).await.unwrap().run.unwrap();
            if run.state != StudioRunState::Running {
                return run;
            }
            drop(signals.next().await);
        }
    };
    let run = tokio::time::timeout(PATIENCE, stopped).await.unwrap();
    assert_eq!(run.state, StudioRunState::Stopped);
    let kept = studio.app.studio_brief(&id).await.unwrap().variants.len();
    assert!(kept > 0);
    studio.strike(FaultKind::Model { how: ModelFault::Prose });
    assert_eq!(studio.written(&brief).await.unwrap_err().code, ErrorCode::Unexpected);
    let after = studio.app.studio_brief(&id).await.unwrap();
    assert_eq!((after.variants.len(), after.run.unwrap().state), (kept, StudioRunState::Failed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_budget_a_wrong_key_and_another_clients_name_stop_what_is_sent() {
    let studio = Studio::open().await;
    let brief = studio.brief().await;
    studio.app.set_studio_budget(1.0).await.unwrap();
    studio.written(&brief).await.unwrap();
    let sent = studio.prompts().len();
    let error = studio.written(&brief).await.unwrap_err();
    assert_eq!((error.code, studio.prompts().len()), (ErrorCode::Refused, sent));
    assert!(error.message.contains("budget"), "{}", error.message);
    studio.app.set_studio_budget(5_000_000.0).await.unwrap();
    let wrong = SaveStudioProvider {
        id: Some(studio.provider.clone()),
        key: Some("sk-wrong".into()),
        ..service(&studio.desk, StudioFormat::Anthropic)
    };
    studio.app.save_studio_provider(wrong.clone()).await.unwrap();
    let refused = told(studio.app.test_studio_provider(&studio.provider).await);
    assert!(refused.message.contains("key") && refused.remedy.is_some(), "{refused:?}");
    let elsewhere = SaveStudioProvider { base_url: Some("https://evil.example/v1".into()), key: None, ..wrong };
    assert_eq!(told(studio.app.save_studio_provider(elsewhere).await).code, ErrorCode::InvalidInput);
    let accounts = studio.app.state().await.unwrap().workspace.unwrap().accounts;
    if let Some(other) = accounts.iter().find(|one| one.id != studio.account) {
        let mut naming = brief.brief.clone();
        naming.page_text = format!("like {}", other.name);
        let saved = studio.app.save_studio_brief(naming).await.unwrap();
        assert_eq!(studio.written(&saved).await.unwrap_err().code, ErrorCode::Refused);
    }
}
