//! The camera's rotation, applied.

use crate::picture::{Channels, Picture};

/// The picture as it is to be seen; `orientation` is EXIF's 1 to 8, everything else counts as upright.
pub(super) fn upright(picture: Picture, orientation: u8) -> Picture {
    if !(2..=8).contains(&orientation) {
        return picture;
    }
    let (width, height, channels) = (picture.width(), picture.height(), picture.channels());
    let turned = orientation >= 5;
    let (new_width, new_height) = if turned { (height, width) } else { (width, height) };
    let pixels = match channels {
        Channels::Rgb => permuted::<3>(&picture, orientation, new_width, new_height),
        Channels::Rgba => permuted::<4>(&picture, orientation, new_width, new_height),
    };
    Picture::new(new_width, new_height, channels, pixels).expect("a permutation keeps the number of pixels")
}

fn permuted<const N: usize>(picture: &Picture, orientation: u8, width: u32, height: u32) -> Vec<u8> {
    let (w, h) = (picture.width(), picture.height());
    let (source, _) = picture.pixels().as_chunks::<N>();
    let mut target = Vec::with_capacity(picture.pixels().len());
    for y in 0..height {
        for x in 0..width {
            let (from_x, from_y) = match orientation {
                2 => (w - 1 - x, y),
                3 => (w - 1 - x, h - 1 - y),
                4 => (x, h - 1 - y),
                5 => (y, x),
                6 => (y, h - 1 - x),
                7 => (w - 1 - y, h - 1 - x),
                _ => (w - 1 - y, x),
            };
            target.extend_from_slice(&source[from_y as usize * w as usize + from_x as usize]);
        }
    }
    target
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_orientation_puts_the_marked_corner_where_the_camera_meant_it() {
        // Two by three with one white pixel in the upper left corner as stored.
        let mut stored = Picture::plain(2, 3, [0, 0, 0]);
        stored.pixels_mut()[..3].fill(255);
        let cases = [(1, 0, 0), (2, 1, 0), (3, 1, 2), (4, 0, 2), (5, 0, 0), (6, 2, 0), (7, 2, 1), (8, 0, 1)];
        for (orientation, x, y) in cases {
            let seen = upright(stored.clone(), orientation);
            let size = if orientation >= 5 { (3, 2) } else { (2, 3) };
            assert_eq!((seen.width(), seen.height()), size, "orientation {orientation}");
            assert_eq!(seen.rgb_at(x, y), [255; 3], "orientation {orientation}");
        }
    }
}
