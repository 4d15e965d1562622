//! The Graph API over HTTP: from bytes to a [`request::Call`], through the world, and back to bytes.

pub(crate) mod ai;
pub(crate) mod answer;
pub(crate) mod batch;
pub(crate) mod choices;
pub(crate) mod dialog;
pub(crate) mod edges;
pub(crate) mod error;
pub(crate) mod fields;
pub(crate) mod filtering;
pub(crate) mod graph;
pub(crate) mod insights;
pub(crate) mod json;
pub(crate) mod me;
pub(crate) mod nodes;
pub(crate) mod oauth;
pub(crate) mod page;
pub(crate) mod queue;
pub(crate) mod request;
pub(crate) mod respond;
pub(crate) mod rules;
pub(crate) mod writes;
