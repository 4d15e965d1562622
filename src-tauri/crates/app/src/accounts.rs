//! Which ad accounts are kept.

use domain::AccountId;
use graph::Cancel;

use crate::Error;
use crate::app::App;
use crate::dto::{AppState, AvailableAccount, ChooseAccounts, SignInStatus, StartSync};

impl App {
    /// Every ad account the sign-in can see, over all of Meta's pages, by name.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], and what Meta says.
    pub async fn available_accounts(&self) -> Result<Vec<AvailableAccount>, Error> {
        let session = self.session().await?;
        let found = ingest::discover_accounts(&session.graph()?, &session.store, &Cancel::new()).await?;
        let chosen = session.chosen();
        let mut available: Vec<AvailableAccount> = found
            .into_iter()
            .map(|row| AvailableAccount {
                unusable: why_unusable(&row),
                chosen: chosen.contains(&row.id),
                id: row.id.node(),
                name: row.name,
                currency: row.currency,
                time_zone: row.timezone_name,
                status: crate::state::status_word(row.account_status).into(),
                amount_spent_minor: row.amount_spent_minor.map(|minor| minor as f64),
                business: row.business_name,
            })
            .collect();
        available.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
        Ok(available)
    }

    /// Keeps which accounts are synced, without starting a sync.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an id that is none or that this sign-in does not see.
    pub async fn keep_accounts(&self, input: ChooseAccounts) -> Result<(), Error> {
        let session = self.session().await?;
        let known = session.store.read(|db| db.accounts()).await?;
        let mut ids = Vec::new();
        for text in &input.ids {
            let id = AccountId::parse(text).map_err(|_| Error::Invalid(format!("{text:?} is not an ad account")))?;
            let account = known.iter().find(|row| row.id == id);
            let row = account.ok_or_else(|| Error::Invalid(format!("This sign-in does not see {id}")))?;
            if let Some(reason) = why_unusable(row) {
                return Err(Error::Invalid(format!("{id}: {reason}")));
            }
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.is_empty() {
            return Err(Error::Invalid("Choose at least one ad account".into()));
        }
        session.keep_chosen(ids).await?;
        self.changed();
        Ok(())
    }

    /// Picks the accounts to keep and starts their first sync.
    ///
    /// # Errors
    /// As [`App::keep_accounts`].
    pub async fn choose_accounts(&self, input: ChooseAccounts) -> Result<AppState, Error> {
        self.keep_accounts(input).await?;
        self.start_sync(StartSync { account_ids: Vec::new(), since: None, until: None }).await?;
        self.inner.sign_in.set(SignInStatus::Done {});
        self.state().await
    }
}

/// Why an account cannot be kept: with a guessed offset or day its figures would be wrong.
pub(crate) fn why_unusable(row: &store::AdAccountRow) -> Option<String> {
    let currency = domain::Currency::parse(&row.currency).err().map(|error| error.to_string());
    currency.or_else(|| domain::AccountZone::parse(&row.timezone_name).err().map(|error| error.to_string()))
}
