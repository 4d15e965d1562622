//! Writes advertising with other people's models: services and their keys, prompts, and what is done with the answers.
//!
//! What this crate is **not**: it keeps nothing, knows no database and no window, and never talks to Meta. It makes no
//! pictures of its own; of a picture it knows bytes. Nothing it asks a model can do anything: a model has no tools here,
//! and what it says is data that is judged before anybody sees it.
//!
//! Why the clients are our own: of the kept multi-provider crates none could be used for both texts and pictures, none
//! asks Anthropic for an answer by JSON schema, and they take keys as plain text and put whole answers into their errors.
//! What is left of them is the shape of three requests, which is below [`provider`](Client).
//!
//! Main types: [`Service`] and [`Client`] (one place that writes or paints), [`Purse`] (what may be spent), [`Brief`],
//! [`BrandKit`] and [`SourceAd`] (what a prompt is made of), [`write_copy`] (asks, judges, asks once more), [`Canaries`]
//! (what no prompt may hold), [`check_copy`] (what to look at before an ad goes out).

mod canary;
mod check;
mod copy;
mod error;
mod price;
mod provider;

pub use canary::Canaries;
pub use check::{CheckInput, Finding, Severity, SpecialCategory, Subject, check_copy, duplicates};
pub use copy::{
    AdCopy, BrandKit, Brief, CALLS_TO_ACTION, Fault, FaultKind, Field, Limits, Placement, Prompt, Rejected, SourceAd,
    Task, Written, judge, write_copy,
};
pub use error::Error;
pub use price::{MicroUsd, Price, known_price};
pub use provider::{
    Ask, Client, Format, Made, NewPicture, Pacing, Picture, Purse, Said, Schema, Service, Template, Tested, Unlimited,
    Usage,
};

/// Stops something under way from outside.
pub type Cancel = tokio_util::sync::CancellationToken;
