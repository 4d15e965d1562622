//! Meta's own rules beside ours.

use crate::dto::{ChangePreview, ObjectLevel, choice, dto};

choice! {
    /// What becomes of a part of a rule that the other side has not.
    pub enum LostEffect {
        /// It acts on fewer objects, or less often.
        Narrower,
        /// Something that held the rule back is missing, or it measures otherwise: a person has to accept that.
        Accept,
        /// It would act, or looks, more widely.
        Wider,
    }

    /// What a person wants of one of Meta's rules.
    pub enum MetaRuleAct {
        /// Switched on.
        Enable,
        /// Switched off.
        Disable,
        /// Deleted, which is for good.
        Delete,
    }
}

dto! {
    /// A part that could not be carried over.
    pub struct LostPart {
        /// Where it stands: in our rule, or the name of Meta's field.
        pub place: String,
        /// What is lost, in a sentence.
        pub what: String,
        /// What that means.
        pub effect: LostEffect,
    }

    /// One of Meta's rules.
    pub struct MetaRule {
        /// Its id at Meta.
        pub id: String,
        /// Its account.
        pub account_id: String,
        /// Its name.
        pub name: String,
        /// Whether it is on.
        pub is_on: bool,
        /// Meta's word for its status, such as `HAS_ISSUES`.
        pub status: String,
        /// Whether it runs when something happens; Ads Manager does not show such rules.
        pub is_hidden: bool,
        /// What it looks at, where it says so.
        pub level: Option<ObjectLevel>,
        /// What it does, in words.
        pub does: String,
        /// Its conditions, a sentence each; all of them hold.
        pub conditions: Vec<String>,
        /// When it looks, in words.
        pub looks: String,
        /// Who made it.
        pub created_by: Option<String>,
        /// When it was changed last, in milliseconds.
        pub updated_ms: Option<f64>,
    }

    /// What a run of one of Meta's rules did to one object.
    pub struct MetaRuleResult {
        /// The object.
        pub object_id: String,
        /// Its name, where it is here.
        pub name: String,
        /// What was done, in words.
        pub did: String,
        /// What the field was, as Meta writes it.
        pub before: Option<String>,
        /// What it became.
        pub after: Option<String>,
    }

    /// One run of one of Meta's rules.
    pub struct MetaRuleRun {
        /// When.
        pub at_ms: Option<f64>,
        /// Whether a person ran it.
        pub is_manual: bool,
        /// Why it could not run.
        pub failed: Option<String>,
        /// What it did.
        pub results: Vec<MetaRuleResult>,
    }

    /// An object that meets the conditions of one of Meta's rules now.
    pub struct MetaRuleObject {
        /// Its id.
        pub id: String,
        /// Its name, where it is here.
        pub name: String,
    }

    /// One of Meta's rules, whole.
    pub struct MetaRuleDetail {
        /// As in the list.
        pub rule: MetaRule,
        /// Its newest runs.
        pub runs: Vec<MetaRuleRun>,
        /// What meets its conditions now.
        pub governs: Vec<MetaRuleObject>,
        /// Why that cannot be told.
        pub governs_unknown: Option<String>,
    }

    /// Names one of Meta's rules.
    pub struct MetaRuleKey {
        /// Its account.
        pub account_id: String,
        /// Its id.
        pub id: String,
    }

    /// One of Meta's rules as one of ours.
    pub struct MetaRuleImported {
        /// The rule that was kept, in shadow; none where it cannot be one of ours.
        pub rule_id: Option<String>,
        /// Whether it had been imported before and nothing changed.
        pub unchanged: bool,
        /// What could not be carried over.
        pub lost: Vec<LostPart>,
    }

    /// Asks what one of our rules would be as one of Meta's.
    pub struct CompileRule {
        /// The rule.
        pub rule_id: String,
        /// For which account.
        pub account_id: String,
        /// Whether it is switched on once it is made.
        pub is_on: bool,
        /// Whether a person has accepted what is lost; without that there is no act to send.
        pub accepted: bool,
    }

    /// One of our rules as one of Meta's.
    pub struct CompiledRule {
        /// Its name.
        pub name: String,
        /// Meta's rule, as in the list; none where it would act more widely than ours.
        pub rule: Option<MetaRule>,
        /// What is not in it.
        pub lost: Vec<LostPart>,
        /// The act that makes it, to be sent like any other; none before what is lost was accepted.
        pub preview: Option<ChangePreview>,
    }

    /// Asks for another state of one of Meta's rules.
    pub struct ChangeMetaRule {
        /// Its account.
        pub account_id: String,
        /// Its id.
        pub id: String,
        /// What is wanted.
        pub act: MetaRuleAct,
    }
}
