//! The month against its targets: a bar each, with where it is going.

use crate::colour::Colour;
use crate::flow::{Flow, Ink, MARGIN, Role};
use crate::model::{Pace, Section};
use crate::numbers::money;
use crate::setting::Style;
use crate::words;

const NAME: Style = Style::plain(8.5);
const SMALL: Style = Style::plain(7.5);
const ROW: f32 = 40.0;
/// Most rows: a page of them says no more.
const MOST: usize = 14;

pub(crate) fn draw(flow: &mut Flow, section: &Section) {
    let month = section.pacing.first().map(|pace| words::clean(&pace.month, 7)).unwrap_or_default();
    flow.heading(3, &format!("Budget pacing, {month} ({})", section.currency), ROW);
    for pace in section.pacing.iter().take(MOST) {
        flow.need(ROW);
        row(flow, section, pace);
    }
    if section.pacing.len() > MOST {
        let more = format!("{} more are not shown.", section.pacing.len() - MOST);
        flow.paragraph(&more, SMALL, Colour::MUTED);
    }
}

fn row(flow: &mut Flow, section: &Section, pace: &Pace) {
    let amount = |minor: i64| money(minor, section.currency);
    let (y, width) = (flow.y, flow.width());
    let right = MARGIN + width;
    flow.line(Role::Text, &words::clean(&pace.name, words::NAME), NAME, (MARGIN, y, width * 0.5), Colour::INK);
    let target = pace.target_minor.map_or_else(String::new, |minor| format!(" of {}", amount(minor)));
    let spent = format!("{}{target} spent · {}", amount(pace.spent_minor), words::clean(&pace.standing, 40));
    flow.line_to(Role::Text, &spent, NAME, (right, y, width * 0.48), Colour::INK);
    let bar = y + 13.0;
    let figure = flow.figure(format!("{}: {spent}", words::clean(&pace.name, words::NAME)));
    flow.area(figure, (MARGIN, bar), (width, 6.0), Colour::IMMATURE);
    // A bar of nothing but what was spent would look like a month that is over.
    let compared = pace.target_minor.is_some() || pace.projected_minor.is_some();
    let known = [Some(pace.spent_minor), pace.target_minor, pace.projected_minor, pace.between_minor.map(|it| it.1)];
    let most = known.into_iter().flatten().max().unwrap_or(0).max(1) as f64;
    let part = |minor: i64| (minor.max(0) as f64 / most).min(1.0) as f32 * width;
    let accent = flow.accent;
    if let Some(projected) = pace.projected_minor {
        flow.area(figure, (MARGIN, bar), (part(projected).max(0.1), 6.0), accent.mixed(0.35, Colour::WHITE));
    }
    if compared {
        flow.area(figure, (MARGIN, bar), (part(pace.spent_minor).max(0.1), 6.0), accent);
    }
    if let Some(target) = pace.target_minor {
        let x = MARGIN + part(target);
        let points = vec![(x, bar - 2.0), (x, bar + 8.0)];
        flow.put(figure, Ink::Line { points, width: 1.4, colour: Colour::INK, dashed: false });
    }
    flow.line(Role::Text, &outlook(section, pace), SMALL, (MARGIN, bar + 9.0, width), Colour::MUTED);
    flow.y += ROW;
}

fn outlook(section: &Section, pace: &Pace) -> String {
    let amount = |minor: i64| money(minor, section.currency);
    let Some(projected) = pace.projected_minor else { return "No end of the month is estimated yet.".to_owned() };
    let mut text = format!("Going to {}", amount(projected));
    if let Some((low, high)) = pace.between_minor {
        text.push_str(&format!(", four of five such months end between {} and {}", amount(low), amount(high)));
    }
    if let Some(needed) = pace.needed_a_day_minor {
        text.push_str(&format!("; {} a day would meet the target", amount(needed)));
    }
    text.push('.');
    text
}
