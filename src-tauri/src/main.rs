//! The desktop program. Everything it does is in the library, so that tests can drive it without a window.
// A console window beside the app would be in the way on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

/// Wipes what is freed. A token passes through bodies, headers and parsers of many libraries, and none of their copies
/// may outlive the sign-in.
#[global_allocator]
static MEMORY: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> std::process::ExitCode {
    sextant_lib::run()
}
