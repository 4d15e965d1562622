//! The fonts letters are set in: those the compositor ships, so that a report looks the same on every computer.

use std::sync::Arc;

use cosmic_text::{Fallback, FontSystem, fontdb};
use unicode_script::Script;

/// The family that everything begins with.
pub(crate) const FAMILY: &str = "Noto Sans";

const SHIPPED: [&[u8]; 11] = [
    include_bytes!("../../compositor/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../compositor/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../compositor/fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../../compositor/fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../../compositor/fonts/NotoSansThai-Regular.ttf"),
    include_bytes!("../../compositor/fonts/NotoSansDevanagari-Regular.ttf"),
    include_bytes!("../../compositor/fonts/NotoSansCJKjp-Bold.otf"),
    include_bytes!("../../compositor/fonts/NotoSansCJKsc-Bold.otf"),
    include_bytes!("../../compositor/fonts/NotoSansCJKtc-Bold.otf"),
    include_bytes!("../../compositor/fonts/NotoSansCJKkr-Bold.otf"),
    include_bytes!("../../compositor/fonts/Twemoji.ttf"),
];

const ORDER: &[&str] = &[
    FAMILY,
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
    "Noto Sans CJK SC",
    "Noto Sans CJK TC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Twemoji Mozilla",
];

struct Shipped;

impl Fallback for Shipped {
    fn common_fallback(&self) -> &[&'static str] {
        ORDER
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        &[]
    }

    fn script_fallback(&self, _script: Script, _locale: &str) -> &[&'static str] {
        &[]
    }
}

/// All shipped fonts: Latin, Greek, Cyrillic, Arabic, Hebrew, Thai, Devanagari, the common characters of Japanese, Chinese
/// and Korean, and emoji.
pub(crate) fn shipped() -> FontSystem {
    let mut database = fontdb::Database::new();
    for bytes in SHIPPED {
        database.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
    }
    // The faces that are shipped in one weight are found for the other as well.
    let families = |face: &fontdb::FaceInfo| face.families.iter().all(|(name, _)| name != FAMILY);
    let alone: Vec<fontdb::FaceInfo> = database.faces().filter(|face| families(face)).cloned().collect();
    for face in alone {
        for weight in [fontdb::Weight::NORMAL, fontdb::Weight::BOLD] {
            if face.weight != weight {
                database.push_face_info(fontdb::FaceInfo { weight, ..face.clone() });
            }
        }
    }
    database.set_sans_serif_family(FAMILY);
    FontSystem::new_with_locale_and_db_and_fallback("en".to_owned(), database, Shipped)
}
