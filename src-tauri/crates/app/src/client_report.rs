//! Reports for clients: the overview's figures and a table of campaigns as a PDF, from the cache alone.

mod due;
mod figures;
mod kept;

use std::path::Path;

use domain::DayRange;
use store::Db;

use crate::Error;
use crate::app::App;
use crate::dto::{ExportReport, OverviewRequest, Range, ReportSettings, SaveReportSettings, WrittenReport};
use crate::explorer::{chosen_among, range_from};
use crate::session::Session;
use crate::table_file;

use kept::{Kept, Place};

impl App {
    /// How a client's reports look; what is standard where nobody chose.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown client.
    pub async fn report_settings(&self, client_id: Option<String>) -> Result<ReportSettings, Error> {
        let session = self.session().await?;
        let place = Place::of(&session, client_id).await?;
        Ok(session.store.read(move |db| kept::view(db, &place)).await?)
    }

    /// Keeps how a client's reports look, and when they are written by themselves.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a colour, picture or folder that cannot be used; [`Error::NotFound`] for an unknown client.
    pub async fn save_report_settings(&self, input: SaveReportSettings) -> Result<ReportSettings, Error> {
        let session = self.session().await?;
        let place = Place::of(&session, input.client_id.clone()).await?;
        let logo = match &input.logo_path {
            Some(path) => Some(kept::read_logo(path.into()).await?),
            None => None,
        };
        let kept = Kept::checked(&input)?;
        let to = place.clone();
        session.store.write(move |tx| kept::keep(tx, &to, &kept, logo.as_deref(), input.remove_logo)).await?;
        Ok(session.store.read(move |db| kept::view(db, &place)).await?)
    }

    /// Writes a report to a file, whole or not at all. Reads the cache only.
    ///
    /// # Errors
    /// [`Error::Invalid`] for impossible days and when the file cannot be written; [`Error::NotFound`] for what is not in
    /// this workspace.
    pub async fn export_report(&self, input: ExportReport) -> Result<WrittenReport, Error> {
        let session = self.session().await?;
        let place = Place::of(&session, input.client_id).await?;
        let accounts = match &place.accounts {
            Some(own) => own.clone(),
            None => chosen_among(&session.chosen(), &input.account_ids)?.iter().map(domain::AccountId::node).collect(),
        };
        let range = range_from(&input.range)?;
        let compare = input.compare.as_ref().map(range_from).transpose()?;
        let report = self.report(&session, &place, accounts, range, compare).await?;
        write(report, Path::new(&input.path)).await
    }

    /// Everything a report says.
    async fn report(
        &self,
        session: &Session,
        place: &Place,
        accounts: Vec<String>,
        range: DayRange,
        compare: Option<DayRange>,
    ) -> Result<report::Report, Error> {
        let compare = compare.unwrap_or_else(|| range.previous());
        let request =
            OverviewRequest { account_ids: accounts.clone(), range: words(range), compare: Some(words(compare)) };
        let overview = self.overview(request).await?;
        let ids = chosen_among(&session.chosen(), &accounts)?;
        let own = place.clone();
        let asked = figures::Asked { accounts: ids, range, compare };
        let (facts, look) = session
            .store
            .read(move |db: &Db| Ok::<_, store::Error>((figures::Facts::read(db, &asked)?, kept::look(db, &own)?)))
            .await?;
        let client = match (&place.name, facts.accounts.as_slice()) {
            (Some(name), _) => name.clone(),
            (None, [(only, _)]) => only.clone(),
            (None, _) => session.file().name,
        };
        Ok(figures::report(client, &overview, facts, look, (range, compare), self.inner.clock.now()))
    }
}

fn words(range: DayRange) -> Range {
    Range { since: range.since().to_string(), until: range.until().to_string() }
}

/// Puts a report together and in place, away from the threads that answer.
async fn write(report: report::Report, path: &Path) -> Result<WrittenReport, Error> {
    let (client, range) = (report.client.clone(), words(report.range));
    let to = path.to_path_buf();
    let written = tokio::task::spawn_blocking(move || {
        let bytes = report::pdf(&report).map_err(|error| Error::Invalid(error.to_string()))?;
        table_file::write(&to, &bytes)?;
        Ok::<_, Error>(bytes.len())
    });
    let bytes = written.await.map_err(|_| Error::Invalid("The report could not be written".into()))??;
    Ok(WrittenReport { client, path: path.display().to_string(), range, bytes: crate::explorer::small(bytes) })
}
