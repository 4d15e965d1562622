//! Drafts and their conflicts, an object's settings as a form, and what lies below an object.

use super::{CheckDepth, FieldValue, IpcError, ObjectKey, SettingKind, Take, dto};

dto! {
    /// Keeps a preview as a draft.
    pub struct SaveDraft {
        /// The preview.
        pub preview_id: String,
        /// Its name.
        pub name: String,
    }

    /// A draft.
    pub struct DraftInfo {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Objects in it.
        pub rows: u32,
        /// What, in words.
        pub what: String,
        /// When it was made.
        pub made_at_ms: f64,
        /// When it was last changed.
        pub updated_at_ms: f64,
        /// Accounts it is about.
        pub account_ids: Vec<String>,
        /// Who made it, where that is known.
        pub made_by: Option<String>,
        /// Whether it came as a file.
        pub from_file: bool,
    }

    /// Settles conflicts of a draft for good, and takes out of it what was sent or is not wanted any more.
    pub struct SettleDraft {
        /// The draft.
        pub id: String,
        /// With theirs, the field is left alone from now on; with ours, what is live is what the change starts from.
        pub choices: Vec<ConflictChoice>,
    }

    /// Gives a draft another name.
    pub struct RenameDraft {
        /// The draft.
        pub id: String,
        /// Its new name.
        pub name: String,
    }

    /// Looks at a draft again.
    pub struct PreviewDraft {
        /// The draft.
        pub id: String,
        /// How much to ask.
        pub depth: CheckDepth,
        /// How its conflicts are settled, as far as they are. What is not named stays a conflict.
        pub choices: Vec<ConflictChoice>,
    }

    /// How one conflict is settled.
    pub struct ConflictChoice {
        /// The row.
        pub item: u32,
        /// The field, by Meta's name.
        pub field: String,
        /// Whose value.
        pub take: Take,
        /// With ours, this value in place of the draft's; `null` keeps the draft's.
        pub value: Option<FieldValue>,
    }

    /// Writes a draft to a new file.
    pub struct ExportDraft {
        /// The draft.
        pub id: String,
        /// The file; it must not exist.
        pub path: String,
    }

    /// A file to read.
    pub struct ReadFrom {
        /// The file.
        pub path: String,
    }

    /// The settings of one object that can be changed.
    pub struct SettingsFormRequest {
        /// The object.
        pub object: ObjectKey,
        /// Whether Meta is asked what they are now. Otherwise the answer comes from this computer at once.
        pub live: bool,
    }

    /// The settings of one object that can be changed.
    pub struct SettingsForm {
        /// The object.
        pub object: ObjectKey,
        /// Its name.
        pub name: String,
        /// Currency of its amounts.
        pub currency: String,
        /// The account's time zone.
        pub time_zone: String,
        /// The settings, in the order in which people look for them.
        pub fields: Vec<EditableSetting>,
        /// Whether this is what Meta said just now.
        pub live: bool,
        /// Why Meta was not asked although it should have been.
        pub problem: Option<IpcError>,
        /// Why nothing can be changed: it is archived or deleted.
        pub frozen: Option<String>,
    }

    /// One setting that can be changed.
    pub struct EditableSetting {
        /// Meta's name of it.
        pub field: String,
        /// What people call it.
        pub label: String,
        /// What its values are.
        pub kind: SettingKind,
        /// Its value; `null` for none.
        pub value: Option<FieldValue>,
        /// Whether the value is known; some settings are only known once Meta was asked.
        pub known: bool,
        /// Whether it can be left without a value.
        pub can_be_cleared: bool,
        /// Meta's constants to choose from.
        pub choices: Vec<String>,
        /// What changing it brings with it, in words.
        pub consequence: Option<String>,
    }

    /// Objects to look below.
    pub struct BelowRequest {
        /// The objects, at most 500.
        pub objects: Vec<ObjectKey>,
    }

    /// What lies below objects and goes where they go. What is archived or deleted already does not count.
    pub struct Below {
        /// Ad sets.
        pub ad_sets: u32,
        /// Ads.
        pub ads: u32,
        /// Names of the first of them, ad sets before ads.
        pub names: Vec<String>,
    }
}
