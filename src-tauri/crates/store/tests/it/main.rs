//! The store from outside: everything through its public surface, on real encrypted files.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod backup;
mod clients;
mod concurrency;
mod crash;
mod damage;
mod delivering;
mod entities;
mod explorer;
mod figures;
mod known;
mod query;
mod rollback;
mod search;
mod support;
mod timeline;
mod work;
