//! Geometry, for any numbers.

use compositor::geometry::{contain, cover};
use compositor::{Area, Error, Focus, Obstacle, Placement, Words, preview};
use proptest::prelude::*;

use crate::{fonts, piece, source, template};

fn placement() -> impl Strategy<Value = Placement> {
    prop::sample::select(Placement::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_crop_lies_in_the_picture_has_the_placements_ratio_and_holds_the_focus(
        width in 1_u32..6_000, height in 1_u32..6_000,
        x in -0.5_f32..1.5, y in -0.5_f32..1.5,
        aim_x in -100.0_f32..2_000.0, aim_y in -100.0_f32..2_000.0,
        placement in placement(),
    ) {
        let focus = Focus::new(x, y);
        let (target_w, target_h) = placement.size();
        let crop = cover((width, height), focus, (target_w as f32, target_h as f32), (aim_x, aim_y));
        let slack = 1e-3 * f64::from(width.max(height));
        prop_assert!(crop.left >= 0.0 && crop.top >= 0.0);
        prop_assert!(crop.left + crop.width <= f64::from(width) + slack);
        prop_assert!(crop.top + crop.height <= f64::from(height) + slack);
        let (fx, fy) = (f64::from(focus.x) * f64::from(width), f64::from(focus.y) * f64::from(height));
        prop_assert!(fx >= crop.left - slack && fx <= crop.left + crop.width + slack);
        prop_assert!(fy >= crop.top - slack && fy <= crop.top + crop.height + slack);
        let ratio = crop.width / crop.height;
        prop_assert!((ratio / (f64::from(target_w) / f64::from(target_h)) - 1.0).abs() < 1e-4);
    }

    #[test]
    fn a_whole_picture_lies_in_its_area_and_touches_two_of_its_edges(
        width in 1_u32..6_000, height in 1_u32..6_000, placement in placement(),
    ) {
        let area = Area::canvas(placement.size());
        let inner = contain((width, height), area);
        prop_assert!(area.holds(&inner, 0.5));
        let touches = (inner.width() - area.width()).abs() < 0.5 || (inner.height() - area.height()).abs() < 0.5;
        prop_assert!(touches);
    }
}

/// Pieces of many scripts, glued into headlines of any length.
fn headline() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "dry",
        "Storm",
        "jacket",
        "fjälljacka",
        "Wetterschutzjacke",
        "1,400",
        "€149",
        "سترة",
        "مطر",
        "גשם",
        "雨でも",
        "濡れない",
        "방수",
        "ผ้ากันฝน",
        "सूखा",
        "🏔️",
        "Ağustos",
        "ŁÓDŹ",
        "(new!)",
        "дождь",
    ]);
    prop::collection::vec(word, 1..14).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn letters_stay_in_their_box_and_in_the_safe_zone_or_are_refused(
        text in headline(), subline in prop::option::of(headline()), placement in placement(),
        id in prop::sample::select(vec!["band", "corner-tag", "scrim", "split", "frame"]),
    ) {
        let words = Words { headline: text, subline, ..Words::default() };
        let template = template(id);
        match preview(fonts(), &piece(source(false), &words, &template), placement, 320) {
            Ok(made) => for text in &made.texts {
                prop_assert!(text.room.holds(&text.bounds, 0.5), "{:?} leaves {:?}", text.bounds, text.room);
                prop_assert!(placement.safe().holds(&text.bounds, 0.5));
                prop_assert!(text.contrast >= 4.5);
            },
            Err(Error::CannotSet { obstacle: Obstacle::TextTooLong { .. }, .. }) => {}
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

#[test]
fn no_ink_leaves_the_box_of_its_text() {
    // White letters on a plain dark picture: every pixel that is lighter than the ground is ink.
    let plain = compositor::Source::new(compositor::Picture::plain(1200, 1200, [11, 15, 20]));
    let mut bare = template("scrim");
    bare.layers.retain(|it| !matches!(it, compositor::template::Layer::Scrim(_)));
    let cases = ["ÅÉÖgjpqy", "جِّيع سُترة", "शर्मिँला कृष्णा", "ที่กี่ปู่ญี่", "ỄỘẶ gjy", "骨直鬱", "אֱלֹהִים"];
    for headline in cases {
        let words = crate::words(headline);
        for placement in Placement::FOUR {
            let made = compositor::compose(fonts(), &piece(&plain, &words, &bare), placement).expect("readable");
            let room = made.texts[0].room;
            let (width, height) = placement.size();
            for y in 0..height {
                for x in 0..width {
                    let ink = made.picture.rgb_at(x, y)[0] > 40;
                    let at = Area::new(x as f32, y as f32, x as f32 + 1.0, y as f32 + 1.0);
                    assert!(!ink || room.holds(&at, 1.0), "{headline} {placement:?}: ink at {x}, {y} outside {room:?}");
                }
            }
        }
    }
}
