//! Keeps the process's memory out of files and away from other programs of the same user.

use crate::Error;

/// What [`harden_process`] could switch off on this platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hardening {
    /// A crash leaves no core file.
    pub no_core_dumps: bool,
    /// Other processes of the same user can neither attach nor read `/proc/…/mem` (Linux).
    pub not_dumpable: bool,
}

/// Switches off core dumps, and on Linux makes the process not dumpable. Call it first thing in `main`,
/// before any secret is read. Child processes inherit the core limit, but not the other.
///
/// On Windows nothing is switched off: crash dumps are a setting of the machine there.
///
/// # Errors
/// [`Error::Harden`] when the system refuses; the program can go on and should say so in its log.
pub fn harden_process() -> Result<Hardening, Error> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        setrlimit(Resource::Core, none).map_err(|e| Error::Harden(e.into()))?;
    }
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(|e| Error::Harden(e.into()))?;
    }
    Ok(Hardening { no_core_dumps: cfg!(unix), not_dumpable: cfg!(any(target_os = "linux", target_os = "android")) })
}
