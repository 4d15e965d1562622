//! The core's lists of what fits what, as the page gets them.

use changes::choices;
use changes::links::MACROS;
use changes::naming::Token;
use domain::Level;

use crate::dto::{
    CreationRules, DestinationOption, GoalFacts, GoalOption, NameToken, NamedChoice, ObjectiveOption, PlatformOption,
};
use crate::explorer::level_view;

/// Everything that fits everything when something is made.
pub fn creation_rules() -> CreationRules {
    let (youngest, usual_youngest, oldest) = choices::AGES;
    CreationRules {
        objectives: choices::OBJECTIVES.iter().map(objective).collect(),
        goals: choices::GOALS.iter().map(goal).collect(),
        billing_events: named(choices::BILLING_EVENTS),
        bid_strategies: named(choices::BID_STRATEGIES),
        with_bid: texts(choices::WITH_BID),
        categories: named(choices::CATEGORIES),
        restricting: texts(choices::RESTRICTING),
        events: named(choices::EVENTS),
        platforms: choices::PLATFORMS.iter().map(platform).collect(),
        eu: texts(choices::EU),
        youngest: age(youngest),
        usual_youngest: age(usual_youngest),
        oldest: age(oldest),
        highest_suggested_youngest: age(choices::HIGHEST_SUGGESTED_AGE),
        tokens: Token::ALL.iter().map(|one| token(*one)).collect(),
        link_macros: texts(MACROS),
    }
}

fn age(years: i64) -> u32 {
    u32::try_from(years).unwrap_or_default()
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|one| (*one).to_owned()).collect()
}

fn named(list: &[choices::Choice]) -> Vec<NamedChoice> {
    list.iter().map(|one| NamedChoice { value: one.value.into(), words: one.words.into() }).collect()
}

fn objective(one: &choices::Objective) -> ObjectiveOption {
    ObjectiveOption {
        value: one.value.into(),
        words: one.words.into(),
        hint: one.hint.into(),
        destinations: one.destinations.iter().map(destination).collect(),
    }
}

fn destination(one: &choices::Destination) -> DestinationOption {
    let goal = |at: &choices::GoalAt| GoalOption {
        goal: at.goal.into(),
        promotes: texts(at.promotes.keys()),
        promotes_words: at.promotes.words().into(),
    };
    DestinationOption {
        value: one.value.map(str::to_owned),
        words: one.words.into(),
        goals: one.goals.iter().map(goal).collect(),
    }
}

fn goal(one: &choices::Goal) -> GoalFacts {
    GoalFacts {
        value: one.value.into(),
        words: one.words.into(),
        billing: texts(one.billing),
        strategies: texts(one.strategies),
    }
}

fn platform(one: &choices::Platform) -> PlatformOption {
    PlatformOption {
        value: one.value.into(),
        words: one.words.into(),
        key: one.key.into(),
        positions: named(one.positions),
    }
}

fn token(one: Token) -> NameToken {
    let levels = [Level::Campaign, Level::Adset, Level::Ad].into_iter().filter(|level| one.exists_at(*level));
    NameToken {
        token: one.as_str().into(),
        words: one.words().into(),
        example: one.example().into(),
        levels: levels.map(level_view).collect(),
    }
}
