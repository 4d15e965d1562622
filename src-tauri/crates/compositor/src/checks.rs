//! What to look at before a picture goes out: pixels, ratio, file, safe zones, contrast, share of text.
//!
//! Texts are judged on compositions, where they are known. Text inside a picture that came from outside is not read.

use serde::{Deserialize, Serialize};

use crate::compose::Rendered;
use crate::contrast::LEAST;
use crate::encode::MOST_BYTES;
use crate::geometry::Area;
use crate::intake::Format;
use crate::placement::Placement;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Meta takes it, and it will look or work worse.
    Warning,
    /// Meta refuses it, or nobody can read it.
    Stop,
}

/// What was found. The code is stable, the sentences are for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// For programs.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub placement: Placement,
    /// What is wrong, with figures.
    pub reason: String,
    /// What to do about it.
    pub remedy: String,
}

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Fewer pixels than Meta takes.
    TooFewPixels,
    /// Fewer pixels than the placement shows.
    FewerPixelsThanShown,
    /// Another ratio than the placement's.
    WrongRatio,
    /// More bytes than Meta takes.
    FileTooLarge,
    /// A kind of file Meta does not take for ads.
    WrongFormat,
    /// Text where Meta's own buttons lie.
    OutsideSafeZone,
    /// Text outside the picture.
    OutsidePicture,
    /// Text that cannot be read.
    TooLittleContrast,
    /// Much of the picture is text.
    MuchText,
    /// Letters that are small on a phone.
    SmallLetters,
    /// The focus is cut off or covered.
    FocusCovered,
}

/// A file as it would be uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// Its kind.
    pub format: Format,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Its size.
    pub bytes: usize,
}

/// Above this share of its area, text makes a picture look like a poster. Meta has no rule about it any more.
const MUCH_TEXT: f32 = 0.2;

/// Checks a file for a placement: what Meta looks at when it is uploaded. Findings with the worst first.
pub fn check_file(file: &File, placement: Placement) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |code, severity, reason: String, remedy: &str| {
        found.push(Finding { code, severity, placement, reason, remedy: remedy.to_owned() });
    };
    let least = placement.least_side();
    let (want_w, want_h) = placement.size();
    let size = format!("{} × {} pixels", file.width, file.height);
    if file.width.min(file.height) < least {
        let reason = format!("It has {size}; Meta wants at least {least} on each side.");
        add(Code::TooFewPixels, Severity::Stop, reason, "Take a larger picture.");
    } else if file.width < want_w || file.height < want_h {
        let reason = format!("It has {size}; {} shows {want_w} × {want_h}.", placement.name());
        add(Code::FewerPixelsThanShown, Severity::Warning, reason, "Take a larger picture, or it looks soft.");
    }
    let off = ratio_off(file, placement);
    if off > placement.ratio_tolerance() {
        let reason = format!("Its ratio is {:.0} % off {}; Meta would crop it.", off * 100.0, placement.ratio());
        add(Code::WrongRatio, Severity::Warning, reason, "Compose it for this placement.");
    }
    if file.bytes > MOST_BYTES {
        let reason = format!("The file has {} MB; Meta takes at most 30 MB.", file.bytes >> 20);
        add(Code::FileTooLarge, Severity::Stop, reason, "Save it as JPEG, or with a lower quality.");
    }
    if file.format == Format::WebP {
        let reason = "It is a WebP; Meta takes JPEG and PNG.".to_owned();
        add(Code::WrongFormat, Severity::Stop, reason, "Save it as JPEG.");
    }
    sorted(found)
}

/// How far a file's ratio is from its placement's, as a share of 1.
fn ratio_off(file: &File, placement: Placement) -> f32 {
    let (width, height) = placement.size();
    let (want, is) = (width as f32 / height as f32, file.width as f32 / file.height.max(1) as f32);
    (is / want - 1.0).abs()
}

/// Checks a composition: what people look at. Findings with the worst first.
pub fn check_composition(rendered: &Rendered) -> Vec<Finding> {
    let placement = rendered.placement;
    let canvas = Area::canvas(placement.size());
    let safe = placement.safe();
    let mut found = Vec::new();
    let mut add = |code, severity, reason: String, remedy: &str| {
        found.push(Finding { code, severity, placement, reason, remedy: remedy.to_owned() });
    };
    for text in &rendered.texts {
        let name = text.role.name();
        if !canvas.holds(&text.bounds, 0.5) {
            let reason = format!("The {name} reaches over the picture's edge.");
            add(Code::OutsidePicture, Severity::Stop, reason, "Give it more room in the template.");
        } else if !safe.holds(&text.bounds, 0.5) {
            let reason = format!("The {name} reaches under Meta's own buttons or caption.");
            add(Code::OutsideSafeZone, Severity::Warning, reason, "Move it into the safe part of the template.");
        }
        if text.contrast < LEAST {
            let reason = format!("The {name} has a contrast of {:.1} : 1 at its weakest spot.", text.contrast);
            add(Code::TooLittleContrast, Severity::Stop, reason, "Take another template or other colours.");
        }
        // A phone shows the shorter side on about seven centimetres: two and a half percent are two millimetres.
        if text.size < canvas.width().min(canvas.height()) * 0.025 {
            let reason = format!("The {name} is set in {:.0} pixels.", text.size);
            add(Code::SmallLetters, Severity::Warning, reason, "Shorten it, so that larger letters fit.");
        }
    }
    let share = text_share(rendered);
    if share > MUCH_TEXT {
        let reason = format!("Text covers {:.0} % of it.", share * 100.0);
        add(Code::MuchText, Severity::Note, reason, "Pictures with little text are often shown at a lower price.");
    }
    let (x, y) = rendered.focus_at;
    let focus = Area::new(x, y, x, y);
    if !safe.holds(&focus, 1.0) || rendered.texts.iter().any(|text| text.bounds.holds(&focus, 0.0)) {
        let reason = "What the picture is about is covered by text or by Meta's own buttons.".to_owned();
        add(Code::FocusCovered, Severity::Note, reason, "Move the focus, or take another template.");
    }
    sorted(found)
}

/// The share of the picture that the boxes around its texts cover, 0 to 1.
pub fn text_share(rendered: &Rendered) -> f32 {
    let covered: f32 = rendered.texts.iter().map(|text| text.bounds.size()).sum();
    covered / Area::canvas(rendered.placement.size()).size()
}

fn sorted(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by_key(|it| std::cmp::Reverse(it.severity));
    found
}
