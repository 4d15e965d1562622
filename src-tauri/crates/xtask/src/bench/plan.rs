//! The least time a plan of requests can take: the same requests by a client that only counts bytes.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Result, anyhow};

use super::http::Connection;
use super::replay::Asked;

/// Chains of pages that must follow one another, by account and by what has to be known before.
type Chains<'a> = BTreeMap<String, BTreeMap<u8, BTreeMap<String, Vec<&'a Asked>>>>;

/// Seconds for these requests over `connections` connections. Pages of one listing follow one another, and so do the
/// stages of an account: campaigns, then ad sets and ads, images, activities, figures.
///
/// # Errors
/// When a request is not answered.
pub(crate) fn seconds(base: &str, asked: &[Asked], connections: usize) -> Result<f64> {
    let chains = chains(asked);
    let pool = Pool::open(base, connections)?;
    let begun = Instant::now();
    let common = chains.get("");
    run_stages(&pool, common.into_iter().flat_map(BTreeMap::values))?;
    std::thread::scope(|scope| {
        let accounts = chains.iter().filter(|(account, _)| !account.is_empty());
        let running: Vec<_> = accounts.map(|(_, stages)| scope.spawn(|| run_stages(&pool, stages.values()))).collect();
        running.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow!("a client panicked"))?)
    })?;
    Ok(begun.elapsed().as_secs_f64())
}

fn run_stages<'a>(pool: &Pool, stages: impl Iterator<Item = &'a BTreeMap<String, Vec<&'a Asked>>>) -> Result<()> {
    for stage in stages {
        std::thread::scope(|scope| {
            let running: Vec<_> = stage
                .values()
                .map(|pages| scope.spawn(|| pages.iter().try_for_each(|page| pool.ask(&page.request))))
                .collect();
            running.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow!("a client panicked"))?)
        })?;
    }
    Ok(())
}

fn chains(asked: &[Asked]) -> Chains<'_> {
    let mut chains = Chains::new();
    for one in asked {
        let (path, query) = one.target.split_once('?').unwrap_or((&one.target, ""));
        let account = path.split('/').find(|part| part.starts_with("act_")).unwrap_or_default().to_owned();
        let stage = match path.rsplit('/').next().unwrap_or_default() {
            "campaigns" => 1,
            "adsets" | "ads" => 2,
            "adimages" => 3,
            "activities" => 4,
            "insights" => 5,
            _ => 0,
        };
        let same = |part: &&str| !part.starts_with("after=") && !part.starts_with("limit=");
        let chain = format!("{path}?{}", query.split('&').filter(same).collect::<Vec<_>>().join("&"));
        chains.entry(account).or_default().entry(stage).or_default().entry(chain).or_default().push(one);
    }
    chains
}

/// Some open connections; who finds none free waits.
struct Pool {
    free: Mutex<Vec<Connection>>,
    returned: Condvar,
}

impl Pool {
    fn open(base: &str, count: usize) -> Result<Self> {
        let free = (0..count).map(|_| Connection::open(base)).collect::<Result<Vec<_>>>()?;
        Ok(Self { free: Mutex::new(free), returned: Condvar::new() })
    }

    fn ask(&self, request: &[u8]) -> Result<()> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.returned.wait_while(free, |free| free.is_empty()).unwrap_or_else(PoisonError::into_inner);
        let Some(mut connection) = free.pop() else { return Err(anyhow!("no connection")) };
        drop(free);
        let result = connection.ask_for_bytes(request);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        self.returned.notify_one();
        result.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_listing_are_one_chain_and_slices_are_several() {
        let asked = |target: &str| Asked { target: target.to_owned(), request: Vec::new() };
        let all = [
            asked("/v26.0/me/adaccounts?limit=100"),
            asked("/v26.0/act_1/ads?fields=id&limit=500"),
            asked("/v26.0/act_1/ads?fields=id&limit=500&after=x"),
            asked("/v26.0/act_1/insights?level=ad&time_range=a&limit=5000"),
            asked("/v26.0/act_1/insights?level=ad&time_range=b&limit=5000"),
        ];
        let chains = chains(&all);
        let lengths: Vec<usize> = chains["act_1"][&2].values().map(Vec::len).collect();
        assert_eq!((lengths, chains["act_1"][&5].len(), chains[""][&0].len()), (vec![2], 2, 1));
    }
}
