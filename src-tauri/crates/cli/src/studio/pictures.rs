//! Pictures of the studio from a terminal.

use std::io::Write as _;
use std::path::Path;

use app::App;
use app::dto::{
    ComposeStudioPicture, ListStudioPictures, PaintStudioPicture, StudioPicture, StudioPictureSeverity, StudioPoint,
    StudioShape,
};
use serde_json::{Value, json};

use crate::arguments::{Composition, ImageAction, PictureShape};
use crate::commands::{Outcome, no_output, shown};
use crate::exit;
use crate::output::Output;

const COLUMNS: [&str; 7] = ["hash", "name", "width", "height", "origin", "cost_usd", "like"];
/// One answer of the library.
const PAGE: u32 = 60;

pub(super) async fn act(app: &App, action: ImageAction, output: Output) -> Outcome {
    match action {
        ImageAction::List { text, trash } => list(app, text, trash, output).await,
        ImageAction::Import { files } => {
            let mut rows = Vec::new();
            for file in files {
                let taken = app.import_studio_picture(&file).await?;
                let mut row = row(&taken.picture);
                row["known"] = json!(taken.known);
                rows.push(row);
            }
            shown(output.rows(&COLUMNS, &rows, Value::Null))
        }
        ImageAction::Generate { brief, prompt, provider, shape, dry_run } => {
            let shape = match shape {
                PictureShape::Square => StudioShape::Square,
                PictureShape::Portrait => StudioShape::Portrait,
                PictureShape::Landscape => StudioShape::Landscape,
            };
            let input = PaintStudioPicture { brief_id: brief, provider_id: provider, prompt, shape };
            if dry_run {
                let estimate = app.estimate_studio_picture(input).await?;
                let cost = estimate.cost.map(|cost| cost / 1_000_000.0);
                return shown(output.facts(&json!({ "cost_usd": cost, "asked_of": estimate.host })));
            }
            let made = app.paint_picture_now(input).await?;
            shown(output.rows(&COLUMNS, &[row(&made)], Value::Null))
        }
        ImageAction::Export { picture, file } => {
            let kept = app.picture_file(&picture).await?;
            write(&file, &kept.bytes).map_err(|error| app::usage(format!("{}: {error}", file.display())))?;
            shown(output.facts(&json!({ "file": file, "bytes": kept.bytes.len(), "media_type": kept.media_type })))
        }
    }
}

/// What is there already is somebody's.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

async fn list(app: &App, text: String, trashed: bool, output: Output) -> Outcome {
    let mut rows: Vec<Value> = Vec::new();
    loop {
        let offset = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let page = app.studio_pictures(ListStudioPictures { text: text.clone(), trashed, offset, limit: PAGE }).await?;
        rows.extend(page.pictures.iter().map(row));
        if page.pictures.is_empty() || rows.len() >= page.total as usize {
            return shown(output.rows(&COLUMNS, &rows, Value::Null));
        }
    }
}

fn row(picture: &StudioPicture) -> Value {
    json!({
        "hash": picture.hash, "name": picture.name, "media_type": picture.media_type, "bytes": picture.bytes,
        "width": picture.width, "height": picture.height, "origin": picture.origin, "by": picture.by,
        "provider": picture.provider, "model": picture.model, "prompt": picture.prompt,
        "cost_usd": picture.cost.map(|cost| cost / 1_000_000.0), "source": picture.source,
        "template": picture.template, "ratio": picture.ratio, "tags": picture.tags, "like": picture.like,
    })
}

/// Ends with the code for "partly" where a placement could not be made or should not go out.
pub(super) async fn compose(app: &App, typed: Composition, output: Output) -> Outcome {
    let input = ComposeStudioPicture {
        hash: typed.picture,
        template: typed.template,
        headline: typed.headline,
        subline: typed.subline,
        tag: typed.tag,
        language: typed.language,
        focus: typed.focus.map(|(x, y)| StudioPoint { x, y }),
        brief_id: typed.brief,
    };
    let made = app.compose_studio_picture(input).await?;
    let is_all = made.frames.iter().all(|frame| {
        frame.hash.is_some() && !frame.findings.iter().any(|one| one.severity == StudioPictureSeverity::Stop)
    });
    let rows: Vec<Value> = made
        .frames
        .iter()
        .map(|frame| {
            let findings: Vec<Value> = frame
                .findings
                .iter()
                .map(|one| json!({ "severity": one.severity, "reason": one.reason, "remedy": one.remedy }))
                .collect();
            json!({
                "placement": frame.placement, "ratio": frame.ratio, "width": frame.width, "height": frame.height,
                "hash": frame.hash, "problem": frame.problem, "findings": findings,
            })
        })
        .collect();
    let more = json!({ "focus": { "x": made.focus.x, "y": made.focus.y } });
    output.rows(&["placement", "ratio", "width", "height", "hash", "problem"], &rows, more).map_err(no_output)?;
    Ok(if is_all { exit::DONE } else { exit::PARTIAL })
}
