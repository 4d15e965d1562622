//! Accounts that cannot be judged.

use domain::AccountId;
use optimizer::{Error, StoreHistory, Targets, look, maturity};
use rules::History;

use crate::world::*;

#[test]
fn an_account_that_says_what_nobody_knows_is_refused() {
    for (currency, zone, wanted) in [("XXQ", "Europe/Oslo", "currency \"XXQ\""), ("EUR", "Mars/Olympus", "zone")] {
        let world = World::new(currency, zone);
        let at = world.now();
        let seen = world.store.read_blocking(move |db| Ok(look(db, &account(), at, &[], &Targets::default()))).unwrap();
        let told = seen.unwrap_err();
        assert!(matches!(told, Error::Currency(_) | Error::Zone(_)) && told.to_string().contains(wanted), "{told}");
        assert!(StoreHistory::open(world.store.clone(), &account(), &Targets::default()).is_err());
    }
    let world = World::oslo();
    let at = world.now();
    let other = AccountId::parse("77").unwrap();
    let seen = world.store.read_blocking(move |db| Ok(look(db, &other, at, &[], &Targets::default()))).unwrap();
    assert!(matches!(seen.unwrap_err(), Error::Store(store::Error::NotFound)));
}

#[test]
fn an_account_that_was_never_read_knows_nothing() {
    let world = World::oslo();
    let at = world.now();
    let curve = world.store.read_blocking(move |db| Ok(maturity(db, &account(), at))).unwrap().unwrap();
    assert!(curve.is_empty());
    let history = StoreHistory::open(world.store.clone(), &account(), &targets()).unwrap();
    assert_eq!(history.known_since(), None);
    assert!(history.until() < world.today());
}
