//! What a request came to: decided by reading, never by the answer alone.

mod pictures;
mod trees;

use std::time::Duration;

use domain::{AccountId, Level, ObjectId, TimestampMillis};
use graph::{Cancel, Error, Graph, LiveObject};

use crate::close::{Pending, Verdict};
use crate::meta_rules;
use crate::outcome::{Conflict, Detail, Outcome};
use crate::set::FieldChange;
use crate::snapshot::{Snapshot, kind_of};
use crate::tools::Tools;
use crate::value::{arrived, same};
pub(crate) use pictures::uploaded;
use trees::with_below;
pub(crate) use trees::{LONGEST_PAUSE, filled, is_over};

/// What was sent is read back within this time. What could not be stays open, and nothing more is sent to its account.
const READ_BACK: Duration = Duration::from_secs(60);

const NOT_READ_BACK: &str =
    "It was not read back within a minute. It is looked at again before anything else is sent to this account.";

/// The time in which something that was sent has to be read back.
struct ReadBack<'a> {
    tools: &'a Tools,
    until: TimestampMillis,
}

impl<'a> ReadBack<'a> {
    fn from_now(tools: &'a Tools) -> Self {
        let millis = i64::try_from(READ_BACK.as_millis()).unwrap_or(i64::MAX);
        Self { tools, until: tools.clock.now().plus_millis(millis) }
    }

    /// What is left of it; none when it is over.
    fn left(&self) -> Option<Duration> {
        let left = u64::try_from(self.until.millis_since(self.tools.clock.now())).ok().filter(|left| *left > 0)?;
        Some(Duration::from_millis(left).min(READ_BACK))
    }

    /// Why nothing was read.
    fn unread(&self, error: &Error) -> Detail {
        if self.left().is_none() { Detail::say(NOT_READ_BACK) } else { Detail::of_error(error) }
    }

    /// One look, given up with the time; none when there is none left.
    async fn look<T>(&self, look: impl Future<Output = Result<T, Error>>) -> Option<Result<T, Error>> {
        tokio::time::timeout(self.left()?, look).await.ok()
    }
}

/// What is known of the answer.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Meta said yes.
    Yes,
    /// Meta said yes and named what it made.
    Made(ObjectId),
    /// Anything else.
    Error(Error),
    /// The program ended before it came.
    Lost,
}

impl Answer {
    /// Whether the request has certainly not left.
    fn never_left(&self) -> bool {
        match self {
            Self::Error(error) => {
                matches!(
                    error,
                    Error::Offline { .. } | Error::Cancelled | Error::Config(_) | Error::RateLimited { meta: None, .. }
                )
            }
            Self::Yes | Self::Made(_) | Self::Lost => false,
        }
    }

    /// Whether Meta says by it that nothing was done and that it will not be asked for a while, so that no look follows.
    fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Error(Error::Auth { .. } | Error::PolicyBlock { .. } | Error::RateLimited { meta: Some(_), .. })
        )
    }

    /// Whether Meta, or this client, says no.
    fn is_no(&self) -> bool {
        matches!(self, Self::Error(error) if !matches!(error, Error::UnknownOutcome { .. }))
    }

    /// Whether neither yes nor no is known.
    fn is_unclear(&self) -> bool {
        match self {
            Self::Lost => true,
            Self::Error(error) => matches!(error, Error::UnknownOutcome { .. }),
            Self::Yes | Self::Made(_) => false,
        }
    }

    /// How it ends where the object shows that nothing happened.
    fn without_effect(self) -> Verdict {
        match self {
            Self::Error(error) => {
                let outcome = match &error {
                    Error::RateLimited { .. } => Outcome::Waiting,
                    Error::Offline { .. } | Error::Cancelled | Error::Config(_) => Outcome::NotSent,
                    Error::UnknownOutcome { .. } => Outcome::NotApplied,
                    _ => Outcome::Rejected,
                };
                Verdict::new(outcome, Detail::of_error(&error))
            }
            Self::Lost | Self::Yes | Self::Made(_) => {
                let text = "The answer was lost, and the object shows that it did not happen.";
                Verdict::new(Outcome::NotApplied, Detail { reconciled: true, ..Detail::say(text) })
            }
        }
    }
}

/// Reads an object now.
pub(crate) async fn look(meta: &Graph, account: &AccountId, level: Level, id: &ObjectId) -> Result<LiveObject, Error> {
    let Some(kind) = kind_of(level) else { return meta_rules::look(meta, account, id).await };
    // What was begun is looked at to its end; whoever cancels does so between two objects.
    meta.live(account, kind, id, &Cancel::new()).await
}

/// What an edit came to.
pub(crate) async fn edit(tools: &Tools, pending: &Pending, answer: Answer) -> Verdict {
    let Some(id) = pending.object.clone() else {
        return Verdict::new(Outcome::NeedsPerson, Detail::say("The ledger does not say which object this was."));
    };
    if answer.never_left() {
        return answer.without_effect();
    }
    let (meta, time) = (tools.patient(), ReadBack::from_now(tools));
    let definite_no = answer.is_no();
    let looks = if definite_no { 1 } else { tools.pace.looks.max(1) };
    let mut last: Result<LiveObject, Error> = Err(Error::Cancelled);
    for round in 0..looks {
        if round > 0 {
            tokio::time::sleep(tools.pace.between_looks).await;
        }
        match time.look(look(&meta, &pending.account, pending.level, &id)).await {
            Some(seen) => last = seen,
            None => break,
        }
        if let Ok(live) = &last {
            let now = Snapshot::of_live(&pending.account, pending.level, live);
            if pending.fields.iter().all(|change| arrived(change.to.as_ref(), now.get(change.field))) {
                return done(live.clone(), answer);
            }
        }
    }
    match last {
        Ok(live) => unfulfilled(pending, answer, live),
        // Gone, or no longer visible: it will not become clearer by looking again.
        Err(error @ (Error::NotFound { .. } | Error::Permission { .. })) if answer.is_unclear() => {
            Verdict::new(Outcome::NeedsPerson, Detail::of_error(&error))
        }
        Err(error) if answer.is_final() || (definite_no && will_not_be_read(&error)) => answer.without_effect(),
        Err(error) => Verdict::new(Outcome::Unconfirmed, time.unread(&error)),
    }
}

/// Whether looking again would not show more: then a definite no is believed.
fn will_not_be_read(error: &Error) -> bool {
    matches!(error, Error::Auth { .. } | Error::PolicyBlock { .. } | Error::Permission { .. } | Error::NotFound { .. })
}

fn done(live: LiveObject, answer: Answer) -> Verdict {
    let detail = match answer {
        Answer::Yes | Answer::Made(_) => Detail::default(),
        // Kept, so that the log shows what Meta said.
        Answer::Error(error) => Detail { reconciled: true, retry_at: None, ..Detail::of_error(&error) },
        Answer::Lost => Detail { reconciled: true, ..Detail::default() },
    };
    Verdict::seen(Outcome::Confirmed, live, detail)
}

/// The object is not as it was asked for.
fn unfulfilled(pending: &Pending, answer: Answer, live: LiveObject) -> Verdict {
    let now = Snapshot::of_live(&pending.account, pending.level, &live);
    let untouched = pending.fields.iter().all(|change| same(change.from.as_ref(), now.get(change.field)));
    let said_yes = matches!(answer, Answer::Yes | Answer::Made(_));
    if said_yes || (answer.is_unclear() && !untouched) {
        let text = if said_yes {
            "Meta said yes, but the object is not as it was asked for."
        } else {
            "The answer was lost, and the object is neither as it was nor as it was asked for."
        };
        let detail = Detail { conflicts: conflicts(&pending.fields, &now), ..Detail::say(text) };
        return Verdict::seen(Outcome::NeedsPerson, live, detail);
    }
    let verdict = answer.without_effect();
    Verdict { live: Some(live), ..verdict }
}

/// Fields that are not what they should become, beside what they are.
pub(crate) fn conflicts(fields: &[FieldChange], now: &Snapshot) -> Vec<Conflict> {
    let differing = fields.iter().filter(|change| !arrived(change.to.as_ref(), now.get(change.field)));
    differing
        .map(|change| Conflict {
            field: change.field,
            mine: change.to.clone(),
            base: change.from.clone(),
            theirs: now.get(change.field).cloned(),
        })
        .collect()
}

/// What the making of something came to: found by its id, or by its marker.
pub(crate) async fn made(tools: &Tools, pending: &Pending, answer: Answer) -> Verdict {
    if answer.never_left() {
        return answer.without_effect();
    }
    let (meta, account, level) = (tools.patient(), &pending.account, pending.level);
    let time = ReadBack::from_now(tools);
    let definite_no = answer.is_no();
    let looks = if definite_no { 1 } else { tools.pace.looks.max(1) };
    let mut last = Err(Error::Cancelled);
    for round in 0..looks {
        if round > 0 {
            tokio::time::sleep(tools.pace.between_looks).await;
        }
        let seen = match &answer {
            Answer::Made(id) => time.look(look(&meta, account, level, id)).await.map(|one| one.map(|live| vec![live])),
            _ => time.look(find(&meta, pending)).await,
        };
        match seen {
            Some(seen) => last = seen,
            None => break,
        }
        if last.as_ref().is_ok_and(|found| !found.is_empty()) {
            break;
        }
    }
    match last {
        Ok(found) => with_below(&meta, pending, found_or_not(found, answer)).await,
        Err(error) if answer.is_final() || (definite_no && will_not_be_read(&error)) => answer.without_effect(),
        Err(error) => {
            let object = match answer {
                Answer::Made(id) => Some(id),
                _ => None,
            };
            Verdict { object, ..Verdict::new(Outcome::Unconfirmed, time.unread(&error)) }
        }
    }
}

/// Everything at Meta that carries the marker.
pub(crate) async fn find(meta: &Graph, pending: &Pending) -> Result<Vec<LiveObject>, Error> {
    let Some(marker) = &pending.marker else { return Ok(Vec::new()) };
    let Some(kind) = kind_of(pending.level) else { return meta_rules::find(meta, &pending.account, marker).await };
    meta.find_by_name(&pending.account, kind, marker, &Cancel::new()).await
}

fn found_or_not(mut found: Vec<LiveObject>, answer: Answer) -> Verdict {
    let several = found.len() > 1;
    match found.pop() {
        Some(_) if several => {
            let text = "Several objects carry the marker of this one; Sextant does not choose among them.";
            Verdict::new(Outcome::NeedsPerson, Detail::say(text))
        }
        Some(live) => {
            let verdict = done(live, answer);
            Verdict { outcome: Outcome::Marked, ..verdict }
        }
        None if answer.is_unclear() => {
            let text = "The answer was lost, and what should have been made is not found. \
                        Look at the account; trying again looks for it once more before anything is sent.";
            Verdict::new(Outcome::NeedsPerson, Detail { reconciled: true, ..Detail::say(text) })
        }
        None => answer.without_effect(),
    }
}
