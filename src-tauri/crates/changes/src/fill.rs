//! Copying trees that are too large for one answer: the object alone first, then what is below it, in the background.
//!
//! Meta copies three ads at once at most, and 51 in the background. So the object at the top is copied by itself, under
//! its marker, and then each of its ad sets, or ads, is one order of a set that carries the marker, too. After a crash
//! the set is found by that name, and a second set has only what the first did not copy.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::{Level, ObjectId};
use graph::{Cancel, CopyOrder, Editable, Error, WriteParams};
use serde_json::json;

use crate::close::{self, FILL, Pending};
use crate::one::{Run, Step, Then, then_after};
use crate::outcome::{Detail, Outcome, RowReport};
use crate::set::{Action, Item, marker};
use crate::settle::{self, Answer};

/// Ads that Meta copies in one answer.
const ADS_AT_ONCE: usize = 3;
/// What Meta says where there are more of them than the cache knew.
pub(crate) const TOO_MUCH_TO_COPY: i64 = 1_885_194;

/// How far the copies below an object are.
enum Filled {
    /// Some are still being made.
    UnderWay,
    /// These were copied.
    Copied(BTreeSet<ObjectId>),
}

impl Run<'_> {
    /// Whether a deep copy fits into one answer, as far as the cache knows.
    pub(crate) async fn fits_at_once(&self, item: &Item) -> Result<bool, store::Error> {
        let Action::Copy { source, deep: true, .. } = &item.action else { return Ok(true) };
        let (account, level, source) = (item.account.clone(), item.level, source.clone());
        let read = move |db: &store::Db| {
            let outline = db.outline(&account)?;
            let below: BTreeSet<&ObjectId> = match level {
                Level::Campaign => outline.adsets.iter().filter(|one| one.1 == source).map(|one| &one.0).collect(),
                _ => BTreeSet::from([&source]),
            };
            Ok(outline.ads.iter().filter(|(_, adset)| below.contains(adset)).count())
        };
        Ok(self.tools.store.read(read).await? <= ADS_AT_ONCE)
    }

    /// Copies what is below an object that was copied alone. None when nothing of it is left to copy.
    pub(crate) async fn fill(&self, number: u32, item: &Item, object: &ObjectId) -> Result<Option<Step>, store::Error> {
        let Action::Copy { source, deep: true, .. } = &item.action else { return Ok(None) };
        let id = self.set.id.clone();
        let intents = self.tools.store.read(move |db| db.intents_of(&id)).await?;
        let own = |intent: &&store::IntentRow| intent.item == number;
        let top = intents.iter().filter(own).rfind(|intent| close::makes(intent));
        if top.is_none_or(|top| top.request.get("deep_copy") != Some(&json!(false))) {
            return Ok(None);
        }
        let orders: Vec<&store::IntentRow> = intents.iter().filter(own).filter(|one| one.action == FILL).collect();
        self.settle_earlier(&orders).await?;
        let earlier = orders.len();
        let marker = marker(&self.set.id, number);
        let left = match self.left_to_copy(item, source, &marker, earlier).await {
            Ok(Some(left)) if left.is_empty() => return Ok(None),
            Ok(Some(left)) => left,
            Ok(None) => {
                let text = "Meta is still making the copies of an earlier try.";
                return self.left(number, item, object, Detail::say(text), Then::GoOn).await.map(Some);
            }
            Err(error) => {
                let then = Then::after(&error);
                return self.left(number, item, object, Detail::of_error(&error), then).await.map(Some);
            }
        };
        self.order(number, item, object, format!("{marker}-{earlier}"), &left).await
    }

    /// Records what earlier orders have made after they had been given up or taken for lost.
    async fn settle_earlier(&self, orders: &[&store::IntentRow]) -> Result<(), store::Error> {
        for order in orders.iter().filter(|order| matches!(order.state.as_str(), "needs_person" | "not_applied")) {
            let pending = Pending::of_intent((*order).clone(), Some(self.set));
            let (silent, cancel) = (|_: u32, _: u32| {}, Cancel::new());
            let verdict = settle::filled(self.tools, &pending, Answer::Lost, &silent, Duration::ZERO, &cancel).await;
            if matches!(verdict.outcome, Outcome::Confirmed | Outcome::Marked) {
                close::correct(self.tools, &pending, &verdict).await?;
            }
        }
        Ok(())
    }

    /// The row of an object that is there while what is below it is not.
    async fn left(
        &self,
        number: u32,
        item: &Item,
        object: &ObjectId,
        detail: Detail,
        then: Then,
    ) -> Result<Step, store::Error> {
        let report = RowReport::new(number, Outcome::Marked, detail).about(Some(object.clone()));
        self.ended(item, report, None, then).await
    }

    /// What is left to copy; none while an earlier set is under way.
    async fn left_to_copy(
        &self,
        item: &Item,
        source: &ObjectId,
        marker: &str,
        earlier: usize,
    ) -> Result<Option<Vec<ObjectId>>, Error> {
        let copied = match earlier {
            0 => BTreeSet::new(),
            _ => match self.copied_before(item, marker).await? {
                Filled::Copied(sources) => sources,
                Filled::UnderWay => return Ok(None),
            },
        };
        let kind = part_of(item.level);
        let children = self.tools.patient().live_below(&item.account, source, kind, &Cancel::new()).await?;
        let is_alive = |live: &graph::LiveObject| {
            live.text("status").is_some_and(|status| matches!(status.as_str(), "ACTIVE" | "PAUSED"))
        };
        let left = children.into_iter().filter(is_alive).map(|live| live.id).filter(|id| !copied.contains(id));
        Ok(Some(left.collect()))
    }

    async fn copied_before(&self, item: &Item, marker: &str) -> Result<Filled, Error> {
        let (meta, cancel) = (self.tools.patient(), Cancel::new());
        let mut copied = BTreeSet::new();
        for set in meta.async_sets(&item.account, &cancel).await? {
            let is_own = set.name.as_deref().and_then(|name| name.strip_prefix(marker)).is_some_and(|rest| {
                rest.strip_prefix('-').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
            });
            if !is_own {
                continue;
            }
            if !settle::is_over(&set) {
                return Ok(Filled::UnderWay);
            }
            let copies = meta.async_copies(&item.account, &set.id, &cancel).await?;
            copied.extend(copies.into_iter().filter_map(|order| {
                let copy = order.copy?;
                copy.objects.into_iter().find(|object| object.copy == copy.id).map(|object| object.source)
            }));
        }
        Ok(Filled::Copied(copied))
    }

    /// The order itself, noted before and closed after. None when everything was copied.
    async fn order(
        &self,
        number: u32,
        item: &Item,
        object: &ObjectId,
        name: String,
        parts: &[ObjectId],
    ) -> Result<Option<Step>, store::Error> {
        let pending = Pending {
            object: Some(object.clone()),
            action: FILL.to_owned(),
            marker: Some(name.clone()),
            ..self.pending(number, item, Vec::new())
        };
        let (params, orders) = match (noted(&name, parts), orders(part_of(item.level), object, parts)) {
            (Ok(params), Ok(orders)) => (params, orders),
            (Err(error), _) | (_, Err(error)) => {
                return self.unsent(number, item, Outcome::Marked, &error, Then::GoOn).await.map(Some);
            }
        };
        if let Err(stop) = close::open(self.tools, &pending, &params).await? {
            let then = Then::StopAccount(stop.to_string());
            return self.left(number, item, object, Detail::say(crate::rules::sentence(&stop)), then).await.map(Some);
        }
        if let Some(stop) = self.stopped(item) {
            return self.withdrawn(&pending, &stop).await.map(Some);
        }
        let writer = self.tools.meta().writer(&item.account);
        let answer = match writer.start_copies(&name, &orders, &Cancel::new()).await {
            Ok(set) => Answer::Made(set.id),
            Err(error) => Answer::Error(error),
        };
        let then = then_after(&answer);
        let tell = |done: u32, total: u32| {
            let detail = Detail { copying: Some((done, total)), ..Detail::default() };
            let report = RowReport::new(number, Outcome::Unconfirmed, detail);
            (self.on_row)(&report.about(Some(object.clone())));
        };
        let patience = self.tools.pace.longest_copy;
        let verdict = settle::filled(self.tools, &pending, answer, &tell, patience, self.cancel).await;
        let whole = verdict.outcome == Outcome::Confirmed;
        let step = self.closed(&pending, &verdict, then).await?;
        Ok((!whole).then_some(step))
    }
}

/// What a copied object is filled with.
fn part_of(level: Level) -> Editable {
    if level == Level::Campaign { Editable::AdSet } else { Editable::Ad }
}

/// What is asked of each part: paused like everything that is made, under its own name, in what was copied before it.
fn orders(kind: Editable, into: &ObjectId, parts: &[ObjectId]) -> Result<Vec<CopyOrder>, graph::ReservedParam> {
    let mut params = WriteParams::new();
    params.set("status_option", json!("PAUSED"))?;
    params.set("rename_options", json!({ "rename_strategy": "NO_RENAME" }))?;
    if kind == Editable::AdSet {
        params.set("deep_copy", json!(true))?;
        params.set("campaign_id", json!(into))?;
    } else {
        params.set("adset_id", json!(into))?;
    }
    Ok(parts.iter().map(|id| CopyOrder { id: id.clone(), params: params.clone() }).collect())
}

/// What the ledger keeps of an order.
fn noted(name: &str, parts: &[ObjectId]) -> Result<WriteParams, graph::ReservedParam> {
    let mut params = WriteParams::new();
    params.set("name", json!(name))?;
    params.set("sources", json!(parts))?;
    Ok(params)
}
