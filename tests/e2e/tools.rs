//! Stand-ins for the programs around Sextant: what starts it, the browser, and the simulation with its control
//! interface on.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// A folder of small scripts that comes first on the program's path.
pub(crate) struct Tools {
    folder: tempfile::TempDir,
}

impl Tools {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self { folder: tempfile::tempdir()? })
    }

    /// The `PATH` on which these are found first.
    pub(crate) fn path(&self) -> Result<std::ffi::OsString> {
        let usual = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.folder.path().to_owned()).chain(std::env::split_paths(&usual));
        Ok(std::env::join_paths(folders)?)
    }

    /// Where the program's process number is written.
    pub(crate) fn pid_file(&self) -> PathBuf {
        self.folder.path().join("pid")
    }

    /// Where the program's log goes.
    pub(crate) fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Where the browser writes the address it is asked to open.
    pub(crate) fn browser_file(&self) -> PathBuf {
        self.folder.path().join("address")
    }

    /// What the simulation said about itself.
    pub(crate) fn greeting_file(&self) -> PathBuf {
        self.folder.path().join("greeting")
    }

    /// A launcher that remembers the process number, since WebDriver does not tell it.
    pub(crate) fn write_launcher(&self, program: &Path) -> Result<PathBuf> {
        let path = self.folder.path().join("launch");
        let script = format!(
            "#!/bin/sh\necho $$ > '{}'\nexec '{}' \"$@\" 2>> '{}'\n",
            self.pid_file().display(),
            program.display(),
            self.log_file().display()
        );
        write_script(&path, &script)?;
        Ok(path)
    }

    /// A browser that only writes down what it was asked to open, or one that cannot open anything.
    pub(crate) fn write_browser(&self, can_open: bool) -> Result<()> {
        let script = if can_open {
            let file = self.browser_file();
            format!("#!/bin/sh\nprintf '%s' \"$1\" > '{0}.part' && mv '{0}.part' '{0}'\n", file.display())
        } else {
            "#!/bin/sh\nexit 3\n".to_owned()
        };
        // The other programs that may be asked when the first one fails.
        for name in ["gio", "gnome-open", "kde-open", "wslview"] {
            write_script(&self.folder.path().join(name), "#!/bin/sh\nexit 3\n")?;
        }
        write_script(&self.folder.path().join("xdg-open"), &script)
    }

    /// The simulation with its control interface on and its greeting kept. A program that is not there stays so.
    pub(crate) fn write_sandbox(&self, program: &Path, arguments: &[String]) -> Result<PathBuf> {
        if !program.is_file() {
            return Ok(program.to_owned());
        }
        let path = self.folder.path().join("sandbox");
        let script = format!(
            "#!/bin/sh\nexec '{}' --control-port 0 {} \"$@\" | tee '{}'\n",
            program.display(),
            arguments.join(" "),
            self.greeting_file().display()
        );
        write_script(&path, &script)?;
        Ok(path)
    }
}

fn write_script(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text)?;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}
