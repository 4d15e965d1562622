//! Every shipped template in every placement in five languages, pixel for pixel.

use std::fmt::Write as _;

use compositor::likeness::content_hash;
use compositor::template::{Role, shipped};
use compositor::{Area, Placement, Words, compose_all};

use crate::{fonts, piece, source};

const KEPT: &str = include_str!("snapshots.txt");

pub(crate) fn languages() -> [Words; 5] {
    let words = |language: &str, headline: &str, subline: &str, tag: &str| Words {
        headline: headline.to_owned(),
        subline: Some(subline.to_owned()),
        tag: Some(tag.to_owned()),
        language: Some(language.to_owned()),
    };
    [
        words("en", "Dry at 1,400 metres 🏔️", "3-layer storm jacket · €149", "New"),
        words("de", "Wetterschutz, der Größe zeigt", "Dreilagige Jacke, 60 Tage Rückgabe", "−30 €"),
        words("ar", "جاف على ارتفاع ١٤٠٠ متر", "سترة للعواصف بثلاث طبقات", "جديد"),
        words("ja", "標高1400メートルでも濡れない", "三層構造のレインジャケット", "新発売"),
        words("hi", "१,४०० मीटर पर भी सूखा", "तीन परतों वाली जैकेट", "नया"),
    ]
}

/// When a picture is meant to look different: run this test with `UPDATE_SNAPSHOTS=1`, look at the sheet that
/// `--example look` writes, and commit the file.
#[test]
fn every_template_placement_and_language_is_as_it_was_seen_last() {
    let mut now = String::new();
    for template in shipped().expect("the shipped templates are sound") {
        for words in languages() {
            let language = words.language.clone().unwrap_or_default();
            let made = compose_all(fonts(), &piece(source(false), &words, &template), &Placement::ALL, 2);
            for (placement, made) in Placement::ALL.into_iter().zip(made) {
                let made = made.unwrap_or_else(|error| panic!("{} {language}: {error}", template.id));
                assert_eq!((made.picture.width(), made.picture.height()), placement.size());
                let hash = content_hash(made.picture.pixels());
                writeln!(now, "{} {:?} {language} {}", template.id, placement, &hash[..24]).expect("to a text");
                for text in &made.texts {
                    let right = matches!(language.as_str(), "ar");
                    assert_eq!(text.right_to_left, right, "{} {language} {:?}", template.id, text.role);
                    assert!(
                        text.contrast >= 4.5,
                        "{} {placement:?} {language} {:?}: {}",
                        template.id,
                        text.role,
                        text.contrast
                    );
                    assert!(Area::canvas(placement.size()).holds(&text.bounds, 0.0));
                    assert!(placement.safe().holds(&text.bounds, 0.5), "{} {placement:?} {:?}", template.id, text.role);
                }
                assert!(made.texts.iter().any(|text| text.role == Role::Headline));
            }
        }
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/snapshots.txt");
        std::fs::write(path, &now).expect("the snapshots are beside this file");
        return;
    }
    let changed: Vec<&str> = now.lines().filter(|line| !KEPT.lines().any(|kept| kept == *line)).collect();
    assert!(changed.is_empty(), "these look different now:\n{}", changed.join("\n"));
    assert_eq!(now.lines().count(), KEPT.lines().count());
}
