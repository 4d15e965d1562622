//! Signing in through the browser: links that are ours, and links that are not.

use app::App;
use app::dto::{
    AppEvent, BeginSignIn, ConnectionStatus, ErrorCode, IpcError, RedirectKind, SignInMethod, SignInStatus,
};
use app::{Signal, Signals};
use sandbox::world::Size;
use url::Url;

use crate::desk::{Desk, PATIENCE, told, until};
use crate::person::{browse, decide};

pub(crate) fn begin(desk: &Desk) -> BeginSignIn {
    BeginSignIn {
        workspace_name: Some("Agency".into()),
        app_id: Some(desk.server.app_id().to_owned()),
        app_secret: Some(desk.server.app_secret().to_owned()),
        redirect: RedirectKind::Bounce,
        bounce_url: Some("https://bounce.sandbox.invalid/".into()),
        whoever_takes_links: false,
    }
}

/// Begins a sign-in over the bounce page.
pub(crate) async fn begun(desk: &Desk) -> App {
    let app = desk.app();
    let status = app.begin_sign_in(begin(desk)).await.unwrap();
    assert!(matches!(status, SignInStatus::WaitingForBrowser { browser_opened: true, .. }), "{status:?}");
    app
}

/// The link the bounce page hands over.
pub(crate) fn handed_over(link: &str) -> String {
    link.replace("https://bounce.sandbox.invalid/", "sextant://oauth/callback")
}

async fn notice(signals: &mut Signals) -> IpcError {
    let waiting = async {
        loop {
            if let Some(Signal::Event(AppEvent::Notice { error })) = signals.next().await {
                return error;
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("a notice came")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_own_link_signs_in_and_names_both_clocks() {
    let desk = Desk::new(Size::Tiny);
    let app = begun(&desk).await;
    let link = handed_over(&decide(&desk.window.address(), "continue", |_, _| true).await);
    app.receive_link(&link).await;
    assert_eq!(app.sign_in_status(), SignInStatus::ChoosingAccounts {});
    let connection = app.state().await.unwrap().workspace.unwrap().connection;
    assert_eq!((connection.status, connection.method), (ConnectionStatus::SignedIn, Some(SignInMethod::Browser)));
    assert!(connection.token_expires_at_ms.is_some() && connection.data_access_expires_at_ms.is_some());
    assert!(connection.has_app_secret && connection.user_name.is_some());
    // 54 days later the token has less than a week left; at its end the sign-in is over by itself.
    desk.step(54 * 86_400_000);
    let status = async || app.state().await.unwrap().workspace.unwrap().connection.status;
    assert_eq!(status().await, ConnectionStatus::EndingSoon);
    desk.step(7 * 86_400_000);
    assert_eq!(status().await, ConnectionStatus::Ended);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_foreign_and_replayed_links_exchange_nothing() {
    let desk = Desk::new(Size::Tiny);
    let app = begun(&desk).await;
    let mut signals = app.signals();
    let real = handed_over(&decide(&desk.window.address(), "continue", |_, _| true).await);
    let state = Url::parse(&real).unwrap().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    for forged in [
        "sextant://oauth/callback?code=AQB&state=forged".to_owned(),
        format!("sextant://oauth/callback?code=AQB&state={}", state.to_lowercase().replace('a', "b")),
        format!("sextant://oauth.evil/callback?code=AQB&state={state}"),
        format!("sextant://oauth/callback?state={state}"),
        format!("https://bounce.sandbox.invalid/?code=AQB&state={state}"),
        format!("sextant://oauth/callback?code=A&code=B&state={state}"),
        "sextant://settings/delete?all=1".to_owned(),
        "x".repeat(9_000),
        String::new(),
    ] {
        app.receive_link(&forged).await;
        assert_eq!(notice(&mut signals).await.code, ErrorCode::ForeignLink, "{forged:.80}");
        assert!(matches!(app.sign_in_status(), SignInStatus::WaitingForBrowser { .. }), "{forged:.80}");
    }
    assert_eq!(desk.exchanges(), 0);
    app.receive_link(&real).await;
    assert_eq!(app.sign_in_status(), SignInStatus::ChoosingAccounts {});
    let used = desk.exchanges();
    app.receive_link(&real).await;
    assert_eq!(notice(&mut signals).await.code, ErrorCode::ForeignLink);
    assert_eq!((desk.exchanges(), app.sign_in_status()), (used, SignInStatus::ChoosingAccounts {}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_starts_the_program_becomes_the_state_of_the_sign_in_and_exchanges_nothing() {
    let desk = Desk::new(Size::Tiny);
    let real = {
        let earlier = begun(&desk).await;
        let link = handed_over(&decide(&desk.window.address(), "continue", |_, _| true).await);
        earlier.shut_down().await;
        link
    };
    for (link, words) in [(real.as_str(), "was interrupted"), ("sextant://nonsense", "not one we asked for")] {
        let app = desk.app();
        app.receive_link_at_start(link).await;
        let SignInStatus::Failed { error } = app.sign_in_status() else { panic!("{:?}", app.sign_in_status()) };
        assert_eq!(error.code, ErrorCode::ForeignLink, "{link}");
        assert!(error.message.contains(words) && error.message.contains("Nothing was sent"), "{}", error.message);
        app.cancel_sign_in().await.unwrap();
        assert_eq!((app.sign_in_status(), desk.exchanges()), (SignInStatus::Idle {}, 0));
    }
    // A sign-in that a person began meanwhile is not touched.
    let app = begun(&desk).await;
    app.receive_link_at_start(&real).await;
    assert!(matches!(app.sign_in_status(), SignInStatus::WaitingForBrowser { .. }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_after_ten_minutes_or_a_no_ends_the_attempt_neutrally() {
    let desk = Desk::new(Size::Tiny);
    let app = begun(&desk).await;
    let late = handed_over(&decide(&desk.window.address(), "continue", |_, _| true).await);
    desk.clock.advance(10 * 60_000 + 1);
    app.receive_link(&late).await;
    let SignInStatus::Failed { error } = app.sign_in_status() else { panic!("{:?}", app.sign_in_status()) };
    assert_eq!(error.code, ErrorCode::Cancelled);

    app.begin_sign_in(begin(&desk)).await.unwrap();
    let no = handed_over(&decide(&desk.window.address(), "cancel", |_, _| true).await);
    app.receive_link(&no).await;
    let SignInStatus::Failed { error } = app.sign_in_status() else { panic!("{:?}", app.sign_in_status()) };
    assert_eq!(error.code, ErrorCode::Cancelled);
    assert!(error.message.contains("cancelled at Meta"), "{}", error.message);
    assert_eq!(desk.exchanges(), 0);
    assert!(app.state().await.unwrap().workspaces.is_empty(), "nothing was made");

    app.begin_sign_in(begin(&desk)).await.unwrap();
    let link = handed_over(&decide(&desk.window.address(), "continue", |_, _| true).await);
    app.cancel_sign_in().await.unwrap();
    app.receive_link(&link).await;
    assert_eq!((app.sign_in_status(), desk.exchanges()), (SignInStatus::Idle {}, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_may_only_read_is_shown_as_that_and_a_missing_permission_is_named() {
    let desk = Desk::new(Size::Tiny);
    let app = begun(&desk).await;
    let reading = |name: &str, value: &str| name != "grant" || value != "ads_management";
    let link = handed_over(&decide(&desk.window.address(), "continue", reading).await);
    app.receive_link(&link).await;
    let workspace = app.state().await.unwrap().workspace.unwrap();
    assert!(workspace.read_only);
    let declined: Vec<_> = workspace.connection.scopes.iter().filter(|scope| !scope.granted).collect();
    assert!(matches!(declined.as_slice(), [scope] if scope.name == "ads_management" && !scope.required));

    app.begin_sign_in(BeginSignIn { workspace_name: None, ..begin(&desk) }).await.unwrap();
    let link = handed_over(&decide(&desk.window.address(), "continue", |name, _| name != "grant").await);
    app.receive_link(&link).await;
    let SignInStatus::Failed { error } = app.sign_in_status() else { panic!("{:?}", app.sign_in_status()) };
    assert_eq!(error.code, ErrorCode::PermissionMissing);
    assert!(error.message.contains("ads_read"), "{}", error.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_listener_on_this_computer_takes_the_answer_too() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app();
    let input = BeginSignIn { redirect: RedirectKind::Loopback, bounce_url: None, ..begin(&desk) };
    app.begin_sign_in(input).await.unwrap();
    let link = decide(&desk.window.address(), "continue", |_, _| true).await;
    let link = Url::parse(&link.replace("localhost", "127.0.0.1")).unwrap();
    assert!(browse(&link, None).await.starts_with("HTTP/1.1 200"));
    until(&app, |_| app.sign_in_status() == SignInStatus::ChoosingAccounts {}).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_revokes_the_token_forgets_it_and_keeps_the_data() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.synced().await;
    let accounts = app.account_rows().await.unwrap();
    let state = app.sign_out().await.unwrap();
    assert_eq!(state.workspace.unwrap().connection.status, ConnectionStatus::None);
    assert!(
        desk.server.journal().entries().iter().any(|entry| entry.path.ends_with("oauth/revoke") && entry.status == 200)
    );
    assert_eq!(told(app.sync_now(crate::desk::everything()).await).code, ErrorCode::SignInNeeded);
    assert_eq!(app.account_rows().await.unwrap(), accounts);
    app.shut_down().await;
    // Nothing of the sign-in comes back with the next start.
    let app = desk.app();
    app.open_for_tools(None).await.unwrap();
    assert_eq!(app.state().await.unwrap().workspace.unwrap().connection.status, ConnectionStatus::None);
    assert_eq!(told(app.available_accounts().await).code, ErrorCode::SignInNeeded);
    // The token was ended at Meta too.
    let status = app.connect_system_user(desk.token()).await.unwrap();
    assert!(matches!(status, SignInStatus::Failed { .. }), "{status:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_without_the_apps_secret_says_that_the_token_lives_on() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app();
    app.connect_system_user(app::dto::ConnectSystemUser { app_secret: None, ..desk.token() }).await.unwrap();
    let mut signals = app.signals();
    app.sign_out().await.unwrap();
    let error = notice(&mut signals).await;
    assert!(error.message.contains("cannot revoke"), "{}", error.message);
    assert_eq!(app.state().await.unwrap().workspace.unwrap().connection.status, ConnectionStatus::None);
}
