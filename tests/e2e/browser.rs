//! What a person does in the browser: look at the sandbox's sign-in page and press a button.

use anyhow::{Context, Result};
use url::Url;

/// Opens the sign-in page and presses "Continue"; the answer is the link that the browser would hand to Sextant.
pub(crate) async fn press_continue(address: &str) -> Result<String> {
    press(address, "continue").await
}

/// Opens the sign-in page and presses "Cancel".
pub(crate) async fn press_cancel(address: &str) -> Result<String> {
    press(address, "cancel").await
}

async fn press(address: &str, decision: &str) -> Result<String> {
    let client = client()?;
    let page = client.get(address).send().await?.error_for_status()?.text().await?;
    let form = form_of(&page).context("the sign-in page has no form")?;
    let target = Url::parse(address)?.join(&form.action)?;
    let mut fields = form.fields;
    fields.push(("decision".into(), decision.into()));
    let answer = client.post(target).form(&fields).send().await?;
    let location = answer.headers().get("location").context("the sign-in page did not redirect")?;
    Ok(location.to_str()?.to_owned())
}

/// A browser's network side, which follows no redirect by itself.
pub(crate) fn client() -> Result<reqwest::Client> {
    // Another part of the process may have installed it already.
    drop(rustls::crypto::ring::default_provider().install_default());
    Ok(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?)
}

struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

/// The hidden and ticked fields of the page's one form.
fn form_of(page: &str) -> Option<Form> {
    let form = page.split("<form").nth(1)?;
    let action = attribute(form.split('>').next()?, "action")?;
    let inputs = form.split("<input").skip(1).filter_map(|input| {
        let tag = input.split('>').next()?;
        let is_wanted =
            attribute(tag, "type")? == "hidden" || tag.split_whitespace().any(|word| word.starts_with("checked"));
        is_wanted.then(|| Some((attribute(tag, "name")?, attribute(tag, "value")?)))?
    });
    Some(Form { action, fields: inputs.collect() })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=")).nth(1)?;
    let value = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split(|c: char| c.is_whitespace() || c == '>').next()?,
    };
    Some(value.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<"))
}
