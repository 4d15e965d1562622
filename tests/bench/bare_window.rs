//! A window with one page of text and nothing else: what Tauri itself takes, for the bench.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("tests/bench/bare/tauri.conf.json"))
}
