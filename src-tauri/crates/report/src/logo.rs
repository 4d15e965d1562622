//! A client's logo: any picture, made small and harmless.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

use crate::Error;

/// Longest side that is read, and that is kept.
const MOST_READ: u32 = 8_000;
const MOST_KEPT: u32 = 800;
/// Memory a decoder may ask for.
const MOST_BYTES: u64 = 300 << 20;

/// A picture that can be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    pub(crate) rgba: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Logo {
    /// Reads a PNG, JPEG or WebP file and makes it small enough to be kept.
    ///
    /// # Errors
    /// [`Error::NoPicture`].
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Error::NoPicture)?;
        if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
            return Err(Error::NoPicture);
        }
        let mut limits = Limits::default();
        limits.max_image_width = Some(MOST_READ);
        limits.max_image_height = Some(MOST_READ);
        limits.max_alloc = Some(MOST_BYTES);
        reader.limits(limits);
        let mut picture = reader.decode().map_err(|_| Error::NoPicture)?;
        if picture.width() > MOST_KEPT || picture.height() > MOST_KEPT {
            picture = picture.resize(MOST_KEPT, MOST_KEPT, image::imageops::FilterType::CatmullRom);
        }
        let picture = picture.into_rgba8();
        let (width, height) = picture.dimensions();
        if width == 0 || height == 0 {
            return Err(Error::NoPicture);
        }
        Ok(Self { rgba: picture.into_raw(), width, height })
    }

    /// The same as a PNG file, without whatever else the first file held.
    ///
    /// # Errors
    /// [`Error::NoPicture`] when it cannot be encoded.
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        let mut file = Cursor::new(Vec::new());
        let picture = image::RgbaImage::from_raw(self.width, self.height, self.rgba.clone()).ok_or(Error::NoPicture)?;
        picture.write_to(&mut file, ImageFormat::Png).map_err(|_| Error::NoPicture)?;
        Ok(file.into_inner())
    }
}
