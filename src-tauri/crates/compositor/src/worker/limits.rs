//! What the worker takes from itself before it reads a byte.

/// All memory the worker can address, code and stack with it.
pub(super) const ADDRESS_SPACE: u64 = 256 << 20;

#[cfg(unix)]
pub(super) fn give_up_what_decoding_does_not_need() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let to = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::Core, to(0))?;
    setrlimit(Resource::Fsize, to(0))?;
    // Three pipes are open; it opens nothing more.
    setrlimit(Resource::Nofile, to(3))?;
    setrlimit(Resource::Cpu, to(20))?;
    // macOS knows this limit but holds nobody to it; there the checks before decoding are what is left.
    #[cfg(not(target_os = "macos"))]
    setrlimit(Resource::As, to(ADDRESS_SPACE))?;
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn give_up_what_decoding_does_not_need() -> std::io::Result<()> {
    Ok(())
}
