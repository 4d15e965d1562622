//! Memory that is free and still the process's.

/// Hands what is free back to the system, a few milliseconds' work.
///
/// The GNU C library keeps a heap for each thread that allocates and gives back only its end, so that a small block there
/// holds all that was used for a moment. Elsewhere nothing is done.
pub(crate) fn give_free_memory_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "the C library's call has no safe wrapper; it takes an integer")]
    // SAFETY: `malloc_trim` may be called at any time from any thread and touches only what is not in use.
    let _whether_any_was_given = unsafe { libc::malloc_trim(0) };
}
