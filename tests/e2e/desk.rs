//! One Sextant with a data folder of its own, its window, and everything around it that a test may take away.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use domain::{Clock as _, SystemClock, TimestampMillis};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::processes::SocketWatch;
use crate::tools::Tools;

/// Long enough for a loaded machine; a test that passes never waits for it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(240);

/// A data folder and the programs that work on it.
pub(crate) struct Desk {
    pub(crate) home: tempfile::TempDir,
    tools: Tools,
    watch: Option<SocketWatch>,
    driver: Option<Child>,
    pub(crate) client: Option<Client>,
    /// Where the sandbox's program is found; a path that does not exist is the network being gone.
    pub(crate) sandbox: PathBuf,
    /// What the sandbox is told beside what the program tells it.
    pub(crate) sandbox_arguments: Vec<String>,
    /// Size of the simulated world, as the sandbox's `--size` takes it; none leaves it to the program.
    pub(crate) sandbox_size: Option<String>,
    /// Whether a browser can be opened.
    pub(crate) browser: bool,
    /// Arguments of the program.
    pub(crate) arguments: Vec<String>,
    /// What opens the vault.
    pub(crate) passphrase: String,
}

impl Desk {
    /// A fresh data folder; nothing runs yet.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            home: tempfile::tempdir()?,
            tools: Tools::new()?,
            watch: None,
            driver: None,
            client: None,
            sandbox: programs().join("sextant-sandbox"),
            sandbox_arguments: Vec::new(),
            sandbox_size: None,
            browser: true,
            arguments: Vec::new(),
            passphrase: "a passphrase for tests only".to_owned(),
        })
    }

    /// The person's own folder, in which programs may leave things behind.
    pub(crate) fn person(&self) -> PathBuf {
        self.home.path().join("person")
    }

    /// The file that says how far the program's clock is ahead of the computer's.
    fn clock_ahead(&self) -> PathBuf {
        self.home.path().join("clock-ahead")
    }

    /// Lets time pass at once, as after sleep: first where Meta is, then on this computer. The simulation's clock has to
    /// be a stepped one.
    pub(crate) async fn pass(&self, time: Duration) -> Result<()> {
        let millis = i64::try_from(time.as_millis())?;
        self.control("clock", Some(json!({ "step_ms": millis }))).await?;
        let (file, before) = (self.clock_ahead(), self.ahead());
        // Put there whole: the program reads it whenever it wants to know the time.
        let whole = file.with_extension("next");
        fs::write(&whole, (before + millis).to_string())?;
        fs::rename(whole, file)?;
        Ok(())
    }

    /// How far the program's clock is ahead of this computer's, in milliseconds.
    fn ahead(&self) -> i64 {
        fs::read_to_string(self.clock_ahead()).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// What time it is for the program.
    pub(crate) fn now(&self) -> TimestampMillis {
        SystemClock.now().plus_millis(self.ahead())
    }

    /// Starts the program and waits until its page is there.
    pub(crate) async fn start(&mut self) -> Result<()> {
        let port = free_port()?;
        let program = self.tools.write_launcher(&programs().join("sextant"))?;
        self.tools.write_browser(self.browser)?;
        fs::create_dir_all(self.person())?;
        let sandbox = self.tools.write_sandbox(&self.sandbox, &self.sandbox_arguments, self.sandbox_size.as_deref())?;
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("PATH", self.tools.path()?)
            .env("SEXTANT_HOME", self.home.path())
            // What belongs to the person and not to Sextant (downloads, the page's storage, the registered link) is
            // kept apart for each desk as well.
            .env("HOME", self.person())
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_CACHE_HOME")
            .env("SEXTANT_SANDBOX", sandbox)
            .env("SEXTANT_CLOCK_AHEAD", self.clock_ahead())
            .current_dir(self.person())
            .env("RUST_LOG", "debug,hyper=info,zbus=info")
            .env("SEXTANT_PASSPHRASE", &self.passphrase)
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .spawn()
            .context("WebKitWebDriver could not be started")?;
        self.driver = Some(driver);
        self.watch = Some(SocketWatch::start(&self.tools.pid_file()));
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
        if let Ok(pid) = self.pid() {
            // It may have ended by itself already.
            Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status()?;
        }
        self.client = None;
        if let Some((looks, sockets)) = self.watch.take().map(SocketWatch::end) {
            ensure!(looks > 0, "the web view's processes were looked at");
            ensure!(sockets == 0, "the web view's processes held an internet socket in {sockets} of {looks} looks");
        }
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
        match client.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await {
            Ok(found) => Ok(found),
            Err(error) => {
                let text = self.text().await.unwrap_or_default();
                bail!("{selector} did not appear: {error}; the page says:\n{text}")
            }
        }
    }

    /// Clicks the element with this test id.
    pub(crate) async fn click(&self, test_id: &str) -> Result<()> {
        self.click_css(&format!("[data-testid=\"{test_id}\"]")).await
    }

    /// Clicks the element that a CSS selector names. What is just being drawn anew is found again.
    pub(crate) async fn click_css(&self, selector: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.find_css(selector).await?.click().await {
                Ok(()) => return Ok(()),
                Err(error) if Instant::now() > deadline => bail!("{selector} could not be clicked: {error:?}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Clicks the button that says this.
    pub(crate) async fn click_text(&self, text: &str) -> Result<()> {
        let path = format!("//button[contains(., \"{text}\")]");
        let button = self.client()?.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        let button = button.with_context(|| format!("no button says {text:?}"))?;
        button.click().await.with_context(|| format!("{text:?} could not be clicked"))
    }

    /// Opens the list of choices with this label and takes the one that says this, by its first letters.
    pub(crate) async fn choose(&self, label: &str, text: &str) -> Result<()> {
        let trigger = format!("button[role=combobox][aria-label=\"{label}\"]");
        self.click_css(&trigger).await?;
        let option = format!("//*[@role='option'][contains(., \"{text}\")]");
        let offered = self.client()?.wait().at_most(PATIENCE).for_element(Locator::XPath(&option)).await;
        offered.with_context(|| format!("{text:?} is not offered"))?;
        // The list takes letters once it has the keyboard.
        self.until(&format!("{text:?} is reached"), async |desk| {
            let reached = "return document.activeElement?.getAttribute('role') === 'option'
                && document.activeElement.textContent.includes(arguments[0])";
            if desk.client()?.execute(reached, vec![json!(text)]).await? == Value::Bool(true) {
                return Ok(true);
            }
            for letter in text.chars().take_while(|letter| letter.is_alphanumeric()) {
                desk.press(letter.encode_utf8(&mut [0; 4]), false).await?;
            }
            Ok(false)
        })
        .await?;
        self.press("Enter", false).await?;
        self.until(&format!("{text:?} is chosen"), async |desk| {
            Ok(desk.find_css(&trigger).await?.text().await?.contains(text))
        })
        .await
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

    /// A picture of the window.
    pub(crate) async fn picture(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        crate::screen::picture("Sextant", path).await
    }

    /// Starts a second instance with a link, as the operating system does, and waits until it has handed over.
    pub(crate) fn open_link(&self, link: &str) -> Result<()> {
        let status = Command::new(programs().join("sextant"))
            .arg(link)
            .env("SEXTANT_HOME", self.home.path())
            .env("HOME", self.person())
            .env("SEXTANT_PASSPHRASE", &self.passphrase)
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
        let file = self.tools.browser_file();
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
        Ok(fs::read(self.tools.log_file())?)
    }

    /// The arguments with which the program and its children were started.
    pub(crate) fn arguments_of_program(&self) -> Result<Vec<u8>> {
        let pid = self.pid()?;
        let mut all = fs::read(format!("/proc/{pid}/cmdline"))?;
        for child in fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?.split_whitespace() {
            all.extend(fs::read(format!("/proc/{child}/cmdline")).unwrap_or_default());
        }
        Ok(all)
    }

    /// What only Meta and the keyring may know: the simulation's app secret and every token it has given out.
    pub(crate) async fn sandbox_secrets(&self) -> Result<Vec<String>> {
        let greeting = self.greeting()?;
        let named = ["app_secret", "system_user_token"].into_iter().filter_map(|key| greeting[key].as_str());
        let mut secrets: Vec<String> = named.map(str::to_owned).collect();
        let tokens: Vec<String> = serde_json::from_value(self.control("tokens", None).await?)?;
        secrets.extend(tokens);
        Ok(secrets)
    }

    /// The program's process number, once it runs.
    pub(crate) fn pid(&self) -> Result<u32> {
        Ok(fs::read_to_string(self.tools.pid_file())?.trim().parse()?)
    }

    /// Waits until the program has ended by itself.
    pub(crate) async fn ends(&mut self) -> Result<()> {
        let process = format!("/proc/{}/stat", self.pid()?);
        let deadline = Instant::now() + PATIENCE;
        // One that nobody waited for yet has ended too.
        while fs::read_to_string(&process).is_ok_and(|stat| !stat.contains(") Z ")) {
            if Instant::now() > deadline {
                bail!("the program does not end");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.kill().await
    }

    /// Asks the simulation's control interface: a read, or a change with `body`.
    pub(crate) async fn control(&self, path: &str, body: Option<Value>) -> Result<Value> {
        let control = self.greeting()?["control_url"].as_str().context("the control interface is on")?.to_owned();
        let address = format!("{}/{path}", control.trim_end_matches('/'));
        let client = crate::browser::client()?;
        let request = match &body {
            Some(body) => client.post(address).json(body),
            None => client.get(address),
        };
        let text = request.send().await?.error_for_status()?.text().await?;
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// How often a code or token was exchanged for another at the simulation that runs now.
    pub(crate) async fn exchanges(&self) -> Result<usize> {
        let journal = self.control("journal", None).await?;
        let entries = journal["entries"].as_array().context("a journal")?;
        Ok(entries
            .iter()
            .filter(|entry| entry["path"].as_str().is_some_and(|p| p.contains("oauth/access_token")))
            .count())
    }

    /// What the simulation said about itself.
    pub(crate) fn greeting(&self) -> Result<Value> {
        Ok(serde_json::from_str(&fs::read_to_string(self.tools.greeting_file())?)?)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Ok(pid) = self.pid() {
            drop(Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status());
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

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
