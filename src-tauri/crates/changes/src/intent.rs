//! What somebody asks for, before it is worked out for each object.

use std::collections::BTreeMap;

use domain::{AccountId, Level, ObjectId};
use serde::{Deserialize, Serialize};
use store::ObjectRef;

use crate::field::Field;
use crate::set::Parent;
use crate::value::Value;

/// Everything one act is to do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Intent {
    /// Changes of what exists, one after the other: a later one starts from what an earlier one made.
    pub changes: Vec<Wanted>,
    /// What is to be made, in order.
    pub new: Vec<New>,
}

/// One change of some objects.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The objects.
    pub objects: Vec<ObjectRef>,
    /// What is asked of each.
    pub edit: Edit,
}

/// What is asked of an object that exists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum Edit {
    /// Give a field this value; none takes the value away.
    Set {
        /// The field.
        field: Field,
        /// Its new value.
        value: Option<Value>,
    },
    /// Change an amount by a share of itself. The result is rounded to the nearest multiple of `round_to_minor`, halves
    /// away from zero.
    Scale {
        /// A money field.
        field: Field,
        /// Hundredths of a percent: 1,000 is +10 %.
        basis_points: i64,
        /// Smallest step of the result in minor units, 1 for none.
        round_to_minor: i64,
    },
    /// Change an amount by an amount.
    Add {
        /// A money field.
        field: Field,
        /// Minor units, negative to lower.
        minor: i64,
    },
    /// Replace every occurrence of a text in the name.
    Replace {
        /// What is looked for, exactly.
        find: String,
        /// What stands there afterwards.
        with: String,
    },
    /// Put something around the name.
    Affix {
        /// In front.
        before: String,
        /// Behind.
        after: String,
    },
}

impl Edit {
    /// The field it changes.
    pub fn field(&self) -> Field {
        match self {
            Self::Set { field, .. } | Self::Scale { field, .. } | Self::Add { field, .. } => *field,
            Self::Replace { .. } | Self::Affix { .. } => Field::Name,
        }
    }
}

/// Something that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct New {
    /// In which account.
    pub account: AccountId,
    /// At which level.
    pub level: Level,
    /// In what. [`Parent::Item`] counts the entries of [`Intent::new`].
    pub parent: Option<Parent>,
    /// What it is a copy of, and whether what is below that is copied too.
    pub copy_of: Option<(ObjectId, bool)>,
    /// Its fields; for a copy, those that differ.
    pub fields: BTreeMap<Field, Value>,
}
