//! Settings.

use super::{choice, dto};

choice! {
    /// Light or dark.
    pub enum Theme {
        /// As the system.
        System,
        /// Light.
        Light,
        /// Dark.
        Dark,
    }

    /// Height of rows.
    pub enum Density {
        /// 28 px.
        Dense,
        /// 32 px.
        Comfortable,
    }
}

dto! {
    /// All settings of the program and the open workspace.
    pub struct Settings {
        /// Light or dark.
        pub theme: Theme,
        /// Height of rows.
        pub density: Density,
        /// Minutes between syncs; 0 syncs only when asked. At least 15 otherwise: Meta's figures are no fresher.
        pub sync_every_minutes: u32,
        /// Days of figures pulled the first time, at most 1,125 (Meta keeps 37 months).
        pub history_days: u32,
        /// Whether closing the window keeps Sextant in the tray.
        pub keep_in_tray: bool,
        /// Whether single letters act as keys.
        pub single_letter_keys: bool,
        /// Whether "keeps running in the tray" was said.
        pub told_about_tray: bool,
        /// Backups kept.
        pub backups_kept: u32,
        /// Where all data lies.
        pub data_folder: String,
        /// Where backups lie.
        pub backup_folder: String,
        /// Columns of the explorer, in order; empty means the standard ones.
        pub explorer_columns: Vec<super::ExplorerColumn>,
        /// Whether notifications are held back at some hours; urgent ones never are.
        pub quiet_hours: bool,
        /// When they begin, in minutes after midnight on this computer's clock.
        pub quiet_from_minute: u32,
        /// When they end, likewise. Before their beginning it is the next day's.
        pub quiet_until_minute: u32,
    }

    /// A change of settings: what is `null` stays.
    #[derive(Default)]
    pub struct SettingsPatch {
        /// See [`Settings::theme`].
        pub theme: Option<Theme>,
        /// See [`Settings::density`].
        pub density: Option<Density>,
        /// See [`Settings::sync_every_minutes`].
        pub sync_every_minutes: Option<u32>,
        /// See [`Settings::history_days`].
        pub history_days: Option<u32>,
        /// See [`Settings::keep_in_tray`].
        pub keep_in_tray: Option<bool>,
        /// See [`Settings::single_letter_keys`].
        pub single_letter_keys: Option<bool>,
        /// See [`Settings::told_about_tray`].
        pub told_about_tray: Option<bool>,
        /// See [`Settings::backups_kept`].
        pub backups_kept: Option<u32>,
        /// See [`Settings::explorer_columns`].
        pub explorer_columns: Option<Vec<super::ExplorerColumn>>,
        /// See [`Settings::quiet_hours`].
        pub quiet_hours: Option<bool>,
        /// See [`Settings::quiet_from_minute`].
        pub quiet_from_minute: Option<u32>,
        /// See [`Settings::quiet_until_minute`].
        pub quiet_until_minute: Option<u32>,
    }

    /// A passphrase on its way in. It is never sent out.
    pub struct Passphrase {
        /// At least 12 characters when a vault is made.
        pub passphrase: String,
    }

    /// A recovery key on its way in. It is never sent out.
    pub struct RecoverWorkspace {
        /// Which workspace.
        pub workspace_id: String,
        /// The key as it is printed; case, spaces and hyphens do not matter.
        pub recovery_key: String,
        /// At least 12 characters: keeps the key in a vault with this passphrase from now on. `null` keeps it where
        /// keys of this computer are kept.
        pub new_passphrase: Option<String>,
    }

    /// Where to write a file.
    pub struct WriteTo {
        /// A full path that does not exist yet.
        pub path: String,
    }
}
