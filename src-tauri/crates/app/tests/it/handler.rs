//! Who takes the links a sign-in comes back by, and the way it came.

use app::LinkHandler;
use app::dto::{BeginSignIn, ErrorCode, RedirectKind, SignInStatus};
use sandbox::world::Size;
use url::Url;

use crate::desk::{Desk, told, until};
use crate::links::{begin, begun, handed_over};
use crate::person::{browse, decide};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_program_that_takes_the_links_is_named_before_a_browser_opens() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app();
    for (handler, words) in [
        (LinkHandler::Other { name: "Link Grabber".into() }, "“Link Grabber”"),
        (LinkHandler::Nobody, "No program on this computer opens"),
    ] {
        desk.links.set(handler);
        let refused = told(app.begin_sign_in(begin(&desk)).await);
        assert_eq!(refused.code, ErrorCode::LinkHandler);
        assert!(refused.message.contains(words) && refused.remedy.is_some(), "{refused:?}");
        assert_eq!((desk.window.opened(), app.sign_in_status()), (0, SignInStatus::Idle {}));
    }
    // An answer that does not come by a link, one that a person insists on, and a system that does not say.
    let loopback = BeginSignIn { redirect: RedirectKind::Loopback, bounce_url: None, ..begin(&desk) };
    app.begin_sign_in(loopback).await.unwrap();
    app.begin_sign_in(BeginSignIn { whoever_takes_links: true, ..begin(&desk) }).await.unwrap();
    desk.links.set(LinkHandler::Unknown { why: "nobody knows".into() });
    app.begin_sign_in(begin(&desk)).await.unwrap();
    assert_eq!(desk.window.opened(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_names_who_takes_the_links() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app();
    for (handler, ok, words) in [
        (LinkHandler::Sextant { program: "/opt/sextant".into() }, Some(true), "/opt/sextant"),
        (LinkHandler::Other { name: "Link Grabber".into() }, Some(false), "Link Grabber"),
        (LinkHandler::Nobody, None, "No program"),
        (LinkHandler::Unknown { why: "xdg-mime is not installed".into() }, None, "xdg-mime is not installed"),
    ] {
        desk.links.set(handler);
        let row = app.doctor(None).await.into_iter().find(|row| row.check == "sign-in links").unwrap();
        assert_eq!(row.ok, ok, "{row:?}");
        assert!(row.found.contains(words), "{row:?}");
    }
}

#[tokio::test]
async fn the_links_are_judged_once_they_are_registered() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app();
    desk.links.set(LinkHandler::Nobody);
    let registering = app.registering_links();
    let begun = tokio::spawn({
        let (app, input) = (app.clone(), begin(&desk));
        async move { app.begin_sign_in(input).await }
    });
    // On this one thread the other task runs as far as it can.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!begun.is_finished(), "it waits for the registration");
    desk.links.set(LinkHandler::Sextant { program: "/opt/sextant".into() });
    drop(registering);
    begun.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bounce_page_is_remembered_for_signing_in_again() {
    let desk = Desk::new(Size::Tiny);
    let app = begun(&desk).await;
    let bounce_url = async || app.state().await.unwrap().workspace.unwrap().connection.bounce_url;
    let link = handed_over(&decide(&desk.window.address(), "continue", |_, _| true).await);
    app.receive_link(&link).await;
    assert_eq!(bounce_url().await.as_deref(), Some("https://bounce.sandbox.invalid/"));
    // A token says nothing about the browser; a sign-in that comes straight to this computer does.
    app.connect_system_user(app::dto::ConnectSystemUser { workspace_name: None, ..desk.token() }).await.unwrap();
    assert!(bounce_url().await.is_some());
    let input =
        BeginSignIn { workspace_name: None, redirect: RedirectKind::Loopback, bounce_url: None, ..begin(&desk) };
    app.begin_sign_in(input).await.unwrap();
    assert!(bounce_url().await.is_some(), "it is kept until another way has worked");
    let link = decide(&desk.window.address(), "continue", |_, _| true).await;
    let link = Url::parse(&link.replace("localhost", "127.0.0.1")).unwrap();
    assert!(browse(&link, None).await.starts_with("HTTP/1.1 200"));
    let back = until(&app, |state| state.workspace.as_ref().is_some_and(|it| it.connection.bounce_url.is_none()));
    back.await;
}
