//! What a rule is judged by: one account's objects and figures as they are known at one instant.
//!
//! Everything lies in columns, and figures are running sums at the ends of days, so that any window of any object is the
//! difference of two numbers. Whoever makes a snapshot asks [`crate::Frame::spans`] first which days that takes.

mod figures;

use std::sync::Arc;

use domain::{
    AccountDay, AccountId, AccountZone, ConfiguredStatus, Currency, EffectiveStatus, Level, ObjectId, TimestampMillis,
};

pub(crate) use figures::COLUMNS;
pub use figures::{Coverage, Cut, Figures};

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
        let parent =
            (level >= Level::Adset).then(|| objects.parents.get(objects.position(object)?).copied()?).flatten()?;
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

    /// The object at a position.
    pub fn get(&self, index: usize) -> Option<Object> {
        Some(Object {
            id: self.ids.get(index)?.clone(),
            name: Arc::clone(self.names.get(index)?),
            parent: *self.parents.get(index)?,
            configured: *self.configured.get(index)?,
            effective: *self.effective.get(index)?,
            objective: self.objectives.get(index)?.clone(),
            labels: Arc::clone(self.labels.get(index)?),
            created: *self.created.get(index)?,
            daily_budget_minor: *self.daily_budgets.get(index)?,
            lifetime_budget_minor: *self.lifetime_budgets.get(index)?,
            bid_minor: *self.bids.get(index)?,
            learning: *self.learning.get(index)?,
        })
    }

    /// Puts another object in the place of the one at a position. Columns in which both are the same stay shared with
    /// copies. A position that is not there is left out.
    pub fn put(&mut self, index: usize, object: Object) {
        set(&mut self.ids, index, object.id);
        set(&mut self.names, index, object.name);
        set(&mut self.parents, index, object.parent);
        set(&mut self.configured, index, object.configured);
        set(&mut self.effective, index, object.effective);
        set(&mut self.objectives, index, object.objective);
        set(&mut self.labels, index, object.labels);
        set(&mut self.created, index, object.created);
        set(&mut self.daily_budgets, index, object.daily_budget_minor);
        set(&mut self.lifetime_budgets, index, object.lifetime_budget_minor);
        set(&mut self.bids, index, object.bid_minor);
        set(&mut self.learning, index, object.learning);
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

    /// The position of what an object is under; none for campaigns' account where that is not in the snapshot.
    pub fn parent_of(&self, object: &ObjectId) -> Option<u32> {
        self.parents.get(self.position(object)?).copied().flatten()
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

#[allow(clippy::rc_buffer, reason = "a column grows while it is filled and is shared by copies afterwards")]
fn set<T: Clone + PartialEq>(column: &mut Arc<Vec<T>>, index: usize, value: T) {
    if column.get(index).is_some_and(|kept| *kept != value)
        && let Some(cell) = Arc::make_mut(column).get_mut(index)
    {
        *cell = value;
    }
}
