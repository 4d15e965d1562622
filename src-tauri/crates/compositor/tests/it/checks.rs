//! What is found before a picture goes out.

use compositor::checks::{Code, File, Severity, check_composition, check_file, text_share};
use compositor::intake::Format;
use compositor::{Area, Focus, Placement, Words, compose};

use crate::{fonts, piece, source, template, words};

/// What is expected of a file: what is found, in order.
type Found = &'static [(Code, Severity)];

#[test]
fn files_are_judged_by_what_meta_does_with_them() {
    let file = |width, height| File { format: Format::Jpeg, width, height, bytes: 900_000 };
    let cases: [(File, Placement, Found); 9] = [
        (file(1080, 1080), Placement::Square, &[]),
        (file(1440, 1800), Placement::Portrait, &[]),
        (file(1080, 1100), Placement::Square, &[]),
        (file(1080, 1920), Placement::Story, &[]),
        (
            file(1080, 1880),
            Placement::Story,
            &[(Code::FewerPixelsThanShown, Severity::Warning), (Code::WrongRatio, Severity::Warning)],
        ),
        (file(599, 599), Placement::Square, &[(Code::TooFewPixels, Severity::Stop)]),
        (file(700, 700), Placement::Square, &[(Code::FewerPixelsThanShown, Severity::Warning)]),
        (
            File { format: Format::WebP, ..file(1200, 628) },
            Placement::Landscape,
            &[(Code::WrongFormat, Severity::Stop)],
        ),
        (
            File { bytes: 31 << 20, ..file(1920, 1080) },
            Placement::Square,
            &[(Code::FileTooLarge, Severity::Stop), (Code::WrongRatio, Severity::Warning)],
        ),
    ];
    for (file, placement, want) in cases {
        let found = check_file(&file, placement);
        let got: Vec<_> = found.iter().map(|it| (it.code, it.severity)).collect();
        assert_eq!(got, want, "{file:?} {placement:?}");
        assert!(found.iter().all(|it| it.reason.ends_with('.') && it.remedy.ends_with('.')));
    }
}

#[test]
fn a_shipped_template_in_its_place_is_found_clean() {
    let words = Words { subline: Some("Three layers".into()), ..words("Dry at 1,400 metres") };
    for id in ["band", "split"] {
        for placement in Placement::ALL {
            let made = compose(fonts(), &piece(source(false), &words, &template(id)), placement).expect("readable");
            let worst = check_composition(&made).first().map(|it| it.severity);
            assert!(worst <= Some(Severity::Note), "{id} {placement:?} {:?}", check_composition(&made));
        }
    }
}

#[test]
fn text_and_focus_in_the_wrong_places_are_found() {
    let words = words("Dry at 1,400 metres");
    let mut made =
        compose(fonts(), &piece(source(false), &words, &template("scrim")), Placement::Reel).expect("readable");
    let codes = |made: &compositor::Rendered| check_composition(made).iter().map(|it| it.code).collect::<Vec<_>>();
    made.focus_at = (540.0, 1_800.0);
    assert_eq!(codes(&made), [Code::FocusCovered]);
    made.focus_at = (540.0, 300.0);
    made.texts[0].bounds = Area::new(100.0, 1_500.0, 900.0, 1_600.0);
    assert_eq!(codes(&made), [Code::OutsideSafeZone]);
    made.texts[0].bounds = Area::new(-20.0, 600.0, 900.0, 700.0);
    assert_eq!(codes(&made), [Code::OutsidePicture]);
    made.texts[0].bounds = Area::new(100.0, 600.0, 980.0, 1_200.0);
    assert!(text_share(&made) > 0.2);
    assert_eq!(codes(&made), [Code::MuchText]);
    made.texts[0].contrast = 3.0;
    made.texts[0].size = 20.0;
    assert_eq!(codes(&made), [Code::TooLittleContrast, Code::SmallLetters, Code::MuchText]);
}

#[test]
fn the_focus_is_kept_clear_of_metas_buttons_where_the_picture_allows_it() {
    let words = words("Dry");
    let template = template("scrim");
    let piece = compositor::Piece { focus: Some(Focus::new(0.5, 0.5)), ..piece(source(false), &words, &template) };
    for placement in Placement::ALL {
        let made = compose(fonts(), &piece, placement).expect("readable");
        let (x, y) = made.focus_at;
        assert!(placement.safe().holds(&Area::new(x, y, x, y), 1.0), "{placement:?} {x} {y}");
    }
}
