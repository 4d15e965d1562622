//! How reports look, as it is kept in the ledger: settings and logo of each client.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::AccountId;
use report::{Colour, Logo, Look, Paper, Part};
use serde::{Deserialize, Serialize};
use store::{Db, Tx};

use crate::Error;
use crate::dto::{ReportPaper, ReportPart, ReportSchedule, ReportSettings, SaveReportSettings};
use crate::session::Session;

/// Largest file that is read as a logo, in bytes.
const MOST_LOGO: u64 = 20 << 20;

/// Whose reports: a client's, or those of all accounts together.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The client.
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    /// A client's accounts.
    pub(super) accounts: Option<Vec<String>>,
}

impl Place {
    pub(super) const ALL: Self = Self { id: None, name: None, accounts: None };

    pub(super) async fn of(session: &Session, id: Option<String>) -> Result<Self, Error> {
        let Some(id) = id else { return Ok(Self::ALL) };
        let clients = session.store.read(Db::clients).await?;
        let client = clients.into_iter().find(|client| client.id == id).ok_or(Error::NotFound("client"))?;
        Ok(Self::from(client))
    }

    /// Under which name something of it is kept.
    fn key(&self, what: &str) -> String {
        format!("report.{what}.{}", self.id.as_deref().unwrap_or("all"))
    }
}

impl From<store::ClientRow> for Place {
    fn from(client: store::ClientRow) -> Self {
        let accounts = client.accounts.iter().map(AccountId::node).collect();
        Self { id: Some(client.id), name: Some(client.name), accounts: Some(accounts) }
    }
}

/// Settings as they are kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    pub(super) colour: String,
    pub(super) paper: ReportPaper,
    pub(super) parts: Vec<ReportPart>,
    pub(super) schedule: ReportSchedule,
    pub(super) folder: Option<String>,
}

impl Default for Kept {
    fn default() -> Self {
        let [red, green, blue] = Colour::STANDARD.0;
        Self {
            colour: format!("#{red:02x}{green:02x}{blue:02x}"),
            paper: ReportPaper::A4,
            parts: PARTS.iter().map(|(part, _)| *part).collect(),
            schedule: ReportSchedule::Never,
            folder: None,
        }
    }
}

const PARTS: [(ReportPart, Part); 6] = [
    (ReportPart::Charts, Part::Charts),
    (ReportPart::Pacing, Part::Pacing),
    (ReportPart::Campaigns, Part::Campaigns),
    (ReportPart::Movers, Part::Movers),
    (ReportPart::Rules, Part::Rules),
    (ReportPart::Notes, Part::Notes),
];

impl Kept {
    pub(super) fn checked(input: &SaveReportSettings) -> Result<Self, Error> {
        if Colour::parse(&input.colour).is_none() {
            return Err(Error::Invalid("A colour is written #rrggbb".into()));
        }
        let folder = input.folder.as_deref().map(str::trim).filter(|folder| !folder.is_empty());
        if input.schedule != ReportSchedule::Never {
            let folder = folder.ok_or_else(|| Error::Invalid("Choose a folder that reports are written to".into()))?;
            let folder = std::path::Path::new(folder);
            if !folder.is_absolute() || !folder.is_dir() {
                return Err(Error::Invalid("There is no such folder; choose one that is there".into()));
            }
        }
        let parts = PARTS.iter().map(|(part, _)| *part).filter(|part| input.parts.contains(part));
        Ok(Self {
            colour: input.colour.to_ascii_lowercase(),
            paper: input.paper,
            parts: parts.collect(),
            schedule: input.schedule,
            folder: folder.map(str::to_owned),
        })
    }
}

/// Reads a picture and makes it small, away from the threads that answer.
pub(super) async fn read_logo(path: PathBuf) -> Result<String, Error> {
    let read = tokio::task::spawn_blocking(move || {
        let about = std::fs::metadata(&path).map_err(|source| Error::unusable(&path, source))?;
        if !about.is_file() || about.len() > MOST_LOGO {
            return Err(Error::Invalid("A logo is a file of at most 20 MB".into()));
        }
        let bytes = std::fs::read(&path).map_err(|source| Error::unusable(&path, source))?;
        let logo = Logo::read(&bytes).and_then(|logo| logo.png());
        logo.map(|png| STANDARD.encode(png)).map_err(|error| Error::Invalid(error.to_string()))
    });
    read.await.map_err(|_| Error::Invalid("The picture could not be read".into()))?
}

pub(super) fn settings(db: &Db, place: &Place) -> Result<Kept, store::Error> {
    Ok(db.setting(&place.key("settings"))?.unwrap_or_default())
}

pub(super) fn written_until(db: &Db, place: &Place) -> Result<Option<String>, store::Error> {
    db.setting(&place.key("written"))
}

pub(super) fn set_written(tx: &Tx<'_>, place: &Place, until: &str) -> Result<(), store::Error> {
    tx.set_setting(&place.key("written"), &until)
}

pub(super) fn keep(
    tx: &Tx<'_>,
    place: &Place,
    kept: &Kept,
    logo: Option<&str>,
    remove_logo: bool,
) -> Result<(), store::Error> {
    tx.set_setting(&place.key("settings"), kept)?;
    match logo {
        Some(logo) => tx.set_setting(&place.key("logo"), &logo),
        None if remove_logo => tx.clear_setting(&place.key("logo")),
        None => Ok(()),
    }
}

pub(super) fn view(db: &Db, place: &Place) -> Result<ReportSettings, store::Error> {
    let kept = settings(db, place)?;
    Ok(ReportSettings {
        client_id: place.id.clone(),
        colour: kept.colour,
        has_logo: db.setting::<String>(&place.key("logo"))?.is_some(),
        paper: kept.paper,
        parts: kept.parts,
        schedule: kept.schedule,
        folder: kept.folder,
        written_until: written_until(db, place)?,
    })
}

/// What a report is drawn with. A logo that does not read any more is left out.
pub(super) fn look(db: &Db, place: &Place) -> Result<Look, store::Error> {
    let kept = settings(db, place)?;
    let logo: Option<String> = db.setting(&place.key("logo"))?;
    let logo = logo.and_then(|text| STANDARD.decode(text).ok()).and_then(|bytes| Logo::read(&bytes).ok());
    let parts = PARTS.iter().filter(|(part, _)| kept.parts.contains(part)).map(|(_, part)| *part);
    Ok(Look {
        paper: match kept.paper {
            ReportPaper::A4 => Paper::A4,
            ReportPaper::Letter => Paper::Letter,
        },
        colour: Colour::parse(&kept.colour).unwrap_or(Colour::STANDARD),
        logo,
        parts: parts.collect(),
    })
}
