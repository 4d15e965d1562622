//! Compositions: what is seen, what is refused.

use std::sync::Arc;

use compositor::template::{Extend, Fit, Layer, Role};
use compositor::{
    Brand, Channels, Error, Focus, Obstacle, Picture, Piece, Placement, Rendered, Source, Template, Words, compose,
    preview,
};

use crate::{fonts, piece, scene, source, template, words};

fn obstacle(result: Result<Rendered, Error>) -> Obstacle {
    match result {
        Err(Error::CannotSet { obstacle, .. }) => obstacle,
        other => panic!("expected a refusal, not {other:?}"),
    }
}

/// Contrast of a text measured on the delivered pixels alone: the background is what the same composition shows
/// without letters there, taken in squares of six pixels.
fn measured(made: &Rendered, bare: &Rendered, role: Role) -> f32 {
    let text = made.texts.iter().find(|it| it.role == role).expect("set");
    let linear = |v: u8| {
        let v = f32::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |p: [u8; 3]| 0.2126 * linear(p[0]) + 0.7152 * linear(p[1]) + 0.0722 * linear(p[2]);
    let letters = luminance(text.colour.0);
    let mut weakest = 21.0_f32;
    for top in (text.bounds.top as u32..text.bounds.bottom as u32).step_by(6) {
        for left in (text.bounds.left as u32..text.bounds.right as u32).step_by(6) {
            let square = || (0..36).map(move |i| (left + i % 6, top + i / 6));
            if !square().any(|(x, y)| made.picture.rgb_at(x, y) == text.colour.0) {
                continue;
            }
            let behind = square().map(|(x, y)| luminance(bare.picture.rgb_at(x, y))).sum::<f32>() / 36.0;
            weakest = weakest.min((letters.max(behind) + 0.05) / (letters.min(behind) + 0.05));
        }
    }
    weakest
}

#[test]
fn contrast_measured_on_the_result_is_enough_on_a_dark_and_on_a_snow_white_picture() {
    let (words, none) = (words("Dry at 1,400 metres"), Words::default());
    for bright in [false, true] {
        for id in ["band", "corner-tag", "scrim", "split", "frame"] {
            let template = template(id);
            for placement in Placement::ALL {
                let made = compose(fonts(), &held(&words, &template, bright), placement)
                    .unwrap_or_else(|error| panic!("{id}: {error}"));
                let fixed = with_scrim(&template, made.scrim);
                let bare = compose(fonts(), &held(&none, &fixed, bright), placement).expect("no text");
                let contrast = measured(&made, &bare, Role::Headline);
                // Other squares than those it was composed by, so that a little less may be found.
                assert!(contrast >= 4.2, "{id} {placement:?} bright {bright}: {contrast}");
                assert!(contrast < 20.9, "{id} {placement:?}: nothing was measured");
            }
        }
    }
}

/// A focus in the corner holds the crop where it is, with letters and without.
fn held<'a>(words: &'a Words, template: &'a Template, bright: bool) -> Piece<'a> {
    Piece { focus: Some(Focus::new(0.0, 0.0)), ..piece(source(bright), words, template) }
}

/// The template with its scrims held at one strength.
fn with_scrim(template: &Template, strength: f32) -> Template {
    let mut fixed = template.clone();
    for layer in &mut fixed.layers {
        if let Layer::Scrim(scrim) = layer {
            (scrim.least, scrim.most) = (strength * 100.0, strength * 100.0);
        }
    }
    fixed
}

#[test]
fn a_scrim_is_as_strong_as_the_picture_needs() {
    let (template, words) = (template("scrim"), words("Dry at 1,400 metres"));
    let strength = |bright| {
        compose(fonts(), &piece(source(bright), &words, &template), Placement::Square).expect("readable").scrim
    };
    let (dark, bright) = (strength(false), strength(true));
    assert!(dark < bright, "{dark} on dark, {bright} on bright");
    assert!(bright < 1.0);
}

#[test]
fn text_that_cannot_be_read_is_refused_with_the_figure() {
    let mut weak = template("scrim");
    for layer in &mut weak.layers {
        if let Layer::Scrim(scrim) = layer {
            scrim.most = 10.0;
        }
    }
    let words = words("Dry at 1,400 metres");
    let refused = obstacle(compose(fonts(), &piece(source(true), &words, &weak), Placement::Square));
    assert!(matches!(refused, Obstacle::TooLittleContrast { role: Role::Headline, contrast } if contrast < 4.5));
    assert!(refused.to_string().contains(": 1 at its weakest spot"), "{refused}");
}

#[test]
fn text_that_does_not_fit_is_refused_by_name() {
    let long = "word ".repeat(120);
    let words = Words { subline: Some(long), ..words("Short") };
    let template = template("band");
    for placement in Placement::ALL {
        let refused = obstacle(compose(fonts(), &piece(source(false), &words, &template), placement));
        assert_eq!(refused, Obstacle::TextTooLong { role: Role::Subline });
    }
}

#[test]
fn a_character_no_font_has_is_refused_and_shown() {
    let words = words("Dry \u{12000}");
    let refused = obstacle(compose(fonts(), &piece(source(false), &words, &template("band")), Placement::Square));
    assert_eq!(refused, Obstacle::NoGlyph { role: Role::Headline, characters: "\u{12000}".into() });
}

#[test]
fn scripts_of_the_world_are_set_with_the_shipped_fonts() {
    let cases = [
        ("he", "יבש בגובה 1400 מטר", true),
        ("ko", "해발 1400미터에서도 젖지 않는", false),
        ("zh-CN", "海拔1400米也不湿", false),
        ("zh-TW", "海拔一千四百公尺也不濕", false),
        ("th", "แห้งที่ความสูง 1,400 เมตร", false),
        ("ru", "Сухо на высоте 1400 метров", false),
        ("el", "Στεγνό στα 1.400 μέτρα", false),
        ("vi", "Khô ráo ở độ cao 1.400 mét", false),
        ("fa", "خشک در ارتفاع ۱۴۰۰ متری", true),
        ("en", "🎿🏔️👩🏽‍🚀🇳🇴 ✨", false),
    ];
    let template = template("scrim");
    for (language, headline, right_to_left) in cases {
        let words = Words { language: Some(language.into()), ..words(headline) };
        for placement in Placement::FOUR {
            let made = compose(fonts(), &piece(source(false), &words, &template), placement)
                .unwrap_or_else(|error| panic!("{language}: {error}"));
            assert_eq!(made.texts[0].right_to_left, right_to_left, "{language}");
        }
    }
}

#[test]
fn one_character_takes_the_form_of_its_language() {
    let template = template("band");
    let of = |language: &str| {
        let words = Words { language: Some(language.into()), ..words("直骨") };
        compose(fonts(), &piece(source(false), &words, &template), Placement::Square).expect("set").picture
    };
    assert_ne!(of("ja"), of("zh-CN"));
    assert_ne!(of("zh-TW"), of("zh-CN"));
}

#[test]
fn emoji_keep_their_own_colours() {
    let template = template("band");
    let words = words("🍅");
    let made = compose(fonts(), &piece(source(false), &words, &template), Placement::Square).expect("set");
    let (_, y) = made.texts[0].bounds.middle();
    let (left, right) = (made.texts[0].bounds.left as u32, made.texts[0].bounds.right as u32);
    let reds = (left..right).filter(|x| {
        let [r, g, b] = made.picture.rgb_at(*x, y as u32);
        r > 150 && g < 110 && b < 110
    });
    assert!(reds.count() > 10, "a tomato is red");
}

#[test]
fn a_brand_replaces_colours_and_logo() {
    let logo = Picture::new(40, 20, Channels::Rgba, [255, 0, 255, 255].repeat(800)).expect("its size");
    let brand = Brand {
        ground: Some(compositor::template::Colour([10, 120, 60])),
        logo: Some(Arc::new(logo)),
        ..Brand::default()
    };
    let (template, words) = (template("band"), words("Green"));
    let piece = Piece { brand: &brand, ..piece(source(false), &words, &template) };
    let made = compose(fonts(), &piece, Placement::Square).expect("readable");
    assert_eq!(made.picture.rgb_at(5, 1070), [10, 120, 60]);
    assert_eq!(made.picture.rgb_at(60, 60), [255, 0, 255], "the logo stands in its corner");
    assert_ne!(made.picture.rgb_at(100, 60), [255, 0, 255], "and is not made larger than it is");
}

#[test]
fn contain_shows_the_whole_picture_and_extends_it() {
    // Red and blue halves: both have to be seen in the narrowest placement.
    let mut pixels = Vec::new();
    for _ in 0..600 {
        pixels.extend([200, 20, 20].repeat(900));
        pixels.extend([20, 20, 200].repeat(900));
    }
    let source = Source::new(Picture::new(1800, 600, Channels::Rgb, pixels).expect("its size"));
    let (template, words) = (template("scrim"), words("Both"));
    for extend in [Extend::Blur, Extend::Edge, Extend::Ground] {
        let piece = Piece { fit: Some(Fit::Contain), extend: Some(extend), ..piece(&source, &words, &template) };
        let made = compose(fonts(), &piece, Placement::Story).expect("readable");
        let (left, right) = (made.picture.rgb_at(20, 900), made.picture.rgb_at(1060, 900));
        assert!(left[0] > 150 && right[2] > 150, "{extend:?}: {left:?} {right:?}");
    }
    let piece = Piece { focus: Some(Focus::new(0.0, 0.5)), ..piece(&source, &words, &template) };
    let made = compose(fonts(), &piece, Placement::Story).expect("readable");
    assert!(made.picture.rgb_at(540, 300)[0] > 150, "cover follows the focus to the red end");
}

#[test]
fn a_preview_breaks_its_lines_where_the_full_size_does() {
    let template = template("scrim");
    let words = Words { subline: Some("Three layers, taped seams".into()), ..words("Dry at fourteen hundred metres") };
    for placement in Placement::ALL {
        let piece = piece(source(false), &words, &template);
        let full = compose(fonts(), &piece, placement).expect("readable");
        let small = preview(fonts(), &piece, placement, 300).expect("readable");
        assert_eq!(small.picture.width(), 300);
        let places = |it: &Rendered| it.texts.iter().map(|text| (text.bounds, text.lines)).collect::<Vec<_>>();
        assert_eq!(places(&small), places(&full));
    }
}

#[test]
fn the_figure_is_found_and_nothing_in_particular_is_the_middle() {
    let found = source(false).focus();
    let (dx, dy) = (found.x - scene::FIGURE.0, found.y - scene::FIGURE.1);
    assert!(dx.abs() < 0.12 && dy.abs() < 0.15, "{found:?}");
    let plain = Source::new(Picture::plain(900, 700, [120, 130, 140]));
    let middle = plain.focus();
    assert!((middle.x - 0.5).abs() < 0.05 && (middle.y - 0.5).abs() < 0.05, "{middle:?}");
}
