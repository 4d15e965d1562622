//! The picture library: brought, painted by the sandbox's service, composed, thrown away and taken back.

use app::App;
use app::dto::{
    AppEvent, ComposeStudioPicture, ErrorCode, IpcError, ListStudioPictures, PaintStudioPicture, SaveStudioProvider,
    StudioBrand, StudioBrief, StudioFormat, StudioPicture, StudioPictureOrigin, StudioPicturePage, StudioPlacement,
    StudioPoint, StudioRunState, StudioShape, UpdateStudioPicture,
};
use compositor::{Output, Picture, encode};
use sandbox::world::Size;
use sandbox::{Fault, FaultKind};

use crate::desk::{Desk, PATIENCE, told};

struct Library {
    desk: Desk,
    app: App,
}

/// Something with a subject: a bright disc on a slope.
fn scene(side: u32) -> Picture {
    let mut pixels = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let (dx, dy) = (f64::from(x) - f64::from(side) * 0.7, f64::from(y) - f64::from(side) * 0.3);
            let near = dx * dx + dy * dy < f64::from(side * side) / 60.0;
            let slope = (80 * y / side) as u8;
            pixels.extend(if near { [230, 60, 40] } else { [30 + slope, 50 + slope, 70 + slope] });
        }
    }
    Picture::new(side, side, compositor::Channels::Rgb, pixels).unwrap()
}

impl Library {
    async fn open() -> Self {
        let desk = Desk::new(Size::Tiny);
        let app = desk.synced().await;
        Self { desk, app }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = self.desk.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    async fn page(&self, text: &str, trashed: bool) -> StudioPicturePage {
        let ask = ListStudioPictures { text: text.into(), trashed, offset: 0, limit: 60 };
        self.app.studio_pictures(ask).await.unwrap()
    }

    async fn imported(&self, name: &str, side: u32, output: Output) -> StudioPicture {
        let path = self.file(name, &encode(&scene(side), output, None).unwrap());
        self.app.import_studio_picture(&path).await.unwrap().picture
    }

    async fn brief(&self) -> String {
        let account = self.app.state().await.unwrap().workspace.unwrap().accounts[0].id.clone();
        let brief = StudioBrief {
            id: None,
            name: "Storm".into(),
            account_id: account,
            product: "A rain jacket".into(),
            offer: String::new(),
            audience: "Hikers".into(),
            angles: vec![],
            tone: String::new(),
            language: "en".into(),
            must_say: vec![],
            never_say: vec![],
            link: String::new(),
            page_text: String::new(),
            count: 3,
            placements: vec![StudioPlacement::Feed],
            calls_to_action: vec![],
            special_category: None,
            learn_from: 0,
            brand: StudioBrand { name: String::new(), voice: String::new(), must_say: vec![], never_say: vec![] },
        };
        self.app.save_studio_brief(brief).await.unwrap().brief.id.unwrap()
    }

    async fn asked(&self, prompt: &str) -> PaintStudioPicture {
        let service = SaveStudioProvider {
            id: None,
            name: "Painter".into(),
            format: StudioFormat::OpenAiImages,
            base_url: Some(format!("{}/v1", self.desk.server.base_url())),
            model: "sextant-demo-picture".into(),
            key: Some(self.desk.server.ai_key()),
            input_price: None,
            output_price: None,
            picture_price: None,
            template: None,
        };
        let provider = self.app.save_studio_provider(service).await.unwrap().providers[0].id.clone();
        PaintStudioPicture {
            brief_id: self.brief().await,
            provider_id: provider,
            prompt: prompt.into(),
            shape: StudioShape::Portrait,
        }
    }

    async fn painted(&self, asked: &PaintStudioPicture) -> Result<StudioPicture, IpcError> {
        tokio::time::timeout(PATIENCE, self.app.paint_picture_now(asked.clone())).await.unwrap()
    }
}

fn composition(hash: &str) -> ComposeStudioPicture {
    ComposeStudioPicture {
        hash: hash.into(),
        template: "scrim".into(),
        headline: "Dry at 1,400 metres".into(),
        subline: "Free returns for 60 days".into(),
        tag: String::new(),
        language: "en".into(),
        focus: None,
        brief_id: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_kept_once_recognised_in_another_size_and_comes_back_as_it_was() {
    let library = Library::open().await;
    let bytes = encode(&scene(900), Output::Png, None).unwrap();
    let path = library.file("Ridge.png", &bytes);
    let first = library.app.import_studio_picture(&path).await.unwrap();
    assert!(!first.known);
    let picture = &first.picture;
    assert_eq!((picture.width, picture.height, picture.media_type.as_str()), (900, 900, "image/png"));
    assert_eq!((picture.name.as_str(), picture.origin), ("Ridge.png", StudioPictureOrigin::Imported));
    assert!(picture.thumbnail.as_ref().is_some_and(|small| small.starts_with("data:image/jpeg;base64,")));
    assert!(library.app.import_studio_picture(&path).await.unwrap().known);
    // The same picture as somebody else saved it.
    let other = library.imported("smaller.jpg", 600, Output::default()).await;
    assert_eq!(other.like, ["Ridge.png"]);
    assert_eq!(library.page("", false).await.total, 2);
    assert_eq!(library.page("RIDGE", false).await.total, 1);
    library.app.shut_down().await;
    let again = library.desk.app();
    again.open_for_tools(None).await.unwrap();
    let kept = again.picture_file(&picture.hash).await.unwrap();
    assert_eq!((kept.bytes, kept.width, kept.height), (bytes, 900, 900));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_picture_is_refused_with_the_reason_and_leaves_nothing() {
    let library = Library::open().await;
    let page = "<html><script>alert(1)</script></html>".as_bytes().to_vec();
    let mut cut = encode(&scene(300), Output::Png, None).unwrap();
    cut.truncate(cut.len() / 2);
    for (name, bytes) in [("page.png", page), ("cut.png", cut), ("empty.jpg", Vec::new())] {
        let refused = told(library.app.import_studio_picture(&library.file(name, &bytes)).await);
        assert_eq!(refused.code, ErrorCode::InvalidInput, "{name}: {refused:?}");
        assert!(!refused.message.is_empty());
    }
    let folder = library.desk.folder.path().to_path_buf();
    assert!(library.app.import_studio_picture(&folder).await.is_err(), "a folder is no file");
    assert_eq!(library.page("", false).await.total, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_thrown_away_is_in_the_trash_and_comes_back() {
    let library = Library::open().await;
    let picture = library.imported("a.png", 300, Output::Png).await;
    let change = |trashed| UpdateStudioPicture {
        hash: picture.hash.clone(),
        name: Some("Ridge, sleet".into()),
        tags: Some(vec!["snow".into(), "Snow".into()]),
        trashed: Some(trashed),
    };
    let changed = library.app.update_studio_picture(change(true)).await.unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.tags.as_slice(), changed.trashed),
        ("Ridge, sleet", ["snow".to_owned()].as_slice(), true)
    );
    assert_eq!((library.page("", false).await.total, library.page("snow", true).await.total), (0, 1));
    assert!(library.app.picture_file(&picture.hash).await.is_err(), "the trash is not published from");
    library.app.update_studio_picture(change(false)).await.unwrap();
    assert_eq!(library.page("", false).await.total, 1);
    // The same file brought again comes out of the trash by itself.
    library.app.update_studio_picture(change(true)).await.unwrap();
    assert!(!library.imported("b.png", 300, Output::Png).await.trashed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_painted_paid_for_and_kept_with_its_prompt() {
    let library = Library::open().await;
    let asked = library.asked("A red jacket on a ridge in sleet").await;
    let estimate = library.app.estimate_studio_picture(asked.clone()).await.unwrap();
    assert!(estimate.cost > Some(0.0));
    assert_eq!(library.page("", false).await.total, 0, "an estimate asks nobody");
    let painted = library.painted(&asked).await.unwrap();
    assert_eq!((painted.width, painted.height), (1_024, 1_536));
    assert_eq!(painted.origin, StudioPictureOrigin::Generated);
    assert_eq!(painted.prompt.as_deref(), Some("A red jacket on a ridge in sleet"));
    assert_eq!(
        (painted.provider.as_deref(), painted.model.as_deref()),
        (Some("Painter"), Some("sextant-demo-picture"))
    );
    assert_eq!(library.app.studio_providers().await.unwrap().spent_today, painted.cost.unwrap());
    let run = library.page("", false).await.run.unwrap();
    assert_eq!((run.state, run.hash.as_deref()), (StudioRunState::Done, Some(painted.hash.as_str())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_painted_over_budget_with_a_key_in_the_prompt_or_when_the_service_fails() {
    let library = Library::open().await;
    let asked = library.asked("A ridge").await;
    let leak = PaintStudioPicture { prompt: format!("A poster of {}", library.desk.server.ai_key()), ..asked.clone() };
    assert_eq!(library.painted(&leak).await.unwrap_err().code, ErrorCode::Refused);
    library
        .desk
        .server
        .faults()
        .add(
            Fault::on(
                "^/v1/images",
                FaultKind::Respond { status: 400, content_type: "text/plain".into(), body: "no".into() },
            )
            .method("POST"),
        )
        .unwrap();
    library.painted(&asked).await.unwrap_err();
    let run = library.page("", false).await.run.unwrap();
    assert_eq!((run.state, run.hash), (StudioRunState::Failed, None));
    library.desk.server.faults().clear();
    library.app.set_studio_budget(0.0).await.unwrap();
    assert_eq!(library.painted(&asked).await.unwrap_err().code, ErrorCode::Refused);
    assert_eq!(library.page("", false).await.total, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_picture_and_one_text_become_four_placements_with_their_source() {
    let library = Library::open().await;
    let source = library.imported("ridge.png", 1_400, Output::Png).await;
    let shown = library.app.preview_studio_composition(composition(&source.hash)).await.unwrap();
    assert_eq!(library.page("", false).await.total, 1, "a preview keeps nothing");
    let ratios: Vec<&str> = shown.frames.iter().map(|frame| frame.ratio.as_str()).collect();
    assert_eq!(ratios, ["1:1", "4:5", "9:16", "1.91:1"]);
    assert!(shown.frames.iter().all(|frame| frame.preview.is_some() && frame.problem.is_none()), "{shown:?}");
    let at = StudioPoint { x: 0.1, y: 0.9 };
    let moved = ComposeStudioPicture { focus: Some(at.clone()), ..composition(&source.hash) };
    let moved = library.app.preview_studio_composition(moved).await.unwrap();
    assert!((moved.focus.x - at.x).abs() < 1e-3 && (moved.focus.y - at.y).abs() < 1e-3);
    assert_ne!(moved.frames[2].preview, shown.frames[2].preview, "another part of the picture is shown");
    let made = library.app.compose_studio_picture(composition(&source.hash)).await.unwrap();
    let page = library.page("", false).await;
    assert_eq!(page.total, 5);
    for frame in &made.frames {
        let kept = page.pictures.iter().find(|one| Some(&one.hash) == frame.hash.as_ref()).unwrap();
        assert_eq!((kept.width, kept.height), (frame.width, frame.height));
        assert_eq!((kept.origin, kept.source.as_ref()), (StudioPictureOrigin::Composed, Some(&source.hash)));
        let file = library.app.picture_file(&kept.hash).await.unwrap();
        assert_eq!(file.media_type, "image/jpeg");
        assert!(file.bytes.windows(7).any(|part| part == b"Sextant"), "the file says where it is from");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_does_not_fit_says_so_in_its_frame() {
    let library = Library::open().await;
    let source = library.imported("ridge.png", 1_400, Output::Png).await;
    let long = ComposeStudioPicture { headline: "Unreasonably ".repeat(23), ..composition(&source.hash) };
    let shown = library.app.preview_studio_composition(long).await.unwrap();
    assert!(shown.frames.iter().any(|frame| frame.problem.is_some() && frame.preview.is_none()), "{shown:?}");
    let unknown = ComposeStudioPicture { template: "none".into(), ..composition(&source.hash) };
    let refused = told(library.app.preview_studio_composition(unknown).await);
    assert_eq!(refused.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_is_told_when_the_library_changes() {
    let library = Library::open().await;
    let mut signals = library.app.signals();
    library.imported("a.png", 300, Output::Png).await;
    let heard = async {
        while let Some(signal) = signals.next().await {
            if matches!(signal, app::Signal::Event(AppEvent::StudioChanged { .. })) {
                return true;
            }
        }
        false
    };
    assert!(tokio::time::timeout(PATIENCE, heard).await.unwrap());
}
