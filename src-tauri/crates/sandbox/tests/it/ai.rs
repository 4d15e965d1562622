//! The AI services beside the API.

use base64::Engine as _;
use sandbox::{Fault, FaultKind, ModelFault};
use serde_json::{Value, json};

use crate::support::Bench;

fn schema() -> Value {
    let text = |most: u32| json!({"type": "string", "description": format!("at most {most} characters")});
    json!({
        "type": "object", "additionalProperties": false, "required": ["variants"],
        "properties": {"variants": {"type": "array", "items": {
            "type": "object", "additionalProperties": false, "required": ["primary_text", "headline", "call_to_action"],
            "properties": {"primary_text": text(125), "headline": text(40),
                "call_to_action": {"type": "string", "enum": ["SHOP_NOW", "LEARN_MORE"]}},
        }}},
    })
}

fn facts(product: &str, language: &str) -> String {
    json!({"product": product, "language": language, "count": 4, "must_say": ["28,000 mm"]}).to_string()
}

impl Bench {
    fn ai(&self, path: &str) -> reqwest::RequestBuilder {
        let builder = self.http.post(format!("{}/v1/{path}", self.server.base_url()));
        if path == "messages" {
            builder.header("x-api-key", self.server.ai_key()).header("anthropic-version", "2023-06-01")
        } else {
            builder.bearer_auth(self.server.ai_key())
        }
    }

    async fn messages(&self, prompt: &str, stream: bool) -> String {
        let body = json!({
            "model": "sextant-demo-text", "max_tokens": 4_000, "stream": stream, "system": "You write ads.",
            "messages": [{"role": "user", "content": [{"type": "text", "text": prompt}]}],
            "output_config": {"format": {"type": "json_schema", "schema": schema()}},
        });
        let answer = self.ai("messages").json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap()
    }

    async fn chat(&self, prompt: &str, stream: bool) -> String {
        let body = json!({
            "model": "sextant-demo-text", "stream": stream, "stream_options": {"include_usage": true},
            "messages": [{"role": "system", "content": "You write ads."}, {"role": "user", "content": prompt}],
            "response_format": {"type": "json_schema",
                "json_schema": {"name": "copy", "strict": true, "schema": schema()}},
        });
        self.ai("chat/completions").json(&body).send().await.unwrap().text().await.unwrap()
    }
}

/// Data of each event.
fn events(stream: &str) -> Vec<Value> {
    let data = stream.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|data| serde_json::from_str(data).unwrap_or_else(|_| json!(data))).collect()
}

#[tokio::test]
async fn both_text_formats_obey_the_schema_and_stream_what_they_say_at_once() {
    let bench = Bench::start();
    let prompt = facts("Halden Storm, a jacket", "en");
    let whole: Value = serde_json::from_str(&bench.messages(&prompt, false).await).unwrap();
    assert_eq!(whole["stop_reason"], "end_turn");
    assert!(whole["usage"]["input_tokens"].as_u64() > Some(10), "{whole}");
    let text = whole["content"][0]["text"].as_str().unwrap();
    let copy: Value = serde_json::from_str(text).unwrap();
    let variants = copy["variants"].as_array().unwrap();
    assert_eq!(variants.len(), 4);
    for variant in variants {
        let primary = variant["primary_text"].as_str().unwrap();
        assert!(primary.starts_with("Demo:") && primary.contains("28,000 mm"), "{primary}");
        assert!(primary.chars().count() <= 125 && variant["headline"].as_str().unwrap().chars().count() <= 40);
        assert!(["SHOP_NOW", "LEARN_MORE"].contains(&variant["call_to_action"].as_str().unwrap()));
    }
    let streamed = events(&bench.messages(&prompt, true).await);
    let said: String = streamed.iter().filter_map(|event| event["delta"]["text"].as_str()).collect();
    assert_eq!(said, text);
    assert_eq!(streamed.last().unwrap()["type"], "message_stop");

    let whole: Value = serde_json::from_str(&bench.chat(&prompt, false).await).unwrap();
    let text = whole["choices"][0]["message"]["content"].as_str().unwrap();
    let streamed = events(&bench.chat(&prompt, true).await);
    let said: String = streamed.iter().filter_map(|event| event["choices"][0]["delta"]["content"].as_str()).collect();
    assert_eq!(said, text);
    assert_eq!(streamed.last().unwrap(), "[DONE]");
    assert_eq!(streamed[streamed.len() - 2]["usage"], whole["usage"]);
}

#[tokio::test]
async fn another_prompt_has_another_answer_and_the_language_is_the_one_asked_for() {
    let bench = Bench::start();
    let first = bench.messages(&facts("A jacket", "en"), false).await;
    let text = |answer: &str| serde_json::from_str::<Value>(answer).unwrap()["content"][0]["text"].clone();
    assert_eq!(text(&first), text(&bench.messages(&facts("A jacket", "en"), false).await));
    assert_ne!(text(&first), text(&bench.messages(&facts("A tent", "en"), false).await));
    let german = text(&bench.messages(&facts("Eine Jacke", "de-AT"), false).await).to_string();
    assert!(["ü", "ä", "ö", "ß"].iter().any(|letter| german.contains(letter)), "{german}");
    let japanese = text(&bench.messages(&facts("ジャケット", "ja"), false).await).to_string();
    assert!(japanese.contains('。') || japanese.contains('の'), "{japanese}");
}

#[tokio::test]
async fn keys_versions_and_schemas_are_checked() {
    let bench = Bench::start();
    let base = bench.server.base_url();
    let cases = [
        (bench.http.post(format!("{base}/v1/messages")), 401),
        (bench.http.post(format!("{base}/v1/messages")).header("x-api-key", "wrong"), 401),
        (bench.http.post(format!("{base}/v1/messages")).header("x-api-key", bench.server.ai_key()), 400),
        (bench.http.post(format!("{base}/v1/chat/completions")).bearer_auth(&bench.token), 401),
        (bench.http.get(format!("{base}/v1/models")).bearer_auth(bench.server.ai_key()), 200),
        (bench.ai("nothing"), 404),
        (bench.ai("messages").json(&json!({"model": "x"})), 400),
    ];
    for (request, status) in cases {
        let answer = request.send().await.unwrap();
        let (seen, body) = (answer.status().as_u16(), answer.text().await.unwrap());
        assert_eq!(seen, status, "{body}");
        assert!(status == 200 || serde_json::from_str::<Value>(&body).unwrap()["error"]["message"].is_string());
    }
    let mut open = schema();
    open["properties"]["variants"]["items"]["additionalProperties"] = json!(true);
    let body = json!({
        "model": "m", "messages": [{"role": "user", "content": "x"}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "copy", "schema": open}},
    });
    let answer = bench.ai("chat/completions").json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 400);
}

#[tokio::test]
async fn pictures_come_in_the_size_asked_for_and_edits_depend_on_what_is_sent() {
    let bench = Bench::start();
    let picture = |answer: Value| {
        let text = answer["data"][0]["b64_json"].as_str().unwrap().to_owned();
        base64::engine::general_purpose::STANDARD.decode(text).unwrap()
    };
    let body = json!({"model": "sextant-demo-picture", "prompt": "A ridge in sleet", "size": "1024x1536"});
    let made: Value = bench.ai("images/generations").json(&body).send().await.unwrap().json().await.unwrap();
    assert!(made["usage"]["output_tokens"].as_u64() > Some(100));
    let png = picture(made);
    let seen = image::load_from_memory(&png).unwrap();
    assert_eq!((seen.width(), seen.height()), (1_024, 1_536));
    let form = || {
        let part = reqwest::multipart::Part::bytes(png.clone()).file_name("ridge.png").mime_str("image/png").unwrap();
        let form = reqwest::multipart::Form::new().part("image[]", part);
        form.text("model", "sextant-demo-picture").text("prompt", "A ridge in sleet")
    };
    let edited: Value = bench.ai("images/edits").multipart(form()).send().await.unwrap().json().await.unwrap();
    assert_ne!(picture(edited), png);
    let none =
        bench.ai("images/edits").multipart(reqwest::multipart::Form::new().text("model", "m").text("prompt", "x"));
    assert_eq!(none.send().await.unwrap().status(), 400);
    let odd = json!({"model": "m", "prompt": "x", "size": "7x7"});
    assert_eq!(bench.ai("images/generations").json(&odd).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn services_and_models_can_have_a_bad_day() {
    let bench = Bench::start();
    let prompt = facts("A jacket", "en");
    let service = FaultKind::Service { status: 429, retry_after_s: Some(7) };
    bench.server.faults().add(Fault::on("/v1/messages", service).times(1)).unwrap();
    let body = json!({"model": "m", "max_tokens": 10, "messages": [{"role": "user", "content": "x"}]});
    let answer = bench.ai("messages").json(&body).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (429, "7"));
    for how in ModelFault::ALL {
        let kind = FaultKind::Model { how };
        bench.server.faults().add(Fault::on("/v1/messages", kind.clone()).times(1)).unwrap();
        let stream = bench.messages(&prompt, true).await;
        bench.server.faults().add(Fault::on("/v1/chat", kind).times(1)).unwrap();
        let other = bench.chat(&prompt, true).await;
        let ended = [stream.contains("message_stop"), other.contains("[DONE]")];
        let breaks = matches!(how, ModelFault::StreamError | ModelFault::HalfStream);
        assert_eq!(ended, [!breaks; 2], "{how:?}");
        assert_eq!(stream.contains("\"refusal\""), how == ModelFault::Refuses, "{how:?}");
        assert_eq!(stream.contains("max_tokens"), how == ModelFault::CutShort, "{how:?}");
    }
    let prompts: Vec<String> = bench.server.journal().entries().into_iter().map(|entry| entry.query).collect();
    assert!(prompts.iter().any(|query| query.contains("A+jacket")), "what was asked stands in the journal");
    assert!(!format!("{prompts:?}").contains(&bench.server.ai_key()));
}
