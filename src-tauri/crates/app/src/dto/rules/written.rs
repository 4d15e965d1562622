//! A rule as it is written, and what can be said of it.

use crate::dto::{choice, dto};

choice! {
    /// How far a rule may go.
    pub enum RuleMode {
        /// It is being written and does not run.
        Draft,
        /// It tells and does nothing.
        Notify,
        /// It records what it would do.
        Shadow,
        /// It asks a person for each act.
        Approve,
        /// It acts.
        Auto,
    }

    /// How bad a finding is.
    pub enum FindingWeight {
        /// Worth a thought.
        Advice,
        /// Likely to hurt.
        Warning,
        /// Cannot do what it is meant to do, or will do harm.
        Error,
    }
}

dto! {
    /// Something wrong in a rule.
    pub struct RuleFault {
        /// Where, such as `when.all[1].right`; empty for all of it.
        pub place: String,
        /// What is wrong.
        pub what: String,
        /// What to do about it.
        pub remedy: String,
    }

    /// A line of sentences.
    pub struct RuleLine {
        /// Where it stands in the rule, such as `when.all[1]`.
        pub place: String,
        /// How deep it lies in groups.
        pub depth: u32,
        /// What it says.
        pub text: String,
    }

    /// A rule as sentences.
    pub struct RuleWords {
        /// How often it looks, and at what.
        pub scope: String,
        /// The conditions, outermost first.
        pub when: Vec<RuleLine>,
        /// What it does.
        pub then: String,
        /// What holds it back, a sentence each.
        pub guards: Vec<String>,
        /// How far it may go.
        pub mode: String,
    }

    /// Something unwise about one rule or two.
    pub struct RuleFinding {
        /// What kind, such as `oscillation`.
        pub code: String,
        /// How bad.
        pub weight: FindingWeight,
        /// The rules it is about.
        pub rule_ids: Vec<String>,
        /// Where in the first of them; empty for all of it.
        pub place: String,
        /// What is unwise.
        pub what: String,
        /// What can happen.
        pub example: String,
        /// What to do about it.
        pub remedy: String,
    }

    /// How many objects a rule looks at in an account.
    pub struct RuleMatch {
        /// The account.
        pub account_id: String,
        /// Objects of the level that are not archived or deleted.
        pub of: u32,
        /// Of these, how many are in its scope.
        pub in_scope: u32,
        /// How many meet its conditions now.
        pub met: u32,
        /// Of how many it cannot be told.
        pub cannot_tell: u32,
    }

    /// What can be said of a rule while it is written.
    pub struct RuleJudgement {
        /// What is wrong with it; while there is anything, nothing else is there.
        pub faults: Vec<RuleFault>,
        /// The rule as sentences.
        pub words: Option<RuleWords>,
        /// What is unwise about it, alone and beside the other rules.
        pub findings: Vec<RuleFinding>,
        /// What it would look at now.
        pub matches: Vec<RuleMatch>,
    }

    /// Judges a rule.
    pub struct JudgeRule {
        /// JSON text.
        pub rule: String,
    }

    /// Keeps a rule.
    pub struct SaveRule {
        /// JSON text. Its id says which rule it is.
        pub rule: String,
        /// The version that was edited; none for a new rule. Somebody else's newer version is not overwritten.
        pub expected_version: Option<u32>,
    }

    /// Lets a rule go as far as this.
    pub struct SetRuleMode {
        /// The rule.
        pub id: String,
        /// How far.
        pub mode: RuleMode,
    }

    /// A rule to begin with.
    pub struct RuleTemplate {
        /// What it is for.
        pub what_for: String,
        /// The rule, JSON text.
        pub rule: String,
        /// As sentences.
        pub words: RuleWords,
    }

    /// An earlier text of a rule.
    pub struct RuleVersion {
        /// Its number.
        pub version: u32,
        /// When it was saved.
        pub at_ms: f64,
        /// Who saved it.
        pub by: String,
        /// The rule, JSON text.
        pub rule: String,
    }

    /// Reads rules from a file.
    pub struct ImportRules {
        /// Its path.
        pub path: String,
    }

    /// Writes rules to a file.
    pub struct ExportRules {
        /// Which; empty for all.
        pub ids: Vec<String>,
        /// Its path.
        pub path: String,
    }

    /// What came of reading rules from a file.
    pub struct RulesImported {
        /// Rules that are new or changed; they begin in shadow.
        pub imported: Vec<String>,
        /// Rules that are so already.
        pub unchanged: Vec<String>,
        /// Those that were left out, with the fault.
        pub refused: Vec<RuleFault>,
    }
}
