//! What is used up of Meta's limits, kept between runs: a program that restarts must not count from zero, since an app
//! in Meta's lowest tier has sixty points in five minutes.

use domain::AccountId;
use graph::{GovernorMemory, Graph};
use store::Store;

/// The name under which it is kept. Account ids and numbers only.
const USED: &str = "limits.used";

/// Notes what is used up now. Failing to is logged: it costs caution after a restart, nothing else.
pub(crate) async fn keep(store: &Store, graph: &Graph, accounts: &[AccountId]) {
    let used: Vec<(AccountId, GovernorMemory)> =
        accounts.iter().map(|account| (account.clone(), graph.governor(account).memory())).collect();
    if let Err(error) = store.write(move |tx| tx.set_setting(USED, &used)).await {
        tracing::warn!(%error, "what is used up of Meta's limits could not be noted");
    }
}

/// Takes over what an earlier run noted; what is over by now is left out.
pub(crate) async fn restore(store: &Store, graph: &Graph) {
    match store.read(|db| db.setting::<Vec<(AccountId, GovernorMemory)>>(USED)).await {
        Ok(used) => used.iter().flatten().for_each(|(account, memory)| graph.governor(account).restore(memory)),
        Err(error) => tracing::warn!(%error, "what was used up of Meta's limits could not be read"),
    }
}
