//! The same for rules.

use std::path::Path;

use app::dto::{
    ChangeMetaRule, CompileRule, DecideApprovals, EndLeases, ExplainObject, ExportRules, ImportRules, JudgeRule,
    ListRuleRuns, MetaRuleAct, MetaRuleKey, ObjectKey, RuleLimits, RuleMode, SaveRule, SetRuleMode, StartBacktest,
};
use app::{App, Error};

use super::Given;

/// How many calls [`call`] knows.
pub(super) const CALLS: u32 = 24;

pub(super) async fn call(app: &App, which: u32, given: &Given, folder: &Path) -> Result<(), Error> {
    let [a, b, c, ..] = given.texts.clone();
    let ids = given.ids.clone();
    match which {
        0 => app.rule(&a).await.map(drop),
        1 => app.judge_rule(JudgeRule { rule: rule(given) }).await.map(drop),
        2 => {
            let expected_version = given.flags[1].then_some(given.number);
            app.save_rule(SaveRule { rule: rule(given), expected_version }).await.map(drop)
        }
        3 => {
            let mode = if given.flags[0] { RuleMode::Auto } else { RuleMode::Draft };
            app.set_rule_mode(SetRuleMode { id: a, mode }).await.map(drop)
        }
        4 => app.clear_rule_stop(&a).await.map(drop),
        5 => app.delete_rule(&a).await.map(drop),
        6 => app.rule_templates(given.flags[0].then_some(a)).await.map(drop),
        7 => app.preview_rule(JudgeRule { rule: rule(given) }).await.map(drop),
        8 => app.import_rules(ImportRules { path: file(folder, &a) }).await.map(drop),
        9 => app.export_rules(ExportRules { ids: vec![a], path: file(folder, &b) }).await,
        10 => app.look_now(Some(a)).await.map(drop),
        11 => {
            let against = given.flags[1].then(|| rule(given));
            let input = StartBacktest { rule: rule(given), against, account_id: a, since: b, until: c };
            app.start_backtest(input).await.map(drop)
        }
        12 => {
            let object = ObjectKey { account_id: a, level: given.level, id: b };
            let rule_id = given.flags[0].then_some(c);
            let at_ms = given.flags[1].then_some(given.float);
            app.explain_object(ExplainObject { object, rule_id, at_ms }).await.map(drop)
        }
        13 => {
            let input = ListRuleRuns {
                rule_id: given.flags[0].then_some(a),
                account_id: given.flags[1].then_some(b),
                before: given.flags[2].then_some(c),
                quiet: given.flags[3],
                limit: given.number,
            };
            app.rule_runs(input).await.map(drop)
        }
        14 => app.rule_run(&a).await.map(drop),
        15 => app.decide_approvals(DecideApprovals { decision_ids: ids, approve: given.flags[0] }).await.map(drop),
        16 => app.end_leases(EndLeases { ids, start: given.flags[0] }).await.map(drop),
        18 => app.meta_rules(&a).await.map(drop),
        19 => app.meta_rule(MetaRuleKey { account_id: a, id: b }).await.map(drop),
        20 => app.import_meta_rule(MetaRuleKey { account_id: a, id: b }).await.map(drop),
        21 => {
            let [is_on, accepted, ..] = given.flags;
            app.compile_rule(CompileRule { rule_id: a, account_id: b, is_on, accepted }).await.map(drop)
        }
        22 => {
            let act = if given.flags[0] { MetaRuleAct::Enable } else { MetaRuleAct::Delete };
            app.preview_meta_rule(ChangeMetaRule { account_id: a, id: b, act }).await.map(drop)
        }
        23 => app.meta_rules_of(&a).await.map(drop),
        _ => app.update_rule_limits(limits(given)).await.map(drop),
    }
}

/// Something between nonsense and a rule.
fn rule(given: &Given) -> String {
    let [a, b, c, d] = &given.texts;
    if given.flags[3] {
        return a.clone();
    }
    let level = if given.flags[0] { "ad" } else { b };
    serde_json::json!({
        "format": 1, "id": a, "name": b, "scope": {"level": level, "accounts": given.ids},
        "when": {"compare": {
            "left": {"metric": {"of": "spend", "window": "today"}}, "is": "above",
            "right": {"money": {"minor": given.float, "currency": if given.flags[2] { "EUR" } else { c }}}}},
        "then": "notify", "schedule": {"every": {"daily_at": if given.flags[1] { "08:00" } else { d }}}
    })
    .to_string()
}

fn file(folder: &Path, name: &str) -> String {
    folder.join(name.replace(['/', '\0'], "_")).display().to_string()
}

fn limits(given: &Given) -> RuleLimits {
    let [a, b, c, d] = given.texts.clone();
    RuleLimits {
        account_id: a,
        account_name: b,
        currency: "EUR".into(),
        may_act: given.flags[0],
        acts_a_day: given.number,
        raised_a_day_minor: given.flags[1].then_some(given.float),
        spend_brake_percent: given.number,
        quiet_from: given.flags[2].then_some(c),
        quiet_until: given.flags[3].then_some(d),
        approval_hours: given.number,
        target_cpa_minor: given.flags[2].then_some(given.float),
        target_roas: given.flags[3].then_some(given.float),
    }
}
