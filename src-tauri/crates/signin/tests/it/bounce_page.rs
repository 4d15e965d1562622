//! The static page that passes Meta's answer on: what is in it, and what it does.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const PAGE: &str = include_str!("../../../../bounce/index.html");

fn script() -> &'static str {
    let (_, rest) = PAGE.split_once("<script>").unwrap();
    let (script, after) = rest.split_once("</script>").unwrap();
    assert!(!after.contains("<script"), "one script only");
    script
}

#[test]
fn the_policy_allows_this_script_and_nothing_else() {
    let hash = STANDARD.encode(Sha256::digest(script()));
    let policy = format!(
        "content=\"default-src 'none'; script-src 'sha256-{hash}'; style-src 'unsafe-inline'; base-uri 'none'; \
         form-action 'none'\""
    );
    assert!(PAGE.contains("http-equiv=\"Content-Security-Policy\"") && PAGE.contains(&policy), "expected {policy}");
    assert!(PAGE.contains("<meta name=\"referrer\" content=\"no-referrer\">"));
}

#[test]
fn the_page_loads_nothing_and_names_no_other_place() {
    for forbidden in [
        "src=",
        "<link",
        "<img",
        "<iframe",
        "http://",
        "https://",
        "//",
        "fetch",
        "XMLHttpRequest",
        "import",
        "eval",
        "innerHTML",
        "document.write",
        "localStorage",
        "cookie",
        " on",
    ] {
        let found: Vec<&str> = PAGE
            .lines()
            .filter(|line| line.contains(forbidden))
            // The deep link has two slashes, a comment begins with them, and "on" is a word.
            .filter(|line| !(forbidden == "//" && (line.contains("sextant://") || line.trim_start().starts_with("//"))))
            .filter(|line| !(forbidden == " on" && !line.contains(" on=") && !line.contains(" onload")))
            .collect();
        assert!(found.is_empty(), "{forbidden}: {found:?}");
    }
}

/// Runs the page's script in Node with a stand-in for the browser. `None` where there is no Node.
fn run(search: &str) -> Option<String> {
    let program = format!(
        "const elements = {{text: {{}}, open: {{hidden: true}}}}; let went = ''; let kept = '';\n\
         const location = {{search: {}, pathname: '/p', replace: (to) => {{ went = to; }}}};\n\
         const history = {{replaceState: (a, b, to) => {{ kept = to; }}}};\n\
         const document = {{getElementById: (id) => elements[id]}};\n{}\n\
         process.stdout.write(JSON.stringify({{went, kept, href: elements.open.href || '', hidden: elements.open.hidden}}));",
        serde_json::to_string(search).unwrap(),
        script()
    );
    let child = Command::new("node").arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        eprintln!("SKIPPED: node is not installed, so the bounce page's script was not run");
        return None;
    };
    child.stdin.take().unwrap().write_all(program.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["kept"], "/p", "the answer stays in the address bar");
    let went = said["went"].as_str().unwrap().to_owned();
    assert_eq!((said["href"].as_str().unwrap(), said["hidden"].as_bool().unwrap()), (went.as_str(), went.is_empty()));
    Some(went)
}

#[test]
fn it_passes_on_what_sextant_accepts_and_nothing_else() {
    let passed = [
        ("?code=AQB-_1&state=s", "sextant://oauth/callback?code=AQB-_1&state=s"),
        ("?code=a%2Fb&state=s&granted_scopes=ads_read&x=1", "sextant://oauth/callback?code=a%2Fb&state=s"),
        (
            "?error=access_denied&error_code=200&error_description=Permissions+error.&error_reason=user_denied&state=s",
            "sextant://oauth/callback?error=access_denied&error_reason=user_denied&state=s",
        ),
        ("?access_token=EAAB&code=a&state=s", "sextant://oauth/callback?code=a&state=s"),
    ];
    for (search, wanted) in passed {
        let Some(went) = run(search) else { return };
        assert_eq!(went, wanted, "{search}");
        assert!(signin::parse_callback(&went).is_ok(), "{went}");
    }
    for search in [
        "",
        "?",
        "?code=a",
        "?state=s",
        "?code=a&code=b&state=s",
        "?code=javascript:x&state=s",
        "?code=a b&state=s",
        "?code=a%22&state=\"",
        "?__proto__=1&constructor=2",
        "?code=&state=s",
        "?code=a&state=s#x",
    ] {
        let Some(went) = run(search) else { return };
        assert_eq!(went, "", "{search}");
    }
}
