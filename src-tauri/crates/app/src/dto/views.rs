//! Saved views and tables taken out as files.

use super::{ExplorerColumn, ExplorerRequest, GroupBy, ObjectLevel, choice, dto};

choice! {
    /// What a table is written as.
    pub enum TableFormat {
        /// Comma-separated text, UTF-8.
        Csv,
        /// An Excel workbook with typed cells.
        Xlsx,
    }
}

dto! {
    /// A view of the explorer under a name.
    pub struct SavedView {
        /// Its name, unique.
        pub name: String,
        /// What it shows, as JSON that the page wrote and judges again when it reads it.
        pub view: String,
        /// Whether the explorer opens with it.
        pub is_default: bool,
    }

    /// Saves a view.
    pub struct SaveView {
        /// Name, 1 to 80 characters.
        pub name: String,
        /// What it shows: a JSON object of at most 64 KB.
        pub view: String,
        /// Whether the explorer opens with it; at most one does.
        pub is_default: bool,
        /// The view it takes the place of, under its name until now; `null` for a new one.
        pub replaces: Option<String>,
    }

    /// Removes a view.
    pub struct DeleteView {
        /// Its name.
        pub name: String,
    }

    /// Writes what the table shows to a file.
    pub struct ExportTable {
        /// The file; one that is there is replaced.
        pub path: String,
        /// As what.
        pub format: TableFormat,
        /// What is shown; its window does not matter.
        pub explorer: ExplorerRequest,
        /// Groups instead of rows.
        pub groups: Option<GroupBy>,
        /// Level of what is grouped.
        pub group_level: Option<ObjectLevel>,
        /// Columns besides the name, in order.
        pub columns: Vec<TableColumn>,
    }

    /// A column of a file.
    pub struct TableColumn {
        /// One that every row has.
        pub column: Option<ExplorerColumn>,
        /// One of the request's formulas instead, by its place.
        pub formula: Option<u32>,
        /// Its heading.
        pub label: String,
    }

    /// A file that was written.
    pub struct TableFile {
        /// Rows in it, without headings and totals.
        pub rows: u32,
    }
}
