//! Any HTTP service that makes pictures, by a template: what to send, and where the picture is in what comes back.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::images::{decode, picture, unusable};
use super::retry::Problem;
use super::service::{safe_address, settings};
use super::{NewPicture, Picture, Service, Usage, http};
use crate::Error;

/// How such a service is asked. `{{prompt}}`, `{{width}}`, `{{height}}`, `{{seed}}` and `{{model}}` are filled in inside
/// the body's texts, and `{{key}}` in headers; a text that is nothing but a number's placeholder becomes a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Headers, such as `Authorization` with `Bearer {{key}}`.
    pub headers: Vec<(String, String)>,
    /// The JSON that is posted.
    pub body: Value,
    /// JSON pointer to the picture in the answer: base64, a data address or an https address. Empty when the answer is
    /// the picture itself.
    pub picture_at: String,
}

const NUMBERS: [&str; 3] = ["{{width}}", "{{height}}", "{{seed}}"];

impl Template {
    /// Whether it can work.
    ///
    /// # Errors
    /// [`Error::Settings`] with what would.
    pub fn check(&self) -> Result<(), Error> {
        if !self.body.is_object() {
            return Err(settings("The request template is a JSON object"));
        }
        if !self.body.to_string().contains("{{prompt}}") {
            return Err(settings("The request template needs {{prompt}} where the description goes"));
        }
        if self.body.to_string().contains("{{key}}") {
            return Err(settings("The key goes into a header, not into the request"));
        }
        if !self.picture_at.is_empty() && !self.picture_at.starts_with('/') {
            return Err(settings("Where the picture is looks like /data/0/b64_json"));
        }
        for (name, value) in &self.headers {
            if reqwest::header::HeaderName::from_bytes(name.as_bytes()).is_err() || value.chars().any(char::is_control)
            {
                return Err(Error::Settings(format!("{name} is no header")));
            }
        }
        Ok(())
    }

    fn filled(&self, service: &Service, wanted: &NewPicture) -> Value {
        let seed = wanted.seed.unwrap_or(0);
        let fill = |text: &str| match text {
            "{{width}}" => Value::from(wanted.width),
            "{{height}}" => Value::from(wanted.height),
            "{{seed}}" => Value::from(seed),
            // The prompt comes last: what it holds is not looked through for placeholders.
            _ => Value::String(
                text.replace("{{model}}", &service.model)
                    .replace(NUMBERS[0], &wanted.width.to_string())
                    .replace(NUMBERS[1], &wanted.height.to_string())
                    .replace(NUMBERS[2], &seed.to_string())
                    .replace("{{prompt}}", &wanted.prompt),
            ),
        };
        filled(&self.body, &fill)
    }
}

fn filled(value: &Value, fill: &impl Fn(&str) -> Value) -> Value {
    match value {
        Value::String(text) => fill(text),
        Value::Array(all) => all.iter().map(|one| filled(one, fill)).collect(),
        Value::Object(all) => all.iter().map(|(name, one)| (name.clone(), filled(one, fill))).collect(),
        other => other.clone(),
    }
}

/// Asks for one picture.
pub(super) async fn paint(
    client: &reqwest::Client,
    service: &Service,
    template: &Template,
    key: Option<&SecretString>,
    wanted: &NewPicture,
) -> Result<(Picture, Option<Usage>), Problem> {
    if !wanted.from.is_empty() {
        return Err(Problem::Final(settings("This service makes new pictures; it edits none")));
    }
    let mut request = client.post(service.base_url.clone()).json(&template.filled(service, wanted));
    for (name, value) in &template.headers {
        let text = value.replace("{{key}}", key.map_or("", |key| key.expose_secret()));
        let header = reqwest::header::HeaderValue::from_str(&text);
        let mut header = header.map_err(|_| Problem::Final(settings("A key is one line of plain text")))?;
        header.set_sensitive(true);
        request = request.header(name.as_str(), header);
    }
    let body = http::read(http::send(request).await?, http::MOST_BYTES).await?;
    if template.picture_at.is_empty() {
        return Ok((picture(body)?, None));
    }
    let answer: Value = serde_json::from_slice(&body).map_err(|_| unusable("it is not JSON"))?;
    let found = answer.pointer(&template.picture_at).and_then(Value::as_str);
    let text = found.ok_or_else(|| unusable("there is no picture where the template looks for it"))?;
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return Ok((decode(text)?, None));
    }
    // An address in an answer is fetched without the key, and never where a request may not go.
    let address = Url::parse(text).map_err(|_| unusable("its address is none"))?;
    let is_own = address.origin() == service.base_url.origin();
    if !is_own && (address.scheme() != "https" || safe_address(&address).is_err()) {
        return Err(unusable("its address is not safe to open"));
    }
    let fetched = http::send(client.get(address)).await.map_err(|_| unusable("its address does not answer"))?;
    Ok((picture(http::read(fetched, http::MOST_BYTES).await?)?, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_prompt_stays_inside_its_text_whatever_it_says() {
        let service = Service::new(super::super::Format::OpenAi, None, "m").unwrap();
        let template = Template {
            headers: vec![("authorization".into(), "Bearer {{key}}".into())],
            body: json!({"input": {"prompt": "photo of {{prompt}}", "w": "{{width}}", "n": [1, "{{seed}}"]}}),
            picture_at: "/output/0".into(),
        };
        template.check().unwrap();
        let hostile = NewPicture {
            prompt: "\"}, \"webhook\": \"https://evil.example\", \"x\": {\"{{key}} {{width}}".into(),
            width: 1_080,
            ..NewPicture::default()
        };
        let body = template.filled(&service, &hostile);
        assert_eq!(body["input"]["prompt"], format!("photo of {}", hostile.prompt));
        assert_eq!((&body["input"]["w"], &body["input"]["n"][1]), (&json!(1_080), &json!(0)));
        assert!(body.get("webhook").is_none());
    }

    #[test]
    fn templates_that_cannot_work_are_refused() {
        let good = Template { headers: Vec::new(), body: json!({"p": "{{prompt}}"}), picture_at: String::new() };
        good.check().unwrap();
        for bad in [
            Template { body: json!([]), ..good.clone() },
            Template { body: json!({"p": "fixed"}), ..good.clone() },
            Template { body: json!({"p": "{{prompt}}", "k": "{{key}}"}), ..good.clone() },
            Template { picture_at: "data".into(), ..good.clone() },
            Template { headers: vec![("bad header".into(), "x".into())], ..good.clone() },
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }
}
