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
pub(crate) struct Desk {
    pub(crate) home: tempfile::TempDir,
    tools: tempfile::TempDir,
    driver: Option<Child>,
    pub(crate) client: Option<Client>,
    /// Where the sandbox's program is found; a path that does not exist is the network being gone.
    pub(crate) sandbox: PathBuf,
    /// Size of the simulated world, as the sandbox's `--size` takes it; none leaves it to the program.
    pub(crate) sandbox_size: Option<String>,
    /// Whether a browser can be opened.
    pub(crate) browser: bool,
    /// Arguments of the program.
    pub(crate) arguments: Vec<String>,
}

impl Desk {
    /// A fresh data folder; nothing runs yet.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            home: tempfile::tempdir()?,
            tools: tempfile::tempdir()?,
            driver: None,
            client: None,
            sandbox: programs().join("sextant-sandbox"),
            sandbox_size: None,
            browser: true,
            arguments: Vec::new(),
        })
    }

    /// Starts the program and waits until its page is there.
    pub(crate) async fn start(&mut self) -> Result<()> {
        let port = free_port()?;
        let program = self.write_launcher()?;
        self.write_browser()?;
        let path = format!("{}:{}", self.tools.path().display(), std::env::var("PATH").unwrap_or_default());
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("PATH", path)
            .env("SEXTANT_HOME", self.home.path())
            .env("SEXTANT_SANDBOX", self.write_sandbox()?)
            .env("RUST_LOG", "debug,hyper=info,zbus=info")
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
    pub(crate) async fn kill(&mut self) -> Result<()> {
        if let Ok(pid) = fs::read_to_string(self.pid_file()) {
            // It may have ended by itself already.
            Command::new("kill").args(["-9", pid.trim()]).stderr(Stdio::null()).status()?;
        }
        self.client = None;
        if let Some(mut driver) = self.driver.take() {
            driver.kill()?;
            driver.wait()?;
        }
        Ok(())
    }

    pub(crate) fn client(&self) -> Result<&Client> {
        self.client.as_ref().context("the program is not running")
    }

    /// The element with this test id, waited for.
    pub(crate) async fn find(&self, test_id: &str) -> Result<Element> {
        self.find_css(&format!("[data-testid=\"{test_id}\"]")).await
    }

    /// The element that a CSS selector names, waited for.
    pub(crate) async fn find_css(&self, selector: &str) -> Result<Element> {
        let client = self.client()?;
        let found = client.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
        found.with_context(|| format!("{selector} did not appear"))
    }

    /// Clicks the element with this test id.
    pub(crate) async fn click(&self, test_id: &str) -> Result<()> {
        self.find(test_id).await?.click().await.with_context(|| format!("{test_id} could not be clicked"))
    }

    /// Whether an element with this test id is there right now.
    pub(crate) async fn has(&self, test_id: &str) -> Result<bool> {
        let selector = format!("[data-testid=\"{test_id}\"]");
        Ok(!self.client()?.find_all(Locator::Css(&selector)).await?.is_empty())
    }

    /// Waits until the page's visible text holds `text`.
    pub(crate) async fn see(&self, text: &str) -> Result<()> {
        self.until(&format!("the page says {text:?}"), async |desk: &Self| Ok(desk.text().await?.contains(text))).await
    }

    /// Waits until a condition holds.
    pub(crate) async fn until(&self, what: &str, condition: impl AsyncFn(&Self) -> Result<bool>) -> Result<()> {
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
    pub(crate) async fn text(&self) -> Result<String> {
        let value = self.client()?.execute("return document.body.innerText", vec![]).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// A picture of the page.
    pub(crate) async fn picture(&self, path: &Path) -> Result<()> {
        let png = self.client()?.screenshot().await?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, png)?)
    }

    /// Starts a second instance with a link, as the operating system does, and waits until it has handed over.
    pub(crate) fn open_link(&self, link: &str) -> Result<()> {
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
    pub(crate) async fn browser_address(&self) -> Result<String> {
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

    /// Presses a key in the page, with Alt held down when `alt`.
    pub(crate) async fn press(&self, key: &str, alt: bool) -> Result<()> {
        let script = "const target = document.activeElement ?? document.body;
            for (const kind of ['keydown', 'keyup']) {
              target.dispatchEvent(new KeyboardEvent(kind, {
                key: arguments[0], altKey: arguments[1], bubbles: true, cancelable: true,
                code: /^[0-9]$/.test(arguments[0]) ? `Digit${arguments[0]}` : arguments[0],
              }));
            }";
        self.client()?.execute(script, vec![json!(key), json!(alt)]).await?;
        Ok(())
    }

    /// From now on remembers everything that crosses between the page and the program.
    pub(crate) async fn record_what_crosses(&self) -> Result<()> {
        // Commands travel as requests to Tauri's own scheme, events through a listener like the page's.
        let script = "window.__crossed = [];
            const send = window.fetch;
            window.fetch = async (...request) => {
              const answer = await send(...request);
              const text = await answer.clone().text();
              window.__crossed.push(String(request[0]) + JSON.stringify(request[1] ?? null) + text);
              return answer;
            };
            const bridge = window.__TAURI_INTERNALS__;
            const handler = bridge.transformCallback((event) => window.__crossed.push(JSON.stringify(event)));
            bridge.invoke('plugin:event|listen', { event: 'app-event', target: { kind: 'Any' }, handler });";
        self.client()?.execute(script, vec![]).await?;
        Ok(())
    }

    /// What has crossed since [`Desk::record_what_crosses`].
    pub(crate) async fn what_crossed(&self) -> Result<String> {
        let value = self.client()?.execute("return window.__crossed.join('\\n')", vec![]).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// The page as it stands, with what it keeps.
    pub(crate) async fn page(&self) -> Result<String> {
        let script =
            "return document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage })
            + location.href";
        let value = self.client()?.execute(script, vec![]).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Everything the program has logged.
    pub(crate) fn log(&self) -> Result<Vec<u8>> {
        Ok(fs::read(self.log_file())?)
    }

    /// The arguments with which the program and its children were started.
    pub(crate) fn arguments_of_program(&self) -> Result<Vec<u8>> {
        let pid = fs::read_to_string(self.pid_file())?.trim().to_owned();
        let mut all = fs::read(format!("/proc/{pid}/cmdline"))?;
        for child in fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?.split_whitespace() {
            all.extend(fs::read(format!("/proc/{child}/cmdline")).unwrap_or_default());
        }
        Ok(all)
    }

    /// What only Meta and the keyring may know: the simulation's app secret and every token it has given out.
    pub(crate) async fn sandbox_secrets(&self) -> Result<Vec<String>> {
        let greeting: serde_json::Value = serde_json::from_str(&fs::read_to_string(self.greeting_file())?)?;
        let named = ["app_secret", "system_user_token"].into_iter().filter_map(|key| greeting[key].as_str());
        let mut secrets: Vec<String> = named.map(str::to_owned).collect();
        let control = greeting["control_url"].as_str().context("the simulation has a control interface")?;
        let address = format!("{}/tokens", control.trim_end_matches('/'));
        let tokens: Vec<String> =
            crate::browser::client()?.get(address).send().await?.error_for_status()?.json().await?;
        secrets.extend(tokens);
        Ok(secrets)
    }

    fn log_file(&self) -> PathBuf {
        self.tools.path().join("log")
    }

    fn greeting_file(&self) -> PathBuf {
        self.tools.path().join("greeting")
    }

    /// The simulation with its control interface on, and its greeting kept for the test.
    fn write_sandbox(&self) -> Result<PathBuf> {
        if !self.sandbox.is_file() {
            return Ok(self.sandbox.clone());
        }
        let path = self.tools.path().join("sandbox");
        // The program says which world it wants; a test may want another one.
        let resize = self.sandbox_size.as_ref().map_or_else(String::new, |size| {
            format!(
                "for given do shift; [ \"$last\" = --size ] && given='{size}'; last=$given; set -- \"$@\" \"$given\"; done\n"
            )
        });
        let script = format!(
            "#!/bin/sh\n{resize}exec '{}' --control-port 0 \"$@\" | tee '{}'\n",
            self.sandbox.display(),
            self.greeting_file().display()
        );
        write_script(&path, &script)?;
        Ok(path)
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
        let log = self.log_file();
        let script = format!(
            "#!/bin/sh\necho $$ > '{}'\nexec '{}' \"$@\" 2>> '{}'\n",
            pid.display(),
            program.display(),
            log.display()
        );
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
pub(crate) fn programs() -> PathBuf {
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
