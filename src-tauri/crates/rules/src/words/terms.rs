//! Terms, windows and operators in words.

use crate::act::told;
use crate::condition::{Fact, LeaveOut, Metric, Operator, Place, Reading, Target, Term, Window};

/// A term in words.
pub(crate) fn term_words(term: &Term) -> String {
    match term {
        Term::Number(number) => number.to_string(),
        Term::Money(money) => told(*money),
        Term::Metric(reading) => reading_words(*reading),
        Term::Change(reading) => {
            format!("the change in percent of {} against the days before", reading_words(*reading))
        }
        Term::Fact(fact) => format!("{}{}", whose(fact.at), fact_words(fact.of)),
        Term::Target(Target::Cpa) => "the client's target CPA".to_owned(),
        Term::Target(Target::Roas) => "the client's target ROAS".to_owned(),
        Term::Add(both) => joined(both, "+"),
        Term::Subtract(both) => joined(both, "−"),
        Term::Multiply(both) => joined(both, "×"),
        Term::Divide(both) => joined(both, "÷"),
    }
}

fn joined(both: &[Term; 2], sign: &str) -> String {
    let [left, right] = both;
    let part = |term: &Term| match term {
        Term::Add(_) | Term::Subtract(_) | Term::Multiply(_) | Term::Divide(_) => format!("({})", term_words(term)),
        _ => term_words(term),
    };
    format!("{} {sign} {}", part(left), part(right))
}

/// A figure over a window, in words.
pub(crate) fn reading_words(reading: Reading) -> String {
    format!("{}{} {}", whose(reading.at), metric_words(reading.of), window_words(reading.window))
}

fn whose(place: Place) -> String {
    match place {
        Place::Itself => String::new(),
        place => format!("the {}'s ", place_words(place)),
    }
}

pub(super) fn place_words(place: Place) -> &'static str {
    match place {
        Place::Itself => "object",
        Place::Adset => "ad set",
        Place::Campaign => "campaign",
        Place::Account => "account",
    }
}

fn metric_words(metric: Metric) -> &'static str {
    match metric {
        Metric::Spend => "spend",
        Metric::Impressions => "impressions",
        Metric::Clicks => "clicks",
        Metric::LinkClicks => "link clicks",
        Metric::Conversions => "conversions",
        Metric::Value => "conversion value",
        Metric::Ctr => "CTR (%)",
        Metric::LinkCtr => "link CTR (%)",
        Metric::ConversionRate => "conversion rate (%)",
        Metric::Cpc => "CPC",
        Metric::Cpm => "CPM",
        Metric::Cpa => "CPA",
        Metric::Roas => "ROAS",
    }
}

fn fact_words(fact: Fact) -> &'static str {
    match fact {
        Fact::AgeHours => "age in hours",
        Fact::DailyBudget => "daily budget",
        Fact::LifetimeBudget => "lifetime budget",
        Fact::Bid => "bid",
    }
}

pub(super) fn operator_words(operator: Operator) -> &'static str {
    match operator {
        Operator::Above => "above",
        Operator::AtLeast => "at least",
        Operator::Below => "below",
        Operator::AtMost => "at most",
        Operator::Equal => "exactly",
        Operator::NotEqual => "anything but",
    }
}

/// A window in words.
pub(crate) fn window_words(window: Window) -> String {
    match window {
        Window::Today => "today".to_owned(),
        Window::Yesterday => "yesterday".to_owned(),
        Window::Last(last) if last.with_today => format!("in the last {} days with today", last.days),
        Window::Last(last) => format!("in the last {} days without today", last.days),
        Window::ThisMonth => "this month".to_owned(),
        Window::Lifetime => "since it was made".to_owned(),
        Window::Matured(matured) => match matured.leave_out {
            LeaveOut::Newest(days) => {
                format!("in {} matured days, the newest {days} left out", matured.days)
            }
            LeaveOut::UnderPercent(percent) => {
                format!("in {} days of which {percent} % of the conversions are known", matured.days)
            }
        },
    }
}
