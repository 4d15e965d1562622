//! placeholder until merged
use domain::{AccountId, TimestampMillis};
use rules::{AccountFacts, Prepared, Snapshot};
/// x
pub fn look(_db: &store::Db, _a: &AccountId, at: TimestampMillis, _r: &[Prepared], facts: &AccountFacts) -> Result<Snapshot, store::Error> { Ok(Snapshot::new(at, facts.clone())) }
