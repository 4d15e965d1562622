//! Several alarms as one. Pure: time is handed in.

use std::collections::BTreeSet;

use domain::TimestampMillis;

use crate::bus::{Alarm, AlarmAct};

/// How long an alarm waits for others to come with it. Long enough for all rules of one look, short enough for a person.
const GATHER_MS: i64 = 3_000;
/// Alarms of which the words are kept; the rest is counted.
const MOST_KEPT: usize = 100;
/// Alarms whose words a summary repeats.
const MOST_TOLD: usize = 4;
const MOST_CHARS: usize = 120;

/// Alarms that wait to be shown together.
#[derive(Debug, Default)]
struct Pile {
    kept: Vec<Alarm>,
    more: usize,
}

impl Pile {
    fn add(&mut self, alarm: Alarm) {
        if self.kept.len() < MOST_KEPT {
            self.kept.push(alarm);
        } else {
            self.more += 1;
        }
    }

    /// All of them as one; nothing where there are none.
    fn take(&mut self) -> Option<Alarm> {
        let Self { mut kept, more } = std::mem::take(self);
        match (kept.len(), more) {
            (0 | 1, 0) => kept.pop(),
            _ => Some(summary(&kept, more)),
        }
    }
}

/// What gathers until it is shown, and what waits for the end of the quiet hours.
#[derive(Debug, Default)]
pub(super) struct Gather {
    gathered: Pile,
    since: Option<TimestampMillis>,
    held: Pile,
}

impl Gather {
    /// Takes an alarm that was raised now.
    pub(super) fn take(&mut self, alarm: Alarm, now: TimestampMillis, quiet: bool) {
        if quiet && !alarm.urgent {
            self.held.add(alarm);
        } else {
            self.gathered.add(alarm);
            self.since.get_or_insert(now);
        }
    }

    /// What is to be shown now, if anything is. Asked again until there is nothing.
    pub(super) fn look(&mut self, now: TimestampMillis, quiet: bool) -> Option<Alarm> {
        // A clock that was put back must not keep them for as long as it was put back.
        let due = self.since.is_some_and(|since| !(0..GATHER_MS).contains(&now.millis_since(since)));
        if due {
            self.since = None;
            return self.gathered.take();
        }
        if quiet || self.held.kept.is_empty() {
            return None;
        }
        let several = self.held.kept.len() > 1;
        let alarm = self.held.take()?;
        Some(Alarm {
            title: if several { format!("While it was quiet: {}", alarm.title) } else { alarm.title },
            ..alarm
        })
    }

    /// In how many milliseconds to look again at the latest; none while nothing waits.
    pub(super) fn waits_ms(&self, now: TimestampMillis) -> Option<u64> {
        match self.since {
            Some(since) => Some(GATHER_MS.saturating_sub(now.millis_since(since)).clamp(1, GATHER_MS) as u64),
            None => (!self.held.kept.is_empty()).then_some(u64::MAX),
        }
    }
}

fn summary(alarms: &[Alarm], more: usize) -> Alarm {
    let titles_of = |wanted: fn(&Option<AlarmAct>) -> bool| {
        alarms
            .iter()
            .filter(|alarm| wanted(&alarm.act))
            .map(|alarm| alarm.title.as_str())
            .collect::<BTreeSet<_>>()
            .len()
    };
    // One rule may have acted in several accounts.
    let acted = titles_of(|act| matches!(act, Some(AlarmAct::Undo(_))));
    let asking = titles_of(|act| matches!(act, Some(AlarmAct::Approve(_))));
    let of_rules = |act: &Option<AlarmAct>| matches!(act, Some(AlarmAct::Undo(_) | AlarmAct::Approve(_)));
    let others = alarms.iter().filter(|alarm| !of_rules(&alarm.act)).count();
    let mut parts = Vec::new();
    if acted > 0 {
        parts.push(counted(acted, "rule acted", "rules acted"));
    }
    if asking > 0 {
        parts.push(counted(asking, "rule asks you", "rules ask you"));
    }
    if others > 0 {
        let (one, many) = if parts.is_empty() { ("message", "messages") } else { ("other message", "other messages") };
        parts.push(counted(others, one, many));
    }
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    let mut lines: Vec<String> = alarms.iter().take(MOST_TOLD).map(line).collect();
    let left = alarms.len().saturating_sub(MOST_TOLD) + more;
    if left > 0 {
        lines.push(format!("And {left} more."));
    }
    Alarm {
        title: parts.join(", "),
        body: lines.join("\n"),
        act: place(alarms).map(AlarmAct::Open),
        urgent: alarms.iter().any(|alarm| alarm.urgent),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn line(alarm: &Alarm) -> String {
    let text = format!("{}: {}", alarm.title, alarm.body);
    match text.char_indices().nth(MOST_CHARS) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text,
    }
}

/// Where to read about all of them: what waits for an answer comes first.
fn place(alarms: &[Alarm]) -> Option<String> {
    let mut acts = alarms.iter().filter_map(|alarm| alarm.act.as_ref());
    if acts.clone().any(|act| matches!(act, AlarmAct::Approve(_))) {
        return Some("/approvals".to_owned());
    }
    let first = acts.next()?.place();
    Some(if acts.all(|act| act.place() == first) { first } else { "/activity".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: TimestampMillis = TimestampMillis(1_795_435_200_000);

    fn alarm(title: &str, act: Option<AlarmAct>) -> Alarm {
        Alarm { title: title.into(), body: "Nordlicht: pause 1 ad.".into(), act, urgent: false }
    }

    fn acted(rule: &str, id: &str) -> Alarm {
        alarm(&format!("Rule “{rule}” acted"), Some(AlarmAct::Undo(id.into())))
    }

    fn asks(rule: &str) -> Alarm {
        alarm(&format!("Rule “{rule}” asks you"), Some(AlarmAct::Approve("r".into())))
    }

    fn after(millis: i64) -> TimestampMillis {
        AT.plus_millis(millis)
    }

    #[test]
    fn one_alarm_comes_as_it_is_once_nothing_else_came_with_it() {
        let mut gather = Gather::default();
        assert_eq!(gather.waits_ms(AT), None);
        gather.take(acted("Stop loss", "a"), AT, false);
        assert_eq!(gather.look(after(GATHER_MS - 1), false), None);
        assert_eq!(gather.waits_ms(after(GATHER_MS - 1)), Some(1));
        assert_eq!(gather.look(after(GATHER_MS), false), Some(acted("Stop loss", "a")));
        assert_eq!((gather.look(after(9_000), false), gather.waits_ms(after(9_000))), (None, None));
    }

    #[test]
    fn several_are_one_that_says_how_many_and_leads_to_what_waits() {
        let stopped = alarm("Rule “D” was stopped", Some(AlarmAct::Open("/rules".into())));
        let plain = alarm("Sextant could not sync", None);
        for (alarms, title, place) in [
            (vec![acted("A", "1"), acted("B", "2")], "2 rules acted", Some("/activity")),
            (vec![acted("A", "1"), acted("A", "2")], "1 rule acted", Some("/activity")),
            (vec![acted("A", "1"), asks("B"), asks("C")], "1 rule acted, 2 rules ask you", Some("/approvals")),
            (vec![acted("A", "1"), stopped.clone()], "1 rule acted, 1 other message", Some("/activity")),
            (vec![stopped.clone(), stopped.clone()], "2 messages", Some("/rules")),
            (vec![plain.clone(), stopped], "2 messages", Some("/rules")),
            (vec![plain.clone(), plain], "2 messages", None),
        ] {
            let mut gather = Gather::default();
            for alarm in alarms {
                gather.take(alarm, AT, false);
            }
            let shown = gather.look(after(GATHER_MS), false).unwrap();
            assert_eq!((shown.title.as_str(), shown.act.map(|act| act.route()).as_deref()), (title, place));
            assert_eq!(gather.look(after(GATHER_MS), false), None);
        }
    }

    #[test]
    fn any_number_is_one_short_text_that_counts_them_all() {
        let mut gather = Gather::default();
        for rule in 0..250 {
            gather.take(acted(&format!("{rule} {}", "ü".repeat(500)), "a"), AT, false);
        }
        let shown = gather.look(after(GATHER_MS), false).unwrap();
        assert_eq!(shown.title, "100 rules acted, 150 more");
        assert!(shown.body.ends_with("…\nAnd 246 more."), "{}", shown.body);
        assert!(shown.body.chars().count() < (MOST_TOLD + 1) * (MOST_CHARS + 2), "{}", shown.body);
    }

    #[test]
    fn quiet_hours_hold_back_what_can_wait_and_tell_it_once_when_they_end() {
        let mut gather = Gather::default();
        gather.take(acted("A", "1"), AT, true);
        gather.take(asks("B"), after(3_600_000), true);
        let urgent = Alarm { urgent: true, ..alarm("Sextant needs you to sign in again", None) };
        gather.take(urgent.clone(), after(3_600_000), true);
        assert_eq!(gather.look(after(3_700_000), true), Some(urgent), "it does not wait, and takes nothing with it");
        assert_eq!(gather.look(after(7_200_000), true), None);
        assert_eq!(gather.waits_ms(after(7_200_000)), Some(u64::MAX));
        let told = gather.look(after(9_000_000), false).unwrap();
        assert_eq!(told.title, "While it was quiet: 1 rule acted, 1 rule asks you");
        assert_eq!(told.act, Some(AlarmAct::Open("/approvals".into())));
        assert_eq!(gather.look(after(9_000_000), false), None);
        // One alone keeps its own words and its own button.
        gather.take(acted("A", "1"), after(9_000_000), true);
        assert_eq!(gather.look(after(9_000_001), false), Some(acted("A", "1")));
    }

    #[test]
    fn a_clock_that_is_put_back_holds_nothing_up() {
        let mut gather = Gather::default();
        gather.take(acted("A", "1"), AT, false);
        assert_eq!(gather.waits_ms(after(-86_400_000)), Some(GATHER_MS as u64));
        assert_eq!(gather.look(after(-86_400_000), false), Some(acted("A", "1")));
    }
}
