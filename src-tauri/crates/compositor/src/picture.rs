//! Pixels in memory: eight bits a channel, sRGB, with or without alpha.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// How many channels each pixel has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channels {
    /// Red, green, blue: three bytes a pixel.
    Rgb,
    /// Red, green, blue, alpha (straight, not premultiplied): four bytes a pixel.
    Rgba,
}

impl Channels {
    /// Bytes of one pixel.
    pub fn bytes(self) -> usize {
        match self {
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }

    pub(crate) fn pixel_type(self) -> PixelType {
        match self {
            Self::Rgb => PixelType::U8x3,
            Self::Rgba => PixelType::U8x4,
        }
    }
}

/// A picture as rows of pixels from the top, without gaps, in sRGB.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    channels: Channels,
    pixels: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}×{} {:?})", self.width, self.height, self.channels)
    }
}

/// Pixels whose number does not fit their declared size, or a size of nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the pixels do not fit the size they are said to have")]
pub struct WrongSize;

impl Picture {
    /// A picture from its pixels.
    ///
    /// # Errors
    /// [`WrongSize`] when a side is 0 or the buffer is not exactly `width × height × channels` bytes.
    pub fn new(width: u32, height: u32, channels: Channels, pixels: Vec<u8>) -> Result<Self, WrongSize> {
        if width == 0 || height == 0 || byte_count(width, height, channels) != Some(pixels.len()) {
            return Err(WrongSize);
        }
        Ok(Self { width, height, channels, pixels })
    }

    /// A picture of one colour without alpha; sides of 0 become 1.
    pub fn plain(width: u32, height: u32, colour: [u8; 3]) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let pixels = colour.repeat(width as usize * height as usize);
        Self { width, height, channels: Channels::Rgb, pixels }
    }

    /// Pixels from left to right.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Pixels from top to bottom.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// How many channels each pixel has.
    pub fn channels(&self) -> Channels {
        self.channels
    }

    /// All bytes, row after row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    pub(crate) fn pixels_mut(&mut self) -> &mut [u8] {
        &mut self.pixels
    }

    /// The bytes without a copy.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    /// One row of bytes; empty outside the picture.
    pub fn row(&self, y: u32) -> &[u8] {
        let stride = self.width as usize * self.channels.bytes();
        self.pixels.chunks_exact(stride).nth(y as usize).unwrap_or_default()
    }

    /// Red, green and blue at a place; the nearest pixel for places outside.
    pub fn rgb_at(&self, x: u32, y: u32) -> [u8; 3] {
        let at = x.min(self.width - 1) as usize * self.channels.bytes();
        match self.row(y.min(self.height - 1)).get(at..at + 3) {
            Some(&[r, g, b]) => [r, g, b],
            _ => [0, 0, 0],
        }
    }

    /// The part `crop` (in pixels, fractions allowed) at a new size.
    ///
    /// A crop that reaches outside is moved and cut to the picture, so this cannot fail for a size above 0.
    pub fn resized(&self, crop: Crop, width: u32, height: u32, kernel: Kernel) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let mut pixels = vec![0; width as usize * height as usize * self.channels.bytes()];
        self.resize_into(crop, width, height, kernel, &mut pixels);
        Self { width, height, channels: self.channels, pixels }
    }

    pub(crate) fn resize_into(&self, crop: Crop, width: u32, height: u32, kernel: Kernel, pixels: &mut [u8]) {
        let crop = crop.within(self.width, self.height);
        let kind = self.channels.pixel_type();
        let options =
            ResizeOptions::new().resize_alg(kernel.algorithm()).crop(crop.left, crop.top, crop.width, crop.height);
        let source = ImageRef::new(self.width, self.height, &self.pixels, kind)
            .expect("the constructor holds pixels and size together");
        let mut target = Image::from_slice_u8(width, height, pixels, kind).expect("the caller made as many bytes");
        Resizer::new()
            .resize(&source, &mut target, &options)
            .expect("both sides have one pixel type and the crop lies within the source");
    }

    /// The whole picture, made smaller so that its longer side is at most `side`; unchanged when it already is.
    pub fn at_most(self, side: u32, kernel: Kernel) -> Self {
        let longer = self.width.max(self.height);
        if longer <= side.max(1) {
            return self;
        }
        let scale = f64::from(side.max(1)) / f64::from(longer);
        let scaled = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
        self.resized(Crop::whole(&self), scaled(self.width), scaled(self.height), kernel)
    }
}

/// What a resize may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// Lanczos, three lobes: for what is delivered.
    Fine,
    /// Bilinear over the area covered: for previews and measurements.
    Quick,
}

impl Kernel {
    fn algorithm(self) -> ResizeAlg {
        match self {
            Self::Fine => ResizeAlg::Convolution(FilterType::Lanczos3),
            Self::Quick => ResizeAlg::Convolution(FilterType::Bilinear),
        }
    }
}

/// A part of a picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crop {
    /// From the left edge.
    pub left: f64,
    /// From the upper edge.
    pub top: f64,
    /// Width, above 0.
    pub width: f64,
    /// Height, above 0.
    pub height: f64,
}

impl Crop {
    /// All of a picture.
    pub fn whole(picture: &Picture) -> Self {
        Self { left: 0.0, top: 0.0, width: f64::from(picture.width), height: f64::from(picture.height) }
    }

    fn within(self, width: u32, height: u32) -> Self {
        let (w, h) = (f64::from(width), f64::from(height));
        let (cut_w, cut_h) = (self.width.clamp(1.0, w.max(1.0)), self.height.clamp(1.0, h.max(1.0)));
        Self { left: self.left.clamp(0.0, w - cut_w), top: self.top.clamp(0.0, h - cut_h), width: cut_w, height: cut_h }
    }
}

pub(crate) fn byte_count(width: u32, height: u32, channels: Channels) -> Option<usize> {
    (width as usize).checked_mul(height as usize)?.checked_mul(channels.bytes())
}
