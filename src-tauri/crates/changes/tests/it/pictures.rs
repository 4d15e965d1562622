//! Ads with pictures: uploaded once by content, in the one write path, and found again after whatever happens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use changes::design::{Design, Shape};
use changes::pictures::{Pictures, content};
use changes::{ChangeSet, Consent, Depth, Field, Intent, New, Outcome, Parent, Value, check, plan};
use domain::Level;
use futures_util::future::BoxFuture;
use graph::Cancel;
use sandbox::{Fault, FaultKind};
use store::ObjectRef;

use crate::desk::{Desk, author, outcomes};

/// Pictures in memory.
#[derive(Debug, Default)]
struct Kept(BTreeMap<String, Vec<u8>>);

impl Pictures for Kept {
    fn bytes<'a>(&'a self, sha256: &'a str) -> BoxFuture<'a, Result<Vec<u8>, String>> {
        Box::pin(async move { self.0.get(sha256).cloned().ok_or_else(|| "The picture is gone".to_owned()) })
    }
}

/// A PNG without content but a size: its header, which is all that is looked at.
fn picture(width: u32, height: u32, colour: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = image_of(width, height, colour);
    bytes.extend(pixels);
    bytes
}

fn image_of(width: u32, height: u32, colour: u8) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut png = vec![0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
    for chunk in [header, [b"IDAT".to_vec(), vec![colour]].concat(), b"IEND".to_vec()] {
        png.extend(u32::try_from(chunk.len() - 4).unwrap().to_be_bytes());
        png.extend(&chunk);
        png.extend(crc(&chunk).to_be_bytes());
    }
    png
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// A desk whose tools have these pictures.
async fn desk(pictures: &[Vec<u8>]) -> Desk {
    let mut desk = Desk::new().await;
    let kept = pictures.iter().map(|bytes| (content(bytes), bytes.clone())).collect();
    desk.tools.pictures = Arc::new(Kept(kept));
    desk
}

async fn page(desk: &Desk) -> String {
    let pages = desk.tools.graph.promoted_pages(&desk.account, &Cancel::new()).await.unwrap();
    pages.first().unwrap().id.clone()
}

/// Every headline with every motif in every ad set.
async fn matrix(desk: &Desk, adsets: &[ObjectRef], headlines: &[&str], motifs: &[&[(Vec<u8>, Shape)]]) -> ChangeSet {
    let page = page(desk).await;
    let mut new = Vec::new();
    for adset in adsets {
        for (motif, pictures) in motifs.iter().enumerate() {
            for headline in headlines {
                let design = Design {
                    page_id: page.clone(),
                    instagram_user_id: None,
                    link: "https://shop.example/storm".into(),
                    url_tags: String::new(),
                    primary_text: "Dry all day".into(),
                    headline: (*headline).into(),
                    description: "Taped seams".into(),
                    call_to_action: "SHOP_NOW".into(),
                    pictures: pictures.iter().map(|(bytes, shape)| (content(bytes), Some(*shape))).collect(),
                };
                let name = format!("{headline} {motif}");
                let fields = BTreeMap::from([
                    (Field::Creative, Value::Json(design.creative(&name))),
                    (Field::Name, Value::Text(name)),
                ]);
                let parent = Some(Parent::Object(adset.id.clone()));
                new.push(New { account: adset.account.clone(), level: Level::Ad, parent, copy_of: None, fields });
            }
        }
    }
    let plan = plan(&Intent { changes: Vec::new(), new }, &desk.known(adsets).await);
    assert_eq!(plan.refusals, []);
    plan.into_set(desk.tools.ids.fresh(), author(), domain::Clock::now(&desk.clock))
}

fn uploads(desk: &Desk) -> usize {
    desk.server.journal().writes().iter().filter(|write| write.kind == "adimage").count()
}

fn posts(desk: &Desk) -> usize {
    let sent = |entry: &&sandbox::Entry| entry.method == "POST" && entry.path.ends_with("/adimages");
    desk.server.journal().entries().iter().filter(sent).count()
}

async fn with_room(desk: &Desk, count: usize) -> Vec<ObjectRef> {
    desk.alive(Level::Adset).await.into_iter().take(count).collect()
}

/// Ads that were made are there once, paused, under their proper names, with everything Meta would change switched off.
async fn assert_made(desk: &Desk, set: &ChangeSet, report: &changes::Report) {
    let mut names = BTreeSet::new();
    for (item, row) in set.items.iter().zip(&report.rows) {
        assert_eq!(row.outcome, Outcome::Confirmed, "{row:?}");
        let live = desk.live(&item.reference(row.object.as_ref().unwrap())).await;
        assert_eq!(live.name(), item.name);
        assert_eq!(live.status().unwrap().as_str(), "PAUSED");
        names.insert(row.object.clone());
    }
    assert_eq!(names.len(), set.items.len());
    let open = desk.tools.store.read(store::Db::open_intents).await.unwrap();
    assert!(open.is_empty(), "{open:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_matrix_is_made_paused_each_picture_is_uploaded_once_and_undo_deletes_the_ads() {
    let (square, story, other) = (picture(1080, 1080, 1), picture(1080, 1920, 2), picture(1200, 628, 3));
    let desk = desk(&[square.clone(), story.clone(), other.clone()]).await;
    let adsets = with_room(&desk, 2).await;
    let motifs: [&[(Vec<u8>, Shape)]; 2] = [&[(square, Shape::Square), (story, Shape::Story)], &[(other, Shape::Wide)]];
    let set = matrix(&desk, &adsets, &["Storm", "Rain"], &motifs).await;
    assert_eq!(set.items.len(), 8);
    let hash = set.plan_hash();
    let verdicts = check(&desk.tools, &set, Depth::Meta, &Cancel::new()).await.unwrap();
    assert!(verdicts.iter().all(|verdict| verdict.can_be_sent()), "{verdicts:#?}");
    assert_eq!((uploads(&desk), set.plan_hash()), (0, hash), "looking uploads nothing");
    let report = desk.apply(&set).await;
    assert_made(&desk, &set, &report).await;
    assert_eq!((uploads(&desk), posts(&desk)), (3, 3));
    // Made again with the same pictures, nothing is uploaded again.
    let again = matrix(&desk, &adsets[..1], &["Snow"], &motifs).await;
    let report_again = desk.apply(&again).await;
    assert_made(&desk, &again, &report_again).await;
    assert_eq!(posts(&desk), 3);
    let log = desk.audit().await;
    let uploaded = log.iter().filter(|row| row.details["request"] == "upload" && row.action == "change.confirmed");
    assert_eq!(uploaded.count(), 3);
    let undo = changes::undo(&desk.tools, &set.id, author()).await.unwrap();
    assert_eq!(undo.kept, []);
    let undone = desk.apply(&undo.set).await;
    assert!(undone.rows.iter().all(|row| row.outcome == Outcome::Confirmed), "{undone:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_were_refused_are_made_by_another_try_and_the_others_are_not_made_twice() {
    let (one, two) = (picture(1080, 1080, 1), picture(1080, 1080, 2));
    let desk = desk(&[one.clone(), two.clone()]).await;
    let adsets = with_room(&desk, 1).await;
    let motifs: [&[(Vec<u8>, Shape)]; 2] = [&[(one, Shape::Square)], &[(two, Shape::Square)]];
    let set = matrix(&desk, &adsets, &["Storm"], &motifs).await;
    let refusal = r#"{"error":{"message":"No","type":"OAuthException","code":100,"error_subcode":1487411,"error_user_msg":"The image is invalid.","fbtrace_id":"A"}}"#;
    let kind = FaultKind::Respond { status: 400, content_type: "application/json".into(), body: refusal.into() };
    desk.server.faults().add(Fault::on("/adimages", kind).method("POST").times(1)).unwrap();
    let report = desk.apply(&set).await;
    assert_eq!(outcomes(&report), ["rejected", "confirmed"], "{report:#?}");
    assert_eq!(report.rows[0].detail.text.as_deref(), Some("The image is invalid."));
    let yes = Consent { asked: true, amounts: Vec::new() };
    let again = changes::retry(&desk.tools, &set.id, &yes, &|_| {}, &Cancel::new()).await.unwrap();
    assert_eq!(outcomes(&again), ["confirmed"], "{again:#?}");
    assert_eq!(uploads(&desk), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_whose_answer_is_lost_is_found_by_its_name_and_its_ad_is_made() {
    let one = picture(1080, 1080, 1);
    for outcome in [sandbox::Outcome::Reset, sandbox::Outcome::Error500, sandbox::Outcome::Garbage] {
        let desk = desk(std::slice::from_ref(&one)).await;
        let adsets = with_room(&desk, 1).await;
        let set = matrix(&desk, &adsets, &["Storm"], &[&[(one.clone(), Shape::Square)]]).await;
        let kind = FaultKind::ApplyThen { outcome };
        desk.server.faults().add(Fault::on("/adimages", kind).method("POST").times(1)).unwrap();
        let report = desk.apply(&set).await;
        assert_made(&desk, &set, &report).await;
        assert_eq!(posts(&desk), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_the_program_did_not_see_the_end_of_is_settled_at_the_next_start() {
    let one = picture(1080, 1080, 1);
    let desk = desk(std::slice::from_ref(&one)).await;
    let adsets = with_room(&desk, 1).await;
    let set = matrix(&desk, &adsets, &["Storm"], &[&[(one.clone(), Shape::Square)]]).await;
    // Broken off while the upload's answer is waited for, as a crash would.
    let kind = FaultKind::ApplyThen { outcome: sandbox::Outcome::Timeout };
    desk.server.faults().add(Fault::on("/adimages", kind).method("POST").times(1)).unwrap();
    let (tools, act) = (desk.tools.clone(), set.clone());
    let running = tokio::spawn(async move {
        let yes = Consent { asked: true, amounts: Vec::new() };
        changes::apply(&tools, &act, &yes, &|_| {}, &Cancel::new()).await
    });
    while uploads(&desk) == 0 {
        tokio::task::yield_now().await;
    }
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    desk.server.faults().clear();
    let open = desk.tools.store.read(store::Db::open_intents).await.unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    let recovered = changes::reconcile(&desk.tools).await.unwrap();
    assert_eq!((recovered.settled.len(), recovered.open), (1, 0), "{recovered:?}");
    let yes = Consent { asked: true, amounts: Vec::new() };
    let again = changes::retry(&desk.tools, &set.id, &yes, &|_| {}, &Cancel::new()).await.unwrap();
    assert_made(&desk, &set, &again).await;
    assert_eq!(posts(&desk), 1, "what is there is not sent again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_that_is_gone_or_changed_is_not_sent_and_its_row_says_so() {
    let (here, gone) = (picture(1080, 1080, 1), picture(1080, 1080, 2));
    let mut desk = desk(&[]).await;
    let changed = BTreeMap::from([(content(&here), gone.clone())]);
    desk.tools.pictures = Arc::new(Kept(changed));
    let adsets = with_room(&desk, 1).await;
    let motifs: [&[(Vec<u8>, Shape)]; 2] = [&[(here, Shape::Square)], &[(gone, Shape::Square)]];
    let set = matrix(&desk, &adsets, &["Storm"], &motifs).await;
    let report = desk.apply(&set).await;
    assert_eq!(outcomes(&report), ["refused", "refused"]);
    let texts: Vec<_> = report.rows.iter().filter_map(|row| row.detail.text.as_deref()).collect();
    assert!(texts[0].contains("changed since") && texts[1].contains("gone"), "{texts:?}");
    assert_eq!(posts(&desk), 0);
}
