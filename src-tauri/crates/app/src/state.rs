//! The open workspace as the frame shows it.

use domain::{AccountId, AccountZone, Level, TimestampMillis};

use crate::Error;
use crate::dto::{Account, Connection, ConnectionStatus, Counts, KeyStoreKind, Scope, WorkspaceState};
use crate::session::{Session, SignInFacts};

/// How long before its end a sign-in counts as ending soon.
const SOON_MS: i64 = 7 * 24 * 3_600_000;

/// What Meta must grant for reading, and what it must grant for changing.
pub(crate) const REQUIRED: &str = "ads_read";
pub(crate) const WRITE: &str = "ads_management";

pub(crate) async fn of(session: &Session, now: TimestampMillis) -> Result<WorkspaceState, Error> {
    let file = session.file();
    let facts = session.facts();
    let read_only = facts.as_ref().is_some_and(|facts| !facts.granted.iter().any(|scope| scope == WRITE));
    Ok(WorkspaceState {
        id: file.id,
        name: file.name,
        kind: file.kind,
        key_store: if file.vault { KeyStoreKind::Vault } else { KeyStoreKind::Keyring },
        connection: Connection { bounce_url: file.bounce_url, ..connection(facts, now) },
        accounts: accounts(session, now).await?,
        read_only,
        held: session.held_writes(),
        note_trouble: session.anchor.trouble(),
        online: session.is_online(),
        sync: session.sync.status(),
        folder: session.place.folder().display().to_string(),
    })
}

/// The sign-in as people see it.
pub(crate) fn connection(facts: Option<SignInFacts>, now: TimestampMillis) -> Connection {
    let status = match &facts {
        None => ConnectionStatus::None,
        Some(facts) if facts.ended.is_some() => ConnectionStatus::Ended,
        Some(facts) => {
            let ends = [facts.expires_at_ms, facts.data_access_expires_at_ms].into_iter().flatten().min();
            match ends.map(|at| TimestampMillis(at).millis_since(now)) {
                Some(left) if left <= 0 => ConnectionStatus::Ended,
                Some(left) if left <= SOON_MS => ConnectionStatus::EndingSoon,
                _ => ConnectionStatus::SignedIn,
            }
        }
    };
    let facts = facts.unwrap_or_default();
    let scope = |name: &String, granted: bool| Scope { name: name.clone(), granted, required: name == REQUIRED };
    let granted = facts.granted.iter().map(|name| scope(name, true));
    let declined = facts.declined.iter().map(|name| scope(name, false));
    Connection {
        status,
        method: facts.method,
        scopes: granted.chain(declined).collect(),
        user_name: facts.user_name,
        app_id: facts.app_id,
        bounce_url: None,
        token_expires_at_ms: facts.expires_at_ms.map(|at| at as f64),
        token_never_expires: facts.never_expires,
        data_access_expires_at_ms: facts.data_access_expires_at_ms.map(|at| at as f64),
        cause: facts.ended,
        has_app_secret: facts.has_app_secret,
    }
}

async fn accounts(session: &Session, now: TimestampMillis) -> Result<Vec<Account>, Error> {
    let chosen = session.chosen();
    let rows = session.store.read(move |db| summaries(db, &chosen)).await?;
    Ok(rows.into_iter().map(|row| account(row, now)).collect())
}

/// An account's row with what is kept of it.
pub(crate) struct AccountSummary {
    pub(crate) row: store::AdAccountRow,
    pub(crate) counts: Counts,
    pub(crate) synced_at: Option<TimestampMillis>,
    pub(crate) days: Option<domain::DayRange>,
}

/// The chosen accounts by name.
pub(crate) fn summaries(db: &store::Db, chosen: &[AccountId]) -> Result<Vec<AccountSummary>, store::Error> {
    let mut all = Vec::new();
    for row in db.accounts()?.into_iter().filter(|row| chosen.contains(&row.id)) {
        let counts = counts(db, &row.id)?;
        let synced_at = db.last_pulled(&row.id)?;
        let days = db.pulled_span(&row.id)?;
        all.push(AccountSummary { row, counts, synced_at, days });
    }
    Ok(all)
}

/// How many objects of an account are here and not deleted.
pub(crate) fn counts(db: &store::Db, account: &AccountId) -> Result<Counts, store::Error> {
    let live = |level| db.live_objects(account, level).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Ok(Counts { campaigns: live(Level::Campaign)?, ad_sets: live(Level::Adset)?, ads: live(Level::Ad)? })
}

fn account(summary: AccountSummary, now: TimestampMillis) -> Account {
    let AccountSummary { row, counts, synced_at, days } = summary;
    let today = today(&row.timezone_name, now).map(|day| day.to_string()).unwrap_or_default();
    Account {
        id: row.id.node(),
        name: row.name,
        currency: row.currency,
        time_zone: row.timezone_name,
        status: status_word(row.account_status).into(),
        today,
        synced_at_ms: synced_at.map(|at| at.0 as f64),
        since: days.map(|days| days.since().to_string()),
        until: days.map(|days| days.until().to_string()),
        counts,
    }
}

/// Today in a time zone; `None` when the zone is unknown.
pub(crate) fn today(zone: &str, now: TimestampMillis) -> Option<domain::AccountDay> {
    AccountZone::parse(zone).ok()?.day_of(now)
}

/// Meta's `account_status` in words.
pub(crate) fn status_word(status: Option<i64>) -> &'static str {
    match status {
        Some(1) => "active",
        Some(2) => "disabled",
        Some(3) => "unsettled",
        Some(7) => "pending_risk_review",
        Some(8) => "pending_settlement",
        Some(9) => "in_grace_period",
        Some(100) => "pending_closure",
        Some(101) => "closed",
        _ => "unknown",
    }
}
