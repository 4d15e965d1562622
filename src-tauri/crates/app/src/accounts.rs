//! Which ad accounts are kept.

use std::time::Duration;

use domain::AccountId;
use graph::{Cancel, Lane};

use crate::Error;
use crate::app::App;
use crate::dto::{AccountsFrom, AppState, AvailableAccount, AvailablePage, ChooseAccounts, SignInStatus, StartSync};

/// A person looks on: a longer wait is said rather than sat out.
const LONGEST_SILENT_WAIT: Duration = Duration::from_secs(2);
/// Meta's cursors have some tens of characters.
const MOST_CURSOR_BYTES: usize = 4_096;

impl App {
    /// Every ad account the sign-in can see, over all of Meta's pages, by name. Waits as long as Meta asks to.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], and what Meta says.
    pub async fn available_accounts(&self) -> Result<Vec<AvailableAccount>, Error> {
        let session = self.session().await?;
        let found = ingest::discover_accounts(&session.graph()?, &session.store, &Cancel::new()).await?;
        let mut available = available(found, &session.chosen());
        available.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
        Ok(available)
    }

    /// A part of the ad accounts the sign-in can see: one call to Meta. Where Meta asks to wait, the answer says until
    /// when instead of waiting; where it cannot give that many at once, the part is smaller.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Invalid`] for a place that is none, and what Meta says.
    pub async fn available_page(&self, from: AccountsFrom) -> Result<AvailablePage, Error> {
        if from.after.as_ref().is_some_and(|after| after.len() > MOST_CURSOR_BYTES) {
            return Err(Error::Invalid("That is no place in the list of accounts".into()));
        }
        let session = self.session().await?;
        let graph = session.graph()?.with_lane(Lane::Interactive).with_patience(LONGEST_SILENT_WAIT);
        let mut pages = graph.ad_accounts(from.after.clone());
        match ingest::discover_page(&mut pages, &session.store, &Cancel::new()).await {
            Ok(found) => Ok(AvailablePage {
                accounts: available(found, &session.chosen()),
                next: pages.cursor().map(|after| AccountsFrom { after: Some(after.to_owned()) }),
                waits_until_ms: None,
            }),
            Err(ingest::Error::Meta(graph::Error::RateLimited { retry_at: Some(at), .. })) => {
                Ok(AvailablePage { accounts: Vec::new(), next: Some(from), waits_until_ms: Some(at.0 as f64) })
            }
            Err(error) => Err(error.into()),
        }
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

fn available(found: Vec<store::AdAccountRow>, chosen: &[AccountId]) -> Vec<AvailableAccount> {
    let shown = |row: store::AdAccountRow| AvailableAccount {
        unusable: why_unusable(&row),
        chosen: chosen.contains(&row.id),
        id: row.id.node(),
        name: row.name,
        currency: row.currency,
        time_zone: row.timezone_name,
        status: crate::state::status_word(row.account_status).into(),
        amount_spent_minor: row.amount_spent_minor.map(|minor| minor as f64),
        business: row.business_name,
    };
    found.into_iter().map(shown).collect()
}

/// Why an account cannot be kept: with a guessed offset or day its figures would be wrong.
pub(crate) fn why_unusable(row: &store::AdAccountRow) -> Option<String> {
    let currency = domain::Currency::parse(&row.currency).err().map(|error| error.to_string());
    currency.or_else(|| domain::AccountZone::parse(&row.timezone_name).err().map(|error| error.to_string()))
}
