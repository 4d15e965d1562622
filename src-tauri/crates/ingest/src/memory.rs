//! How much of a sync's memory stays with the process when the sync is over.

/// The size from which a block of memory is a mapping of its own: bodies of answers and the rows read from them.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const OWN_MAPPING_BYTES: i32 = 128 * 1024;

/// Makes the allocator hand large blocks back to the system as soon as they are free. Call it once, first thing in `main`.
///
/// The GNU C library raises that size by itself each time a large block is freed, so that pages of Meta's answers end up
/// between small blocks and stay: a full sync then peaks half as high again. Elsewhere nothing is done.
pub fn give_large_blocks_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "the C library's setting has no safe wrapper; it takes two integers")]
    // SAFETY: `mallopt` may be called at any time and keeps no reference to its arguments.
    let set = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, OWN_MAPPING_BYTES) };
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if set == 0 {
        tracing::debug!("the allocator keeps its own measure of large blocks");
    }
}
