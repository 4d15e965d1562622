//! Whom an ad set reaches: judged when it is made and when what exists is edited, and what the EU wants to be told.

use domain::Level;
use serde_json::Value as Json;

use super::{Circumstances, Findings, Rule, Severity, targeting};
use crate::field::Field;
use crate::set::{FieldChange, Item};
use crate::snapshot::{AccountFacts, Snapshot};
use crate::value::Value;

/// Longest name of who pays or who benefits.
const LONGEST_DECLARATION: usize = 512;

/// Who benefits and who pays: the field, the account's standard, and the verb.
fn sides(account: &AccountFacts) -> [(Field, bool, &'static str); 2] {
    [
        (Field::DsaBeneficiary, account.dsa_beneficiary.is_some(), "benefits from"),
        (Field::DsaPayor, account.dsa_payor.is_some(), "pays for"),
    ]
}

fn is_said(value: Option<&Value>) -> bool {
    value.and_then(Value::text).is_some_and(|text| !text.trim().is_empty())
}

fn targeting_of(snapshot: &Snapshot) -> Option<&Json> {
    match snapshot.get(Field::Targeting) {
        Some(Value::Json(json)) => Some(json),
        _ => None,
    }
}

impl Circumstances<'_> {
    /// Special ad categories of the campaign, as Meta writes them.
    fn categories(&self) -> &[Json] {
        match self.campaign.and_then(|campaign| campaign.get(Field::SpecialAdCategories)) {
            Some(Value::Json(Json::Array(list))) => list,
            _ => &[],
        }
    }
}

impl Findings {
    /// The audience of something new, with who pays and who benefits.
    pub(super) fn new_audience<'a>(
        &mut self,
        wanted: &Json,
        said: impl Fn(Field) -> Option<&'a Value>,
        around: &Circumstances<'_>,
    ) {
        for (rule, text) in targeting::faults(wanted, around.categories()) {
            self.add(Severity::Block, rule, Some(Field::Targeting), text);
        }
        if !targeting::reaches_eu(wanted) {
            return;
        }
        for (field, has_standard, verb) in sides(around.account) {
            let value = said(field);
            self.declaration_length(field, value);
            if !is_said(value) && !has_standard {
                self.undeclared(Severity::Block, field, verb);
            }
        }
    }

    /// The audience of an ad set after an edit. What Meta already holds against its rules does not stop another change.
    pub(super) fn edited_audience(&mut self, item: &Item, fields: &[FieldChange], around: &Circumstances<'_>) {
        if item.level != Level::Adset {
            return;
        }
        let changed = |field: Field| fields.iter().find(|change| change.field == field);
        let held = around.before.and_then(targeting_of);
        let wanted = match changed(Field::Targeting).and_then(|change| change.to.as_ref()) {
            Some(Value::Json(wanted)) => Some(wanted),
            _ => None,
        };
        if let Some(wanted) = wanted {
            let old = held.map(|held| targeting::faults(held, around.categories())).unwrap_or_default();
            let found = targeting::faults(wanted, around.categories());
            for (rule, text) in found.into_iter().filter(|fault| !old.contains(fault)) {
                self.add(Severity::Block, rule, Some(Field::Targeting), text);
            }
        }
        let declares = [Field::DsaBeneficiary, Field::DsaPayor].into_iter().any(|field| changed(field).is_some());
        if wanted.is_some() || declares {
            self.edited_declarations(wanted.or(held), held, fields, around);
        }
    }

    /// Who pays and who benefits after an edit.
    fn edited_declarations(
        &mut self,
        wanted: Option<&Json>,
        held: Option<&Json>,
        fields: &[FieldChange],
        around: &Circumstances<'_>,
    ) {
        let (reaches, reached) = (wanted.is_some_and(targeting::reaches_eu), held.is_some_and(targeting::reaches_eu));
        for (field, has_standard, verb) in sides(around.account) {
            let change = fields.iter().find(|change| change.field == field);
            let before = around.before.and_then(|before| before.get(field));
            let after = change.map_or(before, |change| change.to.as_ref());
            if change.is_some() {
                self.declaration_length(field, after);
            }
            if !reaches || has_standard || is_said(after) {
                continue;
            }
            let is_read = around.before.is_some_and(|before| before.knows(field));
            if change.is_none() && !is_read {
                let text = format!(
                    "In the EU an ad says who {verb} it. The account has no standard, and what this ad set says was \
                     not read yet."
                );
                self.add(Severity::Ask, Rule::Missing, Some(field), text);
            } else if reached && is_read && !is_said(before) {
                // It ran like this before, so this edit takes nothing away; Meta may refuse it all the same.
                self.undeclared(Severity::Ask, field, verb);
            } else {
                self.undeclared(Severity::Block, field, verb);
            }
        }
    }

    fn undeclared(&mut self, severity: Severity, field: Field, verb: &str) {
        let text = format!("In the EU an ad says who {verb} it, and the account has no standard.");
        self.add(severity, Rule::Missing, Some(field), text);
    }

    fn declaration_length(&mut self, field: Field, value: Option<&Value>) {
        if value.and_then(Value::text).is_some_and(|text| text.chars().count() > LONGEST_DECLARATION) {
            let text = format!("The {} can have {LONGEST_DECLARATION} characters.", field.words());
            self.add(Severity::Block, Rule::Fit, Some(field), text);
        }
    }
}
