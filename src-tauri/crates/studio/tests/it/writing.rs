use studio::{AdCopy, Canaries, Cancel, Error, Field, Format, Limits, MicroUsd, Task, Unlimited, write_copy};

use crate::support::{Bench, Kept, prompt};

const TEXTS: [Format; 3] = [Format::Anthropic, Format::OpenAi, Format::OpenAiCompatible];

#[tokio::test]
async fn every_format_writes_as_many_variants_as_asked_within_the_limits() {
    let bench = Bench::start();
    for format in TEXTS {
        let client = bench.client(format);
        let (purse, mut told) = (Kept::with(1_000_000), Vec::new());
        let mut on_kept = |copy: &AdCopy| told.push(copy.clone());
        let cancel = Cancel::new();
        let written = write_copy(&client, &prompt(), &Task::Write, &Canaries::default(), &purse, &cancel, &mut on_kept)
            .await
            .unwrap();
        assert_eq!(written.kept.len(), 5, "{format:?}: {written:#?}");
        assert_eq!(told, written.kept, "each is told of once, in order");
        let limits = Limits::shown(&prompt().brief.placements);
        for copy in &written.kept {
            assert!(copy.texts().contains("28,000 mm") && copy.primary_text.starts_with("Demo:"));
            for field in Field::TEXTS {
                assert!(copy.get(field).chars().count() <= limits.of(field).unwrap());
            }
        }
        assert!(written.input_tokens > 300 && written.output_tokens > 50 && written.cost > MicroUsd(0));
        assert_eq!((written.cost, purse.requests()), (purse.spent(), usize::try_from(written.requests).unwrap()));
    }
}

#[tokio::test]
async fn one_field_is_written_anew_and_the_others_stay_as_they_are() {
    let bench = Bench::start();
    let client = bench.client(Format::Anthropic);
    let current = AdCopy {
        primary_text: "Rain all week? 28,000 mm.".into(),
        headline: "Dry".into(),
        description: "Free returns".into(),
        call_to_action: "SHOP_NOW".into(),
    };
    let write = async |task: Task| {
        let mut nothing = |_: &AdCopy| {};
        let cancel = Cancel::new();
        write_copy(&client, &prompt(), &task, &Canaries::default(), &Unlimited, &cancel, &mut nothing).await.unwrap()
    };
    let written = write(Task::Field(current.clone(), Field::Headline)).await;
    assert_ne!(written.kept[0].headline, current.headline);
    assert_eq!(AdCopy { headline: current.headline.clone(), ..written.kept[0].clone() }, current);
    let translated = write(Task::Translate(current.clone())).await;
    assert_eq!(translated.kept.len(), 1);
    assert_eq!(translated.kept[0].call_to_action, "SHOP_NOW");
}

#[tokio::test]
async fn a_test_of_a_service_costs_nothing_and_says_what_is_wrong() {
    let bench = Bench::start();
    let cancel = Cancel::new();
    for format in [Format::Anthropic, Format::OpenAi, Format::OpenAiImages] {
        let tested = bench.client(format).test(&cancel).await.unwrap();
        assert_eq!((tested.knows_model, tested.models.len()), (Some(true), 3), "{format:?}");
        let refused = bench.with_key(format, "sk-wrong").test(&cancel).await.unwrap_err();
        assert!(matches!(refused, Error::Key { status: 401 }), "{format:?}: {refused}");
    }
    assert_eq!(bench.asked(), []);
}
