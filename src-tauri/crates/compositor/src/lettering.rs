//! Setting texts into an area: the largest letters that fit, whole words, even lines.

mod ink;

use cosmic_text::{
    Align as TextAlign, Attrs, Buffer, CacheKeyFlags, Family, Metrics, Shaping, Weight as FontWeight, Wrap,
};

pub(crate) use ink::Ink;

use crate::fonts::Engine;
use crate::geometry::Area;
use crate::template::{Align, Role, TextItem, Vertical, Weight};

/// One text of a block, before it is set.
pub(crate) struct Wanted<'a> {
    pub(crate) item: &'a TextItem,
    pub(crate) text: &'a str,
}

/// How a block stands in its area.
pub(crate) struct Manner<'a> {
    pub(crate) align: Align,
    pub(crate) vertical: Vertical,
    /// Between texts, in pixels.
    pub(crate) gap: f32,
    /// The canvas's shorter side, in pixels: what sizes are percent of.
    pub(crate) shorter: f32,
    pub(crate) family: &'a str,
}

/// A text in its place, at full size.
pub(crate) struct SetText {
    pub(crate) role: Role,
    pub(crate) buffer: Buffer,
    /// Where the buffer's upper left corner lies on the canvas.
    pub(crate) origin: (f32, f32),
    /// Around all letters.
    pub(crate) bounds: Area,
    /// Around the plate, or the same as `bounds`.
    pub(crate) outer: Area,
    /// Of the letters, in pixels.
    pub(crate) size: f32,
    pub(crate) lines: usize,
    pub(crate) right_to_left: bool,
}

/// Why texts could not be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unset {
    /// Even the smallest letters need more room.
    TooLong(Role),
    /// No font has this character.
    NoGlyph(Role, String),
}

/// Letters reach a little over their own box: room kept free around each text, as a share of the letters' size.
const OVERHANG: f32 = 0.1;

struct Draft<'a> {
    wanted: &'a Wanted<'a>,
    buffer: Buffer,
    leading: f32,
    padding: f32,
}

/// Sets texts below one another into `area`.
pub(crate) fn set(
    engine: &mut Engine,
    wanted: &[Wanted<'_>],
    area: Area,
    manner: &Manner<'_>,
) -> Result<Vec<SetText>, Unset> {
    let mut drafts: Vec<Draft<'_>> = wanted.iter().map(|it| draft(engine, it, manner)).collect();
    let Some(last) = drafts.last().map(|it| it.wanted.item.role) else { return Ok(Vec::new()) };
    for wrap in [Wrap::Word, Wrap::WordOrGlyph] {
        for draft in &mut drafts {
            draft.buffer.set_wrap(wrap);
        }
        if let Some(share) = largest(engine, &mut drafts, area, manner) {
            fits(engine, &mut drafts, share, area, manner);
            for draft in &mut drafts {
                balance(engine, draft);
            }
            return place(drafts, area, manner);
        }
    }
    let role = |it: &mut Draft<'_>| it.wanted.item.role;
    let culprit = drafts.iter_mut().find_map(|it| height(engine, it, 0.0, area, manner).is_none().then(|| role(it)));
    Err(Unset::TooLong(culprit.unwrap_or(last)))
}

fn draft<'a>(engine: &mut Engine, wanted: &'a Wanted<'a>, manner: &Manner<'_>) -> Draft<'a> {
    let weight = match wanted.item.weight {
        Weight::Regular => FontWeight::NORMAL,
        Weight::Bold => FontWeight::BOLD,
    };
    let attributes =
        Attrs::new().family(Family::Name(manner.family)).weight(weight).cache_key_flags(CacheKeyFlags::DISABLE_HINTING);
    let align = match manner.align {
        Align::Start => None,
        Align::Center => Some(TextAlign::Center),
        Align::End => Some(TextAlign::End),
    };
    let mut buffer = Buffer::new(&mut engine.system, Metrics::new(32.0, 40.0));
    buffer.set_text(wanted.text.trim(), &attributes, Shaping::Advanced, align);
    let padding = wanted.item.plate.as_ref().map_or(0.0, |it| it.padding * manner.shorter / 100.0);
    Draft { wanted, buffer, leading: leading(wanted.text), padding }
}

/// Line height as a share of the letters' size: scripts with marks above and below need more.
fn leading(text: &str) -> f32 {
    let tallest = |it: char| match it {
        '\u{0590}'..='\u{05ff}' => 1.35,
        '\u{0600}'..='\u{08ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => 1.55,
        '\u{0900}'..='\u{097f}' | '\u{0e00}'..='\u{0e7f}' => 1.5,
        '\u{1e00}'..='\u{1eff}' | '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => 1.3,
        _ => 1.2,
    };
    text.chars().map(tallest).fold(1.2, f32::max)
}

/// The largest share of the way from smallest to largest letters at which all texts fit.
fn largest(engine: &mut Engine, drafts: &mut [Draft<'_>], area: Area, manner: &Manner<'_>) -> Option<f32> {
    if fits(engine, drafts, 1.0, area, manner) {
        return Some(1.0);
    }
    if !fits(engine, drafts, 0.0, area, manner) {
        return None;
    }
    let (mut good, mut bad) = (0.0, 1.0);
    // A hundredth of the way is less than a pixel.
    for _ in 0..7 {
        let middle = (good + bad) / 2.0;
        if fits(engine, drafts, middle, area, manner) { good = middle } else { bad = middle }
    }
    Some(good)
}

fn fits(engine: &mut Engine, drafts: &mut [Draft<'_>], share: f32, area: Area, manner: &Manner<'_>) -> bool {
    let gaps = manner.gap * drafts.len().saturating_sub(1) as f32;
    let heights: Option<f32> = drafts.iter_mut().map(|it| height(engine, it, share, area, manner)).sum();
    heights.is_some_and(|it| it + gaps <= area.height())
}

fn height(engine: &mut Engine, draft: &mut Draft<'_>, share: f32, area: Area, manner: &Manner<'_>) -> Option<f32> {
    let [least, most] = draft.wanted.item.size;
    let size = (least + (most - least) * share) * manner.shorter / 100.0;
    let room = area.width() - 2.0 * (draft.padding + size * OVERHANG);
    if room <= size * 0.5 {
        return None;
    }
    draft.buffer.set_metrics_and_size(Metrics::new(size, size * draft.leading), Some(room), None);
    draft.buffer.shape_until_scroll(&mut engine.system, false);
    let (lines, widest) = extent(&draft.buffer);
    if lines > draft.wanted.item.lines || widest > room + 0.5 {
        return None;
    }
    Some(lines as f32 * size * draft.leading + 2.0 * (draft.padding + size * OVERHANG))
}

fn extent(buffer: &Buffer) -> (usize, f32) {
    buffer.layout_runs().fold((0, 0.0), |(lines, widest), run| (lines + 1, f32::max(widest, run.line_w)))
}

/// Makes lines about equally long by narrowing the text as far as it keeps its number of lines.
fn balance(engine: &mut Engine, draft: &mut Draft<'_>) {
    let metrics = draft.buffer.metrics();
    let (lines, widest) = extent(&draft.buffer);
    let mut layout = |width: f32| {
        draft.buffer.set_metrics_and_size(metrics, Some(width), None);
        draft.buffer.shape_until_scroll(&mut engine.system, false);
        extent(&draft.buffer)
    };
    let (mut good, mut bad) = (widest.ceil() + 1.0, widest / 2.0);
    if lines > 1 {
        for _ in 0..7 {
            let middle = (good + bad) / 2.0;
            let (got, reach) = layout(middle);
            if got == lines && reach <= middle + 0.5 { good = middle } else { bad = middle }
        }
    }
    layout(good);
}

fn place(drafts: Vec<Draft<'_>>, area: Area, manner: &Manner<'_>) -> Result<Vec<SetText>, Unset> {
    let mut total = manner.gap * drafts.len().saturating_sub(1) as f32;
    for draft in &drafts {
        let metrics = draft.buffer.metrics();
        total +=
            extent(&draft.buffer).0 as f32 * metrics.line_height + 2.0 * (draft.padding + metrics.font_size * OVERHANG);
    }
    let mut top = match manner.vertical {
        Vertical::Top => area.top,
        Vertical::Middle => area.top + (area.height() - total) / 2.0,
        Vertical::Bottom => area.bottom - total,
    };
    let mut texts = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let text = placed(draft, area, top, manner)?;
        top = text.outer.bottom + text.size * OVERHANG + manner.gap;
        texts.push(text);
    }
    Ok(texts)
}

fn placed(draft: Draft<'_>, area: Area, top: f32, manner: &Manner<'_>) -> Result<SetText, Unset> {
    let Draft { wanted, buffer, padding, .. } = draft;
    let role = wanted.item.role;
    for run in buffer.layout_runs() {
        if let Some(glyph) = run.glyphs.iter().find(|it| it.glyph_id == 0) {
            let missing = run.text.get(glyph.start..glyph.end).unwrap_or_default();
            if !missing.trim().is_empty() {
                return Err(Unset::NoGlyph(role, missing.to_owned()));
            }
        }
    }
    let right_to_left = buffer.layout_runs().next().is_some_and(|run| run.rtl);
    let (lines, widest) = extent(&buffer);
    let metrics = buffer.metrics();
    let width = buffer.size().0.unwrap_or(widest);
    let margin = padding + metrics.font_size * OVERHANG;
    let left = match (manner.align, right_to_left) {
        (Align::Center, _) => area.left + (area.width() - width) / 2.0,
        (Align::Start, false) | (Align::End, true) => area.left + margin,
        (Align::Start, true) | (Align::End, false) => area.right - margin - width,
    };
    let origin = (left, top + margin);
    let across = buffer
        .layout_runs()
        .flat_map(|run| run.glyphs.iter())
        .fold((f32::MAX, f32::MIN), |(from, to), it| (from.min(it.x), to.max(it.x + it.w)));
    let (from, to) = if across.0 <= across.1 { across } else { (0.0, 0.0) };
    let bottom = origin.1 + lines as f32 * metrics.line_height;
    let bounds = Area::new(origin.0 + from, origin.1, origin.0 + to, bottom);
    let outer = bounds.grown(padding);
    Ok(SetText { role, origin, bounds, outer, size: metrics.font_size, lines, right_to_left, buffer })
}
