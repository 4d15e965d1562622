//! A decision in words: each condition with what was seen, and what each guard said.

use std::collections::HashMap;

use domain::{Currency, Money};

use super::{Line, words};
use crate::act::{Act, AmountField, told};
use crate::evaluate::{Decision, Standing};
use crate::guard::{Guard, Verdict};
use crate::in_scope::Outside;
use crate::reason::{Reason, Seen, Side};
use crate::rule::{Rule, Until};
use crate::units::Unit;
use crate::unknown::Answer;

/// Why a rule did or did not act on an object, a line each; amounts are in the account's currency.
///
/// The rule must be the version that made the decision.
pub fn why(rule: &Rule, decision: &Decision, currency: Currency) -> Vec<Line> {
    let line = |depth: usize, place: &str, text: String| Line { place: place.to_owned(), depth, text };
    let mut lines = vec![line(0, "", standing_words(decision))];
    if let Some(outside) = &decision.outside {
        lines.push(line(1, "scope", outside_words(outside)));
    }
    let said: HashMap<String, String> = words(rule).when.into_iter().map(|line| (line.place, line.text)).collect();
    reason_lines(&decision.reasons, 1, &said, currency, &mut lines);
    for verdict in &decision.guards {
        lines.push(line(1, "guards", verdict_words(verdict, currency)));
    }
    lines
}

fn standing_words(decision: &Decision) -> String {
    match (decision.standing, &decision.act) {
        (Standing::Acts, Some(act)) => format!("It acts: {}.", act_words(act)),
        (Standing::Acts, None) | (Standing::Refused, _) => "The conditions are met, and a guard refuses.".to_owned(),
        (Standing::CannotTell, _) => "It cannot be told whether the conditions are met, so nothing is done.".to_owned(),
        (Standing::NotMet, _) => "The conditions are not met.".to_owned(),
        (Standing::AlreadySo, _) => "There is nothing to do.".to_owned(),
        (Standing::OutOfScope, _) => "The rule does not look at it.".to_owned(),
    }
}

/// What an act does, in words.
pub fn act_words(act: &Act) -> String {
    match act {
        Act::Tell => "somebody is told".to_owned(),
        Act::Pause(Until::APerson) => "paused until a person starts it".to_owned(),
        Act::Pause(Until::Midnight) => "paused until midnight".to_owned(),
        Act::Pause(Until::Recovered) => "paused until it has recovered".to_owned(),
        Act::Start => "started".to_owned(),
        Act::Copy { name, daily_budget: None } => format!("copied, paused, as “{name}”"),
        Act::Copy { name, daily_budget: Some(budget) } => {
            format!("copied, paused, as “{name}” with {} a day", told(*budget))
        }
        Act::Set { field, from, to } => {
            let field = match field {
                AmountField::DailyBudget => "daily budget",
                AmountField::LifetimeBudget => "lifetime budget",
                AmountField::Bid => "bid",
            };
            format!("{field} from {} to {}", told(*from), told(*to))
        }
    }
}

fn outside_words(outside: &Outside) -> String {
    match outside {
        Outside::OtherAccount => "the rule is for other accounts".to_owned(),
        Outside::Gone => "it is archived or deleted".to_owned(),
        Outside::NeverTouch => "it is not to be touched, or lies below something that is not".to_owned(),
        Outside::NotListed => "it is not on the rule's list".to_owned(),
        Outside::Filtered(number) => format!("filter {} of the rule leaves it out", number + 1),
    }
}

fn answer_words(answer: Answer) -> &'static str {
    match answer {
        Answer::NotMet => "not met",
        Answer::CannotTell => "cannot tell",
        Answer::Met => "met",
    }
}

fn reason_lines(
    reason: &Reason,
    depth: usize,
    said: &HashMap<String, String>,
    currency: Currency,
    lines: &mut Vec<Line>,
) {
    let text = said.get(&reason.place).cloned().unwrap_or_else(|| reason.place.clone());
    let answer = answer_words(reason.answer);
    let (seen, parts) = match &reason.seen {
        Seen::All(parts) | Seen::Any(parts) | Seen::None(parts) => (String::new(), parts.as_slice()),
        Seen::Compare { left, right, .. } => {
            (format!(" ({} against {})", side_words(left, currency), side_words(right, currency)), &[][..])
        }
        Seen::Rank { by, place } => {
            let place = place.as_ref().and_then(|order| Some(format!(", place {} of {}", order.place?, order.of)));
            (format!(" ({}{})", side_words(by, currency), place.unwrap_or_default()), &[][..])
        }
        Seen::Clock(now) => (now.map(|now| format!(" (it was {now})")).unwrap_or_default(), &[][..]),
        Seen::Learning(stage) => {
            (stage.map(|stage| format!(" (it {})", super::stage_words(stage))).unwrap_or_default(), &[][..])
        }
        Seen::Budget(kind) => {
            (kind.map(|kind| format!(" (it has {})", super::kind_words(kind))).unwrap_or_default(), &[][..])
        }
    };
    let all = if reason.place.is_empty() { "all of these:".to_owned() } else { text };
    let text = format!("{all}{seen}: {answer}").replace("::", ":");
    lines.push(Line { place: reason.place.clone(), depth, text });
    for part in parts {
        reason_lines(part, depth + 1, said, currency, lines);
    }
}

/// A value as a person reads it. Minor units are whole, so what a ratio leaves over is rounded for reading only.
fn value_words(value: f64, unit: Unit, currency: Currency) -> String {
    match unit {
        Unit::Money if value.abs() < 9e15 => told(Money { minor: value.round() as i64, currency }),
        Unit::Money | Unit::Number => format!("{}", (value * 100.0).round() / 100.0),
    }
}

fn side_words(side: &Side, currency: Currency) -> String {
    match (side.value, &side.unknown) {
        (Some(value), _) => value_words(value, side.unit, currency),
        (None, Some(unknown)) => format!("unknown, because {}", unknown.words()),
        (None, None) => "unknown".to_owned(),
    }
}

/// What a guard said, in words; amounts are in the account's currency.
pub fn verdict_words(verdict: &Verdict, currency: Currency) -> String {
    let is_money = matches!(verdict.guard, Guard::FloorSpend | Guard::AllRaisedToday);
    let unit = if is_money { Unit::Money } else { Unit::Number };
    let name = match verdict.guard {
        Guard::FloorSpend => "least spend",
        Guard::FloorImpressions => "least impressions",
        Guard::FloorConversions => "least conversions",
        Guard::FloorAge => "least age in hours",
        Guard::LearningPhase => "not while it is learning",
        Guard::Bounds => "the rule's own bounds",
        Guard::KeepsTheParent => "what stays active under its parent",
        Guard::ActsARun => "acts a run",
        Guard::CoolDown => "cool-down",
        Guard::ActsOnObjectToday => "acts on the object today",
        Guard::ActsToday => "acts today",
        Guard::DaySum => "all steps up in 24 hours, in hundredths of a percent",
        Guard::MayAct => "rules may act in this account",
        Guard::QuietHours => "not in quiet hours",
        Guard::Conflict => "no other rule wants something else",
        Guard::OtherRule => "no other rule acted on it a short while ago",
        Guard::SomebodyElse => "nobody else changed it a short while ago",
        Guard::AllActsToday => "acts of all rules today",
        Guard::AllRaisedToday => "budget added by all rules today",
        Guard::SpendBrake => "spend today, in percent of the daily budgets",
    };
    let answer = match verdict.answer {
        Answer::Met => "lets it pass",
        Answer::NotMet => "refuses",
        Answer::CannotTell => "cannot tell, so it refuses",
    };
    let seen = match (verdict.seen, verdict.limit) {
        (Some(seen), Some(limit)) => {
            format!(" ({} against {})", value_words(seen, unit, currency), value_words(limit, unit, currency))
        }
        _ => String::new(),
    };
    let because = verdict.unknown.map(|unknown| unknown.words()).or_else(|| verdict.note.clone());
    let because = because.map(|because| format!(": {because}")).unwrap_or_default();
    format!("{name}{seen}: {answer}{because}")
}
