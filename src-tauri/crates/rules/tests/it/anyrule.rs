//! Rules made at random from a seed. All of them pass the check.

use domain::{AccountId, Currency, EffectiveStatus, Level, Money};
use fastrand::Rng;
use rules::*;

use crate::world::{euro, id};

/// A rule that passes the check.
pub(crate) fn any_rule(rng: &mut Rng) -> Prepared {
    loop {
        if let Ok(prepared) = Prepared::new(attempt(rng)) {
            return prepared;
        }
    }
}

fn pick<T: Clone>(rng: &mut Rng, of: &[T]) -> T {
    of[rng.usize(..of.len())].clone()
}

fn attempt(rng: &mut Rng) -> Rule {
    let level = pick(rng, &[Level::Ad, Level::Ad, Level::Adset, Level::Adset, Level::Campaign, Level::Account]);
    // One rule in thirty is written for another currency.
    let currency = if rng.u8(..30) == 0 { Currency::parse("USD").unwrap() } else { euro() };
    let mut make = Make { level, currency, rng };
    Rule {
        format: FORMAT,
        id: "any".to_owned(),
        name: "Any".to_owned(),
        note: String::new(),
        mode: Mode::Shadow,
        scope: make.scope(),
        when: make.condition(0),
        then: make.action(),
        schedule: Schedule { every: Every::Minutes(60), hours: Vec::new() },
        guards: make.guards(),
    }
}

struct Make<'r> {
    level: Level,
    currency: Currency,
    rng: &'r mut Rng,
}

impl Make<'_> {
    fn one_in(&mut self, of: u8) -> bool {
        self.rng.u8(..of) == 0
    }

    fn money(&mut self, most: i64) -> Money {
        Money { minor: self.rng.i64(1..most) * 50, currency: self.currency }
    }

    fn place(&mut self) -> Place {
        pick(self.rng, &[Place::Itself, Place::Itself, Place::Itself, Place::Adset, Place::Campaign, Place::Account])
    }

    fn scope(&mut self) -> Scope {
        let mut filters = Vec::new();
        for _ in 0..self.rng.usize(0..3) {
            filters.push(self.filter());
        }
        let only = (0..self.rng.usize(1..8)).map(|index| id(self.level, index)).collect();
        let never = match self.rng.u8(..4) {
            0 => vec![id(self.level, self.rng.usize(0..5))],
            1 => vec![id(Level::Campaign, self.rng.usize(0..3))],
            _ => Vec::new(),
        };
        let accounts = match self.rng.u8(..20) {
            0 => vec![AccountId::parse("2").unwrap()],
            1 => vec![AccountId::parse("1").unwrap()],
            _ => Vec::new(),
        };
        let members = if self.one_in(5) { Members::Only(only) } else { Members::AlsoFuture };
        Scope { level: self.level, accounts, members, filters, never }
    }

    fn filter(&mut self) -> Filter {
        match self.rng.u8(..6) {
            0 => Filter::Label(vec!["two".to_owned()]),
            1 => Filter::Objective(vec!["OUTCOME_SALES".to_owned()]),
            2 => Filter::Status(vec![EffectiveStatus::Active, EffectiveStatus::Paused, EffectiveStatus::AdsetPaused]),
            3 => Filter::Spend(SpendFilter { window: self.window(), is: self.operator(), amount: self.money(200) }),
            _ => {
                let is = match self.rng.u8(..6) {
                    0 => NameIs::Contains("PROSPECT".to_owned()),
                    1 => NameIs::Lacks("å".to_owned()),
                    2 => NameIs::Wildcard("*a?b*".to_owned()),
                    3 => NameIs::Wildcard("x *".to_owned()),
                    4 => NameIs::Contains("a.b (".to_owned()),
                    _ => NameIs::Regex("^(tof|x)\\b".to_owned()),
                };
                Filter::Name(NameFilter { at: self.place(), is })
            }
        }
    }

    fn condition(&mut self, depth: usize) -> Condition {
        let kind = if depth >= 3 { self.rng.u8(3..12) } else { self.rng.u8(..12) };
        match kind {
            0 => Condition::All(self.conditions(depth)),
            1 => Condition::Any(self.conditions(depth)),
            2 => Condition::None(self.conditions(depth)),
            3 => Condition::Rank(Rank {
                by: self.term(1),
                among: pick(self.rng, &[Among::Siblings, Among::Scope]),
                end: pick(self.rng, &[End::Top, End::Bottom]),
                take: if self.rng.bool() {
                    Take::Count(self.rng.u32(1..4))
                } else {
                    Take::Percent(self.rng.u8(1..=100))
                },
                zeros: pick(self.rng, &[Zeros::Count, Zeros::LeaveOut]),
            }),
            4 => Condition::Clock(self.hours()),
            5 => Condition::Learning(vec![LearningStage::Learning, LearningStage::Limited]),
            6 => Condition::Budget(vec![pick(
                self.rng,
                &[BudgetKind::Daily, BudgetKind::Lifetime, BudgetKind::Elsewhere],
            )]),
            _ => self.compare(),
        }
    }

    fn conditions(&mut self, depth: usize) -> Vec<Condition> {
        (0..self.rng.usize(1..4)).map(|_| self.condition(depth + 1)).collect()
    }

    fn hours(&mut self) -> Hours {
        let time = |rng: &mut Rng| TimeOfDay::from_minutes(rng.u16(0..1440)).unwrap();
        let days = Weekday::ALL.into_iter().filter(|_| self.rng.bool()).collect();
        Hours { days, from: time(self.rng), until: time(self.rng) }
    }

    /// Up to 3, with the few digits a person types: those come back from their text exactly.
    fn factor(&mut self) -> f64 {
        f64::from(self.rng.u16(0..3_000)) / 1_000.0
    }

    fn compare(&mut self) -> Condition {
        let left = self.term(0);
        // Mostly something sensible on the right; otherwise whatever comes, which the check then refuses or not.
        let right = match self.rng.u8(..6) {
            0 => self.term(0),
            1 => Term::Multiply(Box::new([Term::Number(self.factor()), self.term(1)])),
            2 => Term::Target(pick(self.rng, &[Target::Cpa, Target::Roas])),
            3 | 4 => Term::Money(self.money(100)),
            _ => Term::Number(f64::from(self.rng.i32(-20..40)) / 4.0),
        };
        Condition::Compare(Compare { left, is: self.operator(), right })
    }

    fn operator(&mut self) -> Operator {
        use Operator::*;
        pick(self.rng, &[Above, AtLeast, Below, AtMost, Equal, NotEqual])
    }

    fn term(&mut self, depth: usize) -> Term {
        let both = |make: &mut Self| Box::new([make.term(depth + 1), make.term(depth + 1)]);
        let kind = if depth >= 2 { self.rng.u8(4..12) } else { self.rng.u8(..12) };
        match kind {
            0 => Term::Divide(both(self)),
            1 => Term::Add(both(self)),
            2 => Term::Subtract(both(self)),
            3 => Term::Multiply(both(self)),
            4 => Term::Change(self.reading()),
            5 => Term::Number(f64::from(self.rng.i32(0..12)) / 2.0),
            6 => Term::Fact(FactOf {
                of: pick(self.rng, &[Fact::AgeHours, Fact::DailyBudget, Fact::LifetimeBudget, Fact::Bid]),
                at: self.place(),
            }),
            _ => Term::Metric(self.reading()),
        }
    }

    fn reading(&mut self) -> Reading {
        use Metric::*;
        let of = pick(
            self.rng,
            &[
                Spend,
                Impressions,
                Clicks,
                LinkClicks,
                Conversions,
                Value,
                Ctr,
                LinkCtr,
                ConversionRate,
                Cpc,
                Cpm,
                Cpa,
                Roas,
            ],
        );
        Reading { of, window: self.window(), at: self.place() }
    }

    fn window(&mut self) -> Window {
        let days = self.rng.u16(1..16);
        match self.rng.u8(..8) {
            0 => Window::Today,
            1 => Window::Yesterday,
            2 => Window::ThisMonth,
            3 => Window::Lifetime,
            4 => Window::Matured(Matured { days, leave_out: LeaveOut::Newest(self.rng.u16(1..6)) }),
            5 => Window::Matured(Matured { days, leave_out: LeaveOut::UnderPercent(self.rng.u8(20..=100)) }),
            _ => Window::Last(LastDays { days, with_today: self.rng.bool() }),
        }
    }

    fn action(&mut self) -> Action {
        let by = match self.rng.u8(..5) {
            0 => By::Raise(Step::BasisPoints(self.rng.u32(1..3_000))),
            1 => By::Lower(Step::BasisPoints(self.rng.u32(1..6_000))),
            2 => By::Raise(Step::Amount(self.money(10))),
            3 => By::Lower(Step::Amount(self.money(10))),
            _ => By::Set(self.money(100)),
        };
        let (floor, ceiling) = (self.money(20), self.money(120));
        let change = Change { by, floor, ceiling };
        match self.rng.u8(..9) {
            0 => Action::Notify,
            1 => Action::Start,
            2 | 3 => Action::Pause(pick(self.rng, &[Until::APerson, Until::Midnight, Until::Recovered])),
            4 => match self.rng.u8(..3) {
                0 => Action::Bid(change),
                _ => Action::Budget(change),
            },
            5 | 6 => Action::Rebalance(Rebalance {
                by: Reading {
                    of: pick(self.rng, &[Metric::Cpa, Metric::Roas, Metric::Ctr, Metric::Clicks]),
                    at: Place::Itself,
                    ..self.reading()
                },
                share_basis_points: self.rng.u32(1..3_000),
                floor: self.money(5),
                ceiling: self.money(400),
            }),
            7 => Action::Duplicate(Duplicate {
                suffix: pick(self.rng, &[" – copy", "t", "e", " 2"]).to_owned(),
                daily_budget: self.one_in(3).then(|| self.money(50)),
            }),
            _ => Action::ScaleToward(Toward {
                metric: Reading { of: pick(self.rng, &[Metric::Cpa, Metric::Roas]), ..self.reading() },
                target: match self.rng.u8(..3) {
                    0 => Term::Target(pick(self.rng, &[Target::Cpa, Target::Roas])),
                    1 => Term::Money(self.money(60)),
                    _ => Term::Number(self.factor()),
                },
                step_basis_points: self.rng.u32(1..2_500),
                within_basis_points: self.rng.u32(0..2_000),
                floor,
                ceiling,
            }),
        }
    }

    fn guards(&mut self) -> Guards {
        let floors = Floors {
            window: self.window(),
            spend: self.rng.bool().then(|| self.money(20)),
            impressions: self.rng.bool().then(|| self.rng.u32(0..300)),
            conversions: self.one_in(4).then(|| self.rng.u32(0..4)),
            age_hours: if self.rng.bool() { 0 } else { self.rng.u32(0..600) },
        };
        Guards {
            floors: Some(floors),
            freshness_minutes: self.rng.u32(15..200),
            acts_a_run: self.rng.u32(1..6),
            step_up_basis_points: self.rng.u32(500..6_000),
            learning: pick(self.rng, &[Learning::Spare, Learning::Touch, Learning::Touch]),
            may_empty_the_parent: self.rng.bool(),
            ..Guards::default()
        }
    }
}
