use sandbox::{FaultKind, ModelFault};
use serde_json::json;
use studio::{Cancel, Client, Error, Format, MicroUsd, NewPicture, Service, Template, Unlimited};

use crate::support::{Bench, Kept, quick};

fn wanted() -> NewPicture {
    NewPicture { prompt: "A ridge in sleet".into(), width: 1_080, height: 1_350, ..NewPicture::default() }
}

#[tokio::test]
async fn a_picture_is_made_edited_and_paid_for() {
    let bench = Bench::start();
    let client = bench.client(Format::OpenAiImages);
    let purse = Kept::with(10_000_000);
    let made = client.paint(&wanted(), &purse, &Cancel::new()).await.unwrap();
    let seen = image::load_from_memory(&made.picture.bytes).unwrap();
    assert_eq!((made.picture.media_type.as_str(), seen.width(), seen.height()), ("image/png", 1_024, 1_536));
    assert!(made.cost > MicroUsd(0) && made.cost == purse.spent());
    let from = NewPicture { from: vec![made.picture.clone()], ..wanted() };
    let edited = client.paint(&from, &purse, &Cancel::new()).await.unwrap();
    assert_ne!(edited.picture.bytes, made.picture.bytes);
}

#[tokio::test]
async fn any_http_service_is_asked_by_its_template() {
    let bench = Bench::start();
    let address = format!("{}/v1/images/generations", bench.server.base_url());
    let mut service = Service::new(Format::OpenAiCompatible, Some(&address), "sextant-demo-picture").unwrap();
    service.format = Format::HttpImages;
    service.template = Some(Template {
        headers: vec![("Authorization".into(), "Bearer {{key}}".into())],
        body: json!({"model": "{{model}}", "prompt": "photo: {{prompt}}", "size": "1536x1024"}),
        picture_at: "/data/0/b64_json".into(),
    });
    let key = Some(bench.server.ai_key().into());
    let client = Client::new(service.clone(), key.clone(), quick()).unwrap();
    let made = client.paint(&wanted(), &Unlimited, &Cancel::new()).await.unwrap();
    assert!(image::load_from_memory(&made.picture.bytes).is_ok());
    assert!(bench.asked()[0].1.contains("photo%3A+A+ridge"));
    if let Some(template) = &mut service.template {
        template.picture_at = "/data/7".into();
    }
    let elsewhere = Client::new(service, key, quick()).unwrap().paint(&wanted(), &Unlimited, &Cancel::new()).await;
    assert!(matches!(elsewhere, Err(Error::Unusable(_))));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_once_and_not_paid_for_again() {
    let bench = Bench::start();
    let client = bench.client(Format::OpenAiImages);
    for how in [ModelFault::WrongShape, ModelFault::Prose, ModelFault::Refuses] {
        bench.strike(FaultKind::Model { how }, None);
        let before = bench.asked().len();
        let error = client.paint(&wanted(), &Unlimited, &Cancel::new()).await.unwrap_err();
        assert!(matches!(error, Error::Unusable(_) | Error::Declined(_)), "{how:?}: {error}");
        assert_eq!(bench.asked().len(), before + 1, "{how:?}");
    }
}
