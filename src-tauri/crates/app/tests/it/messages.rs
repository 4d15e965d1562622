//! Notifications that go to a chat and a mailbox, with a chat on this computer that writes down what it is given.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::dto::{ErrorCode, ExplorerRow, IpcError, MailSecurity, MessageChannel, ObjectLevel, SetMail, SetWebhook};
use axum::Router;
use axum::routing::post;
use sandbox::world::Size;
use sandbox::world::model::Review;
use tokio::net::TcpListener;

use crate::desk::{Desk, PATIENCE, complete, every_row, everything, flat};

const SECRET: &str = "canary-webhook-7d21";
const PASSWORD: &str = "canary-mail-password-40c2";

type Heard = Arc<Mutex<Vec<String>>>;

/// A chat's address, and what it was given.
async fn chat() -> (String, Heard) {
    let heard = Heard::default();
    let writing = Arc::clone(&heard);
    let take = move |body: String| {
        writing.lock().unwrap().push(body);
        async { "ok" }
    };
    let router = Router::new().route("/hooks/{secret}", post(take));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hooks/{SECRET}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, heard)
}

fn mail(host: &str, password: Option<&str>) -> SetMail {
    SetMail {
        host: host.into(),
        port: 587,
        security: MailSecurity::StartTls,
        user: Some("ads".into()),
        password: password.map(str::to_owned),
        from: "Sextant <ads@example.com>".into(),
        to: "a@example.com".into(),
        only_urgent: true,
    }
}

/// Waits for as many messages. Alarms gather for three seconds of the workspace's clock, which only the test moves.
async fn until_heard(desk: &Desk, heard: &Heard, count: usize) -> Vec<String> {
    let there = async {
        while heard.lock().unwrap().len() < count {
            desk.step(1_000);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(PATIENCE, there).await.unwrap_or_else(|_| panic!("nothing came: {heard:?}"));
    heard.lock().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_told_reaches_the_chat_after_a_test_and_its_address_stays_secret() {
    let desk = Desk::new(Size::Exact { accounts: 1, campaigns: 1, adsets: 1, ads: 2 });
    let app = desk.synced().await;
    app.keep_running().await.unwrap();
    let (address, heard) = chat().await;
    let channels = app.set_webhook(SetWebhook { address: Some(address.clone()), only_urgent: false }).await.unwrap();
    assert_eq!(channels.webhook.as_ref().unwrap().host, "127.0.0.1");
    let tested = app.test_message_channel(MessageChannel::Webhook).await.unwrap();
    assert_eq!(tested.webhook.unwrap().last.unwrap().error, None);
    assert!(heard.lock().unwrap()[0].contains("*A test*"), "{heard:?}");

    complete(&app.sync_now(everything()).await.unwrap());
    let ads = every_row(&app, flat(ObjectLevel::Ad, desk.days(7))).await;
    let [ad, ..]: &[ExplorerRow] = ads.as_slice() else { panic!("{ads:?}") };
    desk.server.change_world(|world| {
        let at = desk.server.clock().now_ms();
        let ad = world.ad_mut(ad.id.parse().unwrap()).unwrap();
        ad.review.set(at, Review::Disapproved { reason: "Personal attributes".into(), text: "No.".into() });
        ad.updated_ms = at;
    });
    desk.step(3_600_000);
    complete(&app.sync_now(everything()).await.unwrap());
    let told = until_heard(&desk, &heard, 2).await;
    assert!(told[1].contains("Meta disapproved an ad") && told[1].contains("Workspace: "), "{told:?}");

    // Neither what crosses to the page nor the files hold the address.
    let shown = serde_json::to_string(&app.message_channels().await.unwrap()).unwrap();
    assert!(!shown.contains(SECRET), "{shown}");
    app.remove_message_channel(MessageChannel::Webhook).await.unwrap();
    assert_eq!(app.message_channels().await.unwrap().webhook, None);
    let gone = IpcError::from(app.test_message_channel(MessageChannel::Webhook).await.unwrap_err());
    assert_eq!(gone.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_stays_with_the_server_it_was_given_for() {
    let desk = Desk::new(Size::Exact { accounts: 1, campaigns: 1, adsets: 1, ads: 1 });
    let app = desk.synced().await;
    let kept = app.set_mail(mail("smtp.example.com", Some(PASSWORD))).await.unwrap().mail.unwrap();
    assert!(kept.has_password && kept.only_urgent);
    assert!(app.set_mail(mail("smtp.example.com", None)).await.unwrap().mail.unwrap().has_password);
    let refused = IpcError::from(app.set_mail(mail("smtp.evil.example", None)).await.unwrap_err());
    assert_eq!(refused.code, ErrorCode::InvalidInput);
    assert_eq!(app.message_channels().await.unwrap().mail.unwrap().host, "smtp.example.com", "nothing was changed");
    let unencrypted = SetMail { security: MailSecurity::None, ..mail("smtp.example.com", Some(PASSWORD)) };
    assert!(app.set_mail(unencrypted).await.is_err());
}
