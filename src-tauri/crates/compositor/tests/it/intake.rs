//! Sound files, read right.

use compositor::intake::{Format, decode, examine};
use compositor::{Channels, Limits, Output, Picture, Refusal, encode};

use crate::hostile;

fn picture(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 3]) -> Picture {
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| colour(x, y)).collect();
    Picture::new(width, height, Channels::Rgb, pixels).expect("its size")
}

fn near(a: [u8; 3], b: [u8; 3], by: u8) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= by)
}

#[test]
fn each_kind_comes_back_as_it_was() {
    let shown = picture(120, 80, |x, y| [(x * 2) as u8, (y * 3) as u8, 90]);
    let kinds = [
        (Output::Jpeg { quality: 95, full_colour: true }, Format::Jpeg, 6),
        (Output::Png, Format::Png, 0),
        (Output::WebP, Format::WebP, 0),
    ];
    for (output, format, tolerance) in kinds {
        let bytes = encode(&shown, output, None).expect("small");
        assert_eq!(examine(&bytes, &Limits::default()).expect("sound").format, format);
        let back = decode(&bytes, &Limits::default()).expect("sound");
        assert_eq!((back.width(), back.height(), back.channels()), (120, 80, Channels::Rgb));
        for (x, y) in [(0, 0), (60, 40), (119, 79)] {
            assert!(near(back.rgb_at(x, y), shown.rgb_at(x, y), tolerance), "{format:?} {x} {y}");
        }
    }
}

#[test]
fn alpha_is_kept() {
    let pixels = [10, 20, 30, 128].repeat(64);
    let shown = Picture::new(8, 8, Channels::Rgba, pixels).expect("its size");
    for output in [Output::Png, Output::WebP] {
        let back = decode(&encode(&shown, output, None).expect("small"), &Limits::default()).expect("sound");
        assert_eq!(back, shown);
    }
}

#[test]
fn the_cameras_rotation_is_applied() {
    // The left half is red; the camera was held so that left is up.
    let stored = picture(80, 40, |x, _| if x < 40 { [220, 20, 20] } else { [20, 20, 220] });
    let jpeg = encode(&stored, Output::Jpeg { quality: 95, full_colour: true }, None).expect("small");
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = (exif.len() as u16 + 2).to_be_bytes();
    let turned = [&jpeg[..2], &[0xff, 0xe1], &length, exif, &jpeg[2..]].concat();
    let back = decode(&turned, &Limits::default()).expect("sound");
    assert_eq!((back.width(), back.height()), (40, 80));
    assert!(back.rgb_at(20, 10)[0] > 180 && back.rgb_at(20, 70)[2] > 180);
}

#[test]
fn a_wide_gamut_becomes_srgb_and_srgb_stays() {
    let profile = moxcms::ColorProfile::new_display_p3().encode().expect("a profile");
    let mut wide = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut wide, 100);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::R_4_4_4);
    encoder.add_icc_profile(&profile).expect("small");
    encoder.encode(&[200, 100, 50].repeat(256), 16, 16, jpeg_encoder::ColorType::Rgb).expect("small");
    let back = decode(&wide, &Limits::default()).expect("sound").rgb_at(8, 8);
    // Display P3's red is stronger: the same light takes more of sRGB's.
    assert!(back[0] > 208 && near(back, [215, 93, 31], 6), "{back:?}");
    let plain = picture(16, 16, |_, _| [200, 100, 50]);
    let tagged = encode(&plain, Output::WebP, None).expect("small");
    assert_eq!(decode(&tagged, &Limits::default()).expect("sound").rgb_at(8, 8), [200, 100, 50]);
}

#[test]
fn greys_inks_and_sixteen_bits_are_read() {
    let mut grey = Vec::new();
    jpeg_encoder::Encoder::new(&mut grey, 95).encode(&[90; 64], 8, 8, jpeg_encoder::ColorType::Luma).expect("small");
    assert!(near(decode(&grey, &Limits::default()).expect("sound").rgb_at(4, 4), [90; 3], 2));
    let mut inks = Vec::new();
    let cyan = [255, 0, 0, 0].repeat(64);
    jpeg_encoder::Encoder::new(&mut inks, 95).encode(&cyan, 8, 8, jpeg_encoder::ColorType::Cmyk).expect("small");
    let back = decode(&inks, &Limits::default()).expect("sound");
    assert_eq!((back.width(), back.height()), (8, 8));
    let mut deep = Vec::new();
    let mut encoder = png::Encoder::new(&mut deep, 4, 4);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Sixteen);
    let mut writer = encoder.write_header().expect("to memory");
    writer.write_image_data(&[0x80, 0x12, 0x40, 0x34, 0xff, 0xff].repeat(16)).expect("to memory");
    writer.finish().expect("to memory");
    assert_eq!(decode(&deep, &Limits::default()).expect("sound").rgb_at(1, 1), [0x80, 0x40, 0xff]);
}

#[test]
fn pictures_too_large_to_be_held_are_shrunk_while_they_are_read() {
    let limits = Limits { decode_bytes: 6 << 20, working_side: 500, ..Limits::default() };
    let large = picture(2_000, 1_500, |x, _| if x < 1_000 { [200, 40, 40] } else { [40, 40, 200] });
    for output in [Output::Jpeg { quality: 85, full_colour: false }, Output::Png] {
        let bytes = encode(&large, output, None).expect("fits");
        assert!(examine(&bytes, &limits).expect("shrinkable").decode_bytes > limits.decode_bytes);
        let back = decode(&bytes, &limits).expect("shrinkable");
        assert_eq!((back.width(), back.height()), (500, 375), "{output:?}");
        assert!(near(back.rgb_at(100, 180), [200, 40, 40], 8) && near(back.rgb_at(400, 180), [40, 40, 200], 8));
    }
    // Formats that cannot be shrunk on the way say so.
    let refused = decode(&encode(&large, Output::WebP, None).expect("fits"), &limits);
    assert!(matches!(refused, Err(Refusal::NeedsTooMuch { .. })));
}

#[test]
fn what_cameras_leave_behind_the_picture_is_dropped() {
    for (name, mut bytes) in hostile::sound_files() {
        bytes.extend([0; 700]);
        assert!(decode(&bytes, &Limits::default()).is_ok(), "{name}");
    }
}
