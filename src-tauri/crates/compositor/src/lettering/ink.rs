//! Letters as coverage: drawn before their background is final, so that it can be measured under them.

use cosmic_text::{SwashContent, SwashImage};

use super::SetText;
use crate::fonts::Engine;
use crate::paint::Canvas;

/// The ink of one text at the canvas's scale.
pub(crate) struct Ink {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// 0 to 255 for each pixel, row after row.
    pub(crate) coverage: Vec<u8>,
    /// Emoji, which bring their own colours: place, width, and straight RGBA.
    coloured: Vec<(i32, i32, usize, Vec<u8>)>,
}

impl Ink {
    pub(crate) fn of(engine: &mut Engine, text: &SetText, scale: f32) -> Self {
        let mut masks: Vec<(i32, i32, SwashImage)> = Vec::new();
        let mut coloured = Vec::new();
        for run in text.buffer.layout_runs() {
            for glyph in run.glyphs {
                let offset = (text.origin.0 * scale, (text.origin.1 + run.line_y) * scale);
                let physical = glyph.physical(offset, scale);
                let Some(image) = engine.cache.get_image(&mut engine.system, physical.cache_key) else { continue };
                let (x, y) = (physical.x + image.placement.left, physical.y - image.placement.top);
                match image.content {
                    SwashContent::Color => coloured.push((x, y, image.placement.width as usize, image.data.clone())),
                    SwashContent::Mask | SwashContent::SubpixelMask => masks.push((x, y, image.clone())),
                }
            }
        }
        Self::joined(&masks, coloured)
    }

    fn joined(masks: &[(i32, i32, SwashImage)], coloured: Vec<(i32, i32, usize, Vec<u8>)>) -> Self {
        let seen = || masks.iter().filter(|(_, _, image)| image.placement.width > 0 && image.placement.height > 0);
        let left = seen().map(|(x, ..)| *x).min().unwrap_or(0);
        let top = seen().map(|(_, y, _)| *y).min().unwrap_or(0);
        let right = seen().map(|(x, _, it)| x + it.placement.width as i32).max().unwrap_or(left);
        let bottom = seen().map(|(_, y, it)| y + it.placement.height as i32).max().unwrap_or(top);
        let (width, height) = ((right - left) as usize, (bottom - top) as usize);
        let mut coverage = vec![0u8; width * height];
        for (x, y, image) in seen() {
            let at = (x - left) as usize;
            let rows = coverage.chunks_exact_mut(width).skip((y - top) as usize);
            for (row, mask) in rows.zip(image.data.chunks_exact(image.placement.width as usize)) {
                for (to, from) in row.iter_mut().skip(at).zip(mask) {
                    // Letters of one text may touch, as in Arabic; together they cover no more than all.
                    *to = to.saturating_add(*from);
                }
            }
        }
        Self { left, top, width, height, coverage, coloured }
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, colour: [u8; 3]) {
        for (y, mask) in self.coverage.chunks_exact(self.width.max(1)).enumerate() {
            canvas.blend_row(self.left, self.top + y as i32, mask.iter().map(|alpha| (colour, *alpha)));
        }
        for (x, y, width, rgba) in &self.coloured {
            for (row, pixels) in rgba.chunks_exact(width.max(&1) * 4).enumerate() {
                let pixels = pixels.as_chunks::<4>().0.iter().map(|&[r, g, b, a]| ([r, g, b], a));
                canvas.blend_row(*x, y + row as i32, pixels);
            }
        }
    }
}
