//! One object: its drawer, its days, how its days were restated; and search.

use super::{ExplorerRow, Metrics, ObjectLevel, Range, choice, dto};

choice! {
    /// Who changed something.
    pub enum ChangeSource {
        /// Sextant, by a person.
        Sextant,
        /// Somebody outside Sextant.
        Outside,
        /// Meta itself, such as review.
        Meta,
    }
}

dto! {
    /// Which object, over which days.
    pub struct ObjectRequest {
        /// Its account.
        pub account_id: String,
        /// Meta's id.
        pub id: String,
        /// Its level.
        pub level: ObjectLevel,
        /// Days.
        pub range: Range,
    }

    /// The drawer.
    pub struct ObjectDetail {
        /// The row as in the table.
        pub row: ExplorerRow,
        /// From the account down to the parent.
        pub path: Vec<PathStep>,
        /// Settings as Meta has them, grouped.
        pub settings: Vec<SettingGroup>,
        /// The creative, for ads.
        pub creative: Option<Creative>,
        /// Problems Meta reports.
        pub issues: Vec<Issue>,
        /// What changed, newest first.
        pub changes: Vec<Change>,
        /// When these settings were last read.
        pub read_at_ms: Option<f64>,
    }

    /// A step of the path.
    pub struct PathStep {
        /// Meta's id.
        pub id: String,
        /// Level.
        pub level: ObjectLevel,
        /// Name.
        pub name: String,
    }

    /// A group of settings.
    pub struct SettingGroup {
        /// Title.
        pub title: String,
        /// Fields.
        pub fields: Vec<SettingField>,
    }

    /// One setting.
    pub struct SettingField {
        /// What it is, in words.
        pub label: String,
        /// Its value, formatted.
        pub value: String,
        /// Meta's field name.
        pub field: String,
    }

    /// What an ad shows.
    pub struct Creative {
        /// Meta's id.
        pub id: String,
        /// Name.
        pub name: Option<String>,
        /// Headline.
        pub title: Option<String>,
        /// Primary text.
        pub body: Option<String>,
        /// Where it leads.
        pub link: Option<String>,
        /// Button.
        pub call_to_action: Option<String>,
        /// The cached picture as a `data:` URL, at most 256 px wide.
        pub thumbnail: Option<String>,
    }

    /// A problem Meta reports.
    pub struct Issue {
        /// Short.
        pub summary: String,
        /// Long.
        pub message: Option<String>,
        /// Meta's code.
        pub code: Option<String>,
    }

    /// Something that changed.
    pub struct Change {
        /// When.
        pub at_ms: f64,
        /// Who, by name, where known.
        pub actor: Option<String>,
        /// From where.
        pub source: ChangeSource,
        /// What, in words.
        pub what: String,
        /// Before, formatted.
        pub before: Option<String>,
        /// After, formatted.
        pub after: Option<String>,
    }

    /// Figures by day.
    pub struct Series {
        /// Currency of the money figures.
        pub currency: String,
        /// The account's time zone.
        pub time_zone: String,
        /// What counts as a conversion.
        pub conversion: String,
        /// Each day of the range in order; days without delivery have zero figures.
        pub days: Vec<SeriesDay>,
        /// Marks on the time axis.
        pub changes: Vec<Change>,
        /// Days after which half of the final conversions are in, from this account's own restatements.
        pub half_arrive_after_days: Option<f64>,
    }

    /// One day.
    pub struct SeriesDay {
        /// `YYYY-MM-DD`.
        pub day: String,
        /// Figures as known now; `null` where the day was never pulled.
        pub now: Option<Metrics>,
        /// Figures as first seen.
        pub first_seen: Option<Metrics>,
        /// When they were pulled.
        pub pulled_at_ms: Option<f64>,
        /// Share of the final conversions usually in by now, in percent; `null` where it cannot be told.
        pub maturity_percent: Option<f64>,
        /// Whether Meta may still restate it.
        pub maturing: bool,
    }

    /// The restated history of one day.
    pub struct RevisionsRequest {
        /// Its account.
        pub account_id: String,
        /// Meta's id.
        pub id: String,
        /// Its level.
        pub level: ObjectLevel,
        /// `YYYY-MM-DD`.
        pub day: String,
    }

    /// What a day looked like from one pull on.
    pub struct Revision {
        /// When it was first seen like this.
        pub seen_at_ms: f64,
        /// The figures.
        pub metrics: Metrics,
    }

    /// Search over names and texts.
    pub struct SearchRequest {
        /// What was typed.
        pub text: String,
        /// At most this many, up to 100.
        pub limit: u32,
    }

    /// A hit.
    pub struct SearchHit {
        /// Meta's id.
        pub id: String,
        /// Level.
        pub level: ObjectLevel,
        /// Account.
        pub account_id: String,
        /// Account name.
        pub account_name: String,
        /// Names of what it is in, from the account down.
        pub path: Vec<String>,
        /// Name.
        pub name: String,
        /// What matched: `name`, or `text` for the headline, text or link of an ad's creative.
        pub matched_in: String,
    }
}
