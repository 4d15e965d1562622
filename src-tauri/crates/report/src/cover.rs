//! The first sheet: for whom, about which days, made when.

use crate::colour::Colour;
use crate::flow::{Flow, Ink, MARGIN, Role};
use crate::model::Report;
use crate::setting::Style;
use crate::words;

/// Most accounts that are named.
const MOST_ACCOUNTS: usize = 12;
/// The room a logo has, in points.
const LOGO: (f32, f32) = (150.0, 54.0);

pub(crate) fn draw(flow: &mut Flow, report: &Report) {
    let (width, height) = (flow.size.0, (flow.size.1 * 0.46).floor());
    let (back, letters) = (flow.colour, flow.colour.letters());
    flow.area(Role::Ornament, (0.0, 0.0), (width, height), back);
    logo(flow, report);
    let quiet = letters.mixed(0.82, back);
    let title = flow.setter.lines(&words::clean(&report.client, 120), Style::bold(30.0), flow.width());
    let top = (height - 84.0 - title.height).max(LOGO.1 + MARGIN + 24.0);
    flow.line(Role::Text, "Meta ads report", Style::plain(12.0), (MARGIN, top - 26.0, flow.width()), quiet);
    let below = top + title.height + 10.0;
    flow.put(Role::Heading(1), Ink::Text { laid: title, x: MARGIN, y: top, colour: letters });
    flow.line(Role::Text, &words::days(report.range), Style::plain(15.0), (MARGIN, below, flow.width()), letters);
    flow.y = height + 34.0;
    facts(flow, report);
    flow.next_sheet();
}

/// The logo on a plate of white, which any logo can be seen on that can be printed on paper.
fn logo(flow: &mut Flow, report: &Report) {
    let Some(logo) = &report.look.logo else { return };
    let (wide, high) = (logo.width as f32, logo.height as f32);
    let scale = (LOGO.0 / wide).min(LOGO.1 / high).min(1.0);
    let (width, height) = (wide * scale, high * scale);
    let pad = 10.0;
    flow.area(Role::Ornament, (MARGIN, MARGIN - pad), (width + 2.0 * pad, height + 2.0 * pad), Colour::WHITE);
    let role = flow.figure("Logo".to_owned());
    flow.put(role, Ink::Logo { x: MARGIN + pad, y: MARGIN, width, height });
}

fn facts(flow: &mut Flow, report: &Report) {
    let many = report.accounts.len();
    for (at, (name, zone)) in report.accounts.iter().take(MOST_ACCOUNTS).enumerate() {
        let label = if at > 0 { "" } else { ["Ad account", "Ad accounts"][usize::from(many > 1)] };
        fact(flow, label, &format!("{}, {}", words::clean(name, 120), words::clean(zone, 60)));
    }
    if many > MOST_ACCOUNTS {
        fact(flow, "", &format!("and {} more", many - MOST_ACCOUNTS));
    }
    fact(flow, "Days", &format!("{}, each account's own days", words::days(report.range)));
    fact(flow, "Compared with", &words::days(report.compare));
    let currencies: Vec<&str> = report.sections.iter().map(|section| section.currency.code()).collect();
    if !currencies.is_empty() {
        let label = if currencies.len() > 1 { "Currencies" } else { "Currency" };
        fact(flow, label, &currencies.join(", "));
    }
    let instant = |at: domain::TimestampMillis| {
        at.to_utc().map_or_else(|| "–".to_owned(), |at| at.format("%-d %b %Y, %H:%M UTC").to_string())
    };
    fact(flow, "Figures as of", &report.pulled_at.map_or_else(|| "nothing was read yet".to_owned(), instant));
    fact(flow, "Made", &instant(report.made_at));
}

fn fact(flow: &mut Flow, label: &str, value: &str) {
    let style = Style::plain(10.0);
    let y = flow.y;
    if !label.is_empty() {
        flow.line(Role::Text, label, style, (MARGIN, y, 110.0), Colour::MUTED);
    }
    let width = flow.width() - 120.0;
    flow.line(Role::Text, value, style, (MARGIN + 120.0, y, width), Colour::INK);
    flow.y += style.leading() + 4.0;
}
