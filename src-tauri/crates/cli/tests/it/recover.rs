//! `recover`: a copied workspace on a computer that never saw its key; and a workspace another program has open.

use app::dto::WriteTo;
use app::{App, Home};
use sandbox::world::Size;
use secrecy::SecretString;

use crate::terminal::{PASSPHRASE, Terminal, finish};

/// The core in this process, with the terminal's workspace open.
async fn opened(terminal: &Terminal) -> App {
    let mut home = Home::new(terminal.home.path());
    home.passphrase = Some(SecretString::from(PASSPHRASE));
    let app = App::start(home).unwrap();
    app.open_for_tools(None).await.unwrap();
    app
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

#[test]
fn a_workspace_that_another_program_has_open_is_refused() {
    let terminal = Terminal::new(Size::Tiny);
    terminal.connect();
    let runtime = runtime();
    let app = runtime.block_on(opened(&terminal));
    let refused = terminal.run(&["accounts", "--json"]);
    assert_eq!((refused.code, refused.json()["error"]["code"].as_str()), (1, Some("already_open")), "{refused:?}");
    assert_eq!(runtime.block_on(app.account_rows()).unwrap().len(), 1, "the first program goes on");
    runtime.block_on(app.shut_down());
    terminal.run(&["accounts"]).ok();
}

#[test]
fn a_recovery_key_on_standard_input_opens_a_copied_workspace() {
    let terminal = Terminal::new(Size::Tiny);
    terminal.connect();
    let accounts = terminal.run(&["accounts", "--json"]).ok().rows();
    let outside = tempfile::tempdir().unwrap();
    let page = outside.path().join("recovery.txt");
    runtime().block_on(async {
        let app = opened(&terminal).await;
        app.write_recovery_key(WriteTo { path: page.display().to_string() }).await.unwrap();
        app.shut_down().await;
    });
    let text = std::fs::read_to_string(&page).unwrap();
    let key = text.lines().map(str::trim).find(|line| line.len() == 44).unwrap();

    let fresh = tempfile::tempdir().unwrap();
    let workspaces = std::fs::read_dir(terminal.home.path().join("workspaces")).unwrap();
    for workspace in workspaces {
        let from = workspace.unwrap().path();
        let to = fresh.path().join("workspaces").join(from.file_name().unwrap());
        std::fs::create_dir_all(&to).unwrap();
        for entry in std::fs::read_dir(&from).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
    let run = |arguments: &[&str], input: &str| {
        let mut command = Terminal::command(fresh.path(), Some(terminal.server.base_url()));
        command.env("SEXTANT_PASSPHRASE", "another passphrase of the new computer").args(arguments);
        finish(command, input)
    };
    assert_eq!(run(&["accounts"], "").code, 1, "the old passphrase is not known here");
    let mistyped = run(&["recover", "--recovery-key", "-", "--json"], "AAAA-BBBB");
    assert_eq!(mistyped.code, 2, "{mistyped:?}");
    let recovered = run(&["recover", "--recovery-key", "-", "--json"], &format!("{}\n", key.to_lowercase())).ok();
    assert_eq!(recovered.json()["key_kept"].as_bool(), Some(true));
    assert_eq!(run(&["accounts", "--json"], "").ok().rows(), accounts);
}
