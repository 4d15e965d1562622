//! What a rule is judged by: one account's objects and figures as they are known at one instant.
//!
//! Everything lies in columns, and figures are running sums at the ends of days, so that any window of any object is the
//! difference of two numbers. Whoever makes a snapshot asks [`crate::Frame::spans`] first which days that takes.

use std::sync::Arc;

use domain::{
    AccountDay, AccountId, AccountZone, ConfiguredStatus, Currency, DayRange, EffectiveStatus, Level, MetricSums,
    ObjectId, TimestampMillis,
};

use crate::condition::{BudgetKind, LearningStage};

/// One account at one instant.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The instant.
    pub at: TimestampMillis,
    /// The account.
    pub account: AccountFacts,
    levels: [Objects; 4],
}

/// What is known of the account itself.
#[derive(Debug, Clone)]
pub struct AccountFacts {
    /// Its id.
    pub id: AccountId,
    /// The currency of all its money.
    pub currency: Currency,
    /// The time zone that cuts its days.
    pub zone: AccountZone,
    /// Spend per conversion that the client aims for, in minor units.
    pub target_cpa_minor: Option<i64>,
    /// Value per unit of spend that the client aims for.
    pub target_roas: Option<f64>,
    /// Which percentage of a day's conversions is usually known so many days later: the first is for the day itself.
    /// Empty while too little has been seen to say.
    pub maturity_percent: Vec<f64>,
}

impl Snapshot {
    /// An account with nothing in it yet. Its own row is there from the start.
    pub fn new(at: TimestampMillis, account: AccountFacts) -> Self {
        Self { at, account, levels: Default::default() }
    }

    /// The objects of a level.
    pub fn objects(&self, level: Level) -> &Objects {
        let [account, campaigns, adsets, ads] = &self.levels;
        match level {
            Level::Account => account,
            Level::Campaign => campaigns,
            Level::Adset => adsets,
            Level::Ad => ads,
        }
    }

    /// The objects of a level, to be filled.
    pub fn objects_mut(&mut self, level: Level) -> &mut Objects {
        let [account, campaigns, adsets, ads] = &mut self.levels;
        match level {
            Level::Account => account,
            Level::Campaign => campaigns,
            Level::Adset => adsets,
            Level::Ad => ads,
        }
    }

    /// The account's day at the instant; none outside the years that are supported.
    pub fn today(&self) -> Option<AccountDay> {
        self.account.zone.day_of(self.at)
    }

    /// The position of the object above one, and how many active objects lie under that, itself among them; none for
    /// campaigns and what has no parent. Looks at each object of the level.
    pub fn active_beside(&self, level: Level, object: &ObjectId) -> Option<(u32, i64)> {
        let objects = self.objects(level);
        let parent = (level >= Level::Adset).then(|| objects.parents.get(objects.position(object)?).copied()?).flatten()?;
        let each = objects.configured.iter().zip(objects.parents.iter());
        let active = each.filter(|(status, above)| **status == ConfiguredStatus::Active && **above == Some(parent));
        Some((parent, i64::try_from(active.count()).unwrap_or(i64::MAX)))
    }

    /// Where the object at `index` of `level` lies among those of a level above or its own.
    pub(crate) fn above(&self, level: Level, index: usize, wanted: Level) -> Option<usize> {
        let (mut level, mut index) = (level, index);
        while level > wanted {
            let parent = self.objects(level).parents.get(index).copied().flatten()?;
            (level, index) = (parent_level(level), parent as usize);
        }
        (level == wanted && index < self.objects(level).len()).then_some(index)
    }
}

/// The level above.
pub(crate) fn parent_level(level: Level) -> Level {
    match level {
        Level::Account | Level::Campaign => Level::Account,
        Level::Adset => Level::Campaign,
        Level::Ad => Level::Adset,
    }
}

/// One object, to be added to [`Objects`].
#[derive(Debug, Clone)]
pub struct Object {
    /// Its id; the account's digits for an account.
    pub id: ObjectId,
    /// Its name.
    pub name: Arc<str>,
    /// Position of the object above it among the objects of that level.
    pub parent: Option<u32>,
    /// What was set.
    pub configured: ConfiguredStatus,
    /// What Meta computed; none for a spelling this version does not know.
    pub effective: Option<EffectiveStatus>,
    /// Of a campaign, in Meta's spelling.
    pub objective: Option<Arc<str>>,
    /// Its labels.
    pub labels: Arc<[Arc<str>]>,
    /// When it was made.
    pub created: Option<TimestampMillis>,
    /// Its own budget a day, in minor units.
    pub daily_budget_minor: Option<i64>,
    /// Its own budget for its life, in minor units.
    pub lifetime_budget_minor: Option<i64>,
    /// Its bid or cap, in minor units.
    pub bid_minor: Option<i64>,
    /// Of an ad set; none when it was never read.
    pub learning: Option<LearningStage>,
}

/// The objects of one level in columns, with their figures. A copy shares the columns until one of them is changed.
#[allow(clippy::rc_buffer, reason = "a column grows while it is filled and is shared by copies afterwards")]
#[derive(Debug, Clone, Default)]
pub struct Objects {
    pub(crate) ids: Arc<Vec<ObjectId>>,
    pub(crate) names: Arc<Vec<Arc<str>>>,
    pub(crate) parents: Arc<Vec<Option<u32>>>,
    pub(crate) configured: Arc<Vec<ConfiguredStatus>>,
    pub(crate) effective: Arc<Vec<Option<EffectiveStatus>>>,
    pub(crate) objectives: Arc<Vec<Option<Arc<str>>>>,
    pub(crate) labels: Arc<Vec<Arc<[Arc<str>]>>>,
    pub(crate) created: Arc<Vec<Option<TimestampMillis>>>,
    pub(crate) daily_budgets: Arc<Vec<Option<i64>>>,
    pub(crate) lifetime_budgets: Arc<Vec<Option<i64>>>,
    pub(crate) bids: Arc<Vec<Option<i64>>>,
    pub(crate) learning: Arc<Vec<Option<LearningStage>>>,
    /// Their figures.
    pub figures: Figures,
}

impl Objects {
    /// Adds an object and answers its position, the row of its figures.
    pub fn push(&mut self, object: Object) -> usize {
        Arc::make_mut(&mut self.ids).push(object.id);
        Arc::make_mut(&mut self.names).push(object.name);
        Arc::make_mut(&mut self.parents).push(object.parent);
        Arc::make_mut(&mut self.configured).push(object.configured);
        Arc::make_mut(&mut self.effective).push(object.effective);
        Arc::make_mut(&mut self.objectives).push(object.objective);
        Arc::make_mut(&mut self.labels).push(object.labels);
        Arc::make_mut(&mut self.created).push(object.created);
        Arc::make_mut(&mut self.daily_budgets).push(object.daily_budget_minor);
        Arc::make_mut(&mut self.lifetime_budgets).push(object.lifetime_budget_minor);
        Arc::make_mut(&mut self.bids).push(object.bid_minor);
        Arc::make_mut(&mut self.learning).push(object.learning);
        self.ids.len() - 1
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The id at a position.
    pub fn id(&self, index: usize) -> Option<&ObjectId> {
        self.ids.get(index)
    }

    /// The name at a position.
    pub fn name(&self, index: usize) -> Option<&str> {
        self.names.get(index).map(|name| &**name)
    }

    /// An object's own budget a day, in minor units. Looks at each of them.
    pub fn daily_budget_of(&self, id: &ObjectId) -> Option<i64> {
        self.daily_budgets.get(self.position(id)?).copied().flatten()
    }

    /// The position of an id. Looks at each of them.
    pub fn position(&self, id: &ObjectId) -> Option<usize> {
        self.ids.iter().position(|other| other == id)
    }

    pub(crate) fn budget_kind(&self, index: usize) -> Option<BudgetKind> {
        let (daily, lifetime) = (self.daily_budgets.get(index)?, self.lifetime_budgets.get(index)?);
        Some(match (daily, lifetime) {
            (Some(_), _) => BudgetKind::Daily,
            (None, Some(_)) => BudgetKind::Lifetime,
            (None, None) => BudgetKind::Elsewhere,
        })
    }
}

/// Which days of a level have been read, and when last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    first: Option<AccountDay>,
    read_at: Vec<Option<TimestampMillis>>,
}

impl Coverage {
    /// `read_at` says for each day from `first` on when all of it was last read; none for a day that is missing or of
    /// which only some pages came.
    pub fn new(first: AccountDay, read_at: Vec<Option<TimestampMillis>>) -> Self {
        Self { first: Some(first), read_at }
    }

    /// The first day of which anything can be known.
    pub fn first(&self) -> Option<AccountDay> {
        self.first
    }

    /// When a day was last read in full.
    pub fn read_at(&self, day: AccountDay) -> Option<TimestampMillis> {
        let offset = usize::try_from(day.number() - self.first?.number()).ok()?;
        self.read_at.get(offset).copied().flatten()
    }
}

/// Columns of a cut: days with figures, then the sums.
pub(crate) const COLUMNS: usize = 7;

/// Sums of each object from the first day of the coverage to the end of one day. A copy shares the columns.
#[allow(clippy::rc_buffer, reason = "a column grows while it is filled and is shared by copies afterwards")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    day: AccountDay,
    columns: [Arc<Vec<i64>>; COLUMNS],
}

impl Cut {
    /// Sums of `rows` objects up to the end of `day`, all nothing so far.
    pub fn new(day: AccountDay, rows: usize) -> Self {
        Self { day, columns: std::array::from_fn(|_| Arc::new(vec![0; rows])) }
    }

    /// The day at whose end these sums stand.
    pub fn day(&self) -> AccountDay {
        self.day
    }

    /// Sets an object's sums, and on how many days it has figures. A row that is not there is left out.
    pub fn set(&mut self, row: usize, days: i64, sums: &MetricSums) {
        let values = [
            days,
            sums.impressions,
            sums.clicks,
            sums.link_clicks,
            sums.spend_minor,
            sums.conversions_milli,
            sums.value_minor,
        ];
        for (column, value) in self.columns.iter_mut().zip(values) {
            if let Some(cell) = Arc::make_mut(column).get_mut(row) {
                *cell = value;
            }
        }
    }

    pub(crate) fn column(&self, column: usize) -> &[i64] {
        self.columns.get(column).map_or(&[], |column| column.as_slice())
    }
}

/// Figures of the objects of one level.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Which days have been read.
    pub coverage: Coverage,
    cuts: Vec<Cut>,
}

impl Figures {
    /// Adds the sums at the end of a day; the later one wins where there are two of the same day.
    pub fn put(&mut self, cut: Cut) {
        match self.cuts.binary_search_by_key(&cut.day, Cut::day) {
            Ok(found) => {
                if let Some(kept) = self.cuts.get_mut(found) {
                    *kept = cut;
                }
            }
            Err(place) => self.cuts.insert(place, cut),
        }
    }

    /// The two cuts whose difference is the range; the lower one is none where the range begins with the coverage.
    pub(crate) fn between(&self, range: DayRange) -> Option<(Option<&Cut>, &Cut)> {
        let cut =
            |day: AccountDay| self.cuts.binary_search_by_key(&day, Cut::day).ok().and_then(|at| self.cuts.get(at));
        let upper = cut(range.until())?;
        if Some(range.since()) == self.coverage.first {
            return Some((None, upper));
        }
        Some((Some(cut(range.since().plus_days(-1))?), upper))
    }
    /// On how many days of the range an object has figures.
    pub(crate) fn days(&self, range: DayRange, row: usize) -> i64 {
        let days = |cut: &Cut| cut.column(0).get(row).copied().unwrap_or(0);
        self.between(range).map_or(0, |(lower, upper)| days(upper).wrapping_sub(lower.map_or(0, days)))
    }
}
