//! What is wrong with a rule before it has looked at anything. What is only unwise is the linter's.

mod actions;
mod conditions;

use domain::{Currency, Level, Money};

use crate::condition::Place;
use crate::error::Fault;
use crate::frame::level_at;
use crate::prepared::name_test;
use crate::rule::{FORMAT, Floors, Rule};
use crate::schedule::{Every, Hours};
use crate::scope::{Filter, Members, NameIs};

/// Ids in a list.
const MOST_IDS: usize = 20_000;

/// Everything that is wrong with a rule.
pub(crate) fn faults(rule: &Rule) -> Vec<Fault> {
    let mut check = Check { level: rule.scope.level, currency: None, faults: Vec::new(), conditions: 0 };
    check.head(rule);
    check.scope(rule);
    check.condition("when", &rule.when, 0);
    check.action("then", &rule.then);
    check.schedule(rule);
    check.guards(rule);
    check.faults
}

struct Check {
    level: Level,
    /// The currency of the first amount; all others must be in it.
    currency: Option<Currency>,
    faults: Vec<Fault>,
    conditions: usize,
}

impl Check {
    fn fault(&mut self, place: &str, what: impl Into<String>, remedy: impl Into<String>) {
        self.faults.push(Fault { place: place.to_owned(), what: what.into(), remedy: remedy.into() });
    }

    fn within(&mut self, place: &str, what: &str, value: u32, (least, most): (u32, u32)) {
        if !(least..=most).contains(&value) {
            self.fault(place, format!("{what} is {value}"), format!("Write a number from {least} to {most}."));
        }
    }

    fn head(&mut self, rule: &Rule) {
        if rule.format != FORMAT {
            self.fault("format", format!("there is no format {}", rule.format), format!("Write {FORMAT}."));
        }
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if rule.id.is_empty() || rule.id.len() > 64 || !rule.id.bytes().all(fits) {
            self.fault("id", "it is not a rule's id", "Use 1 to 64 lower-case letters, digits and dashes.");
        }
        if rule.name.trim().is_empty() || rule.name.chars().count() > 200 {
            self.fault("name", "it has no name, or one that is too long", "Write 1 to 200 characters.");
        }
        if rule.note.chars().count() > 4_000 {
            self.fault("note", "it is too long", "Write at most 4000 characters.");
        }
    }

    fn money(&mut self, place: &str, money: Money) {
        match self.currency {
            Some(currency) if currency != money.currency => self.fault(
                place,
                format!("it is in {}, and another amount of the rule is in {currency}", money.currency),
                "Use one currency in a rule, and a rule for each currency.",
            ),
            _ => self.currency = Some(money.currency),
        }
    }

    fn positive(&mut self, place: &str, money: Money) {
        self.money(place, money);
        if money.minor <= 0 {
            self.fault(place, "it is not more than nothing", "Write an amount above zero, in minor units.");
        }
    }

    fn place(&mut self, at: &str, place: Place) {
        if level_at(self.level, place).is_none() {
            self.fault(
                at,
                format!("the rule looks at objects of level {}, which is above that", self.level.as_str()),
                "Take `at` out, or name a level above.",
            );
        }
    }

    fn scope(&mut self, rule: &Rule) {
        if let Members::Only(ids) = &rule.scope.members
            && (ids.is_empty() || ids.len() > MOST_IDS)
        {
            self.fault("scope.members.only", "the list is empty or too long", "List 1 to 20000 ids.");
        }
        if rule.scope.never.len() > MOST_IDS {
            self.fault("scope.never", "the list is too long", "List at most 20000 ids.");
        }
        for (number, filter) in rule.scope.filters.iter().enumerate() {
            self.filter(&format!("scope.filters[{number}]"), filter);
        }
    }

    fn filter(&mut self, at: &str, filter: &Filter) {
        let empty = match filter {
            Filter::Name(name) => {
                self.place(&format!("{at}.name.at"), name.at);
                self.name(&format!("{at}.name.is"), &name.is);
                false
            }
            Filter::Spend(spend) => {
                self.window(&format!("{at}.spend.window"), spend.window);
                self.money(&format!("{at}.spend.amount"), spend.amount);
                false
            }
            Filter::Label(labels) => labels.is_empty(),
            Filter::Objective(objectives) => {
                if self.level == Level::Account {
                    self.fault(at, "an account has no objective", "Take the filter out.");
                }
                objectives.is_empty()
            }
            Filter::Status(statuses) => statuses.is_empty(),
        };
        if empty {
            self.fault(at, "nothing is in the list, so nothing would ever fit", "List at least one, or take it out.");
        }
    }

    fn name(&mut self, at: &str, is: &NameIs) {
        let (NameIs::Contains(text) | NameIs::Lacks(text) | NameIs::Wildcard(text) | NameIs::Regex(text)) = is;
        if text.is_empty() || text.chars().count() > 400 {
            self.fault(at, "there is nothing to look for, or too much", "Write 1 to 400 characters.");
        } else if let Err(error) = name_test(is) {
            self.fault(at, format!("it is not a regular expression: {error}"), "Correct it, or use `contains`.");
        }
    }

    fn schedule(&mut self, rule: &Rule) {
        if let Every::Minutes(minutes) = rule.schedule.every {
            self.within("schedule.every.minutes", "the number of minutes", minutes, (15, 720));
        }
        for (number, hours) in rule.schedule.hours.iter().enumerate() {
            self.hours(&format!("schedule.hours[{number}]"), hours);
        }
    }

    fn hours(&mut self, at: &str, hours: &Hours) {
        if hours.from == hours.until {
            self.fault(at, "the hours end when they begin", "Write different times, or take them out.");
        }
    }

    fn guards(&mut self, rule: &Rule) {
        let guards = &rule.guards;
        for (what, value, bounds) in [
            ("freshness_minutes", guards.freshness_minutes, (15, 2_880)),
            ("cool_down_minutes", guards.cool_down_minutes, (60, 43_200)),
            ("acts_per_object_a_day", guards.acts_per_object_a_day, (1, 12)),
            ("acts_a_run", guards.acts_a_run, (1, 500)),
            ("acts_a_day", guards.acts_a_day, (1, 2_000)),
            ("step_up_basis_points", guards.step_up_basis_points, (1, 10_000)),
            ("step_down_basis_points", guards.step_down_basis_points, (1, 9_000)),
            ("day_up_basis_points", guards.day_up_basis_points, (1, 20_000)),
        ] {
            self.within(&format!("guards.{what}"), "it", value, bounds);
        }
        match &guards.floors {
            Some(floors) => self.floors(floors, rule.then.acts()),
            None if rule.then.acts() => self.fault(
                "guards.floors",
                "a rule that acts must say how much an object must have behind it",
                "Add floors: a window, spend or impressions, and the least age in hours.",
            ),
            None => {}
        }
    }

    fn floors(&mut self, floors: &Floors, acts: bool) {
        self.window("guards.floors.window", floors.window);
        if let Some(spend) = floors.spend {
            self.positive("guards.floors.spend", spend);
        }
        if acts && floors.spend.is_none() && floors.impressions.unwrap_or(0) == 0 {
            self.fault(
                "guards.floors",
                "neither spend nor impressions is asked for",
                "Ask for at least one of them, so that a rule never acts on next to nothing.",
            );
        }
    }
}
