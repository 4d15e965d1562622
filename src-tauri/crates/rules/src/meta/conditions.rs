//! Conditions as filters that all hold: what each compares, and which one window they share.

use domain::{Level, Money};

use super::compile::Desk;
use super::names::{at_place, fact_name, is_cost, metric_name, preset, with_window};
use super::{Effect, Filter, Lost, Value};
use crate::condition::{BudgetKind, Compare, Condition, Fact, Metric, Operator, Place, Target, Term, Window};
use crate::scope::SpendFilter;

/// One comparison with a number.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    place: String,
    left: Left,
    is: Operator,
    limit: f64,
}

#[derive(Debug, Clone)]
enum Left {
    /// A figure over a window.
    Figure(Metric, Window),
    /// A setting by Meta's name; whether its values are whole.
    Setting(String, bool),
    /// A condition that is no comparison with a number.
    Ready(Filter),
}

impl Desk {
    /// Takes a condition apart; what cannot be said is lost, and narrows or widens.
    pub(super) fn condition(&mut self, place: &str, condition: &Condition) {
        match condition {
            Condition::All(parts) => {
                for (number, part) in parts.iter().enumerate() {
                    self.condition(&format!("{place}.all[{number}]"), part);
                }
            }
            Condition::Any(parts) => self.any(place, parts),
            Condition::None(parts) => {
                for (number, part) in parts.iter().enumerate() {
                    let place = format!("{place}.none[{number}]");
                    match part {
                        Condition::Compare(compare) => {
                            let turned = Compare { is: opposite(compare.is), ..compare.clone() };
                            self.compare(&format!("{place}.compare"), &turned);
                        }
                        _ => self.lose(Effect::Wider, &place, "Meta's rules cannot say that a group does not hold."),
                    }
                }
            }
            Condition::Compare(compare) => self.compare(&format!("{place}.compare"), compare),
            Condition::Budget(kinds) => self.budget(&format!("{place}.budget"), kinds),
            Condition::Rank(_) => {
                self.lose(
                    Effect::Wider,
                    &format!("{place}.rank"),
                    "Meta's rules do not rank objects among one another.",
                );
            }
            Condition::Clock(_) => {
                let what = "Hours are part of Meta's schedule; put them into the rule's schedule instead.";
                self.lose(Effect::Wider, &format!("{place}.clock"), what);
            }
            Condition::Learning(_) => {
                self.lose(Effect::Wider, &format!("{place}.learning"), "Meta's rules do not know the learning stage.");
            }
        }
    }

    /// Of alternatives the first that can be said whole; the others are left out, which only narrows.
    fn any(&mut self, place: &str, parts: &[Condition]) {
        if let [only] = parts {
            return self.condition(&format!("{place}.any[0]"), only);
        }
        let (wanted, lost) = (self.wanted.len(), self.lost.len());
        for (number, part) in parts.iter().enumerate() {
            self.condition(&format!("{place}.any[{number}]"), part);
            let fits = self.lost.iter().skip(lost).all(|lost| lost.effect != Effect::Wider);
            if fits {
                for other in (0..parts.len()).filter(|other| *other != number) {
                    let what = "Meta's rules know no alternatives; this one is left out.";
                    self.lose(Effect::Narrower, &format!("{place}.any[{other}]"), what);
                }
                return;
            }
            self.wanted.truncate(wanted);
            self.lost.truncate(lost);
        }
        self.lose(Effect::Wider, &format!("{place}.any"), "None of these alternatives can be said in Meta's rules.");
    }

    fn compare(&mut self, place: &str, compare: &Compare) {
        let (term, is, other) = match (self.constant(place, &compare.left), self.constant(place, &compare.right)) {
            (None, Some(limit)) => (&compare.left, compare.is, limit),
            (Some(limit), None) => (&compare.right, mirrored(compare.is), limit),
            _ => {
                let what =
                    "Meta's rules compare one figure with one number; this is a formula, or a target that is not set.";
                return self.lose(Effect::Wider, place, what);
            }
        };
        match term {
            Term::Metric(reading) if reading.at == Place::Itself => {
                self.want_figure(place, reading.of, reading.window, is, other);
            }
            Term::Metric(_) => self.lose(Effect::Wider, place, "Meta's rules read figures of the object itself only."),
            Term::Change(_) => self.lose(Effect::Wider, place, "Meta's rules know no change against the time before."),
            Term::Fact(fact) => self.want_fact(place, fact.of, fact.at, is, other),
            _ => self.lose(Effect::Wider, place, "Meta's rules compare one figure with one number; this is a formula."),
        }
    }

    /// The value of a term that is the same for every object.
    fn constant(&mut self, place: &str, term: &Term) -> Option<f64> {
        match term {
            Term::Number(number) => Some(*number),
            Term::Money(money) => self.amount(place, *money),
            Term::Target(target) => {
                let value = match target {
                    Target::Cpa => self.targets.cpa_minor.map(|minor| minor as f64),
                    Target::Roas => self.targets.roas,
                }?;
                let what = "The target is written into Meta's rule as it is now and does not follow when it changes.";
                self.lose(Effect::Accept, place, what);
                Some(value)
            }
            Term::Add(both) => self.both(place, both, |left, right| left + right),
            Term::Subtract(both) => self.both(place, both, |left, right| left - right),
            Term::Multiply(both) => self.both(place, both, |left, right| left * right),
            Term::Divide(both) => self.both(place, both, |left, right| left / right),
            Term::Metric(_) | Term::Change(_) | Term::Fact(_) => None,
        }
        .filter(|value| value.is_finite())
    }

    fn both(&mut self, place: &str, both: &[Term; 2], with: fn(f64, f64) -> f64) -> Option<f64> {
        let [left, right] = both;
        Some(with(self.constant(place, left)?, self.constant(place, right)?))
    }

    /// An amount in minor units of the account's currency.
    pub(super) fn amount(&mut self, place: &str, money: Money) -> Option<f64> {
        if money.currency != self.currency {
            let what = format!("The amount is in {}, and the account is in {}.", money.currency, self.currency);
            self.lose(Effect::Wider, place, what);
            return None;
        }
        Some(money.minor as f64)
    }

    pub(super) fn spend(&mut self, place: &str, spend: &SpendFilter) {
        if let Some(minor) = self.amount(place, spend.amount) {
            self.want_figure(place, Metric::Spend, spend.window, spend.is, minor);
        }
    }

    pub(super) fn want_figure(&mut self, place: &str, metric: Metric, window: Window, is: Operator, limit: f64) {
        let Some(name) = metric_name(metric) else {
            return self.lose(Effect::Wider, place, "Meta's rules do not have this figure.");
        };
        if is_cost(name) && self.level == Level::Ad {
            let what = "Meta does not let rules that switch ads off look at what something costs.";
            return self.lose(Effect::Wider, place, what);
        }
        if metric == Metric::Roas {
            let what = "Meta's ROAS counts purchases on the website only.";
            self.lose(Effect::Accept, place, what);
        }
        self.wanted.push(Wanted { place: place.to_owned(), left: Left::Figure(metric, window), is, limit });
    }

    pub(super) fn want_fact(&mut self, place: &str, fact: Fact, at: Place, is: Operator, limit: f64) {
        let name = fact_name(fact).and_then(|name| at_place(name, at));
        let Some(name) = name.filter(|_| !(fact == Fact::Bid && self.level == Level::Campaign)) else {
            return self.lose(Effect::Wider, place, "Meta's rules do not have this setting there.");
        };
        let left = Left::Setting(name, fact != Fact::AgeHours);
        self.wanted.push(Wanted { place: place.to_owned(), left, is, limit });
    }

    fn budget(&mut self, place: &str, kinds: &[BudgetKind]) {
        let name = |kind: &BudgetKind| match kind {
            BudgetKind::Daily => Some("DAY".to_owned()),
            BudgetKind::Lifetime => Some("LIFETIME".to_owned()),
            BudgetKind::Elsewhere => None,
        };
        let names: Vec<String> = kinds.iter().filter_map(name).collect();
        if names.is_empty() {
            return self.lose(Effect::Wider, place, "Meta's rules cannot say that an object has no budget of its own.");
        }
        if names.len() < kinds.len() {
            self.lose(Effect::Narrower, place, "Meta's rules do not see objects whose budget lies elsewhere.");
        }
        let left = Left::Ready(Filter::new("budget_reset_period", "IN", Value::Texts(names)));
        self.wanted.push(Wanted { place: place.to_owned(), left, is: Operator::Equal, limit: 0.0 });
    }
}

/// Comparisons as filters, over the one window that a rule of Meta's can have.
pub(super) fn settle(wanted: Vec<Wanted>, lost: &mut Vec<Lost>) -> Vec<Filter> {
    let mut lose = |effect, place: &str, what: &str| {
        lost.push(Lost { place: place.to_owned(), what: what.to_owned(), effect });
    };
    let figures = || {
        wanted.iter().filter_map(|one| match one.left {
            Left::Figure(metric, window) => Some((metric, window)),
            _ => None,
        })
    };
    // Figures whose name has no window decide; spend of today, yesterday and in all can stand beside any.
    let bound = figures().find(|(metric, window)| with_window(*metric, *window).is_none());
    let shared = bound.or_else(|| figures().next()).map(|(_, window)| window);
    let mut filters = Vec::new();
    if let Some(window) = shared {
        match preset(window) {
            Some(name) => {
                filters.push(Filter::new("time_preset", "EQUAL", Value::Text(name)));
                let same = Value::Text("ACCOUNT_DEFAULT".to_owned());
                filters.push(Filter::new("attribution_window", "EQUAL", same));
            }
            None => lose(Effect::Wider, "when", "Meta's rules have no window of these days."),
        }
    }
    for one in wanted {
        let (name, is_whole) = match one.left {
            Left::Ready(filter) => {
                filters.push(filter);
                continue;
            }
            Left::Setting(name, is_whole) => (Some(name), is_whole),
            Left::Figure(metric, window) => {
                let name = if Some(window) == shared { metric_name(metric) } else { with_window(metric, window) };
                (name.map(str::to_owned), is_count(metric))
            }
        };
        let Some(name) = name else {
            lose(Effect::Wider, &one.place, "Meta's rules have one window for all their figures; this one is another.");
            continue;
        };
        let is_figure = super::names::metric_of(&name).or(super::names::windowed(&name).map(|(it, _)| it)).is_some();
        match bound_of(one.is, one.limit, is_whole) {
            Some((operator, value, is_exact)) => {
                if !is_exact && name != "hours_since_creation" {
                    lose(
                        Effect::Narrower,
                        &one.place,
                        "Meta's rules know more than and less than, not the same as well.",
                    );
                }
                let operator = if operator == "EQUAL" && !is_figure { "IN_RANGE" } else { operator };
                let value =
                    if operator == "IN_RANGE" { Value::Numbers(vec![value, value]) } else { Value::Number(value) };
                filters.push(Filter::new(name, operator, value));
            }
            None => lose(Effect::Wider, &one.place, "Meta's rules cannot say that a figure is not a number."),
        }
    }
    filters
}

fn is_count(metric: Metric) -> bool {
    matches!(metric, Metric::Spend | Metric::Impressions | Metric::Clicks | Metric::LinkClicks | Metric::Conversions)
}

/// Operator and number, and whether they say exactly the same. Of whole numbers everything can be said exactly.
fn bound_of(is: Operator, limit: f64, is_whole: bool) -> Option<(&'static str, f64, bool)> {
    Some(match (is, is_whole) {
        (Operator::Above, _) => ("GREATER_THAN", limit, true),
        (Operator::Below, _) => ("LESS_THAN", limit, true),
        (Operator::AtLeast, true) => ("GREATER_THAN", limit.ceil() - 1.0, true),
        (Operator::AtMost, true) => ("LESS_THAN", limit.floor() + 1.0, true),
        (Operator::AtLeast, false) => ("GREATER_THAN", limit, false),
        (Operator::AtMost, false) => ("LESS_THAN", limit, false),
        (Operator::Equal, _) => ("EQUAL", limit, true),
        (Operator::NotEqual, _) => return None,
    })
}

fn opposite(is: Operator) -> Operator {
    match is {
        Operator::Above => Operator::AtMost,
        Operator::AtLeast => Operator::Below,
        Operator::Below => Operator::AtLeast,
        Operator::AtMost => Operator::Above,
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
    }
}

fn mirrored(is: Operator) -> Operator {
    match is {
        Operator::Above => Operator::Below,
        Operator::AtLeast => Operator::AtMost,
        Operator::Below => Operator::Above,
        Operator::AtMost => Operator::AtLeast,
        same => same,
    }
}
