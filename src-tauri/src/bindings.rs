//! The typed surface between Rust and the page, and the TypeScript generated from it.

use std::path::Path;

use specta_typescript::{Typescript, semantic};
use tauri_specta::{Builder, collect_commands, collect_events};

use crate::{commands, events};

/// Every command and event the page may use.
pub fn builder<R: tauri::Runtime>() -> Builder<R> {
    Builder::<R>::new()
        // One type for both directions: the page always sends every field.
        .disable_serde_phases()
        // No figure is ever NaN or infinite, so a number is a number in TypeScript too, not `number | null`.
        .semantic_types(semantic::Configuration::empty().enable_lossless_floats())
        .commands(collect_commands![
            commands::workspace::get_app_state,
            commands::workspace::open_workspace,
            commands::workspace::close_workspace,
            commands::workspace::create_vault,
            commands::workspace::unlock_vault,
            commands::workspace::retry_keyring,
            commands::workspace::recover_workspace,
            commands::workspace::confirm_held_writes,
            commands::sign_in::start_demo,
            commands::sign_in::begin_sign_in,
            commands::sign_in::connect_system_user,
            commands::sign_in::cancel_sign_in,
            commands::sign_in::get_sign_in,
            commands::sign_in::list_available_accounts,
            commands::sign_in::choose_accounts,
            commands::sign_in::sign_out,
            commands::sync::start_sync,
            commands::sync::cancel_sync,
            commands::sync::get_sync_status,
            commands::explorer::query_explorer,
            commands::explorer::get_object,
            commands::explorer::get_series,
            commands::explorer::list_revisions,
            commands::explorer::search,
            commands::explorer::group_explorer,
            commands::explorer::check_formula,
            commands::explorer::list_saved_views,
            commands::explorer::save_view,
            commands::explorer::delete_view,
            commands::explorer::export_table,
            commands::files::choose_file,
            commands::changes::preview_changes,
            commands::changes::list_preview_rows,
            commands::changes::narrow_preview,
            commands::changes::cancel_check,
            commands::changes::list_settings,
            commands::changes::preview_undo,
            commands::changes::apply_changes,
            commands::changes::retry_changes,
            commands::changes::cancel_changes,
            commands::changes::get_write_state,
            commands::changes::stop_writes,
            commands::changes::allow_writes,
            commands::changes::list_changes,
            commands::changes::get_change,
            commands::changes::save_draft,
            commands::changes::list_drafts,
            commands::changes::delete_draft,
            commands::changes::preview_draft,
            commands::changes::export_draft,
            commands::changes::import_draft,
            commands::changes::rename_draft,
            commands::changes::settle_draft,
            commands::changes::get_settings_form,
            commands::changes::list_below,
            commands::overview::get_overview,
            commands::overview::reconcile_levels,
            commands::overview::get_metric_catalogue,
            commands::overview::list_clients,
            commands::overview::save_client,
            commands::overview::delete_client,
            commands::overview::set_target,
            commands::overview::list_notes,
            commands::overview::save_note,
            commands::overview::delete_note,
            commands::activity::list_activity,
            commands::activity::get_object_history,
            commands::activity::preview_put_back,
            commands::activity::check_audit,
            commands::activity::export_audit,
            commands::creating::get_creation_rules,
            commands::creating::get_creation_place,
            commands::creating::get_account_choices,
            commands::creating::search_targeting,
            commands::creating::search_places,
            commands::creating::list_creatives,
            commands::creating::get_naming,
            commands::creating::update_naming,
            commands::creating::preview_naming,
            commands::creating::lint_links,
            commands::rules::list_rules,
            commands::rules::get_rule,
            commands::rules::judge_rule,
            commands::rules::save_rule,
            commands::rules::set_rule_mode,
            commands::rules::clear_rule_stop,
            commands::rules::delete_rule,
            commands::rules::list_rule_templates,
            commands::rules::preview_rule,
            commands::rules::import_rules,
            commands::rules::export_rules,
            commands::rules::look_now,
            commands::rules::start_backtest,
            commands::rules::get_backtest,
            commands::rules::cancel_backtest,
            commands::rules::explain_object,
            commands::rules::list_rule_runs,
            commands::rules::get_rule_run,
            commands::rules::list_approvals,
            commands::rules::decide_approvals,
            commands::rules::list_paused_by_rules,
            commands::rules::end_leases,
            commands::rules::list_rule_limits,
            commands::rules::update_rule_limits,
            commands::rules::list_meta_rules,
            commands::rules::get_meta_rule,
            commands::rules::import_meta_rule,
            commands::rules::compile_rule,
            commands::rules::preview_meta_rule,
            commands::studio::list_studio_providers,
            commands::studio::save_studio_provider,
            commands::studio::remove_studio_provider,
            commands::studio::test_studio_provider,
            commands::studio::set_studio_budget,
            commands::studio::list_studio_briefs,
            commands::studio::get_studio_brief,
            commands::studio::save_studio_brief,
            commands::studio::delete_studio_brief,
            commands::studio::estimate_studio_copy,
            commands::studio::start_studio_copy,
            commands::studio::cancel_studio_copy,
            commands::studio::update_studio_variant,
            commands::settings::get_settings,
            commands::settings::update_settings,
            commands::settings::create_backup,
            commands::settings::list_backups,
            commands::settings::restore_backup,
            commands::settings::write_recovery_key,
            commands::settings::get_message_channels,
            commands::settings::set_webhook,
            commands::settings::set_mail,
            commands::settings::remove_message_channel,
            commands::settings::test_message_channel
        ])
        .events(collect_events![events::PageEvent])
}

/// Writes the page's TypeScript to `path`.
///
/// # Errors
/// When a type cannot be expressed in TypeScript or the file cannot be written.
pub fn export(path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let header = "// Generated by `cargo xtask bindings` from src-tauri/src/bindings.rs. Do not edit.\n// biome-ignore-all lint: generated\n";
    let language = Typescript::default().header(header);
    builder::<tauri::Wry>().export(language, path)?;
    Ok(())
}
