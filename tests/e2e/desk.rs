//! One Sextant with a data folder of its own, its window, and everything around it that a test may take away.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

/// Long enough for a loaded machine; a test that passes never waits for it.
const PATIENCE: Duration = Duration::from_secs(90);

/// A data folder and the programs that work on it.
pub struct Desk {
    pub home: tempfile::TempDir,
    tools: tempfile::TempDir,
    driver: Option<Child>,
    pub client: Option<Client>,
    /// Where the sandbox's program is found; a path that does not exist is the network being gone.
    pub sandbox: PathBuf,
    /// Whether a browser can be opened.
    pub browser: bool,
    /// Arguments of the program.
    pub arguments: Vec<String>,
}

impl Desk {
    /// A fresh data folder; nothing runs yet.
    pub fn new() -> Result<Self> {
        Ok(Self {
            home: tempfile::tempdir()?,
            tools: tempfile::tempdir()?,
            driver: None,
            client: None,
            sandbox: programs().join("sextant-sandbox"),
            browser: true,
            arguments: Vec::new(),
        })
    }

    /// Starts the program and waits until its page is there.
    pub async fn start(&mut self) -> Result<()> {
        let port = free_port()?;
        let program = self.write_launcher()?;
        self.write_browser()?;
        let path = format!("{}:{}", self.tools.path().display(), std::env::var("PATH").unwrap_or_default());
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("PATH", path)
            .env("SEXTANT_HOME", self.home.path())
            .env("SEXTANT_SANDBOX", &self.sandbox)
            .env("SEXTANT_PASSPHRASE", "a passphrase for tests only")
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .spawn()
            .context("WebKitWebDriver could not be started")?;
        self.driver = Some(driver);
        let mut capabilities = Capabilities::new();
        capabilities.insert("webkitgtk:browserOptions".into(), json!({ "binary": program, "args": self.arguments }));
        let address = format!("http://127.0.0.1:{port}");
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            match builder.capabilities(capabilities.clone()).connect(&address).await {
                Ok(client) => {
                    self.client = Some(client);
                    return Ok(());
                }
                Err(error) if Instant::now() > deadline => bail!("no WebDriver session: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// Kills the program as a crash would, and everything that was started around it.
    pub async fn kill(&mut self) -> Result<()> {
        if let Ok(pid) = fs::read_to_string(self.pid_file()) {
            let killed = Command::new("kill").args(["-9", pid.trim()]).stderr(Stdio::null()).status()?;
            drop(killed);
        }
        self.client = None;
        if let Some(mut driver) = self.driver.take() {
            driver.kill()?;
            driver.wait()?;
        }
        Ok(())
    }

    pub fn client(&self) -> Result<&Client> {
        self.client.as_ref().context("the program is not running")
    }

    /// The element with this test id, waited for.
    pub async fn find(&self, test_id: &str) -> Result<Element> {
        self.find_css(&format!("[data-testid=\"{test_id}\"]")).await
    }

    /// The element that a CSS selector names, waited for.
    pub async fn find_css(&self, selector: &str) -> Result<Element> {
        let client = self.client()?;
        let found = client.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
        found.with_context(|| format!("{selector} did not appear"))
    }

    /// Clicks the element with this test id.
    pub async fn click(&self, test_id: &str) -> Result<()> {
        self.find(test_id).await?.click().await.with_context(|| format!("{test_id} could not be clicked"))
    }

    /// Whether an element with this test id is there right now.
    pub async fn has(&self, test_id: &str) -> Result<bool> {
        let selector = format!("[data-testid=\"{test_id}\"]");
        Ok(!self.client()?.find_all(Locator::Css(&selector)).await?.is_empty())
    }

    /// Waits until the page's visible text holds `text`.
    pub async fn see(&self, text: &str) -> Result<()> {
        self.until(&format!("the page says {text:?}"), async |desk: &Self| Ok(desk.text().await?.contains(text))).await
    }

    /// Waits until a condition holds.
    pub async fn until(&self, what: &str, condition: impl AsyncFn(&Self) -> Result<bool>) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if condition(self).await.unwrap_or(false) {
                return Ok(());
            }
            if Instant::now() > deadline {
                let text = self.text().await.unwrap_or_default();
                bail!("it did not happen that {what}; the page says:\n{text}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// All visible text.
    pub async fn text(&self) -> Result<String> {
        let value = self.client()?.execute("return document.body.innerText", vec![]).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// A picture of the page.
    pub async fn picture(&self, path: &Path) -> Result<()> {
        let png = self.client()?.screenshot().await?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, png)?)
    }

    /// Starts a second instance with a link, as the operating system does, and waits until it has handed over.
    pub fn open_link(&self, link: &str) -> Result<()> {
        let status = Command::new(programs().join("sextant"))
            .arg(link)
            .env("SEXTANT_HOME", self.home.path())
            .env("SEXTANT_PASSPHRASE", "a passphrase for tests only")
            .stdin(Stdio::null())
            .status()
            .context("a second instance could not be started")?;
        if !status.success() {
            bail!("the second instance ended with {status}");
        }
        Ok(())
    }

    /// The address the program asked the browser to open, waited for.
    pub async fn browser_address(&self) -> Result<String> {
        let file = self.browser_file();
        let deadline = Instant::now() + PATIENCE;
        loop {
            match fs::read_to_string(&file) {
                Ok(address) if !address.trim().is_empty() => {
                    fs::remove_file(&file)?;
                    return Ok(address.trim().to_owned());
                }
                _ if Instant::now() > deadline => bail!("no browser was opened"),
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    fn pid_file(&self) -> PathBuf {
        self.tools.path().join("pid")
    }

    fn browser_file(&self) -> PathBuf {
        self.tools.path().join("address")
    }

    /// A launcher that remembers the process number, since WebDriver does not tell it.
    fn write_launcher(&self) -> Result<PathBuf> {
        let path = self.tools.path().join("launch");
        let pid = self.pid_file();
        let program = programs().join("sextant");
        let script = format!("#!/bin/sh\necho $$ > '{}'\nexec '{}' \"$@\"\n", pid.display(), program.display());
        write_script(&path, &script)?;
        Ok(path)
    }

    /// A browser that only writes down what it was asked to open, or one that cannot open anything.
    fn write_browser(&self) -> Result<()> {
        let script = if self.browser {
            let file = self.browser_file();
            format!("#!/bin/sh\nprintf '%s' \"$1\" > '{0}.part' && mv '{0}.part' '{0}'\n", file.display())
        } else {
            "#!/bin/sh\nexit 3\n".to_owned()
        };
        // The other programs that may be asked when the first one fails.
        for name in ["gio", "gnome-open", "kde-open", "wslview"] {
            write_script(&self.tools.path().join(name), "#!/bin/sh\nexit 3\n")?;
        }
        write_script(&self.tools.path().join("xdg-open"), &script)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Ok(pid) = fs::read_to_string(self.pid_file()) {
            drop(Command::new("kill").args(["-9", pid.trim()]).stderr(Stdio::null()).status());
        }
        if let Some(mut driver) = self.driver.take() {
            drop(driver.kill());
            drop(driver.wait());
        }
    }
}

/// Where the programs under test lie.
pub fn programs() -> PathBuf {
    std::env::var_os("SEXTANT_PROGRAMS").map_or_else(
        || Path::new(env!("CARGO_BIN_EXE_sextant")).parent().map(Path::to_path_buf).unwrap_or_default(),
        PathBuf::from,
    )
}

fn write_script(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text)?;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
