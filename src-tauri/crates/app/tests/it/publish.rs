//! From texts and pictures to paused ads, as the page asks for it.

use std::path::Path;

use app::App;
use app::dto::{
    ApplyChanges, ChangeOutcome, CheckDepth, ErrorCode, ObjectLevel, PreviewPublish, PublishPlacesRequest,
    PublishPreview, PublishText, RetryChanges, StudioCopy, StudioSeverity,
};
use sandbox::world::Size;
use sandbox::{Fault, FaultKind};

use crate::desk::{Desk, complete, every_row, everything, flat, told};

const EXACT: Size = Size::Exact { accounts: 2, campaigns: 2, adsets: 2, ads: 2 };

fn picture(folder: &Path, name: &str, width: u32, height: u32) -> String {
    let path = folder.join(name);
    // Each file differs from the others in its colour.
    let colour = name.bytes().fold(7_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    image::RgbImage::from_pixel(width, height, image::Rgb([colour, 90, 200])).save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

fn text(label: &str, headline: &str) -> PublishText {
    let copy = StudioCopy {
        primary_text: format!("{headline}: dry at 1,400 metres, and the seams stay shut."),
        headline: headline.into(),
        description: String::new(),
        call_to_action: "SHOP_NOW".into(),
    };
    PublishText { label: label.into(), copy, language: "en".into() }
}

struct Bench {
    desk: Desk,
    app: App,
    account: String,
    adsets: Vec<String>,
    page: String,
    files: tempfile::TempDir,
}

impl Bench {
    async fn open() -> Self {
        let desk = Desk::new(EXACT);
        let app = desk.synced().await;
        let account = app.state().await.unwrap().workspace.unwrap().accounts[0].id.clone();
        let asked = PublishPlacesRequest { account_id: account.clone(), text: String::new() };
        let places = app.publish_places(asked).await.unwrap();
        let adsets = places.into_iter().map(|place| place.id).collect();
        let page = app.account_choices(&account).await.unwrap().pages[0].id.clone();
        Self { desk, app, account, adsets, page, files: tempfile::tempdir().unwrap() }
    }

    fn picture(&self, name: &str, width: u32, height: u32) -> String {
        picture(self.files.path(), name, width, height)
    }

    fn wish(&self, texts: Vec<PublishText>, pictures: Vec<String>) -> PreviewPublish {
        PreviewPublish {
            brief_id: None,
            account_id: self.account.clone(),
            ad_set_ids: self.adsets.iter().take(1).cloned().collect(),
            page_id: self.page.clone(),
            instagram_user_id: None,
            link: "https://shop.example/storm?utm_source=facebook&utm_medium=paid&utm_campaign=storm&utm_content=a"
                .into(),
            texts,
            pictures,
            template: "{adset} {text} {picture}".into(),
            despite: false,
            depth: CheckDepth::Meta,
        }
    }

    async fn send(&self, matrix: &PublishPreview) -> (String, Vec<ChangeOutcome>) {
        let input = ApplyChanges { preview_id: matrix.preview.id.clone(), asked: true, amounts: Vec::new() };
        let run = self.app.apply_changes(input).await.unwrap();
        self.app.changes_ended().await.unwrap();
        let outcomes = self.outcomes(&run.change_id).await;
        (run.change_id, outcomes)
    }

    async fn outcomes(&self, change: &str) -> Vec<ChangeOutcome> {
        self.app.change(change).await.unwrap().rows.iter().map(|row| row.outcome).collect()
    }

    fn writes(&self, kind: &str) -> usize {
        self.desk.server.journal().writes().iter().filter(|write| write.kind == kind).count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_pictures_and_ad_sets_become_a_matrix_of_paused_ads_that_can_be_taken_back() {
    let bench = Bench::open().await;
    let pictures = vec![
        bench.picture("storm-1x1.png", 1080, 1080),
        bench.picture("storm-9x16.png", 1080, 1920),
        bench.picture("rain.png", 1080, 1350),
    ];
    let mut wish = bench.wish(vec![text("A", "Storm"), text("B", "Out in all weather")], pictures);
    wish.ad_set_ids = bench.adsets.iter().take(2).cloned().collect();
    let matrix = bench.app.preview_publish(wish).await.unwrap();
    assert_eq!(matrix.motifs, ["storm", "rain"]);
    let shapes: Vec<_> = matrix.pictures.iter().map(|one| (one.motif, one.shape.as_deref().unwrap())).collect();
    assert_eq!(shapes, [(0, "1:1"), (0, "9:16"), (1, "4:5")]);
    assert_eq!((matrix.rows.len(), matrix.left_out), (8, 0), "{:#?}", matrix.rows);
    assert_eq!((matrix.preview.row_count, matrix.preview.can_be_sent), (8, 8), "{:#?}", matrix.preview);
    assert!(matrix.rows[0].name.ends_with(" A storm"), "{:?}", matrix.rows[0]);
    assert_eq!((bench.writes("adimage"), bench.writes("ad")), (0, 0), "looking makes and uploads nothing");
    let (change, outcomes) = bench.send(&matrix).await;
    assert!(outcomes.iter().all(|outcome| *outcome == ChangeOutcome::Confirmed), "{outcomes:?}");
    assert_eq!(bench.writes("adimage"), 3);
    let rows = every_row(&bench.app, flat(ObjectLevel::Ad, bench.desk.days(7))).await;
    for row in &matrix.rows {
        let made = rows.iter().find(|one| one.name == row.name).expect("the explorer has it at once");
        assert_eq!(made.status.as_deref(), Some("PAUSED"));
    }
    let entry = bench.app.change(&change).await.unwrap().entry;
    assert_eq!((entry.source.as_str(), entry.can_undo), ("studio", true));
    let undo = bench.app.preview_undo(&change).await.unwrap();
    assert_eq!((undo.row_count, undo.can_be_sent), (8, 8));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_should_not_go_out_is_left_out_with_its_reason_and_made_only_when_asked_for() {
    let bench = Bench::open().await;
    let good = bench.picture("good.png", 1080, 1080);
    let no_picture = bench.files.path().join("notes.png");
    std::fs::write(&no_picture, "not a picture").unwrap();
    let pictures = vec![
        good.clone(),
        bench.picture("small.png", 300, 300),
        no_picture.to_str().unwrap().to_owned(),
        bench.files.path().join("gone.png").to_str().unwrap().to_owned(),
        bench.picture("odd.png", 1400, 700),
    ];
    let wish = bench.wish(vec![text("A", "Storm")], pictures);
    let matrix = bench.app.preview_publish(wish.clone()).await.unwrap();
    let said: Vec<(bool, Option<StudioSeverity>)> =
        matrix.rows.iter().map(|row| (row.item.is_some(), row.findings.first().map(|one| one.severity))).collect();
    let (stop, look) = (Some(StudioSeverity::Stop), Some(StudioSeverity::Look));
    assert_eq!(said, [(true, None), (false, stop), (false, stop), (false, stop), (true, look)], "{:#?}", matrix.rows);
    assert_eq!(matrix.left_out, 3);
    assert!(matrix.rows.iter().flat_map(|row| &row.findings).all(|one| !one.remedy.is_empty()));
    let despite = PreviewPublish { despite: true, ..wish };
    let matrix = bench.app.preview_publish(despite).await.unwrap();
    assert_eq!(matrix.left_out, 2, "what is no picture is never sent");
    // Two files of one picture with the same shape would fight for the same places.
    let twice = vec![bench.picture("a-1x1.png", 1080, 1080), bench.picture("a-4x5.png", 1080, 1080)];
    let matrix = bench.app.preview_publish(bench.wish(vec![text("A", "Storm")], twice)).await.unwrap();
    assert!(matrix.rows[0].findings[0].reason.contains("same shape"), "{:#?}", matrix.rows);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ad_that_is_there_already_is_told_and_a_failed_row_is_made_by_another_try() {
    let bench = Bench::open().await;
    let pictures = vec![bench.picture("one.png", 1080, 1080), bench.picture("two.png", 1080, 1080)];
    let wish = bench.wish(vec![text("A", "Storm")], pictures);
    let matrix = bench.app.preview_publish(wish.clone()).await.unwrap();
    let refusal =
        r#"{"error":{"message":"No","type":"OAuthException","code":100,"error_subcode":1487411,"fbtrace_id":"A"}}"#;
    let kind = FaultKind::Respond { status: 400, content_type: "application/json".into(), body: refusal.into() };
    bench.desk.server.faults().add(Fault::on("/adimages", kind).method("POST").times(1)).unwrap();
    let (change, outcomes) = bench.send(&matrix).await;
    assert_eq!(outcomes, [ChangeOutcome::Rejected, ChangeOutcome::Confirmed]);
    let again = RetryChanges { change_id: change.clone(), asked: true, amounts: Vec::new() };
    bench.app.retry_changes(again).await.unwrap();
    bench.app.changes_ended().await.unwrap();
    assert_eq!(bench.outcomes(&change).await, [ChangeOutcome::Confirmed, ChangeOutcome::Confirmed]);
    let writes = bench.desk.server.journal().writes();
    let made = writes.iter().filter(|write| write.kind == "ad" && write.action == "create").count();
    assert_eq!((bench.writes("adimage"), made), (2, 2));
    complete(&bench.app.sync_now(everything()).await.unwrap());
    let matrix = bench.app.preview_publish(wish).await.unwrap();
    assert!(matrix.rows.iter().all(|row| row.findings.iter().any(|one| one.subject == "duplicate")), "{matrix:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_makes_no_sense_is_refused_in_words() {
    let bench = Bench::open().await;
    let good = || bench.wish(vec![text("A", "Storm")], vec!["/nowhere.png".into()]);
    for (wish, words) in [
        (PreviewPublish { ad_set_ids: Vec::new(), ..good() }, "Choose an ad set"),
        (PreviewPublish { texts: Vec::new(), ..good() }, "Choose texts"),
        (PreviewPublish { pictures: Vec::new(), ..good() }, "Choose a picture"),
        (PreviewPublish { page_id: "page".into(), ..good() }, "Choose the page"),
        (PreviewPublish { template: "{nobody}".into(), ..good() }, "There is no {nobody}"),
        (PreviewPublish { texts: vec![text("A", "Storm"); 101], ..good() }, "At most 100 texts"),
    ] {
        let error = told(bench.app.preview_publish(wish).await);
        assert_eq!(error.code, ErrorCode::InvalidInput);
        assert!(error.message.starts_with(words), "{error:?}");
    }
    let elsewhere = PreviewPublish { account_id: "act_1".into(), ..good() };
    assert_eq!(told(bench.app.preview_publish(elsewhere).await).code, ErrorCode::NotFound);
    let nobodys = PreviewPublish { ad_set_ids: vec!["1".into()], ..good() };
    assert_eq!(told(bench.app.preview_publish(nobodys).await).code, ErrorCode::NotFound);
}
