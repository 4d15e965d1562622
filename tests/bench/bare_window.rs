//! A window with one page of text and nothing else: what Tauri itself takes, for the bench.

fn main() {
    let window = tauri::Builder::default().run(tauri::generate_context!("tests/bench/bare/tauri.conf.json"));
    if let Err(error) = window {
        eprintln!("the bare window did not open: {error}");
        std::process::exit(1);
    }
}
