//! What a person does in the browser: look at the sandbox's sign-in page and press a button.

use anyhow::{Context, Result};
use url::Url;

/// Opens the sign-in page and presses "Continue"; the answer is the link that the browser would hand to Sextant.
pub async fn press_continue(address: &str) -> Result<String> {
    press(address, "continue").await
}

/// Opens the sign-in page and presses "Cancel".
pub async fn press_cancel(address: &str) -> Result<String> {
    press(address, "cancel").await
}

async fn press(address: &str, action: &str) -> Result<String> {
    // Another part of the process may have installed it already.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let page = client.get(address).send().await?.error_for_status()?.text().await?;
    let form = form_of(&page).context("the sign-in page has no form")?;
    let target = Url::parse(address)?.join(&form.action)?;
    let mut fields = form.fields;
    fields.push(("action".into(), action.into()));
    let answer = client.post(target).form(&fields).send().await?;
    let location = answer.headers().get("location").context("the sign-in page did not redirect")?;
    Ok(location.to_str()?.to_owned())
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
        let is_wanted = attribute(tag, "type")? == "hidden" || tag.contains(" checked");
        is_wanted.then(|| Some((attribute(tag, "name")?, attribute(tag, "value")?)))?
    });
    Some(Form { action, fields: inputs.collect() })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!("{name}=\"")).nth(1)?;
    let value = rest.split('"').next()?;
    Some(value.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<"))
}
