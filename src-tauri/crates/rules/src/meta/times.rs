//! When a rule looks, both ways. Meta knows half hours of the week; each look of ours is put on one of them.

use std::collections::BTreeMap;

use super::{Effect, Entry, Lost, Times};
use crate::schedule::{Every, Hours, Schedule, TimeOfDay, Weekday};

const HALF: u16 = 30;
const DAY: u16 = 24 * 60;
/// Ours from Monday; Meta's numbers from Sunday.
const DAYS: [(Weekday, u8); 7] = [
    (Weekday::Monday, 1),
    (Weekday::Tuesday, 2),
    (Weekday::Wednesday, 3),
    (Weekday::Thursday, 4),
    (Weekday::Friday, 5),
    (Weekday::Saturday, 6),
    (Weekday::Sunday, 0),
];

/// A schedule in Meta's terms, with what is lost of it; none when there is no half hour at which it would look.
pub(super) fn times(schedule: &Schedule, lost: &mut Vec<Lost>) -> Option<Times> {
    let narrower = |what: String| Lost { place: "schedule.every".to_owned(), what, effect: Effect::Narrower };
    let step = match schedule.every {
        Every::DailyAt(time) => {
            let minute = time.minutes().div_ceil(HALF) * HALF % DAY;
            if minute != time.minutes() {
                lost.push(narrower(format!("Meta looks on half hours only: at {} instead of {time}.", told(minute))));
            }
            if schedule.hours.is_empty() {
                return Some(if minute == 0 { Times::Daily } else { Times::Custom(vec![at(minute, Vec::new())]) });
            }
            return week(&[minute], &schedule.hours);
        }
        Every::Minutes(minutes) => {
            let minutes = u16::try_from(minutes).unwrap_or(DAY).clamp(1, DAY);
            let step = minutes.div_ceil(HALF) * HALF;
            if step != minutes {
                lost.push(narrower(format!(
                    "Meta looks on half hours only: every {step} minutes instead of every {minutes}."
                )));
            }
            step
        }
    };
    match (step, schedule.hours.is_empty()) {
        (HALF, true) => Some(Times::SemiHourly),
        (60, true) => Some(Times::Hourly),
        (step, _) => {
            let minutes: Vec<u16> = (0..DAY).step_by(usize::from(step)).collect();
            week(&minutes, &schedule.hours)
        }
    }
}

fn at(minute: u16, days: Vec<u8>) -> Entry {
    Entry { start: Some(minute), end: None, days }
}

fn told(minute: u16) -> String {
    TimeOfDay::from_minutes(minute).map(|time| time.to_string()).unwrap_or_default()
}

/// One entry a minute of the day, with the days on which it lies within the hours.
fn week(minutes: &[u16], hours: &[Hours]) -> Option<Times> {
    let mut entries = Vec::new();
    for minute in minutes {
        let on: Vec<usize> = (0..7).filter(|day| hours.is_empty() || within(hours, *day, *minute)).collect();
        let days = match on.len() {
            0 => continue,
            7 => Vec::new(),
            _ => {
                let mut days: Vec<u8> = on.iter().filter_map(|day| DAYS.get(*day)).map(|(_, number)| *number).collect();
                days.sort_unstable();
                days
            }
        };
        entries.push(at(*minute, days));
    }
    (!entries.is_empty()).then_some(Times::Custom(entries))
}

/// Whether a minute of a day, counted from Monday, lies within some hours. Hours may end on the day after.
fn within(hours: &[Hours], day: usize, minute: u16) -> bool {
    let begins = |one: &Hours, day: usize| {
        let weekday = DAYS.get(day % 7).map(|(weekday, _)| *weekday);
        one.days.is_empty() || weekday.is_some_and(|weekday| one.days.contains(&weekday))
    };
    hours.iter().any(|one| {
        let (from, until) = (one.from.minutes(), one.until.minutes());
        if from < until {
            return begins(one, day) && (from..until).contains(&minute);
        }
        (begins(one, day) && minute >= from) || (begins(one, day + 6) && minute < until)
    })
}

/// Meta's times as one of our schedules: the same half hours.
pub(super) fn schedule(times: &Times) -> Schedule {
    let every = |every: Every| Schedule { every, hours: Vec::new() };
    let midnight = TimeOfDay::from_minutes(0);
    match times {
        Times::Hourly => every(Every::Minutes(60)),
        Times::Daily => every(midnight.map_or(Every::Minutes(720), Every::DailyAt)),
        Times::SemiHourly => every(Every::Minutes(u32::from(HALF))),
        Times::Custom(entries) => custom(entries),
    }
}

fn custom(entries: &[Entry]) -> Schedule {
    if let [Entry { start: Some(minute), end: None, days }] = entries
        && days.is_empty()
        && let Some(time) = TimeOfDay::from_minutes(*minute)
    {
        return Schedule { every: Every::DailyAt(time), hours: Vec::new() };
    }
    // The half hours of each day from Monday, then runs of them, then the days that share a run.
    let looks = |day: u8, minute: u16| {
        entries.iter().any(|entry| {
            let fits = match (entry.start, entry.end) {
                (Some(start), Some(end)) => (start..=end).contains(&minute),
                (Some(start), None) => minute == start,
                (None, _) => true,
            };
            fits && (entry.days.is_empty() || entry.days.contains(&day))
        })
    };
    let mut runs: BTreeMap<(u16, u16), Vec<Weekday>> = BTreeMap::new();
    for (weekday, number) in DAYS {
        let mut from = None;
        for minute in (0..=DAY).step_by(usize::from(HALF)) {
            match (from, minute < DAY && looks(number, minute)) {
                (None, true) => from = Some(minute),
                (Some(first), false) => {
                    runs.entry((first, minute % DAY)).or_default().push(weekday);
                    from = None;
                }
                _ => {}
            }
        }
    }
    let hours = runs.into_iter().filter_map(|((from, until), days)| {
        // A whole day has no end that differs from its beginning: it is two halves.
        let days = if days.len() == DAYS.len() { Vec::new() } else { days };
        let hours = |from, until| {
            Some(Hours {
                days: days.clone(),
                from: TimeOfDay::from_minutes(from)?,
                until: TimeOfDay::from_minutes(until)?,
            })
        };
        Some(if from == until { vec![hours(0, DAY / 2)?, hours(DAY / 2, 0)?] } else { vec![hours(from, until)?] })
    });
    Schedule { every: Every::Minutes(u32::from(HALF)), hours: hours.flatten().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Schedule {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_look_of_ours_falls_on_a_half_hour_of_theirs() {
        let entry = |minute: u16, days: &[u8]| at(minute, days.to_vec());
        let cases = [
            (r#"{"every":{"minutes":30}}"#, Times::SemiHourly, 0),
            (r#"{"every":{"minutes":15}}"#, Times::SemiHourly, 1),
            (r#"{"every":{"minutes":60}}"#, Times::Hourly, 0),
            (r#"{"every":{"daily_at":"00:00"}}"#, Times::Daily, 0),
            (r#"{"every":{"daily_at":"08:17"}}"#, Times::Custom(vec![entry(510, &[])]), 1),
            (r#"{"every":{"minutes":720}}"#, Times::Custom(vec![entry(0, &[]), entry(720, &[])]), 0),
            (
                r#"{"every":{"minutes":60},"hours":[{"days":["friday"],"from":"23:00","until":"01:00"}]}"#,
                Times::Custom(vec![entry(0, &[6]), entry(1380, &[5])]),
                0,
            ),
        ];
        for (text, expected, losses) in cases {
            let mut lost = Vec::new();
            assert_eq!(times(&read(text), &mut lost), Some(expected), "{text}");
            assert_eq!(lost.len(), losses, "{text}");
        }
    }

    #[test]
    fn hours_that_hold_no_half_hour_never_look() {
        let text = r#"{"every":{"minutes":30},"hours":[{"from":"10:05","until":"10:20"}]}"#;
        assert_eq!(times(&read(text), &mut Vec::new()), None);
    }

    #[test]
    fn their_times_are_the_same_half_hours_of_the_week_once_they_are_ours() {
        let all = |times: &Times| -> Vec<(u8, u16)> {
            let Times::Custom(entries) = times else { return Vec::new() };
            let minutes = (0..DAY).step_by(30);
            let looks = |day: u8, minute: u16| {
                entries.iter().any(|one| {
                    let until = one.end.or(one.start).unwrap_or(DAY);
                    (one.start.unwrap_or(0)..=until).contains(&minute)
                        && (one.days.is_empty() || one.days.contains(&day))
                })
            };
            minutes.flat_map(|minute| (0..7).map(move |day| (day, minute))).filter(|(d, m)| looks(*d, *m)).collect()
        };
        let custom = [
            vec![Entry { start: Some(480), end: Some(600), days: vec![1, 2] }, at(1410, vec![])],
            vec![Entry { start: None, end: None, days: vec![0, 6] }],
            vec![at(510, vec![3])],
        ];
        for entries in custom {
            let theirs = Times::Custom(entries);
            let back = times(&schedule(&theirs), &mut Vec::new()).unwrap();
            assert_eq!(all(&back), all(&theirs), "{theirs:?}");
        }
    }
}
