//! Contrast as WCAG defines it, and where it is weakest under a text.

use std::sync::LazyLock;

use crate::lettering::Ink;
use crate::paint::Gradient;
use crate::picture::Picture;

/// What text needs: WCAG's level AA for letters of every size.
pub const LEAST: f32 = 4.5;

/// What is aimed at: rounding to eight bits may take a little away.
pub(crate) const AIM: f32 = 4.65;

/// Relative luminance of an sRGB colour, 0 to 1.
pub fn luminance(colour: [u8; 3]) -> f32 {
    // Thousands of squares are measured for each text.
    static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
        std::array::from_fn(|it| {
            let it = it as f32 / 255.0;
            if it <= 0.040_45 { it / 12.92 } else { ((it + 0.055) / 1.055).powf(2.4) }
        })
    });
    let linear = |it: u8| LINEAR[usize::from(it)];
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

/// Contrast of two colours, 1 to 21.
pub fn ratio(a: [u8; 3], b: [u8; 3]) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A square of background under letters: its middle and its mean colour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) colour: [u8; 3],
}

/// The background under a text in squares of about 5 pixels of full size, where the letters are and right around them.
///
/// Call it before the letters are drawn.
pub(crate) fn spots(canvas: &Picture, ink: &Ink, scale: f32) -> Vec<Spot> {
    let side = ((5.0 * scale).round() as usize).max(2);
    let mut spots = Vec::new();
    for top in (0..ink.height).step_by(side) {
        for left in (0..ink.width).step_by(side) {
            if touched(ink, left, top, side)
                && let Some(spot) = mean(canvas, ink.left + left as i32, ink.top + top as i32, side as i32)
            {
                spots.push(spot);
            }
        }
    }
    spots
}

fn touched(ink: &Ink, left: usize, top: usize, side: usize) -> bool {
    // Half covered counts: thinner traces are the soft edge of a letter that stands in the next square.
    let row = |y: usize| ink.coverage.get(y * ink.width + left..y * ink.width + (left + side).min(ink.width));
    (top..(top + side).min(ink.height)).any(|y| row(y).is_some_and(|row| row.iter().any(|it| *it > 127)))
}

fn mean(canvas: &Picture, left: i32, top: i32, side: i32) -> Option<Spot> {
    let (width, height) = (canvas.width() as i32, canvas.height() as i32);
    let (from_x, to_x) = (left.clamp(0, width) as usize, (left + side).clamp(0, width) as usize);
    let (from_y, to_y) = (top.clamp(0, height), (top + side).clamp(0, height));
    let (mut sum, mut count) = ([0u32; 3], 0u32);
    let stride = canvas.width() as usize * 3;
    for y in from_y..to_y {
        let row = canvas.pixels().get(y as usize * stride + from_x * 3..y as usize * stride + to_x * 3)?;
        for p in row.as_chunks::<3>().0 {
            for (s, v) in sum.iter_mut().zip(p) {
                *s += u32::from(*v);
            }
            count += 1;
        }
    }
    let half = side as f32 / 2.0;
    (count > 0).then(|| Spot {
        x: left as f32 + half,
        y: top as f32 + half,
        colour: sum.map(|it| ((it + count / 2) / count) as u8),
    })
}

/// The weakest contrast of a colour over spots; 21 where there is no spot.
pub(crate) fn weakest(colour: [u8; 3], spots: &[Spot]) -> f32 {
    spots.iter().map(|spot| ratio(colour, spot.colour)).fold(21.0, f32::min)
}

/// The least strength at which a gradient gives all texts on it their contrast; `most` when none does.
pub(crate) fn strength(gradient: &Gradient, texts: &[([u8; 3], Vec<Spot>)], least: f32, most: f32) -> f32 {
    const STEPS: u32 = 48;
    let enough = |strength: f32| {
        texts
            .iter()
            .all(|(colour, spots)| spots.iter().all(|spot| ratio(*colour, covered(gradient, spot, strength)) >= AIM))
    };
    let at = |step: u32| least + (most - least) * step as f32 / STEPS as f32;
    // More of one colour moves what is behind the text steadily towards it.
    let (mut low, mut high) = (0, STEPS);
    while low < high {
        let middle = (low + high) / 2;
        if enough(at(middle)) { high = middle } else { low = middle + 1 }
    }
    at(high)
}

fn covered(gradient: &Gradient, spot: &Spot, strength: f32) -> [u8; 3] {
    let alpha = gradient.shape(spot.x, spot.y) * strength;
    std::array::from_fn(|i| {
        (f32::from(spot.colour[i]) * (1.0 - alpha) + f32::from(gradient.colour[i]) * alpha).round() as u8
    })
}
