//! What the operating system says about who takes the links.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::{LinkHandler, Links};

/// How long the system's program may take to say who takes a link.
const ANSWERS_WITHIN: Duration = Duration::from_secs(3);
/// Desktop entries are a few lines; more is not read.
const MOST_ENTRY_BYTES: u64 = 64 * 1024;
/// Longest name that is shown.
const MOST_NAME_CHARS: usize = 80;

/// Asks the operating system: `xdg-mime` and desktop entries on Linux, the registry on Windows. macOS has no program to
/// ask, so there it is unknown.
#[derive(Debug, Clone)]
pub struct SystemLinks {
    xdg_mime: PathBuf,
    /// What stands before the question on its command line.
    leading: Vec<String>,
    patience: Duration,
    /// Folders with desktop entries, the first that has one wins.
    entries: Vec<PathBuf>,
}

impl Default for SystemLinks {
    fn default() -> Self {
        Self { xdg_mime: "xdg-mime".into(), leading: Vec::new(), patience: ANSWERS_WITHIN, entries: entry_folders() }
    }
}

impl Links for SystemLinks {
    fn handler(&self) -> BoxFuture<'static, LinkHandler> {
        let links = self.clone();
        Box::pin(async move {
            if cfg!(windows) {
                links.of_registry().await
            } else if cfg!(target_os = "macos") {
                LinkHandler::Unknown { why: "macOS has no program to ask".into() }
            } else {
                links.of_desktop().await
            }
        })
    }
}

impl SystemLinks {
    async fn of_desktop(&self) -> LinkHandler {
        let mut command = tokio::process::Command::new(&self.xdg_mime);
        command.args(&self.leading).args(["query", "default", "x-scheme-handler/sextant"]);
        let (code, text) = match answer(command, self.patience).await {
            Ok(answer) => answer,
            Err(why) => return LinkHandler::Unknown { why: format!("xdg-mime {why}") },
        };
        // Backends may print more lines; the first is the one that counts.
        let entry = text.lines().next().map(str::trim).unwrap_or_default();
        match code {
            // It ends with 4 where no program is registered.
            Some(4) => LinkHandler::Nobody,
            Some(0) if entry.is_empty() => LinkHandler::Nobody,
            Some(0) => self.of_entry(entry),
            _ => LinkHandler::Unknown { why: "xdg-mime failed".into() },
        }
    }

    fn of_entry(&self, id: &str) -> LinkHandler {
        // The name of a file in one of the folders, never a way out of them.
        if id.contains(['/', '\\']) || !id.ends_with(".desktop") {
            return LinkHandler::Unknown { why: "xdg-mime named no desktop entry".into() };
        }
        let text = self.entries.iter().find_map(|folder| read_entry(&folder.join(id)));
        match text.map(|text| DesktopEntry::parse(&text)) {
            Some(DesktopEntry { program: Some(program), .. }) if is_sextant(&program) => {
                LinkHandler::Sextant { program }
            }
            Some(DesktopEntry { name: Some(name), .. }) => LinkHandler::Other { name: shown(&name) },
            Some(DesktopEntry { program: Some(program), .. }) => LinkHandler::Other { name: shown(&program) },
            _ => LinkHandler::Unknown { why: format!("{} could not be read", shown(id)) },
        }
    }

    async fn of_registry(&self) -> LinkHandler {
        let mut command = tokio::process::Command::new("reg");
        command.args(["query", r"HKEY_CLASSES_ROOT\sextant\shell\open\command", "/ve"]);
        match answer(command, self.patience).await {
            Ok((Some(0), text)) => of_registry_answer(&text),
            Ok((Some(1), _)) => LinkHandler::Nobody,
            Ok(_) => LinkHandler::Unknown { why: "the registry could not be read".into() },
            Err(why) => LinkHandler::Unknown { why: format!("the registry's program {why}") },
        }
    }
}

/// The exit code and what was printed; in the error why there is no answer.
async fn answer(
    mut command: tokio::process::Command,
    patience: Duration,
) -> Result<(Option<i32>, String), &'static str> {
    command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    match tokio::time::timeout(patience, command.output()).await {
        Ok(Ok(output)) => Ok((output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => Err("is not installed"),
        Ok(Err(_)) => Err("could not be started"),
        Err(_) => Err("did not answer"),
    }
}

/// What a desktop entry says about its program.
#[derive(Debug, Default, PartialEq, Eq)]
struct DesktopEntry {
    name: Option<String>,
    program: Option<String>,
}

impl DesktopEntry {
    fn parse(text: &str) -> Self {
        let mut entry = Self::default();
        let mut in_section = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with('[') {
                in_section = line == "[Desktop Entry]";
            }
            let Some((key, value)) = line.split_once('=').filter(|_| in_section) else { continue };
            let value = value.trim();
            match key.trim() {
                "Name" if !value.is_empty() => entry.name = Some(value.to_owned()),
                "Exec" => entry.program = first_word(value),
                _ => {}
            }
        }
        entry
    }
}

/// The program of a command line: its first word, which quotes may hold together.
fn first_word(command: &str) -> Option<String> {
    let word = match command.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => command.split_whitespace().next(),
    };
    word.filter(|word| !word.is_empty()).map(str::to_owned)
}

/// The answer of `reg query`: a line with the value's name, its type and the command.
fn of_registry_answer(text: &str) -> LinkHandler {
    let command = text.lines().find_map(|line| line.split_once("REG_SZ").map(|(_, value)| value.trim()));
    match command.and_then(first_word) {
        Some(program) if is_sextant(&program) => LinkHandler::Sextant { program },
        Some(program) => LinkHandler::Other { name: shown(file_name(&program)) },
        None => LinkHandler::Nobody,
    }
}

/// Whether a program is Sextant: by its name, since an older copy of it hands links over as well, or because it is the
/// very file that runs, whatever that is called.
fn is_sextant(program: &str) -> bool {
    let name = file_name(program).to_ascii_lowercase();
    if matches!(name.as_str(), "sextant" | "sextant.exe") {
        return true;
    }
    let app_image = std::env::var_os("APPIMAGE").map(PathBuf::from);
    let here = [std::env::current_exe().ok(), app_image];
    here.into_iter().flatten().any(|here| here == Path::new(program))
}

fn file_name(program: &str) -> &str {
    program.rsplit(['/', '\\']).next().unwrap_or(program)
}

/// A foreign text as it may stand in a sentence.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_NAME_CHARS).collect()
}

fn read_entry(path: &Path) -> Option<String> {
    let file = std::fs::File::open(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(MOST_ENTRY_BYTES).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Where desktop entries lie, the person's own first.
fn entry_folders() -> Vec<PathBuf> {
    let system = std::env::var_os("XDG_DATA_DIRS").filter(|folders| !folders.is_empty());
    let system = system.unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let folders: Vec<PathBuf> = dirs::data_dir().into_iter().chain(std::env::split_paths(&system)).collect();
    folders.into_iter().map(|folder| folder.join("applications")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "[Desktop Entry]\nType=Application\nName=Sextant\nExec=\"/opt/Sex tant/sextant\" %u\n";

    fn other(name: &str) -> LinkHandler {
        LinkHandler::Other { name: name.into() }
    }

    fn ours(program: &str) -> LinkHandler {
        LinkHandler::Sextant { program: program.into() }
    }

    #[test]
    fn a_desktop_entry_names_its_program() {
        let cases = [
            (ENTRY, Some("Sextant"), Some("/opt/Sex tant/sextant")),
            ("[Desktop Entry]\nExec=grab %u\nName = Link Grabber \n", Some("Link Grabber"), Some("grab")),
            ("[Other]\nName=No\nExec=no\n[Desktop Entry]\nExec=yes\n[Desktop Action x]\nExec=no\n", None, Some("yes")),
            ("Name=No\nExec=no\n", None, None),
            ("[Desktop Entry]\nExec=\nName=\n", None, None),
            ("", None, None),
        ];
        for (text, name, program) in cases {
            let entry = DesktopEntry { name: name.map(str::to_owned), program: program.map(str::to_owned) };
            assert_eq!(DesktopEntry::parse(text), entry, "{text}");
        }
    }

    #[test]
    fn the_registry_names_its_program() {
        let value = |command: &str| {
            format!(
                "\r\nHKEY_CLASSES_ROOT\\sextant\\shell\\open\\command\r\n    (Default)    REG_SZ    {command}\r\n\r\n"
            )
        };
        let cases = [
            (r#""C:\Program Files\Sextant\Sextant.exe" "%1""#, ours(r"C:\Program Files\Sextant\Sextant.exe")),
            (r#"C:\Tools\grab.exe "%1""#, other("grab.exe")),
            ("", LinkHandler::Nobody),
        ];
        for (command, handler) in cases {
            assert_eq!(of_registry_answer(&value(command)), handler, "{command}");
        }
        assert_eq!(of_registry_answer("nonsense"), LinkHandler::Nobody);
    }

    #[test]
    fn foreign_names_are_cut_and_carry_no_controls() {
        let name = shown(&format!("a\u{1b}[31m\n{}", "x".repeat(500)));
        assert_eq!(name.chars().count(), MOST_NAME_CHARS);
        assert!(name.starts_with("a[31mx"));
    }

    #[cfg(unix)]
    mod desktop {
        use super::*;

        /// A computer whose `xdg-mime` is this script. The shell gets it as an argument: a file written a moment ago may
        /// still be open for writing in a process another test has just started, and then it cannot be run.
        fn links(folder: &Path, script: &str, patience: Duration) -> SystemLinks {
            SystemLinks {
                xdg_mime: "/bin/sh".into(),
                leading: ["-c", script, "xdg-mime"].map(String::from).to_vec(),
                patience,
                entries: vec![folder.join("none"), folder.to_path_buf()],
            }
        }

        #[tokio::test]
        async fn the_registered_program_is_named_and_what_cannot_be_told_is_unknown() {
            let folder = tempfile::tempdir().unwrap();
            let entry = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
            entry("sextant-handler.desktop", ENTRY);
            entry("grab.desktop", "[Desktop Entry]\nName=Link Grabber\nExec=/opt/grab %u\n");
            entry("empty.desktop", "");
            let cases: [(&str, Option<LinkHandler>); 9] = [
                (
                    "[ \"$*\" = 'query default x-scheme-handler/sextant' ] && echo sextant-handler.desktop",
                    Some(ours("/opt/Sex tant/sextant")),
                ),
                ("echo ' grab.desktop '; echo more.desktop", Some(other("Link Grabber"))),
                ("exit 4", Some(LinkHandler::Nobody)),
                ("echo", Some(LinkHandler::Nobody)),
                ("echo gone.desktop", None),
                ("echo empty.desktop", None),
                ("echo ../grab.desktop", None),
                ("echo /etc/passwd", None),
                ("exit 3", None),
            ];
            for (script, expected) in cases {
                let found = links(folder.path(), script, Duration::from_secs(60)).handler().await;
                match expected {
                    Some(expected) => assert_eq!(found, expected, "{script}"),
                    None => assert!(matches!(found, LinkHandler::Unknown { .. }), "{script}: {found:?}"),
                }
            }
        }

        #[tokio::test]
        async fn a_program_that_hangs_or_is_missing_holds_nothing_up() {
            let folder = tempfile::tempdir().unwrap();
            let hangs = links(folder.path(), "exec sleep 600", Duration::from_millis(100)).handler().await;
            assert_eq!(hangs, LinkHandler::Unknown { why: "xdg-mime did not answer".into() });
            let missing = SystemLinks { xdg_mime: folder.path().join("nowhere"), ..SystemLinks::default() };
            assert_eq!(missing.handler().await, LinkHandler::Unknown { why: "xdg-mime is not installed".into() });
        }
    }
}
