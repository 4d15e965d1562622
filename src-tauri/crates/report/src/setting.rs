//! Setting letters: lines of glyphs that stand where they will be drawn.

use std::collections::HashMap;

use cosmic_text::{
    Attrs, Buffer, CacheKeyFlags, Family, FontSystem, Hinting, LayoutGlyph, Metrics, Shaping, Wrap, fontdb,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::fonts::{FAMILY, shipped};

/// How letters look. The size is in points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) bold: bool,
}

impl Style {
    pub(crate) const fn plain(size: f32) -> Self {
        Self { size, bold: false }
    }

    pub(crate) const fn bold(size: f32) -> Self {
        Self { size, bold: true }
    }

    /// Height of a line: scripts with marks above and below need some more than Latin.
    pub(crate) fn leading(self) -> f32 {
        self.size * 1.4
    }

    /// From a line's upper edge to where letters stand: the same whatever fonts are on it.
    fn baseline(self) -> f32 {
        self.size * 1.09
    }
}

/// Glyphs of one font beside one another.
#[derive(Debug, Clone)]
pub(crate) struct Glyphs {
    pub(crate) font: Font,
    pub(crate) size: f32,
    /// From the left edge of the text and from its upper edge to the base line, in points.
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
}

/// Text in lines, ready to be drawn anywhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Laid {
    pub(crate) parts: Vec<Glyphs>,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// Sets letters, and keeps the fonts it used.
pub(crate) struct Setter {
    system: FontSystem,
    fonts: HashMap<fontdb::ID, Option<Font>>,
}

impl Setter {
    pub(crate) fn new() -> Self {
        Self { system: shipped(), fonts: HashMap::new() }
    }

    /// Text in as many lines as it needs within a width.
    pub(crate) fn lines(&mut self, text: &str, style: Style, width: f32) -> Laid {
        self.lay(text, style, Some(width.max(style.size)))
    }

    /// Text in one line; what does not fit a width ends in an ellipsis.
    pub(crate) fn line(&mut self, text: &str, style: Style, width: f32) -> Laid {
        let whole = self.lay(text, style, None);
        if whole.width <= width {
            return whole;
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let (mut good, mut bad) = (0, ends.len());
        let mut laid = self.lay("…", style, None);
        while bad - good > 1 {
            let middle = good.midpoint(bad);
            let kept = ends.get(middle).and_then(|end| text.get(..*end)).unwrap_or_default();
            let tried = self.lay(&format!("{}…", kept.trim_end()), style, None);
            if tried.width <= width {
                (good, laid) = (middle, tried);
            } else {
                bad = middle;
            }
        }
        laid
    }

    fn lay(&mut self, text: &str, style: Style, width: Option<f32>) -> Laid {
        let weight = if style.bold { fontdb::Weight::BOLD } else { fontdb::Weight::NORMAL };
        let flags = CacheKeyFlags::DISABLE_HINTING;
        let attributes = Attrs::new().family(Family::Name(FAMILY)).weight(weight).cache_key_flags(flags);
        let mut buffer = Buffer::new(&mut self.system, Metrics::new(style.size, style.leading()));
        buffer.set_hinting(Hinting::Disabled);
        buffer.set_wrap(if width.is_some() { Wrap::WordOrGlyph } else { Wrap::None });
        buffer.set_size(width, None);
        // Whatever the direction of the words, where they stand is decided by whoever draws them.
        buffer.set_text(text, &attributes, Shaping::Advanced, Some(cosmic_text::Align::Left));
        buffer.shape_until_scroll(&mut self.system, false);
        let mut laid = Laid::default();
        for run in buffer.layout_runs() {
            let mut glyphs: Vec<&LayoutGlyph> = run.glyphs.iter().collect();
            // Of words from right to left the last may come first.
            glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
            // Without a width lines of the other direction may begin anywhere.
            let left = glyphs.first().map_or(0.0, |first| first.x);
            for same in glyphs.chunk_by(|a, b| a.font_id == b.font_id) {
                laid.parts.extend(self.part(same, run.text, style.size, left, run.line_top + style.baseline()));
            }
            laid.width = laid.width.max(run.line_w);
            laid.height += run.line_height;
        }
        laid
    }

    fn part(&mut self, glyphs: &[&LayoutGlyph], text: &str, size: f32, left: f32, y: f32) -> Option<Glyphs> {
        let first = glyphs.first()?;
        let font = self.font(first.font_id)?;
        let glyph = |one: &&LayoutGlyph| {
            let range = one.start..one.end;
            // A range that is none of the text's would only be lost for copying.
            let range = if text.get(range.clone()).is_some() { range } else { 0..0 };
            let id = GlyphId::new(one.glyph_id.into());
            KrillaGlyph::new(id, one.w / size, one.x_offset, one.y_offset, 0.0, range, None)
        };
        Some(Glyphs {
            font,
            size,
            x: first.x - left,
            y,
            text: text.to_owned(),
            glyphs: glyphs.iter().map(glyph).collect(),
        })
    }

    fn font(&mut self, id: fontdb::ID) -> Option<Font> {
        let database = self.system.db();
        let read = || database.with_face_data(id, |data, index| Font::new(data.to_vec().into(), index)).flatten();
        self.fonts.entry(id).or_insert_with(read).clone()
    }
}
