//! Pictures for creatives, painted from their hash: a two-colour gradient with a few soft shapes. Enough to tell ads
//! apart and pleasant to look at in a demo.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{Rgb, RgbImage};

use super::random::{Draws, mix};

/// No side is painted longer than this.
pub const MAX_SIDE: u32 = 2_160;

struct Disc {
    x: f32,
    y: f32,
    radius: f32,
    colour: [f32; 3],
    strength: f32,
}

/// The PNG of an image, at any size: the same hash always shows the same picture. Sides are held between 1 and
/// [`MAX_SIDE`]. Costs about 30 ns a pixel.
///
/// # Errors
/// When the encoder fails, which it has no reason to.
pub fn image_png(hash: &str, width: u32, height: u32) -> Result<Vec<u8>, image::ImageError> {
    let (width, height) = (width.clamp(1, MAX_SIDE), height.clamp(1, MAX_SIDE));
    let key = hash.bytes().fold(0, |key, byte| mix(key ^ u64::from(byte)));
    let mut draws = Draws::new(key);
    let hue = draws.unit() as f32;
    let from = colour(hue, 0.32, 0.99);
    let to = colour(hue + draws.between(0.06, 0.14) as f32, 0.62, 0.8);
    let angle = draws.between(-0.6, 0.6) as f32;
    let mut discs: Vec<Disc> = (0..draws.whole(2, 4)).map(|_| haze(&mut draws)).collect();
    discs.push(accent(&mut draws, hue));
    let aspect = height as f32 / width as f32;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = ((x as f32 + 0.5) / width as f32, (y as f32 + 0.5) / height as f32);
        let along = (y + angle * (x - 0.5)).clamp(0.0, 1.0);
        let mut pixel = blend(from, to, along);
        for disc in &discs {
            let (dx, dy) = (x - disc.x, (y - disc.y) * aspect);
            let inside = (disc.radius * disc.radius - dx * dx - dy * dy) / (disc.radius * disc.radius);
            pixel = blend(pixel, disc.colour, (inside * 9.0).clamp(0.0, 1.0) * disc.strength);
        }
        Rgb(pixel.map(|part| (part * 255.0) as u8))
    });
    let mut bytes = Vec::new();
    // Smooth pictures pack well enough this way, at a tenth of the time.
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Sub);
    picture.write_with_encoder(encoder)?;
    Ok(bytes)
}

/// A large pale disc, like light on a wall.
fn haze(draws: &mut Draws) -> Disc {
    Disc {
        x: draws.unit() as f32,
        y: draws.unit() as f32,
        radius: draws.between(0.2, 0.5) as f32,
        colour: [1.0; 3],
        strength: draws.between(0.1, 0.24) as f32,
    }
}

/// The thing one looks at: near the middle, in the opposite colour.
fn accent(draws: &mut Draws, hue: f32) -> Disc {
    Disc {
        x: draws.between(0.35, 0.65) as f32,
        y: draws.between(0.4, 0.65) as f32,
        radius: draws.between(0.12, 0.22) as f32,
        colour: colour(hue + draws.between(0.42, 0.58) as f32, 0.55, 0.98),
        strength: 0.95,
    }
}

fn blend(from: [f32; 3], to: [f32; 3], part: f32) -> [f32; 3] {
    let [r, g, b] = from;
    let [to_r, to_g, to_b] = to;
    [r + (to_r - r) * part, g + (to_g - g) * part, b + (to_b - b) * part]
}

/// Hue, saturation and brightness to red, green and blue, all between 0 and 1.
fn colour(hue: f32, saturation: f32, brightness: f32) -> [f32; 3] {
    let channel = |shift: f32| {
        let place = (hue * 6.0 + shift).rem_euclid(6.0);
        let fade = place.min(4.0 - place).clamp(0.0, 1.0);
        brightness * (1.0 - saturation * fade)
    };
    [channel(5.0), channel(3.0), channel(1.0)]
}
