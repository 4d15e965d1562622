//! Rules: written, looked over, run, answered, explained.

use app::App;
use app::dto::{
    ApprovalGroup, BacktestState, ChangeMetaRule, ChangePreview, CompileRule, CompiledRule, DecideApprovals, EndLeases,
    ExplainObject, Explanation, ExportRules, ImportRules, IpcError, JudgeRule, ListRuleRuns, MetaRule, MetaRuleDetail,
    MetaRuleImported, MetaRuleKey, ObjectKey, PausedRow, RuleDetail, RuleJudgement, RuleLimits, RuleList, RulePreview,
    RuleRun, RuleRunDetail, RuleTemplate, RulesImported, SaveRule, SetRuleMode, StartBacktest,
};
use tauri::State;

/// All rules, and where the engine stands.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_rules(app: State<'_, App>) -> Result<RuleList, IpcError> {
    app.rules().await.map_err(IpcError::from)
}

/// One rule, whole.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_rule(app: State<'_, App>, id: String) -> Result<RuleDetail, IpcError> {
    app.rule(&id).await.map_err(IpcError::from)
}

/// What can be said of a rule while it is written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn judge_rule(app: State<'_, App>, input: JudgeRule) -> Result<RuleJudgement, IpcError> {
    app.judge_rule(input).await.map_err(IpcError::from)
}

/// Keeps a rule, a new version of it when it is there.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_rule(app: State<'_, App>, input: SaveRule) -> Result<RuleDetail, IpcError> {
    app.save_rule(input).await.map_err(IpcError::from)
}

/// Lets a rule go as far as this.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_rule_mode(app: State<'_, App>, input: SetRuleMode) -> Result<RuleDetail, IpcError> {
    app.set_rule_mode(input).await.map_err(IpcError::from)
}

/// Lets a rule that was stopped run again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn clear_rule_stop(app: State<'_, App>, id: String) -> Result<RuleDetail, IpcError> {
    app.clear_rule_stop(&id).await.map_err(IpcError::from)
}

/// Takes a rule away. What it did stays on record.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_rule(app: State<'_, App>, id: String) -> Result<RuleList, IpcError> {
    app.delete_rule(&id).await.map_err(IpcError::from)
}

/// Rules to begin with, in the account's currency.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_rule_templates(
    app: State<'_, App>,
    account_id: Option<String>,
) -> Result<Vec<RuleTemplate>, IpcError> {
    app.rule_templates(account_id).await.map_err(IpcError::from)
}

/// What a rule would do now. Nothing is done.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_rule(app: State<'_, App>, input: JudgeRule) -> Result<RulePreview, IpcError> {
    app.preview_rule(input).await.map_err(IpcError::from)
}

/// Reads rules from a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_rules(app: State<'_, App>, input: ImportRules) -> Result<RulesImported, IpcError> {
    app.import_rules(input).await.map_err(IpcError::from)
}

/// Writes rules to a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_rules(app: State<'_, App>, input: ExportRules) -> Result<(), IpcError> {
    app.export_rules(input).await.map_err(IpcError::from)
}

/// Lets a rule look at once, whatever its schedule says.
#[tauri::command]
#[specta::specta]
pub(crate) async fn look_now(app: State<'_, App>, id: String) -> Result<Vec<RuleRun>, IpcError> {
    app.look_now(Some(id)).await.map_err(IpcError::from)
}

/// Replays a rule over the past, in the background.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_backtest(app: State<'_, App>, input: StartBacktest) -> Result<BacktestState, IpcError> {
    app.start_backtest(input).await.map_err(IpcError::from)
}

/// Where the backtest stands.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_backtest(app: State<'_, App>) -> Result<BacktestState, IpcError> {
    app.backtest().await.map_err(IpcError::from)
}

/// Stops the backtest.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_backtest(app: State<'_, App>) -> Result<BacktestState, IpcError> {
    app.cancel_backtest().await.map_err(IpcError::from)
}

/// Why rules did or did not act on an object.
#[tauri::command]
#[specta::specta]
pub(crate) async fn explain_object(app: State<'_, App>, input: ExplainObject) -> Result<Vec<Explanation>, IpcError> {
    app.explain_object(input).await.map_err(IpcError::from)
}

/// Looks of rules, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_rule_runs(app: State<'_, App>, input: ListRuleRuns) -> Result<Vec<RuleRun>, IpcError> {
    app.rule_runs(input).await.map_err(IpcError::from)
}

/// One look with everything that met its conditions.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_rule_run(app: State<'_, App>, id: String) -> Result<RuleRunDetail, IpcError> {
    app.rule_run(&id).await.map_err(IpcError::from)
}

/// What waits for a person.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_approvals(app: State<'_, App>) -> Result<Vec<ApprovalGroup>, IpcError> {
    app.approvals().await.map_err(IpcError::from)
}

/// Answers some of what waits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn decide_approvals(
    app: State<'_, App>,
    input: DecideApprovals,
) -> Result<Vec<ApprovalGroup>, IpcError> {
    app.decide_approvals(input).await.map_err(IpcError::from)
}

/// What rules have paused.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_paused_by_rules(app: State<'_, App>) -> Result<Vec<PausedRow>, IpcError> {
    app.paused_by_rules().await.map_err(IpcError::from)
}

/// Ends pauses of rules.
#[tauri::command]
#[specta::specta]
pub(crate) async fn end_leases(app: State<'_, App>, input: EndLeases) -> Result<Vec<PausedRow>, IpcError> {
    app.end_leases(input).await.map_err(IpcError::from)
}

/// What rules may do in each account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_rule_limits(app: State<'_, App>) -> Result<Vec<RuleLimits>, IpcError> {
    app.rule_limits().await.map_err(IpcError::from)
}

/// Changes what rules may do in an account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn update_rule_limits(app: State<'_, App>, input: RuleLimits) -> Result<Vec<RuleLimits>, IpcError> {
    app.update_rule_limits(input).await.map_err(IpcError::from)
}

/// Meta's own rules of an account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_meta_rules(app: State<'_, App>, account_id: String) -> Result<Vec<MetaRule>, IpcError> {
    app.meta_rules(&account_id).await.map_err(IpcError::from)
}

/// Meta's own rules that look at an object.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_meta_rules_of(app: State<'_, App>, object: ObjectKey) -> Result<Vec<MetaRule>, IpcError> {
    app.meta_rules_of(&object.id).await.map_err(IpcError::from)
}

/// One of Meta's rules with what it did and what it would look at now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_meta_rule(app: State<'_, App>, input: MetaRuleKey) -> Result<MetaRuleDetail, IpcError> {
    app.meta_rule(input).await.map_err(IpcError::from)
}

/// Reads one of Meta's rules as one of ours, in shadow.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_meta_rule(app: State<'_, App>, input: MetaRuleKey) -> Result<MetaRuleImported, IpcError> {
    app.import_meta_rule(input).await.map_err(IpcError::from)
}

/// What one of our rules would be as one of Meta's, with the act that makes it. Nothing is sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn compile_rule(app: State<'_, App>, input: CompileRule) -> Result<CompiledRule, IpcError> {
    app.compile_rule(input).await.map_err(IpcError::from)
}

/// What another state of one of Meta's rules would be. Nothing is sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_meta_rule(app: State<'_, App>, input: ChangeMetaRule) -> Result<ChangePreview, IpcError> {
    app.preview_meta_rule(input).await.map_err(IpcError::from)
}
