//! What a person should know of an account. Pure: facts and what was told before in, what is news out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::facts::Facts;
use crate::object::settings::money_text;

const HOUR_MS: i64 = 3_600_000;
/// Figures that are older than this, and than three syncs, are stale for long.
const STALE_MS: i64 = 6 * HOUR_MS;
/// Times the usual spend by this time of the day that is far above it.
const FAR_ABOVE: i128 = 2;
/// A day has to be this old, in thousandths, before its spend says anything.
const PACE_FROM_MILLI: i64 = 125;
/// So many days before make a usual spend.
const USUAL_FROM_DAYS: usize = 3;
/// From here on, in thousandths of the day, no delivery at all is none.
const MIDDAY_MILLI: i64 = 500;
/// Names that are told; the rest is counted.
const MOST_NAMES: usize = 3;
const MOST_CHARS: usize = 60;

/// What was told of an account and has not changed since.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Told(BTreeSet<String>);

/// One thing to tell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Concern {
    /// No figures were read for so many hours.
    Stale(i64),
    /// Spent so far today, and what is usual by then, in minor units.
    Pace { spent: i64, usual: i64 },
    /// Campaigns that delivered yesterday and have not today, by name.
    Silent(Vec<String>),
    /// Ads that were disapproved, by name.
    Disapproved(Vec<String>),
}

/// What is news, and what counts as told from now on. What stands when an account is judged for the first time is no
/// news: whoever adds an account knows it.
pub(super) fn judge(facts: &Facts, told: Option<&Told>) -> (Vec<Concern>, Told) {
    let mut next = Told::default();
    let mut news = Vec::new();
    let mut is_new = |key: String| {
        let known = told.is_none_or(|told| told.0.contains(&key));
        next.0.insert(key);
        !known
    };
    if let Some(hours) = stale_hours(facts)
        && is_new("stale".to_owned())
    {
        news.push(Concern::Stale(hours));
    }
    // What is about a day stays told for that day, whichever way the figures go.
    let of_today = |what: &str| format!("{what}:{}", facts.today);
    let was_told = |key: &str| told.is_some_and(|told| told.0.contains(key));
    let pace = pace(facts);
    let key = of_today("pace");
    if (pace.is_some() || was_told(&key)) && is_new(key) {
        news.extend(pace);
    }
    let mut silent = Vec::new();
    for campaign in &facts.campaigns {
        let stopped = facts.day_read_milli.is_some_and(|read| read >= MIDDAY_MILLI)
            && campaign.yesterday > 0
            && campaign.today == 0;
        let key = of_today(&format!("silent:{}", campaign.id));
        if (stopped || was_told(&key)) && is_new(key) {
            silent.push(campaign.name.clone());
        }
    }
    if !silent.is_empty() {
        news.push(Concern::Silent(silent));
    }
    let disapproved = facts.disapproved.iter().filter(|(id, _)| is_new(format!("disapproved:{id}")));
    let disapproved: Vec<String> = disapproved.map(|(_, name)| name.clone()).collect();
    if !disapproved.is_empty() {
        news.push(Concern::Disapproved(disapproved));
    }
    (news, next)
}

fn stale_hours(facts: &Facts) -> Option<i64> {
    let age = facts.now.millis_since(facts.read_at?);
    let three_syncs = i64::from(facts.sync_every_minutes) * 3 * 60_000;
    (facts.sync_every_minutes > 0 && age >= STALE_MS.max(three_syncs)).then_some(age / HOUR_MS)
}

fn pace(facts: &Facts) -> Option<Concern> {
    let read = facts.day_read_milli.filter(|read| *read >= PACE_FROM_MILLI)?;
    let days = facts.spent_before.len();
    if days < USUAL_FROM_DAYS {
        return None;
    }
    // Wide enough for any number of days: an amount that does not fit is never cut.
    let before: i128 = facts.spent_before.iter().map(|spent| i128::from(*spent)).sum();
    let mean = before / i128::try_from(days).ok()?;
    let (spent, usual) = (i128::from(facts.spent_today), mean * i128::from(read) / 1_000);
    // A quarter of a day's spend early in the morning is little money and much noise.
    let far = usual > 0 && spent > usual * FAR_ABOVE && spent > mean / 4;
    Some(Concern::Pace { spent: facts.spent_today, usual: i64::try_from(usual).ok()? }).filter(|_| far)
}

impl Concern {
    /// Title and text.
    pub(super) fn words(&self, account: &str, currency: &str) -> (String, String) {
        match self {
            Self::Stale(hours) => (
                format!("Figures are {hours} hours old: {account}"),
                "No sync has brought newer ones. Sextant goes on trying; the sync's state says what is in the way."
                    .into(),
            ),
            Self::Pace { spent, usual } => {
                let (spent, usual) = (money_text(*spent, currency), money_text(*usual, currency));
                let body = format!("{spent} so far today; {usual} is usual by this time, going by the days before.");
                (format!("Spend is far above pace: {account}"), body)
            }
            Self::Silent(names) => {
                let what = if names.len() == 1 { "It is" } else { "They are" };
                let body = format!("{what} active and delivered yesterday, and not at all today: {}.", listed(names));
                (format!("Delivery stopped: {account}"), body)
            }
            Self::Disapproved(names) => {
                let what = if names.len() == 1 { "an ad".to_owned() } else { format!("{} ads", names.len()) };
                (format!("Meta disapproved {what}: {account}"), format!("{}.", listed(names)))
            }
        }
    }
}

fn listed(names: &[String]) -> String {
    let short = |name: &String| format!("“{}”", name.chars().take(MOST_CHARS).collect::<String>());
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(short).collect();
    match names.len().saturating_sub(MOST_NAMES) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests;
