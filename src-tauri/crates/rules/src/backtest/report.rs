//! What a backtest found.

use std::collections::{BTreeMap, BTreeSet};

use domain::{DayRange, MetricSums, ObjectId, TimestampMillis};
use serde::{Deserialize, Serialize};

use crate::act::{Act, AmountField};
use crate::prepared::Prepared;
use crate::unknown::Answer;

/// What a rule would have done over some days of the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The rule's id.
    pub rule: String,
    /// The days.
    pub days: DayRange,
    /// Ticks at which it would have looked.
    pub ticks: usize,
    /// Ticks before the account was first read, which were looked at with what is known by now.
    #[serde(default)]
    pub hindsight_ticks: usize,
    /// Ticks at which it could not have told anything of any object.
    pub blind_ticks: usize,
    /// How often, over all ticks and objects, it could not have been told whether the conditions were met.
    pub untold: usize,
    /// Ticks at which it would have touched so much that a person would have been asked.
    pub asked_a_person: usize,
    /// How often each guard would have stopped it.
    pub refused: BTreeMap<String, usize>,
    /// What it would have touched, in order.
    pub touches: Vec<Touch>,
    /// All of that added up.
    pub totals: Totals,
}

/// One act that a rule would have done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Touch {
    /// The object.
    pub object: ObjectId,
    /// The tick.
    pub at: TimestampMillis,
    /// The act.
    pub act: Act,
    /// The answer for the same days with what is known of them by now.
    pub in_hindsight: Answer,
    /// The answer a week later with what is known by now; none where that is still to come.
    pub a_week_later: Option<Answer>,
    /// What the object really did afterwards, up to a week, or to the end of a lease.
    pub after: Option<After>,
    /// Whether the rule was right.
    pub said: Said,
}

/// What an object really did after an act that was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// The days; of the first only what came after the act.
    pub days: DayRange,
    /// Its figures, as known by now.
    pub sums: MetricSums,
}

/// Whether a rule was right about an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// The conditions still hold, for the same days and a week later.
    Right,
    /// They do not hold for the same days any more: what was missing arrived late.
    LateFigures,
    /// They do not hold a week later: the object recovered by itself.
    Recovered,
    /// The week is not over.
    TooEarly,
    /// It cannot be told.
    Untold,
}

/// All touches added up, in minor units of the account's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Acts.
    pub acts: usize,
    /// Objects.
    pub objects: usize,
    /// Budget and bid raised, all steps together. Not what would have been spent.
    pub raised_minor: i64,
    /// Budget and bid lowered, all steps together.
    pub lowered_minor: i64,
    /// What paused objects really did after the first of their pauses that have not overlapped: the rule would have
    /// withheld it.
    pub withheld: MetricSums,
    /// Acts that were right.
    pub right: usize,
    /// Pauses and cuts of objects that recovered, or whose conversions came late.
    pub false_kills: usize,
    /// Acts of which it cannot be told yet or at all.
    pub open: usize,
}

/// What a backtest cannot know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknowable {
    /// What objects would have done after a pause that was not made.
    AfterAPause,
    /// What a budget or bid that was not set would have brought.
    AfterAnAmount,
    /// What would have been delivered after a start that was not made.
    AfterAStart,
    /// What copies that were not made would have brought.
    OfCopies,
    /// Ticks before the account was first read: what was known then, nobody can know.
    BeforeFirstRead(usize),
    /// Ticks without figures that could be relied on.
    BlindTicks(usize),
    /// Objects and ticks of which nothing can be told.
    Untold(usize),
    /// Acts whose week is not over.
    TooEarly(usize),
    /// Targets, labels and maturity are taken as they are today.
    TargetsOfToday,
}

impl Touch {
    /// An act of which nothing is known yet but that it was done, or would have been.
    pub fn new(object: ObjectId, at: TimestampMillis, act: Act) -> Self {
        let in_hindsight = Answer::CannotTell;
        Self { object, at, act, in_hindsight, a_week_later: None, after: None, said: Said::Untold }
    }

    /// Whether something was taken away.
    fn takes_away(&self) -> bool {
        match &self.act {
            Act::Pause(_) => true,
            Act::Set { from, to, .. } => to.minor < from.minor,
            Act::Tell | Act::Start | Act::Copy { .. } => false,
        }
    }
}

impl Report {
    pub(super) fn new(prepared: &Prepared, days: DayRange) -> Self {
        Self {
            rule: prepared.rule().id.clone(),
            days,
            ticks: 0,
            hindsight_ticks: 0,
            blind_ticks: 0,
            untold: 0,
            asked_a_person: 0,
            refused: BTreeMap::new(),
            touches: Vec::new(),
            totals: Totals::default(),
        }
    }

    pub(super) fn add_up(&mut self) {
        let mut totals = Totals { acts: self.touches.len(), ..Totals::default() };
        let objects: BTreeSet<&ObjectId> = self.touches.iter().map(|touch| &touch.object).collect();
        totals.objects = objects.len();
        // What lies after two pauses of one object is counted once.
        let mut counted: BTreeMap<&ObjectId, domain::AccountDay> = BTreeMap::new();
        for touch in &self.touches {
            if let Act::Set {
                from,
                to,
                field: AmountField::DailyBudget | AmountField::LifetimeBudget | AmountField::Bid,
            } = &touch.act
            {
                let moved = to.minor.saturating_sub(from.minor);
                totals.raised_minor = totals.raised_minor.saturating_add(moved.max(0));
                totals.lowered_minor = totals.lowered_minor.saturating_add(moved.min(0).saturating_neg());
            }
            if let (Act::Pause(_), Some(after)) = (&touch.act, &touch.after)
                && counted.get(&touch.object).is_none_or(|until| after.days.since() > *until)
            {
                totals.withheld.add(&after.sums);
                counted.insert(&touch.object, after.days.until());
            }
            match touch.said {
                Said::Right => totals.right += 1,
                Said::LateFigures | Said::Recovered => totals.false_kills += usize::from(touch.takes_away()),
                Said::TooEarly | Said::Untold => totals.open += 1,
            }
        }
        self.totals = totals;
    }

    /// What this cannot know.
    pub fn unknowable(&self) -> Vec<Unknowable> {
        let any = |of: fn(&Act) -> bool| self.touches.iter().any(|touch| of(&touch.act));
        let early = self.touches.iter().filter(|touch| touch.said == Said::TooEarly).count();
        let mut all = vec![Unknowable::TargetsOfToday];
        all.extend(any(|act| matches!(act, Act::Pause(_))).then_some(Unknowable::AfterAPause));
        all.extend(any(|act| matches!(act, Act::Set { .. })).then_some(Unknowable::AfterAnAmount));
        all.extend(any(|act| matches!(act, Act::Start)).then_some(Unknowable::AfterAStart));
        all.extend(any(|act| matches!(act, Act::Copy { .. })).then_some(Unknowable::OfCopies));
        all.extend((self.hindsight_ticks > 0).then_some(Unknowable::BeforeFirstRead(self.hindsight_ticks)));
        all.extend((self.blind_ticks > 0).then_some(Unknowable::BlindTicks(self.blind_ticks)));
        all.extend((self.untold > 0).then_some(Unknowable::Untold(self.untold)));
        all.extend((early > 0).then_some(Unknowable::TooEarly(early)));
        all
    }
}

impl Unknowable {
    /// What a person is told.
    pub fn words(&self) -> String {
        match self {
            Self::AfterAPause => {
                "What paused objects would have done, and who would have got their budget, nobody can \
                                  know: shown is what they did without the pause."
                    .to_owned()
            }
            Self::AfterAnAmount => {
                "What another budget or bid would have brought is not known: shown is what happened without it."
                    .to_owned()
            }
            Self::AfterAStart => "What started objects would have delivered is not known.".to_owned(),
            Self::OfCopies => "What copies would have brought is not known: they were never made.".to_owned(),
            Self::BeforeFirstRead(count) => format!(
                "{count} ticks lie before this account was first read. What was known then nobody can know: there the \
                 rule saw whole days as they are known by now, late conversions included, and nothing of the day itself."
            ),
            Self::BlindTicks(count) => format!("At {count} ticks no figures were there that could be relied on."),
            Self::Untold(count) => {
                format!("Of {count} objects, over all ticks, it could not be told; they were left alone.")
            }
            Self::TooEarly(count) => format!("{count} acts are less than a week old, so what became of them is open."),
            Self::TargetsOfToday => {
                "The client's targets, labels and how fast conversions arrive are taken as they are today.".to_owned()
            }
        }
    }
}
