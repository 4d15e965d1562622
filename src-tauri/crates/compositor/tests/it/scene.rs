//! A picture made by arithmetic: sky, ridges, a figure in a red jacket, grain.

use compositor::{Channels, Picture};

/// The figure's middle, as shares of width and height.
pub(crate) const FIGURE: (f32, f32) = (0.66, 0.58);

/// The scene at any size. `bright` lifts it to a snow-white noon, on which white letters cannot be read.
pub(crate) fn scene(width: u32, height: u32, bright: bool) -> Picture {
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    let mut grain = 0x2545_f491_u32;
    for y in 0..height {
        for x in 0..width {
            let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
            grain ^= grain << 13;
            grain ^= grain >> 17;
            grain ^= grain << 5;
            let noise = (grain & 15) as f32 - 7.5;
            pixels.extend(colour(u, v, bright).map(|it| (it + noise).clamp(0.0, 255.0) as u8));
        }
    }
    Picture::new(width, height, Channels::Rgb, pixels).expect("as many pixels as the size says")
}

fn colour(u: f32, v: f32, bright: bool) -> [f32; 3] {
    let lift = |c: [f32; 3]| if bright { c.map(|it| 200.0 + it * 0.2) } else { c };
    let (dx, dy) = (u - FIGURE.0, v - FIGURE.1);
    if dx.abs() < 0.045 && dy.abs() < 0.1 {
        // The jacket and, above it, a face.
        return if dy < -0.055 { [224.0, 172.0, 140.0] } else { [208.0, 40.0, 36.0] };
    }
    let ridge = |base: f32, height: f32, step: f32, shift: f32| {
        base - height * (1.0 - 2.0 * ((u * step + shift).fract() - 0.5).abs())
    };
    if v > ridge(0.95, 0.3, 2.0, 0.1) {
        return lift([30.0, 36.0, 48.0]);
    }
    if v > ridge(0.8, 0.3, 3.0, 0.4) {
        return lift([62.0, 72.0, 92.0]);
    }
    lift([70.0 + 120.0 * v, 90.0 + 90.0 * v, 130.0 + 40.0 * v])
}
