//! Everything after the cover.

use analysis::Tone;
use domain::{Metric, MetricSums, Unit};

use crate::chart::{self, Bar, Chart};
use crate::colour::Colour;
use crate::flow::{Flow, MARGIN, Role};
use crate::model::{Campaign, Kpi, Part, Report, Section};
use crate::numbers::{self, figure, money};
use crate::pacing;
use crate::setting::Style;
use crate::table::{self, Cell, Table};
use crate::words;

const PLAIN: Style = Style::plain(9.0);
/// Most acts of rules that are listed.
const MOST_ACTS: usize = 40;

pub(crate) fn draw(flow: &mut Flow, report: &Report) {
    let has = |part| report.look.parts.contains(&part);
    if report.sections.is_empty() {
        flow.heading(2, "Results", 40.0);
        flow.paragraph("There are no figures of these days yet.", PLAIN, Colour::INK);
    }
    for (at, section) in report.sections.iter().enumerate() {
        if at > 0 {
            flow.next_sheet();
        }
        flow.heading(2, &format!("Results in {}", section.currency), 80.0);
        key_figures(flow, section, report);
        if has(Part::Charts) {
            charts(flow, section, has(Part::Notes));
        }
        if has(Part::Pacing) && !section.pacing.is_empty() {
            pacing::draw(flow, section);
        }
        if has(Part::Campaigns) && !section.campaigns.is_empty() {
            campaigns(flow, section);
        }
        if has(Part::Movers) && !section.movers.is_empty() {
            movers(flow, section);
        }
        if has(Part::Rules) {
            rules(flow, section);
        }
        if has(Part::Notes) && !section.notes.is_empty() {
            notes(flow, section);
        }
    }
    footnotes(flow, report);
}

fn key_figures(flow: &mut Flow, section: &Section, report: &Report) {
    let against = format!("Against {}. Amounts in {}.", words::days(report.compare), section.currency);
    flow.paragraph(&against, Style::plain(8.5), Colour::MUTED);
    flow.y += 8.0;
    let count = section.kpis.len().max(1) as f32;
    let gap = 10.0;
    let width = (flow.width() - gap * (count - 1.0)) / count;
    let height = 86.0;
    flow.need(height);
    let top = flow.y;
    for (at, kpi) in section.kpis.iter().enumerate() {
        tile(flow, section, kpi, (MARGIN + (width + gap) * at as f32, top, width, height));
    }
    flow.y = top + height + 8.0;
}

fn tile(flow: &mut Flow, section: &Section, kpi: &Kpi, (x, y, width, height): (f32, f32, f32, f32)) {
    let accent = flow.accent;
    flow.area(Role::Ornament, (x, y), (width, height), Colour::SHADE);
    flow.area(Role::Ornament, (x, y), (width, 2.0), accent);
    let (left, room) = (x + 9.0, width - 18.0);
    let text = |value| figure(kpi.metric, value, section.currency);
    let small = Style::plain(8.0);
    flow.line(Role::Text, &words::label(kpi.metric, &section.conversion), small, (left, y + 9.0, room), Colour::MUTED);
    let value = text(kpi.now);
    // Large amounts are set smaller rather than cut.
    let size = [15.0, 13.0, 11.0, 9.0, 7.0].into_iter();
    let fits = |size: &f32| flow.setter.line(&value, Style::bold(*size), f32::MAX).width <= room;
    let style = Style::bold(size.clone().find(fits).unwrap_or(6.0));
    flow.line(Role::Text, &value, style, (left, y + 22.0 + (15.0 - style.size) / 2.0, room), Colour::INK);
    let colour = match kpi.tone {
        Tone::Good => Colour::GOOD,
        Tone::Bad => Colour::BAD,
        Tone::Neutral => Colour::INK,
    };
    let change = numbers::change(kpi.change);
    let wide = flow.line(Role::Text, &change, Style::bold(8.5), (left, y + 46.0, room), colour);
    let was = format!("was {}", text(kpi.before));
    let rest = room - wide - 6.0;
    if flow.setter.line(&was, small, f32::MAX).width <= rest {
        flow.line(Role::Text, &was, small, (left + wide + 6.0, y + 46.4, rest), Colour::MUTED);
        if let Some(target) = kpi.target {
            flow.line(
                Role::Text,
                &format!("target {}", text(Some(target))),
                small,
                (left, y + 58.0, room),
                Colour::MUTED,
            );
        }
    } else {
        flow.line(Role::Text, &was, small, (left, y + 58.0, room), Colour::MUTED);
    }
    if kpi.maturing {
        flow.line(Role::Text, "still maturing", Style::plain(7.0), (left, y + 71.0, room), Colour::MUTED);
    }
}

fn charts(flow: &mut Flow, section: &Section, marked: bool) {
    let mark = |day| section.notes.iter().position(|note| marked && note.day == day).map(|at| at + 1);
    let bars = |value: &dyn Fn(&crate::Day) -> Option<f64>, before: &dyn Fn(&crate::Day) -> Option<f64>| {
        let bar = |day: &crate::Day| Bar {
            day: day.day,
            value: value(day),
            before: before(day),
            maturing: day.maturing,
            mark: mark(day.day),
        };
        section.days.iter().map(bar).collect::<Vec<Bar>>()
    };
    let spend = bars(&|day| day.spend_minor.map(|minor| minor as f64), &|day| day.before_minor.map(|it| it as f64));
    let total: i64 = section.days.iter().filter_map(|day| day.spend_minor).fold(0, i64::saturating_add);
    let whole = section.currency.offset();
    let amount = |value: f64| {
        let text = money(value.round() as i64, section.currency);
        // On a scale whole units do.
        if value.round() as i64 % whole == 0 { text.split('.').next().unwrap_or_default().to_owned() } else { text }
    };
    chart::draw(
        flow,
        &Chart {
            title: format!("Spend by day ({})", section.currency),
            words: format!("Spend on each of {} days, {} in all", spend.len(), money(total, section.currency)),
            bars: &spend,
            format: &amount,
        },
    );
    let results = bars(&|day| day.conversions, &|_| None);
    let name = words::label(Metric::Conversions, &section.conversion);
    let sum: f64 = section.days.iter().filter_map(|day| day.conversions).sum();
    chart::draw(
        flow,
        &Chart {
            title: format!("{name} by day"),
            words: format!("{name} on each of {} days, {} in all", results.len(), numbers::count(sum)),
            bars: &results,
            format: &numbers::count,
        },
    );
}

/// What is said of each campaign: what its conversions are worth, where they are worth anything.
fn columns(section: &Section) -> [Metric; 5] {
    if section.campaigns.iter().any(|one| one.now.value_minor != 0) {
        [Metric::Spend, Metric::Conversions, Metric::Cpa, Metric::Value, Metric::Roas]
    } else {
        [Metric::Spend, Metric::Conversions, Metric::Cpa, Metric::Ctr, Metric::Cpm]
    }
}

fn campaigns(flow: &mut Flow, section: &Section) {
    flow.heading(3, "Campaigns", 60.0);
    let metrics = columns(section);
    let head = |metric: &Metric| {
        let label = words::label(*metric, &section.conversion);
        if metric.unit() == Unit::Money { format!("{label} {}", section.currency) } else { label }
    };
    let row = |name: &str, now: &MetricSums, before: &MetricSums| {
        let mut cells = vec![Cell::new(words::clean(name, words::NAME))];
        for metric in metrics {
            cells.push(Cell::new(figure(metric, metric.of(now), section.currency)));
            if metric == Metric::Spend {
                let change = analysis::delta(Metric::Spend, now, Some(before)).change;
                cells.push(Cell::of(numbers::change(change), Colour::MUTED));
            }
        }
        cells
    };
    let mut heads = vec!["Campaign".to_owned()];
    for metric in &metrics {
        heads.push(head(metric));
        if *metric == Metric::Spend {
            heads.push("Change".to_owned());
        }
    }
    let (now, before) = totals(&section.campaigns);
    let table = Table {
        heads,
        rows: section.campaigns.iter().map(|one| row(&one.name, &one.now, &one.before)).collect(),
        totals: row("Total", &now, &before),
    };
    table::draw(flow, &table);
}

/// Sums of campaigns; ratios of a total come from these.
pub(crate) fn totals(campaigns: &[Campaign]) -> (MetricSums, MetricSums) {
    let mut sums = (MetricSums::default(), MetricSums::default());
    for one in campaigns {
        sums.0.add(&one.now);
        sums.1.add(&one.before);
    }
    sums
}

fn movers(flow: &mut Flow, section: &Section) {
    flow.heading(3, "Spend moved most", 60.0);
    let row = |mover: &crate::Mover| {
        let before = mover.spend_minor.saturating_sub(mover.change_minor);
        vec![
            Cell::new(words::clean(&mover.name, words::NAME)),
            Cell::new(money(before, section.currency)),
            Cell::new(money(mover.spend_minor, section.currency)),
            Cell::new(numbers::signed(mover.change_minor, section.currency)),
        ]
    };
    let table = Table {
        heads: ["Campaign", "Before", "Now", "Change"].map(str::to_owned).into(),
        rows: section.movers.iter().map(row).collect(),
        totals: Vec::new(),
    };
    table::draw(flow, &table);
}

fn rules(flow: &mut Flow, section: &Section) {
    flow.heading(3, "What rules did", 30.0);
    if section.rules.is_empty() {
        flow.paragraph("No rule changed anything in these days.", PLAIN, Colour::MUTED);
        return;
    }
    let row = |act: &crate::RuleAct| {
        let name = words::clean(&act.name, words::NAME);
        vec![Cell::new(format!("{} · {name}", words::short_day(act.day))), Cell::new(words::clean(&act.what, 200))]
    };
    let table = Table {
        heads: vec!["Day and object".to_owned(), "Change".to_owned()],
        rows: section.rules.iter().take(MOST_ACTS).map(row).collect(),
        totals: Vec::new(),
    };
    table::draw(flow, &table);
    if section.rules.len() > MOST_ACTS {
        let more = format!("and {} more acts of rules.", section.rules.len() - MOST_ACTS);
        flow.paragraph(&more, Style::plain(8.0), Colour::MUTED);
    }
}

fn notes(flow: &mut Flow, section: &Section) {
    flow.heading(3, "Notes", 40.0);
    for (at, note) in section.notes.iter().enumerate() {
        let about = words::clean(&note.about, 120);
        let author = words::clean(&note.author, 80);
        let head = format!("{}. {} · {about} · {author}", at + 1, words::day(note.day));
        flow.need(40.0);
        flow.paragraph(&head, Style::bold(8.5), Colour::INK);
        flow.paragraph(&words::clean(&note.text, words::TEXT), PLAIN, Colour::INK);
        flow.y += 7.0;
    }
}

fn footnotes(flow: &mut Flow, report: &Report) {
    flow.heading(2, "How to read these figures", 60.0);
    for line in footnote_lines(report) {
        flow.paragraph(&format!("• {line}"), Style::plain(8.5), Colour::INK);
        flow.y += 3.0;
    }
}

fn footnote_lines(report: &Report) -> Vec<String> {
    let mut lines = vec![format!(
        "Days are those of each ad account in its own time zone, from {} to {}, both included.",
        words::day(report.range.since()),
        words::day(report.range.until())
    )];
    if !report.attribution.is_empty() {
        let settings: Vec<String> = report.attribution.iter().take(12).map(|one| words::clean(one, 60)).collect();
        lines.push(format!("Conversions are counted by the attribution settings {}.", settings.join(", ")));
    }
    if report.sections.iter().any(|section| section.days.iter().any(|day| day.maturing)) {
        lines.push(
            "Conversions arrive for up to 28 days after a click or a view. Shaded days will still gain some, so their \
             cost per result will still fall."
                .to_owned(),
        );
    }
    if report.sections.len() > 1 {
        lines.push("Different currencies are never added up or converted; each has results of its own.".to_owned());
    }
    lines.push(
        "Rates and costs per result of a total are worked out from its sums, never from other rates. Reach and \
         frequency count people, cannot be added up over days or campaigns, and are left out."
            .to_owned(),
    );
    for section in &report.sections {
        lines.extend(difference(section));
    }
    if report.missing_days > 0 {
        let days = if report.missing_days == 1 { "1 day".to_owned() } else { format!("{} days", report.missing_days) };
        lines.push(format!("{days} of this range had not been read when this was made, and are missing here."));
    }
    if let Some(at) = report.pulled_at.and_then(domain::TimestampMillis::to_utc) {
        let at = at.format("%-d %b %Y, %H:%M UTC");
        lines.push(format!("The oldest of these figures was read from Meta on {at}. Meta may restate it later."));
    }
    lines
}

/// Where campaigns come to something else than their accounts, that is said.
fn difference(section: &Section) -> Option<String> {
    let named = section.kpis.iter().find(|kpi| kpi.metric == Metric::Spend)?.now? as i64;
    let listed = totals(&section.campaigns).0.spend_minor;
    (!section.campaigns.is_empty() && named != listed).then(|| {
        format!(
            "Campaigns come to {} {}, their accounts to {}: Meta counts both, and deleted campaigns stay in their account.",
            money(listed, section.currency),
            section.currency,
            money(named, section.currency)
        )
    })
}
