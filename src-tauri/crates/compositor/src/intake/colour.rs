//! From the file's colour profile to sRGB.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::picture::{Channels, Picture};

/// Converts the picture to sRGB in place.
///
/// Like a browser, it takes the numbers for sRGB when there is no profile, when it cannot be read, and when it is not
/// one for red, green and blue: greys and inks have become those before.
pub(super) fn to_srgb(picture: &mut Picture, icc: Option<&[u8]>) {
    let Some(profile) = icc.and_then(|icc| ColorProfile::new_from_slice(icc).ok()) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let layout = match picture.channels() {
        Channels::Rgb => Layout::Rgb,
        Channels::Rgba => Layout::Rgba,
    };
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()) else {
        return;
    };
    let probe: Vec<u8> = (0..=255).flat_map(|it: u8| [it, it.wrapping_mul(7), 255 - it, 255]).collect();
    let probe = match layout {
        Layout::Rgb => probe.chunks_exact(4).flat_map(|it| &it[..3]).copied().collect(),
        _ => probe,
    };
    let mut probed = vec![0; probe.len()];
    if transform.transform(&probe, &mut probed).is_err() || probe.iter().zip(&probed).all(|(a, b)| a.abs_diff(*b) <= 1)
    {
        return;
    }
    // By rows, so that no second picture is held.
    let stride = picture.width() as usize * picture.channels().bytes();
    let mut before = vec![0; stride];
    for row in picture.pixels_mut().chunks_exact_mut(stride) {
        before.copy_from_slice(row);
        if transform.transform(&before, row).is_err() {
            row.copy_from_slice(&before);
        }
    }
}
