//! Pixels on a canvas: fills, gradients, pictures, letters.

use crate::geometry::Area;
use crate::picture::{Channels, Crop, Kernel, Picture};
use crate::template::Edge;

/// An opaque canvas at some scale of the placement's full size.
pub(crate) struct Canvas {
    pub(crate) picture: Picture,
    pub(crate) scale: f32,
}

/// A gradient's form: where, from which edge, in which colour. Its strength is decided later.
pub(crate) struct Gradient {
    /// At the canvas's own scale.
    pub(crate) area: Area,
    pub(crate) from: Edge,
    pub(crate) colour: [u8; 3],
}

impl Gradient {
    /// 0 to 1 at a point in pixels: 0 at the far edge and outside, 1 over the nearer part.
    pub(crate) fn shape(&self, x: f32, y: f32) -> f32 {
        let area = &self.area;
        if x < area.left || x >= area.right || y < area.top || y >= area.bottom {
            return 0.0;
        }
        let along = match self.from {
            Edge::Bottom => (y - area.top) / area.height(),
            Edge::Top => (area.bottom - y) / area.height(),
            Edge::Right => (x - area.left) / area.width(),
            Edge::Left => (area.right - x) / area.width(),
        };
        // Full over more than its nearer half, so that a text's first line stands on it as well as its last.
        let t = (along / 0.45).clamp(0.0, 1.0);
        t * t * (3.0 - 2.0 * t)
    }
}

fn mix(under: u8, over: u8, alpha: u32) -> u8 {
    ((u32::from(under) * (255 - alpha) + u32::from(over) * alpha + 127) / 255) as u8
}

impl Canvas {
    pub(crate) fn new(size: (u32, u32), scale: f32, ground: [u8; 3]) -> Self {
        let side = |it: u32| ((it as f32 * scale).round() as u32).max(1);
        Self { picture: Picture::plain(side(size.0), side(size.1), ground), scale }
    }

    fn size(&self) -> (i32, i32) {
        (self.picture.width() as i32, self.picture.height() as i32)
    }

    fn row_mut(&mut self, y: i32) -> &mut [u8] {
        let stride = self.picture.width() as usize * 3;
        let from = usize::try_from(y).unwrap_or(usize::MAX).saturating_mul(stride);
        self.picture.pixels_mut().get_mut(from..from.saturating_add(stride)).unwrap_or_default()
    }

    /// Mixes pixels into one row from `left` on; what lies outside is left out.
    pub(crate) fn blend_row(&mut self, left: i32, y: i32, pixels: impl Iterator<Item = ([u8; 3], u8)>) {
        let skipped = usize::try_from(-left).unwrap_or(0);
        let from = usize::try_from(left).unwrap_or(0);
        let row = self.row_mut(y).as_chunks_mut::<3>().0;
        for (under, (over, alpha)) in row.iter_mut().skip(from).zip(pixels.skip(skipped)) {
            match alpha {
                0 => {}
                255 => *under = over,
                _ => {
                    for (u, o) in under.iter_mut().zip(over) {
                        *u = mix(*u, o, alpha.into());
                    }
                }
            }
        }
    }

    /// A plain colour with round corners; `area` and `radius` at full size, opacity from 0 to 1.
    pub(crate) fn fill(&mut self, area: Area, colour: [u8; 3], opacity: f32, radius: f32) {
        let area = area.scaled(self.scale);
        let radius = (radius * self.scale).min(area.width() / 2.0).min(area.height() / 2.0);
        let (width, height) = self.size();
        let left = (area.left.round() as i32).clamp(0, width);
        let right = (area.right.round() as i32).clamp(left, width);
        let (top, bottom) = (area.top.round() as i32, area.bottom.round() as i32);
        for y in top.max(0)..bottom.min(height) {
            let pixels = (left..right).map(|x| {
                let inside = corner(area, radius, x as f32 + 0.5, y as f32 + 0.5);
                (colour, (inside * opacity.clamp(0.0, 1.0) * 255.0).round() as u8)
            });
            self.blend_row(left, y, pixels);
        }
    }

    /// A gradient of a strength from 0 to 1.
    pub(crate) fn gradient(&mut self, gradient: &Gradient, strength: f32) {
        let (width, height) = self.size();
        let area = gradient.area;
        let left = (area.left.round() as i32).clamp(0, width);
        let right = (area.right.round() as i32).clamp(left, width);
        let upright = matches!(gradient.from, Edge::Top | Edge::Bottom);
        for y in (area.top.floor() as i32).max(0)..(area.bottom.ceil() as i32).min(height) {
            let alpha = |x: i32| (gradient.shape(x as f32 + 0.5, y as f32 + 0.5) * strength * 255.0).round() as u8;
            if upright {
                let alpha = alpha((left + right) / 2);
                self.blend_row(left, y, (left..right).map(|_| (gradient.colour, alpha)));
            } else {
                self.blend_row(left, y, (left..right).map(|x| (gradient.colour, alpha(x))));
            }
        }
    }

    /// A part of a picture, stretched over `area` (at full size).
    pub(crate) fn picture(&mut self, source: &Picture, crop: Crop, area: Area, kernel: Kernel) {
        let area = area.scaled(self.scale);
        let (left, top) = (area.left.round() as i32, area.top.round() as i32);
        let width = (area.right.round() as i32 - left).max(1) as u32;
        let height = (area.bottom.round() as i32 - top).max(1) as u32;
        let whole = (left, top) == (0, 0) && (width, height) == (self.picture.width(), self.picture.height());
        if whole && source.channels() == Channels::Rgb {
            source.resize_into(crop, width, height, kernel, self.picture.pixels_mut());
            return;
        }
        let resized = source.resized(crop, width, height, kernel);
        let stride = width as usize * resized.channels().bytes();
        for (y, row) in resized.pixels().chunks_exact(stride).enumerate() {
            let y = top + y as i32;
            match resized.channels() {
                Channels::Rgb => self.blend_row(left, y, row.as_chunks::<3>().0.iter().map(|p| (*p, 255))),
                Channels::Rgba => {
                    self.blend_row(left, y, row.as_chunks::<4>().0.iter().map(|&[r, g, b, a]| ([r, g, b], a)));
                }
            }
        }
    }
}

/// How much of a pixel lies inside a rectangle with round corners, 0 to 1.
fn corner(area: Area, radius: f32, x: f32, y: f32) -> f32 {
    if radius <= 0.5 {
        return 1.0;
    }
    let near = |at: f32, from: f32, to: f32| (from + radius - at).max(at - (to - radius)).max(0.0);
    let (dx, dy) = (near(x, area.left, area.right), near(y, area.top, area.bottom));
    if dx == 0.0 || dy == 0.0 { 1.0 } else { (radius + 0.5 - dx.hypot(dy)).clamp(0.0, 1.0) }
}

/// A small, soft version of a crop: what a background made of the picture is stretched from.
pub(crate) fn softened(source: &Picture, crop: Crop) -> Picture {
    // So few cells, stretched over a canvas, are the blur.
    let mut small = source.resized(crop, 24, 24, Kernel::Quick);
    for _ in 0..2 {
        small = small.resized(Crop::whole(&small), 12, 12, Kernel::Quick);
        small = small.resized(Crop::whole(&small), 24, 24, Kernel::Quick);
    }
    small
}

/// The mean colour of a picture's outermost pixels.
pub(crate) fn edge_colour(source: &Picture) -> [u8; 3] {
    let (width, height) = (source.width(), source.height());
    let steps = 64;
    let mut sum = [0u64; 3];
    for i in 0..steps {
        let (x, y) = ((width - 1) * i / steps, (height - 1) * i / steps);
        for p in [source.rgb_at(x, 0), source.rgb_at(x, height - 1), source.rgb_at(0, y), source.rgb_at(width - 1, y)] {
            for (s, v) in sum.iter_mut().zip(p) {
                *s += u64::from(v);
            }
        }
    }
    sum.map(|it| (it / u64::from(steps * 4)) as u8)
}
