//! A person at the login dialog, with a very plain browser. The tests of the core use it as well.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

/// One request of a very plain browser.
pub(crate) async fn browse(url: &Url, form: Option<&str>) -> String {
    let authority = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let request = match form {
        None => format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n"),
        Some(form) => format!(
            "POST {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nContent-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}",
            form.len()
        ),
    };
    let mut stream = TcpStream::connect(&authority).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// The values of all inputs of this name in the page.
fn inputs<'a>(page: &'a str, kind: &str) -> Vec<(&'a str, String)> {
    let marker = format!("<input type={kind} name=");
    page.split(&marker)
        .skip(1)
        .filter_map(|rest| {
            let (name, rest) = rest.split_once(" value=\"")?;
            let (value, _) = rest.split_once('"')?;
            Some((name, value.replace("&amp;", "&").replace("&#39;", "'")))
        })
        .collect()
}

/// Opens the dialog, gives an answer, and returns where the browser is sent.
pub(crate) async fn decide(authorize_url: &Url, decision: &str, tick: impl Fn(&str, &str) -> bool) -> String {
    let page = browse(authorize_url, None).await;
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(inputs(&page, "hidden"));
    form.extend_pairs(inputs(&page, "checkbox").into_iter().filter(|(name, value)| tick(name, value)));
    form.append_pair("decision", decision);
    let confirm = Url::parse(&format!("{}/confirm", &authorize_url.as_str().split('?').next().unwrap())).unwrap();
    let answer = browse(&confirm, Some(&form.finish())).await;
    let location =
        answer.lines().find_map(|line| line.split_once(": ").filter(|(n, _)| n.eq_ignore_ascii_case("location")));
    location.unwrap_or_else(|| panic!("no redirect: {answer}")).1.trim().to_owned()
}
