//! Reports for clients: what they look like, when they are written, and one that is asked for.

use super::{Range, choice, dto};

choice! {
    /// A sheet of paper.
    pub enum ReportPaper {
        /// 210 × 297 mm.
        A4,
        /// 8.5 × 11 inches.
        Letter,
    }

    /// A part of a report that can be left out.
    pub enum ReportPart {
        /// Spend and results by day.
        Charts,
        /// The month against its targets.
        Pacing,
        /// Every campaign.
        Campaigns,
        /// Whose spend changed most.
        Movers,
        /// What rules did.
        Rules,
        /// What people noted.
        Notes,
    }

    /// How often a report is written by itself.
    pub enum ReportSchedule {
        /// Never.
        Never,
        /// The week from Monday to Sunday, once it is over.
        Weekly,
        /// The month, once it is over.
        Monthly,
    }
}

dto! {
    /// How a client's reports look, and when they are written by themselves.
    pub struct ReportSettings {
        /// The client; `null` is for all accounts together.
        pub client_id: Option<String>,
        /// Its colour, `#rrggbb`.
        pub colour: String,
        /// Whether a logo is kept.
        pub has_logo: bool,
        /// The sheet.
        pub paper: ReportPaper,
        /// What is in it besides cover, key figures and footnotes.
        pub parts: Vec<ReportPart>,
        /// How often it is written by itself.
        pub schedule: ReportSchedule,
        /// Where to; `null` where it is not written by itself.
        pub folder: Option<String>,
        /// The last day of the newest report that was written by itself, `YYYY-MM-DD`.
        pub written_until: Option<String>,
    }

    /// Report settings to keep.
    pub struct SaveReportSettings {
        /// The client; `null` is for all accounts together.
        pub client_id: Option<String>,
        /// Its colour, `#rrggbb`.
        pub colour: String,
        /// A PNG, JPEG or WebP file to take as the logo; it is copied. `null` leaves what is kept.
        pub logo_path: Option<String>,
        /// Takes the logo away.
        pub remove_logo: bool,
        /// The sheet.
        pub paper: ReportPaper,
        /// What is in it besides cover, key figures and footnotes.
        pub parts: Vec<ReportPart>,
        /// How often it is written by itself.
        pub schedule: ReportSchedule,
        /// A folder that is there, where it is written by itself.
        pub folder: Option<String>,
    }

    /// A report to write.
    pub struct ExportReport {
        /// The file; one that is there is replaced.
        pub path: String,
        /// Whose it is; `null` names the accounts instead.
        pub client_id: Option<String>,
        /// Accounts, where no client is named; empty means all.
        pub account_ids: Vec<String>,
        /// Days.
        pub range: Range,
        /// Days to compare with; `null` compares with the days before.
        pub compare: Option<Range>,
    }

    /// A report that was written.
    pub struct WrittenReport {
        /// Whose.
        pub client: String,
        /// The file.
        pub path: String,
        /// Its days.
        pub range: Range,
        /// Its size.
        pub bytes: u32,
    }
}
