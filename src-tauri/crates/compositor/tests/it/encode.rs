//! Files as they go out.

use compositor::encode::{Kind, MOST_BYTES, Origin};
use compositor::{Channels, Error, Output, Picture, encode};

use crate::scene;

fn origin(prompt: &str) -> Origin {
    Origin {
        kind: Kind::CompositeWithGenerated,
        provider: Some("OpenAI".into()),
        model: Some("gpt-image-2".into()),
        prompt: Some(prompt.into()),
        who: Some("Ingrid S. <ingrid>".into()),
        when: Some("2026-09-09T14:05:00+02:00".into()),
        program: Some("Sextant".into()),
    }
}

const OUTPUTS: [Output; 4] = [
    Output::Jpeg { quality: 88, full_colour: false },
    Output::Jpeg { quality: 88, full_colour: true },
    Output::Png,
    Output::WebP,
];

#[test]
fn every_format_has_its_size_its_profile_and_its_origin_and_stays_under_metas_limit() {
    let picture = scene::scene(1080, 1920, false);
    for output in OUTPUTS {
        let bytes = encode(&picture, output, Some(&origin("a jacket & a <storm>"))).expect("fits");
        assert!(bytes.len() < MOST_BYTES, "{output:?}: {}", bytes.len());
        let has = |needle: &[u8]| bytes.windows(needle.len()).any(|it| it == needle);
        assert!(has(b"compositeWithTrainedAlgorithmicMedia") && has(b"a jacket &amp; a &lt;storm&gt;"), "{output:?}");
        assert!(has(b"gpt-image-2") && has(b"Ingrid S. &lt;ingrid&gt;") && has(b"2026-09-09T14:05:00+02:00"));
        let tagged = match output {
            Output::Jpeg { .. } => has(b"ICC_PROFILE\0"),
            Output::Png => has(b"sRGB"),
            Output::WebP => has(b"ICCP"),
        };
        assert!(tagged, "{output:?}");
        let size = image::ImageReader::new(std::io::Cursor::new(&bytes))
            .with_guessed_format()
            .expect("in memory")
            .into_dimensions()
            .expect("another reader knows the format");
        assert_eq!(size, (1080, 1920));
        // What goes out can come in again: its own note is no passenger.
        compositor::intake::decode(&bytes, &compositor::Limits::default()).expect("our own file");
    }
}

#[test]
fn full_colour_keeps_a_red_edge_sharper() {
    // One column red, one white: at a quarter of the resolution both become pink.
    let pixels = (0..64 * 64).flat_map(|at| if at % 2 == 0 { [255, 0, 0] } else { [255; 3] }).collect();
    let striped = Picture::new(64, 64, Channels::Rgb, pixels).expect("its size");
    let spread = |full_colour| {
        let bytes = encode(&striped, Output::Jpeg { quality: 95, full_colour }, None).expect("small");
        let back = compositor::intake::decode(&bytes, &compositor::Limits::default()).expect("sound");
        i32::from(back.rgb_at(31, 32)[2]) - i32::from(back.rgb_at(30, 32)[2])
    };
    assert!(spread(true).abs() > 180 && spread(false).abs() < spread(true).abs(), "{} {}", spread(true), spread(false));
}

#[test]
fn a_note_longer_than_a_jpeg_can_carry_is_refused_and_not_cut() {
    let picture = Picture::plain(16, 16, [1, 2, 3]);
    let long = origin(&"words ".repeat(12_000));
    assert!(matches!(
        encode(&picture, Output::default(), Some(&long)),
        Err(Error::OriginTooLong { most, .. }) if most < 65_536
    ));
    assert!(encode(&picture, Output::Png, Some(&long)).is_ok());
}

#[test]
fn a_note_is_sound_xml_whatever_is_in_it() {
    let note = Origin { who: Some("\u{0}\u{8}]]>&\"'\u{ffff}é\n".into()), ..origin("<!--") }.to_xmp();
    assert!(!note.contains('\u{0}') && !note.contains('\u{8}') && !note.contains('\u{ffff}'));
    assert!(note.contains("]]&gt;&amp;\"'é") && note.contains("&lt;!--"));
    assert_eq!(note.matches("<rdf:li>").count(), 1);
}
