//! Tells Tauri which commands exist. The capability file is the one list of them: a command that is not named there
//! gets no permission, and so cannot be called by any page.

use std::path::Path;

fn main() {
    let capability = Path::new("src-tauri/capabilities/main.json");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=tauri.conf.json");
    println!("cargo:rerun-if-changed=ui/dist");
    println!("cargo:rerun-if-changed=icons");
    let text = std::fs::read_to_string(capability).expect("the capability file is part of the repository");
    let commands: Vec<&'static str> = text
        .split('"')
        .filter_map(|word| word.strip_prefix("allow-"))
        .map(|name| &*Box::leak(name.replace('-', "_").into_boxed_str()))
        .collect();
    // The page is embedded at build time; a checkout without a built page still has to compile.
    std::fs::create_dir_all("ui/dist").expect("the page's folder can be made");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*.json")
        .app_manifest(tauri_build::AppManifest::new().commands(Box::leak(commands.into_boxed_slice())));
    tauri_build::try_build(attributes).expect("Tauri's configuration is valid");
}
