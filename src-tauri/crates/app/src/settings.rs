//! The program's settings: one small file, checked when read and when changed.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::app::App;
use crate::dto::{AppEvent, Density, ExplorerColumn, Settings, SettingsPatch, Theme};
use crate::home::Home;
use crate::workspace_file::{read_json, write_json};

/// Meta keeps 37 months.
const MOST_HISTORY_DAYS: u32 = 1_125;
/// Meta's own figures are refreshed about this often.
const LEAST_SYNC_MINUTES: u32 = 15;
const DAY_MINUTES: u32 = 24 * 60;

/// The settings as kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    pub(crate) theme: Theme,
    pub(crate) density: Density,
    pub(crate) sync_every_minutes: u32,
    pub(crate) history_days: u32,
    pub(crate) keep_in_tray: bool,
    pub(crate) single_letter_keys: bool,
    pub(crate) told_about_tray: bool,
    pub(crate) backups_kept: u32,
    pub(crate) explorer_columns: Vec<ExplorerColumn>,
    pub(crate) quiet_hours: bool,
    pub(crate) quiet_from_minute: u32,
    pub(crate) quiet_until_minute: u32,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            density: Density::Dense,
            sync_every_minutes: 60,
            history_days: 90,
            keep_in_tray: true,
            single_letter_keys: true,
            told_about_tray: false,
            backups_kept: 7,
            explorer_columns: Vec::new(),
            quiet_hours: false,
            quiet_from_minute: 22 * 60,
            quiet_until_minute: 7 * 60,
        }
    }
}

impl Kept {
    /// The settings with the changes in `patch`.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the first value that is out of range; nothing is changed then.
    pub(crate) fn changed_by(&self, patch: SettingsPatch) -> Result<Self, Error> {
        let mut next = self.clone();
        let minutes = patch.sync_every_minutes.unwrap_or(next.sync_every_minutes);
        if minutes != 0 && !(LEAST_SYNC_MINUTES..=24 * 60).contains(&minutes) {
            return Err(Error::Invalid(
                "Choose 15 minutes to a day between syncs, or 0 to sync only when asked".into(),
            ));
        }
        let days = patch.history_days.unwrap_or(next.history_days);
        if !(1..=MOST_HISTORY_DAYS).contains(&days) {
            return Err(Error::Invalid(format!("Choose 1 to {MOST_HISTORY_DAYS} days: Meta keeps 37 months")));
        }
        let backups = patch.backups_kept.unwrap_or(next.backups_kept);
        if !(1..=90).contains(&backups) {
            return Err(Error::Invalid("Keep 1 to 90 backups".into()));
        }
        (next.sync_every_minutes, next.history_days, next.backups_kept) = (minutes, days, backups);
        next.theme = patch.theme.unwrap_or(next.theme);
        next.density = patch.density.unwrap_or(next.density);
        next.keep_in_tray = patch.keep_in_tray.unwrap_or(next.keep_in_tray);
        next.single_letter_keys = patch.single_letter_keys.unwrap_or(next.single_letter_keys);
        next.told_about_tray = patch.told_about_tray.unwrap_or(next.told_about_tray);
        let quiet_from = patch.quiet_from_minute.unwrap_or(next.quiet_from_minute);
        let quiet_until = patch.quiet_until_minute.unwrap_or(next.quiet_until_minute);
        if quiet_from >= DAY_MINUTES || quiet_until >= DAY_MINUTES || quiet_from == quiet_until {
            return Err(Error::Invalid("Choose two different times of the day for the quiet hours".into()));
        }
        (next.quiet_from_minute, next.quiet_until_minute) = (quiet_from, quiet_until);
        next.quiet_hours = patch.quiet_hours.unwrap_or(next.quiet_hours);
        if let Some(columns) = patch.explorer_columns {
            if columns.len() > 32 {
                return Err(Error::Invalid("Choose at most 32 columns".into()));
            }
            next.explorer_columns = columns;
        }
        Ok(next)
    }
}

/// The settings of this run, written through to the file.
#[derive(Debug)]
pub(crate) struct SettingsDesk {
    kept: Mutex<Kept>,
    home: Home,
}

impl SettingsDesk {
    /// Reads the settings. A missing file means the standard ones; an unreadable one does too, with a warning, because
    /// a workstation that does not start over its theme would be worse.
    pub(crate) fn open(home: &Home) -> Self {
        let path = home.settings();
        let kept = match read_json(&path) {
            Ok(kept) => kept,
            Err(error) => {
                if path.exists() {
                    tracing::warn!(%error, "the settings could not be read; the standard ones are used");
                }
                Kept::default()
            }
        };
        Self { kept: Mutex::new(kept), home: home.clone() }
    }

    pub(crate) fn get(&self) -> Kept {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn update(&self, patch: SettingsPatch) -> Result<Kept, Error> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let next = kept.changed_by(patch)?;
        write_json(&self.home.settings(), &next)?;
        *kept = next.clone();
        Ok(next)
    }

    /// The settings as the page sees them, with the open workspace's folders.
    pub(crate) fn view(&self, workspace: Option<&str>) -> Settings {
        let kept = self.get();
        let backups = workspace.map_or_else(|| self.home.folder().join("backups"), |id| self.home.backups(id));
        Settings {
            theme: kept.theme,
            density: kept.density,
            sync_every_minutes: kept.sync_every_minutes,
            history_days: kept.history_days,
            keep_in_tray: kept.keep_in_tray,
            single_letter_keys: kept.single_letter_keys,
            told_about_tray: kept.told_about_tray,
            backups_kept: kept.backups_kept,
            explorer_columns: kept.explorer_columns,
            quiet_hours: kept.quiet_hours,
            quiet_from_minute: kept.quiet_from_minute,
            quiet_until_minute: kept.quiet_until_minute,
            data_folder: self.home.folder().display().to_string(),
            backup_folder: backups.display().to_string(),
        }
    }
}

impl App {
    /// All settings.
    ///
    /// # Errors
    /// None at present.
    pub async fn settings(&self) -> Result<Settings, Error> {
        let id = self.session().await.ok().map(|session| session.file().id);
        Ok(self.inner.settings.view(id.as_deref()))
    }

    /// Changes what is given; the rest stays.
    ///
    /// # Errors
    /// [`Error::Invalid`] when a value is out of range; nothing is changed then.
    pub async fn update_settings(&self, patch: SettingsPatch) -> Result<Settings, Error> {
        self.inner.settings.update(patch)?;
        self.inner.bus.event(AppEvent::SettingsChanged {});
        self.settings().await
    }

    /// Whether closing the window keeps the program in the tray.
    pub fn keeps_in_tray(&self) -> bool {
        self.inner.settings.get().keep_in_tray
    }

    /// Says once that the program keeps running in the tray.
    pub async fn tell_about_tray_once(&self) {
        if self.inner.settings.get().told_about_tray {
            return;
        }
        let told = SettingsPatch { told_about_tray: Some(true), ..SettingsPatch::default() };
        if let Err(error) = self.update_settings(told).await {
            tracing::warn!(%error, "it could not be noted that the tray was explained");
        }
        // It answers what a person has just done, so it is in time at any hour.
        self.inner.bus.alarm_urgent(
            "Sextant keeps running in the tray",
            "So that figures stay fresh. Quit from the tray menu; the setting is under Sync.",
            None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_out_of_range_is_refused_and_nothing_changes() {
        let patches = [
            SettingsPatch { sync_every_minutes: Some(14), ..SettingsPatch::default() },
            SettingsPatch { sync_every_minutes: Some(1441), ..SettingsPatch::default() },
            SettingsPatch { history_days: Some(0), ..SettingsPatch::default() },
            SettingsPatch { history_days: Some(1_126), ..SettingsPatch::default() },
            SettingsPatch { backups_kept: Some(0), ..SettingsPatch::default() },
            SettingsPatch { quiet_from_minute: Some(1_440), ..SettingsPatch::default() },
            SettingsPatch { quiet_until_minute: Some(22 * 60), ..SettingsPatch::default() },
            SettingsPatch { explorer_columns: Some(vec![ExplorerColumn::Name; 33]), ..SettingsPatch::default() },
        ];
        for patch in patches {
            assert!(matches!(Kept::default().changed_by(patch.clone()), Err(Error::Invalid(_))), "{patch:?}");
        }
    }

    #[test]
    fn settings_survive_a_restart_and_a_damaged_file_does_not_stop_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path());
        let patch = SettingsPatch { theme: Some(Theme::Dark), sync_every_minutes: Some(0), ..SettingsPatch::default() };
        SettingsDesk::open(&home).update(patch).unwrap();
        assert_eq!(SettingsDesk::open(&home).get().theme, Theme::Dark);
        std::fs::write(home.settings(), b"{\"theme\": 7").unwrap();
        assert_eq!(SettingsDesk::open(&home).get(), Kept::default());
    }
}
