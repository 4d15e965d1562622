//! Paused ads from texts and pictures: the matrix shown, then sent like every other change.

use std::path::Path;

use app::App;
use app::dto::{CheckDepth, IpcError, PreviewPublish, PublishPreview, PublishText, StudioCopy, StudioSeverity};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::arguments::Publish;
use crate::changes;
use crate::commands::{Outcome, no_output};
use crate::exit;
use crate::output::Output;

const COLUMNS: [&str; 6] = ["name", "ad_set", "text", "picture", "outcome", "error"];

/// Texts as a file has them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileText {
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    language: Option<String>,
    primary_text: String,
    headline: String,
    #[serde(default)]
    description: String,
    call_to_action: String,
}

pub(super) async fn act(app: &App, wanted: Publish, output: Output) -> Outcome {
    let sending = wanted.sending.clone();
    let input = input(app, wanted).await?;
    let labels: Vec<String> = input.texts.iter().map(|text| text.label.clone()).collect();
    let matrix = app.preview_publish(input).await?;
    if sending.dry_run {
        return dry(&matrix, &labels, output);
    }
    if matrix.left_out > 0 {
        eprintln!("{} ads are left out; --dry-run says why, --despite makes them all the same", matrix.left_out);
    }
    let left_out = matrix.left_out;
    let code = changes::go_on(app, matrix.preview, sending, output).await?;
    Ok(if code == exit::DONE && left_out > 0 { exit::PARTIAL } else { code })
}

async fn input(app: &App, wanted: Publish) -> Result<PreviewPublish, IpcError> {
    let brief = match &wanted.brief {
        Some(id) => Some(app.studio_brief(id).await?),
        None => None,
    };
    let account_id = wanted.account.or_else(|| brief.as_ref().map(|detail| detail.brief.account_id.clone()));
    let account_id = account_id.ok_or_else(|| app::usage("Say --account"))?;
    let link = wanted.link.or_else(|| brief.as_ref().map(|detail| detail.brief.link.clone()));
    let texts = match (&wanted.texts, &brief) {
        (Some(file), _) => of_file(file)?,
        (None, Some(detail)) => {
            let any = detail.variants.iter().any(|variant| variant.chosen);
            let used = detail.variants.iter().enumerate().filter(|(_, variant)| variant.chosen || !any);
            used.map(|(at, variant)| PublishText {
                label: letter(at),
                copy: variant.copy.clone(),
                language: variant.language.clone(),
            })
            .collect()
        }
        (None, None) => Vec::new(),
    };
    let page_id = match wanted.page {
        Some(page) => page,
        None => only_page(app, &account_id).await?,
    };
    Ok(PreviewPublish {
        brief_id: wanted.brief,
        account_id,
        ad_set_ids: wanted.ad_sets,
        page_id,
        instagram_user_id: wanted.instagram,
        link: link.unwrap_or_default(),
        texts,
        pictures: wanted.pictures.iter().map(|path| whole(path)).collect::<Result<_, _>>()?,
        template: wanted.template,
        despite: wanted.despite,
        depth: CheckDepth::Meta,
    })
}

async fn only_page(app: &App, account_id: &str) -> Result<String, IpcError> {
    let pages = app.account_choices(account_id).await?.pages;
    match pages.as_slice() {
        [page] => Ok(page.id.clone()),
        [] => Err(app::usage("This account has no page; say --page")),
        several => {
            let names: Vec<String> =
                several.iter().take(10).map(|page| format!("{} ({})", page.id, page.name)).collect();
            Err(app::usage(format!("Say --page: {}", names.join(", "))))
        }
    }
}

fn of_file(file: &Path) -> Result<Vec<PublishText>, IpcError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| app::usage(format!("{} cannot be read: {error}", file.display())))?;
    let read: Vec<FileText> = serde_json::from_str(&text)
        .map_err(|error| app::usage(format!("{} is no list of texts: {error}", file.display())))?;
    let text = |(at, one): (usize, FileText)| PublishText {
        label: one.label.unwrap_or_else(|| letter(at)),
        language: one.language.unwrap_or_else(|| "en".to_owned()),
        copy: StudioCopy {
            primary_text: one.primary_text,
            headline: one.headline,
            description: one.description,
            call_to_action: one.call_to_action,
        },
    };
    Ok(read.into_iter().enumerate().map(text).collect())
}

/// A, B, … Z, then numbers.
fn letter(at: usize) -> String {
    let letter = u8::try_from(at).ok().filter(|at| *at < 26).map(|at| char::from(b'A' + at));
    letter.map_or_else(|| (at + 1).to_string(), String::from)
}

fn whole(path: &Path) -> Result<String, IpcError> {
    let whole = std::path::absolute(path).map_err(|error| app::usage(format!("{}: {error}", path.display())))?;
    whole.to_str().map(str::to_owned).ok_or_else(|| app::usage("The path of a picture is no text"))
}

/// The matrix: every ad with what is known against it.
fn dry(matrix: &PublishPreview, labels: &[String], output: Output) -> Outcome {
    let mut refused = false;
    let rows: Vec<Value> = matrix
        .rows
        .iter()
        .map(|row| {
            let planned = row.item.and_then(|item| matrix.preview.rows.iter().find(|one| one.item == item));
            let meta = planned.and_then(|row| row.refused_by_meta.clone());
            let rule = planned.filter(|row| !row.can_be_sent).and_then(|row| row.findings.first());
            let found = row.findings.first();
            let against = meta.or(rule.map(|finding| finding.text.clone()));
            let is_refused = row.item.is_none() || against.is_some();
            refused |= is_refused;
            let words = found.map(|finding| format!("{}. {}", finding.reason, finding.remedy));
            let stops = row.findings.iter().filter(|one| one.severity == StudioSeverity::Stop).count();
            json!({
                "name": row.name, "ad_set": row.ad_set_name, "ad_set_id": row.ad_set_id,
                "text": labels.get(row.text as usize),
                "picture": matrix.motifs.get(row.motif as usize), "outcome": if is_refused { "refused" } else { "planned" },
                "error": against.or(words), "findings": row.findings, "stops": stops,
            })
        })
        .collect();
    let more = json!({
        "change_id": null, "dry_run": true, "plan_hash": matrix.preview.plan_hash, "left_out": matrix.left_out,
    });
    output.rows(&COLUMNS, &rows, more).map_err(no_output)?;
    Ok(if refused { exit::REFUSED } else { exit::DONE })
}
