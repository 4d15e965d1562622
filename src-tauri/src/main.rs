//! The desktop program. Everything it does is in the library, so that tests can drive it without a window.
// A console window beside the app would be in the way on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    sextant_lib::run()
}
