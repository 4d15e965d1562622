//! What is wrong with conditions and the terms they compare.

use domain::Level;

use super::Check;
use crate::condition::{Condition, LeaveOut, Rank, Reading, Take, Term, Window};
use crate::units::Unit;

/// Groups in groups, and formulas in formulas.
const DEEPEST: usize = 12;
/// Conditions of a rule, groups included.
const MOST_CONDITIONS: usize = 200;

impl Check {
    pub(super) fn condition(&mut self, at: &str, condition: &Condition, depth: usize) {
        self.conditions += 1;
        if depth > DEEPEST || self.conditions > MOST_CONDITIONS {
            if self.conditions <= MOST_CONDITIONS + 1 {
                self.fault(at, "there are too many conditions, or too deep ones", "Split it into several rules.");
            }
            return;
        }
        match condition {
            Condition::All(parts) => self.group(&format!("{at}.all"), parts, depth),
            Condition::Any(parts) => self.group(&format!("{at}.any"), parts, depth),
            Condition::None(parts) => self.group(&format!("{at}.none"), parts, depth),
            Condition::Compare(compare) => {
                let at = format!("{at}.compare");
                let left = self.term(&format!("{at}.left"), &compare.left);
                let right = self.term(&format!("{at}.right"), &compare.right);
                if let (Some(left), Some(right)) = (left, right)
                    && left != right
                {
                    self.fault(
                        &format!("{at}.right"),
                        "an amount of money is compared with a plain number",
                        "Write amounts as `{\"money\": {\"minor\": 2500, \"currency\": \"EUR\"}}`: 2500 is 25.00.",
                    );
                }
            }
            Condition::Rank(rank) => self.rank(&format!("{at}.rank"), rank),
            Condition::Clock(hours) => self.hours(&format!("{at}.clock"), hours),
            Condition::Learning(stages) => {
                if stages.is_empty() {
                    self.fault(&format!("{at}.learning"), "no stage is listed", "List at least one stage.");
                }
                if self.level < Level::Adset {
                    self.fault(&format!("{at}.learning"), "only ad sets learn", "Use level adset or ad.");
                }
            }
            Condition::Budget(kinds) => {
                if kinds.is_empty() {
                    self.fault(&format!("{at}.budget"), "no kind is listed", "List at least one kind.");
                }
            }
        }
    }

    fn group(&mut self, at: &str, parts: &[Condition], depth: usize) {
        if parts.is_empty() {
            self.fault(at, "the group is empty", "Put a condition into it, or take it out.");
        }
        for (number, part) in parts.iter().enumerate() {
            self.condition(&format!("{at}[{number}]"), part, depth + 1);
        }
    }

    fn rank(&mut self, at: &str, rank: &Rank) {
        let _unit = self.term(&format!("{at}.by"), &rank.by);
        if self.level == Level::Account {
            self.fault(at, "an account has no others beside it here", "Use a level below.");
        }
        match rank.take {
            Take::Count(0) => self.fault(&format!("{at}.take"), "it takes nothing", "Take at least 1."),
            Take::Percent(percent) => self.within(&format!("{at}.take"), "the share", percent.into(), (1, 100)),
            Take::Count(_) => {}
        }
    }

    /// Checks a term and answers its unit where it has one.
    pub(super) fn term(&mut self, at: &str, term: &Term) -> Option<Unit> {
        let all = term.each();
        if all.len() > 63 {
            self.fault(at, "the formula is too long", "Use at most 63 parts.");
            return None;
        }
        for part in all {
            match part {
                Term::Number(number) if !number.is_finite() => self.fault(at, "it is not a number", "Write a number."),
                Term::Money(money) => self.money(at, *money),
                Term::Metric(reading) => self.reading(at, *reading),
                Term::Change(reading) => {
                    self.reading(at, *reading);
                    if reading.window == Window::Lifetime {
                        self.fault(at, "before a lifetime there is nothing", "Use a window of so many days.");
                    }
                }
                Term::Fact(fact) => self.place(at, fact.at),
                _ => {}
            }
        }
        match term.unit() {
            Ok(unit) => Some(unit),
            Err(why) => {
                self.fault(at, why, "Write a formula that gives money or a number.");
                None
            }
        }
    }

    pub(super) fn reading(&mut self, at: &str, reading: Reading) {
        self.place(at, reading.at);
        self.window(at, reading.window);
    }

    pub(super) fn window(&mut self, at: &str, window: Window) {
        match window {
            Window::Last(last) => self.within(at, "the number of days", last.days.into(), (1, 90)),
            Window::Matured(matured) => {
                self.within(at, "the number of days", matured.days.into(), (1, 90));
                match matured.leave_out {
                    LeaveOut::Newest(days) => self.within(at, "the number of days left out", days.into(), (1, 90)),
                    LeaveOut::UnderPercent(percent) => {
                        self.within(at, "the percentage that has arrived", percent.into(), (1, 100));
                    }
                }
            }
            Window::Today | Window::Yesterday | Window::ThisMonth | Window::Lifetime => {}
        }
    }
}
