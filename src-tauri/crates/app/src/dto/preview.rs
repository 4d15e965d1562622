//! What would change: what is wanted, and what a preview says of each object.

use super::{ExplorerRequest, IpcError, ObjectLevel, PreviewProblem, choice, dto, union};

choice! {
    /// How much a preview asks.
    pub enum CheckDepth {
        /// Only what is known here; works offline.
        Local,
        /// The objects as they are at Meta now.
        Live,
        /// And Meta's own judgement of each change. Slow, and counts against Meta's limits like the changes themselves.
        Meta,
    }

    /// How grave a finding is.
    pub enum Severity {
        /// Good to know.
        Note,
        /// Sent only after a yes of its own (`asked`).
        Ask,
        /// Sent only when the new amount was typed once more (`amounts`).
        AskAmount,
        /// Not sent.
        Block,
    }

    /// What values of a setting are.
    pub enum SettingKind {
        /// `ACTIVE` or `PAUSED`; archiving and deleting are acts of their own.
        Status,
        /// Free text.
        Text,
        /// One of `choices`.
        Choice,
        /// An amount in the account's currency.
        Money,
        /// An instant.
        Instant,
        /// Yes or no.
        Flag,
        /// Several of `choices`, as a JSON list.
        Choices,
        /// Nested, such as targeting.
        Json,
    }

    /// Whose value to keep of a conflict.
    pub enum Take {
        /// What the draft says.
        Mine,
        /// What is at Meta.
        Theirs,
    }
}

union! {
    /// A value of a setting.
    #[serde(tag = "kind")]
    pub enum FieldValue {
        /// `ACTIVE`, `PAUSED`, `ARCHIVED` or `DELETED`.
        Status {
            /// Meta's spelling.
            value: String,
        },
        /// Text, or one of Meta's constants.
        Text {
            /// The text.
            value: String,
        },
        /// An amount.
        Money {
            /// Whole minor units of the account's currency.
            minor: f64,
        },
        /// An instant.
        Instant {
            /// UTC milliseconds.
            at_ms: f64,
        },
        /// Yes or no.
        Flag {
            /// Which.
            value: bool,
        },
        /// Nested, such as targeting.
        Json {
            /// JSON text as Meta writes it.
            text: String,
        },
    }

    /// What is asked of objects. `field` is Meta's name, such as `daily_budget`.
    #[serde(tag = "edit")]
    pub enum ChangeEdit {
        /// Give a field a value; `null` takes it away.
        Set {
            /// The field.
            field: String,
            /// The value.
            value: Option<FieldValue>,
        },
        /// Change an amount by a share.
        Scale {
            /// The field.
            field: String,
            /// Percent, with at most two decimals; negative lowers.
            percent: f64,
            /// Round to multiples of this many minor units; 1 for none. Halves go away from zero.
            round_to_minor: f64,
        },
        /// Change an amount by an amount.
        Add {
            /// The field.
            field: String,
            /// Minor units; negative lowers.
            minor: f64,
        },
        /// Replace a text in names.
        Replace {
            /// What is looked for, exactly.
            find: String,
            /// What stands there afterwards.
            with: String,
        },
        /// Put something around names.
        Affix {
            /// In front.
            before: String,
            /// Behind.
            after: String,
        },
        /// Name it by the workspace's template.
        Template {},
    }

    /// Which objects.
    #[serde(tag = "by")]
    pub enum ChangeSelection {
        /// These.
        Ids {
            /// The objects.
            objects: Vec<ObjectKey>,
        },
        /// Everything of one level that this question lets through; its offset and limit do not count.
        Query {
            /// The question; `flat` says the level.
            query: Box<ExplorerRequest>,
            /// Ids of objects to leave out all the same.
            except: Vec<String>,
        },
    }
}

dto! {
    /// Names one object.
    pub struct ObjectKey {
        /// Its account.
        pub account_id: String,
        /// Its level.
        pub level: ObjectLevel,
        /// Meta's id.
        pub id: String,
    }

    /// One change of some objects.
    pub struct WantedChange {
        /// Which.
        pub selection: ChangeSelection,
        /// What.
        pub edit: ChangeEdit,
    }

    /// A field of something new.
    pub struct FieldSetting {
        /// Meta's name of it.
        pub field: String,
        /// Its value.
        pub value: FieldValue,
    }

    /// Something to be made. It is paused whatever its fields say.
    pub struct NewObject {
        /// In which account.
        pub account_id: String,
        /// At which level.
        pub level: ObjectLevel,
        /// In which object that exists.
        pub parent_id: Option<String>,
        /// Or in which of the new ones before it, from 0.
        pub parent_item: Option<u32>,
        /// What it is a copy of.
        pub copy_of: Option<String>,
        /// Whether what is below the source is copied too.
        pub deep: bool,
        /// Its fields; for a copy those that differ.
        pub fields: Vec<FieldSetting>,
    }

    /// What to preview. Nothing is sent without a preview before it.
    pub struct PreviewChanges {
        /// Changes of what exists, one after the other.
        pub changes: Vec<WantedChange>,
        /// What is to be made, in order.
        pub new: Vec<NewObject>,
        /// Why, in words; may be empty.
        pub reason: String,
        /// How much to ask.
        pub depth: CheckDepth,
    }

    /// What would happen.
    pub struct ChangePreview {
        /// Handle for applying it or keeping it as a draft. Good until the workspace closes or fifty newer previews exist.
        pub id: String,
        /// Hash of what it does.
        pub plan_hash: String,
        /// Objects in it.
        pub row_count: u32,
        /// Rows that would be sent once the questions are answered.
        pub can_be_sent: u32,
        /// Whether some rows ask for a yes.
        pub asks: bool,
        /// Amounts that have to be typed once more, in minor units.
        pub amounts_to_type: Vec<f64>,
        /// The first rows, at most 200; more with `list_preview_rows`.
        pub rows: Vec<PreviewRow>,
        /// Every row that wants to be looked at, in order.
        pub problems: Vec<PreviewProblem>,
        /// What was asked and is not in it.
        pub refusals: Vec<RefusedRow>,
        /// What may be spent, by currency.
        pub effects: Vec<SpendEffect>,
        /// How much was asked.
        pub checked: CheckDepth,
        /// Why less was asked than wanted, such as no network.
        pub problem: Option<IpcError>,
        /// The act it takes back.
        pub undoes: Option<String>,
    }

    /// More rows of a preview.
    pub struct PreviewRowsRequest {
        /// The preview.
        pub id: String,
        /// First row wanted.
        pub offset: u32,
        /// Rows wanted, at most 500.
        pub limit: u32,
    }

    /// One object of a preview.
    pub struct PreviewRow {
        /// Its number in the act, from 0.
        pub item: u32,
        /// Account.
        pub account_id: String,
        /// Account name.
        pub account_name: String,
        /// Currency of the amounts.
        pub currency: String,
        /// Level.
        pub level: ObjectLevel,
        /// Meta's id; `null` for something new.
        pub id: Option<String>,
        /// Name now, or the name it gets.
        pub name: String,
        /// `edit`, `create` or `copy`.
        pub verb: String,
        /// Field by field.
        pub fields: Vec<FieldDiff>,
        /// What may be spent more a day, in minor units.
        pub daily_effect_minor: f64,
        /// What to know, the gravest first.
        pub findings: Vec<ChangeFinding>,
        /// What somebody else changed.
        pub conflicts: Vec<FieldConflict>,
        /// What Meta says against it.
        pub refused_by_meta: Option<String>,
        /// Whether it would be sent.
        pub can_be_sent: bool,
    }

    /// One field's change.
    pub struct FieldDiff {
        /// Meta's name of it.
        pub field: String,
        /// What people call it.
        pub label: String,
        /// Before, formatted; `null` for none.
        pub before: Option<String>,
        /// After, formatted.
        pub after: Option<String>,
        /// Before, in minor units, for amounts.
        pub before_minor: Option<f64>,
        /// After, in minor units, for amounts.
        pub after_minor: Option<f64>,
    }

    /// One field that is not what was expected.
    pub struct FieldConflict {
        /// Meta's name of it.
        pub field: String,
        /// What people call it.
        pub label: String,
        /// What this change makes of it.
        pub mine: Option<String>,
        /// What it is at Meta.
        pub theirs: Option<String>,
        /// What it was when the change was planned.
        pub base: Option<String>,
    }

    /// Something to know before sending.
    pub struct ChangeFinding {
        /// How grave.
        pub severity: Severity,
        /// Which field.
        pub field: Option<String>,
        /// In words.
        pub text: String,
    }

    /// Something asked for that is not in a preview.
    pub struct RefusedRow {
        /// The object.
        pub object: Option<ObjectKey>,
        /// Its name.
        pub name: String,
        /// The field.
        pub field: Option<String>,
        /// Why, in words.
        pub why: String,
        /// Whether it only is so already.
        pub already_so: bool,
    }

    /// What may be spent more or less.
    pub struct SpendEffect {
        /// Currency.
        pub currency: String,
        /// A day, in minor units.
        pub daily_minor: f64,
        /// In budgets for life, in minor units.
        pub lifetime_minor: f64,
    }
}
