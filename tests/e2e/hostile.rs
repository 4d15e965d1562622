//! A page that wants out, and names that want in.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::journeys::first_sync_is_done;

/// Where a page could be sent. `ATTACKER` is an address on this computer that counts who comes.
const ADDRESSES: [&str; 26] = [
    "http://ATTACKER/",
    "http://localhost:PORT/",
    "http://tauri.attacker.example/",
    "https://tauri.attacker.example/",
    "http://tauri.localhost.attacker.example/",
    "tauri://attacker.example/",
    "tauri://localhost.attacker.example/",
    "tauri://localhost@attacker.example/",
    "file:///etc/passwd",
    "data:text/html,<script>window.__ran=1</script>",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='window.__ran=1'/>",
    "javascript:void(window.__ran=1)",
    "javascript:'<script>window.__ran=1</script>'",
    "blob:tauri://localhost/1",
    "about:blank",
    "about:srcdoc",
    "ipc://localhost/get_app_state",
    "http://ipc.localhost/get_app_state",
    "asset://localhost/%2Fetc%2Fpasswd",
    "http://asset.localhost/%2Fetc%2Fpasswd",
    "sextant://oauth/callback?code=a&state=b",
    "mailto:someone@attacker.example",
    "ftp://ATTACKER/",
    "view-source:tauri://localhost/",
    "webkit://gpu",
    "resource:///org/webkit/inspector/UserInterface/Main.html",
];

/// How a page could be sent to `url`.
const WAYS: [&str; 16] = [
    "location.assign(url)",
    "location.replace(url)",
    "location.href = url",
    "window.open(url)",
    "window.open(url, '_self')",
    "window.open(url, '_top')",
    "add('a', { href: url }).click()",
    "add('a', { href: url, target: '_blank' }).click()",
    "add('a', { href: url, download: 'x' }).click()",
    "add('form', { action: url, method: 'get' }).submit()",
    "add('form', { action: url, method: 'post', target: '_blank' }).submit()",
    "add('meta', { 'http-equiv': 'refresh', content: '0;url=' + url })",
    "add('iframe', { src: url })",
    "add('object', { data: url })",
    "add('embed', { src: url })",
    "add('base', { href: url }); if (!document.baseURI.startsWith('tauri://localhost/')) window.__ran = 'base'",
];

const HELP: &str = "window.__here = 'the page';
    window.__add = (tag, attributes) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.dataset.byTest = '';
      document.body.append(element);
      return element;
    };";

/// Texts that would run if they were taken for more than text; each sets `window.__ran`.
const PAYLOADS: &str = include_str!("../../ui/src/testing/hostile-texts.json");

#[tokio::test]
async fn no_navigation_leaves_the_page_and_no_name_runs_in_it() -> Result<()> {
    let attacker = Attacker::start()?;
    let mut desk = Desk::new()?;
    desk.browser = false;
    desk.start().await?;
    desk.click("start-demo").await?;
    first_sync_is_done(&desk).await?;
    let tried = try_to_leave(&desk, &attacker).await?;
    ensure!(tried >= 50, "{tried} navigations");

    let renamed = rename_everything(&desk).await?;
    ensure!(renamed >= 100, "{renamed} hostile names");
    let error = json!({ "kind": "error", "code": 100, "message": texts()?[0], "path": "insights", "count": 3 });
    desk.control("faults", Some(error)).await?;
    desk.click("sync-now").await?;
    desk.until("the names have come", async |desk| {
        desk.press("2", true).await?;
        Ok(desk.text().await?.contains("__ran"))
    })
    .await?;
    for level in ["campaign", "adset", "ad"] {
        look_through(&desk, level).await?;
    }
    nothing_ran(&desk).await?;
    desk.kill().await
}

/// Tries every address in two ways and every way with the attacker's address. After each, the page is where it was.
async fn try_to_leave(desk: &Desk, attacker: &Attacker) -> Result<usize> {
    desk.client()?.execute(HELP, vec![]).await?;
    let plain =
        ADDRESSES.iter().flat_map(|address| WAYS[..1].iter().chain(&WAYS[3..4]).map(move |way| (*way, *address)));
    let ways = WAYS.iter().flat_map(|way| ADDRESSES[..1].iter().chain(&ADDRESSES[9..10]).map(move |to| (*way, *to)));
    let mut tried = 0;
    for (way, address) in plain.chain(ways) {
        let address = attacker.named(address);
        let script = format!("const add = window.__add, url = arguments[0]; try {{ {way} }} catch {{}}");
        desk.client()?.execute(&script, vec![json!(address)]).await?;
        still_here(desk).await.with_context(|| format!("{way} with {address}"))?;
        tried += 1;
    }
    // What comes later than its cause, such as a refresh, has had its turn when the page was idle for a while.
    let idle = "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => done(1)), 700)";
    desk.client()?.execute_async(idle, vec![]).await?;
    still_here(desk).await?;
    ensure!(attacker.visits() == 0, "the attacker was asked {} times", attacker.visits());
    let left = std::fs::read_dir(desk.person())?.filter(|entry| entry.as_ref().is_ok_and(|e| e.file_name() == "x"));
    ensure!(left.count() == 0 && !desk.person().join("Downloads").exists(), "something was downloaded");
    let clean = "for (const element of document.querySelectorAll('[data-by-test]')) element.remove()";
    desk.client()?.execute(clean, vec![]).await?;
    std::net::TcpStream::connect(("127.0.0.1", attacker.port))?;
    desk.until("the attacker does count", async |_| Ok(attacker.visits() > 0)).await?;
    Ok(tried)
}

async fn still_here(desk: &Desk) -> Result<()> {
    let client = desk.client()?;
    let script = "return { here: window.__here, at: location.origin + location.pathname, ran: window.__ran ?? null }";
    let page = client.execute(script, vec![]).await?;
    ensure!(page == json!({ "here": "the page", "at": "tauri://localhost/", "ran": null }), "{page}");
    let windows = client.windows().await?.len();
    ensure!(windows == 1, "{windows} windows");
    Ok(())
}

fn texts() -> Result<Vec<String>> {
    Ok(serde_json::from_str(PAYLOADS)?)
}

/// Gives campaigns, ad sets and ads the hostile texts as names, as a colleague in Ads Manager could.
async fn rename_everything(desk: &Desk) -> Result<usize> {
    let greeting = desk.greeting()?;
    let (base, token) = (greeting["base_url"].as_str().context("url")?, greeting["system_user_token"].as_str());
    let overview = desk.control("", None).await?;
    let account = overview["accounts"][0]["id"].clone();
    let account = account.as_str().map_or_else(|| account.to_string(), str::to_owned);
    let account = account.trim_start_matches("act_");
    let mut names = texts()?.into_iter();
    let mut renamed = 0;
    for edge in ["campaigns", "adsets", "ads"] {
        let address = format!("{}/v26.0/act_{account}/{edge}?fields=id&limit=60", base.trim_end_matches('/'));
        let request = crate::browser::client()?.get(address).bearer_auth(token.context("token")?);
        let page: Value = request.send().await?.error_for_status()?.json().await?;
        for object in page["data"].as_array().context("objects")? {
            let Some(name) = names.next() else { return Ok(renamed) };
            let path = format!("objects/{}", object["id"].as_str().context("id")?);
            desk.control(&path, Some(json!({ "name": name }))).await?;
            renamed += 1;
        }
    }
    Ok(renamed)
}

/// Scrolls through a flat list, opens a drawer and searches, so that names stand everywhere they can.
async fn look_through(desk: &Desk, level: &str) -> Result<()> {
    let client = desk.client()?;
    client.execute(&format!("location.hash = '#/explorer?flat={level}'"), vec![]).await?;
    // The first row may be scrolled under the header, where WebDriver would not click it.
    desk.find_css("[data-testid^=\"explorer-row-\"]").await?;
    client.execute("document.querySelector('[data-testid^=explorer-row-]').click()", vec![]).await?;
    desk.press("Enter", false).await?;
    desk.find("drawer").await?;
    nothing_ran(desk).await?;
    desk.click("drawer-close").await?;
    for page in 0..6 {
        let script = "for (const e of document.querySelectorAll('*'))
            if (e.scrollHeight > e.clientHeight + 40) e.scrollTop = arguments[0] * e.clientHeight;";
        client.execute(script, vec![json!(page)]).await?;
        nothing_ran(desk).await?;
    }
    Ok(())
}

/// No text has become an element, an attribute or a script that ran.
async fn nothing_ran(desk: &Desk) -> Result<()> {
    let script = "const all = [...document.querySelectorAll('body *')];
        return {
          ran: window.__ran ?? null,
          handlers: all.filter((e) => [...e.attributes].some(({ name }) => name.startsWith('on'))).length,
          elements: document.querySelectorAll('#root script, #root iframe, #root object, #root embed, #root img[src=x]').length,
          links: all.filter((e) => /^\\s*(javascript|data|vbscript):/i.test(e.getAttribute('href') ?? '')).length,
        }";
    let page = desk.client()?.execute(script, vec![]).await?;
    ensure!(page == json!({ "ran": null, "handlers": 0, "elements": 0, "links": 0 }), "{page}");
    let rows = desk.client()?.find_all(Locator::Css("[data-testid^=\"explorer-row-\"]")).await?;
    ensure!(!rows.is_empty(), "the page stands");
    Ok(())
}

/// Somebody who waits for visitors on this computer.
struct Attacker {
    port: u16,
    visits: Arc<AtomicUsize>,
}

impl Attacker {
    fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let visits = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&visits);
        // Ends with the test program.
        std::thread::spawn(move || {
            for _visitor in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        Ok(Self { port, visits })
    }

    fn named(&self, address: &str) -> String {
        address.replace("ATTACKER", &format!("127.0.0.1:{}", self.port)).replace("PORT", &self.port.to_string())
    }

    fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}
