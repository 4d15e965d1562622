//! Everything one running sandbox holds.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::clock::SimClock;
use crate::config::{AppMode, Config, VersionLife};
use crate::faults::Faults;
use crate::http::insights::jobs::Jobs;
use crate::http::queue::Queue;
use crate::journal::Journal;
use crate::limits::Limits;
use crate::tokens::{DATA_ACCESS_MS, SCOPES, Token, TokenKind, Tokens, hex, hmac, hmac_hex};
use crate::world::World;
use crate::world::model::{Actor, EffectiveStatus, ObjectId};

/// The registered app.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) name: &'static str,
    pub(crate) system_user_id: u64,
}

/// Switches that the control interface can turn while the sandbox runs.
#[derive(Debug, Clone)]
pub(crate) struct Switches {
    pub(crate) app_mode: AppMode,
    pub(crate) require_proof: bool,
    pub(crate) latency_ms: u64,
    pub(crate) max_insights_rows: usize,
    pub(crate) max_insights_cells: usize,
    pub(crate) max_job_cells: usize,
    pub(crate) versions: BTreeMap<String, VersionLife>,
}

pub(crate) struct Shared {
    pub(crate) clock: SimClock,
    pub(crate) tokens: Tokens,
    pub(crate) limits: Limits,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) jobs: Jobs,
    pub(crate) queue: Queue,
    pub(crate) app: App,
    pub(crate) max_edge_limit: usize,
    pub(crate) redirect_uris: Vec<String>,
    /// `http://127.0.0.1:PORT`, once it listens.
    pub(crate) base_url: OnceLock<String>,
    /// Instants of budget edits of each ad set.
    pub(crate) budget_edits: Mutex<HashMap<ObjectId, VecDeque<i64>>>,
    active_ads: Mutex<HashMap<u64, (i64, u32)>>,
    world: RwLock<World>,
    switches: RwLock<Switches>,
    dirty: AtomicBool,
    serial: AtomicU64,
}

/// World time moves in steps of this many milliseconds at the finest, so that requests do not queue for its lock.
const TICK_MS: i64 = 1_000;

impl Shared {
    pub(crate) fn new(config: &Config, world: World, clock: SimClock) -> Self {
        let app = App::for_seed(config.seed);
        let tokens = Tokens::default();
        let now_ms = clock.now_ms();
        tokens.insert(app.system_user_token(config.seed, now_ms));
        tokens.insert(app.app_token(now_ms));
        Self {
            clock,
            tokens,
            limits: Limits::new(config.tier),
            faults: Faults::seeded(config.seed),
            journal: Journal::default(),
            jobs: Jobs::default(),
            queue: Queue::default(),
            app,
            max_edge_limit: config.max_edge_limit,
            redirect_uris: config.redirect_uris.clone(),
            base_url: OnceLock::new(),
            budget_edits: Mutex::default(),
            active_ads: Mutex::default(),
            world: RwLock::new(world),
            switches: RwLock::new(Switches {
                app_mode: config.app_mode,
                require_proof: config.require_proof,
                latency_ms: config.latency_ms,
                max_insights_rows: config.max_insights_rows,
                max_insights_cells: config.max_insights_cells,
                max_job_cells: config.max_job_cells,
                versions: config.versions.clone(),
            }),
            dirty: AtomicBool::new(false),
            serial: AtomicU64::new(1),
        }
    }

    /// The present instant, with the world brought up to it.
    pub(crate) fn now_ms(&self) -> i64 {
        let now_ms = self.clock.now_ms();
        if now_ms - self.world().advanced_to_ms() >= TICK_MS {
            let mut world = self.world_mut();
            let before = world.activities().len();
            world.advance(now_ms);
            if world.activities().len() != before {
                self.mark_dirty();
            }
        }
        now_ms
    }

    pub(crate) fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn world_mut(&self) -> RwLockWriteGuard<'_, World> {
        self.world.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn switches(&self) -> Switches {
        self.switches.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn switch(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.switches.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Ads of an account that run now, counted at most once a simulated minute: the hourly limits grow with them.
    pub(crate) fn active_ads(&self, account: u64, now_ms: i64) -> u32 {
        let minute = now_ms.div_euclid(60_000);
        let known = self.active_ads.lock().unwrap_or_else(PoisonError::into_inner).get(&account).copied();
        if let Some((at, count)) = known
            && at == minute
        {
            return count;
        }
        let world = self.world();
        let ads = world.ads_of_account(ObjectId(account));
        let count = ads.filter(|ad| world.ad_status(ad, now_ms) == EffectiveStatus::Active).count();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.active_ads.lock().unwrap_or_else(PoisonError::into_inner).insert(account, (minute, count));
        count
    }

    pub(crate) fn base_url(&self) -> &str {
        self.base_url.get().map_or("", String::as_str)
    }

    pub(crate) fn mark_dirty(&self) {
        self.dirty.store(true, Ordering::Relaxed);
    }

    pub(crate) fn take_dirty(&self) -> bool {
        self.dirty.swap(false, Ordering::Relaxed)
    }

    /// A number never used before in this process.
    pub(crate) fn next_serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }

    /// A text in the shape of Meta's `fbtrace_id`.
    pub(crate) fn trace_id(&self) -> String {
        let bytes = hmac(&self.app.secret, &format!("trace{}", self.next_serial()));
        crate::tokens::trace_text(&bytes)
    }

    /// Who writes when the API is written to.
    pub(crate) fn actor(&self, token: &Token, world: &World) -> Actor {
        let (id, name) = match token.kind {
            TokenKind::User => (world.user().id, world.user().name.clone()),
            _ => (ObjectId(self.app.system_user_id), SYSTEM_USER_NAME.to_owned()),
        };
        Actor { id, name, application_id: self.app.id.parse().ok(), application_name: Some(self.app.name.to_owned()) }
    }
}

pub(crate) const SYSTEM_USER_NAME: &str = "Sextant demo system user";

impl App {
    fn for_seed(seed: u64) -> Self {
        let digits = |name: &str, modulus: u64| {
            let bytes = hmac("sextant sandbox", &format!("{name}{seed}"));
            bytes.iter().take(8).fold(0u64, |sum, byte| sum << 8 | u64::from(*byte)) % modulus
        };
        Self {
            id: (700_000_000_000_000 + digits("app", 99_999_999_999_999)).to_string(),
            secret: hex(&hmac("sextant sandbox", &format!("secret{seed}"))).chars().take(32).collect(),
            name: "Sextant Demo",
            system_user_id: 61_550_000_000_000 + digits("system user", 9_999_999_999),
        }
    }

    /// The token handed out at the start. It depends on nothing but the seed, so that a demo workspace still works
    /// after the sandbox was restarted.
    pub(crate) fn system_user_token(&self, seed: u64, now_ms: i64) -> Token {
        Token {
            text: format!("EAASANDBOX{}", hmac_hex(&self.secret, &format!("system user {seed}"))),
            kind: TokenKind::SystemUser,
            user_id: self.system_user_id,
            scopes: SCOPES.iter().filter(|scope| **scope != "email").map(|scope| (*scope).to_owned()).collect(),
            declined: std::collections::BTreeSet::new(),
            accounts: None,
            issued_ms: now_ms,
            expires_ms: None,
            data_access_expires_ms: None,
            ended: None,
        }
    }

    /// The key of the AI services. Like the token it depends on nothing but the seed.
    pub(crate) fn ai_key(&self, seed: u64) -> String {
        format!("sk-sandbox-{}", hmac_hex(&self.secret, &format!("ai key {seed}")))
    }

    fn app_token(&self, now_ms: i64) -> Token {
        Token {
            text: format!("{}|{}", self.id, self.secret),
            kind: TokenKind::App,
            scopes: std::collections::BTreeSet::new(),
            user_id: 0,
            ..self.system_user_token(0, now_ms)
        }
    }

    /// When the data access of a consent given now ends.
    pub(crate) fn data_access_end(now_ms: i64) -> Option<i64> {
        Some(now_ms + DATA_ACCESS_MS)
    }
}
