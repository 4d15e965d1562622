//! Asking the person for a file, in the system's own dialog.

use std::pin::Pin;

use app::dto::IpcError;
use rfd::{AsyncFileDialog, FileHandle};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager, State};
use tokio::sync::oneshot;

/// What a file is for, which decides what the dialog says and shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FilePurpose {
    /// A colleague's draft, read.
    OpenDraft,
    /// A draft for a colleague, written.
    SaveDraft,
    /// A picture for ads, read.
    OpenPicture,
    /// Rules, read.
    OpenRules,
    /// Rules, written.
    SaveRules,
    /// The audit log for people, written.
    SaveAuditPage,
    /// The audit log for programs, written.
    SaveAuditLines,
    /// The recovery key, written.
    SaveRecoveryKey,
    /// A table for programs, written.
    SaveTableCsv,
    /// A table for a spreadsheet, written.
    SaveTableXlsx,
    /// A report for a client, written.
    SaveReport,
    /// A logo, read.
    OpenLogo,
    /// The folder that reports are written to.
    ReportFolder,
}

impl FilePurpose {
    /// Title of the dialog, what such files are called, and how their names end.
    fn words(self) -> (&'static str, &'static str, &'static [&'static str]) {
        match self {
            Self::OpenDraft => ("Open a draft", "Sextant drafts", &["json"]),
            Self::SaveDraft => ("Save the draft", "Sextant drafts", &["json"]),
            Self::OpenPicture => ("Choose a picture", "Pictures", &["jpg", "jpeg", "png", "webp"]),
            Self::OpenRules => ("Import rules", "Rules", &["json"]),
            Self::SaveRules => ("Export rules", "Rules", &["json"]),
            Self::SaveAuditPage => ("Save the audit report", "Web pages", &["html"]),
            Self::SaveAuditLines => ("Save the audit log", "JSON Lines", &["jsonl"]),
            Self::SaveRecoveryKey => ("Save the recovery key", "Text files", &["txt"]),
            Self::SaveTableCsv => ("Export the table", "Comma-separated text", &["csv"]),
            Self::SaveTableXlsx => ("Export the table", "Excel workbooks", &["xlsx"]),
            Self::SaveReport => ("Save the report", "PDF", &["pdf"]),
            Self::OpenLogo => ("Choose a logo", "Pictures", &["png", "jpg", "jpeg", "webp"]),
            Self::ReportFolder => ("Choose a folder for reports", "Folders", &[]),
        }
    }
}

/// The program that dialogs belong to.
#[derive(Debug)]
pub(crate) struct Dialogs(pub(crate) AppHandle);

/// Opens the system's dialog for a file and answers with its path; `null` where the person chose none. `name` is the name
/// suggested for a file to be written; a folder in it is left out. Nothing is read or written here.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_file(
    dialogs: State<'_, Dialogs>,
    purpose: FilePurpose,
    name: String,
) -> Result<Option<String>, IpcError> {
    let (answer, chosen) = oneshot::channel();
    let handle = dialogs.0.clone();
    // Windows of the system are made where all others are.
    let asked = dialogs.0.run_on_main_thread(move || {
        let asked = ask(&handle, purpose, &plain_name(&name));
        tauri::async_runtime::spawn(async move { drop(answer.send(asked.await)) });
    });
    if let Err(error) = asked {
        tracing::error!(%error, "a dialog could not be opened");
    }
    // Nothing arrives where the dialog went away together with the program.
    let Some(file) = chosen.await.unwrap_or_default() else { return Ok(None) };
    let path = file.path().to_str().map(str::to_owned);
    path.map(Some)
        .ok_or_else(|| app::usage("The name of this file or of a folder above it is not text. Choose another place."))
}

/// Shows the dialog; to be called on the main thread.
fn ask(
    handle: &AppHandle,
    purpose: FilePurpose,
    name: &str,
) -> Pin<Box<dyn Future<Output = Option<FileHandle>> + Send>> {
    let (title, kind, endings) = purpose.words();
    let mut dialog = AsyncFileDialog::new().set_title(title);
    if !endings.is_empty() {
        dialog = dialog.add_filter(kind, endings);
    }
    if let Some(window) = handle.get_webview_window(crate::window::MAIN) {
        dialog = dialog.set_parent(&window);
    }
    let reads = [FilePurpose::OpenDraft, FilePurpose::OpenRules, FilePurpose::OpenPicture, FilePurpose::OpenLogo];
    if reads.contains(&purpose) {
        Box::pin(dialog.pick_file())
    } else if purpose == FilePurpose::ReportFolder {
        Box::pin(dialog.pick_folder())
    } else {
        Box::pin(dialog.set_file_name(name).save_file())
    }
}

/// A file's name without folders and of bounded length.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|one| !one.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_suggested_name_has_no_folder() {
        for (name, expected) in [
            ("draft.json", "draft.json"),
            ("/etc/passwd", "passwd"),
            ("..\\..\\run.exe", "run.exe"),
            ("a\nb.json", "ab.json"),
            ("", ""),
        ] {
            assert_eq!(plain_name(name), expected);
        }
        assert_eq!(plain_name(&"x".repeat(10_000)).len(), 120);
    }
}
