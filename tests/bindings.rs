//! The page's TypeScript is generated and committed; this keeps the two from drifting apart.

use std::path::Path;

#[test]
fn the_committed_bindings_are_those_the_commands_give() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/platform/bindings.ts");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fresh = folder.path().join("bindings.ts");
    sextant_lib::bindings::export(&fresh).expect("every type can be expressed in TypeScript");
    let fresh = std::fs::read_to_string(&fresh).expect("the bindings were written");
    if std::env::var_os("SEXTANT_WRITE_BINDINGS").is_some() {
        std::fs::write(&committed, fresh).expect("the bindings can be written");
        return;
    }
    let committed = std::fs::read_to_string(&committed).expect("the bindings are committed");
    assert!(fresh == committed, "ui/src/platform/bindings.ts is out of date: run `cargo xtask bindings`");
}
