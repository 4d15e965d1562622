//! The same picture in other clothes, and others.

use compositor::likeness::{Look, SAME_LOOK, content_hash, dominant_colours, duplicates};
use compositor::picture::{Crop, Kernel};
use compositor::template::Colour;
use compositor::{Channels, Limits, Output, Picture, encode, intake};

use crate::scene;

#[test]
fn a_look_survives_size_quality_and_format_and_tells_pictures_apart() {
    let shown = scene::scene(900, 700, false);
    let look = Look::of(&shown);
    let small = shown.resized(Crop::whole(&shown), 333, 259, Kernel::Fine);
    assert!(look.distance(Look::of(&small)) <= 4);
    for output in [Output::Jpeg { quality: 40, full_colour: false }, Output::Png, Output::WebP] {
        let back = intake::decode(&encode(&shown, output, None).expect("small"), &Limits::default()).expect("sound");
        assert!(look.distance(Look::of(&back)) <= 4, "{output:?}");
    }
    let mut flipped = Vec::new();
    for row in shown.pixels().chunks(900 * 3).rev() {
        flipped.extend_from_slice(row);
    }
    let other = Picture::new(900, 700, Channels::Rgb, flipped).expect("its size");
    assert!(look.distance(Look::of(&other)) > SAME_LOOK);
}

#[test]
fn duplicates_are_grouped_and_the_rest_left_out() {
    let looks = [Look(0), Look(u64::MAX), Look(0b111), Look(0xffff_0000), Look(u64::MAX << 2), Look(0b1)];
    assert_eq!(duplicates(&looks, 4), [vec![0, 2, 5], vec![1, 4]]);
    assert!(duplicates(&[], 4).is_empty());
}

#[test]
fn content_is_known_by_its_bytes() {
    assert_eq!(content_hash(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_ne!(content_hash(b"a"), content_hash(b"b"));
}

#[test]
fn the_colours_a_picture_consists_of_are_found_with_their_shares() {
    let pixels = (0..100 * 100).flat_map(|at| if at < 7_000 { [200, 30, 30] } else { [20, 20, 160] }).collect();
    let picture = Picture::new(100, 100, Channels::Rgb, pixels).expect("its size");
    let found = dominant_colours(&picture, 5);
    let near = |a: Colour, b: [u8; 3]| a.0.iter().zip(b).all(|(a, b)| a.abs_diff(b) < 12);
    assert!(near(found[0].colour, [200, 30, 30]) && (found[0].share - 0.7).abs() < 0.03, "{found:?}");
    assert!(near(found[1].colour, [20, 20, 160]) && (found[1].share - 0.3).abs() < 0.03, "{found:?}");
    let clear = Picture::new(10, 10, Channels::Rgba, [0, 0, 0, 0].repeat(100)).expect("its size");
    assert_eq!(dominant_colours(&clear, 1)[0].colour, Colour::WHITE);
}
