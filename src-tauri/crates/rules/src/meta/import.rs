//! From one of Meta's rules to one of ours, in shadow, with what could not be carried over.

use domain::{AccountId, Currency, EffectiveStatus, Level, Money, ObjectId};

use super::names::{fact_of, level_of, metric_of, placed, window_of, windowed};
use super::{Effect, Filter as MetaFilter, Lost, Spec, Value, times};
use crate::condition::{
    BudgetKind, Compare, Condition, Fact, FactOf, LastDays, Metric, Operator, Place, Reading, Term, Window,
};
use crate::prepared::Prepared;
use crate::rule::{Action, By, Change, FORMAT, Floors, Guards, Mode, Rule, Step, Until};
use crate::schedule::{Every, Schedule};
use crate::scope::{Filter, Members, NameFilter, NameIs, Scope};
use crate::units::Unit;

/// What became of one of Meta's rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The rule, in shadow; none when it cannot be one of ours at all.
    pub rule: Option<Rule>,
    /// What is not in it. [`Effect::Wider`] means that it looks at more than Meta's.
    pub lost: Vec<Lost>,
}

/// No budget or bid is as high as this, in minor units: the ceiling of a change that only lowers.
const BEYOND_ALL: i64 = 100_000_000_000;

/// Reads one of Meta's rules as one of ours. `id` is its id at Meta.
pub fn import(spec: &Spec, id: &ObjectId, account: &AccountId, currency: Currency) -> Imported {
    let mut desk = Desk { spec, currency, level: Level::Ad, window: None, parts: Vec::new(), lost: Vec::new() };
    let rule = desk.rule(id, account);
    let rule = rule.and_then(|rule| match Prepared::new(rule) {
        Ok(prepared) => Some(prepared.rule().clone()),
        Err(error) => {
            desk.lose(Effect::Wider, "", error.to_string());
            None
        }
    });
    Imported { rule, lost: desk.lost }
}

struct Desk<'s> {
    spec: &'s Spec,
    currency: Currency,
    level: Level,
    /// The rule's preset.
    window: Option<Window>,
    parts: Vec<Condition>,
    lost: Vec<Lost>,
}

impl Desk<'_> {
    fn lose(&mut self, effect: Effect, place: &str, what: impl Into<String>) {
        self.lost.push(Lost { place: place.to_owned(), what: what.into(), effect });
    }

    fn text_of(&self, field: &str) -> Option<&str> {
        self.spec.filters.iter().find(|filter| filter.field == field).and_then(|filter| match &filter.value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    fn rule(&mut self, id: &ObjectId, account: &AccountId) -> Option<Rule> {
        let Some(level) = self.text_of("entity_type").and_then(level_of) else {
            let what = "It does not say whether it looks at campaigns, ad sets or ads.";
            self.lose(Effect::Wider, "entity_type", what);
            return None;
        };
        self.level = level;
        if let Some(preset) = self.text_of("time_preset").map(str::to_owned) {
            self.window = window_of(&preset);
            if self.window.is_none() {
                self.lose(Effect::Wider, "time_preset", format!("There is no window like {preset} here."));
            }
        }
        let mut scope = Scope {
            level,
            accounts: vec![account.clone()],
            members: Members::AlsoFuture,
            filters: Vec::new(),
            never: Vec::new(),
        };
        let spec = self.spec;
        for filter in &spec.filters {
            self.filter(filter, &mut scope);
        }
        if spec.is_trigger {
            let what = "It runs when something happens; here it looks each half hour.";
            self.lose(Effect::Narrower, "trigger", what);
        }
        let then = self.action();
        let guards = Guards { floors: then.acts().then(|| self.floors()), ..Guards::default() };
        let half_hours = Schedule { every: Every::Minutes(30), hours: Vec::new() };
        let mut name: String = spec.name.chars().take(200).collect();
        if name.trim().is_empty() {
            name = format!("Meta's rule {id}");
        }
        let always = Term::Fact(FactOf { of: Fact::AgeHours, at: Place::Itself });
        let when = match std::mem::take(&mut self.parts) {
            parts if parts.is_empty() => compare(always, Operator::AtLeast, Term::Number(0.0)),
            parts => Condition::All(parts),
        };
        Some(Rule {
            format: FORMAT,
            id: format!("meta-{id}"),
            name,
            note: format!("Read from Meta's rule {id}."),
            mode: Mode::Shadow,
            scope,
            when,
            then,
            schedule: spec.schedule.as_ref().map_or(half_hours, times::schedule),
            guards,
        })
    }

    fn filter(&mut self, filter: &MetaFilter, scope: &mut Scope) {
        let (field, operator) = (filter.field.as_str(), filter.operator.as_str());
        let (bare, at) = placed(field, self.level);
        let ids = |value: &Value| match value {
            Value::Texts(texts) => texts.iter().filter_map(|text| ObjectId::parse(text).ok()).collect(),
            Value::Text(text) => ObjectId::parse(text).into_iter().collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        match (bare, operator, &filter.value) {
            ("entity_type" | "time_preset" | "attribution_window", ..) => {}
            ("id", "IN" | "EQUAL", value) if at == Place::Itself => scope.members = Members::Only(ids(value)),
            ("id", "NOT_IN", value) => {
                for id in ids(value) {
                    if !scope.never.contains(&id) {
                        scope.never.push(id);
                    }
                }
            }
            ("name", "CONTAIN", Value::Text(text)) => {
                scope.filters.push(Filter::Name(NameFilter { at, is: NameIs::Contains(text.clone()) }));
            }
            ("name", "NOT_CONTAIN", Value::Text(text)) => {
                scope.filters.push(Filter::Name(NameFilter { at, is: NameIs::Lacks(text.clone()) }));
            }
            ("objective", "IN", Value::Texts(texts)) => scope.filters.push(Filter::Objective(texts.clone())),
            ("effective_status", "IN", Value::Texts(texts)) if at == Place::Itself => {
                let known = texts.iter().filter_map(|text| EffectiveStatus::parse(text)).collect();
                scope.filters.push(Filter::Status(known));
            }
            ("budget_reset_period", "IN", Value::Texts(texts)) if at == Place::Itself => {
                let kind = |text: &String| match text.as_str() {
                    "DAY" => Some(BudgetKind::Daily),
                    "LIFETIME" => Some(BudgetKind::Lifetime),
                    _ => None,
                };
                self.parts.push(Condition::Budget(texts.iter().filter_map(kind).collect()));
            }
            _ => match self.term(field, bare, at).and_then(|(term, unit)| self.numbers(term, unit, filter)) {
                Some(condition) => self.parts.push(condition),
                None => {
                    let what = format!("There is no condition on {field} with {operator} here.");
                    self.lose(Effect::Wider, field, what);
                }
            },
        }
    }

    fn term(&self, field: &str, bare: &str, at: Place) -> Option<(Term, Unit)> {
        let figure = |of: Metric, window| (Term::Metric(Reading { of, window, at: Place::Itself }), of.unit().into());
        if let Some((metric, window)) = windowed(field) {
            return Some(figure(metric, window));
        }
        if let Some(metric) = metric_of(field) {
            return Some(figure(metric, self.window?));
        }
        let of = fact_of(bare)?;
        let unit = if of == Fact::AgeHours { Unit::Number } else { Unit::Money };
        Some((Term::Fact(FactOf { of, at }), unit))
    }

    fn numbers(&self, term: Term, unit: Unit, filter: &MetaFilter) -> Option<Condition> {
        let right = |value: f64| match unit {
            Unit::Number => Some(Term::Number(value)),
            // Exact up to 2^53, which is beyond any amount.
            Unit::Money if value.fract() == 0.0 && value.abs() < 9e15 => {
                Some(Term::Money(Money { minor: value as i64, currency: self.currency }))
            }
            Unit::Money => None,
        };
        let one = |is: Operator, value: f64| Some(compare(term.clone(), is, right(value)?));
        match (filter.operator.as_str(), &filter.value) {
            ("GREATER_THAN", Value::Number(value)) => one(Operator::Above, *value),
            ("LESS_THAN", Value::Number(value)) => one(Operator::Below, *value),
            ("EQUAL", Value::Number(value)) => one(Operator::Equal, *value),
            ("NOT_EQUAL", Value::Number(value)) => one(Operator::NotEqual, *value),
            ("IN_RANGE", Value::Numbers(ends)) => match ends[..] {
                [low, high] if low == high => one(Operator::Equal, low),
                [low, high] => Some(Condition::All(vec![one(Operator::AtLeast, low)?, one(Operator::AtMost, high)?])),
                _ => None,
            },
            ("NOT_IN_RANGE", Value::Numbers(ends)) => match ends[..] {
                [low, high] => Some(Condition::Any(vec![one(Operator::Below, low)?, one(Operator::Above, high)?])),
                _ => None,
            },
            _ => None,
        }
    }

    fn action(&mut self) -> Action {
        match self.spec.execution.as_str() {
            "PAUSE" => return Action::Pause(Until::APerson),
            "UNPAUSE" => return Action::Start,
            "NOTIFICATION" => return Action::Notify,
            "CHANGE_BUDGET" | "CHANGE_CAMPAIGN_BUDGET" | "CHANGE_BID" => {
                if let Some(change) = self.change() {
                    return if self.spec.execution == "CHANGE_BID" {
                        Action::Bid(change)
                    } else {
                        Action::Budget(change)
                    };
                }
            }
            _ => {}
        }
        let what = format!("{} has no counterpart here; the rule tells somebody instead.", self.spec.execution);
        self.lose(Effect::Narrower, "execution_type", what);
        Action::Notify
    }

    /// A change of an amount that has a bound; one without is not taken over.
    fn change(&self) -> Option<Change> {
        let option = self.spec.options.iter().find(|option| option.field == "change_spec")?;
        let Value::Change { amount, is_percent, limit: Some(limit) } = option.value else { return None };
        let money = |minor: f64| {
            let whole = minor.is_finite() && minor.abs() >= 1.0 && minor.abs() < BEYOND_ALL as f64;
            whole.then_some(Money { minor: minor.abs().round() as i64, currency: self.currency })
        };
        let step = if is_percent {
            let points = (amount.abs() * 100.0).round();
            Step::BasisPoints((1.0..=10_000.0).contains(&points).then_some(points as u32)?)
        } else {
            Step::Amount(money(amount)?)
        };
        let (least, most) =
            (Money { minor: 1, currency: self.currency }, Money { minor: BEYOND_ALL, currency: self.currency });
        Some(match amount > 0.0 {
            true => Change { by: By::Raise(step), floor: least, ceiling: money(limit)? },
            false => Change { by: By::Lower(step), floor: money(limit)?, ceiling: most },
        })
    }

    /// What an object must have behind it: what the rule asks for, else a unit of the currency.
    fn floors(&mut self) -> Floors {
        let mut floors =
            Floors { window: Window::Today, spend: None, impressions: None, conversions: None, age_hours: 0 };
        let mut window = None;
        for condition in &self.parts {
            let Condition::Compare(Compare { left, is: Operator::Above, right }) = condition else { continue };
            match (left, right) {
                (Term::Metric(reading), Term::Money(money))
                    if reading.of == Metric::Spend
                        && money.minor >= 0
                        && window.is_none_or(|it| it == reading.window) =>
                {
                    window = Some(reading.window);
                    floors.spend = floors.spend.or(Some(Money { minor: money.minor.saturating_add(1), ..*money }));
                }
                (Term::Metric(reading), Term::Number(count))
                    if reading.of == Metric::Impressions
                        && (0.0..4e9).contains(count)
                        && count.fract() == 0.0
                        && window.is_none_or(|it| it == reading.window) =>
                {
                    window = Some(reading.window);
                    floors.impressions = floors.impressions.or(Some(*count as u32 + 1));
                }
                (Term::Fact(fact), Term::Number(hours))
                    if fact.of == Fact::AgeHours && (0.0..1e6).contains(hours) && hours.fract() == 0.0 =>
                {
                    floors.age_hours = floors.age_hours.max(*hours as u32);
                }
                _ => {}
            }
        }
        if window.is_none() {
            let unit = Money { minor: self.currency.offset(), currency: self.currency };
            floors.spend = Some(unit);
            let what = "A rule that acts asks for a least spend here; Meta's did not. It is one unit of the currency.";
            self.lose(Effect::Narrower, "guards.floors", what);
        }
        let week = Window::Last(LastDays { days: 7, with_today: true });
        floors.window = window.or(self.window).unwrap_or(week);
        floors
    }
}

fn compare(left: Term, is: Operator, right: Term) -> Condition {
    Condition::Compare(Compare { left, is, right })
}
