//! Where a picture's subject probably is.
//!
//! This is a guess from contrast, colour and skin tones, not recognition: it finds what stands out, and knows no faces.
//! The person can always move it.

use crate::geometry::Focus;
use crate::picture::{Crop, Kernel, Picture};

/// The map's longer side in cells. Fine enough to tell a head from a body, and a fraction of a millisecond to fill.
const CELLS: u32 = 64;

/// Finds the point that stands out most. Costs one quick resize.
///
/// A picture in which nothing stands out gives its middle.
pub fn find(picture: &Picture) -> Focus {
    let small = reduced(picture);
    let (width, height) = (small.width() as usize, small.height() as usize);
    let pixels: Vec<[f32; 3]> = small
        .pixels()
        .chunks_exact(small.channels().bytes())
        .map(|p| {
            // What is transparent is not seen.
            let alpha = f32::from(p.get(3).copied().unwrap_or(255)) / 255.0;
            [0, 1, 2].map(|i| f32::from(p.get(i).copied().unwrap_or(0)) / 255.0 * alpha)
        })
        .collect();
    let mean = pixels.iter().fold([0.0; 3], |sum, p| [sum[0] + p[0], sum[1] + p[1], sum[2] + p[2]]);
    let mean = mean.map(|sum| sum / pixels.len().max(1) as f32);
    let weights: Vec<f32> = (0..pixels.len()).map(|at| weight(&pixels, at, (width, height), mean)).collect();
    brightest(&smoothed(&weights, width, height), width, height)
}

fn reduced(picture: &Picture) -> Picture {
    let longer = picture.width().max(picture.height());
    let cells = |side: u32| (side * CELLS).div_ceil(longer.max(1)).max(1);
    picture.resized(Crop::whole(picture), cells(picture.width()), cells(picture.height()), Kernel::Quick)
}

fn weight(pixels: &[[f32; 3]], at: usize, (width, height): (usize, usize), mean: [f32; 3]) -> f32 {
    let (x, y) = (at % width, at / width);
    let here = pixels[at];
    let luma = |p: [f32; 3]| 0.3 * p[0] + 0.59 * p[1] + 0.11 * p[2];
    let around = [
        (x > 0).then(|| pixels[at - 1]),
        (x + 1 < width).then(|| pixels[at + 1]),
        (y > 0).then(|| pixels[at - width]),
        (y + 1 < height).then(|| pixels[at + width]),
    ];
    let detail: f32 = around.into_iter().flatten().map(|p| (luma(p) - luma(here)).abs()).sum();
    let unlike: f32 = here.iter().zip(mean).map(|(a, b)| (a - b).abs()).sum();
    let (most, least) = (here[0].max(here[1]).max(here[2]), here[0].min(here[1]).min(here[2]));
    let saturation = if most > 0.15 { (most - least) / most } else { 0.0 };
    let weight = detail + 0.8 * unlike + 0.5 * saturation * unlike + if skin(here) { 0.6 } else { 0.0 };
    // Edges are rarely the subject: half of what stands out at the very border counts.
    let off = |at: usize, length: usize| ((at as f32 + 0.5) / length as f32 - 0.5).abs() * 2.0;
    weight * (1.0 - 0.5 * off(x, width).max(off(y, height)).powi(3))
}

fn skin([r, g, b]: [f32; 3]) -> bool {
    let sum = r + g + b;
    if sum < 0.6 || r <= g || g <= b {
        return false;
    }
    let (red, green) = (r / sum, g / sum);
    (0.36..0.5).contains(&red) && (0.28..0.36).contains(&green) && r - b > 0.06
}

/// Box means over about a sixth of the picture: a subject is an area, not a pixel.
fn smoothed(weights: &[f32], width: usize, height: usize) -> Vec<f32> {
    let reach = (width.max(height) / 12).max(1);
    let pass = |values: &[f32], length: usize, count: usize, step: usize, next: usize| -> Vec<f32> {
        let mut out = vec![0.0; values.len()];
        for line in 0..count {
            for i in 0..length {
                let (from, to) = (i.saturating_sub(reach), (i + reach + 1).min(length));
                let sum: f32 = (from..to).map(|j| values[line * next + j * step]).sum();
                out[line * next + i * step] = sum / (2 * reach + 1) as f32;
            }
        }
        out
    };
    let across = pass(weights, width, height, 1, width);
    pass(&across, height, width, width, 1)
}

fn brightest(map: &[f32], width: usize, height: usize) -> Focus {
    let most = map.iter().copied().fold(0.0, f32::max);
    let mean = map.iter().sum::<f32>() / map.len().max(1) as f32;
    if most < 0.01 || most < mean * 1.15 {
        return Focus::MIDDLE;
    }
    // The middle of all that is nearly as strong as the strongest is steadier than the strongest cell.
    let (mut sum, mut x, mut y) = (0.0, 0.0, 0.0);
    for (at, value) in map.iter().enumerate().filter(|(_, value)| **value > most * 0.9) {
        sum += value;
        x += value * ((at % width) as f32 + 0.5);
        y += value * ((at / width) as f32 + 0.5);
    }
    Focus::new(x / sum / width as f32, y / sum / height as f32)
}
