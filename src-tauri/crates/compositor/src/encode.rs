//! Writing a finished picture: JPEG, PNG or WebP, tagged sRGB, with a note of where it comes from.

mod xmp;

pub use xmp::{Kind, Origin};

use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};
use moxcms::ColorProfile;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::picture::{Channels, Picture};

/// The largest file Meta takes, in bytes.
pub const MOST_BYTES: usize = 30 << 20;

/// A kind of file to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum Output {
    /// JPEG, which Meta takes.
    Jpeg {
        /// 1 to 100.
        quality: u8,
        /// Whether colours are kept at full resolution (4:4:4) rather than at a quarter of it (4:2:0). Sharper red
        /// letters, larger files.
        full_colour: bool,
    },
    /// PNG, which Meta takes: exact, large.
    Png,
    /// Lossless WebP, which Meta does not take for ads: for the library and for other uses.
    WebP,
}

impl Default for Output {
    fn default() -> Self {
        Self::Jpeg { quality: 88, full_colour: false }
    }
}

/// Writes a picture. Alpha is kept by PNG and WebP, and is not by JPEG.
///
/// # Errors
/// [`Error::Encode`] for a picture the format cannot hold, [`Error::OriginTooLong`] for a note longer than a JPEG can
/// carry.
pub fn encode(picture: &Picture, output: Output, origin: Option<&Origin>) -> Result<Vec<u8>, Error> {
    let note = origin.map(Origin::to_xmp);
    match output {
        Output::Jpeg { quality, full_colour } => jpeg(picture, quality, full_colour, note),
        Output::Png => png(picture, note),
        Output::WebP => webp(picture, note),
    }
}

fn srgb() -> Option<Vec<u8>> {
    ColorProfile::new_srgb().encode().ok()
}

fn jpeg(picture: &Picture, quality: u8, full_colour: bool, note: Option<String>) -> Result<Vec<u8>, Error> {
    const HEAD: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
    // What one segment of a JPEG can carry.
    const MOST_NOTE: usize = 65_533 - HEAD.len();

    let failed = |_| Error::Encode { format: "JPEG" };
    let mut bytes = Vec::with_capacity(512 << 10);
    let mut encoder = Encoder::new(&mut bytes, quality.clamp(1, 100));
    encoder.set_sampling_factor(if full_colour { SamplingFactor::R_4_4_4 } else { SamplingFactor::R_4_2_0 });
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    if let Some(note) = note {
        if note.len() > MOST_NOTE {
            return Err(Error::OriginTooLong { bytes: note.len(), most: MOST_NOTE });
        }
        encoder.add_app_segment(1, [HEAD, note.as_bytes()].concat()).map_err(failed)?;
    }
    if let Some(profile) = srgb() {
        encoder.add_icc_profile(&profile).map_err(failed)?;
    }
    let too_long = |side: u32| u16::try_from(side).map_err(|_| Error::Encode { format: "JPEG" });
    let (width, height) = (too_long(picture.width())?, too_long(picture.height())?);
    let kind = match picture.channels() {
        Channels::Rgb => ColorType::Rgb,
        Channels::Rgba => ColorType::Rgba,
    };
    encoder.encode(picture.pixels(), width, height, kind).map_err(failed)?;
    Ok(bytes)
}

fn png(picture: &Picture, note: Option<String>) -> Result<Vec<u8>, Error> {
    let failed = |_| Error::Encode { format: "PNG" };
    let mut bytes = Vec::with_capacity(2 << 20);
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(match picture.channels() {
        Channels::Rgb => png::ColorType::Rgb,
        Channels::Rgba => png::ColorType::Rgba,
    });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    if let Some(note) = note {
        encoder.add_itxt_chunk("XML:com.adobe.xmp".to_owned(), note).map_err(failed)?;
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(picture.pixels()).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

fn webp(picture: &Picture, note: Option<String>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(2 << 20);
    let mut encoder = image_webp::WebPEncoder::new(&mut bytes);
    if let Some(profile) = srgb() {
        encoder.set_icc_profile(profile);
    }
    if let Some(note) = note {
        encoder.set_xmp_metadata(note.into_bytes());
    }
    let kind = match picture.channels() {
        Channels::Rgb => image_webp::ColorType::Rgb8,
        Channels::Rgba => image_webp::ColorType::Rgba8,
    };
    encoder
        .encode(picture.pixels(), picture.width(), picture.height(), kind)
        .map_err(|_| Error::Encode { format: "WebP" })?;
    Ok(bytes)
}
