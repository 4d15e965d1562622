//! Looking before sending: local rules, what the objects are like now, and what Meta would say.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AccountId, Level, ObjectId};
use graph::{Cancel, LiveObject};
use store::ObjectRef;

use crate::Error;
use crate::meta_rules;
use crate::minimums;
use crate::outcome::{Conflict, Detail};
use crate::pictures;
use crate::request;
use crate::rules::{BUDGET_SPAN_MS, Finding, Severity, judge_among, soften};
use crate::set::{Action, ChangeSet, FieldChange, Item};
use crate::settle::conflicts;
use crate::snapshot::{Known, Snapshot};
use crate::tools::Tools;
use crate::value::{arrived, same};

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Only local rules; works without a network.
    Local,
    /// The objects as they are now, too. Costs a read for each hundred objects.
    Live,
    /// And Meta's own judgement of each change. Costs as much as the changes themselves.
    Meta,
}

/// What there is to know about one item before it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Which item, from 0.
    pub item: u32,
    /// What the local rules say, the gravest first.
    pub findings: Vec<Finding>,
    /// Fields that somebody else has changed since the plan was made.
    pub drift: Vec<Conflict>,
    /// What Meta says against it, or why it could not be asked.
    pub meta: Option<Detail>,
}

impl Verdict {
    /// Whether it would be sent once the questions in it are answered with yes.
    pub fn can_be_sent(&self) -> bool {
        let blocked = self.findings.iter().any(|finding| finding.severity == Severity::Block);
        !blocked && self.drift.is_empty() && self.meta.is_none()
    }
}

/// Hears how far a check is: looks taken, and looks to take. A change that Meta judges counts beside its object.
pub type OnLook<'a> = &'a (dyn Fn(usize, usize) + Send + Sync);

/// Objects read before it is told how far a check is: as many as one call reads.
const LOOKS_AT_ONCE: usize = 100;

/// Counts looks and tells of them.
struct Looks<'a> {
    done: usize,
    total: usize,
    on_look: OnLook<'a>,
}

impl Looks<'_> {
    fn taken(&mut self, count: usize) {
        self.done += count;
        (self.on_look)(self.done, self.total);
    }
}

/// Judges every item of an act. Sends nothing that changes anything.
///
/// # Errors
/// [`Error::Store`] when the cache cannot be read; [`Error::Meta`] when Meta cannot be asked at all.
pub async fn check(tools: &Tools, set: &ChangeSet, depth: Depth, cancel: &Cancel) -> Result<Vec<Verdict>, Error> {
    check_telling(tools, set, depth, cancel, &|_, _| {}).await
}

/// As [`check`], and tells how far it is.
///
/// # Errors
/// As [`check`].
pub async fn check_telling(
    tools: &Tools,
    set: &ChangeSet,
    depth: Depth,
    cancel: &Cancel,
    on_look: OnLook<'_>,
) -> Result<Vec<Verdict>, Error> {
    if depth >= Depth::Live {
        minimums::refresh(tools, set, cancel).await?;
    }
    let (objects, parents) = (set.objects(), set.parents());
    let since = tools.clock.now().plus_millis(-BUDGET_SPAN_MS);
    let read = move |db: &store::Db| {
        let mut edits = BTreeMap::new();
        for object in &objects {
            edits.insert(object.clone(), db.budget_edits_since(&object.account, &object.id, since)?);
        }
        let all: Vec<ObjectRef> = objects.into_iter().chain(parents).collect();
        Ok((Known::read(db, &all)?, edits))
    };
    let (mut known, edits) = tools.store.read(read).await?;
    let mut unseen = BTreeMap::new();
    let judged = if depth >= Depth::Meta { set.items.len() } else { 0 };
    let mut looks = Looks { done: 0, total: set.objects().len() + judged, on_look };
    if depth >= Depth::Live {
        unseen = refresh(tools, set.objects(), &mut known, cancel, &mut looks).await?;
    }
    let mut verdicts = Vec::with_capacity(set.items.len());
    for (number, item) in (0_u32..).zip(&set.items) {
        let edits = item.object().and_then(|object| edits.get(&object).cloned()).unwrap_or_default();
        let mut findings = judge_among(item, &set.items, &known, &edits, tools.clock.now());
        soften(set, &mut findings);
        findings.dedup();
        let drift = if depth >= Depth::Live { drift_of(item, &known) } else { Vec::new() };
        let gone = item.object().and_then(|object| unseen.remove(&object));
        verdicts.push(Verdict { item: number, findings, drift, meta: gone });
    }
    if depth >= Depth::Meta {
        for (verdict, item) in verdicts.iter_mut().zip(&set.items) {
            if verdict.can_be_sent() {
                verdict.meta = asked(tools, item, cancel).await?;
            }
            looks.taken(1);
        }
    }
    Ok(verdicts)
}

/// One object as it is at Meta now, which goes into the cache too. Costs one read.
///
/// # Errors
/// [`Error::Store`] when the cache cannot be written; [`Error::Meta`] when Meta cannot be asked at all. What Meta says
/// about this object alone, such as that it is gone, is the inner error.
pub async fn look(tools: &Tools, object: &ObjectRef, cancel: &Cancel) -> Result<Result<Snapshot, Detail>, Error> {
    let mut known = Known::default();
    let mut looks = Looks { done: 0, total: 1, on_look: &|_, _| {} };
    let mut unseen = refresh(tools, vec![object.clone()], &mut known, cancel, &mut looks).await?;
    let found = known.objects.remove(object);
    Ok(found.ok_or_else(|| unseen.remove(object).unwrap_or_default()))
}

/// Puts what the objects are now over what the cache has, and into the cache. Answers what could not be read.
async fn refresh(
    tools: &Tools,
    objects: Vec<ObjectRef>,
    known: &mut Known,
    cancel: &Cancel,
    looks: &mut Looks<'_>,
) -> Result<BTreeMap<ObjectRef, Detail>, Error> {
    let mut unseen = BTreeMap::new();
    for ((account, level), ids) in grouped(objects) {
        let Some(kind) = request::editable(level) else {
            for id in ids {
                let object = ObjectRef { account: account.clone(), level, id };
                match meta_rules::look(&tools.patient(), &account, &object.id).await {
                    Ok(live) => drop(known.objects.insert(object, Snapshot::of_live(&account, level, &live))),
                    Err(error) => drop(unseen.insert(object, Detail::of_error(&error))),
                }
                looks.taken(1);
            }
            continue;
        };
        let mut read: Vec<LiveObject> = Vec::with_capacity(ids.len());
        for ids in ids.chunks(LOOKS_AT_ONCE) {
            for (id, answer) in tools.patient().live_many(&account, kind, ids, cancel).await? {
                let object = ObjectRef { account: account.clone(), level, id };
                match answer {
                    Ok(live) => {
                        known.objects.insert(object, Snapshot::of_live(&account, level, &live));
                        read.push(live);
                    }
                    Err(error) => drop(unseen.insert(object, Detail::of_error(&error))),
                }
            }
            looks.taken(ids.len());
        }
        let keep =
            move |tx: &store::Tx<'_>| read.iter().try_for_each(|live| ingest::store_live(tx, &account, level, live));
        tools.store.write(keep).await?;
    }
    Ok(unseen)
}

/// Objects by where they are, each once.
fn grouped(objects: Vec<ObjectRef>) -> BTreeMap<(AccountId, Level), Vec<ObjectId>> {
    let mut seen = BTreeSet::new();
    let mut groups: BTreeMap<(AccountId, Level), Vec<ObjectId>> = BTreeMap::new();
    for object in objects {
        if seen.insert(object.clone()) {
            groups.entry((object.account, object.level)).or_default().push(object.id);
        }
    }
    groups
}

fn drift_of(item: &Item, known: &Known) -> Vec<Conflict> {
    let Action::Edit { fields, .. } = &item.action else { return Vec::new() };
    let Some(live) = item.object().and_then(|object| known.objects.get(&object)) else { return Vec::new() };
    let moved = |change: &&FieldChange| {
        let now = live.get(change.field);
        !change.unread && !arrived(change.to.as_ref(), now) && !same(change.from.as_ref(), now)
    };
    conflicts(&fields.iter().filter(moved).cloned().collect::<Vec<_>>(), live)
}

/// What Meta says to a change without making it.
async fn asked(tools: &Tools, item: &Item, cancel: &Cancel) -> Result<Option<Detail>, Error> {
    let Some(kind) = request::editable(item.level) else { return Ok(None) };
    let writer = tools.patient().writer(&item.account);
    let answer = match &item.action {
        Action::Edit { id, fields } => match request::edit(item.level, fields) {
            Ok(params) => writer.check_update(kind, id, &params, cancel).await,
            Err(error) => return Ok(Some(Detail::say(error.to_string()))),
        },
        Action::Create { parent, fields } => {
            let parent = match parent {
                Some(crate::set::Parent::Object(id)) => Some(id),
                // What it goes into is not made yet, so there is nothing Meta could check it against.
                Some(crate::set::Parent::Item(_)) => return Ok(None),
                None => None,
            };
            let Some(fields) = pictures::checkable(tools, &item.account, fields).await? else { return Ok(None) };
            match request::create(item.level, parent, &fields, "check") {
                Ok(params) => writer.check_create(kind.into(), &params, cancel).await,
                Err(error) => return Ok(Some(Detail::say(error.to_string()))),
            }
        }
        // Meta documents no check for copies, and an endpoint that does not know one would make the copy.
        Action::Copy { .. } => return Ok(None),
    };
    match answer {
        Ok(()) => Ok(None),
        Err(error @ (graph::Error::Auth { .. } | graph::Error::Offline { .. } | graph::Error::Cancelled)) => {
            Err(error.into())
        }
        Err(error) => Ok(Some(Detail::of_error(&error))),
    }
}
