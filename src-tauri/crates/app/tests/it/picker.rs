//! The list of ad accounts to pick from, in parts.

use std::collections::BTreeSet;

use app::dto::{AccountsFrom, ErrorCode};
use domain::Clock as _;
use sandbox::world::Size;
use sandbox::{Fault, FaultKind};

use crate::desk::{Desk, told};

fn asked(desk: &Desk) -> usize {
    desk.server.journal().entries().iter().filter(|entry| entry.path.ends_with("/me/adaccounts")).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_list_comes_in_parts_and_a_wait_is_said_instead_of_sat_out() {
    let desk = Desk::new(Size::Exact { accounts: 1_100, campaigns: 1, adsets: 1, ads: 1 });
    let app = desk.app();
    app.connect_system_user(desk.token()).await.unwrap();
    let mut sizes = Vec::new();
    let mut ids = BTreeSet::new();
    let mut next = Some(AccountsFrom { after: None });
    let mut second = None;
    while let Some(from) = next {
        let part = app.available_page(from).await.unwrap();
        assert_eq!(part.waits_until_ms, None);
        sizes.push(part.accounts.len());
        ids.extend(part.accounts.into_iter().map(|account| account.id));
        next = part.next;
        second = second.or_else(|| next.clone());
    }
    assert_eq!((sizes.as_slice(), ids.len()), ([500, 500, 100].as_slice(), 1_100));
    assert_eq!(asked(&desk), 3, "one call for each part");

    let limit = FaultKind::Error { code: 17, subcode: Some(2_446_079), message: None, status: None, transient: false };
    desk.server.faults().add(Fault::on("/me/adaccounts", limit).times(1)).unwrap();
    let held = app.available_page(second.clone().unwrap()).await.unwrap();
    assert!(held.accounts.is_empty() && held.next == second);
    let now = desk.clock.now().0 as f64;
    assert!(held.waits_until_ms.is_some_and(|until| (now + 200_000.0..now + 900_000.0).contains(&until)), "{held:?}");
    // While Meta says to wait nothing is sent, and the answer still comes at once.
    let sent = asked(&desk);
    assert!(app.available_page(second.unwrap()).await.unwrap().waits_until_ms.is_some());
    assert_eq!(asked(&desk), sent);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_accounts_take_one_call() {
    let desk = Desk::new(Size::Exact { accounts: 300, campaigns: 1, adsets: 1, ads: 1 });
    let app = desk.app();
    app.connect_system_user(desk.token()).await.unwrap();
    let part = app.available_page(AccountsFrom { after: None }).await.unwrap();
    assert_eq!((part.accounts.len(), part.next, asked(&desk)), (300, None, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_is_none_is_refused_or_starts_the_list_over() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.app();
    app.connect_system_user(desk.token()).await.unwrap();
    let place = |after: String| AccountsFrom { after: Some(after) };
    assert_eq!(told(app.available_page(place("x".repeat(5_000))).await).code, ErrorCode::InvalidInput);
    let part = app.available_page(place("no cursor of Meta's".into())).await.unwrap();
    assert_eq!((part.accounts.len(), part.next), (1, None));
}
