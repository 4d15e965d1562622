//! Clients, and what is aimed at each month.

use changes::{Ids, RandomIds};
use domain::{AccountId, Currency, DayRange, ObjectId, TimestampMillis};
use store::{ClientRow, Db, TargetOf, TargetRow};

use crate::Error;
use crate::app::App;
use crate::changing::convert;
use crate::dto::{Client, SaveClient, SetTarget, TargetKind};
use crate::overview::month_of;
use crate::session::Session;

/// Longest name of a client.
const MOST_NAME_CHARS: usize = 100;
/// More clients than this are a mistake of a program.
const MOST_CLIENTS: usize = 1_000;
/// A return beyond this is a slip of the finger.
const MOST_ROAS: f64 = 1_000.0;

impl App {
    /// All clients, by name.
    ///
    /// # Errors
    /// When no workspace is open or its ledger cannot be read.
    pub async fn clients(&self) -> Result<Vec<Client>, Error> {
        let session = self.session().await?;
        let clients = session.store.read(Db::clients).await?;
        Ok(clients.into_iter().map(view).collect())
    }

    /// Keeps a client.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a bad name or no account, [`Error::NotFound`] for unknown accounts.
    pub async fn save_client(&self, input: SaveClient) -> Result<Vec<Client>, Error> {
        let session = self.session().await?;
        let name = input.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > MOST_NAME_CHARS {
            return Err(Error::Invalid(format!("A client's name has 1 to {MOST_NAME_CHARS} characters")));
        }
        let chosen = session.chosen();
        let mut accounts: Vec<AccountId> = Vec::new();
        for id in &input.account_ids {
            let account = convert::account(id, &chosen)?;
            if !accounts.contains(&account) {
                accounts.push(account);
            }
        }
        if accounts.is_empty() {
            return Err(Error::Invalid("A client needs at least one ad account".into()));
        }
        let clients = session.store.read(Db::clients).await?;
        let id = match input.id {
            Some(id) if clients.iter().any(|client| client.id == id) => id,
            Some(_) => return Err(Error::NotFound("client")),
            None if clients.len() >= MOST_CLIENTS => return Err(Error::Invalid("There are too many clients".into())),
            None => RandomIds.fresh(),
        };
        session.store.write(move |tx| tx.put_client(&id, &name, &accounts)).await?;
        self.clients().await
    }

    /// Dissolves a client with its targets; its accounts stay.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_client(&self, id: &str) -> Result<Vec<Client>, Error> {
        let session = self.session().await?;
        let id = id.to_owned();
        match session.store.write(move |tx| tx.delete_client(&id)).await {
            Err(store::Error::NotFound) => Err(Error::NotFound("client")),
            Err(error) => Err(error.into()),
            Ok(_) => self.clients().await,
        }
    }

    /// Sets what is aimed at in a month, or takes it away. The audit log has what it was.
    ///
    /// # Errors
    /// [`Error::Invalid`] for amounts that are not above zero, a month that is none, or a client whose accounts have
    /// several currencies; [`Error::NotFound`] for what is not in this workspace.
    pub async fn set_target(&self, input: SetTarget) -> Result<(), Error> {
        let session = self.session().await?;
        let row = self.target_of(&session, &input).await?;
        let by = session.person();
        let keep = move |tx: &store::Tx<'_>| {
            let before = tx.targets(&row.month)?.into_iter().find(|known| known.of == row.of);
            tx.put_target(&row)?;
            let account = match &row.of {
                TargetOf::Account(account) | TargetOf::Campaign(account, _) => Some(account),
                TargetOf::Client(_) => None,
            };
            tx.append_audit(&store::NewAudit {
                actor: &by,
                source: store::AuditSource::Person,
                action: "targets.set",
                account,
                before: before.as_ref().map(told),
                after: Some(told(&row)),
                details: serde_json::json!({ "kind": input.kind, "id": input.id, "month": input.month }),
                ..store::NewAudit::default()
            })?;
            Ok(())
        };
        session.store.write(keep).await?;
        Ok(())
    }

    async fn target_of(&self, session: &Session, input: &SetTarget) -> Result<TargetRow, Error> {
        let chosen = session.chosen();
        month_range(&input.month)?;
        let amount = |minor: Option<f64>| -> Result<Option<i64>, Error> {
            let minor = minor.map(convert::minor).transpose()?;
            match minor {
                Some(..=0) => Err(Error::Invalid("A target is more than zero; leave it empty to have none".into())),
                other => Ok(other),
            }
        };
        let roas = input.roas;
        if roas.is_some_and(|roas| !roas.is_finite() || roas <= 0.0 || roas > MOST_ROAS) {
            return Err(Error::Invalid(format!("A target ROAS is above 0 and at most {MOST_ROAS}")));
        }
        let of = match input.kind {
            TargetKind::Account => TargetOf::Account(convert::account(&input.id, &chosen)?),
            TargetKind::Campaign => TargetOf::Campaign(
                convert::account(&input.account_id, &chosen)?,
                ObjectId::parse(&input.id).map_err(|_| Error::NotFound("campaign"))?,
            ),
            TargetKind::Client => TargetOf::Client(input.id.clone()),
        };
        let asked = of.clone();
        let currency = session.store.read(move |db| currency_of(db, &asked)).await?;
        let currency = currency.ok_or(Error::NotFound("account, campaign or client"))?.map_err(Error::Invalid)?;
        Ok(TargetRow {
            of,
            month: input.month.clone(),
            currency,
            budget_minor: amount(input.budget_minor)?,
            cpa_minor: amount(input.cpa_minor)?,
            roas,
            author: session.person(),
            updated_at: TimestampMillis(0),
        })
    }
}

fn told(row: &TargetRow) -> serde_json::Value {
    serde_json::json!({
        "currency": row.currency.code(), "budget_minor": row.budget_minor, "cpa_minor": row.cpa_minor, "roas": row.roas,
    })
}

/// The currency of what a target is for; none where that is not here, and a sentence where it has none of its own.
fn currency_of(db: &Db, of: &TargetOf) -> Result<Option<Result<Currency, String>>, store::Error> {
    let accounts = match of {
        TargetOf::Account(account) => vec![account.clone()],
        TargetOf::Campaign(account, campaign) => match db.campaign(account, campaign)? {
            Some(_) => vec![account.clone()],
            None => return Ok(None),
        },
        TargetOf::Client(id) => match db.clients()?.into_iter().find(|client| client.id == *id) {
            Some(client) => client.accounts,
            None => return Ok(None),
        },
    };
    let mut currencies: Vec<String> = Vec::new();
    for account in &accounts {
        let Some(row) = db.account(account)? else { continue };
        if !currencies.contains(&row.currency) {
            currencies.push(row.currency);
        }
    }
    Ok(match currencies.as_slice() {
        [] => None,
        [one] => Some(Currency::parse(one).map_err(|error| error.to_string())),
        several => Some(Err(format!(
            "These accounts are in {}, which are never added up. Set a target for each account instead",
            several.join(", ")
        ))),
    })
}

fn view(row: ClientRow) -> Client {
    Client { id: row.id, name: row.name, account_ids: row.accounts.iter().map(AccountId::node).collect() }
}

/// The days of a month.
pub(crate) fn month_range(month: &str) -> Result<DayRange, Error> {
    let first = domain::AccountDay::parse(&format!("{month}-01"));
    let first = first.map_err(|_| Error::Invalid("A month is written YYYY-MM".into()))?;
    Ok(month_of(first))
}
