//! Bars by day, with days whose conversions still arrive shaded, and marks where somebody noted something.

use domain::AccountDay;

use crate::colour::Colour;
use crate::flow::{Flow, Ink, MARGIN, Role};
use crate::setting::Style;
use crate::words;

const HEIGHT: f32 = 118.0;
/// Room for the numbers of the scale.
const SCALE: f32 = 62.0;
const SMALL: Style = Style::plain(7.5);
/// Most days that are named below the bars.
const MOST_NAMED: usize = 8;

/// A day of a chart.
pub(crate) struct Bar {
    pub(crate) day: AccountDay,
    pub(crate) value: Option<f64>,
    pub(crate) before: Option<f64>,
    pub(crate) maturing: bool,
    /// The number of its first note.
    pub(crate) mark: Option<usize>,
}

pub(crate) struct Chart<'a> {
    pub(crate) title: String,
    /// The same in words, for those who cannot see it.
    pub(crate) words: String,
    pub(crate) bars: &'a [Bar],
    pub(crate) format: &'a dyn Fn(f64) -> String,
}

pub(crate) fn draw(flow: &mut Flow, chart: &Chart<'_>) {
    flow.need(HEIGHT + 62.0);
    flow.y += 8.0;
    let y = flow.y;
    let wide =
        flow.line(Role::Heading(3), &chart.title, Style::bold(9.5), (MARGIN, y, flow.width() * 0.6), Colour::INK);
    legend(flow, chart, MARGIN + wide + 14.0, y + 2.0);
    flow.y += 20.0;
    let role = flow.figure(chart.words.clone());
    let values = chart.bars.iter().flat_map(|bar| [bar.value, bar.before]).flatten();
    let top = nice(values.filter(|value| value.is_finite()).fold(0.0, f64::max));
    let plot = Plot { left: MARGIN + SCALE, top: flow.y, width: flow.width() - SCALE, of: top };
    shades(flow, chart, &plot, role);
    scale(flow, chart, &plot, role);
    let step = plot.width / chart.bars.len().max(1) as f32;
    bars(flow, chart, &plot, step, role);
    before(flow, chart, &plot, step, role);
    days(flow, chart, &plot, step, role);
    flow.y += HEIGHT + 22.0;
}

/// Where bars stand.
struct Plot {
    left: f32,
    top: f32,
    width: f32,
    of: f64,
}

impl Plot {
    fn y(&self, value: f64) -> f32 {
        let share = (value / self.of).clamp(0.0, 1.0) as f32;
        self.top + HEIGHT * (1.0 - share)
    }
}

/// The next 1, 2, 2.5 or 5 with zeros.
fn nice(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let ten = 10_f64.powf(value.log10().floor());
    [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
        .map(|step| step * ten)
        .into_iter()
        .find(|top| *top >= value)
        .unwrap_or(ten * 10.0)
}

fn shades(flow: &mut Flow, chart: &Chart<'_>, plot: &Plot, role: Role) {
    let step = plot.width / chart.bars.len().max(1) as f32;
    let first = chart.bars.iter().position(|bar| bar.maturing);
    let last = chart.bars.iter().rposition(|bar| bar.maturing);
    if let (Some(first), Some(last)) = (first, last) {
        let x = plot.left + step * first as f32;
        let width = step * (last + 1 - first) as f32;
        flow.area(role, (x, plot.top), (width, HEIGHT), Colour::IMMATURE);
    }
}

fn scale(flow: &mut Flow, chart: &Chart<'_>, plot: &Plot, role: Role) {
    for part in [0.0, 0.5, 1.0] {
        let value = plot.of * part;
        let y = plot.y(value);
        let points = vec![(plot.left, y), (plot.left + plot.width, y)];
        flow.put(role, Ink::Line { points, width: 0.5, colour: Colour::RULE, dashed: false });
        let text = (chart.format)(value);
        flow.line_to(role, &text, SMALL, (plot.left - 6.0, y - SMALL.leading() / 2.0, SCALE - 8.0), Colour::MUTED);
    }
}

fn bars(flow: &mut Flow, chart: &Chart<'_>, plot: &Plot, step: f32, role: Role) {
    let gap = if step > 3.0 { step * 0.22 } else { 0.0 };
    let floor = plot.top + HEIGHT;
    let accent = flow.accent;
    for (at, bar) in chart.bars.iter().enumerate() {
        let x = plot.left + step * at as f32 + gap / 2.0;
        if let Some(value) = bar.value.filter(|value| value.is_finite() && *value > 0.0) {
            let y = plot.y(value);
            // What still arrives is paler, and hollow for those who see no shades.
            let colour = if bar.maturing { accent.mixed(0.55, Colour::WHITE) } else { accent };
            flow.area(role, (x, y), (step - gap, floor - y), colour);
        }
        if let Some(mark) = bar.mark {
            let x = plot.left + step * (at as f32 + 0.5);
            let points = vec![(x, plot.top - 1.0), (x, floor)];
            flow.put(role, Ink::Line { points, width: 0.6, colour: Colour::MUTED, dashed: true });
            flow.line(role, &mark.to_string(), Style::bold(7.0), (x + 1.5, plot.top - 7.0, 20.0), Colour::INK);
        }
    }
}

fn before(flow: &mut Flow, chart: &Chart<'_>, plot: &Plot, step: f32, role: Role) {
    let point = |(at, bar): (usize, &Bar)| {
        bar.before.filter(|value| value.is_finite()).map(|value| (plot.left + step * (at as f32 + 0.5), plot.y(value)))
    };
    let all: Vec<Option<(f32, f32)>> = chart.bars.iter().enumerate().map(point).collect();
    for points in all.split(Option::is_none) {
        let points: Vec<(f32, f32)> = points.iter().copied().flatten().collect();
        if points.len() > 1 {
            flow.put(role, Ink::Line { points, width: 1.0, colour: Colour::INK, dashed: true });
        }
    }
}

fn days(flow: &mut Flow, chart: &Chart<'_>, plot: &Plot, step: f32, role: Role) {
    let every = chart.bars.len().div_ceil(MOST_NAMED).max(1);
    let y = plot.top + HEIGHT + 3.0;
    for (at, bar) in chart.bars.iter().enumerate().step_by(every) {
        let x = plot.left + step * at as f32;
        let room = (plot.left + plot.width - x).max(30.0);
        flow.line(role, &words::short_day(bar.day), SMALL, (x, y, room), Colour::MUTED);
    }
}

fn legend(flow: &mut Flow, chart: &Chart<'_>, left: f32, y: f32) {
    let mut x = left;
    if chart.bars.iter().any(|bar| bar.before.is_some()) {
        let middle = y + SMALL.leading() / 2.0;
        let points = vec![(x, middle), (x + 14.0, middle)];
        flow.put(Role::Ornament, Ink::Line { points, width: 1.0, colour: Colour::INK, dashed: true });
        x += 18.0 + flow.line(Role::Text, "period before", SMALL, (x + 18.0, y, 100.0), Colour::MUTED) + 12.0;
    }
    if chart.bars.iter().any(|bar| bar.maturing) {
        flow.area(Role::Ornament, (x, y + 1.0), (14.0, 8.0), Colour::IMMATURE);
        flow.line(Role::Text, "conversions still arrive", SMALL, (x + 18.0, y, 140.0), Colour::MUTED);
    }
}

#[cfg(test)]
mod tests {
    use super::nice;

    #[test]
    fn a_scale_ends_on_a_round_number_at_or_above_the_tallest_bar() {
        for (value, top) in
            [(0.0, 1.0), (1.0, 1.0), (1.01, 1.5), (999.0, 1_000.0), (1_001.0, 1_500.0), (43_000.0, 50_000.0)]
        {
            assert!((nice(value) - top).abs() < 1e-6, "{value} {}", nice(value));
        }
    }
}
