//! The store from outside: everything through its public surface, on real encrypted files.

mod backup;
mod concurrency;
mod crash;
mod damage;
mod entities;
mod explorer;
mod figures;
mod search;
mod support;
mod work;
