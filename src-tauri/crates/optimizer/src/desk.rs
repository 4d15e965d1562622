//! The engine's work, step by step: what is due, what is seen, what is decided, what is done.

mod approvals;
mod commit;
mod held;
mod leases;
mod outcomes;
mod send;
mod settle;

use std::collections::BTreeMap;
use std::sync::Arc;

use changes::Ids;
use domain::{AccountId, AccountZone, Clock, Currency, DayRange, Level, ObjectId, TimestampMillis};
use rules::{AccountFacts, Frame, Prepared, Snapshot};
use store::{Db, DecisionRow, Store};
use tokio::sync::watch;

use crate::due::{self, Due, Slots};
use crate::limits::Limits;
use crate::shelf::{self, Kept};
use crate::state::{DecisionState, RunOutcome};
use crate::weigh::{self, Around, PastAct, Weighed};
use crate::world::{News, Touched, World};
use crate::{Error, Targets, look, maturity};

/// How far back somebody else's change keeps rules off an object.
const OTHERS_MS: i64 = 15 * 60_000;
/// The longest that guards look back: cool-downs are bounded by what a rule may say.
const PAST_MS: i64 = 31 * 24 * 3_600_000;
/// Days whose figures Meta still restates.
const RESTATED_DAYS: i64 = 28;

/// Whose turn it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// This rule at once, whatever its schedule says; none for whatever is due.
    pub rule: Option<String>,
}

/// What one round did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    /// Looks that were kept, by id.
    pub runs: Vec<String>,
    /// Why nothing was looked at.
    pub held: Option<String>,
}

/// The engine without its thread: whoever has one owns the rules of the workspace.
#[derive(Debug)]
pub struct Desk {
    pub(crate) world: Arc<dyn World>,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    held: held::Watch,
    maturity: BTreeMap<AccountId, (TimestampMillis, Vec<f64>)>,
    /// The account that is looked at right now.
    pub(crate) looking_at: watch::Sender<Option<AccountId>>,
    /// When it was last looked at whether acts were right.
    learned: Option<TimestampMillis>,
}

/// One account as the ledger and the cache have it before anything is read anew.
pub(crate) struct Seen {
    pub(crate) zone: AccountZone,
    /// Enough to say which days rules read.
    pub(crate) facts: AccountFacts,
    pub(crate) targets: Targets,
    pub(crate) limits: Limits,
    pub(crate) rules: Vec<Kept>,
    slots: Slots,
}

impl Seen {
    fn read(db: &Db, account: &AccountId, maturity: Vec<f64>) -> Result<Option<Self>, store::Error> {
        let Some(row) = db.account(account)? else { return Ok(None) };
        // An account whose zone or currency this program does not know is not judged.
        let (Ok(zone), Ok(currency)) = (AccountZone::parse(&row.timezone_name), Currency::parse(&row.currency)) else {
            return Ok(None);
        };
        let limits = Limits::read(db, account)?;
        let facts = AccountFacts {
            id: account.clone(),
            currency,
            zone,
            target_cpa_minor: limits.target_cpa_minor,
            target_roas: limits.target_roas,
            maturity_percent: maturity.clone(),
        };
        let targets =
            Targets { cpa_minor: limits.target_cpa_minor, roas: limits.target_roas, maturity_percent: maturity };
        let rules = shelf::rules(db)?;
        Ok(Some(Self { zone, facts, targets, limits, rules, slots: db.rule_slots()? }))
    }
}

/// A rule whose turn it is, and the time it is for.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    pub(crate) rule: Kept,
    pub(crate) slot: TimestampMillis,
}

impl Desk {
    /// A desk for a workspace.
    pub fn new(world: Arc<dyn World>, store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self {
            world,
            store,
            clock,
            ids,
            held: held::Watch::default(),
            maturity: BTreeMap::new(),
            looking_at: watch::Sender::default(),
            learned: None,
        }
    }

    /// Looks at whatever is due in every account, ends what has to end, and tells what became of it.
    ///
    /// # Errors
    /// When the ledger or the cache cannot be read or written; what goes wrong with Meta is part of the looks.
    pub async fn round(&mut self, wanted: &Wanted) -> Result<Round, Error> {
        self.expire().await?;
        let mut round = Round { held: self.held().await?, ..Round::default() };
        for account in self.world.accounts() {
            let looked = self.look_at(&account, wanted, round.held.as_deref()).await;
            self.looking_at.send_replace(None);
            round.runs.extend(looked?);
        }
        if round.held.is_none() {
            self.end_leases_by_clock().await?;
            self.learn_outcomes().await?;
        }
        if !round.runs.is_empty() {
            self.world.tell(News::Changed);
        }
        Ok(round)
    }

    /// When anything is due next; none while there is no rule that runs.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn next_at(&self) -> Result<Option<TimestampMillis>, Error> {
        let (accounts, now) = (self.world.accounts(), self.clock.now());
        let read = move |db: &Db| {
            let leases = db.open_leases()?.into_iter().filter_map(|lease| lease.due_at);
            Ok(next_looks(db, &accounts, now)?.into_values().chain(leases).min())
        };
        Ok(self.store.read(read).await?)
    }

    /// How fast an account's conversions arrive. It moves from day to day, so it is worked out once a day.
    async fn maturity(&mut self, account: &AccountId) -> Result<Vec<f64>, Error> {
        let now = self.clock.now();
        if let Some((at, kept)) = self.maturity.get(account)
            && now.millis_since(*at).abs() < 86_400_000
        {
            return Ok(kept.clone());
        }
        let named = account.clone();
        let made = self.store.read(move |db| Ok(maturity(db, &named, now))).await??;
        self.maturity.insert(account.clone(), (now, made.clone()));
        Ok(made)
    }

    async fn look_at(
        &mut self,
        account: &AccountId,
        wanted: &Wanted,
        held: Option<&str>,
    ) -> Result<Vec<String>, Error> {
        let (named, curve) = (account.clone(), self.maturity(account).await?);
        let seen = self.store.read(move |db| Seen::read(db, &named, curve)).await?;
        let Some(seen) = seen else { return Ok(Vec::new()) };
        let mut turns = self.turns(account, &seen, wanted).await?;
        if turns.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(why) = held {
            return self.note_held(account, &turns, why).await;
        }
        self.looking_at.send_replace(Some(account.clone()));
        let trouble = self.refresh(account, &seen, &turns).await;
        // In an order of their own, so that who comes first does not depend on anything that happens.
        turns.sort_by(|a, b| a.rule.rule().id.cmp(&b.rule.rule().id));
        let (now, named, facts, targets) =
            (self.clock.now(), account.clone(), seen.facts.clone(), seen.targets.clone());
        let prepared: Vec<Prepared> = turns.iter().map(|turn| turn.rule.prepared.clone()).collect();
        let read = move |db: &Db| {
            let snapshot = look(db, &named, now, &prepared, &targets);
            Ok((snapshot, past_acts(db, &named, now)?, spent_today(db, &named, &facts, now)?))
        };
        let (snapshot, past, spent) = self.store.read(read).await?;
        let snapshot = snapshot?;
        let touched = self.touched(account, &turns, now).await;
        let around = Around {
            snapshot: &snapshot,
            limits: &seen.limits,
            past: &past,
            spent_today_minor: spent,
            touched: &touched,
            all: &seen.rules,
        };
        let rules: Vec<&Kept> = turns.iter().map(|turn| &turn.rule).collect();
        let weighed = weigh::weigh(&rules, &around);
        let mut runs = Vec::new();
        for (turn, look) in turns.iter().zip(weighed) {
            runs.push(self.carry_out(account, turn, &look, &snapshot, &seen.limits, trouble.as_deref()).await?);
        }
        self.end_recovered(account, &turns, &snapshot).await?;
        Ok(runs)
    }

    /// Whose turn it is in an account. What was missed is noted on the way.
    async fn turns(&self, account: &AccountId, seen: &Seen, wanted: &Wanted) -> Result<Vec<Turn>, Error> {
        let now = self.clock.now();
        let mut turns = Vec::new();
        for rule in seen.rules.iter().filter(|rule| rule.runs() && rule.looks_at(account)) {
            if let Some(id) = &wanted.rule {
                if rule.rule().id == *id {
                    turns.push(Turn { rule: rule.clone(), slot: now });
                }
                continue;
            }
            let Due { now: slot, missed } = due::due(rule, account, &seen.zone, &seen.slots, now);
            if let Some(missed) = missed {
                self.note_missed(account, rule, missed).await?;
            }
            turns.extend(slot.map(|slot| Turn { rule: rule.clone(), slot }));
        }
        Ok(turns)
    }

    /// Reads the days that the rules need and that are older than half of what they allow. Answers what went wrong: the
    /// rules are judged all the same, and what is stale cannot be told.
    async fn refresh(&self, account: &AccountId, seen: &Seen, turns: &[Turn]) -> Option<String> {
        let now = self.clock.now();
        let today = seen.zone.day_of(now)?;
        let prepared: Vec<Prepared> = turns.iter().map(|turn| turn.rule.prepared.clone()).collect();
        let minutes = turns.iter().map(|turn| turn.rule.rule().guards.freshness_minutes).min()?;
        let since = now.plus_millis(-i64::from(minutes) * 60_000 / 2);
        let reads = Frame::reads(&prepared, &seen.facts, now, today.plus_days(-400));
        let newest = reads.iter().map(|(_, range)| range.until());
        let first = newest.filter(|day| day.number() > today.number() - RESTATED_DAYS as i32).min().unwrap_or(today);
        let days = DayRange::new(first, today).ok()?;
        self.world.refresh(account.clone(), days, since).await.err()
    }

    /// What others did a short while ago; asked only where a rule could act on it.
    async fn touched(&self, account: &AccountId, turns: &[Turn], now: TimestampMillis) -> BTreeMap<ObjectId, Touched> {
        if !turns.iter().any(|turn| weigh::is_real(turn.rule.rule().mode) && turn.rule.rule().then.acts()) {
            return BTreeMap::new();
        }
        match self.world.touched_by_others(account.clone(), now.plus_millis(-OTHERS_MS)).await {
            Ok(touched) => touched.into_iter().map(|touched| (touched.object.clone(), touched)).collect(),
            Err(error) => {
                // The object itself is read before each act, so what was changed is seen there.
                tracing::warn!(error, account = %account, "who else changed the account cannot be told");
                BTreeMap::new()
            }
        }
    }
}

/// What rules did in an account, as their guards look back.
fn past_acts(db: &Db, account: &AccountId, now: TimestampMillis) -> Result<Vec<PastAct>, store::Error> {
    let rows = db.acts_since(account, now.plus_millis(-PAST_MS))?;
    Ok(rows.into_iter().filter_map(past_act).collect())
}

fn past_act(row: DecisionRow) -> Option<PastAct> {
    let real = matches!(
        DecisionState::parse(&row.state)?,
        DecisionState::Waiting | DecisionState::Sending | DecisionState::Done | DecisionState::Failed
    );
    let act = serde_json::from_value(row.act?).ok()?;
    Some(PastAct { rule: row.rule, level: row.object.level, object: row.object.id, at: row.at, act, real })
}

/// Spend of the account's present day; none when the day was never read.
fn spent_today(
    db: &Db,
    account: &AccountId,
    facts: &AccountFacts,
    now: TimestampMillis,
) -> Result<Option<i64>, store::Error> {
    let Some(today) = facts.zone.day_of(now) else { return Ok(None) };
    let totals = db.level_totals(account, Level::Account, DayRange::ending(today, 1))?;
    Ok((totals.rows > 0).then_some(totals.sums.spend_minor))
}

/// What a look comes to, before anything is sent.
pub(crate) fn outcome_of(look: &Weighed, is_blind: bool) -> RunOutcome {
    if is_blind {
        RunOutcome::Blind
    } else if look.decisions.is_empty() {
        RunOutcome::Quiet
    } else {
        RunOutcome::Refused
    }
}

/// The name of an object in a snapshot.
pub(crate) fn name_of(snapshot: &Snapshot, level: Level, object: &ObjectId) -> String {
    let objects = snapshot.objects(level);
    objects.position(object).and_then(|index| objects.name(index)).unwrap_or_default().to_owned()
}

/// When each rule looks next, at the earliest of these accounts, by its id. Rules that do not run are not in it.
///
/// # Errors
/// When the ledger cannot be read.
pub fn next_looks(
    db: &Db,
    accounts: &[AccountId],
    now: TimestampMillis,
) -> Result<BTreeMap<String, TimestampMillis>, store::Error> {
    let mut next: BTreeMap<String, TimestampMillis> = BTreeMap::new();
    for account in accounts {
        let Some(seen) = Seen::read(db, account, Vec::new())? else { continue };
        for rule in seen.rules.iter().filter(|rule| rule.runs() && rule.looks_at(account)) {
            let Some(at) = due::next(rule, account, &seen.zone, &seen.slots, now) else { continue };
            let kept = next.entry(rule.rule().id.clone()).or_insert(at);
            *kept = at.min(*kept);
        }
    }
    Ok(next)
}

/// What a rule would do to an account now, weighed against what rules did and may do, without asking Meta anything.
///
/// # Errors
/// When the ledger or the cache cannot be read.
pub fn weigh_now(db: &Db, account: &AccountId, snapshot: &Snapshot, rule: &Kept) -> Result<Weighed, Error> {
    let (limits, all) = (Limits::read(db, account)?, shelf::rules(db)?);
    let past = past_acts(db, account, snapshot.at)?;
    let around = Around {
        snapshot,
        limits: &limits,
        past: &past,
        spent_today_minor: spent_today(db, account, &snapshot.account, snapshot.at)?,
        touched: &BTreeMap::new(),
        all: &all,
    };
    Ok(weigh::weigh(&[rule], &around).remove(0))
}
