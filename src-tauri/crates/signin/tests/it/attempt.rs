//! The pending attempt under a clock that the test moves.

use std::sync::Arc;

use domain::{Clock, FixedClock, TimestampMillis};
use secrecy::{ExposeSecret, SecretString};
use signin::{
    AppSecret, AttemptRequest, Begun, Dialog, Error, Granted, LIFE_MS, Redirect, Refusal, SignIn, parse_callback,
};

use crate::token_server::{APP_ID, APP_SECRET, CODE, TokenServer};

const NOW: TimestampMillis = TimestampMillis(1_795_000_000_000);

struct Scene {
    server: TokenServer,
    clock: FixedClock,
    sign_in: Arc<SignIn>,
}

impl Scene {
    async fn new() -> Self {
        let clock = FixedClock::new(NOW);
        let sign_in = Arc::new(SignIn::new(Arc::new(clock.clone())));
        Self { server: TokenServer::start().await, clock, sign_in }
    }

    fn request(&self) -> AttemptRequest {
        AttemptRequest {
            dialog: Dialog::at(&self.server.address, "v26.0").unwrap(),
            app_id: APP_ID.into(),
            redirect: Redirect::deep_link(),
            scopes: vec!["ads_read".into(), "business_management".into()],
            config_id: None,
            rerequest: false,
            exchange: Arc::new(AppSecret::new(self.server.endpoint(), APP_ID, SecretString::from(APP_SECRET))),
        }
    }

    /// Begins an attempt and returns the honest answer to it.
    fn begin(&self) -> (Begun, String) {
        let begun = self.sign_in.begin(self.request()).unwrap();
        let state = self.server.open_dialog(&begun.authorize_url);
        (begun, format!("sextant://oauth/callback?code={CODE}&state={state}#_=_"))
    }

    async fn refused(&self, link: &str) -> Refusal {
        match self.sign_in.deliver(link).await {
            Err(Error::Refused(refusal)) => refusal,
            other => panic!("{link}: {other:?}"),
        }
    }
}

fn is_good(granted: &Granted) -> bool {
    granted.token.expose_secret() == "EAABlong" && granted.app_id == APP_ID && granted.app_secret.is_some()
}

#[tokio::test]
async fn an_honest_sign_in_ends_with_the_long_lived_token_and_both_clocks() {
    let scene = Scene::new().await;
    let (begun, link) = scene.begin();
    assert_eq!(begun.expires_at, NOW.plus_millis(LIFE_MS));
    assert_eq!(scene.sign_in.pending_until(), Some(begun.expires_at));
    let granted = scene.sign_in.deliver(&link).await.unwrap();
    assert!(is_good(&granted));
    assert_eq!(granted.info.expires_at, Some(TimestampMillis(1_795_184_000_000)));
    assert_eq!(granted.info.data_access_expires_at, Some(TimestampMillis(1_797_776_000_000)));
    assert_eq!(granted.info.granular_scopes.first().unwrap().target_ids.as_ref().unwrap().len(), 2);
    assert_eq!(scene.server.requests(), ["exchange", "prolong", "debug by app"]);
    assert_eq!(scene.sign_in.pending_until(), None);
}

#[tokio::test]
async fn the_dialog_is_asked_with_a_strong_state_and_s256_and_never_for_a_token() {
    let scene = Scene::new().await;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..100 {
        let begun = scene.sign_in.begin(AttemptRequest { rerequest: true, ..scene.request() }).unwrap();
        let pairs: std::collections::HashMap<String, String> = begun.authorize_url.query_pairs().into_owned().collect();
        let get = |name: &str| pairs.get(name).map(String::as_str).unwrap_or_default();
        assert_eq!(begun.authorize_url.path(), "/v26.0/dialog/oauth");
        assert_eq!((get("response_type"), get("code_challenge_method")), ("code", "S256"));
        assert_eq!((get("client_id"), get("redirect_uri")), (APP_ID, "sextant://oauth/callback"));
        assert_eq!((get("scope"), get("auth_type")), ("ads_read business_management", "rerequest"));
        // 43 characters of base64 are 256 bits, for the state and for the hash of the verifier.
        assert_eq!((get("state").len(), get("code_challenge").len()), (43, 43));
        assert!(seen.insert(get("state").to_owned()) && seen.insert(get("code_challenge").to_owned()));
        assert!(!begun.authorize_url.as_str().contains(APP_SECRET));
    }
    const { assert!(LIFE_MS <= 600_000) };
}

#[tokio::test]
async fn the_same_answer_delivered_ten_times_at_once_is_exchanged_once() {
    for _ in 0..20 {
        let scene = Scene::new().await;
        let (_, link) = scene.begin();
        let deliveries: Vec<_> = (0..10)
            .map(|_| {
                let (sign_in, link) = (Arc::clone(&scene.sign_in), link.clone());
                tokio::task::spawn_blocking(move || tokio::runtime::Handle::current().block_on(sign_in.deliver(&link)))
            })
            .collect();
        let mut good = 0;
        for delivery in deliveries {
            match delivery.await.unwrap() {
                Ok(granted) => good += usize::from(is_good(&granted)),
                Err(Error::Refused(Refusal::Replayed)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!((good, scene.server.count("exchange")), (1, 1));
    }
}

/// A thousand links of one kind, made of `n`.
type Forge = fn(n: usize, good: &str) -> String;

/// Puts `n` where it makes a thousand different links.
fn at(n: usize, len: usize) -> usize {
    n * 7919 % len
}

#[tokio::test]
async fn of_a_thousand_forgeries_of_each_kind_none_is_accepted_and_nothing_is_sent() {
    let scene = Scene::new().await;
    let (_, good) = scene.begin();
    let state = good.split("state=").nth(1).unwrap().trim_end_matches("#_=_").to_owned();
    let kinds: &[(&str, Forge)] = &[
        ("wrong state", |n, good| {
            let start = good.find("state=").unwrap() + 6;
            let at = start + at(n, 43);
            let other = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                .iter()
                .copied()
                .cycle()
                .skip(n)
                .find(|b| *b != good.as_bytes()[at])
                .unwrap();
            let mut bytes = good.as_bytes().to_vec();
            bytes[at] = other;
            String::from_utf8(bytes).unwrap()
        }),
        ("cut state", |n, good| good.replace("#_=_", "")[..good.len() - 4 - 1 - n % 42].to_owned()),
        ("longer state", |n, good| good.replace("#_=_", &format!("{n}"))),
        ("missing state", |n, _| format!("sextant://oauth/callback?code=AQB{n}")),
        ("duplicate state", |n, good| good.replace("#_=_", &format!("&state=x{n}"))),
        ("duplicate code", |n, good| good.replace("?code=", &format!("?code=x{n}&code="))),
        ("extra parameter", |n, good| good.replace("?code=", &format!("?p{n}=1&code="))),
        ("token in the query", |n, good| good.replace("#_=_", &format!("&access_token=EAAB{n}"))),
        ("other host", |n, good| good.replace("//oauth/", &format!("//oauth{n}/"))),
        ("other path", |n, good| good.replace("/callback", &format!("/callback/{n}"))),
        ("other scheme", |n, good| good.replace("sextant:", &format!("sextant{n}:"))),
        ("fragment", |n, good| good.replace("#_=_", &format!("#_=_{n}"))),
        ("user information", |n, good| good.replace("//oauth", &format!("//u{n}@oauth"))),
        ("port", |n, good| good.replace("//oauth", &format!("//oauth:{}", n + 1))),
        ("over four kilobytes", |n, good| good.replace("code=", &format!("code={}", "A".repeat(4096 + n)))),
        ("by the listener's address", |n, good| {
            good.replace("sextant://oauth/", &format!("http://127.0.0.1:{}/", 1024 + n))
        }),
        ("encoded name", |n, good| good.replace("?code=", &format!("?%63ode=x{n}&code="))),
        ("encoded line end", |n, good| good.replace("&state", &format!("%0d%0aX{n}&state"))),
        ("both yes and no", |n, good| good.replace("#_=_", &format!("&error=e{n}"))),
        ("blank in front", |n, good| format!("{}{good}", " ".repeat(1 + n % 50))),
    ];
    for (kind, forge) in kinds {
        for n in 0..1000 {
            let link = forge(n, &good);
            assert_ne!(link, good, "{kind}");
            scene.refused(&link).await;
        }
    }
    // A no of a foreign sign-in does not end ours either.
    for n in 0..1000 {
        let link = format!("sextant://oauth/callback?error=access_denied&error_reason=user_denied&state=x{n}");
        assert_eq!(scene.refused(&link).await, Refusal::WrongState);
    }
    assert_eq!(scene.server.requests(), Vec::<String>::new(), "something was sent");
    // And after all that the honest answer still works, once.
    assert!(is_good(&scene.sign_in.deliver(&good).await.unwrap()));
    let sent = scene.server.requests().len();
    for _ in 0..1000 {
        assert_eq!(scene.refused(&good).await, Refusal::Replayed);
    }
    for n in 0..1000 {
        assert_eq!(scene.refused(&good.replace(&state, &format!("s{n}"))).await, Refusal::NothingPending);
    }
    assert_eq!(scene.server.requests().len(), sent);
}

#[tokio::test]
async fn an_attempt_lives_for_ten_minutes_and_not_a_moment_longer() {
    // How far the clock is moved before the answer comes, and whether the answer is still good.
    let cases =
        [(0, true), (LIFE_MS - 1, true), (LIFE_MS, false), (LIFE_MS + 1, false), (i64::MAX / 2, false), (-1, false)];
    for (moved, good) in cases {
        let scene = Scene::new().await;
        let (_, link) = scene.begin();
        scene.clock.advance(moved);
        assert_eq!(scene.sign_in.pending_until().is_some(), good, "{moved}");
        let got = scene.sign_in.deliver(&link).await;
        assert_eq!(got.is_ok(), good, "{moved}: {got:?}");
        if !good {
            assert!(matches!(got, Err(Error::Refused(Refusal::Expired))), "{got:?}");
            assert!(scene.server.requests().is_empty());
            // It is gone, not asleep: setting the clock back does not wake it.
            scene.clock.advance(-moved);
            assert_eq!(scene.refused(&link).await, Refusal::NothingPending);
        }
    }
}

#[tokio::test]
async fn a_thousand_expired_answers_are_refused_with_nothing_sent() {
    let scene = Scene::new().await;
    for n in 0..1000 {
        let (_, link) = scene.begin();
        scene.clock.advance(LIFE_MS + n);
        assert_eq!(scene.refused(&link).await, Refusal::Expired);
    }
    assert!(scene.server.requests().is_empty());
}

#[tokio::test]
async fn a_new_attempt_replaces_the_old_and_cancelling_leaves_none() {
    let scene = Scene::new().await;
    let (_, old) = scene.begin();
    let (_, new) = scene.begin();
    assert_eq!(scene.refused(&old).await, Refusal::WrongState);
    assert!(scene.sign_in.cancel() && !scene.sign_in.cancel());
    assert_eq!(scene.refused(&new).await, Refusal::NothingPending);
    assert!(scene.server.requests().is_empty());
}

#[tokio::test]
async fn a_no_ends_the_attempt_without_a_request() {
    let scene = Scene::new().await;
    let (_, link) = scene.begin();
    let no = link.replace(&format!("code={CODE}"), "error=access_denied&error_reason=user_denied");
    match scene.sign_in.deliver(&no).await {
        Err(Error::Declined { reason }) => assert_eq!(reason, "user_denied"),
        other => panic!("{other:?}"),
    }
    assert_eq!(scene.refused(&link).await, Refusal::Replayed);
    assert!(scene.server.requests().is_empty());
}

#[tokio::test]
async fn the_listener_knows_its_own_answer_without_using_it_up() {
    let scene = Scene::new().await;
    let (_, link) = scene.begin();
    let callback = || parse_callback(&link).unwrap();
    assert!(scene.sign_in.expects(&callback()) && scene.sign_in.expects(&callback()));
    assert!(!scene.sign_in.expects(&parse_callback("sextant://oauth/callback?code=a&state=b").unwrap()));
    assert!(is_good(&scene.sign_in.complete(callback()).await.unwrap()));
    assert!(!scene.sign_in.expects(&callback()));
}

#[tokio::test]
async fn nothing_secret_shows_in_debug_output_or_errors() {
    let scene = Scene::new().await;
    let (_, link) = scene.begin();
    let state = link.split("state=").nth(1).unwrap().trim_end_matches("#_=_");
    let mut shown = format!("{:?} {:?} {:?}", scene.sign_in, scene.request(), parse_callback(&link));
    let claimed = scene.sign_in.claim(parse_callback(&link).unwrap()).unwrap();
    shown += &format!("{claimed:?}");
    let granted = claimed.exchange().await.unwrap();
    shown += &format!("{granted:?}");
    for secret in [state, CODE, APP_SECRET, "EAABlong", "EAABshort"] {
        assert!(!shown.contains(secret), "{secret} shows in {shown}");
    }
    let _ = scene.clock.now();
}
