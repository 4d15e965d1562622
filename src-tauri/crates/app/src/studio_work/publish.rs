//! From texts and pictures to paused ads: the matrix, what there is to know about each ad of it, and its plan for the
//! write path. Nothing is sent from here.

mod files;
mod findings;
mod naming;
mod places;

pub(crate) use files::ChosenPictures;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use changes::design::Design;
use changes::links::UtmTemplate;
use changes::{Author, Field, Intent, Known, New, Parent, Source, Value};
use domain::{AccountId, AccountZone, Level, ObjectId};
use store::ObjectRef;
use studio::{Brief, CheckInput};

use super::{convert, documents};
use crate::Error;
use crate::app::App;
use crate::changing::{author, convert::account};
use crate::dto::{
    PreviewPublish, PublishPicture, PublishPreview, PublishRow, PublishText, StudioBrand, StudioFinding, StudioSeverity,
};
use crate::session::Session;
use files::Motif;
use findings::{MOST_ADS, Standing, look, stop};
use naming::{Words, named};

/// Ads one act may make: more than fit into twenty ad sets.
const MOST_ROWS: usize = 1_000;
/// Texts and picture files one matrix may have.
const MOST_TEXTS: usize = 100;
const MOST_FILES: usize = 200;
/// Longest label of a text.
const LONGEST_LABEL: usize = 60;

/// What the matrix is made of, checked.
struct Matrix {
    account: AccountId,
    adsets: Vec<ObjectId>,
    motifs: Vec<Motif>,
    known: Known,
    standing: Standing,
    url_tags: String,
    date: String,
    brief: Brief,
    brand: StudioBrand,
    input: PreviewPublish,
}

/// One ad before it is numbered.
struct Cell {
    row: PublishRow,
    new: Option<New>,
}

impl App {
    /// Works out the ads of every text with every picture in every ad set, and looks at what they would be. Makes and
    /// uploads nothing; the preview is sent like every other. Reads each picture file once.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what makes no sense, [`Error::NotFound`] for an account or a brief that is not here. What
    /// is wrong with single ads or pictures is in the answer.
    pub async fn preview_publish(&self, input: PreviewPublish) -> Result<PublishPreview, Error> {
        let session = self.session().await?;
        let depth = input.depth;
        let matrix = self.matrix(&session, input).await?;
        keep_files(&session, &matrix.motifs).await?;
        let cells = matrix.cells()?;
        let mut intent = Intent::default();
        let mut rows = Vec::with_capacity(cells.len());
        for mut cell in cells {
            if let Some(new) = cell.new {
                cell.row.item = u32::try_from(intent.new.len()).ok();
                intent.new.push(new);
            }
            rows.push(cell.row);
        }
        let left_out = rows.iter().filter(|row| row.item.is_none()).count();
        let plan = changes::plan(&intent, &matrix.known);
        let refusals = plan.refusals.clone();
        if !refusals.is_empty() {
            // A plan of new objects is whole or empty.
            rows.iter_mut().for_each(|row| row.item = None);
        }
        let author = Author { source: Source::Studio, ..author(&session, "Ads from the studio".into()) };
        let set = plan.into_set(session.changes.fresh_id(), author, self.inner.clock.now());
        let preview = self.look_at(&session, set, refusals, depth).await?;
        Ok(PublishPreview {
            preview,
            motifs: matrix.motifs.iter().map(|motif| motif.label.clone()).collect(),
            pictures: pictures(matrix.motifs),
            rows,
            left_out: u32::try_from(left_out).unwrap_or(u32::MAX),
        })
    }

    async fn matrix(&self, session: &Arc<Session>, input: PreviewPublish) -> Result<Matrix, Error> {
        let account = account(&input.account_id, &session.chosen())?;
        let adsets = checked(&input)?;
        let document = match &input.brief_id {
            Some(id) => Some(documents::load(&session.store, id).await?),
            None => None,
        };
        if document.as_ref().is_some_and(|document| document.brief.account_id != input.account_id) {
            return Err(Error::Invalid("The brief is another client's".into()));
        }
        let brief = document.map_or_else(Brief::default, |document| convert::brief(&document.brief));
        let brand = documents::brand(&session.store, &input.account_id).await?;
        let motifs = files::motifs(&input.pictures).await;
        let (of, wanted, read_motifs) = (account.clone(), adsets.clone(), motifs.clone());
        let read = move |db: &store::Db| {
            let reference = |id: &ObjectId| ObjectRef { account: of.clone(), level: Level::Adset, id: id.clone() };
            let known = Known::read(db, &wanted.iter().map(reference).collect::<Vec<_>>())?;
            let utm: Option<String> = db.setting(changes::links::KEY)?;
            Ok((known, Standing::read(db, &of, &wanted, &read_motifs)?, utm))
        };
        let (known, standing, utm) = session.store.read(read).await?;
        let utm = UtmTemplate::parse(&utm.unwrap_or_default()).unwrap_or_default();
        // A link that is tagged already is left as it is.
        let url_tags = if input.link.contains("utm_") { String::new() } else { utm.url_tags() };
        let zone = known.accounts.get(&account).map(|facts| facts.zone.clone()).unwrap_or_default();
        let day = AccountZone::parse(&zone).ok().and_then(|zone| zone.day_of(self.inner.clock.now()));
        let date = day.map(|day| day.to_string()).unwrap_or_default();
        let brief = Brief { link: input.link.trim().to_owned(), ..brief };
        Ok(Matrix { account, adsets, motifs, known, standing, url_tags, date, brief, brand, input })
    }
}

fn checked(input: &PreviewPublish) -> Result<Vec<ObjectId>, Error> {
    let invalid = |text: &str| Err(Error::Invalid(text.into()));
    if input.ad_set_ids.is_empty() {
        return invalid("Choose an ad set");
    }
    if input.texts.is_empty() {
        return invalid("Choose texts");
    }
    if input.pictures.is_empty() {
        return invalid("Choose a picture");
    }
    if input.texts.len() > MOST_TEXTS || input.pictures.len() > MOST_FILES {
        return invalid("At most 100 texts and 200 picture files at once");
    }
    let ids = |text: &str| ObjectId::parse(text).map_err(|_| Error::NotFound("object"));
    ids(&input.page_id).map_err(|_| Error::Invalid("Choose the page they are published as".into()))?;
    input.instagram_user_id.as_deref().map(ids).transpose()?;
    let mut seen = HashSet::new();
    let adsets = input.ad_set_ids.iter().map(|id| ids(id)).collect::<Result<Vec<_>, _>>()?;
    let adsets: Vec<ObjectId> = adsets.into_iter().filter(|id| seen.insert(id.clone())).collect();
    if adsets.len().saturating_mul(input.texts.len()).saturating_mul(input.pictures.len()) > MOST_ROWS {
        return invalid("That makes more than 1,000 ads. Choose fewer texts, pictures or ad sets");
    }
    for text in &input.texts {
        convert::check_copy(&text.copy)?;
        if text.label.chars().count() > LONGEST_LABEL {
            return invalid("A text's label has at most 60 characters");
        }
    }
    Ok(adsets)
}

impl Matrix {
    fn cells(&self) -> Result<Vec<Cell>, Error> {
        let texts: Vec<Vec<StudioFinding>> = self.texts();
        let mut cells = Vec::new();
        for adset in &self.adsets {
            let mut room = MOST_ADS.saturating_sub(self.standing.ads.get(adset).copied().unwrap_or(0));
            for (at_motif, motif) in self.motifs.iter().enumerate() {
                for (at_text, (text, of_text)) in self.input.texts.iter().zip(&texts).enumerate() {
                    let number = cells.len() + 1;
                    let mut cell = self.cell(adset, (at_text, text), (at_motif, motif), number)?;
                    cell.row.findings.extend(of_text.iter().cloned());
                    if room == 0 {
                        let reason = "The ad set would have more than 50 ads";
                        cell.row.findings.push(stop(
                            "room",
                            reason,
                            "Choose another ad set, or archive ads in this one",
                        ));
                    }
                    cell.row.findings.sort_by_key(|one| one.severity == StudioSeverity::Look);
                    let stops = cell.row.findings.iter().any(|one| one.severity == StudioSeverity::Stop);
                    if !motif.is_usable() || (stops && !self.input.despite) {
                        cell.new = None;
                    }
                    room = room.saturating_sub(usize::from(cell.new.is_some()));
                    cells.push(cell);
                }
            }
        }
        Ok(cells)
    }

    /// What there is to know about each text.
    fn texts(&self) -> Vec<Vec<StudioFinding>> {
        let brand = convert::brand(&self.brand);
        let copies: Vec<studio::AdCopy> = self.input.texts.iter().map(|text| convert::copy(&text.copy)).collect();
        let doubles = studio::duplicates(&copies);
        let of = |(at, (text, copy)): (usize, (&PublishText, &studio::AdCopy))| {
            let brief = Brief { language: text.language.clone(), ..self.brief.clone() };
            let input = CheckInput { copy, brief: &brief, brand: &brand, url_tags: &self.url_tags };
            let mut found: Vec<StudioFinding> = studio::check_copy(&input).into_iter().map(convert::finding).collect();
            if doubles.contains(&at) {
                found.push(convert::duplicate());
            }
            found
        };
        self.input.texts.iter().zip(&copies).enumerate().map(of).collect()
    }

    fn cell(
        &self,
        adset: &ObjectId,
        (at_text, text): (usize, &PublishText),
        (at_motif, motif): (usize, &Motif),
        number: usize,
    ) -> Result<Cell, Error> {
        let place = ObjectRef { account: self.account.clone(), level: Level::Adset, id: adset.clone() };
        let found = self.known.objects.get(&place).ok_or(Error::NotFound("ad set"))?;
        let campaign = self.known.campaign_of(found).map(|campaign| campaign.name().to_owned()).unwrap_or_default();
        let words = Words {
            adset: found.name(),
            campaign: &campaign,
            text: &text.label,
            headline: &text.copy.headline,
            picture: &motif.label,
            date: &self.date,
            number,
        };
        let name = named(&self.input.template, &words)?;
        let mut findings: Vec<StudioFinding> = motif.findings().cloned().collect();
        if self.standing.has_same(adset, &text.copy, motif) {
            let reason = "An ad of this ad set says and shows the same";
            findings.push(look("duplicate", reason, "Leave it out, or change a text or the picture"));
        }
        let count = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let row = PublishRow {
            item: None,
            name: name.clone(),
            ad_set_id: adset.to_string(),
            ad_set_name: found.name().to_owned(),
            text: count(at_text),
            motif: count(at_motif),
            findings,
        };
        let creative = self.design(text, motif).creative(&name);
        let fields = BTreeMap::from([(Field::Name, Value::Text(name)), (Field::Creative, Value::Json(creative))]);
        let parent = Some(Parent::Object(adset.clone()));
        let new = New { account: self.account.clone(), level: Level::Ad, parent, copy_of: None, fields };
        Ok(Cell { row, new: Some(new) })
    }

    fn design(&self, text: &PublishText, motif: &Motif) -> Design {
        let copy = &text.copy;
        Design {
            page_id: self.input.page_id.clone(),
            instagram_user_id: self.input.instagram_user_id.clone(),
            link: self.brief.link.clone(),
            url_tags: self.url_tags.clone(),
            primary_text: copy.primary_text.clone(),
            headline: copy.headline.clone(),
            description: copy.description.clone(),
            call_to_action: copy.call_to_action.clone(),
            pictures: motif.files.iter().filter_map(|file| Some((file.content.clone()?, file.shape))).collect(),
        }
    }
}

/// Notes where the files are, so that they are found when the ads are made, also by a later try.
async fn keep_files(session: &Session, motifs: &[Motif]) -> Result<(), Error> {
    let files: Vec<(String, String)> = motifs
        .iter()
        .flat_map(|motif| &motif.files)
        .filter_map(|file| Some((files::key(file.content.as_ref()?), file.path.clone())))
        .collect();
    let write = move |tx: &store::Tx<'_>| files.iter().try_for_each(|(key, path)| tx.set_setting(key, path));
    session.store.write(write).await?;
    Ok(())
}

fn pictures(motifs: Vec<Motif>) -> Vec<PublishPicture> {
    let of = |(at, motif): (usize, Motif)| {
        motif.files.into_iter().map(move |file| PublishPicture {
            path: file.path,
            name: file.name,
            motif: u32::try_from(at).unwrap_or(u32::MAX),
            width: file.width,
            height: file.height,
            shape: file.shape.map(|shape| shape.as_str().to_owned()),
            findings: file.findings,
        })
    };
    motifs.into_iter().enumerate().flat_map(of).collect()
}
