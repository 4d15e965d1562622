//! A display whose pixels can be read, and how full what it shows is.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// The memory of a virtual display, as Xvfb keeps it in a file: a header of big-endian numbers, then lines of pixels.
pub(super) struct Screen {
    file: File,
    start: u64,
    line: usize,
    lines: usize,
    frame: Vec<u8>,
}

/// Numbers of the header, by place.
const HEADER_BYTES: usize = 0;
const HEIGHT: usize = 5;
const BITS_A_PIXEL: usize = 11;
const BYTES_A_LINE: usize = 12;
const COLOURS: usize = 19;

/// Only every so many lines are looked at: text is taller than that.
const EVERY: usize = 4;

impl Screen {
    /// The file Xvfb makes for its first screen in a folder.
    pub(super) fn file(folder: &Path) -> PathBuf {
        folder.join("Xvfb_screen0")
    }

    /// Opens the display's memory.
    ///
    /// # Errors
    /// When it is not there, or its pixels are not four bytes each.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let file = File::open(Self::file(folder)).context("the display has no memory file")?;
        let mut header = [0_u8; 100];
        file.read_exact_at(&mut header, 0)?;
        let (numbers, _) = header.as_chunks::<4>();
        let number = |at: usize| numbers.get(at).map_or(0, |bytes| u32::from_be_bytes(*bytes));
        ensure!(number(BITS_A_PIXEL) == 32, "pixels of {} bits", number(BITS_A_PIXEL));
        let (line, lines) = (number(BYTES_A_LINE) as usize, number(HEIGHT) as usize);
        let start = u64::from(number(HEADER_BYTES)) + 12 * u64::from(number(COLOURS));
        Ok(Self { file, start, line, lines, frame: vec![0; line * lines] })
    }

    /// How much is drawn: pixels that differ from the one to their left, in some of the lines. A blank window has almost
    /// none, a page of text has thousands.
    ///
    /// # Errors
    /// When the memory cannot be read any more.
    pub(super) fn ink(&mut self) -> Result<u64> {
        self.file.read_exact_at(&mut self.frame, self.start)?;
        let lines = self.frame.chunks_exact(self.line.max(1)).take(self.lines).step_by(EVERY);
        Ok(lines.map(ink_of_line).sum())
    }
}

fn ink_of_line(line: &[u8]) -> u64 {
    let (pixels, _) = line.as_chunks::<4>();
    pixels.windows(2).filter(|pair| matches!(pair, [[a, b, c, _], [x, y, z, _]] if (a, b, c) != (x, y, z))).count()
        as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_is_where_neighbours_differ() {
        let folder = std::env::temp_dir().join(format!("sextant-screen-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut numbers = [0_u32; 25];
        (numbers[HEADER_BYTES], numbers[HEIGHT], numbers[BITS_A_PIXEL], numbers[BYTES_A_LINE]) = (104, 5, 32, 16);
        numbers[COLOURS] = 1;
        let mut bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_be_bytes()).collect();
        bytes.resize(104 + 12, 0);
        // Of five lines the first and the last are looked at.
        for pixels in [[1_u32, 1, 2, 2], [1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4], [7, 8, 7, 7]] {
            bytes.extend(pixels.iter().flat_map(|pixel| pixel.to_le_bytes()));
        }
        std::fs::write(Screen::file(&folder), bytes).unwrap();
        assert_eq!(Screen::open(&folder).unwrap().ink().unwrap(), 3);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
