//! Decodes one picture for the program that started it, with little memory, little time and no files.

use std::process::ExitCode;

fn main() -> ExitCode {
    compositor::worker::serve()
}
