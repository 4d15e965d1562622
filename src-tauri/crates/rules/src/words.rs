//! A rule as sentences: in the editor, at the command line, in the audit log.

mod terms;
mod why;

use domain::Level;
use serde::Serialize;

pub use why::{act_words, verdict_words, why};

pub(crate) use terms::{reading_words, term_words, window_words};

use crate::act::told;
use crate::condition::{Among, BudgetKind, Condition, End, LearningStage, Place, Rank, Take, Zeros};
use crate::rebalance;
use crate::rule::{Action, By, Guards, Learning, Mode, Rule, Step, Until};
use crate::schedule::{Every, Hours, Schedule};
use crate::scope::{Filter, Members, NameIs, Scope};
use terms::{operator_words, place_words};

/// A rule as sentences, one part after another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// How often it looks, and at what.
    pub scope: String,
    /// The conditions, outermost first.
    pub when: Vec<Line>,
    /// What it does.
    pub then: String,
    /// What holds it back, a sentence each.
    pub guards: Vec<String>,
    /// How far it may go.
    pub mode: String,
}

/// A condition in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Where it stands in the rule, such as `when.all[1]`.
    pub place: String,
    /// How deep it lies in groups.
    pub depth: usize,
    /// What it says.
    pub text: String,
}

impl std::fmt::Display for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.scope)?;
        for line in &self.when {
            writeln!(f, "{:indent$}{}", "", line.text, indent = 2 + 2 * line.depth)?;
        }
        writeln!(f, "{}", self.then)?;
        for guard in &self.guards {
            writeln!(f, "{guard}")?;
        }
        write!(f, "{}", self.mode)
    }
}

/// A rule as sentences.
pub fn words(rule: &Rule) -> Words {
    let mut when = Vec::new();
    lines("when", &rule.when, 0, &mut when);
    Words {
        scope: format!("{}, look at {}.", schedule_words(&rule.schedule), scope_words(&rule.scope)),
        when,
        then: format!("Then {}.", action_words(&rule.then)),
        guards: guard_words(&rule.guards, &rule.then),
        mode: mode_words(rule.mode).to_owned(),
    }
}

fn schedule_words(schedule: &Schedule) -> String {
    let every = match schedule.every {
        Every::Minutes(minutes) if minutes % 60 == 0 && minutes > 60 => format!("Every {} hours", minutes / 60),
        Every::Minutes(60) => "Every hour".to_owned(),
        Every::Minutes(minutes) => format!("Every {minutes} minutes"),
        Every::DailyAt(time) => format!("Every day at {time}"),
    };
    if schedule.hours.is_empty() {
        return every;
    }
    let hours: Vec<String> = schedule.hours.iter().map(hours_words).collect();
    format!("{every}, {} in the account's time", hours.join(" or "))
}

fn hours_words(hours: &Hours) -> String {
    let days: Vec<String> = hours.days.iter().map(|day| format!("{day:?}")).collect();
    let on = if days.is_empty() { String::new() } else { format!(" on {}", listed(&days, "and")) };
    let next = if hours.until <= hours.from { " the next day" } else { "" };
    format!("from {} to {}{next}{on}", hours.from, hours.until)
}

fn scope_words(scope: &Scope) -> String {
    let noun = level_words(scope.level);
    let mut text = match &scope.members {
        Members::AlsoFuture => format!("each {noun}, also those made later"),
        Members::Only(ids) => format!("{} listed {noun}s and no others", ids.len()),
    };
    if !scope.accounts.is_empty() {
        let ids: Vec<String> = scope.accounts.iter().map(ToString::to_string).collect();
        text += &format!(", in {}", listed(&ids, "and"));
    }
    for filter in &scope.filters {
        text += &format!(", {}", filter_words(filter));
    }
    if !scope.never.is_empty() {
        text += &format!(", and never at {} that are not to be touched", scope.never.len());
    }
    text
}

pub(crate) fn level_words(level: Level) -> &'static str {
    match level {
        Level::Account => "account",
        Level::Campaign => "campaign",
        Level::Adset => "ad set",
        Level::Ad => "ad",
    }
}

fn filter_words(filter: &Filter) -> String {
    match filter {
        Filter::Name(name) => {
            let whose = match name.at {
                Place::Itself => "whose name".to_owned(),
                place => format!("whose {}'s name", place_words(place)),
            };
            match &name.is {
                NameIs::Contains(text) => format!("{whose} contains “{text}”"),
                NameIs::Lacks(text) => format!("{whose} does not contain “{text}”"),
                NameIs::Wildcard(text) => format!("{whose} is like “{text}”"),
                NameIs::Regex(text) => format!("{whose} matches /{text}/"),
            }
        }
        Filter::Label(labels) => format!("labelled {}", listed(labels, "or")),
        Filter::Objective(objectives) => format!("with the objective {}", listed(objectives, "or")),
        Filter::Status(statuses) => {
            let names: Vec<String> = statuses.iter().map(|status| status.as_str().to_owned()).collect();
            format!("whose status is {}", listed(&names, "or"))
        }
        Filter::Spend(spend) => {
            let is = operator_words(spend.is);
            format!("whose spend {} is {is} {}", window_words(spend.window), told(spend.amount))
        }
    }
}

fn lines(place: &str, condition: &Condition, depth: usize, all: &mut Vec<Line>) {
    let mut line = |text: String| all.push(Line { place: place.to_owned(), depth, text });
    match condition {
        Condition::All(parts) => {
            line("all of these:".to_owned());
            group(&format!("{place}.all"), parts, depth, all);
        }
        Condition::Any(parts) => {
            line("any of these:".to_owned());
            group(&format!("{place}.any"), parts, depth, all);
        }
        Condition::None(parts) => {
            line("none of these:".to_owned());
            group(&format!("{place}.none"), parts, depth, all);
        }
        Condition::Compare(compare) => {
            let (left, right) = (term_words(&compare.left), term_words(&compare.right));
            line(format!("{left} is {} {right}", operator_words(compare.is)));
        }
        Condition::Rank(rank) => line(rank_words(rank)),
        Condition::Clock(hours) => line(format!("the account's time is {}", hours_words(hours))),
        Condition::Learning(stages) => {
            let names: Vec<String> = stages.iter().map(|stage| stage_words(*stage).to_owned()).collect();
            line(format!("the ad set {}", listed(&names, "or")));
        }
        Condition::Budget(kinds) => {
            let names: Vec<String> = kinds.iter().map(|kind| kind_words(*kind).to_owned()).collect();
            line(format!("it has {}", listed(&names, "or")));
        }
    }
}

fn group(place: &str, parts: &[Condition], depth: usize, all: &mut Vec<Line>) {
    for (number, part) in parts.iter().enumerate() {
        lines(&format!("{place}[{number}]"), part, depth + 1, all);
    }
}

fn rank_words(rank: &Rank) -> String {
    let end = if rank.end == End::Top { "top" } else { "bottom" };
    let take = match rank.take {
        Take::Count(count) => count.to_string(),
        Take::Percent(percent) => format!("{percent} %"),
    };
    let among = match rank.among {
        Among::Siblings => "those beside it that are in scope",
        Among::Scope => "all in scope",
    };
    let zeros = match rank.zeros {
        Zeros::Count => "zeros included",
        Zeros::LeaveOut => "those with nothing left out",
    };
    format!("it is among the {end} {take} of {among} by {}, {zeros}", term_words(&rank.by))
}

pub(crate) fn stage_words(stage: LearningStage) -> &'static str {
    match stage {
        LearningStage::Learning => "is learning",
        LearningStage::Limited => "has too few results to learn",
        LearningStage::Learned => "has learned",
        LearningStage::NotStated => "has no stated learning stage",
    }
}

pub(crate) fn kind_words(kind: BudgetKind) -> &'static str {
    match kind {
        BudgetKind::Daily => "a daily budget of its own",
        BudgetKind::Lifetime => "a lifetime budget of its own",
        BudgetKind::Elsewhere => "no budget of its own",
    }
}

/// Hundredths of a percent as a person reads them.
pub(crate) fn percent(basis_points: u32) -> String {
    match basis_points % 100 {
        0 => format!("{} %", basis_points / 100),
        rest => format!("{}.{rest:02} %", basis_points / 100),
    }
}

fn step_words(step: Step) -> String {
    match step {
        Step::BasisPoints(points) => percent(points),
        Step::Amount(money) => told(money),
    }
}

/// What an action does, as the end of a sentence.
pub(crate) fn action_words(action: &Action) -> String {
    let by_words = |what: &str, by: By| match by {
        By::Raise(step) => format!("raise its {what} by {}", step_words(step)),
        By::Lower(step) => format!("lower its {what} by {}", step_words(step)),
        By::Set(money) => format!("set its {what} to {}", told(money)),
    };
    match action {
        Action::Notify => "tell me".to_owned(),
        Action::Pause(Until::APerson) => "pause it until a person starts it again".to_owned(),
        Action::Pause(Until::Midnight) => "pause it until the account's midnight".to_owned(),
        Action::Pause(Until::Recovered) => "pause it until it has recovered".to_owned(),
        Action::Start => "start it".to_owned(),
        Action::Budget(change) => {
            let (floor, ceiling) = (told(change.floor), told(change.ceiling));
            format!("{}, never to below {floor} or above {ceiling}", by_words("budget", change.by))
        }
        Action::Bid(change) => {
            let (floor, ceiling) = (told(change.floor), told(change.ceiling));
            format!("{}, never to below {floor} or above {ceiling}", by_words("bid", change.by))
        }
        Action::ScaleToward(toward) => format!(
            "move its budget by {} towards {} of {}, leaving it alone within {}, never to below {} or above {}",
            percent(toward.step_basis_points),
            reading_words(toward.metric),
            term_words(&toward.target),
            percent(toward.within_basis_points),
            told(toward.floor),
            told(toward.ceiling)
        ),
        Action::Duplicate(wanted) => {
            let with = wanted.daily_budget.map(|budget| format!(" and {} a day", told(budget))).unwrap_or_default();
            format!("make one paused copy of it with “{}” behind its name{with}", wanted.suffix)
        }
        Action::Rebalance(wanted) => {
            rebalance::words(wanted, &percent(wanted.share_basis_points), &reading_words(wanted.by))
        }
    }
}

fn guard_words(guards: &Guards, action: &Action) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(floors) = &guards.floors {
        let mut least = Vec::new();
        least.extend(floors.spend.map(|money| format!("{} spent", told(money))));
        least.extend(floors.impressions.map(|count| counted(count, "impression")));
        least.extend(floors.conversions.map(|count| counted(count, "conversion")));
        let over = window_words(floors.window);
        let have = if least.is_empty() { String::new() } else { format!("has {} {over} and ", listed(&least, "and")) };
        all.push(format!("Only if it {have}is at least {} old.", counted(floors.age_hours, "hour")));
    }
    all.push(format!("Only on figures read in the last {} minutes.", guards.freshness_minutes));
    if !action.acts() {
        return all;
    }
    all.push(format!(
        "The same object not again within {} minutes and at most {} a day.",
        guards.cool_down_minutes,
        counted(guards.acts_per_object_a_day, "time")
    ));
    all.push(format!("At most {} a run and {} a day.", counted(guards.acts_a_run, "act"), guards.acts_a_day));
    if action.sets_an_amount() {
        all.push(format!(
            "No step of more than {} up or {} down, and no more than {} up in 24 hours.",
            percent(guards.step_up_basis_points),
            percent(guards.step_down_basis_points),
            percent(guards.day_up_basis_points)
        ));
    }
    if guards.learning == Learning::Spare {
        all.push("Ad sets that are learning are left alone.".to_owned());
    }
    if matches!(action, Action::Rebalance(_)) {
        all.push("Those beside one another change together or not at all.".to_owned());
    }
    if matches!(action, Action::Pause(_)) && !guards.may_empty_the_parent {
        all.push("Never the last one that is active under its parent.".to_owned());
    }
    all
}

fn mode_words(mode: Mode) -> &'static str {
    match mode {
        Mode::Draft => "It is a draft and does not run.",
        Mode::Notify => "It tells and changes nothing.",
        Mode::Shadow => "It records what it would do and changes nothing.",
        Mode::Approve => "It asks a person before each change.",
        Mode::Auto => "It acts by itself.",
    }
}

/// `1 act`, `2 acts`.
fn counted(count: u32, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// `a, b and c`.
pub(crate) fn listed(parts: &[String], and: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {and} {last}", most.join(", ")),
    }
}
