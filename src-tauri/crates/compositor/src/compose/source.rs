//! A decoded picture, and what is made of it once.

use std::sync::OnceLock;

use crate::focus;
use crate::geometry::Focus;
use crate::picture::{Crop, Kernel, Picture};

/// Long enough for previews of a third of the full size.
const REDUCED_SIDE: u32 = 1_024;

/// A decoded picture with what many compositions of it share: a reduced copy and its focus, each made when first asked
/// for. Share it between threads by reference or in an `Arc`.
#[derive(Debug)]
pub struct Source {
    picture: Picture,
    reduced: OnceLock<Option<Picture>>,
    focus: OnceLock<Focus>,
}

impl Source {
    /// From a decoded picture.
    pub fn new(picture: Picture) -> Self {
        Self { picture, reduced: OnceLock::new(), focus: OnceLock::new() }
    }

    /// The whole picture.
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// The picture with its longer side at most 1024 pixels.
    pub fn reduced(&self) -> &Picture {
        let longer = self.picture.width().max(self.picture.height());
        let made = self.reduced.get_or_init(|| {
            let side = |it: u32| (u64::from(it) * u64::from(REDUCED_SIDE) / u64::from(longer)).max(1) as u32;
            let (width, height) = (side(self.picture.width()), side(self.picture.height()));
            (longer > REDUCED_SIDE)
                .then(|| self.picture.resized(Crop::whole(&self.picture), width, height, Kernel::Quick))
        });
        made.as_ref().unwrap_or(&self.picture)
    }

    /// Where its subject probably is: a guess, see [`crate::focus`].
    pub fn focus(&self) -> Focus {
        *self.focus.get_or_init(|| focus::find(self.reduced()))
    }
}
