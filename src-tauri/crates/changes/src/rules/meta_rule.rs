//! What a person has to know about a rule of Meta's before it is sent.

use super::{Findings, Rule, Severity};
use crate::field::Field;
use crate::meta_rules;
use crate::set::FieldChange;

impl Findings {
    pub(super) fn meta_rule(&mut self, fields: &[FieldChange]) {
        let field = Some(Field::MetaRule);
        if meta_rules::deletes(fields) {
            self.add(Severity::Ask, Rule::Final, field, "Deleting cannot be taken back.");
        } else if meta_rules::switches_on(fields) {
            let text = "From then on Meta acts by itself: no limit set here counts for it, and stopping all changes here \
                        does not stop it.";
            self.add(Severity::Ask, Rule::Consequence, field, text);
        }
    }
}
