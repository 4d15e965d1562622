//! One picture and one text in all placements: shown while one chooses, and made for the library.

use std::sync::{Arc, OnceLock};

use compositor::checks::{self, File, check_composition, check_file};
use compositor::encode::{Kind, Origin};
use compositor::picture::Kernel;
use compositor::{Area, Brand, Focus, Fonts, Output, Piece, Placement, Rendered, Source, Template, Words, encode};

use super::keep::{Provenance, off_thread};
use crate::Error;
use crate::app::App;
use crate::dto::{
    ComposeStudioPicture, StudioComposition, StudioFrame, StudioPictureFinding, StudioPictureOrigin,
    StudioPictureSeverity, StudioPoint,
};
use crate::object::data_url;
use crate::session::Session;
use crate::studio_work::documents;

/// Pixels from left to right of what is shown while one chooses: twice what a frame in the page has.
const PREVIEW_WIDTH: u32 = 400;
const LONGEST: usize = 300;
/// Two at once leave a computer of four cores usable.
const THREADS: usize = 2;

/// The templates there are.
pub(super) fn templates() -> Result<Vec<Template>, Error> {
    Ok(compositor::template::shipped().map_err(compositor::Error::from)?)
}

/// The fonts are read once; what a thread has shaped serves the next.
fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(Fonts::shipped)
}

/// What a composition is made of, checked.
struct Work {
    source: Arc<Source>,
    words: Words,
    template: Template,
    focus: Option<Focus>,
}

impl Work {
    fn piece<'a>(&'a self, brand: &'a Brand) -> Piece<'a> {
        Piece {
            source: &self.source,
            words: &self.words,
            template: &self.template,
            brand,
            focus: self.focus,
            fit: None,
            extend: None,
        }
    }

    fn focus(&self) -> StudioPoint {
        let focus = self.focus.unwrap_or_else(|| self.source.focus());
        StudioPoint { x: f64::from(focus.x), y: f64::from(focus.y) }
    }
}

async fn work(session: &Session, input: &ComposeStudioPicture) -> Result<Work, Error> {
    let texts = [&input.headline, &input.subline, &input.tag];
    if texts.iter().any(|text| text.chars().count() > LONGEST || text.chars().any(|it| it.is_control() && it != '\n')) {
        return Err(Error::Invalid("A text on a picture has at most 300 characters".into()));
    }
    let template = templates()?.into_iter().find(|one| one.id == input.template);
    let template = template.ok_or(Error::NotFound("template"))?;
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let words = Words {
        headline: input.headline.trim().to_owned(),
        subline: text(&input.subline),
        tag: text(&input.tag),
        language: text(&input.language),
    };
    let focus = match &input.focus {
        Some(at) if (0.0..=1.0).contains(&at.x) && (0.0..=1.0).contains(&at.y) => {
            Some(Focus::new(at.x as f32, at.y as f32))
        }
        Some(_) => return Err(Error::Invalid("The point that has to be seen lies outside the picture".into())),
        None => None,
    };
    let source = session.picture_source(&input.hash).await?;
    Ok(Work { source, words, template, focus })
}

impl App {
    /// What one picture and one text look like in all placements. Nothing is kept.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`]. What cannot be set says so in its frame.
    pub async fn preview_studio_composition(&self, input: ComposeStudioPicture) -> Result<StudioComposition, Error> {
        let session = self.session().await?;
        let work = work(&session, &input).await?;
        off_thread(move || {
            let brand = Brand::default();
            let piece = work.piece(&brand);
            let mut frames = Vec::with_capacity(Placement::FOUR.len());
            for placement in Placement::FOUR {
                let mut frame = frame(placement);
                match compositor::preview(fonts(), &piece, placement, PREVIEW_WIDTH) {
                    Ok(made) => {
                        frame.preview = Some(shown(&made)?);
                        frame.findings = check_composition(&made).into_iter().map(finding).collect();
                    }
                    Err(error) => frame.problem = Some(error.to_string()),
                }
                frames.push(frame);
            }
            Ok(StudioComposition { focus: work.focus(), frames })
        })
        .await
    }

    /// Makes one picture and one text in all placements and keeps what could be made in the library.
    ///
    /// # Errors
    /// As [`App::preview_studio_composition`].
    pub async fn compose_studio_picture(&self, input: ComposeStudioPicture) -> Result<StudioComposition, Error> {
        let session = self.session().await?;
        if let Some(id) = &input.brief_id {
            documents::load(&session.store, id).await?;
        }
        let work = work(&session, &input).await?;
        let now = self.inner.clock.now();
        let source = self.studio_picture(&input.hash).await?;
        let from = Provenance {
            origin: StudioPictureOrigin::Composed,
            provider: source.provider.clone(),
            model: source.model.clone(),
            prompt: source.prompt.clone(),
            source: Some(input.hash.clone()),
            template: Some(work.template.id.clone()),
            words: Some(work.words.clone()),
            brief_id: input.brief_id.clone(),
            ..Provenance::imported(session.person())
        };
        let origin = Origin {
            kind: if source.prompt.is_some() { Kind::CompositeWithGenerated } else { Kind::Composite },
            provider: from.provider.clone(),
            model: from.model.clone(),
            prompt: from.prompt.clone(),
            who: Some(from.by.clone()),
            when: now.to_utc().map(|at| at.to_rfc3339()),
            program: Some("Sextant".to_owned()),
        };
        let title = if work.words.headline.is_empty() { source.name } else { work.words.headline.clone() };
        let (focus, made) = off_thread(move || made(&work, &origin)).await?;
        let mut frames = Vec::with_capacity(made.len());
        for (mut frame, file) in made {
            if let Some(file) = file {
                let from = Provenance { ratio: Some(frame.ratio.clone()), ..from.clone() };
                let name = format!("{}, {}", title.chars().take(80).collect::<String>(), frame.ratio);
                frame.hash = Some(session.keep_own_picture(file, &name, from, now).await?.hash);
            }
            frames.push(frame);
        }
        self.studio_changed("");
        Ok(StudioComposition { focus, frames })
    }
}

type Made = (StudioFrame, Option<(compositor::Picture, Vec<u8>)>);

/// All placements at full size, as files.
fn made(work: &Work, origin: &Origin) -> Result<(StudioPoint, Vec<Made>), Error> {
    let brand = Brand::default();
    let all = compositor::compose_all(fonts(), &work.piece(&brand), &Placement::FOUR, THREADS);
    let mut frames = Vec::with_capacity(all.len());
    for (placement, made) in Placement::FOUR.into_iter().zip(all) {
        let mut frame = frame(placement);
        match made {
            Ok(made) => {
                let bytes = encode(&made.picture, Output::default(), Some(origin))?;
                let (width, height) = (made.picture.width(), made.picture.height());
                let file = File { format: compositor::intake::Format::Jpeg, width, height, bytes: bytes.len() };
                let found = check_composition(&made).into_iter().chain(check_file(&file, placement));
                frame.findings = found.map(finding).collect();
                frame.preview = Some(shown(&made)?);
                frames.push((frame, Some((made.picture, bytes))));
            }
            Err(error) => {
                frame.problem = Some(error.to_string());
                frames.push((frame, None));
            }
        }
    }
    Ok((work.focus(), frames))
}

fn frame(placement: Placement) -> StudioFrame {
    let (width, height) = placement.size();
    let (safe, canvas) = (placement.safe(), Area::canvas((width, height)));
    let share = |pixels: f32| f64::from(pixels / canvas.height());
    let name = match placement {
        Placement::Square => "square",
        Placement::Portrait => "portrait",
        Placement::Story => "story",
        Placement::Reel => "reel",
        Placement::Landscape => "landscape",
    };
    StudioFrame {
        placement: name.to_owned(),
        ratio: placement.ratio().to_owned(),
        width,
        height,
        covered_top: share(safe.top),
        covered_bottom: share(canvas.bottom - safe.bottom),
        preview: None,
        problem: None,
        findings: Vec::new(),
        hash: None,
    }
}

/// A small copy for the page.
fn shown(made: &Rendered) -> Result<String, Error> {
    let small = made.picture.clone().at_most(PREVIEW_WIDTH * 2, Kernel::Quick);
    let bytes = encode(&small, Output::Jpeg { quality: 82, full_colour: true }, None)?;
    Ok(data_url(&bytes).unwrap_or_default())
}

fn finding(found: checks::Finding) -> StudioPictureFinding {
    StudioPictureFinding {
        severity: match found.severity {
            checks::Severity::Note => StudioPictureSeverity::Note,
            checks::Severity::Warning => StudioPictureSeverity::Warning,
            checks::Severity::Stop => StudioPictureSeverity::Stop,
        },
        reason: found.reason,
        remedy: found.remedy,
    }
}
