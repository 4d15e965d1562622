//! System packages: what is missing is installed where we know how, and named where we do not.

use anyhow::{Result, bail};

use crate::shell::{command, exists, must, output};

/// A Debian package and what shows that it is here.
struct Package {
    name: &'static str,
    found_by: Probe,
}

enum Probe {
    /// A module that pkg-config knows.
    Module(&'static str),
    /// A program on the path, or in one of the places Debian puts it.
    Program(&'static str),
    /// A file.
    File(&'static str),
}

const fn module(name: &'static str, module: &'static str) -> Package {
    Package { name, found_by: Probe::Module(module) }
}

const fn program(name: &'static str, program: &'static str) -> Package {
    Package { name, found_by: Probe::Program(program) }
}

/// To build and run.
const BUILD: &[Package] = &[
    program("build-essential", "cc"),
    program("make", "make"),
    program("perl", "perl"),
    program("pkg-config", "pkg-config"),
    module("libwebkit2gtk-4.1-dev", "webkit2gtk-4.1"),
    module("libayatana-appindicator3-dev", "ayatana-appindicator3-0.1"),
    module("librsvg2-dev", "librsvg-2.0"),
    program("xdg-utils", "xdg-open"),
    program("desktop-file-utils", "update-desktop-database"),
];

/// To show a window where there is no display.
const DISPLAY: &[Package] = &[
    program("xvfb", "Xvfb"),
    program("dbus", "dbus-run-session"),
    program("imagemagick", "import"),
    // Names of campaigns are in every script; without these they are boxes.
    Package { name: "fonts-noto-cjk", found_by: Probe::File("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc") },
    Package {
        name: "fonts-noto-color-emoji",
        found_by: Probe::File("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"),
    },
];

/// To drive the real window and the keyring in tests, away from the network.
const TEST: &[Package] = &[
    program("webkit2gtk-driver", "WebKitWebDriver"),
    program("gnome-keyring", "gnome-keyring-daemon"),
    program("iproute2", "ip"),
];

/// What the packages are wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Building and running in a display that is there.
    Run,
    /// Running where there is no display.
    RunWithoutDisplay,
    /// Testing.
    Test,
}

/// Installs what is missing on Debian and Ubuntu, as root or through sudo, and says what it installs.
///
/// # Errors
/// On other systems, or without the right to install: the message is the exact command to type.
pub(crate) fn ensure(need: Need) -> Result<()> {
    if cfg!(not(target_os = "linux")) {
        return Ok(());
    }
    let wanted = match need {
        Need::Run => vec![BUILD],
        Need::RunWithoutDisplay => vec![BUILD, DISPLAY],
        Need::Test => vec![BUILD, DISPLAY, TEST],
    };
    let missing: Vec<&str> =
        wanted.into_iter().flatten().filter(|package| !is_here(package)).map(|package| package.name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing)
}

fn is_here(package: &Package) -> bool {
    match package.found_by {
        Probe::Module(name) => output(command("pkg-config", &["--modversion", name])).is_some(),
        Probe::Program(name) => exists(name),
        Probe::File(path) => std::path::Path::new(path).is_file(),
    }
}

fn install(missing: &[&str]) -> Result<()> {
    let line = format!("apt-get install -y --no-install-recommends {}", missing.join(" "));
    if !exists("apt-get") {
        bail!(
            "these Debian packages (or what your system calls them) are missing: {}\nOn Debian or Ubuntu: sudo {line}",
            missing.join(" ")
        );
    }
    let is_root = output(command("id", &["-u"])).as_deref() == Some("0");
    if !is_root && !exists("sudo") {
        bail!("packages are missing and this user may not install them. As root: {line}");
    }
    let who = if is_root { "as root" } else { "through sudo" };
    println!("Installing {who}: {}", missing.join(" "));
    let privileged = |arguments: &[&str]| {
        let mut all = if is_root { vec![] } else { vec!["sudo"] };
        all.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        all.extend(arguments);
        command(all[0], &all[1..])
    };
    must(privileged(&["update", "-qq"]))?;
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(missing);
    must(privileged(&arguments))
}
