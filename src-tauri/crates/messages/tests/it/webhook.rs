//! A chat that answers what it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use messages::{Error, Message, Webhook};
use tokio::net::TcpListener;

use crate::hasty;

#[derive(Clone, Default)]
struct Chat {
    answers: Arc<Mutex<VecDeque<(u16, &'static str)>>>,
    taken: Arc<Mutex<Vec<serde_json::Value>>>,
}

async fn take(State(chat): State<Chat>, body: axum::Json<serde_json::Value>) -> impl IntoResponse {
    chat.taken.lock().unwrap().push(body.0);
    let (status, words) = chat.answers.lock().unwrap().pop_front().unwrap_or((200, "ok"));
    let status = StatusCode::from_u16(status).unwrap();
    (status, [(header::RETRY_AFTER, "0"), (header::LOCATION, "/elsewhere")], words)
}

async fn chat(answers: &[(u16, &'static str)]) -> (Chat, Webhook) {
    let chat = Chat::default();
    chat.answers.lock().unwrap().extend(answers);
    let router = Router::new().route("/hook/{secret}", post(take)).with_state(chat.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook/canary", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (chat, Webhook::new(address.into()).unwrap())
}

#[tokio::test]
async fn a_chat_gets_the_text_with_its_marks_written_out() {
    let (chat, webhook) = chat(&[]).await;
    let message = Message::new("Rule “A&B” acted", "Paused <!channel> & <https://evil.example|Sale>");
    webhook.send(&message, hasty()).await.unwrap();
    let text = "*Rule “A&amp;B” acted*\nPaused &lt;!channel&gt; &amp; &lt;https://evil.example|Sale&gt;";
    assert_eq!(*chat.taken.lock().unwrap(), [serde_json::json!({ "text": text })]);
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_a_no_is_not() {
    for (answers, taken, end) in [
        (&[(500, ""), (429, "")][..], 3, Ok(())),
        (&[(503, ""); 3], 3, Err(Error::Unreachable("127.0.0.1 answered 503".into()))),
        (&[(404, "no_service")], 1, Err(Error::Refused("127.0.0.1 answered 404: no_service".into()))),
        (&[(403, "<html>no</html>")], 1, Err(Error::Refused("127.0.0.1 answered 403".into()))),
        // What was written for one place is not taken to another.
        (&[(302, ""), (200, "")], 1, Err(Error::Refused("127.0.0.1 answered 302".into()))),
    ] {
        let (chat, webhook) = chat(answers).await;
        let ended = webhook.send(&Message::new("a", "b"), hasty()).await;
        assert_eq!((ended, chat.taken.lock().unwrap().len()), (end, taken), "{answers:?}");
    }
}

#[tokio::test]
async fn nobody_there_is_said_without_the_secret() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook/canary", listener.local_addr().unwrap());
    drop(listener);
    let webhook = Webhook::new(address.into()).unwrap();
    let error = webhook.send(&Message::new("a", "b"), hasty()).await.unwrap_err();
    assert_eq!(error, Error::Unreachable("127.0.0.1 could not be reached".into()));
}
