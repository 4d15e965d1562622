//! The studio from a terminal.

mod pictures;
mod publish;

use std::io::Read as _;
use std::path::Path;

use app::App;
use app::dto::{
    SaveStudioProvider, StartStudioCopy, StudioBrief, StudioBriefDetail, StudioFormat, StudioSeverity, StudioTask,
};
use serde_json::{Value, json};

use crate::arguments::{NewService, ServiceFormat, StudioAction};
use crate::commands::{Outcome, no_output, shown};
use crate::exit;
use crate::output::Output;

pub(crate) async fn act(app: &App, action: StudioAction, output: Output) -> Outcome {
    match action {
        StudioAction::Providers => providers(app, output).await,
        StudioAction::AddProvider(service) => add(app, service, output).await,
        StudioAction::RemoveProvider { provider } => {
            app.remove_studio_provider(&provider).await?;
            providers(app, output).await
        }
        StudioAction::Test { provider } => {
            let tested = app.test_studio_provider(&provider).await?;
            shown(output.facts(&json!({ "answers": true, "knows_model": tested.knows_model, "models": tested.models })))
        }
        StudioAction::Budget { dollars } => {
            let set = app.set_studio_budget(dollars * 1_000_000.0).await?;
            shown(output.facts(&json!({ "daily_usd": dollars, "spent_today_usd": set.spent_today / 1_000_000.0 })))
        }
        StudioAction::Briefs => {
            let rows = app.studio_briefs().await?;
            let row = |row: &app::dto::StudioBriefRow| json!({ "id": row.id, "name": row.name, "account": row.account_id, "variants": row.variants });
            let rows: Vec<Value> = rows.iter().map(row).collect();
            shown(output.rows(&["id", "name", "account", "variants"], &rows, Value::Null))
        }
        StudioAction::Copy { brief, provider } => copy(app, &brief, &provider, output).await,
        StudioAction::Image { action } => pictures::act(app, action, output).await,
        StudioAction::Compose(composition) => pictures::compose(app, composition, output).await,
        StudioAction::Publish(wanted) => publish::act(app, wanted, output).await,
        StudioAction::Check { brief } => check(&app.studio_brief(&brief).await?, output),
    }
}

async fn providers(app: &App, output: Output) -> Outcome {
    let all = app.studio_providers().await?;
    let row = |one: &app::dto::StudioProvider| {
        json!({
            "id": one.id, "name": one.name, "format": one.format, "model": one.model, "key": one.has_key,
            "address": one.base_url,
        })
    };
    let rows: Vec<Value> = all.providers.iter().map(row).collect();
    let more = json!({
        "daily_budget_usd": all.daily_budget / 1_000_000.0, "spent_today_usd": all.spent_today / 1_000_000.0,
    });
    shown(output.rows(&["id", "name", "format", "model", "key", "address"], &rows, more))
}

async fn add(app: &App, service: NewService, output: Output) -> Outcome {
    let key = match service.key.as_deref() {
        Some("-") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(no_output)?;
            Some(text.trim().to_owned())
        }
        Some(_) => return Err(app::usage("A key is read from standard input: --key -")),
        None => None,
    };
    let format = match service.format {
        ServiceFormat::Anthropic => StudioFormat::Anthropic,
        ServiceFormat::Openai => StudioFormat::OpenAi,
        ServiceFormat::Compatible => StudioFormat::OpenAiCompatible,
        ServiceFormat::OpenaiImages => StudioFormat::OpenAiImages,
        ServiceFormat::Http => StudioFormat::HttpImages,
    };
    let read = |file: &std::path::PathBuf| {
        std::fs::read_to_string(file).map_err(|error| app::usage(format!("{}: {error}", file.display())))
    };
    let template = service.template.as_ref().map(read).transpose()?;
    let input = SaveStudioProvider {
        id: None,
        name: service.name,
        format,
        base_url: service.url,
        model: service.model,
        key,
        input_price: None,
        output_price: None,
        picture_price: service.picture_price.map(|dollars| (dollars * 1_000_000.0).round()),
        template,
    };
    app.save_studio_provider(input).await?;
    providers(app, output).await
}

/// Keeps the brief of a file, or takes one that is kept, and has it written.
async fn copy(app: &App, brief: &str, provider: &str, output: Output) -> Outcome {
    let kept = app.studio_briefs().await?.into_iter().any(|row| row.id == brief);
    let id = if kept {
        brief.to_owned()
    } else {
        let text = std::fs::read_to_string(Path::new(brief))
            .map_err(|error| app::usage(format!("{brief:?} is no brief that is kept and no file: {error}")))?;
        let read: StudioBrief =
            serde_json::from_str(&text).map_err(|error| app::usage(format!("{brief:?} is no brief: {error}")))?;
        let saved = app.save_studio_brief(read).await?;
        saved.brief.id.unwrap_or_default()
    };
    let input = StartStudioCopy {
        brief_id: id,
        provider_id: provider.to_owned(),
        task: StudioTask::Write,
        variant_id: None,
        field: None,
        language: None,
    };
    let detail = app.write_copy_now(input).await?;
    let run = detail.run.as_ref();
    let more = json!({
        "brief": detail.brief.id, "wanted": run.map(|run| run.wanted), "kept": run.map(|run| run.kept),
        "cost_usd": run.map(|run| run.cost / 1_000_000.0),
    });
    let rows: Vec<Value> = detail
        .variants
        .iter()
        .map(|variant| {
            json!({
                "id": variant.id, "primary_text": variant.copy.primary_text, "headline": variant.copy.headline,
                "description": variant.copy.description, "call_to_action": variant.copy.call_to_action,
                "language": variant.language,
            })
        })
        .collect();
    output.rows(&["headline", "primary_text", "description", "call_to_action"], &rows, more).map_err(no_output)?;
    let is_all = run.is_none_or(|run| run.kept >= run.wanted);
    Ok(if is_all { exit::DONE } else { exit::PARTIAL })
}

/// What there is to look at in a brief's variants; what should not go out ends with the code for "partly".
fn check(detail: &StudioBriefDetail, output: Output) -> Outcome {
    let mut rows = Vec::new();
    let mut stops = false;
    for variant in &detail.variants {
        for finding in &variant.findings {
            stops |= finding.severity == StudioSeverity::Stop;
            rows.push(json!({
                "variant": variant.copy.headline, "severity": finding.severity, "about": finding.subject,
                "words": finding.excerpt, "reason": finding.reason, "remedy": finding.remedy,
            }));
        }
    }
    output
        .rows(&["severity", "variant", "about", "words", "reason", "remedy"], &rows, Value::Null)
        .map_err(no_output)?;
    Ok(if stops { exit::PARTIAL } else { exit::DONE })
}
