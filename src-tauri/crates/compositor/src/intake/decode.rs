//! From bytes to upright sRGB pixels of a working size.

use std::io::Cursor;

use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

use super::{Anatomy, Format, Limits, Refusal, colour, damaged, examine, upright};
use crate::picture::{Channels, Kernel, Picture, byte_count};

/// Decodes a picture from outside: upright, in sRGB, its longer side at most [`Limits::working_side`].
///
/// Holds at most [`Limits::decode_bytes`] and the result. Run it in the worker for files that come from outside.
///
/// # Errors
/// A [`Refusal`] with words for the person.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, Refusal> {
    let anatomy = examine(bytes, limits)?;
    let small = anatomy.decode_bytes > limits.decode_bytes;
    let (picture, found) = match (anatomy.format, small) {
        (Format::Jpeg, false) => (jpeg(bytes, limits)?, None),
        (Format::Jpeg, true) => (jpeg_shrunk(bytes, &anatomy, limits)?, None),
        (Format::Png, _) => png(bytes, &anatomy, limits)?,
        (Format::WebP, _) => (webp(bytes)?, None),
    };
    let mut picture = picture.at_most(limits.working_side, Kernel::Fine);
    colour::to_srgb(&mut picture, anatomy.icc.as_deref().or(found.as_deref()));
    Ok(upright::upright(picture, anatomy.orientation))
}

fn sized(width: u32, height: u32, channels: Channels, pixels: Vec<u8>) -> Result<Picture, Refusal> {
    Picture::new(width, height, channels, pixels).map_err(|_| damaged("its pixels do not fit its size"))
}

fn jpeg(bytes: &[u8], limits: &Limits) -> Result<Picture, Refusal> {
    let side = limits.side as usize;
    // A picture that ends too early would otherwise come back half grey.
    let options = DecoderOptions::default()
        .set_max_width(side)
        .set_max_height(side)
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(zune_core::bytestream::ZCursor::new(bytes), options);
    let pixels = decoder.decode().map_err(|_| damaged("its pixels cannot be read"))?;
    let (width, height) = decoder.dimensions().ok_or_else(|| damaged("it has no size"))?;
    sized(width as u32, height as u32, Channels::Rgb, pixels)
}

fn jpeg_shrunk(bytes: &[u8], anatomy: &Anatomy, limits: &Limits) -> Result<Picture, Refusal> {
    let unreadable = |_| damaged("its pixels cannot be read");
    let mut decoder = jpeg_decoder::Decoder::new(Cursor::new(bytes));
    decoder.set_max_decoding_buffer_size(usize::try_from(limits.decode_bytes).unwrap_or(usize::MAX));
    let longer = anatomy.width.max(anatomy.height);
    let wanted = |side: u32| {
        let scaled = u64::from(side) * u64::from(limits.working_side.min(longer)) / u64::from(longer);
        u16::try_from(scaled.max(1)).unwrap_or(u16::MAX)
    };
    // The next power of two above: what comes out may be up to twice as long as wanted.
    let (width, height) = decoder.scale(wanted(anatomy.width), wanted(anatomy.height)).map_err(unreadable)?;
    let need = byte_count(width.into(), height.into(), Channels::Rgb).map_or(u64::MAX, |it| it as u64 * 2);
    if need > limits.decode_bytes {
        return Err(Refusal::NeedsTooMuch { bytes: need, most: limits.decode_bytes });
    }
    let pixels = decoder.decode().map_err(unreadable)?;
    let info = decoder.info().ok_or_else(|| damaged("it has no size"))?;
    let pixels = match info.pixel_format {
        jpeg_decoder::PixelFormat::RGB24 => pixels,
        jpeg_decoder::PixelFormat::L8 => pixels.into_iter().flat_map(|it| [it; 3]).collect(),
        _ => return Err(Refusal::Unsupported { what: "a very large JPEG in printing inks".to_owned() }),
    };
    sized(u32::from(info.width), u32::from(info.height), Channels::Rgb, pixels)
}

fn webp(bytes: &[u8]) -> Result<Picture, Refusal> {
    let unreadable = |_| damaged("its pixels cannot be read");
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let channels = if decoder.has_alpha() { Channels::Rgba } else { Channels::Rgb };
    let size = byte_count(width, height, channels).ok_or_else(|| damaged("it has no size"))?;
    let mut pixels = vec![0; size];
    decoder.read_image(&mut pixels).map_err(unreadable)?;
    sized(width, height, channels, pixels)
}

fn png(bytes: &[u8], anatomy: &Anatomy, limits: &Limits) -> Result<(Picture, Option<Vec<u8>>), Refusal> {
    let unreadable = |_| damaged("its pixels cannot be read");
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: 48 << 20 });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let icc = reader.info().icc_profile.as_ref().map(|it| it.to_vec());
    let kind = reader.output_color_type().0;
    let channels = match kind {
        png::ColorType::GrayscaleAlpha | png::ColorType::Rgba => Channels::Rgba,
        _ => Channels::Rgb,
    };
    if anatomy.streams {
        let longer = anatomy.width.max(anatomy.height);
        let factor =
            if anatomy.decode_bytes > limits.decode_bytes { longer.div_ceil(limits.working_side.max(1)) } else { 1 };
        let mut shrinking = Shrinking::new(anatomy.width, channels, factor);
        while let Some(row) = reader.next_row().map_err(unreadable)? {
            shrinking.take(&widened(kind, row.data()));
        }
        return Ok((shrinking.finish()?, icc));
    }
    let size = reader.output_buffer_size().ok_or_else(|| damaged("it has no size"))?;
    let mut pixels = vec![0; size];
    reader.next_frame(&mut pixels).map_err(unreadable)?;
    let pixels = match widened(kind, &pixels) {
        std::borrow::Cow::Owned(widened) => widened,
        std::borrow::Cow::Borrowed(_) => pixels,
    };
    Ok((sized(anatomy.width, anatomy.height, channels, pixels)?, icc))
}

fn widened(kind: png::ColorType, row: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    match kind {
        png::ColorType::Grayscale => row.iter().flat_map(|it| [*it; 3]).collect(),
        png::ColorType::GrayscaleAlpha => {
            row.as_chunks::<2>().0.iter().flat_map(|&[grey, alpha]| [grey, grey, grey, alpha]).collect()
        }
        _ => row.into(),
    }
}

/// Averages squares of `factor` pixels while rows arrive, weighted by alpha, so that only the result is held.
struct Shrinking {
    factor: usize,
    channels: usize,
    out_width: usize,
    rows: usize,
    /// For each pixel of the result: the sums of its channels weighted by alpha, and the sum of the alphas.
    sums: Vec<[u64; 4]>,
    counts: Vec<u64>,
    pixels: Vec<u8>,
    out_rows: u32,
}

impl Shrinking {
    fn new(width: u32, channels: Channels, factor: u32) -> Self {
        let factor = factor.max(1) as usize;
        let out_width = (width as usize).div_ceil(factor);
        let (sums, counts) =
            if factor > 1 { (vec![[0; 4]; out_width], vec![0; out_width]) } else { Default::default() };
        Self { factor, channels: channels.bytes(), out_width, rows: 0, sums, counts, pixels: Vec::new(), out_rows: 0 }
    }

    fn take(&mut self, row: &[u8]) {
        if self.factor == 1 {
            self.pixels.extend_from_slice(row);
            self.out_rows += 1;
            return;
        }
        let cells = self.sums.iter_mut().zip(&mut self.counts);
        for ((sums, count), square) in cells.zip(row.chunks(self.factor * self.channels)) {
            for pixel in square.chunks_exact(self.channels) {
                let alpha = u64::from(pixel.get(3).copied().unwrap_or(255));
                for (sum, value) in sums.iter_mut().zip(&pixel[..3]) {
                    *sum += u64::from(*value) * alpha;
                }
                sums[3] += alpha;
                *count += 1;
            }
        }
        self.rows += 1;
        if self.rows == self.factor {
            self.flush();
        }
    }

    fn flush(&mut self) {
        for (sums, count) in self.sums.iter_mut().zip(&mut self.counts) {
            let alpha = sums[3].max(1);
            self.pixels.extend(sums[..3].iter().map(|sum| (sum / alpha).min(255) as u8));
            if self.channels == 4 {
                self.pixels.push((sums[3] / (*count).max(1)).min(255) as u8);
            }
            *sums = [0; 4];
            *count = 0;
        }
        self.rows = 0;
        self.out_rows += 1;
    }

    fn finish(mut self) -> Result<Picture, Refusal> {
        if self.rows > 0 {
            self.flush();
        }
        let channels = if self.channels == 4 { Channels::Rgba } else { Channels::Rgb };
        sized(self.out_width as u32, self.out_rows, channels, self.pixels)
    }
}
