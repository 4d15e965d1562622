//! From one of our rules to one of Meta's: only pausing, and never wider.

use domain::{AccountId, Currency, EffectiveStatus, Level};

use super::conditions::{Wanted, settle};
use super::names::{level_name, prefix};
use super::{Effect, Filter as MetaFilter, Lost, Spec, Value, times};
use crate::condition::Window;
use crate::rule::{Action, Learning, Rule, Until};
use crate::scope::{Filter, Members, NameIs, Scope};

/// What the account's client aims for: written into Meta's rule as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Targets {
    /// Spend per conversion, in minor units.
    pub cpa_minor: Option<i64>,
    /// Value per unit of spend.
    pub roas: Option<f64>,
}

/// What became of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// Meta's rule; none when it would act more widely than ours.
    pub spec: Option<Spec>,
    /// What is not in it.
    pub lost: Vec<Lost>,
}

/// Puts the part of a rule that Meta's rules can express into one of them, for one account.
///
/// There is no spec when anything that narrows ours cannot be said: another action than pausing, a condition, a filter, a
/// floor. Alternatives that cannot be said are left out, which makes it act on fewer objects.
pub fn compile(rule: &Rule, account: &AccountId, currency: Currency, targets: &Targets) -> Compiled {
    let mut desk = Desk { level: rule.scope.level, currency, targets: *targets, wanted: Vec::new(), lost: Vec::new() };
    let mut filters = desk.scope(&rule.scope, account);
    desk.action(rule);
    desk.condition("when", &rule.when);
    desk.floors(rule);
    desk.guards(rule);
    let Desk { wanted, mut lost, .. } = desk;
    filters.extend(settle(wanted, &mut lost));
    let schedule = times::times(&rule.schedule, &mut lost);
    if schedule.is_none() {
        let what = "There is no half hour at which it would look.".to_owned();
        lost.push(Lost { place: "schedule".to_owned(), what, effect: Effect::Wider });
    }
    let mut unique: Vec<MetaFilter> = Vec::with_capacity(filters.len());
    for filter in filters {
        if !unique.contains(&filter) {
            unique.push(filter);
        }
    }
    let spec = Spec {
        name: rule.name.clone(),
        is_trigger: false,
        filters: unique,
        execution: "PAUSE".to_owned(),
        options: Vec::new(),
        schedule,
    };
    let is_wider = lost.iter().any(|lost| lost.effect == Effect::Wider);
    Compiled { spec: (!is_wider).then_some(spec), lost }
}

/// A rule while it is taken apart.
pub(super) struct Desk {
    pub(super) level: Level,
    pub(super) currency: Currency,
    pub(super) targets: Targets,
    /// Comparisons, all of which have to hold.
    pub(super) wanted: Vec<Wanted>,
    pub(super) lost: Vec<Lost>,
}

fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> Value {
    Value::Texts(values.into_iter().map(str::to_owned).collect())
}

impl Desk {
    pub(super) fn lose(&mut self, effect: Effect, place: &str, what: impl Into<String>) {
        self.lost.push(Lost { place: place.to_owned(), what: what.into(), effect });
    }

    fn action(&mut self, rule: &Rule) {
        match rule.then {
            Action::Pause(Until::APerson) => {}
            Action::Pause(Until::Midnight) => {
                self.lose(
                    Effect::Accept,
                    "then",
                    "What Meta's rule has paused stays paused; it does not end at midnight.",
                );
            }
            Action::Pause(Until::Recovered) => {
                let what = "What Meta's rule has paused stays paused, also once its conditions are no longer met.";
                self.lose(Effect::Accept, "then", what);
            }
            _ => self.lose(Effect::Wider, "then", "Only pausing is handed to Meta; this rule does something else."),
        }
        let what = "Meta's rule acts by itself: it asks nobody, no limit set here counts for it, and stopping all changes \
                    here does not stop it.";
        self.lose(Effect::Accept, "mode", what);
    }

    fn scope(&mut self, scope: &Scope, account: &AccountId) -> Vec<MetaFilter> {
        let Some(level) = level_name(scope.level) else {
            self.lose(Effect::Wider, "scope.level", "Meta's rules look at campaigns, ad sets or ads.");
            return Vec::new();
        };
        if !scope.accounts.is_empty() && !scope.accounts.contains(account) {
            self.lose(Effect::Wider, "scope.accounts", "The rule does not look at this account.");
        } else if scope.accounts.len() != 1 {
            self.lose(Effect::Narrower, "scope.accounts", "Meta's rule is for this one account.");
        }
        let mut filters = vec![MetaFilter::new("entity_type", "EQUAL", Value::Text(level.to_owned()))];
        if let Members::Only(ids) = &scope.members {
            filters.push(MetaFilter::new("id", "IN", texts(ids.iter().map(domain::ObjectId::as_str))));
        }
        let mut statuses: Option<Vec<EffectiveStatus>> = None;
        for (number, filter) in scope.filters.iter().enumerate() {
            let place = format!("scope.filters[{number}]");
            match filter {
                Filter::Status(wanted) => {
                    let kept = |status: &EffectiveStatus| statuses.as_ref().is_none_or(|known| known.contains(status));
                    statuses = Some(wanted.iter().copied().filter(kept).collect());
                }
                Filter::Spend(spend) => self.spend(&place, spend),
                other => filters.extend(self.filter(&place, other)),
            }
        }
        let statuses = statuses.unwrap_or_else(|| {
            self.lose(Effect::Narrower, "scope.filters", "Meta's rule looks at what is running, and at nothing else.");
            vec![EffectiveStatus::Active]
        });
        let named = texts(statuses.iter().map(|status| status.as_str()));
        filters.insert(1, MetaFilter::new("effective_status", "IN", named));
        if !scope.never.is_empty() {
            let ids = texts(scope.never.iter().map(domain::ObjectId::as_str));
            let levels = [Level::Campaign, Level::Adset, Level::Ad];
            for level in levels.into_iter().filter(|level| *level <= scope.level) {
                filters.push(MetaFilter::new(format!("{}id", prefix(level)), "NOT_IN", ids.clone()));
            }
        }
        filters
    }

    fn filter(&mut self, place: &str, filter: &Filter) -> Option<MetaFilter> {
        match filter {
            Filter::Name(name) => {
                let Some(field) = super::names::at_place("name", name.at) else {
                    self.lose(Effect::Wider, place, "Meta's rules do not look at the account's name.");
                    return None;
                };
                let part = |text: &str| {
                    let inner = text.strip_prefix('*').and_then(|rest| rest.strip_suffix('*'))?;
                    (!inner.is_empty() && !inner.contains(['*', '?'])).then(|| inner.to_owned())
                };
                let (operator, text) = match &name.is {
                    NameIs::Contains(text) => ("CONTAIN", Some(text.clone())),
                    NameIs::Lacks(text) => ("NOT_CONTAIN", Some(text.clone())),
                    NameIs::Wildcard(text) => ("CONTAIN", part(text)),
                    NameIs::Regex(_) => ("CONTAIN", None),
                };
                if text.is_none() {
                    self.lose(Effect::Wider, place, "Meta's rules know no patterns in names, only parts of them.");
                }
                Some(MetaFilter::new(field, operator, Value::Text(text?)))
            }
            Filter::Objective(objectives) => {
                let field = if self.level == Level::Campaign { "objective" } else { "campaign.objective" };
                Some(MetaFilter::new(field, "IN", texts(objectives.iter().map(String::as_str))))
            }
            Filter::Label(_) => {
                self.lose(
                    Effect::Wider,
                    place,
                    "Labels are known by their names here and by their ids to Meta's rules.",
                );
                None
            }
            Filter::Status(_) | Filter::Spend(_) => None,
        }
    }

    fn guards(&mut self, rule: &Rule) {
        let guards = &rule.guards;
        if guards.learning == Learning::Spare && self.level >= Level::Adset {
            self.lose(Effect::Accept, "guards.learning", "Meta's rule does not spare ad sets that are learning.");
        }
        if !guards.may_empty_the_parent {
            let what = "Meta's rule may pause the last active object of its parent.";
            self.lose(Effect::Accept, "guards.may_empty_the_parent", what);
        }
        let hours = guards.cool_down_minutes.div_ceil(60);
        let what =
            format!("Meta's rule has no cool-down of {hours} h: what somebody starts again it may pause at once.");
        self.lose(Effect::Accept, "guards.cool_down_minutes", what);
        let what = format!(
            "Meta's rule pauses everything that matches: not {} in a run and {} a day at the most.",
            guards.acts_a_run, guards.acts_a_day
        );
        self.lose(Effect::Accept, "guards.acts_a_run", what);
    }

    fn floors(&mut self, rule: &Rule) {
        use crate::condition::{Fact, Metric, Operator};
        let Some(floors) = &rule.guards.floors else {
            self.lose(
                Effect::Wider,
                "guards.floors",
                "A rule that acts has to say how much an object must have behind it.",
            );
            return;
        };
        let window: Window = floors.window;
        if let Some(spend) = floors.spend {
            match self.amount("guards.floors.spend", spend) {
                Some(minor) => self.want_figure("guards.floors.spend", Metric::Spend, window, Operator::AtLeast, minor),
                None => return,
            }
        }
        if let Some(count) = floors.impressions.filter(|count| *count > 0) {
            let place = "guards.floors.impressions";
            self.want_figure(place, Metric::Impressions, window, Operator::AtLeast, f64::from(count));
        }
        if let Some(count) = floors.conversions.filter(|count| *count > 0) {
            let place = "guards.floors.conversions";
            self.want_figure(place, Metric::Conversions, window, Operator::AtLeast, f64::from(count));
        }
        if floors.age_hours > 0 {
            let age = f64::from(floors.age_hours);
            self.want_fact(
                "guards.floors.age_hours",
                Fact::AgeHours,
                crate::condition::Place::Itself,
                Operator::AtLeast,
                age,
            );
        }
    }
}
