//! What a template can say of an object.

use domain::{AccountDay, Level};
use serde_json::Value as Json;

use super::Facts;
use crate::choices;
use crate::field::Field;
use crate::snapshot::{AccountFacts, Snapshot};
use crate::value::Value;

/// Places, interests or audiences named one by one; of more only the number is.
const MOST_NAMED: usize = 3;

macro_rules! tokens {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $words:literal, $example:literal, [$($level:ident)+];)+) => {
        /// Something a template can say.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Token {
            $($(#[$doc])* $name,)+
        }

        impl Token {
            /// Every token, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in braces.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// What it says.
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)+ }
            }

            /// How it may look.
            pub fn example(self) -> &'static str {
                match self { $(Self::$name => $example,)+ }
            }

            /// Whether objects of a level have it.
            pub fn exists_at(self, level: Level) -> bool {
                match self { $(Self::$name => [$(Level::$level),+].contains(&level),)+ }
            }
        }
    };
}

tokens! {
    /// What the person types.
    Text = "text", "What you type", "Autumn jackets", [Campaign Adset Ad];
    /// The campaign's objective.
    Objective = "objective", "Objective", "Sales", [Campaign Adset Ad];
    /// Countries.
    Country = "country", "Countries", "DE+AT", [Campaign Adset Ad];
    /// The day it was made, in the account's time zone.
    Date = "date", "Day it was made", "2026-11-23", [Campaign Adset Ad];
    /// The month it was made.
    Month = "month", "Month it was made", "2026-11", [Campaign Adset Ad];
    /// Number among its siblings.
    Number = "n", "Number among its siblings", "3", [Campaign Adset Ad];
    /// Whether the campaign or the ad sets have the budget.
    Budget = "budget", "Where the budget is: CBO or ABO", "CBO", [Campaign Adset Ad];
    /// Bid strategy.
    Bid = "bid", "Bid strategy", "Cost per result goal", [Campaign Adset];
    /// Optimisation goal.
    Goal = "goal", "Optimisation goal", "Conversions", [Adset Ad];
    /// Conversion event.
    Event = "event", "Conversion event", "Purchase", [Adset Ad];
    /// Custom audiences, else interests.
    Audience = "audience", "Audiences or interests", "Purchasers 180d", [Adset Ad];
    /// Ages.
    Age = "age", "Ages", "25-54", [Adset Ad];
    /// Genders.
    Gender = "gender", "Genders", "Women", [Adset Ad];
    /// Platforms.
    Placement = "placement", "Where it is shown", "Facebook+Instagram", [Adset Ad];
    /// The campaign's name.
    Campaign = "campaign", "Name of the campaign", "Autumn", [Adset Ad];
    /// The ad set's name.
    Adset = "adset", "Name of the ad set", "Autumn DE", [Ad];
    /// The creative's name.
    Creative = "creative", "Name of the creative", "Jacket square", [Ad];
    /// The account's name.
    Account = "account", "Name of the account", "Halden Outdoor", [Campaign Adset Ad];
}

impl Token {
    /// The token of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|token| token.as_str() == name)
    }
}

/// An object with everything a template may say of it.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// The object.
    pub object: &'a Snapshot,
    /// Its campaign, for an ad set or an ad.
    pub campaign: Option<&'a Snapshot>,
    /// Its ad set, for an ad.
    pub adset: Option<&'a Snapshot>,
    /// Ad sets in it, for a campaign.
    pub below: &'a [Snapshot],
    /// Its account.
    pub account: &'a AccountFacts,
    /// Name of its creative, for an ad.
    pub creative: Option<&'a str>,
    /// The day it was made, or today; in the account's time zone.
    pub made_on: Option<AccountDay>,
    /// Its number among its siblings, from 1.
    pub number: u64,
}

impl Named<'_> {
    /// What is known of it, with what a person typed.
    pub fn facts(&self, text: &str) -> Facts {
        let level = self.object.object.level;
        let campaign = if level == Level::Campaign { Some(self.object) } else { self.campaign };
        let adset = if level == Level::Adset { Some(self.object) } else { self.adset };
        let name = |of: Option<&Snapshot>| of.map(|of| of.name().to_owned());
        let day = self.made_on.map(|day| day.to_string());
        let constant = |of: Option<&Snapshot>, field| of.and_then(|of| of.get(field)).and_then(Value::text).map(words);
        let targeting = adset.and_then(|adset| json(adset, Field::Targeting));
        let event = adset.and_then(|adset| json(adset, Field::PromotedObject));
        let event = event.and_then(|object| object.get("custom_event_type")).and_then(Json::as_str).map(words);
        let strategy = constant(adset.filter(|_| level != Level::Campaign), Field::BidStrategy)
            .or_else(|| constant(campaign, Field::BidStrategy));
        let facts = [
            (Token::Text, Some(text.to_owned())),
            (Token::Objective, constant(campaign, Field::Objective)),
            (Token::Country, self.countries(adset)),
            (Token::Month, day.as_ref().and_then(|day| day.get(..7)).map(str::to_owned)),
            (Token::Date, day),
            (Token::Number, Some(self.number.to_string())),
            (Token::Budget, campaign.map(|campaign| if has_budget(campaign) { "CBO" } else { "ABO" }.to_owned())),
            (Token::Bid, strategy),
            (Token::Goal, constant(adset, Field::OptimizationGoal)),
            (Token::Event, event),
            (Token::Audience, targeting.map(audience)),
            (Token::Age, targeting.map(ages)),
            (Token::Gender, targeting.map(|targeting| genders(targeting).to_owned())),
            (Token::Placement, targeting.map(placements)),
            (Token::Campaign, name(self.campaign)),
            (Token::Adset, name(self.adset)),
            (Token::Creative, self.creative.map(str::to_owned)),
            (Token::Account, Some(self.account.name.clone())),
        ];
        facts.into_iter().filter_map(|(token, value)| Some((token, value?))).collect()
    }

    /// Countries of the ad set, or of all ad sets of a campaign.
    fn countries(&self, adset: Option<&Snapshot>) -> Option<String> {
        let mut all: Vec<String> = Vec::new();
        for one in adset.into_iter().chain(self.below) {
            for place in json(one, Field::Targeting).map(countries).unwrap_or_default() {
                if !all.contains(&place) {
                    all.push(place);
                }
            }
        }
        all.sort_unstable();
        (!all.is_empty()).then(|| joined(&all))
    }
}

fn has_budget(campaign: &Snapshot) -> bool {
    [Field::DailyBudget, Field::LifetimeBudget].iter().any(|field| campaign.minor(*field).is_some())
}

fn json(of: &Snapshot, field: Field) -> Option<&Json> {
    match of.get(field) {
        Some(Value::Json(json)) => Some(json),
        _ => None,
    }
}

/// A constant as people write it: `Link clicks` for `LINK_CLICKS`.
fn words(constant: &str) -> String {
    if let Some(words) = choices::words_of(constant) {
        return words.to_owned();
    }
    let text = constant.trim_start_matches("OUTCOME_").replace('_', " ").to_lowercase();
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn list<'a>(json: &'a Json, pointer: &str) -> impl Iterator<Item = &'a Json> {
    json.pointer(pointer).and_then(Json::as_array).into_iter().flatten()
}

fn named<'a>(json: &'a Json, pointer: &str, key: &'static str) -> Vec<String> {
    let text = move |one: &'a Json| one.get(key).and_then(Json::as_str).map(str::to_owned);
    list(json, pointer).filter_map(text).collect()
}

fn countries(targeting: &Json) -> Vec<String> {
    let mut all: Vec<String> =
        list(targeting, "/geo_locations/countries").filter_map(Json::as_str).map(str::to_owned).collect();
    for kind in ["regions", "cities", "zips"] {
        all.extend(named(targeting, &format!("/geo_locations/{kind}"), "country"));
    }
    all
}

fn joined(all: &[String]) -> String {
    match all.len() {
        0..=MOST_NAMED => all.join("+"),
        count => format!("{count} countries"),
    }
}

fn audience(targeting: &Json) -> String {
    let mut names = named(targeting, "/custom_audiences", "name");
    if names.is_empty() {
        let traits = list(targeting, "/flexible_spec").filter_map(Json::as_object);
        let lists = traits.flat_map(|group| group.values()).filter_map(Json::as_array).flatten();
        names = lists.filter_map(|one| one.get("name").and_then(Json::as_str).map(str::to_owned)).collect();
    }
    match names.as_slice() {
        [] => "Broad".to_owned(),
        few if few.len() <= MOST_NAMED => few.join("+"),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

fn ages(targeting: &Json) -> String {
    let (_, standard, most) = choices::AGES;
    let age = |key: &str, or: i64| targeting.get(key).and_then(Json::as_i64).unwrap_or(or);
    let (youngest, oldest) = (age("age_min", standard), age("age_max", most));
    if oldest >= most { format!("{youngest}-{most}+") } else { format!("{youngest}-{oldest}") }
}

fn genders(targeting: &Json) -> &'static str {
    let genders: Vec<i64> = list(targeting, "/genders").filter_map(Json::as_i64).collect();
    match genders.as_slice() {
        [1] => "Men",
        [2] => "Women",
        _ => "All",
    }
}

fn placements(targeting: &Json) -> String {
    let chosen: Vec<&str> = list(targeting, "/publisher_platforms").filter_map(Json::as_str).collect();
    if chosen.is_empty() {
        return "Auto".to_owned();
    }
    let words = choices::PLATFORMS.iter().filter(|platform| chosen.contains(&platform.value));
    words.map(|platform| platform.words).collect::<Vec<_>>().join("+")
}
