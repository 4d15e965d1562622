//! Telling pictures apart: the same bytes, the same look, the same colours.

use std::borrow::Cow;

use image_hasher::{HashAlg, HasherConfig, ImageHash};
use sha2::{Digest, Sha256};

use crate::picture::{Channels, Crop, Kernel, Picture};
use crate::template::Colour;

/// Bits that two looks of one picture may differ in, of 64: after another size, quality or format it is 0 to 4; two
/// pictures that have nothing in common differ in about 32.
pub const SAME_LOOK: u32 = 8;

/// A file's content, as 64 hexadecimal digits of SHA-256.
pub fn content_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

/// How a picture looks, in 64 bits: alike for the same picture in another size, quality or format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Look(pub u64);

impl Look {
    /// Costs one quick resize and a small cosine transform.
    pub fn of(picture: &Picture) -> Self {
        let small = flat(picture, 64, 64);
        let image = image::RgbImage::from_raw(64, 64, small.into_owned()).unwrap_or_default();
        let hasher = HasherConfig::with_bytes_type::<[u8; 8]>()
            .hash_size(8, 8)
            .hash_alg(HashAlg::Median)
            .preproc_dct()
            .to_hasher();
        let hash: ImageHash<[u8; 8]> = hasher.hash_image(&image);
        Self(u64::from_be_bytes(hash.into_inner()))
    }

    /// Bits in which two looks differ, 0 to 64.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

/// Groups of pictures that look the same, as indexes into `looks`; pictures that are alone are left out.
///
/// Compares each with each: ten thousand pictures take about 50 million comparisons of one instruction.
pub fn duplicates(looks: &[Look], within: u32) -> Vec<Vec<usize>> {
    let mut group_of: Vec<Option<usize>> = vec![None; looks.len()];
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, look) in looks.iter().enumerate() {
        let alike = (0..at).find(|other| looks[*other].distance(*look) <= within);
        let Some(alike) = alike else { continue };
        let group = *group_of[alike].get_or_insert_with(|| {
            groups.push(vec![alike]);
            groups.len() - 1
        });
        group_of[at] = Some(group);
        groups[group].push(at);
    }
    groups
}

/// A colour of a picture and how much of it has that colour, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The mean of what was put together.
    pub colour: Colour,
    /// Of all that is not transparent.
    pub share: f32,
}

/// Up to `most` colours that a picture mainly consists of, the largest share first.
///
/// Neighbours in a coarse grid of colours are put together, which is quick and always gives the same result.
pub fn dominant_colours(picture: &Picture, most: usize) -> Vec<Share> {
    let small = flat(picture, 96, 96);
    let pixels = small.as_chunks::<3>().0;
    let mut cells: Vec<([u32; 3], u32)> = vec![([0; 3], 0); 512];
    for pixel in pixels {
        let [r, g, b] = pixel.map(|it| usize::from(it >> 5));
        let (sum, count) = &mut cells[r << 6 | g << 3 | b];
        for (s, v) in sum.iter_mut().zip(pixel) {
            *s += u32::from(*v);
        }
        *count += 1;
    }
    let mut found: Vec<([u8; 3], u32)> = cells
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(sum, count)| (sum.map(|it| (it / count) as u8), count))
        .collect();
    found.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    let mut kept: Vec<([u8; 3], u32)> = Vec::new();
    for (colour, count) in found {
        // A cell's border may run through one colour.
        match kept.iter_mut().find(|(other, _)| apart(*other, colour) < 48) {
            Some((_, total)) => *total += count,
            None => kept.push((colour, count)),
        }
    }
    kept.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    let all = pixels.len().max(1) as f32;
    kept.into_iter()
        .take(most)
        .map(|(colour, count)| Share { colour: Colour(colour), share: count as f32 / all })
        .collect()
}

fn apart(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b))).max().unwrap_or(0)
}

/// A small opaque copy: what is transparent is seen on white.
fn flat(picture: &Picture, width: u32, height: u32) -> Cow<'static, [u8]> {
    let small = picture.resized(Crop::whole(picture), width, height, Kernel::Quick);
    match small.channels() {
        Channels::Rgb => small.into_pixels().into(),
        Channels::Rgba => {
            let on_white = |value: u8, alpha: u8| {
                ((u32::from(value) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8
            };
            let pixels = small.pixels().as_chunks::<4>().0.iter();
            pixels.flat_map(|&[r, g, b, a]| [on_white(r, a), on_white(g, a), on_white(b, a)]).collect()
        }
    }
}
