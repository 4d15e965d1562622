//! What every part of the write path works with.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{AccountId, Clock};
use graph::{Graph, Lane};
use store::Store;
use tokio::sync::OwnedMutexGuard;

use crate::gate::{Gate, KillSwitch};
use crate::ids::Ids;
use crate::pictures::Pictures;

/// How long to look and wait.
#[derive(Debug, Clone)]
pub struct Pace {
    /// How often an object is looked at before an unclear change counts as not made.
    pub looks: u32,
    /// The pause between two looks; Meta may take a moment to show a change.
    pub between_looks: Duration,
    /// A limit that ends sooner than this is waited for; otherwise the row says when it can go on.
    pub longest_wait: Duration,
    /// How long a tree that Meta copies in the background is waited for before its row is left open.
    pub longest_copy: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            looks: 4,
            between_looks: Duration::from_secs(2),
            longest_wait: Duration::from_secs(90),
            longest_copy: Duration::from_secs(900),
        }
    }
}

/// The one place at a time where an account is changed. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Lanes(Arc<Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<()>>>>>);

impl Lanes {
    /// Waits until nobody else changes this account.
    pub(crate) async fn enter(&self, account: &AccountId) -> OwnedMutexGuard<()> {
        let lane = {
            let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(lanes.entry(account.clone()).or_default())
        };
        lane.lock_owned().await
    }
}

/// What the write path of one workspace works with.
#[derive(Debug, Clone)]
pub struct Tools {
    /// The way to Meta.
    pub graph: Graph,
    /// Cache and ledger.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn Ids>,
    /// What else forbids a change.
    pub gate: Arc<dyn Gate>,
    /// The kill switch.
    pub switch: KillSwitch,
    /// One writer an account; to be shared by everybody who changes this workspace's accounts.
    pub lanes: Lanes,
    /// How long to look and wait.
    pub pace: Pace,
    /// The pictures that plans name by their content.
    pub pictures: Arc<dyn Pictures>,
}

impl Tools {
    /// The client as changes use it: ahead of background reads, and without waiting long for a limit by itself.
    pub(crate) fn meta(&self) -> Graph {
        self.graph.with_lane(Lane::Interactive).with_patience(Duration::from_secs(2))
    }

    /// The client for looking at what was sent: that has to be known, so it waits for limits.
    pub(crate) fn patient(&self) -> Graph {
        self.graph.with_lane(Lane::Interactive).with_patience(self.pace.longest_wait)
    }
}
