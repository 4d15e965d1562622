//! Areas on a canvas, and which part of a picture fills one.

use serde::{Deserialize, Serialize};

use crate::picture::Crop;

/// An area in pixels of the full-size canvas, from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Left edge.
    pub left: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Lower edge.
    pub bottom: f32,
}

impl Area {
    /// An area from its edges.
    pub fn new(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self { left, top, right, bottom }
    }

    /// All of a canvas.
    pub fn canvas(size: (u32, u32)) -> Self {
        Self::new(0.0, 0.0, size.0 as f32, size.1 as f32)
    }

    /// From left to right.
    pub fn width(&self) -> f32 {
        (self.right - self.left).max(0.0)
    }

    /// From top to bottom.
    pub fn height(&self) -> f32 {
        (self.bottom - self.top).max(0.0)
    }

    /// Square pixels.
    pub fn size(&self) -> f32 {
        self.width() * self.height()
    }

    /// Its middle.
    pub fn middle(&self) -> (f32, f32) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    /// Whether `inner` lies in it, but for `slack` pixels.
    pub fn holds(&self, inner: &Self, slack: f32) -> bool {
        inner.left >= self.left - slack
            && inner.top >= self.top - slack
            && inner.right <= self.right + slack
            && inner.bottom <= self.bottom + slack
    }

    /// Whether both have a place in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// What both have in common; of no size when they do not meet.
    pub fn common(&self, other: &Self) -> Self {
        let (left, top) = (self.left.max(other.left), self.top.max(other.top));
        Self::new(left, top, self.right.min(other.right).max(left), self.bottom.min(other.bottom).max(top))
    }

    /// Larger by `by` on every side.
    pub fn grown(&self, by: f32) -> Self {
        Self::new(self.left - by, self.top - by, self.right + by, self.bottom + by)
    }

    /// The smallest area around both.
    pub fn around(&self, other: &Self) -> Self {
        Self::new(
            self.left.min(other.left),
            self.top.min(other.top),
            self.right.max(other.right),
            self.bottom.max(other.bottom),
        )
    }

    /// A part of it; edges in percent of its own width and height.
    pub fn part(&self, percent: [f32; 4]) -> Self {
        let x = |it: f32| self.left + self.width() * it / 100.0;
        let y = |it: f32| self.top + self.height() * it / 100.0;
        Self::new(x(percent[0]), y(percent[1]), x(percent[2]), y(percent[3]))
    }

    pub(crate) fn scaled(&self, by: f32) -> Self {
        Self::new(self.left * by, self.top * by, self.right * by, self.bottom * by)
    }
}

/// The point of a picture that has to be seen, as shares of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// 0 is the left edge, 1 the right one.
    pub x: f32,
    /// 0 is the upper edge, 1 the lower one.
    pub y: f32,
}

impl Focus {
    /// The middle.
    pub const MIDDLE: Self = Self { x: 0.5, y: 0.5 };

    /// A focus inside the picture; what is no number becomes the middle.
    pub fn new(x: f32, y: f32) -> Self {
        let share = |it: f32| if it.is_finite() { it.clamp(0.0, 1.0) } else { 0.5 };
        Self { x: share(x), y: share(y) }
    }
}

/// The largest part of a picture that fills `target` without bars, placed so that the focus comes as near to `aim`
/// (a point of the target, in its pixels) as the picture's edges allow.
///
/// The focus is always inside.
pub fn cover(picture: (u32, u32), focus: Focus, target: (f32, f32), aim: (f32, f32)) -> Crop {
    let focus = Focus::new(focus.x, focus.y);
    let (width, height) = (f64::from(picture.0), f64::from(picture.1));
    let (target_w, target_h) = (f64::from(target.0.max(1.0)), f64::from(target.1.max(1.0)));
    let scale = (width / target_w).min(height / target_h);
    let (cut_w, cut_h) = (target_w * scale, target_h * scale);
    let place = |length: f64, cut: f64, focus: f32, aim: f32| {
        (length * f64::from(focus) - f64::from(aim) * scale).clamp(0.0, (length - cut).max(0.0))
    };
    let aim = (aim.0.clamp(0.0, target.0.max(1.0)), aim.1.clamp(0.0, target.1.max(1.0)));
    Crop {
        left: place(width, cut_w, focus.x, aim.0),
        top: place(height, cut_h, focus.y, aim.1),
        width: cut_w,
        height: cut_h,
    }
}

/// Where a whole picture lies in `target` when nothing is cut off.
pub fn contain(picture: (u32, u32), target: Area) -> Area {
    let (width, height) = (picture.0.max(1) as f32, picture.1.max(1) as f32);
    let scale = (target.width() / width).min(target.height() / height);
    let (x, y) = target.middle();
    let (half_w, half_h) = (width * scale / 2.0, height * scale / 2.0);
    Area::new(x - half_w, y - half_h, x + half_w, y + half_h)
}
