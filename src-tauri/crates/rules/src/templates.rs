//! Rules that people really use, with floors that keep them from hurting anybody. All begin in shadow.

use domain::{Currency, EffectiveStatus, Level, Money};

use crate::condition::{
    Among, Compare, Condition, End, Fact, FactOf, LeaveOut, Matured, Metric, Operator, Place, Rank, Reading, Take,
    Target, Term, Window, Zeros,
};
use crate::rule::{
    Action, By, Change, Duplicate, FORMAT, Floors, Guards, Learning, Mode, Rebalance, Rule, Step, Until,
};
use crate::schedule::{Every, Schedule, TimeOfDay};
use crate::scope::{Filter, Members, Scope};

/// A rule to begin with.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// What it is for, in a sentence.
    pub what_for: &'static str,
    /// The rule, in the currency that was asked for.
    pub rule: Rule,
}

/// Every template, with amounts in a currency.
///
/// Amounts are round numbers of that currency's units, the same for all of them but those that count in hundreds: they
/// are there to be changed to what the client's account is used to.
pub fn templates(currency: Currency) -> Vec<Template> {
    let make = Make { currency };
    vec![
        make.stop_loss(),
        make.budget_share(),
        make.dear_conversions(),
        make.scale("scale-strong", "Scale up: strong ROAS", (1.6, None), 2_000),
        make.scale("scale-good", "Scale up: good ROAS", (1.25, Some(1.6)), 1_000),
        make.new_launch(),
        make.reactivate(),
        make.creative_cut(),
        make.bid_trim(),
        make.move_budget(),
        make.copy_winners(),
    ]
}

struct Make {
    currency: Currency,
}

const RIPE_7: Window = Window::Matured(Matured { days: 7, leave_out: LeaveOut::Newest(3) });

fn metric(of: Metric, window: Window) -> Term {
    Term::Metric(Reading { of, window, at: Place::Itself })
}

fn compare(left: Term, is: Operator, right: Term) -> Condition {
    Condition::Compare(Compare { left, is, right })
}

fn times(factor: f64, term: Term) -> Term {
    Term::Multiply(Box::new([Term::Number(factor), term]))
}

impl Make {
    /// Units of the currency; a hundredfold where a unit is worth little.
    fn money(&self, units: i64) -> Money {
        let worth = if self.currency.offset() == 1 { 100 } else { self.currency.offset() };
        Money { minor: units * worth, currency: self.currency }
    }

    fn floors(&self, window: Window, spend: i64, impressions: u32, age_hours: u32) -> Floors {
        Floors { window, spend: Some(self.money(spend)), impressions: Some(impressions), conversions: None, age_hours }
    }

    fn rule(&self, id: &str, name: &str, level: Level, on: EffectiveStatus, then: Action, when: Condition) -> Rule {
        Rule {
            format: FORMAT,
            id: id.to_owned(),
            name: name.to_owned(),
            note: String::new(),
            mode: Mode::Shadow,
            scope: Scope {
                level,
                accounts: Vec::new(),
                members: Members::AlsoFuture,
                filters: vec![Filter::Status(vec![on])],
                never: Vec::new(),
            },
            when,
            then,
            schedule: Schedule { every: Every::Minutes(60), hours: Vec::new() },
            guards: Guards::default(),
        }
    }

    fn stop_loss(&self) -> Template {
        let when = Condition::All(vec![
            compare(metric(Metric::Spend, Window::Today), Operator::Above, times(2.0, Term::Target(Target::Cpa))),
            compare(metric(Metric::Conversions, Window::Today), Operator::Equal, Term::Number(0.0)),
            compare(metric(Metric::Roas, RIPE_7), Operator::Below, Term::Target(Target::Roas)),
        ]);
        let mut rule = self.rule(
            "stop-loss",
            "Same-day stop-loss",
            Level::Adset,
            EffectiveStatus::Active,
            Action::Pause(Until::Midnight),
            when,
        );
        rule.schedule.every = Every::Minutes(30);
        rule.guards.floors = Some(self.floors(Window::Today, 20, 1_000, 48));
        Template { what_for: "Stops for today what spends twice the target CPA without a conversion", rule }
    }

    fn budget_share(&self) -> Template {
        let budget = Term::Fact(FactOf { of: Fact::DailyBudget, at: Place::Itself });
        let when = Condition::All(vec![
            compare(metric(Metric::Spend, Window::Today), Operator::Above, times(0.8, budget)),
            compare(metric(Metric::Roas, Window::Today), Operator::Below, times(0.5, Term::Target(Target::Roas))),
            compare(metric(Metric::Roas, RIPE_7), Operator::Below, Term::Target(Target::Roas)),
        ]);
        let until = Action::Pause(Until::Midnight);
        let mut rule =
            self.rule("budget-guard", "80 % of the budget gone", Level::Adset, EffectiveStatus::Active, until, when);
        rule.schedule.every = Every::Minutes(30);
        rule.guards.floors = Some(self.floors(Window::Today, 20, 1_000, 48));
        Template { what_for: "Stops for today what has used 80 % of its budget at half the target ROAS", rule }
    }

    fn dear_conversions(&self) -> Template {
        let target = || Term::Target(Target::Cpa);
        let when = Condition::Any(vec![
            compare(metric(Metric::Cpa, RIPE_7), Operator::Above, times(1.5, target())),
            Condition::All(vec![
                compare(metric(Metric::Conversions, RIPE_7), Operator::Equal, Term::Number(0.0)),
                compare(metric(Metric::Spend, RIPE_7), Operator::Above, times(3.0, target())),
            ]),
        ]);
        let until = Action::Pause(Until::Recovered);
        let mut rule =
            self.rule("dear-conversions", "CPA against target", Level::Adset, EffectiveStatus::Active, until, when);
        rule.schedule.every = Every::Minutes(360);
        rule.guards.floors = Some(self.floors(RIPE_7, 50, 2_000, 240));
        Template { what_for: "Pauses what has cost half more than the target CPA over a week of ripe days", rule }
    }

    /// One tier: from so many times the target up to so many times, where the next one begins.
    fn scale(&self, id: &str, name: &str, (from, to): (f64, Option<f64>), step: u32) -> Template {
        let target = |factor: f64| times(factor, Term::Target(Target::Roas));
        let roas = || metric(Metric::Roas, RIPE_7);
        let mut all = vec![compare(roas(), Operator::AtLeast, target(from))];
        all.extend(to.map(|to| compare(roas(), Operator::Below, target(to))));
        let by = By::Raise(Step::BasisPoints(step));
        let then = Action::Budget(Change { by, floor: self.money(5), ceiling: self.money(500) });
        let mut rule = self.rule(id, name, Level::Adset, EffectiveStatus::Active, then, Condition::All(all));
        rule.schedule.every = at(6, 0);
        rule.guards.floors = Some(Floors { conversions: Some(10), ..self.floors(RIPE_7, 50, 2_000, 240) });
        rule.guards.cool_down_minutes = 72 * 60;
        Template { what_for: "Raises the budget in tiers where a week of ripe days has paid back", rule }
    }

    fn new_launch(&self) -> Template {
        let age = Term::Fact(FactOf { of: Fact::AgeHours, at: Place::Itself });
        let when = Condition::All(vec![
            compare(age, Operator::Below, Term::Number(168.0)),
            compare(metric(Metric::Spend, Window::Lifetime), Operator::Above, times(3.0, Term::Target(Target::Cpa))),
            compare(metric(Metric::Conversions, Window::Lifetime), Operator::Equal, Term::Number(0.0)),
            compare(metric(Metric::LinkCtr, Window::Lifetime), Operator::Below, Term::Number(0.5)),
        ]);
        let until = Action::Pause(Until::APerson);
        let mut rule = self.rule("new-launch", "New launches", Level::Ad, EffectiveStatus::Active, until, when);
        rule.guards.floors = Some(self.floors(Window::Lifetime, 30, 3_000, 72));
        rule.guards.learning = Learning::Touch;
        Template {
            what_for: "Pauses a young ad only after three days, three times the target CPA and hardly a click",
            rule,
        }
    }

    fn reactivate(&self) -> Template {
        let when = Condition::All(vec![
            compare(metric(Metric::Cpa, RIPE_7), Operator::Below, times(0.8, Term::Target(Target::Cpa))),
            compare(metric(Metric::Conversions, RIPE_7), Operator::AtLeast, Term::Number(3.0)),
        ]);
        let mut rule =
            self.rule("late-winners", "Late conversions", Level::Adset, EffectiveStatus::Paused, Action::Start, when);
        rule.schedule.every = at(7, 0);
        rule.guards.floors = Some(self.floors(RIPE_7, 20, 1_000, 240));
        rule.guards.cool_down_minutes = 7 * 24 * 60;
        Template { what_for: "Starts again what turned out to be cheap once its conversions had arrived", rule }
    }

    fn creative_cut(&self) -> Template {
        let when = Condition::All(vec![
            Condition::Rank(Rank {
                by: metric(Metric::Roas, RIPE_7),
                among: Among::Siblings,
                end: End::Bottom,
                take: Take::Percent(25),
                zeros: Zeros::LeaveOut,
            }),
            compare(metric(Metric::Roas, RIPE_7), Operator::Below, times(0.7, Term::Target(Target::Roas))),
        ]);
        let until = Action::Pause(Until::APerson);
        let mut rule = self.rule("creative-cut", "Creative cut", Level::Ad, EffectiveStatus::Active, until, when);
        rule.schedule.every = at(6, 30);
        rule.guards.floors = Some(self.floors(RIPE_7, 30, 3_000, 240));
        Template { what_for: "Pauses the weakest quarter of the ads of an ad set once their figures are ripe", rule }
    }

    fn bid_trim(&self) -> Template {
        let when = Condition::All(vec![
            compare(metric(Metric::Cpa, RIPE_7), Operator::Above, times(1.2, Term::Target(Target::Cpa))),
            compare(metric(Metric::Conversions, RIPE_7), Operator::AtLeast, Term::Number(5.0)),
        ]);
        let by = By::Lower(Step::BasisPoints(500));
        let then = Action::Bid(Change { by, floor: self.money(1), ceiling: self.money(200) });
        let mut rule = self.rule("bid-trim", "Bid trim", Level::Adset, EffectiveStatus::Active, then, when);
        rule.schedule.every = at(6, 15);
        rule.guards.floors = Some(self.floors(RIPE_7, 50, 2_000, 240));
        rule.guards.cool_down_minutes = 72 * 60;
        Template { what_for: "Takes 5 % off the bid where conversions cost a fifth more than they should", rule }
    }
}

impl Make {
    fn copy_winners(&self) -> Template {
        let then = Action::Duplicate(Duplicate { suffix: " – copy".to_owned(), daily_budget: None });
        let strong = times(1.5, Term::Target(Target::Roas));
        let when = compare(metric(Metric::Roas, RIPE_7), Operator::AtLeast, strong);
        let mut rule = self.rule("copy-winners", "Copy winners", Level::Adset, EffectiveStatus::Active, then, when);
        rule.schedule.every = at(7, 15);
        rule.guards.floors = Some(Floors { conversions: Some(10), ..self.floors(RIPE_7, 50, 2_000, 240) });
        rule.guards.acts_a_run = 5;
        rule.guards.acts_a_day = 5;
        rule.guards.cool_down_minutes = 30 * 24 * 60;
        Template { what_for: "Makes one paused copy of an ad set that pays back half more than it has to", rule }
    }

    fn move_budget(&self) -> Template {
        let by = Reading { of: Metric::Roas, window: RIPE_7, at: Place::Itself };
        let (floor, ceiling) = (self.money(5), self.money(500));
        let then = Action::Rebalance(Rebalance { by, share_basis_points: 1_000, floor, ceiling });
        let when = compare(metric(Metric::Conversions, RIPE_7), Operator::AtLeast, Term::Number(5.0));
        let mut rule =
            self.rule("move-budget", "Move budget to the best", Level::Adset, EffectiveStatus::Active, then, when);
        rule.schedule.every = at(6, 45);
        rule.guards.floors = Some(Floors { conversions: Some(5), ..self.floors(RIPE_7, 50, 2_000, 240) });
        rule.guards.cool_down_minutes = 72 * 60;
        rule.guards.acts_a_run = 50;
        rule.guards.acts_a_day = 50;
        Template {
            what_for: "Moves a tenth of the weaker ad sets' budget to the stronger ones of the same campaign",
            rule,
        }
    }
}

/// Once a day at this hour and minute.
fn at(hour: u16, minute: u16) -> Every {
    TimeOfDay::from_minutes(hour * 60 + minute).map_or(Every::Minutes(720), Every::DailyAt)
}
