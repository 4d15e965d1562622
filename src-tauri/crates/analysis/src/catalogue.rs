//! Each metric in words: what it is, how it is worked out, and what it must not be used for.

use domain::{ConversionAction, Direction, Metric, Unit};

/// Whether figures of several days or objects can be added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Additivity {
    /// They can.
    Sum,
    /// The sums below it can, and the ratio is made of those.
    RatioOfSums,
    /// They cannot: the same person may be counted in each.
    NotAdditive,
}

/// One metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its key, `snake_case`.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub what: &'static str,
    /// How it is worked out.
    pub formula: &'static str,
    /// What it is measured in.
    pub unit: Unit,
    /// Which way it should go.
    pub direction: Direction,
    /// Whether it can be added up.
    pub additivity: Additivity,
    /// Whether it depends on the attribution setting, and grows while conversions arrive late.
    pub arrives_late: bool,
}

/// Every metric that is shown anywhere.
pub fn catalogue() -> Vec<Entry> {
    let mut all: Vec<Entry> = Metric::ALL.into_iter().map(entry).collect();
    let unique = |key, name, what, formula, unit, direction| Entry {
        key,
        name,
        what,
        formula,
        unit,
        direction,
        additivity: Additivity::NotAdditive,
        arrives_late: false,
    };
    all.push(unique(
        "reach",
        "Reach",
        "People who saw it at least once.",
        "As Meta counts it, for one object and one range of days at a time",
        Unit::Count,
        Direction::Neutral,
    ));
    all.push(unique(
        "frequency",
        "Frequency",
        "How often a person saw it on average.",
        "Impressions ÷ reach, for one object and one range of days at a time",
        Unit::Times,
        Direction::Neutral,
    ));
    all
}

/// Meta's action types of each conversion, best first: the first that is present is read, and the others never added.
pub fn conversions_read() -> Vec<(&'static str, &'static [&'static str])> {
    ConversionAction::ALL.into_iter().map(|action| (action.as_str(), action.action_types())).collect()
}

fn entry(metric: Metric) -> Entry {
    let (name, what, formula) = words(metric);
    Entry {
        key: metric.as_str(),
        name,
        what,
        formula,
        unit: metric.unit(),
        direction: metric.direction(),
        additivity: if metric.is_ratio() { Additivity::RatioOfSums } else { Additivity::Sum },
        arrives_late: metric.has_conversions(),
    }
}

fn words(metric: Metric) -> (&'static str, &'static str, &'static str) {
    match metric {
        Metric::Spend => ("Spend", "What Meta charges, in the account's currency.", "Sum"),
        Metric::Impressions => ("Impressions", "How often ads were shown.", "Sum"),
        Metric::Clicks => ("Clicks", "All clicks, on the link, the picture, the name or a reaction.", "Sum"),
        Metric::LinkClicks => ("Link clicks", "Clicks that lead to where the ad links.", "Sum of inline_link_clicks"),
        Metric::Conversions => (
            "Conversions",
            "What the ad set optimises for: one action type for each goal, never several added up.",
            "Sum of the goal's one action type",
        ),
        Metric::Value => {
            ("Conversion value", "What those conversions were worth.", "Sum of the same action type's value")
        }
        Metric::Ctr => {
            ("CTR", "Of a hundred times shown, how often somebody clicked anywhere.", "Clicks × 100 ÷ impressions")
        }
        Metric::LinkCtr => (
            "Link CTR",
            "Of a hundred times shown, how often somebody clicked on the link.",
            "Link clicks × 100 ÷ impressions",
        ),
        Metric::ConversionRate => (
            "Conversion rate",
            "Of a hundred clicks on the link, how many led to a conversion.",
            "Conversions × 100 ÷ link clicks",
        ),
        Metric::Cpc => ("CPC", "What a click costs.", "Spend ÷ clicks"),
        Metric::Cpm => ("CPM", "What a thousand impressions cost.", "Spend × 1,000 ÷ impressions"),
        Metric::Cpa => ("CPA", "What a conversion costs.", "Spend ÷ conversions"),
        Metric::Roas => ("ROAS", "How many times the spend came back.", "Conversion value ÷ spend"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_explained_once() {
        let all = catalogue();
        for metric in Metric::ALL {
            assert_eq!(all.iter().filter(|entry| entry.key == metric.as_str()).count(), 1, "{metric:?}");
        }
        let mut names: Vec<_> = all.iter().map(|entry| entry.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len());
        let not_additive: Vec<_> =
            all.iter().filter(|entry| entry.additivity == Additivity::NotAdditive).map(|entry| entry.key).collect();
        assert_eq!(not_additive, ["reach", "frequency"]);
    }

    #[test]
    fn a_goal_reads_one_action_type_and_says_which() {
        let all = conversions_read();
        let purchase = all.iter().find(|(name, _)| *name == "purchase").unwrap();
        assert_eq!(purchase.1.first(), Some(&"purchase"));
        assert_eq!(all.len(), ConversionAction::ALL.len());
    }
}
