//! The fonts that letters are set in: shipped ones first, so that a picture looks the same on every computer.

mod fallback;

use std::sync::{Arc, Mutex, PoisonError};

use cosmic_text::{FontSystem, SwashCache, fontdb};

pub(crate) use fallback::Han;
use fallback::Order;

/// The family that everything begins with.
pub const FAMILY: &str = "Noto Sans";

const SHIPPED: [&[u8]; 15] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Bold.ttf"),
    include_bytes!("../fonts/NotoSansThai-Regular.ttf"),
    include_bytes!("../fonts/NotoSansThai-Bold.ttf"),
    include_bytes!("../fonts/NotoSansDevanagari-Regular.ttf"),
    include_bytes!("../fonts/NotoSansDevanagari-Bold.ttf"),
    include_bytes!("../fonts/NotoSansCJKjp-Bold.otf"),
    include_bytes!("../fonts/NotoSansCJKsc-Bold.otf"),
    include_bytes!("../fonts/NotoSansCJKtc-Bold.otf"),
    include_bytes!("../fonts/NotoSansCJKkr-Bold.otf"),
    include_bytes!("../fonts/Twemoji.ttf"),
];

/// Glyph images kept for one thread before they are thrown away; a placement needs about a hundred.
const MOST_KEPT_GLYPHS: usize = 2_000;

/// All fonts of this run. Make one and share it: it keeps what threads have loaded.
pub struct Fonts {
    database: fontdb::Database,
    idle: Mutex<Vec<(Han, Engine)>>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fonts({} faces)", self.database.len())
    }
}

/// A font file that holds no font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This file is no font that can be read.")]
pub struct NoFont;

/// What one thread needs to set and draw letters.
pub(crate) struct Engine {
    pub(crate) system: FontSystem,
    pub(crate) cache: SwashCache,
}

impl Fonts {
    /// Only the fonts that are shipped: Latin, Greek, Cyrillic, Arabic, Hebrew, Thai, Devanagari, the common characters
    /// of Japanese, simplified and traditional Chinese and Korean, and emoji.
    pub fn shipped() -> Self {
        let mut database = fontdb::Database::new();
        for bytes in SHIPPED {
            database.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
        }
        stand_in_for_regular(&mut database);
        database.set_sans_serif_family(FAMILY);
        Self { database, idle: Mutex::default() }
    }

    /// With the computer's own fonts for what the shipped ones lack. Reads hundreds of files: do it once, off the UI.
    #[must_use]
    pub fn with_system_fonts(mut self) -> Self {
        self.database.load_system_fonts();
        self
    }

    /// With a brand's own font. Its family name is what [`crate::Brand::family`] takes.
    ///
    /// # Errors
    /// [`NoFont`] when the bytes hold no font with a name.
    pub fn with_font(mut self, bytes: Vec<u8>) -> Result<(Self, String), NoFont> {
        let ids = self.database.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
        let face = ids.first().and_then(|id| self.database.face(*id)).ok_or(NoFont)?;
        let (family, _) = face.families.first().cloned().ok_or(NoFont)?;
        Ok((self, family))
    }

    /// Whether a family can be used.
    pub fn has_family(&self, family: &str) -> bool {
        self.database.faces().any(|face| face.families.iter().any(|(name, _)| name == family))
    }

    pub(crate) fn with_engine<T>(&self, han: Han, work: impl FnOnce(&mut Engine) -> T) -> T {
        let mut engine = self.borrow(han).unwrap_or_else(|| Engine {
            system: FontSystem::new_with_locale_and_db_and_fallback(
                han.locale().to_owned(),
                self.database.clone(),
                Order(han),
            ),
            cache: SwashCache::new(),
        });
        let result = work(&mut engine);
        if engine.cache.image_cache.len() > MOST_KEPT_GLYPHS {
            engine.cache.image_cache.clear();
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push((han, engine));
        result
    }

    fn borrow(&self, han: Han) -> Option<Engine> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let at = idle.iter().position(|(its, _)| *its == han)?;
        Some(idle.swap_remove(at).1)
    }
}

/// The faces that are shipped bold only are found for regular text as well.
fn stand_in_for_regular(database: &mut fontdb::Database) {
    let families = |face: &fontdb::FaceInfo| {
        face.families.iter().any(|(name, _)| name.starts_with("Noto Sans CJK") || name.starts_with("Twemoji"))
    };
    let alone: Vec<fontdb::FaceInfo> = database.faces().filter(|face| families(face)).cloned().collect();
    for face in alone {
        for weight in [fontdb::Weight::NORMAL, fontdb::Weight::BOLD] {
            if face.weight != weight {
                database.push_face_info(fontdb::FaceInfo { weight, ..face.clone() });
            }
        }
    }
}
