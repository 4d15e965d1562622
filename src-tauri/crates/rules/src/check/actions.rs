//! What is wrong with what a rule does.

use domain::{Direction, Level, Money};

use super::Check;
use crate::condition::{Metric, Place};
use crate::rule::{Action, By, Change, Duplicate, Step};

impl Check {
    pub(super) fn action(&mut self, at: &str, action: &Action) {
        if action.acts() && self.level == Level::Account {
            self.fault(at, "nothing can be done to an account as a whole", "Use `notify`, or a level below.");
        }
        match action {
            Action::Notify | Action::Pause(_) | Action::Start => {}
            Action::Budget(change) => {
                self.has_budget(at);
                self.change(&format!("{at}.budget"), change);
            }
            Action::Bid(change) => {
                if self.level != Level::Adset {
                    self.fault(at, "only ad sets have a bid", "Use level adset.");
                }
                self.change(&format!("{at}.bid"), change);
            }
            Action::ScaleToward(toward) => {
                self.has_budget(at);
                let at = format!("{at}.scale_toward");
                self.reading(&format!("{at}.metric"), toward.metric);
                let unit = self.term(&format!("{at}.target"), &toward.target);
                if !matches!(toward.metric.of, Metric::Cpa | Metric::Roas) {
                    self.fault(
                        &format!("{at}.metric"),
                        "only cpa and roas say which way is better",
                        "Use one of them.",
                    );
                } else if unit.is_some_and(|unit| unit != toward.metric.of.unit().into()) {
                    self.fault(
                        &format!("{at}.target"),
                        "the target is of another kind",
                        "Cpa is money, roas a number.",
                    );
                }
                self.within(&format!("{at}.step_basis_points"), "the step", toward.step_basis_points, (1, 10_000));
                self.within(&format!("{at}.within_basis_points"), "it", toward.within_basis_points, (0, 10_000));
                self.bounds(&at, toward.floor, toward.ceiling);
            }
            Action::Duplicate(wanted) => self.duplicate(&format!("{at}.duplicate"), wanted),
            Action::Rebalance(wanted) => {
                self.has_budget(at);
                let at = format!("{at}.rebalance");
                self.reading(&format!("{at}.by"), wanted.by);
                if wanted.by.of.direction() == Direction::Neutral {
                    let what = "more of this figure is neither better nor worse";
                    self.fault(&format!("{at}.by.of"), what, "Use one with a better end, such as roas or cpa.");
                }
                if wanted.by.at != Place::Itself {
                    let what = "all of them have the same parent, so its figure sets nothing apart";
                    self.fault(&format!("{at}.by.at"), what, "Leave `at` out.");
                }
                self.within(&format!("{at}.share_basis_points"), "the share", wanted.share_basis_points, (1, 9_000));
                self.bounds(&at, wanted.floor, wanted.ceiling);
            }
        }
    }

    fn duplicate(&mut self, at: &str, wanted: &Duplicate) {
        if !matches!(self.level, Level::Adset | Level::Ad) {
            self.fault(at, "only ad sets and ads are copied", "Use level adset or ad.");
        }
        let suffix = &wanted.suffix;
        if suffix.trim().is_empty() || suffix.chars().count() > 60 || suffix.chars().any(char::is_control) {
            let remedy = "Write 1 to 60 characters, such as \" – copy\".";
            self.fault(&format!("{at}.suffix"), "it could not tell a copy from what it was made of", remedy);
        }
        if let Some(budget) = wanted.daily_budget {
            self.has_budget(&format!("{at}.daily_budget"));
            self.positive(&format!("{at}.daily_budget"), budget);
        }
    }

    fn has_budget(&mut self, at: &str) {
        if self.level == Level::Ad {
            self.fault(at, "an ad has no budget", "Use level adset or campaign.");
        }
    }

    fn bounds(&mut self, at: &str, floor: Money, ceiling: Money) {
        self.positive(&format!("{at}.floor"), floor);
        self.positive(&format!("{at}.ceiling"), ceiling);
        if floor.minor > ceiling.minor {
            self.fault(&format!("{at}.ceiling"), "the ceiling is below the floor", "Raise it, or lower the floor.");
        }
    }

    fn change(&mut self, at: &str, change: &Change) {
        self.bounds(at, change.floor, change.ceiling);
        let at = format!("{at}.by");
        match change.by {
            By::Set(money) => {
                self.positive(&at, money);
                if money.minor < change.floor.minor || money.minor > change.ceiling.minor {
                    self.fault(&at, "it lies outside the rule's own floor and ceiling", "Set it between them.");
                }
            }
            By::Raise(Step::Amount(money)) | By::Lower(Step::Amount(money)) => self.positive(&at, money),
            By::Raise(Step::BasisPoints(points)) => self.within(&at, "the step", points, (1, 10_000)),
            By::Lower(Step::BasisPoints(points)) => self.within(&at, "the step", points, (1, 9_000)),
        }
    }
}
