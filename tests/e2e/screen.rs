//! The windows on the display, asked the X server: what a person sees, and the cross in a title bar.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window};
use x11rb::rust_connection::RustConnection;

/// Whether a window with this title is on the screen.
pub(crate) fn shows(title: &str) -> Result<bool> {
    let screen = Screen::connect()?;
    let Some(window) = screen.find(title)? else { return Ok(false) };
    Ok(screen.server.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE)
}

/// Asks the window with this title to close, as the cross in its title bar does.
pub(crate) fn close(title: &str) -> Result<()> {
    let screen = Screen::connect()?;
    let window = screen.find(title)?.with_context(|| format!("no window {title:?}"))?;
    let (protocols, delete) = (screen.atom("WM_PROTOCOLS")?, screen.atom("WM_DELETE_WINDOW")?);
    let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
    screen.server.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;
    Ok(())
}

/// Writes a picture of the window with this title once two looks at it in a row are the same. The X server is asked:
/// WebDriver's own pictures never come where nothing is being drawn anew.
pub(crate) async fn picture(title: &str, path: &Path) -> Result<()> {
    let window = Screen::connect()?.find(title)?.with_context(|| format!("no window {title:?}"))?.to_string();
    let look = |into: &Path| -> Result<Vec<u8>> {
        let import = Command::new("import").args(["-window", &window]).arg(into).output()?;
        ensure!(import.status.success(), "no picture: {}", String::from_utf8_lossy(&import.stderr));
        Ok(import.stdout)
    };
    let mut last = Vec::new();
    // What never stands still is taken as it is in the end.
    for _ in 0..40 {
        let now = look(Path::new("ppm:-"))?;
        if now == last {
            break;
        }
        last = now;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    look(path).map(drop)
}

struct Screen {
    server: RustConnection,
    root: Window,
}

impl Screen {
    fn connect() -> Result<Self> {
        let (server, number) = x11rb::connect(None).context("there is no X display")?;
        let root = server.setup().roots.get(number).context("the display has no screen")?.root;
        Ok(Self { server, root })
    }

    fn atom(&self, name: &str) -> Result<u32> {
        Ok(self.server.intern_atom(false, name.as_bytes())?.reply()?.atom)
    }

    /// The window with this title that can be asked to close; without a window manager it is right below the root.
    fn find(&self, title: &str) -> Result<Option<Window>> {
        let protocols = self.atom("WM_PROTOCOLS")?;
        for window in self.server.query_tree(self.root)?.reply()?.children {
            let name = self.server.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?;
            let can_close = self.server.get_property(false, window, protocols, AtomEnum::ATOM, 0, 8)?;
            // A window may go while it is being looked at.
            let (Ok(name), Ok(can_close)) = (name.reply(), can_close.reply()) else { continue };
            if name.value == title.as_bytes() && can_close.value_len > 0 {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }
}
