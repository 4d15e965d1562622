//! The closing table: each figure beside its goal.

/// How a figure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Met,
    Missed,
    /// An absolute figure: it belongs to the machine and is only told.
    Told,
    /// Its peer is not here, or a part could not run.
    NotMeasured,
}

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    goal: &'static str,
    what: String,
    figure: String,
    limit: String,
    verdict: Verdict,
}

/// The lines so far.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Line>);

impl Table {
    /// A ratio or a count that must not be above a bound.
    pub(crate) fn at_most(&mut self, goal: &'static str, what: &str, figure: f64, bound: f64, unit: &str) {
        // A figure that is not a number meets nothing.
        let verdict = if figure <= bound { Verdict::Met } else { Verdict::Missed };
        self.push(goal, what, &number(figure, unit), &format!("≤ {}", number(bound, unit)), verdict);
    }

    /// A ratio or a count that must not be below a bound.
    pub(crate) fn at_least(&mut self, goal: &'static str, what: &str, figure: f64, bound: f64, unit: &str) {
        let verdict = if figure >= bound { Verdict::Met } else { Verdict::Missed };
        self.push(goal, what, &number(figure, unit), &format!("≥ {}", number(bound, unit)), verdict);
    }

    /// An absolute figure, with the goal it would have on the machine the goals were made on.
    pub(crate) fn told(&mut self, goal: &'static str, what: &str, figure: &str, limit: &str) {
        self.push(goal, what, figure, limit, Verdict::Told);
    }

    /// Something that could not be measured, and why.
    pub(crate) fn not_measured(&mut self, goal: &'static str, what: &str, why: &str) {
        self.push(goal, what, why, "", Verdict::NotMeasured);
    }

    fn push(&mut self, goal: &'static str, what: &str, figure: &str, limit: &str, verdict: Verdict) {
        let line = Line { goal, what: what.to_owned(), figure: figure.to_owned(), limit: limit.to_owned(), verdict };
        self.0.push(line);
    }

    /// Prints everything, by goal.
    pub(crate) fn close(mut self) {
        // P10 comes after P9; the order of one goal's lines stays.
        self.0.sort_by_key(|line| (line.goal.len(), line.goal));
        println!("\n| goal | figure | measured | goal or limit | |\n|---|---|---|---|---|");
        for Line { goal, what, figure, limit, verdict } in &self.0 {
            println!("| {goal} | {what} | {figure} | {limit} | {} |", word(*verdict));
        }
        let count = |verdict| self.0.iter().filter(|line| line.verdict == verdict).count();
        println!(
            "\n{} goals met, {} missed, {} figures told, {} not measured",
            count(Verdict::Met),
            count(Verdict::Missed),
            count(Verdict::Told),
            count(Verdict::NotMeasured)
        );
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "**missed**",
        Verdict::Told => "told",
        Verdict::NotMeasured => "not measured",
    }
}

/// A number with as many places as say something.
fn number(value: f64, unit: &str) -> String {
    let places = match value.abs() {
        size if size >= 100.0 || value.fract() == 0.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 0.1 => 2,
        _ => 3,
    };
    format!("{value:.places$}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_judged_by_its_bound_and_one_that_is_no_number_is_missed() {
        let mut table = Table::default();
        table.at_most("P1", "a", 1.0, 1.0, "×");
        table.at_least("P2", "b", 2.0, 1.5, "×");
        table.told("P3", "c", "7 s", "");
        table.not_measured("P4", "d", "no peer");
        assert!(table.0.iter().all(|line| line.verdict != Verdict::Missed));
        table.at_most("P1", "a", f64::NAN, 1.0, "×");
        table.at_least("P1", "a", f64::NAN, 1.0, "×");
        table.at_most("P1", "a", 1.01, 1.0, "×");
        assert_eq!(table.0.iter().filter(|line| line.verdict == Verdict::Missed).count(), 3);
        table.close();
    }

    #[test]
    fn numbers_have_the_places_that_say_something() {
        let shown: Vec<_> = [0.0512, 0.24, 9.97, 47.31, 512.4, 29.0].map(|value| number(value, "×")).into();
        assert_eq!(shown, ["0.051×", "0.24×", "9.97×", "47.3×", "512×", "29×"]);
    }
}
