//! Files made to hurt: none crashes the reader, none gets much memory, each is refused with words.

mod files;

use compositor::worker::Decoder;
use compositor::{Error, Limits, Refusal};

pub(crate) use files::{Case, Fate, all, sound as sound_files};

#[tokio::test]
async fn no_hostile_file_gets_through_the_worker_or_breaks_it() {
    let decoder = Decoder::new(env!("CARGO_BIN_EXE_sextant-media"), Limits::default());
    let cases = all();
    assert!(cases.len() >= 70, "{}", cases.len());
    for Case { name, bytes, fate } in cases {
        match decoder.decode(&bytes).await {
            Ok(picture) => {
                assert_eq!(fate, Fate::Harmless, "{name} was taken");
                assert!(picture.width().max(picture.height()) <= Limits::default().working_side, "{name}");
            }
            Err(Error::Refused(refusal)) => {
                assert_ne!(refusal, Refusal::ReaderFailed, "{name} made the reader fail");
                let words = refusal.to_string();
                assert!(words.ends_with('.') && words.len() > 30, "{name}: {words}");
            }
            Err(other) => panic!("{name}: {other}"),
        }
    }
}

#[test]
fn what_is_wrong_is_called_by_its_name() {
    let all = all();
    let of = |name: &str| {
        let case = all.iter().find(|it| it.name == name).unwrap_or_else(|| panic!("no case {name}"));
        compositor::intake::decode(&case.bytes, &Limits::default()).expect_err(name)
    };
    let wrong = |kind: &str| Refusal::WrongKind { kind: kind.into() };
    let carries = |kind: &str| Refusal::CarriesOther { kind: kind.into() };
    let cases = [
        ("nothing", Refusal::Empty),
        ("gif", wrong("a GIF")),
        ("svg", wrong("an SVG drawing")),
        ("svg in two bytes", wrong("an SVG drawing")),
        ("web page", wrong("a web page")),
        ("heic", wrong("a HEIC photo")),
        ("random", Refusal::NotAPicture),
        ("jpeg and web page", carries("a web page")),
        ("jpeg and zip", carries("a ZIP archive")),
        ("png and svg", carries("an SVG drawing")),
        ("webp and pdf", carries("a PDF")),
        ("png of 100,000 frames", Refusal::Animated { frames: 100_000 }),
        ("webp of 100,000 frames", Refusal::Animated { frames: 100_000 }),
        ("jpeg as wide as a number allows", Refusal::SideTooLong { width: 65_535, height: 65_535, most: 20_000 }),
    ];
    for (name, want) in cases {
        assert_eq!(of(name), want, "{name}");
    }
    assert!(matches!(of("webp of 268 megapixels"), Refusal::NeedsTooMuch { .. }));
    assert!(matches!(of("jpeg cut at 50 %"), Refusal::Damaged { .. }));
}

/// Bytes changed at random, in thousands of ways: the decoders themselves must not panic either.
#[test]
fn changed_bytes_never_make_the_decoder_panic() {
    let limits = Limits { side: 3_000, decode_bytes: 32 << 20, working_side: 512, ..Limits::default() };
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    for (name, sound) in files::sound() {
        assert!(compositor::intake::decode(&sound, &limits).is_ok(), "{name}");
        for round in 0..700 {
            let mut bytes = sound.clone();
            for _ in 0..=next() % 6 {
                let at = next() as usize % bytes.len();
                bytes[at] = next() as u8;
            }
            if round % 5 == 0 {
                bytes.truncate(next() as usize % bytes.len());
            }
            // Only that it comes back matters here.
            let outcome = std::panic::catch_unwind(|| compositor::intake::decode(&bytes, &limits).is_ok());
            assert!(outcome.is_ok(), "{name}, round {round}");
        }
    }
}
